//! Characters as the printer knows them: which bytes, how wide, or not at all.

use super::EncodeError;
use crate::profile::Encoding;

/// One character on the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// The character, after replacements.
    pub character: char,
    /// Its bytes, or `None` if it must be drawn.
    pub rom: Option<Vec<u8>>,
}

impl Cell {
    /// Text columns: one for what has a one-byte code, else two.
    pub fn columns(&self) -> usize {
        match &self.rom {
            Some(bytes) if bytes.len() == 1 => 1,
            _ => 2,
        }
    }
}

/// Columns of a line.
pub(super) fn columns(cells: &[Cell]) -> usize {
    cells.iter().map(Cell::columns).sum()
}

/// The cells of a text without line breaks.
pub(super) fn cells(text: &str, encoding: Encoding) -> Result<Vec<Cell>, EncodeError> {
    text.chars()
        .map(|character| {
            if character.is_control() {
                return Err(EncodeError::ControlCharacter { character });
            }
            let character = replaced(character);
            Ok(Cell { character, rom: rom_bytes(character, encoding) })
        })
        .collect()
}

/// What printers show wrongly or much too wide, and what stands for it without loss.
fn replaced(character: char) -> char {
    match character {
        // Four bytes in GB 18030, which ROMs show as "0 6".
        '\u{A5}' => '￥',
        '\u{A0}' => ' ',
        // Hyphens and the dash of ranges: two columns wide in Chinese ROMs.
        '\u{2010}'..='\u{2013}' => '-',
        other => other,
    }
}

fn rom_bytes(character: char, encoding: Encoding) -> Option<Vec<u8>> {
    if character.is_ascii() {
        return Some(vec![character as u8]);
    }
    // Private use: every ROM has something else there.
    if ('\u{E000}'..='\u{F8FF}').contains(&character) {
        return None;
    }
    let mut text = [0; 4];
    let text = character.encode_utf8(&mut text);
    let codec = match encoding {
        Encoding::Gbk => encoding_rs::GBK,
        Encoding::Gb18030 => encoding_rs::GB18030,
    };
    let (bytes, _, unmappable) = codec.encode(text);
    let present = match (encoding, bytes.as_ref()) {
        // Old GBK ROMs end before FE50.
        (Encoding::Gbk, [0xFE, 0x50..=0xA0]) => false,
        (_, [_, _]) => true,
        // Of the four-byte codes ROMs must have Extension A only.
        (Encoding::Gb18030, [_, _, _, _]) => ('\u{3400}'..='\u{4DB5}').contains(&character),
        _ => false,
    };
    (present && !unmappable).then(|| bytes.into_owned())
}

#[cfg(test)]
mod tests {
    use super::cells;
    use crate::escpos::EncodeError;
    use crate::profile::Encoding;

    #[test]
    fn characters_are_in_the_rom_or_drawn() {
        let two = |a, b| Some(vec![a, b]);
        let cases = [
            ('A', Some(vec![0x41]), Some(vec![0x41])),
            ('号', two(0xBA, 0xC5), two(0xBA, 0xC5)),
            ('￥', two(0xA3, 0xA4), two(0xA3, 0xA4)),
            ('\u{A5}', two(0xA3, 0xA4), two(0xA3, 0xA4)),
            ('–', Some(vec![b'-']), Some(vec![b'-'])),
            ('镕', two(0xE9, 0x46), two(0xE9, 0x46)),
            // Euro: one byte in web GBK, which no printer knows.
            ('€', None, two(0xA2, 0xE3)),
            // Extension A, and the compatibility rows old GBK ROMs lack.
            ('㐂', None, Some(vec![0x81, 0x39, 0xEF, 0x31])),
            ('䶮', None, two(0xFE, 0x9F)),
            ('𠮷', None, None),
            ('é', two(0xA8, 0xA6), two(0xA8, 0xA6)),
            ('ø', None, None),
            ('\u{E000}', None, None),
            ('😀', None, None),
        ];
        for (character, gbk, gb18030) in cases {
            let rom = |encoding| cells(&character.to_string(), encoding).unwrap()[0].rom.clone();
            assert_eq!(rom(Encoding::Gbk), gbk, "{character} in GBK");
            assert_eq!(rom(Encoding::Gb18030), gb18030, "{character} in GB 18030");
        }
    }

    #[test]
    fn a_control_character_is_refused() {
        for character in ['\u{1B}', '\0', '\t', '\u{7F}', '\u{85}'] {
            let error = EncodeError::ControlCharacter { character };
            assert_eq!(cells(&character.to_string(), Encoding::Gbk), Err(error));
        }
    }
}
