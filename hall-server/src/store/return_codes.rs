//! Return codes: written in the transaction of the event they belong to, read at the start.

use hall_core::ids::TicketId;
use hall_core::return_code::ReturnCode;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;

/// Writes codes as they are now: rows of `[code_hash, ticket, made_at, used_by]`.
///
/// # Errors
/// Any error of the database.
pub async fn write(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO return_codes (code_hash, ticket, made_at, used_by)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM jsonb_each(?) WHERE true
         ON CONFLICT (code_hash) DO UPDATE SET used_by = excluded.used_by",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Every code that is remembered, with the hash it is found by.
///
/// # Errors
/// Any error of the database.
pub async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<(String, ReturnCode)>, StoreError> {
    let rows =
        sqlx::query!("SELECT code_hash, ticket, made_at, used_by FROM return_codes").fetch_all(db).await?;
    let id = |id: i64| TicketId(id.cast_unsigned());
    Ok(rows
        .into_iter()
        .map(|row| {
            let code = ReturnCode {
                ticket: id(row.ticket),
                made_at: Timestamp(row.made_at),
                used_by: row.used_by.map(id),
            };
            (row.code_hash, code)
        })
        .collect())
}

/// Deletes codes made before an instant.
///
/// # Errors
/// Any error of the database.
pub async fn forget_before(db: &mut SqliteConnection, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM return_codes WHERE made_at < ?", at.0).execute(db).await?;
    Ok(())
}
