//! Every way a tiny hall can go: two windows, two lines, two visitors with whatever clerks and visitors may do at any
//! moment, and three visitors with what is done every day. Time stands still, so that the states are finite; what time
//! does is the scripts' part.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../common/small_hall.rs"]
mod small_hall;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::hash::{Hash, Hasher};

use hall_core::catalogue::Catalogue;
use hall_core::command::{
    Action, AtWindow, Caller, Command, ItemOutcome, Outcome, ParkKind, TakeTicket, TicketAtWindow,
    TransferTarget,
};
use hall_core::event::{Event, Fact};
use hall_core::hall::Hall;
use hall_core::ids::{StaffId, TicketId, TicketNumber, WindowId};
use hall_core::ticket::{Phase, Ticket};
use hall_core::time::Timestamp;
use jiff::civil::time;
use small_hall::{at, item, line, window};
use stateright::{Checker, Model, Property};

/// The windows: 1 owns line A; 2 owns line B and helps A.
const WINDOWS: [u16; 2] = [1, 2];

/// A day, any way.
struct Day {
    /// What the visitors come for, one after another.
    visits: &'static [&'static [&'static str]],
    /// Only what is done every day: no parks, transfers, picks, no closing windows.
    is_plain: bool,
}

/// A hall, and what its events have told so far.
#[derive(Clone, Debug)]
struct Moment {
    hall: Hall,
    numbers: Vec<TicketNumber>,
    /// A window called somebody while it had somebody.
    has_called_twice: bool,
    /// Commands so far: every one has a key of its own.
    commands: u64,
    /// All that matters for what can happen next; calls and keys are only counted.
    essence: String,
}

impl Moment {
    fn find_essence(&self) -> String {
        let mut text = String::new();
        let mut order: Vec<&Ticket> = self.hall.tickets().collect();
        order.sort_by_key(|ticket| ticket.key());
        for ticket in order {
            let phase = match ticket.phase {
                Phase::Called { window, .. } => format!("called {window}"),
                other => format!("{other:?}"),
            };
            let open: Vec<_> = ticket.open_items().map(|item| (&item.item, &item.line)).collect();
            write!(
                text,
                "{}:{phase} {open:?} {:?} {} {} {} {:?};",
                ticket.id,
                ticket.bound_to,
                ticket.missed,
                ticket.called_before,
                ticket.late_for_call,
                ticket.decided_here
            )
            .unwrap();
        }
        for (id, window) in self.hall.windows() {
            write!(text, "{id}:{:?} {:?};", window.mode, window.current).unwrap();
        }
        for (id, line) in self.hall.lines() {
            write!(text, "{id}:{} {};", line.taken, line.served).unwrap();
        }
        text
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.essence == other.essence
    }
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.essence.hash(state);
    }
}

impl Moment {
    fn apply(&mut self, events: &[Event]) {
        for event in events {
            match &event.fact {
                Fact::TicketTaken(taken) => self.numbers.push(taken.number),
                Fact::TicketCalled { ticket, window, .. }
                | Fact::ServiceStarted { ticket, window }
                | Fact::ServiceResumed { ticket, window } => {
                    let current = self.hall.window(*window).unwrap().current;
                    self.has_called_twice |= current.is_some_and(|current| current != *ticket);
                }
                _ => {}
            }
            self.hall.apply(event);
        }
    }

    fn ask(&self, action: &Action) -> Option<Self> {
        let command =
            Command { caller: Caller::Server, key: self.commands.to_string(), action: action.clone() };
        let events = self.hall.decide(now(), &command).ok()?;
        let mut next = Self { commands: self.commands + 1, ..self.clone() };
        next.apply(&events);
        next.essence = next.find_essence();
        Some(next)
    }
}

fn now() -> Timestamp {
    at(0, time(8, 0, 0, 0))
}

fn catalogue() -> Catalogue {
    let mut hall = small_hall::catalogue();
    hall.help_item = None;
    hall.items = [item("card", "A", &[], 5), item("parking", "B", &[], 5)]
        .into_iter()
        .map(|item| (item.code.clone(), item))
        .collect();
    hall.lines = [line("A", "office", None), line("B", "office", None)]
        .into_iter()
        .map(|line| (line.id.clone(), line))
        .collect();
    hall.windows = [window(1, &["A"], &[]), window(2, &["B"], &["A"])]
        .into_iter()
        .map(|window| (window.id, window))
        .collect();
    hall
}

fn at_window(window: u16) -> AtWindow {
    AtWindow { window: WindowId(window), clerk: StaffId::new(&format!("clerk-{window}")) }
}

/// What is done every day to a ticket at a window.
fn every_day(hall: &Hall, at: &TicketAtWindow) -> Vec<Action> {
    let (window, ticket) = (at.window, hall.ticket(at.ticket).unwrap());
    let decidable = ticket.open_items().filter(|item| hall.can_decide(window, ticket, &item.line));
    let outcomes =
        decidable.map(|item| ItemOutcome { item: item.item.clone(), outcome: Outcome::Done }).collect();
    vec![
        Action::StartService(at.clone()),
        Action::Finish { at: at.clone(), outcomes },
        Action::MarkNoShow(at.clone()),
        Action::PutBack(at.clone()),
    ]
}

/// What else may be done to a ticket at a window.
fn now_and_then(at: &TicketAtWindow) -> Vec<Action> {
    let other = WindowId(3 - at.window.0);
    let park = |kind| Action::Park { at: at.clone(), kind };
    let transfer = |to| Action::Transfer { at: at.clone(), items: Vec::new(), to };
    vec![
        Action::CallTicket { at: at_window(at.window.0), ticket: at.ticket },
        Action::ResumeService(at.clone()),
        transfer(TransferTarget::Window(other)),
        park(ParkKind::AtWindow),
        park(ParkKind::AnyWindow),
        park(ParkKind::ThisWindow),
    ]
}

impl Model for Day {
    type State = Moment;
    type Action = Action;

    fn init_states(&self) -> Vec<Moment> {
        let mut moment = Moment {
            hall: Hall::new(),
            numbers: Vec::new(),
            has_called_twice: false,
            commands: 0,
            essence: String::new(),
        };
        let adopt = Action::AdoptCatalogue { catalogue: Box::new(catalogue()) };
        moment = moment.ask(&adopt).unwrap();
        for window in WINDOWS {
            moment = moment.ask(&Action::OpenWindow(at_window(window))).unwrap();
        }
        vec![moment]
    }

    fn actions(&self, moment: &Moment, actions: &mut Vec<Action>) {
        let hall = &moment.hall;
        if let Some(items) = self.visits.get(moment.numbers.len()) {
            actions.push(Action::TakeTicket(TakeTicket {
                items: items.iter().map(|item| (*item).into()).collect(),
                kiosk: None,
                person: None,
                class: None,
                appointment: None,
                return_code: false,
                english: false,
            }));
        }
        let open = || hall.tickets().filter(|ticket| ticket.phase.is_open());
        for at in WINDOWS.map(at_window) {
            actions.push(Action::CallNext { at: at.clone(), believed: None });
            if let (false, Some(items)) = (self.is_plain, self.visits.get(moment.numbers.len())) {
                let items: Vec<_> = items.iter().map(|item| (*item).into()).collect();
                let give = |serve| Action::GiveTicket {
                    at: at.clone(),
                    items: items.clone(),
                    serve,
                    english: false,
                };
                actions.extend([give(true), give(false)]);
            }
            if !self.is_plain {
                actions.push(Action::OpenWindow(at.clone()));
                actions.push(Action::CloseWindow(at.clone()));
            }
            for ticket in open() {
                let at = TicketAtWindow { window: at.window, clerk: at.clerk.clone(), ticket: ticket.id };
                actions.extend(every_day(hall, &at));
                if !self.is_plain {
                    actions.extend(now_and_then(&at));
                }
            }
        }
        for ticket in open() {
            actions.push(Action::ReturnTicket { ticket: ticket.id });
            actions.push(Action::CancelTicket { ticket: ticket.id });
            if !self.is_plain {
                actions.push(Action::ReportLate { ticket: ticket.id });
            }
        }
    }

    fn next_state(&self, moment: &Moment, action: Action) -> Option<Moment> {
        moment.ask(&action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a ticket is at one window at most", |_, moment: &Moment| {
                one_window_at_most(&moment.hall)
            }),
            Property::always("a number is issued once", |_, moment: &Moment| {
                let different: BTreeSet<String> = moment.numbers.iter().map(ToString::to_string).collect();
                different.len() == moment.numbers.len()
            }),
            Property::always("no ticket is lost", |_, moment: &Moment| nobody_is_lost(moment)),
            Property::always("nobody is called over another", |_, moment: &Moment| !moment.has_called_twice),
            Property::sometimes("everybody is served", |day: &Day, moment: &Moment| {
                moment.numbers.len() == day.visits.len()
                    && moment.hall.tickets().all(|ticket| ticket.phase == Phase::Done)
            }),
            Property::sometimes("everybody goes home", |day: &Day, moment: &Moment| {
                moment.numbers.len() == day.visits.len()
                    && moment.hall.tickets().all(|ticket| ticket.phase == Phase::Cancelled)
            }),
        ]
    }
}

/// Windows and tickets tell the same, and no ticket is told by two windows.
fn one_window_at_most(hall: &Hall) -> bool {
    let at_windows: Vec<(TicketId, WindowId)> =
        hall.windows().filter_map(|(id, window)| Some((window.current?, id))).collect();
    let by_tickets: BTreeSet<(TicketId, WindowId)> =
        hall.tickets().filter_map(|ticket| Some((ticket.id, ticket.phase.window()?))).collect();
    at_windows.iter().copied().collect::<BTreeSet<_>>() == by_tickets && at_windows.len() == by_tickets.len()
}

/// Every ticket taken is there; who waits stands in the right places and nobody else stands anywhere.
fn nobody_is_lost(moment: &Moment) -> bool {
    let hall = &moment.hall;
    let stands_right = |ticket: &Ticket| {
        let waits = ticket.phase == Phase::Waiting;
        let lines = hall.waiting_lines(ticket);
        let in_lines = hall.lines().all(|(id, line)| {
            let belongs = waits && ticket.bound_to.is_none() && lines.contains(id);
            line.waiting.contains(&ticket.key()) == belongs
        });
        let at_windows = hall.windows().all(|(id, window)| {
            window.bound.contains(&ticket.key()) == (waits && ticket.bound_to == Some(id))
        });
        let somewhere = !waits || ticket.bound_to.is_some() || !lines.is_empty();
        in_lines && at_windows && somewhere
    };
    hall.tickets().count() == moment.numbers.len() && hall.tickets().all(stands_right)
}

fn check(day: Day) {
    let checker = day.checker().threads(2).spawn_bfs().join();
    eprintln!(
        "{} moments, at most {} steps from the first",
        checker.unique_state_count(),
        checker.max_depth()
    );
    checker.assert_properties();
}

#[test]
fn every_way_of_two_visitors_keeps_the_invariants() {
    check(Day { visits: &[&["card", "parking"], &["card"]], is_plain: false });
}

#[test]
fn every_plain_way_of_three_visitors_keeps_the_invariants() {
    check(Day { visits: &[&["card", "parking"], &["card"], &["parking"]], is_plain: true });
}
