//! What the hall can be asked to do.
//!
//! A command may carry what the log must not (the visitor's class); events never do.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::catalogue::Catalogue;
use crate::ids::{
    AppointmentRef, ClassId, DeviceId, ItemCode, LineId, PersonRef, StaffId, TicketId, WindowId,
};
use crate::time::Timestamp;

/// Who asks: idempotency keys belong to their caller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// A device of the site.
    Device(DeviceId),
    /// A staff member.
    Staff(StaffId),
    /// A visitor's phone, by the ticket it shows.
    Phone(TicketId),
    /// The server itself.
    Server,
}

/// A command with who asked and under which idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Who asks.
    pub caller: Caller,
    /// Chosen by the caller, 1 to 64 characters.
    pub key: String,
    /// What is asked.
    pub action: Action,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// A visitor takes a number.
    TakeTicket(TakeTicket),
    /// The visitor gives it up before the first call.
    CancelTicket {
        /// Which.
        ticket: TicketId,
    },
    /// The visitor is back: after a missed call, or from a park.
    ReturnTicket {
        /// Which.
        ticket: TicketId,
    },
    /// The visitor says *I am late*: their place is kept until they come.
    ReportLate {
        /// Which.
        ticket: TicketId,
    },
    /// The paper of a ticket came out, or its number was shown in place of it.
    ConfirmPaper {
        /// Which.
        ticket: TicketId,
    },
    /// A kiosk started anew: its tickets without confirmed paper are ghosts.
    SettleGhosts {
        /// Which kiosk.
        kiosk: DeviceId,
    },

    /// A clerk opens a window, or takes it over.
    OpenWindow(AtWindow),
    /// A supervisor opens a window for a clerk; nobody is sent away by it.
    OpenWindowFor(AtWindow),
    /// No new calls for a while.
    PauseWindow {
        /// Where and who.
        #[serde(flatten)]
        at: AtWindow,
        /// Why.
        reason: PauseReason,
        /// When it goes on, if known.
        until: Option<Timestamp>,
    },
    /// The pause is over.
    ContinueWindow(AtWindow),
    /// The clerk leaves.
    CloseWindow(AtWindow),
    /// The next visitor, please.
    CallNext {
        /// Where and who.
        #[serde(flatten)]
        at: AtWindow,
        /// The ticket the desk believes it has.
        believed: Option<TicketId>,
    },
    /// A number picked by the clerk: an override, logged as one.
    CallTicket {
        /// Where and who.
        #[serde(flatten)]
        at: AtWindow,
        /// Which.
        ticket: TicketId,
    },
    /// A visitor without a ticket is given a number at the window. Lines that are full or not open count for kiosks, not
    /// for clerks: an override, logged as one.
    GiveTicket {
        /// Where and who.
        #[serde(flatten)]
        at: AtWindow,
        /// What for, in the order chosen: the first gives the number its prefix.
        items: Vec<ItemCode>,
        /// Served at once; else the visitor waits like everybody.
        serve: bool,
        /// The visitor reads English.
        english: bool,
    },
    /// Call the number again.
    Recall(TicketAtWindow),
    /// The visitor is here.
    StartService(TicketAtWindow),
    /// One item of the visit is decided.
    RecordOutcome {
        /// Where, who and which.
        #[serde(flatten)]
        at: TicketAtWindow,
        /// The item.
        item: ItemCode,
        /// What came of it.
        outcome: Outcome,
    },
    /// The visit at this window is over.
    Finish {
        /// Where, who and which.
        #[serde(flatten)]
        at: TicketAtWindow,
        /// Outcomes of items not recorded before.
        outcomes: Vec<ItemOutcome>,
    },
    /// The visitor did not come.
    MarkNoShow(TicketAtWindow),
    /// The visitor goes away for something and comes back.
    Park {
        /// Where, who and which.
        #[serde(flatten)]
        at: TicketAtWindow,
        /// How the ticket comes back.
        kind: ParkKind,
    },
    /// Serve on whoever was parked at this window.
    ResumeService(TicketAtWindow),
    /// Called by mistake.
    PutBack(TicketAtWindow),
    /// Somebody else is to handle it.
    Transfer {
        /// Where, who and which.
        #[serde(flatten)]
        at: TicketAtWindow,
        /// The items; none = every open one.
        items: Vec<ItemCode>,
        /// Where to.
        to: TransferTarget,
    },
    /// The visitor's class is not what was claimed: no credit, back to waiting.
    VoidClass(TicketAtWindow),

    /// A supervisor sends a waiting ticket to a window: an override, logged as one.
    DirectTicket {
        /// Which.
        ticket: TicketId,
        /// Where to.
        window: WindowId,
    },
    /// A line stays open beyond its hours today; none = as its hours say.
    ExtendHours {
        /// Which.
        line: LineId,
        /// Until then.
        until: Option<Timestamp>,
    },
    /// No call is spoken any more, until the voice is let speak again or the day ends.
    MuteVoice,
    /// Calls are spoken again, those made from now on.
    UnmuteVoice,
    /// Which lines a window serves from now on, until the day ends or another configuration is adopted.
    AssignLines {
        /// Which.
        window: WindowId,
        /// Served first.
        own: Vec<LineId>,
        /// Helped when nobody waits in its own.
        helps: Vec<LineId>,
    },
    /// Places of today that appointments hold, in place of the former figure.
    ReservePlaces {
        /// In which line.
        line: LineId,
        /// How many.
        places: u32,
    },
    /// Use this configuration from now on.
    AdoptCatalogue {
        /// The configuration.
        catalogue: Box<Catalogue>,
    },
    /// The clock ran ahead of the monotonic clock by more than 10 minutes.
    ReportClockJump {
        /// By how much, milliseconds.
        ahead_ms: i64,
    },
    /// Staff looked: the clock is right, the day may roll over.
    ConfirmClock,
}

/// A visitor takes a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeTicket {
    /// What for, in the order chosen: the first gives the number its prefix.
    pub items: Vec<ItemCode>,
    /// Where the ticket is taken; `None` when no kiosk prints it.
    pub kiosk: Option<DeviceId>,
    /// Who, where known.
    pub person: Option<PersonRef>,
    /// Class the visitor claims. Never reaches the log.
    pub class: Option<ClassId>,
    /// Checked in for an appointment.
    pub appointment: Option<CheckIn>,
    /// Came with a valid return code (materials brought later).
    pub return_code: bool,
    /// The visitor reads English.
    pub english: bool,
}

/// An appointment being checked in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// Which.
    pub appointment: AppointmentRef,
    /// The time that was booked.
    pub slot: Timestamp,
}

/// A clerk at a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtWindow {
    /// The window.
    pub window: WindowId,
    /// The clerk.
    pub clerk: StaffId,
}

/// A clerk at a window with the ticket the desk shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketAtWindow {
    /// The window.
    pub window: WindowId,
    /// The clerk.
    pub clerk: StaffId,
    /// The ticket.
    pub ticket: TicketId,
}

/// Why a window calls nobody for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// A short break.
    Break,
    /// A meal.
    Meal,
    /// A meeting or training.
    Meeting,
    /// Paperwork.
    Paperwork,
    /// Something does not work.
    Fault,
}

/// How a parked ticket comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkKind {
    /// Stays with the window, which resumes it directly.
    AtWindow,
    /// Waits again, for any window.
    AnyWindow,
    /// Waits again, for this window (tier 0).
    ThisWindow,
}

/// Where a transferred ticket goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferTarget {
    /// Waits in another line.
    Line(LineId),
    /// Waits for one window (tier 0).
    Window(WindowId),
}

/// What came of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 即办: done at once.
    Done,
    /// 受理: taken in, a case now.
    Accepted,
    /// 补正: materials are missing.
    NeedsMaterials,
    /// 不予受理: not for this hall or not allowed.
    Refused,
    /// 咨询: a question answered.
    Consulted,
}

/// An item and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// The item.
    pub item: ItemCode,
    /// What came of it.
    pub outcome: Outcome,
}

/// Tells whether two commands under one key ask the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// Digests an action. The class of a visitor is left out: it is kept in the log, and a class
    /// could be guessed back from a digest.
    pub fn of(action: &Action) -> Self {
        match action {
            Action::TakeTicket(take) => {
                Self::digest(&Action::TakeTicket(TakeTicket { class: None, ..take.clone() }))
            }
            other => Self::digest(other),
        }
    }

    /// Digests whatever is asked under a key.
    pub fn digest(asked: &impl Serialize) -> Self {
        let json = serde_json::to_vec(asked).expect("invariant: what is asked has only string keys");
        let digest = Sha256::digest(&json);
        let head: [u8; 8] = digest[..8].try_into().expect("invariant: a SHA-256 digest has 32 bytes");
        Self(u64::from_be_bytes(head))
    }
}
