//! Base data in a SQL database, read by configured queries: one a table, each asked for one person.
//!
//! Whatever a query says, it cannot change anything: it is put into a `SELECT` of ours as a subquery, in a read-only transaction, on a
//! connection that was opened for reading. All values come as text, so both kinds of database give the same records. The queries of one
//! lookup see one state of the database. A connection lives as long as its lookup; nothing is kept.

mod postgres;
mod sqlite;

use std::time::Duration;

use sqlx::error::DatabaseError;

use super::error::{BadData, SourceError, SourceMistake};
use super::row::ROWS_MAX;
use super::tables::Table;
use crate::config::Queries;

pub(super) use postgres::Postgres;
pub(super) use sqlite::Sqlite;

/// Nobody's number: what a check asks for.
const NOBODY: &str = "NOBODY-0000";

/// A query of the configuration, ready to be asked for one person: all its columns as text, and not more rows than are read.
fn wrapped(table: Table, queries: &Queries) -> String {
    let columns: Vec<String> =
        table.columns().iter().map(|column| format!("CAST(q.\"{column}\" AS TEXT)")).collect();
    let limit = ROWS_MAX + 1;
    // The line break ends a comment the query may end with.
    format!("SELECT {} FROM (\n{}\n) AS q LIMIT {limit}", columns.join(", "), queries.of(table))
}

/// A query that shows which columns there are.
fn described(table: Table, queries: &Queries) -> String {
    format!("SELECT * FROM (\n{}\n) AS q LIMIT 0", queries.of(table))
}

/// Which columns a query does not give.
fn missing_columns(table: Table, given: &[&str]) -> Vec<SourceMistake> {
    let missing = table.columns().iter().filter(|column| !given.contains(column));
    let mistake = |column: &&str| {
        mistake(table, format!("gives no column `{column}`; it has to give {}", table.columns().join(", ")))
    };
    missing.map(mistake).collect()
}

fn mistake(table: Table, reason: impl Into<String>) -> SourceMistake {
    SourceMistake { place: format!("base_data.queries.{table}"), line: None, reason: reason.into() }
}

/// What has to be said of a query that was asked for nobody and gave rows.
fn asks_for_anybody(table: Table) -> SourceMistake {
    mistake(table, "gives rows for a number that nobody has; it has to ask for that of `$1` alone")
}

/// What an error of a database means to us.
fn meaning(
    error: sqlx::Error,
    table: Option<Table>,
    timeout: Duration,
    of_database: impl FnOnce(&dyn DatabaseError) -> Meaning,
) -> SourceError {
    let meaning = match &error {
        sqlx::Error::Database(error) => of_database(error.as_ref()),
        sqlx::Error::Configuration(_) => Meaning::Unusable,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Meaning::BadData,
        _ => Meaning::Away,
    };
    match (meaning, table) {
        (Meaning::Slow, _) => SourceError::Slow { timeout_ms: timeout.as_millis() as u64 },
        // The text of such an error may quote the value.
        (Meaning::BadData, Some(table)) => SourceError::BadData(BadData {
            table,
            line: None,
            column: None,
            reason: "the query fails on a value of this person".to_owned(),
        }),
        (Meaning::Unusable, Some(table)) => SourceError::Unusable(mistake(table, told(&error))),
        (Meaning::Unusable, None) => SourceError::Unusable(SourceMistake {
            place: "base_data".to_owned(),
            line: None,
            reason: told(&error),
        }),
        (Meaning::Away | Meaning::BadData, _) => SourceError::away(error),
    }
}

fn told(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => crate::problem::chain(other),
    }
}

/// The kinds of errors we tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Away,
    Slow,
    BadData,
    Unusable,
}
