//! Windows, lines, the day and the configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::catalogue::Catalogue;
use crate::command::ParkKind;
use crate::hall::order::Tier;
use crate::hall::{Hall, LineState, WindowMode, WindowState};
use crate::ids::{LineId, StaffId, TicketId, WindowId};
use crate::ticket::Phase;
use crate::time::{HallDay, MINUTE_MS, Timestamp};

impl Hall {
    /// A configuration is in force. Who waits is put where it now waits.
    pub(in crate::hall) fn adopt(&mut self, hash: &str, catalogue: &Catalogue) {
        let is_waiting = |id: &TicketId| self.tickets[id].phase == Phase::Waiting;
        let waiting: Vec<TicketId> = self.tickets.keys().copied().filter(is_waiting).collect();
        for ticket in &waiting {
            self.dequeue(*ticket);
        }
        self.retired = self.retired_by(catalogue);
        self.assigned.clear();
        self.catalogue = Some(Arc::new(catalogue.clone()));
        hash.clone_into(&mut self.catalogue_hash);
        self.zone = TimeZone::get(&catalogue.time_zone).unwrap_or(TimeZone::UTC);
        for id in catalogue.windows.keys() {
            self.windows.entry(*id).or_insert_with(closed_window);
        }
        for id in catalogue.lines.keys() {
            self.lines.entry(id.clone()).or_insert_with(|| empty_line(catalogue, id));
        }
        self.count_windows();
        for ticket in waiting {
            self.enqueue(ticket);
        }
    }

    /// The lines that the new catalogue does not have any more, with the windows that serve them now.
    fn retired_by(&self, catalogue: &Catalogue) -> BTreeMap<WindowId, Vec<(LineId, Tier)>> {
        let is_gone = |line: &LineId| !catalogue.lines.contains_key(line);
        let still = |window: &WindowId| {
            self.served_by(*window)
                .filter(|(line, _)| is_gone(line))
                .map(|(line, tier)| (line.clone(), tier))
                .collect::<Vec<_>>()
        };
        self.windows.keys().map(|id| (*id, still(id))).filter(|(_, lines)| !lines.is_empty()).collect()
    }

    /// A new day: numbers restart; what the catalogue no longer has is dropped, unless a ticket still needs it.
    pub(super) fn roll_over(&mut self, at: Timestamp, day: HallDay) {
        self.day = Some(day);
        self.tickets.retain(|_, ticket| ticket.phase.is_open());
        self.numbers.clear();
        self.anonymous.clear();
        self.extended.clear();
        self.unmute();
        if !self.assigned.is_empty() {
            self.assigned.clear();
            self.count_windows();
        }
        for line in self.lines.values_mut() {
            line.taken = 0;
            line.reserved = 0;
            line.served = true;
        }
        self.remembered.forget(at - self.rules().key_keep_ms);
        if let Some(catalogue) = self.catalogue.clone() {
            self.drop_retired(&catalogue);
        }
    }

    fn drop_retired(&mut self, catalogue: &Catalogue) {
        let needed: BTreeSet<LineId> =
            self.tickets.values().flat_map(|ticket| &ticket.items).map(|item| item.line.clone()).collect();
        for lines in self.retired.values_mut() {
            lines.retain(|(line, _)| needed.contains(line));
        }
        self.retired.retain(|_, lines| !lines.is_empty());
        self.lines.retain(|id, _| catalogue.lines.contains_key(id) || needed.contains(id));
        self.windows
            .retain(|id, window| catalogue.windows.contains_key(id) || window.mode != WindowMode::Closed);
        self.experience.retain(|item, _| catalogue.items.contains_key(item));
    }

    /// A window serves these lines in place of what the catalogue gives it. Who waits, waits where it did.
    pub(in crate::hall) fn assign(&mut self, id: WindowId, own: &[LineId], helps: &[LineId]) {
        let own = own.iter().map(|line| (line.clone(), Tier::Own));
        let helps = helps.iter().map(|line| (line.clone(), Tier::Helped));
        self.assigned.insert(id, own.chain(helps).collect());
        self.count_windows();
    }

    /// The voice speaks again; what was called meanwhile stays unspoken.
    pub(super) fn unmute(&mut self) {
        if self.muted_since.take().is_some() {
            self.silent_to = self.last_call;
        }
    }

    pub(super) fn open(&mut self, id: WindowId, clerk: &StaffId) {
        self.with_window(id, |window| {
            window.clerk = Some(clerk.clone());
            window.mode = WindowMode::Open;
        });
        self.count_windows();
    }

    /// The window's own tickets fall back to their lines, its parked ones to any window.
    pub(super) fn close(&mut self, id: WindowId) {
        let bound: Vec<TicketId> =
            self.tickets.values().filter(|t| t.bound_to == Some(id)).map(|t| t.id).collect();
        for ticket in bound {
            self.dequeue(ticket);
            self.with_ticket(ticket, |ticket| ticket.bound_to = None);
            if self.tickets[&ticket].phase == Phase::Waiting {
                self.enqueue(ticket);
            }
        }
        for ticket in self.tickets.values_mut() {
            if let Phase::Parked { window, kind, .. } = &mut ticket.phase
                && *window == Some(id)
            {
                *kind = ParkKind::AnyWindow;
            }
        }
        self.with_window(id, |window| {
            window.mode = WindowMode::Closed;
            window.clerk = None;
        });
        self.count_windows();
    }

    /// How many windows serve each line.
    fn count_windows(&mut self) {
        let mut counts: BTreeMap<LineId, u32> = BTreeMap::new();
        for (id, _) in self.windows.iter().filter(|(_, window)| window.mode != WindowMode::Closed) {
            for (line, _) in self.served_by(*id) {
                *counts.entry(line.clone()).or_default() += 1;
            }
        }
        for (id, line) in &mut self.lines {
            line.windows = counts.get(id).copied().unwrap_or(0);
        }
    }
}

fn closed_window() -> WindowState {
    WindowState { mode: WindowMode::Closed, clerk: None, current: None, bound: BTreeSet::new() }
}

/// A line nobody waits in; its pace is the mean of its items until there is experience.
fn empty_line(catalogue: &Catalogue, id: &LineId) -> LineState {
    let of_line = catalogue.items.values().filter(|item| item.line.as_ref() == Some(id));
    let (sum_ms, count) = of_line.fold((0, 0), |(sum, count), item| (sum + item.service_ms, count + 1));
    LineState {
        waiting: BTreeSet::new(),
        taken: 0,
        reserved: 0,
        served: true,
        windows: 0,
        pace_ms: (sum_ms / count.max(1)).max(MINUTE_MS),
    }
}
