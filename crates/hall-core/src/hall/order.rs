//! Who is next, and how many are ahead: the order of calling.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Hall, WindowMode};
use crate::ids::{ItemCode, LineId, TicketId, WindowId};
use crate::ticket::{Phase, QueueKey, Ticket};
use crate::time::Timestamp;

/// Which of a window's visitors comes first, after those sent to this very window (tier 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tier {
    /// Tier 1: in one of its own lines, or long enough in one it helps.
    Own,
    /// Tier 2: in a line it helps.
    Helped,
}

impl Tier {
    /// The tier a ticket of the line has by now. Waiting is counted from the virtual arrival, as everything in the
    /// order of calling, so that the first of a line is also the first that counts as own.
    pub fn by_now(self, key: QueueKey, now: Timestamp, help_after_ms: i64) -> Tier {
        if now.since(key.arrival) >= help_after_ms { Tier::Own } else { self }
    }
}

impl Hall {
    /// The ticket the window calls next: the least (tier, arrival, sequence) over the lines it serves.
    pub fn next_for(&self, window: WindowId, now: Timestamp) -> Option<TicketId> {
        let bound = &self.windows.get(&window)?.bound;
        if let Some(key) = bound.first() {
            return Some(key.ticket);
        }
        let help_after_ms = self.rules().help_after_ms;
        let first = |(line, tier): (&LineId, Tier)| {
            let key = *self.lines.get(line)?.waiting.first()?;
            Some((tier.by_now(key, now, help_after_ms), key))
        };
        self.served_by(window).filter_map(first).min().map(|(_, key)| key.ticket)
    }

    /// The lines a window serves: those assigned to it or given by the catalogue, and those taken out of that today.
    pub(super) fn served_by<'a>(&'a self, window: WindowId) -> impl Iterator<Item = (&'a LineId, Tier)> {
        let assigned = self.assigned.get(&window);
        let listed = self.catalogue.as_ref().and_then(|catalogue| catalogue.windows.get(&window));
        let listed = listed.filter(|_| assigned.is_none());
        let own = listed.map_or(&[][..], |window| &window.own).iter().map(|line| (line, Tier::Own));
        let helped = listed.map_or(&[][..], |window| &window.helps).iter().map(|line| (line, Tier::Helped));
        let today = |lines: Option<&'a Vec<(LineId, Tier)>>| {
            lines.map_or(&[][..], Vec::as_slice).iter().map(|(line, tier)| (line, *tier))
        };
        today(assigned).chain(own).chain(helped).chain(today(self.retired.get(&window)))
    }

    /// Is the line one of the window's own today?
    pub fn is_own(&self, window: WindowId, line: &LineId) -> bool {
        self.served_by(window).any(|(served, tier)| tier == Tier::Own && served == line)
    }

    /// Does the window serve the line, in whichever tier?
    pub(super) fn serves(&self, window: WindowId, line: &LineId) -> bool {
        self.served_by(window).any(|(served, _)| served == line)
    }

    /// Windows at work that serve the line, in whichever tier.
    pub fn windows_of(&self, line: &LineId) -> Vec<WindowId> {
        let at_work = self.windows.iter().filter(|(_, window)| window.mode != WindowMode::Closed);
        at_work.map(|(id, _)| *id).filter(|id| self.serves(*id, line)).collect()
    }

    /// Lines a ticket waits in: those of its open items that come after no other open item.
    pub fn waiting_lines(&self, ticket: &Ticket) -> BTreeSet<LineId> {
        ticket
            .open_items()
            .filter(|item| self.items_before(ticket, &item.item).next().is_none())
            .map(|item| item.line.clone())
            .collect()
    }

    /// Items of the ticket, still open, that this one comes after.
    pub(super) fn items_before<'a>(
        &'a self,
        ticket: &'a Ticket,
        code: &ItemCode,
    ) -> impl Iterator<Item = &'a ItemCode> {
        let after = self.after(code);
        ticket.open_items().map(|open| &open.item).filter(move |open| after.contains(open))
    }

    /// Items that this one comes after, on whichever ticket.
    pub(super) fn after(&self, code: &ItemCode) -> &[ItemCode] {
        let item = self.catalogue.as_ref().and_then(|catalogue| catalogue.items.get(code));
        item.map_or(&[], |item| &item.after)
    }

    /// People in front of a waiting ticket: tickets with a smaller key in its line, the least over its lines.
    pub fn people_ahead(&self, id: TicketId) -> Option<usize> {
        let ticket = self.tickets.get(&id)?;
        if ticket.phase != Phase::Waiting {
            return None;
        }
        let key = ticket.key();
        if let Some(window) = ticket.bound_to {
            return self.windows.get(&window).map(|window| rank(&window.bound, key));
        }
        self.waiting_lines(ticket)
            .iter()
            .filter_map(|line| self.lines.get(line))
            .map(|line| rank(&line.waiting, key))
            .min()
    }

    /// Puts a waiting ticket where it waits: at the window it is bound to, else in its lines.
    pub(super) fn enqueue(&mut self, id: TicketId) {
        let Some(ticket) = self.tickets.get(&id) else { return };
        let key = ticket.key();
        match ticket.bound_to.and_then(|window| self.windows.get_mut(&window)) {
            Some(window) => {
                window.bound.insert(key);
            }
            None => {
                for line in self.waiting_lines(&self.tickets[&id]) {
                    if let Some(line) = self.lines.get_mut(&line) {
                        line.waiting.insert(key);
                    }
                }
            }
        }
    }

    /// Takes a ticket out of wherever it waits.
    pub(super) fn dequeue(&mut self, id: TicketId) {
        let Some(ticket) = self.tickets.get(&id) else { return };
        let key = ticket.key();
        if let Some(window) = ticket.bound_to.and_then(|window| self.windows.get_mut(&window)) {
            window.bound.remove(&key);
        }
        for item in &ticket.items {
            if let Some(line) = self.lines.get_mut(&item.line) {
                line.waiting.remove(&key);
            }
        }
    }
}

/// How many keys are smaller; walks from the nearer end.
fn rank(set: &BTreeSet<QueueKey>, key: QueueKey) -> usize {
    let mut before = set.range(..key);
    let mut after = set.range(key..);
    let mut steps = 0;
    loop {
        if before.next().is_none() {
            return steps;
        }
        if after.next().is_none() {
            return set.len() - steps;
        }
        steps += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_counts_smaller_keys_from_either_end() {
        let key = |n: u64| QueueKey { arrival: Timestamp(n as i64), sequence: n, ticket: TicketId(n) };
        for len in 0..9 {
            let set: BTreeSet<QueueKey> = (0..len).map(key).collect();
            for n in 0..len {
                assert_eq!(rank(&set, key(n)), n as usize, "{n} of {len}");
            }
        }
    }
}
