//! What certificates and their copies are called: numbers, verification codes, names of jobs, terms.

use std::fmt::Write as _;

use hall_core::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::phone_code::base32;
use crate::store::certificates::jobs::JobRow;

/// What every number begins with: 证明.
const PREFIX: &str = "ZM";
/// Digits of a number within its year, at least.
const SERIAL_DIGITS: usize = 6;
/// Random bytes of a verification code: 80 bits.
const CODE_BYTES: usize = 10;

/// A number as it is printed, such as `ZM2026-000123`.
pub fn written(year: i64, serial: i64) -> String {
    format!("{PREFIX}{year}-{serial:0SERIAL_DIGITS$}")
}

/// Year and place of a number as typed; none if it is no number.
pub fn read(typed: &str) -> Option<(i64, i64)> {
    let typed = typed.trim().to_ascii_uppercase();
    let (year, serial) = typed.strip_prefix(PREFIX)?.split_once('-')?;
    let digits =
        |text: &str| (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && digits(year) && digits(serial)).then_some(())?;
    Some((year.parse().ok()?, serial.parse().ok()?))
}

/// The year an instant lies in.
pub fn year_of(at: Timestamp, zone: &TimeZone) -> i64 {
    i64::from(at.civil(zone).year())
}

/// A fresh verification code: 16 characters nobody guesses.
///
/// # Errors
/// The system gives no randomness.
pub fn fresh_code() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; CODE_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(base32(&bytes))
}

/// What a job is called at its printer: never twice, even if the database is set back to a backup.
pub fn job_name(job: &JobRow) -> String {
    format!("{}-{}-{:x}", written(job.year, job.serial), job.id, job.created_at.0)
}

/// A name or a person's number as it is looked for: neither case nor blanks matter.
pub fn normal(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Bytes as they are written in the ledger.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The day a year on which a term begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermStart {
    /// Month.
    pub month: i8,
    /// Day of the month.
    pub day: i8,
}

impl TermStart {
    /// Reads `09-01`; none if no year has that day.
    pub fn read(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let start = Self { month: month.parse().ok()?, day: day.parse().ok()? };
        // A year without a leap day: every year has the day.
        Date::new(2025, start.month, start.day).ok().map(|_| start)
    }
}

/// The term an instant lies in: the date it began.
pub fn term_of(at: Timestamp, zone: &TimeZone, starts: &[TermStart]) -> String {
    let today = at.civil(zone).date();
    let begins = |year: i16| starts.iter().filter_map(move |s| Date::new(year, s.month, s.day).ok());
    let begun = begins(today.year()).chain(begins(today.year() - 1)).filter(|date| *date <= today).max();
    begun.unwrap_or_else(|| today.first_of_year()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verification::Code;

    #[test]
    fn numbers_are_written_and_read() {
        assert_eq!(written(2026, 123), "ZM2026-000123");
        assert_eq!(written(2026, 1_234_567), "ZM2026-1234567");
        for (typed, expected) in [
            ("ZM2026-000123", Some((2026, 123))),
            (" zm2026-123 ", Some((2026, 123))),
            ("ZM2026-1234567", Some((2026, 1_234_567))),
            ("2026-000123", None),
            ("ZM26-000123", None),
            ("ZM2026000123", None),
            ("ZM2026-", None),
            ("ZM2026--1", None),
            ("ZM2026-99999999999999999999", None),
            ("张三", None),
        ] {
            assert_eq!(read(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_fresh_code_is_one_that_can_be_typed() {
        let code = fresh_code().unwrap();
        assert_ne!(fresh_code().unwrap(), code);
        assert_eq!(Code::parse(&code).unwrap().as_str(), code);
    }

    #[test]
    fn a_term_lasts_until_the_next_begins() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let starts = ["02-15", "08-20"].map(|text| TermStart::read(text).unwrap());
        let at = |text: &str| {
            let at = text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone.clone()).unwrap();
            Timestamp(at.timestamp().as_millisecond())
        };
        for (now, term) in [
            ("2026-09-01T09:00", "2026-08-20"),
            ("2026-08-20T00:00", "2026-08-20"),
            ("2026-08-19T23:59", "2026-02-15"),
            ("2026-02-14T12:00", "2025-08-20"),
            ("2026-01-01T00:00", "2025-08-20"),
        ] {
            assert_eq!(term_of(at(now), &zone, &starts), term, "{now}");
        }
        assert_eq!(term_of(at("2026-09-01T09:00"), &zone, &[]), "2026-01-01");
        assert_eq!(year_of(at("2026-01-01T00:00"), &zone), 2026);
        for wrong in ["", "9", "13-01", "02-30", "02-29", "x-y"] {
            assert_eq!(TermStart::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn names_are_found_however_they_are_spaced() {
        assert_eq!(normal(" Anna  Müller"), "ANNAMÜLLER");
        assert_eq!(normal("张 三\u{3000}"), "张三");
    }
}
