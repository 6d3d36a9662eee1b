//! The one place that asks what time it is, and notices when the clock jumps.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use hall_core::time::{MINUTE_MS, Timestamp};

/// A jump forward of more than this against the monotonic clock is an alarm, milliseconds.
const JUMP_MS: i64 = 10 * MINUTE_MS;

/// Tells the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The time of day. May jump, forward and back.
    fn now(&self) -> Timestamp;
    /// Time since some fixed moment. Never jumps.
    fn monotonic(&self) -> Duration;
}

/// The machine's clocks.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// The machine's clocks.
    #[allow(clippy::disallowed_methods, reason = "the one place that owns the clock")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that owns the clock")]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }
}

/// A clock that stands still until told otherwise: for tests and simulations.
#[derive(Debug)]
pub struct ManualClock {
    time: Mutex<(Timestamp, Duration)>,
}

impl ManualClock {
    /// Stands at an instant.
    pub fn new(at: Timestamp) -> Self {
        Self { time: Mutex::new((at, Duration::ZERO)) }
    }

    /// Time passes, milliseconds.
    pub fn advance(&self, ms: u32) {
        let mut time = self.time.lock().expect("invariant: nobody panics with the clock");
        time.0 = time.0 + i64::from(ms);
        time.1 += Duration::from_millis(u64::from(ms));
    }

    /// Somebody sets the clock: only the time of day moves, milliseconds, forward or back.
    pub fn jump(&self, ms: i64) {
        let mut time = self.time.lock().expect("invariant: nobody panics with the clock");
        time.0 = time.0 + ms;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.time.lock().expect("invariant: nobody panics with the clock").0
    }

    fn monotonic(&self) -> Duration {
        self.time.lock().expect("invariant: nobody panics with the clock").1
    }
}

/// Compares the two clocks from one reading to the next.
#[derive(Debug)]
pub struct JumpDetector {
    now: Timestamp,
    monotonic: Duration,
}

impl JumpDetector {
    /// Starts from the present reading.
    pub fn new(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), monotonic: clock.monotonic() }
    }

    /// By how much the clock has jumped forward since the last reading, milliseconds, if by more than 10 minutes.
    pub fn read(&mut self, clock: &dyn Clock) -> Option<i64> {
        let earlier = std::mem::replace(self, Self::new(clock));
        let passed_ms = self.monotonic.saturating_sub(earlier.monotonic).as_millis() as i64;
        let ahead_ms = self.now.0 - earlier.now.0 - passed_ms;
        (ahead_ms > JUMP_MS).then_some(ahead_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_jump_forward_of_more_than_ten_minutes_is_one() {
        let cases: [(u32, i64, Option<i64>); 6] = [
            (0, 0, None),
            (3_600_000, 0, None),
            (0, JUMP_MS, None),
            (0, JUMP_MS + 1, Some(JUMP_MS + 1)),
            (5_000, 3_600_000, Some(3_600_000)),
            (5_000, -3_600_000, None),
        ];
        for (passed, jumped, expected) in cases {
            let clock = ManualClock::new(Timestamp(1_000_000));
            let mut detector = JumpDetector::new(&clock);
            clock.advance(passed);
            clock.jump(jumped);
            assert_eq!(detector.read(&clock), expected, "{passed} ms passed, {jumped} ms jumped");
            assert_eq!(detector.read(&clock), None, "told once");
        }
    }
}
