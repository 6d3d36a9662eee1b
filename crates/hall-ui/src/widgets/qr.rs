//! QR codes: dark on white with the quiet zone they need, on any background.

use egui::{Color32, Mesh, Rect, Role, Sense, Shape, Ui, Vec2, WidgetInfo};
use qrcode::{EcLevel, QrCode as Code};

use crate::layout::centered;

/// Modules of white around a code.
const QUIET: f32 = 4.0;
/// Longest content, bytes.
const CONTENT_BYTES_MAX: usize = 512;

/// A QR code.
#[derive(Clone, Copy, Debug)]
pub struct QrCode<'a> {
    /// What it says.
    pub content: &'a str,
    /// What it is for, for who cannot see it.
    pub name: &'a str,
}

impl QrCode<'_> {
    /// Draws it as the largest square in the middle of a rectangle; nothing if the content is too long.
    pub fn show(self, ui: &mut Ui, rect: Rect) {
        let square = centered(rect, rect.width().min(rect.height()), rect.width().min(rect.height()));
        let response = ui.allocate_rect(square, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.name));
        let Some(modules) = modules(self.content) else {
            tracing::error!(bytes = self.content.len(), "too long for a QR code");
            return;
        };
        let width = modules.len();
        // Whole pixels a module: a blurred edge is harder to scan.
        let pixels_per_point = ui.pixels_per_point();
        let module = ((square.width() * pixels_per_point / (width as f32 + 2.0 * QUIET)).floor().max(1.0))
            / pixels_per_point;
        let field =
            centered(square, module * (width as f32 + 2.0 * QUIET), module * (width as f32 + 2.0 * QUIET));
        ui.painter().rect_filled(field, 8, Color32::WHITE);
        let origin = ((field.min + Vec2::splat(module * QUIET)).to_vec2() * pixels_per_point).round()
            / pixels_per_point;
        let mut mesh = Mesh::default();
        for (y, row) in modules.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                if *dark {
                    let at = origin + Vec2::new(x as f32, y as f32) * module;
                    mesh.add_colored_rect(
                        Rect::from_min_size(at.to_pos2(), Vec2::splat(module)),
                        Color32::BLACK,
                    );
                }
            }
        }
        ui.painter().add(Shape::mesh(mesh));
    }
}

/// The modules row by row, dark = true.
fn modules(content: &str) -> Option<Vec<Vec<bool>>> {
    if content.len() > CONTENT_BYTES_MAX {
        return None;
    }
    let code = Code::with_error_correction_level(content, EcLevel::M).ok()?;
    let dark: Vec<bool> = code.to_colors().into_iter().map(|colour| colour == qrcode::Color::Dark).collect();
    Some(dark.chunks(code.width()).map(<[bool]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_and_has_its_finder_patterns() {
        let found = modules("https://hall.example/t/17").unwrap();
        assert!(found.iter().all(|row| row.len() == found.len()));
        let last = found.len() - 7;
        for (y, x) in [(0, 0), (0, last), (last, 0)] {
            assert!((0..7).all(|i| found[y][x + i] && found[y + 6][x + i]), "finder pattern at {x},{y}");
        }
        assert_eq!(modules(&"x".repeat(CONTENT_BYTES_MAX + 1)), None);
    }
}
