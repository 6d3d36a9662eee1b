//! Reads one table of a TOML file key by key and reports what is wrong with each.
//!
//! Written by hand rather than derived: a derived reader stops at its first mistake.

use std::ops::RangeInclusive;

use hall_core::catalogue::Text;
use jiff::civil::Date;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::de::{DeTable, DeValue};

use super::report::{Place, Report};
use super::source::Source;
use super::text::{Limit, code_fault, en_fault, zh_fault};

/// One table of a file. Keys are asked for one by one; `finish` reports those nobody asked for.
pub(super) struct Entry<'a> {
    report: &'a Report,
    source: &'a Source,
    table: &'a DeTable<'a>,
    line: usize,
    subject: String,
    asked: Vec<&'static str>,
}

impl<'a> Entry<'a> {
    /// A table that begins at a line.
    pub fn new(
        report: &'a Report,
        source: &'a Source,
        table: &'a DeTable<'a>,
        line: usize,
        subject: String,
    ) -> Self {
        Self { report, source, table, line, subject, asked: Vec::new() }
    }

    /// The line it begins at.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The file it stands in.
    pub fn file(&self) -> &'a str {
        &self.source.name
    }

    /// The keys of the table in the order of the file, each with its line.
    pub fn keys(&self) -> Vec<(&'a str, usize)> {
        let mut keys: Vec<_> = self.table.keys().collect();
        keys.sort_by_key(|key| key.span().start);
        keys.iter().map(|key| (key.get_ref().as_ref(), self.source.line_of(key.span().start))).collect()
    }

    /// Reports a mistake at a line of this file.
    pub fn mistake(&self, line: usize, reason: impl std::fmt::Display) {
        let reason = match self.subject.as_str() {
            "" => reason.to_string(),
            subject => format!("{subject}: {reason}"),
        };
        self.report.mistake(&self.source.name, line, reason);
    }

    /// Says what the table is about, such as `item` and `card-replace`, and that it stands here.
    pub fn declare(&mut self, kind: &str, name: &str) {
        let subject = format!("{kind} {name}");
        self.declare_as(&subject);
        self.subject = subject;
    }

    /// Notes that a subject stands here, without naming it in the mistakes to come.
    pub fn declare_as(&self, subject: &str) {
        let mut texts = Vec::new();
        gather_texts(self.source, self.table, &mut texts);
        self.report.declare(subject, Place { file: self.source.name.clone(), line: self.line, texts });
    }

    /// Reports every key nobody asked for.
    pub fn finish(self) {
        for (key, line) in self.keys().into_iter().filter(|(key, _)| !self.asked.contains(key)) {
            self.mistake(line, format!("unknown key `{key}`; allowed are {}", self.asked.join(", ")));
        }
    }

    fn take(&mut self, key: &'static str) -> Option<(usize, &'a DeValue<'a>)> {
        self.asked.push(key);
        let value = self.table.get(key)?;
        Some((self.source.line_of(value.span().start), value.get_ref()))
    }

    fn wrong_type(&self, line: usize, key: &str, value: &DeValue<'_>, wanted: &str) {
        self.mistake(line, format!("`{key}` is of type {}; it must be {wanted}", value.type_str()));
    }

    /// A key that must be there: reports its absence and gives the placeholder.
    pub fn require<T>(&self, key: &str, value: Option<T>, placeholder: T) -> T {
        value.unwrap_or_else(|| {
            if !self.table.contains_key(key) {
                self.mistake(self.line, format!("`{key}` is missing"));
            }
            placeholder
        })
    }

    /// A string with its line.
    pub fn string(&mut self, key: &'static str) -> Option<(usize, &'a str)> {
        match self.take(key)? {
            (line, DeValue::String(text)) => Some((line, text)),
            (line, other) => {
                self.wrong_type(line, key, other, "a string");
                None
            }
        }
    }

    /// A code, required.
    pub fn code(&mut self, key: &'static str) -> &'a str {
        let found = self.string(key);
        let (line, code) = self.require(key, found, (0, ""));
        if line > 0
            && let Some(fault) = code_fault(code)
        {
            self.mistake(line, fault);
        }
        code
    }

    /// One of the words of a type, as it is written in JSON.
    pub fn word<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        let (line, word) = self.string(key)?;
        let deserializer: StrDeserializer<'_, ValueError> = word.into_deserializer();
        T::deserialize(deserializer).map_err(|error| self.mistake(line, format!("`{key}`: {error}"))).ok()
    }

    /// A whole number within limits.
    pub fn number(&mut self, key: &'static str, allowed: RangeInclusive<i64>) -> Option<i64> {
        let wanted = format!("a whole number from {} to {}", allowed.start(), allowed.end());
        let (line, value) = self.take(key)?;
        let DeValue::Integer(digits) = value else {
            self.wrong_type(line, key, value, &wanted);
            return None;
        };
        let number = i64::from_str_radix(digits.as_str(), digits.radix()).ok();
        if number.is_none_or(|number| !allowed.contains(&number)) {
            self.mistake(line, format!("`{key}` is {digits}; it must be {wanted}"));
            return None;
        }
        number
    }

    /// A list of different whole numbers within limits, at least one.
    pub fn numbers(&mut self, key: &'static str, allowed: RangeInclusive<i64>) -> Option<Vec<i64>> {
        let wanted =
            format!("a list of different whole numbers from {} to {}", allowed.start(), allowed.end());
        let mut numbers = Vec::new();
        let line = self.table.get(key).map_or(self.line, |value| self.source.line_of(value.span().start));
        for (line, value) in self.list(key, &wanted)? {
            let number = match value {
                DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
                _ => None,
            };
            match number.filter(|number| allowed.contains(number) && !numbers.contains(number)) {
                Some(number) => numbers.push(number),
                None => self.mistake(line, format!("`{key}` must be {wanted}")),
            }
        }
        if numbers.is_empty() {
            self.mistake(line, format!("`{key}` must be {wanted}"));
        }
        Some(numbers)
    }

    /// Yes or no; no unless told.
    pub fn flag(&mut self, key: &'static str) -> bool {
        match self.take(key) {
            None => false,
            Some((_, DeValue::Boolean(flag))) => *flag,
            Some((line, other)) => {
                self.wrong_type(line, key, other, "true or false");
                false
            }
        }
    }

    /// A date, written without quotes.
    pub fn date(&mut self, key: &'static str) -> Option<Date> {
        let wanted = "a date such as 2026-10-01, without quotes";
        let (line, value) = self.take(key)?;
        let DeValue::Datetime(found) = value else {
            self.wrong_type(line, key, value, wanted);
            return None;
        };
        let date = found.date.filter(|_| found.time.is_none() && found.offset.is_none());
        let date = date.and_then(|date| {
            Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
        });
        if date.is_none() {
            self.mistake(line, format!("`{key}` is {found}; it must be {wanted}"));
        }
        date
    }

    /// A text in both languages, required.
    pub fn text(&mut self, key: &'static str, limit: Limit) -> Text {
        let text = self.optional_text(key, limit);
        self.require(key, text, Text::default())
    }

    /// A text in both languages.
    pub fn optional_text(&mut self, key: &'static str, limit: Limit) -> Option<Text> {
        let mut table = self.table(key, "{ zh = \"…\", en = \"…\" }")?;
        table.subject = join(&self.subject, key);
        let text = table.languages(limit);
        table.finish();
        Some(text)
    }

    /// The keys `zh` and `en` of this very table, both required.
    pub fn languages(&mut self, limit: Limit) -> Text {
        let mut language = |key, fault: fn(&str, Limit) -> Option<String>| {
            let found = self.string(key);
            let (line, text) = self.require(key, found, (0, ""));
            if line > 0
                && let Some(reason) = fault(text, limit)
            {
                self.mistake(line, format!("`{key}`: {reason}"));
            }
            text.to_owned()
        };
        Text { zh: language("zh", zh_fault), en: language("en", en_fault) }
    }

    /// A table within this one.
    pub fn table(&mut self, key: &'static str, wanted: &str) -> Option<Entry<'a>> {
        match self.take(key)? {
            (line, DeValue::Table(table)) => {
                Some(Self::new(self.report, self.source, table, line, self.subject.clone()))
            }
            (line, other) => {
                self.wrong_type(line, key, other, wanted);
                None
            }
        }
    }

    /// The values of a list, each with its line; none if there is no such key.
    fn list(&mut self, key: &'static str, wanted: &str) -> Option<Vec<(usize, &'a DeValue<'a>)>> {
        match self.take(key)? {
            (_, DeValue::Array(values)) => Some(
                values
                    .iter()
                    .map(|value| (self.source.line_of(value.span().start), value.get_ref()))
                    .collect(),
            ),
            (line, other) => {
                self.wrong_type(line, key, other, wanted);
                None
            }
        }
    }

    /// A list of strings, each with its line. A double one is a mistake.
    pub fn strings(&mut self, key: &'static str) -> Option<Vec<(usize, &'a str)>> {
        let mut strings: Vec<(usize, &str)> = Vec::new();
        for (line, value) in self.list(key, "a list of strings")? {
            match value {
                DeValue::String(text) if strings.iter().any(|(_, known)| known == text) => {
                    self.mistake(line, format!("`{key}` names `{text}` twice"));
                }
                DeValue::String(text) => strings.push((line, text)),
                other => self.wrong_type(line, key, other, "a list of strings"),
            }
        }
        Some(strings)
    }

    /// The names in a list; none if there is no such key.
    pub fn names<T: for<'n> From<&'n str>>(&mut self, key: &'static str) -> Vec<T> {
        self.strings(key).unwrap_or_default().into_iter().map(|(_, name)| T::from(name)).collect()
    }

    /// The tables written as `[[key]]`.
    pub fn entries(&mut self, key: &'static str) -> Vec<Entry<'a>> {
        let wanted = format!("tables written as [[{key}]]");
        let mut entries = Vec::new();
        for (line, value) in self.list(key, &wanted).unwrap_or_default() {
            match value {
                DeValue::Table(table) => {
                    entries.push(Self::new(self.report, self.source, table, line, key.to_owned()));
                }
                other => self.wrong_type(line, key, other, &wanted),
            }
        }
        entries
    }

    /// A list of strings and tables; none if there is no such key.
    pub fn strings_and_entries(&mut self, key: &'static str, wanted: &str) -> Option<Vec<Either<'a>>> {
        let mut found = Vec::new();
        for (line, value) in self.list(key, wanted)? {
            match value {
                DeValue::String(text) => found.push(Either::String(line, text)),
                DeValue::Table(table) => {
                    let subject = join(&self.subject, key);
                    found.push(Either::Entry(Self::new(self.report, self.source, table, line, subject)));
                }
                other => self.wrong_type(line, key, other, wanted),
            }
        }
        Some(found)
    }

    /// The list of strings at a key that is data itself, each string with its line.
    pub fn strings_at(&self, key: &str) -> Vec<(usize, &'a str)> {
        let wanted = "a list of strings";
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let DeValue::Array(values) = value.get_ref() else {
            self.wrong_type(self.source.line_of(value.span().start), key, value.get_ref(), wanted);
            return Vec::new();
        };
        let mut strings = Vec::new();
        for value in values {
            let line = self.source.line_of(value.span().start);
            match value.get_ref() {
                DeValue::String(text) => strings.push((line, text.as_ref())),
                other => self.wrong_type(line, key, other, wanted),
            }
        }
        strings
    }
}

/// One element of a mixed list.
pub(super) enum Either<'a> {
    /// A string with its line.
    String(usize, &'a str),
    /// A table.
    Entry(Entry<'a>),
}

fn join(subject: &str, key: &str) -> String {
    if subject.is_empty() { key.to_owned() } else { format!("{subject}: {key}") }
}

fn gather_texts(source: &Source, table: &DeTable<'_>, texts: &mut Vec<(String, usize)>) {
    let mut rest: Vec<_> = table.values().collect();
    while let Some(value) = rest.pop() {
        match value.get_ref() {
            DeValue::String(text) => texts.push((text.to_string(), source.line_of(value.span().start))),
            DeValue::Array(values) => rest.extend(values.iter()),
            DeValue::Table(inner) => rest.extend(inner.values()),
            _ => {}
        }
    }
}
