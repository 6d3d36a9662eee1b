//! The real program with a keypad and a sound card that keeps what it plays: silent until it is asked, then heard, and cut off
//! by what comes next. And without any sound card it goes on.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(40);
/// Samples a second of the voice.
const RATE: usize = 22_050;

/// Ends with the value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// A virtual screen with a kiosk on it that reaches no server.
struct Stage {
    display: String,
    kiosk: Ended,
    _screen: Ended,
}

impl Stage {
    fn start(folder: &Path) -> Self {
        let screen = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1080x1920x24", "-noreset", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut screen = Ended(screen);
        let mut line = String::new();
        BufReader::new(screen.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let display = format!(":{}", line.trim());
        let config = folder.join("kiosk.toml");
        let token = folder.join("token");
        std::fs::write(&token, "secret\n").unwrap();
        let text = format!(
            "[server]\naddress = \"http://127.0.0.1:1\"\ntoken_file = \"{}\"\n[screen]\nplace = [0, 0, 1080, 1920]\n",
            token.display()
        );
        std::fs::write(&config, text).unwrap();
        let kiosk = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .arg("--config")
            .arg(&config)
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("ALSA_CONFIG_PATH", folder.join("asound.conf"))
            .stderr(std::fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let stage = Self { display, kiosk: Ended(kiosk), _screen: screen };
        let log = || std::fs::read_to_string(folder.join("log")).unwrap();
        wait_until("the first frame", || log().contains("first frame"));
        // There is no window manager that would give it the focus.
        wait_until("the focus", || stage.xdotool(&["search", "--name", "hall-kiosk", "windowfocus"]));
        stage
    }

    fn xdotool(&self, arguments: &[&str]) -> bool {
        let status = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", &self.display)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.expect("xdotool is installed").success()
    }

    fn press(&self, key: &str) {
        assert!(self.xdotool(&["key", key]));
    }

    /// Programs of this name that the kiosk has started and that still run.
    fn running(&self, name: &str) -> usize {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.kiosk.0.id())).unwrap();
        let children =
            tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("children")).ok());
        let children: Vec<String> = children
            .flat_map(|pids| pids.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let named = |pid: &&String| {
            std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|comm| comm.trim() == name)
        };
        children.iter().filter(named).count()
    }
}

/// A sound card that keeps what it plays, and is busy with it for a while after the last sample.
fn keeping_card(folder: &Path) {
    let script = folder.join("card");
    let (started, sound) = (folder.join("started"), folder.join("sound"));
    let text = format!("echo >> {}\ncat >> {}\nsleep 4\n", started.display(), sound.display());
    std::fs::write(&script, text).unwrap();
    let conf = format!(
        "pcm.!default {{ type file slave.pcm {{ type null }} format raw file \"|sh {}\" }}\n",
        script.display()
    );
    std::fs::write(folder.join("asound.conf"), conf).unwrap();
}

fn started(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("started")).map_or(0, |text| text.lines().count())
}

/// What was played, as samples.
fn sound(folder: &Path) -> Vec<i16> {
    let bytes = std::fs::read(folder.join("sound")).unwrap_or_default();
    bytes.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
}

#[test]
fn the_kiosk_speaks_when_asked_and_cuts_itself_off() {
    let folder = tempfile::tempdir().unwrap();
    keeping_card(folder.path());
    let stage = Stage::start(folder.path());
    stage.press("Return");
    stage.press("Escape");
    stage.press("F1");
    wait_until("the welcome", || started(folder.path()) == 1 && sound(folder.path()).len() > 3 * RATE);
    let welcome = sound(folder.path());
    let loudness =
        (welcome.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / welcome.len() as f64).sqrt();
    assert!(loudness > 300.0, "silent: {loudness}");
    assert_eq!(stage.running("aplay"), 1, "the card is still busy with it");
    let pressed = Instant::now();
    stage.press("Down");
    wait_until("the first choice", || started(folder.path()) == 2);
    assert!(pressed.elapsed() < Duration::from_secs(4), "it waited for the card: {:?}", pressed.elapsed());
    wait_until("the end of the welcome", || stage.running("aplay") == 1);
    for count in 3..=5 {
        stage.press("Down");
        wait_until("the next choice", || started(folder.path()) == count);
    }
    wait_until("one voice at a time", || stage.running("aplay") == 1);
    stage.press("Return");
    wait_until("what Enter did", || started(folder.path()) >= 6);
}

#[test]
fn a_kiosk_without_a_sound_card_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("asound.conf"), "pcm.!default { type hw card 99 }\n").unwrap();
    let mut stage = Stage::start(folder.path());
    stage.press("F1");
    let log = || std::fs::read_to_string(folder.path().join("log")).unwrap();
    wait_until("the one complaint", || log().contains("something was not heard"));
    stage.press("Down");
    stage.press("Down");
    wait_until("the speech to end", || stage.running("espeak-ng") + stage.running("aplay") == 0);
    assert_eq!(log().matches("something was not heard").count(), 1, "{}", log());
    assert!(stage.kiosk.0.try_wait().unwrap().is_none(), "it runs");
}
