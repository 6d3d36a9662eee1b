//! Events and refusals into the words of a row.

use std::fmt::Display;

use hall_core::command::TransferTarget;
use hall_core::event::{CancelReason, Event, Fact, TicketTaken};
use hall_core::hours::Opening;
use hall_core::ids::{ItemCode, TicketId};
use hall_core::rejection::{ItemRefusal, Rejection};
use hall_core::time::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Table;
use crate::small_hall::{MONDAY, ZONE};

/// `08:00`, `08:00:30`, `+2 08:00`.
pub fn time_text(at: Timestamp) -> String {
    let local = at.civil(&TimeZone::get(ZONE).unwrap());
    let days = (local.date() - MONDAY).get_days();
    let day = if days == 0 { String::new() } else { format!("+{days} ") };
    let clock = local.strftime(if local.second() == 0 { "%H:%M" } else { "%H:%M:%S" });
    format!("{day}{clock}")
}

/// The snake-case name of an enum's value.
fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().expect("a name").to_owned()
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(",")
}

impl Table {
    pub(super) fn event_text(&self, event: &Event) -> String {
        let id = event.fact.ticket().map_or(String::new(), |id| self.name(id));
        match &event.fact {
            Fact::CatalogueAdopted { catalogue, .. } => format!("adopted {}", catalogue.version),
            Fact::DayRolledOver { day } => format!("day {day}"),
            Fact::ClockJumped { .. } => "clock jumped".into(),
            Fact::ClockConfirmed => "clock confirmed".into(),
            Fact::PlacesReserved { line, places } => format!("{line} reserves {places}"),
            Fact::HoursExtended { line, until: Some(until) } => {
                format!("{line} open until {}", time_text(*until))
            }
            Fact::HoursExtended { line, until: None } => format!("{line} open as usual"),
            Fact::VoiceMuted => "voice muted".into(),
            Fact::VoiceUnmuted => "voice speaks".into(),
            Fact::LinesAssigned { window, own, helps } => {
                format!("{window} serves {} helps {}", list(own), list(helps)).trim_end().to_owned()
            }
            Fact::LineUnserved { line } => format!("{line} unserved"),
            Fact::LineServed { line } => format!("{line} served"),
            Fact::TicketTaken(TicketTaken { given: None, .. }) => format!("{id} taken"),
            Fact::TicketTaken(TicketTaken { given: Some(given), .. }) => {
                let despite = list(given.despite.iter().map(|item| refusal_text(&item.item, &item.reason)));
                let despite = if despite.is_empty() { despite } else { format!(" despite {despite}") };
                format!("{id} given {}{despite}", given.window)
            }
            Fact::PaperConfirmed { .. } => format!("{id} paper"),
            Fact::ReprintDue { kiosk, .. } => format!("{id} reprint on {kiosk}"),
            Fact::TicketCancelled { reason: CancelReason::Visitor, .. } => format!("{id} cancelled"),
            Fact::TicketCancelled { reason: CancelReason::Ghost, .. } => format!("{id} cancelled as ghost"),
            Fact::TicketExpired { .. } => format!("{id} expired"),
            Fact::TicketCalled { window, picked: false, .. } => format!("{id} called {window}"),
            Fact::TicketCalled { window, picked: true, .. } => format!("{id} picked {window}"),
            Fact::TicketRecalled { window, .. } => format!("{id} recalled {window}"),
            Fact::ServiceStarted { window, .. } => format!("{id} serving {window}"),
            Fact::OutcomeRecorded { item, outcome, .. } => format!("{id} {item}={}", name(outcome)),
            Fact::TicketDone { .. } => format!("{id} done"),
            Fact::TicketWaitsAgain { cause, .. } => format!("{id} waits after {}", name(cause)),
            Fact::TicketMissed { until, .. } => format!("{id} missed until {}", time_text(*until)),
            Fact::TicketRejoined { arrival, .. } => format!("{id} rejoined at {}", time_text(*arrival)),
            Fact::TicketParked { kind, .. } => format!("{id} parked {}", name(kind)),
            Fact::VisitorLate { window: Some(window), .. } => format!("{id} late for {window}"),
            Fact::VisitorLate { window: None, .. } => format!("{id} late"),
            Fact::VisitorBack { .. } => format!("{id} back"),
            Fact::ServiceResumed { window, .. } => format!("{id} resumed {window}"),
            Fact::TicketTransferred { items, to: TransferTarget::Line(line), .. } => {
                format!("{id} {} to line {line}", list(items))
            }
            Fact::TicketTransferred { items, to: TransferTarget::Window(window), .. } => {
                format!("{id} {} to window {window}", list(items))
            }
            Fact::TicketDirected { window, .. } => format!("{id} directed {window}"),
            Fact::ClassVoided { .. } => format!("{id} voided"),
            Fact::WindowOpened { window, clerk } => format!("{window} opened {clerk}"),
            Fact::WindowTakenOver { window, clerk, from } => {
                format!("{window} taken over {clerk} from {from}")
            }
            Fact::WindowPaused { window, until, .. } => {
                format!(
                    "{window} paused{}",
                    until.map_or(String::new(), |until| format!(" until {}", time_text(until)))
                )
            }
            Fact::WindowContinued { window } => format!("{window} continued"),
            Fact::WindowClosed { window } => format!("{window} closed"),
        }
    }

    /// The code, and what the caller needs to go on.
    pub(super) fn rejection_text(&self, rejection: &Rejection) -> String {
        let ticket = |id: &TicketId| self.name(*id);
        let detail = match rejection {
            Rejection::ItemsRefused { items } => {
                list(items.iter().map(|refused| refusal_text(&refused.item, &refused.reason)))
            }
            Rejection::OpenTicket { number, .. } => number.to_string(),
            Rejection::RateLimited { retry_at: at }
            | Rejection::RecallTooSoon { allowed_at: at }
            | Rejection::NotToday { latest: at } => time_text(*at),
            Rejection::TicketElsewhere { window } | Rejection::ClerkElsewhere { window } => {
                window.to_string()
            }
            Rejection::WindowBusy { ticket: id, .. } | Rejection::StillServing { ticket: id, .. } => {
                ticket(id)
            }
            Rejection::Stale { current } => current.as_ref().map_or("nobody".into(), ticket),
            Rejection::NotYourWindow { clerk, .. } => clerk.to_string(),
            Rejection::WrongPhase { phase } => {
                serde_json::to_value(phase).unwrap()["phase"].as_str().unwrap().to_owned()
            }
            Rejection::ItemTwice { item }
            | Rejection::ItemNotOnTicket { item }
            | Rejection::ItemDecided { item }
            | Rejection::ItemNotAccepted { item } => item.to_string(),
            Rejection::ItemTooEarly { item, before } => format!("{item} after {before}"),
            Rejection::TooManyItems { max } => max.to_string(),
            Rejection::TooManyPlaces { capacity } => capacity.to_string(),
            Rejection::RecallsUsed { max } => max.to_string(),
            Rejection::BadCatalogue { reasons } => reasons.join(" and "),
            _ => String::new(),
        };
        format!("{} {detail}", rejection.code()).trim_end().to_owned()
    }
}

fn refusal_text(item: &ItemCode, reason: &ItemRefusal) -> String {
    let code = serde_json::to_value(reason).unwrap()["code"].as_str().unwrap().to_owned();
    match reason {
        ItemRefusal::LineClosed { opens_at } => {
            format!("{item}={code} until {}", opens_at.map_or("ever".into(), time_text))
        }
        _ => format!("{item}={code}"),
    }
}

/// `open until 12:00` or `closed until +1 08:00`.
pub fn opening_text(opening: Opening) -> String {
    match opening {
        Opening::Open { until, .. } => format!("open until {}", time_text(until)),
        Opening::Closed { opens_at } => format!("closed until {}", opens_at.map_or("ever".into(), time_text)),
    }
}
