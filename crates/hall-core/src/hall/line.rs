//! What a line can do now: open, full, served, near its end.

use super::{Hall, WindowMode};
use crate::hours::Opening;
use crate::ids::{ItemCode, LineId, WindowId};
use crate::rejection::ItemRefusal;
use crate::ticket::Ticket;
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
        let opening = catalogue.hours.get(&line.hours)?.opening(now, &self.zone);
        let left_ms = match opening {
            Opening::Open { left_today_ms, .. } => left_today_ms,
            Opening::Closed { .. } => 0,
        };
        let wait_ms = self.quick_wait_ms(id);
        Some(LineStatus {
            opening,
            full: line.capacity.is_some_and(|places| state.taken + state.reserved >= places),
            served: state.served,
            closing: wait_ms > left_ms,
            closes_soon: wait_ms + catalogue.rules.closing_warning_ms > left_ms,
        })
    }

    /// Some window accepts the line and is not closed.
    pub(super) fn has_window(&self, line: &LineId) -> bool {
        self.open_windows(line).next().is_some()
    }

    /// Windows that accept the line and are not closed.
    pub(super) fn open_windows(&self, line: &LineId) -> impl Iterator<Item = WindowId> {
        self.windows
            .iter()
            .filter(|(id, window)| window.mode != WindowMode::Closed && self.accepts(**id, line))
            .map(|(id, _)| *id)
    }

    /// A rough wait for who comes now: people × pace ÷ windows. Good enough to stop selling before closing;
    /// 0 while no window is open, since nothing can be said.
    fn quick_wait_ms(&self, id: &LineId) -> i64 {
        let windows = self.open_windows(id).count() as i64;
        match self.lines.get(id) {
            Some(line) if windows > 0 => line.waiting.len() as i64 * line.pace_ms / windows,
            _ => 0,
        }
    }

    /// The open item of the ticket that this one has to wait for.
    pub(super) fn comes_after<'a>(&self, ticket: &'a Ticket, code: &ItemCode) -> Option<&'a ItemCode> {
        let item = self.catalogue.as_ref()?.items.get(code)?;
        ticket.open_items().map(|open| &open.item).find(|open| item.after.contains(open))
    }
}
