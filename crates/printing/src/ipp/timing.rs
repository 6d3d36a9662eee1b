//! How long the driver waits for what.

use std::time::Duration;

/// Waits of the driver. The default is for real printers; a test with a simulated one may be faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeTiming {
    /// A printer in the same building takes a connection within milliseconds, one that sleeps within seconds.
    pub connect: Duration,
    /// For the whole of a question and its answer.
    pub answer: Duration,
    /// For a whole document and its answer.
    pub document: Duration,
    /// An idle printer is asked how it is this often.
    pub heartbeat: Duration,
    /// A job is looked at after this long, then ever slower, …
    pub poll_first: Duration,
    /// … up to this long.
    pub poll_most: Duration,
    /// A printer that is busy with somebody else's job, or does not answer, gets this long to take the announcement of ours.
    pub announce: Duration,
    /// A printer that does not answer while it has a job of ours gets this long to come back: it may be starting anew.
    pub away: Duration,
    /// A job that is not over after this long is cancelled: paper for it may take a while to be fetched.
    pub follow: Duration,
    /// And given up this long after that.
    pub give_up: Duration,
}

impl Default for OfficeTiming {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(4),
            answer: Duration::from_secs(10),
            document: Duration::from_mins(1),
            heartbeat: Duration::from_secs(4),
            poll_first: Duration::from_millis(250),
            poll_most: Duration::from_secs(1),
            announce: Duration::from_mins(1),
            away: Duration::from_mins(3),
            follow: Duration::from_mins(30),
            give_up: Duration::from_mins(1),
        }
    }
}
