//! Many accounts from a CSV file with the columns `number`, `name`, `password`, `card`, `pin`; the last three may be empty.
//!
//! Hashing is what takes the time: it is done on every processor. Mistakes are named with their line, and without what
//! stands there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use zeroize::Zeroizing;

use super::directory::PIN_DIGITS;
use super::{PersonNumber, seals};
use crate::auth::password::{self, PasswordError};
use crate::site_secret::SiteSecret;
use crate::store::persons::NewAccount;
use crate::vault::Vault;

/// Accounts of one file.
const ROWS_MAX: usize = 200_000;
/// Mistakes named at once.
const MISTAKES_MAX: usize = 20;

pub use password::Strength;

/// Why a file cannot be imported. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It cannot be read, or is no CSV with these columns.
    #[error("cannot read {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: csv::Error,
    },
    /// Lines that cannot be accounts.
    #[error("{path} has mistakes:\n{}", .mistakes.join("\n"))]
    Mistakes {
        /// Which file.
        path: PathBuf,
        /// Each of the first.
        mistakes: Vec<String>,
    },
}

/// A line as it stands there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    number: String,
    name: String,
    #[serde(default)]
    password: Zeroed,
    #[serde(default)]
    card: Zeroed,
    #[serde(default)]
    pin: Zeroed,
}

/// A text that is wiped when it was used.
#[derive(Default, Deserialize)]
#[serde(from = "String")]
struct Zeroed(Zeroizing<String>);

impl From<String> for Zeroed {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Zeroed {
    fn given(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }
}

/// Can this be a PIN?
pub fn is_pin(text: &str) -> bool {
    text.len() == PIN_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Line of an account of the file, from 0: the first line has the names of the columns.
pub fn line(at: usize) -> usize {
    at + 2
}

/// Reads a file and makes its accounts, hashed and sealed.
///
/// # Errors
/// See [`ImportError`].
pub fn read(
    path: &Path,
    vault: &Vault,
    secret: &SiteSecret,
    strength: Strength,
) -> Result<Vec<NewAccount>, ImportError> {
    let fault = |source| ImportError::Read { path: path.to_owned(), source };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_path(path).map_err(fault)?;
    let mut rows = Vec::new();
    for row in reader.deserialize::<Row>() {
        rows.push(row.map_err(fault)?);
        if rows.len() > ROWS_MAX {
            let mistakes = vec![format!("more than {ROWS_MAX} lines")];
            return Err(ImportError::Mistakes { path: path.to_owned(), mistakes });
        }
    }
    let made = on_every_processor(&rows, |row| account(row, vault, secret, strength));
    let mut accounts = Vec::with_capacity(made.len());
    let mut mistakes = Vec::new();
    // Where a number or a card stood first.
    let mut lines: HashMap<(&str, [u8; 32]), usize> = HashMap::new();
    for (at, made) in made.into_iter().enumerate() {
        let line = line(at);
        match made {
            Ok(account) => {
                let unique = [("number", Some(account.index)), ("card", account.card)];
                for (column, value) in unique.into_iter().filter_map(|(column, value)| Some((column, value?)))
                {
                    let first = *lines.entry((column, value)).or_insert(line);
                    if first != line {
                        mistakes.push(format!("  line {line}: {column}: is that of line {first}"));
                    }
                }
                accounts.push(account);
            }
            Err(why) => mistakes.push(format!("  line {line}: {why}")),
        }
    }
    if mistakes.is_empty() {
        return Ok(accounts);
    }
    mistakes.truncate(MISTAKES_MAX);
    Err(ImportError::Mistakes { path: path.to_owned(), mistakes })
}

fn account(row: &Row, vault: &Vault, secret: &SiteSecret, strength: Strength) -> Result<NewAccount, String> {
    let number: PersonNumber = row.number.trim().parse().map_err(|error| format!("{error}"))?;
    let name = row.name.trim();
    if name.is_empty() {
        return Err("name: is missing".to_owned());
    }
    let index = seals::index_of(vault, &number);
    let hashed = |hash: Result<String, PasswordError>| hash.map_err(|error| error.to_string());
    let password = row.password.given().map(|given| hashed(password::hash_with(given, strength)));
    let pin = row.pin.given().map(|pin| {
        if !is_pin(pin) {
            return Err(format!("pin: {PIN_DIGITS} digits are allowed"));
        }
        hashed(password::hash_with(&seals::keyed_pin(vault, &index, pin), strength))
    });
    let card = row.card.given().map(|card| {
        secret.card(card).ok_or_else(|| "card: 4 to 32 letters and digits are allowed".to_owned())
    });
    let (password, card, pin) = (password.transpose()?, card.transpose()?, pin.transpose()?);
    let (number, name) = seals::seal(vault, &index, &number, name);
    Ok(NewAccount { index, number, name, password, card, pin })
}

/// Maps rows in their order, on as many threads as there are processors.
fn on_every_processor<R: Sync, T: Send>(rows: &[R], work: impl Fn(&R) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(rows.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, row)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    rows.get(at).map(|row| (at, row))
                } {
                    let made = work(row);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, made));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        crate::vault::new_key(folder.path()).unwrap();
        let vault = Vault::open_folder(folder.path()).unwrap();
        (folder, vault)
    }

    fn import(text: &str) -> Result<Vec<NewAccount>, String> {
        let (folder, vault) = vault();
        let path = folder.path().join("people.csv");
        std::fs::write(&path, text).unwrap();
        let read = read(&path, &vault, &SiteSecret::new(b"secret"), Strength::Demo);
        read.map_err(|error| crate::problem::chain(&error))
    }

    #[test]
    fn accounts_come_in_their_order_and_nothing_is_in_clear() {
        let accounts = import(
            "number,name,password,card,pin\n20260001,张三,correct horse,AB12CD,123456\n20260002,\u{30EDE}四,,,\n",
        )
        .unwrap();
        assert_eq!(accounts.len(), 2);
        let [first, second] = &accounts[..] else { unreachable!() };
        assert!(first.password.as_ref().unwrap().starts_with("$argon2id$"));
        assert!(first.pin.as_ref().unwrap().starts_with("$argon2id$"));
        assert!(first.card.is_some() && second.card.is_none());
        assert!(second.password.is_none() && second.pin.is_none());
        assert!(!first.name.windows(6).any(|part| part == "张三".as_bytes()));
        assert_ne!(first.index, second.index);
    }

    #[test]
    fn every_mistake_is_named_with_its_line_and_without_what_stands_there() {
        for (text, told) in [
            ("number,name\n20260001,张三\n1,李四\n", "line 3: a number"),
            ("number,name\n20260001, \n", "line 2: name"),
            ("number,name,pin\n20260001,张三,12345\n", "line 2: pin"),
            ("number,name,password\n20260001,张三,short\n", "line 2: a password"),
            ("number,name,card\n20260001,张三,??\n", "line 2: card"),
            (
                "number,name\n20260001,张三\n20260002,李四\n20260001,张三\n",
                "line 4: number: is that of line 2",
            ),
            ("number,name,card\n20260001,张三,AB12\n20260002,李四,AB12\n", "line 3: card: is that of line 2"),
            ("number,surname\n20260001,张三\n", "unknown field"),
            ("number\n20260001\n", "missing field"),
        ] {
            let error = import(text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
            for secret in ["张三", "12345", "short", "20260001"] {
                assert!(!error.contains(secret), "{error}");
            }
        }
    }
}
