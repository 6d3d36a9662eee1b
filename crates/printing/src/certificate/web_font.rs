//! A font of one character, for a browser on a machine that has none with it.
//!
//! The subset is the one that certificates embed; a browser wants two tables more: which character the glyph stands for
//! (`cmap`), and the font's own figures (`OS/2`).

use subsetter::GlyphRemapper;
use ttf_parser::Tag;

use super::fonts::{Fonts, OpenFont};

const CMAP: Tag = Tag::from_bytes(b"cmap");
const OS_2: Tag = Tag::from_bytes(b"OS/2");
/// Bytes of the font's header, and of each table's entry in its directory.
const HEADER: usize = 12;
const ENTRY: usize = 16;

impl Fonts {
    /// A font with this character alone, from the first face that is not bold and has it: an OpenType file.
    pub fn web_font(&self, character: char) -> Option<Vec<u8>> {
        if character.is_control() {
            return None;
        }
        self.files.iter().filter(|file| !file.bold).find_map(|file| file.web_font(character))
    }
}

impl OpenFont {
    fn web_font(&self, character: char) -> Option<Vec<u8>> {
        let face = self.parse();
        let id = face.glyph_index(character).filter(|id| id.0 != 0)?;
        let mut remapper = GlyphRemapper::new();
        let glyph = remapper.remap(id.0);
        let subset = subsetter::subset(&self.bytes, self.face, &remapper).ok()?;
        let figures = face.raw_face().table(OS_2)?.to_vec();
        let raw = ttf_parser::RawFace::parse(&subset, 0).ok()?;
        let kept = raw.table_records.into_iter().filter(|record| record.tag != CMAP && record.tag != OS_2);
        let mut tables: Vec<(Tag, Vec<u8>)> =
            kept.filter_map(|record| Some((record.tag, raw.table(record.tag)?.to_vec()))).collect();
        tables.push((CMAP, map_of(character, glyph)));
        tables.push((OS_2, figures));
        tables.sort_by_key(|(tag, _)| *tag);
        Some(assemble(subset.get(..4)?, &tables))
    }
}

/// A `cmap` table (format 12) with one character.
fn map_of(character: char, glyph: u16) -> Vec<u8> {
    let code = u32::from(character);
    let mut table = Vec::new();
    // Version 0, one record: Windows, all of Unicode, after these twelve bytes.
    for number in [0_u16, 1, 3, 10] {
        table.extend(number.to_be_bytes());
    }
    table.extend(12_u32.to_be_bytes());
    table.extend(12_u16.to_be_bytes());
    table.extend(0_u16.to_be_bytes());
    // Length, language, one group: from, to, glyph.
    for number in [28, 0, 1, code, code, u32::from(glyph)] {
        table.extend(number.to_be_bytes());
    }
    table
}

/// A font file of tables sorted by their tags.
fn assemble(flavour: &[u8], tables: &[(Tag, Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.ilog2() as u16;
    let range = ENTRY as u16 * (1 << power);
    let mut file = flavour.to_vec();
    for number in [count, range, power, count * ENTRY as u16 - range] {
        file.extend(number.to_be_bytes());
    }
    let mut offset = HEADER + ENTRY * tables.len();
    for (tag, table) in tables {
        for number in [tag.0, checksum(table), offset as u32, table.len() as u32] {
            file.extend(number.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

/// The sum of a table's numbers of four bytes.
fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut number = [0; 4];
        number[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(number))
    })
}
