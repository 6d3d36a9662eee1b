//! Who is next, found by looking at everybody; and the guarantee, word for word.

use hall_core::ids::{LineId, TicketId, WindowId};
use hall_core::time::Timestamp;

use super::Referee;

/// A tier-2 ticket that has waited so long counts as tier 1, milliseconds.
const HELP_AFTER_MS: i64 = 20 * 60 * 1_000;

impl Referee {
    /// The tier a waiting ticket has for a window; none if the window may not take it.
    pub fn tier(&self, at: Timestamp, window: WindowId, id: TicketId) -> Option<u8> {
        let ticket = self.ticket(id);
        if let Some(bound_to) = ticket.bound_to {
            return (bound_to == window).then_some(0);
        }
        let lines = self.serves.get(&window)?;
        let has_waited = at.0 - ticket.arrival.0 >= HELP_AFTER_MS;
        let tiers = ticket.stands_in.iter().filter_map(|line| lines.get(line));
        tiers.map(|is_own| if *is_own || has_waited { 1 } else { 2 }).min()
    }

    /// A window called a ticket in its turn: it is the least by tier, arrival and sequence; and among the tickets the
    /// window sees in that tier nobody was overtaken by one issued more than the largest credit later.
    pub fn judge_call(&self, at: Timestamp, window: WindowId, called: TicketId) {
        let seen = || self.waiting.iter().filter_map(|id| Some((self.tier(at, window, *id)?, *id)));
        let key = |(tier, id): &(u8, TicketId)| (*tier, self.ticket(*id).arrival, self.ticket(*id).sequence);
        let (tier, next) = seen().min_by_key(key).expect("somebody waits");
        assert_eq!(next, called, "window {window} calls its next");
        let latest = self.ticket(called).issued_at;
        for (_, other) in seen().filter(|(other_tier, _)| *other_tier == tier) {
            let passed = self.ticket(other);
            let is_fair = latest.0 <= passed.issued_at.0 + self.largest_credit_ms || passed.missed > 0;
            assert!(is_fair, "{called} of {latest:?} overtakes {passed:?}");
        }
    }

    /// `max(own, third-smallest arrival waiting in its lines)`, or the last if fewer wait.
    pub fn arrival_behind_third(&self, id: TicketId) -> Timestamp {
        let own = self.ticket(id);
        let lines = self.lines_of(own);
        let shares_a_line = |other: &&TicketId| !self.ticket(**other).stands_in.is_disjoint(&lines);
        let mut keys: Vec<(Timestamp, u64)> = self
            .waiting
            .iter()
            .filter(shares_a_line)
            .map(|other| (self.ticket(*other).arrival, self.ticket(*other).sequence))
            .collect();
        keys.sort_unstable();
        keys.iter().take(3).next_back().map_or(own.arrival, |(arrival, _)| own.arrival.max(*arrival))
    }

    /// Tickets in front of one that waits, the least over its lines.
    pub fn people_ahead(&self, id: TicketId) -> usize {
        let own = self.ticket(id);
        let is_ahead = |other: &&TicketId| {
            let other = self.ticket(**other);
            (other.arrival, other.sequence) < (own.arrival, own.sequence)
        };
        let ahead = || self.waiting.iter().filter(is_ahead).map(|other| self.ticket(*other));
        if own.bound_to.is_some() {
            return ahead().filter(|other| other.bound_to == own.bound_to).count();
        }
        let in_line = |line: &LineId| ahead().filter(|other| other.stands_in.contains(line)).count();
        own.stands_in.iter().map(in_line).min().expect("a waiting ticket stands somewhere")
    }

    /// Open windows that serve a line.
    pub fn windows_of(&self, line: &LineId) -> usize {
        let serves =
            |window: &&WindowId| self.serves.get(*window).is_some_and(|lines| lines.contains_key(line));
        self.open_windows.iter().filter(serves).count()
    }
}
