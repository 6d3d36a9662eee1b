//! What a supervisor does to the hall as a whole.

use hall_core::ids::{LineId, StaffId, WindowId};
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Label;

/// `POST /notices` (supervisor): says something on every board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnounceRequest {
    /// In both languages, each 1 to 100 characters.
    pub text: Label,
    /// For how long, 1 to 720 minutes.
    pub minutes: u32,
}

/// Reply to an announcement; the same for every repetition of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Announced {
    /// Its name: for `/notices/{notice}/withdraw`.
    pub notice: i64,
}

/// `POST /ready` (clerk, supervisor): puts a result that can be collected on every board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadyRequest {
    /// What its owner knows it by, such as a pick-up code or a ticket's number: 2 to 8 letters, digits and hyphens.
    pub code: String,
    /// Where to collect it; any window if none.
    #[schema(value_type = Option<u16>)]
    pub window: Option<WindowId>,
    /// For how long, 1 to 600 minutes.
    pub minutes: u32,
}

/// Reply to it; the same for every repetition of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadyShown {
    /// Its name: for `/ready/{ready}/collected`.
    pub ready: i64,
}

/// `POST /lines/{line}/extend` (supervisor): open beyond its hours, today only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendHoursRequest {
    /// Until then, UTC milliseconds, within the hall's day. None = as its hours say.
    #[schema(value_type = Option<i64>)]
    pub until: Option<Timestamp>,
}

/// `POST /windows/{window}/open-for` (supervisor): opens a closed window for a clerk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenForRequest {
    /// Who is to work there.
    #[schema(value_type = String)]
    pub clerk: StaffId,
}

/// `POST /windows/{window}/lines` (supervisor): which lines a window serves, until the day ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignLinesRequest {
    /// Served first.
    #[schema(value_type = Vec<String>)]
    pub own: Vec<LineId>,
    /// Helped when nobody waits in its own.
    #[schema(value_type = Vec<String>)]
    pub helps: Vec<LineId>,
}
