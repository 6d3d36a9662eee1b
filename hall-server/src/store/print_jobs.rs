//! The spool: every receipt to be printed, made in the transaction of what it prints.
//!
//! A device reports how a job ended. The first report stands, except that *unknown* may still become *confirmed*.

use hall_api::requests::{PrintJob, PrintOutcome};
use hall_core::ids::{DeviceId, TicketId};
use hall_core::time::{HallDay, Timestamp};
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;

/// How an outcome is stored.
pub fn state_of(outcome: PrintOutcome) -> &'static str {
    match outcome {
        PrintOutcome::Confirmed => "confirmed",
        PrintOutcome::Unknown => "unknown",
        PrintOutcome::Refused => "refused",
    }
}

/// Writes new jobs: rows of `[id, ticket, device, reprint, receipt, created_at, ordered]`; no receipt with the first
/// print of a ticket, since it is drawn up with the answer.
///
/// # Errors
/// Any error of the database.
pub async fn insert(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO print_jobs (id, ticket, device, state, reprint, receipt, created_at, changed_at, ordered)
         SELECT value ->> 0, value ->> 1, value ->> 2, 'queued', value ->> 3, value ->> 4, value ->> 5, value ->> 5,
                value ->> 6
         FROM jsonb_each(?)",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Settles reported jobs: rows of `[id, state, detail, at]`. Gives how many were queued until now.
///
/// # Errors
/// Any error of the database.
pub async fn settle(db: &mut SqliteConnection, rows: Rows) -> Result<u64, StoreError> {
    let rows = rows.into_json();
    let settled = sqlx::query!(
        "UPDATE print_jobs SET state = report.value ->> 1, detail = report.value ->> 2, changed_at = report.value ->> 3
         FROM jsonb_each(?) AS report
         WHERE print_jobs.id = report.value ->> 0 AND state = 'queued'",
        rows,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "UPDATE print_jobs SET state = 'confirmed', detail = report.value ->> 2, changed_at = report.value ->> 3
         FROM jsonb_each(?) AS report
         WHERE print_jobs.id = report.value ->> 0 AND state = 'unknown' AND report.value ->> 1 = 'confirmed'",
        rows,
    )
    .execute(db)
    .await?;
    Ok(settled.rows_affected())
}

/// Drops queued jobs of tickets that are printed again or cancelled: rows of `[device, ticket, below]`, where only
/// jobs with a smaller id are meant. Gives how many.
///
/// # Errors
/// Any error of the database.
pub async fn supersede(db: &mut SqliteConnection, rows: Rows) -> Result<u64, StoreError> {
    let rows = rows.into_json();
    let dropped = sqlx::query!(
        "UPDATE print_jobs SET state = 'superseded'
         FROM jsonb_each(?) AS old
         WHERE device = old.value ->> 0 AND ticket = old.value ->> 1 AND state = 'queued'
             AND print_jobs.id < old.value ->> 2",
        rows,
    )
    .execute(db)
    .await?;
    Ok(dropped.rows_affected())
}

/// Drops every queued job made before an instant: its day is over. Gives how many.
///
/// # Errors
/// Any error of the database.
pub async fn supersede_before(db: &mut SqliteConnection, at: Timestamp) -> Result<u64, StoreError> {
    let dropped = sqlx::query!(
        "UPDATE print_jobs SET state = 'superseded' WHERE state = 'queued' AND created_at < ?",
        at.0,
    )
    .execute(db)
    .await?;
    Ok(dropped.rows_affected())
}

/// Deletes jobs older than the first ticket of a day, give or take a few of that day.
///
/// # Errors
/// Any error of the database.
pub async fn forget_before(db: &mut SqliteConnection, day: HallDay) -> Result<(), StoreError> {
    let day = day.to_string();
    sqlx::query!(
        "DELETE FROM print_jobs WHERE id < (
             SELECT print_job FROM tickets WHERE day >= ? AND print_job IS NOT NULL
             ORDER BY day, prefix, number LIMIT 1
         )",
        day,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose job it is and what it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobOwner {
    /// The device that prints it.
    pub device: DeviceId,
    /// The ticket it prints, if it prints one.
    pub ticket: Option<TicketId>,
    /// Nobody has reported how it ended, and it was not replaced.
    pub is_queued: bool,
}

/// Finds a job.
///
/// # Errors
/// Any error of the database.
pub async fn owner(db: impl SqliteExecutor<'_>, id: i64) -> Result<Option<JobOwner>, StoreError> {
    let row = sqlx::query!("SELECT device, ticket, state FROM print_jobs WHERE id = ?", id)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| JobOwner {
        device: DeviceId::new(&row.device),
        ticket: row.ticket.map(ticket_id),
        is_queued: row.state == "queued",
    }))
}

/// Tickets a device still has to print again of those no staff ordered, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn reprints_for(
    db: impl SqliteExecutor<'_>,
    device: &DeviceId,
    limit: i64,
) -> Result<Vec<PrintJob>, StoreError> {
    let device = device.as_str();
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", ticket, reprint, receipt AS "receipt!" FROM print_jobs
           WHERE device = ? AND state = 'queued' AND ordered IS NULL AND reprint ORDER BY id LIMIT ?"#,
        device,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| job(row.id, row.ticket, row.reprint, &row.receipt)).collect()
}

fn job(id: i64, ticket: Option<i64>, reprint: i64, receipt: &str) -> Result<PrintJob, StoreError> {
    let receipt = serde_json::from_str(receipt)
        .map_err(|source| StoreError::BadRecord { table: "print_jobs", source })?;
    Ok(PrintJob { id, ticket: ticket.map(ticket_id), reprint: reprint != 0, receipt })
}

fn ticket_id(id: i64) -> TicketId {
    TicketId(id.cast_unsigned())
}

/// What staff ordered of a printer.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderedJob {
    /// Whose printer.
    pub device: DeviceId,
    /// Ordered at.
    pub at: Timestamp,
    /// It empties the printer instead of printing.
    pub clears: bool,
    /// The job.
    pub job: PrintJob,
}

/// Every order that is not carried out yet, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn ordered(db: impl SqliteExecutor<'_>) -> Result<Vec<OrderedJob>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", ticket, device, reprint, receipt AS "receipt!", created_at, ordered AS "ordered!" FROM print_jobs
           WHERE state = 'queued' AND ordered IS NOT NULL ORDER BY id"#,
    )
    .fetch_all(db)
    .await?;
    let order = |device: &str, at, ordered: &str, job| OrderedJob {
        device: DeviceId::new(device),
        at: Timestamp(at),
        clears: ordered == "clear",
        job,
    };
    rows.into_iter()
        .map(|row| {
            let job = job(row.id, row.ticket, row.reprint, &row.receipt)?;
            Ok(order(&row.device, row.created_at, &row.ordered, job))
        })
        .collect()
}

/// A print of a ticket that did not come out for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEnd {
    /// The job.
    pub job: i64,
    /// What it was to print.
    pub ticket: TicketId,
    /// On whose printer.
    pub device: DeviceId,
    /// `Unknown` or `Refused`.
    pub outcome: PrintOutcome,
    /// What the printer said.
    pub detail: Option<String>,
    /// Reported at.
    pub at: Timestamp,
}

/// Prints of tickets reported as unknown or refused since an instant that nobody ordered again, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn ended_badly(
    db: impl SqliteExecutor<'_>,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<BadEnd>, StoreError> {
    let mut rows = sqlx::query!(
        r#"SELECT id AS "id!", ticket AS "ticket!", device, state, detail, changed_at FROM print_jobs AS bad
           WHERE state IN ('unknown', 'refused') AND changed_at >= ? AND ticket IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM print_jobs AS later
                               WHERE later.ticket = bad.ticket AND later.id > bad.id)
           ORDER BY changed_at DESC, id DESC LIMIT ?"#,
        since.0,
        limit,
    )
    .fetch_all(db)
    .await?;
    rows.reverse();
    Ok(rows
        .into_iter()
        .map(|row| BadEnd {
            job: row.id,
            ticket: ticket_id(row.ticket),
            device: DeviceId::new(&row.device),
            outcome: if row.state == "unknown" { PrintOutcome::Unknown } else { PrintOutcome::Refused },
            detail: row.detail,
            at: Timestamp(row.changed_at),
        })
        .collect())
}

/// How many are queued, and the largest id ever given.
///
/// # Errors
/// Any error of the database.
pub async fn counts(db: impl SqliteExecutor<'_>) -> Result<(u64, i64), StoreError> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM print_jobs WHERE state = 'queued') AS "queued!: i64",
                  (SELECT coalesce(max(id), 0) FROM print_jobs) AS "last!: i64""#,
    )
    .fetch_one(db)
    .await?;
    Ok((row.queued.cast_unsigned(), row.last))
}
