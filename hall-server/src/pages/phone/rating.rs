//! The rating on the phone page: five faces, reasons, parts of the visit, words of one's own. Whether it is offered is the view's affair.

use hall_api::requests::Label;
use hall_core::evaluation::{Level, Reason};

use super::super::frame::Frame;

/// A face to choose.
pub(super) struct Face {
    pub level: u8,
    /// Its meaning as a colour; the words stand beside it.
    pub tone: &'static str,
    /// Eyes and mouth, in a square of 24 units.
    pub path: &'static str,
    pub words: String,
    /// The same level in a word, for a part of the visit.
    pub short: String,
}

/// What can be rated by itself.
pub(super) struct Part {
    /// As in the request.
    pub name: &'static str,
    pub words: String,
}

/// A reason to tick.
pub(super) struct ReasonBox {
    pub code: String,
    /// The levels it fits, such as `4 5`.
    pub levels: String,
    pub words: String,
}

/// The faces, the best first.
pub(super) fn faces(frame: &Frame<'_>) -> Vec<Face> {
    let face = |level: Level| {
        let (tone, path) = match level {
            Level::VerySatisfied => {
                ("ok", "M6.9 10q1.6-2.2 3.2 0M13.9 10q1.6-2.2 3.2 0M7 13h10a5 5 0 0 1-10 0z")
            }
            Level::Satisfied => ("ok", "M8.7 9.2v.6M15.3 9.2v.6M7.4 14.2q4.6 4.4 9.2 0"),
            Level::Fair => ("warning", "M8.7 9.2v.6M15.3 9.2v.6M8 15.5h8"),
            Level::Dissatisfied => ("danger", "M8.7 9.2v.6M15.3 9.2v.6M7.6 16.6q4.4-4 8.8 0"),
            Level::VeryDissatisfied => {
                ("danger", "M6.6 7.2l3.7 1.6M17.4 7.2l-3.7 1.6M8.8 11v.6M15.2 11v.6M7.6 17.2q4.4-4 8.8 0")
            }
        };
        let number = level.number();
        let words = frame.t(&format!("rate.level.{number}")).to_owned();
        let short = frame.t(&format!("rate.short.{number}")).to_owned();
        Face { level: number, tone, path, words, short }
    };
    Level::ALL.into_iter().map(face).collect()
}

/// The parts, as on the pad.
pub(super) fn parts(frame: &Frame<'_>) -> Vec<Part> {
    let part = |name| Part { name, words: frame.t(&format!("rate.part.{name}")).to_owned() };
    ["efficiency", "competence", "attitude"].map(part).into()
}

/// The reasons, in the order of their file.
pub(super) fn reasons(frame: &Frame<'_>, offered: &[Reason]) -> Vec<ReasonBox> {
    let reason = |reason: &Reason| ReasonBox {
        code: reason.code.clone(),
        levels: reason.levels.iter().map(|level| level.number().to_string()).collect::<Vec<_>>().join(" "),
        words: frame.label(&Label::from(&reason.text)).to_owned(),
    };
    offered.iter().map(reason).collect()
}
