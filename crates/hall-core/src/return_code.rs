//! Return codes: who was sent away for materials comes back with one, and waits less. A record, not part of the log.
//!
//! One code a ticket, used once, within 30 days. The code itself is a secret of the site's; here are only its rules.

use crate::ids::TicketId;
use crate::rejection::Rejection;
use crate::time::{HOUR_MS, Timestamp};

/// A code is good for this long, milliseconds.
pub const GOOD_FOR_MS: i64 = 30 * 24 * HOUR_MS;
/// A code is remembered for this long after it was made, milliseconds: so that who comes too late is told so.
pub const KEPT_MS: i64 = 2 * GOOD_FOR_MS;

/// A return code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnCode {
    /// The ticket whose materials were incomplete.
    pub ticket: TicketId,
    /// Made at.
    pub made_at: Timestamp,
    /// The ticket that was taken with it; none while it is unused.
    pub used_by: Option<TicketId>,
}

impl ReturnCode {
    /// A fresh code for a ticket.
    pub fn new(ticket: TicketId, now: Timestamp) -> Self {
        Self { ticket, made_at: now, used_by: None }
    }

    /// May a ticket be taken with it?
    ///
    /// # Errors
    /// It was used, or is too old.
    pub fn check(&self, now: Timestamp) -> Result<(), Rejection> {
        if self.used_by.is_some() {
            return Err(Rejection::ReturnCodeUsed);
        }
        let expired_at = self.made_at + GOOD_FOR_MS;
        if now >= expired_at { Err(Rejection::ReturnCodeExpired { expired_at }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_and_for_thirty_days() {
        let made_at = Timestamp(1_000);
        let code = ReturnCode::new(TicketId(7), made_at);
        let used = ReturnCode { used_by: Some(TicketId(8)), ..code };
        let expired_at = made_at + GOOD_FOR_MS;
        let expired = Err(Rejection::ReturnCodeExpired { expired_at });
        for (code, now, expected) in [
            (code, made_at, Ok(())),
            (code, expired_at - 1, Ok(())),
            (code, expired_at, expired),
            (used, made_at, Err(Rejection::ReturnCodeUsed)),
            (used, expired_at, Err(Rejection::ReturnCodeUsed)),
        ] {
            assert_eq!(code.check(now), expected, "{code:?} at {now:?}");
        }
    }
}
