//! Results that can be collected: the code their owner knows, and the window if it is a certain one.

use egui::{Align, Rect, Ui, Vec2};
use hall_api::views::BoardReady;
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, grid};
use hall_ui::widgets::card;

use super::{part, title_style};
use crate::screens::parts::{Looks, bold_width, number, words};
use crate::state::LiveHall;

/// Columns of a lying and of an upright board.
pub(super) const LYING: usize = 2;
pub(super) const UPRIGHT: usize = 3;
/// Height of a row.
const ROW_HEIGHT: f32 = 60.0;

/// Height a panel would like.
pub(super) fn height(looks: &Looks, results: usize, columns_count: usize) -> f32 {
    let space = looks.zh.space();
    let rows = results.div_ceil(columns_count) as f32;
    title_style(looks).height() + space.grid + rows * (ROW_HEIGHT + space.grid) - space.grid
        + 2.0 * space.card
}

pub(super) fn draw(ui: &mut Ui, looks: &Looks, rect: Rect, hall: &LiveHall, columns_count: usize) {
    let space = looks.zh.space();
    let mut room = card(ui, &looks.zh, rect);
    let style = title_style(looks);
    let title = room.cut_top(style.height(), space.grid);
    words(ui, title, &looks.t("display.board.ready"), style);
    let cells = grid(room, columns_count, ROW_HEIGHT.min(room.height()), space.grid);
    let part = part(ui, &hall.ready, cells.len(), hall.turn);
    part.say_place(ui, looks, title);
    for (cell, ready) in cells.into_iter().zip(part.shown) {
        result(ui, looks, cell, ready);
    }
}

fn result(ui: &mut Ui, looks: &Looks, rect: Rect, ready: &BoardReady) {
    let (palette, sizes, space) = (looks.zh.palette(), looks.zh.sizes(), looks.zh.space());
    ui.painter().rect_filled(rect, looks.zh.shape().corner / 2, palette.ok_tint);
    let size = sizes.button;
    let mut room = rect.shrink2(Vec2::new(space.card * 0.5, 0.0));
    if let Some(window) = ready.window {
        let window = window.to_string();
        let at = room.cut_right(bold_width(ui, &window, size), space.grid * 0.5);
        number(ui, at, &window, size, palette.ink, Align::Max);
        let arrow = room.cut_right(size * 0.6, space.grid * 0.5);
        Icon::Forward.paint(ui.painter(), arrow, palette.ok_strong);
    }
    number(ui, room, &ready.code, size, palette.ok_strong, Align::Min);
}
