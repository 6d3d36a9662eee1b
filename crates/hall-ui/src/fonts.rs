//! Fonts: two families of one design, regular and bold, bold falling back to regular for rare characters.
//!
//! No font of the system is ever asked: what a screen shows must not depend on the machine's locale.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, FontTweak};

use crate::theme::{FontFile, Fonts};

const REGULAR: &str = "hall-regular";
const BOLD: &str = "hall-bold";
const OWN_REGULAR: &str = "own-regular";
const OWN_BOLD: &str = "own-bold";
static REGULAR_FILE: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Hall.otf");
static BOLD_FILE: &[u8] = include_bytes!("../../../assets/fonts/NotoSansSC-Hall-Bold.otf");

/// Hanzi stand a little low in the line box of these fonts; this share of the size lifts them to its middle.
const RISE: f32 = -0.056;

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
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use hall_api::texts::{Language, Texts};

    use super::*;

    fn with_fonts(check: impl Fn(&mut egui::epaint::text::FontsView<'_>) + 'static) {
        let harness = Harness::builder().with_context_setup(|ctx| install(ctx, &Fonts::default())).build_ui(
            move |ui| {
                ui.ctx().fonts_mut(|fonts| check(fonts));
            },
        );
        drop(harness);
    }

    #[test]
    fn digits_are_of_one_width() {
        with_fonts(|fonts| {
            for bold in [false, true] {
                let id = font(100.0, bold);
                let widths: Vec<f32> = ('0'..='9').map(|digit| fonts.glyph_width(&id, digit)).collect();
                assert!(
                    widths[0] > 10.0 && widths.iter().all(|w| (w - widths[0]).abs() < 0.01),
                    "{widths:?}"
                );
            }
        });
    }

    #[test]
    fn every_text_can_be_drawn_in_both_weights() {
        with_fonts(|fonts| {
            let texts = Texts::embedded();
            for key in texts.keys() {
                for language in Language::ALL {
                    for bold in [false, true] {
                        let text = texts.get(language, key);
                        assert!(fonts.has_glyphs(&font(28.0, bold), text), "{key}: {text}");
                    }
                }
            }
        });
    }

    #[test]
    fn rare_characters_are_there_in_both_weights() {
        with_fonts(|fonts| {
            for character in ['䶮', '㛃', '𠮷', '\u{9FB4}', '喆', '堃', '→', '✓', '·', '￥'] {
                for bold in [false, true] {
                    assert!(fonts.has_glyph(&font(28.0, bold), character), "{character} bold {bold}");
                }
            }
        });
    }
}
