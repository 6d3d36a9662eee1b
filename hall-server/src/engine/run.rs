//! The engine's task: gather, decide, write, answer, publish; again.

use std::sync::Arc;
use std::time::Duration;

use hall_core::catalogue::Catalogue;
use hall_core::command::{Action, Caller, Command};
use hall_core::rejection::Rejection;
use hall_core::time::Timestamp;
use sqlx::sqlite::SqlitePool;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};

use super::batch::Batch;
use super::state::State;
use super::{BATCH_MAX, Decided, EngineFailure, InForce, Message, RecordJob, RecordOrder, Shows, Side};
use crate::clock::{Clock, JumpDetector};
use crate::feed::{Changes, Edition, Hub, Publisher};
use crate::store::snapshots::Snapshot;
use crate::store::{ServerLock, StoreError};

/// How often time alone is looked at.
const ROUND: Duration = Duration::from_secs(1);
/// Events after which a snapshot is due, at least.
const SNAPSHOT_EVENTS: i64 = 10_000;
/// And at least so many for each ticket of the day: snapshots of a long day cost less than its events.
const SNAPSHOT_EVENTS_PER_TICKET: i64 = 4;

/// The engine while it runs.
pub(super) struct Run {
    pub state: State,
    pub writer: SqliteConnection,
    pub readers: SqlitePool,
    pub queue: mpsc::Receiver<Message>,
    pub clock: Arc<dyn Clock>,
    pub jumps: JumpDetector,
    pub hub: Arc<Hub>,
    pub publisher: Publisher,
    pub in_force: InForce,
    pub stop: Arc<Notify>,
    /// A snapshot being serialised.
    pub snapshot: Option<JoinHandle<Snapshot>>,
    /// Last event of the last snapshot.
    pub snapshot_seq: i64,
    /// Held as long as the engine runs.
    pub _lock: ServerLock,
}

/// Why the task wakes up.
enum Wake {
    Messages(usize),
    Round,
    Publish,
    Snapshot(Snapshot),
    Stop,
}

type Reply = (oneshot::Sender<Result<Decided, Rejection>>, Result<Decided, Rejection>);

impl Run {
    /// Runs until stopped, or until a batch cannot be written.
    pub async fn run(mut self) -> Result<(), EngineFailure> {
        let result = self.work().await;
        self.hub.close();
        if let Err(error) = &result {
            tracing::error!(error = error as &dyn std::error::Error, "the engine stops");
            return result;
        }
        self.finish().await?;
        Ok(())
    }

    async fn work(&mut self) -> Result<(), EngineFailure> {
        let mut inbox = Vec::with_capacity(BATCH_MAX);
        let mut round = tokio::time::interval(ROUND);
        round.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let publish_at = self.publisher.next_at();
            let wake = tokio::select! {
                count = self.queue.recv_many(&mut inbox, BATCH_MAX) => Wake::Messages(count),
                _ = round.tick() => Wake::Round,
                () = sleep_until(publish_at) => Wake::Publish,
                () = self.hub.wanted() => Wake::Publish,
                Some(snapshot) = serialised(&mut self.snapshot) => Wake::Snapshot(snapshot),
                () = self.stop.notified() => Wake::Stop,
            };
            match wake {
                Wake::Messages(0) => return Ok(()),
                Wake::Messages(_) | Wake::Publish => self.turn(&mut inbox, false).await?,
                Wake::Round => self.turn(&mut inbox, true).await?,
                Wake::Snapshot(snapshot) => snapshot.write(&mut self.writer).await?,
                // What is in the queue is still answered; then it is empty and closed.
                Wake::Stop => self.queue.close(),
            }
        }
    }

    /// One batch: everything in the inbox and everything due.
    async fn turn(&mut self, inbox: &mut Vec<Message>, round: bool) -> Result<(), EngineFailure> {
        let mut batch = Batch::new(self.now());
        let (mut replies, mut jobs, mut views, mut orders) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        self.report_jump(&mut batch);
        self.state.pass_time(&mut batch);
        for message in inbox.drain(..) {
            match message {
                Message::Command { command, side, reply } => {
                    replies.push((reply, self.state.decide(&mut batch, &command, &side)));
                }
                Message::Record { job, shows } => {
                    match shows {
                        Shows::Nothing => {}
                        Shows::Printer(device) => batch.changes.printer(&device),
                        Shows::Deeds => batch.changes.records(),
                    }
                    jobs.push(job);
                }
                Message::Order { order, reply } => {
                    let result = match order {
                        RecordOrder::Printer(order) => self.state.order(&mut batch, &order),
                        RecordOrder::Notice(order) => self.state.announce(&mut batch, &order),
                        RecordOrder::Evaluation(order) => self.state.evaluate(&mut batch, &order),
                        RecordOrder::Tick(order) => self.state.tick(&mut batch, &order),
                        RecordOrder::Ready(order) => self.state.show_ready(&mut batch, &order),
                    };
                    orders.push((reply, result));
                }
                Message::View { topic, reply } => views.push((topic, reply)),
            }
        }
        let (now, rolled_over) = (batch.now, batch.rolled_over.is_some());
        let changes = std::mem::take(&mut batch.changes);
        self.commit(batch, replies, jobs).await?;
        for (reply, result) in orders {
            drop(reply.send(result));
        }
        for (topic, reply) in views {
            let view = self.state.scene(now).view(&topic);
            let version = self.state.head.seq;
            drop(reply.send(view.map(|view| crate::feed::message(version, now, &view))));
        }
        self.publish(now, &changes, round);
        if rolled_over || self.snapshot_is_due() {
            self.begin_snapshot();
        }
        Ok(())
    }

    /// The clock, but never before the last event.
    fn now(&self) -> Timestamp {
        self.clock.now().max(self.state.hall.last_at())
    }

    fn report_jump(&mut self, batch: &mut Batch) {
        let Some(ahead_ms) = self.jumps.read(&*self.clock) else { return };
        tracing::error!(ahead_ms, "the clock jumped forward: the day rolls over only after staff confirm it");
        let command = self.own_command(Action::ReportClockJump { ahead_ms });
        if let Err(rejection) = self.state.act(batch, &command, &Side::None) {
            tracing::error!(%rejection, "the jump of the clock could not be noted");
        }
    }

    /// A command of the server itself; the key is new each time.
    fn own_command(&self, action: Action) -> Command {
        Command { caller: Caller::Server, key: format!("after-{}", self.state.head.seq), action }
    }

    /// Writes a batch and tells who waits for it. Whatever fails here, nobody is told, and the engine must not go on.
    async fn commit(
        &mut self,
        batch: Batch,
        replies: Vec<Reply>,
        jobs: Vec<RecordJob>,
    ) -> Result<(), StoreError> {
        let mut told = Vec::with_capacity(jobs.len());
        if !batch.is_empty() || !jobs.is_empty() {
            let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
            self.state.jobs_open += batch.write(&mut transaction, &self.state.site).await?;
            for job in jobs {
                let mut savepoint = transaction.begin().await?;
                let done = job(&mut savepoint).await;
                if done.keep {
                    savepoint.commit().await?;
                } else {
                    savepoint.rollback().await?;
                }
                told.push(done.tell);
            }
            transaction.commit().await?;
        }
        self.show_catalogue();
        for (reply, result) in replies {
            // The caller may have gone away meanwhile.
            drop(reply.send(result));
        }
        for tell in told {
            tell(&mut self.state);
        }
        Ok(())
    }

    /// Lets others see the catalogue in force.
    fn show_catalogue(&self) {
        let hash = self.state.hall.catalogue_hash();
        let shown = self.in_force.read().expect("invariant: nothing panics under this lock");
        if shown.as_ref().is_some_and(|(known, _)| known == hash) {
            return;
        }
        drop(shown);
        let catalogue = self.state.hall.catalogue().map(|catalogue| (hash.to_owned(), catalogue.clone()));
        *self.in_force.write().expect("invariant: nothing panics under this lock") = catalogue;
    }

    fn publish(&mut self, now: Timestamp, changes: &Changes, round: bool) {
        if round && self.publisher.needs_estimates() {
            self.state.estimate(now);
        }
        let edition = Edition { version: self.state.head.seq, changes, round };
        self.publisher.publish(&self.state.scene(now), edition);
    }

    fn snapshot_is_due(&self) -> bool {
        let events = self.state.head.seq - self.snapshot_seq;
        // The lower bound of the iterator is its length; nothing is walked.
        events >= SNAPSHOT_EVENTS
            && events >= SNAPSHOT_EVENTS_PER_TICKET * self.state.hall.tickets().size_hint().0 as i64
    }

    /// Serialises the hall beside the commits; it is written when ready.
    fn begin_snapshot(&mut self) {
        if self.snapshot.is_none() {
            let (hall, head) = (self.state.hall.clone(), self.state.head);
            self.snapshot_seq = head.seq;
            self.snapshot = Some(tokio::task::spawn_blocking(move || Snapshot::of(&hall, head)));
        }
    }

    /// Adopts a catalogue if it is not in force already.
    pub async fn adopt(&mut self, catalogue: Catalogue) -> Result<Result<(), Rejection>, StoreError> {
        let mut batch = Batch::new(self.now());
        let command = self.own_command(Action::AdoptCatalogue { catalogue: Box::new(catalogue) });
        let adopted = match self.state.decide(&mut batch, &command, &Side::None) {
            Ok(_) | Err(Rejection::SameCatalogue) => Ok(()),
            Err(rejection) => Err(rejection),
        };
        self.commit(batch, Vec::new(), Vec::new()).await?;
        Ok(adopted)
    }

    /// The last snapshot; then the database is closed, which takes its WAL in.
    async fn finish(mut self) -> Result<(), StoreError> {
        if self.state.head.seq > self.snapshot_seq || self.snapshot.is_some() {
            self.snapshot = None;
            self.begin_snapshot();
            if let Some(snapshot) = serialised(&mut self.snapshot).await {
                snapshot.write(&mut self.writer).await?;
            }
        }
        self.readers.close().await;
        self.writer.close().await?;
        Ok(())
    }
}

/// Resolves when the snapshot is ready; never without one. A snapshot that failed is none: it is only a cache.
async fn serialised(snapshot: &mut Option<JoinHandle<Snapshot>>) -> Option<Snapshot> {
    match snapshot {
        None => std::future::pending().await,
        Some(task) => {
            let result = task.await;
            *snapshot = None;
            result.inspect_err(|error| tracing::error!(%error, "no snapshot could be made")).ok()
        }
    }
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        None => std::future::pending().await,
        Some(at) => tokio::time::sleep_until(at).await,
    }
}
