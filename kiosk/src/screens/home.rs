//! The first screen.

use hall_ui::egui::{Align2, Rect, Ui, Vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::Cut;
use hall_ui::look::Look;
use hall_ui::widgets::{Ink, Tile, card, fitted, text, width_of};

use super::parts;
use crate::state::Touch;
use crate::view::{HomeView, LineView, StopView};

/// Share of a row that the name of a line has.
const NAME_SHARE: f32 = 0.5;

pub(super) fn draw(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &HomeView,
    touches: &mut Vec<Touch>,
) {
    let (sizes, space) = (look.sizes(), look.space());
    let shows_lines = !view.lines.is_empty();
    let mut lines = body;
    if shows_lines && !upright {
        let left = body.cut_left(body.width() * 0.52, space.between);
        (lines, body) = (body, left);
    }
    let welcome = body.cut_top(sizes.heading * 1.5, space.between);
    let ink = Ink::new(sizes.heading, look.palette().ink).bold().align(Align2::LEFT_CENTER).rows(1);
    fitted(ui, welcome, look.t("kiosk.home.welcome"), ink);
    parts::note(ui, look, &mut body, view.note.as_ref());
    let mut main = body;
    if shows_lines && upright {
        main = body.cut_bottom((body.height() * 0.36).max(360.0), space.between);
        lines = body;
    }
    if let Some(stop) = &view.stop {
        draw_stop(ui, look, main, stop);
    } else {
        let (title, hint) = (look.t("kiosk.home.take_number"), look.t("kiosk.home.take_number_hint"));
        if Tile::new(title, hint).icon(Icon::Ticket).filled().show(ui, look, main) {
            touches.push(Touch::Begin);
        }
    }
    if shows_lines {
        draw_lines(ui, look, lines, &view.lines);
    }
}

/// Why nothing can be done, large and calm.
fn draw_stop(ui: &mut Ui, look: &Look, rect: Rect, stop: &StopView) {
    let (fill, colour) = stop.tone.colours(look);
    let mut inner = card(ui, look, rect).shrink(look.space().card);
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let side = sizes.heading * 2.0;
    let opens_height = if stop.opens.is_some() { sizes.button * 1.6 + space.card } else { 0.0 };
    let height = side + sizes.heading * 1.5 + sizes.button * 3.2 + opens_height + space.between;
    inner.cut_top(((inner.height() - height) / 2.0).max(0.0), 0.0);
    let sign = inner.cut_top(side, space.card);
    ui.painter().circle_filled(sign.center(), side / 2.0, fill);
    stop.icon.paint(ui.painter(), Rect::from_center_size(sign.center(), Vec2::splat(side * 0.55)), colour);
    let title = inner.cut_top(sizes.heading * 1.5, space.grid);
    fitted(ui, title, &stop.title, Ink::new(sizes.heading, p.ink).bold().centered().rows(1));
    if let Some(opens) = &stop.opens {
        let at = inner.cut_top(sizes.button * 1.6, space.grid);
        fitted(ui, at, opens, Ink::new(sizes.button, colour).bold().centered().rows(1));
    }
    let detail = inner.cut_top(sizes.button * 3.2, 0.0);
    fitted(ui, detail, &stop.detail, Ink::new(sizes.button, p.ink_soft).align(Align2::CENTER_TOP).rows(2));
}

fn draw_lines(ui: &mut Ui, look: &Look, rect: Rect, lines: &[LineView]) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    let title = inner.cut_top(sizes.button * 1.6, space.grid);
    fitted(
        ui,
        title,
        look.t("kiosk.home.now"),
        Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1),
    );
    let least = sizes.body * 1.5;
    let fit = ((inner.height() / least).floor() as usize).min(lines.len());
    if fit == 0 {
        return;
    }
    let height = (inner.height() / fit as f32).min(least * 1.5);
    let row_width = inner.width();
    let room = row_width * NAME_SHARE - sizes.body * 1.35 - space.card;
    let fits = |size: f32| lines.iter().all(|line| width_of(ui, &line.name, Ink::new(size, p.ink)) <= room);
    let size = if fits(sizes.body) { sizes.body } else { sizes.small };
    let name = Ink::new(size, p.ink).align(Align2::LEFT_CENTER).rows(1);
    for line in &lines[..fit] {
        let row = inner.cut_top(height, 0.0);
        draw_line(ui, look, row, line, name);
    }
}

fn draw_line(ui: &mut Ui, look: &Look, mut row: Rect, line: &LineView, name: Ink) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    ui.painter().hline(row.x_range(), row.top(), (1.0, p.line));
    let mut facts = row.cut_right(row.width() * (1.0 - NAME_SHARE), 0.0);
    let side = sizes.body * 1.35;
    let disc = row.cut_left(side, space.card);
    let badge = Rect::from_center_size(disc.center(), Vec2::splat(side));
    ui.painter().rect_filled(badge, 8, p.brand_tint);
    text(ui, badge, &line.prefix.to_string(), Ink::new(sizes.body, p.brand_strong).bold().centered().rows(1));
    text(ui, row, &line.name, name);
    let colour = if line.sells { p.ink_soft } else { p.warning_strong };
    let state = Ink::new(sizes.body, colour).align(Align2::RIGHT_CENTER).rows(1);
    if line.waiting.is_empty() {
        fitted(ui, facts, &line.state, state);
        return;
    }
    let at = facts.cut_right(facts.width() * 0.56, space.grid);
    fitted(ui, at, &line.state, state);
    fitted(ui, facts, &line.waiting, Ink::new(sizes.body, p.ink).bold().align(Align2::RIGHT_CENTER).rows(1));
}
