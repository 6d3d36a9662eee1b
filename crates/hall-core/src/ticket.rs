//! A ticket (号票) and its life.

use serde::{Deserialize, Serialize};

use crate::command::{Outcome, ParkKind};
use crate::ids::{DeviceId, ItemCode, LineId, PersonRef, TicketId, TicketNumber, WindowId};
use crate::time::{HallDay, Timestamp};

/// Where a ticket is in its life; the diagram of the domain document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// In line.
    Waiting,
    /// Called, on the way to the window.
    Called {
        /// Where to.
        window: WindowId,
        /// First call.
        since: Timestamp,
        /// Last call or recall.
        last_call: Timestamp,
        /// Number of the last call.
        call: u64,
        /// Recalls so far.
        recalls: u8,
    },
    /// At the window.
    Serving {
        /// Where.
        window: WindowId,
        /// Since when.
        since: Timestamp,
    },
    /// Missed the call; may come back.
    NoShow {
        /// Until then.
        until: Timestamp,
    },
    /// Away for something.
    Parked {
        /// From where; none by the visitor's own word, *I am late*.
        window: Option<WindowId>,
        /// How it comes back.
        kind: ParkKind,
        /// Since when.
        since: Timestamp,
        /// The visitor is back and waits for the window (`AtWindow` only).
        back: bool,
    },
    /// Every item decided.
    Done,
    /// Given up.
    Cancelled,
    /// Its day or grace is over.
    Expired,
}

impl Phase {
    /// The ticket is still of use.
    pub fn is_open(self) -> bool {
        match self {
            Phase::Waiting
            | Phase::Called { .. }
            | Phase::Serving { .. }
            | Phase::NoShow { .. }
            | Phase::Parked { .. } => true,
            Phase::Done | Phase::Cancelled | Phase::Expired => false,
        }
    }

    /// The window that has the ticket Called or Serving.
    pub fn window(self) -> Option<WindowId> {
        match self {
            Phase::Called { window, .. } | Phase::Serving { window, .. } => Some(window),
            Phase::Waiting
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired => None,
        }
    }
}

/// An item on a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketItem {
    /// The item.
    pub item: ItemCode,
    /// The line it waits in; a transfer may change it.
    pub line: LineId,
    /// What came of it; none while open.
    pub outcome: Option<Outcome>,
}

/// The order of calling: virtual arrival, ties by sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QueueKey {
    /// `issued_at − credit`, or where a late visitor was put.
    pub arrival: Timestamp,
    /// Unique.
    pub sequence: u64,
    /// Whose key it is.
    pub ticket: TicketId,
}

/// One visitor's place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one ticket")]
pub struct Ticket {
    /// Its name for life.
    pub id: TicketId,
    /// What is printed and called.
    pub number: TicketNumber,
    /// The hall's day it belongs to.
    pub day: HallDay,
    /// When it was taken.
    pub issued_at: Timestamp,
    /// Virtual arrival time.
    pub arrival: Timestamp,
    /// Breaks ties of arrival.
    pub sequence: u64,
    /// What for.
    pub items: Vec<TicketItem>,
    /// Who prints it.
    pub kiosk: Option<DeviceId>,
    /// The paper came out, or the number was shown.
    pub paper_confirmed: bool,
    /// Who took it, where known.
    pub person: Option<PersonRef>,
    /// Credit by class, milliseconds.
    pub class_credit_ms: i64,
    /// Credit by appointment or return code, milliseconds.
    pub other_credit_ms: i64,
    /// The visitor reads English.
    pub english: bool,
    /// Where it is in its life.
    pub phase: Phase,
    /// Tier 0 at this window, in no line.
    pub bound_to: Option<WindowId>,
    /// It was called at least once.
    pub called_before: bool,
    /// The visitor was late for a call once: not a second time.
    #[serde(default)]
    pub late_for_call: bool,
    /// Calls missed.
    pub missed: u8,
    /// Serving time at the present window before a park, milliseconds.
    pub served_ms: i64,
    /// Items decided since the visitor came to the present window.
    pub decided_here: Vec<ItemCode>,
}

impl Ticket {
    /// Its place in the order of calling.
    pub fn key(&self) -> QueueKey {
        QueueKey { arrival: self.arrival, sequence: self.sequence, ticket: self.id }
    }

    /// The visitor may say *I am late* now.
    pub fn may_be_late(&self) -> bool {
        match self.phase {
            Phase::Waiting => true,
            Phase::Called { .. } => !self.late_for_call,
            Phase::Serving { .. }
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired => false,
        }
    }

    /// The visitor is away by their own word, *I am late*.
    pub fn is_late(&self) -> bool {
        matches!(self.phase, Phase::Parked { window: None, .. })
    }

    /// Items not decided.
    pub fn open_items(&self) -> impl Iterator<Item = &TicketItem> {
        self.items.iter().filter(|item| item.outcome.is_none())
    }

    /// One of its items.
    pub fn item(&self, code: &ItemCode) -> Option<&TicketItem> {
        self.items.iter().find(|item| item.item == *code)
    }
}
