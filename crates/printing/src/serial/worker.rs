//! The thread that owns the port: keeps it open, watches the printer, sends the jobs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::link::{Link, PADDING_LEAST, PADDING_MOST};
use super::port::Port;
use super::watch::{Clears, Watch};
use super::{Doubt, JobOutcome, PrinterEvent, PrinterState, Refusal, Timing};
use crate::escpos::{self, Encoded};
use crate::journal::{JobId, JobState, Journal};
use crate::profile::{Profile, StatusSupport};

/// `DLE ENQ 2`: drop what is in the buffer, and go on after an error whose cause is gone.
const DROP_BUFFER: [u8; 3] = [0x10, 0x05, 2];

/// What the thread is asked to do.
pub(super) enum Order {
    /// Print a job, unless the printer was cleared since.
    Print { id: JobId, job: Encoded, clears: u32 },
    /// See to it at once that the printer is cleared.
    Clear,
}

/// What a job in doubt, or a crash, may have left in the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Remains {
    /// Bytes of it that were not sent: at most so many complete a command that was cut off.
    unsent: usize,
    /// The printer has been told to drop its buffer, and was there.
    are_dropped: bool,
}

pub(super) struct Worker {
    path: PathBuf,
    profile: Profile,
    timing: Timing,
    journal: Arc<Journal>,
    on_event: Box<dyn FnMut(PrinterEvent) + Send>,
    is_closing: Arc<AtomicBool>,
    clears: Arc<AtomicU32>,
    /// Clears that were seen to.
    cleared: u32,
    link: Option<Link>,
    retry: Duration,
    /// As last reported.
    state: Option<PrinterState>,
    /// A printer that stays in an error is told to go on at this time.
    recover_at: Instant,
    /// They hang from its mouth, if they do not lie in its buffer.
    remains: Option<Remains>,
    /// Barriers that were open when the link broke.
    barriers_open: u32,
}

impl Worker {
    pub fn new(
        path: PathBuf,
        profile: Profile,
        timing: Timing,
        journal: Arc<Journal>,
        on_event: Box<dyn FnMut(PrinterEvent) + Send>,
        (is_closing, clears): (Arc<AtomicBool>, Arc<AtomicU32>),
    ) -> Self {
        // A crash, or a port that broke, may have left a job in the printer.
        let has_remains = profile.status == StatusSupport::Full && journal.ends_in_doubt();
        Self {
            path,
            profile,
            timing,
            journal,
            on_event,
            is_closing,
            clears,
            cleared: 0,
            link: None,
            retry: timing.retry_first,
            state: None,
            recover_at: Instant::now(),
            remains: has_remains.then_some(Remains { unsent: 0, are_dropped: false }),
            barriers_open: u32::from(has_remains),
        }
    }

    pub fn run(mut self, orders: &Receiver<Order>) {
        let mut next_look = Instant::now();
        loop {
            let now = Instant::now();
            match orders.recv_timeout(next_look.saturating_duration_since(now)) {
                Ok(Order::Print { id, job, clears }) => self.work_off(&id, &job, clears),
                Ok(Order::Clear) => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.look();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.see_to_clears();
            next_look = Instant::now() + self.until_next_look();
        }
    }

    fn until_next_look(&mut self) -> Duration {
        if self.link.is_some() {
            self.retry = self.timing.retry_first;
            return self.timing.heartbeat;
        }
        let wait = self.retry;
        self.retry = (wait * 2).min(self.timing.retry_most);
        wait
    }

    fn see_to_clears(&mut self) {
        let clears = self.clears.load(Ordering::Acquire);
        if clears == self.cleared {
            return;
        }
        self.cleared = clears;
        if self.profile.status == StatusSupport::Full {
            let unsent = self.remains.map_or(0, |remains| remains.unsent);
            self.remains = Some(Remains { unsent, are_dropped: false });
        }
        self.look();
        (self.on_event)(PrinterEvent::Cleared);
    }

    /// Opens the port if need be, asks the printer how it is, reports what has changed.
    fn look(&mut self) -> PrinterState {
        let mut state = self.find_state();
        if self.must_drop(&state) && self.drop_buffer() {
            state = self.find_state();
            if let Some(remains) = self.remains.as_mut().filter(|_| state.is_answer()) {
                remains.are_dropped = true;
            }
        }
        self.tell_state(&state);
        state
    }

    /// A printer that can be reached must not keep what a job in doubt left. One with an error is told to go on when the error comes
    /// up, also after the cover was open, and now and then: somebody may have taken the paper out from under the knife meanwhile.
    fn must_drop(&mut self, state: &PrinterState) -> bool {
        if self.profile.status == StatusSupport::None || !state.is_answer() {
            return false;
        }
        let has_error = matches!(state, PrinterState::CutterJam | PrinterState::Fault);
        let is_new = self.state.as_ref() != Some(state);
        let is_time = has_error && (is_new || self.recover_at <= Instant::now());
        if is_time {
            self.recover_at = Instant::now() + self.timing.recover;
        }
        is_time || self.remains.is_some_and(|remains| !remains.are_dropped)
    }

    /// True if the port took it.
    fn drop_buffer(&mut self) -> bool {
        let Some(link) = &mut self.link else { return false };
        let done = link.send_all(&DROP_BUFFER);
        if done.is_err() {
            self.drop_link();
        }
        done.is_ok()
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
            match Port::open(&self.path, &self.profile, &self.timing) {
                Ok(port) => self.link = Some(Link::new(port, self.timing, self.barriers_open)),
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

    fn work_off(&mut self, id: &JobId, job: &Encoded, clears: u32) {
        let span = tracing::info_span!("receipt", job = %id, bytes = job.bytes.len());
        let _entered = span.enter();
        let outcome = match self.prepare(id, clears).and_then(|()| self.commit(id)) {
            Err(why) => {
                self.note(id, JobState::Refused, why.code());
                JobOutcome::Refused { why }
            }
            Ok(()) => match self.send(id, job, clears) {
                Ok(()) => {
                    self.note(id, JobState::Confirmed, "");
                    JobOutcome::Confirmed
                }
                Err((why, unsent)) => {
                    let why = self.stop(why, unsent);
                    self.note(id, JobState::Unknown, why.code());
                    JobOutcome::Unknown { why }
                }
            },
        };
        let is_in_doubt = matches!(outcome, JobOutcome::Unknown { .. });
        self.report(id, outcome);
        if is_in_doubt {
            self.look();
        }
    }

    /// All that must hold before the journal is told that the first byte goes.
    fn prepare(&mut self, id: &JobId, clears: u32) -> Result<(), Refusal> {
        if self.journal.state(id).is_some_and(JobState::may_be_on_paper) {
            return Err(Refusal::SentBefore);
        }
        if self.is_closing.load(Ordering::Acquire) {
            return Err(Refusal::Closing);
        }
        if self.clears.load(Ordering::Acquire) != clears {
            return Err(Refusal::Cleared);
        }
        self.see_to_clears();
        let state = self.look();
        if !state.can_print() {
            return Err(Refusal::Printer(state));
        }
        if self.remains.is_some() {
            self.cut_off_remains().map_err(Refusal::Printer)?;
        }
        Ok(())
    }

    /// Writes that the first byte goes. A slow disk may need longer than a printer needs to start anew, so it is asked once more then.
    fn commit(&mut self, id: &JobId) -> Result<(), Refusal> {
        let sending = self.journal.record(id, JobState::Sending);
        sending.map_err(|error| Refusal::Journal { reason: error.to_string() })?;
        let link = self.link.as_ref().expect("invariant: `prepare` saw the printer");
        if self.profile.status == StatusSupport::Full && link.alive_at().elapsed() > self.timing.gap_max / 2 {
            let state = self.look();
            if !state.can_print() {
                return Err(Refusal::Printer(state));
            }
        }
        Ok(())
    }

    /// Sends a job and waits until the printer has worked it off.
    ///
    /// # Errors
    /// Why that is not known, and how many bytes were not sent.
    fn send(&mut self, id: &JobId, job: &Encoded, clears: u32) -> Result<(), (Doubt, usize)> {
        self.report(id, JobOutcome::Sending);
        let link = self.link.as_mut().expect("invariant: `commit` saw the printer");
        let on_event = &mut self.on_event;
        let mut after_first = || {
            let outcome = JobOutcome::FirstByte;
            on_event(PrinterEvent::Job { id: id.clone(), outcome });
        };
        let whole = |why: Doubt| (why, 0);
        if self.profile.status == StatusSupport::None {
            link.send_all(&job.bytes).map_err(Doubt::from).map_err(whole)?;
            after_first();
            self.note(id, JobState::Sent, "");
            self.report(id, JobOutcome::Sent);
            return Err(whole(Doubt::Mute));
        }
        let count = Arc::clone(&self.clears);
        let clears = Clears { count: &count, at_order: clears };
        let mut watch = Watch::new(self.timing, self.profile.baud, clears);
        watch.send(link, job, after_first)?;
        link.send_barrier().map_err(Doubt::from).map_err(whole)?;
        self.note(id, JobState::Sent, "");
        self.report(id, JobOutcome::Sent);
        let link = self.link.as_mut().expect("invariant: sending left it there");
        watch.confirm(link, job.bytes.len()).map_err(whole)
    }

    /// After a job in doubt: its rest must not come out when the paper is back. Says more exactly what happened, if the printer does.
    fn stop(&mut self, why: Doubt, unsent: usize) -> Doubt {
        if self.profile.status == StatusSupport::None {
            if matches!(why, Doubt::PortLost { .. }) {
                self.drop_link();
            }
            return why;
        }
        self.remains = Some(Remains { unsent, are_dropped: false });
        let link = self.link.as_mut().expect("invariant: the job was sent over it");
        if matches!(why, Doubt::PortLost { .. }) || link.forget_output().is_err() {
            self.drop_link();
            return why;
        }
        let why = match why {
            Doubt::Stopped(PrinterState::Fault) => {
                Doubt::Stopped(link.ask_error().unwrap_or(PrinterState::Fault))
            }
            why => why,
        };
        self.drop_buffer();
        if let Doubt::Stopped(state) = &why {
            self.tell_state(&state.clone());
        }
        why
    }

    /// Before the job after one in doubt: drop its rest, cut off what it left, and let late answers pass.
    fn cut_off_remains(&mut self) -> Result<(), PrinterState> {
        let unsent = self.remains.map_or(0, |remains| remains.unsent);
        let padding = vec![0; (PADDING_LEAST + unsent).min(PADDING_MOST)];
        let bytes = [&DROP_BUFFER[..], &padding, &DROP_BUFFER, &escpos::clean_cut(&self.profile)].concat();
        let link = self.link.as_mut().expect("invariant: `look` saw the printer");
        let count = Arc::clone(&self.clears);
        let clears = Clears { count: &count, at_order: self.cleared };
        let mut watch = Watch::new(self.timing, self.profile.baud, clears);
        let done = link
            .send_all(&bytes)
            .and_then(|()| link.send_barrier())
            .map_err(Doubt::from)
            .and_then(|()| watch.settle(link, bytes.len()));
        if let Err(why) = done {
            tracing::warn!(
                ?why,
                padding = padding.len(),
                "what an unfinished receipt left could not be cut off"
            );
            // Noise may have made a command that swallows far more than any of ours.
            self.remains = Some(Remains { unsent: 4 * padding.len(), are_dropped: false });
            let state = self.look();
            return Err(if state.can_print() { PrinterState::Silent } else { state });
        }
        self.remains = None;
        // The line was busy with the padding: what the printer said before it is old.
        let state = self.look();
        if state.can_print() { Ok(()) } else { Err(state) }
    }

    fn drop_link(&mut self) {
        if let Some(link) = self.link.take() {
            self.barriers_open = link.barriers_open;
        }
    }

    fn note(&self, id: &JobId, state: JobState, why: &str) {
        tracing::info!(?state, why, "receipt");
        let is_known =
            self.journal.state(id).is_some_and(|known| known.may_be_on_paper() && known.is_final());
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
