//! The university as a SQLite database.

use std::path::Path;

use hall_server::base_data::Table;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use super::University;
use super::rows::{MARK, rows};

/// Rows of one statement.
const ROWS_AT_ONCE: usize = 5_000;

/// Writes a new file; one that is there already is replaced.
pub async fn write_sqlite(university: &University, file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        std::fs::remove_file(file)?;
    }
    let mut db = SqliteConnectOptions::new().filename(file).create_if_missing(true).connect().await?;
    let mut transaction = db.begin().await?;
    transaction.execute("CREATE TABLE about (mark TEXT NOT NULL)").await?;
    sqlx::query("INSERT INTO about VALUES (?)").bind(MARK).execute(&mut *transaction).await?;
    for table in Table::ALL {
        let columns: Vec<String> = table.columns().iter().map(|column| definition(column)).collect();
        let sql = format!(
            "CREATE TABLE {table} ({}); CREATE INDEX {table}_number ON {table} (number)",
            columns.join(", ")
        );
        transaction.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
        fill(&mut transaction, university, table).await?;
    }
    transaction.commit().await?;
    Ok(db.close().await?)
}

/// Numbers are numbers: what comes out of the database is not what was written down.
fn definition(column: &str) -> String {
    let kind = match column {
        "credits" | "credits_required" | "credits_total" | "length_years" | "amount" => "REAL",
        "hours" => "INTEGER",
        _ => "TEXT",
    };
    format!("{column} {kind}")
}

async fn fill(db: &mut SqliteConnection, university: &University, table: Table) -> anyhow::Result<()> {
    let all: Vec<Vec<String>> = university.people.iter().flat_map(|person| rows(person, table)).collect();
    let values: Vec<String> =
        (0..table.columns().len()).map(|at| format!("nullif(value ->> {at}, '')")).collect();
    let sql = format!("INSERT INTO {table} SELECT {} FROM json_each(?)", values.join(", "));
    for rows in all.chunks(ROWS_AT_ONCE) {
        let json = serde_json::to_string(rows)?;
        sqlx::query(AssertSqlSafe(sql.clone())).bind(json).execute(&mut *db).await?;
    }
    Ok(())
}
