//! Printer profiles: what one kind of receipt printer can do, read from `assets/printers/*.toml`.
//!
//! A profile is chosen by the device's configuration; nothing is guessed from the printer itself.

use serde::Deserialize;
use toml::Spanned;

use crate::FileError;

/// Dots of one text column: characters are drawn in cells of 12×24 dots, Chinese ones in two cells.
pub const COLUMN_DOTS: u16 = 12;

/// The characters a printer has in its ROM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Two bytes a character; anything else is drawn by us.
    Gbk,
    /// Two or four bytes a character.
    Gb18030,
}

/// How the printer holds us back when its buffer is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Not at all: the line rate is below the printing speed.
    None,
    /// By the RTS/CTS wires.
    RtsCts,
}

/// How a QR code gets onto the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QrSupport {
    /// The printer draws it from the text: about 100 bytes.
    Native,
    /// We send the dots: some thousand bytes.
    Bitmap,
}

/// What the printer says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusSupport {
    /// It answers `DLE EOT` and `GS r`.
    Full,
    /// It never answers: a job can be sent, but not be confirmed.
    None,
}

/// One kind of receipt printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Shown to staff.
    pub name: String,
    /// Characters in the ROM.
    pub encoding: Encoding,
    /// Printable width in dots at 8 dots a millimetre: 384 (58 mm paper) or 576 (80 mm).
    pub dots: u16,
    /// Line rate in bits a second.
    pub baud: u32,
    /// Hardware flow control.
    pub flow: Flow,
    /// QR codes.
    pub qr: QrSupport,
    /// Whether it cuts; otherwise the paper is fed past the tear bar.
    pub cutter: bool,
    /// Whether enlarged characters can be smoothed (`GS b`).
    pub smoothing: bool,
    /// Status answers.
    pub status: StatusSupport,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    name: Spanned<String>,
    encoding: Encoding,
    dots: Spanned<u16>,
    baud: Spanned<u32>,
    flow: Flow,
    qr: QrSupport,
    cutter: bool,
    smoothing: bool,
    status: StatusSupport,
}

const DOTS: [u16; 2] = [384, 576];
const BAUDS: [u32; 5] = [9_600, 19_200, 38_400, 57_600, 115_200];
const NAME_CHARS_MAX: usize = 80;

impl Profile {
    /// Reads a profile; `file` is only named in errors.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, FileError> {
        let raw: RawProfile = toml::from_str(text).map_err(|error| FileError::toml(file, text, &error))?;
        let fault = |offset, reason: String| Err(FileError::at(file, text, offset, reason));
        let name = raw.name.get_ref();
        if name.trim().is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return fault(
                raw.name.span().start,
                format!("`name` must have 1 to {NAME_CHARS_MAX} characters"),
            );
        }
        if !DOTS.contains(raw.dots.get_ref()) {
            return fault(raw.dots.span().start, format!("`dots` must be one of {DOTS:?}"));
        }
        if !BAUDS.contains(raw.baud.get_ref()) {
            return fault(raw.baud.span().start, format!("`baud` must be one of {BAUDS:?}"));
        }
        Ok(Self {
            name: raw.name.into_inner(),
            encoding: raw.encoding,
            dots: raw.dots.into_inner(),
            baud: raw.baud.into_inner(),
            flow: raw.flow,
            qr: raw.qr,
            cutter: raw.cutter,
            smoothing: raw.smoothing,
            status: raw.status,
        })
    }

    /// Text columns across the paper: 32 or 48.
    pub fn columns(&self) -> usize {
        usize::from(self.dots / COLUMN_DOTS)
    }
}
