//! The points of a glyph on a grid of 1/250 of the size in place of 1/1000. At 20 points a point moves by 0.014 mm at most, a
//! third of a dot of an office printer; the numbers it takes are a fifth shorter once they are compressed.

use super::{number_bytes, operator};

/// From one line of the grid to the next, in thousandths of the size.
const GRID: i32 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    X,
    Y,
}

use Axis::{X, Y};

/// The glyph, which has no hints any more, on the grid; none if it does what is not understood.
pub(super) fn rounded(glyph: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(glyph.len());
    let mut operands: Vec<i32> = Vec::new();
    let (mut x, mut y) = (0, 0);
    let mut first = true;
    let mut at = 0;
    while let Some(&byte) = glyph.get(at) {
        if let Some(length) = number_bytes(byte) {
            operands.push(read(glyph.get(at..at + length)?)?);
            at += length;
            continue;
        }
        if first && has_width(byte, operands.len()) {
            write(&mut out, operands.remove(0))?;
        }
        for (operand, axis) in operands.iter().zip(axes(byte, operands.len())?) {
            let place = if axis == X { &mut x } else { &mut y };
            let before = on_grid(*place);
            *place += operand;
            write(&mut out, on_grid(*place) - before)?;
        }
        out.push(byte);
        operands.clear();
        first = false;
        at += 1;
    }
    operands.is_empty().then_some(out)
}

fn on_grid(place: i32) -> i32 {
    (place + GRID / 2).div_euclid(GRID) * GRID
}

/// The width of the glyph stands before the operands of its first operator.
fn has_width(operator: u8, count: usize) -> bool {
    match operator {
        operator::RMOVETO => count == 3,
        operator::HMOVETO | operator::VMOVETO => count == 2,
        operator::ENDCHAR => count == 1,
        _ => false,
    }
}

/// Along which axis each operand moves the pen; none if the operator is not understood.
fn axes(operator: u8, count: usize) -> Option<Vec<Axis>> {
    let by_turns = |axes: [Axis; 2]| axes.into_iter().cycle().take(count).collect();
    // Curves that begin and end along one axis; the first may begin across it.
    let along = |main: Axis, across: Axis| {
        let before = (count % 4 == 1).then_some(across);
        before.into_iter().chain([main, X, Y, main].into_iter().cycle()).take(count).collect()
    };
    // Curves that begin along one axis and end along the other, by turns; the last may end askew.
    let crossing = |begin: Axis| {
        let curves =
            (0..count / 4).map(|index| if (index % 2 == 0) == (begin == X) { (X, Y) } else { (Y, X) });
        let mut axes: Vec<Axis> = curves.flat_map(|(begin, end)| [begin, X, Y, end]).collect();
        if count % 4 == 1 {
            axes.push(if axes.last() == Some(&X) { Y } else { X });
        }
        axes
    };
    let whole_curves = count % 4 < 2;
    let axes: Vec<Axis> = match operator {
        operator::HMOVETO => vec![X],
        operator::VMOVETO => vec![Y],
        operator::RMOVETO
        | operator::RLINETO
        | operator::RRCURVETO
        | operator::RCURVELINE
        | operator::RLINECURVE
        | operator::HLINETO => by_turns([X, Y]),
        operator::VLINETO => by_turns([Y, X]),
        operator::HHCURVETO if whole_curves => along(X, Y),
        operator::VVCURVETO if whole_curves => along(Y, X),
        operator::HVCURVETO if whole_curves => crossing(X),
        operator::VHCURVETO if whole_curves => crossing(Y),
        operator::ENDCHAR => vec![],
        _ => return None,
    };
    (axes.len() == count).then_some(axes)
}

/// A whole number; none if it has a fraction.
fn read(bytes: &[u8]) -> Option<i32> {
    match *bytes {
        [byte] => Some(i32::from(byte) - 139),
        [high @ 247..=250, low] => Some((i32::from(high) - 247) * 256 + i32::from(low) + 108),
        [high, low] => Some((251 - i32::from(high)) * 256 - i32::from(low) - 108),
        [28, high, low] => Some(i16::from_be_bytes([high, low]).into()),
        _ => None,
    }
}

fn write(out: &mut Vec<u8>, number: i32) -> Option<()> {
    let byte = |number: i32| u8::try_from(number).ok();
    match number {
        -107..=107 => out.push(byte(number + 139)?),
        108..=1131 => out.extend([byte((number - 108) / 256 + 247)?, byte((number - 108) % 256)?]),
        -1131..=-108 => out.extend([byte((-number - 108) / 256 + 251)?, byte((-number - 108) % 256)?]),
        _ => {
            out.push(28);
            out.extend(i16::try_from(number).ok()?.to_be_bytes());
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in -2000..=2000 {
            let mut bytes = Vec::new();
            write(&mut bytes, number).unwrap();
            assert_eq!(read(&bytes), Some(number));
            assert_eq!(number_bytes(bytes[0]), Some(bytes.len()));
        }
        assert_eq!(read(&[255, 0, 1, 0x80, 0]), None, "a fraction");
    }

    #[test]
    fn every_operand_has_its_axis() {
        let cases: [(u8, &[Axis]); 12] = [
            (operator::RMOVETO, &[X, Y]),
            (operator::HLINETO, &[X, Y, X]),
            (operator::VLINETO, &[Y, X, Y]),
            (operator::RRCURVETO, &[X, Y, X, Y, X, Y]),
            (operator::HHCURVETO, &[X, X, Y, X]),
            (operator::HHCURVETO, &[Y, X, X, Y, X, X, X, Y, X]),
            (operator::VVCURVETO, &[Y, X, Y, Y]),
            (operator::VVCURVETO, &[X, Y, X, Y, Y]),
            (operator::HVCURVETO, &[X, X, Y, Y, X]),
            (operator::HVCURVETO, &[X, X, Y, Y, Y, X, Y, X]),
            (operator::VHCURVETO, &[Y, X, Y, X, X, X, Y, Y]),
            (operator::VHCURVETO, &[Y, X, Y, X, Y]),
        ];
        for (operator, expected) in cases {
            assert_eq!(axes(operator, expected.len()).as_deref(), Some(expected), "{operator}");
        }
        assert_eq!(axes(operator::HHCURVETO, 6), None);
        assert_eq!(axes(operator::ESCAPE, 7), None);
    }

    #[test]
    fn no_error_adds_up() {
        let path = |width: &[i32], steps: &[i32]| {
            let mut glyph = Vec::new();
            for number in width.iter().chain(&[0, 0]) {
                write(&mut glyph, *number).unwrap();
            }
            glyph.push(operator::RMOVETO);
            for step in steps {
                write(&mut glyph, *step).unwrap();
            }
            glyph.extend([operator::HLINETO, operator::ENDCHAR]);
            glyph
        };
        // To and fro by three: a rounded step would be four each time.
        let glyph = path(&[-33], &[3, 101, 3, -101, 3]);
        assert_eq!(rounded(&glyph), Some(path(&[-33], &[4, 100, 4, -100, 0])));
        assert_eq!(rounded(&[operator::CALLSUBR]), None);
    }
}
