//! Whole days: who comes when, and what goes wrong.

mod desk;
mod faults;
mod visitors;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hall_core::command::{Action, Caller, Command};
use hall_core::event::Fact;
use hall_core::hall::Answer;
use hall_core::ids::{DeviceId, TicketId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::ticket::Phase;
use hall_core::time::{MINUTE_MS, SECOND_MS, Timestamp};
use jiff::civil::time;

use crate::catalogue::{NIGHT_WINDOW, catalogue};
use crate::rng::Rng;
use crate::site::Site;
use crate::small_hall::at;
use desk::Desk;
use faults::Fault;

/// How much happens.
#[derive(Clone, Copy)]
pub struct Plan {
    pub days: i32,
    /// Of whom some find their line closed or full.
    pub visitors_a_day: usize,
}

/// What is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    /// A visitor stands before a kiosk.
    Arrive,
    /// The paper of a ticket came out.
    Paper(TicketId),
    /// A visitor gives up.
    GiveUp(TicketId),
    /// A visitor will be late, and says so.
    Late(TicketId),
    /// A visitor comes back from a park or a missed call.
    Back(TicketId),
    /// The clerk of a window makes a move.
    Desk(WindowId),
    /// Something goes wrong, or somebody interferes.
    Fault(Fault),
}

/// Days being played.
pub struct Days {
    pub site: Site,
    rng: Rng,
    plan: Plan,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, Act)>>,
    planned: u64,
    desks: Vec<Desk>,
    /// What the clock shows is the true time and this, milliseconds.
    clock_error_ms: i64,
    keys: u64,
    closes_at: Timestamp,
}

impl Days {
    pub fn new(seed: u64, plan: Plan) -> Self {
        let mut rng = Rng::new(seed);
        let site = Site::new(Rng::new(rng.between(0, i64::MAX - 1) as u64));
        let desks = (1..=NIGHT_WINDOW).map(Desk::new).collect();
        Self {
            site,
            rng,
            plan,
            agenda: BinaryHeap::new(),
            planned: 0,
            desks,
            clock_error_ms: 0,
            keys: 0,
            closes_at: Timestamp::default(),
        }
    }

    pub fn run(&mut self) {
        let adopt = Action::AdoptCatalogue { catalogue: Box::new(catalogue()) };
        self.ask(at(0, time(7, 0, 0, 0)), Caller::Server, adopt).expect("the first catalogue is adopted");
        for day in 0..self.plan.days {
            self.plan_day(day);
            // The next day begins before the last visitors of this one have left the night window.
            let end = at(day + 1, time(4, 0, 0, 0));
            while let Some(Reverse((now, _, act))) = self.agenda.pop() {
                if now >= end {
                    self.agenda.push(Reverse((now, 0, act)));
                    break;
                }
                self.act(now, act);
            }
            self.site.check_replay();
        }
    }

    fn plan_day(&mut self, day: i32) {
        let opens = at(day, time(7, 50, 0, 0));
        self.closes_at = at(day, time(17, 0, 0, 0));
        for _ in 0..self.plan.visitors_a_day {
            let come =
                self.rng.weighted(&[(40, (480, 720)), (40, (810, 1_010)), (15, (500, 560)), (5, (0, 1_439))]);
            let minute = self.rng.between(come.0, come.1);
            let come = at(day, time(0, 0, 0, 0)) + minute * MINUTE_MS + self.rng.between(0, MINUTE_MS);
            self.plan(come.max(at(day, time(3, 5, 0, 0))), Act::Arrive);
        }
        for window in (1..=NIGHT_WINDOW).filter(|window| day == 0 || *window != NIGHT_WINDOW) {
            let come = opens + self.rng.between(0, 15 * MINUTE_MS);
            self.plan(come, Act::Desk(WindowId(window)));
        }
        // Line N is visited around the rollover.
        for minute in [30, 170, 178, 181, 182] {
            let night = at(day + 1, time(0, 0, 0, 0)) + minute * MINUTE_MS;
            self.plan(night, Act::Arrive);
        }
        for (when, fault) in faults::of_day(day, &mut self.rng) {
            self.plan(when, Act::Fault(fault));
        }
    }

    fn plan(&mut self, when: Timestamp, act: Act) {
        self.planned += 1;
        self.agenda.push(Reverse((when, self.planned, act)));
    }

    fn act(&mut self, now: Timestamp, act: Act) {
        match act {
            Act::Arrive => self.arrive(now),
            Act::Paper(ticket) => self.visitor_acts(now, ticket, Action::ConfirmPaper { ticket }),
            Act::GiveUp(ticket) => self.visitor_acts(now, ticket, Action::CancelTicket { ticket }),
            Act::Late(ticket) => self.visitor_acts(now, ticket, Action::ReportLate { ticket }),
            Act::Back(ticket) => self.visitor_acts(now, ticket, Action::ReturnTicket { ticket }),
            Act::Desk(window) => self.desk_acts(now, window),
            Act::Fault(fault) => self.go_wrong(now, fault),
        }
    }

    /// A command under a key of its own; some are sent again, some again with something else in them.
    fn ask(&mut self, now: Timestamp, caller: Caller, action: Action) -> Result<Answer, Rejection> {
        self.keys += 1;
        let command = Command { caller, key: format!("key-{}", self.keys), action };
        let clock = now + self.clock_error_ms;
        let answer = self.site.submit(clock, &command)?;
        self.plan_returns(now, answer);
        if self.rng.chance(40) {
            let again = self.site.submit(clock + self.rng.between(0, 3 * SECOND_MS), &command);
            assert_eq!(again, Ok(answer), "a double tap has the same answer: {command:?}");
        }
        // What changed nothing is not remembered: there is no event to hold its key.
        let is_remembered = self.site.hall.answer(&command.caller, &command.key).is_some();
        if is_remembered && self.rng.chance(10) {
            let action = Action::SettleGhosts { kiosk: DeviceId::new("another body") };
            let other = Command { action, ..command };
            assert_eq!(self.site.submit(clock, &other), Err(Rejection::KeyReused));
        }
        Ok(answer)
    }

    /// Whoever is away now comes back some time, or not.
    fn plan_returns(&mut self, now: Timestamp, answer: Answer) {
        let ticket = answer.ticket.and_then(|id| self.site.hall.ticket(id));
        let Some((id, phase)) = ticket.map(|ticket| (ticket.id, ticket.phase)) else { return };
        match phase {
            Phase::Called { .. } if self.rng.chance(30) => {
                let late = now + self.rng.between(SECOND_MS, MINUTE_MS);
                self.plan(late, Act::Late(id));
            }
            Phase::NoShow { .. } if self.rng.chance(700) => {
                let back = now + self.rng.between(MINUTE_MS, 35 * MINUTE_MS);
                self.plan(back, Act::Back(id));
            }
            Phase::Parked { back: false, .. } if self.rng.chance(900) => {
                let back = now + self.rng.between(MINUTE_MS, 40 * MINUTE_MS);
                self.plan(back, Act::Back(id));
            }
            _ => {}
        }
    }

    fn visitor_acts(&mut self, now: Timestamp, ticket: TicketId, action: Action) {
        let caller =
            if self.rng.chance(500) { Caller::Phone(ticket) } else { Caller::Device("kiosk-1".into()) };
        // Whatever comes of it: the ticket may have been called, or expired, in the meantime.
        let _ = self.ask(now, caller, action);
    }

    fn some_waiting(&mut self) -> Option<TicketId> {
        let waiting: Vec<TicketId> = self.site.referee.waiting.iter().copied().collect();
        if waiting.is_empty() { None } else { Some(*self.rng.pick(&waiting)) }
    }
}

/// Every kind of event, as its reader lists them.
pub fn kinds_of_events() -> Vec<String> {
    let Err(error) = serde_json::from_str::<Fact>(r#"{"kind": "?"}"#) else { panic!("`?` is no kind") };
    let text = error.to_string();
    let (_, list) = text.split_once("expected one of ").expect("the reader lists the kinds");
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
