//! Hints out of a glyph: they steer screens of the nineties, no printer needs them, and they are a sixth of a certificate.

use std::ops::Range;

use super::{number_bytes, operator};

/// A glyph without its hints; none if it does what is not understood.
pub(super) fn without_hints(glyph: &[u8]) -> Option<Vec<u8>> {
    let mut short = Vec::with_capacity(glyph.len());
    // Operands since the last operator.
    let mut operands: Vec<Range<usize>> = Vec::new();
    let mut stems = 0;
    // The width stands before the operands of the first operator, whichever that is.
    let mut first = true;
    let mut at = 0;
    while let Some(&byte) = glyph.get(at) {
        if let Some(length) = number_bytes(byte) {
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
