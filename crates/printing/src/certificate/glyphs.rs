//! From characters to glyphs: each from the first face that has it, with its width and its manners at the ends of lines.

use std::collections::HashMap;

use super::DrawError;
use super::fonts::Fonts;
use super::words::Span;

/// Values of at most this many characters are not broken: a Chinese name, a year.
const UNBROKEN_CHARS_MAX: usize = 5;

/// How a character behaves beside others; see `break_lines`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A line may end before and after it.
    Ideograph,
    /// No line may end after it: opening brackets and quotation marks.
    Open,
    /// No line may begin with it: stops, closing brackets.
    Close,
    /// Letters, digits and all that sticks to them.
    Letter,
    /// A blank between words; it vanishes at the end of a line.
    Space,
}

/// One glyph, in thousandths of its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// Index of the file in the chain.
    pub(super) font: usize,
    /// In the font's own numbering.
    pub(super) id: u16,
    /// What it stands for.
    pub(super) character: char,
    pub(super) advance: f32,
    pub(super) class: Class,
    /// It stays on the line of the glyph before it.
    pub(super) sticks: bool,
}

impl Glyph {
    /// Full-width punctuation: half of it is blank, and may go where it is not needed.
    pub(super) fn has_blank_half(&self) -> bool {
        self.advance > 900.0 && BLANK_HALVES.contains(self.character)
    }
}

const OPEN: &str = "（《「『【〔〖〈〘〝‘“［｛￥＄([{";
const CLOSE: &str = "）》」』】〕〗〉〙〞’”］｝，。、；：？！…—～·・％%‰℃々";
const BLANK_HALVES: &str = "（《「『【〔〖〈［｛）》」』】〕〗〉］｝，。、；：‘“’”";

/// The faces of a chain, opened for one certificate.
pub(super) struct Setter<'f> {
    faces: Vec<Face<'f>>,
    /// Glyphs found so far, by character and weight.
    found: HashMap<(char, bool), Option<Found>>,
}

/// File, number in it, width.
type Found = (usize, u16, f32);

struct Face<'f> {
    face: ttf_parser::Face<'f>,
    bold: bool,
}

impl<'f> Setter<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Self {
        let faces = fonts.files.iter().map(|file| Face { face: file.parse(), bold: file.bold }).collect();
        Self { faces, found: HashMap::new() }
    }

    /// The glyphs of some text.
    pub(super) fn set(&mut self, spans: &[Span<'_>]) -> Result<Vec<Glyph>, DrawError> {
        let mut glyphs = Vec::new();
        for span in spans {
            let short = span.field.is_some() && span.text.chars().count() <= UNBROKEN_CHARS_MAX;
            for (index, character) in span.text.chars().enumerate() {
                let (font, id, advance) = self.find(character, span.bold).ok_or_else(|| {
                    DrawError::MissingGlyph { character, field: span.field.map(str::to_owned) }
                })?;
                glyphs.push(Glyph {
                    font,
                    id,
                    character,
                    advance,
                    class: classify(character),
                    sticks: short && index > 0,
                });
            }
        }
        Ok(glyphs)
    }

    fn find(&mut self, character: char, bold: bool) -> Option<Found> {
        if let Some(found) = self.found.get(&(character, bold)) {
            return *found;
        }
        let wanted = |bold| self.faces.iter().enumerate().filter(move |(_, face)| face.bold == bold);
        let mut chain: Vec<_> = if bold { wanted(true).collect() } else { Vec::new() };
        chain.extend(wanted(false));
        let found = chain.into_iter().find_map(|(font, Face { face, .. })| {
            let id = face.glyph_index(character).filter(|id| id.0 != 0)?;
            let advance = width(face, id)?;
            Some((font, id.0, advance))
        });
        let found = found.filter(|_| !character.is_control());
        self.found.insert((character, bold), found);
        found
    }
}

/// Width in whole thousandths, as the file will state it.
fn width(face: &ttf_parser::Face<'_>, id: ttf_parser::GlyphId) -> Option<f32> {
    let advance = f32::from(face.glyph_hor_advance(id)?);
    Some((advance * 1000.0 / f32::from(face.units_per_em())).trunc())
}

pub(super) fn classify(character: char) -> Class {
    match character {
        ' ' | '\u{3000}' => Class::Space,
        _ if OPEN.contains(character) => Class::Open,
        _ if CLOSE.contains(character) => Class::Close,
        // Radicals and everything after them up to the compatibility forms, and the planes of ideographs.
        '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FFEF}'
        | '\u{20000}'.. => Class::Ideograph,
        _ => Class::Letter,
    }
}
