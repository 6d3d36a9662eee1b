//! Announcements: written and withdrawn by supervisors, dropped when they are over.

use hall_api::requests::Label;
use hall_api::views::Notice;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;

/// Adds a notice.
///
/// # Errors
/// Any error of the database.
pub async fn add(db: &mut SqliteConnection, notice: &Notice, at: Timestamp) -> Result<(), StoreError> {
    let (zh, en) = (&notice.text.zh, &notice.text.en);
    sqlx::query!(
        "INSERT INTO notices (id, at, until, zh, en) VALUES (?, ?, ?, ?, ?)",
        notice.id,
        at.0,
        notice.until.0,
        zh,
        en,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends a notice at an instant.
///
/// # Errors
/// Any error of the database.
pub async fn end(db: &mut SqliteConnection, id: i64, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("UPDATE notices SET until = min(until, ?) WHERE id = ?", at.0, id).execute(db).await?;
    Ok(())
}

/// Notices that are not over at an instant, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn open(db: impl SqliteExecutor<'_>, at: Timestamp) -> Result<Vec<Notice>, StoreError> {
    let rows =
        sqlx::query!(r#"SELECT id AS "id!", until, zh, en FROM notices WHERE until > ? ORDER BY id"#, at.0)
            .fetch_all(db)
            .await?;
    let notice = |id, until, zh, en| Notice { id, text: Label { zh, en }, until: Timestamp(until) };
    Ok(rows.into_iter().map(|row| notice(row.id, row.until, row.zh, row.en)).collect())
}

/// The largest id ever given.
///
/// # Errors
/// Any error of the database.
pub async fn last(db: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(r#"SELECT coalesce(max(id), 0) AS "last!: i64" FROM notices"#)
        .fetch_one(db)
        .await?)
}

/// Deletes what is over at an instant, but for the row of the largest id: no id is given twice.
///
/// # Errors
/// Any error of the database.
pub async fn forget_ended(db: &mut SqliteConnection, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM notices WHERE until <= ? AND id < (SELECT max(id) FROM notices)", at.0)
        .execute(db)
        .await?;
    Ok(())
}
