//! Timetables: weekly hours and the exceptions from them.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::catalogue::Text;
use crate::time::Timestamp;

/// A line that never closes closes then: far enough, and still an instant.
const NEVER: Date = Date::constant(9000, 1, 1);
/// How far ahead the next opening is looked for, days.
const LOOK_AHEAD_DAYS: i32 = 120;

/// A stretch of one day, `from` inclusive, `to` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Opens.
    pub from: Time,
    /// Closes; later the same day.
    pub to: Time,
}

/// Opening hours on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekHours {
    /// Days, Monday = 1 … Sunday = 7.
    pub days: Vec<i8>,
    /// When it is open on these days, in order; none = closed.
    pub spans: Vec<Span>,
}

/// Other hours for some dates: a holiday, the vacation timetable, an extended peak, an agency's visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Why, for people.
    pub name: Text,
    /// First date.
    pub from: Date,
    /// Last date, inclusive.
    pub to: Date,
    /// Hours in this time; a day of the week that is not named is closed.
    pub weekly: Vec<WeekHours>,
}

/// A timetable: the weekly hours, and exceptions of which the last that fits a date counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The ordinary week; a day that is not named is closed.
    pub weekly: Vec<WeekHours>,
    /// Other hours for some dates.
    pub exceptions: Vec<Exception>,
}

/// Is it open now?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Opening {
    /// Open.
    Open {
        /// This stretch ends then; one that runs on over midnight ends after it.
        until: Timestamp,
    },
    /// Closed.
    Closed {
        /// Opens next then; none within the next four months.
        opens_at: Option<Timestamp>,
    },
}

impl Hours {
    /// Open or closed at an instant, and the open time left today and in a stretch that runs on over midnight, breaks
    /// not counted, milliseconds.
    pub fn opening(&self, at: Timestamp, zone: &TimeZone) -> (Opening, i64) {
        let today = at.civil(zone).date();
        let spans = self.instants(today, zone);
        let opening = match spans.iter().find(|(from, to)| *from <= at && at < *to) {
            Some((_, until)) => Opening::Open { until: *until },
            None => Opening::Closed { opens_at: self.opens_at(at, today, zone) },
        };
        (opening, spans.iter().map(|(from, to)| to.since((*from).max(at))).sum())
    }

    /// The last stretch of the date ends then; none if it has none.
    pub fn ends_at(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.instants(at.civil(zone).date(), zone).last().map(|(_, to)| *to)
    }

    fn opens_at(&self, at: Timestamp, today: Date, zone: &TimeZone) -> Option<Timestamp> {
        (0..LOOK_AHEAD_DAYS)
            .filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok())
            .flat_map(|date| self.instants(date, zone))
            .map(|(from, _)| from)
            .find(|from| *from > at)
    }

    /// The opening stretches of a date as instants, in order; one that reaches midnight ends where its run does.
    fn instants(&self, date: Date, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
        let stretch = |span: &Span| {
            let (last, to) = if span.to == Time::MAX { self.end_of_run(date) } else { (date, span.to) };
            Some((instant(date, span.from, zone)?, instant(last, to, zone)?))
        };
        self.spans(date).iter().filter_map(stretch).collect()
    }

    /// Where a run ends whose stretch of this date reaches midnight. A line open round the clock is looked at once a
    /// timetable, not once a day.
    fn end_of_run(&self, mut date: Date) -> (Date, Time) {
        loop {
            if is_round_the_clock(self.week(date)) {
                date = self.same_week_until(date);
            }
            let Some(next) = date.tomorrow().ok().filter(|next| *next < NEVER) else {
                return (NEVER, Time::MIN);
            };
            match self.spans(next).first() {
                Some(span) if span.from == Time::MIN && span.to == Time::MAX => date = next,
                Some(span) if span.from == Time::MIN => return (next, span.to),
                _ => return (next, Time::MIN),
            }
        }
    }

    fn spans(&self, date: Date) -> &[Span] {
        let weekday = date.weekday().to_monday_one_offset();
        let hours = self.week(date).iter().find(|hours| hours.days.contains(&weekday));
        hours.map_or(&[], |hours| hours.spans.as_slice())
    }

    /// The week that counts on a date.
    fn week(&self, date: Date) -> &[WeekHours] {
        self.exception_on(date).map_or(&self.weekly, |index| &self.exceptions[index].weekly)
    }

    fn exception_on(&self, date: Date) -> Option<usize> {
        self.exceptions.iter().rposition(|exception| exception.from <= date && date <= exception.to)
    }

    /// The last date up to which the week of this date counts without a break.
    fn same_week_until(&self, date: Date) -> Date {
        let index = self.exception_on(date);
        let own_end = index.map_or(NEVER, |index| self.exceptions[index].to);
        let later = &self.exceptions[index.map_or(0, |index| index + 1)..];
        let others = later.iter().filter(|other| other.from > date);
        let before_others = others.filter_map(|other| other.from.yesterday().ok());
        before_others.fold(own_end, Date::min)
    }

    /// What contradicts itself, in words.
    pub fn check(&self) -> Vec<String> {
        let mut found = check_week("weekly", &self.weekly);
        for exception in &self.exceptions {
            let name = format!("exception `{}`", exception.name.zh);
            if exception.to < exception.from {
                found.push(format!("{name} ends before it begins"));
            }
            found.extend(check_week(&name, &exception.weekly));
        }
        found
    }
}

fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = date.to_datetime(time).to_zoned(zone.clone()).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

fn is_round_the_clock(week: &[WeekHours]) -> bool {
    let whole = [Span { from: Time::MIN, to: Time::MAX }];
    let days = week.iter().filter(|hours| hours.spans == whole).map(|hours| hours.days.len());
    days.sum::<usize>() == 7
}

fn check_week(name: &str, week: &[WeekHours]) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = Vec::new();
    for hours in week {
        for day in &hours.days {
            if Weekday::from_monday_one_offset(*day).is_err() {
                found.push(format!("{name}: {day} is not a day 1 (Monday) to 7 (Sunday)"));
            }
            if seen.contains(day) {
                found.push(format!("{name}: day {day} is named twice"));
            }
            seen.push(*day);
        }
        for span in &hours.spans {
            if span.to <= span.from {
                found.push(format!("{name}: {} is not before {}", span.from, span.to));
            }
        }
        for pair in hours.spans.windows(2) {
            if pair[1].from < pair[0].to {
                found.push(format!("{name}: stretches overlap or are out of order at {}", pair[1].from));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = crate::time::HOUR_MS;

    fn hours(week: &[(&[i8], i8, i8)], exceptions: Vec<Exception>) -> Hours {
        let time = |hour: i8| if hour == 24 { Time::MAX } else { Time::constant(hour, 0, 0, 0) };
        let day = |(days, from, to): &(&[i8], i8, i8)| WeekHours {
            days: days.to_vec(),
            spans: vec![Span { from: time(*from), to: time(*to) }],
        };
        Hours { weekly: week.iter().map(day).collect(), exceptions }
    }

    /// Hours left at 22:00 UTC of Friday 2026-11-27.
    fn left(hours: &Hours) -> i64 {
        let at = instant(Date::constant(2026, 11, 27), Time::constant(22, 0, 0, 0), &TimeZone::UTC);
        hours.opening(at.expect("a plain date"), &TimeZone::UTC).1 / HOUR_MS
    }

    #[test]
    fn a_stretch_that_reaches_midnight_runs_on_with_the_next_day() {
        let closed_on_sunday = Exception {
            name: Text::default(),
            from: Date::constant(2026, 11, 29),
            to: Date::constant(2026, 11, 29),
            weekly: Vec::new(),
        };
        let all: &[i8] = &[1, 2, 3, 4, 5, 6, 7];
        for (name, hours, expected) in [
            ("ends at midnight", hours(&[(&[5], 8, 24)], vec![]), 2),
            ("into the small hours", hours(&[(&[5], 8, 24), (&[6], 0, 3)], vec![]), 5),
            ("the next day begins later", hours(&[(&[5], 8, 24), (&[6], 1, 3)], vec![]), 2),
            ("a night and a day", hours(&[(&[5, 6], 0, 24)], vec![]), 26),
            ("round the clock until a holiday", hours(&[(all, 0, 24)], vec![closed_on_sunday]), 26),
        ] {
            assert_eq!(left(&hours), expected, "{name}");
        }
        assert!(left(&hours(&[(all, 0, 24)], vec![])) > 24 * 365 * 1_000, "it never closes");
    }
}
