//! A job as the printer lists it.

use super::answer::Attributes;

/// What is asked of a job.
pub(super) const ATTRIBUTES: &[&str] = &[
    "job-id",
    "job-name",
    "job-originating-user-name",
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "job-media-sheets-completed",
];
/// Most reasons that are kept.
const REASONS_MAX: usize = 16;

/// A job at the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterJob {
    /// Its number at the printer; used again after the printer has been off.
    pub number: i32,
    /// Its unique name.
    pub name: String,
    /// Whose it is.
    pub user: Option<String>,
    /// How far it has come.
    pub state: PrinterJobState,
    /// Why it is in that state, as the printer calls it.
    pub reasons: Vec<String>,
    /// Sheets that came out, if the printer counts them.
    pub sheets: Option<u32>,
}

/// job-state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterJobState {
    /// It waits.
    Pending,
    /// It waits for somebody, or for its document.
    Held,
    /// It is being printed, or waits for paper.
    Processing,
    /// It stopped in the middle.
    Stopped,
    /// It was cancelled.
    Canceled,
    /// The printer gave it up.
    Aborted,
    /// The printer has done all of it.
    Completed,
}

impl PrinterJob {
    pub(super) fn read(attributes: &Attributes<'_>) -> Option<Self> {
        let state = match attributes.integer("job-state")? {
            3 => PrinterJobState::Pending,
            4 => PrinterJobState::Held,
            5 => PrinterJobState::Processing,
            6 => PrinterJobState::Stopped,
            7 => PrinterJobState::Canceled,
            8 => PrinterJobState::Aborted,
            9 => PrinterJobState::Completed,
            _ => return None,
        };
        let mut reasons = attributes.texts("job-state-reasons");
        reasons.truncate(REASONS_MAX);
        // One-sided: an impression is a sheet. Printers count the one, the other, or both.
        let sheets = attributes.count("job-media-sheets-completed");
        let sheets = sheets.max(attributes.count("job-impressions-completed"));
        Some(Self {
            number: attributes.integer("job-id")?,
            name: attributes.text("job-name").unwrap_or_default(),
            user: attributes.text("job-originating-user-name"),
            state,
            reasons,
            sheets,
        })
    }

    /// Whether nothing more will come of it.
    pub fn is_over(&self) -> bool {
        match self.state {
            PrinterJobState::Canceled | PrinterJobState::Aborted | PrinterJobState::Completed => true,
            PrinterJobState::Pending
            | PrinterJobState::Held
            | PrinterJobState::Processing
            | PrinterJobState::Stopped => false,
        }
    }

    /// Whether it was announced and its document has not begun to arrive.
    pub fn awaits_document(&self) -> bool {
        let waits = matches!(self.state, PrinterJobState::Pending | PrinterJobState::Held);
        waits && self.has_reason("job-data-insufficient") && !self.has_reason("job-incoming")
    }

    /// Whether a sheet came out that the printer has counted.
    pub fn has_sheets(&self) -> bool {
        self.sheets.is_some_and(|sheets| sheets > 0)
    }

    /// Whether the printer has been told to cancel it, and has not finished that.
    pub fn is_being_cancelled(&self) -> bool {
        self.has_reason("processing-to-stop-point")
    }

    fn has_reason(&self, reason: &str) -> bool {
        self.reasons.iter().any(|found| found == reason)
    }

    /// How far it has come, for choosing among several of one name.
    pub(super) fn rank(&self) -> u8 {
        match self.state {
            PrinterJobState::Completed => 4,
            _ if self.has_sheets() => 3,
            PrinterJobState::Processing | PrinterJobState::Stopped => 3,
            PrinterJobState::Pending | PrinterJobState::Held if !self.awaits_document() => 2,
            PrinterJobState::Aborted | PrinterJobState::Canceled => 1,
            PrinterJobState::Pending | PrinterJobState::Held => 0,
        }
    }
}
