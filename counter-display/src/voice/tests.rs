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
    Voice::new(VoiceOptions { sound, pack: None, record_dir })
}

/// A voice with a pack of clips.
fn with_pack(folder: &Path) -> Voice {
    let sound = voice::VoiceOptions { words_per_minute: 150, device: None };
    Voice::new(VoiceOptions { sound, pack: Some(folder.to_owned()), record_dir: None })
}

/// A clip of one value, told from the others by it, 100 ms long.
fn flat(value: i16) -> Vec<u8> {
    voice::Sound::of(8_000, vec![value; 800]).to_wav()
}

/// Clips of Mandarin, the first of them with the value 1, and so on.
fn write_pack(folder: &Path) {
    std::fs::create_dir_all(folder.join("zh")).unwrap();
    for (place, clip) in clips::all(Tongue::Mandarin).into_iter().enumerate() {
        std::fs::write(folder.join(format!("{}.wav", clip.name)), flat(place as i16 + 1)).unwrap();
    }
}

/// What is said, by the words of the clips.
fn words_in(sound: &Sound) -> String {
    let list = clips::all(Tongue::Mandarin);
    let mut said = String::new();
    for (at, sample) in sound.samples().iter().enumerate() {
        if *sample != 0 && (at == 0 || sound.samples()[at - 1] == 0) {
            said.push_str(&list[*sample as usize - 1].words);
        }
    }
    said
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
    voice.say(&call('A', 3, 3, false), 0).await;
    assert!(!recordings.exists(), "silent at this hour");
    voice.say(&call('A', 3, 3, false), 100).await;
    let kept = std::fs::read(recordings.join("017-A003-window-3.wav")).unwrap();
    assert!(Sound::parse(&kept).unwrap().loudness() > 500.0);
}

#[tokio::test]
async fn a_pack_of_clips_takes_the_place_of_the_synthesised_voice() {
    let folder = tempfile::tempdir().unwrap();
    write_pack(folder.path());
    let voice = with_pack(folder.path());
    for (number, window, words) in [
        (3, 3, "请A零零三号到三号窗口"),
        (1207, 12, "请A幺二零七号到十二号窗口"),
        (17, 106, "请A零幺七号到一百零六号窗口"),
    ] {
        let sound = voice.synthesise(&call('A', number, window, false)).await.unwrap();
        assert_eq!((words_in(&sound).as_str(), sound.rate()), (words, 8_000));
    }
    let both = voice.synthesise(&call('A', 3, 3, true)).await.unwrap();
    let mandarin = voice.synthesise(&call('A', 3, 3, false)).await.unwrap();
    assert_eq!(both.rate(), 8_000);
    assert!(both.length() > mandarin.length() + Duration::from_secs(2), "English is synthesised: {both:?}");
    std::fs::write(folder.path().join("chime.wav"), flat(99)).unwrap();
    let chimed = voice.synthesise(&call('A', 3, 3, false)).await.unwrap();
    assert_eq!(chimed.samples()[0], 99);
    assert!(chimed.samples().ends_with(mandarin.samples()));
}

#[tokio::test]
async fn a_clip_that_is_missing_leaves_the_call_to_the_synthesised_voice() {
    let folder = tempfile::tempdir().unwrap();
    write_pack(folder.path());
    std::fs::remove_file(folder.path().join("zh/digit-7.wav")).unwrap();
    std::fs::write(folder.path().join("zh/ten.wav"), voice::Sound::of(16_000, vec![9; 800]).to_wav())
        .unwrap();
    let voice = with_pack(folder.path());
    assert_eq!(voice.synthesise(&call('A', 3, 3, false)).await.unwrap().rate(), 8_000);
    assert_eq!(voice.synthesise(&call('A', 7, 3, false)).await.unwrap().rate(), 22_050, "no seven");
    assert_eq!(
        voice.synthesise(&call('A', 3, 10, false)).await.unwrap().rate(),
        22_050,
        "a ten of another rate"
    );
}
