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
