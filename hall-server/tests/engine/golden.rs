//! Events of every released version must still decode: one file a version, one event of every kind.

use std::collections::BTreeSet;

use hall_core::event::Fact;
use hall_server::store::log::decode_fact;

const VERSION_1: &str = include_str!("../golden/events-1.jsonl");

/// Names every kind: a new one does not compile until it stands here, and then fails until it has its golden line.
fn name(fact: &Fact) -> &'static str {
    match fact {
        Fact::CatalogueAdopted { .. } => "catalogue_adopted",
        Fact::DayRolledOver { .. } => "day_rolled_over",
        Fact::ClockJumped { .. } => "clock_jumped",
        Fact::ClockConfirmed => "clock_confirmed",
        Fact::PlacesReserved { .. } => "places_reserved",
        Fact::HoursExtended { .. } => "hours_extended",
        Fact::VoiceMuted => "voice_muted",
        Fact::VoiceUnmuted => "voice_unmuted",
        Fact::LinesAssigned { .. } => "lines_assigned",
        Fact::LineUnserved { .. } => "line_unserved",
        Fact::LineServed { .. } => "line_served",
        Fact::TicketTaken(_) => "ticket_taken",
        Fact::PaperConfirmed { .. } => "paper_confirmed",
        Fact::ReprintDue { .. } => "reprint_due",
        Fact::TicketCancelled { .. } => "ticket_cancelled",
        Fact::TicketExpired { .. } => "ticket_expired",
        Fact::TicketCalled { .. } => "ticket_called",
        Fact::TicketRecalled { .. } => "ticket_recalled",
        Fact::ServiceStarted { .. } => "service_started",
        Fact::OutcomeRecorded { .. } => "outcome_recorded",
        Fact::TicketDone { .. } => "ticket_done",
        Fact::TicketWaitsAgain { .. } => "ticket_waits_again",
        Fact::TicketMissed { .. } => "ticket_missed",
        Fact::TicketRejoined { .. } => "ticket_rejoined",
        Fact::TicketParked { .. } => "ticket_parked",
        Fact::VisitorLate { .. } => "visitor_late",
        Fact::VisitorBack { .. } => "visitor_back",
        Fact::ServiceResumed { .. } => "service_resumed",
        Fact::TicketTransferred { .. } => "ticket_transferred",
        Fact::TicketDirected { .. } => "ticket_directed",
        Fact::ClassVoided { .. } => "class_voided",
        Fact::WindowOpened { .. } => "window_opened",
        Fact::WindowTakenOver { .. } => "window_taken_over",
        Fact::WindowPaused { .. } => "window_paused",
        Fact::WindowContinued { .. } => "window_continued",
        Fact::WindowClosed { .. } => "window_closed",
    }
}

/// As many as `name` has arms.
const KINDS: usize = 36;

#[test]
fn every_kind_of_event_of_version_1_decodes() {
    let mut seen = BTreeSet::new();
    for line in VERSION_1.lines() {
        let (kind, body) = line.split_once(' ').unwrap();
        let fact = decode_fact(kind, body).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(name(&fact), kind);
        let written = serde_json::to_value(&fact).unwrap();
        let golden: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(written.get("body").cloned().unwrap_or_default(), golden, "{kind} loses something");
        seen.insert(kind);
    }
    assert_eq!(seen.len(), KINDS);
}
