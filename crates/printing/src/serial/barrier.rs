//! Waiting for the barrier: the printer's word that all before it is worked off.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use super::link::Link;
use super::{Doubt, PrinterState};

/// For printing and cutting, on top of the time the bytes need on the line.
const PRINT_WAIT: Duration = Duration::from_secs(10);
/// A printer that reports trouble gets this long to answer all the same: the last line may just have ended the roll.
const TROUBLE_WAIT: Duration = Duration::from_secs(1);
/// A printer that answers nothing for this long has lost its power.
const SILENCE_MOST: Duration = Duration::from_secs(3);
/// While waiting, the printer is asked how it is this often.
const ASK_EVERY: Duration = Duration::from_millis(250);
/// The barrier of a job in doubt may be answered this long before that of the cut that follows it.
const LATE_WAIT: Duration = Duration::from_secs(2);

/// Waits until the barrier after `bytes` bytes, and every one before it, is answered.
///
/// # Errors
/// Why it is not known whether all was printed.
pub(super) fn wait(link: &mut Link, bytes: usize, baud: u32) -> Result<(), Doubt> {
    let mut waiting = Waiting::new(bytes, baud);
    while link.barriers_open > 0 {
        waiting.step(link)?;
    }
    Ok(())
}

/// Waits for the answer of the last barrier when earlier ones may have been dropped with the printer's buffer, or be answered late.
///
/// # Errors
/// No barrier was answered.
pub(super) fn settle(link: &mut Link, bytes: usize, baud: u32) -> Result<(), Doubt> {
    let mut waiting = Waiting::new(bytes, baud);
    let before = link.barriers_open;
    while link.barriers_open == before {
        waiting.step(link)?;
    }
    let mut until = Instant::now() + LATE_WAIT;
    while link.barriers_open > 0
        && let Some(rest) = until.checked_duration_since(Instant::now())
    {
        if link.listen(rest)?.barrier {
            until = Instant::now() + LATE_WAIT;
        }
    }
    link.barriers_open = 0;
    Ok(())
}

struct Waiting {
    until: Instant,
    ask_at: Instant,
    /// Before this the line itself is busy.
    heard_at: Instant,
    trouble: Option<PrinterState>,
}

impl Waiting {
    fn new(bytes: usize, baud: u32) -> Self {
        let now = Instant::now();
        let line = Duration::from_secs_f64(bytes as f64 * 10.0 / f64::from(baud));
        Self { until: now + line + PRINT_WAIT, ask_at: now + ASK_EVERY, heard_at: now + line, trouble: None }
    }

    /// Listens once, and asks when it is time.
    fn step(&mut self, link: &mut Link) -> Result<(), Doubt> {
        let now = Instant::now();
        if now >= self.until {
            return Err(self.trouble.take().map_or(Doubt::NoAnswer, Doubt::Stopped));
        }
        if now.saturating_duration_since(self.heard_at) > SILENCE_MOST {
            return Err(Doubt::Stopped(PrinterState::Silent));
        }
        if now >= self.ask_at {
            link.ask()?;
            self.ask_at = now + ASK_EVERY;
        }
        let heard = link.listen(self.until.min(self.ask_at) - now)?;
        if heard.barrier || heard.state.is_some() {
            self.heard_at = self.heard_at.max(Instant::now());
        }
        match heard.state {
            Some(state) if state.can_print() && self.trouble.take().is_some() => {
                self.until = now + PRINT_WAIT;
            }
            Some(state) if !state.can_print() && self.trouble.is_none() => {
                self.trouble = Some(state);
                self.until = self.until.min(now + TROUBLE_WAIT);
            }
            Some(_) | None => {}
        }
        Ok(())
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
