//! What a template may ask for ([`Fields`]) and what it is given ([`Values`]).

use std::collections::BTreeMap;

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

/// One row of a list: field → text.
pub type Row = BTreeMap<String, String>;

/// What one receipt says.
#[derive(Debug, Clone, Default)]
pub struct Values {
    texts: BTreeMap<String, String>,
    flags: BTreeMap<String, bool>,
    lists: BTreeMap<String, Vec<Row>>,
}

impl Values {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a text; an empty one counts as absent in `when`.
    #[must_use]
    pub fn text(mut self, field: &str, text: impl Into<String>) -> Self {
        self.texts.insert(field.to_owned(), text.into());
        self
    }

    /// Sets a flag; one not set is false.
    #[must_use]
    pub fn flag(mut self, field: &str, flag: bool) -> Self {
        self.flags.insert(field.to_owned(), flag);
        self
    }

    /// Appends a row to a list.
    #[must_use]
    pub fn row(mut self, list: &str, fields: &[(&str, &str)]) -> Self {
        let row = fields.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
        self.lists.entry(list.to_owned()).or_default().push(row);
        self
    }

    pub(super) fn find_text(&self, field: &str) -> Option<&str> {
        self.texts.get(field).map(String::as_str)
    }

    pub(super) fn rows(&self, list: &str) -> &[Row] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// Whether a flag is set, a text is not empty or a list has rows.
    pub(super) fn holds(&self, field: &str) -> bool {
        self.flags.get(field).copied().unwrap_or(false)
            || self.find_text(field).is_some_and(|text| !text.is_empty())
            || !self.rows(field).is_empty()
    }
}
