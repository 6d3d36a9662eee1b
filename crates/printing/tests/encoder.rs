//! The encoder's bytes, with their meaning beside them in the snapshots.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "support/ideographs.rs"]
mod ideographs;
mod support;

use ideographs::ideographs;
use printing::certificate::FontFile;
use printing::escpos::{EncodeError, Encoded};
use printing::glyphs::{GlyphSource, NoGlyphs};
use printing::profile::{Encoding, Profile};
use printing::receipt::{Align, Block, Module, Receipt, Size};
use support::{Squares, explain, profile};

/// The bytes of a receipt; wherever the encoder allows a break, a question to the printer may stand.
fn encode(receipt: &Receipt, profile: &Profile, glyphs: &dyn GlyphSource) -> Result<Vec<u8>, EncodeError> {
    let Encoded { bytes, breaks } = printing::escpos::encode(receipt, profile, glyphs)?;
    let mut from = 0;
    for at in &breaks {
        assert!(*at > from, "{breaks:?}");
        // Panics on half a command.
        explain(&bytes[from..*at]);
        from = *at;
    }
    assert_eq!(from, bytes.len(), "the end is a break");
    Ok(bytes)
}

fn text(text: &str) -> Block {
    Block::Text { text: text.into(), size: Size::NORMAL, bold: false, align: Align::Left, shrink: false }
}

fn large(said: &str, times: u8, shrink: bool) -> Block {
    Block::Text {
        text: said.into(),
        size: Size::try_from(times).unwrap(),
        bold: true,
        align: Align::Center,
        shrink,
    }
}

fn columns(left: &str, right: &str) -> Block {
    Block::Columns { left: left.into(), right: right.into(), bold: false }
}

fn receipt(blocks: Vec<Block>) -> Receipt {
    Receipt { blocks }
}

#[test]
fn the_ticket_byte_by_byte() {
    for language in ["zh", "en"] {
        for name in ["receipt-80mm", "receipt-58mm", "receipt-58mm-basic"] {
            let receipt = support::ticket(language).render(&support::values(language)).unwrap();
            let bytes = encode(&receipt, &profile(name), &NoGlyphs).unwrap();
            insta::assert_snapshot!(format!("ticket_{language}_{name}"), explain(&bytes));
        }
    }
}

#[test]
fn a_ticket_with_one_item_is_at_most_600_bytes() {
    for language in ["zh", "en"] {
        for name in ["receipt-80mm", "receipt-58mm"] {
            let receipt = support::ticket(language).render(&support::values(language)).unwrap();
            let bytes = encode(&receipt, &profile(name), &NoGlyphs).unwrap();
            println!("{language} {name}: {} bytes", bytes.len());
            assert!(bytes.len() <= 600, "{language} {name}: {} bytes", bytes.len());
        }
    }
}

#[test]
fn every_kind_of_block() {
    let receipt = receipt(vec![
        text("Chinese and English 中文，both wrap at the edge of the paper，as a reader expects"),
        text("two\nlines"),
        large("特大", 3, false),
        large("A001-0001", 8, true),
        columns("left 左", "right 右"),
        columns("an item whose name is far too long for one line", "￥120.00"),
        columns("a left text and a right one that", "cannot stand on one line together"),
        Block::Rule,
        Block::Qr { text: "https://example.edu/t/1".into(), module: Module::default() },
        Block::Feed { lines: 2 },
        Block::Cut,
    ]);
    let bytes = encode(&receipt, &profile("receipt-58mm"), &NoGlyphs).unwrap();
    insta::assert_snapshot!(explain(&bytes));
}

#[test]
fn a_character_outside_the_rom_is_drawn() {
    let receipt = receipt(vec![text("𠮷田 ¥5"), large("𠮷", 2, false), Block::Cut]);
    let bytes = encode(&receipt, &profile("receipt-80mm"), &Squares).unwrap();
    insta::assert_snapshot!(explain(&bytes));
}

#[test]
fn what_cannot_be_printed_is_an_error_and_never_a_question_mark() {
    let qr = |text: String| Block::Qr { text, module: Module::default() };
    let cases = [
        (vec![text("𠮷")], EncodeError::NoGlyph { character: '𠮷' }),
        (vec![large("𠮷A", 4, true)], EncodeError::NoGlyph { character: '𠮷' }),
        (vec![columns("a", "😀")], EncodeError::NoGlyph { character: '😀' }),
        (vec![text("a\u{1B}@")], EncodeError::ControlCharacter { character: '\u{1B}' }),
        (vec![qr("a\n".into())], EncodeError::ControlCharacter { character: '\n' }),
        (vec![text(&"长".repeat(501))], EncodeError::TextTooLong),
        (vec![columns("a", &"长".repeat(501))], EncodeError::TextTooLong),
        (vec![qr("x".repeat(301))], EncodeError::QrTooLarge),
        (vec![Block::Rule; 201], EncodeError::TooManyBlocks),
    ];
    for (blocks, error) in cases {
        let told = encode(&receipt(blocks), &profile("receipt-80mm"), &NoGlyphs);
        assert_eq!(told, Err(error));
    }
}

#[test]
fn a_font_draws_what_the_rom_lacks_or_says_so() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/NotoSansSC-Hall.otf");
    let glyphs = printing::glyphs::FontGlyphs::new([("/no/such/font.otf".into(), 0), (file.into(), 0)]);
    let profile = profile("receipt-80mm");
    let drawn = encode(&receipt(vec![text("𠮷")]), &profile, &glyphs).unwrap();
    let black: u32 = drawn.iter().skip(9).map(|byte| byte.count_ones()).sum();
    assert!((60..300).contains(&black), "{black} black dots do not look like a character");
    let missing = encode(&receipt(vec![text("\u{10FFFD}")]), &profile, &glyphs);
    assert_eq!(missing, Err(EncodeError::NoGlyph { character: '\u{10FFFD}' }));
}

#[test]
fn no_line_is_wider_than_the_paper() {
    let long = "超长事项名称 with English words 以及各种标点，（括号）“引号”。".repeat(4);
    for name in ["receipt-80mm", "receipt-58mm"] {
        let profile = profile(name);
        for times in 1..=8 {
            let receipt = receipt(vec![large(&long, times, false), columns(&long, &long)]);
            let bytes = encode(&receipt, &profile, &NoGlyphs).unwrap();
            let explained = explain(&bytes);
            for line in explained.lines().filter_map(|line| line.split_once('“')) {
                let said = line.1.strip_suffix('”').unwrap();
                let width: usize = said.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
                assert!(width <= profile.columns(), "{name} {times}: {said}");
            }
        }
    }
}

/// A name may have characters no printer has: on either paper, in either ROM, small and large.
#[test]
fn a_rare_character_in_a_name_is_drawn_on_every_printer() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/NotoSansSC-Hall.otf");
    let glyphs = printing::glyphs::FontGlyphs::new([(file.into(), 0)]);
    for dots in [384, 576] {
        for encoding in [Encoding::Gbk, Encoding::Gb18030] {
            let profile = Profile { dots, encoding, ..profile("receipt-80mm") };
            let receipt = receipt(vec![columns("姓名", "𠮷*"), large("𠮷先生", 2, true), Block::Cut]);
            let explained = explain(&encode(&receipt, &profile, &glyphs).unwrap());
            for picture in ["inline picture, 24 columns", "picture, 144 x"] {
                assert!(explained.contains(picture), "{dots} {encoding:?}: {explained}");
            }
        }
    }
}

/// GB 18030-2022, level 3, with the fonts `./hall setup` installs: each is in the ROM or drawn; none is left out.
#[test]
fn every_ideograph_of_level_3_is_printed() {
    let fonts = FontFile::of_debian().into_iter().filter(|font| !font.bold);
    let glyphs = printing::glyphs::FontGlyphs::new(fonts.map(|font| (font.path, font.face)));
    let lines: Vec<Block> =
        ideographs().chunks(20).map(|chunk| text(&chunk.iter().collect::<String>())).collect();
    let profile = Profile { encoding: Encoding::Gbk, ..profile("receipt-80mm") };
    std::thread::scope(|scope| {
        for part in lines.chunks(lines.len().div_ceil(2)) {
            let (glyphs, profile) = (&glyphs, &profile);
            scope.spawn(move || {
                for some in part.chunks(100) {
                    printing::escpos::encode(&receipt(some.to_vec()), profile, glyphs).unwrap();
                }
            });
        }
    });
}
