//! The university as a PostgreSQL database.

use hall_server::base_data::Table;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::University;
use super::files::csv_of;
use super::rows::MARK;

/// Bytes sent at once.
const BYTES_AT_ONCE: usize = 256 * 1024;

/// Makes the tables in a database; those of a university that are there already are replaced.
pub async fn fill_postgres(university: &University, url: &str) -> anyhow::Result<()> {
    let mut db = PgConnection::connect(url).await?;
    let mut transaction = db.begin().await?;
    let about = "DROP TABLE IF EXISTS about; CREATE TABLE about (mark text NOT NULL)";
    transaction.execute(sqlx::raw_sql(about)).await?;
    sqlx::query("INSERT INTO about VALUES ($1)").bind(MARK).execute(&mut *transaction).await?;
    for table in Table::ALL {
        let columns: Vec<String> = table.columns().iter().map(|column| definition(column)).collect();
        let sql = format!(
            "DROP TABLE IF EXISTS {table}; CREATE TABLE {table} ({}); CREATE INDEX ON {table} (number)",
            columns.join(", ")
        );
        transaction.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
        let copy = format!("COPY {table} FROM STDIN (FORMAT csv, ENCODING 'UTF8')");
        let mut sink = transaction.copy_in_raw(&copy).await?;
        for bytes in csv_of(university, table, false)?.chunks(BYTES_AT_ONCE) {
            sink.send(bytes).await?;
        }
        sink.finish().await?;
    }
    transaction.commit().await?;
    Ok(db.close().await?)
}

/// Of the types a registry has them in.
fn definition(column: &str) -> String {
    let kind = match column {
        "credits" | "credits_required" | "credits_total" => "numeric(6, 2)",
        "length_years" => "numeric(3, 1)",
        "amount" => "numeric(12, 2)",
        "hours" => "smallint",
        "born" | "enrolled_on" | "expected_on" | "ended_on" | "since" | "until" => "date",
        "number" => "varchar(32)",
        _ => "text",
    };
    format!("{column} {kind}")
}
