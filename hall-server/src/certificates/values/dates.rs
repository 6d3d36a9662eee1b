//! Days, months and terms, as each language writes them.

use hall_api::texts::{Language, Texts};
use jiff::civil::Date;

use crate::base_data::{Month, Season, Term};

/// A day with its year.
pub(super) fn written(texts: &Texts, language: Language, day: Date) -> String {
    fill(texts, language, "certificate.value.date", day.year(), day.month(), day.day())
}

/// A month with its year.
pub(super) fn month(texts: &Texts, language: Language, month: Month) -> String {
    fill(texts, language, "certificate.value.month", month.year, month.month, 1)
}

fn fill(texts: &Texts, language: Language, key: &str, year: i16, month: i8, day: i8) -> String {
    let month_key = format!("common.month_{month}");
    let month = texts.get(language, &month_key);
    texts.fill(language, key, &[("year", &year.to_string()), ("month", month), ("day", &day.to_string())])
}

/// A term: Chinese counts within the school year, English names the season of the calendar year.
pub(super) fn term(texts: &Texts, language: Language, term: Term) -> String {
    let key = match term.season {
        Season::Autumn => "certificate.value.term_autumn",
        Season::Spring => "certificate.value.term_spring",
        Season::Summer => "certificate.value.term_summer",
    };
    let years = match language {
        Language::Zh => format!("{}–{}", term.year, term.year + 1),
        Language::En => term.calendar_year().to_string(),
    };
    texts.fill(language, key, &[("years", &years)])
}
