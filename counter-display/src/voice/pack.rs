//! A pack of recorded clips: a folder with WAV files, joined into calls. Nothing is kept in memory: a clip that is replaced is heard
//! with the next call.

use std::path::{Path, PathBuf};

use hall_api::views::Call;
use hall_ui::voice::{BadSound, Sound, Tongue};

use super::clips::{self, CHIME, Piece};

/// Largest clip read, bytes.
pub(super) const CLIP_BYTES_MAX: u64 = 1024 * 1024;

/// Why a call cannot be made of clips.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A clip cannot be read.
    #[error("the clip {path} cannot be read")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A clip is no sound that fits the others.
    #[error("the clip {path} cannot be used")]
    Sound {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: BadSound,
    },
}

/// A folder with clips.
#[derive(Clone, Debug)]
pub struct Pack {
    folder: PathBuf,
}

impl Pack {
    /// The clips in a folder; none is read yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A call in one tongue.
    ///
    /// # Errors
    /// A clip is missing, or does not fit the others.
    pub async fn call(&self, tongue: Tongue, call: &Call) -> Result<Sound, PackError> {
        let mut whole: Option<Sound> = None;
        for piece in clips::of_call(tongue, call.number, call.window) {
            match (piece, &mut whole) {
                (Piece::Clip(name), None) => whole = Some(self.clip(&name).await?),
                (Piece::Clip(name), Some(whole)) => {
                    let clip = self.clip(&name).await?;
                    let misfit = |source| PackError::Sound { path: path(&self.folder, &name), source };
                    whole.append(&clip).map_err(misfit)?;
                }
                (Piece::Pause(ms), Some(whole)) => whole.pause(ms),
                (Piece::Pause(_), None) => {}
            }
        }
        Ok(whole.expect("invariant: a call has clips"))
    }

    /// What is played before each call; none if the pack has none.
    ///
    /// # Errors
    /// It is there and cannot be used.
    pub async fn chime(&self) -> Result<Option<Sound>, PackError> {
        let is_there = tokio::fs::try_exists(path(&self.folder, CHIME)).await.unwrap_or(true);
        if is_there { self.clip(CHIME).await.map(Some) } else { Ok(None) }
    }

    async fn clip(&self, name: &str) -> Result<Sound, PackError> {
        let path = path(&self.folder, name);
        match read(&path).await {
            Ok(bytes) => Sound::parse(&bytes).map_err(|source| PackError::Sound { path, source }),
            Err(source) => Err(PackError::Read { path, source }),
        }
    }
}

async fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if tokio::fs::metadata(path).await?.len() > CLIP_BYTES_MAX {
        return Err(std::io::Error::other(format!("larger than {CLIP_BYTES_MAX} bytes")));
    }
    tokio::fs::read(path).await
}

/// The file of a clip.
pub(super) fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.wav"))
}
