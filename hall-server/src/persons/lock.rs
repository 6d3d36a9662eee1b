//! When an account is locked. Pure rules: the engine's transaction loads the record and writes what they say.

use hall_core::time::{MINUTE_MS, Timestamp};

/// So many wrong passwords or PINs in a row lock an account for a while.
pub const PAUSE_AFTER: u32 = 5;
/// For so long, milliseconds.
pub const PAUSE_MS: i64 = 15 * MINUTE_MS;
/// So many lock it until staff unlock it.
pub const LOCK_AFTER: u32 = 10;

/// How often somebody was wrong lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// In a row.
    pub failures: u32,
    /// Nothing is looked at before then.
    pub locked_until: Option<Timestamp>,
}

/// What an account is judged by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// How often somebody was wrong lately.
    pub tries: Tries,
    /// It may not be used.
    pub disabled: bool,
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is them.
    Admitted,
    /// It is not what they say.
    Wrong {
        /// Tries until the account is locked.
        left: u32,
    },
    /// Locked; whether it was right is not told.
    Locked {
        /// Until then; none: until staff unlock it.
        until: Option<Timestamp>,
    },
    /// It is them, and they may not.
    Disabled,
}

/// Judges a try: what it came to, and what is to be remembered of it.
///
/// A try on a locked account is not counted. A right one counts for nothing before the account is free again.
pub fn decide(record: &Record, now: Timestamp, right: bool) -> (Outcome, Tries) {
    let tries = record.tries;
    if let Some(locked) = locked(tries, now) {
        return (locked, tries);
    }
    if right {
        let outcome = if record.disabled { Outcome::Disabled } else { Outcome::Admitted };
        return (outcome, Tries::default());
    }
    let failures = tries.failures + 1;
    let pauses = failures == PAUSE_AFTER;
    let tries = Tries { failures, locked_until: pauses.then_some(now + PAUSE_MS) };
    let wrong = Outcome::Wrong { left: next_limit(failures).saturating_sub(failures) };
    (locked(tries, now).unwrap_or(wrong), tries)
}

fn locked(tries: Tries, now: Timestamp) -> Option<Outcome> {
    if tries.failures >= LOCK_AFTER {
        return Some(Outcome::Locked { until: None });
    }
    let until = tries.locked_until.filter(|until| *until > now)?;
    Some(Outcome::Locked { until: Some(until) })
}

fn next_limit(failures: u32) -> u32 {
    if failures < PAUSE_AFTER { PAUSE_AFTER } else { LOCK_AFTER }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);
    const END: Timestamp = Timestamp(1_000_000 + PAUSE_MS);

    fn tries(failures: u32, locked_until: Option<Timestamp>) -> Tries {
        Tries { failures, locked_until }
    }

    #[test]
    fn a_try_is_judged_by_what_was_before() {
        use Outcome::{Admitted, Disabled, Locked, Wrong};
        let (right, wrong) = (true, false);
        for (before, disabled, at, try_, outcome, after) in [
            (tries(0, None), false, NOW, right, Admitted, tries(0, None)),
            (tries(4, None), false, NOW, right, Admitted, tries(0, None)),
            (tries(0, None), false, NOW, wrong, Wrong { left: 4 }, tries(1, None)),
            (tries(3, None), false, NOW, wrong, Wrong { left: 1 }, tries(4, None)),
            (tries(4, None), false, NOW, wrong, Locked { until: Some(END) }, tries(5, Some(END))),
            (tries(5, Some(END)), false, END - 1, right, Locked { until: Some(END) }, tries(5, Some(END))),
            (tries(5, Some(END)), false, END - 1, wrong, Locked { until: Some(END) }, tries(5, Some(END))),
            (tries(5, Some(END)), false, END, right, Admitted, tries(0, None)),
            (tries(5, Some(END)), false, END, wrong, Wrong { left: 4 }, tries(6, None)),
            (tries(8, None), false, END, wrong, Wrong { left: 1 }, tries(9, None)),
            (tries(9, None), false, END, wrong, Locked { until: None }, tries(10, None)),
            (tries(9, None), false, END, right, Admitted, tries(0, None)),
            (tries(10, None), false, END + 1_000 * PAUSE_MS, right, Locked { until: None }, tries(10, None)),
            (tries(10, None), false, END, wrong, Locked { until: None }, tries(10, None)),
            (tries(2, None), true, NOW, right, Disabled, tries(0, None)),
            (tries(2, None), true, NOW, wrong, Wrong { left: 2 }, tries(3, None)),
            (tries(10, None), true, NOW, right, Locked { until: None }, tries(10, None)),
        ] {
            let record = Record { tries: before, disabled };
            assert_eq!(decide(&record, at, try_), (outcome, after), "{record:?} at {at:?}, {try_}");
        }
    }

    #[test]
    fn nobody_guesses_more_than_ten_times() {
        let (mut record, mut now, mut looked_at) = (Record::default(), NOW, 0);
        for _ in 0..10_000 {
            let (outcome, after) = decide(&record, now, false);
            looked_at += u32::from(after != record.tries);
            assert_ne!(outcome, Outcome::Admitted);
            record.tries = after;
            now = now + PAUSE_MS / 3;
        }
        assert_eq!(looked_at, LOCK_AFTER);
    }
}
