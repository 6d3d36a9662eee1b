//! The thread that owns the port: keeps it open, watches the printer, sends the jobs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::barrier;
use super::link::Link;
use super::port::Port;
use super::{Doubt, JobOutcome, PrinterEvent, PrinterState, Refusal};
use crate::escpos;
use crate::journal::{JobId, JobState, Journal};
use crate::profile::{Profile, StatusSupport};

/// An idle printer is asked how it is this often.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// A port that cannot be opened is tried again after this long, then twice as long, …
const RETRY_FIRST: Duration = Duration::from_millis(250);
/// … up to this long.
const RETRY_MOST: Duration = Duration::from_secs(4);
/// `DLE ENQ 2`: drop what is in the buffer.
const DROP_BUFFER: [u8; 3] = [0x10, 0x05, 2];

/// A job for the port.
pub(super) struct Order {
    pub id: JobId,
    pub bytes: Vec<u8>,
}

pub(super) struct Worker {
    path: PathBuf,
    profile: Profile,
    journal: Arc<Journal>,
    on_event: Box<dyn FnMut(PrinterEvent) + Send>,
    is_closing: Arc<AtomicBool>,
    link: Option<Link>,
    retry: Duration,
    /// As last reported.
    state: Option<PrinterState>,
    /// A job ended in doubt: its rest may lie in the printer's buffer or hang from its mouth.
    has_remains: bool,
    /// Barriers that were open when the link broke.
    barriers_open: u32,
}

impl Worker {
    pub fn new(
        path: PathBuf,
        profile: Profile,
        journal: Arc<Journal>,
        on_event: Box<dyn FnMut(PrinterEvent) + Send>,
        is_closing: Arc<AtomicBool>,
    ) -> Self {
        // A crash, or a port that broke, may have left a job in the printer.
        let has_remains = journal.unsettled().iter().any(|(_, state)| *state == JobState::Unknown);
        Self {
            path,
            profile,
            journal,
            on_event,
            is_closing,
            link: None,
            retry: RETRY_FIRST,
            state: None,
            has_remains,
            barriers_open: u32::from(has_remains),
        }
    }

    pub fn run(mut self, orders: &Receiver<Order>) {
        let mut next_look = Instant::now();
        loop {
            let now = Instant::now();
            match orders.recv_timeout(next_look.saturating_duration_since(now)) {
                Ok(order) => self.work_off(order),
                Err(RecvTimeoutError::Timeout) => {
                    self.look();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
            next_look = Instant::now() + self.until_next_look();
        }
    }

    fn until_next_look(&mut self) -> Duration {
        if self.link.is_some() {
            self.retry = RETRY_FIRST;
            return HEARTBEAT;
        }
        let wait = self.retry;
        self.retry = (wait * 2).min(RETRY_MOST);
        wait
    }

    /// Opens the port if need be, asks the printer how it is, reports what has changed.
    fn look(&mut self) -> PrinterState {
        let state = self.find_state();
        self.tell_state(&state);
        state
    }

    fn tell_state(&mut self, state: &PrinterState) {
        if self.state.as_ref() != Some(state) {
            tracing::info!(port = %self.path.display(), ?state, "receipt printer");
            self.state = Some(state.clone());
            (self.on_event)(PrinterEvent::Status(state.clone()));
        }
    }

    fn find_state(&mut self) -> PrinterState {
        if self.link.is_none() {
            match Port::open(&self.path, &self.profile) {
                Ok(port) => self.link = Some(Link::new(port, self.barriers_open)),
                Err(state) => return state,
            }
        }
        let link = self.link.as_mut().expect("invariant: opened above");
        let state = match self.profile.status {
            StatusSupport::Full => link.ask_state(),
            // Reading notices that the port is gone.
            StatusSupport::None => link.listen(Duration::ZERO).map(|_| PrinterState::Mute),
        };
        state.unwrap_or_else(|error| {
            self.drop_link();
            let path = self.path.clone();
            if path.exists() {
                let reason = error.to_string();
                PrinterState::PortFailed { path, reason }
            } else {
                PrinterState::PortMissing { path }
            }
        })
    }

    fn work_off(&mut self, order: Order) {
        let Order { id, bytes } = order;
        let span = tracing::info_span!("receipt", job = %id, bytes = bytes.len());
        let _entered = span.enter();
        let outcome = match self.prepare(&id) {
            Err(why) => {
                self.note(&id, JobState::Refused, &why);
                JobOutcome::Refused { why }
            }
            Ok(()) => match self.send(&id, &bytes) {
                Ok(()) => {
                    self.note(&id, JobState::Confirmed, &"");
                    JobOutcome::Confirmed
                }
                Err(why) => {
                    self.note(&id, JobState::Unknown, &why);
                    self.drop_remains(&why);
                    JobOutcome::Unknown { why }
                }
            },
        };
        let is_in_doubt = matches!(outcome, JobOutcome::Unknown { .. });
        self.report(&id, outcome);
        if is_in_doubt {
            self.look();
        }
    }

    /// All that must hold before the first byte goes.
    fn prepare(&mut self, id: &JobId) -> Result<(), Refusal> {
        if self.journal.state(id).is_some_and(JobState::may_be_on_paper) {
            return Err(Refusal::SentBefore);
        }
        if self.is_closing.load(Ordering::Acquire) {
            return Err(Refusal::Closing);
        }
        let state = self.look();
        if !state.can_print() {
            return Err(Refusal::Printer(state));
        }
        if self.has_remains {
            self.cut_off_remains().map_err(Refusal::Printer)?;
        }
        self.journal
            .record(id, JobState::Sending)
            .map_err(|error| Refusal::Journal { reason: error.to_string() })
    }

    fn send(&mut self, id: &JobId, bytes: &[u8]) -> Result<(), Doubt> {
        self.report(id, JobOutcome::Sending);
        let link = self.link.as_mut().expect("invariant: `prepare` saw the printer");
        let on_event = &mut self.on_event;
        let after_first = || {
            let outcome = JobOutcome::FirstByte;
            on_event(PrinterEvent::Job { id: id.clone(), outcome });
        };
        link.send(bytes, after_first)?;
        let has_status = self.profile.status == StatusSupport::Full;
        if has_status {
            link.send_barrier()?;
        }
        self.note(id, JobState::Sent, &"");
        self.report(id, JobOutcome::Sent);
        if !has_status {
            return Err(Doubt::Mute);
        }
        let link = self.link.as_mut().expect("invariant: sending left it there");
        barrier::wait(link, bytes.len(), self.profile.baud)
    }

    /// After a job in doubt: its rest must not come out when the paper is back.
    fn drop_remains(&mut self, why: &Doubt) {
        if *why == Doubt::Mute {
            return;
        }
        self.has_remains = true;
        if let Doubt::Stopped(state) = why {
            self.tell_state(state);
        }
        let link = self.link.as_mut().expect("invariant: the job was sent over it");
        if matches!(why, Doubt::PortLost { .. }) || link.send(&DROP_BUFFER, || ()).is_err() {
            self.drop_link();
        }
    }

    /// Before the job after one in doubt: drop its rest, cut off what it left, and let late answers pass.
    fn cut_off_remains(&mut self) -> Result<(), PrinterState> {
        let bytes = [&DROP_BUFFER[..], &escpos::clean_cut(&self.profile)].concat();
        let link = self.link.as_mut().expect("invariant: `look` saw the printer");
        let mut done = link.send(&bytes, || ()).map_err(Doubt::from);
        if self.profile.status == StatusSupport::Full {
            done = done
                .and_then(|()| link.send_barrier().map_err(Doubt::from))
                .and_then(|()| barrier::settle(link, bytes.len(), self.profile.baud));
        }
        if let Err(why) = done {
            tracing::warn!(?why, "what an unfinished receipt left could not be cut off");
            let state = self.look();
            return Err(if state.can_print() { PrinterState::Silent } else { state });
        }
        self.has_remains = false;
        Ok(())
    }

    fn drop_link(&mut self) {
        if let Some(link) = self.link.take() {
            self.barriers_open = link.barriers_open;
        }
    }

    fn note(&self, id: &JobId, state: JobState, why: &dyn std::fmt::Debug) {
        tracing::info!(?state, ?why, "receipt");
        let is_known = self.journal.state(id).is_some_and(JobState::may_be_on_paper);
        if state == JobState::Refused && is_known {
            return;
        }
        if let Err(error) = self.journal.record(id, state) {
            tracing::error!(?state, %error, "the print journal cannot be written");
        }
    }

    fn report(&mut self, id: &JobId, outcome: JobOutcome) {
        let id = id.clone();
        (self.on_event)(PrinterEvent::Job { id, outcome });
    }
}
