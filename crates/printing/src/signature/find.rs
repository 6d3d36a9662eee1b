//! Finding a signature in the bytes of a file, without reading the file as a PDF.
//!
//! Everything but the gap that holds the signature is signed, the numbers of `/ByteRange` with it. So whoever made a
//! sound signature over the whole file also said where its gap is, and nothing else of the file has to be understood:
//! no part of a hostile file is unpacked, followed or believed.

use std::ops::Range;

use jiff::civil;
use jiff::tz::TimeZone;

/// Signatures of a file that are looked at, from its end.
const SIGNATURES_MAX: usize = 16;
/// Longest gap: two characters a byte.
const GAP_BYTES_MAX: usize = 2 * 64 * 1024;
/// How far from the gap, and from `/ByteRange`, the rest of a signature's dictionary is looked for, bytes.
const DICTIONARY_BYTES_MAX: usize = 4096;
/// Largest file whose offsets we write: ten digits.
pub(super) const OFFSET_DIGITS: usize = 10;

/// Where a signature is.
#[derive(Debug)]
pub(super) struct Place {
    /// The gap, with the brackets around it.
    pub gap: Range<usize>,
    /// Where what is signed ends.
    pub end: usize,
    /// Where `/ByteRange` stands.
    at: usize,
}

impl Place {
    /// Is everything but the gap signed?
    pub fn is_whole(&self, pdf: &[u8]) -> bool {
        self.end == pdf.len()
    }

    /// The signature, DER; none if the gap holds anything else.
    pub fn signature(&self, pdf: &[u8]) -> Option<Vec<u8>> {
        let digits = &pdf[self.gap.start + 1..self.gap.end - 1];
        let (pairs, []) = digits.as_chunks::<2>() else { return None };
        let digit = |of: u8| char::from(of).to_digit(16).map(|value| value as u8);
        let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
        let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
        let length = der_length(&bytes)?;
        let rest = bytes.get(length..)?;
        rest.iter().all(|byte| *byte == 0).then(|| bytes[..length].to_vec())
    }

    /// The text of the signature's dictionary around the gap; more than that where its ends are not found.
    pub fn dictionary(&self, pdf: &[u8]) -> Vec<u8> {
        let first = self.at.min(self.gap.start);
        let from = first.saturating_sub(DICTIONARY_BYTES_MAX);
        let from = last_position(&pdf[from..first], b" obj").map_or(from, |at| from + at);
        let last = self.at.max(self.gap.end);
        let until = (last + DICTIONARY_BYTES_MAX).min(pdf.len());
        let until = position(&pdf[last..until], b"endobj").map_or(until, |at| last + at);
        [&pdf[from..self.gap.start], &pdf[self.gap.end..until]].concat()
    }
}

/// The signatures of a file, the last in front.
pub(super) fn places(pdf: &[u8]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut end = pdf.len();
    for _ in 0..SIGNATURES_MAX {
        let Some(at) = last_position(&pdf[..end], b"/ByteRange") else { break };
        places.extend(place_at(pdf, at));
        end = at;
    }
    places
}

fn place_at(pdf: &[u8], at: usize) -> Option<Place> {
    let (numbers, _) = byte_range(&pdf[at + b"/ByteRange".len()..])?;
    let [0, first, second, rest] = numbers else { return None };
    let end = second.checked_add(rest)?;
    let gap = first..second;
    let sound = end <= pdf.len() && (2..=GAP_BYTES_MAX).contains(&gap.len()) && !gap.contains(&at);
    (sound && pdf[first] == b'<' && pdf[second - 1] == b'>').then_some(Place { gap, end, at })
}

/// Four numbers in brackets.
fn byte_range(text: &[u8]) -> Option<([usize; 4], &[u8])> {
    let mut text = text.trim_ascii_start().strip_prefix(b"[")?;
    let mut numbers = [0; 4];
    for number in &mut numbers {
        text = text.trim_ascii_start();
        let digits = text.iter().take(OFFSET_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
        *number = std::str::from_utf8(&text[..digits]).ok()?.parse().ok()?;
        text = &text[digits..];
    }
    Some((numbers, text.trim_ascii_start().strip_prefix(b"]")?))
}

/// Bytes of the DER value at the start.
fn der_length(bytes: &[u8]) -> Option<usize> {
    let (head, length) = match *bytes.get(1)? {
        short @ 0..=0x7f => (2, usize::from(short)),
        0x81 => (3, usize::from(*bytes.get(2)?)),
        0x82 => (4, usize::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
        _ => return None,
    };
    Some(head + length)
}

/// The claimed time of a signature's dictionary, UTC milliseconds.
pub(super) fn claimed_ms(dictionary: &[u8]) -> Option<i64> {
    let mut rest = dictionary;
    loop {
        rest = &rest[position(rest, b"/M")? + 2..];
        if let Some(text) = rest.trim_ascii_start().strip_prefix(b"(") {
            return date_ms(text);
        }
    }
}

/// `D:20260901090000+08'00'` or `…Z`, without the brackets around it.
fn date_ms(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text.get(..text.iter().position(|byte| *byte == b')')?)?).ok()?;
    let (digits, zone) = text.strip_prefix("D:")?.split_at_checked(14)?;
    let part = |range: Range<usize>| -> Option<i16> {
        let part = digits.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()
    };
    let small = |at: usize| i8::try_from(part(at..at + 2)?).ok();
    let at =
        civil::DateTime::new(part(0..4)?, small(4)?, small(6)?, small(8)?, small(10)?, small(12)?, 0).ok()?;
    let at_ms = at.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond();
    let (sign, offset) = match zone.split_at_checked(1) {
        None | Some(("Z", _)) => return Some(at_ms),
        Some(("+", offset)) => (1, offset),
        Some(("-", offset)) => (-1, offset),
        Some(_) => return None,
    };
    let (hours, minutes) = offset.trim_end_matches('\'').split_once('\'').unwrap_or((offset, "0"));
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(at_ms - sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60_000)
}

/// Where something stands first.
pub(super) fn position(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}

/// Where something stands last.
pub(super) fn last_position(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).rposition(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_time_is_read_as_programs_write_it() {
        let cases: [(&str, Option<i64>); 10] = [
            ("/M(D:20260901010000Z)", Some(1_788_224_400_000)),
            ("/Type/Sig /M (D:20260901090000+08'00')", Some(1_788_224_400_000)),
            ("/M (D:20260901090000+08'00)", Some(1_788_224_400_000)),
            ("/M(D:20260831203000-04'30')", Some(1_788_224_400_000)),
            ("/MDP/M(D:20260901010000Z00'00')", Some(1_788_224_400_000)),
            ("/M(D:20260901010000)", Some(1_788_224_400_000)),
            ("/M(D:20261301010000Z)", None),
            ("/M(D:2026+901010000Z)", None),
            ("/M(D:20260901", None),
            ("/N(D:20260901010000Z)", None),
        ];
        for (text, expected) in cases {
            assert_eq!(claimed_ms(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_byte_range_is_four_numbers() {
        // The gap is always at 40, and 7 bytes follow it.
        let file =
            |range: &str| format!("{:<40}<>>>end..", format!("<</ByteRange{range}/Contents")).into_bytes();
        for sound in ["[0 40 42 7]", " [ 0 40  42\n7 ]"] {
            let whole = file(sound);
            let places = places(&whole);
            assert!(places.len() == 1 && places[0].is_whole(&whole) && places[0].gap == (40..42), "{sound}");
        }
        let partly = file("[0 40 42 6]");
        assert!(!places(&partly)[0].is_whole(&partly));
        for wrong in [
            "[1 40 42 7]",
            "[0 40 42 8]",
            "[0 42 40 7]",
            "[0 39 42 7]",
            "[0 40 45 4]",
            "[0 40 42]",
            "[0 40 42 7 1]",
            "[0 -40 42 7]",
            "[0 40 42 99999999999]",
            "[0 40 9999999999 9999999999]",
            " 0 40 42 7",
            "",
        ] {
            assert!(places(&file(wrong)).is_empty(), "{wrong}");
        }
        assert!(places(b"/ByteRange").is_empty());
    }
}
