//! The spool of certificates: one job a copy, made in the transaction of its order. What was reported of each stays.

use hall_api::requests::PrintOutcome;
use hall_core::command::Fingerprint;
use hall_core::ids::{DeviceId, StaffId};
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::certificates::decide::{Copy, CopyState};
use crate::store::print_jobs::state_of;

/// A copy that is ordered.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Of which certificate.
    pub certificate: i64,
    /// At whose printer.
    pub device: &'a DeviceId,
    /// The copy whose place it takes.
    pub replaces: Option<i64>,
    /// Staff member who ordered it.
    pub ordered_by: Option<&'a StaffId>,
    /// When.
    pub at: Timestamp,
    /// Under whose key.
    pub order: Order<'a>,
    /// Which of the order's copies.
    pub place: u32,
}

/// An order: who, under which key, and everything that is asked, digested.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// Who, as in the log.
    pub caller: &'a str,
    /// The idempotency key.
    pub key: &'a str,
    /// What was asked.
    pub fingerprint: Fingerprint,
}

/// A job as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// Its name at the site.
    pub id: i64,
    /// What it prints.
    pub certificate: i64,
    /// At whose printer.
    pub device: DeviceId,
    /// How it is.
    pub state: CopyState,
    /// The copy whose place it takes.
    pub replaces: Option<i64>,
    /// Staff member who ordered it.
    pub ordered_by: Option<String>,
    /// Ordered at.
    pub created_at: Timestamp,
    /// It was in this state since.
    pub changed_at: Timestamp,
    /// What the printer said.
    pub detail: Option<String>,
    /// What was asked, digested.
    pub fingerprint: Fingerprint,
    /// Year of the certificate's number.
    pub year: i64,
    /// Its place in the year.
    pub serial: i64,
    /// Sheets.
    pub pages: u32,
}

impl JobRow {
    /// As the rules see it.
    pub fn copy(&self) -> Copy {
        Copy {
            id: self.id,
            device: self.device.clone(),
            state: self.state,
            by_staff: self.ordered_by.is_some(),
            replaces: self.replaces,
        }
    }
}

/// The columns of a [`JobRow`] from the database.
struct Raw {
    id: i64,
    certificate: i64,
    device: String,
    state: String,
    replaces: Option<i64>,
    ordered_by: Option<String>,
    created_at: i64,
    changed_at: i64,
    detail: Option<String>,
    fingerprint: i64,
    year: i64,
    serial: i64,
    pages: u32,
}

impl From<Raw> for JobRow {
    fn from(raw: Raw) -> Self {
        let state = match &*raw.state {
            "confirmed" => CopyState::Ended(PrintOutcome::Confirmed),
            "unknown" => CopyState::Ended(PrintOutcome::Unknown),
            "refused" => CopyState::Ended(PrintOutcome::Refused),
            _ => CopyState::Queued,
        };
        Self {
            id: raw.id,
            certificate: raw.certificate,
            device: DeviceId::new(&raw.device),
            state,
            replaces: raw.replaces,
            ordered_by: raw.ordered_by,
            created_at: Timestamp(raw.created_at),
            changed_at: Timestamp(raw.changed_at),
            detail: raw.detail,
            fingerprint: Fingerprint(raw.fingerprint.cast_unsigned()),
            year: raw.year,
            serial: raw.serial,
            pages: raw.pages,
        }
    }
}

/// Writes a job: gives its id.
///
/// # Errors
/// Any error of the database.
pub async fn insert(db: &mut SqliteConnection, new: &NewJob<'_>) -> Result<i64, StoreError> {
    let (device, ordered_by) = (new.device.as_str(), new.ordered_by.map(StaffId::as_str));
    let fingerprint = new.order.fingerprint.0.cast_signed();
    let id = sqlx::query_scalar!(
        r#"INSERT INTO certificate_jobs (certificate, device, state, replaces, ordered_by, created_at, changed_at, caller,
               key, place, fingerprint)
           VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id!: i64""#,
        new.certificate,
        device,
        new.replaces,
        ordered_by,
        new.at.0,
        new.at.0,
        new.order.caller,
        new.order.key,
        new.place,
        fingerprint,
    )
    .fetch_one(db)
    .await?;
    Ok(id)
}

/// A job has ended.
///
/// # Errors
/// Any error of the database.
pub async fn end(
    db: &mut SqliteConnection,
    id: i64,
    outcome: PrintOutcome,
    sheets: Option<u32>,
    detail: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let state = state_of(outcome);
    sqlx::query!(
        "UPDATE certificate_jobs SET state = ?, sheets = coalesce(?, sheets), detail = ?, changed_at = ? WHERE id = ?",
        state,
        sheets,
        detail,
        at.0,
        id,
    )
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! select {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Raw,
            r#"SELECT j.id AS "id!: i64", certificate, j.device, j.state, replaces, ordered_by, created_at, changed_at, detail,
                      j.fingerprint, year, serial, coalesce(pages, 0) AS "pages!: u32"
               FROM certificate_jobs AS j JOIN certificates AS c ON c.id = j.certificate "# + $rest
            $(, $argument)*
        )
    };
}

/// A job by its id.
///
/// # Errors
/// Any error of the database.
pub async fn by_id(db: impl SqliteExecutor<'_>, id: i64) -> Result<Option<JobRow>, StoreError> {
    Ok(select!("WHERE j.id = ?", id).fetch_optional(db).await?.map(JobRow::from))
}

/// Every copy of a certificate, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn of(db: impl SqliteExecutor<'_>, certificate: i64) -> Result<Vec<JobRow>, StoreError> {
    let rows = select!("WHERE j.certificate = ? ORDER BY j.id", certificate).fetch_all(db).await?;
    Ok(rows.into_iter().map(JobRow::from).collect())
}

/// The copies of an order, as they were ordered; none if there was no such order.
///
/// # Errors
/// Any error of the database.
pub async fn of_order(
    db: impl SqliteExecutor<'_>,
    caller: &str,
    key: &str,
) -> Result<Vec<JobRow>, StoreError> {
    let rows =
        select!("WHERE j.caller = ? AND j.key = ? ORDER BY j.place", caller, key).fetch_all(db).await?;
    Ok(rows.into_iter().map(JobRow::from).collect())
}

/// Copies a device has not reported of, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn queued(db: impl SqliteExecutor<'_>, device: &DeviceId) -> Result<Vec<JobRow>, StoreError> {
    let device = device.as_str();
    let rows =
        select!("WHERE j.device = ? AND j.state = 'queued' ORDER BY j.id", device).fetch_all(db).await?;
    Ok(rows.into_iter().map(JobRow::from).collect())
}

/// Copies that staff ordered and no device has reported of, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn ordered(db: impl SqliteExecutor<'_>) -> Result<Vec<JobRow>, StoreError> {
    let rows =
        select!("WHERE j.state = 'queued' AND j.ordered_by IS NOT NULL ORDER BY j.id").fetch_all(db).await?;
    Ok(rows.into_iter().map(JobRow::from).collect())
}

/// Copies since an instant of which nobody knows whether they came out, oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn unknown(
    db: impl SqliteExecutor<'_>,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<JobRow>, StoreError> {
    let mut rows = select!(
        "WHERE j.state = 'unknown' AND j.changed_at >= ? ORDER BY j.changed_at DESC, j.id DESC LIMIT ?",
        since.0,
        limit
    )
    .fetch_all(db)
    .await?;
    rows.reverse();
    Ok(rows.into_iter().map(JobRow::from).collect())
}
