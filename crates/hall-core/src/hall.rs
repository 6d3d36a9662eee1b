//! Today's hall: its state, and what can be asked of it without changing anything.
//!
//! State changes in `apply` alone; `decide` and `due` say which events come next.

mod apply;
mod decide;
mod due;
mod estimate;
mod line;
mod memory;
mod order;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, Rules};
use crate::command::{Caller, PauseReason};
use crate::event::Event;
use crate::ids::{DeviceId, ItemCode, LineId, PersonRef, StaffId, TicketId, WindowId};
use crate::ticket::{QueueKey, Ticket};
use crate::time::{HallDay, Timestamp};

use memory::Memory;
use order::Tier;

pub use estimate::{Estimates, Wait};
pub use line::LineStatus;

/// The hall's state. Its serde form is a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hall {
    last_at: Timestamp,
    day: Option<HallDay>,
    clock_held: bool,
    #[serde(with = "jiff::fmt::serde::tz::required")]
    zone: TimeZone,
    catalogue: Option<Arc<Catalogue>>,
    catalogue_hash: String,
    tickets: BTreeMap<TicketId, Ticket>,
    lines: BTreeMap<LineId, LineState>,
    windows: BTreeMap<WindowId, WindowState>,
    /// Lines taken out of the catalogue today, by the windows that served them and go on until the day ends.
    retired: BTreeMap<WindowId, Vec<(LineId, Tier)>>,
    /// Lines that windows serve today in place of what the catalogue says.
    #[serde(default)]
    assigned: BTreeMap<WindowId, Vec<(LineId, Tier)>>,
    /// Lines that stay open beyond their hours today.
    #[serde(default)]
    extended: BTreeMap<LineId, Timestamp>,
    /// Since when no call is spoken; none if calls are.
    #[serde(default)]
    muted_since: Option<Timestamp>,
    /// The last call that was made while the voice was muted, or before.
    #[serde(default)]
    silent_to: u64,
    /// Last number of each prefix today.
    numbers: BTreeMap<char, u32>,
    last_ticket: u64,
    last_sequence: u64,
    last_call: u64,
    /// Open tickets of people the site knows.
    persons: BTreeMap<PersonRef, TicketId>,
    /// When each kiosk took its latest anonymous tickets.
    anonymous: BTreeMap<DeviceId, VecDeque<Timestamp>>,
    /// Graces that are running, by their end.
    graces: BTreeSet<(Timestamp, TicketId)>,
    /// Accepted commands by caller and key.
    remembered: Memory,
    /// Latest service times of each item, milliseconds, oldest first.
    experience: BTreeMap<ItemCode, VecDeque<i64>>,
}

/// A waiting line today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineState {
    /// Who waits, in the order of calling.
    pub waiting: BTreeSet<QueueKey>,
    /// Places taken today.
    pub taken: u32,
    /// Places appointments still hold today.
    pub reserved: u32,
    /// False after its last window closed, until one opens.
    pub served: bool,
    /// Windows that serve it and are not closed.
    pub windows: u32,
    /// Smoothed service time of a visitor of this line, milliseconds.
    pub pace_ms: i64,
}

/// A window today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowState {
    /// Open, paused or closed.
    pub mode: WindowMode,
    /// Who works there; none if closed.
    pub clerk: Option<StaffId>,
    /// The ticket Called or Serving.
    pub current: Option<TicketId>,
    /// Tickets sent to this very window (tier 0), in the order of calling.
    pub bound: BTreeSet<QueueKey>,
}

/// Is a window working?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum WindowMode {
    /// Calls visitors.
    Open,
    /// Calls nobody for a while.
    Paused {
        /// Why.
        reason: PauseReason,
        /// Goes on then, if known.
        until: Option<Timestamp>,
    },
    /// Nobody there.
    Closed,
}

/// What an accepted command came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The ticket it concerned.
    pub ticket: Option<TicketId>,
}

impl Answer {
    /// What the events of one command come to: its first ticket is the answer.
    pub fn of(events: &[Event]) -> Self {
        Self { ticket: events.iter().find_map(|event| event.fact.ticket()) }
    }
}

impl Default for Hall {
    fn default() -> Self {
        Self::new()
    }
}

impl Hall {
    /// A hall before its first catalogue.
    pub fn new() -> Self {
        Self {
            last_at: Timestamp::default(),
            day: None,
            clock_held: false,
            zone: TimeZone::UTC,
            catalogue: None,
            catalogue_hash: String::new(),
            tickets: BTreeMap::new(),
            lines: BTreeMap::new(),
            windows: BTreeMap::new(),
            retired: BTreeMap::new(),
            assigned: BTreeMap::new(),
            extended: BTreeMap::new(),
            muted_since: None,
            silent_to: 0,
            numbers: BTreeMap::new(),
            last_ticket: 0,
            last_sequence: 0,
            last_call: 0,
            persons: BTreeMap::new(),
            anonymous: BTreeMap::new(),
            graces: BTreeSet::new(),
            remembered: Memory::default(),
            experience: BTreeMap::new(),
        }
    }

    /// The hall's day; none before the first catalogue.
    pub fn day(&self) -> Option<HallDay> {
        self.day
    }

    /// Time of the last event.
    pub fn last_at(&self) -> Timestamp {
        self.last_at
    }

    /// The rollover waits until staff confirm the clock.
    pub fn clock_held(&self) -> bool {
        self.clock_held
    }

    /// The configuration in force.
    pub fn catalogue(&self) -> Option<&Arc<Catalogue>> {
        self.catalogue.as_ref()
    }

    /// SHA-256 of the configuration in force, hex; empty before the first.
    pub fn catalogue_hash(&self) -> &str {
        &self.catalogue_hash
    }

    /// The site's time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A ticket of today, or one of yesterday still at a window.
    pub fn ticket(&self, id: TicketId) -> Option<&Ticket> {
        self.tickets.get(&id)
    }

    /// Every ticket of today, in the order taken.
    pub fn tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.values()
    }

    /// A window.
    pub fn window(&self, id: WindowId) -> Option<&WindowState> {
        self.windows.get(&id)
    }

    /// Every window.
    pub fn windows(&self) -> impl Iterator<Item = (WindowId, &WindowState)> {
        self.windows.iter().map(|(id, window)| (*id, window))
    }

    /// A line.
    pub fn line(&self, id: &LineId) -> Option<&LineState> {
        self.lines.get(id)
    }

    /// Every line.
    pub fn lines(&self) -> impl Iterator<Item = (&LineId, &LineState)> {
        self.lines.iter()
    }

    /// The lines of the configuration in force that a window serves now: its own, and those it helps.
    pub fn window_lines(&self, window: WindowId) -> (Vec<LineId>, Vec<LineId>) {
        let known =
            |line: &LineId| self.catalogue.as_ref().is_some_and(|known| known.lines.contains_key(line));
        let (own, helps): (Vec<_>, Vec<_>) =
            self.served_by(window).filter(|(line, _)| known(line)).partition(|(_, tier)| *tier == Tier::Own);
        let names = |lines: Vec<(&LineId, Tier)>| lines.into_iter().map(|(line, _)| line.clone()).collect();
        (names(own), names(helps))
    }

    /// The line stays open beyond its hours until then, if that is still to come.
    pub fn extended_until(&self, line: &LineId, now: Timestamp) -> Option<Timestamp> {
        let now = self.steady(now);
        self.extended.get(line).copied().filter(|until| now < *until)
    }

    /// Since when the voice is muted; none if it speaks.
    pub fn voice_muted_since(&self) -> Option<Timestamp> {
        self.muted_since
    }

    /// Calls up to this one are never spoken: they were made while the voice was muted, or before.
    pub fn silent_to(&self) -> u64 {
        if self.muted_since.is_some() { self.last_call } else { self.silent_to }
    }

    /// What the accepted command of a caller under a key came to; none if it is not remembered.
    pub fn answer(&self, caller: &Caller, key: &str) -> Option<Answer> {
        self.remembered.find(caller, key).map(|entry| entry.answer)
    }

    /// The window can decide this item of the ticket: it serves its line, or the ticket was sent to it.
    pub fn can_decide(&self, window: WindowId, ticket: &Ticket, line: &LineId) -> bool {
        ticket.bound_to == Some(window) || self.serves(window, line)
    }

    /// The rules in force.
    fn rules(&self) -> &Rules {
        self.catalogue.as_ref().map_or(&Rules::DOMAIN, |catalogue| &catalogue.rules)
    }

    /// `now = max(clock, last event's time)`: a clock set back changes nothing.
    fn steady(&self, now: Timestamp) -> Timestamp {
        now.max(self.last_at)
    }
}
