//! What supervisors and the server itself ask: overrides, places for appointments, the configuration.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Hall;
use crate::catalogue::Catalogue;
use crate::event::Fact;
use crate::hall::WindowMode;
use crate::ids::{LineId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::Phase;
use crate::time::{HallDay, Timestamp};

impl Hall {
    pub(super) fn direct_ticket(&self, id: TicketId, window: WindowId) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.known(id)?;
        match ticket.phase {
            Phase::Waiting => {}
            Phase::Called { window, .. } | Phase::Serving { window, .. } => {
                return Err(Rejection::TicketElsewhere { window });
            }
            phase @ (Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired) => return Err(Rejection::WrongPhase { phase }),
        }
        if self.known_window(window)?.mode == WindowMode::Closed {
            return Err(Rejection::WindowClosed { window });
        }
        if ticket.bound_to == Some(window) {
            return Err(Rejection::SamePlace);
        }
        Ok(vec![Fact::TicketDirected { ticket: id, window }])
    }

    pub(super) fn reserve_places(&self, line: &LineId, places: u32) -> Result<Vec<Fact>, Rejection> {
        let known = self.catalogue.as_ref().and_then(|catalogue| catalogue.lines.get(line));
        match known.ok_or_else(|| Rejection::LineUnknown { line: line.clone() })?.capacity {
            Some(capacity) if places > capacity => Err(Rejection::TooManyPlaces { capacity }),
            _ => Ok(vec![Fact::PlacesReserved { line: line.clone(), places }]),
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
        let adopted = Fact::CatalogueAdopted { hash, catalogue: Box::new(catalogue.clone()) };
        Ok(std::iter::once(adopted).chain(first_day).collect())
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
