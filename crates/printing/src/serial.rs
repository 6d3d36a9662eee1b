//! The receipt printer at a serial port: one thread owns the port, everybody else talks to it through channels.
//!
//! A job is sent once. Before it the printer is asked whether it can print, between its chunks and while it prints whether it is
//! still there; after it a barrier (`GS r 1`), which the printer answers only when everything before it has been worked off, tells
//! whether it did. A sign of noise on the line, or a silence long enough for the printer to have started anew, makes the answer
//! worthless. What cannot be known is reported as unknown, the rest is cleared from the printer's buffer as soon as it can be reached,
//! and the same job id is never sent twice: a reprint is a new job, ordered by whoever knows what the visitor holds in the hand.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

mod link;
mod port;
mod state;
mod status;
mod timing;
mod watch;
mod worker;

use crate::escpos::Encoded;
use crate::journal::{JobId, JobState, Journal};
use crate::profile::Profile;
pub use state::{Doubt, PrinterState, Refusal};
pub use timing::Timing;
use worker::{Order, Worker};

/// Most jobs that wait for the port.
pub const QUEUE_MAX: usize = 8;
/// Most bytes of one job: a long receipt with pictures.
pub const JOB_BYTES_MAX: usize = 200_000;

/// How far a job has come. The last three are final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// The journal has it, the first byte is about to go.
    Sending,
    /// The first bytes have been handed to the port.
    FirstByte,
    /// All bytes have been handed to the port.
    Sent,
    /// The printer has worked off all of it.
    Confirmed,
    /// Sent at least in part.
    Unknown {
        /// Why.
        why: Doubt,
    },
    /// Not a byte was sent.
    Refused {
        /// Why.
        why: Refusal,
    },
}

/// What the printer's thread reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterEvent {
    /// The printer's state is now this; said once for each change.
    Status(PrinterState),
    /// A job has come so far.
    Job {
        /// Which one.
        id: JobId,
        /// How far.
        outcome: JobOutcome,
    },
    /// The printer was cleared as asked: nothing of before will come out, now or when it is reached again.
    Cleared,
}

/// Why a job was not even queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// [`QUEUE_MAX`] jobs wait already.
    #[error("{QUEUE_MAX} receipts already wait for the printer")]
    Full,
    /// It has more than [`JOB_BYTES_MAX`] bytes.
    #[error("the receipt has more than {JOB_BYTES_MAX} bytes")]
    TooLong,
    /// The printer's thread has ended.
    #[error("the printer's thread has ended")]
    Closed,
}

/// A receipt printer. Dropping it closes the port after the job in progress, at most some 20 s later; waiting jobs are refused.
#[derive(Debug)]
pub struct ReceiptPrinter {
    orders: Option<SyncSender<Order>>,
    is_closing: Arc<AtomicBool>,
    clears: Arc<AtomicU32>,
    thread: Option<JoinHandle<()>>,
    journal: Arc<Journal>,
}

impl ReceiptPrinter {
    /// Starts the thread that owns the port. The port itself may come later: it is tried again and again, and its state reported.
    ///
    /// `on_event` is called on that thread and must not block.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub fn open(
        path: impl Into<PathBuf>,
        profile: Profile,
        journal: Arc<Journal>,
        on_event: impl FnMut(PrinterEvent) + Send + 'static,
    ) -> std::io::Result<Self> {
        Self::open_with(Timing::default(), path, profile, journal, on_event)
    }

    /// The same with other waits.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub fn open_with(
        timing: Timing,
        path: impl Into<PathBuf>,
        profile: Profile,
        journal: Arc<Journal>,
        on_event: impl FnMut(PrinterEvent) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (orders, received) = sync_channel(QUEUE_MAX);
        let (is_closing, clears) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let signals = (Arc::clone(&is_closing), Arc::clone(&clears));
        let worker =
            Worker::new(path.into(), profile, timing, Arc::clone(&journal), Box::new(on_event), signals);
        let thread = std::thread::Builder::new()
            .name("receipt-printer".to_owned())
            .spawn(move || worker.run(&received))?;
        Ok(Self { orders: Some(orders), is_closing, clears, thread: Some(thread), journal })
    }

    /// Queues one receipt, as made by [`crate::escpos::encode`]. What becomes of it is reported by events.
    ///
    /// # Errors
    /// The job was not taken over; nothing will be printed.
    pub fn print(&self, id: &JobId, job: Encoded) -> Result<(), QueueError> {
        if job.bytes.len() > JOB_BYTES_MAX {
            return Err(QueueError::TooLong);
        }
        let orders = self.orders.as_ref().ok_or(QueueError::Closed)?;
        let is_new = !self.journal.state(id).is_some_and(JobState::may_be_on_paper);
        if is_new {
            self.note(id, JobState::Queued);
        }
        let clears = self.clears.load(Ordering::Acquire);
        let queued = orders.try_send(Order::Print { id: id.clone(), job, clears });
        queued.map_err(|error| {
            if is_new {
                self.note(id, JobState::Refused);
            }
            match error {
                TrySendError::Full(_) => QueueError::Full,
                TrySendError::Disconnected(_) => QueueError::Closed,
            }
        })
    }

    /// Gives up the job in progress and those that wait, and empties the printer's buffer: now, or as soon as it is reached.
    /// [`PrinterEvent::Cleared`] tells when that is certain.
    pub fn clear(&self) {
        self.clears.fetch_add(1, Ordering::AcqRel);
        if let Some(orders) = &self.orders
            && let Err(error) = orders.try_send(Order::Clear)
        {
            // A full queue is worked off at once: all of its orders are given up. The thread looks after each.
            tracing::debug!(%error, "the printer is cleared after what waits");
        }
    }

    /// Before sending the journal is written again, and then a failure refuses the job.
    fn note(&self, id: &JobId, state: JobState) {
        if let Err(error) = self.journal.record(id, state) {
            tracing::warn!(job = %id, ?state, %error, "the print journal cannot be written");
        }
    }
}

impl Drop for ReceiptPrinter {
    fn drop(&mut self) {
        self.is_closing.store(true, Ordering::Release);
        self.orders = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the printer's thread panicked");
        }
    }
}
