//! Certificates: a declarative template and values in, the bytes of a PDF/A-2b out.
//!
//! [`Template`] is a TOML file a school's editor writes (the language: `docs/certificates.md`), [`Values`] is what the
//! base data say of one person, [`Marks`] is what the issuer adds: number, date, code, seal. [`draw_up`] sets
//! the type itself, glyph by glyph from [`Fonts`], so that a character no font has stops the certificate before
//! anything is printed, and equal input gives equal bytes.
//!
//! It owns typography and the file's structure. It must not know people, halls or keys: whoever calls it has decided
//! that the person may have the paper, and another module signs it.

use std::collections::BTreeMap;

mod archive;
mod blocks;
mod break_lines;
mod charstrings;
mod fonts;
mod glyphs;
mod icc;
mod paginate;
mod pdf;
mod picture;
mod sheet;
mod subset;
mod table;
mod template;
mod web_font;
mod words;

pub use fonts::{FontError, FontFile, Fonts};
pub use picture::{Picture, PictureError};
pub use sheet::Sheet;
pub use template::{Fields, Template};
pub use words::FIELDS;

/// Most characters of one field of [`Values`] or [`Marks`].
pub const FIELD_CHARS_MAX: usize = 300;
/// Most rows of one table.
pub const ROWS_MAX: usize = 1_000;
/// Most pages of one certificate.
pub const PAGES_MAX: usize = 40;

/// What the base data say: what the template's `{field}`s and tables are filled with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    /// Texts by the name of their field; an empty one counts as absent.
    pub fields: BTreeMap<String, String>,
    /// Tables by name: rows, each by the names of its columns.
    pub tables: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

/// What the issuer sets, never the base data.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'a> {
    /// `{university}`: its Chinese name, in both languages, since the letterhead is bilingual.
    pub university: &'a str,
    /// `{university_en}`: its English name, in both languages.
    pub university_en: &'a str,
    /// `{office}`: who signs.
    pub office: &'a str,
    /// `{certificate_number}`.
    pub certificate_number: &'a str,
    /// `{issued_on}`: the date as it is written in the certificate's language.
    pub issued_on: &'a str,
    /// `{verification_code}`, as a person reads it: in groups.
    pub verification_code: &'a str,
    /// `{verification_url}`, also in the QR code.
    pub verification_url: &'a str,
    /// Laid over the signature block; a template that has a place for it cannot be drawn up without.
    pub seal: Option<&'a Picture>,
    /// Beside the university's name.
    pub logo: Option<&'a Picture>,
    /// Written across every page, large and in grey: for what is shown and is no certificate.
    pub specimen: Option<&'a str>,
    /// When the file says it was made: UTC milliseconds.
    pub created_at_ms: i64,
    /// Of this certificate alone: the file's own identifier.
    pub id: [u8; 16],
}

/// A certificate, not yet signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The file.
    pub pdf: Vec<u8>,
    /// Sheets of paper.
    pub pages: u32,
}

/// Why a certificate cannot be drawn up. No variant carries a value of a field: it may go into a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The template needs a field that is absent or empty.
    #[error("no value for `{field}`")]
    MissingField {
        /// `name`, or `courses.grade` for a cell.
        field: String,
    },
    /// No font has the character: it would be a box.
    #[error("no font has the character U+{:04X}", *.character as u32)]
    MissingGlyph {
        /// The character.
        character: char,
        /// The field it stands in; none if it stands in the template.
        field: Option<String>,
    },
    /// A field is longer than [`FIELD_CHARS_MAX`].
    #[error("`{field}` is longer than {FIELD_CHARS_MAX} characters")]
    TooLong {
        /// Which.
        field: String,
    },
    /// A table has no rows.
    #[error("the table `{table}` is empty")]
    EmptyTable {
        /// Which.
        table: String,
    },
    /// A table has more than [`ROWS_MAX`] rows.
    #[error("the table `{table}` has more than {ROWS_MAX} rows")]
    TooManyRows {
        /// Which.
        table: String,
    },
    /// More than [`PAGES_MAX`] pages, or something that is higher than a page.
    #[error("the certificate does not fit on {PAGES_MAX} pages")]
    TooManyPages,
    /// The template has a place for a seal and there is none.
    #[error("the template has a place for a seal, and no seal is set")]
    MissingSeal,
    /// The address does not fit into a QR code.
    #[error("the verification address does not fit into a QR code")]
    QrCode,
    /// A font that could be read could not be reduced to the characters used.
    #[error("the font {file} cannot be embedded")]
    Font {
        /// Its file's name.
        file: String,
    },
}

/// Sets, paginates and writes a certificate.
///
/// # Errors
/// Anything that would make a wrong or incomplete paper.
pub fn draw_up(
    template: &Template,
    values: &Values,
    fonts: &Fonts,
    marks: &Marks<'_>,
) -> Result<Drawn, DrawError> {
    let sheets = lay_out(template, values, fonts, marks)?;
    let pages = u32::try_from(sheets.len()).expect("invariant: at most PAGES_MAX sheets");
    Ok(Drawn { pdf: pdf::write(&sheets, template, fonts, marks)?, pages })
}

/// Sets and paginates only: what stands where. For tests and for whoever wants to see why a line broke.
///
/// # Errors
/// As [`draw_up`].
pub fn lay_out(
    template: &Template,
    values: &Values,
    fonts: &Fonts,
    marks: &Marks<'_>,
) -> Result<Vec<Sheet>, DrawError> {
    let mut setter = glyphs::Setter::new(fonts);
    paginate::sheets(template, &words::Source::new(values, marks)?, &mut setter)
}
