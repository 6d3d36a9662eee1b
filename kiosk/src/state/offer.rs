//! What can be had now: of a line, of an item.

use hall_api::core::hours::Opening;
use hall_api::core::time::Timestamp;
use hall_api::requests::WaitRange;
use hall_api::views::KioskLine;

/// What a line offers now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOffer {
    /// A number can be taken.
    Open {
        /// People waiting.
        waiting: usize,
        /// Estimated wait.
        wait: Option<WaitRange>,
        /// Closing is near.
        closes_soon: bool,
    },
    /// Outside its hours.
    Closed {
        /// Opens next then.
        opens_at: Option<Timestamp>,
    },
    /// No place left today.
    Full,
    /// No window serves it.
    Unserved,
    /// The wait would run past closing.
    Closing,
}

impl LineOffer {
    pub(super) fn of(line: &KioskLine) -> Self {
        match line.opening {
            Opening::Closed { opens_at } => Self::Closed { opens_at },
            Opening::Open { .. } if line.full => Self::Full,
            Opening::Open { .. } if !line.served => Self::Unserved,
            Opening::Open { .. } if line.closing => Self::Closing,
            Opening::Open { .. } => {
                Self::Open { waiting: line.waiting, wait: line.wait, closes_soon: line.closes_soon }
            }
        }
    }

    /// Can a number be taken?
    pub fn sells(self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

/// What can be done about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemOffer {
    /// It waits in a line.
    Line(LineOffer),
    /// It is done online.
    Online,
}
