//! The pad at a window, facing the visitor: what is being handled, and afterwards how it was.

use hall_core::command::Outcome;
use hall_core::evaluation::Level;
use hall_core::ids::{TicketId, TicketNumber, WindowId};
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Call, WindowMode};
use crate::requests::Label;

/// The pad at a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PadView {
    /// Which window.
    pub window: WindowId,
    /// Its name.
    pub name: Label,
    /// Lines of its own.
    pub serves: Vec<Label>,
    /// Open, paused or closed.
    pub state: WindowMode,
    /// The number called or served; none if nobody is.
    pub call: Option<Call>,
    /// What is in hand of the visitor being served, or was until the visit to be rated ended.
    pub visit: Option<PadVisit>,
    /// The visit may be rated here; none if it was, or too long ago.
    pub rate: Option<PadRate>,
}

/// What is in hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PadVisit {
    /// Whose.
    pub ticket: TicketId,
    /// As printed.
    pub number: TicketNumber,
    /// The visitor reads English.
    pub english: bool,
    /// Its items.
    pub items: Vec<PadItem>,
    /// Materials are missing: with what the visitor comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub come_back: Option<PadComeBack>,
}

/// An item in hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PadItem {
    /// Its name.
    pub name: Label,
    /// What to bring, and what of it is there.
    pub materials: Vec<PadMaterial>,
    /// What came of it, or what the clerk is about to record; none so far.
    pub outcome: Option<Outcome>,
    /// The outcome is recorded.
    pub decided: bool,
}

/// A material of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PadMaterial {
    /// Its name.
    pub name: Label,
    /// The clerk has it.
    pub received: bool,
}

/// With what, and until when, a visitor whose materials were incomplete comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PadComeBack {
    /// The return code.
    pub code: String,
    /// Good until then.
    pub until: Timestamp,
}

/// A visit that may be rated at the pad.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PadRate {
    /// Which.
    pub ticket: TicketId,
    /// Until then.
    pub until: Timestamp,
    /// What may be ticked.
    pub reasons: Vec<RateReason>,
}

/// A reason that may be ticked with some levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateReason {
    /// Its name in requests.
    pub code: String,
    /// What it says.
    pub text: Label,
    /// Offered with these.
    pub levels: Vec<Level>,
}
