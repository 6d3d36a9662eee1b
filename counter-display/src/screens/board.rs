//! The hall's board: the latest number large, the others below it; waiting people per line; results that can be collected;
//! announcements in a quiet strip. Lying and upright.

mod calls;
mod notices;
mod ready;
mod waiting;

use egui::{Align, Align2, Rect, Ui, Vec2};
use hall_ui::canvas::{Design, portrait};
use hall_ui::layout::Cut;
use hall_ui::widgets::{Ink, text};

use super::parts::{Looks, Statement, Style, Words, bold_width, number, words};
use crate::state::{BoardPicture, Hall, LiveHall, Turn};

/// What a board is laid out for.
pub const DESIGNS: [Design; 2] = [Design::LANDSCAPE, Design::PORTRAIT];

/// Width of the panels beside the numbers of a lying board.
const SIDE_WIDTH: f32 = 568.0;
/// Share of their height for results, beside lines.
const SIDE_READY_SHARE: f32 = 0.42;
/// Share of the height of an upright board that its calls may take to be large.
const UPRIGHT_CALLS_SHARE: f32 = 0.6;
/// Share of the height of an upright board that its lines take at most.
const UPRIGHT_LINES_SHARE: f32 = 0.34;
/// Share of the height that its panels have at least, however many numbers are called.
const UPRIGHT_SHARE_MIN: f32 = 0.3;
/// Share of that for results, beside lines.
const UPRIGHT_READY_SHARE: f32 = 0.4;

pub(super) fn draw(ui: &mut Ui, looks: &Looks, canvas: Rect, picture: &BoardPicture) {
    let (space, sizes) = (looks.zh.space(), looks.zh.sizes());
    let mut room = canvas;
    let head = room.cut_top(sizes.title * 2.9, 0.0);
    header(ui, looks, head, picture);
    let mut room = room.shrink2(Vec2::new(space.edge, space.between));
    match &picture.hall {
        Hall::Message(message) => {
            let scale = if portrait(canvas) { 1.4 } else { 2.0 };
            Statement::of(message, looks).show(ui, looks, room, scale);
        }
        Hall::Live(hall) => {
            if let Some(height) = notices::height(ui, looks, room.width(), hall) {
                let strip = room.cut_bottom(height, space.card);
                notices::draw(ui, looks, strip, hall);
            }
            if portrait(canvas) { upright(ui, looks, room, hall) } else { lying(ui, looks, room, hall) }
        }
    }
}

fn lying(ui: &mut Ui, looks: &Looks, rect: Rect, hall: &LiveHall) {
    let space = looks.zh.space();
    let mut room = rect;
    if !hall.lines.is_empty() || !hall.ready.is_empty() {
        let mut side = room.cut_right(SIDE_WIDTH, space.between);
        if !hall.ready.is_empty() {
            let most = side.height() * if hall.lines.is_empty() { 1.0 } else { SIDE_READY_SHARE };
            let height = ready::height(looks, hall.ready.len(), ready::LYING).min(most);
            ready::draw(ui, looks, side.cut_bottom(height, space.card), hall, ready::LYING);
        }
        if !hall.lines.is_empty() {
            waiting::draw(ui, looks, side, hall, 1);
        }
    }
    calls::draw(ui, looks, room, hall);
}

fn upright(ui: &mut Ui, looks: &Looks, rect: Rect, hall: &LiveHall) {
    let gap = looks.zh.space().card;
    let most = rect.height() * UPRIGHT_CALLS_SHARE;
    let (mut room, calls_height) = (rect, calls::upright_height(looks, rect.width(), hall, most));
    let panels = (rect.height() - calls_height).max(rect.height() * UPRIGHT_SHARE_MIN);
    let mut results = 0.0;
    if !hall.ready.is_empty() {
        let share = if hall.lines.is_empty() { 1.0 } else { UPRIGHT_READY_SHARE };
        results = ready::height(looks, hall.ready.len(), ready::UPRIGHT).min(panels * share - gap);
    }
    if !hall.lines.is_empty() {
        let most = (panels - results - 2.0 * gap).min(rect.height() * UPRIGHT_LINES_SHARE);
        let height = waiting::height(looks, hall.lines.len(), 2).min(most);
        waiting::draw(ui, looks, room.cut_bottom(height, gap), hall, 2);
    }
    if !hall.ready.is_empty() {
        ready::draw(ui, looks, room.cut_bottom(results, gap), hall, ready::UPRIGHT);
    }
    calls::draw(ui, looks, room, hall);
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

/// The part of some things whose turn it is, and which of how many parts that is.
struct Part<'a, T> {
    shown: &'a [T],
    place: usize,
    count: usize,
}

/// Parts as even as possible, no larger than what fits; asks to be drawn again for the next one.
fn part<'a, T>(ui: &Ui, things: &'a [T], fitting: usize, turn: Turn) -> Part<'a, T> {
    let count = things.len().div_ceil(fitting.max(1)).max(1);
    let size = things.len().div_ceil(count).max(1);
    let place = (turn.count % count as u64) as usize;
    if count > 1 {
        ui.ctx().request_repaint_after(turn.left);
    }
    Part { shown: things.chunks(size).nth(place).unwrap_or_default(), place, count }
}

impl<T> Part<'_, T> {
    /// Says at the right edge which of several parts this is, such as `2/3`.
    fn say_place(&self, ui: &mut Ui, looks: &Looks, rect: Rect) {
        if self.count > 1 {
            let content = format!("{}/{}", self.place + 1, self.count);
            let ink = Ink::new(looks.zh.sizes().small, looks.zh.palette().ink_soft);
            text(ui, rect, &content, ink.align(Align2::RIGHT_CENTER).rows(1));
        }
    }
}

/// The words over a panel.
fn title_style(looks: &Looks) -> Style {
    let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
    Style {
        sizes: (sizes.button, sizes.small),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Min,
    }
}
