//! The one way state changes. It never fails: an event is a fact.
//!
//! Here is which event changes what; `visit` moves tickets, `site` changes windows, lines, the day and the
//! configuration.

mod site;
mod visit;

use super::{Hall, LineState, WindowMode, WindowState};
use crate::event::{Event, Fact};
use crate::ids::{LineId, TicketId, WindowId};
use crate::ticket::{Phase, Ticket};
use crate::time::Timestamp;

impl Hall {
    /// Makes an event so.
    pub fn apply(&mut self, event: &Event) {
        self.last_at = self.last_at.max(event.at);
        if let Some(cause) = &event.cause {
            self.remembered.remember(event.at, cause, event.fact.ticket());
        }
        self.apply_fact(event.at, &event.fact);
    }

    fn apply_fact(&mut self, at: Timestamp, fact: &Fact) {
        match fact {
            Fact::CatalogueAdopted { hash, catalogue } => self.adopt(hash, catalogue),
            Fact::DayRolledOver { day } => self.roll_over(at, *day),
            Fact::ClockJumped { .. } => self.clock_held = true,
            Fact::ClockConfirmed => self.clock_held = false,
            Fact::PlacesReserved { line, places } => self.with_line(line, |line| line.reserved = *places),
            Fact::HoursExtended { line, until: Some(until) } => {
                self.extended.insert(line.clone(), *until);
            }
            Fact::HoursExtended { line, until: None } => {
                self.extended.remove(line);
            }
            Fact::VoiceMuted => self.muted_since = Some(at),
            Fact::VoiceUnmuted => self.unmute(),
            Fact::LinesAssigned { window, own, helps } => self.assign(*window, own, helps),
            Fact::LineUnserved { line } => self.with_line(line, |line| line.served = false),
            Fact::LineServed { line } => self.with_line(line, |line| line.served = true),
            Fact::TicketTaken(taken) => self.take(at, taken),
            Fact::PaperConfirmed { ticket } => {
                self.with_ticket(*ticket, |ticket| ticket.paper_confirmed = true);
            }
            Fact::ReprintDue { .. } => {}
            Fact::TicketCancelled { ticket, .. } => self.cancel(*ticket),
            Fact::TicketExpired { ticket } => self.end(*ticket, Phase::Expired),
            Fact::TicketCalled { ticket, window, call, .. } => self.call(at, *ticket, *window, *call),
            Fact::TicketRecalled { ticket, call, .. } => self.call_again(at, *ticket, *call),
            Fact::ServiceStarted { ticket, window } => self.start(at, *ticket, *window),
            Fact::OutcomeRecorded { ticket, item, outcome, .. } => self.decide_item(*ticket, item, *outcome),
            Fact::TicketDone { ticket, .. } => {
                self.learn(at, *ticket);
                self.end(*ticket, Phase::Done);
            }
            Fact::TicketWaitsAgain { ticket, cause } => self.wait_again(at, *ticket, *cause),
            Fact::TicketMissed { ticket, until, .. } => self.miss(*ticket, *until),
            Fact::TicketRejoined { ticket, arrival, sequence } => self.rejoin(*ticket, *arrival, *sequence),
            Fact::TicketParked { ticket, window, kind } => self.leave_parked(at, *ticket, *window, *kind),
            Fact::VisitorLate { ticket, .. } => self.leave_late(at, *ticket),
            Fact::VisitorBack { ticket } => self.with_ticket(*ticket, |ticket| {
                if let Phase::Parked { back, .. } = &mut ticket.phase {
                    *back = true;
                }
            }),
            Fact::ServiceResumed { ticket, window } => self.resume(at, *ticket, *window),
            Fact::TicketTransferred { ticket, items, to, .. } => self.transfer(at, *ticket, items, to),
            Fact::TicketDirected { ticket, window } => {
                self.dequeue(*ticket);
                self.with_ticket(*ticket, |ticket| ticket.bound_to = Some(*window));
                self.enqueue(*ticket);
            }
            Fact::ClassVoided { ticket } => self.with_ticket(*ticket, |ticket| {
                ticket.class_credit_ms = 0;
                ticket.arrival = ticket.arrival.max(ticket.issued_at - ticket.other_credit_ms);
            }),
            Fact::WindowOpened { window, clerk } => self.open(*window, clerk),
            Fact::WindowTakenOver { window, clerk, .. } => {
                self.with_window(*window, |window| window.clerk = Some(clerk.clone()));
            }
            Fact::WindowPaused { window, reason, until } => self.with_window(*window, |window| {
                window.mode = WindowMode::Paused { reason: *reason, until: *until };
            }),
            Fact::WindowContinued { window } => {
                self.with_window(*window, |window| window.mode = WindowMode::Open);
            }
            Fact::WindowClosed { window } => self.close(*window),
        }
    }

    fn with_ticket(&mut self, id: TicketId, change: impl FnOnce(&mut Ticket)) {
        if let Some(ticket) = self.tickets.get_mut(&id) {
            change(ticket);
        }
    }

    fn with_window(&mut self, id: WindowId, change: impl FnOnce(&mut WindowState)) {
        if let Some(window) = self.windows.get_mut(&id) {
            change(window);
        }
    }

    fn with_line(&mut self, id: &LineId, change: impl FnOnce(&mut LineState)) {
        if let Some(line) = self.lines.get_mut(id) {
            change(line);
        }
    }
}
