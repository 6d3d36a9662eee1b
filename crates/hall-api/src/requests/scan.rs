//! A ticket held before a kiosk's scanner: which it is, and whether its visitor can come back now.

use hall_core::ids::TicketId;
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::views::TicketState;

/// `POST /tickets/scan` (kiosk): asks only, changes nothing.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScanRequest {
    /// What the scanner read: the address in the ticket's QR code, or the code at its end.
    pub code: String,
}

/// The ticket behind a scanned code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScannedTicket {
    /// Which: for `/tickets/{ticket}/return`.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// As printed, such as `A003`.
    pub number: String,
    /// Where it is in its life.
    #[schema(value_type = Object)]
    pub state: TicketState,
    /// Why its visitor cannot come back now; none if that is possible.
    pub cannot_return: Option<CannotReturn>,
}

/// Why a visitor cannot come back to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CannotReturn {
    /// It waits: nothing to come back to.
    Waiting,
    /// It is called: go to the window.
    Called,
    /// It is at a window.
    Serving,
    /// The return was told already.
    BackAlready,
    /// Missed, and too late by now: take a new number.
    GraceOver,
    /// Done, given up or of another day.
    Over,
}

impl TicketState {
    /// Why the visitor of a ticket in this state cannot come back at an instant; none if that is possible.
    pub fn cannot_return(&self, now: Timestamp) -> Option<CannotReturn> {
        match self {
            Self::Waiting => Some(CannotReturn::Waiting),
            Self::Called { .. } => Some(CannotReturn::Called),
            Self::Serving { .. } => Some(CannotReturn::Serving),
            Self::NoShow { until } => (now > *until).then_some(CannotReturn::GraceOver),
            Self::Parked { back, .. } => back.then_some(CannotReturn::BackAlready),
            Self::Done | Self::Cancelled | Self::Expired => Some(CannotReturn::Over),
        }
    }
}

#[cfg(test)]
mod tests {
    use hall_core::ids::WindowId;

    use super::*;

    #[test]
    fn who_is_away_may_come_back_and_nobody_else() {
        let (until, window) = (Timestamp(1_000), WindowId(3));
        let parked = |back| TicketState::Parked { window: None, back };
        for (state, now, expected) in [
            (TicketState::NoShow { until }, 1_000, None),
            (TicketState::NoShow { until }, 1_001, Some(CannotReturn::GraceOver)),
            (parked(false), 0, None),
            (parked(true), 0, Some(CannotReturn::BackAlready)),
            (TicketState::Waiting, 0, Some(CannotReturn::Waiting)),
            (TicketState::Called { window }, 0, Some(CannotReturn::Called)),
            (TicketState::Serving { window }, 0, Some(CannotReturn::Serving)),
            (TicketState::Done, 0, Some(CannotReturn::Over)),
            (TicketState::Cancelled, 0, Some(CannotReturn::Over)),
            (TicketState::Expired, 0, Some(CannotReturn::Over)),
        ] {
            assert_eq!(state.cannot_return(Timestamp(now)), expected, "{state:?}");
        }
    }
}
