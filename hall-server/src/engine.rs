//! The engine: one task owns the hall and the only writing connection. This is its front: what others hold of it.
//!
//! * [`Engine::start`] opens the database, replays what the newest snapshot does not hold, adopts the catalogue.
//! * [`EngineHandle::submit`] decides a command; the answer comes after its events are on disk.
//!   For `TakeTicket` it holds the JSON of the `TakenTicket` ([`TakenJson`]), drawn up by the caller's own task.
//! * [`EngineHandle::submit_with_note`] the same, with a note for the next clerk in the same transaction.
//! * `paper::report` and `paper::hello` are what devices tell of their print jobs.
//! * [`EngineHandle::write`] runs a record job (staff, devices, sessions) in the transaction of the present batch:
//!   `engine.write(move |db| Box::pin(async move { staff::add(db, &staff, now).await })).await?`
//!   The future has to be boxed: no other way to say that it is `Send`. A failing job is rolled back alone.
//! * [`EngineHandle::readers`] is the pool for everything that only reads.
//! * [`EngineHandle::subscribe`], [`EngineHandle::view`], [`EngineHandle::catalogue`], [`EngineHandle::phone_codes`].
//! * [`EngineTask::join`] resolves when the engine stops by itself: after a failed commit, or a panic. The process must
//!   exit then (code 70) and start anew. [`EngineTask::stop`] ends it in good order, with a last snapshot. Whoever drops
//!   the task without that ends the engine as a crash would.

mod batch;
pub mod codes;
pub mod deeds;
pub mod evaluations;
mod message;
pub mod notices;
pub mod orders;
pub mod ready;
mod run;
mod start;
mod state;
pub mod ticks;

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use futures_util::future::BoxFuture;
use hall_api::requests::PrintReport;
use hall_api::views::{DeskView, Topic, Update};
use hall_core::catalogue::Catalogue;
use hall_core::command::{Action, Caller, Command};
use hall_core::evaluation::Reason;
use hall_core::hall::Answer;
use hall_core::ids::{DeviceId, StaffId, TicketId, TicketNumber, WindowId};
use hall_core::rejection::Rejection;
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::certificates::shown::Shown;
use crate::clock::Clock;
use crate::devices::Devices;
use crate::feed::Hub;
use crate::paper::{Papers, Receipts};
use crate::people::People;
use crate::phone_code::PhoneCodes;
use crate::site_secret::SiteSecret;
use crate::store::audit::Entry;
use crate::store::print_jobs::JobOwner;
use crate::store::{StoreError, notes, print_jobs, tickets};
use crate::vault::Vault;
use evaluations::EvaluationOrder;
use message::{Decided, JobDone, Message, RecordJob, RecordOrder, Shows, Side};
use notices::NoticeOrder;
use orders::PrinterOrder;
use ready::ReadyOrder;
use state::State;
use ticks::TickOrder;

pub use crate::feed::Subscription;
pub use crate::store::tickets::TakenJson;

/// Commands waiting for the engine; more are refused as busy.
const QUEUE_MAX: usize = 1024;
/// Commands of one batch.
const BATCH_MAX: usize = 512;

/// What the engine needs.
#[derive(Debug)]
pub struct EngineOptions {
    /// The database's file; made if it does not exist.
    pub database: PathBuf,
    /// The folder of the vault's keys; made with the database.
    pub keys: PathBuf,
    /// Name of the site, as in the log.
    pub site: String,
    /// Where phones reach the public listener, without a slash at the end.
    pub public_url: String,
    /// Templates of receipts.
    pub receipts: Receipts,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The configuration to be in force.
    pub catalogue: Catalogue,
    /// What visitors may tick when they rate.
    pub reasons: Vec<Reason>,
}

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The catalogue cannot be adopted.
    #[error("the catalogue cannot be adopted")]
    Catalogue(#[source] Rejection),
}

/// Why a running engine stopped by itself. Nothing that was answered is lost; what was not answered may have happened.
#[derive(Debug, thiserror::Error)]
pub enum EngineFailure {
    /// A batch could not be written.
    #[error("a batch could not be written: the process has to start anew")]
    Commit(#[from] StoreError),
    /// A bug.
    #[error("the engine panicked: the process has to start anew")]
    Panicked,
}

/// A command was accepted, now or earlier under the same key.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// What it came to.
    pub answer: Answer,
    /// Number of the ticket it concerned.
    pub number: Option<TicketNumber>,
    /// For `TakeTicket`: the ticket, the very same on repetition.
    pub taken: Option<TakenJson>,
    /// It had been accepted before.
    pub repeated: bool,
    /// After an outcome: with what the visitor comes back when materials are missing.
    pub return_code: Option<String>,
}

/// Why a command or a record job came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The rules refuse it.
    #[error(transparent)]
    Rejected(Rejection),
    /// Too much at once: try again in a second.
    #[error("too many commands are waiting")]
    Busy,
    /// The engine has stopped, or stopped before answering: the command may have happened.
    #[error("the engine has stopped")]
    Stopped,
    /// A record could not be read or written.
    #[error("a record could not be read or written")]
    Record(#[source] StoreError),
}

/// The catalogue in force with its hash.
type InForce = Arc<RwLock<Option<(String, Arc<Catalogue>)>>>;

/// Starts engines.
#[derive(Debug)]
pub struct Engine;

impl Engine {
    /// Opens the database, brings the hall to where it was, adopts the catalogue and begins.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(options: EngineOptions) -> Result<(EngineHandle, EngineTask), StartError> {
        start::start(options).await
    }
}

/// What others hold of the engine.
#[derive(Clone)]
pub struct EngineHandle {
    queue: mpsc::Sender<Message>,
    hub: Arc<Hub>,
    readers: SqlitePool,
    in_force: InForce,
    reasons: Arc<[Reason]>,
    papers: Arc<Papers>,
    vault: Arc<Vault>,
    secret: SiteSecret,
    devices: Devices,
    people: People,
    certificates: Shown,
}

impl std::fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineHandle").field("free", &self.queue.capacity()).finish_non_exhaustive()
    }
}

impl EngineHandle {
    /// Decides a command. The answer comes when its events are on disk.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn submit(&self, command: Command) -> Result<Accepted, EngineError> {
        self.send(command, Side::None).await
    }

    /// Decides a command; with a note for the next clerk about its ticket, cut at 500 characters.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn submit_with_note(
        &self,
        command: Command,
        note: Option<String>,
    ) -> Result<Accepted, EngineError> {
        let note = note.map(|note| note.chars().take(notes::NOTE_CHARS_MAX).collect::<String>());
        let side = note.filter(|note| !note.trim().is_empty()).map_or(Side::None, Side::Note);
        self.send(command, side).await
    }

    /// Takes a ticket with a return code, given by its digest (see [`codes::digest`]).
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn submit_with_code(&self, command: Command, code: String) -> Result<Accepted, EngineError> {
        self.send(command, Side::ReturnCode(code)).await
    }

    /// Orders something of a printer: gives the print job, the same for every repetition of the key.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn order(&self, order: PrinterOrder) -> Result<i64, EngineError> {
        self.take_order(RecordOrder::Printer(order)).await
    }

    /// Announces something or ends that: gives the notice, the same for every repetition of the key.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn announce(&self, order: NoticeOrder) -> Result<i64, EngineError> {
        self.take_order(RecordOrder::Notice(order)).await
    }

    /// Takes down what a visitor thinks of a visit, once for every repetition of the key.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn evaluate(&self, order: EvaluationOrder) -> Result<(), EngineError> {
        self.take_order(RecordOrder::Evaluation(order)).await.map(drop)
    }

    /// Notes what a clerk has in hand.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn tick(&self, order: TickOrder) -> Result<(), EngineError> {
        self.take_order(RecordOrder::Tick(order)).await.map(drop)
    }

    /// Shows a result that can be collected or ends that: gives the result, the same for every repetition of the key.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn show_ready(&self, order: ReadyOrder) -> Result<i64, EngineError> {
        self.take_order(RecordOrder::Ready(order)).await
    }

    async fn take_order(&self, order: RecordOrder) -> Result<i64, EngineError> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Message::Order { order, reply })?;
        answer.await.map_err(|_gone| EngineError::Stopped)?.map_err(EngineError::Rejected)
    }

    /// Writes how a print job ended, and confirms the paper of its ticket: it came out, or the number was shown.
    ///
    /// # Errors
    /// See [`EngineError`]; a ticket of an earlier day is none.
    pub(crate) async fn settle_job(
        &self,
        device: &DeviceId,
        job: i64,
        owner: &JobOwner,
        report: &PrintReport,
    ) -> Result<(), EngineError> {
        const DETAIL_CHARS_MAX: usize = 200;
        let detail = report.detail.as_ref().map(|text| text.chars().take(DETAIL_CHARS_MAX).collect());
        let (state, is_news) = (print_jobs::state_of(report.outcome), owner.is_queued);
        let side = Side::JobEnded { job, state, detail, is_news };
        // A job without a ticket names one that never is: the command is refused, the job is settled.
        let action = Action::ConfirmPaper { ticket: owner.ticket.unwrap_or(TicketId(0)) };
        let command = Command { caller: Caller::Device(device.clone()), key: format!("paper-{job}"), action };
        match self.send(command, side).await {
            Ok(_) | Err(EngineError::Rejected(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, command: Command, side: Side) -> Result<Accepted, EngineError> {
        let takes = matches!(command.action, Action::TakeTicket(_));
        let (reply, answer) = oneshot::channel();
        self.enqueue(Message::Command { command, side, reply })?;
        let decided = answer.await.map_err(|_gone| EngineError::Stopped)?;
        let Decided { mut accepted, issued } = decided.map_err(EngineError::Rejected)?;
        // Drawn up here, by whoever asked: the engine's task has others to decide for meanwhile.
        accepted.taken = issued.map(|issued| self.papers.taken(&issued));
        if let Some(ticket) = accepted.answer.ticket.filter(|_| accepted.repeated) {
            if takes {
                accepted.taken = tickets::taken(&self.readers, ticket, &self.papers).await?;
            }
            if accepted.number.is_none() {
                accepted.number = tickets::number(&self.readers, ticket).await?;
            }
        }
        Ok(accepted)
    }

    /// Runs a record job on the writer, in the transaction of the present batch. See the module for how to call it.
    ///
    /// # Errors
    /// The job's own error, or see [`EngineError`].
    pub async fn write<T, J>(&self, job: J) -> Result<T, EngineError>
    where
        T: Send + 'static,
        J: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        self.record(Shows::Nothing, job, |_written, _state| ()).await
    }

    /// The same for what the printer of a device shows: `show` is told what was written, after the commit, and then the
    /// device's view is made.
    ///
    /// # Errors
    /// As [`EngineHandle::write`].
    pub async fn write_for_printer<T, J, S>(
        &self,
        device: &DeviceId,
        job: J,
        show: S,
    ) -> Result<T, EngineError>
    where
        T: Send + 'static,
        J: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
        S: FnOnce(&T) + Send + 'static,
    {
        self.record(Shows::Printer(device.clone()), job, move |written, _state| show(written)).await
    }

    /// The same for something staff do that the job writes into the audit, unless it is refused or was done before: it is
    /// among the deeds of the day.
    ///
    /// # Errors
    /// As [`EngineHandle::write`].
    pub async fn write_deed<R, J>(&self, job: J) -> Result<Result<Option<Entry>, R>, EngineError>
    where
        R: Send + 'static,
        J: for<'c> FnOnce(
                &'c mut SqliteConnection,
            ) -> BoxFuture<'c, Result<Result<Option<Entry>, R>, StoreError>>
            + Send
            + 'static,
    {
        let show = |done: &Result<Option<Entry>, R>, state: &mut State| {
            done.iter().flatten().for_each(|deed| state.show_deed(deed));
        };
        self.record(Shows::Deeds, job, show).await
    }

    async fn record<T, J, S>(&self, shows: Shows, job: J, show: S) -> Result<T, EngineError>
    where
        T: Send + 'static,
        J: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
        S: FnOnce(&T, &mut State) + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: RecordJob = Box::new(move |db| {
            Box::pin(async move {
                let result = job(db).await;
                let keep = result.is_ok();
                let tell = move |state: &mut State| {
                    if let Ok(written) = &result {
                        show(written, state);
                    }
                    // The caller may have gone away meanwhile.
                    drop(reply.send(result));
                };
                JobDone { keep, tell: Box::new(tell) }
            })
        });
        self.enqueue(Message::Record { job, shows })?;
        Ok(answer.await.map_err(|_gone| EngineError::Stopped)??)
    }

    /// Listens to topics.
    pub fn subscribe(&self, topics: &[Topic]) -> Subscription {
        self.hub.subscribe(topics)
    }

    /// One view now, as the JSON of an `Update`; none if there is no such window or ticket, or the engine cannot answer.
    pub async fn view(&self, topic: Topic) -> Option<Arc<str>> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Message::View { topic, reply }).ok()?;
        answer.await.ok()?
    }

    /// Who works at a window; the outer none if there is no such window.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn clerk_at(&self, window: WindowId) -> Result<Option<Option<StaffId>>, EngineError> {
        let Some(json) = self.view(Topic::Desk(window)).await else { return Ok(None) };
        let desk: Update<DeskView> = serde_json::from_str(&json).expect("invariant: the engine wrote it");
        Ok(Some(desk.view.clerk.as_deref().map(StaffId::new)))
    }

    /// The catalogue in force with its hash.
    pub fn catalogue(&self) -> Option<(String, Arc<Catalogue>)> {
        self.in_force.read().expect("invariant: nothing panics under this lock").clone()
    }

    /// The pool for everything that only reads.
    pub fn readers(&self) -> SqlitePool {
        self.readers.clone()
    }

    /// What visitors may tick when they rate.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Addresses of tickets' phone pages.
    pub fn phone_codes(&self) -> &PhoneCodes {
        &self.papers.codes
    }

    /// What is derived from the site's secret.
    pub fn secret(&self) -> &SiteSecret {
        &self.secret
    }

    /// What seals and opens what is personal.
    pub fn vault(&self) -> &Arc<Vault> {
        &self.vault
    }

    /// Devices and their printers as they are now.
    pub fn devices(&self) -> &Devices {
        &self.devices
    }

    /// Names of the staff.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// What views show of certificates.
    pub fn certificates(&self) -> &Shown {
        &self.certificates
    }

    fn enqueue(&self, message: Message) -> Result<(), EngineError> {
        self.queue.try_send(message).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => EngineError::Busy,
            mpsc::error::TrySendError::Closed(_) => EngineError::Stopped,
        })
    }
}

/// The running engine itself. Dropping it ends the engine as a crash would; nothing acknowledged is lost by that.
#[derive(Debug)]
pub struct EngineTask {
    task: JoinHandle<Result<(), EngineFailure>>,
    stop: Arc<Notify>,
}

impl EngineTask {
    /// Resolves when the engine has stopped, which by itself it does only after a failure.
    ///
    /// # Errors
    /// Why it stopped.
    pub async fn join(&mut self) -> Result<(), EngineFailure> {
        match (&mut self.task).await {
            Ok(result) => result,
            Err(error) => {
                tracing::error!(%error, "the engine panicked");
                Err(EngineFailure::Panicked)
            }
        }
    }

    /// Answers what is waiting, writes a last snapshot, closes the database.
    ///
    /// # Errors
    /// Why it stopped instead.
    pub async fn stop(mut self) -> Result<(), EngineFailure> {
        self.stop.notify_one();
        self.join().await
    }
}

impl Drop for EngineTask {
    fn drop(&mut self) {
        self.task.abort();
    }
}
