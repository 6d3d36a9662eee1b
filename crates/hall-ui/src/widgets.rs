//! Widgets: what the screens are made of. Each takes its rectangle, so that a screen is laid out in one place.
//!
//! What is touched is at least `shape.touch_min` high, focusable, has an accessible name and shows that it is pressed.
//! Nothing is told by colour alone: every state has words or an icon as well.

mod bar;
mod button;
mod chip;
mod face;
mod header;
pub mod keyboard;
mod panel;
mod picture;
mod qr;
mod row;
mod text;
mod tile;

pub use bar::{BarTouch, BottomBar};
pub use button::{Button, Hold, Kind};
pub use chip::{Chip, Tone};
pub use face::Face;
pub use header::{Header, Stepper};
pub use keyboard::{CODE_CHARACTERS, KeyTouch, Keyboard, LETTERS, typed};
pub use panel::{Banner, card, scrim};
pub use picture::{Private, document, forget_document, private_document};
pub use qr::QrCode;
pub use row::{Lines, Mark, Row};
pub use text::{Ink, alike, fitted, height_of, paint, read_out, text, width_of};
pub use tile::Tile;

use egui::{Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::look::Look;

/// Width of the ring around what has the keyboard's focus.
const FOCUS_RING: f32 = 5.0;

/// Makes a rectangle touchable under an accessible name.
fn touchable(ui: &mut Ui, rect: Rect, name: &str, enabled: bool, selected: Option<bool>) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.allocate_rect(rect, sense);
    let enabled = enabled && ui.is_enabled();
    response.widget_info(|| match selected {
        Some(selected) => WidgetInfo::selected(Role::CheckBox, enabled, selected, name),
        None => WidgetInfo::labeled(Role::Button, enabled, name),
    });
    response
}

/// Draws the ring of the keyboard's focus.
fn focus_ring(ui: &Ui, look: &Look, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(FOCUS_RING, look.palette().accent);
        ui.painter().rect_stroke(rect.expand(FOCUS_RING), look.shape().corner, stroke, StrokeKind::Outside);
    }
}

/// Is it being pressed right now?
fn pressed(response: &Response) -> bool {
    response.enabled() && response.is_pointer_button_down_on()
}

#[cfg(test)]
mod tests;
