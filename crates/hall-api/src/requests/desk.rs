//! What a clerk's desk asks beside the commands of a visit.

use std::collections::BTreeMap;

use hall_core::ids::ItemCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /windows/{window}/give` (clerk): a number for a visitor without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRequest {
    /// What for, in the order chosen.
    #[schema(value_type = Vec<String>)]
    pub items: Vec<ItemCode>,
    /// Served at once; else the visitor waits like everybody.
    #[serde(default)]
    pub serve: bool,
    /// The visitor reads English.
    #[serde(default)]
    pub english: bool,
}

/// `POST /session/desk` (clerk): how this clerk wants the desk, at whichever window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskSettings {
    /// Keys by action, where they are not the usual ones, such as `"park": "F2"`.
    #[serde(default)]
    pub keys: BTreeMap<String, String>,
    /// Large text.
    #[serde(default)]
    pub large: bool,
}
