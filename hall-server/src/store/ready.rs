//! Results that can be collected: put on the boards and taken off by staff, dropped when they are over.

use hall_api::views::Ready;
use hall_core::ids::WindowId;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;

/// Adds a result.
///
/// # Errors
/// Any error of the database.
pub async fn add(db: &mut SqliteConnection, ready: &Ready, at: Timestamp) -> Result<(), StoreError> {
    let window = ready.window.map(|window| window.0);
    sqlx::query!(
        "INSERT INTO ready (id, at, until, code, window) VALUES (?, ?, ?, ?, ?)",
        ready.id,
        at.0,
        ready.until.0,
        ready.code,
        window,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a result at an instant.
///
/// # Errors
/// Any error of the database.
pub async fn end(db: &mut SqliteConnection, id: i64, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("UPDATE ready SET until = min(until, ?) WHERE id = ?", at.0, id).execute(db).await?;
    Ok(())
}

/// Results that are not over at an instant, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn open(db: impl SqliteExecutor<'_>, at: Timestamp) -> Result<Vec<Ready>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", until, code, window AS "window: u16" FROM ready WHERE until > ? ORDER BY id"#,
        at.0
    )
    .fetch_all(db)
    .await?;
    let ready = |id, until, code, window: Option<u16>| Ready {
        id,
        code,
        window: window.map(WindowId),
        until: Timestamp(until),
    };
    Ok(rows.into_iter().map(|row| ready(row.id, row.until, row.code, row.window)).collect())
}

/// The largest id ever given.
///
/// # Errors
/// Any error of the database.
pub async fn last(db: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT coalesce(max(id), 0) AS "last!: i64" FROM ready"#).fetch_one(db).await?)
}

/// Deletes what is over at an instant, but for the row of the largest id: no id is given twice.
///
/// # Errors
/// Any error of the database.
pub async fn forget_ended(db: &mut SqliteConnection, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM ready WHERE until <= ? AND id < (SELECT max(id) FROM ready)", at.0)
        .execute(db)
        .await?;
    Ok(())
}
