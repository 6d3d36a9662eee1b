//! Waiting people per line. Lines that do not fit at once take turns.

use egui::{Align, Rect, Stroke, Ui, Vec2};
use hall_api::views::BoardLine;
use hall_ui::layout::{Cut, columns};
use hall_ui::widgets::card;

use super::{part, title_style};
use crate::screens::parts::{Looks, Style, Words, number, words};
use crate::state::LiveHall;

/// Height of a line's row, at least and at most.
const ROW_HEIGHT: (f32, f32) = (48.0, 92.0);
/// And where the panel may be as high as it likes.
const ROW_WANTED: f32 = 60.0;

/// Height a panel would like.
pub(super) fn height(looks: &Looks, lines: usize, columns_count: usize) -> f32 {
    let space = looks.zh.space();
    let rows = lines.div_ceil(columns_count) as f32;
    title_style(looks).height() + space.grid + rows * ROW_WANTED + 2.0 * space.card
}

pub(super) fn draw(ui: &mut Ui, looks: &Looks, rect: Rect, hall: &LiveHall, columns_count: usize) {
    let mut room = card(ui, &looks.zh, rect);
    let style = title_style(looks);
    let title = room.cut_top(style.height(), looks.zh.space().grid);
    words(ui, title, &looks.t("display.board.waiting"), style);
    let rows_max = (room.height() / ROW_HEIGHT.0).floor().max(1.0) as usize;
    let part = part(ui, &hall.lines, rows_max * columns_count, hall.turn);
    part.say_place(ui, looks, title);
    let rows = part.shown.len().div_ceil(columns_count).max(1);
    let height = (room.height() / rows as f32).clamp(ROW_HEIGHT.0, ROW_HEIGHT.1);
    let gap = looks.zh.space().edge;
    for (mut column, lines) in columns(room, columns_count, gap).into_iter().zip(part.shown.chunks(rows)) {
        for line in lines {
            let row = column.cut_top(height, 0.0);
            line_row(ui, looks, row, line);
        }
    }
}

fn line_row(ui: &mut Ui, looks: &Looks, rect: Rect, line: &BoardLine) {
    let (palette, sizes, space) = (looks.zh.palette(), looks.zh.sizes(), looks.zh.space());
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, palette.line));
    let scale = (rect.height() / ROW_HEIGHT.1).clamp(0.75, 1.0);
    let size = (sizes.title * scale).round();
    let mut room = rect;
    let letter = room.cut_left(size * 1.1, space.card * 0.75);
    let ground = Rect::from_center_size(letter.center(), Vec2::splat(size * 1.1));
    ui.painter().rect_filled(ground, looks.zh.shape().corner / 2, palette.brand_tint);
    let prefix = line.prefix.to_string();
    number(ui, ground, &prefix, (size * 0.75).round(), palette.brand_strong, Align::Center);
    let count = line.waiting.to_string();
    let at = room.cut_right(size * 1.9, space.card * 0.5);
    let colour = if line.waiting == 0 { palette.ink_soft } else { palette.ink };
    number(ui, at, &count, size, colour, Align::Max);
    let style = Style {
        sizes: ((sizes.body * scale).round(), (sizes.small * 0.85 * scale).round()),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Min,
    };
    words(ui, room, &Words::from(&line.name), style);
}
