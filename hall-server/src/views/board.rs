//! The hall's big screen: every number called or served, and how many wait in each line, announcements, results.

use std::cmp::Reverse;

use hall_api::requests::Label;
use hall_api::views::{BoardLine, BoardView, ROWS_MAX};
use hall_core::catalogue::Catalogue;

use super::Scene;

impl Scene<'_> {
    pub(super) fn board(&self, catalogue: &Catalogue) -> BoardView {
        let mut calls: Vec<_> = self.hall.windows().filter_map(|(id, state)| self.call(id, state)).collect();
        calls.sort_by_key(|call| (call.serving, Reverse(call.call), Reverse(call.at)));
        calls.truncate(ROWS_MAX);
        let lines = catalogue.lines.values().take(ROWS_MAX).map(|line| BoardLine {
            prefix: line.prefix,
            name: Label::from(&line.name),
            waiting: self.line_waiting(&line.id),
        });
        let notices = self.notices.shown(self.now).into_iter().map(|notice| notice.text).collect();
        BoardView {
            site: Label::from(&catalogue.site_name),
            calls,
            lines: lines.collect(),
            notices,
            ready: self.ready.on_boards(self.now),
            voice: self.voice(),
        }
    }
}
