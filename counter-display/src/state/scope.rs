//! Which part of the hall a board shows, and where its windows are. Several boards in one hall show different parts.

use std::collections::{BTreeMap, BTreeSet};

use hall_api::core::ids::WindowId;
use hall_api::views::{BoardView, Call};

/// Where a window is, seen from the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the left.
    Left,
    /// Straight on.
    Ahead,
    /// To the right.
    Right,
}

/// Which part of the hall a board shows; all of it by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Letters of its lines; all if none.
    pub lines: BTreeSet<char>,
    /// Its windows; if none, those its lines' numbers are called to.
    pub windows: BTreeSet<WindowId>,
    /// Where windows are; of those not in it no arrow is drawn.
    pub directions: BTreeMap<WindowId, Direction>,
}

impl Scope {
    /// Its part of a view.
    pub(super) fn part_of(&self, mut view: BoardView) -> BoardView {
        view.calls.retain(|call| self.shows(call));
        view.lines.retain(|line| self.lines.is_empty() || self.lines.contains(&line.prefix));
        let near = |window: &WindowId| self.windows.is_empty() || self.windows.contains(window);
        view.ready.retain(|ready| ready.window.as_ref().is_none_or(near));
        view
    }

    /// Letters of lines that the hall does not have: somebody mistyped them.
    pub(super) fn unknown_in(&self, view: &BoardView) -> Vec<char> {
        let known = |letter: &char| view.lines.iter().any(|line| line.prefix == *letter);
        self.lines.iter().copied().filter(|letter| !known(letter)).collect()
    }

    fn shows(&self, call: &Call) -> bool {
        if !self.windows.is_empty() {
            return self.windows.contains(&call.window);
        }
        self.lines.is_empty() || self.lines.contains(&call.number.prefix)
    }
}
