//! Knows the rules by itself, from the events alone, and compares the hall with what it knows after every step.
//!
//! It is slow and plain where the hall is quick: whoever is next is found by looking at everybody, and every ticket,
//! line and window is compared each time, not only what a step is about.

mod compare;
mod order;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hall_core::catalogue::Catalogue;
use hall_core::command::ParkKind;
use hall_core::ids::{ItemCode, LineId, PersonRef, TicketId, TicketNumber, WindowId};
use hall_core::ticket::QueueKey;
use hall_core::time::{HallDay, Timestamp};

/// Where a ticket is, as the events tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    Waiting,
    Called(WindowId),
    Serving(WindowId),
    NoShow(Timestamp),
    /// Of no window if by the visitor's own word.
    Parked {
        window: Option<WindowId>,
        kind: ParkKind,
        is_back: bool,
    },
    Done,
    Cancelled,
    Expired,
}

impl Place {
    pub fn is_open(self) -> bool {
        !matches!(self, Place::Done | Place::Cancelled | Place::Expired)
    }

    pub fn window(self) -> Option<WindowId> {
        match self {
            Place::Called(window) | Place::Serving(window) => Some(window),
            _ => None,
        }
    }
}

/// An item of a ticket.
#[derive(Clone, Debug)]
pub struct Piece {
    pub item: ItemCode,
    pub line: LineId,
    pub is_decided: bool,
}

/// A ticket, as the events tell it.
#[derive(Clone, Debug)]
pub struct Tracked {
    pub number: TicketNumber,
    pub day: HallDay,
    pub issued_at: Timestamp,
    pub other_credit_ms: i64,
    pub arrival: Timestamp,
    pub sequence: u64,
    pub pieces: Vec<Piece>,
    pub person: Option<PersonRef>,
    pub place: Place,
    /// The window that gave it to a visitor without a ticket.
    pub given_at: Option<WindowId>,
    pub bound_to: Option<WindowId>,
    pub was_called: bool,
    pub was_late_for_call: bool,
    pub missed: u32,
    /// The lines it stands in now.
    pub stands_in: BTreeSet<LineId>,
}

impl Tracked {
    fn key(&self, ticket: TicketId) -> QueueKey {
        QueueKey { arrival: self.arrival, sequence: self.sequence, ticket }
    }
}

/// A line, as the events tell it.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Who stands in it.
    pub waiting: BTreeSet<QueueKey>,
    pub taken: u32,
    pub reserved: u32,
    /// Of the taken places, those that transfers and clerks took without asking for room.
    pub moved_in: u32,
}

/// What the events tell.
#[derive(Default)]
pub struct Referee {
    catalogue: Option<Arc<Catalogue>>,
    /// Which lines each window serves, and whether as its own.
    serves: BTreeMap<WindowId, BTreeMap<LineId, bool>>,
    largest_credit_ms: i64,
    day: Option<HallDay>,
    at: Timestamp,
    numbers: BTreeMap<char, u32>,
    last_ticket: u64,
    last_sequence: u64,
    last_call: u64,
    muted_since: Option<Timestamp>,
    pub tickets: BTreeMap<TicketId, Tracked>,
    pub waiting: BTreeSet<TicketId>,
    at_window: BTreeMap<WindowId, TicketId>,
    open_windows: BTreeSet<WindowId>,
    paused_windows: BTreeSet<WindowId>,
    persons: BTreeMap<PersonRef, TicketId>,
    lines: BTreeMap<LineId, Counted>,
    /// Who waits for one window alone.
    bound: BTreeMap<WindowId, BTreeSet<QueueKey>>,
}

impl Referee {
    fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.clone().expect("a catalogue is in force")
    }

    pub fn ticket(&self, id: TicketId) -> &Tracked {
        &self.tickets[&id]
    }

    fn change(&mut self, id: TicketId) -> &mut Tracked {
        self.tickets.get_mut(&id).expect("an event is about a known ticket")
    }

    fn count(&mut self, line: &LineId) -> &mut Counted {
        self.lines.entry(line.clone()).or_default()
    }

    /// Lines a ticket has to stand in: of its open items, those that come after no other open one.
    fn lines_of(&self, ticket: &Tracked) -> BTreeSet<LineId> {
        let catalogue = self.catalogue();
        let open: Vec<&Piece> = ticket.pieces.iter().filter(|piece| !piece.is_decided).collect();
        let is_free = |piece: &&&Piece| {
            let after = catalogue.items.get(&piece.item).map_or(&[][..], |item| &item.after);
            !open.iter().any(|other| after.contains(&other.item))
        };
        open.iter().filter(is_free).map(|piece| piece.line.clone()).collect()
    }

    /// Takes the ticket to a place, and into or out of the lines.
    fn go(&mut self, id: TicketId, place: Place) {
        self.leave(id);
        self.change(id).place = place;
        if place == Place::Waiting {
            self.waiting.insert(id);
            let ticket = self.ticket(id);
            let key = ticket.key(id);
            if let Some(window) = ticket.bound_to {
                self.bound.entry(window).or_default().insert(key);
            } else {
                let stands_in = self.lines_of(ticket);
                assert!(!stands_in.is_empty(), "{id} waits nowhere");
                for line in &stands_in {
                    self.count(line).waiting.insert(key);
                }
                self.change(id).stands_in = stands_in;
            }
        }
        if let Some(window) = place.window() {
            let before = self.at_window.insert(window, id);
            assert!(before.is_none() || before == Some(id), "window {window} has {before:?}, and now {id}");
        }
        if !place.is_open()
            && let Some(person) = self.ticket(id).person.clone()
        {
            self.persons.remove(&person);
        }
    }

    fn leave(&mut self, id: TicketId) {
        self.waiting.remove(&id);
        let key = self.ticket(id).key(id);
        let stands_in = std::mem::take(&mut self.change(id).stands_in);
        for line in &stands_in {
            self.count(line).waiting.remove(&key);
        }
        for waiting in self.bound.values_mut() {
            waiting.remove(&key);
        }
        if let Some(window) = self.ticket(id).place.window() {
            self.at_window.remove(&window);
        }
    }
}
