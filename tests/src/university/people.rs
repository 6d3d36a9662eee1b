//! Who somebody is: a name, a birthday, an identity document.

use hall_server::base_data::{IdKind, Level, Parts, PersonRecord, Sex};
use jiff::civil::{Date, date};

use super::draw::Draw;
use super::{names, studies, work};

/// Weights and check characters of identity card numbers (GB 11643).
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: &[u8; 11] = b"10X98765432";

/// The number of an identity card; its region does not exist.
pub(super) fn id_card(born: Date, sex: Sex, serial: usize) -> String {
    let odd = usize::from(sex == Sex::Male);
    let digits =
        format!("990101{:04}{:02}{:02}{:03}", born.year(), born.month(), born.day(), serial % 500 * 2 + odd);
    let weigh = |(digit, weight): (u8, u32)| u32::from(digit - b'0') * weight;
    let sum: u32 = digits.bytes().zip(ID_WEIGHTS).map(weigh).sum();
    format!("{digits}{}", char::from(ID_CHECKS[(sum % 11) as usize]))
}

/// Somebody with nothing but a name.
pub(super) fn somebody(number: &str, name: &str, latin: Option<&str>, sex: Sex, born: Date) -> PersonRecord {
    let serial = number.bytes().filter(u8::is_ascii_digit).fold(0, |n, b| n * 10 + usize::from(b - b'0'));
    PersonRecord {
        number: number.parse().expect("invariant: our own numbers are such"),
        parts: Parts::ALL,
        name: Some(name.to_owned()),
        name_en: latin.map(ToOwned::to_owned),
        sex: Some(sex),
        born: Some(born),
        id_kind: Some(IdKind::IdCard),
        id_number: Some(id_card(born, sex, serial)),
        enrolments: Vec::new(),
        courses: Vec::new(),
        employments: Vec::new(),
        incomes: Vec::new(),
    }
}

/// The person at a place in the list: four of five are undergraduates, one of eight a graduate student, the rest staff.
pub(super) fn person(draw: &mut Draw, at: usize, today: Date) -> PersonRecord {
    let name = names::draw(draw);
    let sex = if draw.percent(50) { Sex::Male } else { Sex::Female };
    let year = studies::school_year(today);
    let kind = draw.below(40);
    let (level, ago) = match kind {
        0..32 => (Level::Bachelor, draw.between(0, 3)),
        32..36 => (Level::Master, draw.between(0, 2)),
        36..37 => (Level::Doctor, draw.between(0, 3)),
        _ => (Level::Bachelor, 0),
    };
    let age = match (kind, level) {
        (37.., _) => draw.between(27, 59),
        (_, Level::Bachelor) => 18 + ago,
        (_, Level::Master) => 22 + ago,
        (_, Level::Doctor) => 25 + ago,
    };
    let born = date(year - age as i16, draw.between(1, 8) as i8, draw.between(1, 28) as i8);
    let began = year - ago as i16;
    let number = match (kind, level) {
        (37.., _) => format!("T{at:07}"),
        (_, Level::Bachelor) => format!("{began}{at:06}"),
        (_, Level::Master) => format!("M{began}{at:05}"),
        (_, Level::Doctor) => format!("D{began}{at:05}"),
    };
    let mut person = somebody(&number, &name.name, name.latin.as_deref(), sex, born);
    if name.abroad {
        person.id_kind = Some(IdKind::Passport);
        person.id_number = Some(format!("SYN{at:07}"));
    }
    if kind < 37 {
        let terms = studies::terms(began, today).len();
        studies::study(&mut person, draw, level, began, terms * 6 + 1, today);
    } else {
        work::work(&mut person, draw, today);
    }
    person
}
