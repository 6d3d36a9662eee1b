//! The hall with what the engine keeps beside it, and how a command goes through it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use hall_api::requests::WaitRange;
use hall_core::command::{Action, Caller, Command, Outcome};
use hall_core::event::{Event, Fact};
use hall_core::hall::{Answer, Estimates, Hall};
use hall_core::ids::{DeviceId, TicketId};
use hall_core::rejection::Rejection;
use hall_core::ticket::Ticket;
use hall_core::time::Timestamp;
use tokio::time::Instant;

use super::batch::Batch;
use super::codes::Codes;
use super::deeds::Deeds;
use super::evaluations::Evaluations;
use super::notices::Notices;
use super::orders::Orders;
use super::ready::ReadyResults;
use super::ticks::Ticks;
use super::{Accepted, Decided, Side};
use crate::certificates::shown::Shown;
use crate::devices::Devices;
use crate::paper::{Issued, Papers, Told};
use crate::people::People;
use crate::store::log::{self, Head};
use crate::store::notes;
use crate::store::tickets::TicketRow;
use crate::vault::Vault;
use crate::views::{Away, Pace, Scene, Shared, wait_range};

/// Estimates are made at most this often.
const ESTIMATE_PAUSE: Duration = Duration::from_secs(1);

/// Everything the engine's task decides with.
#[derive(Debug)]
pub(super) struct State {
    pub site: Arc<str>,
    pub hall: Hall,
    pub head: Head,
    pub away: Away,
    pub shared: Shared,
    pub notes: BTreeMap<TicketId, Vec<String>>,
    /// Print jobs neither confirmed nor settled.
    pub jobs_open: i64,
    /// Id of the last print job.
    pub last_job: i64,
    pub papers: Arc<Papers>,
    pub vault: Arc<Vault>,
    pub return_codes: Codes,
    pub orders: Orders,
    pub devices: Devices,
    pub people: People,
    pub certificates: Shown,
    pub notices: Notices,
    pub deeds: Deeds,
    pub evaluations: Evaluations,
    pub ticks: Ticks,
    pub ready: ReadyResults,
    pub pace: Pace,
    pub estimates: Estimates,
    pub estimated_at: Option<Instant>,
}

impl State {
    /// The hall as views need it.
    pub fn scene(&self, now: Timestamp) -> Scene<'_> {
        Scene {
            hall: &self.hall,
            now,
            estimates: &self.estimates,
            away: &self.away,
            shared: &self.shared,
            notes: &self.notes,
            print_jobs_open: usize::try_from(self.jobs_open).unwrap_or(0),
            orders: &self.orders,
            devices: &self.devices,
            people: &self.people,
            certificates: &self.certificates,
            notices: &self.notices,
            deeds: &self.deeds,
            evaluations: &self.evaluations,
            ticks: &self.ticks,
            ready: &self.ready,
            pace: &self.pace,
            return_codes: &self.return_codes,
        }
    }

    /// Makes new estimates if the last ones are a second old.
    pub fn estimate(&mut self, now: Timestamp) {
        if self.estimated_at.is_none_or(|at| at.elapsed() >= ESTIMATE_PAUSE) {
            self.estimates = self.hall.estimates(now);
            self.estimated_at = Some(Instant::now());
        }
    }

    /// What time alone has brought about.
    pub fn pass_time(&mut self, batch: &mut Batch) {
        let is_over = [self.notices.pass_time(batch.now), self.ready.pass_time(batch.now)];
        if is_over.contains(&true) {
            batch.changes.records();
        }
        for window in self.evaluations.pass_time(batch.now) {
            batch.changes.pad(window);
        }
        loop {
            let due = self.hall.due(batch.now);
            if due.is_empty() {
                return;
            }
            for event in due {
                self.apply(batch, &event);
            }
        }
    }

    /// Takes a command through: what is due, the decision, its events, the answer.
    pub fn decide(
        &mut self,
        batch: &mut Batch,
        command: &Command,
        side: &Side,
    ) -> Result<Decided, Rejection> {
        self.pass_time(batch);
        self.act(batch, command, side)
    }

    /// The same without what is due: for the alarm that holds it back.
    pub fn act(&mut self, batch: &mut Batch, command: &Command, side: &Side) -> Result<Decided, Rejection> {
        if let Side::JobEnded { job, state, detail, is_news } = side {
            batch.job_ended(*job, state, detail.as_deref());
            self.orders.ended(command, *job, state, detail.as_deref(), *is_news, batch.now);
            if let Caller::Device(device) = &command.caller {
                batch.changes.printer(device);
            }
        }
        if let Action::TakeTicket(_) = command.action {
            self.estimate(batch.now);
        }
        let mut events = self.hall.decide(batch.now, command)?;
        if let Side::ReturnCode(hash) = side {
            self.check_return_code(hash, command, !events.is_empty(), batch.now)?;
            let of = self.return_codes.ticket_of(hash);
            for event in &mut events {
                continue_visit(event, of);
            }
        }
        for event in &events {
            self.apply(batch, event);
        }
        let remembered =
            if events.is_empty() { self.hall.answer(&command.caller, &command.key) } else { None };
        let repeated = remembered.is_some();
        let answer = remembered.unwrap_or_else(|| Answer::of(&events));
        if let (Side::Note(text), Some(ticket), false) = (side, answer.ticket, repeated) {
            self.note(batch, ticket, &command.caller, text);
        }
        if let (Side::ReturnCode(hash), Some(ticket), false) = (side, answer.ticket, repeated) {
            self.return_codes.use_up(hash, ticket).into_iter().for_each(|row| batch.return_code(row));
        }
        let may_lack = matches!(command.action, Action::RecordOutcome { .. } | Action::Finish { .. });
        let accepted = Accepted {
            answer,
            number: answer.ticket.and_then(|ticket| self.hall.ticket(ticket)).map(|ticket| ticket.number),
            taken: None,
            repeated,
            return_code: answer.ticket.filter(|_| may_lack).and_then(|ticket| self.return_codes.of(ticket)),
        };
        let new = answer.ticket.filter(|_| !repeated);
        Ok(Decided { accepted, issued: new.and_then(|ticket| batch.issued.remove(&ticket)) })
    }

    /// A code must be good for a new ticket, and the very one of then for a repetition.
    fn check_return_code(
        &self,
        hash: &str,
        command: &Command,
        is_new: bool,
        now: Timestamp,
    ) -> Result<(), Rejection> {
        if is_new {
            return self.return_codes.check(hash, now);
        }
        let answer = self.hall.answer(&command.caller, &command.key).unwrap_or_default();
        let same = answer.ticket.is_some_and(|ticket| self.return_codes.was_used_for(hash, ticket));
        if same { Ok(()) } else { Err(Rejection::KeyReused) }
    }

    /// Makes an event so, in the hall and in the rows to be written.
    fn apply(&mut self, batch: &mut Batch, event: &Event) {
        let ticket = event.fact.ticket();
        let at_window = |hall: &Hall| hall.ticket(ticket?)?.phase.window();
        let before = at_window(&self.hall);
        self.hall.apply(event);
        log::push(&mut batch.events, &mut self.head, &self.site, event);
        self.away.follow(&event.fact, &self.hall);
        self.shared.follow(&event.fact, &self.hall);
        let windows = [before, at_window(&self.hall)];
        self.pace.follow(event, windows, &self.hall);
        self.deeds.follow(event, &self.hall);
        batch.changes.follow(&event.fact, windows);
        if let Some((id, row)) = ticket.and_then(|id| Some((id, TicketRow::of(&self.hall, id, event.at)?))) {
            batch.ticket(id, row);
        }
        match &event.fact {
            Fact::TicketTaken(taken) => self.issue(batch, taken.ticket),
            Fact::ReprintDue { ticket, kiosk } => self.reprint(batch, *ticket, kiosk),
            Fact::OutcomeRecorded { ticket, outcome: Outcome::NeedsMaterials, .. } => {
                self.return_codes.make(*ticket, event.at).into_iter().for_each(|row| batch.return_code(row));
            }
            Fact::TicketDone { ticket, window } => {
                if let Some(visit) = self.evaluations.ended(&self.hall, *ticket, *window, event.at) {
                    batch.ended_visit(visit);
                }
            }
            Fact::TicketCancelled { ticket, .. } => {
                self.return_codes.give_back(*ticket).into_iter().for_each(|row| batch.return_code(row));
                if let Some(kiosk) = self.hall.ticket(*ticket).and_then(|ticket| ticket.kiosk.as_ref()) {
                    batch.supersede(kiosk, *ticket, i64::MAX);
                }
            }
            Fact::DayRolledOver { day } => {
                batch.rolled_over = Some(*day);
                self.return_codes.forget(event.at);
                self.evaluations.new_day(event.at);
                self.orders.new_day(event.at);
                self.notes.retain(|ticket, _| self.hall.ticket(*ticket).is_some());
            }
            _ => {}
        }
    }

    fn note(&mut self, batch: &mut Batch, ticket: TicketId, caller: &Caller, text: &str) {
        let staff = match caller {
            Caller::Staff(staff) => staff.as_str(),
            Caller::Device(_) | Caller::Phone(_) | Caller::Server => "",
        };
        let sealed = self.vault.seal_text(&notes::place(ticket, batch.now), text);
        batch.note(ticket, staff, &sealed);
        self.notes.entry(ticket).or_default().push(text.to_owned());
    }

    /// What the visitor of a ticket just taken is told, and the print job of the kiosk.
    fn issue(&mut self, batch: &mut Batch, id: TicketId) {
        let Some(ticket) = self.hall.ticket(id) else { return };
        let Some(told) = Told::of(&self.hall, ticket, self.line_wait(ticket)) else { return };
        let print_job = ticket.kiosk.as_ref().map(|kiosk| {
            self.last_job += 1;
            batch.job(self.last_job, id, kiosk, None);
            self.last_job
        });
        batch.ticket_issued(Issued {
            ticket: id,
            number: ticket.number,
            at: ticket.issued_at,
            print_job,
            told,
        });
    }

    /// A ghost is printed again, marked 补打, in place of what was queued.
    fn reprint(&mut self, batch: &mut Batch, id: TicketId, kiosk: &DeviceId) {
        let Some(receipt) = self.hall.ticket(id).and_then(|ticket| self.reprint_receipt(ticket)) else {
            return;
        };
        self.last_job += 1;
        batch.job(self.last_job, id, kiosk, Some(&receipt));
        batch.supersede(kiosk, id, self.last_job);
    }

    /// The receipt of a ticket that is printed again, as JSON. None if the template cannot be filled.
    pub(super) fn reprint_receipt(&self, ticket: &Ticket) -> Option<String> {
        let told = Told::of(&self.hall, ticket, self.line_wait(ticket))?;
        self.papers.reprint(ticket, &told)
    }

    /// Estimated wait of who comes now, in the quickest of the ticket's lines.
    fn line_wait(&self, ticket: &Ticket) -> Option<WaitRange> {
        if self.estimates.lines.is_empty() {
            return None;
        }
        let waits = self.hall.waiting_lines(ticket);
        let waits = waits.iter().filter_map(|line| self.estimates.lines.get(line));
        waits.min_by_key(|wait| wait.to_ms).map(|wait| wait_range(*wait))
    }
}

/// The rules know that a ticket is taken with a return code, not with whose: that is told in the log too, for whoever
/// counts the visits a matter took.
fn continue_visit(event: &mut Event, of: Option<TicketId>) {
    if let Fact::TicketTaken(taken) = &mut event.fact {
        taken.continues = of;
    }
}
