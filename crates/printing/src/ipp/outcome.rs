//! How a job goes and ends, each with a stable code for reports.

use serde::{Deserialize, Serialize};

use super::OfficeState;

/// How far a job has come. The last three are final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeStep {
    /// The journal has it, the document is about to go.
    Sending,
    /// The printer has it.
    Printing {
        /// Sheets that came out so far, if the printer counts them.
        sheets: Option<u32>,
    },
    /// It goes on as soon as somebody has seen to the printer, or the printer has time.
    Waiting(OfficeState),
    /// The printer has been told to cancel it.
    Cancelling,
    /// The printer has done all of it.
    Confirmed {
        /// Sheets that came out, if the printer counts them.
        sheets: Option<u32>,
    },
    /// Something came out, or may have.
    Unknown {
        /// Why.
        why: OfficeDoubt,
        /// Sheets that came out, as far as the printer counted them.
        sheets: Option<u32>,
    },
    /// Nothing came out, and nothing will.
    Refused {
        /// Why.
        why: OfficeRefusal,
    },
}

impl OfficeStep {
    /// Whether it is the last one.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Confirmed { .. } | Self::Unknown { .. } | Self::Refused { .. })
    }
}

/// Why nothing came out. The same paper may be ordered again, under a new name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum OfficeRefusal {
    /// The printer cannot print now.
    Printer(OfficeState),
    /// The printer did not want it.
    Rejected {
        /// In its own words.
        said: String,
    },
    /// The printer gave it up before the first sheet.
    Aborted,
    /// It was cancelled before the first sheet.
    Cancelled,
    /// The printer lost it before the first sheet: it was switched off, or its counter has not moved.
    NotPrinted,
    /// A crash came before its document went.
    NeverSent,
    /// The journal shows that it was sent before.
    SentBefore,
    /// The journal could not be written; without it a crash would lose track of the paper.
    Journal {
        /// What the system says.
        reason: String,
    },
    /// The driver is being closed.
    Closing,
}

impl OfficeRefusal {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Printer(state) => state.code(),
            Self::Rejected { .. } => "rejected",
            Self::Aborted => "aborted",
            Self::Cancelled => "cancelled",
            Self::NotPrinted => "not_printed",
            Self::NeverSent => "never_sent",
            Self::SentBefore => "sent_before",
            Self::Journal { .. } => "journal",
            Self::Closing => "closing",
        }
    }
}

/// Why nobody knows what is on paper, or that it is not all of it. Never send it again without a person's decision or a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum OfficeDoubt {
    /// The printer gave it up in the middle.
    Broken,
    /// It was cancelled in the middle.
    Cancelled,
    /// The printer has it done, but may not have got all of it: the connection broke while it was sent.
    NotWhole,
    /// The printer does not know the job any more: it was switched off in between, or it was too long ago.
    Forgotten,
    /// The printer was not reached any more.
    Away,
    /// It was not over after the longest time that is waited.
    TimedOut(OfficeState),
}

impl OfficeDoubt {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Cancelled => "cancelled_midway",
            Self::NotWhole => "not_whole",
            Self::Forgotten => "forgotten",
            Self::Away => "away_midway",
            Self::TimedOut(_) => "timed_out",
        }
    }
}
