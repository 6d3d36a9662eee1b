//! Every number called: the latest large, then the others called, then those being served.

use egui::{Align, Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2, pos2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, grid};
use hall_ui::widgets::{Ink, card, read_out, text};

use super::part;
use crate::screens::parts::{Looks, Statement, Style, bold_width, number, words};
use crate::state::{BoardCall, Direction, LiveHall};

/// Height of the card with the latest call, beside and above its window.
const BESIDE_HEIGHT: f32 = 348.0;
const ABOVE_HEIGHT: f32 = 520.0;
/// And when many numbers are called.
const LOW_SHARE: f32 = 0.72;
/// A room wider than this has the window beside the number.
const BESIDE_WIDTH_MIN: f32 = 1100.0;
/// How the other calls are laid out: the first that holds them all.
const DENSITIES: [Density; 4] = [
    Density { columns: 2, height: 116.0, gap: 16.0, size: 86.0 },
    Density { columns: 3, height: 88.0, gap: 16.0, size: 62.0 },
    Density { columns: 4, height: 56.0, gap: 8.0, size: 40.0 },
    Density { columns: 5, height: 52.0, gap: 8.0, size: 34.0 },
];
/// In smaller type the word for a window would not be readable.
const UNIT_SIZE_MIN: f32 = 60.0;
/// Width of a small call as a multiple of its type, without and with an arrow.
const SMALL_WIDTH: (f32, f32) = (6.4, 6.9);

/// A grid of calls.
#[derive(Clone, Copy)]
struct Density {
    columns: usize,
    height: f32,
    gap: f32,
    /// Size of the type.
    size: f32,
}

/// Height of an upright board's calls: as large as they can be below a height, and in any case so that every number is shown.
pub(super) fn upright_height(looks: &Looks, width: f32, hall: &LiveHall, most: f32) -> f32 {
    let signs = hall.calls.iter().any(|call| call.direction.is_some());
    let room = Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(width, 0.0));
    let height = |upper: f32, density: Density| {
        let density = density.fitted(room, signs);
        let rows = hall.calls.len().saturating_sub(1).div_ceil(density.columns) as f32;
        upper + looks.zh.space().card + rows * (density.height + density.gap)
    };
    let heights = DENSITIES.into_iter().map(|density| height(ABOVE_HEIGHT, density));
    let least = height(ABOVE_HEIGHT * LOW_SHARE, DENSITIES[DENSITIES.len() - 1]);
    heights.into_iter().find(|height| *height <= most).unwrap_or(least)
}

pub(super) fn draw(ui: &mut Ui, looks: &Looks, rect: Rect, hall: &LiveHall) {
    let space = looks.zh.space();
    let (latest, others) = match hall.calls.split_first() {
        Some((latest, others)) if !latest.serving => (Some(latest), others),
        _ => (None, hall.calls.as_slice()),
    };
    let signs = hall.calls.iter().any(|call| call.direction.is_some());
    let is_beside = rect.width() > BESIDE_WIDTH_MIN;
    let whole = if is_beside { BESIDE_HEIGHT } else { ABOVE_HEIGHT };
    // The first arrangement that holds them all; a low card for the latest call only if nothing else helps.
    let arrangements = [whole, whole * LOW_SHARE].into_iter().flat_map(|height| {
        let mut below = rect;
        let upper = below.cut_top(height, space.card);
        DENSITIES.into_iter().map(move |density| (upper, density.fitted(below, signs), below))
    });
    let arrangements: Vec<_> = arrangements.collect();
    let holds = |(_, density, below): &&(Rect, Density, Rect)| density.places(*below).len() >= others.len();
    let (upper, density, below) =
        arrangements.iter().find(holds).copied().unwrap_or(arrangements[arrangements.len() - 1]);
    let inside = card(ui, &looks.zh, upper);
    match latest {
        Some(call) if is_beside => beside(ui, looks, inside, call),
        Some(call) => above(ui, looks, inside, call),
        None => {
            let title = looks.t("display.board.no_calls");
            let colour = looks.zh.palette().ink;
            let quiet = Statement { title, detail: None, colour, icon: None, note: None };
            quiet.show(ui, looks, inside, if is_beside { 1.4 } else { 1.0 });
        }
    }
    let places = density.places(below);
    let part = part(ui, others, places.len(), hall.turn);
    for (cell, call) in places.into_iter().zip(part.shown) {
        small(ui, looks, cell, call, density.size);
    }
}

impl Density {
    /// Fewer columns and smaller type where the room is narrow.
    fn fitted(self, room: Rect, signs: bool) -> Self {
        let width = if signs { SMALL_WIDTH.1 } else { SMALL_WIDTH.0 };
        let columns = ((room.width() + self.gap) / (self.size * width + self.gap)) as usize;
        Self { columns: columns.clamp(1, self.columns), ..self }
    }

    fn places(self, room: Rect) -> Vec<Rect> {
        grid(room, self.columns, self.height, self.gap)
    }
}

fn window_style(looks: &Looks, align: Align) -> Style {
    let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
    Style { sizes: (sizes.title, sizes.button), colour: palette.ink, soft: palette.ink_soft, align }
}

/// The latest call, its window beside it.
fn beside(ui: &mut Ui, looks: &Looks, rect: Rect, call: &BoardCall) {
    let (palette, space) = (looks.zh.palette(), looks.zh.space());
    let size = looks.zh.sizes().number.min(rect.height() * 0.75).round();
    let mut room = rect.shrink2(Vec2::new(space.grid, 0.0));
    if let Some(direction) = call.direction {
        let sign = room.cut_right(size * 0.75, space.card);
        large_sign(ui, looks, sign, direction);
    }
    let word = looks.t("display.window");
    let word_width = bold_width(ui, &word.zh, looks.zh.sizes().title) + 2.0;
    let unit = size * 0.4 + 2.0 * space.card + word_width;
    let window_width = bold_width(ui, &call.window, size).min((room.width() - unit) * 0.45);
    let digits_width = bold_width(ui, &call.number, size).min(room.width() - unit - window_width);
    let digits = room.cut_left(digits_width, space.card);
    number(ui, digits, &call.number, size, palette.called.gamma_multiply(call.alpha), Align::Min);
    let arrow = room.cut_left(size * 0.4, space.card);
    Icon::Forward.paint(ui.painter(), arrow, palette.called);
    let window = room.cut_left(window_width, space.card);
    number(ui, window, &call.window, size, palette.ink, Align::Min);
    words(ui, room, &word, window_style(looks, Align::Min));
}

/// The latest call, its window below it.
fn above(ui: &mut Ui, looks: &Looks, rect: Rect, call: &BoardCall) {
    let (palette, space, sizes) = (looks.zh.palette(), looks.zh.space(), looks.zh.sizes());
    let mut room = rect.shrink2(Vec2::new(space.grid, 0.0));
    let upper = room.cut_top(room.height() * 0.56, 0.0);
    let size = (sizes.number * 1.3).min(upper.height()).round();
    number(ui, upper, &call.number, size, palette.called.gamma_multiply(call.alpha), Align::Center);
    let size = sizes.number.min(room.height() * 0.92).round();
    let sign = call.direction.map(|direction| (direction, size * 0.75));
    let word = looks.t("display.window");
    let word_width = bold_width(ui, &word.zh, sizes.title) + 2.0;
    let window_width = bold_width(ui, &call.window, size);
    let whole = size * 0.4 + space.card + window_width + space.card + word_width;
    let whole = whole + sign.map_or(0.0, |(_, width)| width + space.between);
    let mut room = hall_ui::layout::centered(room, whole, room.height());
    let arrow = room.cut_left(size * 0.4, space.card);
    Icon::Forward.paint(ui.painter(), arrow, palette.called);
    let window = room.cut_left(window_width, space.card);
    number(ui, window, &call.window, size, palette.ink, Align::Min);
    let unit = room.cut_left(word_width, space.between);
    words(ui, unit, &word, window_style(looks, Align::Min));
    if let Some((direction, width)) = sign {
        let at = room.cut_left(width, 0.0);
        large_sign(ui, looks, at, direction);
    }
}

/// Where to go, in words.
fn direction_key(direction: Direction) -> &'static str {
    match direction {
        Direction::Left => "display.board.left",
        Direction::Ahead => "display.board.ahead",
        Direction::Right => "display.board.right",
    }
}

fn paint_arrow(ui: &Ui, rect: Rect, direction: Direction, colour: Color32) {
    let icon = match direction {
        Direction::Left => Icon::ArrowLeft,
        Direction::Ahead => Icon::ArrowAhead,
        Direction::Right => Icon::ArrowRight,
    };
    icon.paint(ui.painter(), rect, colour);
}

/// An arrow on a ground, and the word for it.
fn large_sign(ui: &mut Ui, looks: &Looks, rect: Rect, direction: Direction) {
    let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
    let word = looks.t(direction_key(direction));
    let style = Style {
        sizes: (sizes.button, sizes.small),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Center,
    };
    let side = rect.width().min(rect.height() - style.height());
    let mut room = hall_ui::layout::centered(rect, rect.width(), side + style.height());
    let ground = room.cut_top(side, 0.0);
    let ground = Rect::from_center_size(ground.center(), Vec2::splat(side));
    ui.painter().rect_filled(ground, looks.zh.shape().corner, palette.brand_tint);
    paint_arrow(ui, ground.shrink(side * 0.14), direction, palette.ink);
    words(ui, room, &word, style);
}

fn small(ui: &mut Ui, looks: &Looks, rect: Rect, call: &BoardCall, size: f32) {
    let palette = looks.zh.palette();
    let stroke = Stroke::new(2.0, palette.line);
    ui.painter().rect(rect, looks.zh.shape().corner, palette.card, stroke, StrokeKind::Inside);
    let (number_ink, window_ink) = if call.serving {
        (palette.ink_soft, palette.ink_soft)
    } else {
        (palette.called.gamma_multiply(call.alpha), palette.ink)
    };
    let mut room = rect.shrink2(Vec2::new(size * 0.3, 0.0));
    if let Some(direction) = call.direction {
        let at = room.cut_right(size * 0.8, size * 0.1);
        paint_arrow(ui, at, direction, window_ink);
        read_out(ui, at, &looks.t(direction_key(direction)).zh);
    }
    // Columns that line up: room for a letter and four digits, an arrow, three digits.
    let digits = room.cut_left(size * 2.75, size * 0.1);
    number(ui, digits, &call.number, size, number_ink, Align::Min);
    let arrow = room.cut_left(size * 0.5, size * 0.2);
    Icon::Forward.paint(ui.painter(), arrow, number_ink);
    let window = room.cut_left(bold_width(ui, &call.window, size).min(room.width()), size * 0.12);
    number(ui, window, &call.window, size, window_ink, Align::Min);
    let unit = size * 0.36;
    if size > UNIT_SIZE_MIN && room.width() > unit * 3.2 {
        let below = Rect::from_min_max(pos2(room.left(), room.center().y - size * 0.05), room.max);
        let word = looks.t("display.window");
        text(ui, below, &word.zh, Ink::new(unit, palette.ink_soft).align(Align2::LEFT_TOP).rows(1));
    }
}
