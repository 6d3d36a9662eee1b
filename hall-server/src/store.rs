//! SQLite at a site: opening it, its versions, and one file a table or group of tables.
//!
//! The engine owns the one writing connection while a server runs; everybody else reads from the pool. The log
//! (`log`) and its projections (`tickets`, `print_jobs`, `notes`) are written by the engine, one statement a table
//! and batch. Records (`staff`, `sessions`, `devices`) have functions on a connection: the server calls them through
//! `EngineHandle::write`, the command-line tools on a connection of [`Store::open`].
//!
//! Functions that only read take any executor: the pool (`&SqlitePool`) or a connection.

pub mod audit;
pub mod certificates;
pub mod desk_settings;
pub mod devices;
pub mod error;
pub mod evaluations;
pub mod log;
pub mod look;
pub mod notes;
pub mod notices;
pub mod persons;
pub mod print_jobs;
pub mod proofs;
pub mod ready;
pub mod return_codes;
pub mod rows;
pub mod sessions;
pub mod snapshots;
pub mod staff;
pub mod statistics;
pub mod tickets;
pub mod vault_keys;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

pub use error::StoreError;

/// Older ones can corrupt a WAL that several connections use.
const SQLITE_OLDEST: (u32, u32, u32) = (3, 51, 3);
/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that read.
const READERS_MAX: u32 = 4;
/// Pages of the WAL that start a checkpoint: 32 MB. The commit that makes one waits for it, so they are to be few.
const CHECKPOINT_PAGES: &str = "8000";
/// A larger WAL file is cut down to this by a checkpoint, bytes.
const WAL_BYTES_MAX: &str = "67108864";
/// The secret of the site, bytes.
const SECRET_BYTES: usize = 32;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// An open database.
#[derive(Debug)]
pub struct Store {
    /// The writing connection.
    pub writer: SqliteConnection,
    /// For reading.
    pub readers: SqlitePool,
    /// The site's secret, from which the addresses of phone pages are derived.
    pub secret: Vec<u8>,
}

impl Store {
    /// Opens the database of a site; makes it if it does not exist, and brings it up to date.
    ///
    /// # Errors
    /// See [`StoreError`]: another site's, of a newer version, in use, read-only, disk full.
    pub async fn open(path: &Path, site: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("journal_size_limit", WAL_BYTES_MAX)
            .disable_statement_logging();
        let opening = |source| StoreError::opening(path, source);
        let mut writer = options.connect().await.map_err(opening)?;
        check_sqlite(&mut writer).await?;
        migrate(&mut writer).await?;
        let secret = claim(&mut writer, site).await?;
        Ok(Self { writer, readers: readers(path), secret })
    }

    /// Opens an existing database for reading alone, whoever else uses it.
    ///
    /// # Errors
    /// It does not exist or is no database of ours.
    pub async fn open_read_only(path: &Path) -> Result<SqliteConnection, StoreError> {
        let mut reader =
            read_options(path).connect().await.map_err(|source| StoreError::opening(path, source))?;
        check_sqlite(&mut reader).await?;
        Ok(reader)
    }
}

/// The secret of the site whose database this is.
///
/// # Errors
/// The database fails.
pub async fn secret(db: &mut SqliteConnection) -> Result<Vec<u8>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT secret FROM site").fetch_one(db).await?)
}

fn read_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging()
}

fn readers(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_lazy_with(read_options(path))
}

async fn check_sqlite(db: &mut SqliteConnection) -> Result<(), StoreError> {
    let found = sqlx::query_scalar!(r#"SELECT sqlite_version() AS "version!: String""#).fetch_one(db).await?;
    let mut parts = found.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    let version = (part(), part(), part());
    if version < SQLITE_OLDEST {
        let (major, minor, patch) = SQLITE_OLDEST;
        return Err(StoreError::OldSqlite { found, needed: format!("{major}.{minor}.{patch}") });
    }
    Ok(())
}

async fn migrate(db: &mut SqliteConnection) -> Result<(), StoreError> {
    use sqlx::migrate::MigrateError;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    MIGRATIONS.run(db).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) => StoreError::Newer { found, known },
        MigrateError::VersionMismatch(version) => StoreError::Altered { version },
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => source.into(),
        other => StoreError::Migrate(Box::new(other)),
    })
}

/// Makes a new database this site's, or checks that it is. Gives the site's secret.
async fn claim(db: &mut SqliteConnection, site: &str) -> Result<Vec<u8>, StoreError> {
    let row = sqlx::query!("SELECT site, secret FROM site").fetch_optional(&mut *db).await?;
    match row {
        Some(row) if row.site == site => Ok(row.secret),
        Some(row) => Err(StoreError::OtherSite { found: row.site, wanted: site.to_owned() }),
        None => {
            let mut secret = vec![0; SECRET_BYTES];
            getrandom::fill(&mut secret).map_err(StoreError::Random)?;
            sqlx::query!("INSERT INTO site (id, site, secret) VALUES (1, ?, ?)", site, secret)
                .execute(db)
                .await?;
            Ok(secret)
        }
    }
}

/// Held while a server runs on a database, so that no second one does. Ends with the process, however it ends.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

impl ServerLock {
    /// Takes the lock file beside the database.
    ///
    /// # Errors
    /// Another server runs on this database, or the folder cannot be written.
    pub fn take(database: &Path) -> Result<Self, StoreError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let fault = |source| StoreError::Lock { path: path.clone(), source };
        let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: database.to_owned() }),
            Err(TryLockError::Error(source)) => Err(fault(source)),
        }
    }
}
