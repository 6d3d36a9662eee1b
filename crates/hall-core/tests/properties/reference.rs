//! The hall as a list of guests.

use std::cmp::Reverse;

use hall_core::command::ParkKind;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest_state_machine::ReferenceStateMachine;

pub const WINDOWS: [u16; 4] = [1, 3, 4, 5];
const PARKS: [ParkKind; 3] = [ParkKind::AtWindow, ParkKind::AnyWindow, ParkKind::ThisWindow];
const ITEMS: [&str; 5] = ["card", "photo", "parking", "licence", "fee"];
const MINUTE: i64 = 60;

/// The line of an item, and what it comes after.
fn about(item: &str) -> (char, Option<&'static str>) {
    match item {
        "card" | "photo" => ('A', None),
        "licence" => ('B', Some("card")),
        "parking" => ('B', None),
        _ => ('D', None),
    }
}

/// Tier of a line at a window; none if it is not served there.
fn tier_of(window: u16, line: char) -> Option<u8> {
    match (window, line) {
        (1 | 4, 'A') | (3 | 4, 'B') | (4 | 5, 'D') => Some(1),
        (3, 'A') => Some(2),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    Waiting,
    Called(u16),
    Serving(u16),
    NoShow(i64),
    Parked(u16, ParkKind),
    /// Away by their own word.
    Late,
    Gone,
}

#[derive(Clone, Debug)]
pub struct Guest {
    pub number: String,
    open: Vec<&'static str>,
    /// Virtual arrival, seconds.
    arrival: i64,
    /// Breaks ties.
    turn: u64,
    sent_to: Option<u16>,
    has_missed: bool,
    was_late_for_call: bool,
    is_back: bool,
    pub state: State,
}

impl Guest {
    fn lines(&self) -> Vec<char> {
        let is_free = |item: &&&str| about(item).1.is_none_or(|before| !self.open.contains(&before));
        let mut lines: Vec<char> = self.open.iter().filter(is_free).map(|item| about(item).0).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    fn stands_in(&self, line: char) -> bool {
        self.state == State::Waiting && self.sent_to.is_none() && self.lines().contains(&line)
    }

    fn key(&self) -> (i64, u64) {
        (self.arrival, self.turn)
    }
}

#[derive(Clone, Debug)]
pub enum Step {
    Pass(i64),
    Take { items: Vec<&'static str>, has_credit: bool },
    Give { window: u16, items: Vec<&'static str>, is_served: bool },
    Call { window: u16, believed: Option<usize> },
    Start(u16, usize),
    Finish { window: u16, guest: usize, outcomes: Vec<&'static str> },
    NoShow(u16, usize),
    PutBack(u16, usize),
    Park(u16, usize, ParkKind),
    Late(usize),
    Return(usize),
    Cancel(usize),
    Direct(usize, u16),
}

#[derive(Clone, Debug)]
pub struct Reference {
    /// Seconds since opening.
    pub now: i64,
    pub guests: Vec<Guest>,
    turns: u64,
    /// Was the last step accepted?
    pub is_accepted: bool,
}

impl Reference {
    /// Whoever stands in a line, in their order.
    pub fn in_line(&self, line: &str) -> Vec<usize> {
        let line = line.chars().next().unwrap();
        let mut guests: Vec<usize> =
            (0..self.guests.len()).filter(|n| self.guests[*n].stands_in(line)).collect();
        guests.sort_by_key(|n| self.guests[*n].key());
        guests
    }

    pub fn at(&self, window: u16) -> Option<usize> {
        let is_here =
            |guest: &Guest| matches!(guest.state, State::Called(at) | State::Serving(at) if at == window);
        self.guests.iter().position(is_here)
    }

    pub fn people_ahead(&self, guest: &Guest) -> Option<usize> {
        let is_ahead = |other: &&Guest| other.state == State::Waiting && other.key() < guest.key();
        let ahead = || self.guests.iter().filter(is_ahead);
        match (guest.state, guest.sent_to) {
            (State::Waiting, None) => {
                guest.lines().iter().map(|line| ahead().filter(|other| other.stands_in(*line)).count()).min()
            }
            (State::Waiting, window) => Some(ahead().filter(|other| other.sent_to == window).count()),
            _ => None,
        }
    }

    fn tier(&self, guest: &Guest, window: u16) -> Option<u8> {
        match guest.sent_to {
            _ if guest.state != State::Waiting => None,
            Some(sent_to) => (sent_to == window).then_some(0),
            None => {
                let has_waited = self.now - guest.arrival >= 20 * MINUTE;
                let tiers = guest.lines().into_iter().filter_map(|line| tier_of(window, line));
                tiers.map(|tier| if has_waited { 1 } else { tier }).min()
            }
        }
    }

    /// The guests a window may call, the next one last.
    fn sorted_for(&self, window: u16) -> Vec<usize> {
        let mut guests: Vec<(u8, (i64, u64), usize)> = (0..self.guests.len())
            .filter_map(|n| Some((self.tier(&self.guests[n], window)?, self.guests[n].key(), n)))
            .collect();
        guests.sort_by_key(|guest| Reverse(*guest));
        guests.into_iter().map(|(_, _, n)| n).collect()
    }

    /// Where a guest stands who comes back: behind the third, or the last, in its lines.
    fn comeback(&self, n: usize) -> i64 {
        let lines = self.guests[n].lines();
        let mut arrivals: Vec<i64> = self
            .guests
            .iter()
            .filter(|other| lines.iter().any(|line| other.stands_in(*line)))
            .map(|other| other.arrival)
            .collect();
        arrivals.sort_unstable();
        arrivals.truncate(3);
        arrivals.last().copied().unwrap_or(i64::MIN).max(self.guests[n].arrival)
    }

    /// Time passes, and graces end.
    fn pass(&mut self, seconds: i64) -> bool {
        self.now += seconds;
        for guest in &mut self.guests {
            if matches!(guest.state, State::NoShow(until) if until < self.now) {
                guest.state = State::Gone;
            }
        }
        true
    }

    fn take(&mut self, items: &[&'static str], has_credit: bool) -> bool {
        let prefix = about(items[0]).0;
        let before = self.guests.iter().filter(|guest| guest.number.starts_with(prefix)).count();
        self.turns += 1;
        self.guests.push(Guest {
            number: format!("{prefix}{:03}", before + 1),
            open: items.to_vec(),
            arrival: self.now - if has_credit { 15 * MINUTE } else { 0 },
            turn: self.turns,
            sent_to: None,
            has_missed: false,
            was_late_for_call: false,
            is_back: false,
            state: State::Waiting,
        });
        true
    }

    /// A guest without a number at a window.
    fn give(&mut self, window: u16, items: &[&'static str], is_served: bool) -> bool {
        let is_free = |item: &&&str| about(item).1.is_none_or(|before| !items.contains(&before));
        let mine = |item: &&str| tier_of(window, about(item).0).is_some();
        if is_served && (self.at(window).is_some() || !items.iter().filter(is_free).any(mine)) {
            return false;
        }
        self.take(items, false);
        if let (true, Some(guest)) = (is_served, self.guests.last_mut()) {
            guest.state = State::Serving(window);
        }
        true
    }

    fn call(&mut self, window: u16, believed: Option<usize>) -> bool {
        let next = self.sorted_for(window).pop();
        match (self.at(window), next) {
            (None, Some(next)) if believed.is_none() => {
                self.guests[next].state = State::Called(window);
                true
            }
            _ => false,
        }
    }

    fn finish(&mut self, window: u16, n: usize, outcomes: &[&'static str]) -> bool {
        let guest = &mut self.guests[n];
        if guest.state != State::Serving(window) || outcomes.is_empty() {
            return false;
        }
        let mut open = guest.open.clone();
        for item in outcomes {
            let (line, after) = about(item);
            let is_mine = guest.sent_to == Some(window) || tier_of(window, line).is_some();
            let is_free = after.is_none_or(|before| !open.contains(&before));
            if !open.contains(item) || !is_mine || !is_free {
                return false;
            }
            open.retain(|other| other != item);
        }
        guest.open = open;
        guest.sent_to = None;
        guest.state = if guest.open.is_empty() { State::Gone } else { State::Waiting };
        true
    }

    fn miss(&mut self, window: u16, n: usize) -> bool {
        let until = self.now + 30 * MINUTE;
        let guest = &mut self.guests[n];
        if guest.state != State::Called(window) {
            return false;
        }
        guest.state = if guest.has_missed { State::Gone } else { State::NoShow(until) };
        guest.has_missed = true;
        true
    }

    fn come_back(&mut self, n: usize) -> bool {
        let arrival = self.comeback(n);
        let guest = &mut self.guests[n];
        match guest.state {
            State::NoShow(_) => {
                self.turns += 1;
                (guest.arrival, guest.turn, guest.state) = (arrival, self.turns, State::Waiting);
                true
            }
            State::Parked(_, ParkKind::AtWindow) => !std::mem::replace(&mut guest.is_back, true),
            State::Parked(window, kind) => {
                guest.sent_to = (kind == ParkKind::ThisWindow).then_some(window);
                guest.state = State::Waiting;
                true
            }
            State::Late => {
                guest.state = State::Waiting;
                true
            }
            State::Waiting | State::Called(_) | State::Serving(_) | State::Gone => false,
        }
    }

    /// Out of the line as often as they like, away from a call once.
    fn be_late(&mut self, n: usize) -> bool {
        let guest = &mut self.guests[n];
        let from_call = matches!(guest.state, State::Called(_));
        let may = guest.state == State::Waiting || from_call && !guest.was_late_for_call;
        if may {
            guest.was_late_for_call |= from_call;
            guest.state = State::Late;
        }
        may
    }

    /// From one state to another, if it is in that state.
    fn turn(&mut self, n: usize, from: State, to: State) -> bool {
        let is_there = self.guests[n].state == from;
        if is_there {
            self.guests[n].state = to;
        }
        is_there
    }

    fn direct(&mut self, n: usize, window: u16) -> bool {
        let guest = &mut self.guests[n];
        if guest.state != State::Waiting || guest.sent_to == Some(window) {
            return false;
        }
        guest.sent_to = Some(window);
        true
    }
}

impl ReferenceStateMachine for Reference {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self { now: 0, guests: Vec::new(), turns: 0, is_accepted: true }).boxed()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Step> {
        let items = subsequence(ITEMS.to_vec(), 1..=3).prop_shuffle();
        let take = (items, any::<bool>()).prop_map(|(items, has_credit)| Step::Take { items, has_credit });
        let give = subsequence(ITEMS.to_vec(), 1..=2).prop_shuffle();
        let pass = (1..=20_i64).prop_map(|halves| Step::Pass(halves * 30));
        if state.guests.is_empty() {
            return take.boxed();
        }
        let window = || select(WINDOWS.to_vec());
        let guest = 0..state.guests.len();
        // Mostly the guest who is at the window, sometimes any other.
        let at: Vec<(u16, usize)> = WINDOWS.iter().filter_map(|w| Some((*w, state.at(*w)?))).collect();
        let anywhere = (window(), guest.clone()).boxed();
        let here = if at.is_empty() {
            anywhere.clone()
        } else {
            prop_oneof![9 => select(at), 1 => anywhere].boxed()
        };
        let believed = prop_oneof![9 => Just(None), 1 => guest.clone().prop_map(Some)];
        let outcomes = subsequence(ITEMS.to_vec(), 0..=3);
        prop_oneof![
            3 => take,
            1 => (window(), give, any::<bool>())
                .prop_map(|(window, items, is_served)| Step::Give { window, items, is_served }),
            3 => pass,
            6 => (window(), believed).prop_map(|(window, believed)| Step::Call { window, believed }),
            4 => here.clone().prop_map(|(window, n)| Step::Start(window, n)),
            6 => (here.clone(), outcomes)
                .prop_map(|((window, guest), outcomes)| Step::Finish { window, guest, outcomes }),
            2 => here.clone().prop_map(|(window, n)| Step::NoShow(window, n)),
            1 => here.clone().prop_map(|(window, n)| Step::PutBack(window, n)),
            2 => (here, select(PARKS.to_vec())).prop_map(|((window, n), kind)| Step::Park(window, n, kind)),
            2 => guest.clone().prop_map(Step::Late),
            3 => guest.clone().prop_map(Step::Return),
            1 => guest.clone().prop_map(Step::Cancel),
            1 => (guest, window()).prop_map(|(n, window)| Step::Direct(n, window)),
        ]
        .boxed()
    }

    fn preconditions(state: &Self, step: &Step) -> bool {
        match step {
            Step::Pass(_) | Step::Take { .. } | Step::Give { .. } | Step::Call { believed: None, .. } => true,
            Step::Call { believed: Some(n), .. }
            | Step::Start(_, n)
            | Step::Finish { guest: n, .. }
            | Step::NoShow(_, n)
            | Step::PutBack(_, n)
            | Step::Park(_, n, _)
            | Step::Late(n)
            | Step::Return(n)
            | Step::Cancel(n)
            | Step::Direct(n, _) => *n < state.guests.len(),
        }
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.is_accepted = match step {
            Step::Pass(seconds) => state.pass(*seconds),
            Step::Take { items, has_credit } => state.take(items, *has_credit),
            Step::Give { window, items, is_served } => state.give(*window, items, *is_served),
            Step::Call { window, believed } => state.call(*window, *believed),
            Step::Start(window, n) => state.turn(*n, State::Called(*window), State::Serving(*window)),
            Step::Finish { window, guest, outcomes } => state.finish(*window, *guest, outcomes),
            Step::NoShow(window, n) => state.miss(*window, *n),
            Step::PutBack(window, n) => state.turn(*n, State::Called(*window), State::Waiting),
            Step::Park(window, n, kind) => {
                let is_parked = state.turn(*n, State::Serving(*window), State::Parked(*window, *kind));
                state.guests[*n].is_back &= !is_parked;
                is_parked
            }
            Step::Late(n) => state.be_late(*n),
            Step::Return(n) => state.come_back(*n),
            Step::Cancel(n) => {
                state.turn(*n, State::Waiting, State::Gone) || state.turn(*n, State::Late, State::Gone)
            }
            Step::Direct(n, window) => state.direct(*n, *window),
        };
        state
    }
}
