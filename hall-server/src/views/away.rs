//! Who is away and may come back: parked at a window, missed its call, or late by their own word.
//!
//! Kept beside the hall so that a desk's view does not look through the tickets of the day.

use std::collections::{BTreeMap, BTreeSet};

use hall_core::event::Fact;
use hall_core::hall::Hall;
use hall_core::ids::{TicketId, WindowId};
use hall_core::ticket::{Phase, Ticket};

/// Tickets away, by the window they left.
#[derive(Clone, Debug, Default)]
pub struct Away {
    window_of: BTreeMap<TicketId, WindowId>,
    at: BTreeMap<WindowId, BTreeSet<TicketId>>,
    late: BTreeSet<TicketId>,
}

impl Away {
    /// From a hall, with the windows whose call was missed, which the hall does not remember.
    pub fn of(hall: &Hall, missed: &[(TicketId, WindowId)]) -> Self {
        let mut away = Self::default();
        for ticket in hall.tickets() {
            if let Phase::Parked { window: Some(window), .. } = ticket.phase {
                away.insert(ticket.id, window);
            }
            if ticket.is_late() {
                away.late.insert(ticket.id);
            }
        }
        for (ticket, window) in missed {
            if let Some(Phase::NoShow { .. }) = hall.ticket(*ticket).map(|ticket| ticket.phase) {
                away.insert(*ticket, *window);
            }
        }
        away
    }

    /// Follows an event that the hall has applied.
    pub fn follow(&mut self, fact: &Fact, hall: &Hall) {
        if let Some(ticket) = fact.ticket() {
            if hall.ticket(ticket).is_some_and(Ticket::is_late) {
                self.late.insert(ticket);
            } else {
                self.late.remove(&ticket);
            }
        }
        match fact {
            Fact::TicketParked { ticket, window, .. } | Fact::TicketMissed { ticket, window, .. } => {
                self.insert(*ticket, *window);
            }
            fact => {
                let Some(ticket) = fact.ticket().filter(|ticket| self.window_of.contains_key(ticket)) else {
                    return;
                };
                match hall.ticket(ticket).map(|ticket| ticket.phase) {
                    Some(Phase::Parked { .. } | Phase::NoShow { .. }) => {}
                    Some(
                        Phase::Waiting
                        | Phase::Called { .. }
                        | Phase::Serving { .. }
                        | Phase::Done
                        | Phase::Cancelled
                        | Phase::Expired,
                    )
                    | None => self.remove(ticket),
                }
            }
        }
    }

    /// Tickets that left a window and may come back, in the order taken.
    pub fn from(&self, window: WindowId) -> impl Iterator<Item = TicketId> {
        self.at.get(&window).into_iter().flatten().copied()
    }

    /// Tickets whose visitor is late by their own word, in the order taken.
    pub fn late(&self) -> impl Iterator<Item = TicketId> {
        self.late.iter().copied()
    }

    fn insert(&mut self, ticket: TicketId, window: WindowId) {
        self.remove(ticket);
        self.window_of.insert(ticket, window);
        self.at.entry(window).or_default().insert(ticket);
    }

    fn remove(&mut self, ticket: TicketId) {
        if let Some(tickets) = self.window_of.remove(&ticket).and_then(|window| self.at.get_mut(&window)) {
            tickets.remove(&ticket);
        }
    }
}
