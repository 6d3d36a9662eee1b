//! Is it known who the person is?

use jiff::civil::Date;

use crate::base_data::{IdKind, PersonRecord, Sex};

use super::refusal::Refusal;

/// Nobody younger studies or works here, years.
const AGE_MIN: i16 = 12;
/// Nobody older does, years.
const AGE_MAX: i16 = 110;
/// What each of the first 17 digits of an identity card's number weighs (GB 11643).
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by the weighted sum modulo 11.
const ID_CHECKS: &[u8; 11] = b"10X98765432";

/// Checks who the person is, and gives their full name.
pub(super) fn check(person: &PersonRecord, today: Date) -> Result<&str, Refusal> {
    let name = person.name.as_deref().ok_or(Refusal::NameMissing)?;
    if name.chars().any(is_lost) {
        return Err(Refusal::NameDamaged);
    }
    let sex = person.sex.ok_or(Refusal::SexMissing)?;
    let born = person.born.ok_or(Refusal::BirthMissing)?;
    if !(AGE_MIN..=AGE_MAX).contains(&age(born, today)) {
        return Err(Refusal::BirthImpossible);
    }
    match (person.id_kind, person.id_number.as_deref()) {
        (None, _) | (_, None) => Err(Refusal::IdMissing),
        (Some(IdKind::IdCard), Some(number)) => id_card(number, born, sex).map(|()| name),
        (Some(_), Some(_)) => Ok(name),
    }
}

/// Full years of life.
pub(super) fn age(born: Date, day: Date) -> i16 {
    let before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    day.year() - born.year() - i16::from(before_birthday)
}

/// What stands where a character was lost: signs of replacement, boxes, and characters only one old system knows.
fn is_lost(letter: char) -> bool {
    matches!(letter,
        '?' | '？' | '\u{FFFD}' | '*' | '□' | '■' | '〓'
        | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

/// An identity card's number says when one was born and which sex one has.
fn id_card(number: &str, born: Date, sex: Sex) -> Result<(), Refusal> {
    let bytes = number.as_bytes();
    let (digits, check) = match bytes {
        [digits @ .., check] if digits.len() == ID_WEIGHTS.len() => (digits, check.to_ascii_uppercase()),
        _ => return Err(Refusal::IdWrong),
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(Refusal::IdWrong);
    }
    let weigh = |(digit, weight): (&u8, u32)| u32::from(digit - b'0') * weight;
    let sum: u32 = digits.iter().zip(ID_WEIGHTS).map(weigh).sum();
    if ID_CHECKS[(sum % 11) as usize] != check {
        return Err(Refusal::IdWrong);
    }
    let day = format!("{:04}{:02}{:02}", born.year(), born.month(), born.day());
    let male = (digits[16] - b'0') % 2 == 1;
    if number.get(6..14) == Some(day.as_str()) && male == (sex == Sex::Male) {
        Ok(())
    } else {
        Err(Refusal::IdContradicts)
    }
}
