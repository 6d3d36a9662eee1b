//! Views: what each topic of the feed shows, built from the hall. One file a topic; pure, nothing is stored here.
//!
//! None of them costs more than its rows: a view never walks over everybody who waits.

mod alarms;
mod away;
mod board;
mod desk;
mod kiosk;
mod pace;
mod pad;
mod printer;
mod shared;
mod supervisor;
mod ticket;
mod window;

use std::collections::{BTreeMap, HashMap, HashSet};

use hall_api::requests::WaitRange;
use hall_api::views::{Call, Topic, VoiceView, WindowMode};
use hall_core::catalogue::Catalogue;
use hall_core::hall::{Estimates, Hall, Wait, WindowState};
use hall_core::ids::{LineId, TicketId, WindowId};
use hall_core::ticket::Phase;
use hall_core::time::{MINUTE_MS, Timestamp};
use serde::Serialize;

use crate::certificates::shown::Shown;
use crate::devices::Devices;
use crate::engine::codes::Codes;
use crate::engine::deeds::Deeds;
use crate::engine::evaluations::Evaluations;
use crate::engine::notices::Notices;
use crate::engine::orders::Orders;
use crate::engine::ready::ReadyResults;
use crate::engine::ticks::Ticks;
use crate::people::People;

pub use away::Away;
pub use pace::Pace;
pub use shared::Shared;

/// Everything a view is made of.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The hall.
    pub hall: &'a Hall,
    /// The present time.
    pub now: Timestamp,
    /// The latest estimates.
    pub estimates: &'a Estimates,
    /// Who is parked at, or missed the call of, which window.
    pub away: &'a Away,
    /// Who waits in several lines at once.
    pub shared: &'a Shared,
    /// Notes on open tickets, oldest first.
    pub notes: &'a BTreeMap<TicketId, Vec<String>>,
    /// Print jobs neither confirmed nor settled.
    pub print_jobs_open: usize,
    /// What staff ordered of printers, and prints that did not come out for certain.
    pub orders: &'a Orders,
    /// Devices and their printers.
    pub devices: &'a Devices,
    /// Names of the staff.
    pub people: &'a People,
    /// What is to be shown of certificates.
    pub certificates: &'a Shown,
    /// What is announced.
    pub notices: &'a Notices,
    /// What staff did today beyond their own window.
    pub deeds: &'a Deeds,
    /// Visits that may be rated, and today's ratings.
    pub evaluations: &'a Evaluations,
    /// Which materials each clerk has in hand.
    pub ticks: &'a Ticks,
    /// Results that can be collected.
    pub ready: &'a ReadyResults,
    /// Since when each window is as it is.
    pub pace: &'a Pace,
    /// With what visitors come back whose materials were incomplete.
    pub return_codes: &'a Codes,
}

/// A wait in minutes, as shown.
pub fn wait_range(wait: Wait) -> WaitRange {
    WaitRange {
        from_minutes: (wait.from_ms / MINUTE_MS) as u32,
        to_minutes: ((wait.to_ms + MINUTE_MS - 1) / MINUTE_MS) as u32,
    }
}

impl Scene<'_> {
    /// The JSON of a topic's view; none if there is no such window or ticket, or no catalogue yet.
    pub fn view(&self, topic: &Topic) -> Option<String> {
        let catalogue = self.hall.catalogue()?;
        Some(match topic {
            Topic::Kiosk => json(&self.kiosk(catalogue)),
            Topic::Board => json(&self.board(catalogue)),
            Topic::Window(window) => json(&self.window(catalogue, *window)?),
            Topic::Desk(window) => json(&self.desk(catalogue, *window)?),
            Topic::Pad(window) => json(&self.pad(catalogue, *window)?),
            Topic::Ticket(ticket) => {
                json(&self.ticket(catalogue, *ticket, self.hall.people_ahead(*ticket))?)
            }
            Topic::Supervisor => json(&self.supervisor(catalogue)),
            Topic::Printer(device) => json(&self.printer(device)),
        })
    }

    /// The JSON of a ticket's view whose place in line is known already (see [`Scene::places`]).
    pub fn ticket_view(&self, ticket: TicketId, people_ahead: Option<usize>) -> Option<String> {
        Some(json(&self.ticket(self.hall.catalogue()?, ticket, people_ahead)?))
    }

    /// People ahead of many tickets at once: one walk over all lines, so only for the once-a-second round.
    pub fn places(&self, wanted: &HashSet<TicketId>) -> HashMap<TicketId, usize> {
        let mut places: HashMap<TicketId, usize> = HashMap::with_capacity(wanted.len());
        let lines = self.hall.lines().map(|(_, line)| &line.waiting);
        let bound = self.hall.windows().map(|(_, window)| &window.bound);
        for queue in lines.chain(bound) {
            for (place, key) in queue.iter().enumerate() {
                if wanted.contains(&key.ticket) {
                    places.entry(key.ticket).and_modify(|least| *least = place.min(*least)).or_insert(place);
                }
            }
        }
        places
    }

    /// The number called or served at a window.
    fn call(&self, window: WindowId, state: &WindowState) -> Option<Call> {
        let ticket = self.hall.ticket(state.current?)?;
        let (call, at, serving) = match ticket.phase {
            Phase::Called { last_call, call, .. } => (call, last_call, false),
            Phase::Serving { since, .. } => (0, since, true),
            Phase::Waiting
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired => return None,
        };
        Some(Call { call, number: ticket.number, window, at, serving, english: ticket.english })
    }

    fn voice(&self) -> VoiceView {
        VoiceView { muted: self.hall.voice_muted_since().is_some(), silent_to: self.hall.silent_to() }
    }

    fn line_waiting(&self, line: &LineId) -> usize {
        self.hall.line(line).map_or(0, |line| line.waiting.len())
    }

    /// Open, paused or closed.
    fn mode(state: &WindowState) -> WindowMode {
        use hall_core::hall::WindowMode as Core;
        match state.mode {
            Core::Open => WindowMode::Open,
            Core::Paused { reason, until } => WindowMode::Paused { reason, until },
            Core::Closed => WindowMode::Closed,
        }
    }
}

/// The window's catalogue entry and state, if it is in the catalogue in force.
fn known_window<'a>(
    hall: &'a Hall,
    catalogue: &'a Catalogue,
    id: WindowId,
) -> Option<(&'a hall_core::catalogue::Window, &'a WindowState)> {
    Some((catalogue.windows.get(&id)?, hall.window(id)?))
}

fn json(view: &impl Serialize) -> String {
    serde_json::to_string(view).expect("invariant: views have only string keys")
}
