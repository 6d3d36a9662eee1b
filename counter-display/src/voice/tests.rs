//! The voice with the real `espeak-ng`, and without anything.

use hall_api::core::ids::{TicketNumber, WindowId};
use hall_api::core::time::Timestamp;

use super::*;

fn call(prefix: char, number: u32, window: u16, english: bool) -> Call {
    Call {
        call: 17,
        number: TicketNumber { prefix, number },
        window: WindowId(window),
        at: Timestamp(0),
        serving: false,
        english,
    }
}

fn voice(record_dir: Option<PathBuf>, device: Option<&str>) -> Voice {
    Voice::new(VoiceOptions { words_per_minute: 150, device: device.map(str::to_owned), record_dir })
}

#[tokio::test]
async fn a_call_is_heard_and_in_english_too() {
    let voice = voice(None, None);
    let mandarin = voice.synthesise(&call('A', 3, 3, false)).await.unwrap();
    assert!(
        (Duration::from_secs(2)..Duration::from_secs(10)).contains(&mandarin.length()),
        "{:?}",
        mandarin.length()
    );
    assert!(mandarin.loudness() > 500.0, "silent: {}", mandarin.loudness());
    let both = voice.synthesise(&call('A', 3, 3, true)).await.unwrap();
    assert!(
        both.length() > mandarin.length() + Duration::from_secs(2),
        "English follows: {:?}",
        both.length()
    );
}

/// How `espeak-ng` pronounces words, as its own phonemes.
fn phonemes(tongue: Tongue, words: &str) -> String {
    let output = std::process::Command::new("espeak-ng")
        .args(["-v", tongue.voice(), "-q", "-x", words])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn digits_letters_and_hanzi_are_pronounced_in_mandarin() {
    let said =
        phonemes(Tongue::Mandarin, &words::mandarin(TicketNumber { prefix: 'A', number: 31 }, WindowId(3)));
    for (sound, of) in [
        ("tS;h'i", "请"),
        ("'ei5", "A by its name"),
        ("l'i", "零"),
        ("s'a", "三"),
        ("j'Au55", "幺"),
        ("X'Au51", "号"),
        ("t'Au51", "到"),
        ("ts.hw'A55N", "窗"),
        ("kh'ou214", "口"),
    ] {
        assert!(said.contains(sound), "{of} is not in {said}");
    }
}

#[test]
fn every_letter_has_a_sound_of_its_own_in_both_languages() {
    for tongue in [Tongue::Mandarin, Tongue::English] {
        let mut heard = std::collections::BTreeSet::new();
        for letter in 'A'..='Z' {
            let number = TicketNumber { prefix: letter, number: 8 };
            let words = match tongue {
                Tongue::Mandarin => words::mandarin(number, WindowId(8)),
                Tongue::English => words::english(number, WindowId(8)),
            };
            assert!(heard.insert(phonemes(tongue, &words)), "{letter} sounds like another letter");
        }
    }
}

#[tokio::test]
async fn a_machine_without_a_sound_card_keeps_what_it_said_and_complains_once() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = folder.path().join("calls");
    let voice = voice(Some(recordings.clone()), Some("no-such-device"));
    voice.say(&call('A', 3, 3, false)).await;
    voice.say(&call('A', 3, 3, false)).await;
    let kept = std::fs::read(recordings.join("017-A003-window-3.wav")).unwrap();
    assert!(Sound::parse(&kept).unwrap().loudness() > 500.0);
    let complaints = voice.complaints.lock().unwrap().clone();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].starts_with("`aplay`"), "{complaints:?}");
}

#[tokio::test]
async fn a_program_that_is_missing_fails_or_hangs_is_told() {
    let short = Duration::from_millis(200);
    let missing = run("missing", Command::new("no-such-program-here"), &[], short).await;
    assert!(matches!(missing, Err(VoiceError::Run { program: "missing", .. })));
    let mut hangs = Command::new("sleep");
    hangs.arg("60");
    assert!(matches!(run("sleep", hangs, &[], short).await, Err(VoiceError::Hung { .. })));
    let mut fails = Command::new("sh");
    fails.args(["-c", "echo no card >&2; exit 1"]);
    match run("sh", fails, &vec![0; 1 << 20], Duration::from_secs(10)).await {
        Err(VoiceError::Failed { message, .. }) => assert_eq!(message, "no card"),
        other => panic!("{other:?}"),
    }
}
