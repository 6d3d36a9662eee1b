//! What supervisors and the server itself ask: overrides, places for appointments, the configuration.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Hall;
use crate::catalogue::Catalogue;
use crate::event::Fact;
use crate::hall::{LineState, WindowMode};
use crate::ids::{LineId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::time::{HallDay, Timestamp};

impl Hall {
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
