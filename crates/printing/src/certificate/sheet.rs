//! One sheet of paper: what stands where, in points from the upper left corner.

use std::fmt::Write as _;

use super::break_lines::Line;
use super::glyphs::Glyph;

/// A4.
pub(super) const WIDTH: f32 = 595.276;
/// A4.
pub(super) const HEIGHT: f32 = 841.89;

/// Points of some millimetres.
pub(super) fn mm(length: f32) -> f32 {
    length * 72.0 / 25.4
}

/// A laid-out sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub(super) items: Vec<Item>,
}

/// Something on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// Glyphs on one baseline, each with the blank that follows it in thousandths of the size.
    Text { x: f32, y: f32, size: f32, ink: Ink, glyphs: Vec<(Glyph, f32)> },
    /// One line along the diagonal, from the lower left, behind everything.
    Across { x: f32, y: f32, size: f32, glyphs: Vec<(Glyph, f32)> },
    /// A filled rectangle.
    Rule { x: f32, y: f32, width: f32, height: f32, ink: Ink },
    /// The seal or the logo.
    Picture { which: Which, x: f32, y: f32, width: f32, height: f32 },
    /// The verification address.
    QrCode { x: f32, y: f32, side: f32 },
}

/// How dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    /// Labels and small print.
    Soft,
    /// Hairlines.
    Faint,
    /// What is read through.
    Pale,
}

impl Ink {
    /// 0 is black.
    pub(super) fn grey(self) -> f32 {
        match self {
            Self::Black => 0.0,
            Self::Soft => 0.32,
            Self::Faint => 0.72,
            Self::Pale => 0.86,
        }
    }
}

/// Which of the pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    Seal,
    Logo,
}

impl Item {
    /// A line whose left margin is at `x`, on the baseline `y`.
    pub(super) fn line(line: Line, x: f32, y: f32, size: f32, ink: Ink) -> Self {
        Self::Text { x: x + line.start * size / 1000.0, y, size, ink, glyphs: line.glyphs }
    }

    pub(super) fn moved(mut self, by_x: f32, by_y: f32) -> Self {
        match &mut self {
            Self::Text { x, y, .. }
            | Self::Across { x, y, .. }
            | Self::Rule { x, y, .. }
            | Self::Picture { x, y, .. }
            | Self::QrCode { x, y, .. } => {
                *x += by_x;
                *y += by_y;
            }
        }
        self
    }
}

impl Sheet {
    /// What stands where, a line an item, for comparison in tests.
    pub fn describe(&self) -> String {
        let mut text = String::new();
        for item in &self.items {
            match item {
                Item::Text { x, y, size, glyphs, .. } => {
                    let words: String = glyphs.iter().map(|(glyph, _)| glyph.character).collect();
                    let _ = writeln!(text, "{x:6.1} {y:6.1} {size:4.1}pt {words}");
                }
                Item::Across { size, glyphs, .. } => {
                    let words: String = glyphs.iter().map(|(glyph, _)| glyph.character).collect();
                    let _ = writeln!(text, "across the page {size:4.1}pt {words}");
                }
                Item::Rule { x, y, width, height, .. } => {
                    let _ = writeln!(text, "{x:6.1} {y:6.1} rule {width:.1} × {height:.2}");
                }
                Item::Picture { which, x, y, width, height } => {
                    let _ = writeln!(text, "{x:6.1} {y:6.1} {which:?} {width:.1} × {height:.1}");
                }
                Item::QrCode { x, y, side } => {
                    let _ = writeln!(text, "{x:6.1} {y:6.1} QR code {side:.1}");
                }
            }
        }
        text
    }

    /// The leftmost and the rightmost point of what stands on it.
    pub fn extent(&self) -> (f32, f32) {
        let edges = self.items.iter().map(|item| match item {
            Item::Text { x, size, glyphs, .. } => {
                let width: f32 = glyphs.iter().map(|(glyph, blank)| glyph.advance + blank).sum();
                (*x, x + width * size / 1000.0)
            }
            Item::Across { .. } => (WIDTH, 0.0),
            Item::Rule { x, width, .. } | Item::Picture { x, width, .. } => (*x, x + width),
            Item::QrCode { x, side, .. } => (*x, x + side),
        });
        edges.fold((WIDTH, 0.0), |(left, right), (from, to)| (left.min(from), right.max(to)))
    }

    /// Its text, item by item.
    pub fn texts(&self) -> impl Iterator<Item = String> {
        self.items.iter().filter_map(|item| match item {
            Item::Text { glyphs, .. } | Item::Across { glyphs, .. } => {
                Some(glyphs.iter().map(|(glyph, _)| glyph.character).collect())
            }
            _ => None,
        })
    }
}
