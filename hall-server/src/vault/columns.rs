//! Which columns are sealed, and how they are sealed anew: with a newer key, or for the first time.
//!
//! A sealed column is named `sealed` or `…_sealed`; a test finds one that is not in [`SEALED`].
//!
//! Both work in small batches, so that a server that runs on the same database hardly waits.

use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};

use super::{Place, Vault, head_of};
use crate::store::{StoreError, certificates, evaluations, notes, persons};

/// Values sealed anew in one transaction.
const BATCH: i64 = 16;
/// Between two transactions: whoever else writes comes in.
const PAUSE: Duration = Duration::from_millis(10);

/// A column whose values are sealed, in a table that has a rowid.
#[derive(Clone, Copy, Debug)]
pub struct Sealed {
    /// The table.
    pub table: &'static str,
    /// The column: `BLOB`, NULL where there is nothing.
    pub column: &'static str,
    /// SQL for what the row is called in [`Place::new`].
    pub row: &'static str,
}

/// Every sealed column.
pub const SEALED: &[Sealed] = &[
    Sealed { table: notes::TABLE, column: notes::COLUMN, row: "ticket || '/' || at" },
    Sealed { table: evaluations::TABLE, column: evaluations::COLUMN, row: "ticket" },
    Sealed { table: persons::TABLE, column: persons::NUMBER, row: persons::ROW },
    Sealed { table: persons::TABLE, column: persons::NAME, row: persons::ROW },
    Sealed { table: certificates::TABLE, column: "person_sealed", row: certificates::ROW },
    Sealed { table: certificates::TABLE, column: "name_sealed", row: certificates::ROW },
    Sealed { table: certificates::TABLE, column: "code_sealed", row: certificates::ROW },
    Sealed { table: certificates::FILES, column: "sealed", row: "certificate" },
];

/// Seals every value that is not sealed with the newest key anew with it. Gives how many; cut off, it goes on where it was
/// when it is run again.
///
/// # Errors
/// A value does not open, or the database fails; what was sealed anew stays so.
pub async fn rotate(db: &mut SqliteConnection, vault: &Vault) -> Result<usize, StoreError> {
    let mut done = 0;
    for sealed in SEALED {
        let mut after = i64::MIN;
        while let Some((last, count)) = rotate_some(db, vault, sealed, after).await? {
            (after, done) = (last, done + count);
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(done)
}

/// The next values of a column behind a rowid. Gives the last rowid and how many; none at the end.
async fn rotate_some(
    db: &mut SqliteConnection,
    vault: &Vault,
    sealed: &Sealed,
    after: i64,
) -> Result<Option<(i64, usize)>, StoreError> {
    let Sealed { table, column, row } = *sealed;
    let newest = head_of(vault.newest());
    let mut change = db.begin_with("BEGIN IMMEDIATE").await?;
    let select = format!(
        "SELECT rowid, CAST({row} AS TEXT), {column} FROM {table}
         WHERE {column} IS NOT NULL AND rowid > ? AND substr({column}, 1, ?) <> ? ORDER BY rowid LIMIT ?"
    );
    let rows: Vec<(i64, String, Vec<u8>)> = sqlx::query_as(AssertSqlSafe(select))
        .bind(after)
        .bind(newest.len() as i64)
        .bind(&newest[..])
        .bind(BATCH)
        .fetch_all(&mut *change)
        .await?;
    let update = format!("UPDATE {table} SET {column} = ? WHERE rowid = ?");
    for (rowid, row, value) in &rows {
        let place = Place::new(table, column, row);
        let anew = vault.seal(&place, &vault.open(&place, value)?);
        sqlx::query(AssertSqlSafe(update.as_str())).bind(anew).bind(rowid).execute(&mut *change).await?;
    }
    change.commit().await?;
    Ok(rows.last().map(|(rowid, ..)| (*rowid, rows.len())))
}

/// Is anything still sealed with a key?
pub(super) async fn is_used(db: &mut SqliteConnection, key: u32) -> Result<bool, StoreError> {
    let head = head_of(key);
    for Sealed { table, column, .. } in SEALED {
        let select = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE substr({column}, 1, ?) = ?)");
        let found = sqlx::query_scalar(AssertSqlSafe(select)).bind(head.len() as i64).bind(&head[..]);
        if found.fetch_one(&mut *db).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Seals what a version without a vault has left open, and wipes it where it stood.
pub(super) async fn seal_what_is_open(db: &mut SqliteConnection, vault: &Vault) -> Result<(), StoreError> {
    sqlx::query("PRAGMA secure_delete = ON").execute(&mut *db).await?;
    let mut count = 0;
    loop {
        let mut change = db.begin_with("BEGIN IMMEDIATE").await?;
        let some = notes::seal_open(&mut change, vault, BATCH).await?
            + evaluations::seal_open(&mut change, vault, BATCH).await?;
        change.commit().await?;
        if some == 0 {
            break;
        }
        count += some;
    }
    if count > 0 {
        // The log of changes still has what was wiped.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *db).await?;
        tracing::info!(count, "notes and comments of before are sealed");
    }
    sqlx::query("PRAGMA secure_delete = OFF").execute(&mut *db).await?;
    Ok(())
}
