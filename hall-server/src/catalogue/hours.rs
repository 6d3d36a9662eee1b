//! Reads `hours.toml`: timetables, and one calendar of exceptions for all of them.

use std::collections::BTreeMap;
use std::path::Path;

use hall_core::hours::{Exception, Hours, Span, WeekHours};
use hall_core::ids::HoursId;
use jiff::civil::Time;

use super::entry::Entry;
use super::report::Report;
use super::source::read_file;
use super::text::Limit;

/// Days of the week as they are written, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Every timetable with the exceptions that concern it, in the order of the file.
pub(super) fn timetables(dir: &Path, report: &Report) -> BTreeMap<HoursId, Hours> {
    read_file(&dir.join("hours.toml"), report, |root| {
        let mut timetables = BTreeMap::new();
        for mut entry in root.entries("timetable") {
            let id = entry.code("id");
            entry.declare("hours", id);
            let weekly = week(&mut entry);
            entry.finish();
            timetables.insert(HoursId::new(id), Hours { weekly, exceptions: Vec::new() });
        }
        for mut entry in root.entries("exception") {
            add_exception(&mut entry, &mut timetables);
            entry.finish();
        }
        timetables
    })
}

fn add_exception(entry: &mut Entry<'_>, timetables: &mut BTreeMap<HoursId, Hours>) {
    let name = entry.text("name", Limit::NAME);
    let from = entry.date("from");
    let from = entry.require("from", from.map(Some), None);
    let to = entry.date("to");
    let to = entry.require("to", to.map(Some), None);
    let concerned = entry.strings("timetables");
    let weekly = week(entry);
    for (line, id) in concerned.iter().flatten() {
        if !timetables.contains_key(&HoursId::new(id)) {
            entry.mistake(*line, format!("names the unknown timetable `{id}`"));
        }
    }
    let (Some(from), Some(to)) = (from, to) else { return };
    if to < from {
        entry.mistake(entry.line(), format!("ends on {to} before it begins on {from}"));
        return;
    }
    let exception = Exception { name, from, to, weekly };
    for (id, hours) in timetables {
        if concerned.as_ref().is_none_or(|named| named.iter().any(|(_, name)| *name == id.as_str())) {
            hours.exceptions.push(exception.clone());
        }
    }
}

/// The table `week`: days or ranges of days, each with its stretches. Whatever is wrong is reported and left out.
fn week(entry: &mut Entry<'_>) -> Vec<WeekHours> {
    let wanted = "a table such as { mon-fri = [\"08:30-11:40\"] }, empty if it is closed";
    let table = entry.table("week", wanted);
    let Some(table) = entry.require("week", table.map(Some), None) else { return Vec::new() };
    let mut week: Vec<WeekHours> = Vec::new();
    for (key, line) in table.keys() {
        let Some(mut days) = days(key) else {
            table.mistake(line, format!("`{key}` is not a day or range of days such as tue or mon-fri"));
            continue;
        };
        for known in week.iter().flat_map(|hours| &hours.days) {
            if days.contains(known) {
                table.mistake(line, format!("`{key}` names {} a second time", DAYS[*known as usize - 1]));
            }
        }
        days.retain(|day| !week.iter().any(|hours| hours.days.contains(day)));
        week.push(WeekHours { days, spans: spans(&table, key) });
    }
    week.sort_by_key(|hours| hours.days.first().copied());
    week
}

/// `tue`, or `mon-fri`; Monday = 1.
fn days(key: &str) -> Option<Vec<i8>> {
    let number = |name: &str| DAYS.iter().position(|day| *day == name).map(|at| at as i8 + 1);
    let (first, last) = key.split_once('-').unwrap_or((key, key));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then(|| (first..=last).collect())
}

fn spans(week: &Entry<'_>, key: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (line, text) in week.strings_at(key) {
        match span(text) {
            None => week.mistake(
                line,
                format!("`{text}` is not a stretch of a day such as 08:30-11:40, from 00:00 to 24:00"),
            ),
            Some(span) if spans.last().is_some_and(|before| span.from < before.to) => {
                week.mistake(line, format!("`{text}` overlaps the stretch before it, or is out of order"));
            }
            Some(span) => spans.push(span),
        }
    }
    spans
}

fn span(text: &str) -> Option<Span> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (time(from)?, if to == "24:00" { Time::MAX } else { time(to)? });
    (from < to).then_some(Span { from, to })
}

/// `HH:MM`.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i8>().ok())?
    };
    Time::new(two_digits(hour)?, two_digits(minute)?, 0, 0).ok()
}
