//! The printer's type: characters of a real font, in the cells of a receipt printer.

use std::path::Path;

use ab_glyph::{Font, FontVec, GlyphId, PxScale, ScaleFont, point};
use anyhow::Context;

/// Darkness of the dots of one character, 0 white to 255 black, rows from the top.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// Dots of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row.
    pub dots: Vec<u8>,
}

/// A font file.
#[derive(Debug)]
pub struct PaperFont {
    font: FontVec,
}

/// Height of the type within its cell, and share of the cell above the base line. Latin is drawn smaller than Chinese, as in real
/// ROMs, to have room for what hangs below the line.
const CHINESE: (f32, f32) = (1.0, 0.86);
const LATIN: (f32, f32) = (0.88, 0.79);
/// Darker than this is a dot, lighter is none.
const DOT_FROM: u8 = 110;

impl PaperFont {
    /// Reads a font file, or one face of a collection.
    ///
    /// # Errors
    /// The file cannot be read or is no font.
    pub fn open(path: &Path, face: u32) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let font = FontVec::try_from_vec_and_index(bytes, face)
            .with_context(|| format!("{} is not a font", path.display()))?;
        Ok(Self { font })
    }

    /// Whether the font has the character.
    pub fn has(&self, character: char) -> bool {
        self.font.glyph_id(character) != GlyphId(0)
    }

    /// Draws a character into a cell, narrowed if it is too wide.
    pub fn draw(&self, character: char, width: usize, height: usize) -> Glyph {
        let mut dots = vec![0; width * height];
        let (wide, high) = (width as f32, height as f32);
        let (share, base_line) = if character.is_ascii() { LATIN } else { CHINESE };
        let em = self.font.units_per_em().unwrap_or(1000.0);
        let tall = high * share * self.font.height_unscaled() / em;
        let id = self.font.glyph_id(character);
        let advance = self.font.as_scaled(PxScale::from(tall)).h_advance(id);
        let narrowed = (wide / advance.max(1.0)).min(1.0);
        let scale = PxScale { x: tall * narrowed, y: tall };
        let place = point((wide - advance * narrowed) / 2.0, (high * base_line).round());
        if let Some(outline) = self.font.outline_glyph(id.with_scale_and_position(scale, place)) {
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, coverage| {
                let (x, y) = (x as f32 + corner.x, y as f32 + corner.y);
                if (0.0..wide).contains(&x) && (0.0..high).contains(&y) {
                    dots[y as usize * width + x as usize] = (coverage.min(1.0) * 255.0) as u8;
                }
            });
        }
        Glyph { width, height, dots }
    }
}

impl Glyph {
    /// One that takes its room and is not drawn.
    pub fn unseen(width: usize, height: usize) -> Self {
        Self { width, height, dots: Vec::new() }
    }

    /// A picture of bits, eight dots a byte, the first in the highest bit.
    pub fn from_rows(row_bytes: usize, data: &[u8]) -> Self {
        Self {
            width: row_bytes * 8,
            height: data.len() / row_bytes,
            dots: data.iter().flat_map(|&byte| eight(byte)).collect(),
        }
    }

    /// A picture of columns, three bytes a column from the top.
    pub fn from_columns(data: &[u8]) -> Self {
        let width = data.len() / 3;
        let mut dots = vec![0; width * 24];
        for (x, column) in data.chunks_exact(3).enumerate() {
            for (y, dot) in column.iter().flat_map(|&byte| eight(byte)).enumerate() {
                dots[y * width + x] = dot;
            }
        }
        Self { width, height: 24, dots }
    }

    /// Every dot made a rectangle of dots.
    pub fn enlarged(&self, across: usize, down: usize) -> Self {
        let (width, height) = (self.width * across, self.height * down);
        let dot = |index: usize| {
            let (x, y) = (index % width / across, index / width / down);
            self.dots[y * self.width + x]
        };
        Self { width, height, dots: (0..width * height).map(dot).collect() }
    }

    /// Only black and white.
    pub fn hardened(mut self) -> Self {
        for dot in &mut self.dots {
            *dot = if *dot >= DOT_FROM { 255 } else { 0 };
        }
        self
    }

    /// Printed twice, the second time so many dots to the right, and as much wider.
    pub fn emboldened(&self, by: usize) -> Self {
        let width = self.width + by;
        let mut dots = vec![0; width * self.height];
        for (index, &dot) in self.dots.iter().enumerate() {
            let at = index / self.width * width + index % self.width;
            dots[at] = dots[at].max(dot);
            dots[at + by] = dot;
        }
        Self { width, height: self.height, dots }
    }
}

fn eight(byte: u8) -> [u8; 8] {
    std::array::from_fn(|bit| if byte << bit & 0x80 == 0 { 0 } else { 255 })
}
