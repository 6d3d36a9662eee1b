//! The voice with the real `espeak-ng`, and without anything.

use hall_api::core::ids::{TicketNumber, WindowId};
use hall_api::core::time::Timestamp;

use std::time::Duration;

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
    let sound = voice::VoiceOptions { words_per_minute: 150, device: device.map(str::to_owned) };
    Voice::new(VoiceOptions { sound, record_dir })
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
async fn a_machine_without_a_sound_card_keeps_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let recordings = folder.path().join("calls");
    let voice = voice(Some(recordings.clone()), Some("no-such-device"));
    voice.say(&call('A', 3, 3, false)).await;
    let kept = std::fs::read(recordings.join("017-A003-window-3.wav")).unwrap();
    assert!(Sound::parse(&kept).unwrap().loudness() > 500.0);
}
