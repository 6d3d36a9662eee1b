//! The voice: a call becomes words, and words are said and, if wished, kept.
//!
//! Words become sound by recorded clips where there is a pack of them, else as told in [`hall_ui::voice`]. When and how often a call is said is decided by [`queue::Queue`],
//! never here.

pub mod check;
pub mod clips;
mod pack;
pub mod queue;
mod words;

use std::path::{Path, PathBuf};

use hall_api::views::Call;
use hall_ui::voice::{self, Sound, Tongue, VoiceError};

use self::pack::Pack;

/// Silence between the Mandarin and the English, milliseconds.
const BETWEEN_LANGUAGES_MS: u32 = 350;
/// Silence between the chime and the call, milliseconds.
const AFTER_CHIME_MS: u32 = 200;

/// How to speak.
#[derive(Clone, Debug)]
pub struct VoiceOptions {
    /// Speed and sound card.
    pub sound: voice::VoiceOptions,
    /// Recorded clips in place of the synthesised voice.
    pub pack: Option<PathBuf>,
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
    speech: voice::Voice,
    pack: Option<Pack>,
    record_dir: Option<PathBuf>,
}

impl Voice {
    /// A voice; nothing is tried yet.
    pub fn new(options: VoiceOptions) -> Self {
        let pack = options.pack.map(Pack::new);
        Self { speech: voice::Voice::new(options.sound), pack, record_dir: options.record_dir }
    }

    /// Says a call once at a loudness, percent, and keeps it; says nothing at 0. Returns when it has been said, or could not be.
    pub async fn say(&self, call: &Call, percent: u8) {
        if percent == 0 {
            return;
        }
        let sound = match self.synthesise(call).await {
            Ok(sound) => sound.scaled(percent),
            Err(error) => return self.speech.complain(&error),
        };
        if let Some(folder) = &self.record_dir
            && let Err(error) = record(folder, call, &sound).await
        {
            self.speech.complain(&error);
        }
        self.speech.play(&sound).await;
    }

    /// A call as sound: Mandarin, then English if the visitor reads it.
    pub async fn synthesise(&self, call: &Call) -> Result<Sound, VoiceError> {
        let mut sound = self.said(Tongue::Mandarin, call).await?;
        if call.english {
            let english = self.said(Tongue::English, call).await?.at_rate(sound.rate());
            sound.pause(BETWEEN_LANGUAGES_MS);
            sound.append(&english).map_err(VoiceError::Sound)?;
        }
        match &self.pack {
            Some(pack) => Ok(self.after_chime(pack, sound).await),
            None => Ok(sound),
        }
    }

    /// A call in one tongue: by clips, or synthesised if there are none or they cannot be used.
    async fn said(&self, tongue: Tongue, call: &Call) -> Result<Sound, VoiceError> {
        if let Some(pack) = &self.pack {
            match pack.call(tongue, call).await {
                Ok(sound) => return Ok(sound),
                Err(error) => self.speech.complain(&error),
            }
        }
        let words = match tongue {
            Tongue::Mandarin => words::mandarin(call.number, call.window),
            Tongue::English => words::english(call.number, call.window),
        };
        self.speech.speak(tongue, &words).await
    }

    async fn after_chime(&self, pack: &Pack, sound: Sound) -> Sound {
        match pack.chime().await {
            Ok(None) => sound,
            Ok(Some(chime)) => {
                let mut whole = chime.at_rate(sound.rate());
                whole.pause(AFTER_CHIME_MS);
                // Both have one rate now.
                if whole.append(&sound).is_ok() { whole } else { sound }
            }
            Err(error) => {
                self.speech.complain(&error);
                sound
            }
        }
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
