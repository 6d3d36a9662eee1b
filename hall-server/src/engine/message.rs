//! What is put into the engine's queue, and what it answers with.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use hall_api::views::Topic;
use hall_core::command::Command;
use hall_core::ids::DeviceId;
use hall_core::rejection::Rejection;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::oneshot;

use super::Accepted;
use super::evaluations::EvaluationOrder;
use super::notices::NoticeOrder;
use super::orders::PrinterOrder;
use super::ready::ReadyOrder;
use super::state::State;
use super::ticks::TickOrder;
use crate::paper::Issued;

/// An accepted command as the engine's task answers it.
#[derive(Debug)]
pub(super) struct Decided {
    /// Its `taken` is still to be drawn up.
    pub accepted: Accepted,
    /// The ticket it took just now.
    pub issued: Option<Issued>,
}

/// What a command brings along, written in the same transaction.
#[derive(Debug)]
pub(super) enum Side {
    None,
    /// For the next clerk; only if the command is accepted.
    Note(String),
    /// Digest of the return code a ticket is taken with: used up with it.
    ReturnCode(String),
    /// How a print job ended; whatever becomes of the command.
    JobEnded {
        job: i64,
        state: &'static str,
        detail: Option<String>,
        /// Nothing was known of its end before.
        is_news: bool,
    },
}

/// A record job: gives whether it is to be kept, and how to tell the caller.
pub(super) type RecordJob =
    Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, JobDone> + Send>;

pub(super) struct JobDone {
    pub keep: bool,
    pub tell: Box<dyn FnOnce(&mut State) + Send>,
}

/// What is shown anew after a record job.
pub(super) enum Shows {
    Nothing,
    Printer(DeviceId),
    Deeds,
}

/// What is asked that is no command of the hall.
#[derive(Debug)]
pub(super) enum RecordOrder {
    Printer(PrinterOrder),
    Notice(NoticeOrder),
    Evaluation(EvaluationOrder),
    Tick(TickOrder),
    Ready(ReadyOrder),
}

pub(super) enum Message {
    Command { command: Command, side: Side, reply: oneshot::Sender<Result<Decided, Rejection>> },
    Record { job: RecordJob, shows: Shows },
    Order { order: RecordOrder, reply: oneshot::Sender<Result<i64, Rejection>> },
    View { topic: Topic, reply: oneshot::Sender<Option<Arc<str>>> },
}
