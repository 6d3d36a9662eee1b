//! Timetables: weekly hours and the exceptions from them.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::catalogue::Text;
use crate::time::Timestamp;

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
        /// This stretch ends then.
        until: Timestamp,
        /// Open time left today, breaks not counted, milliseconds.
        left_today_ms: i64,
    },
    /// Closed.
    Closed {
        /// Opens next then; none within the next four months.
        opens_at: Option<Timestamp>,
    },
}

impl Hours {
    /// Open or closed at an instant.
    pub fn opening(&self, at: Timestamp, zone: &TimeZone) -> Opening {
        let today = at.civil(zone).date();
        let spans = self.instants(today, zone);
        let left_today_ms: i64 =
            spans.iter().map(|(from, to)| to.0 - (*from).max(at).0).filter(|ms| *ms > 0).sum();
        match spans.iter().find(|(from, to)| *from <= at && at < *to) {
            Some((_, until)) => Opening::Open { until: *until, left_today_ms },
            None => Opening::Closed { opens_at: self.opens_at(at, today, zone) },
        }
    }

    fn opens_at(&self, at: Timestamp, today: Date, zone: &TimeZone) -> Option<Timestamp> {
        (0..LOOK_AHEAD_DAYS)
            .filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok())
            .flat_map(|date| self.instants(date, zone))
            .map(|(from, _)| from)
            .find(|from| *from > at)
    }

    /// The opening stretches of a date as instants, in order.
    fn instants(&self, date: Date, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
        let instant = |time: Time| {
            let zoned = date.to_datetime(time).to_zoned(zone.clone()).ok()?;
            Some(Timestamp(zoned.timestamp().as_millisecond()))
        };
        self.spans(date).iter().filter_map(|span| Some((instant(span.from)?, instant(span.to)?))).collect()
    }

    fn spans(&self, date: Date) -> &[Span] {
        let week = self
            .exceptions
            .iter()
            .rev()
            .find(|exception| exception.from <= date && date <= exception.to)
            .map_or(&self.weekly, |exception| &exception.weekly);
        let weekday = date.weekday().to_monday_one_offset();
        week.iter().find(|hours| hours.days.contains(&weekday)).map_or(&[], |hours| hours.spans.as_slice())
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
