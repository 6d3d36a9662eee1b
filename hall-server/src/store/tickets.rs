//! The projection of tickets, and the answers to the commands that took them.

use hall_api::requests::TakenTicket;
use hall_core::hall::Hall;
use hall_core::ids::{DeviceId, TicketId, TicketNumber, WindowId};
use hall_core::ticket::Phase;
use hall_core::time::{HallDay, Timestamp};
use serde::Serialize;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;
use crate::paper::{Issued, Papers};

/// A ticket as it is at the end of a batch; serialises as its columns.
#[derive(Debug, Serialize)]
pub struct TicketRow(
    u64,
    HallDay,
    char,
    u32,
    Option<DeviceId>,
    i64,
    &'static str,
    Option<WindowId>,
    i64,
    Option<i64>,
    Option<String>,
);

impl TicketRow {
    /// The row of a ticket after an event at `at`; none if the hall does not know it.
    pub fn of(hall: &Hall, id: TicketId, at: Timestamp) -> Option<Self> {
        let ticket = hall.ticket(id)?;
        Some(Self(
            id.0,
            ticket.day,
            ticket.number.prefix,
            ticket.number.number,
            ticket.kiosk.clone(),
            ticket.issued_at.0,
            phase_name(ticket.phase),
            ticket.phase.window(),
            at.0,
            None,
            None,
        ))
    }

    /// The ticket was taken in this batch: its first print, and what its visitor was told.
    pub fn issued(&mut self, issued: &Issued) {
        self.9 = issued.print_job;
        self.10 = Some(serde_json::to_string(&issued.told).expect("invariant: it is plain data"));
    }

    /// Takes over what an earlier event of the batch said, where this one says nothing.
    pub fn after(mut self, earlier: Self) -> Self {
        self.7 = self.7.or(earlier.7);
        self.9 = self.9.or(earlier.9);
        self.10 = self.10.or(earlier.10);
        self
    }
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting => "waiting",
        Phase::Called { .. } => "called",
        Phase::Serving { .. } => "serving",
        Phase::NoShow { .. } => "no_show",
        Phase::Parked { .. } => "parked",
        Phase::Done => "done",
        Phase::Cancelled => "cancelled",
        Phase::Expired => "expired",
    }
}

/// The JSON of a [`TakenTicket`]: put together once, as it goes out and as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenJson(String);

impl TakenJson {
    /// From the answer without a print job, and the job with its receipt, if there is one.
    pub(crate) fn assemble(answer: &str, ticket: TicketId, job: Option<(i64, &str)>) -> Self {
        let (Some(open), Some((id, receipt))) = (answer.strip_suffix("null}"), job) else {
            return Self(answer.to_owned());
        };
        let job = format!(r#"{{"id":{id},"ticket":{ticket},"reprint":false,"receipt":"#);
        Self([open, &job, receipt, "}}"].concat())
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The ticket itself.
    pub fn read(&self) -> TakenTicket {
        serde_json::from_str(&self.0).expect("invariant: it was written as one")
    }
}

/// Writes the tickets a batch touched.
///
/// # Errors
/// Any error of the database; among them a number issued twice.
pub async fn write(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO tickets
             (id, day, prefix, number, kiosk, issued_at, phase, window, changed_at, print_job, told)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                value ->> 7, value ->> 8, value ->> 9, value ->> 10
         FROM jsonb_each(?) WHERE true
         ON CONFLICT (id) DO UPDATE SET
             phase = excluded.phase, window = coalesce(excluded.window, window), changed_at = excluded.changed_at",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The answer to the command that took a ticket, as it was given then.
///
/// # Errors
/// Any error of the database.
pub async fn taken(
    db: impl SqliteExecutor<'_>,
    id: TicketId,
    papers: &Papers,
) -> Result<Option<TakenJson>, StoreError> {
    let ticket = id.0.cast_signed();
    let row = sqlx::query!(
        r#"SELECT t.prefix, t.number, t.issued_at, t.told, t.taken, t.print_job, p.receipt AS "receipt?"
           FROM tickets t LEFT JOIN print_jobs p ON p.id = t.print_job
           WHERE t.id = ?"#,
        ticket,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if let Some(told) = row.told {
        let told = serde_json::from_str(&told)
            .map_err(|source| StoreError::BadRecord { table: "tickets", source })?;
        let number = ticket_number(&row.prefix, row.number);
        let (at, print_job) = (Timestamp(row.issued_at), row.print_job);
        return Ok(number.map(|number| papers.taken(&Issued { ticket: id, number, at, print_job, told })));
    }
    // Taken before `told` was kept: the answer itself was.
    let job = row.print_job.zip(row.receipt.as_deref());
    Ok(row.taken.map(|taken| TakenJson::assemble(&taken, id, job)))
}

/// Number of any ticket ever taken.
///
/// # Errors
/// Any error of the database.
pub async fn number(db: impl SqliteExecutor<'_>, id: TicketId) -> Result<Option<TicketNumber>, StoreError> {
    let ticket = id.0.cast_signed();
    let row =
        sqlx::query!("SELECT prefix, number FROM tickets WHERE id = ?", ticket).fetch_optional(db).await?;
    Ok(row.and_then(|row| ticket_number(&row.prefix, row.number)))
}

fn ticket_number(prefix: &str, number: i64) -> Option<TicketNumber> {
    Some(TicketNumber { prefix: prefix.chars().next()?, number: u32::try_from(number).ok()? })
}

/// The ticket with this number on the latest day that has one of any number.
///
/// # Errors
/// Any error of the database.
pub async fn latest(
    db: impl SqliteExecutor<'_>,
    number: TicketNumber,
) -> Result<Option<TicketId>, StoreError> {
    let (prefix, number) = (number.prefix.to_string(), number.number);
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM tickets
           WHERE day = (SELECT max(day) FROM tickets) AND prefix = ? AND number = ?"#,
        prefix,
        number,
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(|id| TicketId(id.cast_unsigned())))
}

/// Tickets that missed a call and may still come back, each with the window that called.
///
/// # Errors
/// Any error of the database.
pub async fn missed(db: impl SqliteExecutor<'_>) -> Result<Vec<(TicketId, WindowId)>, StoreError> {
    let rows = sqlx::query!(r#"SELECT id AS "id!", window FROM tickets WHERE phase = 'no_show'"#)
        .fetch_all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let window = u16::try_from(row.window?).ok()?;
            Some((TicketId(row.id.cast_unsigned()), WindowId(window)))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use hall_api::requests::{PrintJob, WaitRange};
    use hall_core::time::Timestamp;

    use super::*;

    #[test]
    fn the_assembled_answer_is_the_json_of_the_ticket() {
        let receipt = serde_json::json!({ "blocks": [{ "kind": "cut" }] });
        let mut taken = TakenTicket {
            ticket: TicketId(17),
            number: "A003".to_owned(),
            issued_at: Timestamp(1),
            phone_url: "http://hall.example/t/X".to_owned(),
            people_ahead: 2,
            wait: Some(WaitRange { from_minutes: 10, to_minutes: 15 }),
            area: hall_api::requests::Label::default(),
            print_job: None,
        };
        let answer = serde_json::to_string(&taken).unwrap();
        assert_eq!(TakenJson::assemble(&answer, taken.ticket, None).read(), taken);
        let assembled = TakenJson::assemble(&answer, taken.ticket, Some((5, &receipt.to_string())));
        taken.print_job = Some(PrintJob { id: 5, ticket: Some(taken.ticket), reprint: false, receipt });
        assert_eq!(assembled.read(), taken);
        assert_eq!(assembled.into_string(), serde_json::to_string(&taken).unwrap());
    }
}
