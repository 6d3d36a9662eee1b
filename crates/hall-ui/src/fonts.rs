//! Fonts: two families of one design, regular and bold, bold falling back to regular for rare characters.
//!
//! No font of the system is asked by the machine's locale; the rarest characters come from a few files, by their paths.

mod rare;

use std::borrow::Cow;
use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak};

use crate::theme::{FontFile, Fonts};

pub use rare::RARE_FONTS;

const REGULAR: &str = "hall-regular";
const BOLD: &str = "hall-bold";
const OWN_REGULAR: &str = "own-regular";
const OWN_BOLD: &str = "own-bold";
static REGULAR_FILE: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Hall.otf");
static BOLD_FILE: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Hall-Bold.otf");

/// Hanzi stand a little low in the line box of these fonts; this share of the size lifts them to its middle.
const RISE: f32 = -0.056;

/// Stands where a name has a character that no font has: printers' sign for a missing type.
pub const GETA: char = '\u{3013}';

/// The family of bold text.
pub fn bold_family() -> FontFamily {
    FontFamily::Name(BOLD.into())
}

/// A font by size in points and weight.
pub fn font(size: f32, bold: bool) -> FontId {
    FontId::new(size, if bold { bold_family() } else { FontFamily::Proportional })
}

/// Makes the fonts known to a context: a theme's own before those compiled in. They are parsed when first used.
pub fn install(ctx: &egui::Context, own: &Fonts) {
    let data = |file: &'static [u8]| {
        let tweak = FontTweak { y_offset_factor: RISE, ..FontTweak::default() };
        Arc::new(FontData::from_static(file).tweak(tweak))
    };
    let mut fonts = FontDefinitions::empty();
    fonts.font_data.insert(REGULAR.to_owned(), data(REGULAR_FILE));
    fonts.font_data.insert(BOLD.to_owned(), data(BOLD_FILE));
    let mut regular = vec![REGULAR.to_owned(), BOLD.to_owned()];
    let mut bold = vec![BOLD.to_owned(), REGULAR.to_owned()];
    for (file, name, family) in [(&own.regular, OWN_REGULAR, &mut regular), (&own.bold, OWN_BOLD, &mut bold)]
    {
        if let Some(FontFile(bytes)) = file {
            fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_owned(bytes.to_vec())));
            family.insert(0, name.to_owned());
        }
    }
    fonts.families.insert(FontFamily::Proportional, regular.clone());
    fonts.families.insert(FontFamily::Monospace, regular);
    fonts.families.insert(bold_family(), bold);
    ctx.set_fonts(fonts);
    ctx.set_font_providers(vec![Arc::new(rare::RareFonts::default())]);
}

/// A text from outside as it can be drawn: [`GETA`] in the place of a character that no font has, never a box.
pub fn drawable<'a>(ctx: &egui::Context, text: &'a str, font: &FontId) -> Cow<'a, str> {
    ctx.fonts_mut(|fonts| {
        let mut can = |letter| !is_private(letter) && fonts.has_glyph(font, letter);
        if text.chars().all(&mut can) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().map(|letter| if can(letter) { letter } else { GETA }).collect())
    })
}

/// Its meaning is an agreement of whoever wrote it: each font draws something else there.
fn is_private(letter: char) -> bool {
    matches!(letter, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

#[cfg(test)]
mod tests;
