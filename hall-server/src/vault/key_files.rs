//! Key files: `vault-<n>.key` and `vault-index.key`, each a line that says which one it is and a line of base64.
//!
//! Written whole or not at all, never over one that is there, for the server's user alone.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use zeroize::Zeroizing;

use super::VaultError;
use super::ring::Ring;

/// File of the key behind the indexes.
pub const INDEX_KEY: &str = "vault-index.key";
/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;
/// Bytes of a key's mark.
pub(super) const MARK_BYTES: usize = 16;
/// Most keys of a vault: a new one each month for 80 years.
const KEYS_MAX: u32 = 1000;
/// Largest file read, bytes.
const FILE_BYTES_MAX: u64 = 256;

/// A key, and a mark by which it is known without being told.
pub(super) struct Named<K> {
    pub key: K,
    pub mark: [u8; MARK_BYTES],
}

/// A key as it lies in its file.
pub(super) type Bytes = Zeroizing<[u8; KEY_BYTES]>;

/// Where a key is.
pub(super) fn path_of(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("vault-{number}.key"))
}

/// By which a key is known: nobody gets back from it to the key.
pub(super) fn mark_of(bytes: &Bytes) -> [u8; MARK_BYTES] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &bytes[..]), b"mark of a vault key");
    *tag.as_ref().first_chunk().expect("invariant: HMAC-SHA-256 has 32 bytes")
}

/// The numbers of the keys in a folder, in order; none if there is no folder.
pub(super) fn numbers(folder: &Path) -> Result<Vec<u32>, VaultError> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(VaultError::file(folder))?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry.map_err(VaultError::file(folder))?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("vault-")?.strip_suffix(".key"));
        // Only as we write it: no sign, no zero in front.
        let number = number.and_then(|text| text.parse::<u32>().ok().filter(|n| n.to_string() == text));
        numbers.extend(number.filter(|number| (1..=KEYS_MAX).contains(number)));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

pub(super) fn read(folder: &Path, number: u32) -> Result<Bytes, VaultError> {
    read_file(&path_of(folder, number), &title(Some(number)))
}

pub(super) fn read_index(folder: &Path) -> Result<Named<hmac::Key>, VaultError> {
    let bytes = read_file(&folder.join(INDEX_KEY), &title(None))?;
    Ok(Named { key: hmac::Key::new(hmac::HMAC_SHA256, &bytes[..]), mark: mark_of(&bytes) })
}

/// Makes the next key of a folder, and the folder and the index's key with the first. Gives its number.
///
/// # Errors
/// The folder cannot be written, or one of the keys in it cannot be used.
pub fn new_key(folder: &Path) -> Result<u32, VaultError> {
    let newest = numbers(folder)?.last().copied().unwrap_or(0);
    if newest == 0 {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(VaultError::file(folder))?;
        if !folder.join(INDEX_KEY).exists() {
            write(&folder.join(INDEX_KEY), &title(None))?;
        }
    } else {
        Ring::read(folder)?;
    }
    let (number, path) = (newest + 1, path_of(folder, newest + 1));
    if number > KEYS_MAX {
        return Err(VaultError::NotAKey { path, reason: "there are too many already" });
    }
    write(&path, &title(Some(number)))?;
    Ok(number)
}

/// The first line of a key's file: a copy under another name is no key.
fn title(number: Option<u32>) -> String {
    number.map_or_else(|| "hall vault index key".to_owned(), |number| format!("hall vault key {number}"))
}

fn read_file(path: &Path, title: &str) -> Result<Bytes, VaultError> {
    let fault = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => VaultError::Missing { path: path.to_owned() },
        _ => VaultError::File { path: path.to_owned(), source },
    };
    let not_a_key = |reason| VaultError::NotAKey { path: path.to_owned(), reason };
    let file = File::open(path).map_err(fault)?;
    let mode = file.metadata().map_err(fault)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(VaultError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES_MAX as usize));
    file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => not_a_key("it is not text"),
        _ => fault(error),
    })?;
    let (first, second) = text.split_once('\n').ok_or_else(|| not_a_key("it has not two lines"))?;
    if first.trim_end() != title {
        return Err(not_a_key("its first line names another key, or none"));
    }
    let bytes = BASE64.decode(second.trim()).map(Zeroizing::new);
    let bytes = bytes.ok().and_then(|bytes| Some(Zeroizing::new(*bytes.as_array::<KEY_BYTES>()?)));
    bytes.ok_or_else(|| not_a_key("its second line is not 32 bytes in base64"))
}

fn write(path: &Path, title: &str) -> Result<(), VaultError> {
    let mut bytes: Bytes = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(&mut bytes[..]).map_err(VaultError::Random)?;
    let text = Zeroizing::new(format!("{title}\n{}\n", BASE64.encode(&bytes[..])));
    let put = || {
        let draft = path.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let linked = std::fs::hard_link(&draft, path);
        std::fs::remove_file(&draft)?;
        linked?;
        // A key is not to be lost with the power: something may be sealed with it at once.
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    put().map_err(VaultError::file(path))
}
