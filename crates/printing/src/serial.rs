//! The receipt printer at a serial port: one thread owns the port, everybody else talks to it through channels.
//!
//! A job is sent once. Before it the printer is asked whether it can print; after it a barrier (`GS r 1`), which the printer answers only
//! when everything before it has been worked off, tells whether it did. What cannot be known is reported as unknown, and the
//! same job id is never sent twice: a reprint is a new job, ordered by whoever knows what the visitor holds in the hand.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};

mod barrier;
mod link;
mod port;
mod status;
mod worker;

use crate::journal::{JobId, JobState, Journal};
use crate::profile::Profile;
use worker::{Order, Worker};

/// Most jobs that wait for the port.
pub const QUEUE_MAX: usize = 8;
/// Most bytes of one job: a long receipt with pictures.
pub const JOB_BYTES_MAX: usize = 200_000;

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
    /// It reports an error: knife, head, temperature.
    Fault,
    /// It is there but was set offline, for instance with its feed button.
    Offline,
    /// The port works and nobody answers: no power, or another device.
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
    /// The port is being closed.
    Closing,
}

/// Why nobody knows what is on the paper. Never send the job again without a person's decision or a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Doubt {
    /// The printer stopped in the middle.
    Stopped(PrinterState),
    /// All was sent, the barrier was not answered in time.
    NoAnswer,
    /// The port broke while sending or waiting.
    PortLost {
        /// What the system says.
        reason: String,
    },
    /// The printer never answers anything (see its profile).
    Mute,
}

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
        let (orders, received) = sync_channel(QUEUE_MAX);
        let is_closing = Arc::new(AtomicBool::new(false));
        let worker = Worker::new(
            path.into(),
            profile,
            Arc::clone(&journal),
            Box::new(on_event),
            Arc::clone(&is_closing),
        );
        let thread = std::thread::Builder::new()
            .name("receipt-printer".to_owned())
            .spawn(move || worker.run(&received))?;
        Ok(Self { orders: Some(orders), is_closing, thread: Some(thread), journal })
    }

    /// Queues the bytes of one receipt, as made by [`crate::escpos::encode`]. What becomes of it is reported by events.
    ///
    /// # Errors
    /// The job was not taken over; nothing will be printed.
    pub fn print(&self, id: &JobId, bytes: Vec<u8>) -> Result<(), QueueError> {
        if bytes.len() > JOB_BYTES_MAX {
            return Err(QueueError::TooLong);
        }
        let orders = self.orders.as_ref().ok_or(QueueError::Closed)?;
        let is_new = !self.journal.state(id).is_some_and(JobState::may_be_on_paper);
        if is_new {
            self.note(id, JobState::Queued);
        }
        let queued = orders.try_send(Order { id: id.clone(), bytes });
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
