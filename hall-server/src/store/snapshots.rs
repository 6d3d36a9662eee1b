//! The hall as it was after some event. A start loads the newest one that fits the log and replays the rest.

use hall_core::hall::Hall;
use sha2::{Digest, Sha256};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::StoreError;
use super::log::{self, Head};

/// Snapshots kept: the newest, and one to fall back on.
const KEPT: i64 = 2;

/// A snapshot ready to be written.
#[derive(Debug)]
pub struct Snapshot {
    head: Head,
    digest: Vec<u8>,
    state: Vec<u8>,
}

impl Snapshot {
    /// Serialises a hall. Slow for a large one: not for the engine's task.
    pub fn of(hall: &Hall, head: Head) -> Self {
        let state = serde_json::to_vec(hall).expect("invariant: a hall has only string keys");
        Self { head, digest: Sha256::digest(&state).to_vec(), state }
    }

    /// Writes it and forgets the oldest.
    ///
    /// # Errors
    /// Any error of the database.
    pub async fn write(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let mut tx = db.begin().await?;
        let hash = self.head.hash.to_vec();
        sqlx::query!(
            "INSERT OR REPLACE INTO snapshots (seq, hash, digest, state) VALUES (?, ?, ?, ?)",
            self.head.seq,
            hash,
            self.digest,
            self.state,
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?)",
            KEPT,
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The newest snapshot that is whole and stands on the log; the empty hall before the first event if there is none.
///
/// # Errors
/// Any error of the database.
pub async fn load(db: &mut SqliteConnection) -> Result<(Hall, Head), StoreError> {
    let seqs = sqlx::query_scalar!(r#"SELECT seq AS "seq!" FROM snapshots ORDER BY seq DESC"#)
        .fetch_all(&mut *db)
        .await?;
    for seq in seqs {
        if let Some(loaded) = load_at(db, seq).await? {
            return Ok(loaded);
        }
        tracing::warn!(seq, "snapshot does not fit the log, falling back to an older one");
    }
    Ok((Hall::new(), Head::GENESIS))
}

async fn load_at(db: &mut SqliteConnection, seq: i64) -> Result<Option<(Hall, Head)>, StoreError> {
    let row = sqlx::query!("SELECT hash, digest, state FROM snapshots WHERE seq = ?", seq)
        .fetch_one(&mut *db)
        .await?;
    let logged = log::hash_at(db, seq).await?;
    if logged.as_ref() != Some(&row.hash) || Sha256::digest(&row.state)[..] != row.digest[..] {
        return Ok(None);
    }
    let hash = row.hash.try_into().ok();
    let hall = serde_json::from_slice(&row.state).ok();
    Ok(hash.zip(hall).map(|(hash, hall)| (hall, Head { seq, hash })))
}
