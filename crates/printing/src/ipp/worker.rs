//! The thread that watches one printer, prints one job after another, and finds out what became of those of an earlier life.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Instant;

use zeroize::Zeroizing;

use super::deliver::{Delivery, Told, Tools};
use super::signals::Signals;
use super::{
    DOCUMENT_BYTES_MAX, OfficePrinter, OfficeRefusal, OfficeStatus, OfficeStep, OfficeTiming, PrinterAddress,
};
use crate::journal::{Interrupted, JobId, JobState, Journal};

/// Most jobs that wait for the printer: the copies of three large orders.
pub const QUEUE_MAX: usize = 16;

/// A document to be printed once.
pub struct OfficeJob {
    /// Its unique name, at the printer as in the journal; never given twice.
    pub id: JobId,
    /// Sheets it has.
    pub sheets: u32,
    /// The document; nothing of it is left in memory afterwards.
    pdf: Zeroizing<Vec<u8>>,
}

impl OfficeJob {
    /// One copy of a PDF.
    pub fn new(id: JobId, pdf: Vec<u8>, sheets: u32) -> Self {
        Self { id, sheets, pdf: Zeroizing::new(pdf) }
    }
}

impl fmt::Debug for OfficeJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, sheets, pdf } = self;
        f.debug_struct("OfficeJob")
            .field("id", id)
            .field("sheets", sheets)
            .field("bytes", &pdf.len())
            .finish()
    }
}

/// What the printer's thread reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeEvent {
    /// The printer is now like this; said once for each change.
    Status(OfficeStatus),
    /// A job has come so far.
    Job {
        /// Which one.
        id: JobId,
        /// How far.
        step: OfficeStep,
    },
}

/// Why a job was not even queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfficeQueueError {
    /// [`QUEUE_MAX`] jobs wait already.
    #[error("{QUEUE_MAX} documents already wait for the printer")]
    Full,
    /// It has more than [`DOCUMENT_BYTES_MAX`] bytes, or none.
    #[error("a document has between 1 and {DOCUMENT_BYTES_MAX} bytes")]
    BadLength,
    /// The printer's thread has ended.
    #[error("the printer's thread has ended")]
    Closed,
}

/// An office printer with a thread of its own. Dropping it leaves a job in progress to the next life, which follows it to its end; waiting
/// jobs are refused. It may take as long as the request that is under way.
#[derive(Debug)]
pub struct OfficePrinterWorker {
    orders: Option<SyncSender<OfficeJob>>,
    signals: Arc<Signals>,
    journal: Arc<Journal>,
    thread: Option<JoinHandle<()>>,
}

impl OfficePrinterWorker {
    /// Starts the thread. The printer may be away: its state is reported, and it is asked again and again.
    ///
    /// First of all, the jobs of [`Journal::interrupted`] are looked for at the printer and followed to their end, which is reported like
    /// that of any job. `on_event` is called on the thread and must not block.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub fn open_with(
        timing: OfficeTiming,
        address: PrinterAddress,
        user: &str,
        journal: Arc<Journal>,
        on_event: impl FnMut(OfficeEvent) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (orders, received) = sync_channel(QUEUE_MAX);
        let signals = Arc::new(Signals::default());
        let worker = Worker {
            printer: OfficePrinter::new(address, user, timing),
            journal: Arc::clone(&journal),
            signals: Arc::clone(&signals),
            on_event: Box::new(on_event),
            status: None,
            counts: None,
        };
        let thread = std::thread::Builder::new()
            .name("office-printer".to_owned())
            .spawn(move || worker.run(&received))?;
        Ok(Self { orders: Some(orders), signals, journal, thread: Some(thread) })
    }

    /// Queues one document. What becomes of it is reported by events.
    ///
    /// # Errors
    /// The job was not taken over; nothing will be printed.
    pub fn print(&self, job: OfficeJob) -> Result<(), OfficeQueueError> {
        if !(1..=DOCUMENT_BYTES_MAX).contains(&job.pdf.len()) {
            return Err(OfficeQueueError::BadLength);
        }
        let orders = self.orders.as_ref().ok_or(OfficeQueueError::Closed)?;
        let id = job.id.clone();
        let is_new = !self.journal.state(&id).is_some_and(JobState::may_be_on_paper);
        if is_new {
            note(&self.journal, &id, JobState::Queued);
        }
        orders.try_send(job).map_err(|error| {
            if is_new {
                note(&self.journal, &id, JobState::Refused);
            }
            match error {
                TrySendError::Full(_) => OfficeQueueError::Full,
                TrySendError::Disconnected(_) => OfficeQueueError::Closed,
            }
        })
    }

    /// Gives a job up: one that waits is refused, one at the printer is cancelled there. How it ended is reported as ever; that may take
    /// until somebody has seen to the printer, and the paper may have come out.
    pub fn cancel(&self, id: &JobId) {
        self.signals.cancel(id);
    }
}

impl Drop for OfficePrinterWorker {
    fn drop(&mut self) {
        self.signals.close();
        self.orders = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the printer's thread panicked");
        }
    }
}

struct Worker {
    printer: OfficePrinter,
    journal: Arc<Journal>,
    signals: Arc<Signals>,
    on_event: Box<dyn FnMut(OfficeEvent) + Send>,
    /// As last reported.
    status: Option<OfficeStatus>,
    /// Whether it has counted the sheets of all it has printed; none if it has not printed yet.
    counts: Option<bool>,
}

impl Worker {
    fn run(mut self, orders: &Receiver<OfficeJob>) {
        self.look();
        self.report_never_sent();
        for job in self.journal.interrupted() {
            self.recover(&job);
        }
        let heartbeat = self.printer.timing.heartbeat;
        let mut next_look = Instant::now() + heartbeat;
        loop {
            match orders.recv_timeout(next_look.saturating_duration_since(Instant::now())) {
                Ok(job) => self.print(&job),
                Err(RecvTimeoutError::Timeout) => self.look(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            next_look = Instant::now() + heartbeat;
        }
    }

    fn look(&mut self) {
        let status = self.printer.status();
        tell_status(&mut self.status, &mut self.on_event, status);
    }

    /// A crash came while they were waiting.
    fn report_never_sent(&mut self) {
        for (id, state) in self.journal.unsettled() {
            if state == JobState::Refused && self.journal.was_interrupted(&id) {
                let step = OfficeStep::Refused { why: OfficeRefusal::NeverSent };
                (self.on_event)(OfficeEvent::Job { id, step });
            }
        }
    }

    fn print(&mut self, job: &OfficeJob) {
        let span = tracing::info_span!("document", job = %job.id, bytes = job.pdf.len(), sheets = job.sheets);
        let _entered = span.enter();
        self.run_job(&job.id, |tools| Delivery::print(tools, &job.id, &job.pdf, job.sheets));
    }

    fn recover(&mut self, job: &Interrupted) {
        let span = tracing::info_span!("document of an earlier life", job = %job.id);
        let _entered = span.enter();
        self.run_job(&job.id, |tools| Delivery::recover(tools, job));
    }

    fn run_job(&mut self, id: &JobId, delivery: impl FnOnce(Tools<'_>) -> Option<OfficeStep>) {
        let Self { printer, journal, signals, on_event, status, counts } = self;
        let mut tell = |told| match told {
            Told::Status(news) => tell_status(status, on_event, news),
            Told::Step(step) => {
                tracing::info!(?step, "document");
                on_event(OfficeEvent::Job { id: id.clone(), step });
            }
        };
        let tools = Tools { printer, journal, signals, tell: &mut tell, counts: *counts };
        let end = delivery(tools);
        signals.forget(id);
        let Some(step) = end else { return };
        tracing::info!(?step, "document");
        if let OfficeStep::Confirmed { sheets } = &step {
            *counts = Some(sheets.is_some() && *counts != Some(false));
        }
        let state = match &step {
            OfficeStep::Confirmed { .. } => Some(JobState::Confirmed),
            OfficeStep::Unknown { .. } => Some(JobState::Unknown),
            // What it was sent as before stands.
            OfficeStep::Refused { why: OfficeRefusal::SentBefore } => None,
            _ => Some(JobState::Refused),
        };
        if let Some(state) = state {
            note(journal, id, state);
        }
        on_event(OfficeEvent::Job { id: id.clone(), step });
    }
}

/// Tells what has changed; not that the printer has counted.
fn tell_status(
    known: &mut Option<OfficeStatus>,
    on_event: &mut Box<dyn FnMut(OfficeEvent) + Send>,
    status: OfficeStatus,
) {
    let news = OfficeStatus { counter: None, ..status };
    if known.as_ref() != Some(&news) {
        tracing::info!(state = ?news.state, reasons = ?news.reasons, "office printer");
        on_event(OfficeEvent::Status(news.clone()));
        *known = Some(news);
    }
}

/// Before sending the journal is written again, and then a failure refuses the job.
fn note(journal: &Journal, id: &JobId, state: JobState) {
    if let Err(error) = journal.record(id, state) {
        tracing::error!(job = %id, ?state, %error, "the print journal cannot be written");
    }
}
