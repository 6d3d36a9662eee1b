//! Day heads: where the log stood when a day began, signed, in a folder that a backup takes to another machine.
//!
//! The chain alone shows that a row was changed. Who rewrites or cuts the whole log needs the copies of these files
//! as well. The key is derived from the site's secret, so that a restored database goes on with the same one.
//!
//! A file is never overwritten: one that no longer agrees with the log is an alarm.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hall_core::event::Fact;
use hall_core::time::HallDay;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::{SqliteConnection, SqlitePool};

use crate::site_secret::SiteSecret;
use crate::store::StoreError;
use crate::store::log::{self, Hash};

/// How often a new day is looked for.
const PAUSE: Duration = Duration::from_mins(10);
/// How file names end.
const SUFFIX: &str = ".head.json";
/// Largest file read, bytes.
const FILE_BYTES_MAX: u64 = 4096;

/// Why day heads cannot be written, or do not agree with the log.
#[derive(Debug, thiserror::Error)]
pub enum HeadsError {
    /// The log cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder or a file in it cannot be read or written.
    #[error("cannot use {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is not what was written, or the log is not what it was.
    #[error("{path}: {reason}")]
    Disagrees {
        /// Which.
        path: PathBuf,
        /// How it shows.
        reason: &'static str,
    },
}

/// Where the log stood when a day began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DayHead {
    site: String,
    /// The day that began with this row.
    day: HallDay,
    seq: i64,
    /// Of that row, base64.
    hash: String,
    /// Ed25519 public key, base64.
    key: String,
    /// Over [`DayHead::signed_text`], base64.
    signature: String,
}

impl DayHead {
    fn signed_text(&self) -> String {
        format!("hall day head\n{}\n{}\n{}\n{}\n", self.site, self.day, self.seq, self.hash)
    }

    fn is_signed_by(&self, key: &[u8]) -> bool {
        let signature = BASE64.decode(&self.signature).unwrap_or_default();
        self.key == BASE64.encode(key)
            && UnparsedPublicKey::new(&ED25519, key).verify(self.signed_text().as_bytes(), &signature).is_ok()
    }

    fn file_name(&self) -> String {
        format!("{}-{}{SUFFIX}", self.site, self.day)
    }
}

/// Writes the day heads of a site, and checks them.
#[derive(Debug)]
pub struct DayHeads {
    site: String,
    folder: PathBuf,
    key: Ed25519KeyPair,
}

impl DayHeads {
    /// Of this site, in this folder.
    pub fn new(site: &str, folder: PathBuf, secret: &SiteSecret) -> Self {
        let key = Ed25519KeyPair::from_seed_unchecked(&secret.signing_seed())
            .expect("invariant: an Ed25519 seed is any 32 bytes");
        Self { site: site.to_owned(), folder, key }
    }

    /// Writes those that are due, now and whenever a day has begun. Ends only with its task.
    pub async fn keep(self, readers: SqlitePool) {
        loop {
            match self.write_due(&readers).await {
                Ok(0) => {}
                Ok(written) => tracing::info!(written, "day heads of the log are written"),
                Err(error @ HeadsError::Disagrees { .. }) => {
                    tracing::error!(%error, "the log is not the one whose heads were written");
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "no day head was written");
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Writes a head for every day that has begun since the last one. Gives how many.
    ///
    /// # Errors
    /// See [`HeadsError`].
    pub async fn write_due(&self, readers: &SqlitePool) -> Result<usize, HeadsError> {
        let mut db = readers.acquire().await.map_err(StoreError::from)?;
        let last = self.read()?.into_values().max_by_key(|head| head.seq);
        if let Some(last) = &last {
            self.compare(&mut db, last).await?;
        }
        let mut written = 0;
        for (seq, fact, hash) in log::rollovers_after(&mut *db, last.map_or(0, |head| head.seq)).await? {
            if let Fact::DayRolledOver { day } = fact {
                self.write(&self.sign(day, seq, &hash))?;
                written += 1;
            }
        }
        Ok(written)
    }

    /// Compares every file with the log. Gives how many there are.
    ///
    /// # Errors
    /// The first that does not agree; see [`HeadsError`].
    pub async fn check(&self, db: &mut SqliteConnection) -> Result<usize, HeadsError> {
        let heads = self.read()?;
        for head in heads.values() {
            self.compare(db, head).await?;
        }
        Ok(heads.len())
    }

    fn sign(&self, day: HallDay, seq: i64, hash: &Hash) -> DayHead {
        let mut head = DayHead {
            site: self.site.clone(),
            day,
            seq,
            hash: BASE64.encode(hash),
            key: BASE64.encode(self.key.public_key()),
            signature: String::new(),
        };
        head.signature = BASE64.encode(self.key.sign(head.signed_text().as_bytes()));
        head
    }

    async fn compare(&self, db: &mut SqliteConnection, head: &DayHead) -> Result<(), HeadsError> {
        let disagrees =
            |reason| Err(HeadsError::Disagrees { path: self.folder.join(head.file_name()), reason });
        match log::hash_at(&mut *db, head.seq).await? {
            None => {
                disagrees("the log ends before the row it names: it was cut, or an old copy was restored")
            }
            Some(hash) if BASE64.encode(&hash) != head.hash => {
                disagrees("the log has another row where it points to: it was rewritten")
            }
            Some(_) => Ok(()),
        }
    }

    /// The heads of this site in the folder, each with a sound signature, by day.
    fn read(&self) -> Result<BTreeMap<HallDay, DayHead>, HeadsError> {
        let fault = |path: &Path| {
            let path = path.to_owned();
            move |source| HeadsError::File { path, source }
        };
        let entries = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            entries => entries.map_err(fault(&self.folder))?,
        };
        let mut heads = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(fault(&self.folder))?.path();
            if !path.to_string_lossy().ends_with(SUFFIX) {
                continue;
            }
            let disagrees = |reason| HeadsError::Disagrees { path: path.clone(), reason };
            if path.metadata().map_err(fault(&path))?.len() > FILE_BYTES_MAX {
                return Err(disagrees("it is no day head: it is too large"));
            }
            let text = std::fs::read_to_string(&path).map_err(fault(&path))?;
            let head: DayHead = serde_json::from_str(&text)
                .map_err(|_not_json| disagrees("it is no day head, or was changed"))?;
            if head.site != self.site {
                return Err(disagrees("it belongs to another site"));
            }
            if !head.is_signed_by(self.key.public_key().as_ref()) {
                return Err(disagrees("its signature is not this site's: it was changed"));
            }
            heads.insert(head.day, head);
        }
        Ok(heads)
    }

    /// Whole or not at all, and never over one that is there.
    fn write(&self, head: &DayHead) -> Result<(), HeadsError> {
        let path = self.folder.join(head.file_name());
        let text = serde_json::to_string_pretty(head).expect("invariant: a head is plain data");
        let put = || {
            std::fs::create_dir_all(&self.folder)?;
            let draft = path.with_extension("new");
            let mut file = std::fs::File::create(&draft)?;
            writeln!(file, "{text}")?;
            file.sync_all()?;
            std::fs::hard_link(&draft, &path)?;
            std::fs::remove_file(&draft)
        };
        put().map_err(|source| HeadsError::File { path: path.clone(), source })
    }
}
