//! Clerks, who err: stale desks, wrong tickets, second thoughts.

use hall_core::command::{
    Action, AtWindow, Caller, ItemOutcome, Outcome, ParkKind, PauseReason, TicketAtWindow, TransferTarget,
};
use hall_core::hall::WindowMode;
use hall_core::ids::{ItemCode, LineId, StaffId, TicketId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::ticket::{Phase, Ticket};
use hall_core::time::{MINUTE_MS, SECOND_MS, Timestamp};

use super::{Act, Days};
use crate::catalogue::{LINES, NIGHT_WINDOW};

const OUTCOMES: [Outcome; 5] =
    [Outcome::Done, Outcome::Accepted, Outcome::NeedsMaterials, Outcome::Refused, Outcome::Consulted];
const PARKS: [ParkKind; 3] = [ParkKind::AtWindow, ParkKind::AnyWindow, ParkKind::ThisWindow];

/// A desk as its clerk sees it.
pub struct Desk {
    id: WindowId,
    clerk: StaffId,
    /// The ticket the desk shows.
    shows: Option<TicketId>,
    /// Parked at the window, to be resumed.
    parked: Vec<TicketId>,
}

/// What a clerk does with a ticket.
#[derive(Clone, Copy)]
enum Move {
    Start,
    Recall,
    NoShow,
    PutBack,
    Void,
    Transfer,
    Record,
    Finish,
    FinishNothing,
    Park,
    Close,
}

const WHEN_CALLED: &[(usize, Move)] = &[
    (800, Move::Start),
    (60, Move::Recall),
    (60, Move::NoShow),
    (30, Move::PutBack),
    (15, Move::Void),
    (20, Move::Transfer),
    (5, Move::FinishNothing),
    (10, Move::Close),
];

const WHEN_SERVING: &[(usize, Move)] = &[
    (600, Move::Finish),
    (200, Move::Record),
    (20, Move::FinishNothing),
    (80, Move::Park),
    (40, Move::Transfer),
    (15, Move::Void),
    (10, Move::Start),
    (10, Move::NoShow),
    (5, Move::Close),
];

impl Desk {
    pub fn new(id: u16) -> Self {
        Self {
            id: WindowId(id),
            clerk: StaffId::new(&format!("clerk-{id}")),
            shows: None,
            parked: Vec::new(),
        }
    }

    fn at(&self) -> AtWindow {
        AtWindow { window: self.id, clerk: self.clerk.clone() }
    }
}

impl Days {
    pub(super) fn desk_acts(&mut self, now: Timestamp, id: WindowId) {
        let wait_ms = self.clerk_moves(now, usize::from(id.0) - 1);
        if let Some(wait_ms) = wait_ms {
            self.plan(now + wait_ms, Act::Desk(id));
        }
    }

    /// One move; milliseconds until the next, none if the clerk has gone home.
    fn clerk_moves(&mut self, now: Timestamp, desk: usize) -> Option<i64> {
        let id = self.desks[desk].id;
        let window = self.site.hall.window(id)?.clone();
        if self.rng.chance(950) {
            self.desks[desk].shows = window.current;
        }
        let is_over = now >= self.closes_at + 15 * MINUTE_MS && id.0 != NIGHT_WINDOW;
        match (window.mode, window.current) {
            (WindowMode::Closed, _) if is_over => return None,
            (WindowMode::Closed, _) => self.open(now, desk),
            (WindowMode::Paused { .. }, None) => self.go_on(now, desk),
            (_, None) if is_over => self.close(now, desk),
            (WindowMode::Open, None) => self.call(now, desk),
            (_, Some(_)) => self.serve(now, desk),
        }
        self.stranger(now, desk);
        Some(self.pause_until_next(id))
    }

    fn pause_until_next(&mut self, id: WindowId) -> i64 {
        let current = self.site.hall.window(id).and_then(|window| window.current);
        let phase = current.and_then(|ticket| self.site.hall.ticket(ticket)).map(|ticket| ticket.phase);
        match phase {
            Some(Phase::Serving { .. }) => self.rng.between(MINUTE_MS, 6 * MINUTE_MS),
            Some(_) => self.rng.between(8 * SECOND_MS, 50 * SECOND_MS),
            None if self.site.referee.waiting.is_empty() => self.rng.between(20 * SECOND_MS, 4 * MINUTE_MS),
            None => self.rng.between(2 * SECOND_MS, 40 * SECOND_MS),
        }
    }

    fn staff(&self, desk: usize) -> Caller {
        Caller::Staff(self.desks[desk].clerk.clone())
    }

    fn do_it(&mut self, now: Timestamp, desk: usize, action: Action) -> bool {
        let caller = self.staff(desk);
        let done = self.ask(now, caller, action);
        if let Err(Rejection::Stale { current }) = &done {
            self.desks[desk].shows = *current;
        }
        done.is_ok()
    }

    fn open(&mut self, now: Timestamp, desk: usize) {
        let action = Action::OpenWindow(self.desks[desk].at());
        self.do_it(now, desk, action);
    }

    fn close(&mut self, now: Timestamp, desk: usize) {
        let action = Action::CloseWindow(self.desks[desk].at());
        if self.do_it(now, desk, action) {
            self.desks[desk].parked.clear();
        }
    }

    fn go_on(&mut self, now: Timestamp, desk: usize) {
        let at = self.desks[desk].at();
        let action = if self.rng.chance(100) {
            Action::CallNext { at, believed: None }
        } else {
            Action::ContinueWindow(at)
        };
        self.do_it(now, desk, action);
    }

    fn call(&mut self, now: Timestamp, desk: usize) {
        let at = self.desks[desk].at();
        let some_waiting = self.some_waiting();
        let parked = self.desks[desk].parked.pop();
        let action = match parked {
            Some(ticket) if self.rng.chance(300) => Action::ResumeService(at_window(&at, ticket)),
            _ => match self.rng.below(1_000) {
                0..10 => Action::CloseWindow(at),
                10..25 => {
                    let until = self.rng.chance(500).then(|| now + self.rng.between(-5, 20) * MINUTE_MS);
                    Action::PauseWindow { at, reason: PauseReason::Break, until }
                }
                25..40 if some_waiting.is_some() => {
                    Action::CallTicket { at, ticket: some_waiting.expect("checked") }
                }
                40..45 => Action::ContinueWindow(at),
                45..50 => Action::OpenWindow(at),
                50..65 => self.give(at),
                _ => Action::CallNext { at, believed: self.desks[desk].shows },
            },
        };
        if !matches!(action, Action::ResumeService(_)) {
            self.desks[desk].parked.extend(parked);
        }
        self.do_it(now, desk, action);
    }

    /// Somebody without a ticket stands there.
    fn give(&mut self, at: AtWindow) -> Action {
        let (own, _) = self.site.hall.window_lines(at.window);
        let items = &self.site.hall.catalogue().expect("a catalogue").items;
        let any: Vec<&ItemCode> = items.keys().collect();
        let of_window =
            items.values().filter(|item| item.line.as_ref().is_some_and(|line| own.contains(line)));
        let of_window: Vec<&ItemCode> = of_window.map(|item| &item.code).collect();
        let from = if of_window.is_empty() || self.rng.chance(200) { &any } else { &of_window };
        let mut chosen = vec![(*self.rng.pick(from)).clone()];
        if self.rng.chance(200) {
            chosen.push((*self.rng.pick(&any)).clone());
        }
        Action::GiveTicket { at, items: chosen, serve: self.rng.chance(700), english: false }
    }

    fn serve(&mut self, now: Timestamp, desk: usize) {
        let at = self.desks[desk].at();
        let current = self.site.hall.window(at.window).and_then(|window| window.current);
        // Now and then the ticket a stale desk shows, or any other.
        let shown = self.desks[desk].shows.or(current).expect("a ticket is there");
        let ticket = if self.rng.chance(15) { self.some_waiting().unwrap_or(shown) } else { shown };
        let Some(seen) = self.site.hall.ticket(ticket).cloned() else { return };
        let moves = if matches!(seen.phase, Phase::Serving { .. }) { WHEN_SERVING } else { WHEN_CALLED };
        let chosen = self.rng.weighted(moves);
        let action = self.action(&at_window(&at, ticket), &seen, chosen);
        let parks_here = matches!(action, Action::Park { kind: ParkKind::AtWindow, .. });
        if self.do_it(now, desk, action) && parks_here {
            self.desks[desk].parked.push(ticket);
        }
    }

    fn action(&mut self, at: &TicketAtWindow, ticket: &Ticket, chosen: Move) -> Action {
        let at = at.clone();
        match chosen {
            Move::Start => Action::StartService(at),
            Move::Recall => Action::Recall(at),
            Move::NoShow => Action::MarkNoShow(at),
            Move::PutBack => Action::PutBack(at),
            Move::Void => Action::VoidClass(at),
            Move::Transfer => self.transfer(at, ticket),
            Move::Record => {
                let item = self.rng.pick(&ticket.items).item.clone();
                Action::RecordOutcome { at, item, outcome: *self.rng.pick(&OUTCOMES) }
            }
            Move::Finish => {
                let outcomes = self.decidable(at.window, ticket);
                Action::Finish { at, outcomes }
            }
            Move::FinishNothing => Action::Finish { at, outcomes: Vec::new() },
            Move::Park => Action::Park { at, kind: *self.rng.pick(&PARKS) },
            Move::Close => Action::CloseWindow(AtWindow { window: at.window, clerk: at.clerk }),
        }
    }

    /// Everything the window can decide, in an order that works; sometimes in the one on the paper.
    fn decidable(&mut self, window: WindowId, ticket: &Ticket) -> Vec<ItemOutcome> {
        let hall = &self.site.hall;
        let mut open: Vec<_> =
            ticket.open_items().filter(|item| hall.can_decide(window, ticket, &item.line)).collect();
        if self.rng.chance(900) {
            let items = &hall.catalogue().expect("a catalogue").items;
            let after = |code: &ItemCode| items.get(code).map_or(0, |item| item.after.len());
            open.sort_by_key(|item| after(&item.item));
            let all: Vec<ItemCode> = ticket.open_items().map(|item| item.item.clone()).collect();
            let chosen: Vec<ItemCode> = open.iter().map(|item| item.item.clone()).collect();
            let is_free = |code: &ItemCode| {
                let after = items.get(code).map_or(&[][..], |item| &item.after);
                !after.iter().any(|before| all.contains(before) && !chosen.contains(before))
            };
            open.retain(|item| is_free(&item.item));
        }
        let mut outcomes = Vec::new();
        for item in open {
            let outcome = *self.rng.pick(&OUTCOMES);
            outcomes.push(ItemOutcome { item: item.item.clone(), outcome });
        }
        outcomes
    }

    fn transfer(&mut self, at: TicketAtWindow, ticket: &Ticket) -> Action {
        let items =
            if self.rng.chance(500) { Vec::new() } else { vec![self.rng.pick(&ticket.items).item.clone()] };
        let to = if self.rng.chance(500) {
            TransferTarget::Line(LineId::new(self.rng.pick::<&str>(LINES)))
        } else {
            TransferTarget::Window(WindowId(self.rng.between(1, 32) as u16))
        };
        Action::Transfer { at, items, to }
    }

    /// Somebody else signs in at the window, and it is theirs; the one before tries once more.
    fn stranger(&mut self, now: Timestamp, desk: usize) {
        if !self.rng.chance(3) {
            return;
        }
        self.keys += 1;
        let clerk = StaffId::new(&format!("stranger-{}", self.keys));
        let before = self.desks[desk].at();
        let action = Action::OpenWindow(AtWindow { window: before.window, clerk: clerk.clone() });
        if self.ask(now, Caller::Staff(clerk.clone()), action).is_ok() {
            self.desks[desk].clerk = clerk;
            let action = Action::CallNext { at: before.clone(), believed: None };
            let refused = self.ask(now, Caller::Staff(before.clerk), action);
            assert!(matches!(refused, Err(Rejection::NotYourWindow { .. })), "{refused:?}");
        }
        let here = self.desks[desk].at();
        if self.site.hall.window(here.window).is_some_and(|window| window.clerk.as_ref() == Some(&here.clerk))
        {
            let at = AtWindow { window: WindowId(31 - here.window.0), ..here };
            let elsewhere = self.ask(now, self.staff(desk), Action::OpenWindow(at));
            assert!(elsewhere.is_err(), "one clerk at one window");
        }
    }
}

fn at_window(at: &AtWindow, ticket: TicketId) -> TicketAtWindow {
    TicketAtWindow { window: at.window, clerk: at.clerk.clone(), ticket }
}
