//! The hall's board: the latest number large, the others below it, waiting people per line beside them.

use egui::{Align, Rect, Stroke, StrokeKind, Ui, Vec2, pos2};
use hall_api::views::BoardLine;
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, grid};
use hall_ui::widgets::{Ink, card, text};

use super::parts::{Looks, Statement, Style, Words, bold_width, number, words};
use crate::state::{BoardCall, BoardPicture, Hall};

/// Width of the panel with the lines.
const LINES_WIDTH: f32 = 568.0;
/// Height of the card with the latest call.
const LATEST_HEIGHT: f32 = 348.0;
/// Height of a line's row, at least and at most.
const LINE_HEIGHT: (f32, f32) = (48.0, 92.0);
/// How the other calls are laid out: the first that holds them all.
const DENSITIES: [Density; 3] = [
    Density { columns: 2, height: 116.0, gap: 16.0, size: 1.2 },
    Density { columns: 3, height: 88.0, gap: 16.0, size: 0.86 },
    Density { columns: 4, height: 56.0, gap: 8.0, size: 0.56 },
];

/// A grid of calls.
#[derive(Clone, Copy)]
struct Density {
    columns: usize,
    height: f32,
    gap: f32,
    /// Size of the type as a share of a heading's.
    size: f32,
}

pub(super) fn draw(ui: &mut Ui, looks: &Looks, canvas: Rect, picture: &BoardPicture) {
    let (space, sizes) = (looks.zh.space(), looks.zh.sizes());
    let mut room = canvas;
    let head = room.cut_top(sizes.title * 2.9, 0.0);
    header(ui, looks, head, picture);
    let mut room = room.shrink2(Vec2::new(space.edge, space.between));
    match &picture.hall {
        Hall::Message(message) => Statement::of(message, looks).show(ui, looks, room, 2.0),
        Hall::Live { calls, lines } => {
            if !lines.is_empty() {
                let right = room.cut_right(LINES_WIDTH, space.between);
                waiting(ui, looks, right, lines);
            }
            numbers(ui, looks, room, calls);
        }
    }
}

fn header(ui: &mut Ui, looks: &Looks, rect: Rect, picture: &BoardPicture) {
    let (palette, sizes, space) = (looks.zh.palette(), looks.zh.sizes(), looks.zh.space());
    ui.painter().rect_filled(rect, 0, palette.card);
    ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 4.0), 0, palette.brand);
    let mut inner = rect.shrink2(Vec2::new(space.edge, 0.0));
    if let Some(clock) = &picture.clock {
        let at = inner.cut_right(bold_width(ui, clock, sizes.heading), space.edge);
        number(ui, at, clock, sizes.heading, palette.ink, Align::Max);
    }
    let school = looks.zh.school();
    let name = match &picture.site {
        Some(site) => Words::from(site),
        None => Words { zh: school.hall.zh.clone(), en: school.hall.en.clone() },
    };
    let style = Style {
        sizes: (sizes.title, sizes.body),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Min,
    };
    words(ui, inner, &name, style);
}

fn numbers(ui: &mut Ui, looks: &Looks, rect: Rect, calls: &[BoardCall]) {
    let space = looks.zh.space();
    let mut room = rect;
    let (latest, others) = match calls.split_first() {
        Some((latest, others)) if !latest.serving => (Some(latest), others),
        _ => (None, calls),
    };
    let upper = room.cut_top(LATEST_HEIGHT, space.card);
    let inside = card(ui, &looks.zh, upper);
    if let Some(call) = latest {
        latest_call(ui, looks, inside, call);
    } else {
        let title = looks.t("display.board.no_calls");
        let colour = looks.zh.palette().ink;
        Statement { title, detail: None, colour, icon: None, note: None }.show(ui, looks, inside, 1.4);
    }
    let places = |density: Density| grid(room, density.columns, density.height, density.gap);
    let density = DENSITIES.into_iter().find(|density| places(*density).len() >= others.len());
    let density = density.unwrap_or(DENSITIES[DENSITIES.len() - 1]);
    for (cell, call) in places(density).into_iter().zip(others) {
        small_call(ui, looks, cell, call, looks.zh.sizes().heading * density.size);
    }
}

fn latest_call(ui: &mut Ui, looks: &Looks, rect: Rect, call: &BoardCall) {
    let (palette, sizes, space) = (looks.zh.palette(), looks.zh.sizes(), looks.zh.space());
    let size = sizes.number;
    let style = Style {
        sizes: (sizes.title, sizes.button),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Min,
    };
    let mut room = rect.shrink2(Vec2::new(space.grid, 0.0));
    let digits = room.cut_left(bold_width(ui, &call.number, size).min(room.width() * 0.6), space.between);
    number(ui, digits, &call.number, size, palette.called.gamma_multiply(call.alpha), Align::Min);
    let arrow = room.cut_left(size * 0.5, space.between);
    Icon::Forward.paint(ui.painter(), arrow, palette.called);
    let window = room.cut_left(bold_width(ui, &call.window, size).min(room.width() * 0.6), space.card);
    number(ui, window, &call.window, size, palette.ink, Align::Min);
    words(ui, room, &looks.t("display.window"), style);
}

fn small_call(ui: &mut Ui, looks: &Looks, rect: Rect, call: &BoardCall, size: f32) {
    let palette = looks.zh.palette();
    let stroke = Stroke::new(2.0, palette.line);
    ui.painter().rect(rect, looks.zh.shape().corner, palette.card, stroke, StrokeKind::Inside);
    let (number_ink, window_ink) = if call.serving {
        (palette.ink_soft, palette.ink_soft)
    } else {
        (palette.called.gamma_multiply(call.alpha), palette.ink)
    };
    let mut room = rect.shrink2(Vec2::new(size * 0.35, 0.0));
    // Columns that line up: room for a letter and four digits, an arrow, three digits.
    let digits = room.cut_left(size * 2.75, size * 0.1);
    number(ui, digits, &call.number, size, number_ink, Align::Min);
    let arrow = room.cut_left(size * 0.5, size * 0.25);
    Icon::Forward.paint(ui.painter(), arrow, number_ink);
    let window = room.cut_left(bold_width(ui, &call.window, size).min(room.width()), size * 0.12);
    number(ui, window, &call.window, size, window_ink, Align::Min);
    let unit = size * 0.36;
    if room.width() > unit * 3.2 {
        let below = Rect::from_min_max(pos2(room.left(), room.center().y - size * 0.05), room.max);
        let word = looks.t("display.window");
        text(ui, below, &word.zh, Ink::new(unit, palette.ink_soft).align(egui::Align2::LEFT_TOP).rows(1));
    }
}

fn waiting(ui: &mut Ui, looks: &Looks, rect: Rect, lines: &[BoardLine]) {
    let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
    let mut room = card(ui, &looks.zh, rect);
    let style = Style {
        sizes: (sizes.button, sizes.small),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Min,
    };
    words(ui, room.cut_top(style.height(), looks.zh.space().grid), &looks.t("display.board.waiting"), style);
    let rows_max = (room.height() / LINE_HEIGHT.0).floor().max(1.0) as usize;
    let (shown, hidden) =
        if lines.len() > rows_max { lines.split_at(rows_max - 1) } else { (lines, &[][..]) };
    let rows = shown.len() + usize::from(!hidden.is_empty());
    let height = (room.height() / rows.max(1) as f32).clamp(LINE_HEIGHT.0, LINE_HEIGHT.1);
    for line in shown {
        let row = room.cut_top(height, 0.0);
        line_row(ui, looks, row, &line.prefix.to_string(), &Words::from(&line.name), line.waiting);
    }
    if !hidden.is_empty() {
        let row = room.cut_top(height, 0.0);
        let people = hidden.iter().map(|line| line.waiting).sum();
        line_row(ui, looks, row, "…", &looks.t("display.board.others"), people);
    }
}

fn line_row(ui: &mut Ui, looks: &Looks, rect: Rect, prefix: &str, name: &Words, people: usize) {
    let (palette, sizes, space) = (looks.zh.palette(), looks.zh.sizes(), looks.zh.space());
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, palette.line));
    let scale = (rect.height() / LINE_HEIGHT.1).clamp(0.75, 1.0);
    let size = (sizes.title * scale).round();
    let mut room = rect;
    let letter = room.cut_left(size * 1.1, space.card * 0.75);
    let ground = Rect::from_center_size(letter.center(), Vec2::splat(size * 1.1));
    ui.painter().rect_filled(ground, looks.zh.shape().corner / 2, palette.brand_tint);
    number(ui, ground, prefix, (size * 0.75).round(), palette.brand_strong, Align::Center);
    let count = people.to_string();
    let at = room.cut_right(size * 1.9, space.card * 0.5);
    let colour = if people == 0 { palette.ink_soft } else { palette.ink };
    number(ui, at, &count, size, colour, Align::Max);
    let style = Style {
        sizes: ((sizes.body * scale).round(), (sizes.small * 0.85 * scale).round()),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Min,
    };
    words(ui, room, name, style);
}
