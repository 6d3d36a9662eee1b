//! Who did what, when: everything staff do that is no event of the hall. Written with what it tells of, never changed.

use hall_core::command::Fingerprint;
use hall_core::ids::StaffId;
use hall_core::time::{HOUR_MS, Timestamp};
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;

/// A repeated key gives the same answer for this long, milliseconds.
pub const KEY_KEEP_MS: i64 = 48 * HOUR_MS;
/// Staff have unlocked the account of a person.
pub const UNLOCK_PERSON: &str = "unlock_person";

/// One thing somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub staff: StaffId,
    /// Under which idempotency key.
    pub key: String,
    /// What.
    pub action: String,
    /// To what.
    pub target: String,
    /// What it came to.
    pub result: Option<i64>,
    /// Everything that was asked, digested; none where an earlier version wrote it down.
    pub fingerprint: Option<Fingerprint>,
}

impl Entry {
    /// Whether the same is asked again.
    pub fn is(&self, action: &str, fingerprint: Fingerprint) -> bool {
        self.action == action && self.fingerprint == Some(fingerprint)
    }
}

/// Writes entries: rows of `[at, staff, key, action, target, result, fingerprint]`.
///
/// # Errors
/// Any error of the database.
pub async fn insert(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO audit (at, staff, key, action, target, result, fingerprint)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
         FROM jsonb_each(?)",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes one entry.
///
/// # Errors
/// Any error of the database.
pub async fn write(db: &mut SqliteConnection, entry: &Entry) -> Result<(), StoreError> {
    let Entry { at, staff, key, action, target, result, fingerprint } = entry;
    let fingerprint = fingerprint.map(|digest| digest.0.cast_signed());
    let mut rows = Rows::default();
    rows.push(&(at, staff, key, action, target, result, fingerprint));
    insert(db, rows).await
}

/// Everything since an instant, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn since(db: impl SqliteExecutor<'_>, at: Timestamp) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query!(
        "SELECT at, staff, key, action, target, result, fingerprint FROM audit WHERE at >= ? ORDER BY id",
        at.0
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            at: Timestamp(row.at),
            staff: StaffId::new(&row.staff),
            key: row.key,
            action: row.action,
            target: row.target,
            result: row.result,
            fingerprint: row.fingerprint.map(|digest| Fingerprint(digest.cast_unsigned())),
        })
        .collect())
}

/// What a staff member last did under a key that is still kept.
///
/// # Errors
/// Any error of the database.
pub async fn under_key(
    db: impl SqliteExecutor<'_>,
    staff: &StaffId,
    key: &str,
    now: Timestamp,
) -> Result<Option<Entry>, StoreError> {
    let (member, since) = (staff.as_str(), now - KEY_KEEP_MS);
    let row = sqlx::query!(
        "SELECT at, action, target, result, fingerprint FROM audit WHERE staff = ? AND key = ? AND at >= ?
         ORDER BY at DESC LIMIT 1",
        member,
        key,
        since.0
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Entry {
        at: Timestamp(row.at),
        staff: staff.clone(),
        key: key.to_owned(),
        action: row.action,
        target: row.target,
        result: row.result,
        fingerprint: row.fingerprint.map(|digest| Fingerprint(digest.cast_unsigned())),
    }))
}
