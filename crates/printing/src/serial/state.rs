//! What is known of a printer and of a job, each with a stable code: `printer.<code>` in the texts names it and says what staff
//! should do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What the printer can do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PrinterState {
    /// It prints.
    Ready,
    /// It prints; the roll ends soon.
    PaperNearEnd,
    /// The port is open, and a printer of this kind never says more.
    Mute,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The knife is stuck.
    CutterJam,
    /// The print head is too hot; it goes on by itself.
    Overheated,
    /// It reports another error.
    Fault,
    /// It is there but was set offline, for instance with its feed button.
    Offline,
    /// The port works and nobody answers: no power, the cable behind the adapter out, or another device.
    Silent,
    /// What comes back is no printer's answer: wrong speed, or noise.
    Garbled,
    /// There is no such port: cable out, or a wrong path.
    PortMissing {
        /// The port.
        path: PathBuf,
    },
    /// Another process has the port.
    PortBusy {
        /// The port.
        path: PathBuf,
    },
    /// The port is not ours to open; on Linux the user belongs into the group `dialout`.
    PortDenied {
        /// The port.
        path: PathBuf,
    },
    /// The port cannot be used for another reason.
    PortFailed {
        /// The port.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl PrinterState {
    /// Whether a job may be started.
    pub fn can_print(&self) -> bool {
        matches!(self, Self::Ready | Self::PaperNearEnd | Self::Mute)
    }

    /// Whether a printer has said this itself.
    pub(super) fn is_answer(&self) -> bool {
        matches!(
            self,
            Self::Ready
                | Self::PaperNearEnd
                | Self::PaperOut
                | Self::CoverOpen
                | Self::CutterJam
                | Self::Overheated
                | Self::Fault
                | Self::Offline
        )
    }

    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::PaperNearEnd => "paper_near_end",
            Self::Mute => "mute",
            Self::PaperOut => "paper_out",
            Self::CoverOpen => "cover_open",
            Self::CutterJam => "cutter_jam",
            Self::Overheated => "overheated",
            Self::Fault => "fault",
            Self::Offline => "offline",
            Self::Silent => "silent",
            Self::Garbled => "garbled",
            Self::PortMissing { .. } => "port_missing",
            Self::PortBusy { .. } => "port_busy",
            Self::PortDenied { .. } => "port_denied",
            Self::PortFailed { .. } => "port_failed",
        }
    }
}

/// Why nothing of a job was sent. The same job may be ordered again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refusal {
    /// The printer cannot print now.
    Printer(PrinterState),
    /// The journal shows that it was sent before, at least in part. Order a reprint under a new id.
    SentBefore,
    /// The journal could not be written; without it a crash would lose track of the paper.
    Journal {
        /// What the system says.
        reason: String,
    },
    /// It waited while staff cleared the printer.
    Cleared,
    /// The port is being closed.
    Closing,
}

impl Refusal {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Printer(state) => state.code(),
            Self::SentBefore => "sent_before",
            Self::Journal { .. } => "journal",
            Self::Cleared => "cleared",
            Self::Closing => "closing",
        }
    }
}

/// Why nobody knows what is on the paper. Never send the job again without a person's decision or a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Doubt {
    /// The printer stopped in the middle.
    Stopped(PrinterState),
    /// All was sent, the barrier was not answered in time.
    NoAnswer,
    /// The line was disturbed meanwhile: what reached the printer may be wrong, and so may its answer be.
    Noise,
    /// The port broke while sending or waiting.
    PortLost {
        /// What the system says.
        reason: String,
    },
    /// Staff cleared the printer in the middle.
    Cleared,
    /// The printer never answers anything (see its profile).
    Mute,
}

impl Doubt {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stopped(state) => state.code(),
            Self::NoAnswer => "no_answer",
            Self::Noise => "noise",
            Self::PortLost { .. } => "port_lost",
            Self::Cleared => "cleared",
            Self::Mute => "mute",
        }
    }
}
