//! The encoder: a receipt and a profile in, the printer's bytes out. Pure; it sees neither port nor printer.
//!
//! Time is bytes: text stays text, styles are sent when they change, and only what the ROM lacks is drawn.

mod command;
mod qr;
mod raster;
mod rom;
mod wrap;
mod writer;

use crate::glyphs::GlyphSource;
use crate::profile::{Profile, QrSupport};
use crate::receipt::{Align, BLOCKS_MAX, Block, Receipt, Size, TEXT_CHARS_MAX};
use writer::{Style, Writer};

/// Why a receipt cannot be printed as it stands. Nothing is ever replaced by a question mark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// Neither the printer nor a font has the character.
    #[error("no font has the character {character:?}")]
    NoGlyph {
        /// The character.
        character: char,
    },
    /// A control character would be a command to the printer.
    #[error("the text has the control character {character:?}")]
    ControlCharacter {
        /// The character.
        character: char,
    },
    /// A text has more than [`TEXT_CHARS_MAX`] characters.
    #[error("a text is longer than {TEXT_CHARS_MAX} characters")]
    TextTooLong,
    /// There are more than [`BLOCKS_MAX`] blocks.
    #[error("the receipt has more than {BLOCKS_MAX} blocks")]
    TooManyBlocks,
    /// The QR code does not fit on the paper.
    #[error("the QR code is too large for the paper")]
    QrTooLarge,
}

/// A receipt in a printer's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded {
    /// For the printer, in this order.
    pub bytes: Vec<u8>,
    /// Offsets at which no command and no character is cut in two: only there may anything be put between. Ascending.
    pub breaks: Vec<usize>,
}

impl From<Vec<u8>> for Encoded {
    /// Bytes of which nothing is known: nothing may be put between them.
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, breaks: Vec::new() }
    }
}

/// Lines fed where there is no cutter, so that the last line clears the tear bar.
const TEAR_LINES: u8 = 4;

/// Turns a receipt into the bytes of a printer.
///
/// # Errors
/// A character cannot be printed, or a limit is broken.
pub fn encode(
    receipt: &Receipt,
    profile: &Profile,
    glyphs: &dyn GlyphSource,
) -> Result<Encoded, EncodeError> {
    if receipt.blocks.len() > BLOCKS_MAX {
        return Err(EncodeError::TooManyBlocks);
    }
    let mut writer = Writer::new(profile, glyphs);
    let enlarged = |block: &Block| matches!(block, Block::Text { size, .. } if *size > Size::NORMAL);
    if profile.smoothing && receipt.blocks.iter().any(enlarged) {
        writer.raw(&command::SMOOTH);
    }
    for block in &receipt.blocks {
        encode_block(block, profile, &mut writer)?;
        writer.may_break();
    }
    Ok(writer.finish())
}

fn encode_block(block: &Block, profile: &Profile, writer: &mut Writer<'_>) -> Result<(), EncodeError> {
    match block {
        Block::Text { text, size, bold, align, shrink } => {
            let style = Style { size: *size, bold: *bold, align: *align };
            encode_text(text, style, *shrink, profile, writer)
        }
        Block::Columns { left, right, bold } => encode_columns(left, right, *bold, profile, writer),
        Block::Rule => {
            writer.style(Style::default());
            writer.line(&rom::cells(&"─".repeat(profile.columns() / 2), profile.encoding)?)
        }
        Block::Qr { text, module } => {
            let (code, module) = qr::fit(text, *module, profile.dots)?;
            writer.style(Style { align: Align::Center, ..Style::default() });
            match profile.qr {
                QrSupport::Native => writer.raw(&qr::native(text, module)),
                QrSupport::Bitmap => writer.picture(&qr::draw(&code, module)),
            }
            Ok(())
        }
        Block::Feed { lines } => {
            writer.raw(&command::feed(*lines));
            Ok(())
        }
        Block::Cut => {
            writer.raw(&cut(profile));
            Ok(())
        }
    }
}

/// Ends whatever was begun on the paper and forgets all settings.
pub(crate) fn clean_cut(profile: &Profile) -> Vec<u8> {
    let mut bytes = command::INITIALISE.to_vec();
    bytes.extend(cut(profile));
    bytes
}

fn cut(profile: &Profile) -> Vec<u8> {
    if profile.cutter { command::CUT.to_vec() } else { command::feed(TEAR_LINES).to_vec() }
}

fn encode_text(
    text: &str,
    mut style: Style,
    shrink: bool,
    profile: &Profile,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    check_length(text)?;
    let columns = |size: Size| profile.columns() / usize::from(size.get());
    let paragraphs: Vec<_> =
        text.split('\n').map(|line| rom::cells(line, profile.encoding)).collect::<Result<_, _>>()?;
    if shrink {
        let widest = paragraphs.iter().map(|cells| rom::columns(cells)).max();
        while widest > Some(columns(style.size))
            && let Some(smaller) = style.size.smaller()
        {
            style.size = smaller;
        }
    }
    writer.style(style);
    for cells in &paragraphs {
        for line in wrap::wrap(cells, columns(style.size)) {
            writer.line(line)?;
        }
    }
    Ok(())
}

fn encode_columns(
    left: &str,
    right: &str,
    bold: bool,
    profile: &Profile,
    writer: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    check_length(left)?;
    check_length(right)?;
    let style = Style { bold, ..Style::default() };
    let left = rom::cells(left, profile.encoding)?;
    let right = rom::cells(right, profile.encoding)?;
    let mut lines = wrap::wrap(&left, profile.columns());
    let last = lines.pop().unwrap_or_default();
    writer.style(style);
    for line in lines {
        writer.line(line)?;
    }
    if rom::columns(last) + 1 + rom::columns(&right) <= profile.columns() {
        return writer.line_with_right(last, &right);
    }
    writer.line(last)?;
    writer.style(Style { align: Align::Right, ..style });
    for line in wrap::wrap(&right, profile.columns()) {
        writer.line(line)?;
    }
    Ok(())
}

fn check_length(text: &str) -> Result<(), EncodeError> {
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(EncodeError::TextTooLong);
    }
    Ok(())
}
