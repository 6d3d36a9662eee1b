//! Days as they are: visitors come by the hour, windows work, and what each visitor was told is kept.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use hall_core::command::{
    Action, AtWindow, Caller, Command, ItemOutcome, Outcome, ParkKind, PauseReason, TakeTicket,
    TicketAtWindow,
};
use hall_core::hall::{Answer, Hall, Wait, WindowMode};
use hall_core::ids::{DeviceId, ItemCode, StaffId, TicketId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::ticket::Phase;
use hall_core::time::{MINUTE_MS, SECOND_MS, Timestamp};
use jiff::civil::time;

use crate::catalogue::{NIGHT_WINDOW, ONLINE, catalogue};
use crate::judge::Told;
use crate::people::{People, breath_ms, walk_ms};
use crate::rng::Rng;
use crate::small_hall::at;

/// How many come, in comparison with what the windows can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    Quiet,
    Usual,
    Busy,
    Overrun,
}

/// Every hall has each of these days, beginning with any.
const LOADS: [Load; 5] = [Load::Quiet, Load::Busy, Load::Usual, Load::Overrun, Load::Usual];
/// Visitors one window serves in a day, without a rest.
const VISITS_OF_A_WINDOW: i64 = 50;
/// Windows that are staffed, at least and at most.
const STAFFED: (i64, i64) = (10, 29);

/// What is to happen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Arrive,
    Open(WindowId),
    Call(WindowId),
    Start(WindowId, TicketId),
    GoneAway(WindowId, TicketId),
    Finish(WindowId, TicketId, Vec<ItemCode>),
    Park(WindowId, TicketId),
    Break(WindowId, i64),
    GoOn(WindowId),
    /// The clerk goes home: in the evening when nobody waits, earlier as soon as the visitor is gone.
    Leave(WindowId),
    GoEarly(WindowId),
    GiveUp(TicketId),
    Back(TicketId),
}

/// A hall that lives for some days.
pub struct Played {
    hall: Hall,
    people: People,
    rng: Rng,
    /// Where in [`LOADS`] its days begin.
    first_load: usize,
    agenda: BinaryHeap<Reverse<(Timestamp, u64, Act)>>,
    count: u64,
    /// Windows that found nobody.
    idle: BTreeSet<WindowId>,
    /// Clerks who go when they are through with their visitor.
    leaving: BTreeSet<WindowId>,
    told: BTreeMap<TicketId, (Timestamp, Wait)>,
    judged: Vec<Told>,
}

impl Played {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut catalogue = catalogue();
        for line in catalogue.lines.values_mut() {
            line.capacity = None;
        }
        catalogue.rules.kiosk_tickets_per_minute = 1_000_000;
        let mut hall = Self {
            hall: Hall::new(),
            people: People::new(&catalogue, &mut rng),
            rng,
            first_load: seed as usize % LOADS.len(),
            agenda: BinaryHeap::new(),
            count: 0,
            idle: BTreeSet::new(),
            leaving: BTreeSet::new(),
            told: BTreeMap::new(),
            judged: Vec::new(),
        };
        let adopt = Action::AdoptCatalogue { catalogue: Box::new(catalogue) };
        hall.ask(at(0, time(7, 0, 0, 0)), Caller::Server, adopt).expect("a catalogue");
        hall
    }

    /// Plays a working day; how many came, and what they were told.
    pub fn play_day(&mut self, nth: i32) -> (Load, Vec<Told>) {
        let staffed = self.rng.between(STAFFED.0, STAFFED.1);
        let load = LOADS[(self.first_load + nth as usize) % LOADS.len()];
        let per_cent = match load {
            Load::Quiet => self.rng.between(30, 55),
            Load::Usual => self.rng.between(55, 80),
            Load::Busy => self.rng.between(80, 100),
            Load::Overrun => self.rng.between(100, 125),
        };
        self.plan_day(nth, staffed, staffed * VISITS_OF_A_WINDOW * per_cent / 100);
        while let Some(Reverse((now, _, act))) = self.agenda.pop() {
            self.act(now, act);
        }
        self.let_pass(at(nth + 1, time(4, 0, 0, 0)));
        self.told.clear();
        self.leaving.clear();
        self.idle.clear();
        (load, std::mem::take(&mut self.judged))
    }

    fn plan_day(&mut self, nth: i32, staffed: i64, visitors: i64) {
        let midnight = at(nth, time(0, 0, 0, 0));
        for _ in 0..visitors {
            // A peak at ten and another at three; the hall is closed for lunch to nobody who has a number.
            let (from, to) = self.rng.weighted(&[
                (22, (480, 720)),
                (28, (540, 660)),
                (20, (810, 1_000)),
                (30, (840, 960)),
            ]);
            let come = midnight + self.rng.between(from, to) * MINUTE_MS + self.rng.between(0, MINUTE_MS);
            self.plan(come, Act::Arrive);
        }
        for window in self.chosen(staffed) {
            let opens = midnight + 470 * MINUTE_MS + self.rng.between(0, 20 * MINUTE_MS);
            self.plan(opens, Act::Open(window));
            // Coffee, and lunch in turns.
            let coffee = midnight + self.rng.between(570, 690) * MINUTE_MS;
            let minutes = self.rng.between(5, 15);
            self.plan(coffee, Act::Break(window, minutes));
            let lunch = midnight + self.rng.between(690, 780) * MINUTE_MS;
            let minutes = self.rng.between(25, 40);
            self.plan(lunch, Act::Break(window, minutes));
            self.plan(midnight + 1_020 * MINUTE_MS, Act::Leave(window));
            if self.rng.chance(80) {
                let early = midnight + self.rng.between(840, 990) * MINUTE_MS;
                self.plan(early, Act::GoEarly(window));
            }
        }
    }

    /// Which windows are staffed: every line keeps one.
    fn chosen(&mut self, staffed: i64) -> BTreeSet<WindowId> {
        // 1 to 3 take every line, and the night window its own.
        let mut chosen: BTreeSet<WindowId> = [1, 2, 3, NIGHT_WINDOW].map(WindowId).into();
        while (chosen.len() as i64) < staffed {
            chosen.insert(WindowId(self.rng.between(1, i64::from(NIGHT_WINDOW)) as u16));
        }
        chosen
    }

    fn plan(&mut self, when: Timestamp, act: Act) {
        self.count += 1;
        self.agenda.push(Reverse((when, self.count, act)));
    }

    fn let_pass(&mut self, now: Timestamp) {
        loop {
            let events = self.hall.due(now);
            if events.is_empty() {
                return;
            }
            for event in &events {
                self.hall.apply(event);
            }
        }
    }

    fn ask(&mut self, now: Timestamp, caller: Caller, action: Action) -> Result<Answer, Rejection> {
        self.let_pass(now);
        self.count += 1;
        let command = Command { caller, key: self.count.to_string(), action };
        for event in self.hall.decide(now, &command)? {
            self.hall.apply(&event);
        }
        Ok(self.hall.answer(&command.caller, &command.key).unwrap_or_default())
    }

    fn at_desk(
        &mut self,
        now: Timestamp,
        window: WindowId,
        action: impl FnOnce(AtWindow) -> Action,
    ) -> Option<Answer> {
        let clerk = StaffId::new(&format!("clerk-{window}"));
        let action = action(AtWindow { window, clerk: clerk.clone() });
        self.ask(now, Caller::Staff(clerk), action).ok()
    }

    fn act(&mut self, now: Timestamp, act: Act) {
        match act {
            Act::Arrive => self.arrive(now),
            Act::GiveUp(ticket) => {
                let _ = self.ask(now, Caller::Phone(ticket), Action::CancelTicket { ticket });
            }
            Act::Back(ticket) => {
                let _ = self.ask(now, Caller::Phone(ticket), Action::ReturnTicket { ticket });
                self.wake(now);
            }
            Act::Open(window) => {
                self.at_desk(now, window, Action::OpenWindow);
                self.plan(now + MINUTE_MS / 2, Act::Call(window));
            }
            Act::Call(window) => self.call(now, window),
            Act::Start(window, ticket) => self.start(now, window, ticket),
            Act::GoneAway(window, ticket) => {
                self.at_desk(now, window, |at| Action::MarkNoShow(on(at, ticket)));
                if self.rng.chance(500) {
                    let back = now + self.rng.between(2, 20) * MINUTE_MS;
                    self.plan(back, Act::Back(ticket));
                }
                self.free(now, window);
            }
            Act::Finish(window, ticket, items) => {
                let outcomes =
                    items.into_iter().map(|item| ItemOutcome { item, outcome: Outcome::Done }).collect();
                self.at_desk(now, window, |at| Action::Finish { at: on(at, ticket), outcomes });
                self.wake(now);
                self.free(now, window);
            }
            Act::Park(window, ticket) => {
                self.at_desk(now, window, |at| Action::Park {
                    at: on(at, ticket),
                    kind: ParkKind::AnyWindow,
                });
                let back = now + self.rng.between(3, 20) * MINUTE_MS;
                self.plan(back, Act::Back(ticket));
                self.free(now, window);
            }
            Act::Break(window, minutes) => self.rest(now, window, minutes),
            Act::GoOn(window) => {
                self.at_desk(now, window, Action::ContinueWindow);
                self.free(now, window);
            }
            Act::Leave(window) => {
                self.leaving.insert(window);
                self.wake(now);
            }
            Act::GoEarly(window) => self.go_early(now, window),
        }
    }

    fn arrive(&mut self, now: Timestamp) {
        let count = self.rng.weighted(&[(65, 1), (23, 2), (8, 3), (4, 4)]);
        let offered: Vec<ItemCode> =
            self.hall.catalogue().expect("a catalogue").items.keys().skip(ONLINE).cloned().collect();
        let popular = offered.len() / 5;
        let mut items: Vec<ItemCode> = Vec::new();
        while items.len() < count {
            let among = if self.rng.chance(500) { popular } else { offered.len() };
            let item = offered[self.rng.below(among)].clone();
            if !items.contains(&item) {
                items.push(item);
            }
        }
        let class = self.rng.chance(50).then(|| "elderly".into());
        let kiosk = DeviceId::new("kiosk");
        let take = TakeTicket {
            items,
            kiosk: Some(kiosk.clone()),
            person: None,
            class,
            appointment: None,
            return_code: false,
            english: false,
        };
        let Ok(answer) = self.ask(now, Caller::Device(kiosk), Action::TakeTicket(take)) else { return };
        let ticket = answer.ticket.expect("a ticket");
        if let Some(wait) = self.hall.estimates(now).tickets.get(&ticket) {
            self.told.insert(ticket, (now, *wait));
        }
        if self.rng.chance(30) {
            let tired = now + self.rng.between(5, 40) * MINUTE_MS;
            self.plan(tired, Act::GiveUp(ticket));
        }
        self.wake(now);
    }

    /// Clerks without a visitor look at their screens.
    fn wake(&mut self, now: Timestamp) {
        for window in std::mem::take(&mut self.idle) {
            let looks = now + self.rng.between(SECOND_MS, 6 * SECOND_MS);
            self.plan(looks, Act::Call(window));
        }
    }

    /// A window has no visitor: the next, or home.
    fn free(&mut self, now: Timestamp, window: WindowId) {
        let next = now + breath_ms(&mut self.rng);
        self.plan(next, Act::Call(window));
    }

    fn call(&mut self, now: Timestamp, window: WindowId) {
        let Some(state) = self.hall.window(window) else { return };
        if state.current.is_some() || state.mode != WindowMode::Open {
            return;
        }
        let called = self.at_desk(now, window, |at| Action::CallNext { at, believed: None });
        let Some(ticket) = called.and_then(|answer| answer.ticket) else {
            if self.leaving.contains(&window) {
                self.at_desk(now, window, Action::CloseWindow);
            } else {
                self.idle.insert(window);
            }
            return;
        };
        if let Some((issued_at, wait)) = self.told.remove(&ticket) {
            self.judged.push(Told { wait, true_ms: now.since(issued_at) });
        }
        let next = if self.rng.chance(950) {
            (walk_ms(&mut self.rng), Act::Start(window, ticket))
        } else {
            (self.rng.between(60 * SECOND_MS, 100 * SECOND_MS), Act::GoneAway(window, ticket))
        };
        self.plan(now + next.0, next.1);
    }

    fn start(&mut self, now: Timestamp, window: WindowId, ticket: TicketId) {
        self.at_desk(now, window, |at| Action::StartService(on(at, ticket)));
        let items = self.decidable(window, ticket);
        let service_ms = self.people.service_ms(window, &items, &mut self.rng);
        if self.rng.chance(20) {
            self.plan(now + service_ms / 2, Act::Park(window, ticket));
        } else {
            self.plan(now + service_ms, Act::Finish(window, ticket, items));
        }
    }

    /// What the window can decide of a ticket, in an order that works.
    fn decidable(&self, window: WindowId, ticket: TicketId) -> Vec<ItemCode> {
        let ticket = self.hall.ticket(ticket).expect("a ticket");
        let items = &self.hall.catalogue().expect("a catalogue").items;
        let mut open: Vec<_> = ticket.open_items().collect();
        let mut chosen = Vec::new();
        while let Some(index) = open.iter().position(|item| {
            self.hall.can_decide(window, ticket, &item.line)
                && !open.iter().any(|other| items[&item.item].after.contains(&other.item))
        }) {
            chosen.push(open.remove(index).item.clone());
        }
        chosen
    }

    fn go_early(&mut self, now: Timestamp, window: WindowId) {
        if self.hall.window(window).is_some_and(|state| state.current.is_some()) {
            return self.plan(now + MINUTE_MS, Act::GoEarly(window));
        }
        self.at_desk(now, window, Action::CloseWindow);
        self.idle.remove(&window);
    }

    /// A break begins when the visitor is gone.
    fn rest(&mut self, now: Timestamp, window: WindowId, minutes: i64) {
        let Some(state) = self.hall.window(window) else { return };
        if state.mode != WindowMode::Open {
            return;
        }
        if let Some(ticket) = state.current {
            let is_served =
                matches!(self.hall.ticket(ticket).map(|ticket| ticket.phase), Some(Phase::Serving { .. }));
            let later = now + if is_served { MINUTE_MS } else { 10 * SECOND_MS };
            return self.plan(later, Act::Break(window, minutes));
        }
        let until = Some(now + minutes * MINUTE_MS);
        self.at_desk(now, window, |at| Action::PauseWindow { at, reason: PauseReason::Break, until });
        self.idle.remove(&window);
        let back = now + minutes * MINUTE_MS + self.rng.between(-MINUTE_MS, 2 * MINUTE_MS);
        self.plan(back, Act::GoOn(window));
    }
}

fn on(at: AtWindow, ticket: TicketId) -> TicketAtWindow {
    TicketAtWindow { window: at.window, clerk: at.clerk, ticket }
}
