//! What a supervisor does to the hall as a whole.

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
