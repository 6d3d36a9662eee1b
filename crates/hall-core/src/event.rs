//! What happened: the only thing that changes the hall, and what the log holds.
//!
//! No personal data: opaque references, and of a visitor's class only the credit it earned.

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::command::{Caller, Fingerprint, Outcome, ParkKind, PauseReason, TransferTarget};
use crate::ids::{DeviceId, ItemCode, LineId, PersonRef, StaffId, TicketId, TicketNumber, WindowId};
use crate::rejection::RefusedItem;
use crate::time::{HallDay, Timestamp};

/// A fact with its time and its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When; never before the event in front of it.
    pub at: Timestamp,
    /// The command behind it; none if time alone brought it about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What happened.
    #[serde(flatten)]
    pub fact: Fact,
}

/// The command an event came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Who asked.
    pub caller: Caller,
    /// Under which idempotency key.
    pub key: String,
    /// What was asked, digested.
    pub fingerprint: Fingerprint,
}

/// An item and the line it waits in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemInLine {
    /// The item.
    pub item: ItemCode,
    /// Its line.
    pub line: LineId,
}

/// Why a ticket was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// The visitor gave it up.
    Visitor,
    /// Its paper never came out.
    Ghost,
}

/// Why a ticket waits again, its arrival kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitCause {
    /// Items are left for other windows.
    ItemsLeft,
    /// Called by mistake.
    PutBack,
    /// The window closed.
    WindowClosed,
    /// The visitor is back from a park.
    BackFromPark,
    /// The class was voided.
    ClassVoided,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum Fact {
    /// A configuration is in force.
    CatalogueAdopted {
        /// SHA-256 of its JSON, hex.
        hash: String,
        /// The configuration.
        catalogue: Box<Catalogue>,
    },
    /// A new day of the hall: numbers restart, leftovers expired before it.
    DayRolledOver {
        /// The new day.
        day: HallDay,
    },
    /// The clock jumped forward: the rollover waits for staff.
    ClockJumped {
        /// By how much, milliseconds.
        ahead_ms: i64,
    },
    /// Staff confirmed the clock.
    ClockConfirmed,
    /// Appointments hold so many places of a line today.
    PlacesReserved {
        /// The line.
        line: LineId,
        /// How many.
        places: u32,
    },
    /// A line stays open beyond its hours today; none = as its hours say.
    HoursExtended {
        /// The line.
        line: LineId,
        /// Until then.
        until: Option<Timestamp>,
    },
    /// No call is spoken, until the voice is let speak again or the day ends.
    VoiceMuted,
    /// Calls are spoken again, those made from now on.
    VoiceUnmuted,
    /// A window serves these lines until the day ends or another configuration is adopted.
    LinesAssigned {
        /// The window.
        window: WindowId,
        /// Served first.
        own: Vec<LineId>,
        /// Helped.
        helps: Vec<LineId>,
    },
    /// The last window of a line closed: the kiosk sells it no more, the supervisor is told.
    LineUnserved {
        /// The line.
        line: LineId,
    },
    /// A window serves the line again.
    LineServed {
        /// The line.
        line: LineId,
    },

    /// A number was taken.
    TicketTaken(TicketTaken),
    /// The paper came out, or the number was shown in place of it.
    PaperConfirmed {
        /// Which.
        ticket: TicketId,
    },
    /// A ghost young enough is printed again, marked 补打.
    ReprintDue {
        /// Which.
        ticket: TicketId,
        /// On which kiosk.
        kiosk: DeviceId,
    },
    /// Given up.
    TicketCancelled {
        /// Which.
        ticket: TicketId,
        /// Why.
        reason: CancelReason,
    },
    /// Its day, or its grace, is over.
    TicketExpired {
        /// Which.
        ticket: TicketId,
    },
    /// Called to a window.
    TicketCalled {
        /// Which.
        ticket: TicketId,
        /// Where to.
        window: WindowId,
        /// Counts every call and recall of the hall; screens and voice go by it.
        call: u64,
        /// Picked out of turn by the clerk.
        picked: bool,
    },
    /// Called again.
    TicketRecalled {
        /// Which.
        ticket: TicketId,
        /// Where to.
        window: WindowId,
        /// As in `TicketCalled`.
        call: u64,
    },
    /// The visitor is at the window, called or come without a ticket.
    ServiceStarted {
        /// Which.
        ticket: TicketId,
        /// Where.
        window: WindowId,
    },
    /// An item was decided.
    OutcomeRecorded {
        /// Which.
        ticket: TicketId,
        /// Where.
        window: WindowId,
        /// The item.
        item: ItemCode,
        /// What came of it.
        outcome: Outcome,
    },
    /// Every item is decided.
    TicketDone {
        /// Which.
        ticket: TicketId,
        /// Where.
        window: WindowId,
    },
    /// Waits again with its own arrival.
    TicketWaitsAgain {
        /// Which.
        ticket: TicketId,
        /// Why.
        cause: WaitCause,
    },
    /// Did not come when called.
    TicketMissed {
        /// Which.
        ticket: TicketId,
        /// Where.
        window: WindowId,
        /// May come back until then.
        until: Timestamp,
    },
    /// Came back after a missed call.
    TicketRejoined {
        /// Which.
        ticket: TicketId,
        /// Its arrival from now on.
        arrival: Timestamp,
        /// Its sequence from now on.
        sequence: u64,
    },
    /// Away for something.
    TicketParked {
        /// Which.
        ticket: TicketId,
        /// From where.
        window: WindowId,
        /// How it comes back.
        kind: ParkKind,
    },
    /// The visitor said *I am late*: away, the place in line kept.
    VisitorLate {
        /// Which.
        ticket: TicketId,
        /// The window it was called to, which is free again; none out of the line.
        window: Option<WindowId>,
    },
    /// A visitor parked at a window is back; the window resumes when it can.
    VisitorBack {
        /// Which.
        ticket: TicketId,
    },
    /// Served on after a park at the window.
    ServiceResumed {
        /// Which.
        ticket: TicketId,
        /// Where.
        window: WindowId,
    },
    /// Sent to another line or window.
    TicketTransferred {
        /// Which.
        ticket: TicketId,
        /// From where.
        window: WindowId,
        /// Which items.
        items: Vec<ItemCode>,
        /// Where to.
        to: TransferTarget,
    },
    /// Sent to a window by a supervisor.
    TicketDirected {
        /// Which.
        ticket: TicketId,
        /// Where to.
        window: WindowId,
    },
    /// The class was not what was claimed: the credit is gone.
    ClassVoided {
        /// Which.
        ticket: TicketId,
    },

    /// A clerk opened a window.
    WindowOpened {
        /// Which.
        window: WindowId,
        /// Who.
        clerk: StaffId,
    },
    /// Another clerk took a window over, its ticket included.
    WindowTakenOver {
        /// Which.
        window: WindowId,
        /// Who.
        clerk: StaffId,
        /// From whom.
        from: StaffId,
    },
    /// No new calls.
    WindowPaused {
        /// Which.
        window: WindowId,
        /// Why.
        reason: PauseReason,
        /// When it goes on, if known.
        until: Option<Timestamp>,
    },
    /// Calls again.
    WindowContinued {
        /// Which.
        window: WindowId,
    },
    /// The clerk left.
    WindowClosed {
        /// Which.
        window: WindowId,
    },
}

impl Fact {
    /// The ticket it is about, if it is about one.
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Fact::TicketTaken(taken) => Some(taken.ticket),
            Fact::PaperConfirmed { ticket }
            | Fact::ReprintDue { ticket, .. }
            | Fact::TicketCancelled { ticket, .. }
            | Fact::TicketExpired { ticket }
            | Fact::TicketCalled { ticket, .. }
            | Fact::TicketRecalled { ticket, .. }
            | Fact::ServiceStarted { ticket, .. }
            | Fact::OutcomeRecorded { ticket, .. }
            | Fact::TicketDone { ticket, .. }
            | Fact::TicketWaitsAgain { ticket, .. }
            | Fact::TicketMissed { ticket, .. }
            | Fact::TicketRejoined { ticket, .. }
            | Fact::TicketParked { ticket, .. }
            | Fact::VisitorLate { ticket, .. }
            | Fact::VisitorBack { ticket }
            | Fact::ServiceResumed { ticket, .. }
            | Fact::TicketTransferred { ticket, .. }
            | Fact::TicketDirected { ticket, .. }
            | Fact::ClassVoided { ticket } => Some(*ticket),
            Fact::CatalogueAdopted { .. }
            | Fact::DayRolledOver { .. }
            | Fact::ClockJumped { .. }
            | Fact::ClockConfirmed
            | Fact::PlacesReserved { .. }
            | Fact::HoursExtended { .. }
            | Fact::VoiceMuted
            | Fact::VoiceUnmuted
            | Fact::LinesAssigned { .. }
            | Fact::LineUnserved { .. }
            | Fact::LineServed { .. }
            | Fact::WindowOpened { .. }
            | Fact::WindowTakenOver { .. }
            | Fact::WindowPaused { .. }
            | Fact::WindowContinued { .. }
            | Fact::WindowClosed { .. } => None,
        }
    }
}

/// A number was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketTaken {
    /// Its name for life.
    pub ticket: TicketId,
    /// What is printed and called.
    pub number: TicketNumber,
    /// Breaks ties of arrival.
    pub sequence: u64,
    /// What for, each with its line.
    pub items: Vec<ItemInLine>,
    /// Who prints it.
    pub kiosk: Option<DeviceId>,
    /// Who took it, where known.
    pub person: Option<PersonRef>,
    /// Credit earned by class, milliseconds; a clerk may void it.
    pub class_credit_ms: i64,
    /// Credit earned by appointment or return code, milliseconds.
    pub other_credit_ms: i64,
    /// It used a reserved place in each of its lines.
    pub appointment: bool,
    /// The visitor reads English.
    pub english: bool,
    /// At a window, by its clerk; none if a kiosk gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
    /// The visit whose missing materials are brought now, if it was taken with that visit's return code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<TicketId>,
}

/// How a clerk gave a number. Who it was is in the event's cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Where.
    pub window: WindowId,
    /// Items a kiosk would have refused, with the reason that was overridden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub despite: Vec<RefusedItem>,
}
