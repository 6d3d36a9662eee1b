//! A good pack, and each fault a pack can have.

use super::*;

const RATE: u32 = 16_000;

/// A tone of a loudness, 400 ms.
fn tone(amplitude: f64) -> Vec<i16> {
    (0..6_400).map(|n| (f64::from(n) * 0.3).sin().mul_add(amplitude, 0.5) as i16).collect()
}

fn write(folder: &Path, name: &str, samples: Vec<i16>) {
    let path = pack::path(folder, name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, Sound::of(RATE, samples).to_wav()).unwrap();
}

fn good_pack(tongues: &[Tongue]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for clip in tongues.iter().copied().flat_map(clips::all) {
        write(folder.path(), &clip.name, tone(9_000.0));
    }
    folder
}

#[test]
fn a_good_pack_has_no_faults_with_or_without_english() {
    let folder = good_pack(&[Tongue::Mandarin]);
    assert_eq!(check(folder.path()), Report { faults: Vec::new(), good: [43, 0] });
    let folder = good_pack(&[Tongue::Mandarin, Tongue::English]);
    write(folder.path(), CHIME, tone(9_000.0));
    assert_eq!(check(folder.path()), Report { faults: Vec::new(), good: [43, 58] });
}

#[test]
fn each_fault_is_told_with_its_file() {
    let silence = |ms: usize| vec![0_i16; RATE as usize * ms / 1_000];
    let with_silence = |before, after| [silence(before), tone(9_000.0), silence(after)].concat();
    let cases: [(Vec<i16>, &str); 8] = [
        (silence(300), "silent"),
        (tone(60_000.0), "recorded too loud: its peaks are cut off"),
        (with_silence(200, 0), "200 ms of silence at one end, 150 ms are allowed"),
        (with_silence(0, 320), "320 ms of silence at one end, 150 ms are allowed"),
        (tone(9_000.0).repeat(8), "3200 ms long, 3000 ms are allowed"),
        (tone(3_000.0), "10 dB softer than the others, 8 dB are allowed"),
        (tone(27_000.0), "10 dB louder than the others, 8 dB are allowed"),
        (Vec::new(), "the sound is empty or longer than 180 s"),
    ];
    let folder = good_pack(&[Tongue::Mandarin]);
    for (samples, expected) in cases {
        write(folder.path(), "zh/ten", samples);
        let report = check(folder.path());
        let told: Vec<_> = report.faults.iter().map(|(file, fault)| format!("{file}: {fault}")).collect();
        assert_eq!(told, [format!("zh/ten.wav: {expected}")]);
        assert_eq!(report.good, [42, 0]);
    }
}

#[test]
fn files_that_are_missing_strange_or_not_in_the_list_are_told() {
    let folder = good_pack(&[Tongue::Mandarin]);
    let path = |name: &str| folder.path().join(name);
    std::fs::remove_file(path("zh/please.wav")).unwrap();
    std::fs::write(path("zh/to.wav"), "RIFF and nothing").unwrap();
    std::fs::write(path("zh/one.wav"), Sound::of(8_000, tone(9_000.0)).to_wav()).unwrap();
    std::fs::write(path("zh/window.wav"), vec![0; 1024 * 1024 + 1]).unwrap();
    std::fs::write(path("zh/digit-10.wav"), "").unwrap();
    std::fs::write(path("chime.wav"), Sound::of(RATE, vec![0; 800]).to_wav()).unwrap();
    let report = check(folder.path());
    let told: Vec<_> = report.faults.iter().map(|(file, fault)| format!("{file}: {fault}")).collect();
    assert_eq!(
        told,
        [
            "zh/please.wav: missing",
            "zh/to.wav: not a WAV file",
            "zh/window.wav: cannot be read: larger than 1048576 bytes",
            "zh/one.wav: 8000 samples a second, the others have 16000",
            "chime.wav: silent",
            "zh/digit-10.wav: no clip of the list has this name",
        ]
    );
    let nothing = tempfile::tempdir().unwrap();
    assert_eq!(check(nothing.path()).faults.len(), 43);
}
