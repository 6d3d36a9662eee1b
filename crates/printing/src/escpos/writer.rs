//! Writes bytes and knows what the printer is set to, so that nothing is sent twice.

use super::rom::{self, Cell};
use super::{EncodeError, Encoded, command, raster};
use crate::glyphs::{Bitmap, GlyphSource};
use crate::profile::{COLUMN_DOTS, Profile};
use crate::receipt::{Align, Size};

/// How text looks. The default is what `ESC @` leaves behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub size: Size,
    pub bold: bool,
    pub align: Align,
}

pub(super) struct Writer<'a> {
    encoded: Encoded,
    style: Style,
    profile: &'a Profile,
    glyphs: &'a dyn GlyphSource,
}

impl<'a> Writer<'a> {
    pub fn new(profile: &'a Profile, glyphs: &'a dyn GlyphSource) -> Self {
        let mut bytes = command::INITIALISE.to_vec();
        bytes.extend(command::CHINESE);
        Self { encoded: bytes.into(), style: Style::default(), profile, glyphs }
    }

    pub fn finish(self) -> Encoded {
        self.encoded
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.encoded.bytes.extend_from_slice(bytes);
    }

    /// Here no command and no character is cut in two.
    pub fn may_break(&mut self) {
        let here = self.encoded.bytes.len();
        if self.encoded.breaks.last() != Some(&here) {
            self.encoded.breaks.push(here);
        }
    }

    /// A picture of its own.
    pub fn picture(&mut self, picture: &Bitmap) {
        for band in raster::bands(picture) {
            self.raw(&band);
            self.may_break();
        }
    }

    /// Sets the style of the next lines.
    pub fn style(&mut self, style: Style) {
        let was = std::mem::replace(&mut self.style, style);
        if was.align != style.align {
            self.raw(&command::align(style.align));
        }
        if was.size != style.size {
            self.raw(&command::size(style.size));
        }
        if was.bold != style.bold {
            self.raw(&command::bold(style.bold));
        }
    }

    /// Prints one line that is known to fit.
    pub fn line(&mut self, cells: &[Cell]) -> Result<(), EncodeError> {
        let drawn = cells.iter().any(|cell| cell.rom.is_none());
        if drawn && self.style.size > Size::NORMAL {
            // Inline dots are not magnified by the printer: the whole line is drawn.
            let picture = self.draw_line(cells)?;
            self.picture(&picture);
            return Ok(());
        }
        self.cells(cells)?;
        self.raw(&[command::LINE_FEED]);
        self.may_break();
        Ok(())
    }

    /// Prints one line of normal size with a text at its right edge; both are known to fit.
    pub fn line_with_right(&mut self, left: &[Cell], right: &[Cell]) -> Result<(), EncodeError> {
        self.cells(left)?;
        let start = self.profile.columns() - rom::columns(right);
        self.raw(&command::position(start as u16 * COLUMN_DOTS));
        self.cells(right)?;
        self.raw(&[command::LINE_FEED]);
        self.may_break();
        Ok(())
    }

    fn cells(&mut self, cells: &[Cell]) -> Result<(), EncodeError> {
        for cell in cells {
            if let Some(bytes) = &cell.rom {
                self.raw(bytes);
            } else {
                let glyph = self.glyph(cell, Size::NORMAL)?;
                self.raw(&raster::inline(&glyph));
            }
        }
        Ok(())
    }

    fn draw_line(&self, cells: &[Cell]) -> Result<Bitmap, EncodeError> {
        let size = self.style.size;
        let cell_dots = |columns: usize| columns as u16 * COLUMN_DOTS * u16::from(size.get());
        let height = 2 * COLUMN_DOTS * u16::from(size.get());
        let mut picture = Bitmap::new(cell_dots(rom::columns(cells)), height);
        let mut left = 0;
        for cell in cells {
            if cell.character != ' ' {
                picture.stamp(&self.glyph(cell, size)?, left, 0);
            }
            left += cell_dots(cell.columns());
        }
        Ok(picture)
    }

    fn glyph(&self, cell: &Cell, size: Size) -> Result<Bitmap, EncodeError> {
        let times = u16::from(size.get());
        let width = cell.columns() as u16 * COLUMN_DOTS * times;
        let character = cell.character;
        let glyph = self.glyphs.glyph(character, width, 2 * COLUMN_DOTS * times);
        let mut glyph = glyph.ok_or(EncodeError::NoGlyph { character })?;
        if self.style.bold {
            // As the printer does: struck twice.
            let once = glyph.clone();
            glyph.stamp(&once, times, 0);
        }
        Ok(glyph)
    }
}
