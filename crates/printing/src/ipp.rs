//! The office printer on the network, spoken to by IPP without a print queue in between: a document comes out once at most, and what
//! is known of its paper is said honestly.
//!
//! A job is announced (Create-Job) under a unique name before its document is sent (Send-Document). An announcement without a document
//! never prints, so it may be repeated; a document is sent again only to the same job, which takes one document only, however late
//! another copy of it arrives. The journal knows the job before its document goes, so a crash leaves a job that is looked for at the
//! printer by its name and followed to its end. Every job is followed until the printer says how it ended: sent is not printed.
//!
//! [`OfficePrinter`] asks and orders, blocking, with a bound on time and size of every answer. [`OfficePrinterWorker`] owns a thread that
//! watches one printer and prints one job after another. What becomes of the paper's owner is none of this module's business.

use std::time::Duration;

use ::ipp::model::Operation;

mod address;
mod answer;
mod deliver;
mod job;
mod outcome;
mod request;
mod signals;
mod state;
mod status;
mod timing;
mod wire;
mod worker;

pub use address::{AddressError, PrinterAddress};
pub use job::{PrinterJob, PrinterJobState};
pub use outcome::{OfficeDoubt, OfficeRefusal, OfficeStep};
pub use state::OfficeState;
pub use status::{OfficeStatus, Supply};
pub use timing::OfficeTiming;
pub use wire::WireError;
pub use worker::{OfficeEvent, OfficeJob, OfficePrinterWorker, OfficeQueueError, QUEUE_MAX};

use answer::Answer;
use request::Request;
use wire::Wire;

/// Most bytes of a document.
pub const DOCUMENT_BYTES_MAX: usize = 20_000_000;
/// Longest name under which the kiosk is known at the printer, bytes.
pub const USER_BYTES_MAX: usize = 100;
/// Most jobs of the printer's list that are looked at.
const JOBS_LISTED_MAX: i32 = 500;

/// Which jobs of the printer's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are not over.
    Open,
    /// Those that are over, as long as the printer remembers them.
    Over,
}

/// A printer at its address. Every call is one request with its own connection, and blocks for as long as [`OfficeTiming`] allows.
#[derive(Debug)]
pub struct OfficePrinter {
    wire: Wire,
    address: PrinterAddress,
    user: String,
    timing: OfficeTiming,
}

impl OfficePrinter {
    /// A printer; nothing is asked of it yet. `user` is what the printer lists our jobs under: one name for each device that prints.
    pub fn new(address: PrinterAddress, user: &str, timing: OfficeTiming) -> Self {
        let user = user.chars().filter(char::is_ascii_graphic).take(USER_BYTES_MAX).collect();
        Self { wire: Wire::new(&address, timing), address, user, timing }
    }

    /// Asks how it is. A printer that cannot be asked is a state, too.
    pub fn status(&self) -> OfficeStatus {
        match self.attributes() {
            Ok(answer) => OfficeStatus::read(&answer),
            Err(error) => OfficeStatus::from(OfficeState::from(error)),
        }
    }

    fn attributes(&self) -> Result<Answer, WireError> {
        self.ask(self.request(Operation::GetPrinterAttributes).wanting(status::ATTRIBUTES))
    }

    /// Looks for a job by its name, among all the printer remembers. If there are several, the one that has come farthest: the others are
    /// announcements whose answers were lost.
    ///
    /// # Errors
    /// The printer could not be asked. That is no answer.
    pub fn find(&self, name: &str) -> Result<Option<PrinterJob>, WireError> {
        let mut found = self.jobs(Which::Open)?;
        // A job may end between the two questions, not begin again.
        match self.jobs(Which::Over) {
            Ok(over) => found.extend(over),
            // Not every printer remembers.
            Err(WireError::Status { .. }) => {}
            Err(error) => return Err(error),
        }
        found.retain(|job| job.name == name);
        Ok(found.into_iter().max_by_key(PrinterJob::rank))
    }

    /// Lists jobs.
    ///
    /// # Errors
    /// The printer could not be asked.
    pub fn jobs(&self, which: Which) -> Result<Vec<PrinterJob>, WireError> {
        let which = match which {
            Which::Open => "not-completed",
            Which::Over => "completed",
        };
        let request = self.request(Operation::GetJobs).keyword("which-jobs", which);
        let answer = self.ask(request.integer("limit", JOBS_LISTED_MAX).wanting(job::ATTRIBUTES))?;
        Ok(answer.jobs().filter_map(|attributes| PrinterJob::read(&attributes)).collect())
    }

    /// Looks at one job; none if the printer does not know it, or knows another one by this number.
    ///
    /// # Errors
    /// The printer could not be asked.
    pub fn job(&self, number: i32, name: &str) -> Result<Option<PrinterJob>, WireError> {
        let request = self.request(Operation::GetJobAttributes).integer("job-id", number);
        match self.ask(request.wanting(job::ATTRIBUTES)) {
            Ok(answer) => Ok(answer
                .jobs()
                .find_map(|attributes| PrinterJob::read(&attributes))
                .filter(|job| job.name == name)),
            Err(WireError::Status { status, .. }) if wire::is_not_found(status) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Announces a job of one copy, one-sided, on A4. Without a document it prints nothing.
    ///
    /// # Errors
    /// The printer refused, or it is not known whether it did.
    pub fn announce(&self, name: &str) -> Result<i32, WireError> {
        let request = self.request(Operation::CreateJob).name("job-name", name);
        let request = request.boolean("ipp-attribute-fidelity", true).job_integer("copies", 1);
        let answer = self.ask(request.job_keyword("sides", "one-sided").job_keyword("media", status::A4))?;
        let number = answer.jobs().find_map(|attributes| attributes.integer("job-id"));
        number.ok_or_else(|| WireError::NotIpp { reason: "a new job without a number".to_owned() })
    }

    /// Sends the document of a job, a PDF: the only one, after which the job takes no other.
    ///
    /// # Errors
    /// The printer refused, or it is not known whether it did.
    pub fn send(&self, number: i32, pdf: &[u8]) -> Result<(), WireError> {
        let request = self.request(Operation::SendDocument).integer("job-id", number);
        let request = request.mime("document-format", status::PDF).boolean("last-document", true);
        self.wire.exchange(&request.finish(), pdf, self.timing.document).and_then(Answer::accepted).map(drop)
    }

    /// Cancels a job. It is over only when [`OfficePrinter::job`] says so.
    ///
    /// # Errors
    /// The printer refused, or could not be asked.
    pub fn cancel(&self, number: i32) -> Result<(), WireError> {
        self.ask(self.request(Operation::CancelJob).integer("job-id", number)).map(drop)
    }

    /// Cancels what of ours waits for its document: announcements whose answer was lost, or whose sender crashed. On many printers they
    /// would keep all others waiting.
    ///
    /// # Errors
    /// The printer could not be asked.
    pub fn sweep(&self) -> Result<(), WireError> {
        for job in self.jobs(Which::Open)? {
            if job.user.as_deref() == Some(&*self.user) && job.awaits_document() {
                self.cancel(job.number)?;
            }
        }
        Ok(())
    }

    /// Whether the printer counts sheets: it has counted some of every job of ours it remembers to have completed, of one at least.
    ///
    /// # Errors
    /// The printer could not be asked, or does not remember.
    fn has_counted(&self) -> Result<bool, WireError> {
        let mut done = self.jobs(Which::Over)?;
        done.retain(|job| {
            job.state == PrinterJobState::Completed && job.user.as_deref() == Some(&*self.user)
        });
        Ok(!done.is_empty() && done.iter().all(PrinterJob::has_sheets))
    }

    /// The printer's own count of all impressions it ever made, if it keeps one.
    ///
    /// # Errors
    /// The printer could not be asked.
    pub fn counter(&self) -> Result<Option<u32>, WireError> {
        Ok(OfficeStatus::read(&self.attributes()?).counter)
    }

    fn request(&self, operation: Operation) -> Request {
        Request::new(operation, &self.address, &self.user)
    }

    fn ask(&self, request: Request) -> Result<Answer, WireError> {
        self.wire.exchange(&request.finish(), &[], self.timing.answer).and_then(Answer::accepted)
    }
}

/// The next pause of a poll that becomes slower.
fn slower(pause: Duration, most: Duration) -> Duration {
    (pause * 3 / 2).min(most)
}
