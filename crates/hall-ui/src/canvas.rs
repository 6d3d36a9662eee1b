//! The canvas: screens are laid out for a design size in pixels, and scaled as a whole to the window they get.
//!
//! So a window of 540×960 shows the same picture as the kiosk's 1080×1920. The scale is set in the raw input,
//! before the first pass, because a later change would show one wrong frame.

use egui::{Event, RawInput, Rect, Vec2, vec2};

/// Largest side of a texture, pixels. The atlas of the fonts grows to what it is allowed, and a small one draws faster.
pub const TEXTURE_SIDE_MAX: usize = 2048;

/// A size screens are laid out for, pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Design {
    /// An upright screen.
    pub const PORTRAIT: Self = Self { width: 1080.0, height: 1920.0 };
    /// A lying screen.
    pub const LANDSCAPE: Self = Self { width: 1920.0, height: 1080.0 };
    /// A lying screen that is nearly square, as on older kiosks.
    pub const COMPACT: Self = Self { width: 1280.0, height: 1024.0 };
    /// A small lying screen, as it stands at a window.
    pub const PAD: Self = Self { width: 1280.0, height: 800.0 };
    /// A lying screen of half height.
    pub const STRIP: Self = Self { width: 1920.0, height: 540.0 };

    fn aspect(self) -> f32 {
        self.width / self.height
    }
}

/// The design whose shape is nearest to a window's.
fn nearest(designs: &[Design], window: Vec2) -> Option<Design> {
    let aspect = window.x / window.y;
    let distance = |design: &Design| (design.aspect() / aspect).ln().abs();
    designs.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Pixels of the window for one of the design, so that the whole design fits.
pub fn scale(designs: &[Design], window: Vec2) -> f32 {
    if window.x < 1.0 || window.y < 1.0 {
        return 1.0;
    }
    nearest(designs, window).map_or(1.0, |design| (window.x / design.width).min(window.y / design.height))
}

/// Scales the input of a pass so that a point is a pixel of the design; also caps the texture size.
pub fn fit(ctx: &egui::Context, input: &mut RawInput, designs: &[Design]) {
    input.max_texture_side = Some(TEXTURE_SIDE_MAX);
    let native = input.viewport().native_pixels_per_point.unwrap_or(1.0);
    let Some(screen) = input.screen_rect else { return };
    let zoom = ctx.zoom_factor();
    let pixels = screen.size() * zoom * native;
    let wanted = scale(designs, pixels) / native;
    if (wanted - zoom).abs() < 1e-4 {
        return;
    }
    ctx.options_mut(|options| options.zoom_factor = wanted);
    let ratio = zoom / wanted;
    input.screen_rect = Some(Rect::from_min_max(
        (screen.min.to_vec2() * ratio).to_pos2(),
        (screen.max.to_vec2() * ratio).to_pos2(),
    ));
    for event in &mut input.events {
        if let Event::PointerMoved(pos) | Event::PointerButton { pos, .. } | Event::Touch { pos, .. } = event
        {
            *pos = (pos.to_vec2() * ratio).to_pos2();
        }
    }
}

/// Does this canvas stand upright?
pub fn portrait(rect: Rect) -> bool {
    rect.height() > rect.width()
}

/// A size as a vector.
impl From<Design> for Vec2 {
    fn from(design: Design) -> Self {
        vec2(design.width, design.height)
    }
}

#[cfg(test)]
mod tests {
    use egui::{Pos2, pos2};

    use super::*;

    const KIOSK: [Design; 3] = [Design::PORTRAIT, Design::LANDSCAPE, Design::COMPACT];

    #[test]
    fn the_whole_design_fits_every_window() {
        for (width, height, expected) in [
            (1080.0, 1920.0, 1.0),
            (540.0, 960.0, 0.5),
            (1920.0, 1080.0, 1.0),
            (3840.0, 2160.0, 2.0),
            (1080.0, 1800.0, 0.9375),
            (1366.0, 768.0, 768.0 / 1080.0),
            (1280.0, 1024.0, 1.0),
            (1024.0, 768.0, 0.75),
            (0.0, 0.0, 1.0),
        ] {
            let found = scale(&KIOSK, vec2(width, height));
            assert!((found - expected).abs() < 1e-3, "{width}×{height}: {found}");
        }
        let strip = scale(&[Design::LANDSCAPE, Design::STRIP], vec2(960.0, 270.0));
        assert!((strip - 0.5).abs() < 1e-3);
    }

    #[test]
    fn the_first_pass_has_the_scale_already() {
        let ctx = egui::Context::default();
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(540.0, 960.0))),
            events: vec![Event::PointerMoved(pos2(270.0, 480.0))],
            ..RawInput::default()
        };
        fit(&ctx, &mut input, &KIOSK);
        assert_eq!(input.screen_rect.unwrap().size(), vec2(1080.0, 1920.0));
        assert_eq!(input.events, vec![Event::PointerMoved(pos2(540.0, 960.0))]);
        assert_eq!(input.max_texture_side, Some(2048));
        let mut size = Vec2::ZERO;
        ctx.run_ui(input, |ui| size = ui.max_rect().size()).drop_without_applying_deltas();
        assert_eq!(size, vec2(1080.0, 1920.0));
    }
}
