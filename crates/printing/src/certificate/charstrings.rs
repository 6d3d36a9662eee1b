//! Fewer bytes for the outlines of a CFF subset, which are most of a certificate: hints go, and points move onto a coarser
//! grid. Neither can be seen on paper.
//!
//! The glyphs become shorter in their place and zeros fill what is left, so that no offset in the table changes; zeros
//! compress to nothing. Whatever is not understood stays as it is.

use std::ops::Range;

mod round;
mod unhint;

/// Operators of Type 2 charstrings (Adobe Technical Note #5177) that are looked at.
mod operator {
    pub const HSTEM: u8 = 1;
    pub const VSTEM: u8 = 3;
    pub const VMOVETO: u8 = 4;
    pub const RLINETO: u8 = 5;
    pub const HLINETO: u8 = 6;
    pub const VLINETO: u8 = 7;
    pub const RRCURVETO: u8 = 8;
    pub const CALLSUBR: u8 = 10;
    pub const RETURN: u8 = 11;
    pub const ESCAPE: u8 = 12;
    pub const ENDCHAR: u8 = 14;
    pub const HSTEMHM: u8 = 18;
    pub const HINTMASK: u8 = 19;
    pub const CNTRMASK: u8 = 20;
    pub const RMOVETO: u8 = 21;
    pub const HMOVETO: u8 = 22;
    pub const VSTEMHM: u8 = 23;
    pub const RCURVELINE: u8 = 24;
    pub const RLINECURVE: u8 = 25;
    pub const VVCURVETO: u8 = 26;
    pub const HHCURVETO: u8 = 27;
    pub const CALLGSUBR: u8 = 29;
    pub const VHCURVETO: u8 = 30;
    pub const HVCURVETO: u8 = 31;
    /// The four flexes; other escapes leave something on the stack.
    pub const FLEXES: std::ops::RangeInclusive<u8> = 34..=37;
    /// In a dictionary: where the charstrings are.
    pub const CHAR_STRINGS: u8 = 17;
}

/// Makes the glyphs of a font file with a CFF table shorter; other fonts stay as they are.
pub(super) fn shorten(mut font: Vec<u8>) -> Vec<u8> {
    if let Some(range) = find_cff(&font)
        && let Some((at, glyphs)) = rewritten(&font[range.clone()])
    {
        font[range.start + at..][..glyphs.len()].copy_from_slice(&glyphs);
    }
    font
}

/// Where the table lies in the file.
fn find_cff(font: &[u8]) -> Option<Range<usize>> {
    let count = number(font, 4, 2)?;
    (0..count).map(|index| 12 + index * 16).find(|at| font.get(*at..at + 4) == Some(b"CFF ")).and_then(|at| {
        let start = number(font, at + 8, 4)?;
        let range = start..start.checked_add(number(font, at + 12, 4)?)?;
        (range.end <= font.len()).then_some(range)
    })
}

/// Offset of the charstrings in the table, and what to put there: as long as what there is.
fn rewritten(table: &[u8]) -> Option<(usize, Vec<u8>)> {
    let names = Index::read(table, usize::from(*table.get(2)?))?;
    let tops = Index::read(table, names.end)?;
    let start = char_strings_offset(table.get(tops.items.first()?.clone())?)?;
    let index = Index::read(table, start)?;
    let glyphs: Vec<Vec<u8>> = index
        .items
        .iter()
        .map(|item| {
            let glyph = &table[item.clone()];
            shorter(glyph).filter(|short| short.len() <= glyph.len()).unwrap_or_else(|| glyph.to_vec())
        })
        .collect();
    let mut bytes = table.get(start..start + 3)?.to_vec();
    let offset_bytes = usize::from(bytes[2]);
    let mut offset = 1;
    for length in std::iter::once(0).chain(glyphs.iter().map(Vec::len)) {
        offset += length;
        bytes.extend(&(offset as u64).to_be_bytes()[8 - offset_bytes..]);
    }
    bytes.extend(glyphs.concat());
    bytes.resize(index.end - start, 0);
    Some((start, bytes))
}

/// A list of byte strings.
struct Index {
    items: Vec<Range<usize>>,
    end: usize,
}

impl Index {
    fn read(table: &[u8], at: usize) -> Option<Self> {
        let count = number(table, at, 2)?;
        if count == 0 {
            return Some(Self { items: vec![], end: at + 2 });
        }
        let size = number(table, at + 2, 1).filter(|size| (1..=4).contains(size))?;
        let base = at + 3 + (count + 1) * size - 1;
        let offset = |index: usize| Some(base + number(table, at + 3 + index * size, size)?);
        let items: Option<Vec<_>> =
            (0..count).map(|index| Some(offset(index)?..offset(index + 1)?)).collect();
        let items = items
            .filter(|items| items.iter().all(|item| item.start <= item.end && item.end <= table.len()))?;
        Some(Self { end: items.last()?.end, items })
    }
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

/// The operand of `CharStrings` in a top dictionary.
fn char_strings_offset(dictionary: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut last = None;
    while let Some(&byte) = dictionary.get(at) {
        at += match byte {
            operator::CHAR_STRINGS => return last,
            12 => 2,
            0..=21 => 1,
            28 => {
                last = number(dictionary, at + 1, 2);
                3
            }
            29 => {
                last = number(dictionary, at + 1, 4);
                5
            }
            // A real number ends with a half byte of ones.
            30 => {
                2 + dictionary[at + 1..].iter().position(|byte| byte & 0x0F == 0x0F || byte >> 4 == 0x0F)?
            }
            32..=246 => {
                last = usize::from(byte).checked_sub(139);
                1
            }
            247..=254 => {
                last =
                    Some((usize::from(byte).checked_sub(247)?) * 256 + number(dictionary, at + 1, 1)? + 108);
                2
            }
            _ => return None,
        };
    }
    None
}

/// A glyph without what paper does not show; none if it does what is not understood.
fn shorter(glyph: &[u8]) -> Option<Vec<u8>> {
    let plain = unhint::without_hints(glyph)?;
    Some(round::rounded(&plain).filter(|rounded| rounded.len() <= glyph.len()).unwrap_or(plain))
}

/// How many bytes a number takes that begins with this byte; none if it is an operator.
fn number_bytes(first: u8) -> Option<usize> {
    match first {
        28 => Some(3),
        32..=246 => Some(1),
        247..=254 => Some(2),
        255 => Some(5),
        _ => None,
    }
}
