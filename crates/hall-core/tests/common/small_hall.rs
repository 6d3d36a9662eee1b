//! A small hall on a Monday, big enough for every rule. Scripts, properties and the model share it.
//!
//! | line | items | windows that own it | that help it | hours |
//! | --- | --- | --- | --- | --- |
//! | A | card, photo, ask | 1, 2, 4 | 3 | office |
//! | B | parking, plate (after parking), licence (after card) | 3, 4 | | office |
//! | C | visa | 5 | | agency |
//! | D (3 places) | fee, loan | 4, 5 | | office |
//! | N | print | 6 | | always |

use std::collections::BTreeMap;

use hall_core::catalogue::{
    Alarms, Catalogue, Class, Department, HandlingMode, Item, ItemNature, Line, LineAlarms, Rules, Source,
    Text, Window,
};
use hall_core::hours::{Exception, Hours, Span, WeekHours};
use hall_core::ids::{ItemCode, LineId, WindowId};
use hall_core::time::{MINUTE_MS, Timestamp};
use jiff::civil::{Date, Time, date, time};

/// The Monday every script begins on.
pub const MONDAY: Date = date(2026, 9, 7);

/// The site's time zone, without summer time: 8 hours ahead of UTC.
pub const ZONE: &str = "Asia/Shanghai";

/// An instant by days after Monday and local time of day.
pub fn at(days: i32, time: Time) -> Timestamp {
    let local = (MONDAY + jiff::Span::new().days(days)).to_datetime(time);
    Timestamp(local.in_tz(ZONE).unwrap().timestamp().as_millisecond())
}

/// The catalogue of the table above.
pub fn catalogue() -> Catalogue {
    let items = [
        item("card", "A", &[], 5),
        item("photo", "A", &[], 3),
        item("ask", "A", &[], 2),
        item("parking", "B", &[], 10),
        item("plate", "B", &["parking"], 4),
        item("licence", "B", &["card"], 6),
        item("visa", "C", &[], 8),
        item("fee", "D", &[], 5),
        item("loan", "D", &[], 5),
        item("print", "N", &[], 1),
        Item { line: None, mode: HandlingMode::Online, ..item("web", "A", &[], 1) },
    ];
    let lines = [
        line("A", "office", None),
        line("B", "office", None),
        line("C", "agency", None),
        line("D", "office", Some(3)),
        line("N", "always", None),
    ];
    let windows = [
        window(1, &["A"], &[]),
        window(2, &["A"], &[]),
        window(3, &["B"], &["A"]),
        window(4, &["A", "B", "D"], &[]),
        window(5, &["C", "D"], &[]),
        window(6, &["N"], &[]),
    ];
    let classes = ["elderly", "disabled", "pregnant", "infant", "veteran"];
    Catalogue {
        version: "v1".into(),
        time_zone: ZONE.into(),
        site_name: text("hall"),
        help_item: Some("ask".into()),
        rules: Rules::default(),
        alarms: Alarms::default(),
        departments: vec![Department { id: "office".into(), name: text("office") }],
        items: items.into_iter().map(|item| (item.code.clone(), item)).collect(),
        bundles: Vec::new(),
        themes: Vec::new(),
        lines: lines.into_iter().map(|line| (line.id.clone(), line)).collect(),
        windows: windows.into_iter().map(|window| (window.id, window)).collect(),
        classes: classes
            .iter()
            .map(|id| Class { id: (*id).into(), name: text(id), credit_minutes: 15 })
            .map(|class| (class.id.clone(), class))
            .collect(),
        hours: BTreeMap::from([
            ("office".into(), office()),
            ("agency".into(), agency()),
            ("always".into(), weekly(&[1, 2, 3, 4, 5, 6, 7], &[(time(0, 0, 0, 0), time(23, 59, 0, 0))])),
        ]),
    }
}

/// Monday to Friday with a midday break; a holiday, a vacation timetable with a holiday in it, an extended peak.
fn office() -> Hours {
    let morning = (time(8, 0, 0, 0), time(12, 0, 0, 0));
    let afternoon = (time(13, 30, 0, 0), time(17, 0, 0, 0));
    let evening = (time(18, 0, 0, 0), time(20, 0, 0, 0));
    let ordinary = weekly(&[1, 2, 3, 4, 5], &[morning, afternoon]);
    let exceptions = vec![
        exception("national day", date(2026, 10, 1), date(2026, 10, 7), Vec::new()),
        exception(
            "peak",
            date(2026, 9, 14),
            date(2026, 9, 18),
            vec![week(&[1, 2, 3, 4, 5], &[morning, afternoon, evening])],
        ),
        exception("vacation", date(2027, 1, 18), date(2027, 2, 19), vec![week(&[2, 4], &[morning])]),
        exception("new year", date(2027, 2, 8), date(2027, 2, 12), Vec::new()),
    ];
    Hours { exceptions, ..ordinary }
}

/// Comes on Wednesdays, and once on a Thursday.
fn agency() -> Hours {
    let wednesday = weekly(&[3], &[(time(9, 0, 0, 0), time(11, 0, 0, 0))]);
    let visit = vec![week(&[4], &[(time(13, 30, 0, 0), time(16, 0, 0, 0))])];
    Hours {
        exceptions: vec![exception("extra visit", date(2026, 9, 17), date(2026, 9, 17), visit)],
        ..wednesday
    }
}

fn weekly(days: &[i8], spans: &[(Time, Time)]) -> Hours {
    Hours { weekly: vec![week(days, spans)], exceptions: Vec::new() }
}

fn week(days: &[i8], spans: &[(Time, Time)]) -> WeekHours {
    WeekHours {
        days: days.to_vec(),
        spans: spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect(),
    }
}

fn exception(name: &str, from: Date, to: Date, weekly: Vec<WeekHours>) -> Exception {
    Exception { name: text(name), from, to, weekly }
}

/// An item of a line with its usual minutes at the window.
pub fn item(code: &str, line: &str, after: &[&str], minutes: i64) -> Item {
    Item {
        code: code.into(),
        name: text(code),
        departments: vec!["office".into()],
        line: Some(line.into()),
        after: after.iter().map(|code| ItemCode::new(code)).collect(),
        nature: ItemNature::Service,
        mode: HandlingMode::OnSite,
        materials: Vec::new(),
        legal_basis: None,
        procedure: None,
        online_url: None,
        promised_days: 0,
        service_ms: minutes * MINUTE_MS,
        popular: false,
        aliases: Vec::new(),
        visits_a_year: 0,
        samples: Vec::new(),
        source: Source::Synthetic,
    }
}

/// A line whose letter is its name.
pub fn line(id: &str, hours: &str, capacity: Option<u32>) -> Line {
    Line {
        id: id.into(),
        name: text(id),
        prefix: id.chars().next().unwrap(),
        hours: hours.into(),
        capacity,
        area: text("hall"),
        alarms: LineAlarms::default(),
    }
}

/// A window with the lines it owns and helps.
pub fn window(id: u16, own: &[&str], helps: &[&str]) -> Window {
    let lines = |ids: &[&str]| ids.iter().map(|id| LineId::new(id)).collect();
    Window { id: WindowId(id), name: text("window"), own: lines(own), helps: lines(helps) }
}

fn text(text: &str) -> Text {
    Text { zh: text.into(), en: text.into() }
}
