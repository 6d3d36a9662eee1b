//! Figures about visits: what the log has been folded into. Written by whoever folds it, read by whoever counts.

use jiff::civil::Date;
use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteExecutor};
use sqlx::{Connection, Transaction};

use super::StoreError;

/// A segment as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSegment {
    /// The event that ended it.
    pub last_seq: i64,
    /// First day of its visits.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// JSON.
    pub facts: String,
}

/// How things stood after the last segment, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFold {
    /// Of the figures' definitions.
    pub version: i64,
    /// The last event that is in.
    pub seq: i64,
    /// JSON.
    pub state: String,
}

/// Adds segments, and says from where the log is followed on: never from further back than is said already. Call it
/// within a transaction.
///
/// # Errors
/// Any error of the database.
pub async fn add(
    db: &mut SqliteConnection,
    segments: &[StoredSegment],
    fold: &StoredFold,
) -> Result<(), StoreError> {
    for segment in segments {
        let (first_day, last_day) = (segment.first_day.to_string(), segment.last_day.to_string());
        sqlx::query!(
            "INSERT OR REPLACE INTO statistics_segments (last_seq, first_day, last_day, facts) VALUES (?, ?, ?, ?)",
            segment.last_seq,
            first_day,
            last_day,
            segment.facts,
        )
        .execute(&mut *db)
        .await?;
    }
    sqlx::query!(
        "INSERT INTO statistics_fold (id, version, seq, state) VALUES (1, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, seq = excluded.seq, state = excluded.state
         WHERE excluded.seq >= seq OR excluded.version <> version",
        fold.version,
        fold.seq,
        fold.state,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A transaction beside a server that writes.
///
/// # Errors
/// Any error of the database.
pub async fn begin(db: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>, StoreError> {
    Ok(db.begin_with("BEGIN IMMEDIATE").await?)
}

/// Everything anew: these segments and no others. Call it within a transaction.
///
/// # Errors
/// Any error of the database.
pub async fn replace(
    db: &mut SqliteConnection,
    segments: &[StoredSegment],
    fold: &StoredFold,
) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM statistics_segments").execute(&mut *db).await?;
    sqlx::query!("DELETE FROM statistics_fold").execute(&mut *db).await?;
    add(db, segments, fold).await
}

/// From where the log is followed on; none before the first segment.
///
/// # Errors
/// Any error of the database.
pub async fn fold(db: impl SqliteExecutor<'_>) -> Result<Option<StoredFold>, StoreError> {
    Ok(sqlx::query_as!(StoredFold, "SELECT version, seq, state FROM statistics_fold")
        .fetch_optional(db)
        .await?)
}

/// The facts of every segment with visits of these days that ended before an event, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn facts(
    db: impl SqliteExecutor<'_>,
    from: Date,
    to: Date,
    before: i64,
) -> Result<Vec<String>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    Ok(sqlx::query_scalar!(
        "SELECT facts FROM statistics_segments
         WHERE last_day >= ? AND first_day <= ? AND last_seq < ? ORDER BY last_seq",
        from,
        to,
        before,
    )
    .fetch_all(db)
    .await?)
}

/// The end of each segment with its facts, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    let rows =
        sqlx::query!(r#"SELECT last_seq AS "last_seq!", facts FROM statistics_segments ORDER BY last_seq"#)
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|row| (row.last_seq, row.facts)).collect())
}
