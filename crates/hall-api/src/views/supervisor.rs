//! What a supervisor sees: windows, lines, devices and printers; and what a device with a printer is to do.

use hall_core::ids::{DeviceId, TicketId, TicketNumber, WindowId};
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Call, KioskLine, WindowMode};
use crate::requests::{Label, PrintJob, PrintOutcome, PrinterState};

/// The hall as the supervisor sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SupervisorView {
    /// The hall's day.
    pub day: String,
    /// The rollover waits until staff confirm the clock.
    pub clock_held: bool,
    /// Every window.
    pub windows: Vec<SupervisorWindow>,
    /// Every line.
    pub lines: Vec<KioskLine>,
    /// Print jobs neither confirmed nor settled.
    pub print_jobs_open: usize,
    /// Every device, kiosks first.
    pub devices: Vec<DeviceStatus>,
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
    /// Who works there.
    pub clerk: Option<String>,
    /// The number called or served.
    pub call: Option<Call>,
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
}
