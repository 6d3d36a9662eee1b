//! By what the vault's keys are known that this database was used with. Marks, not keys.

use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;

/// Every key's number and mark.
///
/// # Errors
/// Any error of the database.
pub async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    let rows = sqlx::query!(r#"SELECT number AS "number!: u32", mark FROM vault_keys ORDER BY number"#)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.mark)).collect())
}

/// The same of a database that may be of before the vault.
///
/// # Errors
/// Any error of the database.
pub async fn all_if_any(db: &mut SqliteConnection) -> Result<Vec<(u32, Vec<u8>)>, StoreError> {
    let tables = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!: i64" FROM sqlite_schema WHERE type = 'table' AND name = 'vault_keys'"#
    );
    if tables.fetch_one(&mut *db).await? == 0 { Ok(Vec::new()) } else { all(db).await }
}

/// Remembers a key.
///
/// # Errors
/// Any error of the database.
pub async fn remember(db: impl SqliteExecutor<'_>, number: u32, mark: &[u8]) -> Result<(), StoreError> {
    sqlx::query!("INSERT INTO vault_keys (number, mark) VALUES (?, ?)", number, mark).execute(db).await?;
    Ok(())
}

/// Forgets a key that nothing is sealed with any more.
///
/// # Errors
/// Any error of the database.
pub async fn forget(db: impl SqliteExecutor<'_>, number: u32) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM vault_keys WHERE number = ?", number).execute(db).await?;
    Ok(())
}
