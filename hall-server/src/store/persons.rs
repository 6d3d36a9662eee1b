//! Accounts of people who sign in at a kiosk: `put`, `set_…` · `by_number`, `by_card`, `record`. Rows are found by blind
//! indexes; numbers and names come and go sealed.

use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::persons::lock::{Record, Tries};

/// A table of sealed columns.
pub const TABLE: &str = "persons";
/// The sealed number.
pub const NUMBER: &str = "number_sealed";
/// The sealed name.
pub const NAME: &str = "name_sealed";
/// What a row is called where something of it is sealed.
pub const ROW: &str = "lower(hex(number_index))";

/// What has to be known to judge a try.
#[derive(Clone)]
pub struct Account {
    /// Its name in the database.
    pub id: i64,
    /// How it is found by number.
    pub index: Vec<u8>,
    /// Sealed.
    pub number: Vec<u8>,
    /// Sealed.
    pub name: Vec<u8>,
    /// argon2 hash, PHC string.
    pub password: Option<String>,
    /// The same of the PIN.
    pub pin: Option<String>,
}

/// Shows which, not whose.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An account to be written.
#[derive(Clone)]
pub struct NewAccount {
    /// How it is found by number.
    pub index: [u8; 32],
    /// Sealed.
    pub number: Vec<u8>,
    /// Sealed.
    pub name: Vec<u8>,
    /// argon2 hash, PHC string.
    pub password: Option<String>,
    /// How it is found by card.
    pub card: Option<[u8; 32]>,
    /// argon2 hash of the PIN.
    pub pin: Option<String>,
}

/// Shows nothing.
impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewAccount(…)")
    }
}

/// Writes an account: a new one, or in the place of the one with this number, which is free again then.
///
/// # Errors
/// [`StoreError::Constraint`] if the card is another account's.
pub async fn put(db: &mut SqliteConnection, account: &NewAccount, now: Timestamp) -> Result<(), StoreError> {
    let NewAccount { index, number, name, password, card, pin } = account;
    let (index, card) = (&index[..], card.as_ref().map(|card| &card[..]));
    sqlx::query!(
        "INSERT INTO persons
           (number_index, number_sealed, name_sealed, password, card, pin, created_at, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (number_index) DO UPDATE SET
           number_sealed = excluded.number_sealed, name_sealed = excluded.name_sealed,
           password = excluded.password, card = excluded.card, pin = excluded.pin, failures = 0,
           locked_until = NULL, changed_at = excluded.changed_at",
        index,
        number,
        name,
        password,
        card,
        pin,
        now.0,
        now.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Is there an account of this number?
///
/// # Errors
/// Any error of the database.
pub async fn exists(db: impl SqliteExecutor<'_>, index: &[u8]) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!("SELECT id FROM persons WHERE number_index = ?", index)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

/// Is the account of a number disabled? Where there is none, none is.
///
/// # Errors
/// Any error of the database.
pub async fn is_disabled(db: impl SqliteExecutor<'_>, index: &[u8]) -> Result<bool, StoreError> {
    let disabled = sqlx::query_scalar!("SELECT disabled FROM persons WHERE number_index = ?", index)
        .fetch_optional(db)
        .await?;
    Ok(disabled.is_some_and(|disabled| disabled != 0))
}

/// The account of a number.
///
/// # Errors
/// Any error of the database.
pub async fn by_number(db: impl SqliteExecutor<'_>, index: &[u8]) -> Result<Option<Account>, StoreError> {
    Ok(sqlx::query_as!(
        Account,
        r#"SELECT id AS "id!", number_index AS "index", number_sealed AS number, name_sealed AS name, password, pin
           FROM persons WHERE number_index = ?"#,
        index
    )
    .fetch_optional(db)
    .await?)
}

/// The account of a card.
///
/// # Errors
/// Any error of the database.
pub async fn by_card(db: impl SqliteExecutor<'_>, card: &[u8]) -> Result<Option<Account>, StoreError> {
    Ok(sqlx::query_as!(
        Account,
        r#"SELECT id AS "id!", number_index AS "index", number_sealed AS number, name_sealed AS name, password, pin
           FROM persons WHERE card = ?"#,
        card
    )
    .fetch_optional(db)
    .await?)
}

/// What an account is judged by now.
///
/// # Errors
/// Any error of the database.
pub async fn record(db: impl SqliteExecutor<'_>, id: i64) -> Result<Option<Record>, StoreError> {
    let row = sqlx::query!("SELECT failures, locked_until, disabled FROM persons WHERE id = ?", id)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| {
        let failures = u32::try_from(row.failures).unwrap_or(u32::MAX);
        let tries = Tries { failures, locked_until: row.locked_until.map(Timestamp) };
        Record { tries, disabled: row.disabled != 0 }
    }))
}

/// Keeps what a try came to.
///
/// # Errors
/// Any error of the database.
pub async fn set_tries(db: &mut SqliteConnection, id: i64, tries: Tries) -> Result<(), StoreError> {
    let (failures, until) = (i64::from(tries.failures), tries.locked_until.map(|until| until.0));
    sqlx::query!("UPDATE persons SET failures = ?, locked_until = ? WHERE id = ?", failures, until, id)
        .execute(db)
        .await?;
    Ok(())
}

/// Unlocks the account of a number; gives which, none if there is no such account.
///
/// # Errors
/// Any error of the database.
pub async fn unlock(
    db: &mut SqliteConnection,
    index: &[u8],
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let row = sqlx::query_scalar!(
        r#"UPDATE persons SET failures = 0, locked_until = NULL, changed_at = ? WHERE number_index = ?
           RETURNING id AS "id!""#,
        now.0,
        index
    )
    .fetch_optional(db)
    .await?;
    Ok(row)
}

/// Lets the person of a number sign in, or no more; false if there is no such account.
///
/// # Errors
/// Any error of the database.
pub async fn set_disabled(
    db: &mut SqliteConnection,
    index: &[u8],
    disabled: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "UPDATE persons SET disabled = ?, changed_at = ? WHERE number_index = ?",
        disabled,
        now.0,
        index
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Sets the password's hash; false if there is no such account.
///
/// # Errors
/// Any error of the database.
pub async fn set_password(
    db: &mut SqliteConnection,
    index: &[u8],
    hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "UPDATE persons SET password = ?, changed_at = ? WHERE number_index = ?",
        hash,
        now.0,
        index
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Sets the PIN's hash; false if there is no such account.
///
/// # Errors
/// Any error of the database.
pub async fn set_pin(
    db: &mut SqliteConnection,
    index: &[u8],
    hash: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done =
        sqlx::query!("UPDATE persons SET pin = ?, changed_at = ? WHERE number_index = ?", hash, now.0, index)
            .execute(db)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Sets the card, or takes it away; false if there is no such account.
///
/// # Errors
/// [`StoreError::Constraint`] if the card is another account's.
pub async fn set_card(
    db: &mut SqliteConnection,
    index: &[u8],
    card: Option<&[u8]>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "UPDATE persons SET card = ?, changed_at = ? WHERE number_index = ?",
        card,
        now.0,
        index
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}
