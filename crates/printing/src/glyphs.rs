//! Characters as dots, for those a printer does not have: [`GlyphSource`], and one that takes them from font files.

use std::path::PathBuf;
use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont, point};
use memmap2::Mmap;

use crate::mapped::map;

/// Black dots on white, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u16,
    height: u16,
    dots: Vec<bool>,
}

impl Bitmap {
    /// A white one, sizes in dots.
    pub fn new(width: u16, height: u16) -> Self {
        Self { width, height, dots: vec![false; usize::from(width) * usize::from(height)] }
    }

    /// Width in dots.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Height in dots.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Whether a dot is black; outside everything is white.
    pub fn is_black(&self, x: u16, y: u16) -> bool {
        self.index(x, y).is_some_and(|index| self.dots[index])
    }

    /// Blackens a dot; outside nothing happens.
    pub fn blacken(&mut self, x: u16, y: u16) {
        if let Some(index) = self.index(x, y) {
            self.dots[index] = true;
        }
    }

    /// Copies the black dots of another picture to a place in this one.
    pub fn stamp(&mut self, other: &Self, left: u16, top: u16) {
        for y in 0..other.height {
            for x in 0..other.width {
                if other.is_black(x, y) {
                    self.blacken(left + x, top + y);
                }
            }
        }
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        (x < self.width && y < self.height).then(|| usize::from(y) * usize::from(self.width) + usize::from(x))
    }
}

/// Where the encoder gets characters that the printer's ROM lacks.
pub trait GlyphSource {
    /// The character drawn into a cell of the given size in dots, or `None` if it cannot be drawn faithfully.
    fn glyph(&self, character: char, width: u16, height: u16) -> Option<Bitmap>;
}

/// No characters: what the ROM lacks is an error.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoGlyphs;

impl GlyphSource for NoGlyphs {
    fn glyph(&self, _: char, _: u16, _: u16) -> Option<Bitmap> {
        None
    }
}

/// Characters from font files, the first that has them. A file is opened when it is first needed, and mapped: those with the
/// rarest characters are large.
#[derive(Debug, Default)]
pub struct FontGlyphs {
    files: Vec<FontFile>,
}

#[derive(Debug)]
struct FontFile {
    path: PathBuf,
    face: u32,
    bytes: OnceLock<Option<Mmap>>,
}

/// Share of a cell's height above the base line, as Chinese fonts are drawn.
const BASE_LINE: f32 = 0.88;
/// A dot is black from this coverage on; thin strokes must not vanish.
const BLACK_FROM: f32 = 0.45;

impl FontGlyphs {
    /// Fonts in the order of preference: file and, in a collection, the number of the face.
    pub fn new(files: impl IntoIterator<Item = (PathBuf, u32)>) -> Self {
        let files = files.into_iter().map(|(path, face)| FontFile { path, face, bytes: OnceLock::new() });
        Self { files: files.collect() }
    }
}

impl FontFile {
    /// The font; parsing reads no more than the directory of tables.
    fn font(&self) -> Option<FontRef<'_>> {
        let bytes = self.bytes.get_or_init(|| self.open()).as_ref()?;
        FontRef::try_from_slice_and_index(bytes, self.face).ok()
    }

    fn open(&self) -> Option<Mmap> {
        let path = self.path.display();
        let bytes = map(&self.path)
            .inspect_err(|error| tracing::error!(%path, %error, "a font cannot be read"))
            .ok()?;
        FontRef::try_from_slice_and_index(&bytes, self.face)
            .inspect_err(|error| tracing::error!(%path, %error, "a font is broken"))
            .ok()?;
        Some(bytes)
    }
}

impl GlyphSource for FontGlyphs {
    fn glyph(&self, character: char, width: u16, height: u16) -> Option<Bitmap> {
        self.files.iter().find_map(|file| {
            let font = file.font()?;
            let id = font.glyph_id(character);
            (id != GlyphId(0)).then(|| draw(&font, id, width, height)).flatten()
        })
    }
}

/// Draws a glyph into the middle of its cell, narrowed if it is too wide; `None` if it has no outline.
fn draw(font: &FontRef<'_>, id: GlyphId, width: u16, height: u16) -> Option<Bitmap> {
    let units = font.height_unscaled() / font.units_per_em()?;
    let tall = f32::from(height) * units;
    let advance = font.as_scaled(PxScale::from(tall)).h_advance(id);
    let narrowed = (f32::from(width) / advance.max(1.0)).min(1.0);
    let left = (f32::from(width) - advance * narrowed) / 2.0;
    let scale = PxScale { x: tall * narrowed, y: tall };
    let place = point(left, (f32::from(height) * BASE_LINE).round());
    let outline = font.outline_glyph(id.with_scale_and_position(scale, place))?;
    let bounds = outline.px_bounds();
    let mut bitmap = Bitmap::new(width, height);
    outline.draw(|x, y, coverage| {
        let (x, y) = (bounds.min.x + x as f32, bounds.min.y + y as f32);
        if coverage >= BLACK_FROM && x >= 0.0 && y >= 0.0 {
            bitmap.blacken(x as u16, y as u16);
        }
    });
    Some(bitmap)
}
