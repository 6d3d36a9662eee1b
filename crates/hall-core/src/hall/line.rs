//! What a line can do now: open, full, served, near its end.

use super::{Hall, LineState, WindowMode};
use crate::hours::{Hours, Opening};
use crate::ids::{LineId, WindowId};
use crate::rejection::ItemRefusal;
use crate::time::Timestamp;

/// What a line can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five independent facts, each shown by itself")]
pub struct LineStatus {
    /// By its hours.
    pub opening: Opening,
    /// No place left today.
    pub full: bool,
    /// A window serves it, or none has closed on it today.
    pub served: bool,
    /// The wait would run past closing: refuse.
    pub closing: bool,
    /// Closing is near: warn.
    pub closes_soon: bool,
}

impl LineStatus {
    /// Why a visitor cannot queue now.
    pub fn refusal(&self) -> Option<ItemRefusal> {
        match self.opening {
            Opening::Closed { opens_at } => Some(ItemRefusal::LineClosed { opens_at }),
            Opening::Open { .. } if self.full => Some(ItemRefusal::LineFull),
            Opening::Open { .. } if !self.served => Some(ItemRefusal::LineUnserved),
            Opening::Open { .. } if self.closing => Some(ItemRefusal::ClosingSoon),
            Opening::Open { .. } => None,
        }
    }
}

impl Hall {
    /// What a line can do now.
    pub fn line_status(&self, id: &LineId, now: Timestamp) -> Option<LineStatus> {
        let catalogue = self.catalogue.as_ref()?;
        let line = catalogue.lines.get(id)?;
        let state = self.lines.get(id)?;
        let (hours, now) = (catalogue.hours.get(&line.hours)?, self.steady(now));
        let (opening, left_ms) = self.extended_hours(id, hours, now);
        let (closing, closes_soon) = match opening {
            Opening::Open { .. } => self.nears_closing(id, left_ms),
            Opening::Closed { .. } => (false, false),
        };
        let full = line.capacity.is_some_and(|places| state.taken.saturating_add(state.reserved) >= places);
        Some(LineStatus { opening, full, served: state.served, closing, closes_soon })
    }

    /// Open or closed, and the open time left today: by the hours, and beyond their end where that is extended. A
    /// break stays a break.
    fn extended_hours(&self, id: &LineId, hours: &Hours, now: Timestamp) -> (Opening, i64) {
        let (opening, left_ms) = hours.opening(now, &self.zone);
        let Some(until) = self.extended_until(id, now) else { return (opening, left_ms) };
        let ends_at = hours.ends_at(now, &self.zone).map_or(now, |end| end.max(now));
        let opens_before = |opens_at: Option<Timestamp>| opens_at.is_some_and(|opens_at| opens_at < until);
        let extended = match opening {
            Opening::Open { until: end } if end >= ends_at => Opening::Open { until: until.max(end) },
            Opening::Open { .. } => opening,
            Opening::Closed { opens_at } if opens_before(opens_at) => opening,
            Opening::Closed { .. } => Opening::Open { until },
        };
        (extended, left_ms + until.since(ends_at).max(0))
    }

    /// Whether the wait of who comes now runs past the end, and whether it comes close to it.
    fn nears_closing(&self, id: &LineId, left_ms: i64) -> (bool, bool) {
        let warn_from_ms = left_ms - self.rules().closing_warning_ms;
        // Nobody waits longer than for everybody: far from closing that is all there is to know.
        let for_everybody_ms: i64 = self.lines.values().map(share_ms).sum();
        if for_everybody_ms <= warn_from_ms {
            return (false, false);
        }
        let wait_ms = self.rough_wait_ms(id);
        (wait_ms > left_ms, wait_ms > warn_from_ms)
    }

    /// A rough wait of who comes now, good enough to stop selling before closing: of the windows that serve the line
    /// the one that is soonest through with its share of everybody who comes first. 0 while no window is open, since
    /// nothing can be said.
    fn rough_wait_ms(&self, id: &LineId) -> i64 {
        let is_open = |window: &&WindowId| self.windows[window].mode != WindowMode::Closed;
        self.windows
            .keys()
            .filter(is_open)
            .filter_map(|window| self.share_before_ms(*window, id))
            .min()
            .unwrap_or(0)
    }

    /// The time the window needs for its share of everybody who comes before the line's newcomer; none if it does not
    /// serve the line.
    fn share_before_ms(&self, window: WindowId, id: &LineId) -> Option<i64> {
        let (_, newcomer) = self.served_by(window).find(|(line, _)| *line == id)?;
        let before = self.served_by(window).filter(|(_, tier)| *tier <= newcomer);
        Some(before.filter_map(|(line, _)| self.lines.get(line)).map(share_ms).sum())
    }
}

/// The time one of the line's windows needs for its share of everybody in it, milliseconds.
fn share_ms(line: &LineState) -> i64 {
    line.waiting.len() as i64 * line.pace_ms / i64::from(line.windows.max(1))
}
