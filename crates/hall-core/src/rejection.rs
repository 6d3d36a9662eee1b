//! Why a command is refused: one reason each, with what the caller needs to go on.
//!
//! The sentence here is for developers and logs; texts for people are in `assets/i18n`, found by `code()`.

use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, ItemCode, LineId, StaffId, TicketId, TicketNumber, WindowId};
use crate::ticket::Phase;
use crate::time::Timestamp;

/// Why one item of a basket cannot be queued for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ItemRefusal {
    /// The catalogue does not know it.
    #[error("unknown item")]
    ItemUnknown,
    /// Handled wholly online.
    #[error("handled online, no line")]
    ItemOnline,
    /// Outside the hours of its line.
    #[error("the line is closed")]
    LineClosed {
        /// When it opens next.
        opens_at: Option<Timestamp>,
    },
    /// No place left today.
    #[error("the line is full today")]
    LineFull,
    /// Its last window has closed.
    #[error("no window serves the line")]
    LineUnserved,
    /// The wait would run past closing.
    #[error("the wait would run past closing")]
    ClosingSoon,
}

/// An item and why it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedItem {
    /// The item.
    pub item: ItemCode,
    /// Why.
    pub reason: ItemRefusal,
}

/// Why a command is refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Rejection {
    /// No configuration is in force yet.
    #[error("no catalogue is in force")]
    NoCatalogue,
    /// The day has to roll over first (`Hall::due`).
    #[error("the day has to roll over first")]
    RolloverDue,
    /// The key is empty or too long.
    #[error("an idempotency key has 1 to 64 characters")]
    BadKey,
    /// The key was used for something else.
    #[error("the idempotency key was used for another command")]
    KeyReused,

    /// No items chosen.
    #[error("no item chosen")]
    NoItems,
    /// Too many items.
    #[error("more than {max} items")]
    TooManyItems {
        /// Allowed.
        max: usize,
    },
    /// An item chosen twice.
    #[error("item {item} is chosen twice")]
    ItemTwice {
        /// Which.
        item: ItemCode,
    },
    /// Some items cannot be queued for; the others can.
    #[error("items refused")]
    ItemsRefused {
        /// Each refused item with its reason.
        items: Vec<RefusedItem>,
    },
    /// No such class of visitors.
    #[error("class {class} is unknown")]
    ClassUnknown {
        /// Which.
        class: ClassId,
    },
    /// This person has an open ticket.
    #[error("the person has the open ticket {number}")]
    OpenTicket {
        /// Which.
        ticket: TicketId,
        /// Its number.
        number: TicketNumber,
    },
    /// Too many anonymous tickets from one kiosk.
    #[error("the kiosk took too many anonymous tickets within a minute")]
    RateLimited {
        /// Try again then.
        retry_at: Timestamp,
    },

    /// No such return code was given out here.
    #[error("the return code is unknown")]
    ReturnCodeUnknown,
    /// A ticket was taken with it.
    #[error("the return code was used")]
    ReturnCodeUsed,
    /// It is too old.
    #[error("the return code has expired")]
    ReturnCodeExpired {
        /// Since when.
        expired_at: Timestamp,
    },

    /// The visit was rated already.
    #[error("the visit was rated already")]
    EvaluationGiven,
    /// The visit ended too long ago to be rated from there.
    #[error("the visit can no longer be rated")]
    EvaluationLate {
        /// Since when.
        until: Timestamp,
    },
    /// No such reason is offered for this level, or it is named twice.
    #[error("reason {reason} is not offered for this level, or named twice")]
    ReasonUnknown {
        /// Which; at most 40 characters of it.
        reason: String,
    },
    /// More words than a comment may have.
    #[error("a comment has at most {max} characters")]
    CommentTooLong {
        /// Allowed, characters.
        max: usize,
    },

    /// No such ticket today.
    #[error("ticket {ticket} is unknown")]
    TicketUnknown {
        /// Which.
        ticket: TicketId,
    },
    /// The ticket is in a phase in which this cannot be done.
    #[error("the ticket is {phase:?}")]
    WrongPhase {
        /// Its phase.
        phase: Phase,
    },
    /// The visitor was late for a call once already.
    #[error("the visitor was late for a call once already")]
    LateTwice,
    /// The grace after a missed call is over.
    #[error("the grace is over")]
    GraceOver,

    /// No such window.
    #[error("window {window} is unknown")]
    WindowUnknown {
        /// Which.
        window: WindowId,
    },
    /// Nobody works there.
    #[error("window {window} is closed")]
    WindowClosed {
        /// Which.
        window: WindowId,
    },
    /// It is paused.
    #[error("window {window} is paused")]
    WindowPaused {
        /// Which.
        window: WindowId,
    },
    /// It is not paused.
    #[error("window {window} is not paused")]
    WindowNotPaused {
        /// Which.
        window: WindowId,
    },
    /// It is open under this clerk already.
    #[error("window {window} is open already")]
    WindowOpen {
        /// Which.
        window: WindowId,
    },
    /// Another clerk is there.
    #[error("window {window} is {clerk}'s")]
    NotYourWindow {
        /// Which.
        window: WindowId,
        /// Whose.
        clerk: StaffId,
    },
    /// The clerk works at another window.
    #[error("the clerk is at window {window}")]
    ClerkElsewhere {
        /// Where.
        window: WindowId,
    },
    /// A ticket is Called or Serving there.
    #[error("window {window} has ticket {ticket}")]
    WindowBusy {
        /// Which.
        window: WindowId,
        /// Its ticket.
        ticket: TicketId,
    },
    /// The visitor in front of the window has to be finished or parked first.
    #[error("window {window} is serving ticket {ticket}")]
    StillServing {
        /// Which.
        window: WindowId,
        /// Its ticket.
        ticket: TicketId,
    },
    /// The desk shows something that is no longer so.
    #[error("the desk is stale")]
    Stale {
        /// The ticket the window really has.
        current: Option<TicketId>,
    },
    /// The ticket is at another window.
    #[error("the ticket is at window {window}")]
    TicketElsewhere {
        /// Where.
        window: WindowId,
    },
    /// Nobody waits for this window.
    #[error("nobody is waiting")]
    NobodyWaiting,
    /// The window accepts none of the ticket's open items.
    #[error("the window accepts none of its items")]
    NotAccepted,
    /// Recalled often enough.
    #[error("recalled {max} times already")]
    RecallsUsed {
        /// Allowed.
        max: u8,
    },
    /// Too soon after the last call.
    #[error("called too recently")]
    RecallTooSoon {
        /// Allowed from then on.
        allowed_at: Timestamp,
    },
    /// The ticket does not carry the item.
    #[error("the ticket does not carry item {item}")]
    ItemNotOnTicket {
        /// Which.
        item: ItemCode,
    },
    /// The item is decided already.
    #[error("item {item} is decided already")]
    ItemDecided {
        /// Which.
        item: ItemCode,
    },
    /// The item comes after one that is open.
    #[error("item {item} comes after {before}")]
    ItemTooEarly {
        /// Which.
        item: ItemCode,
        /// What comes first.
        before: ItemCode,
    },
    /// The window does not accept this item.
    #[error("the window does not accept item {item}")]
    ItemNotAccepted {
        /// Which.
        item: ItemCode,
    },
    /// A visit is not finished with nothing done.
    #[error("no item was decided")]
    NothingDecided,
    /// A transfer must lead elsewhere.
    #[error("that is where the ticket is")]
    SamePlace,
    /// No such line.
    #[error("line {line} is unknown")]
    LineUnknown {
        /// Which.
        line: LineId,
    },
    /// No open window serves the line.
    #[error("no window serves line {line}")]
    LineUnserved {
        /// Which.
        line: LineId,
    },
    /// The ticket has no class credit to void.
    #[error("the ticket has no class credit")]
    NoClassCredit,

    /// The catalogue contradicts itself.
    #[error("the catalogue contradicts itself")]
    BadCatalogue {
        /// How, one sentence each.
        reasons: Vec<String>,
    },
    /// This very catalogue is in force.
    #[error("the catalogue is in force already")]
    SameCatalogue,
    /// The rollover is not held.
    #[error("the clock needs no confirmation")]
    ClockNotHeld,
    /// Hours are extended to a later time of the same day.
    #[error("hours are extended to a later time today")]
    NotToday {
        /// The day ends then.
        latest: Timestamp,
    },
    /// A window serves at least one line, and each once.
    #[error("a window serves at least one line, and each once")]
    BadLines,
    /// That is how it is already.
    #[error("that is how it is already")]
    NothingChanged,
    /// More places than the line has.
    #[error("the line has only {capacity} places")]
    TooManyPlaces {
        /// Its places a day.
        capacity: u32,
    },
}

impl Rejection {
    /// The stable code of the reason, as in `"code"` of its JSON.
    pub fn code(&self) -> String {
        let json = serde_json::to_value(self).expect("invariant: a rejection is plain data");
        json["code"].as_str().expect("invariant: a rejection is tagged by code").to_owned()
    }
}
