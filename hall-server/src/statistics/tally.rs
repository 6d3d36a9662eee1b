//! Segments counted: every figure of every group, and of all together. What each counts is said in `docs/statistics.md`.

use std::collections::HashMap;

use hall_api::requests::{By, Figures, Matters, Outcomes, Ratings, Spread};
use hall_core::catalogue::Catalogue;
use hall_core::ids::ItemCode;
use jiff::civil::Date;
use smallvec::{SmallVec, smallvec};

use super::facts::{End, Name, Segment, Service, Visit};
use super::matters::NEEDS_MATERIALS;
use super::period::Days;

/// Levels of ratings by ticket.
pub type Levels = HashMap<u64, u8>;

/// What has been counted.
#[derive(Debug, Default)]
pub struct Tally {
    /// All visits of the period.
    pub total: Count,
    /// By the key of the group.
    pub groups: HashMap<String, Count>,
}

/// What is counted of one group.
#[derive(Debug, Default)]
pub struct Count {
    arrivals: u32,
    served: u32,
    cancelled: u32,
    unserved: u32,
    no_shows: u32,
    waits_ms: Vec<u32>,
    services_ms: Vec<u32>,
    outcomes: [u32; 5],
    matters: Matters,
    ratings: Ratings,
    open_ms: i64,
    paused_ms: i64,
}

impl Tally {
    /// Takes in what was counted elsewhere.
    pub fn add(&mut self, other: Self) {
        self.total.add(other.total);
        for (key, count) in other.groups {
            self.groups.entry(key).or_default().add(count);
        }
    }
}

/// Counts the segments of a period by a group.
#[derive(Debug)]
pub struct Counter<'a> {
    days: Days,
    by: By,
    catalogue: &'a Catalogue,
    levels: &'a Levels,
    total: Count,
    /// Groups in the order they were met, each with its key.
    groups: Vec<(String, Count)>,
    known: HashMap<String, usize>,
}

/// Places in the list of groups, each once: one or two, for each of hundreds of thousands of things counted.
type Places = SmallVec<[usize; 4]>;

impl<'a> Counter<'a> {
    /// Nothing is counted yet.
    pub fn new(days: Days, by: By, catalogue: &'a Catalogue, levels: &'a Levels) -> Self {
        let (total, groups, known) = (Count::default(), Vec::new(), HashMap::new());
        Self { days, by, catalogue, levels, total, groups, known }
    }

    /// Counts a segment.
    pub fn add(&mut self, segment: &Segment) {
        let mut scope = Scope { segment, named: vec![None; segment.names.len()], numbered: HashMap::new() };
        for visit in &segment.visits {
            let day = if visit.days_ago == 0 { segment.day } else { segment.day_of(visit) };
            if self.days.contains(day) {
                self.visit(&mut scope, visit, day);
            }
        }
        if self.days.contains(segment.day) {
            self.shifts(&mut scope);
        }
    }

    /// What has been counted.
    pub fn finish(self) -> Tally {
        Tally { total: self.total, groups: self.groups.into_iter().collect() }
    }

    fn visit(&mut self, scope: &mut Scope<'_>, visit: &Visit, day: Date) {
        let arrival = |count: &mut Count| {
            count.arrivals += 1;
            count.cancelled += u32::from(visit.end == End::Cancelled);
            count.unserved += u32::from(visit.end == End::Expired && visit.services.is_empty());
            if let Some(wait_ms) = visit.wait_ms {
                count.waits_ms.push(wait_ms);
            }
        };
        let first = visit.first.map(|(window, clerk)| At { window, clerk });
        let places = self.places(scope, &visit.items, visit.line, first, visit.hour, day);
        self.count(&places, arrival);
        for miss in &visit.misses {
            let at = Some(At { window: miss.0, clerk: miss.1 });
            let places = self.places(scope, &visit.items, visit.line, at, miss.2, day);
            self.count(&places, |count| count.no_shows += 1);
        }
        let mut served_in = Places::new();
        for service in &visit.services {
            served_in.extend(self.service(scope, visit, service, day));
        }
        served_in.sort_unstable();
        served_in.dedup();
        if !visit.services.is_empty() {
            self.count(&served_in, |count| count.served += 1);
        }
        if let Some(level) = self.levels.get(&visit.ticket) {
            self.rating(scope, visit, *level, day);
        }
    }

    /// Gives the groups it is counted in.
    fn service(&mut self, scope: &mut Scope<'_>, visit: &Visit, service: &Service, day: Date) -> Places {
        let at = At { window: service.window, clerk: service.clerk };
        let line = service.decisions.first().map_or(visit.line, |decision| decision.line);
        let shares = u32::try_from(service.decisions.len()).unwrap_or(u32::MAX);
        let mut served_in = Places::new();
        match self.by {
            By::Item | By::Department => {
                // An item's share of the time: split evenly, as nobody notes when the clerk turns to the next one.
                for decision in &service.decisions {
                    let items = std::slice::from_ref(&decision.item);
                    let places = self.places(scope, items, line, Some(at), service.hour, day);
                    if let Some(served_ms) = service.served_ms {
                        let push = |count: &mut Count| count.services_ms.push(served_ms / shares);
                        for place in &places {
                            push(&mut self.groups[*place].1);
                        }
                    }
                    served_in.extend(places);
                }
                self.total.services_ms.extend(service.served_ms);
            }
            By::Line | By::Window | By::Clerk | By::Hour | By::Weekday | By::Day => {
                let places = self.places(scope, &[], line, Some(at), service.hour, day);
                self.count(&places, |count| count.services_ms.extend(service.served_ms));
                served_in = places;
            }
        }
        for decision in &service.decisions {
            let at = At { window: service.window, clerk: decision.clerk };
            let items = std::slice::from_ref(&decision.item);
            let places = self.places(scope, items, decision.line, Some(at), decision.hour, day);
            self.count(&places, |count| {
                if let Some(outcome) = count.outcomes.get_mut(usize::from(decision.outcome)) {
                    *outcome += 1;
                }
                if decision.outcome != NEEDS_MATERIALS {
                    count.matters.decided += 1;
                    count.matters.visits += u32::from(decision.visits);
                    count.matters.in_one_visit += u32::from(decision.visits == 1);
                }
            });
        }
        served_in
    }

    /// A rating counts where the visit ended, and for every item decided on it.
    fn rating(&mut self, scope: &mut Scope<'_>, visit: &Visit, level: u8, day: Date) {
        let last = visit.services.last().map(|service| At { window: service.window, clerk: service.clerk });
        let decided = visit.services.iter().flat_map(|service| &service.decisions);
        let items: Vec<Name> = decided.map(|decision| decision.item).collect();
        let places = self.places(scope, &items, visit.line, last, visit.hour, day);
        self.count(&places, |count| {
            if let Some(level) = count.ratings.levels.get_mut(usize::from(level).wrapping_sub(1)) {
                *level += 1;
            }
        });
    }

    fn shifts(&mut self, scope: &mut Scope<'_>) {
        let day = scope.segment.day;
        for shift in &scope.segment.shifts {
            let places = match self.by {
                By::Window | By::Clerk | By::Weekday | By::Day => {
                    let at = At { window: shift.window, clerk: shift.clerk };
                    self.places(scope, &[], 0, Some(at), 0, day)
                }
                By::Line | By::Item | By::Department | By::Hour => Places::new(),
            };
            self.count(&places, |count| {
                count.open_ms += i64::from(shift.open_ms);
                count.paused_ms += i64::from(shift.paused_ms);
            });
        }
    }

    fn count(&mut self, places: &[usize], mut change: impl FnMut(&mut Count)) {
        change(&mut self.total);
        for place in places {
            change(&mut self.groups[*place].1);
        }
    }

    /// The groups of something with these items, in this line, there, then.
    fn places(
        &mut self,
        scope: &mut Scope<'_>,
        items: &[Name],
        line: Name,
        at: Option<At>,
        hour: u8,
        day: Date,
    ) -> Places {
        match self.by {
            By::Line => smallvec![self.named(scope, line)],
            By::Clerk => at.iter().map(|at| self.named(scope, at.clerk)).collect(),
            By::Item | By::Department => {
                let mut places: Places = items.iter().map(|item| self.named(scope, *item)).collect();
                places.sort_unstable();
                places.dedup();
                places
            }
            By::Window => {
                at.iter().map(|at| self.numbered(scope, at.window.into(), || at.window.to_string())).collect()
            }
            By::Hour => smallvec![self.numbered(scope, hour.into(), || format!("{hour:02}"))],
            By::Weekday => {
                let weekday = day.weekday().to_monday_one_offset();
                smallvec![self.numbered(scope, weekday.into(), || weekday.to_string())]
            }
            By::Day => {
                let days = (day - scope.segment.day).get_days();
                smallvec![self.numbered(scope, days, || day.to_string())]
            }
        }
    }

    /// The group of a name of the segment; of its department if grouped so.
    fn named(&mut self, scope: &mut Scope<'_>, name: Name) -> usize {
        if let Some(Some(place)) = scope.named.get(name as usize) {
            return *place;
        }
        let text = scope.segment.text(name);
        let key = match self.by {
            By::Department => self.department(text),
            _ => text.to_owned(),
        };
        let place = self.group(key);
        if let Some(slot) = scope.named.get_mut(name as usize) {
            *slot = Some(place);
        }
        place
    }

    /// Who leads an item now; nobody if the catalogue no longer has it.
    fn department(&self, item: &str) -> String {
        let item = self.catalogue.items.get(&ItemCode::new(item));
        item.and_then(|item| item.departments.first()).map(ToString::to_string).unwrap_or_default()
    }

    fn numbered(&mut self, scope: &mut Scope<'_>, number: i32, key: impl FnOnce() -> String) -> usize {
        if let Some(place) = scope.numbered.get(&number) {
            return *place;
        }
        let place = self.group(key());
        scope.numbered.insert(number, place);
        place
    }

    fn group(&mut self, key: String) -> usize {
        if let Some(place) = self.known.get(&key) {
            return *place;
        }
        self.groups.push((key.clone(), Count::default()));
        self.known.insert(key, self.groups.len() - 1);
        self.groups.len() - 1
    }
}

/// A segment with the groups of its names and numbers, as far as they are known.
struct Scope<'a> {
    segment: &'a Segment,
    named: Vec<Option<usize>>,
    numbered: HashMap<i32, usize>,
}

/// Where something happened.
#[derive(Clone, Copy)]
struct At {
    window: u16,
    clerk: Name,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.arrivals += other.arrivals;
        self.served += other.served;
        self.cancelled += other.cancelled;
        self.unserved += other.unserved;
        self.no_shows += other.no_shows;
        self.waits_ms.extend(other.waits_ms);
        self.services_ms.extend(other.services_ms);
        add_each(&mut self.outcomes, other.outcomes);
        self.matters.decided += other.matters.decided;
        self.matters.visits += other.matters.visits;
        self.matters.in_one_visit += other.matters.in_one_visit;
        add_each(&mut self.ratings.levels, other.ratings.levels);
        self.open_ms += other.open_ms;
        self.paused_ms += other.paused_ms;
    }

    /// The figures.
    pub fn figures(mut self) -> Figures {
        let [done, accepted, needs_materials, refused, consulted] = self.outcomes;
        Figures {
            arrivals: self.arrivals,
            served: self.served,
            cancelled: self.cancelled,
            unserved: self.unserved,
            no_shows: self.no_shows,
            wait: spread(&mut self.waits_ms),
            service: spread(&mut self.services_ms),
            outcomes: Outcomes { done, accepted, needs_materials, refused, consulted },
            matters: self.matters,
            ratings: self.ratings,
            open_ms: self.open_ms,
            paused_ms: self.paused_ms,
        }
    }
}

fn add_each(counts: &mut [u32; 5], others: [u32; 5]) {
    for (count, other) in counts.iter_mut().zip(others) {
        *count += other;
    }
}

/// Percentiles by nearest rank.
fn spread(durations_ms: &mut [u32]) -> Option<Spread> {
    durations_ms.sort_unstable();
    let rank = |percent: usize| {
        let nth = (durations_ms.len() * percent).div_ceil(100).checked_sub(1)?;
        durations_ms.get(nth).map(|ms| i64::from(*ms))
    };
    Some(Spread {
        count: u32::try_from(durations_ms.len()).unwrap_or(u32::MAX),
        sum_ms: durations_ms.iter().map(|ms| i64::from(*ms)).sum(),
        p50_ms: rank(50)?,
        p90_ms: rank(90)?,
        max_ms: rank(100)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let of = |durations: &[u32]| {
            let found = spread(&mut durations.to_vec())?;
            Some((found.count, found.sum_ms, found.p50_ms, found.p90_ms, found.max_ms))
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some((1, 7, 7, 7, 7)));
        assert_eq!(of(&[4, 1, 3, 2]), Some((4, 10, 2, 4, 4)));
        let hundred: Vec<u32> = (1..=100).rev().collect();
        assert_eq!(of(&hundred), Some((100, 5050, 50, 90, 100)));
    }
}
