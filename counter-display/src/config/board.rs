//! What a board shows of the hall, and where its windows are.

use std::collections::{BTreeMap, BTreeSet};

use hall_api::core::ids::WindowId;
use serde::Deserialize;

use super::Mistake;
use crate::state::{Direction, Scope};

/// Windows named in one list at most.
const WINDOWS_MAX: usize = 200;

/// What a board shows of the hall; everything if nothing is said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Board {
    /// Letters of the lines shown; all if none.
    pub lines: Vec<char>,
    /// Windows whose calls are shown; if none, the numbers of the lines above.
    pub windows: Vec<u16>,
    /// Where windows are, seen from the board.
    pub directions: Directions,
}

/// Where windows are, seen from the board; of those not named no arrow is drawn.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Directions {
    /// To the left.
    pub left: Vec<u16>,
    /// Straight on.
    pub ahead: Vec<u16>,
    /// To the right.
    pub right: Vec<u16>,
}

impl Directions {
    fn lists(&self) -> [(Direction, &[u16]); 3] {
        [(Direction::Left, &self.left), (Direction::Ahead, &self.ahead), (Direction::Right, &self.right)]
    }
}

impl Board {
    /// The same for the drawing and the voice.
    pub fn scope(&self) -> Scope {
        let directions = self.directions.lists().into_iter().flat_map(|(direction, windows)| {
            windows.iter().map(move |window| (WindowId(*window), direction))
        });
        Scope {
            lines: self.lines.iter().copied().collect(),
            windows: self.windows.iter().copied().map(WindowId).collect(),
            directions: directions.collect::<BTreeMap<_, _>>(),
        }
    }

    /// Every value that is not allowed.
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let known = |windows: &[u16]| {
            windows.len() <= WINDOWS_MAX && windows.iter().all(|window| (1..=999).contains(window))
        };
        let named = || self.directions.lists().into_iter().flat_map(|(_, windows)| windows);
        let rules = [
            (
                "board.lines",
                "letters of lines, A to Z, each once",
                self.lines.iter().all(char::is_ascii_uppercase)
                    && self.lines.iter().collect::<BTreeSet<_>>().len() == self.lines.len(),
            ),
            ("board.windows", "numbers of windows, 1 to 999, at most 200 of them", known(&self.windows)),
            (
                "board.directions",
                "lists of windows, 1 to 999, each window in one of them",
                self.directions.lists().into_iter().all(|(_, windows)| known(windows))
                    && named().collect::<BTreeSet<_>>().len() == named().count(),
            ),
        ];
        let broken = rules.into_iter().filter(|(.., kept)| !kept);
        broken.map(|(key, allowed, _)| Mistake { key, allowed }).collect()
    }
}
