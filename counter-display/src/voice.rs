//! The voice: a call becomes words, words become sound, sound is played and, if wished, kept.
//!
//! Speech comes from `espeak-ng`, playing from `aplay`, both as subprocesses with a bound on their time. A machine without
//! one of them, or without a sound card, stays silent: that is logged once and stops nothing. When and how often a
//! call is said is decided by [`queue::Queue`], never here.

pub mod queue;
mod sound;
mod words;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

use hall_api::views::Call;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

pub use self::sound::{BadSound, Sound};

/// Speech is ready within this, or not at all; it takes 20–40 ms.
const SYNTHESIS_MAX: Duration = Duration::from_secs(5);
/// Playing may last this much longer than the sound itself.
const PLAYING_SLACK: Duration = Duration::from_secs(3);
/// Silence between the Mandarin and the English, milliseconds.
const BETWEEN_LANGUAGES_MS: u32 = 350;

/// A language of the voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tongue {
    Mandarin,
    English,
}

impl Tongue {
    /// The name of the voice in `espeak-ng`: plain `cmn` reads pinyin as if it were English.
    fn voice(self) -> &'static str {
        match self {
            Tongue::Mandarin => "cmn-latn-pinyin",
            Tongue::English => "en",
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
    /// Keeps each call spoken as a WAV file in this folder.
    pub record_dir: Option<PathBuf>,
}

/// Why a call was not heard.
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
    /// The sound cannot be kept.
    #[error("cannot write {path}")]
    Record {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
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

    /// Says a call once, and keeps it. Returns when it has been said, or could not be.
    pub async fn say(&self, call: &Call) {
        let sound = match self.synthesise(call).await {
            Ok(sound) => sound,
            Err(error) => return self.complain(&error),
        };
        if let Some(folder) = &self.options.record_dir
            && let Err(error) = record(folder, call, &sound).await
        {
            self.complain(&error);
        }
        if let Err(error) = self.play(&sound).await {
            self.complain(&error);
        }
    }

    /// A call as sound: Mandarin, then English if the visitor reads it.
    pub async fn synthesise(&self, call: &Call) -> Result<Sound, VoiceError> {
        let mut sound = self.speak(Tongue::Mandarin, &words::mandarin(call.number, call.window)).await?;
        if call.english {
            let english = self.speak(Tongue::English, &words::english(call.number, call.window)).await?;
            sound.pause(BETWEEN_LANGUAGES_MS);
            sound.append(&english).map_err(VoiceError::Sound)?;
        }
        Ok(sound)
    }

    async fn speak(&self, tongue: Tongue, words: &str) -> Result<Sound, VoiceError> {
        let mut command = Command::new("espeak-ng");
        command.args([
            "-v",
            tongue.voice(),
            "-s",
            &self.options.words_per_minute.to_string(),
            "--stdout",
            words,
        ]);
        let wav = run("espeak-ng", command, &[], SYNTHESIS_MAX).await?;
        Sound::parse(&wav).map_err(VoiceError::Sound)
    }

    async fn play(&self, sound: &Sound) -> Result<(), VoiceError> {
        let mut command = Command::new("aplay");
        command.arg("-q");
        if let Some(device) = &self.options.device {
            command.args(["-D", device]);
        }
        command.arg("-");
        run("aplay", command, &sound.to_wav(), sound.length() + PLAYING_SLACK).await.map(drop)
    }

    /// Logs what is wrong, each thing once: a silent machine must not fill its log.
    fn complain(&self, error: &VoiceError) {
        let mut complaints = self.complaints.lock().expect("invariant: nobody panics while complaining");
        let text = error.to_string();
        if complaints.len() < 16 && !complaints.contains(&text) {
            let source = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(error = %text, source, "a call was not heard; said once");
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

/// The file a spoken call is kept in, such as `017-A003-window-3.wav`.
fn record_path(folder: &Path, call: &Call) -> PathBuf {
    folder.join(format!("{:03}-{}-window-{}.wav", call.call, call.number, call.window))
}

async fn record(folder: &Path, call: &Call, sound: &Sound) -> Result<(), VoiceError> {
    let path = record_path(folder, call);
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        tokio::fs::write(&path, sound.to_wav()).await
    };
    written.await.map_err(|source| VoiceError::Record { path, source })
}

#[cfg(test)]
mod tests;
