//! What a catalogue says that cannot be true at once. Each thing is checked by itself, so that all mistakes are told.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use super::{Bundle, Catalogue, HandlingMode, Item, Line, Rules, Theme, Window};
use crate::ids::{BundleCode, ItemCode};
use crate::time::HOUR_MS;

/// A duration of the rules, milliseconds.
const DURATION_MS: RangeInclusive<i64> = 0..=24 * HOUR_MS;
/// Idempotency keys, milliseconds: long enough for a client that was away, short enough for the memory.
const KEY_KEEP_MS: RangeInclusive<i64> = HOUR_MS..=30 * 24 * HOUR_MS;
/// A credit, minutes.
const CREDIT_MINUTES: RangeInclusive<i64> = 0..=120;

/// What contradicts itself in a catalogue: the thing, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What it is about, such as `item card-replace`.
    pub subject: String,
    /// Why it cannot stand.
    pub reason: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.reason)
    }
}

impl Catalogue {
    /// Everything in it that contradicts itself; empty if it can be adopted.
    pub fn check(&self) -> Vec<Contradiction> {
        let mut found = Vec::new();
        let mut report = |subject: &str, reasons: Vec<String>| {
            found.extend(
                reasons.into_iter().map(|reason| Contradiction { subject: subject.to_owned(), reason }),
            );
        };
        report("site", self.check_site());
        report("rules", check_rules(&self.rules));
        for id in twice(self.departments.iter().map(|department| &department.id)) {
            report(&format!("department {id}"), vec!["is there twice".into()]);
        }
        for (code, item) in &self.items {
            report(&format!("item {code}"), self.check_item(code, item));
        }
        for code in twice(self.bundles.iter().map(|bundle| &bundle.code)) {
            report(&format!("bundle {code}"), vec!["is there twice".into()]);
        }
        for bundle in &self.bundles {
            report(&format!("bundle {}", bundle.code), self.check_bundle(bundle));
        }
        for code in twice(self.themes.iter().map(|theme| &theme.code)) {
            report(&format!("theme {code}"), vec!["is there twice".into()]);
        }
        for theme in &self.themes {
            report(&format!("theme {}", theme.code), self.check_theme(theme));
        }
        for (id, line) in &self.lines {
            let mut reasons = self.check_line(line);
            reasons.extend(other_name("name", id, &line.id));
            report(&format!("line {id}"), reasons);
        }
        for (id, window) in &self.windows {
            let mut reasons = self.check_window(window);
            reasons.extend(other_name("number", id, &window.id));
            report(&format!("window {id}"), reasons);
        }
        for (id, class) in &self.classes {
            let mut reasons = within("credit_minutes", class.credit_minutes, &CREDIT_MINUTES);
            reasons.extend(other_name("name", id, &class.id));
            report(&format!("class {id}"), reasons);
        }
        for (id, hours) in &self.hours {
            report(&format!("hours {id}"), hours.check());
        }
        found
    }

    fn check_site(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            reasons.push(format!("`{}` is not the IANA name of a time zone", self.time_zone));
        }
        if let Some(help) = &self.help_item
            && self.items.get(help).is_none_or(|item| item.line.is_none())
        {
            reasons.push(format!("help_item `{help}` is not an item with a line"));
        }
        reasons
    }

    fn check_item(&self, code: &ItemCode, item: &Item) -> Vec<String> {
        let mut reasons: Vec<String> = other_name("code", code, &item.code).collect();
        if item.departments.is_empty() {
            reasons.push("has no department".into());
        }
        for department in &item.departments {
            if !self.departments.iter().any(|d| d.id == *department) {
                reasons.push(format!("names the unknown department `{department}`"));
            }
        }
        match &item.line {
            Some(line) if !self.lines.contains_key(line) => {
                reasons.push(format!("names the unknown line `{line}`"));
            }
            Some(_) if item.mode == HandlingMode::Online => {
                reasons.push("is handled wholly online, yet has a line".into());
            }
            None if item.mode != HandlingMode::Online => {
                reasons.push("has no line, yet is not handled wholly online".into());
            }
            Some(_) | None => {}
        }
        for before in item.after.iter().filter(|before| !self.items.contains_key(*before)) {
            reasons.push(format!("comes after the unknown item `{before}`"));
        }
        if self.comes_after_itself(code) {
            reasons.push("comes after itself".into());
        }
        if item.service_ms <= 0 {
            reasons.push("has no service time".into());
        }
        reasons
    }

    fn comes_after_itself(&self, code: &ItemCode) -> bool {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&ItemCode> = self.items[code].after.iter().collect();
        while let Some(before) = next.pop() {
            if before == code {
                return true;
            }
            if seen.insert(before)
                && let Some(item) = self.items.get(before)
            {
                next.extend(&item.after);
            }
        }
        false
    }

    fn check_bundle(&self, bundle: &Bundle) -> Vec<String> {
        let mut reasons = Vec::new();
        if bundle.items.is_empty() || bundle.items.len() > self.rules.items_max {
            reasons.push(format!("must hold 1 to {} items", self.rules.items_max));
        }
        for item in bundle.items.iter().filter(|item| !self.items.contains_key(*item)) {
            reasons.push(format!("holds the unknown item `{item}`"));
        }
        reasons
    }

    fn check_theme(&self, theme: &Theme) -> Vec<String> {
        let mut reasons = Vec::new();
        if theme.bundles.is_empty() && theme.items.is_empty() {
            reasons.push("holds nothing".into());
        }
        let known = |code: &BundleCode| self.bundles.iter().any(|bundle| bundle.code == *code);
        for bundle in theme.bundles.iter().filter(|code| !known(code)) {
            reasons.push(format!("holds the unknown bundle `{bundle}`"));
        }
        for item in theme.items.iter().filter(|item| !self.items.contains_key(*item)) {
            reasons.push(format!("holds the unknown item `{item}`"));
        }
        reasons.extend(twice(theme.items.iter()).map(|item| format!("holds the item `{item}` twice")));
        reasons
    }

    fn check_line(&self, line: &Line) -> Vec<String> {
        let mut reasons = Vec::new();
        if !line.prefix.is_ascii_uppercase() {
            reasons.push(format!("prefix `{}` is not a letter A to Z", line.prefix));
        }
        if !self.hours.contains_key(&line.hours) {
            reasons.push(format!("names the unknown timetable `{}`", line.hours));
        }
        if !self.windows.values().any(|window| window.accepts(&line.id)) {
            reasons.push("is served by no window".into());
        }
        reasons
    }

    fn check_window(&self, window: &Window) -> Vec<String> {
        let mut reasons = Vec::new();
        if window.own.is_empty() {
            reasons.push("has no line of its own".into());
        }
        let lines = || window.own.iter().chain(&window.helps);
        for line in lines().filter(|line| !self.lines.contains_key(*line)) {
            reasons.push(format!("names the unknown line `{line}`"));
        }
        reasons.extend(twice(lines()).map(|line| format!("names the line `{line}` twice")));
        reasons
    }
}

fn check_rules(rules: &Rules) -> Vec<String> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let figures = [
        ("help_after_ms", rules.help_after_ms, DURATION_MS),
        ("recalls_max", rules.recalls_max.into(), 0..=10),
        ("recall_gap_ms", rules.recall_gap_ms, DURATION_MS),
        ("no_show_grace_ms", rules.no_show_grace_ms, DURATION_MS),
        ("no_show_behind", count(rules.no_show_behind), 0..=100),
        ("return_code_credit_minutes", rules.return_code_credit_minutes, CREDIT_MINUTES),
        ("appointment_early_minutes", rules.appointment_early_minutes, CREDIT_MINUTES),
        ("appointment_credit_max_minutes", rules.appointment_credit_max_minutes, CREDIT_MINUTES),
        ("ghost_reprint_ms", rules.ghost_reprint_ms, DURATION_MS),
        ("key_keep_ms", rules.key_keep_ms, KEY_KEEP_MS),
        ("items_max", count(rules.items_max), 1..=100),
        ("kiosk_tickets_per_minute", count(rules.kiosk_tickets_per_minute), 1..=1_000_000),
        ("closing_warning_ms", rules.closing_warning_ms, DURATION_MS),
    ];
    figures.iter().flat_map(|(name, figure, allowed)| within(name, *figure, allowed)).collect()
}

fn within(name: &str, figure: i64, allowed: &RangeInclusive<i64>) -> Vec<String> {
    if allowed.contains(&figure) {
        return Vec::new();
    }
    vec![format!("{name} must be {} to {}", allowed.start(), allowed.end())]
}

/// A thing is filed under another name than its own.
fn other_name<T: PartialEq + fmt::Display>(kind: &str, filed: &T, own: &T) -> impl Iterator<Item = String> {
    (filed != own).then(|| format!("has another {kind}, `{own}`")).into_iter()
}

/// The names that come more than once.
fn twice<'a, T: Ord + 'a>(names: impl Iterator<Item = &'a T>) -> impl Iterator<Item = &'a T> {
    let mut seen = BTreeSet::new();
    names.filter(move |name| !seen.insert(*name))
}
