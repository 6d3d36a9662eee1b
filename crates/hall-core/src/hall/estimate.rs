//! Estimated waits: the present hall rolled forward, each window taking its next ticket by the same rule.

mod roll;

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::{Hall, WindowMode, WindowState};
use crate::ids::{ItemCode, LineId, TicketId, WindowId};
use crate::ticket::{Phase, Ticket, TicketItem};
use crate::time::{MINUTE_MS, SECOND_MS, Timestamp};

/// From a call to the visitor at the window, milliseconds.
const WALK_MS: i64 = 30 * SECOND_MS;
/// From the end of a visit to the next call, milliseconds.
const BREATH_MS: i64 = 15 * SECOND_MS;
/// A visit that goes on is taken to need at least this, milliseconds…
const REST_MIN_MS: i64 = MINUTE_MS;
/// …and at least this share of a whole one, per cent: who is already long at the window is likely to stay.
const REST_PER_CENT: i64 = 40;
/// The narrowest range shown, milliseconds.
const RANGE_MIN_MS: i64 = 5 * MINUTE_MS;
/// The prior of the catalogue weighs as much as this many visits.
const PRIOR_WEIGHT: i64 = 3;
/// The usual time of an item the catalogue no longer has, milliseconds.
const UNKNOWN_ITEM_MS: i64 = 5 * MINUTE_MS;

/// A wait as a range, milliseconds from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// At least.
    pub from_ms: i64,
    /// At most.
    pub to_ms: i64,
}

impl Wait {
    /// The range around a middle: 5 minutes wide, or half of the middle if that is wider.
    fn around(middle_ms: i64) -> Self {
        let half = (middle_ms / 2).max(RANGE_MIN_MS) / 2;
        let from_ms = (middle_ms - half).max(0);
        Self { from_ms, to_ms: from_ms + 2 * half }
    }
}

/// Waits of everyone, and of who comes now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estimates {
    /// Of who comes now, by line; none where no window works.
    pub lines: BTreeMap<LineId, Wait>,
    /// Of waiting tickets.
    pub tickets: BTreeMap<TicketId, Wait>,
}

impl Hall {
    /// Rolls the hall forward. Costs about a microsecond for each call it foresees, of which there is a limit.
    pub fn estimates(&self, now: Timestamp) -> Estimates {
        roll::Roll::new(self, self.steady(now)).run()
    }

    /// When the window can call again; none if nobody can say.
    fn free_at(&self, id: WindowId, window: &WindowState, now: Timestamp) -> Option<Timestamp> {
        let from = match window.mode {
            WindowMode::Open => now,
            WindowMode::Paused { until: Some(until), .. } => until.max(now),
            WindowMode::Paused { until: None, .. } | WindowMode::Closed => return None,
        };
        let current = window.current.and_then(|ticket| self.tickets.get(&ticket));
        Some(current.map_or(from, |ticket| (self.done_at(id, ticket, now) + BREATH_MS).max(from)))
    }

    /// When the window will be through with the ticket it has.
    fn done_at(&self, window: WindowId, ticket: &Ticket, now: Timestamp) -> Timestamp {
        let expected_ms = self.visit_ms(window, ticket);
        match ticket.phase {
            Phase::Called { since, .. } => (since + WALK_MS).max(now) + expected_ms,
            Phase::Serving { since, .. } => {
                let rest_ms = (expected_ms * REST_PER_CENT / 100).max(REST_MIN_MS);
                (since + expected_ms - ticket.served_ms).max(now + rest_ms)
            }
            Phase::Waiting
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired => now,
        }
    }

    /// How long the present visit to the window takes in all: what was decided there, and what will be.
    fn visit_ms(&self, window: WindowId, ticket: &Ticket) -> i64 {
        let decided = ticket.decided_here.iter().map(|item| self.item_ms(item)).sum::<i64>();
        decided + self.plan(window, ticket, ticket.open_items().collect()).0
    }

    /// What a window does of some open items, in their order: the time it takes, milliseconds, and what is left over.
    fn plan<'a>(
        &self,
        window: WindowId,
        ticket: &Ticket,
        mut open: Vec<&'a TicketItem>,
    ) -> (i64, Vec<&'a TicketItem>) {
        let can_decide = |item: &TicketItem| self.can_decide(window, ticket, &item.line);
        let next = |open: &[&TicketItem]| {
            open.iter().position(|item| can_decide(item) && self.is_unlocked(item, open))
        };
        let mut service_ms = 0;
        while let Some(index) = next(&open) {
            service_ms += self.item_ms(&open.remove(index).item);
        }
        (service_ms, open)
    }

    /// The item comes after none of the open ones.
    fn is_unlocked(&self, item: &TicketItem, open: &[&TicketItem]) -> bool {
        let after = self.after(&item.item);
        !open.iter().any(|other| after.contains(&other.item))
    }

    /// Usual service time of an item, milliseconds: the catalogue's figure, moved by the latest visits.
    fn item_ms(&self, item: &ItemCode) -> i64 {
        let listed = self.catalogue.as_ref().and_then(|catalogue| catalogue.items.get(item));
        let prior = listed.map_or(UNKNOWN_ITEM_MS, |item| item.service_ms);
        let recent = self.experience.get(item);
        let sum: i64 = recent.map_or(0, |recent| recent.iter().sum());
        let count = recent.map_or(0, VecDeque::len) as i64;
        (PRIOR_WEIGHT * prior + sum) / (PRIOR_WEIGHT + count)
    }
}
