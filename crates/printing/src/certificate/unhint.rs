//! Hints out of the outlines of a CFF subset: they steer screens of the nineties, no printer needs them, and they are a
//! sixth of a certificate.
//!
//! The glyphs become shorter in their place and zeros fill what is left, so that no offset in the table changes; zeros
//! compress to nothing. Whatever is not understood stays as it is: the outlines are the same either way.

use std::ops::Range;

/// Operators of Type 2 charstrings (Adobe Technical Note #5177) that are looked at.
mod operator {
    pub const HSTEM: u8 = 1;
    pub const VSTEM: u8 = 3;
    pub const CALLSUBR: u8 = 10;
    pub const RETURN: u8 = 11;
    pub const ESCAPE: u8 = 12;
    pub const HSTEMHM: u8 = 18;
    pub const HINTMASK: u8 = 19;
    pub const CNTRMASK: u8 = 20;
    pub const VSTEMHM: u8 = 23;
    pub const CALLGSUBR: u8 = 29;
    /// The four flexes; other escapes leave something on the stack.
    pub const FLEXES: std::ops::RangeInclusive<u8> = 34..=37;
    /// In a dictionary: where the charstrings are.
    pub const CHAR_STRINGS: u8 = 17;
}

/// Takes the hints out of a font file with a CFF table; other fonts stay as they are.
pub(super) fn unhint(mut font: Vec<u8>) -> Vec<u8> {
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
            without_hints(glyph).filter(|short| short.len() <= glyph.len()).unwrap_or_else(|| glyph.to_vec())
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

/// A glyph without its hints; none if it does what is not understood.
fn without_hints(glyph: &[u8]) -> Option<Vec<u8>> {
    let mut short = Vec::with_capacity(glyph.len());
    // Operands since the last operator.
    let mut operands: Vec<Range<usize>> = Vec::new();
    let mut stems = 0;
    // The width stands before the operands of the first operator, whichever that is.
    let mut first = true;
    let mut at = 0;
    while let Some(&byte) = glyph.get(at) {
        let length = match byte {
            28 => 3,
            32..=246 => 1,
            247..=254 => 2,
            255 => 5,
            _ => 0,
        };
        if length > 0 {
            operands.push(at..at + length);
            at += length;
            continue;
        }
        match byte {
            operator::HSTEM
            | operator::VSTEM
            | operator::HSTEMHM
            | operator::VSTEMHM
            | operator::HINTMASK
            | operator::CNTRMASK => {
                if first && operands.len() % 2 == 1 {
                    short.extend(glyph.get(operands[0].clone())?);
                }
                stems += operands.len() / 2;
                at += 1;
                if matches!(byte, operator::HINTMASK | operator::CNTRMASK) {
                    at += usize::div_ceil(stems, 8);
                }
            }
            operator::CALLSUBR | operator::CALLGSUBR | operator::RETURN => return None,
            _ => {
                let length = if byte == operator::ESCAPE {
                    glyph.get(at + 1).filter(|flex| operator::FLEXES.contains(flex))?;
                    2
                } else {
                    1
                };
                for operand in &operands {
                    short.extend(glyph.get(operand.clone())?);
                }
                short.extend(glyph.get(at..at + length)?);
                at += length;
            }
        }
        first = false;
        operands.clear();
    }
    operands.is_empty().then_some(short)
}

#[cfg(test)]
mod tests {
    use super::without_hints;

    /// An operand of one byte.
    fn small(number: i16) -> u8 {
        (number + 139) as u8
    }

    #[test]
    fn stems_and_masks_go_and_the_width_stays() {
        let (width, rmoveto, hlineto, endchar) = (small(50), 21, 6, 14);
        let (one, two) = (small(1), small(2));
        let cases: [(&[u8], &[u8]); 5] = [
            // Width before the stems, a mask with implied stems after them.
            (
                &[width, one, two, 18, one, two, 19, 0b1100_0000, one, two, rmoveto, one, hlineto, endchar],
                &[width, one, two, rmoveto, one, hlineto, endchar],
            ),
            // No width.
            (&[one, two, 1, one, two, rmoveto, endchar], &[one, two, rmoveto, endchar]),
            // Width before the first move.
            (&[width, one, two, rmoveto, endchar], &[width, one, two, rmoveto, endchar]),
            // A mask amid the outline.
            (
                &[one, two, 18, one, two, 23, one, two, rmoveto, 20, 0xFF, one, hlineto, endchar],
                &[one, two, rmoveto, one, hlineto, endchar],
            ),
            // Nothing but a width: a blank.
            (&[width, endchar], &[width, endchar]),
        ];
        for (glyph, short) in cases {
            assert_eq!(without_hints(glyph).as_deref(), Some(short), "{glyph:?}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left() {
        for glyph in [&[small(1), 10, 14][..], &[12, 3, 14], &[small(1)], &[28, 0]] {
            assert_eq!(without_hints(glyph), None, "{glyph:?}");
        }
    }
}
