//! What a supervisor sees: windows, lines, devices and printers; and what a device with a printer is to do.

use hall_core::evaluation::Level;
use hall_core::hours::Opening;
use hall_core::ids::{DeviceId, LineId, TicketId, TicketNumber, WindowId};
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Call, WindowMode};
use crate::requests::{
    CertificateJob, Label, OfficePrinterState, PrintJob, PrintOutcome, PrinterState, WaitRange,
};

/// The hall as the supervisor sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisorView {
    /// The hall's day.
    pub day: String,
    /// The rollover waits until staff confirm the clock.
    pub clock_held: bool,
    /// Since when no call is spoken; none if calls are.
    #[serde(default)]
    pub voice_muted_since: Option<Timestamp>,
    /// What needs somebody, the most pressing first.
    pub alarms: Vec<Alarm>,
    /// Every window.
    pub windows: Vec<SupervisorWindow>,
    /// Every line.
    pub lines: Vec<SupervisorLine>,
    /// Print jobs neither confirmed nor settled.
    pub print_jobs_open: usize,
    /// Every device, kiosks first.
    pub devices: Vec<DeviceStatus>,
    /// What is announced now, the latest first.
    pub notices: Vec<Notice>,
    /// What staff did today beyond their own window, the latest first.
    #[serde(default)]
    pub deeds: Vec<Deed>,
    /// How visitors rated today.
    #[serde(default)]
    pub ratings: RatingsToday,
    /// Results on the boards that can be collected, the latest first.
    #[serde(default)]
    pub ready: Vec<Ready>,
}

/// How visitors rated today.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RatingsToday {
    /// How many gave each level, from 1 to 5.
    pub levels: [u32; 5],
    /// Those of level 1 and 2, the latest first.
    pub low: Vec<LowRating>,
}

/// A visit rated 1 or 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LowRating {
    /// The number of its ticket.
    pub number: TicketNumber,
    /// 1 or 2.
    pub level: Level,
    /// The window that ended it.
    pub window: WindowId,
    /// The line of its first item.
    pub line: LineId,
    /// Who worked there, for the supervisor alone.
    pub clerk_name: Option<String>,
    /// What was ticked.
    pub reasons: Vec<Label>,
    /// In the visitor's own words.
    pub comment: Option<String>,
    /// Rated at.
    pub at: Timestamp,
}

/// A window as the supervisor sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisorWindow {
    /// Which.
    pub window: WindowId,
    /// Its name.
    pub name: Label,
    /// Open, paused or closed.
    pub state: WindowMode,
    /// In that state since; none if it has been since before the server started.
    pub since: Option<Timestamp>,
    /// Who works there, an opaque reference.
    pub clerk: Option<String>,
    /// The clerk's name, for colleagues.
    pub clerk_name: Option<String>,
    /// The number called or served.
    pub call: Option<Call>,
    /// Nobody has been called to it since; none while somebody is, or if that is not known.
    pub free_since: Option<Timestamp>,
    /// People waiting whom it may call, each counted once.
    pub waiting: usize,
    /// Its own lines.
    pub own: Vec<LineId>,
    /// Lines it helps.
    pub helps: Vec<LineId>,
}

/// A line as the supervisor sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, each shown by itself")]
pub struct SupervisorLine {
    /// Which.
    pub line: LineId,
    /// Its name.
    pub name: Label,
    /// The letter of its tickets.
    pub prefix: char,
    /// By its hours, and beyond them where that is extended.
    pub opening: Opening,
    /// Open beyond its hours until then, today.
    pub extended_until: Option<Timestamp>,
    /// No place left today.
    pub full: bool,
    /// False after its last window closed.
    pub served: bool,
    /// The wait runs past closing: it sells no more.
    pub closing: bool,
    /// Closing is near.
    pub closes_soon: bool,
    /// People waiting.
    pub waiting: usize,
    /// When the one who waits longest took the number.
    pub longest: Option<Timestamp>,
    /// Wait of who comes now; none if it cannot be told.
    pub wait: Option<WaitRange>,
    /// Windows that are not closed and serve it.
    pub windows: u32,
}

/// What needs somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alarm {
    /// The clock jumped; the day does not roll over until staff confirm it.
    ClockHeld,
    /// No call is spoken.
    VoiceMuted {
        /// Since when.
        since: Timestamp,
    },
    /// People wait and no window serves them.
    LineUnserved {
        /// In which line.
        line: LineId,
        /// How many.
        waiting: usize,
    },
    /// Somebody waits very long.
    WaitLong {
        /// In which line.
        line: LineId,
        /// Since when.
        since: Timestamp,
    },
    /// Very many wait.
    LineLong {
        /// In which line.
        line: LineId,
        /// How many.
        waiting: usize,
    },
    /// A window calls nobody although somebody waits for it.
    WindowIdle {
        /// Which.
        window: WindowId,
        /// Since when.
        since: Timestamp,
        /// How many wait.
        waiting: usize,
    },
    /// A printer does not print, or soon will not.
    Printer {
        /// Whose.
        device: DeviceId,
        /// How it is.
        state: PrinterState,
    },
    /// Visitors may have no paper.
    PrintUncertain {
        /// Whose printer.
        device: DeviceId,
        /// How many.
        jobs: usize,
    },
    /// Certificates are configured and cannot be had.
    CertificatesClosed {
        /// The first thing that is wrong; `hall-server doctor` names all.
        reason: String,
    },
    /// The records that certificates are drawn up from do not answer.
    RecordsAway {
        /// Since when; the next certificate that can be drawn up ends it.
        since: Timestamp,
    },
    /// The certificate of the school's key ends soon, or has ended.
    SigningKeyEnds {
        /// When.
        at: Timestamp,
    },
    /// A printer of certificates does not print, or soon will not.
    OfficePrinter {
        /// Whose.
        device: DeviceId,
        /// How it is.
        state: OfficePrinterState,
    },
    /// People may have no certificate.
    CopiesUncertain {
        /// Whose printer.
        device: DeviceId,
        /// How many.
        copies: usize,
    },
    /// A screen or kiosk is away.
    DeviceAway {
        /// Which.
        device: DeviceId,
        /// Since when; none if it was not seen since the server started.
        since: Option<Timestamp>,
    },
}

/// An announcement to everybody in the hall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name.
    pub id: i64,
    /// What it says.
    pub text: Label,
    /// Shown until then.
    pub until: Timestamp,
}

/// A result that can be collected, as it stands on the boards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Its name.
    pub id: i64,
    /// What its owner knows it by.
    pub code: String,
    /// Where to collect it; any window if none.
    pub window: Option<WindowId>,
    /// Shown until then.
    pub until: Timestamp,
}

/// What somebody did, as the log or the audit has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// Who, an opaque reference.
    pub staff: String,
    /// Their name, for colleagues; none if they have not signed in since the server started.
    pub staff_name: Option<String>,
    /// What: `hold`, `release`, `open`, `take_over`, `assign`, `extend`, `extend_end`, `mute`,
    /// `unmute`, `direct`, `confirm_clock`, or an action of the audit.
    pub action: String,
    /// At which window.
    pub window: Option<WindowId>,
    /// In which line.
    pub line: Option<LineId>,
    /// With which number.
    pub number: Option<TicketNumber>,
    /// What else it was about: a device, an announcement.
    pub about: Option<String>,
}

/// A device of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceStatus {
    /// Which.
    pub device: DeviceId,
    /// `kiosk`, `display` or `agent`.
    pub kind: String,
    /// It listens to the server.
    pub connected: bool,
    /// Connected or away since then; none if it was never seen since the server started.
    pub since: Option<Timestamp>,
    /// Its printer; none if it never spoke of one and has nothing to print.
    pub printer: Option<PrinterStatus>,
    /// Its printer of certificates; none if it never spoke of one and nothing is to be said of it.
    #[serde(default)]
    pub office_printer: Option<OfficePrinterStatus>,
}

/// A device's printer of certificates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfficePrinterStatus {
    /// What it says of itself; none if nothing was heard yet.
    pub state: Option<OfficePrinterState>,
    /// In this state since then.
    pub since: Option<Timestamp>,
    /// For staff.
    pub detail: Option<String>,
    /// Copies ordered by staff that it still has to print.
    pub queue: usize,
    /// Copies of which nobody knows whether they came out, the latest first.
    pub uncertain: Vec<UncertainCopy>,
}

/// A device's printer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PrinterStatus {
    /// What it says of itself.
    pub state: PrinterState,
    /// In this state since then; none if nothing was heard yet.
    pub since: Option<Timestamp>,
    /// For staff.
    pub detail: Option<String>,
    /// Orders it still has to carry out, the oldest first.
    pub queue: Vec<QueuedJob>,
    /// Prints of open tickets of which nobody knows whether they came out, or which did not, the latest first.
    pub uncertain: Vec<UncertainJob>,
}

/// An order a printer still has to carry out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueuedJob {
    /// The job.
    pub job: i64,
    /// The number it prints; none for a test page and for clearing.
    pub number: Option<TicketNumber>,
    /// Empties the printer instead of printing.
    pub clears: bool,
    /// Ordered at.
    pub at: Timestamp,
}

/// A print nobody may rely on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UncertainJob {
    /// The job: for `/print-jobs/{job}/reprint`.
    pub job: i64,
    /// Which ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// `unknown` or `refused`.
    pub outcome: PrintOutcome,
    /// What the printer said.
    pub detail: Option<String>,
    /// Reported at.
    pub at: Timestamp,
}

/// What a device is to print now beyond what it got with its answers. Each job is reported as any other, once; a job
/// seen before is not printed again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PrinterView {
    /// Reprints and test pages ordered by staff, the oldest first.
    pub jobs: Vec<PrintJob>,
    /// Empty the printer's buffer first, give up what is being sent, and report this job as confirmed.
    pub clear: Option<i64>,
    /// Copies of certificates ordered by staff, for the office printer, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificate_jobs: Vec<CertificateJob>,
}

/// A copy of a certificate of which nobody knows whether it came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UncertainCopy {
    /// Its job.
    pub job: i64,
    /// Which certificate, for `/ledger/{certificate}/reprint`.
    pub certificate: i64,
    /// As printed on it.
    pub number: String,
    /// What the printer said.
    pub detail: Option<String>,
    /// Reported at.
    pub at: Timestamp,
}
