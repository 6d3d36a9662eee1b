//! The files a theme names: the school's logo and fonts of its own. Read and checked when the theme is loaded.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::ColorImage;
use serde::Deserialize;
use skrifa::raw::FontRef;

/// Largest logo file, bytes.
const LOGO_BYTES_MAX: u64 = 1024 * 1024;
/// Longest side of a logo, pixels.
const LOGO_SIDE_MAX: u32 = 512;
/// Largest font file, bytes.
const FONT_BYTES_MAX: u64 = 40 * 1024 * 1024;

static EMBEDDED_LOGO: &[u8] = include_bytes!("../../../../assets/logo.png");

/// Font files of the theme's own, in its folder. Characters they lack come from those compiled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FontNames {
    /// Running text.
    pub regular: Option<PathBuf>,
    /// Titles, buttons, numbers.
    pub bold: Option<PathBuf>,
}

/// A font file, read and parsed once.
#[derive(Clone, PartialEq, Eq)]
pub struct FontFile(pub Arc<[u8]>);

impl std::fmt::Debug for FontFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FontFile({} bytes)", self.0.len())
    }
}

/// The fonts of a theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fonts {
    /// Running text.
    pub regular: Option<FontFile>,
    /// Titles, buttons, numbers.
    pub bold: Option<FontFile>,
}

/// Why a file that a theme names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("it cannot be read")]
    Read(#[from] std::io::Error),
    /// It is larger than allowed.
    #[error("it has more than {0} bytes")]
    TooLarge(u64),
    /// It is no picture.
    #[error("it is not a PNG picture of at most {LOGO_SIDE_MAX}×{LOGO_SIDE_MAX} pixels")]
    Logo(#[from] image::ImageError),
    /// It is no font.
    #[error("it is not a TrueType or OpenType font")]
    Font(#[from] skrifa::raw::ReadError),
}

/// The logo compiled in.
pub(super) fn embedded_logo() -> Arc<ColorImage> {
    decode_logo(EMBEDDED_LOGO).expect("invariant: the embedded logo is checked by a test")
}

/// Reads the logo.
pub(super) fn read_logo(path: &Path) -> Result<Arc<ColorImage>, FileError> {
    decode_logo(&read_limited(path, LOGO_BYTES_MAX)?)
}

/// Reads a font and looks whether it is one: the text layout would panic on anything else.
pub(super) fn read_font(path: &Path) -> Result<FontFile, FileError> {
    let bytes = read_limited(path, FONT_BYTES_MAX)?;
    FontRef::from_index(&bytes, 0)?;
    Ok(FontFile(bytes.into()))
}

fn decode_logo(bytes: &[u8]) -> Result<Arc<ColorImage>, FileError> {
    let mut reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::Png);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LOGO_SIDE_MAX);
    limits.max_image_height = Some(LOGO_SIDE_MAX);
    reader.limits(limits);
    let picture = reader.decode()?.into_rgba8();
    let size = [picture.width() as usize, picture.height() as usize];
    Ok(Arc::new(ColorImage::from_rgba_unmultiplied(size, picture.as_raw())))
}

fn read_limited(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    if std::fs::metadata(path)?.len() > most {
        return Err(FileError::TooLarge(most));
    }
    Ok(std::fs::read(path)?)
}
