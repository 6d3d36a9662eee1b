//! The key ring: every key of the folder, read and ready.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, RandomizedNonceKey};

use super::VaultError;
use super::key_files::{self, MARK_BYTES, Named};

/// AES-256-GCM that draws a nonce of 96 bits for each value: at most 2³² values to a key.
pub(super) type Cipher = RandomizedNonceKey;

/// Keys by their numbers; never empty.
pub(super) struct Ring {
    keys: BTreeMap<u32, Named<Arc<Cipher>>>,
}

impl Ring {
    pub fn read(folder: &Path) -> Result<Self, VaultError> {
        let mut keys = BTreeMap::new();
        for number in key_files::numbers(folder)? {
            let bytes = key_files::read(folder, number)?;
            let cipher = Cipher::new(&AES_256_GCM, &bytes[..]).expect("invariant: a key has 32 bytes");
            keys.insert(number, Named { key: Arc::new(cipher), mark: key_files::mark_of(&bytes) });
        }
        if keys.is_empty() {
            return Err(VaultError::Missing { path: key_files::path_of(folder, 1) });
        }
        Ok(Self { keys })
    }

    pub fn newest(&self) -> u32 {
        *self.keys.last_key_value().expect("invariant: a ring has a key").0
    }

    /// The newest key with its number.
    pub fn sealing(&self) -> (u32, &Cipher) {
        let (number, named) = self.keys.last_key_value().expect("invariant: a ring has a key");
        (*number, &named.key)
    }

    pub fn get(&self, number: u32) -> Option<Arc<Cipher>> {
        self.keys.get(&number).map(|named| named.key.clone())
    }

    pub fn marks(&self) -> impl Iterator<Item = (u32, [u8; MARK_BYTES])> {
        self.keys.iter().map(|(number, named)| (*number, named.mark))
    }
}
