//! Visitors who wait in several lines at once, so that a desk can count each of them once without asking everybody.

use std::collections::BTreeMap;

use hall_core::event::Fact;
use hall_core::hall::Hall;
use hall_core::ids::{LineId, TicketId};
use hall_core::ticket::{Phase, Ticket};

/// Tickets that wait in more than one line, and how many wait in each such set of lines.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    lines_of: BTreeMap<TicketId, Vec<LineId>>,
    tickets_in: BTreeMap<Vec<LineId>, usize>,
}

impl Shared {
    /// From a hall.
    pub fn of(hall: &Hall) -> Self {
        let mut shared = Self::default();
        for ticket in hall.tickets() {
            shared.place(ticket.id, hall);
        }
        shared
    }

    /// Follows an event that the hall has applied.
    pub fn follow(&mut self, fact: &Fact, hall: &Hall) {
        match fact {
            // These move many tickets at once, and the hall walks over all of them too.
            Fact::CatalogueAdopted { .. } | Fact::WindowClosed { .. } => *self = Self::of(hall),
            fact => {
                if let Some(ticket) = fact.ticket() {
                    self.place(ticket, hall);
                }
            }
        }
    }

    /// How much too high the sum over these lines is: a visitor in three of them counts two too many. Costs a step for
    /// each set of lines that visitors share, however many they are.
    pub fn surplus(&self, lines: &[&LineId]) -> usize {
        let too_many =
            |set: &[LineId]| set.iter().filter(|line| lines.contains(line)).count().saturating_sub(1);
        self.tickets_in.iter().map(|(set, tickets)| tickets * too_many(set)).sum()
    }

    fn place(&mut self, id: TicketId, hall: &Hall) {
        self.remove(id);
        // Who was sent to one window waits there, in no line; most come for one thing.
        let may_share = |ticket: &&Ticket| {
            ticket.items.len() > 1 && ticket.phase == Phase::Waiting && ticket.bound_to.is_none()
        };
        let Some(ticket) = hall.ticket(id).filter(may_share) else { return };
        let lines: Vec<LineId> = hall.waiting_lines(ticket).into_iter().collect();
        if lines.len() > 1 {
            *self.tickets_in.entry(lines.clone()).or_default() += 1;
            self.lines_of.insert(id, lines);
        }
    }

    fn remove(&mut self, id: TicketId) {
        let Some(lines) = self.lines_of.remove(&id) else { return };
        if let Some(tickets) = self.tickets_in.get_mut(&lines) {
            *tickets -= 1;
            if *tickets == 0 {
                self.tickets_in.remove(&lines);
            }
        }
    }
}
