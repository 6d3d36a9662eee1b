//! Sessions of signed-in staff: `open`, `prolong`, `close`, `close_all_of`, `forget_expired`. Only the token's hash is kept.

use hall_core::ids::StaffId;
use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::StoreError;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub staff: StaffId,
    /// Over from then on.
    pub expires_at: Timestamp,
}

/// Opens a session. `token_hash` is SHA-256 of the cookie's token.
///
/// # Errors
/// [`StoreError::Constraint`] if there is no such staff member.
pub async fn open(
    db: &mut SqliteConnection,
    token_hash: &[u8],
    session: &Session,
    now: Timestamp,
) -> Result<(), StoreError> {
    let staff = session.staff.as_str();
    sqlx::query!(
        "INSERT INTO sessions (token_hash, staff, created_at, expires_at) VALUES (?, ?, ?, ?)",
        token_hash,
        staff,
        now.0,
        session.expires_at.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Moves the end of a session.
///
/// # Errors
/// Any error of the database.
pub async fn prolong(
    db: &mut SqliteConnection,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!("UPDATE sessions SET expires_at = ? WHERE token_hash = ?", expires_at.0, token_hash)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// Any error of the database.
pub async fn close(db: &mut SqliteConnection, token_hash: &[u8]) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM sessions WHERE token_hash = ?", token_hash).execute(db).await?;
    Ok(())
}

/// Deletes sessions that are over.
///
/// # Errors
/// Any error of the database.
pub async fn forget_expired(db: &mut SqliteConnection, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM sessions WHERE expires_at <= ?", now.0).execute(db).await?;
    Ok(())
}

/// Ends every session of a user: the password has changed.
///
/// # Errors
/// Any error of the database.
pub async fn close_all_of(db: &mut SqliteConnection, user: &str) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM sessions WHERE staff IN (SELECT id FROM staff WHERE user = ?)", user)
        .execute(db)
        .await?;
    Ok(())
}
