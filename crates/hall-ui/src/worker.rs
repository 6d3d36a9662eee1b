//! The worker: one thread with its own small runtime for everything that waits — server, feed, printers.
//!
//! Bounded channels both ways. Whatever the worker sends wakes the screen, so that an idle screen needs no repaint.

use std::future::Future;
use std::sync::mpsc::RecvTimeoutError;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// Events on their way to the screen at most; then the worker waits.
const EVENTS_MAX: usize = 256;
/// Actions on their way to the worker at most.
const ACTIONS_MAX: usize = 256;
/// How long a closing window waits for its worker.
const FAREWELL_MAX: Duration = Duration::from_secs(3);

/// The worker's end: what the screen asks for. Ends (`None`) when the window closes.
pub type Inbox<A> = mpsc::Receiver<A>;

/// The worker could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the worker thread")]
pub struct SpawnError(#[source] std::io::Error);

/// The screen is gone; the worker may end.
#[derive(Debug, thiserror::Error)]
#[error("the screen is gone")]
pub struct ScreenGone;

/// The worker's way to the screen.
#[derive(Debug)]
pub struct Outbox<E> {
    sender: mpsc::Sender<E>,
    ctx: egui::Context,
}

impl<E> Clone for Outbox<E> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), ctx: self.ctx.clone() }
    }
}

impl<E> Outbox<E> {
    /// Sends an event and wakes the screen; waits while too many are on their way.
    ///
    /// # Errors
    /// The screen is gone.
    pub async fn send(&self, event: E) -> Result<(), ScreenGone> {
        self.sender.send(event).await.map_err(|_unsent| ScreenGone)?;
        self.ctx.request_repaint();
        Ok(())
    }

    /// Sends an event where nothing can wait; one that finds the queue full is dropped and logged.
    pub fn send_now(&self, event: E) {
        match self.sender.try_send(event) {
            Ok(()) => self.ctx.request_repaint(),
            Err(error) => tracing::warn!(%error, "an event did not reach the screen"),
        }
    }
}

/// The screen's end of a worker.
#[derive(Debug)]
pub struct Worker<E, A> {
    events: mpsc::Receiver<E>,
    actions: Option<mpsc::Sender<A>>,
    thread: Option<JoinHandle<()>>,
    ended: std::sync::mpsc::Receiver<()>,
}

impl<E: Send + 'static, A: Send + 'static> Worker<E, A> {
    /// Starts a worker. `SIGTERM` and `SIGINT` close the window, which ends the worker's inbox.
    ///
    /// # Errors
    /// The thread or its runtime cannot be made.
    pub fn spawn<F, Fut>(ctx: &egui::Context, main: F) -> Result<Self, SpawnError>
    where
        F: FnOnce(Inbox<A>, Outbox<E>) -> Fut + Send + 'static,
        Fut: Future<Output = ()>,
    {
        let (event_sender, events) = mpsc::channel(EVENTS_MAX);
        let (actions, inbox) = mpsc::channel(ACTIONS_MAX);
        let outbox = Outbox { sender: event_sender, ctx: ctx.clone() };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(SpawnError)?;
        let ctx = ctx.clone();
        let (end, ended) = std::sync::mpsc::sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("worker".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    let signals = tokio::spawn(close_on_signal(ctx.clone()));
                    main(inbox, outbox).await;
                    signals.abort();
                });
                // A worker that ended by itself leaves a dead screen: the shell looks when it is woken.
                ctx.request_repaint();
                drop(end);
            })
            .map_err(SpawnError)?;
        Ok(Self { events, actions: Some(actions), thread: Some(thread), ended })
    }

    /// The next event that has arrived.
    pub fn next_event(&mut self) -> Arrival<E> {
        match self.events.try_recv() {
            Ok(event) => Arrival::Event(event),
            Err(mpsc::error::TryRecvError::Empty) => Arrival::Nothing,
            Err(mpsc::error::TryRecvError::Disconnected) => Arrival::WorkerGone,
        }
    }

    /// Hands an action over; one that finds the queue full is dropped and logged.
    pub fn act(&self, action: A) {
        let Some(actions) = &self.actions else { return };
        if let Err(error) = actions.try_send(action) {
            tracing::error!(%error, "an action did not reach the worker");
        }
    }

    /// Ends the worker and waits for it, but not for ever.
    pub fn stop(&mut self) {
        self.actions = None;
        self.events.close();
        let Some(thread) = self.thread.take() else { return };
        if self.ended.recv_timeout(FAREWELL_MAX) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the worker did not end in time");
            return;
        }
        if thread.join().is_err() {
            tracing::error!("the worker panicked");
        }
    }
}

/// What was found when looking for an event.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrival<E> {
    /// This one.
    Event(E),
    /// None for now.
    Nothing,
    /// The worker has ended and will never send again.
    WorkerGone,
}

async fn close_on_signal(ctx: egui::Context) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::warn!("signals cannot be watched");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("asked to end");
    ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    ctx.request_repaint();
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn wait_for<E: Send + 'static, A: Send + 'static>(worker: &mut Worker<E, A>) -> Arrival<E> {
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            match worker.next_event() {
                Arrival::Nothing if Instant::now() < deadline => std::thread::yield_now(),
                other => return other,
            }
        }
    }

    #[test]
    fn what_it_sends_wakes_the_screen() {
        let ctx = egui::Context::default();
        let (woken, wakes) = std::sync::mpsc::sync_channel(64);
        ctx.set_request_repaint_callback(move |_| {
            // A full channel has been woken already.
            let _full = woken.try_send(());
        });
        let mut worker = Worker::spawn(&ctx, |mut inbox: Inbox<u32>, outbox| async move {
            while let Some(action) = inbox.recv().await {
                if outbox.send(action * 2).await.is_err() {
                    return;
                }
            }
        })
        .unwrap();
        worker.act(21);
        wakes.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(wait_for(&mut worker), Arrival::Event(42));
        worker.stop();
    }

    #[test]
    fn a_worker_that_ends_is_noticed() {
        let ctx = egui::Context::default();
        let mut worker = Worker::<(), ()>::spawn(&ctx, |_inbox, _outbox| async {}).unwrap();
        assert_eq!(wait_for(&mut worker), Arrival::WorkerGone);
    }

    #[test]
    fn a_closing_window_ends_a_worker_that_waits_to_send() {
        let ctx = egui::Context::default();
        let mut worker =
            Worker::<u8, ()>::spawn(
                &ctx,
                |_inbox, outbox| async move { while outbox.send(1).await.is_ok() {} },
            )
            .unwrap();
        assert_eq!(wait_for(&mut worker), Arrival::Event(1));
        worker.stop();
        assert!(worker.thread.is_none());
    }
}
