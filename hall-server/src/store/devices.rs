//! Devices and their one-time enrolment codes: `add`, `offer_code`, `enrol`, `revoke` · `by_id`, `all`.
//! Only hashes of codes and tokens are kept.

use std::fmt;
use std::str::FromStr;

use hall_core::ids::DeviceId;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;

/// What kind of device it is, and so what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceKind {
    /// Takes tickets and prints them.
    Kiosk,
    /// Shows and speaks calls.
    Display,
    /// Stands in for visitors at another campus (校区代办点).
    Agent,
}

impl DeviceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Kiosk, Self::Display, Self::Agent];

    /// As stored and typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Display => "display",
            Self::Agent => "agent",
        }
    }
}

impl fmt::Display for DeviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No kind of device has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a kind of device: kiosk, display or agent")]
pub struct UnknownKind(String);

impl FromStr for DeviceKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// A device of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its name.
    pub id: DeviceId,
    /// What it may do.
    pub kind: DeviceKind,
    /// It has turned a code into a token.
    pub enrolled: bool,
    /// Its token counts no more.
    pub revoked: bool,
}

fn device(id: &str, kind: &str, enrolled: i64, revoked: i64) -> Device {
    Device {
        id: DeviceId::new(id),
        kind: kind.parse().expect("invariant: the table holds only kinds"),
        enrolled: enrolled != 0,
        revoked: revoked != 0,
    }
}

/// Adds a device, without a token yet.
///
/// # Errors
/// [`StoreError::Constraint`] if the name is taken.
pub async fn add(
    db: &mut SqliteConnection,
    id: &DeviceId,
    kind: DeviceKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (id, kind) = (id.as_str(), kind.as_str());
    sqlx::query!("INSERT INTO devices (id, kind, created_at) VALUES (?, ?, ?)", id, kind, now.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Offers a one-time code to a device, in place of any earlier one. `code_hash` is SHA-256 of the code.
///
/// # Errors
/// [`StoreError::Constraint`] if there is no such device.
pub async fn offer_code(
    db: &mut SqliteConnection,
    id: &DeviceId,
    code_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let id = id.as_str();
    sqlx::query!("DELETE FROM enrolment_codes WHERE device = ? AND used_at IS NULL", id)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "INSERT INTO enrolment_codes (code_hash, device, expires_at) VALUES (?, ?, ?)",
        code_hash,
        id,
        expires_at.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Uses a code up and gives its device a new token, in place of any earlier one; none if the code is unknown, used or
/// expired. `code_hash` and `token_hash` are SHA-256 of code and token.
///
/// # Errors
/// Any error of the database.
pub async fn enrol(
    db: &mut SqliteConnection,
    code_hash: &[u8],
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Device>, StoreError> {
    let used = sqlx::query!(
        "UPDATE enrolment_codes SET used_at = ? WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?
         RETURNING device",
        now.0,
        code_hash,
        now.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(used) = used else { return Ok(None) };
    sqlx::query!("UPDATE devices SET token_hash = ?, revoked = 0 WHERE id = ?", token_hash, used.device)
        .execute(&mut *db)
        .await?;
    by_id(db, &DeviceId::new(&used.device)).await
}

/// Takes a device's token away; false if there is no such device.
///
/// # Errors
/// Any error of the database.
pub async fn revoke(db: &mut SqliteConnection, id: &DeviceId) -> Result<bool, StoreError> {
    let id = id.as_str();
    let done = sqlx::query!("UPDATE devices SET revoked = 1, token_hash = NULL WHERE id = ?", id)
        .execute(&mut *db)
        .await?;
    sqlx::query!("DELETE FROM enrolment_codes WHERE device = ? AND used_at IS NULL", id).execute(db).await?;
    Ok(done.rows_affected() > 0)
}

/// Finds a device by name.
///
/// # Errors
/// Any error of the database.
pub async fn by_id(db: impl SqliteExecutor<'_>, id: &DeviceId) -> Result<Option<Device>, StoreError> {
    let id = id.as_str();
    let row = sqlx::query!(
        r#"SELECT id AS "id!", kind, token_hash IS NOT NULL AS "enrolled!: i64", revoked FROM devices WHERE id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| device(&row.id, &row.kind, row.enrolled, row.revoked)))
}

/// Every device, by name.
///
/// # Errors
/// Any error of the database.
pub async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<Device>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", kind, token_hash IS NOT NULL AS "enrolled!: i64", revoked FROM devices ORDER BY id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.iter().map(|row| device(&row.id, &row.kind, row.enrolled, row.revoked)).collect())
}
