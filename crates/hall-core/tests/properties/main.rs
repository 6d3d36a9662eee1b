//! Random commands against a hall drawn with a ruler: a list of guests, sorted anew whenever somebody is called.
//!
//! The reference knows nothing of sets and keys; it says who is next, which number comes, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod reference;
#[path = "../common/small_hall.rs"]
mod small_hall;

use std::collections::BTreeMap;

use hall_core::command::{
    Action, AtWindow, Caller, Command, ItemOutcome, Outcome, TakeTicket, TicketAtWindow,
};
use hall_core::event::Event;
use hall_core::hall::Hall;
use hall_core::ids::{StaffId, TicketId, WindowId};
use hall_core::ticket::Phase;
use hall_core::time::{SECOND_MS, Timestamp};
use jiff::civil::time;
use proptest::test_runner::Config;
use proptest_state_machine::{StateMachineTest, prop_state_machine};

use reference::{Guest, Reference, State, Step, WINDOWS};
use small_hall::at;

/// The hall under test, with the log that has to give it again.
struct Tested {
    hall: Hall,
    log: Vec<Event>,
    keys: u64,
}

impl Tested {
    fn new() -> Self {
        let mut catalogue = small_hall::catalogue();
        for line in catalogue.lines.values_mut() {
            line.hours = "always".into();
            line.capacity = None;
        }
        let mut tested = Self { hall: Hall::new(), log: Vec::new(), keys: 0 };
        let adopt = Action::AdoptCatalogue { catalogue: Box::new(catalogue) };
        assert!(tested.ask(0, Caller::Server, adopt));
        for window in WINDOWS {
            assert!(tested.ask(0, clerk(window), Action::OpenWindow(at_window(window))));
        }
        tested
    }

    /// Is it accepted?
    fn ask(&mut self, now: i64, caller: Caller, action: Action) -> bool {
        self.keys += 1;
        let now = instant(now);
        let command = Command { caller, key: self.keys.to_string(), action };
        match self.hall.decide(now, &command) {
            Ok(events) => {
                self.apply(events);
                assert_eq!(self.hall.decide(now, &command), Ok(Vec::new()), "the same again is nothing new");
                true
            }
            Err(_) => false,
        }
    }

    fn pass(&mut self, now: i64) -> bool {
        loop {
            let due = self.hall.due(instant(now));
            if due.is_empty() {
                return true;
            }
            self.apply(due);
        }
    }

    fn apply(&mut self, events: Vec<Event>) {
        for event in &events {
            self.hall.apply(event);
        }
        self.log.extend(events);
    }

    fn step(&mut self, now: i64, step: &Step) -> bool {
        let ticket = |n: usize| TicketId(n as u64 + 1);
        let with = |window: u16, n: usize| {
            let AtWindow { window, clerk } = at_window(window);
            TicketAtWindow { window, clerk, ticket: ticket(n) }
        };
        let action = match step {
            Step::Pass(_) => return self.pass(now),
            Step::Take { items, has_credit } => Action::TakeTicket(take(items, *has_credit)),
            Step::Give { window, items, is_served } => Action::GiveTicket {
                at: at_window(*window),
                items: items.iter().map(|item| (*item).into()).collect(),
                serve: *is_served,
                english: false,
            },
            Step::Call { window, believed } => {
                Action::CallNext { at: at_window(*window), believed: believed.map(ticket) }
            }
            Step::Start(window, n) => Action::StartService(with(*window, *n)),
            Step::Finish { window, guest, outcomes } => {
                let outcome = |item: &&str| ItemOutcome { item: (*item).into(), outcome: Outcome::Done };
                Action::Finish { at: with(*window, *guest), outcomes: outcomes.iter().map(outcome).collect() }
            }
            Step::NoShow(window, n) => Action::MarkNoShow(with(*window, *n)),
            Step::PutBack(window, n) => Action::PutBack(with(*window, *n)),
            Step::Park(window, n, kind) => Action::Park { at: with(*window, *n), kind: *kind },
            Step::Late(n) => Action::ReportLate { ticket: ticket(*n) },
            Step::Return(n) => Action::ReturnTicket { ticket: ticket(*n) },
            Step::Cancel(n) => Action::CancelTicket { ticket: ticket(*n) },
            Step::Direct(n, window) => Action::DirectTicket { ticket: ticket(*n), window: WindowId(*window) },
        };
        let caller = match step {
            Step::Call { window, .. }
            | Step::Give { window, .. }
            | Step::Start(window, _)
            | Step::Finish { window, .. }
            | Step::NoShow(window, _)
            | Step::PutBack(window, _)
            | Step::Park(window, ..) => clerk(*window),
            _ => Caller::Device("kiosk".into()),
        };
        self.ask(now, caller, action)
    }
}

fn instant(now: i64) -> Timestamp {
    at(0, time(8, 0, 0, 0)) + now * SECOND_MS
}

fn clerk(window: u16) -> Caller {
    Caller::Staff(at_window(window).clerk)
}

fn at_window(window: u16) -> AtWindow {
    AtWindow { window: WindowId(window), clerk: StaffId::new(&format!("clerk-{window}")) }
}

fn take(items: &[&str], has_credit: bool) -> TakeTicket {
    TakeTicket {
        items: items.iter().map(|item| (*item).into()).collect(),
        kiosk: None,
        person: None,
        class: has_credit.then(|| "elderly".into()),
        appointment: None,
        return_code: false,
        english: false,
    }
}

impl StateMachineTest for Tested {
    type SystemUnderTest = Self;
    type Reference = Reference;

    fn init_test(_: &Reference) -> Self {
        Self::new()
    }

    fn apply(mut tested: Self, reference: &Reference, step: Step) -> Self {
        let is_accepted = tested.step(reference.now, &step);
        assert_eq!(is_accepted, reference.is_accepted, "{step:?}");
        tested
    }

    fn check_invariants(tested: &Self, reference: &Reference) {
        let hall = &tested.hall;
        let numbers: Vec<String> = hall.tickets().map(|ticket| ticket.number.to_string()).collect();
        assert_eq!(numbers, reference.guests.iter().map(|guest| guest.number.clone()).collect::<Vec<_>>());
        for (ticket, guest) in hall.tickets().zip(&reference.guests) {
            assert!(is_same(ticket.phase, guest), "{:?} is {guest:?}", ticket.phase);
            assert_eq!(hall.people_ahead(ticket.id), reference.people_ahead(guest), "{guest:?}");
        }
        for (id, line) in hall.lines() {
            let waiting: Vec<usize> = line.waiting.iter().map(|key| key.ticket.0 as usize - 1).collect();
            assert_eq!(waiting, reference.in_line(id.as_str()), "line {id}");
        }
        let at_windows: BTreeMap<WindowId, TicketId> =
            hall.windows().filter_map(|(id, window)| Some((id, window.current?))).collect();
        for window in WINDOWS {
            let current = at_windows.get(&WindowId(window)).map(|ticket| ticket.0 as usize - 1);
            assert_eq!(current, reference.at(window), "window {window}");
        }
    }

    fn teardown(tested: Self, _: Reference) {
        let mut replayed = Hall::new();
        for event in &tested.log {
            replayed.apply(event);
        }
        assert_eq!(replayed, tested.hall);
    }
}

fn is_same(phase: Phase, guest: &Guest) -> bool {
    match phase {
        Phase::Waiting => guest.state == State::Waiting,
        Phase::Called { window, .. } => guest.state == State::Called(window.0),
        Phase::Serving { window, .. } => guest.state == State::Serving(window.0),
        Phase::NoShow { until } => matches!(guest.state, State::NoShow(at) if instant(at) == until),
        Phase::Parked { window: None, .. } => guest.state == State::Late,
        Phase::Parked { window: Some(window), kind, .. } => guest.state == State::Parked(window.0, kind),
        Phase::Done | Phase::Cancelled | Phase::Expired => guest.state == State::Gone,
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 1_000, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_hall_does_what_a_sorted_list_says(sequential 1..80 => Tested);
}
