//! A SQLite file, opened for reading alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Executor, Row as _, SqlSafeStr, Statement};

use super::{Meaning, NOBODY, asks_for_anybody, described, meaning, missing_columns, wrapped};
use crate::base_data::error::{SourceError, SourceMistake};
use crate::base_data::number::PersonNumber;
use crate::base_data::row::{Row, Rows};
use crate::base_data::tables::{Parts, Table};
use crate::config::Queries;

/// A query looks whether it is still wanted after so many steps of SQLite's machine.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// The file and what is asked of it.
#[derive(Debug)]
pub(in crate::base_data) struct Sqlite {
    file: PathBuf,
    queries: Queries,
    timeout: Duration,
}

/// Stops what still runs on a connection when the lookup is given up.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl Sqlite {
    pub fn new(file: &Path, queries: &Queries, timeout: Duration) -> Self {
        Self { file: file.to_owned(), queries: queries.clone(), timeout }
    }

    /// A person's rows.
    pub async fn rows(&self, number: &PersonNumber, parts: Parts) -> Result<Rows, SourceError> {
        let (mut db, _wanted) = self.open().await?;
        let mut rows = Rows::default();
        for table in Table::ALL.into_iter().filter(|table| parts.has(*table)) {
            *rows.of(table) = self.fetch(&mut db, table, number.as_str()).await?;
        }
        Ok(rows)
    }

    /// Asks each query for nobody, and tells what is wrong with it.
    pub async fn check(&self) -> Result<Vec<SourceMistake>, SourceError> {
        let (mut db, _wanted) = self.open().await?;
        let mut mistakes = Vec::new();
        for table in Table::ALL {
            match self.check_query(&mut db, table).await {
                Ok(found) => mistakes.extend(found),
                Err(SourceError::Unusable(mistake)) => mistakes.push(mistake),
                Err(error) => return Err(error),
            }
        }
        Ok(mistakes)
    }

    async fn open(&self) -> Result<(SqliteConnection, Wanted), SourceError> {
        let options = SqliteConnectOptions::new()
            .filename(&self.file)
            .read_only(true)
            .busy_timeout(self.timeout)
            .pragma("query_only", "ON")
            .disable_statement_logging();
        let wanted = Arc::new(AtomicBool::new(true));
        let look = wanted.clone();
        let opened = async {
            let mut db = options.connect().await?;
            let mut handle = db.lock_handle().await?;
            handle.set_progress_handler(STEPS_BETWEEN_LOOKS, move || look.load(Ordering::Relaxed));
            drop(handle);
            // Until it ends with the connection: one state for all queries.
            db.execute("BEGIN").await?;
            Ok(db)
        };
        let db = opened.await.map_err(|error| self.meaning(error, None))?;
        Ok((db, Wanted(wanted)))
    }

    async fn fetch(
        &self,
        db: &mut SqliteConnection,
        table: Table,
        number: &str,
    ) -> Result<Vec<Row>, SourceError> {
        let query = sqlx::query(AssertSqlSafe(wrapped(table, &self.queries))).bind(number);
        let rows = query.fetch_all(db).await.map_err(|error| self.meaning(error, Some(table)))?;
        rows.iter().map(|row| self.row(table, row)).collect()
    }

    fn row(&self, table: Table, row: &SqliteRow) -> Result<Row, SourceError> {
        let cells: Result<Vec<Option<String>>, _> = (0..row.len()).map(|at| row.try_get(at)).collect();
        Ok(Row::new(table, None, cells.map_err(|error| self.meaning(error, Some(table)))?.into_iter()))
    }

    async fn check_query(
        &self,
        db: &mut SqliteConnection,
        table: Table,
    ) -> Result<Vec<SourceMistake>, SourceError> {
        let sql = AssertSqlSafe(described(table, &self.queries)).into_sql_str();
        let statement = db.prepare(sql).await.map_err(|error| self.meaning(error, Some(table)))?;
        let given: Vec<&str> = statement.columns().iter().map(Column::name).collect();
        let mut mistakes = missing_columns(table, &given);
        if mistakes.is_empty() && !self.fetch(db, table, NOBODY).await?.is_empty() {
            mistakes.push(asks_for_anybody(table));
        }
        Ok(mistakes)
    }

    fn meaning(&self, error: sqlx::Error, table: Option<Table>) -> SourceError {
        if table.is_none() && !self.file.is_file() {
            let reason = format!("{} is missing", self.file.display());
            return SourceError::away(reason);
        }
        meaning(error, table, self.timeout, of_database)
    }
}

/// SQLite's result codes: <https://sqlite.org/rescode.html>.
fn of_database(error: &dyn DatabaseError) -> Meaning {
    let code: i32 = error.code().and_then(|code| code.parse().ok()).unwrap_or_default();
    match code & 0xff {
        // BUSY, LOCKED, INTERRUPT.
        5 | 6 | 9 => Meaning::Slow,
        // ERROR, READONLY, AUTH, RANGE.
        1 | 8 | 23 | 25 => Meaning::Unusable,
        // TOOBIG, MISMATCH.
        18 | 20 => Meaning::BadData,
        _ => Meaning::Away,
    }
}
