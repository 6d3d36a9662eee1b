//! Reads what the hall is made of: site, departments, lines, windows, classes, bundles.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

use hall_core::catalogue::{Alarms, Bundle, Class, Department, Line, LineAlarms, Rules, Text, Theme, Window};
use hall_core::ids::{BundleCode, ClassId, DepartmentId, HoursId, ItemCode, LineId, ThemeCode, WindowId};
use hall_core::time::{HOUR_MS, MINUTE_MS, SECOND_MS};

use super::entry::Entry;
use super::report::Report;
use super::source::read_file;
use super::text::Limit;

/// The files of a catalogue beside the folder `items`.
const FILES: [&str; 9] = [
    "bundles.toml",
    "classes.toml",
    "departments.toml",
    "hours.toml",
    "lines.toml",
    "materials.toml",
    "site.toml",
    "themes.toml",
    "windows.toml",
];
/// People for each window of a line, for its alarm.
const PEOPLE: RangeInclusive<i64> = 1..=1_000;
/// A wait, for its alarm, minutes.
const WAIT_MINUTES: RangeInclusive<i64> = 1..=480;
/// Longest label of a version, characters.
const VERSION_CHARS_MAX: usize = 64;

/// What `site.toml` says.
#[derive(Default)]
pub(super) struct Site {
    pub version: String,
    pub time_zone: String,
    pub name: Text,
    pub help_item: Option<ItemCode>,
    pub rules: Rules,
    pub alarms: Alarms,
}

/// A misnamed file would otherwise be passed over in silence.
pub(super) fn reject_strange_files(dir: &Path, report: &Report) {
    // A folder that cannot be listed is reported with the first file read from it.
    let Ok(listed) = std::fs::read_dir(dir) else { return };
    for path in listed.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        let is_toml = path.extension().is_some_and(|extension| extension == "toml");
        if is_toml && !FILES.iter().any(|known| path.ends_with(known)) {
            let reason = format!("is not a file of a catalogue; these are {}", FILES.join(", "));
            report.unread(&path.display().to_string(), None, reason);
        }
    }
}

/// The site and its rules.
pub(super) fn site(dir: &Path, report: &Report) -> Site {
    read_file(&dir.join("site.toml"), report, |root| {
        root.declare_as("site");
        let version = root.string("version");
        let (line, version) = root.require("version", version, (0, ""));
        let chars = version.chars().count();
        if line > 0 && (chars == 0 || chars > VERSION_CHARS_MAX) {
            root.mistake(line, format!("`version` must have 1 to {VERSION_CHARS_MAX} characters"));
        }
        let zone = root.string("time_zone");
        let (_, time_zone) = root.require("time_zone", zone, (0, ""));
        Site {
            version: version.to_owned(),
            time_zone: time_zone.to_owned(),
            name: root.text("name", Limit::NAME),
            help_item: root.string("help_item").map(|(_, code)| ItemCode::new(code)),
            rules: rules(root),
            alarms: alarms(root),
        }
    })
}

/// The table `rules`; what is not in it keeps its default.
fn rules(root: &mut Entry<'_>) -> Rules {
    let mut rules = Rules::default();
    let Some(mut table) = root.table("rules", "a table") else { return rules };
    table.declare_as("rules");
    let mut set = |key, allowed, unit: i64, rule: &mut dyn FnMut(i64)| {
        if let Some(number) = table.number(key, allowed) {
            rule(number * unit);
        }
    };
    set("help_after_minutes", 0..=240, MINUTE_MS, &mut |ms| rules.help_after_ms = ms);
    set("recalls_max", 0..=10, 1, &mut |count| rules.recalls_max = count as u8);
    set("recall_gap_seconds", 0..=600, SECOND_MS, &mut |ms| rules.recall_gap_ms = ms);
    set("no_show_grace_minutes", 0..=240, MINUTE_MS, &mut |ms| rules.no_show_grace_ms = ms);
    set("no_show_behind", 0..=50, 1, &mut |count| rules.no_show_behind = count as usize);
    set("return_code_credit_minutes", 0..=120, 1, &mut |minutes| rules.return_code_credit_minutes = minutes);
    set("appointment_early_minutes", 0..=120, 1, &mut |minutes| rules.appointment_early_minutes = minutes);
    set("appointment_credit_max_minutes", 0..=120, 1, &mut |m| rules.appointment_credit_max_minutes = m);
    set("ghost_reprint_minutes", 0..=60, MINUTE_MS, &mut |ms| rules.ghost_reprint_ms = ms);
    set("key_keep_hours", 1..=168, HOUR_MS, &mut |ms| rules.key_keep_ms = ms);
    set("items_max", 1..=50, 1, &mut |count| rules.items_max = count as usize);
    set("kiosk_tickets_per_minute", 1..=1_000_000, 1, &mut |n| rules.kiosk_tickets_per_minute = n as usize);
    set("closing_warning_minutes", 0..=240, MINUTE_MS, &mut |ms| rules.closing_warning_ms = ms);
    table.finish();
    rules
}

/// The table `alarms`; what is not in it keeps its default.
fn alarms(root: &mut Entry<'_>) -> Alarms {
    let mut alarms = Alarms::default();
    let Some(mut table) = root.table("alarms", "a table") else { return alarms };
    table.declare_as("alarms");
    alarms.line_long = table.number("line_long", PEOPLE).map_or(alarms.line_long, |people| people as usize);
    let mut set = |key, allowed, unit: i64, limit: &mut i64| {
        if let Some(number) = table.number(key, allowed) {
            *limit = number * unit;
        }
    };
    set("wait_long_minutes", WAIT_MINUTES, MINUTE_MS, &mut alarms.wait_long_ms);
    set("window_idle_minutes", 1..=240, MINUTE_MS, &mut alarms.window_idle_ms);
    set("device_away_seconds", 5..=3_600, SECOND_MS, &mut alarms.device_away_ms);
    table.finish();
    alarms
}

/// Departments in the order of the file, which is the order on the kiosk.
pub(super) fn departments(dir: &Path, report: &Report) -> Vec<Department> {
    let mut departments = each(dir, "departments.toml", "department", report, |entry| {
        let id = entry.code("id");
        entry.declare("department", id);
        Department { id: DepartmentId::new(id), name: entry.text("name", Limit::NAME) }
    });
    keep_first(&mut departments, |department| department.id.clone());
    departments
}

/// Lines; two with one prefix would share their numbers, and nobody could tell them apart.
pub(super) fn lines(dir: &Path, report: &Report) -> BTreeMap<LineId, Line> {
    let mut prefixes: BTreeMap<char, (String, usize)> = BTreeMap::new();
    let lines = each(dir, "lines.toml", "line", report, |entry| {
        let id = entry.code("id");
        entry.declare("line", id);
        let prefix = prefix(entry, id, &mut prefixes);
        let hours = entry.string("hours");
        Line {
            id: LineId::new(id),
            name: entry.text("name", Limit::NAME),
            prefix,
            hours: HoursId::new(entry.require("hours", hours, (0, "")).1),
            capacity: entry.number("capacity", 1..=100_000).map(|capacity| capacity as u32),
            area: entry.text("area", Limit::NAME),
            alarms: LineAlarms {
                line_long: entry.number("line_long", PEOPLE).map(|people| people as usize),
                wait_long_ms: entry.number("wait_long_minutes", WAIT_MINUTES).map(|n| n * MINUTE_MS),
            },
        }
    });
    lines.into_iter().map(|line| (line.id.clone(), line)).collect()
}

fn prefix(entry: &mut Entry<'_>, id: &str, taken: &mut BTreeMap<char, (String, usize)>) -> char {
    let found = entry.string("prefix");
    let (line, text) = entry.require("prefix", found, (0, "A"));
    let mut letters = text.chars();
    let (Some(prefix), None) = (letters.next(), letters.next()) else {
        entry.mistake(line, format!("the prefix `{text}` is not one letter A to Z"));
        return 'A';
    };
    if line > 0 {
        match taken.get(&prefix) {
            Some((other, at)) => {
                let file = entry.file();
                entry.mistake(line, format!("has the prefix {prefix} of line {other} ({file}:{at})"));
            }
            None => {
                taken.insert(prefix, (id.to_owned(), line));
            }
        }
    }
    prefix
}

/// Windows by the number over them.
pub(super) fn windows(dir: &Path, report: &Report) -> BTreeMap<WindowId, Window> {
    let windows = each(dir, "windows.toml", "window", report, |entry| {
        let number = entry.number("number", 1..=999);
        let number = entry.require("number", number, 0);
        entry.declare("window", &number.to_string());
        Window {
            id: WindowId(number as u16),
            name: entry.text("name", Limit::NAME),
            own: entry.names("own"),
            helps: entry.names("helps"),
        }
    });
    windows.into_iter().map(|window| (window.id, window)).collect()
}

/// Classes of visitors.
pub(super) fn classes(dir: &Path, report: &Report) -> BTreeMap<ClassId, Class> {
    let classes = each(dir, "classes.toml", "class", report, |entry| {
        let id = entry.code("id");
        entry.declare("class", id);
        let credit = entry.number("credit_minutes", 0..=120);
        Class {
            id: ClassId::new(id),
            name: entry.text("name", Limit::NAME),
            credit_minutes: entry.require("credit_minutes", credit, 0),
        }
    });
    classes.into_iter().map(|class| (class.id.clone(), class)).collect()
}

/// Bundles in the order of the file.
pub(super) fn bundles(dir: &Path, report: &Report) -> Vec<Bundle> {
    let mut bundles = each(dir, "bundles.toml", "bundle", report, |entry| {
        let code = entry.code("code");
        entry.declare("bundle", code);
        Bundle {
            code: BundleCode::new(code),
            name: entry.text("name", Limit::NAME),
            items: entry.names("items"),
        }
    });
    keep_first(&mut bundles, |bundle| bundle.code.clone());
    bundles
}

/// Themes in the order of the file, which is the order on the kiosk.
pub(super) fn themes(dir: &Path, report: &Report) -> Vec<Theme> {
    let mut themes = each(dir, "themes.toml", "theme", report, |entry| {
        let code = entry.code("code");
        entry.declare("theme", code);
        Theme {
            code: ThemeCode::new(code),
            name: entry.text("name", Limit::NAME),
            sign: entry.word("sign"),
            bundles: entry.names("bundles"),
            items: entry.names("items"),
        }
    });
    keep_first(&mut themes, |theme| theme.code.clone());
    themes
}

/// A double one was reported with both places when it was declared; it is not to be found again.
fn keep_first<T, K: Ord>(things: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut seen = BTreeSet::new();
    things.retain(|thing| seen.insert(key(thing)));
}

/// The things of a file that is a list of one kind of table.
fn each<T>(
    dir: &Path,
    file: &str,
    kind: &'static str,
    report: &Report,
    mut read: impl FnMut(&mut Entry<'_>) -> T,
) -> Vec<T> {
    read_file(&dir.join(file), report, |root| {
        let mut found = Vec::new();
        for mut entry in root.entries(kind) {
            found.push(read(&mut entry));
            entry.finish();
        }
        found
    })
}
