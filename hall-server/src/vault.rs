//! The vault: what is personal lies in the database sealed, with keys that lie elsewhere.
//!
//! A [`Vault`] seals and opens with AES-256-GCM. Each value is bound to its [`Place`] (table, column, row): one that is
//! moved elsewhere does not open. The newest key seals, every key of the folder opens; which one it was stands in
//! front of the value. Whoever seals a column names it in [`columns::SEALED`], so that `rotate` finds it.
//!
//! What has to be found by its exact text gets a second column with [`Vault::blind`] of it. That key is not rotated: all
//! of those columns would have to be computed anew at once.
//!
//! Nothing here may log or show what it seals, or name a row: a row's name may say whose it is.

mod at_start;
pub mod columns;
mod key_files;
mod ring;

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

pub use at_start::{look, open_for};
pub use key_files::{INDEX_KEY, new_key};

use key_files::Named;
use ring::Ring;

/// First byte of every sealed value.
const FORMAT: u8 = 1;
/// Format and number of the key.
const HEAD_BYTES: usize = 1 + 4;
/// By how much a sealed value is longer than what is in it, bytes.
pub const SEALED_BYTES: usize = HEAD_BYTES + NONCE_LEN + 16;

/// Why the vault does not open, or a value in it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The folder or a file in it cannot be read or written.
    #[error("cannot use {path} of the vault")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There are values sealed with a key that is not there.
    #[error(
        "the key {path} is missing: restore it from the backup of the keys, or what it sealed stays shut"
    )]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// There is a key of that name, and it is another one.
    #[error(
        "{path} is not the key this database was used with: restore that one from the backup of the keys"
    )]
    Other {
        /// Which.
        path: PathBuf,
    },
    /// Others than the server can read a key.
    #[error("others may read {path} (mode {mode:03o}): chmod 600 it, and change the key if somebody did")]
    Exposed {
        /// Which.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// A file that is no key.
    #[error("{path} is no key of the vault: {reason}")]
    NotAKey {
        /// Which.
        path: PathBuf,
        /// How it shows.
        reason: &'static str,
    },
    /// A value that is not what was sealed, or not where.
    #[error("a value of {table}.{column} cannot be opened: it was changed, or belongs to another row")]
    Shut {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
    },
    /// The machine gives no random numbers.
    #[error("no random numbers")]
    Random(#[source] getrandom::Error),
}

impl VaultError {
    fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// Where a sealed value belongs: it opens nowhere else.
#[derive(Clone, Debug)]
pub struct Place {
    table: &'static str,
    column: &'static str,
    row: String,
}

impl Place {
    /// A column of a row. `row` is what the row is called for ever, and what [`columns::Sealed::row`] selects.
    pub fn new(table: &'static str, column: &'static str, row: impl Display) -> Self {
        Self { table, column, row: row.to_string() }
    }

    /// What is authenticated with a value. Names of tables and columns have no line ends; the row is the rest.
    fn bound_to(&self, head: &[u8]) -> Vec<u8> {
        let Self { table, column, row } = self;
        let mut bound = format!("hall vault\n{table}\n{column}\n{row}\n").into_bytes();
        bound.extend_from_slice(head);
        bound
    }

    fn shut(&self) -> VaultError {
        VaultError::Shut { table: self.table, column: self.column }
    }
}

/// Seals and opens what is personal.
pub struct Vault {
    folder: PathBuf,
    ring: RwLock<Arc<Ring>>,
    index: Named<hmac::Key>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Vault {
    /// Reads the keys of a folder.
    ///
    /// # Errors
    /// There are none, one cannot be read, is no key, or can be read by others.
    pub fn open_folder(folder: &Path) -> Result<Self, VaultError> {
        let index = key_files::read_index(folder)?;
        let ring = RwLock::new(Arc::new(Ring::read(folder)?));
        Ok(Self { folder: folder.to_owned(), ring, index })
    }

    /// Number of the key that seals now.
    pub fn newest(&self) -> u32 {
        self.present().newest()
    }

    /// Seals a value for its place. Never twice the same.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Vec<u8> {
        let ring = self.present();
        let (number, key) = ring.sealing();
        let mut sealed = Vec::with_capacity(plain.len() + SEALED_BYTES);
        sealed.push(FORMAT);
        sealed.extend_from_slice(&number.to_be_bytes());
        let bound = Aad::from(place.bound_to(&sealed));
        let mut body = plain.to_vec();
        let nonce = key
            .seal_in_place_append_tag(bound, &mut body)
            .expect("invariant: a value is far shorter than what one nonce may seal");
        sealed.extend_from_slice(nonce.as_ref());
        sealed.append(&mut body);
        sealed
    }

    /// Opens a value that was sealed for this place.
    ///
    /// # Errors
    /// Its key is missing, it was changed, or it belongs elsewhere.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let number = key_of(sealed).ok_or_else(|| place.shut())?;
        let key = self.key(number)?;
        let (head, rest) = sealed.split_at(HEAD_BYTES);
        let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or_else(|| place.shut())?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).expect("invariant: it was cut to that length");
        let mut body = Zeroizing::new(body.to_vec());
        let opened = key.open_in_place(nonce, Aad::from(place.bound_to(head)), &mut body);
        let length = opened.map_err(|_unspecified| place.shut())?.len();
        body.truncate(length);
        Ok(body)
    }

    /// Seals a text for its place.
    pub fn seal_text(&self, place: &Place, plain: &str) -> Vec<u8> {
        self.seal(place, plain.as_bytes())
    }

    /// Opens a text that was sealed for this place.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn open_text(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<String>, VaultError> {
        let plain = self.open(place, sealed)?;
        std::str::from_utf8(&plain).map(|text| Zeroizing::new(text.to_owned())).map_err(|_none| place.shut())
    }

    /// What stands in an index in place of a text, so that it can be found and not read: the same for the same purpose
    /// (such as `persons.number`) and text. Whoever calls makes equal what counts as equal: case, spaces.
    pub fn blind(&self, purpose: &'static str, text: &str) -> [u8; 32] {
        let mut mac = hmac::Context::with_key(&self.index.key);
        mac.update(purpose.as_bytes());
        mac.update(b"\n");
        mac.update(text.as_bytes());
        mac.sign().as_ref().try_into().expect("invariant: HMAC-SHA-256 has 32 bytes")
    }

    /// The keys, with one made since by `hall-server vault new-key`.
    fn present(&self) -> Arc<Ring> {
        let ring = self.ring();
        if !key_files::path_of(&self.folder, ring.newest() + 1).exists() {
            return ring;
        }
        self.read_again().unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the vault's new key cannot be used");
            ring
        })
    }

    fn key(&self, number: u32) -> Result<Arc<ring::Cipher>, VaultError> {
        let missing = || VaultError::Missing { path: key_files::path_of(&self.folder, number) };
        if let Some(key) = self.ring().get(number) {
            return Ok(key);
        }
        self.read_again()?.get(number).ok_or_else(missing)
    }

    fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn read_again(&self) -> Result<Arc<Ring>, VaultError> {
        let ring = Arc::new(Ring::read(&self.folder)?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring.clone();
        Ok(ring)
    }
}

/// The key a value is sealed with; none if it is no sealed value.
fn key_of(sealed: &[u8]) -> Option<u32> {
    let (format, rest) = sealed.split_first()?;
    let number = rest.first_chunk()?;
    (*format == FORMAT).then(|| u32::from_be_bytes(*number))
}

/// How a value begins that is sealed with a key.
fn head_of(number: u32) -> [u8; HEAD_BYTES] {
    let mut head = [FORMAT; HEAD_BYTES];
    head[1..].copy_from_slice(&number.to_be_bytes());
    head
}
