//! What a command would bring about, or why not. Changes nothing.
//!
//! One file a kind of caller: `visitor` (take, cancel, return, paper), `desk` (everything at a window), `give` (a number
//! for a visitor without one), `supervise` (overrides, configuration, clock). Checks that several share are here.

mod desk;
mod give;
mod supervise;
mod visitor;

use super::{Hall, WindowState};
use crate::command::{Action, Command, Fingerprint};
use crate::event::{Cause, Event, Fact, WaitCause};
use crate::ids::{TicketId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::{Phase, Ticket};
use crate::time::Timestamp;

/// Longest idempotency key, characters.
const KEY_MAX: usize = 64;

impl Hall {
    /// The events of a command. None if its key is remembered: the answer of then holds (`Hall::answer`).
    ///
    /// # Errors
    /// Each refusal has its own [`Rejection`]; nothing is remembered of it.
    pub fn decide(&self, now: Timestamp, command: &Command) -> Result<Vec<Event>, Rejection> {
        let now = self.steady(now);
        if command.key.is_empty() || command.key.chars().count() > KEY_MAX {
            return Err(Rejection::BadKey);
        }
        if self.is_repetition(now, command)? {
            return Ok(Vec::new());
        }
        let facts = self.facts(now, &command.action)?;
        let cause = Cause {
            caller: command.caller.clone(),
            key: command.key.clone(),
            fingerprint: Fingerprint::of(&command.action),
        };
        Ok(facts.into_iter().map(|fact| Event { at: now, cause: Some(cause.clone()), fact }).collect())
    }

    fn is_repetition(&self, now: Timestamp, command: &Command) -> Result<bool, Rejection> {
        match self.remembered.find(&command.caller, &command.key) {
            None => Ok(false),
            Some(entry) if now.since(entry.at) > self.rules().key_keep_ms => Ok(false),
            Some(entry) if entry.fingerprint == Fingerprint::of(&command.action) => Ok(true),
            Some(_) => Err(Rejection::KeyReused),
        }
    }

    fn facts(&self, now: Timestamp, action: &Action) -> Result<Vec<Fact>, Rejection> {
        let is_adoption = matches!(action, Action::AdoptCatalogue { .. });
        if self.catalogue.is_none() && !is_adoption {
            return Err(Rejection::NoCatalogue);
        }
        // A jump of the clock is told before the day rolls over by it, since it holds just that.
        let is_jump = matches!(action, Action::ReportClockJump { .. });
        if self.rollover_due(now).is_some() && !is_adoption && !is_jump {
            return Err(Rejection::RolloverDue);
        }
        match action {
            Action::TakeTicket(take) => self.take_ticket(now, take),
            Action::CancelTicket { ticket } => self.cancel_ticket(*ticket),
            Action::ReturnTicket { ticket } => self.return_ticket(now, *ticket),
            Action::ReportLate { ticket } => self.report_late(*ticket),
            Action::ConfirmPaper { ticket } => {
                self.known(*ticket)?;
                Ok(vec![Fact::PaperConfirmed { ticket: *ticket }])
            }
            Action::SettleGhosts { kiosk } => Ok(self.settle_ghosts(now, kiosk)),
            Action::OpenWindow(at) => self.open_window(at),
            Action::OpenWindowFor(at) => self.open_window_for(at),
            Action::PauseWindow { at, reason, until } => self.pause_window(now, at, *reason, *until),
            Action::ContinueWindow(at) => self.continue_window(at),
            Action::CloseWindow(at) => self.close_window(at),
            Action::CallNext { at, believed } => self.call_next(now, at, *believed),
            Action::CallTicket { at, ticket } => self.call_ticket(at, *ticket),
            Action::GiveTicket { at, items, serve, english } => {
                self.give_ticket(now, at, items, *serve, *english)
            }
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
            Action::ExtendHours { line, until } => self.extend_hours(now, line, *until),
            Action::MuteVoice => self.mute_voice(),
            Action::UnmuteVoice => self.unmute_voice(),
            Action::AssignLines { window, own, helps } => self.assign_lines(*window, own, helps),
            Action::ReservePlaces { line, places } => self.reserve_places(line, *places),
            Action::AdoptCatalogue { catalogue } => self.adopt_catalogue(now, catalogue),
            Action::ReportClockJump { ahead_ms } => Ok(vec![Fact::ClockJumped { ahead_ms: *ahead_ms }]),
            Action::ConfirmClock if self.clock_held => Ok(vec![Fact::ClockConfirmed]),
            Action::ConfirmClock => Err(Rejection::ClockNotHeld),
        }
    }

    fn known(&self, ticket: TicketId) -> Result<&Ticket, Rejection> {
        self.tickets.get(&ticket).ok_or(Rejection::TicketUnknown { ticket })
    }

    fn known_window(&self, window: WindowId) -> Result<&WindowState, Rejection> {
        self.windows.get(&window).ok_or(Rejection::WindowUnknown { window })
    }

    /// The window, if the catalogue in force has it: one to open, or to send somebody to.
    fn offered_window(&self, window: WindowId) -> Result<&WindowState, Rejection> {
        let is_offered =
            self.catalogue.as_ref().is_some_and(|catalogue| catalogue.windows.contains_key(&window));
        self.windows.get(&window).filter(|_| is_offered).ok_or(Rejection::WindowUnknown { window })
    }

    /// The ticket, if it waits.
    fn waiting(&self, id: TicketId) -> Result<&Ticket, Rejection> {
        let ticket = self.known(id)?;
        match ticket.phase {
            Phase::Waiting => Ok(ticket),
            Phase::Called { window, .. } | Phase::Serving { window, .. } => {
                Err(Rejection::TicketElsewhere { window })
            }
            phase @ (Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired) => Err(Rejection::WrongPhase { phase }),
        }
    }

    /// The ticket of a window waits again; it is done if nothing is left to wait for, and expires if its day is over.
    fn back_to_waiting(&self, ticket: &Ticket, window: WindowId, cause: WaitCause) -> Fact {
        let id = ticket.id;
        if ticket.open_items().next().is_none() {
            Fact::TicketDone { ticket: id, window }
        } else if self.is_of_today(ticket) {
            Fact::TicketWaitsAgain { ticket: id, cause }
        } else {
            Fact::TicketExpired { ticket: id }
        }
    }

    fn is_of_today(&self, ticket: &Ticket) -> bool {
        self.day.is_none_or(|today| ticket.day >= today)
    }
}
