//! Problem details (RFC 9457): every refusal with a stable code, and texts in both languages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::requests::Label;

/// Media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The body of every reply with an error status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:hall:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short English sentence, the same for the code.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// An English sentence about this case, for developers.
    pub detail: String,
    /// Stable: programs decide by it.
    pub code: String,
    /// What to tell people, in both languages, with what to do.
    pub text: Label,
    /// What belongs to the code: refused items, the open ticket, when to try again.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
    /// Reference number of an internal error, as in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}
