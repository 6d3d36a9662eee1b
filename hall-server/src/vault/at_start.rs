//! Opening the vault of a database: the keys have to be those it was used with.
//!
//! The database remembers a mark of each key, so that a lost or exchanged one is found at the start, and not with the
//! first value that does not open. A database that remembers none has nothing sealed: its keys are made.

use std::path::Path;

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
    for (number, mark) in vault.compare(&known)? {
        vault_keys::remember(&mut *db, number, &mark).await?;
    }
    columns::seal_what_is_open(db, &vault).await?;
    Ok(vault)
}

/// Looks whether the vault of a database would open. Gives the number of keys; none if they are still to be made.
///
/// # Errors
/// As [`open_for`].
pub async fn look(db: Option<&mut SqliteConnection>, folder: &Path) -> Result<Option<usize>, StoreError> {
    let known = match db {
        Some(db) => vault_keys::all_if_any(db).await?,
        None => Vec::new(),
    };
    if known.is_empty() && key_files::numbers(folder)?.is_empty() {
        return Ok(None);
    }
    let vault = Vault::open_folder(folder)?;
    vault.compare(&known)?;
    Ok(Some(vault.ring().marks().count()))
}

impl Vault {
    /// Finds every key the database remembers. Gives those it does not.
    fn compare(
        &self,
        known: &[(u32, Vec<u8>)],
    ) -> Result<Vec<(u32, [u8; key_files::MARK_BYTES])>, VaultError> {
        let mut ours: Vec<_> = self.ring().marks().chain([(INDEX, self.index.mark)]).collect();
        for (number, mark) in known {
            let path = match *number {
                INDEX => self.folder.join(INDEX_KEY),
                number => key_files::path_of(&self.folder, number),
            };
            let Some(at) = ours.iter().position(|(own, _)| own == number) else {
                return Err(VaultError::Missing { path });
            };
            if ours.swap_remove(at).1[..] != mark[..] {
                return Err(VaultError::Other { path });
            }
        }
        Ok(ours)
    }
}
