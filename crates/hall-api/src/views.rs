//! Views: what the feed carries. One small struct a topic, whole each time; the latest wins.

use std::fmt;
use std::str::FromStr;

use hall_core::command::{Outcome, ParkKind, PauseReason};
use hall_core::hours::Opening;
use hall_core::ids::{DeviceId, ItemCode, LineId, TicketId, TicketNumber, WindowId};
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::requests::{Label, WaitRange};

mod pad;
mod supervisor;

pub use pad::{PadComeBack, PadItem, PadMaterial, PadRate, PadView, PadVisit, RateReason};
pub use supervisor::{
    Alarm, Deed, DeviceStatus, LowRating, Notice, OfficePrinterStatus, PrinterStatus, PrinterView, QueuedJob,
    RatingsToday, Ready, SupervisorLine, SupervisorView, SupervisorWindow, UncertainCopy, UncertainJob,
};

/// Rows in any list of a view at most.
pub const ROWS_MAX: usize = 50;

/// What can be listened to: `GET /api/v1/feed?topics=board,window/3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// `kiosk`: a [`KioskView`].
    Kiosk,
    /// `board`: a [`BoardView`].
    Board,
    /// `window/3`: a [`WindowView`].
    Window(WindowId),
    /// `desk/3`: a [`DeskView`].
    Desk(WindowId),
    /// `pad/3`: a [`PadView`], for displays.
    Pad(WindowId),
    /// `ticket/17`: a [`TicketView`].
    Ticket(TicketId),
    /// `supervisor`: a [`SupervisorView`].
    Supervisor,
    /// `printer/kiosk-1`: a [`PrinterView`], for the device that has the printer.
    Printer(DeviceId),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Topic::Kiosk => f.write_str("kiosk"),
            Topic::Board => f.write_str("board"),
            Topic::Window(window) => write!(f, "window/{window}"),
            Topic::Desk(window) => write!(f, "desk/{window}"),
            Topic::Pad(window) => write!(f, "pad/{window}"),
            Topic::Ticket(ticket) => write!(f, "ticket/{ticket}"),
            Topic::Supervisor => f.write_str("supervisor"),
            Topic::Printer(device) => write!(f, "printer/{device}"),
        }
    }
}

/// No topic has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a topic: kiosk, board, window/N, desk/N, pad/N, ticket/N, supervisor or printer/DEVICE"
)]
pub struct UnknownTopic(pub String);

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownTopic(text.to_owned());
        match text.split_once('/') {
            None => match text {
                "kiosk" => Ok(Topic::Kiosk),
                "board" => Ok(Topic::Board),
                "supervisor" => Ok(Topic::Supervisor),
                _ => Err(unknown()),
            },
            Some(("printer", device)) if is_device_name(device) => Ok(Topic::Printer(DeviceId::new(device))),
            Some((kind, number)) => {
                let number: u64 = number.parse().map_err(|_not_a_number| unknown())?;
                let window = || u16::try_from(number).map(WindowId).map_err(|_too_large| unknown());
                match kind {
                    "window" => window().map(Topic::Window),
                    "desk" => window().map(Topic::Desk),
                    "pad" => window().map(Topic::Pad),
                    "ticket" => Ok(Topic::Ticket(TicketId(number))),
                    _ => Err(unknown()),
                }
            }
        }
    }
}

fn is_device_name(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// One message of the feed: SSE `event:` the topic, `data:` this as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Update<V> {
    /// Counts up with every change of the hall; a smaller one than seen before is old.
    pub version: u64,
    /// The server's clock, for ages and countdowns.
    pub now: Timestamp,
    /// The view.
    pub view: V,
}

/// What a kiosk needs to know now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KioskView {
    /// SHA-256 of the catalogue in force: fetch `/api/v1/catalogue` when it changes.
    pub catalogue_hash: String,
    /// Every line.
    pub lines: Vec<KioskLine>,
    /// Certificates can be drawn up: base data, templates and the school's key are there.
    #[serde(default)]
    pub certificates: bool,
}

/// A line as a kiosk sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each shown by itself")]
pub struct KioskLine {
    /// Which.
    pub line: LineId,
    /// By its hours.
    pub opening: Opening,
    /// No place left today.
    pub full: bool,
    /// False after its last window closed.
    pub served: bool,
    /// The wait runs past closing: it sells no more.
    pub closing: bool,
    /// Closing is near: warn.
    pub closes_soon: bool,
    /// People waiting.
    pub waiting: usize,
    /// Wait of who comes now; none if it cannot be told.
    pub wait: Option<WaitRange>,
}

/// A number being called, as screens and voice need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Counts every call and recall: speak what is larger than the last spoken.
    pub call: u64,
    /// The ticket's number.
    pub number: TicketNumber,
    /// Where to.
    pub window: WindowId,
    /// When it was called last.
    pub at: Timestamp,
    /// The visitor is at the window: show, do not flash or speak.
    pub serving: bool,
    /// Say it in English too.
    pub english: bool,
}

/// Whether calls are spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceView {
    /// A supervisor muted the voice of the whole hall.
    pub muted: bool,
    /// Calls up to this one are never spoken: they were made while it was muted, or before.
    pub silent_to: u64,
}

/// The screen over a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowView {
    /// Which.
    pub window: WindowId,
    /// Its name.
    pub name: Label,
    /// Lines of its own.
    pub serves: Vec<Label>,
    /// Open, paused or closed.
    pub state: WindowMode,
    /// The number called or served; none if nobody is.
    pub call: Option<Call>,
    /// Whether its calls are spoken.
    #[serde(default)]
    pub voice: VoiceView,
}

/// Is a window working?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum WindowMode {
    /// Calls visitors.
    Open,
    /// Back soon.
    Paused {
        /// Why.
        reason: PauseReason,
        /// Back then, if known.
        until: Option<Timestamp>,
    },
    /// Nobody there.
    Closed,
}

/// The hall's big screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardView {
    /// Name of the site.
    pub site: Label,
    /// Every number now called or served, the latest call first.
    pub calls: Vec<Call>,
    /// Waiting people per line.
    pub lines: Vec<BoardLine>,
    /// What is announced now, the latest first.
    #[serde(default)]
    pub notices: Vec<Label>,
    /// Results that can be collected, the latest first.
    #[serde(default)]
    pub ready: Vec<BoardReady>,
    /// Whether calls are spoken.
    #[serde(default)]
    pub voice: VoiceView,
}

/// A result that can be collected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardReady {
    /// What its owner knows it by, such as a ticket's number: nothing personal.
    pub code: String,
    /// Where to collect it; any window if none.
    pub window: Option<WindowId>,
}

/// A line on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoardLine {
    /// The letter of its tickets.
    pub prefix: char,
    /// Its name.
    pub name: Label,
    /// People waiting.
    pub waiting: usize,
}

/// A clerk's desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskView {
    /// Which window.
    pub window: WindowId,
    /// Its name.
    pub name: Label,
    /// Open, paused or closed.
    pub state: WindowMode,
    /// Who works there, an opaque reference; none if closed.
    pub clerk: Option<String>,
    /// The visitor called or served.
    pub ticket: Option<DeskTicket>,
    /// People waiting for this window, each counted once.
    pub waiting: usize,
    /// Lines it accepts.
    pub lines: Vec<DeskLine>,
    /// Visitors parked at or for this window, and those late whom it could call.
    pub parked: Vec<DeskParked>,
    /// Visitors who missed their call here and may come back.
    pub missed: Vec<DeskMissed>,
}

/// The visitor in front of the clerk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskTicket {
    /// Which.
    pub ticket: TicketId,
    /// As called.
    pub number: TicketNumber,
    /// Called (false) or being served (true).
    pub serving: bool,
    /// Called or served since.
    pub since: Timestamp,
    /// Taken at.
    pub issued_at: Timestamp,
    /// Recalls left.
    pub recalls_left: u8,
    /// The next recall is allowed from then on.
    pub recall_at: Timestamp,
    /// A class was claimed: the clerk may void it.
    pub class_credit: bool,
    /// The visitor reads English.
    pub english: bool,
    /// What for.
    pub items: Vec<DeskItem>,
    /// Notes of earlier clerks.
    pub notes: Vec<String>,
    /// Materials are missing: with this the visitor comes back. It stands on the notice, and here until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_code: Option<String>,
}

/// An item of the visitor in front of the clerk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskItem {
    /// Which.
    pub item: ItemCode,
    /// Its name.
    pub name: Label,
    /// What to bring.
    pub materials: Vec<Label>,
    /// What came of it; none while open.
    pub outcome: Option<Outcome>,
    /// This window can decide it now.
    pub here: bool,
    /// Why not, of an open item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_here: Option<NotHere>,
}

/// Why an open item is not for this window now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum NotHere {
    /// Another item of the visit comes first.
    After {
        /// Its name.
        item: Label,
    },
    /// The window does not serve its line.
    Elsewhere {
        /// The name of the line.
        line: Label,
        /// Windows at work that do.
        windows: Vec<WindowId>,
        /// When the line opens, if nobody serves it because it is closed.
        opens_at: Option<Timestamp>,
    },
}

/// A line at a desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskLine {
    /// Which; none for visitors sent to this very window.
    pub line: Option<LineId>,
    /// Its name.
    pub name: Label,
    /// One of the window's own (or sent to it).
    pub own: bool,
    /// People waiting.
    pub waiting: usize,
    /// The first of them, in the order of calling.
    pub next: Vec<DeskWaiting>,
}

/// A visitor waiting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskWaiting {
    /// Which.
    pub ticket: TicketId,
    /// As called.
    pub number: TicketNumber,
    /// Taken at.
    pub issued_at: Timestamp,
}

/// A visitor parked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskParked {
    /// Which.
    pub ticket: TicketId,
    /// As called.
    pub number: TicketNumber,
    /// How it comes back.
    pub kind: ParkKind,
    /// Since when.
    pub since: Timestamp,
    /// The visitor is back.
    pub back: bool,
    /// By the visitor's own word, *I am late*.
    #[serde(default)]
    pub late: bool,
}

/// A visitor who missed the call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskMissed {
    /// Which.
    pub ticket: TicketId,
    /// As called.
    pub number: TicketNumber,
    /// May come back until.
    pub until: Timestamp,
}

/// A ticket on its visitor's phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketView {
    /// As printed.
    pub number: TicketNumber,
    /// Where it is in its life.
    pub state: TicketState,
    /// Away by the visitor's own word, *I am late*.
    #[serde(default)]
    pub late: bool,
    /// The visitor may say so now.
    #[serde(default)]
    pub may_be_late: bool,
    /// People ahead; only while waiting.
    pub people_ahead: Option<usize>,
    /// Estimated wait; only while waiting.
    pub wait: Option<WaitRange>,
    /// Where to wait.
    pub area: Label,
    /// Its items, each with whether it is decided.
    pub items: Vec<TicketViewItem>,
    /// The visit has ended: how it is rated. None before that.
    #[serde(default)]
    pub rating: Option<TicketRating>,
}

/// Whether a visit that has ended can be rated on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRating {
    /// When the visit ended.
    pub ended_at: Timestamp,
    /// Until then.
    pub until: Timestamp,
    /// It was rated, here or at the window.
    pub given: bool,
    /// The ticket is of an earlier day: it is shown to be rated and is good for nothing else.
    pub day_over: bool,
}

/// An item on the phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketViewItem {
    /// Its name.
    pub name: Label,
    /// Decided already.
    pub decided: bool,
}

/// A ticket's state for its visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TicketState {
    /// In line.
    Waiting,
    /// Go to the window.
    Called {
        /// Where to.
        window: WindowId,
    },
    /// At the window.
    Serving {
        /// Where.
        window: WindowId,
    },
    /// Missed; may come back.
    NoShow {
        /// Until then.
        until: Timestamp,
    },
    /// Away for something.
    Parked {
        /// Which window waits for the visitor; none = any.
        window: Option<WindowId>,
        /// The return was told.
        back: bool,
    },
    /// Done.
    Done,
    /// Given up.
    Cancelled,
    /// Over.
    Expired,
}
