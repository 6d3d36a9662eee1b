//! Choosing departments and items, with the basket always in sight.

use hall_ui::egui::{Align2, Rect, Ui, Vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered, grid};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Ink, Kind, Mark, QrCode, Row, Tile, card, fitted, height_of, text};

use super::parts::{self, Pages, Ways};
use crate::state::Touch;
use crate::view::{BasketView, DepartmentsView, ItemsView, OnlineView};

pub(super) fn departments(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &DepartmentsView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut body, 0);
    basket(ui, look, &mut body, upright, &view.basket, touches);
    let gap = look.shape().touch_gap;
    let height = look.sizes().button * 1.5 + look.sizes().small * 1.5 + look.space().between;
    let across = if upright || look.large() { 2 } else { 3 };
    let cells = |rect: Rect| grid(rect, across, height, gap);
    let fits = |rect: Rect| cells(rect).len();
    let pages = Pages::cut(
        ui,
        look,
        &mut body,
        (look.t("kiosk.choose.departments"), view.entries.len(), view.page),
        fits,
        touches,
    );
    let places = cells(body);
    let width = places.first().map_or(0.0, Rect::width);
    let titles = view.entries.iter().map(|entry| entry.title.as_str());
    let wraps = Tile::need_wrap(ui, look, width, titles);
    let shown = view.entries.iter().skip(pages.page * places.len().max(1));
    for (entry, at) in shown.zip(places) {
        let mut tile = Tile::new(&entry.title, &entry.hint).wraps(wraps);
        if let Some(icon) = entry.icon {
            tile = tile.icon(icon);
        }
        if tile.show(ui, look, at) {
            touches.push(Touch::Open(entry.shelf.clone()));
        }
    }
}

pub(super) fn items(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &ItemsView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut body, 0);
    basket(ui, look, &mut body, upright, &view.basket, touches);
    let cells = |rect: Rect| grid(rect, 1, Row::height(look), look.shape().touch_gap);
    let fits = |rect: Rect| cells(rect).len();
    let pages = Pages::cut(ui, look, &mut body, (&view.title, view.rows.len(), view.page), fits, touches);
    let places = cells(body);
    for (row, at) in view.rows.iter().skip(pages.page * places.len().max(1)).zip(places) {
        let drawn = Row {
            title: &row.title,
            hint: &row.hint,
            mark: row.ticked.map_or(Mark::Icon(Icon::Globe), Mark::Box),
            chip: row.chip.as_ref().map(|(words, tone, icon)| (words.as_str(), *tone, *icon)),
            enabled: row.enabled,
        };
        if drawn.show(ui, look, at) {
            touches.push(row.touch.clone());
        }
    }
}

/// The basket and the ways on and back: a strip below on an upright screen, a column at the right on a lying one.
fn basket(
    ui: &mut Ui,
    look: &Look,
    body: &mut Rect,
    upright: bool,
    view: &BasketView,
    touches: &mut Vec<Touch>,
) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let next = look.t("kiosk.choose.next");
    let on = Some((next, Kind::Primary, Icon::Forward));
    let ways = Ways { on, enabled: !view.names.is_empty(), touch: Touch::Next };
    let words = Ink::new(sizes.body, p.ink_soft);
    let mut panel;
    if upright {
        parts::ways(ui, look, body, ways, touches);
        let rows = if view.names.is_empty() { 0.0 } else { 2.0 };
        let strip =
            body.cut_bottom(sizes.button * 1.5 + sizes.body * 1.5 * rows + space.card * 2.0, space.between);
        panel = card(ui, look, strip);
    } else {
        let mut column = body.cut_right(body.width() * if look.large() { 0.4 } else { 0.34 }, space.between);
        parts::ways(ui, look, &mut column, ways, touches);
        panel = card(ui, look, column);
    }
    let mut title = panel.cut_top(sizes.button * 1.5, 0.0);
    if let Some(full) = &view.full {
        let at = title.cut_right(title.width() * 0.6, space.card);
        fitted(ui, at, full, Ink::new(sizes.small, p.warning_strong).align(Align2::RIGHT_CENTER).rows(1));
    }
    fitted(ui, title, &view.title, Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1));
    if view.names.is_empty() {
        return;
    }
    if upright {
        text(ui, panel, &view.names.join(look.pick("、", ", ")), words.rows(2));
    } else {
        for name in &view.names {
            if panel.height() < sizes.body * 1.4 {
                return;
            }
            let height = height_of(ui, name, panel.width() - sizes.body * 1.4, words.rows(2));
            let mut line = panel.cut_top(height, space.grid);
            let tick = line.cut_left(sizes.body, sizes.body * 0.4).with_max_y(line.top() + sizes.body * 1.45);
            Icon::Check.paint(ui.painter(), tick, p.ok);
            text(ui, line, name, words.rows(2));
        }
    }
}

pub(super) fn online(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &OnlineView,
    touches: &mut Vec<Touch>,
) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    parts::steps(ui, look, &mut body, 0);
    let mut row = body.cut_bottom(look.touch_height() * 1.25, space.between);
    let back = row.cut_left(row.width() * 0.32, space.between);
    if Button::new(look.t("common.back")).icon(Icon::Back).show(ui, look, back) {
        touches.push(Touch::Back);
    }
    if view.help && Button::new(look.t("kiosk.online.help")).icon(Icon::People).show(ui, look, row) {
        touches.push(Touch::Help);
    }
    let mut inner = card(ui, look, body).shrink(space.card);
    let code = if upright {
        inner.cut_bottom(inner.height() * 0.6, space.between)
    } else {
        inner.cut_right(inner.width() * 0.42, space.edge)
    };
    let title = inner.cut_top(sizes.heading * 1.5, space.card);
    fitted(
        ui,
        title,
        look.t("kiosk.online.title"),
        Ink::new(sizes.heading, p.ink).bold().align(Align2::LEFT_CENTER).rows(1),
    );
    text(ui, inner, &view.detail, Ink::new(sizes.button, p.ink_soft));
    if let Some(address) = &view.address {
        let mut code = code;
        let below = code.cut_bottom(sizes.button * 1.5, space.grid);
        QrCode { content: address, name: look.t("kiosk.online.scan") }.show(ui, code);
        fitted(
            ui,
            below,
            look.t("kiosk.online.scan"),
            Ink::new(sizes.button, p.ink).bold().centered().rows(1),
        );
    } else {
        let sign = centered(code, sizes.number, sizes.number);
        ui.painter().circle_filled(sign.center(), sign.width() / 2.0, p.brand_tint);
        Icon::Globe.paint(
            ui.painter(),
            Rect::from_center_size(sign.center(), Vec2::splat(sign.width() * 0.55)),
            p.brand,
        );
    }
}
