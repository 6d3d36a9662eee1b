//! Pictures: the school's logo, sample documents. Drawn as large as fits, never stretched.

use std::sync::Arc;

use egui::{Color32, ColorImage, Id, Rect, Role, Sense, TextureHandle, TextureOptions, Ui, WidgetInfo, pos2};

use crate::layout::centered;

/// The whole of a texture.
const WHOLE: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(1.0, 1.0) };

/// Draws a picture in the middle of a rectangle; tells what it covers.
pub(super) fn show(ui: &mut Ui, rect: Rect, texture: &TextureHandle, name: &str) -> Rect {
    let size = texture.size_vec2();
    let scale = (rect.width() / size.x).min(rect.height() / size.y);
    let at = centered(rect, size.x * scale, size.y * scale);
    ui.painter().image(texture.id(), at, WHOLE, Color32::WHITE);
    let response = ui.allocate_rect(at, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    at
}

/// Draws the school's logo. Its texture is made once for a context.
pub(super) fn logo(ui: &mut Ui, rect: Rect, image: &Arc<ColorImage>, name: &str) {
    let key = Id::unique("school-logo");
    let known = ui.data(|data| data.get_temp::<TextureHandle>(key));
    let texture = known.unwrap_or_else(|| {
        let options = TextureOptions::LINEAR.with_mipmap_mode(Some(egui::TextureFilter::Linear));
        let texture = ui.ctx().load_texture("school-logo", Arc::clone(image), options);
        ui.data_mut(|data| data.insert_temp(key, texture.clone()));
        texture
    });
    show(ui, rect, &texture, name);
}
