//! How long to wait between two attempts: doubling, bounded, and different for every client, so that three hundred
//! screens do not knock at the same instant after a restart.

use std::time::Duration;

const FIRST_MS: u64 = 100;
const MAX_MS: u64 = 1_000;

/// Pauses of 50–100 ms, 100–200 ms … up to 0.5–1 s.
#[derive(Debug)]
pub(crate) struct Backoff {
    next_ms: u64,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { next_ms: FIRST_MS }
    }

    /// The pause before the next attempt, at most a second.
    pub(crate) fn next_pause(&mut self) -> Duration {
        // Without randomness all wait alike, which is still right.
        let random = getrandom::u32().unwrap_or(u32::MAX);
        let half = self.next_ms / 2;
        let pause = half + half * u64::from(random) / u64::from(u32::MAX);
        self.next_ms = (self.next_ms * 2).min(MAX_MS);
        Duration::from_millis(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_second_and_no_further() {
        let mut backoff = Backoff::new();
        for (at_least, at_most) in [(50, 100), (100, 200), (200, 400), (400, 800), (500, 1_000), (500, 1_000)]
        {
            let pause = backoff.next_pause().as_millis();
            assert!((at_least..=at_most).contains(&pause), "{pause} ms is not {at_least}–{at_most} ms");
        }
    }
}
