//! What a template may ask for ([`Fields`]) and what it is given ([`Values`]).

use std::borrow::Cow;

/// The names a template may use: the contract between the template's author and the program that fills it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fields<'a> {
    /// Texts: `{name}`, also in `when`.
    pub texts: &'a [&'a str],
    /// Yes or no, only in `when`.
    pub flags: &'a [&'a str],
    /// Lists for `each` and `when`, with the names in their rows: `{list.name}`.
    pub lists: &'a [(&'a str, &'a [&'a str])],
}

/// One row of a list.
pub type Row<'a> = &'a [(&'a str, &'a str)];

/// What one receipt says. They are few: looked for one after another.
#[derive(Debug, Clone, Default)]
pub struct Values<'a> {
    texts: Vec<(&'a str, Cow<'a, str>)>,
    flags: Vec<(&'a str, bool)>,
    rows: Vec<(&'a str, Row<'a>)>,
}

impl<'a> Values<'a> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a text, in place of one set before; an empty one counts as absent in `when`.
    #[must_use]
    pub fn text(mut self, field: &'a str, text: impl Into<Cow<'a, str>>) -> Self {
        self.texts.push((field, text.into()));
        self
    }

    /// Sets a flag; one not set is false.
    #[must_use]
    pub fn flag(mut self, field: &'a str, flag: bool) -> Self {
        self.flags.push((field, flag));
        self
    }

    /// Appends a row to a list.
    #[must_use]
    pub fn row(mut self, list: &'a str, fields: Row<'a>) -> Self {
        self.rows.push((list, fields));
        self
    }

    pub(super) fn find_text(&self, field: &str) -> Option<&str> {
        self.texts.iter().rev().find(|(known, _)| *known == field).map(|(_, text)| &**text)
    }

    pub(super) fn rows(&self, list: &str) -> impl Iterator<Item = Row<'a>> {
        self.rows.iter().filter(move |(known, _)| *known == list).map(|(_, row)| *row)
    }

    /// Whether a flag is set, a text is not empty or a list has rows.
    pub(super) fn holds(&self, field: &str) -> bool {
        self.flags.contains(&(field, true))
            || self.find_text(field).is_some_and(|text| !text.is_empty())
            || self.rows(field).next().is_some()
    }
}
