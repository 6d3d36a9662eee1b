//! What an office printer can do now, with a stable code: `office_printer.<code>` in the texts names it and says what staff should do.

use serde::{Deserialize, Serialize};

use super::WireError;

/// What the printer can do now. If there are several troubles, the one to be seen to first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum OfficeState {
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
    /// It reports another error.
    Fault {
        /// As it calls it.
        reason: String,
    },
    /// It does not answer.
    Away {
        /// What the system says.
        reason: String,
    },
    /// There is no host of this name.
    NoHost,
    /// What answers at the address is no IPP printer.
    NotIpp {
        /// What it says instead.
        reason: String,
    },
    /// It is an IPP printer, and cannot print PDF.
    NoPdf,
    /// It is an IPP printer, and cannot be given a job and its document in two steps, which is how none is printed twice.
    NotSuitable,
}

impl OfficeState {
    /// Whether a job may be sent.
    pub fn can_print(&self) -> bool {
        matches!(self, Self::Ready | Self::PaperLow | Self::TonerLow | Self::Busy)
    }

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::PaperLow => "paper_low",
            Self::TonerLow => "toner_low",
            Self::Busy => "busy",
            Self::PaperOut => "paper_out",
            Self::WrongPaper => "wrong_paper",
            Self::Jam => "jam",
            Self::CoverOpen => "cover_open",
            Self::TonerOut => "toner_out",
            Self::OutputFull => "output_full",
            Self::Stopped => "stopped",
            Self::Fault { .. } => "fault",
            Self::Away { .. } => "away",
            Self::NoHost => "no_host",
            Self::NotIpp { .. } => "not_ipp",
            Self::NoPdf => "no_pdf",
            Self::NotSuitable => "not_suitable",
        }
    }

    /// What a reason of printer-state-reasons means, its severity left out: printers disagree on that, and say *report* of a cover that
    /// is open. None if it keeps nobody from printing.
    pub(super) fn of_reason(reason: &str) -> Option<Self> {
        let severity = ["-report", "-warning", "-error"].iter().find_map(|end| reason.strip_suffix(end));
        let name = severity.unwrap_or(reason);
        let state = match name {
            "media-jam" => Self::Jam,
            "cover-open" | "door-open" | "interlock-open" | "input-tray-missing" | "output-tray-missing" => {
                Self::CoverOpen
            }
            "media-empty" | "media-needed" => Self::PaperOut,
            "media-low" => Self::PaperLow,
            "output-area-full" => Self::OutputFull,
            "toner-empty" | "marker-supply-empty" | "marker-supply-missing" => Self::TonerOut,
            "toner-low" | "marker-supply-low" => Self::TonerLow,
            "paused" | "moving-to-paused" | "shutdown" | "stopping" | "deactivated" | "hold-new-jobs" => {
                Self::Stopped
            }
            "marker-waste-full" | "spool-area-full" => Self::Fault { reason: name.to_owned() },
            _ if reason.ends_with("-error") => Self::Fault { reason: name.to_owned() },
            _ => return None,
        };
        Some(state)
    }

    /// Of several troubles the least is told.
    pub(super) fn urgency(&self) -> u8 {
        match self {
            Self::NoHost | Self::Away { .. } | Self::NotIpp { .. } => 0,
            Self::NoPdf | Self::NotSuitable => 1,
            Self::Jam => 2,
            Self::CoverOpen => 3,
            Self::PaperOut => 4,
            Self::WrongPaper => 5,
            Self::OutputFull => 6,
            Self::TonerOut => 7,
            Self::Stopped => 8,
            Self::Fault { .. } => 9,
            Self::Busy => 10,
            Self::PaperLow => 11,
            Self::TonerLow => 12,
            Self::Ready => 13,
        }
    }
}

impl From<WireError> for OfficeState {
    fn from(error: WireError) -> Self {
        match error {
            WireError::NoHost => Self::NoHost,
            WireError::Unreached { reason } | WireError::Broken { reason } => Self::Away { reason },
            WireError::NotIpp { reason } => Self::NotIpp { reason },
            // A printer that does not say how it is cannot be watched.
            WireError::Status { said, .. } => Self::NotIpp { reason: said },
        }
    }
}
