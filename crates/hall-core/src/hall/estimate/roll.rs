//! The hall rolled forward: windows call, visits take their usual time, what is left over waits again.
//!
//! Nobody comes, misses a call or parks in it. The work is bounded by the calls it foresees.

use std::cmp::Reverse;
use std::collections::btree_set::Iter;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::iter::Peekable;

use super::{BREATH_MS, Estimates, WALK_MS, Wait};
use crate::hall::Hall;
use crate::hall::order::Tier;
use crate::ids::{LineId, TicketId, WindowId};
use crate::ticket::{QueueKey, Ticket, TicketItem};
use crate::time::Timestamp;

/// Calls foreseen at most; whoever stands behind them gets no estimate.
const CALLS_MAX: usize = 5_000;

/// What happens next; at the same instant tickets come back before windows call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Return(TicketId),
    Free(WindowId),
}

/// Who waits somewhere: those who do so now, and those who come back in the roll.
struct Queue<'a> {
    now: Peekable<Iter<'a, QueueKey>>,
    returned: BTreeSet<QueueKey>,
}

impl<'a> Queue<'a> {
    fn of(keys: &'a BTreeSet<QueueKey>) -> Self {
        Self { now: keys.iter().peekable(), returned: BTreeSet::new() }
    }

    fn first(&mut self, called: &BTreeSet<TicketId>) -> Option<QueueKey> {
        while self.now.next_if(|key| called.contains(&key.ticket)).is_some() {}
        let now = self.now.peek().map(|key| **key);
        let returned = self.returned.first().copied();
        now.into_iter().chain(returned).min()
    }
}

/// A window at work in the roll.
struct Desk<'a> {
    /// Who was sent to it.
    bound: Queue<'a>,
    /// Its lines by their place in `Roll::lines`.
    lines: Vec<(usize, Tier)>,
    /// Had nobody to call.
    is_idle: bool,
}

pub(super) struct Roll<'a> {
    hall: &'a Hall,
    now: Timestamp,
    steps: BinaryHeap<Reverse<(Timestamp, Step)>>,
    lines: Vec<(&'a LineId, Queue<'a>)>,
    desks: BTreeMap<WindowId, Desk<'a>>,
    called: BTreeSet<TicketId>,
    /// Items left over, of tickets that come back.
    left: BTreeMap<TicketId, Vec<&'a TicketItem>>,
    calls: usize,
    found: Estimates,
}

impl<'a> Roll<'a> {
    pub fn new(hall: &'a Hall, now: Timestamp) -> Self {
        let mut roll = Self {
            hall,
            now,
            steps: BinaryHeap::new(),
            lines: hall.lines.iter().map(|(id, line)| (id, Queue::of(&line.waiting))).collect(),
            desks: BTreeMap::new(),
            called: BTreeSet::new(),
            left: BTreeMap::new(),
            calls: 0,
            found: Estimates::default(),
        };
        for (id, window) in &hall.windows {
            let Some(free_at) = hall.free_at(*id, window, now) else { continue };
            let place = |(line, tier)| Some((roll.lines.iter().position(|(id, _)| *id == line)?, tier));
            let lines = hall.served_by(*id).filter_map(place).collect();
            roll.desks.insert(*id, Desk { bound: Queue::of(&window.bound), lines, is_idle: false });
            roll.steps.push(Reverse((free_at, Step::Free(*id))));
            if let Some(ticket) = window.current.and_then(|ticket| hall.tickets.get(&ticket)) {
                let (_, left) = hall.plan(*id, ticket, ticket.open_items().collect());
                roll.comes_back(free_at, ticket, left);
            }
        }
        roll
    }

    pub fn run(mut self) -> Estimates {
        while let Some(Reverse((at, step))) = self.steps.pop() {
            match step {
                Step::Return(ticket) => self.take_back(at, ticket),
                Step::Free(window) => self.call(at, window),
            }
        }
        self.found
    }

    fn call(&mut self, at: Timestamp, id: WindowId) {
        let next = if self.calls < CALLS_MAX { self.next_for(id, at) } else { None };
        let Some(ticket) = next.and_then(|ticket| self.hall.tickets.get(&ticket)) else {
            return self.rest(at, id);
        };
        self.calls += 1;
        if self.called.insert(ticket.id) {
            self.found.tickets.insert(ticket.id, Wait::around(at.since(self.now)));
        }
        let open = self.leave_queues(ticket);
        let (service_ms, left) = self.hall.plan(id, ticket, open);
        let done_at = at + WALK_MS + service_ms;
        self.steps.push(Reverse((done_at + BREATH_MS, Step::Free(id))));
        if service_ms > 0 {
            self.comes_back(done_at, ticket, left);
        }
    }

    /// The window has nobody left, or the roll ends: who comes now to one of its lines waits until then.
    fn rest(&mut self, at: Timestamp, id: WindowId) {
        let wait = Wait::around(at.since(self.now));
        let Some(desk) = self.desks.get_mut(&id) else { return };
        desk.is_idle = true;
        for (line, _) in &desk.lines {
            self.found.lines.entry(self.lines[*line].0.clone()).or_insert(wait);
        }
    }

    fn next_for(&mut self, id: WindowId, at: Timestamp) -> Option<TicketId> {
        let desk = self.desks.get_mut(&id)?;
        if let Some(key) = desk.bound.first(&self.called) {
            return Some(key.ticket);
        }
        let help_after_ms = self.hall.rules().help_after_ms;
        let mut best = None;
        for (line, tier) in &desk.lines {
            let key = self.lines[*line].1.first(&self.called);
            let found = key.map(|key| (tier.by_now(key, at, help_after_ms), key));
            best = best.into_iter().chain(found).min();
        }
        best.map(|(_, key)| key.ticket)
    }

    /// What is left over waits again from an instant on.
    fn comes_back(&mut self, at: Timestamp, ticket: &Ticket, left: Vec<&'a TicketItem>) {
        if !left.is_empty() {
            self.left.insert(ticket.id, left);
            self.steps.push(Reverse((at, Step::Return(ticket.id))));
        }
    }

    fn take_back(&mut self, at: Timestamp, id: TicketId) {
        let (Some(ticket), Some(left)) = (self.hall.tickets.get(&id), self.left.get(&id)) else { return };
        let is_unlocked =
            |item: &&&TicketItem| !left.iter().any(|other| self.hall.after(&item.item).contains(&other.item));
        let waits_in: BTreeSet<&LineId> = left.iter().filter(is_unlocked).map(|item| &item.line).collect();
        self.called.insert(id);
        for (place, (line, queue)) in self.lines.iter_mut().enumerate() {
            if !waits_in.contains(line) {
                continue;
            }
            queue.returned.insert(ticket.key());
            for (window, desk) in &mut self.desks {
                if desk.is_idle && desk.lines.iter().any(|(served, _)| *served == place) {
                    desk.is_idle = false;
                    self.steps.push(Reverse((at, Step::Free(*window))));
                }
            }
        }
    }

    /// The open items of a ticket that is called, which waits nowhere from now on.
    fn leave_queues(&mut self, ticket: &'a Ticket) -> Vec<&'a TicketItem> {
        match self.left.remove(&ticket.id) {
            None => ticket.open_items().collect(),
            Some(left) => {
                for (_, queue) in &mut self.lines {
                    queue.returned.remove(&ticket.key());
                }
                left
            }
        }
    }
}
