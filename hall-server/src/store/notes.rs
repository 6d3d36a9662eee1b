//! Notes: what one clerk tells the next about a ticket. Records, never part of the log; deleted after a while.

use hall_core::ids::TicketId;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;

/// Longest note, characters.
pub const NOTE_CHARS_MAX: usize = 500;

/// Writes notes: rows of `[ticket, at, staff, text]`.
///
/// # Errors
/// Any error of the database.
pub async fn insert(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO notes (ticket, at, staff, text)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM jsonb_each(?)",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Every note written since an instant, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn since(
    db: impl SqliteExecutor<'_>,
    at: Timestamp,
) -> Result<Vec<(TicketId, String)>, StoreError> {
    let rows =
        sqlx::query!("SELECT ticket, text FROM notes WHERE at >= ? ORDER BY id", at.0).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (TicketId(row.ticket.cast_unsigned()), row.text)).collect())
}

/// Deletes notes written before an instant.
///
/// # Errors
/// Any error of the database.
pub async fn forget_before(db: &mut SqliteConnection, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM notes WHERE at < ?", at.0).execute(db).await?;
    Ok(())
}
