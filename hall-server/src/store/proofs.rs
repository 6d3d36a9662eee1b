//! What a running server keeps in memory to recognise who asks: `device_tokens`, `live_sessions`.

use hall_core::ids::{DeviceId, StaffId};
use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteExecutor;

use super::StoreError;
use super::devices::DeviceKind;
use hall_api::requests::Role;

/// A device's token that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceToken {
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// Whose.
    pub device: DeviceId,
    /// What the device is.
    pub kind: DeviceKind,
}

/// A session that is not over, with whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// SHA-256 of the cookie's token.
    pub token_hash: Vec<u8>,
    /// Whose.
    pub staff: StaffId,
    /// Shown to colleagues.
    pub name: String,
    /// What the staff member may do.
    pub roles: Vec<Role>,
    /// Over from then on.
    pub expires_at: Timestamp,
}

/// Every device's token that counts.
///
/// # Errors
/// Any error of the database.
pub async fn device_tokens(db: impl SqliteExecutor<'_>) -> Result<Vec<DeviceToken>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT token_hash AS "token_hash!", id AS "id!", kind FROM devices
           WHERE token_hash IS NOT NULL AND revoked = 0"#
    )
    .fetch_all(db)
    .await?;
    let token = |hash, id: &str, kind: &str| DeviceToken {
        token_hash: hash,
        device: DeviceId::new(id),
        kind: kind.parse().expect("invariant: the table holds only kinds"),
    };
    Ok(rows.into_iter().map(|row| token(row.token_hash, &row.id, &row.kind)).collect())
}

/// Every session that is not over, of staff who may sign in.
///
/// # Errors
/// Any error of the database.
pub async fn live_sessions(
    db: impl SqliteExecutor<'_>,
    now: Timestamp,
) -> Result<Vec<LiveSession>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT sessions.token_hash AS "token_hash!", staff.id AS "staff!", staff.name, staff.roles, sessions.expires_at
           FROM sessions JOIN staff ON staff.id = sessions.staff
           WHERE sessions.expires_at > ? AND staff.disabled = 0"#,
        now.0,
    )
    .fetch_all(db)
    .await?;
    let session = |hash, staff: &str, name, roles: &str, expires_at| {
        let roles =
            serde_json::from_str(roles).map_err(|source| StoreError::BadRecord { table: "staff", source })?;
        let (staff, expires_at) = (StaffId::new(staff), Timestamp(expires_at));
        Ok(LiveSession { token_hash: hash, staff, name, roles, expires_at })
    };
    rows.into_iter().map(|r| session(r.token_hash, &r.staff, r.name, &r.roles, r.expires_at)).collect()
}
