//! Opening the vault of a database: the keys have to be those it was used with.
//!
//! The database remembers a mark of each key, so that a lost or exchanged one is found at the start, and not with the
//! first value that does not open. A database that remembers none has nothing sealed: its keys are made. An older key that
//! was taken away after everything was sealed anew is forgotten.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnection;

use super::key_files::{self, INDEX_KEY};
use super::{Vault, VaultError, columns};
use crate::store::{StoreError, vault_keys};

/// The number under which the index's key is remembered.
const INDEX: u32 = 0;

/// Opens the vault of a database; makes its keys if nothing was ever sealed, and seals what an earlier version left open.
///
/// # Errors
/// A key is missing, is another than before, or cannot be used; or the database fails.
pub async fn open_for(db: &mut SqliteConnection, folder: &Path) -> Result<Vault, StoreError> {
    let known = vault_keys::all(&mut *db).await?;
    if known.is_empty() && key_files::numbers(folder)?.is_empty() {
        key_files::new_key(folder)?;
        tracing::info!(folder = %folder.display(), "the vault's keys are made: back them up, apart from the database");
    }
    let vault = Vault::open_folder(folder)?;
    let Compared { unknown, gone } = vault.compare(&known)?;
    vault.check_gone(&mut *db, &gone).await?;
    for number in gone {
        vault_keys::forget(&mut *db, number).await?;
    }
    for (number, mark) in unknown {
        vault_keys::remember(&mut *db, number, &mark).await?;
    }
    columns::seal_what_is_open(db, &vault).await?;
    Ok(vault)
}

/// Looks whether the vault of a database would open. Gives the number of keys; none if they are still to be made.
///
/// # Errors
/// As [`open_for`].
pub async fn look(mut db: Option<&mut SqliteConnection>, folder: &Path) -> Result<Option<usize>, StoreError> {
    let known = match db.as_deref_mut() {
        Some(db) => vault_keys::all_if_any(db).await?,
        None => Vec::new(),
    };
    if known.is_empty() && key_files::numbers(folder)?.is_empty() {
        return Ok(None);
    }
    let vault = Vault::open_folder(folder)?;
    let Compared { gone, .. } = vault.compare(&known)?;
    if let Some(db) = db {
        vault.check_gone(db, &gone).await?;
    }
    Ok(Some(vault.ring().marks().count()))
}

/// The keys there are beside those the database remembers.
struct Compared {
    /// It does not know these yet.
    unknown: Vec<(u32, [u8; key_files::MARK_BYTES])>,
    /// These are missing, and there are newer ones.
    gone: Vec<u32>,
}

impl Vault {
    fn compare(&self, known: &[(u32, Vec<u8>)]) -> Result<Compared, VaultError> {
        let mut unknown: Vec<_> = self.ring().marks().chain([(INDEX, self.index.mark)]).collect();
        let mut gone = Vec::new();
        for (number, mark) in known {
            match unknown.iter().position(|(own, _)| own == number) {
                Some(at) if unknown.swap_remove(at).1[..] == mark[..] => {}
                Some(_) => return Err(VaultError::Other { path: self.path_of(*number) }),
                None if *number != INDEX && *number < self.newest() => gone.push(*number),
                None => return Err(VaultError::Missing { path: self.path_of(*number) }),
            }
        }
        Ok(Compared { unknown, gone })
    }

    /// Keys may be gone if nothing is sealed with them.
    async fn check_gone(&self, db: &mut SqliteConnection, gone: &[u32]) -> Result<(), StoreError> {
        for number in gone {
            if columns::is_used(&mut *db, *number).await? {
                return Err(VaultError::Missing { path: self.path_of(*number) }.into());
            }
        }
        Ok(())
    }

    fn path_of(&self, number: u32) -> PathBuf {
        if number == INDEX { self.folder.join(INDEX_KEY) } else { key_files::path_of(&self.folder, number) }
    }
}
