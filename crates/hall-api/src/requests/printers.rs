//! Printers: how devices say what state theirs is in, and what a supervisor orders of them.

use hall_core::ids::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a printer says of itself, as far as it can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrinterState {
    /// Prints.
    Ok,
    /// Prints; the paper ends soon.
    NearEnd,
    /// No paper.
    Out,
    /// The cover is open.
    Cover,
    /// The cutter is stuck.
    Cutter,
    /// It reports another error, or was set offline; the detail says which.
    Fault,
    /// It does not answer: cable, power.
    Away,
    /// What comes back over the line is no answer of a printer.
    Garbage,
    /// It cannot tell, or nobody has asked it yet.
    #[default]
    Unknown,
}

/// `POST /printer` (device): the state of its printer, whenever that changes and at least once a minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrinterReport {
    /// The state.
    pub state: PrinterState,
    /// What else staff should know, at most 200 characters.
    #[serde(default)]
    pub detail: Option<String>,
}

/// What the printer of certificates can do now. Named as `printing::ipp` names it; its texts are `supervisor.office.<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficePrinterState {
    /// It prints.
    Ready,
    /// It prints; paper ends soon.
    PaperLow,
    /// It prints; toner ends soon.
    TonerLow,
    /// It prints somebody else's job; ours comes after it.
    Busy,
    /// No paper.
    PaperOut,
    /// No A4 paper is loaded.
    WrongPaper,
    /// Paper is stuck.
    Jam,
    /// A cover, a door or a tray is open.
    CoverOpen,
    /// No toner, or its cartridge is missing.
    TonerOut,
    /// Nobody takes the paper out of its tray.
    OutputFull,
    /// Somebody has paused it, or it takes no jobs.
    Stopped,
    /// It reports another error; the detail says which.
    Fault,
    /// It does not answer.
    Away,
    /// There is no host of this name.
    NoHost,
    /// What answers at the address is no IPP printer.
    NotIpp,
    /// It cannot print PDF.
    NoPdf,
    /// It cannot be given a job in the way in which none is printed twice.
    NotSuitable,
}

impl OfficePrinterState {
    /// Nobody has to see to it.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Ready | Self::Busy)
    }
}

/// `POST /office-printer` (device): the state of its printer of certificates, whenever that changes and at least once a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficePrinterReport {
    /// The state.
    pub state: OfficePrinterState,
    /// What else staff should know, at most 200 characters.
    #[serde(default)]
    pub detail: Option<String>,
}

/// `POST /printers/{device}/test` (supervisor).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestPageRequest {
    /// In English.
    #[serde(default)]
    pub english: bool,
}

/// `POST /print-jobs/{job}/reprint` (supervisor): the same number once more, marked 补打.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReprintRequest {
    /// On another device's printer; none = on that of the job.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub device: Option<DeviceId>,
}

/// Reply to an order for a printer; the same for every repetition of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ordered {
    /// The print job it came to; its device reports how that ended.
    pub job: i64,
}
