//! The screens: they draw a [`Picture`] and decide nothing. Chinese stands first and large, English beside or below it.

pub mod board;
pub mod pad;
mod parts;
pub mod window;

use egui::Ui;
use hall_ui::look::Look;

use self::parts::Looks;
use crate::state::Picture;

/// Draws a picture over the whole canvas.
pub fn draw(ui: &mut Ui, look: &Look, picture: &Picture) {
    let looks = Looks::new(look);
    let canvas = ui.max_rect();
    ui.painter().rect_filled(canvas, 0, look.palette().surface);
    match picture {
        Picture::Window(window) => window::draw(ui, &looks, canvas, window),
        Picture::Board(board) => board::draw(ui, &looks, canvas, board),
    }
}

#[cfg(test)]
mod tests;
