//! The number a person has at the university.

use std::fmt;
use std::str::FromStr;

/// A student's or staff member's number: 4 to 32 letters, digits or `-`. The person's identity everywhere in the hall.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonNumber(Box<str>);

impl PersonNumber {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot be a person's number. Does not say which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number: 4 to 32 letters, digits or `-` are allowed")]
pub struct NotANumber;

impl FromStr for PersonNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if (4..=32).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.into()))
        } else {
            Err(NotANumber)
        }
    }
}

/// For those who are told whose number it is; never into a log.
impl fmt::Display for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shows no number: it is personal.
impl fmt::Debug for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_number_is_one_and_no_log_shows_it() {
        for good in ["20260001", "T-1988", "a1b2", &"9".repeat(32)] {
            assert_eq!(good.parse::<PersonNumber>().unwrap().as_str(), good);
        }
        for bad in ["", "123", "2026 001", "２０２６０", "2026'; --", &"9".repeat(33)] {
            assert_eq!(bad.parse::<PersonNumber>(), Err(NotANumber), "{bad}");
        }
        let number: PersonNumber = "20260001".parse().unwrap();
        assert!(!format!("{number:?}").contains("2026"));
    }
}
