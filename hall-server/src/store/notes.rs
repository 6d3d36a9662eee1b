//! Notes: what one clerk tells the next about a ticket. Records, never part of the log; sealed, and deleted after a while.

use hall_core::ids::TicketId;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;
use crate::vault::{Place, Vault};

/// Longest note, characters.
pub const NOTE_CHARS_MAX: usize = 500;

/// The table.
pub const TABLE: &str = "notes";
/// The sealed column.
pub const COLUMN: &str = "sealed";

/// Where the text of a note is sealed for.
pub fn place(ticket: TicketId, at: Timestamp) -> Place {
    Place::new(TABLE, COLUMN, format_args!("{}/{}", ticket.0, at.0))
}

/// Writes notes: rows of `[ticket, at, staff, sealed text in hex]`.
///
/// # Errors
/// Any error of the database.
pub async fn insert(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO notes (ticket, at, staff, sealed)
         SELECT value ->> 0, value ->> 1, value ->> 2, unhex(value ->> 3) FROM jsonb_each(?)",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Every note written since an instant, oldest first.
///
/// # Errors
/// Any error of the database; one does not open.
pub async fn since(
    db: impl SqliteExecutor<'_>,
    vault: &Vault,
    at: Timestamp,
) -> Result<Vec<(TicketId, String)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT ticket, at, sealed AS "sealed!" FROM notes WHERE at >= ? AND sealed IS NOT NULL ORDER BY id"#,
        at.0
    )
    .fetch_all(db)
    .await?;
    let open = |(ticket, at, sealed): (i64, i64, Vec<u8>)| {
        let ticket = TicketId(ticket.cast_unsigned());
        let text = vault.open_text(&place(ticket, Timestamp(at)), &sealed)?;
        Ok((ticket, text.to_string()))
    };
    rows.into_iter().map(|row| open((row.ticket, row.at, row.sealed))).collect()
}

/// Seals some notes that an earlier version has left open. Gives how many.
///
/// # Errors
/// Any error of the database.
pub async fn seal_open(
    db: &mut SqliteConnection,
    vault: &Vault,
    count_max: i64,
) -> Result<usize, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT id, ticket, at, text AS "text!" FROM notes WHERE text IS NOT NULL LIMIT ?"#,
        count_max
    )
    .fetch_all(&mut *db)
    .await?;
    for row in &rows {
        let place = place(TicketId(row.ticket.cast_unsigned()), Timestamp(row.at));
        let sealed = vault.seal_text(&place, &row.text);
        sqlx::query!("UPDATE notes SET sealed = ?, text = NULL WHERE id = ?", sealed, row.id)
            .execute(&mut *db)
            .await?;
    }
    Ok(rows.len())
}

/// Deletes notes written before an instant.
///
/// # Errors
/// Any error of the database.
pub async fn forget_before(db: &mut SqliteConnection, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM notes WHERE at < ?", at.0).execute(db).await?;
    Ok(())
}
