//! Which call is said when, and how often: pure.
//!
//! One at a time, in the order of calling, never cut off by the next. A call is said twice if nothing waits behind it, else
//! once; too old, or made while the voice was muted, it is for the screens only.

use std::collections::VecDeque;
use std::time::Duration;

use hall_api::views::Call;

/// Calls older than this are for the screens only.
pub const AGE_MAX: Duration = Duration::from_secs(20);
/// Calls waiting at most; the oldest is dropped first.
const WAITING_MAX: usize = 50;

/// A call and the program's time at which it is too old to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    call: Call,
    until: Duration,
}

/// What the voice has before it. Times are since the program began.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Waiting>,
    /// Said once so far.
    said_once: Option<Waiting>,
    speaking: bool,
}

impl Queue {
    /// Takes a call in; `age` is how long ago it was made.
    pub fn offer(&mut self, call: Call, age: Duration, now: Duration) {
        let Some(left) = AGE_MAX.checked_sub(age).filter(|left| !left.is_zero()) else { return };
        if self.waiting.len() == WAITING_MAX {
            self.waiting.pop_front();
        }
        self.waiting.push_back(Waiting { call, until: now + left });
    }

    /// The call to say now, if the voice is free; [`Queue::said`] must follow.
    pub fn next(&mut self, now: Duration) -> Option<Call> {
        if self.speaking {
            return None;
        }
        self.waiting.retain(|waiting| now < waiting.until);
        let call = if let Some(first) = self.waiting.pop_front() {
            self.said_once = Some(first.clone());
            first.call
        } else {
            self.said_once.take().filter(|once| now < once.until)?.call
        };
        self.speaking = true;
        Some(call)
    }

    /// Gives up calls up to this one, said once or not at all. One that is being said is said to its end.
    pub fn drop_to(&mut self, call: u64) {
        self.waiting.retain(|waiting| waiting.call.call > call);
        self.said_once.take_if(|once| once.call.call <= call);
    }

    /// The voice is free again.
    pub fn said(&mut self) {
        self.speaking = false;
    }
}

#[cfg(test)]
mod tests {
    use hall_api::core::ids::{TicketNumber, WindowId};
    use hall_api::core::time::Timestamp;

    use super::*;

    fn call(number: u32) -> Call {
        Call {
            call: u64::from(number),
            number: TicketNumber { prefix: 'A', number },
            window: WindowId(1),
            at: Timestamp(0),
            serving: false,
            english: false,
        }
    }

    enum Step {
        /// A call of this number and age in seconds arrives.
        Call(u32, u64),
        /// The voice has finished.
        Said,
    }
    use Step::{Call as C, Said};

    /// Plays steps at times in seconds and tells what is said when.
    fn played(steps: &[(u64, Step)]) -> Vec<(u64, u32)> {
        let mut queue = Queue::default();
        let mut spoken = Vec::new();
        for (at, step) in steps {
            let now = Duration::from_secs(*at);
            match step {
                C(number, age) => queue.offer(call(*number), Duration::from_secs(*age), now),
                Said => queue.said(),
            }
            if let Some(call) = queue.next(now) {
                spoken.push((*at, call.number.number));
            }
        }
        spoken
    }

    #[test]
    fn rules_of_the_voice() {
        /// What is promised, what happens, what is said at which second.
        type Case = (&'static str, &'static [(u64, Step)], &'static [(u64, u32)]);
        let cases: &[Case] = &[
            ("alone: twice, then silence", &[(0, C(1, 0)), (5, Said), (10, Said)], &[(0, 1), (5, 1)]),
            (
                "one waits behind: once, and the last one twice",
                &[(0, C(1, 0)), (1, C(2, 0)), (5, Said), (10, Said), (15, Said)],
                &[(0, 1), (5, 2), (10, 2)],
            ),
            ("the next never cuts it off", &[(0, C(1, 0)), (1, C(2, 0)), (2, C(3, 0))], &[(0, 1)]),
            (
                "in the order of calling",
                &[(0, C(1, 0)), (1, C(2, 0)), (1, C(3, 0)), (5, Said), (9, Said)],
                &[(0, 1), (5, 2), (9, 3)],
            ),
            (
                "one that comes during the repetition waits for its end",
                &[(0, C(1, 0)), (5, Said), (6, C(2, 0)), (10, Said), (15, Said)],
                &[(0, 1), (5, 1), (10, 2), (15, 2)],
            ),
            ("older than 20 s on arrival: screen only", &[(0, C(1, 20)), (1, C(2, 19))], &[(1, 2)]),
            (
                "grown older than 20 s while waiting: screen only",
                &[(0, C(1, 0)), (1, C(2, 10)), (2, C(3, 0)), (12, Said), (17, Said)],
                &[(0, 1), (12, 3), (17, 3)],
            ),
            ("too old to be repeated", &[(0, C(1, 16)), (5, Said)], &[(0, 1)]),
            (
                "a recall is a new call",
                &[(0, C(1, 0)), (5, Said), (9, Said), (40, C(1, 0))],
                &[(0, 1), (5, 1), (40, 1)],
            ),
        ];
        for (rule, steps, expected) in cases {
            assert_eq!(played(steps), *expected, "{rule}");
        }
    }

    #[test]
    fn a_flood_drops_the_oldest() {
        let mut queue = Queue::default();
        for number in 0..200 {
            queue.offer(call(number), Duration::ZERO, Duration::ZERO);
        }
        assert_eq!(queue.waiting.len(), WAITING_MAX);
        assert_eq!(queue.next(Duration::ZERO), Some(call(150)));
    }
}
