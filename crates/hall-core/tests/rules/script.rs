//! Table scripts: a row a command, with what comes of it.
//!
//! ```text
//! 08:00 kiosk-1 take card,parking      -> A001 taken
//! 08:02 window 3 call                  -> A001 called 3
//! 08:02 window 1 by wang call has A001 -> refused stale nobody
//! 08:03 show A001                      -> called 3
//! ```
//!
//! A time is one of Monday, `+2 08:00` two days later. What time alone brings about stands in front, in
//! brackets. `A001` is the latest ticket of that number, `~A001` the one of the day before. Every command has a key of
//! its own unless `key K` ends the row. `undue` after the time asks before anything due was applied.

mod parse;
mod render;
mod show;

use std::collections::BTreeMap;

use hall_core::catalogue::Catalogue;
use hall_core::command::{Action, Caller, Command};
use hall_core::event::{Event, Fact};
use hall_core::hall::Hall;
use hall_core::ids::TicketId;
use hall_core::time::Timestamp;
use jiff::civil::time;

use crate::small_hall::{at, catalogue};

/// A hall that a script is played in.
pub struct Table {
    /// The hall.
    pub hall: Hall,
    /// Everything that happened.
    pub log: Vec<Event>,
    /// Catalogues a row may adopt, by name.
    catalogues: BTreeMap<String, Catalogue>,
    /// Tickets by number, oldest first.
    tickets: BTreeMap<String, Vec<TicketId>>,
    rows: usize,
}

/// Plays a script in the small hall.
pub fn play(script: &str) -> Table {
    Table::of(catalogue()).play(script)
}

/// Plays a script in the small hall with something changed about it.
pub fn play_with(change: impl FnOnce(&mut Catalogue), script: &str) -> Table {
    let mut changed = catalogue();
    change(&mut changed);
    Table::of(changed).play(script)
}

impl Table {
    /// A hall that adopted this catalogue on Monday at 7.
    pub fn of(catalogue: Catalogue) -> Self {
        let mut table = Self::empty();
        let adopt = Action::AdoptCatalogue { catalogue: Box::new(catalogue) };
        let command = Command { caller: Caller::Server, key: "first".into(), action: adopt };
        let events =
            table.hall.decide(at(0, time(7, 0, 0, 0)), &command).expect("the first catalogue is adopted");
        table.apply(&events);
        table
    }

    /// A hall without a catalogue.
    pub fn empty() -> Self {
        Self {
            hall: Hall::new(),
            log: Vec::new(),
            catalogues: BTreeMap::new(),
            tickets: BTreeMap::new(),
            rows: 0,
        }
    }

    /// Makes a catalogue known to the rows as `adopt name`.
    pub fn offering(mut self, name: &str, change: impl FnOnce(&mut Catalogue)) -> Self {
        let mut changed = Catalogue { version: name.into(), ..catalogue() };
        change(&mut changed);
        self.catalogues.insert(name.into(), changed);
        self
    }

    /// Plays every row, and replays the log at the end.
    pub fn play(mut self, script: &str) -> Self {
        for row in script.lines().map(str::trim).filter(|row| !row.is_empty() && !row.starts_with('#')) {
            let (asked, expected) = row.split_once("->").unwrap_or_else(|| panic!("no `->` in `{row}`"));
            let got = self.row(asked.trim());
            assert_eq!(got, expected.trim(), "\nin the row `{row}`");
        }
        self.check_replay();
        self
    }

    fn row(&mut self, asked: &str) -> String {
        self.rows += 1;
        let mut words = asked.split_whitespace().peekable();
        let now = parse::time_of(&mut words);
        if words.next_if_eq(&"show").is_some() {
            return self.show(now, &mut words);
        }
        if words.next_if_eq(&"undue").is_some() {
            return self.command(now, &mut words);
        }
        let due: Vec<String> = self.due(now).into_iter().map(|event| format!("({event})")).collect();
        let came =
            if words.next_if_eq(&"time").is_some() { String::new() } else { self.command(now, &mut words) };
        let parts: Vec<String> = due.into_iter().chain([came]).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }

    fn due(&mut self, now: Timestamp) -> Vec<String> {
        let mut came = Vec::new();
        loop {
            let events = self.hall.due(now);
            if events.is_empty() {
                return came;
            }
            came.extend(events.iter().map(|event| self.event_text(event)));
            self.apply(&events);
        }
    }

    fn command(&mut self, now: Timestamp, words: &mut parse::Words) -> String {
        let command = self.parse(words);
        match self.hall.decide(now, &command) {
            Err(rejection) => format!("refused {}", self.rejection_text(&rejection)),
            Ok(events) if events.is_empty() => match self.hall.answer(&command.caller, &command.key) {
                Some(answer) => {
                    format!("again {}", answer.ticket.map_or("nothing".into(), |id| self.name(id)))
                }
                None => "nothing".into(),
            },
            Ok(events) => {
                self.apply(&events);
                let texts: Vec<String> = events.iter().map(|event| self.event_text(event)).collect();
                texts.join("; ")
            }
        }
    }

    fn apply(&mut self, events: &[Event]) {
        for event in events {
            if let Fact::TicketTaken(taken) = &event.fact {
                self.tickets.entry(taken.number.to_string()).or_default().push(taken.ticket);
            }
            self.hall.apply(event);
            self.log.push(event.clone());
        }
    }

    /// The ticket of a number, after the script.
    pub fn id(&self, number: &str) -> TicketId {
        self.ticket(number)
    }

    /// The ticket a row names.
    fn ticket(&self, name: &str) -> TicketId {
        let (steps_back, number) = name.strip_prefix('~').map_or((0, name), |number| (1, number));
        let ids = self.tickets.get(number).map_or(&[][..], Vec::as_slice);
        ids.iter().rev().nth(steps_back).copied().unwrap_or(TicketId(999))
    }

    /// The name a row gives a ticket.
    fn name(&self, id: TicketId) -> String {
        let found = self.tickets.iter().find(|(_, ids)| ids.contains(&id));
        match found {
            Some((number, ids)) if ids.last() == Some(&id) => number.clone(),
            Some((number, _)) => format!("~{number}"),
            None => "unknown".into(),
        }
    }

    /// The log, written and read again, gives the same hall; so does a snapshot.
    fn check_replay(&self) {
        let mut replayed = Hall::new();
        for event in &self.log {
            let json = serde_json::to_string(event).unwrap();
            replayed.apply(&serde_json::from_str(&json).unwrap());
        }
        assert_eq!(replayed, self.hall, "the log gives another hall");
        let snapshot = serde_json::to_string(&self.hall).unwrap();
        assert_eq!(serde_json::from_str::<Hall>(&snapshot).unwrap(), self.hall, "the snapshot differs");
    }
}
