//! What a command would bring about, or why not. Changes nothing.
//!
//! One file a kind of caller: `visitor` (take, cancel, return, paper), `desk` (everything at a window),
//! `supervise` (overrides, configuration, clock). Checks that several share are here.

mod desk;
mod supervise;
mod visitor;

use super::{Hall, WindowState, remembered_as};
use crate::command::{Action, Command, Fingerprint};
use crate::event::{Cause, Event, Fact, WaitCause};
use crate::ids::{TicketId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::Ticket;
use crate::time::Timestamp;

/// Longest idempotency key, characters.
const KEY_MAX: usize = 64;

impl Hall {
    /// The events of a command. None if its key is remembered: the answer of then holds (`Hall::answer`).
    ///
    /// # Errors
    /// Each refusal has its own [`Rejection`]; nothing is remembered of it.
    pub fn decide(&self, now: Timestamp, command: &Command) -> Result<Vec<Event>, Rejection> {
        let now = now.max(self.last_at);
        if command.key.is_empty() || command.key.chars().count() > KEY_MAX {
            return Err(Rejection::BadKey);
        }
        let fingerprint = Fingerprint::of(&command.action);
        if self.is_repetition(now, command, fingerprint)? {
            return Ok(Vec::new());
        }
        let facts = self.facts(now, &command.action)?;
        let cause = Cause { caller: command.caller.clone(), key: command.key.clone(), fingerprint };
        Ok(facts.into_iter().map(|fact| Event { at: now, cause: Some(cause.clone()), fact }).collect())
    }

    fn is_repetition(
        &self,
        now: Timestamp,
        command: &Command,
        fingerprint: Fingerprint,
    ) -> Result<bool, Rejection> {
        let keep_ms = self.catalogue.as_ref().map_or(i64::MAX, |catalogue| catalogue.rules.key_keep_ms);
        match self.remembered.get(&remembered_as(&command.caller, &command.key)) {
            Some(entry) if now.since(entry.at) > keep_ms => Ok(false),
            Some(entry) if entry.fingerprint == fingerprint => Ok(true),
            Some(_) => Err(Rejection::KeyReused),
            None => Ok(false),
        }
    }

    fn facts(&self, now: Timestamp, action: &Action) -> Result<Vec<Fact>, Rejection> {
        match action {
            Action::AdoptCatalogue { catalogue } => return self.adopt_catalogue(now, catalogue),
            Action::ReportClockJump { ahead_ms } => {
                return Ok(vec![Fact::ClockJumped { ahead_ms: *ahead_ms }]);
            }
            _ if self.catalogue.is_none() => return Err(Rejection::NoCatalogue),
            _ if self.rollover_due(now).is_some() => return Err(Rejection::RolloverDue),
            _ => {}
        }
        match action {
            Action::TakeTicket(take) => self.take_ticket(now, take),
            Action::CancelTicket { ticket } => self.cancel_ticket(*ticket),
            Action::ReturnTicket { ticket } => self.return_ticket(now, *ticket),
            Action::ConfirmPaper { ticket } => {
                self.known(*ticket)?;
                Ok(vec![Fact::PaperConfirmed { ticket: *ticket }])
            }
            Action::SettleGhosts { kiosk } => Ok(self.settle_ghosts(now, kiosk)),
            Action::OpenWindow(at) => self.open_window(at),
            Action::PauseWindow { at, reason, until } => self.pause_window(now, at, *reason, *until),
            Action::ContinueWindow(at) => self.continue_window(at),
            Action::CloseWindow(at) => self.close_window(at),
            Action::CallNext { at, believed } => self.call_next(now, at, *believed),
            Action::CallTicket { at, ticket } => self.call_ticket(at, *ticket),
            Action::Recall(at) => self.recall(now, at),
            Action::StartService(at) => self.start_service(at),
            Action::RecordOutcome { at, item, outcome } => self.record_outcome(at, item, *outcome),
            Action::Finish { at, outcomes } => self.finish(at, outcomes),
            Action::MarkNoShow(at) => self.mark_no_show(now, at),
            Action::Park { at, kind } => self.park(at, *kind),
            Action::ResumeService(at) => self.resume_service(at),
            Action::PutBack(at) => self.put_back(at),
            Action::Transfer { at, items, to } => self.transfer_items(at, items, to),
            Action::VoidClass(at) => self.void_class(at),
            Action::DirectTicket { ticket, window } => self.direct_ticket(*ticket, *window),
            Action::ReservePlaces { line, places } => self.reserve_places(line, *places),
            Action::ConfirmClock if self.clock_held => Ok(vec![Fact::ClockConfirmed]),
            Action::ConfirmClock => Err(Rejection::ClockNotHeld),
            Action::AdoptCatalogue { .. } | Action::ReportClockJump { .. } => {
                unreachable!("invariant: decided above")
            }
        }
    }

    fn known(&self, ticket: TicketId) -> Result<&Ticket, Rejection> {
        self.tickets.get(&ticket).ok_or(Rejection::TicketUnknown { ticket })
    }

    fn known_window(&self, window: WindowId) -> Result<&WindowState, Rejection> {
        self.windows.get(&window).ok_or(Rejection::WindowUnknown { window })
    }

    /// The ticket waits again, or expires if its day is over.
    fn back_to_waiting(&self, ticket: &Ticket, cause: WaitCause) -> Fact {
        if self.is_of_today(ticket) {
            Fact::TicketWaitsAgain { ticket: ticket.id, cause }
        } else {
            Fact::TicketExpired { ticket: ticket.id }
        }
    }

    fn is_of_today(&self, ticket: &Ticket) -> bool {
        self.day.is_none_or(|today| ticket.day >= today)
    }
}
