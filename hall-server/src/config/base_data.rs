//! Where base data are: a folder of CSV files, a SQLite file or a PostgreSQL database.

use std::path::PathBuf;

use serde::Deserialize;
use sqlx::postgres::PgConnectOptions;

use super::Mistake;
use super::sections::mistake;
use crate::base_data::Table;

/// Longest query, bytes.
const QUERY_BYTES_MAX: usize = 8 * 1024;

/// Where base data are; exactly one of the three.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseData {
    /// Longest wait for a person's records, milliseconds.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
    /// A folder of CSV files.
    #[serde(default)]
    pub csv: Option<CsvSource>,
    /// A SQLite file.
    #[serde(default)]
    pub sqlite: Option<SqliteSource>,
    /// A PostgreSQL database.
    #[serde(default)]
    pub postgres: Option<PostgresSource>,
    /// What is asked of a database.
    #[serde(default)]
    pub queries: Option<Queries>,
}

fn timeout_ms() -> u64 {
    5_000
}

/// A folder of CSV files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvSource {
    /// Holds people.csv, enrolments.csv, courses.csv, employments.csv and incomes.csv.
    pub folder: PathBuf,
}

/// A SQLite file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqliteSource {
    /// The file; only read.
    pub file: PathBuf,
}

/// A PostgreSQL database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostgresSource {
    /// Such as `postgres://hall@registry.example.edu/registry?sslmode=verify-full`; never with a password.
    pub url: String,
    /// File with the password in its first line, readable by the server alone.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
}

/// What is asked of a database: one query a table, with `$1` for the person's number. Each gives the columns that
/// the documentation lists.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queries {
    /// Who they are.
    pub people: String,
    /// What they study.
    pub enrolments: String,
    /// Courses and grades.
    pub courses: String,
    /// Their posts.
    pub employments: String,
    /// What they were paid.
    pub incomes: String,
}

impl Queries {
    /// The query of a table.
    pub fn of(&self, table: Table) -> &str {
        match table {
            Table::People => &self.people,
            Table::Enrolments => &self.enrolments,
            Table::Courses => &self.courses,
            Table::Employments => &self.employments,
            Table::Incomes => &self.incomes,
        }
    }
}

impl BaseData {
    /// Every path, to be made relative to the folder of the configuration.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let csv = self.csv.as_mut().map(|csv| &mut csv.folder);
        let sqlite = self.sqlite.as_mut().map(|sqlite| &mut sqlite.file);
        let password = self.postgres.as_mut().and_then(|postgres| postgres.password_file.as_mut());
        [csv, sqlite, password].into_iter().flatten()
    }

    pub(super) fn check(&self, found: &mut Vec<Mistake>) {
        if !(100..=30_000).contains(&self.timeout_ms) {
            found.push(mistake("base_data.timeout_ms", "100 to 30000 is allowed"));
        }
        let database = self.sqlite.is_some() || self.postgres.is_some();
        let sources = [self.csv.is_some(), self.sqlite.is_some(), self.postgres.is_some()];
        if sources.into_iter().filter(|there| *there).count() != 1 {
            let allowed =
                "exactly one of [base_data.csv], [base_data.sqlite] and [base_data.postgres] is allowed";
            found.push(mistake("base_data", allowed));
        } else if database != self.queries.is_some() {
            let allowed = "needed for a database, and for nothing else";
            found.push(mistake("base_data.queries", allowed));
        }
        if let Some(postgres) = &self.postgres {
            postgres.check(found);
        }
        for table in Table::ALL {
            if let Some(query) = self.queries.as_ref().map(|queries| queries.of(table)) {
                check_query(key(table), query, found);
            }
        }
    }
}

impl PostgresSource {
    fn check(&self, found: &mut Vec<Mistake>) {
        let authority = self.url.split_once("://").map_or("", |(_, rest)| rest);
        let user = authority.split_once('@').map_or("", |(user, _)| user);
        let key = "base_data.postgres.url";
        if user.contains(':') || self.url.contains("password=") {
            found.push(mistake(key, "no password is allowed here: it belongs in password_file"));
        } else if !self.url.starts_with("postgres://") || self.url.parse::<PgConnectOptions>().is_err() {
            found.push(mistake(key, "an address such as postgres://user@host/database is allowed"));
        }
    }
}

fn key(table: Table) -> &'static str {
    match table {
        Table::People => "base_data.queries.people",
        Table::Enrolments => "base_data.queries.enrolments",
        Table::Courses => "base_data.queries.courses",
        Table::Employments => "base_data.queries.employments",
        Table::Incomes => "base_data.queries.incomes",
    }
}

/// One query that reads, asked for one person: what else it may be, the database says.
fn check_query(key: &'static str, query: &str, found: &mut Vec<Mistake>) {
    let first = query.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let allowed = if query.len() > QUERY_BYTES_MAX {
        "is too long; make a view of it in the database"
    } else if query.contains(';') {
        "one query without `;` is allowed"
    } else if !matches!(first.as_str(), "select" | "with") {
        "a query beginning with SELECT or WITH is allowed"
    } else if !query.contains("$1") {
        "`$1` is missing: the number of the person asked for"
    } else {
        return;
    };
    found.push(mistake(key, allowed));
}
