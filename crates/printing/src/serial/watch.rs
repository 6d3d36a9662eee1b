//! Watching the printer while a job is under way: is it there all the time, is the line clean, has it worked everything off?

use std::io::ErrorKind;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::link::Link;
use super::port::CHUNK_BYTES;
use super::{Doubt, PrinterState, Timing};
use crate::escpos::Encoded;

/// Most bytes sent between two questions; at slow lines, what they carry in a tenth of a second.
const ASK_BYTES_MAX: usize = 256;

/// Counts how often staff cleared the printer; a job that began under another count is given up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clears<'a> {
    pub count: &'a AtomicU32,
    pub at_order: u32,
}

impl Clears<'_> {
    pub fn is_given_up(&self) -> bool {
        self.count.load(Ordering::Acquire) != self.at_order
    }
}

/// One job's watch.
pub(super) struct Watch<'a> {
    timing: Timing,
    baud: u32,
    clears: Clears<'a>,
    /// The trouble the printer reports while we wait for its last answer.
    trouble: Option<PrinterState>,
}

impl<'a> Watch<'a> {
    pub fn new(timing: Timing, baud: u32, clears: Clears<'a>) -> Self {
        Self { timing, baud, clears, trouble: None }
    }

    /// Sends a job, asking now and then where its bytes may be parted; `after_first` is called when the first have gone out.
    ///
    /// # Errors
    /// Why the rest was not sent, and how many bytes that is.
    pub fn send(
        &mut self,
        link: &mut Link,
        job: &Encoded,
        mut after_first: impl FnMut(),
    ) -> Result<(), (Doubt, usize)> {
        let whole = job.bytes.len();
        let (mut sent, mut asked_at) = (0, 0);
        for end in job.breaks.iter().copied().chain([whole]) {
            for chunk in job.bytes[sent..end].chunks(CHUNK_BYTES) {
                link.send(chunk).map_err(|error| (error.into(), whole - sent))?;
                if sent == 0 {
                    after_first();
                }
                sent += chunk.len();
                self.hear_good(link).map_err(|why| (why, whole - sent))?;
            }
            if sent - asked_at >= self.ask_bytes() {
                asked_at = sent;
                self.ask_anew(link).map_err(|why| (why, whole - sent))?;
            }
        }
        Ok(())
    }

    /// Hears what has come so far, and of no trouble.
    fn hear_good(&mut self, link: &mut Link) -> Result<(), Doubt> {
        self.hear(link, Duration::ZERO)?;
        self.trouble.take().map_or(Ok(()), |trouble| Err(Doubt::Stopped(trouble)))
    }

    /// Asks once the last question is answered.
    fn ask_anew(&mut self, link: &mut Link) -> Result<(), Doubt> {
        self.hear_out(link)?;
        self.hear_good(link)?;
        Ok(link.ask()?)
    }

    /// Waits until every barrier is answered, and the last question too: nothing may be on its way when this returns.
    ///
    /// # Errors
    /// Why it is not known whether all was printed.
    pub fn confirm(&mut self, link: &mut Link, bytes: usize) -> Result<(), Doubt> {
        let mut until = Instant::now() + self.time_on_line(bytes) + self.timing.print;
        while link.barriers_open > 0 {
            let now = Instant::now();
            if now >= until {
                return Err(self.trouble.take().map_or(Doubt::NoAnswer, Doubt::Stopped));
            }
            self.ask_if_time(link)?;
            let before = self.trouble.clone();
            self.hear(link, self.timing.ask_every.min(until - now))?;
            match (before, &self.trouble) {
                (None, Some(_)) => until = until.min(now + self.timing.trouble),
                (Some(_), None) => until = now + self.timing.print,
                _ => {}
            }
        }
        self.check_gap(link)?;
        // A last question: an answer that noise imitated is followed by the true one.
        self.hear_out(link)?;
        link.ask()?;
        self.hear_out(link)
    }

    /// Waits for the answer of the last barrier when earlier ones may have been dropped with the printer's buffer, or be answered late.
    ///
    /// # Errors
    /// No barrier was answered.
    pub fn settle(&mut self, link: &mut Link, bytes: usize) -> Result<(), Doubt> {
        let until = Instant::now() + self.time_on_line(bytes) + self.timing.print;
        let before = link.barriers_open;
        while link.barriers_open == before {
            let now = Instant::now();
            if now >= until {
                return Err(Doubt::NoAnswer);
            }
            self.ask_if_time(link)?;
            let heard = link.listen(self.timing.ask_every.min(until - now))?;
            if let Some(state) = heard.state.filter(|state| !state.can_print()) {
                return Err(Doubt::Stopped(state));
            }
        }
        let mut until = Instant::now() + self.timing.late;
        while link.barriers_open > 0
            && let Some(rest) = until.checked_duration_since(Instant::now())
        {
            if link.listen(rest)?.barrier {
                until = Instant::now() + self.timing.late;
            }
        }
        link.barriers_open = 0;
        Ok(())
    }

    fn time_on_line(&self, bytes: usize) -> Duration {
        Duration::from_secs_f64(bytes as f64 * 10.0 / f64::from(self.baud))
    }

    fn ask_bytes(&self) -> usize {
        (self.baud as usize / 100).clamp(CHUNK_BYTES, ASK_BYTES_MAX)
    }

    /// Waits until no question is open.
    fn hear_out(&mut self, link: &mut Link) -> Result<(), Doubt> {
        while link.asked_at().is_some() {
            self.hear(link, self.timing.ask_every)?;
        }
        Ok(())
    }

    /// Asks if no question is open, or the open one must have been lost.
    fn ask_if_time(&self, link: &mut Link) -> Result<(), Doubt> {
        let now = Instant::now();
        let is_time = match link.asked_at() {
            None => now.saturating_duration_since(link.alive_at()) >= self.timing.ask_every,
            Some(asked) => now.saturating_duration_since(asked) >= self.timing.answer,
        };
        if is_time {
            link.ask()?;
        }
        Ok(())
    }

    /// Listens once.
    fn hear(&mut self, link: &mut Link, wait: Duration) -> Result<(), Doubt> {
        if self.clears.is_given_up() {
            return Err(Doubt::Cleared);
        }
        let alive_before = link.alive_at();
        let heard = link.listen(wait)?;
        if heard.garbage > 0 {
            return Err(Doubt::Noise);
        }
        if Instant::now().saturating_duration_since(alive_before) > self.timing.gap_max {
            return Err(Doubt::Stopped(PrinterState::Silent));
        }
        if let Some(state) = heard.state {
            self.trouble = Some(state).filter(|state| !state.can_print());
        }
        Ok(())
    }

    fn check_gap(&self, link: &Link) -> Result<(), Doubt> {
        let gap = Instant::now().saturating_duration_since(link.alive_at());
        if gap > self.timing.gap_max { Err(Doubt::Stopped(PrinterState::Silent)) } else { Ok(()) }
    }
}

impl From<std::io::Error> for Doubt {
    /// What a failure of the port means for a job that is under way.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == ErrorKind::TimedOut {
            return Self::Stopped(PrinterState::Silent);
        }
        let reason = error.to_string();
        Self::PortLost { reason }
    }
}
