//! The hall against what the events tell: every ticket, every window, every line, after every step.

use std::collections::BTreeSet;

use hall_core::hall::{Hall, WindowMode};
use hall_core::ids::TicketId;
use hall_core::ticket::{Phase, Ticket};

use super::{Counted, Place, Referee, Tracked};

impl Referee {
    /// Compares the hall with what is known after a step.
    pub fn compare(&self, hall: &Hall) {
        assert_eq!(hall.day(), self.day);
        assert_eq!(hall.last_at(), self.at);
        assert_eq!(hall.voice_muted_since(), self.muted_since);
        self.compare_tickets(hall);
        self.compare_windows(hall);
        self.compare_lines(hall);
    }

    /// No ticket is lost or made up, each is in one place, and nobody's place has changed by itself.
    fn compare_tickets(&self, hall: &Hall) {
        let mut tickets = hall.tickets();
        for (id, known) in &self.tickets {
            compare_ticket(*id, tickets.next(), known);
        }
        assert_eq!(tickets.next(), None, "a ticket is made up");
    }

    /// A window has the one ticket it called, and those that wait for it alone, in their order.
    fn compare_windows(&self, hall: &Hall) {
        let mut bound = 0;
        for (id, window) in hall.windows() {
            assert_eq!(window.current, self.at_window.get(&id).copied(), "window {id}");
            assert_eq!(window.mode != WindowMode::Closed, self.open_windows.contains(&id), "window {id}");
            assert_eq!(window.clerk.is_some(), self.open_windows.contains(&id), "window {id}");
            match self.bound.get(&id) {
                Some(known) => assert_eq!(window.bound, *known, "window {id}"),
                None => assert!(window.bound.is_empty(), "window {id}"),
            }
            bound += window.bound.len();
        }
        let known: usize = self.bound.values().map(BTreeSet::len).sum();
        assert_eq!(bound, known, "sent to windows that are gone");
    }

    /// In a line stand those who wait in it, in their order, and nobody else.
    fn compare_lines(&self, hall: &Hall) {
        let nothing = Counted::default();
        for (id, line) in hall.lines() {
            let known = self.lines.get(id).unwrap_or(&nothing);
            assert_eq!(line.waiting, known.waiting, "line {id}");
            assert_eq!((line.taken, line.reserved), (known.taken, known.reserved), "line {id}");
            assert_eq!(line.windows as usize, self.windows_of(id), "line {id}");
            assert!(line.served || line.windows == 0, "line {id} is served");
        }
        let waiting: usize = self.lines.values().map(|line| line.waiting.len()).sum();
        assert_eq!(
            hall.lines().map(|(_, line)| line.waiting.len()).sum::<usize>(),
            waiting,
            "in lines that are gone"
        );
    }
}

fn compare_ticket(id: TicketId, ticket: Option<&Ticket>, known: &Tracked) {
    let ticket = ticket.filter(|ticket| ticket.id == id).unwrap_or_else(|| panic!("{id} is lost: {known:?}"));
    assert_eq!(place_of(ticket.phase), known.place, "{id}");
    assert_eq!(ticket.key(), known.key(id), "{id}");
    assert_eq!((ticket.number, ticket.day), (known.number, known.day), "{id}");
    if known.place.is_open() {
        assert_eq!(ticket.bound_to, known.bound_to, "{id}");
    }
    let is_same = ticket.items.iter().zip(&known.pieces).all(|(item, piece)| {
        item.item == piece.item && item.line == piece.line && item.outcome.is_some() == piece.is_decided
    });
    assert!(is_same && ticket.items.len() == known.pieces.len(), "{:?}: {:?}", ticket.items, known.pieces);
}

fn place_of(phase: Phase) -> Place {
    match phase {
        Phase::Waiting => Place::Waiting,
        Phase::Called { window, .. } => Place::Called(window),
        Phase::Serving { window, .. } => Place::Serving(window),
        Phase::NoShow { until } => Place::NoShow(until),
        Phase::Parked { window, kind, back, .. } => Place::Parked { window, kind, is_back: back },
        Phase::Done => Place::Done,
        Phase::Cancelled => Place::Cancelled,
        Phase::Expired => Place::Expired,
    }
}
