//! The characters in the printer's ROM, and what it prints instead of those it lacks.

use clap::ValueEnum;

use super::parser::{Op, Step};

/// Which ROM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rom {
    /// GBK as of old: two bytes, nothing from FE50 on.
    Gbk,
    /// GB 18030 with Extension A, the part that is obligatory for printers.
    Gb18030,
}

/// What stands in the place of a character the ROM lacks.
const BOX: char = '□';

/// Reads the character at the beginning; the first byte is a lead byte. `lacks`: characters this ROM has not although it should.
pub fn character(rom: Rom, lacks: &str, bytes: &[u8]) -> Step {
    let length = match bytes {
        [_] => return Step::Wait,
        // Half a character, ended by the padding of a driver that starts anew.
        [_, 0, ..] => return Step::Done(2, Op::Nothing),
        [lead, b'0'..=b'9', ..] if rom == Rom::Gbk => {
            // It knows nothing of four bytes: the lead byte is blank, the digit a digit.
            let why = format!("the ROM has no character that begins with {lead:02X} and a digit");
            return Step::Odd(1, Op::Character(' ', 1), why);
        }
        [_, b'0'..=b'9', ..] => 4,
        [_, 0x40..=0x7E | 0x80..=0xFE, ..] => 2,
        _ => return Step::Wrong(1, format!("{:02X} begins no character", bytes[0])),
    };
    let Some(code) = bytes.get(..length) else {
        return Step::Wait;
    };
    match decode(code).filter(|&c| has(rom, code, c) && !lacks.contains(c)) {
        Some(c) => Step::Done(length, Op::Character(c, 2)),
        None => Step::Odd(length, Op::Character(BOX, 2), format!("the ROM has no character {code:02X?}")),
    }
}

fn decode(code: &[u8]) -> Option<char> {
    let (text, is_broken) = encoding_rs::GB18030.decode_without_bom_handling(code);
    let mut characters = text.chars();
    let first = characters.next()?;
    (!is_broken && characters.next().is_none()).then_some(first)
}

fn has(rom: Rom, code: &[u8], c: char) -> bool {
    let is_private = ('\u{E000}'..='\u{F8FF}').contains(&c);
    !is_private
        && match (rom, code) {
            (Rom::Gbk, [0xFE, 0x50..=0xFF]) => false,
            (_, [_, _]) => true,
            (Rom::Gbk, _) => false,
            (Rom::Gb18030, _) => ('\u{3400}'..='\u{4DB5}').contains(&c),
        }
}
