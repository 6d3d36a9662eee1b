//! Estimated waits: the present hall rolled forward, each window taking its next ticket by the same rule.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde::{Deserialize, Serialize};

use super::order::{Tier, helped_tier};
use super::{Hall, WindowMode, WindowState};
use crate::ids::{ItemCode, LineId, TicketId, WindowId};
use crate::ticket::{Phase, QueueKey, Ticket};
use crate::time::{MINUTE_MS, SECOND_MS, Timestamp};

/// Tickets rolled forward at most; whoever stands behind them gets no estimate.
const TICKETS_MAX: usize = 5_000;
/// From a call to the visitor at the window, milliseconds.
const WALK_MS: i64 = 30 * SECOND_MS;
/// A visit that takes longer than expected is taken to end this soon, milliseconds.
const OVERDUE_MS: i64 = MINUTE_MS;
/// The narrowest range shown, milliseconds.
const RANGE_MIN_MS: i64 = 5 * MINUTE_MS;
/// The prior of the catalogue weighs as much as this many visits.
const PRIOR_WEIGHT: i64 = 3;

/// A wait as a range, milliseconds from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// At least.
    pub from_ms: i64,
    /// At most.
    pub to_ms: i64,
}

impl Wait {
    /// The range around a middle: 5 minutes wide, or 40 % of the middle if that is wider.
    fn around(middle_ms: i64) -> Self {
        let half = (middle_ms * 2 / 5).max(RANGE_MIN_MS) / 2;
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
    /// Rolls the hall forward. Costs about a microsecond a waiting ticket and line.
    pub fn estimates(&self, now: Timestamp) -> Estimates {
        let mut result = Estimates::default();
        let mut called = BTreeSet::new();
        let mut free: BinaryHeap<Reverse<(Timestamp, WindowId)>> = self
            .windows
            .iter()
            .filter_map(|(id, window)| Some(Reverse((self.free_at(*id, window, now)?, *id))))
            .collect();
        let mut queues: BTreeMap<&LineId, _> =
            self.lines.iter().map(|(id, line)| (id, line.waiting.iter().copied().peekable())).collect();
        while let Some(Reverse((at, window))) = free.pop() {
            let next = self.next_rolled(window, at, &mut queues, &called);
            match next.and_then(|id| self.tickets.get(&id)) {
                Some(ticket) if called.len() < TICKETS_MAX => {
                    called.insert(ticket.id);
                    result.tickets.insert(ticket.id, Wait::around(at.since(now)));
                    let service_ms = WALK_MS + self.expected_ms(window, ticket);
                    free.push(Reverse((at + service_ms, window)));
                }
                Some(_) => break,
                None => self.note_idle(window, Wait::around(at.since(now)), &mut result),
            }
        }
        result
    }

    /// The window has nobody left at that time: who comes now to one of its lines waits until then at most.
    fn note_idle(&self, window: WindowId, wait: Wait, result: &mut Estimates) {
        let Some(window) = self.catalogue.as_ref().and_then(|catalogue| catalogue.windows.get(&window))
        else {
            return;
        };
        for line in window.own.iter().chain(&window.helps) {
            result.lines.entry(line.clone()).or_insert(wait);
        }
    }

    fn next_rolled<Keys: Iterator<Item = QueueKey>>(
        &self,
        window: WindowId,
        at: Timestamp,
        queues: &mut BTreeMap<&LineId, std::iter::Peekable<Keys>>,
        called: &BTreeSet<TicketId>,
    ) -> Option<TicketId> {
        let bound = &self.windows.get(&window)?.bound;
        if let Some(key) = bound.iter().find(|key| !called.contains(&key.ticket)) {
            return Some(key.ticket);
        }
        let catalogue = self.catalogue.as_ref()?;
        let accepted = catalogue.windows.get(&window)?;
        let mut best: Option<(Tier, QueueKey)> = None;
        for (line, own) in accepted
            .own
            .iter()
            .map(|line| (line, true))
            .chain(accepted.helps.iter().map(|line| (line, false)))
        {
            let Some(queue) = queues.get_mut(line) else { continue };
            while queue.next_if(|key| called.contains(&key.ticket)).is_some() {}
            if let Some(key) = queue.peek().copied() {
                let tier = if own { Tier::Own } else { helped_tier(key, at, catalogue.rules.help_after_ms) };
                best = Some(best.map_or((tier, key), |other| other.min((tier, key))));
            }
        }
        best.map(|(_, key)| key.ticket)
    }

    /// When the window can call again; none if nobody can say.
    fn free_at(&self, id: WindowId, window: &WindowState, now: Timestamp) -> Option<Timestamp> {
        let from = match window.mode {
            WindowMode::Open => now,
            WindowMode::Paused { until: Some(until), .. } => until.max(now),
            WindowMode::Paused { until: None, .. } | WindowMode::Closed => return None,
        };
        let busy_until = window.current.and_then(|ticket| self.tickets.get(&ticket)).map(|ticket| {
            let expected_ms = self.expected_ms(id, ticket);
            match ticket.phase {
                Phase::Called { since, .. } => (since + WALK_MS).max(now) + expected_ms,
                Phase::Serving { since, .. } => {
                    (since + expected_ms - ticket.served_ms).max(now + OVERDUE_MS)
                }
                Phase::Waiting
                | Phase::NoShow { .. }
                | Phase::Parked { .. }
                | Phase::Done
                | Phase::Cancelled
                | Phase::Expired => now,
            }
        });
        Some(busy_until.unwrap_or(now).max(from))
    }

    /// How long the window will need for what it can decide of the ticket.
    fn expected_ms(&self, window: WindowId, ticket: &Ticket) -> i64 {
        ticket
            .open_items()
            .filter(|item| self.can_decide(window, ticket, &item.line))
            .map(|item| self.expected_item_ms(&item.item))
            .sum()
    }

    /// Usual service time of an item: the catalogue's figure, moved by the latest visits.
    fn expected_item_ms(&self, item: &ItemCode) -> i64 {
        let prior = self
            .catalogue
            .as_ref()
            .and_then(|catalogue| catalogue.items.get(item))
            .map_or(5 * MINUTE_MS, |item| item.service_ms);
        let recent = self.experience.get(item);
        let sum: i64 = recent.map_or(0, |recent| recent.iter().sum());
        let count = recent.map_or(0, std::collections::VecDeque::len) as i64;
        (PRIOR_WEIGHT * prior + sum) / (PRIOR_WEIGHT + count)
    }
}
