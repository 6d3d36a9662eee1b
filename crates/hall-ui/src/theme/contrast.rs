//! Contrast of colour pairs (WCAG 2: relative luminance).

use egui::Color32;

use super::Palette;

/// What a palette has to reach.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// Text on its background.
    text: f32,
    /// Shapes and icons on their background.
    shape: f32,
}

/// Ordinary screens.
pub(super) const NORMAL: Target = Target { text: 4.5, shape: 3.0 };
/// Large mode, and screens read from afar.
pub(super) const LARGE: Target = Target { text: 7.0, shape: 3.0 };

/// Text tokens and the backgrounds they stand on.
const TEXT: &[(&str, &[&str])] = &[
    ("ink", &["surface", "card", "brand_tint", "ok_tint", "warning_tint", "danger_tint"]),
    ("ink_soft", &["surface", "card", "brand_tint"]),
    (
        "on_strong",
        &["brand_strong", "accent_strong", "ok_strong", "warning_strong", "danger_strong", "brand"],
    ),
    ("brand_strong", &["surface", "card", "brand_tint"]),
    ("accent_strong", &["surface", "card"]),
    ("ok_strong", &["surface", "card", "ok_tint"]),
    ("warning_strong", &["surface", "card", "warning_tint"]),
    ("danger_strong", &["surface", "card", "danger_tint"]),
    ("called", &["surface", "card"]),
];

/// Shapes and the backgrounds they stand on.
const SHAPES: &[(&str, &[&str])] = &[
    ("brand", &["surface", "card", "brand_tint"]),
    ("accent", &["surface", "card"]),
    ("ok", &["surface", "card", "ok_tint"]),
    ("warning", &["surface", "card", "warning_tint"]),
    ("danger", &["surface", "card", "danger_tint"]),
];

/// Contrast of two opaque colours, 1 to 21.
pub fn ratio(one: Color32, other: Color32) -> f32 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Color32) -> f32 {
    let linear = |channel: u8| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
}

/// Every pair of a palette that falls short, in words.
pub(super) fn check(name: &str, palette: &Palette, target: Target) -> Vec<String> {
    let token = |token: &str| palette.named(token).expect("invariant: the pairs name tokens of the palette");
    let mut found = Vec::new();
    for (pairs, least) in [(TEXT, target.text), (SHAPES, target.shape)] {
        for (front, backs) in pairs {
            for back in *backs {
                let reached = ratio(token(front), token(back));
                if reached < least {
                    found.push(format!(
                        "{name}: {front} on {back} has a contrast of {reached:.2}, at least {least} is needed"
                    ));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_standard() {
        let near = |a: f32, b: f32| (a - b).abs() < 0.01;
        assert!(near(ratio(Color32::BLACK, Color32::WHITE), 21.0));
        assert!(near(ratio(Color32::WHITE, Color32::WHITE), 1.0));
        assert!(near(ratio(Color32::from_rgb(0x77, 0x77, 0x77), Color32::WHITE), 4.48));
    }
}
