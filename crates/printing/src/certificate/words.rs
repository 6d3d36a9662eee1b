//! Text of a template: placeholders, `**bold**` words, and what they are filled with.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error as _};

use super::{DrawError, FIELD_CHARS_MAX, Marks, Values};
use crate::pattern::{Pattern, Piece};

/// Fields the base data may fill, and `name_han`, which is made of `name`.
pub const FIELDS: [&str; 27] = [
    "name",
    "name_en",
    "sex",
    "born",
    "id_number",
    "number",
    "school",
    "major",
    "degree_level",
    "length_years",
    "enrolled_on",
    "expected_on",
    "class",
    "department",
    "post",
    "title",
    "employed_since",
    "income_year",
    "income_month",
    "income_words",
    "income_from",
    "income_to",
    "purpose",
    "credits_total",
    "average",
    "gpa",
    NAME_HAN,
];

/// The field `name` if it is written in Chinese characters, to stand beside the Latin one; made here.
const NAME_HAN: &str = "name_han";

/// The field of the base data a field is made of.
pub(super) fn of_base_data(field: &str) -> &str {
    if field == NAME_HAN { "name" } else { field }
}

/// Fields the issuer sets.
pub(super) const MARKS: [&str; 7] = [
    "certificate_number",
    "issued_on",
    "verification_code",
    "verification_url",
    "university",
    "university_en",
    "office",
];

/// Only in the footer.
const PAGE_FIELDS: [&str; 2] = ["page", "pages"];

/// Text with placeholders, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words(Vec<(bool, Piece)>);

/// Words that may also say `{page}` and `{pages}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageWords(pub(super) Words);

/// A piece of filled text in one weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) bold: bool,
    /// The field it comes from.
    pub(super) field: Option<&'a str>,
}

impl Words {
    fn parse(text: &str, more: &[&str]) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("the text is empty".to_owned());
        }
        let mut bold = false;
        let mut pieces = Vec::new();
        for piece in text.parse::<Pattern>()?.0 {
            match piece {
                Piece::Literal(literal) => {
                    for (index, part) in literal.split("**").enumerate() {
                        bold ^= index > 0;
                        if !part.is_empty() {
                            pieces.push((bold, Piece::Literal(part.to_owned())));
                        }
                    }
                }
                Piece::Placeholder(field) => {
                    if !is_field(&field) && !more.contains(&field.as_str()) {
                        return Err(format!("there is no `{{{field}}}`"));
                    }
                    pieces.push((bold, Piece::Placeholder(field)));
                }
            }
        }
        if bold { Err("`**` is opened and not closed".to_owned()) } else { Ok(Self(pieces)) }
    }

    /// The names of its placeholders.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|(_, piece)| match piece {
            Piece::Placeholder(field) => Some(field.as_str()),
            Piece::Literal(_) => None,
        })
    }

    /// Appends the filled text.
    pub(super) fn fill<'a>(
        &'a self,
        source: &Source<'a>,
        bold: bool,
        spans: &mut Vec<Span<'a>>,
    ) -> Result<(), DrawError> {
        for (own, piece) in &self.0 {
            let bold = bold || *own;
            spans.push(match piece {
                Piece::Literal(literal) => Span { text: literal.into(), bold, field: None },
                Piece::Placeholder(field) => Span { text: source.need(field)?, bold, field: Some(field) },
            });
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text, &[]).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for PageWords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Words::parse(&text, &PAGE_FIELDS).map(Self).map_err(D::Error::custom)
    }
}

/// The name of a field in `when`, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldName(pub(super) String);

impl<'de> Deserialize<'de> for FieldName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let field = String::deserialize(deserializer)?;
        if is_field(&field) {
            Ok(Self(field))
        } else {
            Err(D::Error::custom(format!("there is no field `{field}`")))
        }
    }
}

fn is_field(field: &str) -> bool {
    FIELDS.contains(&field) || MARKS.contains(&field)
}

/// Where placeholders find their text.
#[derive(Debug, Clone)]
pub(super) struct Source<'a> {
    pub(super) values: &'a Values,
    pub(super) marks: &'a Marks<'a>,
    /// Which page of how many, where that is known.
    pub(super) page: Option<(usize, usize)>,
}

impl<'a> Source<'a> {
    /// # Errors
    /// A field is too long.
    pub(super) fn new(values: &'a Values, marks: &'a Marks<'a>) -> Result<Self, DrawError> {
        let source = Self { values, marks, page: None };
        let marks = MARKS.iter().filter_map(|field| Some((*field, source.mark(field)?)));
        let texts = values.fields.iter().map(|(field, text)| (field.as_str(), text.as_str()));
        let cells = values.tables.values().flatten().flatten();
        let cells = cells.map(|(field, text)| (field.as_str(), text.as_str()));
        for (field, text) in marks.chain(texts).chain(cells) {
            if text.chars().count() > FIELD_CHARS_MAX {
                return Err(DrawError::TooLong { field: field.to_owned() });
            }
        }
        Ok(source)
    }

    /// A field's text, unless it is absent or blank.
    pub(super) fn find(&self, field: &str) -> Option<Cow<'a, str>> {
        let page = |number: usize| Cow::Owned(number.to_string());
        match (field, self.page) {
            ("page", Some((number, _))) => return Some(page(number)),
            ("pages", Some((_, count))) => return Some(page(count)),
            _ => {}
        }
        if field == NAME_HAN {
            return self.find("name").filter(|name| name.chars().any(|character| character >= '\u{2E80}'));
        }
        let text = self.mark(field).or_else(|| self.values.fields.get(field).map(String::as_str))?.trim();
        (!text.is_empty()).then_some(Cow::Borrowed(text))
    }

    fn need(&self, field: &str) -> Result<Cow<'a, str>, DrawError> {
        self.find(field).ok_or_else(|| DrawError::MissingField { field: field.to_owned() })
    }

    /// What the issuer says stands above what base data may claim.
    fn mark(&self, field: &str) -> Option<&'a str> {
        Some(match field {
            "university" => self.marks.university,
            "university_en" => self.marks.university_en,
            "office" => self.marks.office,
            "certificate_number" => self.marks.certificate_number,
            "issued_on" => self.marks.issued_on,
            "verification_code" => self.marks.verification_code,
            "verification_url" => self.marks.verification_url,
            _ => return None,
        })
    }
}
