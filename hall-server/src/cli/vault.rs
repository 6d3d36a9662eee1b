//! The vault's keys: a new one, and everything sealed anew with it, beside a running server.

use std::io::Write;

use super::{Failure, VaultKeys};
use crate::config::Config;
use crate::store::Store;
use crate::vault;

pub(super) async fn run(config: &Config, command: &VaultKeys, out: &mut impl Write) -> Result<(), Failure> {
    let folder = config.vault_keys();
    match command {
        VaultKeys::NewKey => {
            let known = config.database.path.exists();
            let mut store = if known { Some(open(config).await?) } else { None };
            // Before the new one is made: no key may be missing of those the database was used with.
            vault::look(store.as_mut().map(|store| &mut store.writer), &folder).await?;
            let number = vault::new_key(&folder)?;
            if let Some(store) = &mut store {
                vault::open_for(&mut store.writer, &folder).await?;
            }
            writeln!(
                out,
                "key {number} is made in {}: back it up, then run `vault rotate`",
                folder.display()
            )?;
        }
        VaultKeys::Rotate => {
            let mut store = open(config).await?;
            let vault = vault::open_for(&mut store.writer, &folder).await?;
            let count = vault::columns::rotate(&mut store.writer, &vault).await?;
            let newest = vault.newest();
            writeln!(
                out,
                "{count} values are sealed anew, all with key {newest} now; keep the older keys for backups"
            )?;
        }
    }
    Ok(())
}

async fn open(config: &Config) -> Result<Store, Failure> {
    Ok(Store::open(&config.database.path, &config.site.id).await?)
}
