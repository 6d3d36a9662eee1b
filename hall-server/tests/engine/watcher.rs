//! Somebody who stands in the hall with a watch: looks at every ticket before and after each event, adds the time up,
//! and counts from scratch. Knows the hall's state, and nothing of how the server folds the log.

use std::collections::{BTreeMap, BTreeSet};

use hall_api::requests::{By, Figures, Matters, Outcomes, Ratings, Spread};
use hall_core::command::{Outcome, ParkKind};
use hall_core::event::{CancelReason, Event, Fact};
use hall_core::hall::{Hall, WindowMode};
use hall_core::ids::{PersonRef, TicketId, WindowId};
use hall_core::ticket::Phase;
use hall_core::time::{HOUR_MS, Timestamp};
use hall_server::statistics::period::Days;
use jiff::civil::Date;

#[derive(Default)]
pub struct Watcher {
    last_at: Timestamp,
    pub visits: BTreeMap<TicketId, Seen>,
    /// In the order they were made.
    decisions: Vec<Decided>,
    /// By day, window and clerk: open and paused, milliseconds.
    shifts: BTreeMap<(Date, u16, String), (i64, i64)>,
    pub levels: BTreeMap<u64, u8>,
    late: bool,
    /// Rare things, and how often they happened.
    pub seen: BTreeMap<&'static str, u32>,
}

#[derive(Default)]
pub struct Seen {
    day: Date,
    hour: i8,
    line: String,
    items: Vec<String>,
    person: Option<PersonRef>,
    continues: Option<TicketId>,
    waited_ms: i64,
    first: Option<(u16, String)>,
    misses: Vec<(u16, String, i8)>,
    stays: Vec<Stay>,
    cancelled: bool,
    expired: bool,
}

struct Stay {
    window: u16,
    clerk: String,
    hour: i8,
    ms: i64,
    is_over: bool,
    decisions: Vec<usize>,
}

struct Decided {
    ticket: TicketId,
    item: String,
    line: String,
    window: u16,
    clerk: String,
    hour: i8,
    at: Timestamp,
    outcome: Outcome,
}

fn clerk_at(hall: &Hall, window: WindowId) -> String {
    hall.window(window).and_then(|window| window.clerk.as_ref()).unwrap().to_string()
}

fn hour(hall: &Hall, at: Timestamp) -> i8 {
    at.civil(hall.zone()).hour()
}

impl Watcher {
    /// Time has passed: everybody has gone on with what they were doing.
    pub fn wait_until(&mut self, hall: &Hall, now: Timestamp) {
        let passed_ms = now.since(self.last_at);
        self.last_at = now;
        for ticket in hall.tickets() {
            let Some(seen) = self.visits.get_mut(&ticket.id) else { continue };
            match ticket.phase {
                Phase::Waiting if seen.stays.is_empty() => seen.waited_ms += passed_ms,
                Phase::Serving { window, .. } => {
                    let stay = seen.stays.last_mut().unwrap();
                    stay.ms += passed_ms;
                    stay.clerk = clerk_at(hall, window);
                }
                _ => {}
            }
        }
        let Some(day) = hall.day() else { return };
        for (id, window) in hall.windows() {
            let Some(clerk) = &window.clerk else { continue };
            let (open_ms, idle_ms) = self.shifts.entry((day.0, id.0, clerk.to_string())).or_default();
            *open_ms += passed_ms;
            *idle_ms += if matches!(window.mode, WindowMode::Paused { .. }) { passed_ms } else { 0 };
        }
    }

    /// What the event is about to change.
    pub fn before(&mut self, hall: &Hall, event: &Event) {
        self.wait_until(hall, event.at);
        if let (Some(id), true) = (event.fact.ticket(), event.cause.is_some())
            && let Some(ticket) = hall.ticket(id)
            && let Phase::Called { window, .. } = ticket.phase
            && match event.fact {
                Fact::TicketMissed { .. } => true,
                // A ticket of an earlier day expires whatever is done with it.
                Fact::TicketExpired { .. } => Some(ticket.day) == hall.day(),
                _ => false,
            }
        {
            let miss = (window.0, clerk_at(hall, window), hour(hall, event.at));
            self.visits.get_mut(&id).unwrap().misses.push(miss);
        }
    }

    /// What is different after the event.
    pub fn after(&mut self, hall: &Hall, event: &Event) {
        if let Fact::TicketTaken(taken) = &event.fact {
            let ticket = hall.ticket(taken.ticket).unwrap();
            let seen = Seen {
                day: ticket.day.0,
                hour: hour(hall, event.at),
                line: ticket.items[0].line.to_string(),
                items: ticket.items.iter().map(|item| item.item.to_string()).collect(),
                person: ticket.person.clone(),
                continues: taken.continues,
                ..Seen::default()
            };
            self.visits.insert(ticket.id, seen);
        }
        if let Fact::DayRolledOver { .. } = &event.fact {
            let is_served = |phase: Phase| matches!(phase, Phase::Serving { .. });
            self.late |= hall.tickets().any(|ticket| is_served(ticket.phase));
        }
        self.saw(event);
        let Some(ticket) = event.fact.ticket().and_then(|id| hall.ticket(id)) else { return };
        if let Fact::TicketCancelled { ticket, reason: CancelReason::Ghost } = &event.fact
            && self.visits.get(ticket).is_some_and(|seen| seen.stays.is_empty())
        {
            self.visits.remove(ticket);
        }
        let Some(seen) = self.visits.get_mut(&ticket.id) else { return };
        match ticket.phase {
            Phase::Called { window, .. } => {
                seen.first.get_or_insert_with(|| (window.0, clerk_at(hall, window)));
            }
            Phase::Serving { window, .. } => {
                seen.first.get_or_insert_with(|| (window.0, clerk_at(hall, window)));
                if seen.stays.last().is_none_or(|stay| stay.is_over) {
                    let clerk = clerk_at(hall, window);
                    let hour = hour(hall, event.at);
                    let decisions = Vec::new();
                    seen.stays.push(Stay { window: window.0, clerk, hour, ms: 0, is_over: false, decisions });
                }
            }
            Phase::Cancelled => seen.cancelled = true,
            Phase::Expired => seen.expired = true,
            Phase::Waiting | Phase::NoShow { .. } | Phase::Parked { .. } | Phase::Done => {}
        }
        let goes_on =
            matches!(ticket.phase, Phase::Serving { .. } | Phase::Parked { kind: ParkKind::AtWindow, .. });
        if let (false, Some(stay)) = (goes_on, seen.stays.last_mut()) {
            stay.is_over = true;
        }
        if let Fact::OutcomeRecorded { window, item, outcome, .. } = &event.fact {
            seen.stays.last_mut().unwrap().decisions.push(self.decisions.len());
            self.decisions.push(Decided {
                ticket: ticket.id,
                item: item.to_string(),
                line: ticket.item(item).unwrap().line.to_string(),
                window: window.0,
                clerk: clerk_at(hall, *window),
                hour: hour(hall, event.at),
                at: event.at,
                outcome: *outcome,
            });
        }
    }

    fn saw(&mut self, event: &Event) {
        let is_of_staff = event.cause.is_some();
        let name = match &event.fact {
            Fact::TicketCancelled { reason: CancelReason::Ghost, .. } => "a ghost",
            Fact::ReprintDue { .. } => "a reprint",
            Fact::VisitorLate { window: None, .. } => "late out of the line",
            Fact::VisitorLate { window: Some(_), .. } => "late for a call",
            Fact::ClassVoided { .. } => "a class voided",
            Fact::TicketDirected { .. } => "a ticket directed",
            Fact::TicketCalled { picked: true, .. } => "a number picked",
            Fact::TicketRecalled { .. } => "a recall",
            Fact::TicketExpired { .. } if is_of_staff => "expired at a window",
            _ => return,
        };
        *self.seen.entry(name).or_default() += 1;
    }

    /// Somebody was served past the end of a day.
    pub fn went_past_the_end_of_a_day(&self) -> bool {
        self.late
    }

    /// Visits a matter had taken with each decision, found by searching backwards.
    fn visits_of_matters(&self) -> Vec<u32> {
        let mut visits: Vec<u32> = Vec::new();
        let mut taken_up = BTreeSet::new();
        for (at, decision) in self.decisions.iter().enumerate() {
            let seen = &self.visits[&decision.ticket];
            let open = |before: &usize| {
                let earlier = &self.decisions[*before];
                earlier.item == decision.item
                    && earlier.outcome == Outcome::NeedsMaterials
                    && !taken_up.contains(before)
            };
            let by_code = |before: &usize| seen.continues == Some(self.decisions[*before].ticket);
            let by_person = |before: &usize| {
                let earlier = &self.decisions[*before];
                seen.person.is_some()
                    && self.visits[&earlier.ticket].person == seen.person
                    && decision.at.since(earlier.at) <= 30 * 24 * HOUR_MS
            };
            let backwards = || (0..at).rev().filter(open);
            let before = backwards().find(by_code).or_else(|| backwards().find(by_person));
            visits.push(before.map_or(1, |before| visits[before] + 1));
            taken_up.extend(before);
        }
        visits
    }

    /// Every group something belongs to.
    pub fn keys(&self, days: Days, by: By) -> BTreeSet<String> {
        let of = |keys: Vec<String>| keys.into_iter();
        let mut keys = BTreeSet::new();
        for (id, seen) in self.visits.iter().filter(|(_, seen)| days.contains(seen.day)) {
            keys.extend(of(arrival_keys(by, seen)));
            for (window, clerk, hour) in &seen.misses {
                keys.extend(of(group_keys(by, seen, &seen.items, &seen.line, Some((*window, clerk)), *hour)));
            }
            for stay in &seen.stays {
                keys.extend(of(self.stay_keys(by, seen, stay)));
                keys.extend(stay.decisions.iter().flat_map(|at| self.decision_keys(by, seen, *at)));
            }
            if self.levels.contains_key(&id.0) {
                keys.extend(of(self.rating_keys(by, seen)));
            }
        }
        for ((day, window, clerk), _) in self.shifts.iter().filter(|((day, ..), _)| days.contains(*day)) {
            keys.extend(shift_key(by, *day, *window, clerk));
        }
        keys
    }

    /// The figures of a group, or of all visits, counted from scratch.
    pub fn figures(&self, days: Days, group: Option<(By, &str)>) -> Figures {
        let within = |keys: &dyn Fn(By) -> Vec<String>| match group {
            Some((by, key)) => keys(by).iter().any(|found| found == key),
            None => true,
        };
        let visits_of_matters = self.visits_of_matters();
        let mut figures = Figures::default();
        let (mut waits_ms, mut services_ms) = (Vec::new(), Vec::new());
        for (id, seen) in self.visits.iter().filter(|(_, seen)| days.contains(seen.day)) {
            if within(&|by| arrival_keys(by, seen)) {
                figures.arrivals += 1;
                figures.cancelled += u32::from(seen.cancelled);
                figures.unserved += u32::from(seen.expired && seen.stays.is_empty());
                if !seen.stays.is_empty() {
                    waits_ms.push(seen.waited_ms);
                }
            }
            let missed_here = |(window, clerk, hour): &&(u16, String, i8)| {
                within(&|by| group_keys(by, seen, &seen.items, &seen.line, Some((*window, clerk)), *hour))
            };
            figures.no_shows += seen.misses.iter().filter(missed_here).count() as u32;
            let here = |stay: &&Stay| within(&|by| self.stay_keys(by, seen, stay));
            figures.served += u32::from(seen.stays.iter().any(|stay| here(&stay)));
            for stay in seen.stays.iter().filter(here).filter(|stay| stay.is_over) {
                match group {
                    Some((By::Item | By::Department, key)) => {
                        let share = stay.ms / stay.decisions.len() as i64;
                        let mine = stay.decisions.iter().map(|at| &self.decisions[*at].item);
                        let mine = mine.filter(|item| *item == key || key == "office").count();
                        services_ms.extend(std::iter::repeat_n(share, mine));
                    }
                    _ => services_ms.push(stay.ms),
                }
            }
            for at in seen.stays.iter().flat_map(|stay| &stay.decisions) {
                if within(&|by| self.decision_keys(by, seen, *at)) {
                    count_outcome(&mut figures.outcomes, self.decisions[*at].outcome);
                    if self.decisions[*at].outcome != Outcome::NeedsMaterials {
                        let Matters { decided, visits, in_one_visit } = &mut figures.matters;
                        *decided += 1;
                        *visits += visits_of_matters[*at];
                        *in_one_visit += u32::from(visits_of_matters[*at] == 1);
                    }
                }
            }
            if let Some(level) = self.levels.get(&id.0)
                && within(&|by| self.rating_keys(by, seen))
            {
                let Ratings { levels } = &mut figures.ratings;
                levels[usize::from(*level) - 1] += 1;
            }
        }
        for ((day, window, clerk), (open_ms, paused_ms)) in &self.shifts {
            if days.contains(*day) && within(&|by| shift_key(by, *day, *window, clerk)) {
                figures.open_ms += open_ms;
                figures.paused_ms += paused_ms;
            }
        }
        figures.wait = spread(&waits_ms);
        figures.service = spread(&services_ms);
        figures
    }

    fn stay_keys(&self, by: By, seen: &Seen, stay: &Stay) -> Vec<String> {
        let decided = || stay.decisions.iter().map(|at| &self.decisions[*at]);
        let items: Vec<String> = decided().map(|decision| decision.item.clone()).collect();
        let line = decided().next().map_or(&seen.line, |decision| &decision.line);
        group_keys(by, seen, &items, line, Some((stay.window, &stay.clerk)), stay.hour)
    }

    fn decision_keys(&self, by: By, seen: &Seen, at: usize) -> Vec<String> {
        let Decided { item, line, window, clerk, hour, .. } = &self.decisions[at];
        group_keys(by, seen, std::slice::from_ref(item), line, Some((*window, clerk)), *hour)
    }

    fn rating_keys(&self, by: By, seen: &Seen) -> Vec<String> {
        let decided = seen.stays.iter().flat_map(|stay| &stay.decisions);
        let items: Vec<String> = decided.map(|at| self.decisions[*at].item.clone()).collect();
        let last = seen.stays.last().map(|stay| (stay.window, stay.clerk.as_str()));
        group_keys(by, seen, &items, &seen.line, last, seen.hour)
    }
}

fn arrival_keys(by: By, seen: &Seen) -> Vec<String> {
    let first = seen.first.as_ref().map(|(window, clerk)| (*window, clerk.as_str()));
    group_keys(by, seen, &seen.items, &seen.line, first, seen.hour)
}

fn group_keys(
    by: By,
    seen: &Seen,
    items: &[String],
    line: &str,
    place: Option<(u16, &str)>,
    hour: i8,
) -> Vec<String> {
    match by {
        By::Line => vec![line.to_owned()],
        By::Window => place.iter().map(|(window, _)| window.to_string()).collect(),
        By::Clerk => place.iter().map(|(_, clerk)| (*clerk).to_owned()).collect(),
        By::Item => items.to_vec(),
        // The small hall has one.
        By::Department => items.iter().take(1).map(|_| "office".to_owned()).collect(),
        By::Hour => vec![format!("{hour:02}")],
        By::Weekday => vec![seen.day.weekday().to_monday_one_offset().to_string()],
        By::Day => vec![seen.day.to_string()],
    }
}

fn shift_key(by: By, day: Date, window: u16, clerk: &str) -> Vec<String> {
    match by {
        By::Window => vec![window.to_string()],
        By::Clerk => vec![clerk.to_owned()],
        By::Weekday => vec![day.weekday().to_monday_one_offset().to_string()],
        By::Day => vec![day.to_string()],
        By::Line | By::Item | By::Department | By::Hour => Vec::new(),
    }
}

fn count_outcome(outcomes: &mut Outcomes, outcome: Outcome) {
    *match outcome {
        Outcome::Done => &mut outcomes.done,
        Outcome::Accepted => &mut outcomes.accepted,
        Outcome::NeedsMaterials => &mut outcomes.needs_materials,
        Outcome::Refused => &mut outcomes.refused,
        Outcome::Consulted => &mut outcomes.consulted,
    } += 1;
}

/// The least that so many of a hundred do not exceed, found by trying each.
fn spread(all: &[i64]) -> Option<Spread> {
    let least = |percent: usize| {
        let enough = |bound: &&i64| all.iter().filter(|ms| ms <= bound).count() * 100 >= percent * all.len();
        all.iter().filter(enough).min().copied()
    };
    Some(Spread {
        count: all.len() as u32,
        sum_ms: all.iter().sum(),
        p50_ms: least(50)?,
        p90_ms: least(90)?,
        max_ms: least(100)?,
    })
}
