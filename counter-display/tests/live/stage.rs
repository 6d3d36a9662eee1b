//! A virtual screen, the program on it, and pictures of it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(30);

pub type Colour = [u8; 3];

/// A screen of 1920×1080 of its own. Ends with the value.
pub struct Stage {
    name: String,
    server: Child,
    display: String,
}

impl Stage {
    pub fn new(name: &str) -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1080x24", "-noreset", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { name: name.to_owned(), server, display: format!(":{}", line.trim()) }
    }

    /// What is on it now.
    pub fn picture(&self) -> Picture {
        let output = Command::new("import")
            .args(["-display", &self.display, "-window", "root", "-depth", "8", "rgb:-"])
            .output()
            .expect("imagemagick is installed");
        Picture { pixels: output.stdout }
    }

    /// Keeps a picture for people to look at.
    pub fn keep(&self, moment: &str) {
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("display-{}-{moment}.png", self.name));
        let status = Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .arg(&path)
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits until the screen shows something. Tells when the last picture without it was begun: a picture takes its time.
    pub fn wait_for(&self, what: &str, mut shown: impl FnMut(&Picture) -> bool) -> Option<Instant> {
        let deadline = Instant::now() + PATIENCE;
        let mut last_without = None;
        loop {
            let begun = Instant::now();
            if shown(&self.picture()) {
                return last_without;
            }
            last_without = Some(begun);
            if begun > deadline {
                self.keep("failed");
                panic!("{what} was not shown within {PATIENCE:?}");
            }
        }
    }

    /// Waits until two pictures are alike.
    pub fn wait_still(&self) {
        let mut last = self.picture().pixels;
        self.wait_for("a still picture", |picture| {
            let still = picture.pixels == last;
            last.clone_from(&picture.pixels);
            still
        });
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Red, green and blue of every pixel.
pub struct Picture {
    pixels: Vec<u8>,
}

impl Picture {
    /// Pixels of exactly this colour.
    pub fn count(&self, colour: Colour) -> usize {
        self.pixels.as_chunks().0.iter().filter(|pixel| **pixel == colour).count()
    }
}

/// The program. Ends with the value.
pub struct Display {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Display {
    pub fn start(
        stage: &Stage,
        server: &str,
        arguments: &[&str],
        place: [u32; 4],
        record: Option<&Path>,
    ) -> Self {
        let voice = record.map_or(String::new(), |folder| {
            format!("[voice]\nenabled = true\nrecord_dir = \"{}\"\n", folder.display())
        });
        Self::begin(stage, server, arguments, place, &voice, None)
    }

    /// A board with a voice of its own, on the sound cards of an ALSA configuration.
    pub fn start_speaking(stage: &Stage, server: &str, place: [u32; 4], voice: &str, alsa: &Path) -> Self {
        Self::begin(stage, server, &["--board"], place, voice, Some(alsa))
    }

    fn begin(
        stage: &Stage,
        server: &str,
        arguments: &[&str],
        place: [u32; 4],
        voice: &str,
        alsa: Option<&Path>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "[server]\naddress = \"{server}\"\ntoken_file = \"token\"\n[screen]\nplace = {place:?}\n{voice}"
        );
        std::fs::write(folder.path().join("token"), "secret\n").unwrap();
        std::fs::write(folder.path().join("display.toml"), config).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_counter-display"))
            .arg("--config")
            .arg(folder.path().join("display.toml"))
            .args(arguments)
            .env("DISPLAY", &stage.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .envs(alsa.map(|path| ("ALSA_CONFIG_PATH", path)))
            .spawn()
            .unwrap();
        Self { child, _folder: folder }
    }

    /// Waits for three seconds in which it uses less than 1 % of a processor.
    pub fn wait_idle(&self) {
        let span = Duration::from_secs(3);
        wait_until("an idle processor", || {
            let before = self.ticks();
            let until = Instant::now() + span;
            while Instant::now() < until {
                std::thread::park_timeout(until.saturating_duration_since(Instant::now()));
            }
            // A tick is 10 ms.
            self.ticks() - before <= 3
        });
    }

    /// Processor time used so far, in ticks of 10 ms.
    fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until something is so.
pub fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}
