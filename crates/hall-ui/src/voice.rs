//! The voice: words become sound, and sound is played.
//!
//! Speech comes from `espeak-ng`, playing from `aplay`, both as subprocesses with a bound on their time. A machine without
//! one of them, or without a sound card, stays silent: that is logged once and stops nothing. Dropping what is being spoken
//! cuts it off. What is said, when and how often is the programs' affair.

mod numbers;
mod sound;

use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

use hall_api::texts::Language;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

pub use self::numbers::{clock_time, counted, spelled};
pub use self::sound::{BadSound, Sound};

/// Speech is ready within this, or not at all; it takes 20–40 ms.
const SYNTHESIS_MAX: Duration = Duration::from_secs(5);
/// Playing may last this much longer than the sound itself.
const PLAYING_SLACK: Duration = Duration::from_secs(3);
/// Complaints remembered.
const COMPLAINTS_MAX: usize = 16;

/// A language of the voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Chinese as spoken on the mainland.
    Mandarin,
    /// English.
    English,
}

impl Tongue {
    /// The name of the voice in `espeak-ng`: plain `cmn` reads pinyin as if it were English.
    pub fn voice(self) -> &'static str {
        match self {
            Tongue::Mandarin => "cmn-latn-pinyin",
            Tongue::English => "en",
        }
    }
}

impl From<Language> for Tongue {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Mandarin,
            Language::En => Self::English,
        }
    }
}

/// How to speak.
#[derive(Clone, Debug)]
pub struct VoiceOptions {
    /// Words a minute, 80 to 260.
    pub words_per_minute: u16,
    /// The ALSA device; none = the default one.
    pub device: Option<String>,
}

/// Why something was not heard.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// The program is not installed, or cannot be run.
    #[error("`{program}` cannot be run")]
    Run {
        /// Which.
        program: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The program ended with an error, such as "no sound card".
    #[error("`{program}` failed: {message}")]
    Failed {
        /// Which.
        program: &'static str,
        /// The first line of what it said.
        message: String,
    },
    /// The program did not end.
    #[error("`{program}` did not end in time")]
    Hung {
        /// Which.
        program: &'static str,
    },
    /// What came out is no sound.
    #[error("`espeak-ng` gave no sound")]
    Sound(#[source] BadSound),
}

/// A voice with its options.
#[derive(Debug)]
pub struct Voice {
    options: VoiceOptions,
    complaints: Mutex<Vec<String>>,
}

impl Voice {
    /// A voice; nothing is tried yet.
    pub fn new(options: VoiceOptions) -> Self {
        Self { options, complaints: Mutex::default() }
    }

    /// Says something. Returns when it has been said, or could not be.
    pub async fn say(&self, tongue: Tongue, words: &str) {
        match self.speak(tongue, words).await {
            Ok(sound) => self.play(&sound).await,
            Err(error) => self.complain(&error),
        }
    }

    /// Words as sound.
    ///
    /// # Errors
    /// The synthesis is not there, or failed.
    pub async fn speak(&self, tongue: Tongue, words: &str) -> Result<Sound, VoiceError> {
        let mut command = Command::new("espeak-ng");
        let speed = self.options.words_per_minute.to_string();
        command.args(["-v", tongue.voice(), "-s", &speed, "--stdin", "--stdout"]);
        let wav = run("espeak-ng", command, words.as_bytes(), SYNTHESIS_MAX).await?;
        Sound::parse(&wav).map_err(VoiceError::Sound)
    }

    /// Plays a sound. Returns when it was heard, or could not be.
    pub async fn play(&self, sound: &Sound) {
        let mut command = Command::new("aplay");
        command.arg("-q");
        if let Some(device) = &self.options.device {
            command.args(["-D", device]);
        }
        command.arg("-");
        if let Err(error) = run("aplay", command, &sound.to_wav(), sound.length() + PLAYING_SLACK).await {
            self.complain(&error);
        }
    }

    /// Logs what is wrong, each thing once: a silent machine must not fill its log.
    pub fn complain(&self, error: &dyn std::error::Error) {
        let mut complaints = self.complaints.lock().expect("invariant: nobody panics while complaining");
        let text = error.to_string();
        if complaints.len() < COMPLAINTS_MAX && !complaints.contains(&text) {
            let source = error.source().map(ToString::to_string);
            tracing::warn!(error = %text, source, "something was not heard; said once");
            complaints.push(text);
        }
    }
}

/// Runs a program with some input and gives its output.
async fn run(
    program: &'static str,
    mut command: Command,
    input: &[u8],
    within: Duration,
) -> Result<Vec<u8>, VoiceError> {
    let failed = |source| VoiceError::Run { program, source };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(failed)?;
    let mut stdin = child.stdin.take().expect("invariant: its input is piped");
    let feeding = async {
        // A program that ends early closes its input; its exit status tells why.
        drop(stdin.write_all(input).await);
        drop(stdin);
    };
    let waiting = async { tokio::join!(feeding, child.wait_with_output()).1 };
    let output =
        timeout(within, waiting).await.map_err(|_elapsed| VoiceError::Hung { program })?.map_err(failed)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let message = said.lines().next().unwrap_or("it said nothing").chars().take(200).collect();
    Err(VoiceError::Failed { program, message })
}

#[cfg(test)]
mod tests;
