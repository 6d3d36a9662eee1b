//! The document: what stands on a receipt, without any printer's language. It travels as JSON inside a print job;
//! what is as usual is left out of it.

use serde::{Deserialize, Serialize};

mod template;
mod values;

pub use template::{RenderError, Template};
pub use values::{Fields, Row, Values};

/// Most blocks of one receipt.
pub const BLOCKS_MAX: usize = 200;
/// Most characters of one text.
pub const TEXT_CHARS_MAX: usize = 500;

/// One receipt, from the top of the paper to the cut.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// One piece of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// Text, wrapped at the paper's width; a line break in it begins a new line.
    Text {
        /// What it says.
        text: String,
        /// Magnification, at most; see `shrink`.
        #[serde(default, skip_serializing_if = "is_default")]
        size: Size,
        /// Emphasised.
        #[serde(default, skip_serializing_if = "is_default")]
        bold: bool,
        /// Where it stands.
        #[serde(default, skip_serializing_if = "is_default")]
        align: Align,
        /// Rather smaller on one line than wrapped.
        #[serde(default, skip_serializing_if = "is_default")]
        shrink: bool,
    },
    /// One text at the left edge and one at the right, on one line if they fit.
    Columns {
        /// At the left edge, wrapped if long.
        left: String,
        /// At the right edge of the last line, not wrapped.
        right: String,
        /// Emphasised.
        #[serde(default, skip_serializing_if = "is_default")]
        bold: bool,
    },
    /// A line across the paper.
    Rule,
    /// A QR code, centred.
    Qr {
        /// Its content.
        text: String,
        /// Dots (⅛ mm) of one module, at most; less if the paper is narrow.
        #[serde(default, skip_serializing_if = "is_default")]
        module: Module,
    },
    /// Empty lines.
    Feed {
        /// How many.
        lines: u8,
    },
    /// The end of the paper.
    Cut,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Horizontal place of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// A number does not lie in its allowed range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be from {least} to {most}")]
pub struct OutOfRange {
    least: u8,
    most: u8,
}

/// Magnification of text in both directions, 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Size(u8);

/// Dots of a QR code's module, 3 to 12. Below 3 (0.4 mm) phones no longer read it from the hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Module(u8);

impl Size {
    /// Text as it is.
    pub const NORMAL: Self = Self(1);

    /// 1 to 8.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The next smaller one, if any.
    pub fn smaller(self) -> Option<Self> {
        Self::try_from(self.0 - 1).ok()
    }
}

impl Default for Size {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl TryFrom<u8> for Size {
    type Error = OutOfRange;

    fn try_from(times: u8) -> Result<Self, OutOfRange> {
        ranged(times, 1, 8).map(Self)
    }
}

impl From<Size> for u8 {
    fn from(size: Size) -> Self {
        size.0
    }
}

impl Module {
    /// 3 to 12.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The next smaller one, if any.
    pub fn smaller(self) -> Option<Self> {
        Self::try_from(self.0 - 1).ok()
    }
}

impl Default for Module {
    fn default() -> Self {
        Self(6)
    }
}

impl TryFrom<u8> for Module {
    type Error = OutOfRange;

    fn try_from(dots: u8) -> Result<Self, OutOfRange> {
        ranged(dots, 3, 12).map(Self)
    }
}

impl From<Module> for u8 {
    fn from(module: Module) -> Self {
        module.0
    }
}

fn ranged(value: u8, least: u8, most: u8) -> Result<u8, OutOfRange> {
    if (least..=most).contains(&value) { Ok(value) } else { Err(OutOfRange { least, most }) }
}
