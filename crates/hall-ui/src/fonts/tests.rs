//! What the fonts have, and what stands where they have nothing.

#[path = "../../../printing/tests/support/ideographs.rs"]
mod ideographs;

use egui_kittest::Harness;
use hall_api::texts::{Language, Texts};

use super::*;
use ideographs::ideographs;

fn with_context(check: impl Fn(&egui::Context) + 'static) {
    let builder = Harness::builder().with_context_setup(|ctx| install(ctx, &Fonts::default()));
    drop(builder.build_ui(move |ui| check(ui.ctx())));
}

fn with_fonts(check: impl Fn(&mut egui::epaint::text::FontsView<'_>) + 'static) {
    with_context(move |ctx| ctx.fonts_mut(|fonts| check(fonts)));
}

#[test]
fn digits_are_of_one_width() {
    with_fonts(|fonts| {
        for bold in [false, true] {
            let id = font(100.0, bold);
            let widths: Vec<f32> = ('0'..='9').map(|digit| fonts.glyph_width(&id, digit)).collect();
            assert!(widths[0] > 10.0 && widths.iter().all(|w| (w - widths[0]).abs() < 0.01), "{widths:?}");
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

/// What the process holds of memory, bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn every_ideograph_of_level_3_is_drawn() {
    with_fonts(|fonts| {
        let all = ideographs();
        for bold in [false, true] {
            let lacking: String = all.iter().filter(|c| !fonts.has_glyph(&font(48.0, bold), **c)).collect();
            assert_eq!(lacking, "", "bold {bold}");
        }
    });
}

#[test]
fn rare_names_take_little_memory() {
    let draw = |text: &'static str| {
        move |fonts: &mut egui::epaint::text::FontsView<'_>| {
            for bold in [false, true] {
                let galley = fonts.layout_no_wrap(text.to_owned(), font(48.0, bold), egui::Color32::BLACK);
                assert!(galley.size().x > 40.0);
            }
        }
    };
    with_fonts(move |fonts| {
        draw("\u{5F20}*")(fonts);
        let before = resident();
        draw("\u{2B029}*\u{2A6D6}*\u{2EBE0}*\u{31350}*\u{30EDE}*")(fonts);
        let grown = resident().saturating_sub(before);
        assert!(grown < 4 << 20, "{grown} bytes");
    });
}

#[test]
fn a_character_no_font_has_is_replaced_by_a_sign_and_never_a_box() {
    with_context(|ctx| {
        let id = font(48.0, true);
        for (name, shown) in [
            ("\u{5F20}*", "\u{5F20}*"),
            ("\u{2B029}*", "\u{2B029}*"),
            // Private: each font draws something else there.
            ("\u{E000}*", "\u{3013}*"),
            ("\u{10FFFD}*", "\u{3013}*"),
        ] {
            assert_eq!(drawable(ctx, name, &id), shown);
            assert!(ctx.fonts_mut(|fonts| fonts.has_glyphs(&id, shown)), "{shown}");
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
