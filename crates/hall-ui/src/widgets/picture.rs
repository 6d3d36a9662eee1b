//! Pictures: the school's logo, sample documents. Drawn as large as fits, never stretched.

use std::sync::Arc;

use egui::{
    Color32, ColorImage, Id, Rect, Role, Sense, Stroke, StrokeKind, TextureHandle, TextureOptions, Ui,
    WidgetInfo, pos2,
};

use crate::canvas::TEXTURE_SIDE_MAX;
use crate::layout::centered;
use crate::look::Look;

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

/// A sample document on the graphics card, and which pixels it was made of.
#[derive(Clone)]
struct Document {
    image: Arc<ColorImage>,
    texture: TextureHandle,
}

fn document_key() -> Id {
    Id::unique("sample-document")
}

/// Draws a sample document with an edge around its paper. Its texture lives while it is on the screen.
pub fn document(ui: &mut Ui, look: &Look, rect: Rect, image: &Arc<ColorImage>, name: &str) {
    let known = ui.data(|data| data.get_temp::<Document>(document_key()));
    let texture = match known.filter(|known| Arc::ptr_eq(&known.image, image)) {
        Some(known) => known.texture,
        None if image.width().max(image.height()) > TEXTURE_SIDE_MAX => {
            tracing::error!(size = ?image.size, "a sample document is too large to be drawn");
            return;
        }
        None => {
            let options = TextureOptions::LINEAR.with_mipmap_mode(Some(egui::TextureFilter::Linear));
            let texture = ui.ctx().load_texture("sample-document", Arc::clone(image), options);
            let document = Document { image: Arc::clone(image), texture: texture.clone() };
            ui.data_mut(|data| data.insert_temp(document_key(), document));
            texture
        }
    };
    let at = show(ui, rect, &texture, name);
    ui.painter().rect_stroke(at, 0, Stroke::new(2.0, look.palette().line), StrokeKind::Outside);
}

/// Gives the memory of the last document back.
pub fn forget_document(ui: &Ui) {
    ui.data_mut(|data| data.remove::<Document>(document_key()));
    ui.data_mut(|data| data.remove::<PrivateDocument>(private_key()));
}

/// A picture of something private: its pixels are overwritten when the last one who has it drops it.
#[derive(Clone, PartialEq)]
pub struct Private(Arc<ColorImage>);

impl Private {
    /// Takes a picture over.
    pub fn new(image: ColorImage) -> Self {
        Self(Arc::new(image))
    }

    /// Does nobody else have it?
    pub fn is_last(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    /// Its size, pixels.
    pub fn size(&self) -> [usize; 2] {
        self.0.size
    }

    /// Its pixels.
    pub fn pixels(&self) -> &[Color32] {
        &self.0.pixels
    }
}

/// Shows its size, no pixels.
impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.size).finish()
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        if let Some(image) = Arc::get_mut(&mut self.0) {
            image.pixels.fill(Color32::TRANSPARENT);
            // The compiler may not leave out what nobody reads.
            std::hint::black_box(&image.pixels);
        }
    }
}

/// A private document on the graphics card.
#[derive(Clone)]
struct PrivateDocument {
    image: Private,
    texture: TextureHandle,
}

fn private_key() -> Id {
    Id::unique("private-document")
}

/// Draws a private document as [`document`] does; tells what it covers.
pub fn private_document(ui: &mut Ui, look: &Look, rect: Rect, image: &Private, name: &str) -> Rect {
    let known = ui.data(|data| data.get_temp::<PrivateDocument>(private_key()));
    let texture = match known.filter(|known| Arc::ptr_eq(&known.image.0, &image.0)) {
        Some(known) => known.texture,
        None if image.0.width().max(image.0.height()) > TEXTURE_SIDE_MAX => {
            tracing::error!(size = ?image.0.size, "a private document is too large to be drawn");
            return rect;
        }
        None => {
            let options = TextureOptions::LINEAR.with_mipmap_mode(Some(egui::TextureFilter::Linear));
            let texture = ui.ctx().load_texture("private-document", Arc::clone(&image.0), options);
            let document = PrivateDocument { image: image.clone(), texture: texture.clone() };
            ui.data_mut(|data| data.insert_temp(private_key(), document));
            texture
        }
    };
    let at = show(ui, rect, &texture, name);
    ui.painter().rect_stroke(at, 0, Stroke::new(2.0, look.palette().line), StrokeKind::Outside);
    at
}
