//! QR codes: by the printer itself (`GS ( k`) or as a picture.

use qrcode::{Color, EcLevel, QrCode};

use super::EncodeError;
use crate::glyphs::Bitmap;
use crate::receipt::Module;

/// Most bytes of a code's text: beyond, the modules get too small to be read.
const TEXT_BYTES_MAX: usize = 300;
/// White modules around the code.
const QUIET_MODULES: usize = 4;

/// The code and the largest module not above the wanted one with which it fits on the paper.
pub(super) fn fit(text: &str, wanted: Module, dots: u16) -> Result<(QrCode, Module), EncodeError> {
    if let Some(character) = text.chars().find(|c| c.is_control()) {
        return Err(EncodeError::ControlCharacter { character });
    }
    let code = Some(text)
        .filter(|text| text.len() <= TEXT_BYTES_MAX)
        .and_then(|text| QrCode::with_error_correction_level(text, EcLevel::M).ok())
        .ok_or(EncodeError::QrTooLarge)?;
    let modules = code.width() + 2 * QUIET_MODULES;
    let fits = |module: &Module| modules * usize::from(module.get()) <= usize::from(dots);
    let module = std::iter::successors(Some(wanted), |module| module.smaller())
        .find(fits)
        .ok_or(EncodeError::QrTooLarge)?;
    Ok((code, module))
}

/// Model 2, module size, correction level M, the text, print.
pub(super) fn native(text: &str, module: Module) -> Vec<u8> {
    let [low, high] = (text.len() as u16 + 3).to_le_bytes();
    let mut bytes = vec![0x1D, b'(', b'k', 4, 0, 49, 65, 50, 0];
    bytes.extend([0x1D, b'(', b'k', 3, 0, 49, 67, module.get()]);
    bytes.extend([0x1D, b'(', b'k', 3, 0, 49, 69, 49]);
    bytes.extend([0x1D, b'(', b'k', low, high, 49, 80, 48]);
    bytes.extend(text.as_bytes());
    bytes.extend([0x1D, b'(', b'k', 3, 0, 49, 81, 48]);
    bytes
}

/// The code as dots.
pub(super) fn draw(code: &QrCode, module: Module) -> Bitmap {
    let (modules, times) = (code.width() as u16, u16::from(module.get()));
    let mut bitmap = Bitmap::new(modules * times, modules * times);
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Light {
            continue;
        }
        let (left, top) = (index as u16 % modules * times, index as u16 / modules * times);
        for y in top..top + times {
            for x in left..left + times {
                bitmap.blacken(x, y);
            }
        }
    }
    bitmap
}
