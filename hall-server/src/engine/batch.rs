//! What one batch writes: rows for each table, one statement a table, all in one transaction.

use std::collections::{BTreeMap, HashMap};

use hall_api::views::{Notice, Ready};
use hall_core::evaluation::{EndedVisit, Evaluate, Given, KEPT_MS as VISITS_KEPT_MS, Rater};
use hall_core::ids::{DeviceId, TicketId};
use hall_core::return_code::{KEPT_MS, ReturnCode};
use hall_core::time::{HOUR_MS, HallDay, Timestamp};
use sqlx::sqlite::SqliteConnection;

use super::orders::Asked;
use crate::feed::Changes;
use crate::paper::Issued;
use crate::store::rows::{Rows, hex};
use crate::store::tickets::TicketRow;
use crate::store::{
    StoreError, audit, evaluations, log, notes, notices, print_jobs, ready, return_codes, sessions, tickets,
};

/// Print jobs are kept this long: longer than any idempotency key, so that a repeated answer still has its receipt.
const JOBS_KEPT_DAYS: i64 = 7;
/// What visitors wrote is kept this long; their levels and reasons stay.
const COMMENTS_KEPT_MS: i64 = 365 * 24 * HOUR_MS;
/// Notes are kept this long.
const NOTES_KEPT_MS: i64 = 30 * 24 * HOUR_MS;

/// Rows to be written, and what became of the hall meanwhile.
#[derive(Debug)]
pub(super) struct Batch {
    /// The time of everything in it.
    pub now: Timestamp,
    /// For the feed.
    pub changes: Changes,
    /// Tickets taken in it, until they are answered.
    pub issued: HashMap<TicketId, Issued>,
    /// The day rolled over to this one.
    pub rolled_over: Option<HallDay>,
    pub events: Rows,
    tickets: BTreeMap<TicketId, TicketRow>,
    jobs: Rows,
    superseded: Rows,
    ended: Rows,
    notes: Rows,
    codes: Rows,
    audit: Rows,
    visits: Rows,
    evaluations: Rows,
    /// Announcements that begin.
    pub notices: Vec<Notice>,
    /// Announcements that end before their time.
    pub ended_notices: Vec<i64>,
    /// Results that can be collected from now on.
    pub ready: Vec<Ready>,
    /// Results that are not shown any more.
    pub ended_ready: Vec<i64>,
}

impl Batch {
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            changes: Changes::default(),
            issued: HashMap::new(),
            rolled_over: None,
            events: Rows::default(),
            tickets: BTreeMap::new(),
            jobs: Rows::default(),
            superseded: Rows::default(),
            ended: Rows::default(),
            notes: Rows::default(),
            codes: Rows::default(),
            audit: Rows::default(),
            visits: Rows::default(),
            evaluations: Rows::default(),
            notices: Vec::new(),
            ended_notices: Vec::new(),
            ready: Vec::new(),
            ended_ready: Vec::new(),
        }
    }

    /// Nothing to write.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.ended.is_empty()
            && self.audit.is_empty()
            && self.evaluations.is_empty()
    }

    /// A ticket as it is now.
    pub fn ticket(&mut self, id: TicketId, row: TicketRow) {
        let row = match self.tickets.remove(&id) {
            Some(earlier) => row.after(earlier),
            None => row,
        };
        self.tickets.insert(id, row);
    }

    /// A ticket was taken.
    pub fn ticket_issued(&mut self, issued: Issued) {
        if let Some(row) = self.tickets.get_mut(&issued.ticket) {
            row.issued(&issued);
        }
        self.issued.insert(issued.ticket, issued);
    }

    /// A job for the spool. `receipt` is JSON; none for the first print of a ticket, drawn up with the answer.
    pub fn job(&mut self, id: i64, ticket: TicketId, device: &DeviceId, receipt: Option<&str>) {
        let ordered = None::<&str>;
        self.jobs.push(&(id, ticket, device, u8::from(receipt.is_some()), receipt, self.now, ordered));
        self.changes.records();
    }

    /// A job that staff ordered. `receipt` is JSON.
    pub fn ordered_job(
        &mut self,
        id: i64,
        ticket: Option<TicketId>,
        device: &DeviceId,
        reprint: bool,
        receipt: &str,
        ordered: &str,
    ) {
        self.jobs.push(&(id, ticket, device, u8::from(reprint), receipt, self.now, ordered));
        self.changes.printer(device);
    }

    /// A return code as it is now, by its digest.
    pub fn return_code(&mut self, (hash, code): (String, ReturnCode)) {
        self.codes.push(&(hash, code.ticket, code.made_at, code.used_by));
    }

    /// Somebody did what is no event.
    pub fn audit(&mut self, asked: &Asked<'_>, result: i64) {
        let Asked { staff, key, action, target, fingerprint } = asked;
        let fingerprint = fingerprint.map(|digest| digest.0.cast_signed());
        self.audit.push(&(self.now, staff, key, action, target, result, fingerprint));
    }

    /// A visit has ended and may be rated.
    pub fn ended_visit(&mut self, visit: &EndedVisit) {
        let items = serde_json::to_string(&visit.items).expect("invariant: codes are plain data");
        let EndedVisit { ticket, number, english, window, line, clerk, ended_at, .. } = visit;
        self.visits.push(&(
            ticket,
            number.prefix,
            number.number,
            items,
            u8::from(*english),
            window,
            line,
            clerk,
            ended_at,
        ));
    }

    /// A visit was rated on a day; the comment is sealed.
    pub fn evaluation(
        &mut self,
        visit: &EndedVisit,
        day: &str,
        evaluate: &Evaluate,
        given: &Given,
        comment: Option<&[u8]>,
    ) {
        let rating = &evaluate.rating;
        let via = match evaluate.rater {
            Rater::Pad(_) => "pad",
            Rater::Phone => "phone",
        };
        let reasons = serde_json::to_string(&rating.reasons).expect("invariant: codes are plain data");
        self.evaluations.push(&(
            visit.ticket,
            self.now,
            day,
            via,
            rating.level,
            rating.efficiency,
            rating.competence,
            rating.attitude,
            reasons,
            comment.map(hex),
            visit.window,
            &visit.line,
            &visit.clerk,
            log::caller_text(&given.caller),
            &given.key,
            given.fingerprint.0.cast_signed(),
        ));
    }

    /// Queued jobs of a ticket with smaller ids are not to be printed any more.
    pub fn supersede(&mut self, device: &DeviceId, ticket: TicketId, below: i64) {
        self.superseded.push(&(device, ticket, below));
        self.changes.records();
    }

    /// A job has ended.
    pub fn job_ended(&mut self, id: i64, state: &str, detail: Option<&str>) {
        self.ended.push(&(id, state, detail, self.now));
        self.changes.records();
    }

    /// A note on a ticket, sealed.
    pub fn note(&mut self, ticket: TicketId, staff: &str, sealed: &[u8]) {
        self.notes.push(&(ticket, self.now, staff, hex(sealed)));
        self.changes.records();
    }

    /// Writes everything. Gives by how much the number of queued jobs has changed.
    ///
    /// # Errors
    /// Any error of the database; the transaction is not to be trusted any more.
    pub async fn write(self, db: &mut SqliteConnection, site: &str) -> Result<i64, StoreError> {
        let mut queued = self.jobs.len() as i64;
        if !self.events.is_empty() {
            log::append(db, site, self.events).await?;
        }
        if !self.tickets.is_empty() {
            let mut rows = Rows::default();
            for row in self.tickets.values() {
                rows.push(row);
            }
            tickets::write(db, rows).await?;
        }
        if !self.jobs.is_empty() {
            print_jobs::insert(db, self.jobs).await?;
        }
        if !self.superseded.is_empty() {
            queued -= print_jobs::supersede(db, self.superseded).await? as i64;
        }
        if !self.ended.is_empty() {
            queued -= print_jobs::settle(db, self.ended).await? as i64;
        }
        if !self.notes.is_empty() {
            notes::insert(db, self.notes).await?;
        }
        if !self.codes.is_empty() {
            return_codes::write(db, self.codes).await?;
        }
        for notice in &self.notices {
            notices::add(db, notice, self.now).await?;
        }
        for id in self.ended_notices {
            notices::end(db, id, self.now).await?;
        }
        if !self.visits.is_empty() {
            evaluations::insert_visits(db, self.visits).await?;
        }
        if !self.evaluations.is_empty() {
            evaluations::insert(db, self.evaluations).await?;
        }
        for ready in &self.ready {
            ready::add(db, ready, self.now).await?;
        }
        for id in self.ended_ready {
            ready::end(db, id, self.now).await?;
        }
        if !self.audit.is_empty() {
            audit::insert(db, self.audit).await?;
        }
        if let Some(day) = self.rolled_over {
            queued -= print_jobs::supersede_before(db, self.now).await? as i64;
            print_jobs::forget_before(db, days_before(day, JOBS_KEPT_DAYS)).await?;
            notes::forget_before(db, self.now - NOTES_KEPT_MS).await?;
            return_codes::forget_before(db, self.now - KEPT_MS).await?;
            notices::forget_ended(db, self.now).await?;
            ready::forget_ended(db, self.now).await?;
            evaluations::forget_before(db, self.now - VISITS_KEPT_MS, self.now - COMMENTS_KEPT_MS).await?;
            sessions::forget_expired(db, self.now).await?;
        }
        Ok(queued)
    }
}

fn days_before(day: HallDay, days: i64) -> HallDay {
    HallDay(day.0.saturating_sub(jiff::Span::new().days(days)))
}
