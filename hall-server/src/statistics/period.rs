//! Which days somebody means.

use hall_api::requests::{Period, StatisticsQuery};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// Most days of a period: a leap year.
const DAYS_MAX: i32 = 366;

/// From a day to a day, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last, not before the first.
    pub to: Date,
}

impl Days {
    /// The days somebody asks for; none if what was asked cannot be.
    pub fn asked(query: &StatisticsQuery, today: Date) -> Option<Self> {
        let day = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(parse);
        match (query.period, day(&query.from), day(&query.to)) {
            (Some(period), None, None) => Some(Self::named(period, today)),
            (None, None, None) => Some(Self::named(Period::Today, today)),
            (None, Some(from), Some(to)) => {
                let days = Self { from: from?, to: to? };
                let count = (days.to - days.from).get_days();
                (0..DAYS_MAX).contains(&count).then_some(days)
            }
            _ => None,
        }
    }

    fn named(period: Period, today: Date) -> Self {
        let back = |days: i64| today.saturating_sub(Span::new().days(days));
        let (from, to) = match period {
            Period::Today => (today, today),
            Period::Yesterday => (back(1), back(1)),
            Period::Week => (back(i64::from(today.weekday().to_monday_zero_offset())), today),
            Period::Month => (today.first_of_month(), today),
            Period::Term => (term_begin(today), today),
            Period::Year => (today.first_of_year(), today),
        };
        Self { from, to }
    }

    /// Is it one of them?
    pub fn contains(self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// Terms are counted without a gap: the vacation belongs to the term before it.
fn term_begin(today: Date) -> Date {
    let year = today.year();
    match today.month() {
        1 => date(year, 8, 1).saturating_sub(1.year()),
        2..=7 => date(year, 2, 1),
        _ => date(year, 8, 1),
    }
}

/// A day as `2026-09-01`, and nothing else that a date may be written as.
fn parse(text: &str) -> Option<Date> {
    if text.len() == 10 { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(period: Option<Period>, from: &str, to: &str) -> Option<(String, String)> {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let query = StatisticsQuery { period, from: text(from), to: text(to), ..StatisticsQuery::default() };
        // A Saturday.
        Days::asked(&query, date(2026, 11, 28)).map(|days| (days.from.to_string(), days.to.to_string()))
    }

    #[test]
    fn periods_end_today() {
        let cases = [
            (Period::Today, "2026-11-28", "2026-11-28"),
            (Period::Yesterday, "2026-11-27", "2026-11-27"),
            (Period::Week, "2026-11-23", "2026-11-28"),
            (Period::Month, "2026-11-01", "2026-11-28"),
            (Period::Term, "2026-08-01", "2026-11-28"),
            (Period::Year, "2026-01-01", "2026-11-28"),
        ];
        for (period, from, to) in cases {
            assert_eq!(asked(Some(period), "", ""), Some((from.to_owned(), to.to_owned())), "{period:?}");
        }
        assert_eq!(term_begin(date(2027, 1, 31)), date(2026, 8, 1));
        assert_eq!(term_begin(date(2027, 2, 1)), date(2027, 2, 1));
        assert_eq!(asked(None, "", "").unwrap().0, "2026-11-28");
    }

    #[test]
    fn a_period_of_ones_own_is_in_order_and_bounded() {
        assert!(asked(None, "2026-01-01", "2026-12-31").is_some());
        assert!(asked(None, "2024-01-01", "2024-12-31").is_some());
        for (from, to) in [
            ("2026-01-02", "2026-01-01"),
            ("2025-01-01", "2026-01-02"),
            ("2026-01-01", ""),
            ("", "2026-01-01"),
            ("2026-02-30", "2026-03-01"),
            ("20260101", "20260102"),
            ("-009999-01-01", "2026-01-01"),
            ("yesterday", "today"),
        ] {
            assert_eq!(asked(None, from, to), None, "{from} {to}");
        }
        assert_eq!(asked(Some(Period::Week), "2026-01-01", "2026-01-02"), None, "one or the other");
    }
}
