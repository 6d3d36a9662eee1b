//! What can be wrong with the database, told so that somebody can act.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::vault::VaultError;

/// Why the database cannot be used, or could not write.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another server has it.
    #[error("another hall-server is running on the database {path}")]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// The lock file beside the database.
    #[error("cannot take the lock {path}")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file cannot be opened.
    #[error("cannot open the database {path}: does its folder exist, and may this user write there?")]
    Open {
        /// The database.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// It was last used by a newer program.
    #[error(
        "the database is of a newer version of this program: it has migration {found}, this program knows up to {known}"
    )]
    Newer {
        /// In the database.
        found: i64,
        /// In this program.
        known: i64,
    },
    /// A migration was applied that reads otherwise today.
    #[error("the database was made by a different build: its migration {version} is not ours")]
    Altered {
        /// Which.
        version: i64,
    },
    /// A migration failed for another reason.
    #[error("the database cannot be brought up to date")]
    Migrate(#[source] Box<sqlx::migrate::MigrateError>),
    /// The SQLite library is too old.
    #[error("SQLite {found} is too old, at least {needed} is needed")]
    OldSqlite {
        /// Linked.
        found: String,
        /// Needed.
        needed: String,
    },
    /// It is another site's.
    #[error("the database belongs to the site `{found}`, not to `{wanted}`")]
    OtherSite {
        /// In the database.
        found: String,
        /// In the configuration.
        wanted: String,
    },
    /// Another process writes.
    #[error("another process has locked the database")]
    Locked(#[source] sqlx::Error),
    /// No space.
    #[error("the disk of the database is full")]
    DiskFull(#[source] sqlx::Error),
    /// No right to write.
    #[error("the database cannot be written: it is read-only")]
    ReadOnly(#[source] sqlx::Error),
    /// The file is damaged, or none of ours.
    #[error("the database file is damaged or not a database")]
    Damaged(#[source] sqlx::Error),
    /// A rule of the tables is broken, such as a name taken twice.
    #[error("the database refused the record")]
    Constraint(#[source] sqlx::Error),
    /// Anything else of the database.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
    /// A row that cannot be read back.
    #[error("row {seq} of the log cannot be read: {reason}")]
    BadRow {
        /// Which.
        seq: i64,
        /// Why.
        reason: String,
    },
    /// A row that is not what was written.
    #[error("the log is broken at row {seq}: {reason}")]
    BrokenChain {
        /// The first bad row.
        seq: i64,
        /// How it shows.
        reason: String,
    },
    /// A record whose JSON cannot be read.
    #[error("a record of the table {table} cannot be read")]
    BadRecord {
        /// Which table.
        table: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A sealed value does not open, or the keys are not there.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The machine gives no random numbers.
    #[error("no random numbers")]
    Random(#[source] getrandom::Error),
}

impl StoreError {
    /// An error while opening the file.
    pub(super) fn opening(path: &Path, source: sqlx::Error) -> Self {
        match primary_code(&source) {
            Some(SQLITE_CANTOPEN) => Self::Open { path: path.to_owned(), source },
            _ => source.into(),
        }
    }

    /// The record broke a rule of its table; the transaction around it is sound.
    pub fn is_constraint(&self) -> bool {
        matches!(self, Self::Constraint(_))
    }
}

const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;
const SQLITE_READONLY: i32 = 8;
const SQLITE_CORRUPT: i32 = 11;
const SQLITE_FULL: i32 = 13;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_CONSTRAINT: i32 = 19;
const SQLITE_NOTADB: i32 = 26;

/// SQLite's primary result code.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code: Cow<'_, str> = error.as_database_error()?.code()?;
    Some(code.parse::<i32>().ok()? & 0xff)
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        match primary_code(&source) {
            Some(SQLITE_BUSY | SQLITE_LOCKED) => Self::Locked(source),
            Some(SQLITE_READONLY) => Self::ReadOnly(source),
            Some(SQLITE_CORRUPT | SQLITE_NOTADB) => Self::Damaged(source),
            Some(SQLITE_FULL) => Self::DiskFull(source),
            Some(SQLITE_CONSTRAINT) => Self::Constraint(source),
            _ => Self::Database(source),
        }
    }
}
