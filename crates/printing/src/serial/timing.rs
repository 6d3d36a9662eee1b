//! How long the driver waits for what.

use std::time::Duration;

/// Waits of the driver. The default is for real printers; a test with a simulated one may be faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// An idle printer is asked how it is this often.
    pub heartbeat: Duration,
    /// A port that cannot be opened is tried again after this long, then twice as long, …
    pub retry_first: Duration,
    /// … up to this long.
    pub retry_most: Duration,
    /// A printer answers `DLE EOT` within some milliseconds, behind a USB adapter within some tens.
    pub answer: Duration,
    /// While a job is under way it is asked this often.
    pub ask_every: Duration,
    /// No printer starts again in less. One that gave no sign of life for longer may have lost its power meanwhile, and with it
    /// what it had received: a job with such a gap is in doubt, however well the printer answers afterwards.
    pub gap_max: Duration,
    /// For printing and cutting, on top of the time the bytes need on the line.
    pub print: Duration,
    /// A printer that reports trouble at the end gets this long to answer all the same: the last line may just have ended the roll.
    pub trouble: Duration,
    /// The barrier of a job in doubt may be answered this long before that of the cut that follows it.
    pub late: Duration,
    /// A printer that stays in an error is told this often to go on.
    pub recover: Duration,
    /// A chunk not taken within this time: the printer has stopped taking anything.
    pub write: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(1),
            retry_first: Duration::from_millis(250),
            retry_most: Duration::from_secs(4),
            answer: Duration::from_millis(300),
            ask_every: Duration::from_millis(250),
            gap_max: Duration::from_millis(1_500),
            print: Duration::from_secs(10),
            trouble: Duration::from_secs(1),
            late: Duration::from_secs(2),
            recover: Duration::from_secs(10),
            write: Duration::from_secs(2),
        }
    }
}

impl Timing {
    /// Everything so many times faster.
    #[must_use]
    pub fn faster(self, times: u32) -> Self {
        Self {
            heartbeat: self.heartbeat / times,
            retry_first: self.retry_first / times,
            retry_most: self.retry_most / times,
            answer: self.answer / times,
            ask_every: self.ask_every / times,
            gap_max: self.gap_max / times,
            print: self.print / times,
            trouble: self.trouble / times,
            late: self.late / times,
            recover: self.recover / times,
            write: self.write / times,
        }
    }
}
