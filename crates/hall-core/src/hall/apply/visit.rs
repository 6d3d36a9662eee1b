//! The moves of a ticket.

use std::collections::BTreeSet;

use crate::command::{Outcome, ParkKind, TransferTarget};
use crate::event::{TicketTaken, WaitCause};
use crate::hall::{Hall, LineState};
use crate::ids::{ItemCode, TicketId, WindowId};
use crate::ticket::{Phase, Ticket, TicketItem};
use crate::time::{HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp};

/// Visits remembered for each item.
const EXPERIENCE_MAX: usize = 20;
/// A visit shorter than this teaches as much as one of this length, milliseconds.
const VISIT_MIN_MS: i64 = 10 * SECOND_MS;
/// A visit longer than this teaches as much as one of this length, milliseconds.
const VISIT_MAX_MS: i64 = 2 * HOUR_MS;

impl Hall {
    pub(super) fn take(&mut self, at: Timestamp, taken: &TicketTaken) {
        self.last_ticket = taken.ticket.0;
        self.last_sequence = taken.sequence;
        self.numbers.insert(taken.number.prefix, taken.number.number);
        if let Some(person) = &taken.person {
            self.persons.insert(person.clone(), taken.ticket);
        } else if let Some(kiosk) = taken.kiosk.as_ref().filter(|_| !taken.appointment) {
            let latest = self.anonymous.entry(kiosk.clone()).or_default();
            latest.push_back(at);
            while latest.front().is_some_and(|first| at.since(*first) >= MINUTE_MS) {
                latest.pop_front();
            }
        }
        let ticket = self.new_ticket(at, taken);
        self.count_places(&ticket, |line| {
            line.taken += 1;
            if taken.appointment {
                line.reserved = line.reserved.saturating_sub(1);
            }
        });
        self.tickets.insert(taken.ticket, ticket);
        self.enqueue(taken.ticket);
    }

    fn new_ticket(&self, at: Timestamp, taken: &TicketTaken) -> Ticket {
        let items = taken.items.iter();
        Ticket {
            id: taken.ticket,
            number: taken.number,
            day: self.day.expect("invariant: tickets are taken on a day"),
            issued_at: at,
            arrival: at - taken.class_credit_ms.max(taken.other_credit_ms),
            sequence: taken.sequence,
            items: items
                .map(|item| TicketItem { item: item.item.clone(), line: item.line.clone(), outcome: None })
                .collect(),
            kiosk: taken.kiosk.clone(),
            // Who is given a number at a window is shown it there.
            paper_confirmed: taken.given.is_some(),
            person: taken.person.clone(),
            class_credit_ms: taken.class_credit_ms,
            other_credit_ms: taken.other_credit_ms,
            english: taken.english,
            phase: Phase::Waiting,
            bound_to: None,
            called_before: false,
            late_for_call: false,
            missed: 0,
            served_ms: 0,
            decided_here: Vec::new(),
        }
    }

    pub(super) fn cancel(&mut self, id: TicketId) {
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

    pub(super) fn call(&mut self, at: Timestamp, id: TicketId, window: WindowId, call: u64) {
        self.dequeue(id);
        self.last_call = call;
        self.with_ticket(id, |ticket| {
            ticket.phase = Phase::Called { window, since: at, last_call: at, call, recalls: 0 };
            ticket.called_before = true;
        });
        self.with_window(window, |window| window.current = Some(id));
    }

    pub(super) fn call_again(&mut self, at: Timestamp, id: TicketId, number: u64) {
        self.last_call = number;
        self.with_ticket(id, |ticket| {
            if let Phase::Called { last_call, call, recalls, .. } = &mut ticket.phase {
                *last_call = at;
                *call = number;
                *recalls += 1;
            }
        });
    }

    /// Who was called is there already; who came without a ticket leaves the line.
    pub(super) fn start(&mut self, at: Timestamp, id: TicketId, window: WindowId) {
        self.dequeue(id);
        self.with_ticket(id, |ticket| {
            ticket.phase = Phase::Serving { window, since: at };
            ticket.called_before = true;
        });
        self.with_window(window, |window| window.current = Some(id));
    }

    pub(super) fn decide_item(&mut self, id: TicketId, code: &ItemCode, outcome: Outcome) {
        self.with_ticket(id, |ticket| {
            ticket.decided_here.push(code.clone());
            for item in ticket.items.iter_mut().filter(|item| item.item == *code) {
                item.outcome = Some(outcome);
            }
        });
    }

    pub(super) fn miss(&mut self, id: TicketId, until: Timestamp) {
        self.leave_window(id);
        self.graces.insert((until, id));
        self.with_ticket(id, |ticket| {
            ticket.phase = Phase::NoShow { until };
            ticket.missed += 1;
        });
    }

    pub(super) fn rejoin(&mut self, id: TicketId, arrival: Timestamp, sequence: u64) {
        self.end_grace(id);
        self.last_sequence = sequence;
        self.with_ticket(id, |ticket| {
            ticket.arrival = arrival;
            ticket.sequence = sequence;
            ticket.phase = Phase::Waiting;
        });
        self.enqueue(id);
    }

    /// Who parks at the window goes on with the same visit; from the other parks a new one begins.
    pub(super) fn leave_parked(&mut self, at: Timestamp, id: TicketId, window: WindowId, kind: ParkKind) {
        self.leave_window(id);
        match kind {
            ParkKind::AtWindow => self.with_ticket(id, |ticket| ticket.served_ms = serving_ms(ticket, at)),
            ParkKind::AnyWindow | ParkKind::ThisWindow => self.learn(at, id),
        }
        self.with_ticket(id, |ticket| {
            ticket.phase = Phase::Parked { window: Some(window), kind, since: at, back: false };
        });
    }

    /// Out of the line, or away from the window it was called to; whatever it waited for, it will wait for again.
    pub(super) fn leave_late(&mut self, at: Timestamp, id: TicketId) {
        self.dequeue(id);
        self.leave_window(id);
        self.with_ticket(id, |ticket| {
            ticket.late_for_call |= matches!(ticket.phase, Phase::Called { .. });
            ticket.phase = Phase::Parked { window: None, kind: ParkKind::AnyWindow, since: at, back: false };
        });
    }

    pub(super) fn resume(&mut self, at: Timestamp, id: TicketId, window: WindowId) {
        self.with_ticket(id, |ticket| ticket.phase = Phase::Serving { window, since: at });
        self.with_window(window, |window| window.current = Some(id));
    }

    pub(super) fn wait_again(&mut self, at: Timestamp, id: TicketId, cause: WaitCause) {
        match cause {
            WaitCause::ItemsLeft => self.with_ticket(id, |ticket| ticket.bound_to = None),
            WaitCause::BackFromPark => self.with_ticket(id, |ticket| {
                ticket.bound_to = match ticket.phase {
                    Phase::Parked { window, kind: ParkKind::ThisWindow, .. } => window,
                    Phase::Parked { window: None, .. } => ticket.bound_to,
                    _ => None,
                };
            }),
            WaitCause::PutBack | WaitCause::WindowClosed | WaitCause::ClassVoided => {}
        }
        self.learn(at, id);
        self.leave_window(id);
        self.with_ticket(id, |ticket| ticket.phase = Phase::Waiting);
        self.enqueue(id);
    }

    pub(super) fn transfer(&mut self, at: Timestamp, id: TicketId, items: &[ItemCode], to: &TransferTarget) {
        self.learn(at, id);
        self.leave_window(id);
        match to {
            TransferTarget::Line(line) => {
                let ticket = self.tickets.get(&id);
                if ticket.is_some_and(|ticket| ticket.items.iter().all(|item| item.line != *line)) {
                    self.with_line(line, |line| line.taken += 1);
                }
                self.with_ticket(id, |ticket| {
                    ticket.bound_to = None;
                    for item in ticket.items.iter_mut().filter(|item| items.contains(&item.item)) {
                        item.line = line.clone();
                    }
                });
            }
            TransferTarget::Window(window) => {
                self.with_ticket(id, |ticket| ticket.bound_to = Some(*window));
            }
        }
        self.with_ticket(id, |ticket| ticket.phase = Phase::Waiting);
        self.enqueue(id);
    }

    /// A ticket comes to its end, wherever it is.
    pub(super) fn end(&mut self, id: TicketId, phase: Phase) {
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

    /// Takes the visit to a window that ends now into the experience of its items and lines.
    pub(super) fn learn(&mut self, at: Timestamp, id: TicketId) {
        let Some(ticket) = self.tickets.get_mut(&id) else { return };
        let total_ms = serving_ms(ticket, at).clamp(VISIT_MIN_MS, VISIT_MAX_MS);
        ticket.served_ms = 0;
        let decided = std::mem::take(&mut ticket.decided_here);
        let is_decided = |item: &&TicketItem| decided.contains(&item.item);
        let lines: BTreeSet<_> =
            ticket.items.iter().filter(is_decided).map(|item| item.line.clone()).collect();
        for code in &decided {
            let recent = self.experience.entry(code.clone()).or_default();
            recent.push_back(total_ms / decided.len() as i64);
            if recent.len() > EXPERIENCE_MAX {
                recent.pop_front();
            }
        }
        for line in &lines {
            self.with_line(line, |line| line.pace_ms = (7 * line.pace_ms + total_ms) / 8);
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
