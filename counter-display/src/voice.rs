//! The voice: a call becomes words, and words are said and, if wished, kept.
//!
//! How words become sound is told in [`hall_ui::voice`]. When and how often a call is said is decided by [`queue::Queue`],
//! never here.

pub mod queue;
mod words;

use std::path::{Path, PathBuf};

use hall_api::views::Call;
use hall_ui::voice::{self, Sound, Tongue, VoiceError};

/// Silence between the Mandarin and the English, milliseconds.
const BETWEEN_LANGUAGES_MS: u32 = 350;

/// How to speak.
#[derive(Clone, Debug)]
pub struct VoiceOptions {
    /// Speed and sound card.
    pub sound: voice::VoiceOptions,
    /// Keeps each call spoken as a WAV file in this folder.
    pub record_dir: Option<PathBuf>,
}

/// A call could not be kept.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}")]
pub struct RecordError {
    /// Where.
    path: PathBuf,
    /// Why.
    #[source]
    source: std::io::Error,
}

/// A voice that calls.
#[derive(Debug)]
pub struct Voice {
    voice: voice::Voice,
    record_dir: Option<PathBuf>,
}

impl Voice {
    /// A voice; nothing is tried yet.
    pub fn new(options: VoiceOptions) -> Self {
        Self { voice: voice::Voice::new(options.sound), record_dir: options.record_dir }
    }

    /// Says a call once, and keeps it. Returns when it has been said, or could not be.
    pub async fn say(&self, call: &Call) {
        let sound = match self.synthesise(call).await {
            Ok(sound) => sound,
            Err(error) => return self.voice.complain(&error),
        };
        if let Some(folder) = &self.record_dir
            && let Err(error) = record(folder, call, &sound).await
        {
            self.voice.complain(&error);
        }
        self.voice.play(&sound).await;
    }

    /// A call as sound: Mandarin, then English if the visitor reads it.
    pub async fn synthesise(&self, call: &Call) -> Result<Sound, VoiceError> {
        let words = words::mandarin(call.number, call.window);
        let mut sound = self.voice.speak(Tongue::Mandarin, &words).await?;
        if call.english {
            let words = words::english(call.number, call.window);
            let english = self.voice.speak(Tongue::English, &words).await?;
            sound.pause(BETWEEN_LANGUAGES_MS);
            sound.append(&english).map_err(VoiceError::Sound)?;
        }
        Ok(sound)
    }
}

/// The file a spoken call is kept in, such as `017-A003-window-3.wav`.
fn record_path(folder: &Path, call: &Call) -> PathBuf {
    folder.join(format!("{:03}-{}-window-{}.wav", call.call, call.number, call.window))
}

async fn record(folder: &Path, call: &Call, sound: &Sound) -> Result<(), RecordError> {
    let path = record_path(folder, call);
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        tokio::fs::write(&path, sound.to_wav()).await
    };
    written.await.map_err(|source| RecordError { path, source })
}

#[cfg(test)]
mod tests;
