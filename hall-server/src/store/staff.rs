//! Staff: who may sign in, and as what. `add`, `set_password`, `set_disabled` · `by_user`, `clerks`, `names`, `all`.

use std::collections::HashMap;
use std::sync::Arc;

use hall_api::requests::Role;
use hall_core::ids::StaffId;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;

/// A staff member.
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// Opaque reference, as in events.
    pub id: StaffId,
    /// Name to sign in with, unique.
    pub user: String,
    /// Shown to colleagues.
    pub name: String,
    /// argon2 hash, PHC string.
    pub password: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// May not sign in.
    pub disabled: bool,
}

/// Without the password's hash.
impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Staff").field("id", &self.id).field("roles", &self.roles).finish_non_exhaustive()
    }
}

struct Row {
    id: String,
    user: String,
    name: String,
    password: String,
    roles: String,
    disabled: i64,
}

impl TryFrom<Row> for Staff {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: StaffId::new(&row.id),
            user: row.user,
            name: row.name,
            password: row.password,
            roles: serde_json::from_str(&row.roles)
                .map_err(|source| StoreError::BadRecord { table: "staff", source })?,
            disabled: row.disabled != 0,
        })
    }
}

/// Adds a staff member.
///
/// # Errors
/// [`StoreError::Constraint`] if the reference or the user name is taken.
pub async fn add(db: &mut SqliteConnection, staff: &Staff, now: Timestamp) -> Result<(), StoreError> {
    let id = staff.id.as_str();
    let roles = serde_json::to_string(&staff.roles).expect("invariant: roles are plain data");
    sqlx::query!(
        "INSERT INTO staff (id, user, name, password, roles, disabled, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        staff.user,
        staff.name,
        staff.password,
        roles,
        staff.disabled,
        now.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets the password's hash; false if there is no such user.
///
/// # Errors
/// Any error of the database.
pub async fn set_password(db: &mut SqliteConnection, user: &str, hash: &str) -> Result<bool, StoreError> {
    let done = sqlx::query!("UPDATE staff SET password = ? WHERE user = ?", hash, user).execute(db).await?;
    Ok(done.rows_affected() > 0)
}

/// Lets a staff member sign in, or no more; false if there is no such user. Whoever is disabled is signed out.
///
/// # Errors
/// Any error of the database.
pub async fn set_disabled(db: &mut SqliteConnection, user: &str, disabled: bool) -> Result<bool, StoreError> {
    let done = sqlx::query!("UPDATE staff SET disabled = ? WHERE user = ?", disabled, user)
        .execute(&mut *db)
        .await?;
    if disabled {
        sqlx::query!("DELETE FROM sessions WHERE staff IN (SELECT id FROM staff WHERE user = ?)", user)
            .execute(db)
            .await?;
    }
    Ok(done.rows_affected() > 0)
}

/// Finds by the name to sign in with.
///
/// # Errors
/// Any error of the database.
pub async fn by_user(db: impl SqliteExecutor<'_>, user: &str) -> Result<Option<Staff>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!", user, name, password, roles, disabled FROM staff WHERE user = ?"#,
        user
    )
    .fetch_optional(db)
    .await?;
    row.map(Staff::try_from).transpose()
}

/// Who may work at a window, by name: reference and name.
///
/// # Errors
/// Any error of the database.
pub async fn clerks(db: impl SqliteExecutor<'_>) -> Result<Vec<(StaffId, Arc<str>)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", name FROM staff
           WHERE disabled = 0 AND EXISTS (SELECT 1 FROM json_each(staff.roles) WHERE value = 'clerk')
           ORDER BY name, id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (StaffId::new(&row.id), row.name.into())).collect())
}

/// Everybody's name by their reference.
///
/// # Errors
/// Any error of the database.
pub async fn names(db: impl SqliteExecutor<'_>) -> Result<HashMap<String, String>, StoreError> {
    let rows = sqlx::query!(r#"SELECT id AS "id!", name FROM staff"#).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Everybody, by user name.
///
/// # Errors
/// Any error of the database.
pub async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<Staff>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id!", user, name, password, roles, disabled FROM staff ORDER BY user"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Staff::try_from).collect()
}
