//! What the real program plays through the real `aplay`, captured by an ALSA device that writes into a file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use counter_display::voice::clips;
use hall_ui::voice::{Sound, Tongue};

use super::hall::{self, FakeHall};
use super::stage::{Display, Stage, wait_until};
use super::{INK, WHOLE, runtime};

/// A sound card that writes what it plays into a file, five times as fast as it would sound; it notes when two play at once.
struct Card {
    folder: tempfile::TempDir,
}

impl Card {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let player = format!(
            "#!/bin/sh\n\
             mkdir {at}/busy || touch {at}/two-at-once\n\
             while dd bs=22050 count=1 iflag=fullblock of={at}/part 2>/dev/null && [ -s {at}/part ]; do\n\
             cat {at}/part >>{at}/heard; sleep 0.1\n\
             done\n\
             rmdir {at}/busy\n"
        );
        let script = folder.path().join("player");
        std::fs::write(&script, player).unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let device = format!(
            "pcm.card {{ type file slave.pcm {{ type null }} file \"|{at}/player\" format \"raw\" }}\n"
        );
        std::fs::write(folder.path().join("asound.conf"), device).unwrap();
        Self { folder }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("asound.conf")
    }

    fn heard(&self) -> Vec<i16> {
        let bytes = std::fs::read(self.folder.path().join("heard")).unwrap_or_default();
        bytes.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
    }

    /// These sounds were heard one after another, each of them whole, with nothing but silence between and after them.
    fn assert_heard(&self, sounds: &[(String, Vec<i16>)]) {
        assert!(!self.folder.path().join("two-at-once").exists(), "two calls at once");
        let heard = self.heard();
        let mut rest = heard.as_slice();
        for (name, samples) in sounds {
            let sound = &samples[silence(samples)..];
            let sound = &sound[..=sound.iter().rposition(|sample| *sample != 0).unwrap()];
            rest = &rest[silence(rest)..];
            let at = heard.len() - rest.len();
            assert!(rest.starts_with(sound), "not {name} at sample {at} of {}", heard.len());
            rest = &rest[sound.len()..];
        }
        assert_eq!(silence(rest), rest.len(), "something else was said at the end");
    }

    /// Waits until as much was heard as these sounds last, and the card is silent again.
    fn wait_for(&self, sounds: &[(String, Vec<i16>)]) {
        let samples: usize = sounds.iter().map(|(_, samples)| samples.len()).sum();
        let busy = self.folder.path().join("busy");
        wait_until("the end of the last call", || self.heard().len() >= samples && !busy.exists());
    }
}

/// Samples of silence at the beginning.
fn silence(samples: &[i16]) -> usize {
    samples.iter().position(|sample| *sample != 0).unwrap_or(samples.len())
}

/// Words as the synthesised voice says them.
fn synthesised(voice: &str, words: &str) -> (String, Vec<i16>) {
    let output = Command::new("espeak-ng")
        .args(["-v", voice, "-s", "150", "--stdout", words])
        .stderr(Stdio::null())
        .output()
        .expect("espeak-ng is installed");
    (words.to_owned(), Sound::parse(&output.stdout).unwrap().samples().to_vec())
}

/// Shows a board that speaks, and calls three visitors at once.
fn three_calls(name: &str, voice: &str, card: &Card, expected: &[(String, Vec<i16>)]) {
    let runtime = runtime();
    let hall = runtime.block_on(FakeHall::start());
    let stage = Stage::new(name);
    let _display = Display::start_speaking(&stage, &hall.address(), WHOLE, voice, &card.config());
    stage.wait_for("the board", |screen| screen.count(INK) > 5_000);
    let call = |at, prefix, number, window, english| hall::Call {
        english,
        ..hall::call(at, prefix, number, window)
    };
    // In the order of the view, the latest first.
    hall.board(vec![call(9, 'C', 1007, 30, true), call(8, 'B', 120, 12, false), call(7, 'A', 3, 3, false)]);
    card.wait_for(expected);
    card.assert_heard(expected);
}

#[test]
fn each_call_is_heard_whole_and_in_order() {
    let card = Card::new();
    let mandarin = |words| synthesised("cmn-latn-pinyin", words);
    let last = || {
        [
            mandarin("请 C 幺零零七 号 到 三十 号窗口"),
            synthesised("en", "Number C, one zero zero seven, please come to window 30."),
        ]
    };
    let mut expected =
        vec![mandarin("请 A 零零三 号 到 三 号窗口"), mandarin("请 B 幺二零 号 到 十二 号窗口")];
    // Nothing waits behind the last one: it is said twice.
    expected.extend(last());
    expected.extend(last());
    three_calls("heard", "[voice]\nenabled = true\ndevice = \"card\"\n", &card, &expected);
}

/// A tone of its own for each clip, and its file.
fn write_pack(folder: &Path) -> Vec<(String, Vec<i16>)> {
    let clips = [Tongue::Mandarin, Tongue::English].into_iter().flat_map(clips::all).enumerate();
    let tones = clips.map(|(place, clip)| {
        let step = (300.0 + 20.0 * place as f64) * std::f64::consts::TAU / 22_050.0;
        let samples: Vec<i16> = (1..4_410).map(|n| ((f64::from(n) * step).sin() * 9_000.0) as i16).collect();
        let path = folder.join(format!("{}.wav", clip.name));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, Sound::of(22_050, samples.clone()).to_wav()).unwrap();
        (clip.name, samples)
    });
    tones.collect()
}

#[test]
fn clips_are_heard_in_order_and_as_loud_as_set() {
    let folder = tempfile::tempdir().unwrap();
    let tones = write_pack(folder.path());
    let checked = Command::new(env!("CARGO_BIN_EXE_counter-display"))
        .args(["voice", "check"])
        .arg(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8(checked.stdout).unwrap();
    assert!(checked.status.success() && told == "43 Mandarin and 58 English clips are good\n", "{told}");

    let last = "please letter-c digit-1 digit-0 digit-0 digit-7 number to digit-3 ten window";
    let english = "number letter-c digit-1 digit-0 digit-0 digit-7 please-come-to-window count-30";
    let said = [
        ("zh", "please letter-a digit-0 digit-0 digit-3 number to digit-3 window"),
        ("zh", "please letter-b digit-1 digit-2 digit-0 number to ten digit-2 window"),
        ("zh", last),
        ("en", english),
        ("zh", last),
        ("en", english),
    ];
    let tone = |name: String| {
        let (_, samples) = tones.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name}"));
        (name, samples.iter().map(|sample| (i32::from(*sample) * 60 / 100) as i16).collect())
    };
    let names = said.into_iter().flat_map(|(part, names)| {
        names.split(' ').map(move |name| format!("{part}/{name}")).collect::<Vec<_>>()
    });
    let expected: Vec<(String, Vec<i16>)> = names.map(tone).collect();
    let voice = format!(
        "[voice]\nenabled = true\ndevice = \"card\"\npack = \"{}\"\n\
         [[voice.volume]]\nfrom = \"00:00\"\nto = \"24:00\"\npercent = 60\n",
        folder.path().display()
    );
    three_calls("clips", &voice, &Card::new(), &expected);
}

#[test]
fn a_pack_with_faults_is_told_with_its_files_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    write_pack(folder.path());
    std::fs::remove_file(folder.path().join("zh/ten.wav")).unwrap();
    let check = |folder: &Path| {
        let program = Command::new(env!("CARGO_BIN_EXE_counter-display"))
            .args(["voice", "check"])
            .arg(folder)
            .output()
            .unwrap();
        (program.status.code(), String::from_utf8(program.stdout).unwrap())
    };
    let (code, told) = check(folder.path());
    let missing = format!("{}: missing\n", folder.path().join("zh/ten.wav").display());
    assert_eq!((code, told), (Some(1), format!("{missing}42 Mandarin and 58 English clips are good\n")));
    assert_ne!(check(Path::new("/nonexistent")).0, Some(0));
}
