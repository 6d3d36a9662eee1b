//! The one way state changes. It never fails: an event is a fact.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Answer, Hall, LineState, Remembered, WindowMode, WindowState, remembered_as};
use crate::catalogue::Catalogue;
use crate::command::{Outcome, ParkKind, TransferTarget};
use crate::event::{Cause, Event, Fact, TicketTaken, WaitCause};
use crate::ids::{ItemCode, TicketId, WindowId};
use crate::ticket::{Phase, Ticket, TicketItem};
use crate::time::{HOUR_MS, HallDay, MINUTE_MS, SECOND_MS, Timestamp};

/// Visits remembered for each item.
const EXPERIENCE_MAX: usize = 20;

impl Hall {
    /// Makes an event so.
    pub fn apply(&mut self, event: &Event) {
        self.last_at = self.last_at.max(event.at);
        if let Some(cause) = &event.cause {
            self.remember(cause, event);
        }
        self.apply_fact(event.at, &event.fact);
    }

    fn remember(&mut self, cause: &Cause, event: &Event) {
        let ticket = event.fact.ticket();
        let entry = self.remembered.entry(remembered_as(&cause.caller, &cause.key)).or_insert_with(|| {
            Remembered { at: event.at, fingerprint: cause.fingerprint, answer: Answer::default() }
        });
        if entry.fingerprint != cause.fingerprint || entry.at != event.at {
            *entry = Remembered { at: event.at, fingerprint: cause.fingerprint, answer: Answer::default() };
        }
        entry.answer.ticket = entry.answer.ticket.or(ticket);
    }

    fn apply_fact(&mut self, at: Timestamp, fact: &Fact) {
        match fact {
            Fact::CatalogueAdopted { hash, catalogue } => self.adopt(hash, catalogue),
            Fact::DayRolledOver { day } => self.roll_over(at, *day),
            Fact::ClockJumped { .. } => self.clock_held = true,
            Fact::ClockConfirmed => self.clock_held = false,
            Fact::PlacesReserved { line, places } => {
                self.with_line(line, |line| line.reserved = *places);
            }
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
            Fact::ServiceStarted { ticket, window } => self.with_ticket(*ticket, |ticket| {
                ticket.phase = Phase::Serving { window: *window, since: at };
                ticket.served_ms = 0;
                ticket.decided_here.clear();
            }),
            Fact::OutcomeRecorded { ticket, item, outcome, .. } => self.decide_item(*ticket, item, *outcome),
            Fact::TicketDone { ticket, .. } => {
                self.learn(at, *ticket);
                self.end(*ticket, Phase::Done);
            }
            Fact::TicketWaitsAgain { ticket, cause } => self.wait_again(at, *ticket, *cause),
            Fact::TicketMissed { ticket, until, .. } => self.miss(*ticket, *until),
            Fact::TicketRejoined { ticket, arrival, sequence } => self.rejoin(*ticket, *arrival, *sequence),
            Fact::TicketParked { ticket, window, kind } => self.leave_parked(at, *ticket, *window, *kind),
            Fact::VisitorBack { ticket } => self.with_ticket(*ticket, |ticket| {
                if let Phase::Parked { back, .. } = &mut ticket.phase {
                    *back = true;
                }
            }),
            Fact::ServiceResumed { ticket, window } => {
                self.with_ticket(*ticket, |ticket| {
                    ticket.phase = Phase::Serving { window: *window, since: at };
                });
                self.with_window(*window, |window| window.current = Some(*ticket));
            }
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
            Fact::WindowOpened { window, clerk } => self.with_window(*window, |window| {
                window.clerk = Some(clerk.clone());
                window.mode = WindowMode::Open;
            }),
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

    fn adopt(&mut self, hash: &str, catalogue: &Catalogue) {
        let waiting: Vec<TicketId> = self
            .tickets
            .values()
            .filter(|ticket| ticket.phase == Phase::Waiting)
            .map(|ticket| ticket.id)
            .collect();
        for ticket in &waiting {
            self.dequeue(*ticket);
        }
        self.catalogue = Some(Arc::new(catalogue.clone()));
        hash.clone_into(&mut self.catalogue_hash);
        self.zone = TimeZone::get(&catalogue.time_zone).unwrap_or(TimeZone::UTC);
        for id in catalogue.windows.keys() {
            self.windows.entry(*id).or_insert_with(|| WindowState {
                mode: WindowMode::Closed,
                clerk: None,
                current: None,
                bound: BTreeSet::new(),
            });
        }
        for id in catalogue.lines.keys() {
            let of_line = || catalogue.items.values().filter(|item| item.line.as_ref() == Some(id));
            let pace_ms =
                of_line().map(|item| item.service_ms).sum::<i64>() / (of_line().count().max(1) as i64);
            self.lines.entry(id.clone()).or_insert_with(|| LineState {
                waiting: BTreeSet::new(),
                taken: 0,
                reserved: 0,
                served: true,
                pace_ms: pace_ms.max(MINUTE_MS),
            });
        }
        for ticket in waiting {
            self.enqueue(ticket);
        }
    }

    fn roll_over(&mut self, at: Timestamp, day: HallDay) {
        self.day = Some(day);
        self.tickets.retain(|_, ticket| ticket.phase.is_open());
        self.numbers.clear();
        self.anonymous.clear();
        for line in self.lines.values_mut() {
            line.taken = 0;
            line.reserved = 0;
            line.served = true;
        }
        let keep_ms = self.catalogue.as_ref().map_or(i64::MAX, |catalogue| catalogue.rules.key_keep_ms);
        self.remembered.retain(|_, entry| at.since(entry.at) <= keep_ms);
    }

    fn take(&mut self, at: Timestamp, taken: &TicketTaken) {
        self.last_ticket = taken.ticket.0;
        self.last_sequence = taken.sequence;
        self.numbers.insert(taken.number.prefix, taken.number.number);
        if let Some(person) = &taken.person {
            self.persons.insert(person.clone(), taken.ticket);
        } else if let Some(kiosk) = &taken.kiosk
            && !taken.appointment
        {
            let latest = self.anonymous.entry(kiosk.clone()).or_default();
            latest.push_back(at);
            while latest.front().is_some_and(|first| at.since(*first) >= MINUTE_MS) {
                latest.pop_front();
            }
        }
        let ticket = Ticket {
            id: taken.ticket,
            number: taken.number,
            day: self.day.expect("invariant: tickets are taken on a day"),
            issued_at: at,
            arrival: at - taken.class_credit_ms.max(taken.other_credit_ms),
            sequence: taken.sequence,
            items: taken
                .items
                .iter()
                .map(|item| TicketItem { item: item.item.clone(), line: item.line.clone(), outcome: None })
                .collect(),
            kiosk: taken.kiosk.clone(),
            paper_confirmed: false,
            person: taken.person.clone(),
            class_credit_ms: taken.class_credit_ms,
            other_credit_ms: taken.other_credit_ms,
            english: taken.english,
            phase: Phase::Waiting,
            bound_to: None,
            called_before: false,
            missed: 0,
            served_ms: 0,
            decided_here: Vec::new(),
        };
        self.count_places(&ticket, |line| {
            line.taken += 1;
            if taken.appointment {
                line.reserved = line.reserved.saturating_sub(1);
            }
        });
        self.tickets.insert(taken.ticket, ticket);
        self.enqueue(taken.ticket);
    }

    fn cancel(&mut self, id: TicketId) {
        if let Some(ticket) = self.tickets.get(&id).filter(|ticket| !ticket.called_before).cloned() {
            self.count_places(&ticket, |line| line.taken = line.taken.saturating_sub(1));
        }
        self.end(id, Phase::Cancelled);
    }

    /// Once for every line of the ticket.
    fn count_places(&mut self, ticket: &Ticket, mut count: impl FnMut(&mut LineState)) {
        let lines: BTreeSet<_> = ticket.items.iter().map(|item| &item.line).collect();
        for line in lines {
            self.with_line(line, &mut count);
        }
    }

    fn call(&mut self, at: Timestamp, id: TicketId, window: WindowId, call: u64) {
        self.dequeue(id);
        self.last_call = call;
        self.with_ticket(id, |ticket| {
            ticket.phase = Phase::Called { window, since: at, last_call: at, call, recalls: 0 };
            ticket.called_before = true;
        });
        self.with_window(window, |window| window.current = Some(id));
    }

    fn call_again(&mut self, at: Timestamp, id: TicketId, number: u64) {
        self.last_call = number;
        self.with_ticket(id, |ticket| {
            if let Phase::Called { last_call, call, recalls, .. } = &mut ticket.phase {
                *last_call = at;
                *call = number;
                *recalls += 1;
            }
        });
    }

    fn decide_item(&mut self, id: TicketId, code: &ItemCode, outcome: Outcome) {
        self.with_ticket(id, |ticket| {
            ticket.decided_here.push(code.clone());
            for item in ticket.items.iter_mut().filter(|item| item.item == *code) {
                item.outcome = Some(outcome);
            }
        });
    }

    fn miss(&mut self, id: TicketId, until: Timestamp) {
        self.leave_window(id);
        self.graces.insert((until, id));
        self.with_ticket(id, |ticket| {
            ticket.phase = Phase::NoShow { until };
            ticket.missed += 1;
        });
    }

    fn rejoin(&mut self, id: TicketId, arrival: Timestamp, sequence: u64) {
        self.end_grace(id);
        self.last_sequence = sequence;
        self.with_ticket(id, |ticket| {
            ticket.arrival = arrival;
            ticket.sequence = sequence;
            ticket.phase = Phase::Waiting;
        });
        self.enqueue(id);
    }

    fn leave_parked(&mut self, at: Timestamp, id: TicketId, window: WindowId, kind: ParkKind) {
        self.leave_window(id);
        self.with_ticket(id, |ticket| {
            ticket.served_ms = serving_ms(ticket, at);
            ticket.phase = Phase::Parked { window, kind, since: at, back: false };
        });
    }

    fn wait_again(&mut self, at: Timestamp, id: TicketId, cause: WaitCause) {
        match cause {
            WaitCause::ItemsLeft => {
                self.learn(at, id);
                self.with_ticket(id, |ticket| ticket.bound_to = None);
            }
            WaitCause::BackFromPark => {
                let bound_to = self.tickets.get(&id).and_then(|ticket| match ticket.phase {
                    Phase::Parked { window, kind: ParkKind::ThisWindow, .. } => Some(window),
                    _ => None,
                });
                self.with_ticket(id, |ticket| ticket.bound_to = bound_to);
            }
            WaitCause::PutBack | WaitCause::WindowClosed | WaitCause::ClassVoided => {}
        }
        self.leave_window(id);
        self.with_ticket(id, |ticket| ticket.phase = Phase::Waiting);
        self.enqueue(id);
    }

    fn transfer(&mut self, at: Timestamp, id: TicketId, items: &[ItemCode], to: &TransferTarget) {
        self.learn(at, id);
        self.leave_window(id);
        self.with_ticket(id, |ticket| {
            match to {
                TransferTarget::Line(line) => {
                    ticket.bound_to = None;
                    for item in ticket.items.iter_mut().filter(|item| items.contains(&item.item)) {
                        item.line = line.clone();
                    }
                }
                TransferTarget::Window(window) => ticket.bound_to = Some(*window),
            }
            ticket.phase = Phase::Waiting;
        });
        self.enqueue(id);
    }

    /// The window's own tickets fall back to their lines, its parked ones to any window.
    fn close(&mut self, id: WindowId) {
        let bound: Vec<TicketId> =
            self.tickets.values().filter(|t| t.bound_to == Some(id)).map(|t| t.id).collect();
        for ticket in bound {
            self.dequeue(ticket);
            self.with_ticket(ticket, |ticket| ticket.bound_to = None);
            if self.tickets[&ticket].phase == Phase::Waiting {
                self.enqueue(ticket);
            }
        }
        for ticket in self.tickets.values_mut() {
            if let Phase::Parked { window, kind, .. } = &mut ticket.phase
                && *window == id
            {
                *kind = ParkKind::AnyWindow;
            }
        }
        self.with_window(id, |window| {
            window.mode = WindowMode::Closed;
            window.clerk = None;
        });
    }

    /// A ticket comes to its end, wherever it is.
    fn end(&mut self, id: TicketId, phase: Phase) {
        self.dequeue(id);
        self.leave_window(id);
        self.end_grace(id);
        if let Some(person) = self.tickets.get(&id).and_then(|ticket| ticket.person.clone()) {
            self.persons.remove(&person);
        }
        self.with_ticket(id, |ticket| ticket.phase = phase);
    }

    fn end_grace(&mut self, id: TicketId) {
        if let Some(Phase::NoShow { until }) = self.tickets.get(&id).map(|ticket| ticket.phase) {
            self.graces.remove(&(until, id));
        }
    }

    fn leave_window(&mut self, id: TicketId) {
        if let Some(window) = self.tickets.get(&id).and_then(|ticket| ticket.phase.window()) {
            self.with_window(window, |window| window.current = None);
        }
    }

    /// Takes the visit that ends now into the experience of its items and lines.
    fn learn(&mut self, at: Timestamp, id: TicketId) {
        let Some(ticket) = self.tickets.get(&id) else { return };
        let total_ms = serving_ms(ticket, at).clamp(10 * SECOND_MS, 2 * HOUR_MS);
        let decided = ticket.decided_here.clone();
        let lines: BTreeSet<_> =
            decided.iter().filter_map(|code| ticket.item(code)).map(|item| item.line.clone()).collect();
        for code in &decided {
            let recent: &mut VecDeque<i64> = self.experience.entry(code.clone()).or_default();
            recent.push_back(total_ms / decided.len() as i64);
            if recent.len() > EXPERIENCE_MAX {
                recent.pop_front();
            }
        }
        for line in &lines {
            self.with_line(line, |line| line.pace_ms = (7 * line.pace_ms + total_ms) / 8);
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

    fn with_line(&mut self, id: &crate::ids::LineId, change: impl FnOnce(&mut LineState)) {
        if let Some(line) = self.lines.get_mut(id) {
            change(line);
        }
    }
}

/// Serving time of the present visit to a window, milliseconds.
fn serving_ms(ticket: &Ticket, at: Timestamp) -> i64 {
    match ticket.phase {
        Phase::Serving { since, .. } => ticket.served_ms + at.since(since),
        Phase::Waiting
        | Phase::Called { .. }
        | Phase::NoShow { .. }
        | Phase::Parked { .. }
        | Phase::Done
        | Phase::Cancelled
        | Phase::Expired => ticket.served_ms,
    }
}
