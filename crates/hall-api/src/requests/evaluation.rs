//! What a visitor thinks of a visit, from the pad at the window or from the phone; and which materials a clerk has in hand.

use hall_core::command::Outcome;
use hall_core::evaluation::{Level, Rating};
use hall_core::ids::{ItemCode, TicketId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /t/{code}/evaluation` (phone), and the part of a pad's request that the visitor says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRequest {
    /// Overall, from 1 (very dissatisfied) to 5 (very satisfied).
    #[schema(value_type = u8, minimum = 1, maximum = 5)]
    pub level: Level,
    /// How quickly it went, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub efficiency: Option<Level>,
    /// How well the clerk knew the matter, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub competence: Option<Level>,
    /// How friendly it was, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub attitude: Option<Level>,
    /// Codes of the reasons ticked: those offered for the level.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// In the visitor's own words, at most 200 characters; from the phone only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl EvaluationRequest {
    /// Only the overall level.
    pub fn of(level: Level) -> Self {
        Self { level, efficiency: None, competence: None, attitude: None, reasons: Vec::new(), comment: None }
    }
}

/// A comment of blanks is none; line breaks become blanks.
impl From<EvaluationRequest> for Rating {
    fn from(request: EvaluationRequest) -> Self {
        let plain = |text: String| {
            let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        Self {
            level: request.level,
            efficiency: request.efficiency,
            competence: request.competence,
            attitude: request.attitude,
            reasons: request.reasons,
            comment: request.comment.and_then(plain),
        }
    }
}

/// `POST /windows/{window}/evaluation` (display): what the visitor tapped on the pad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PadEvaluationRequest {
    /// The ticket the pad offers to rate.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// What the visitor says.
    pub rating: EvaluationRequest,
}

/// Reply to an evaluation; the same for every repetition of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evaluated {
    /// Which ticket.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
}

/// `POST /windows/{window}/materials` (clerk): what the visitor has handed over for an item. The latest wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialsRequest {
    /// The ticket the desk shows.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// For which item.
    #[schema(value_type = String)]
    pub item: ItemCode,
    /// Which of its materials, as the desk lists them, from 0.
    pub received: Vec<usize>,
    /// What the clerk is about to record; none so far.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub chosen: Option<Outcome>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_one_paragraph_or_none() {
        let said = |comment: &str| {
            let request =
                EvaluationRequest { comment: Some(comment.into()), ..EvaluationRequest::of(Level::Fair) };
            Rating::from(request).comment
        };
        assert_eq!(said(" 很\n好\t"), Some("很 好".to_owned()));
        assert_eq!(said(" \n "), None);
    }
}
