//! How each clerk wants the desk: `keep`, `of`.

use hall_api::requests::DeskSettings;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;

/// Keeps what a staff member wants, in place of what was wanted before.
///
/// # Errors
/// [`StoreError::Constraint`] if there is no such staff member.
pub async fn keep(db: &mut SqliteConnection, staff: &str, settings: &DeskSettings) -> Result<(), StoreError> {
    let settings = serde_json::to_string(settings).expect("invariant: settings have only string keys");
    sqlx::query!(
        "INSERT INTO desk_settings (staff, settings) VALUES (?, ?)
         ON CONFLICT (staff) DO UPDATE SET settings = excluded.settings",
        staff,
        settings,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a staff member wants; nothing special if nothing was kept.
///
/// # Errors
/// Any error of the database.
pub async fn of(db: impl SqliteExecutor<'_>, staff: &str) -> Result<DeskSettings, StoreError> {
    let kept = sqlx::query_scalar!("SELECT settings FROM desk_settings WHERE staff = ?", staff)
        .fetch_optional(db)
        .await?;
    kept.map_or(Ok(DeskSettings::default()), |json| {
        serde_json::from_str(&json).map_err(|source| StoreError::BadRecord { table: "desk_settings", source })
    })
}
