//! Reads ESC/POS as a printer does: what the bytes ask for, or why they ask for nothing.
//!
//! Written from the command set, not from our encoder, so that a mistake there is not repeated here.

use super::rom::{self, Rom};

/// One thing asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Forget all settings and the unfinished line.
    Initialise,
    /// Enlarged characters with round edges.
    Smooth(bool),
    /// Magnification, width and height.
    Size(u8, u8),
    /// Emphasised.
    Bold(bool),
    /// Left, middle, right: 0, 1, 2.
    Align(u8),
    /// Dots from line to line, or the usual ones.
    LineSpacing(Option<u8>),
    /// Print the line.
    LineFeed,
    /// Print and feed this many lines.
    FeedLines(u8),
    /// Print and feed this many dots.
    FeedDots(u8),
    /// Go on at this many dots from the left.
    Position(u16),
    /// A character, and the text columns it takes.
    Character(char, u16),
    /// A picture 24 dots high within the line, three bytes a column.
    Inline(Vec<u8>),
    /// A picture of its own.
    Raster {
        /// Bytes of a row.
        row_bytes: u16,
        /// Rows from the top.
        data: Vec<u8>,
    },
    /// Dots of a QR code's module.
    QrModule(u8),
    /// Correction level, L to H: 48 to 51.
    QrLevel(u8),
    /// The QR code's text.
    QrText(Vec<u8>),
    /// Print the QR code.
    QrPrint,
    /// Feed to the knife and this much further, then cut.
    Cut(u8),
    /// Answer in turn: `GS r n`.
    Answer(u8),
    /// Nothing to print: a setting without effect here, or a real-time command done on arrival.
    Nothing,
}

/// What the beginning of the bytes is.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Not whole yet.
    Wait,
    /// So many bytes ask for this.
    Done(usize, Op),
    /// So many bytes print as this, which is not what was meant, and why.
    Odd(usize, Op, String),
    /// So many bytes are wrong, and why.
    Wrong(usize, String),
}

/// Largest picture taken, in bytes.
const PICTURE_BYTES_MAX: usize = 200_000;

/// The reader of one printer; remembers only whether two bytes make a character.
#[derive(Debug)]
pub struct Parser {
    rom: Rom,
    lacks: String,
    is_chinese: bool,
}

impl Parser {
    /// As after power on.
    pub fn new(rom: Rom, lacks: &str) -> Self {
        Self { rom, lacks: lacks.to_owned(), is_chinese: true }
    }

    /// Looks at the beginning of what has arrived.
    pub fn step(&mut self, bytes: &[u8]) -> Step {
        match *bytes {
            [] => Step::Wait,
            [0x0A, ..] => Step::Done(1, Op::LineFeed),
            [0x00 | 0x0D, ..] => Step::Done(1, Op::Nothing),
            [0x10, ref rest @ ..] => real_time(rest),
            [0x1B, ref rest @ ..] => self.esc(rest),
            [0x1C, ref rest @ ..] => self.fs(rest),
            [0x1D, ref rest @ ..] => gs(rest),
            [byte @ 0x20..=0x7E, ..] => Step::Done(1, Op::Character(char::from(byte), 1)),
            [0x81..=0xFE, ..] if self.is_chinese => rom::character(self.rom, &self.lacks, bytes),
            [byte, ..] => Step::Wrong(1, format!("{byte:02X} is neither a character nor a command")),
        }
    }

    fn esc(&mut self, rest: &[u8]) -> Step {
        match *rest {
            [b'@', ..] => {
                self.is_chinese = true;
                Step::Done(2, Op::Initialise)
            }
            [b'2', ..] => Step::Done(2, Op::LineSpacing(None)),
            [b'3', n, ..] => Step::Done(3, Op::LineSpacing(Some(n))),
            [b'E', n, ..] => Step::Done(3, Op::Bold(n & 1 == 1)),
            [b'a', n @ (0..=2 | 48..=50), ..] => Step::Done(3, Op::Align(n % 48)),
            [b'd', n, ..] => Step::Done(3, Op::FeedLines(n)),
            [b'J', n, ..] => Step::Done(3, Op::FeedDots(n)),
            [b'$', low, high, ..] => Step::Done(4, Op::Position(u16::from_le_bytes([low, high]))),
            [b'*', 33, low, high, ..] => {
                let length = 3 * usize::from(u16::from_le_bytes([low, high]));
                payload("ESC *", rest, 4, length, Op::Inline)
            }
            []
            | [b'3' | b'E' | b'a' | b'd' | b'J' | b'$' | b'*']
            | [b'$', _]
            | [b'*', 33]
            | [b'*', 33, _] => Step::Wait,
            [b'a' | b'*', n, ..] => wrong(3, &format!("ESC {} {n}", char::from(rest[0]))),
            [byte, ..] => wrong(2, &format!("ESC {byte:02X}")),
        }
    }

    fn fs(&mut self, rest: &[u8]) -> Step {
        match *rest {
            [] => Step::Wait,
            [b'&', ..] => {
                self.is_chinese = true;
                Step::Done(2, Op::Nothing)
            }
            [b'.', ..] => {
                self.is_chinese = false;
                Step::Done(2, Op::Nothing)
            }
            [byte, ..] => wrong(2, &format!("FS {byte:02X}")),
        }
    }
}

fn wrong(length: usize, command: &str) -> Step {
    Step::Wrong(length, format!("{command} is unknown to this printer"))
}

/// Real-time commands are done when they arrive; here only their place is passed over.
fn real_time(rest: &[u8]) -> Step {
    match *rest {
        [] | [4 | 5] => Step::Wait,
        [4, 1..=4, ..] | [5, 1 | 2, ..] => Step::Done(3, Op::Nothing),
        [byte, ..] => wrong(2, &format!("DLE {byte:02X}")),
    }
}

fn gs(rest: &[u8]) -> Step {
    match *rest {
        [b'!', n, ..] if n & 0b1000_1000 == 0 => Step::Done(3, Op::Size((n >> 4) + 1, (n & 7) + 1)),
        [b'b', n, ..] => Step::Done(3, Op::Smooth(n & 1 == 1)),
        [b'r', n @ (1 | 2 | 49 | 50), ..] => Step::Done(3, Op::Answer(n % 48)),
        [b'V', 0 | 1 | 48 | 49, ..] => Step::Done(3, Op::Cut(0)),
        [b'V', 65 | 66, n, ..] => Step::Done(4, Op::Cut(n)),
        [b'v', b'0', 0 | 48, xl, xh, yl, yh, ..] => {
            let row_bytes = u16::from_le_bytes([xl, xh]);
            let length = usize::from(row_bytes) * usize::from(u16::from_le_bytes([yl, yh]));
            payload("GS v 0", rest, 7, length, |data| Op::Raster { row_bytes, data })
        }
        [b'(', b'k', low, high, ..] => {
            let length = usize::from(u16::from_le_bytes([low, high]));
            match rest.get(4..4 + length) {
                None => Step::Wait,
                Some(parameters) => qr(5 + length, parameters),
            }
        }
        [] | [b'!' | b'b' | b'r' | b'V' | b'v' | b'('] | [b'V', 65 | 66] => Step::Wait,
        [b'v', b'0', ..] if rest.len() < 7 && matches!(rest.get(2), None | Some(0 | 48)) => Step::Wait,
        [b'(', b'k', ..] if rest.len() < 4 => Step::Wait,
        [b'!' | b'r' | b'V' | b'v' | b'(', n, ..] => wrong(3, &format!("GS {} {n:02X}", char::from(rest[0]))),
        [byte, ..] => wrong(2, &format!("GS {byte:02X}")),
    }
}

fn qr(length: usize, parameters: &[u8]) -> Step {
    match *parameters {
        [49, 65, 50, 0] => Step::Done(length, Op::Nothing),
        [49, 67, dots @ 1..=16] => Step::Done(length, Op::QrModule(dots)),
        [49, 69, level @ 48..=51] => Step::Done(length, Op::QrLevel(level)),
        [49, 80, 48, ref text @ ..] if !text.is_empty() && !has_real_time(text) => {
            Step::Done(length, Op::QrText(text.to_vec()))
        }
        [49, 81, 48] => Step::Done(length, Op::QrPrint),
        _ => Step::Wrong(length, format!("GS ( k with {parameters:02X?}")),
    }
}

fn payload(name: &str, rest: &[u8], head: usize, length: usize, op: impl Fn(Vec<u8>) -> Op) -> Step {
    if length == 0 || length > PICTURE_BYTES_MAX {
        return Step::Wrong(1 + head, format!("{name} with a picture of {length} bytes"));
    }
    let Some(data) = rest.get(head..head + length) else {
        return Step::Wait;
    };
    if has_real_time(data) {
        let why = format!("{name}: the picture holds a real-time command, which acts on arrival");
        return Step::Wrong(1 + head + length, why);
    }
    Step::Done(1 + head + length, op(data.to_vec()))
}

fn has_real_time(data: &[u8]) -> bool {
    data.windows(3).any(|three| matches!(three, [0x10, 4, 1..=4] | [0x10, 5, 1 | 2]))
}

#[cfg(test)]
mod tests {
    use super::{Op, Parser, Step};
    use crate::receipt_sim::rom::Rom;

    #[test]
    fn every_command_is_read_once_it_is_whole() {
        let cases: [(&[u8], Op); 15] = [
            (b"\x1B@", Op::Initialise),
            (b"\x1Ba\x01", Op::Align(1)),
            (b"\x1BE\x01", Op::Bold(true)),
            (b"\x1D!\x77", Op::Size(8, 8)),
            (b"\x1Bd\x03", Op::FeedLines(3)),
            (b"\x1B$\x04\x02", Op::Position(516)),
            (b"\x1B3\x18", Op::LineSpacing(Some(24))),
            (b"\x1DVB\x00", Op::Cut(0)),
            (b"\x1DV\x00", Op::Cut(0)),
            (b"\x1Dr\x01", Op::Answer(1)),
            (b"\x1D(k\x03\x001C\x06", Op::QrModule(6)),
            (b"\x1D(k\x05\x001P0ab", Op::QrText(b"ab".to_vec())),
            (b"\x1B*!\x01\x00abc", Op::Inline(b"abc".to_vec())),
            (b"\x1Dv0\x00\x01\x00\x02\x00ab", Op::Raster { row_bytes: 1, data: b"ab".to_vec() }),
            (b"\xBA\xC5", Op::Character('号', 2)),
        ];
        for (bytes, op) in cases {
            let mut parser = Parser::new(Rom::Gb18030, "");
            for length in 0..bytes.len() {
                assert_eq!(parser.step(&bytes[..length]), Step::Wait, "{bytes:02X?} at {length}");
            }
            assert_eq!(parser.step(bytes), Step::Done(bytes.len(), op), "{bytes:02X?}");
        }
    }

    #[test]
    fn what_no_printer_knows_is_wrong() {
        let cases: [&[u8]; 12] = [
            b"\x1Bz",
            b"\x1Cz",
            b"\x1Dz",
            b"\x1Ba\x07",
            b"\x1D!\x88",
            b"\x1DV\x09",
            b"\x10\x09",
            b"\x07",
            b"\xFF",
            b"\x80",
            b"\x1D(k\x03\x001C\x00",
            b"\x1B*!\x01\x00\x10\x04\x01",
        ];
        for bytes in cases {
            let step = Parser::new(Rom::Gbk, "").step(bytes);
            assert!(matches!(step, Step::Wrong(..)), "{bytes:02X?}: {step:?}");
        }
    }
}
