//! A hall with everything that watches it: each step is checked before the next.

use std::collections::BTreeMap;

use hall_core::command::{Action, Command};
use hall_core::event::{Event, Fact};
use hall_core::hall::{Answer, Hall};
use hall_core::ids::TicketId;
use hall_core::rejection::Rejection;
use hall_core::time::Timestamp;

use crate::referee::Referee;
use crate::rng::Rng;

/// Checks between two snapshots that the shadow goes on from.
const SNAPSHOT_EVERY: u64 = 20_000;
/// Keys are kept this long, milliseconds.
const KEY_KEEP_MS: i64 = 48 * 60 * 60 * 1_000;

/// A hall under observation.
pub struct Site {
    pub hall: Hall,
    pub referee: Referee,
    /// Lives from the written log alone.
    shadow: Hall,
    /// The log as it would be written.
    log: Vec<String>,
    /// Accepted commands with their time and answer.
    accepted: Vec<(Timestamp, Command, Answer)>,
    pub steps: u64,
    /// How often everything was compared: after each step that changed something, and after what fell due.
    pub checks: u64,
    /// How often each kind of event happened, and each refusal.
    pub seen: BTreeMap<String, u64>,
    rng: Rng,
}

impl Site {
    pub fn new(rng: Rng) -> Self {
        Self {
            hall: Hall::new(),
            referee: Referee::default(),
            shadow: Hall::new(),
            log: Vec::new(),
            accepted: Vec::new(),
            steps: 0,
            checks: 0,
            seen: BTreeMap::new(),
            rng,
        }
    }

    /// What the engine does with a command: what is due first, then the command.
    pub fn submit(&mut self, clock: Timestamp, command: &Command) -> Result<Answer, Rejection> {
        self.let_pass(clock);
        self.ask(clock, command)
    }

    /// The same for what has to be told before anything due: a jump of the clock.
    pub fn ask(&mut self, clock: Timestamp, command: &Command) -> Result<Answer, Rejection> {
        self.steps += 1;
        let decided = self.hall.decide(clock, command);
        let events = decided.inspect_err(|rejection| *self.seen.entry(rejection.code()).or_default() += 1)?;
        if events.is_empty() {
            *self.seen.entry("no event".into()).or_default() += 1;
            return Ok(self.hall.answer(&command.caller, &command.key).unwrap_or_default());
        }
        self.make_so(&events);
        let answer =
            self.hall.answer(&command.caller, &command.key).expect("an accepted command has an answer");
        if !matches!(command.action, Action::AdoptCatalogue { .. }) {
            self.accepted.push((self.hall.last_at(), command.clone(), answer));
        }
        self.check(clock);
        Ok(answer)
    }

    /// Time passes.
    pub fn let_pass(&mut self, clock: Timestamp) {
        loop {
            let events = self.hall.due(clock);
            if events.is_empty() {
                break;
            }
            let expected = self.hall.next_due().expect("what is due was in sight");
            assert!(expected <= events[0].at, "due at {expected:?}, and not before");
            self.make_so(&events);
            self.check(clock);
        }
        let next = self.hall.next_due();
        assert!(next.is_none_or(|next| next > clock.max(self.hall.last_at())), "{next:?} is not overdue");
    }

    fn make_so(&mut self, events: &[Event]) {
        for event in events {
            let json = serde_json::to_string(event).unwrap();
            let read: Event = serde_json::from_str(&json).unwrap();
            assert_eq!(read, *event, "an event is read as it was written");
            if !matches!(event.fact, Fact::CatalogueAdopted { .. }) {
                assert!(
                    !json.contains("elderly") && !json.contains("veteran"),
                    "no class in the log: {json}"
                );
            }
            self.referee.watch(event);
            self.hall.apply(event);
            self.shadow.apply(&read);
            let kind = serde_json::to_value(&event.fact).unwrap()["kind"].as_str().unwrap().to_owned();
            *self.seen.entry(kind).or_default() += 1;
            self.log.push(json);
        }
    }

    fn check(&mut self, clock: Timestamp) {
        self.compare_shadow();
        self.referee.compare(&self.hall);
        self.check_a_repetition(clock);
        self.checks += 1;
        if self.checks.is_multiple_of(SNAPSHOT_EVERY) {
            self.check_snapshot();
        }
    }

    /// What the log tells is the whole hall: `replay(log) == state`.
    fn compare_shadow(&self) {
        if self.hall == self.shadow {
            return;
        }
        // Where, before that.
        for ticket in self.hall.tickets() {
            assert_eq!(Some(ticket), self.shadow.ticket(ticket.id));
        }
        for (id, window) in self.hall.windows() {
            assert_eq!(Some(window), self.shadow.window(id), "window {id}");
        }
        for (id, line) in self.hall.lines() {
            assert_eq!(Some(line), self.shadow.line(id), "line {id}");
        }
        panic!("the log gives another hall");
    }

    /// One of the commands accepted so far, another each time.
    fn check_a_repetition(&mut self, clock: Timestamp) {
        if !self.accepted.is_empty() {
            let nth = self.rng.below(self.accepted.len());
            self.ask_again(clock, &self.accepted[nth]);
        }
    }

    /// A command accepted in the last 48 hours, asked again, has the answer it had and changes nothing.
    fn ask_again(&self, clock: Timestamp, (at, command, answer): &(Timestamp, Command, Answer)) {
        let now = clock.max(self.hall.last_at());
        if now.0 - at.0 <= KEY_KEEP_MS {
            assert_eq!(self.hall.decide(clock, command), Ok(Vec::new()), "{command:?}");
            assert_eq!(self.hall.answer(&command.caller, &command.key), Some(*answer), "{command:?}");
        }
    }

    /// The shadow goes on from a snapshot: nothing of the state is missing in it.
    fn check_snapshot(&mut self) {
        let snapshot = serde_json::to_string(&self.hall).unwrap();
        self.shadow = serde_json::from_str(&snapshot).unwrap();
        assert!(self.hall == self.shadow, "a snapshot is the whole hall");
    }

    /// The whole log from its beginning gives the same hall, and so do all commands that are remembered.
    pub fn check_replay(&mut self) {
        self.check_snapshot();
        for accepted in &self.accepted {
            self.ask_again(self.hall.last_at(), accepted);
        }
        let mut replayed = Hall::new();
        for json in &self.log {
            replayed.apply(&serde_json::from_str(json).unwrap());
        }
        assert!(replayed == self.hall, "replay(log) == state");
    }

    /// Estimates are made of whoever waits, and of nobody else; people ahead are counted as the referee counts.
    pub fn check_estimates(&mut self, clock: Timestamp) {
        let found = self.hall.estimates(clock);
        for (id, wait) in &found.tickets {
            assert!(self.referee.waiting.contains(id), "{id} waits");
            assert!(0 <= wait.from_ms && wait.from_ms < wait.to_ms);
        }
        let waiting: Vec<TicketId> = self.referee.waiting.iter().copied().collect();
        if !waiting.is_empty() {
            let id = *self.rng.pick(&waiting);
            assert_eq!(self.hall.people_ahead(id), Some(self.referee.people_ahead(id)), "{id}");
        }
    }
}
