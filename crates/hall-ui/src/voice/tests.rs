//! The voice with the real `espeak-ng`, and without anything.

use super::*;

fn voice(device: Option<&str>) -> Voice {
    Voice::new(VoiceOptions { words_per_minute: 150, device: device.map(str::to_owned) })
}

#[tokio::test]
async fn both_tongues_are_heard() {
    for (tongue, words) in [(Tongue::Mandarin, "请选择事项"), (Tongue::English, "Please choose")] {
        let sound = voice(None).speak(tongue, words).await.unwrap();
        assert!((Duration::from_millis(500)..Duration::from_secs(5)).contains(&sound.length()), "{tongue:?}");
        assert!(sound.loudness() > 500.0, "{tongue:?} is silent: {}", sound.loudness());
    }
}

#[tokio::test]
async fn words_that_look_like_an_option_are_only_words() {
    let sound = voice(None).speak(Tongue::English, "--help --version -w /tmp/x").await.unwrap();
    assert!(sound.length() > Duration::from_secs(1));
}

#[tokio::test]
async fn a_machine_without_a_sound_card_complains_once() {
    let voice = voice(Some("no-such-device"));
    voice.say(Tongue::English, "one").await;
    voice.say(Tongue::English, "two").await;
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
