//! The first screen, and where to ask.

use hall_ui::egui::{Align2, Rect, Ui, Vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, columns};
use hall_ui::look::Look;
use hall_ui::widgets::{Ink, Kind, Tile, Tone, alike, card, fitted, text, width_of};

use super::frame::{Frame, Shape};
use super::parts::{self, Notice, On, Pages};
use crate::state::Touch;
use crate::view::{AskView, HomeView, LineView, StopView, TileView};

/// Least room for the name of a line, in sizes of its words, before the expected wait is left out.
const NAME_MIN: f32 = 9.0;
/// Share of a line's width that its state has at least, where nobody can be called.
const STATE_SHARE: f32 = 0.25;
/// Narrower than this, a small tile has room for its title only.
const HINT_FROM: f32 = 360.0;
/// Share of a lying screen's width that the waiting lines have.
const LINES_SHARE: f32 = 0.5;
/// Height of the largest tile of an upright screen, at most.
const MAIN_HEIGHT_MAX: f32 = 460.0;

pub(super) fn draw(ui: &mut Ui, look: &Look, mut frame: Frame, view: &HomeView, touches: &mut Vec<Touch>) {
    let space = look.space();
    let (main, others): (Vec<&TileView>, Vec<&TileView>) = view.tiles.iter().partition(|tile| tile.main);
    // Large mode leaves the waiting lines out, unless there is room beside what is touched.
    let shows_lines = !view.lines.is_empty() && (!look.large() || frame.shape == Shape::Low);
    let mut lines = None;
    if let Some(above) = &mut frame.above {
        welcome(ui, look, above);
        lines = shows_lines.then_some(*above);
    } else {
        if shows_lines && frame.shape == Shape::Wide {
            lines = Some(frame.body.cut_right(frame.body.width() * LINES_SHARE, space.between));
        }
        welcome(ui, look, &mut frame.body);
    }
    let mut body = frame.body;
    others_below(ui, look, &mut body, frame.shape, &others, touches);
    parts::note(ui, look, &mut body, view.note.as_ref());
    if shows_lines && frame.shape == Shape::Tall {
        let height = (body.height() * 0.42).min(MAIN_HEIGHT_MAX);
        let at = body.cut_bottom(height, space.between);
        lines = Some(body);
        body = at;
    }
    match (&view.stop, main.first()) {
        (Some(stop), Some(tile)) => {
            let above = frame.above.filter(|_| lines.is_none());
            draw_all_the_same(ui, look, (body, above, frame.shape), (stop, tile), touches);
        }
        (Some(stop), None) => draw_stop(ui, look, body, stop),
        (None, Some(tile)) => {
            if Tile::new(&tile.title, &tile.hint).icon(tile.icon).grand().show(ui, look, body) {
                touches.push(tile.touch.clone());
            }
        }
        (None, None) => {}
    }
    if let Some(at) = lines {
        draw_lines(ui, look, at, frame.shape, (&view.lines, view.page), touches);
    }
}

fn welcome(ui: &mut Ui, look: &Look, room: &mut Rect) {
    let size = look.sizes().heading;
    let at = room.cut_top(size * 1.5, look.space().card);
    let ink = Ink::new(size, look.palette().ink).bold().align(Align2::LEFT_CENTER).rows(1);
    fitted(ui, at, look.t("kiosk.home.welcome"), ink);
}

/// What else can be done, side by side or, in large mode on an upright screen, one below another; cuts them off the lower edge.
fn others_below(
    ui: &mut Ui,
    look: &Look,
    body: &mut Rect,
    shape: Shape,
    tiles: &[&TileView],
    touches: &mut Vec<Touch>,
) {
    let (space, gap) = (look.space(), look.shape().touch_gap);
    if tiles.is_empty() {
        return;
    }
    let across = match (look.large(), shape) {
        (true, Shape::Tall) => 1,
        // Height is dear where large words lie on a wide screen.
        (true, Shape::Wide) => tiles.len().min(3),
        _ => tiles.len().min(2),
    };
    let width = (body.width() - gap * (across - 1) as f32) / across as f32;
    let lines = Tile::lines_needed(ui, look, width, tiles.iter().map(|tile| (tile.title.as_str(), true)));
    let rows = tiles.len().div_ceil(across);
    let height = Tile::height(look, lines) + look.sizes().small * 1.4;
    let mut room = body.cut_bottom(rows as f32 * (height + gap) - gap, space.between);
    // What is left over is the first, and has a row of its own.
    let (first, others) = tiles.split_at(tiles.len() % across);
    for row in std::iter::once(first).filter(|row| !row.is_empty()).chain(others.chunks(across)) {
        let places = columns(room.cut_top(height, gap), row.len(), gap);
        for (tile, at) in row.iter().zip(places) {
            // Why something cannot be done is always said.
            let hint = if (width < HINT_FROM || across > 2) && !tile.stopped { "" } else { &tile.hint };
            let drawn = Tile::new(&tile.title, hint).icon(tile.icon).enabled(!tile.stopped);
            let drawn = drawn.title_lines(lines).hint_lines(2);
            if drawn.show(ui, look, at) {
                touches.push(tile.touch.clone());
            }
        }
    }
}

/// What can be done although no number can be taken is the largest thing; why none can may stand above.
fn draw_all_the_same(
    ui: &mut Ui,
    look: &Look,
    (mut body, above, shape): (Rect, Option<Rect>, Shape),
    (stop, tile): (&StopView, &TileView),
    touches: &mut Vec<Touch>,
) {
    let (sizes, space) = (look.sizes(), look.space());
    let is_dear = look.large() && shape == Shape::Wide;
    let hint = if is_dear { "" } else { &tile.hint };
    if let Some(above) = above {
        draw_stop(ui, look, above, stop);
    } else if is_dear {
        let at = body.cut_top(sizes.body * 1.6, space.grid);
        let words =
            stop.opens.as_ref().map_or(stop.title.clone(), |opens| format!("{} · {opens}", stop.title));
        let (_, colour) = stop.tone.colours(look);
        fitted(ui, at, &words, Ink::new(sizes.body, colour).bold().align(Align2::LEFT_CENTER).rows(1));
    } else if shape == Shape::Wide && body.width() > body.height() * 1.8 {
        let at = body.cut_left(body.width() * 0.44, space.between);
        draw_stop(ui, look, at, stop);
    } else {
        let height = (body.height() * if shape == Shape::Wide { 0.46 } else { 0.42 }).min(MAIN_HEIGHT_MAX);
        let at = body.cut_top(body.height() - height - space.between, space.between);
        draw_stop(ui, look, at, stop);
    }
    if Tile::new(&tile.title, hint).icon(tile.icon).grand().show(ui, look, body) {
        touches.push(tile.touch.clone());
    }
}

/// Why no number can be taken, large and calm.
fn draw_stop(ui: &mut Ui, look: &Look, rect: Rect, stop: &StopView) {
    let inner = card(ui, look, rect);
    let notice = Notice {
        icon: stop.icon,
        tone: stop.tone,
        title: &stop.title,
        fact: stop.opens.as_deref(),
        detail: &stop.detail,
    };
    notice.show(ui, look, inner);
}

fn draw_lines(
    ui: &mut Ui,
    look: &Look,
    rect: Rect,
    shape: Shape,
    (lines, page): (&[LineView], usize),
    touches: &mut Vec<Touch>,
) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    let title = inner.cut_top(sizes.button * 1.6, space.grid);
    let ink = Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1);
    fitted(ui, title, look.t("kiosk.home.now"), ink);
    let least = sizes.body * 1.6;
    let fits = |rect: Rect| ((rect.height() / least).floor() as usize).max(1);
    // Where nothing may be touched the pages stand side by side.
    let beside = if shape == Shape::Low { 2 } else { 1 };
    let mut shown = Pages { page: 0, count: 1 };
    if beside == 1 && fits(inner) < lines.len() {
        let at = inner.cut_bottom(look.touch_height(), space.card);
        let count = lines.len().div_ceil(fits(inner));
        shown = Pages { page: page.min(count - 1), count };
        shown.draw(ui, look, at, touches);
    }
    let a_page = fits(inner).min(lines.len().div_ceil(beside));
    let height = (inner.height() / a_page as f32).min(least * 1.5);
    let places = columns(inner, beside, space.between);
    let table = Table::measure(ui, look, places[0].width(), lines);
    let mut left = lines.iter().skip(shown.page * a_page);
    for mut place in places {
        for line in left.by_ref().take(a_page) {
            table.draw_line(ui, look, place.cut_top(height, 0.0), line);
        }
    }
}

/// The columns of the waiting lines, the same in every row.
struct Table {
    waiting: f32,
    /// None: there is no room for it.
    state: Option<f32>,
    name: Ink,
}

impl Table {
    fn measure(ui: &Ui, look: &Look, width: f32, lines: &[LineView]) -> Self {
        let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
        let ink = Ink::new(sizes.body, p.ink).bold();
        let soft = Ink::new(sizes.small, p.ink_soft);
        let widest = |words: fn(&LineView) -> &str, ink| {
            let open = lines.iter().filter(|line| !line.waiting.is_empty());
            open.map(|line| width_of(ui, words(line), ink)).fold(0.0, f32::max) + 2.0
        };
        let (waiting, state) = (widest(|line| &line.waiting, ink), widest(|line| &line.state, soft));
        let badge = sizes.body * 1.35 + space.card;
        let room = |facts: f32| width - badge - facts - space.card;
        let name = Ink::new(sizes.body, p.ink).align(Align2::LEFT_CENTER).rows(1);
        let names = || lines.iter().map(|line| line.name.as_str());
        let beside = room(waiting + space.card + state);
        let beside_state = alike(ui, beside, names(), name);
        let fit = names().all(|name| width_of(ui, name, beside_state) <= beside);
        let state = (fit && beside >= sizes.body * NAME_MIN).then_some(state);
        let name_room = room(waiting + state.map_or(0.0, |state| state + space.card));
        let name = alike(ui, name_room, names(), name);
        Self { waiting, state, name }
    }

    fn draw_line(&self, ui: &mut Ui, look: &Look, mut row: Rect, line: &LineView) {
        let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
        ui.painter().hline(row.x_range(), row.top(), (1.0, p.line));
        let side = sizes.body * 1.35;
        let disc = row.cut_left(side, space.card);
        let badge = Rect::from_center_size(disc.center(), Vec2::splat(side));
        ui.painter().rect_filled(badge, 8, p.brand_tint);
        let prefix = Ink::new(sizes.body, p.brand_strong).bold().centered().rows(1);
        text(ui, badge, &line.prefix.to_string(), prefix);
        let right = |ink: Ink| ink.align(Align2::RIGHT_CENTER).rows(1);
        if line.waiting.is_empty() {
            let colour = if line.sells { p.ink_soft } else { p.warning_strong };
            let ink = right(Ink::new(sizes.body, colour));
            let room = row.width() - width_of(ui, &line.name, self.name) - space.card - space.grid;
            let width = width_of(ui, &line.state, ink).min(room.max(row.width() * STATE_SHARE));
            let at = row.cut_right(width + 2.0, space.card);
            fitted(ui, at, &line.state, ink);
        } else {
            if let Some(width) = self.state {
                let at = row.cut_right(width, space.card);
                fitted(ui, at, &line.state, right(Ink::new(sizes.small, p.ink_soft)));
            }
            let at = row.cut_right(self.waiting, space.card);
            fitted(ui, at, &line.waiting, right(Ink::new(sizes.body, p.ink).bold()));
        }
        text(ui, row, &line.name, self.name);
    }
}

pub(super) fn ask(ui: &mut Ui, look: &Look, mut frame: Frame, view: &AskView, touches: &mut Vec<Touch>) {
    let mut on = Vec::new();
    if let Some(words) = &view.help {
        on.push(On { kind: Kind::Primary, ..On::other(words, Icon::Ticket, Touch::Help) });
    }
    parts::ways(ui, look, &mut frame.body, on, touches);
    let room = frame.above.unwrap_or(frame.body);
    let inner = card(ui, look, room);
    let fact = match (&view.place, &view.waiting) {
        (Some(place), Some(waiting)) => Some(format!("{place} · {waiting}")),
        (Some(fact), None) | (None, Some(fact)) => Some(fact.clone()),
        (None, None) => None,
    };
    let notice = Notice {
        icon: Icon::Question,
        tone: Tone::Plain,
        title: &view.title,
        fact: fact.as_deref(),
        detail: &view.detail,
    };
    notice.show(ui, look, inner);
}
