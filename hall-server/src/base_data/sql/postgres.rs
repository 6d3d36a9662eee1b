//! A PostgreSQL database, asked in read-only transactions.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Executor, Row as _, SqlSafeStr, Statement};

use super::{Meaning, NOBODY, asks_for_anybody, described, meaning, missing_columns, wrapped};
use crate::base_data::error::{SourceError, SourceMistake};
use crate::base_data::number::PersonNumber;
use crate::base_data::row::{Row, Rows};
use crate::base_data::tables::{Parts, Table};
use crate::config::{PostgresSource, Queries};

/// Where the database is and what is asked of it.
#[derive(Debug)]
pub(in crate::base_data) struct Postgres {
    url: String,
    password_file: Option<PathBuf>,
    queries: Queries,
    timeout: Duration,
}

impl Postgres {
    pub fn new(source: &PostgresSource, queries: &Queries, timeout: Duration) -> Self {
        Self {
            url: source.url.clone(),
            password_file: source.password_file.clone(),
            queries: queries.clone(),
            timeout,
        }
    }

    /// A person's rows.
    pub async fn rows(&self, number: &PersonNumber, parts: Parts) -> Result<Rows, SourceError> {
        let mut db = self.open().await?;
        let mut rows = Rows::default();
        for table in Table::ALL.into_iter().filter(|table| parts.has(*table)) {
            *rows.of(table) = self.fetch(&mut db, table, number.as_str()).await?;
        }
        Ok(rows)
    }

    /// Asks each query for nobody, and tells what is wrong with it.
    pub async fn check(&self) -> Result<Vec<SourceMistake>, SourceError> {
        let mut mistakes = Vec::new();
        for table in Table::ALL {
            // A transaction in which a query failed is over.
            let mut db = self.open().await?;
            match self.check_query(&mut db, table).await {
                Ok(found) => mistakes.extend(found),
                Err(SourceError::Unusable(mistake)) => mistakes.push(mistake),
                Err(error) => return Err(error),
            }
        }
        Ok(mistakes)
    }

    async fn open(&self) -> Result<PgConnection, SourceError> {
        let options = self.options()?;
        let opened = async {
            let mut db = options.connect().await?;
            // Until it ends with the connection: one state for all queries, and none of them can make it writable.
            db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
            Ok(db)
        };
        opened.await.map_err(|error| self.meaning(error, None))
    }

    fn options(&self) -> Result<PgConnectOptions, SourceError> {
        let options: PgConnectOptions = self.url.parse().map_err(|error| self.meaning(error, None))?;
        let timeout_ms = self.timeout.as_millis().to_string();
        let options = options
            .application_name("hall-server")
            .options([
                ("default_transaction_read_only", "on"),
                // The server stops a query nobody waits for any more.
                ("statement_timeout", timeout_ms.as_str()),
                ("idle_in_transaction_session_timeout", timeout_ms.as_str()),
                ("datestyle", "ISO"),
            ])
            .statement_cache_capacity(0)
            .disable_statement_logging();
        let Some(file) = &self.password_file else { return Ok(options) };
        let password = std::fs::read_to_string(file).map_err(SourceError::away)?;
        Ok(options.password(password.lines().next().unwrap_or_default()))
    }

    async fn fetch(
        &self,
        db: &mut PgConnection,
        table: Table,
        number: &str,
    ) -> Result<Vec<Row>, SourceError> {
        let query = sqlx::query(AssertSqlSafe(wrapped(table, &self.queries))).bind(number);
        let rows = query.fetch_all(db).await.map_err(|error| self.meaning(error, Some(table)))?;
        rows.iter().map(|row| self.row(table, row)).collect()
    }

    fn row(&self, table: Table, row: &PgRow) -> Result<Row, SourceError> {
        let cells: Result<Vec<Option<String>>, _> = (0..row.len()).map(|at| row.try_get(at)).collect();
        Ok(Row::new(table, None, cells.map_err(|error| self.meaning(error, Some(table)))?.into_iter()))
    }

    async fn check_query(
        &self,
        db: &mut PgConnection,
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
        meaning(error, table, self.timeout, of_database)
    }
}

/// PostgreSQL's codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn of_database(error: &dyn DatabaseError) -> Meaning {
    let code = error.code().unwrap_or_default();
    match code.get(..2).unwrap_or_default() {
        // Somebody, or the time-out, stopped it; 57P0x: the server goes down or comes up.
        "57" if code == "57014" => Meaning::Slow,
        // Values that are not what the query takes them for.
        "22" => Meaning::BadData,
        // No such table or column, no right to it, a query that would change something.
        "42" | "25" | "0A" => Meaning::Unusable,
        _ => Meaning::Away,
    }
}
