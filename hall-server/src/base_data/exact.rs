//! Numbers with two decimals, exact: credits, marks, amounts of money. No float ever holds one.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

/// Largest whole part read.
const WHOLE_MAX: i64 = 1_000_000_000;

/// Hundredths of one: of a credit, of a mark, of a yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self(number * 100)
    }

    /// Always with two decimals: `85.50`.
    pub fn fixed(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

/// A text that is no number of at most two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is no number of at most two decimals, such as 2.5")]
pub struct NotHundredths;

impl FromStr for Hundredths {
    type Err = NotHundredths;

    /// Reads `3`, `2.5`, `-1`, `85.50`; more decimals if they are zero, as databases write them.
    fn from_str(text: &str) -> Result<Self, NotHundredths> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').map_or((digits, "0"), |(w, d)| (w, d));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(decimals) {
            return Err(NotHundredths);
        }
        let (two, rest) = decimals.split_at(decimals.len().min(2));
        if rest.bytes().any(|b| b != b'0') {
            return Err(NotHundredths);
        }
        let whole: i64 = whole.parse().map_err(|_too_large| NotHundredths)?;
        if whole > WHOLE_MAX {
            return Err(NotHundredths);
        }
        let two: i64 = format!("{two:0<2}").parse().map_err(|_not_digits| NotHundredths)?;
        let value = whole * 100 + two;
        Ok(Self(if negative { -value } else { value }))
    }
}

/// As short as it can be: `3`, `2.5`, `85.25`.
impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fixed = self.fixed();
        f.write_str(fixed.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Add for Hundredths {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Hundredths {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Hundredths {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Hundredths {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_shown_as_short_as_it_can_be() {
        let cases = [
            ("3", "3", "3.00"),
            ("3.0", "3", "3.00"),
            ("2.5", "2.5", "2.50"),
            ("85.25", "85.25", "85.25"),
            ("0.05", "0.05", "0.05"),
            ("-0.5", "-0.5", "-0.50"),
            ("100", "100", "100.00"),
            ("12345.6700000", "12345.67", "12345.67"),
        ];
        for (text, short, fixed) in cases {
            let number: Hundredths = text.parse().unwrap();
            assert_eq!((number.to_string().as_str(), number.fixed().as_str()), (short, fixed), "{text}");
        }
    }

    #[test]
    fn what_is_no_such_number_is_refused() {
        for text in ["", ".", "1.", ".5", "--1", "+1", "1e3", "1,5", "1.255", "９", "NaN", "99999999999"] {
            assert_eq!(text.parse::<Hundredths>(), Err(NotHundredths), "{text}");
        }
    }
}
