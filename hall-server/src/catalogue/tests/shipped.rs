//! The catalogue of `assets/catalogue`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hall_core::catalogue::{Catalogue, HandlingMode, Source};
use hall_core::hours::Opening;
use hall_core::time::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::super::load;

fn shipped() -> Catalogue {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/catalogue");
    load(&dir).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_shipped_catalogue_has_the_size_of_the_hall() {
    let catalogue = shipped();
    let hall: Vec<_> = catalogue.items.values().filter(|item| item.line.is_some()).collect();
    let online: Vec<_> = catalogue.items.values().filter(|item| item.line.is_none()).collect();
    assert_eq!((catalogue.windows.len(), hall.len(), online.len()), (30, 270, 34));
    assert!(online.iter().all(|item| item.mode == HandlingMode::Online && item.source == Source::Real));
    assert!(online.iter().all(|item| item.online_url.is_some()));
    let of = |source| hall.iter().filter(|item| item.source == source).count();
    assert_eq!((of(Source::Real), of(Source::Example), of(Source::Synthetic)), (10, 16, 244));
    assert_eq!(catalogue.departments.len(), 49);
    for department in &catalogue.departments {
        let owns = catalogue.items.values().any(|item| item.departments.contains(&department.id));
        assert!(owns, "{} owns nothing", department.id);
    }
    let served: BTreeSet<_> = hall.iter().filter_map(|item| item.line.as_ref()).collect();
    assert_eq!(served.len(), catalogue.lines.len(), "every line has items");
    assert!((12..=15).contains(&served.len()));
}

#[test]
fn only_what_needs_no_papers_asks_for_none() {
    let catalogue = shipped();
    let none: Vec<_> = catalogue
        .items
        .values()
        .filter(|item| item.line.is_some() && item.materials.is_empty())
        .map(|item| item.code.as_str())
        .collect();
    assert_eq!(none, ["help"]);
}

#[test]
fn names_in_the_shipped_catalogue_are_all_different() {
    let catalogue = shipped();
    let zh: BTreeSet<_> = catalogue.items.values().map(|item| &item.name.zh).collect();
    let en: BTreeSet<_> = catalogue.items.values().map(|item| &item.name.en).collect();
    assert_eq!((zh.len(), en.len()), (304, 304));
    for item in catalogue.items.values() {
        assert!(!item.name.zh.contains(|c: char| c.is_ascii_digit()), "{} is numbered", item.name.zh);
    }
}

#[test]
fn bundles_of_the_shipped_catalogue_fit_on_a_ticket() {
    let catalogue = shipped();
    let new_staff = catalogue.bundles.iter().find(|bundle| bundle.code.as_str() == "new-staff").unwrap();
    assert_eq!(
        new_staff.items,
        ["campus-card".into(), "medical-insurance-card".into(), "vehicle-pass".into()]
    );
    for bundle in &catalogue.bundles {
        assert!(bundle.items.iter().all(|item| catalogue.items[item].line.is_some()), "{}", bundle.code);
    }
    assert_eq!(catalogue.largest_credit_ms(), 30 * 60_000);
    assert!(catalogue.classes.values().all(|class| class.credit_minutes == 15));
}

/// Is a line open at a local time of the site?
fn is_open(catalogue: &Catalogue, line: &str, day: jiff::civil::Date, hour: i8, minute: i8) -> bool {
    let zone = TimeZone::get(&catalogue.time_zone).unwrap();
    let at = day.at(hour, minute, 0, 0).to_zoned(zone.clone()).unwrap().timestamp();
    let hours = &catalogue.hours[&catalogue.lines[&line.into()].hours];
    matches!(hours.opening(Timestamp(at.as_millisecond()), &zone).0, Opening::Open { .. })
}

#[test]
fn the_shipped_calendar_knows_term_vacation_peak_visiting_days_and_holidays() {
    let catalogue = shipped();
    let table = [
        // An ordinary week: Monday, 16 November 2026.
        ("staff", date(2026, 11, 16), 9, 0, true),
        ("staff", date(2026, 11, 16), 12, 0, false),
        ("student", date(2026, 11, 16), 12, 0, true),
        ("student", date(2026, 11, 16), 17, 0, false),
        ("student", date(2026, 11, 21), 10, 0, false),
        // Agencies on their days: Tuesday bank, Wednesday notary, Friday fuel cards.
        ("bank", date(2026, 11, 16), 10, 0, false),
        ("bank", date(2026, 11, 17), 10, 0, true),
        ("notary", date(2026, 11, 17), 10, 0, false),
        ("notary", date(2026, 11, 18), 10, 0, true),
        ("fuel", date(2026, 11, 20), 14, 0, true),
        // Vacation: Tuesday and Thursday mornings.
        ("student", date(2026, 7, 20), 10, 0, false),
        ("student", date(2026, 7, 21), 10, 0, true),
        ("student", date(2026, 7, 21), 14, 0, false),
        ("bank", date(2026, 7, 21), 10, 0, false),
        ("household", date(2026, 7, 23), 10, 0, true),
        // The peak at term start: evenings and weekends.
        ("student", date(2026, 8, 31), 18, 0, true),
        ("card", date(2026, 9, 5), 10, 0, true),
        // National Day, and the Saturday worked in exchange.
        ("student", date(2026, 10, 5), 10, 0, false),
        ("help", date(2026, 10, 5), 10, 0, false),
        ("student", date(2026, 10, 10), 10, 0, true),
        ("bank", date(2026, 10, 1), 10, 0, false),
        // A holiday within the vacation closes it: Tuesday of the Spring Festival.
        ("student", date(2027, 2, 9), 10, 0, false),
        ("student", date(2027, 2, 16), 10, 0, true),
    ];
    for (line, day, hour, minute, open) in table {
        assert_eq!(
            is_open(&catalogue, line, day, hour, minute),
            open,
            "{line} on {day} at {hour}:{minute:02}"
        );
    }
}
