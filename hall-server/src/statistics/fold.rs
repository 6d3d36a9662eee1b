//! The log folded into segments, one event after another. Pure: the same events give the same segments, wherever the
//! fold was interrupted and taken up again.
//!
//! It knows no rule of the hall and refuses nothing: an event that does not fit is one of a version to come, and is passed over.

use std::collections::BTreeMap;

use hall_core::command::{ParkKind, TransferTarget};
use hall_core::event::{CancelReason, Fact, TicketTaken};
use hall_core::ids::{ItemCode, LineId, StaffId, TicketId, WindowId};
use hall_core::time::{HallDay, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::facts::{Decision, End, Miss, Segment, Service, Shift, Visit};
use super::matters::Matters;

/// How things stand after an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fold {
    /// The last event that is in.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    #[serde(with = "zone")]
    zone: TimeZone,
    day: Option<Date>,
    windows: BTreeMap<WindowId, AtWork>,
    open: BTreeMap<TicketId, Open>,
    matters: Matters,
    /// What has ended since the day began; empty when the rest is stored.
    #[serde(skip)]
    segment: Option<Segment>,
}

/// A clerk at an open window.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AtWork {
    clerk: StaffId,
    since: Timestamp,
    paused_ms: i64,
    paused_since: Option<Timestamp>,
}

/// A visit that has not ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Open {
    day: Date,
    hour: u8,
    line: LineId,
    items: Vec<(ItemCode, LineId)>,
    taken: TicketTaken,
    place: Place,
    waited_ms: i64,
    wait_ms: Option<i64>,
    first: Option<(WindowId, StaffId)>,
    misses: Vec<(WindowId, StaffId, u8)>,
    services: Vec<Stay>,
    /// The last of `services` goes on.
    is_served: bool,
}

/// Where the visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    InLine { since: Timestamp },
    Called { window: WindowId },
    AtWindow { since: Timestamp },
    Away,
}

/// A visitor at one window.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stay {
    window: WindowId,
    clerk: StaffId,
    hour: u8,
    served_ms: i64,
    decisions: Vec<Decided>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Decided {
    item: ItemCode,
    line: LineId,
    clerk: StaffId,
    hour: u8,
    outcome: u8,
    visits: u16,
}

impl Default for Fold {
    fn default() -> Self {
        Self {
            seq: 0,
            at: Timestamp(0),
            zone: TimeZone::UTC,
            day: None,
            windows: BTreeMap::new(),
            open: BTreeMap::new(),
            matters: Matters::default(),
            segment: None,
        }
    }
}

impl Fold {
    /// Goes on from what was stored when a segment had just ended.
    ///
    /// # Errors
    /// It is not of this version.
    pub fn resume(state: &str) -> Result<Self, serde_json::Error> {
        let mut fold: Self = serde_json::from_str(state)?;
        fold.segment = fold.day.map(Segment::new);
        Ok(fold)
    }

    /// Takes the next event in. Gives the segment it ends, if it begins a day. `by_time`: no command was behind it.
    pub fn apply(&mut self, seq: i64, at: Timestamp, by_time: bool, fact: &Fact) -> Option<Segment> {
        (self.seq, self.at) = (seq, at);
        match fact {
            Fact::CatalogueAdopted { catalogue, .. } => {
                self.zone = TimeZone::get(&catalogue.time_zone).unwrap_or(TimeZone::UTC);
            }
            Fact::DayRolledOver { day } => return self.roll_over(day.0),
            Fact::TicketTaken(taken) => self.take(taken),
            // Whoever was served had a number, whatever became of the paper.
            Fact::TicketCancelled { ticket, reason: CancelReason::Ghost } if !self.was_served(*ticket) => {
                self.open.remove(ticket);
            }
            Fact::TicketCancelled { ticket, reason: CancelReason::Ghost | CancelReason::Visitor } => {
                self.end(*ticket, End::Cancelled);
            }
            Fact::TicketExpired { ticket } => {
                // Of an earlier day whatever is done with a called ticket is this: nothing tells that it was missed.
                if !by_time && self.is_of_today(*ticket) {
                    self.miss(*ticket);
                }
                self.end(*ticket, End::Expired);
            }
            Fact::TicketCalled { ticket, window, .. } => self.call(*ticket, *window),
            Fact::ServiceStarted { ticket, window } => self.start(*ticket, *window),
            Fact::ServiceResumed { ticket, .. } => {
                self.with(*ticket, |visit| visit.place = Place::AtWindow { since: at });
            }
            Fact::OutcomeRecorded { ticket, window, item, outcome } => {
                self.decide(*ticket, *window, item, *outcome as u8);
            }
            Fact::TicketDone { ticket, .. } => {
                self.leave_window(*ticket);
                self.end(*ticket, End::Done);
            }
            Fact::TicketWaitsAgain { ticket, .. } | Fact::TicketRejoined { ticket, .. } => {
                self.queue(*ticket);
            }
            Fact::TicketMissed { ticket, .. } => self.miss(*ticket),
            Fact::TicketParked { ticket, kind, .. } => {
                self.stop_clock(*ticket);
                if *kind != ParkKind::AtWindow {
                    self.leave_window(*ticket);
                }
            }
            Fact::TicketTransferred { ticket, items, to, .. } => {
                self.queue(*ticket);
                if let TransferTarget::Line(line) = to {
                    self.with(*ticket, |visit| {
                        let sent = visit.items.iter_mut().filter(|(item, _)| items.contains(item));
                        sent.for_each(|(_, old)| *old = line.clone());
                    });
                }
            }
            Fact::VisitorLate { ticket, .. } => self.with(*ticket, |visit| {
                if let Place::InLine { since } = visit.place {
                    visit.waited_ms += at.since(since);
                }
                visit.place = Place::Away;
            }),
            Fact::WindowOpened { window, clerk } | Fact::WindowTakenOver { window, clerk, .. } => {
                self.begin_shift(*window, clerk);
            }
            Fact::WindowPaused { window, .. } => {
                if let Some(shift) = self.windows.get_mut(window) {
                    shift.paused_since.get_or_insert(at);
                }
            }
            Fact::WindowContinued { window } => {
                if let Some(shift) = self.windows.get_mut(window) {
                    shift.paused_ms += shift.paused_since.take().map_or(0, |since| at.since(since));
                }
            }
            Fact::WindowClosed { window } => self.end_shift(*window),
            Fact::ClockJumped { .. }
            | Fact::ClockConfirmed
            | Fact::PlacesReserved { .. }
            | Fact::HoursExtended { .. }
            | Fact::VoiceMuted
            | Fact::VoiceUnmuted
            | Fact::LinesAssigned { .. }
            | Fact::LineUnserved { .. }
            | Fact::LineServed { .. }
            | Fact::PaperConfirmed { .. }
            | Fact::ReprintDue { .. }
            | Fact::TicketRecalled { .. }
            | Fact::VisitorBack { .. }
            | Fact::TicketDirected { .. }
            | Fact::ClassVoided { .. } => {}
        }
        None
    }

    /// The day the hall is in; none before the first.
    pub fn day(&self) -> Option<HallDay> {
        self.day.map(HallDay)
    }

    /// What has happened since the day began, with what has not ended by now; none before the first day.
    pub fn present(&self, now: Timestamp) -> Option<Segment> {
        let now = now.max(self.at);
        let mut present = self.segment.clone()?;
        for (ticket, visit) in &self.open {
            visit.clone().pack(&mut present, *ticket, End::Open);
        }
        for (window, shift) in &self.windows {
            shift.pack(&mut present, *window, now);
        }
        Some(present)
    }

    fn hour(&self) -> u8 {
        u8::try_from(self.at.civil(&self.zone).hour()).unwrap_or(0)
    }

    fn clerk_at(&self, window: WindowId) -> StaffId {
        self.windows.get(&window).map_or_else(|| StaffId::new(""), |shift| shift.clerk.clone())
    }

    fn is_of_today(&self, ticket: TicketId) -> bool {
        self.open.get(&ticket).is_some_and(|visit| Some(visit.day) == self.day)
    }

    fn was_served(&self, ticket: TicketId) -> bool {
        self.open.get(&ticket).is_some_and(|visit| !visit.services.is_empty())
    }

    fn with(&mut self, ticket: TicketId, change: impl FnOnce(&mut Open)) {
        if let Some(visit) = self.open.get_mut(&ticket) {
            change(visit);
        }
    }

    /// Shifts go on in the new day's segment; visits that are served past its end will be in it too.
    fn roll_over(&mut self, day: Date) -> Option<Segment> {
        let at = self.at;
        let mut ended = self.segment.replace(Segment::new(day));
        self.day = Some(day);
        if let Some(ended) = &mut ended {
            for (window, shift) in &mut self.windows {
                shift.pack(ended, *window, at);
                let paused_since = shift.paused_since.map(|_| at);
                *shift = AtWork { clerk: shift.clerk.clone(), since: at, paused_ms: 0, paused_since };
            }
        }
        self.matters.forget(at);
        ended
    }

    fn take(&mut self, taken: &TicketTaken) {
        let (Some(day), Some(first)) = (self.day, taken.items.first()) else { return };
        let visit = Open {
            day,
            hour: self.hour(),
            line: first.line.clone(),
            items: taken.items.iter().map(|item| (item.item.clone(), item.line.clone())).collect(),
            taken: taken.clone(),
            place: Place::InLine { since: self.at },
            waited_ms: 0,
            wait_ms: None,
            first: None,
            misses: Vec::new(),
            services: Vec::new(),
            is_served: false,
        };
        self.open.insert(taken.ticket, visit);
    }

    fn call(&mut self, ticket: TicketId, window: WindowId) {
        let (at, clerk) = (self.at, self.clerk_at(window));
        self.with(ticket, |visit| {
            if let Place::InLine { since } = visit.place {
                visit.waited_ms += at.since(since);
            }
            visit.place = Place::Called { window };
            visit.first.get_or_insert((window, clerk));
        });
    }

    /// Somebody was called and did not come.
    fn miss(&mut self, ticket: TicketId) {
        let Some(Place::Called { window }) = self.open.get(&ticket).map(|visit| visit.place) else { return };
        let (clerk, hour) = (self.clerk_at(window), self.hour());
        self.with(ticket, |visit| {
            visit.misses.push((window, clerk, hour));
            visit.place = Place::Away;
        });
    }

    fn start(&mut self, ticket: TicketId, window: WindowId) {
        let (at, clerk, hour) = (self.at, self.clerk_at(window), self.hour());
        self.with(ticket, |visit| {
            visit.wait_ms.get_or_insert(visit.waited_ms);
            // Who is given a number at a window may be served there without a call.
            visit.first.get_or_insert_with(|| (window, clerk.clone()));
            visit.place = Place::AtWindow { since: at };
            visit.services.push(Stay { window, clerk, hour, served_ms: 0, decisions: Vec::new() });
            visit.is_served = true;
        });
    }

    fn decide(&mut self, ticket: TicketId, window: WindowId, item: &ItemCode, outcome: u8) {
        let (at, clerk, hour) = (self.at, self.clerk_at(window), self.hour());
        let Some(visit) = self.open.get_mut(&ticket) else { return };
        let line = visit.items.iter().find(|(code, _)| code == item).map(|(_, line)| line.clone());
        let (Some(line), Some(stay)) = (line, visit.services.last_mut()) else { return };
        let visits = self.matters.decide(at, &visit.taken, item, outcome);
        stay.decisions.push(Decided { item: item.clone(), line, clerk, hour, outcome, visits });
    }

    /// In line, from wherever.
    fn queue(&mut self, ticket: TicketId) {
        let at = self.at;
        self.leave_window(ticket);
        self.with(ticket, |visit| visit.place = Place::InLine { since: at });
    }

    /// The visitor's stay at the window is over, if there is one.
    fn leave_window(&mut self, ticket: TicketId) {
        self.stop_clock(ticket);
        self.with(ticket, |visit| visit.is_served = false);
    }

    /// Adds the time served, if the visitor is being served, to whom the window has now.
    fn stop_clock(&mut self, ticket: TicketId) {
        let at = self.at;
        let Some(visit) = self.open.get_mut(&ticket) else { return };
        let (Place::AtWindow { since }, Some(stay)) = (visit.place, visit.services.last_mut()) else {
            return;
        };
        stay.served_ms += at.since(since);
        visit.place = Place::Away;
        if let Some(shift) = self.windows.get(&stay.window) {
            stay.clerk = shift.clerk.clone();
        }
    }

    fn end(&mut self, ticket: TicketId, end: End) {
        self.leave_window(ticket);
        if let (Some(visit), Some(segment)) = (self.open.remove(&ticket), &mut self.segment) {
            visit.pack(segment, ticket, end);
        }
    }

    fn begin_shift(&mut self, window: WindowId, clerk: &StaffId) {
        let paused = self.windows.get(&window).is_some_and(|before| before.paused_since.is_some());
        self.end_shift(window);
        let paused_since = paused.then_some(self.at);
        let shift = AtWork { clerk: clerk.clone(), since: self.at, paused_ms: 0, paused_since };
        self.windows.insert(window, shift);
    }

    fn end_shift(&mut self, window: WindowId) {
        if let (Some(shift), Some(segment)) = (self.windows.remove(&window), &mut self.segment) {
            shift.pack(segment, window, self.at);
        }
    }
}

impl AtWork {
    /// As a shift that ends at an instant.
    fn pack(&self, segment: &mut Segment, window: WindowId, at: Timestamp) {
        let paused_ms = self.paused_ms + self.paused_since.map_or(0, |since| at.since(since));
        let clerk = segment.name(self.clerk.as_str());
        let (open_ms, paused_ms) = (packed(at.since(self.since)), packed(paused_ms));
        segment.shifts.push(Shift { window: window.0, clerk, open_ms, paused_ms });
    }
}

impl Open {
    fn pack(self, segment: &mut Segment, ticket: TicketId, end: End) {
        let days_ago = (segment.day - self.day).get_days().max(0);
        let goes_on = self.is_served.then(|| self.services.len() - 1);
        let line = segment.name(self.line.as_str());
        let visit = Visit {
            ticket: ticket.0,
            days_ago: u16::try_from(days_ago).unwrap_or(u16::MAX),
            hour: self.hour,
            line,
            items: self.items.iter().map(|(item, _)| segment.name(item.as_str())).collect(),
            wait_ms: self.wait_ms.map(packed),
            first: self.first.map(|(window, clerk)| (window.0, segment.name(clerk.as_str()))),
            misses: self
                .misses
                .iter()
                .map(|(window, clerk, hour)| Miss(window.0, segment.name(clerk.as_str()), *hour))
                .collect(),
            end,
            services: self
                .services
                .into_iter()
                .enumerate()
                .map(|(nth, stay)| stay.pack(segment, goes_on == Some(nth)))
                .collect(),
        };
        segment.visits.push(visit);
    }
}

impl Stay {
    fn pack(self, segment: &mut Segment, goes_on: bool) -> Service {
        let mut decision = |made: &Decided| Decision {
            item: segment.name(made.item.as_str()),
            line: segment.name(made.line.as_str()),
            clerk: segment.name(made.clerk.as_str()),
            hour: made.hour,
            outcome: made.outcome,
            visits: made.visits,
        };
        let decisions = self.decisions.iter().map(&mut decision).collect();
        Service {
            window: self.window.0,
            clerk: segment.name(self.clerk.as_str()),
            hour: self.hour,
            served_ms: (!goes_on).then(|| packed(self.served_ms)),
            decisions,
        }
    }
}

/// Up to seven weeks fit.
fn packed(ms: i64) -> u32 {
    u32::try_from(ms.max(0)).unwrap_or(u32::MAX)
}

/// A time zone by its name.
mod zone {
    use jiff::tz::TimeZone;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(zone: &TimeZone, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.iana_name().unwrap_or("UTC"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeZone, D::Error> {
        let name = String::deserialize(deserializer)?;
        TimeZone::get(&name).map_err(serde::de::Error::custom)
    }
}
