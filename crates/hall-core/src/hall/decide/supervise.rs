//! What supervisors and the server itself ask: overrides, places for appointments, the configuration.

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Hall;
use crate::catalogue::Catalogue;
use crate::command::{AtWindow, ParkKind};
use crate::event::Fact;
use crate::hall::{LineState, WindowMode};
use crate::ids::{LineId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::{Phase, Ticket};
use crate::time::{HallDay, Timestamp};

impl Hall {
    /// Who takes a window over does so there: only a closed one is opened for somebody.
    pub(super) fn open_window_for(&self, at: &AtWindow) -> Result<Vec<Fact>, Rejection> {
        match &self.offered_window(at.window)?.clerk {
            Some(_) => Err(Rejection::WindowOpen { window: at.window }),
            None => self.open_window(at),
        }
    }

    pub(super) fn direct_ticket(&self, id: TicketId, window: WindowId) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.waiting(id)?;
        if self.offered_window(window)?.mode == WindowMode::Closed {
            return Err(Rejection::WindowClosed { window });
        }
        if ticket.bound_to == Some(window) {
            return Err(Rejection::SamePlace);
        }
        Ok(vec![Fact::TicketDirected { ticket: id, window }])
    }

    pub(super) fn extend_hours(
        &self,
        now: Timestamp,
        line: &LineId,
        until: Option<Timestamp>,
    ) -> Result<Vec<Fact>, Rejection> {
        let known = self.catalogue.as_ref().is_some_and(|catalogue| catalogue.lines.contains_key(line));
        if !known {
            return Err(Rejection::LineUnknown { line: line.clone() });
        }
        let latest = self.next_day_begins().unwrap_or(now);
        if until.is_some_and(|until| until <= now || until > latest) {
            return Err(Rejection::NotToday { latest });
        }
        if self.extended_until(line, now) == until {
            return Err(Rejection::NothingChanged);
        }
        Ok(vec![Fact::HoursExtended { line: line.clone(), until }])
    }

    pub(super) fn mute_voice(&self) -> Result<Vec<Fact>, Rejection> {
        match self.muted_since {
            None => Ok(vec![Fact::VoiceMuted]),
            Some(_) => Err(Rejection::NothingChanged),
        }
    }

    pub(super) fn unmute_voice(&self) -> Result<Vec<Fact>, Rejection> {
        match self.muted_since {
            Some(_) => Ok(vec![Fact::VoiceUnmuted]),
            None => Err(Rejection::NothingChanged),
        }
    }

    pub(super) fn assign_lines(
        &self,
        window: WindowId,
        own: &[LineId],
        helps: &[LineId],
    ) -> Result<Vec<Fact>, Rejection> {
        self.offered_window(window)?;
        let mut seen = BTreeSet::new();
        for line in own.iter().chain(helps) {
            if !self.catalogue.as_ref().is_some_and(|catalogue| catalogue.lines.contains_key(line)) {
                return Err(Rejection::LineUnknown { line: line.clone() });
            }
            if !seen.insert(line) {
                return Err(Rejection::BadLines);
            }
        }
        if seen.is_empty() {
            return Err(Rejection::BadLines);
        }
        if self.window_lines(window) == (own.to_vec(), helps.to_vec()) {
            return Err(Rejection::NothingChanged);
        }
        let mut after = self.clone();
        after.assign(window, own, helps);
        if let Some(ticket) = self.tickets.values().find(|ticket| self.strands(&after, window, ticket)) {
            return Err(Rejection::WindowBusy { window, ticket: ticket.id });
        }
        let assigned = Fact::LinesAssigned { window, own: own.to_vec(), helps: helps.to_vec() };
        Ok(std::iter::once(assigned).chain(self.lines_changed(&after)).collect())
    }

    /// More places than are free cannot be promised; fewer than before always can.
    pub(super) fn reserve_places(&self, line: &LineId, places: u32) -> Result<Vec<Fact>, Rejection> {
        let unknown = || Rejection::LineUnknown { line: line.clone() };
        let known = self.catalogue.as_ref().and_then(|catalogue| catalogue.lines.get(line));
        let capacity = known.ok_or_else(unknown)?.capacity;
        let state = self.lines.get(line).ok_or_else(unknown)?;
        match capacity {
            Some(capacity) if places > state.reserved && places.saturating_add(state.taken) > capacity => {
                Err(Rejection::TooManyPlaces { capacity })
            }
            Some(_) | None => Ok(vec![Fact::PlacesReserved { line: line.clone(), places }]),
        }
    }

    pub(super) fn adopt_catalogue(
        &self,
        now: Timestamp,
        catalogue: &Catalogue,
    ) -> Result<Vec<Fact>, Rejection> {
        let reasons: Vec<String> = catalogue.check().iter().map(ToString::to_string).collect();
        if !reasons.is_empty() {
            return Err(Rejection::BadCatalogue { reasons });
        }
        let hash = catalogue_hash(catalogue);
        if hash == self.catalogue_hash {
            return Err(Rejection::SameCatalogue);
        }
        let zone = jiff::tz::TimeZone::get(&catalogue.time_zone)
            .map_err(|error| Rejection::BadCatalogue { reasons: vec![error.to_string()] })?;
        let first_day = match self.day {
            None => Some(Fact::DayRolledOver { day: HallDay::of(now, &zone) }),
            Some(_) => None,
        };
        let changed = self.lines_changed_by(&hash, catalogue);
        let adopted = Fact::CatalogueAdopted { hash, catalogue: Box::new(catalogue.clone()) };
        Ok(std::iter::once(adopted).chain(first_day).chain(changed).collect())
    }

    /// Lines that lose their last open window by a catalogue, or get one again: as if it closed or opened.
    fn lines_changed_by(&self, hash: &str, catalogue: &Catalogue) -> Vec<Fact> {
        let mut after = self.clone();
        after.adopt(hash, catalogue);
        self.lines_changed(&after)
    }

    /// The window has the ticket in hand, and could not go on with it afterwards.
    fn strands(&self, after: &Hall, window: WindowId, ticket: &Ticket) -> bool {
        let in_hand = match ticket.phase {
            Phase::Called { window: at, .. } | Phase::Serving { window: at, .. } => at == window,
            Phase::Parked { window: at, kind, .. } => at == Some(window) && kind == ParkKind::AtWindow,
            Phase::Waiting | Phase::NoShow { .. } | Phase::Done | Phase::Cancelled | Phase::Expired => false,
        };
        let goes_on =
            |hall: &Hall| ticket.open_items().any(|item| hall.can_decide(window, ticket, &item.line));
        in_hand && goes_on(self) && !goes_on(after)
    }

    /// Lines that have their last open window no more afterwards, or one again.
    fn lines_changed(&self, after: &Hall) -> Vec<Fact> {
        let change = |(id, line): (&LineId, &LineState)| {
            let windows = after.lines[id].windows;
            if line.served && line.windows > 0 && windows == 0 {
                Some(Fact::LineUnserved { line: id.clone() })
            } else if !line.served && windows > 0 {
                Some(Fact::LineServed { line: id.clone() })
            } else {
                None
            }
        };
        self.lines.iter().filter_map(change).collect()
    }
}

/// SHA-256 of a catalogue's JSON, hex.
fn catalogue_hash(catalogue: &Catalogue) -> String {
    let json = serde_json::to_vec(catalogue).expect("invariant: a catalogue is plain data");
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(&json) {
        write!(hex, "{byte:02x}").expect("invariant: a string takes any text");
    }
    hex
}
