//! What the tests of this crate share: the shipped files, a ticket's values, a picture-less glyph source, a readable decoding.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]
#![allow(dead_code, reason = "each test program uses its part")]

use std::fmt::Write;
use std::path::PathBuf;

use printing::glyphs::{Bitmap, GlyphSource};
use printing::profile::Profile;
use printing::receipt::{Fields, Template, Values};

/// What a ticket's template may ask for.
pub const TICKET: Fields<'static> = Fields {
    texts: &["school", "hall", "number", "ahead", "wait", "area", "windows", "issued_at", "url", "note"],
    flags: &["reprint"],
    lists: &[("items", &["name"])],
};

pub fn asset(path: &str) -> (String, String) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets").join(path);
    (path.to_owned(), std::fs::read_to_string(file).unwrap())
}

pub fn profile(name: &str) -> Profile {
    let (file, text) = asset(&format!("printers/{name}.toml"));
    Profile::parse(&file, &text).unwrap()
}

pub fn ticket(language: &str) -> Template {
    let (file, text) = asset(&format!("receipts/ticket.{language}.toml"));
    Template::parse(&file, &text, &TICKET).unwrap()
}

/// One item; the longest words that must still fit are of this kind.
pub fn values(language: &str) -> Values<'static> {
    let values = Values::new()
        .text("number", "A001")
        .text("ahead", "12")
        .text("url", "https://hall.example.edu.cn/t/3kQ9vX2mB7pLwR4s")
        .text("issued_at", "2026-03-02 09:41");
    if language == "zh" {
        values
            .text("school", "滨江大学")
            .text("hall", "行政服务办事大厅")
            .text("wait", "约10–15分钟")
            .text("area", "一楼东侧等候区")
            .text("windows", "3、4、5、12 号")
            .text("note", "过号请到咨询台，当日有效")
            .row("items", &[("name", "校园卡补办")])
    } else {
        values
            .text("school", "Binjiang University")
            .text("hall", "Service Hall")
            .text("wait", "about 10–15 min")
            .text("area", "Ground floor, east side")
            .text("windows", "3, 4, 5, 12")
            .text("note", "If you missed your call, ask at the desk")
            .row("items", &[("name", "Campus card replacement")])
    }
}

/// Every character as a chequered square, so that goldens do not depend on a font.
pub struct Squares;

impl GlyphSource for Squares {
    fn glyph(&self, _: char, width: u16, height: u16) -> Option<Bitmap> {
        let mut bitmap = Bitmap::new(width, height);
        for y in 0..height {
            for x in (y % 2..width).step_by(2) {
                bitmap.blacken(x, y);
            }
        }
        Some(bitmap)
    }
}

/// The bytes with their meaning beside them, a command or a run of text a line.
pub fn explain(bytes: &[u8]) -> String {
    let mut lines = String::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (length, meaning) = explain_one(rest);
        let (these, after) = rest.split_at(length);
        let shown = these.len().min(24);
        let mut hex: Vec<_> = these[..shown].iter().map(|byte| format!("{byte:02X}")).collect();
        if shown < these.len() {
            hex.push(format!("… {} bytes", these.len()));
        }
        writeln!(lines, "{:<48} {meaning}", hex.join(" ")).unwrap();
        rest = after;
    }
    lines
}

fn explain_one(bytes: &[u8]) -> (usize, String) {
    let word = |low: usize| usize::from(bytes[low]) + 256 * usize::from(bytes[low + 1]);
    match bytes {
        [0x1B, b'@', ..] => (2, "initialise".into()),
        [0x1C, b'&', ..] => (2, "Chinese".into()),
        [0x1D, b'b', n, ..] => (3, format!("smoothing {n}")),
        [0x1D, b'!', n, ..] => (3, format!("size {}x{}", (n >> 4) + 1, (n & 15) + 1)),
        [0x1B, b'E', n, ..] => (3, format!("bold {n}")),
        [0x1B, b'a', n, ..] => (3, format!("align {}", ["left", "centre", "right"][*n as usize])),
        [0x1B, b'd', n, ..] => (3, format!("feed {n} lines")),
        [0x1B, b'$', ..] => (4, format!("go to dot {}", word(2))),
        [0x1D, b'V', 66, n, ..] => (4, format!("feed {n} and cut")),
        [0x1B, b'*', 33, ..] => (5 + 3 * word(3), format!("inline picture, {} columns", word(3))),
        [0x1D, b'v', b'0', 0, ..] => {
            let (row_bytes, rows) = (word(4), word(6));
            (8 + row_bytes * rows, format!("picture, {} x {rows}", row_bytes * 8))
        }
        [0x1D, b'(', b'k', _, _, 49, function, ..] => {
            let length = 5 + word(3);
            let meaning = match function {
                65 => "QR model 2".to_owned(),
                67 => format!("QR module {} dots", bytes[7]),
                69 => "QR correction M".to_owned(),
                80 => format!("QR text {}", String::from_utf8_lossy(&bytes[8..length])),
                81 => "QR print".to_owned(),
                other => panic!("unknown QR function {other}"),
            };
            (length, meaning)
        }
        [0x0A, ..] => (1, "end of line".into()),
        [byte, ..] if *byte >= 0x20 => {
            let length = text_length(bytes);
            let (text, _, broken) = encoding_rs::GB18030.decode(&bytes[..length]);
            assert!(!broken, "not GB 18030: {:02X?}", &bytes[..length]);
            (length, format!("“{text}”"))
        }
        other => panic!("unknown bytes {:02X?}", &other[..other.len().min(8)]),
    }
}

fn text_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while length < bytes.len() && bytes[length] >= 0x20 {
        length += match bytes[length..] {
            [0x81..=0xFF, 0x30..=0x39, ..] => 4,
            [0x81..=0xFF, _, ..] => 2,
            _ => 1,
        };
    }
    length
}
