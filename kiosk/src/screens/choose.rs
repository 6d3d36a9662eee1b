//! Choosing items, with the basket in sight; and what is done online.

use hall_ui::egui::{Align2, Rect, Ui, Vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered, columns, grid};
use hall_ui::look::Look;
use hall_ui::widgets::{
    Button, Ink, Lines, Mark, QrCode, Row, Tile, Tone, card, fitted, height_of, text, width_of,
};

use super::frame::{Frame, Shape};
use super::parts::{self, Notice, On, Pages};
use crate::state::{Place, Touch};
use crate::view::{BasketView, ChooseView, EntryView, ItemsView, ListView, OnlineView, RowView};

/// Width of the button beside a row, in sizes of its words.
pub(super) const DETAILS_WIDTH: f32 = 4.6;

pub(super) fn choose(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &ChooseView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut frame, 0);
    let (pages_at, search_at) = basket(ui, look, &mut frame, &view.basket, touches);
    tabs(ui, look, &mut frame, search_at, view, touches);
    match &view.list {
        ListView::Rows(rows) => list(ui, look, frame, pages_at, ("", rows, view.page), touches),
        ListView::Entries(entries) => entry_list(ui, look, frame, pages_at, (entries, view.page), touches),
    }
}

pub(super) fn items(ui: &mut Ui, look: &Look, mut frame: Frame, view: &ItemsView, touches: &mut Vec<Touch>) {
    parts::steps(ui, look, &mut frame, 0);
    let (pages_at, _) = basket(ui, look, &mut frame, &view.basket, touches);
    list(ui, look, frame, pages_at, (&view.title, &view.rows, view.page), touches);
}

/// The ways to look for items, and the search.
fn tabs(
    ui: &mut Ui,
    look: &Look,
    frame: &mut Frame,
    search_at: Option<Rect>,
    view: &ChooseView,
    touches: &mut Vec<Touch>,
) {
    let gap = look.shape().touch_gap;
    let height = look.touch_height();
    let search = On::other(look.t("kiosk.choose.search"), Icon::Search, Touch::Go(Place::Search));
    let mut row = frame.body.cut_top(height, gap);
    if frame.shape == Shape::Tall {
        // The search looks like the field it leads to.
        if field(ui, look, row, look.t("kiosk.choose.search"), look.t("kiosk.search.prompt")) {
            touches.push(search.touch);
        }
        row = frame.body.cut_top(height, gap);
    } else {
        let beside = (row.width() - gap * view.tabs.len() as f32) / (view.tabs.len() + 1) as f32;
        let at = search_at.unwrap_or_else(|| row.cut_right(beside, gap));
        search.show(ui, look, at, touches);
    }
    for (tab, at) in view.tabs.iter().zip(columns(row, view.tabs.len(), gap)) {
        if Button::new(&tab.title).icon(tab.icon).chosen(tab.selected).show(ui, look, at) {
            touches.push(tab.touch.clone());
        }
    }
}

/// A button that looks like a field to type in.
fn field(ui: &mut Ui, look: &Look, rect: Rect, name: &str, prompt: &str) -> bool {
    Button::new(prompt).named(name).icon(Icon::Search).quiet().show(ui, look, rect)
}

fn entry_list(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    pages_at: Option<Rect>,
    (entries, page): (&[EntryView], usize),
    touches: &mut Vec<Touch>,
) {
    let gap = look.shape().touch_gap;
    let across = match frame.body.width() {
        _ if look.large() => 1,
        width if width > 1100.0 => 3,
        _ => 2,
    };
    let width = (frame.body.width() - gap * (across - 1) as f32) / across as f32;
    let titles = entries.iter().map(|entry| (entry.title.as_str(), entry.icon.is_some()));
    let lines = Tile::lines_needed(ui, look, width, titles);
    let cells = |rect: Rect| grid(rect, across, Tile::height(look, lines), gap);
    let pages =
        Pages::cut(ui, look, &mut frame, pages_at, ("", entries.len(), page), |r| cells(r).len(), touches);
    let places = cells(frame.body);
    let shown = entries.iter().skip(pages.page * places.len().max(1));
    for (entry, at) in shown.zip(places) {
        let mut tile = Tile::new(&entry.title, &entry.hint).title_lines(lines);
        if let Some(icon) = entry.icon {
            tile = tile.icon(icon);
        }
        if tile.show(ui, look, at) {
            touches.push(Touch::Open(entry.shelf.clone()));
        }
    }
}

/// Rows of items with a button for everything about each.
pub(super) fn list(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    pages_at: Option<Rect>,
    (title, rows, page): (&str, &[RowView], usize),
    touches: &mut Vec<Touch>,
) {
    let gap = look.shape().touch_gap;
    let beside = look.sizes().button * DETAILS_WIDTH;
    let width = frame.body.width() - beside - gap;
    let lines = Row::lines_needed(ui, look, width, rows.iter().map(|row| item_row(row, Lines::ONE)));
    let cells = |rect: Rect| grid(rect, 1, Row::height(look, lines), gap);
    let pages =
        Pages::cut(ui, look, &mut frame, pages_at, (title, rows.len(), page), |r| cells(r).len(), touches);
    let places = cells(frame.body);
    for (row, mut at) in rows.iter().skip(pages.page * places.len().max(1)).zip(places) {
        if let Some((name, touch)) = &row.details {
            let button = at.cut_right(beside, gap);
            if Button::new(look.t("kiosk.choose.about")).named(name).show(ui, look, button) {
                touches.push(touch.clone());
            }
        }
        if item_row(row, lines).show(ui, look, at) {
            touches.push(row.touch.clone());
        }
    }
}

/// An item as a row.
pub(super) fn item_row(row: &RowView, lines: Lines) -> Row<'_> {
    Row {
        title: &row.title,
        hint: &row.hint,
        mark: row.ticked.map_or(Mark::Icon(Icon::Globe), Mark::Box),
        chip: row.chip.as_ref().map(|(words, tone, icon)| (words.as_str(), *tone, *icon)),
        enabled: row.enabled,
        lines,
    }
}

/// The step that leads on, with the count where the basket itself is not shown.
pub(super) fn next<'a>(look: &'a Look, words: &'a str, view: &BasketView) -> On<'a> {
    let enabled = !view.names.is_empty();
    let words = if enabled { words } else { look.t("kiosk.choose.next") };
    On { enabled, ..On::next(words, Touch::Next) }
}

/// The basket and the ways on and back: below on an upright screen, a column at the right on a lying one. Large mode says how
/// many on the button alone. Tells where the buttons that turn pages stand, if not below the list, and the search, if not
/// beside the other ways to look.
fn basket(
    ui: &mut Ui,
    look: &Look,
    frame: &mut Frame,
    view: &BasketView,
    touches: &mut Vec<Touch>,
) -> (Option<Rect>, Option<Rect>) {
    let (sizes, space) = (look.sizes(), look.space());
    let counted = look.count("kiosk.choose.next_n", view.names.len());
    let shown = !look.large();
    let words = if shown { look.t("kiosk.choose.next") } else { counted.as_str() };
    let on = vec![next(look, words, view)];
    match frame.shape {
        Shape::Tall => {
            parts::ways(ui, look, &mut frame.body, on, touches);
            if shown {
                let rows = if view.names.is_empty() { 0.0 } else { 2.0 };
                let height = sizes.button * 1.5 + sizes.body * 1.5 * rows + space.card * 2.0;
                let strip = frame.body.cut_bottom(height, space.between);
                basket_card(ui, look, strip, view, true);
            }
            (None, None)
        }
        Shape::Low => {
            parts::ways(ui, look, &mut frame.body, on, touches);
            if let Some(above) = frame.above {
                basket_card(ui, look, above, view, false);
            }
            (None, None)
        }
        Shape::Wide => {
            let mut column = frame.cut_column(look);
            parts::ways(ui, look, &mut column, on, touches);
            let pages = column.cut_bottom(look.touch_height(), space.between);
            if shown {
                basket_card(ui, look, column, view, false);
                return (Some(pages), None);
            }
            let has_room = column.height() >= look.touch_height();
            (Some(pages), has_room.then(|| column.cut_top(look.touch_height(), 0.0)))
        }
    }
}

fn basket_card(ui: &mut Ui, look: &Look, rect: Rect, view: &BasketView, joined: bool) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let words = Ink::new(sizes.body, p.ink_soft).rows(2);
    let mut panel = card(ui, look, rect);
    let mut title = panel.cut_top(sizes.button * 1.5, 0.0);
    if let Some(full) = &view.full {
        let at = title.cut_right(title.width() * 0.6, space.card);
        fitted(ui, at, full, Ink::new(sizes.small, p.warning_strong).align(Align2::RIGHT_CENTER).rows(1));
    }
    let side = sizes.button * 1.1;
    let sign = title.cut_left(side, space.grid * 2.0);
    Icon::Basket.paint(ui.painter(), sign, p.brand);
    fitted(ui, title, &view.title, Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1));
    if joined {
        if !view.names.is_empty() {
            text(ui, panel, &view.names.join(look.pick("、", ", ")), words);
        }
        return;
    }
    panel.cut_top(space.grid, 0.0);
    for name in &view.names {
        let height = height_of(ui, name, panel.width() - sizes.body * 1.4, words);
        // Its title says how many there are.
        if panel.height() < height {
            return;
        }
        let mut line = panel.cut_top(height, space.grid);
        let tick = line.cut_left(sizes.body, sizes.body * 0.4).with_max_y(line.top() + sizes.body * 1.45);
        Icon::Check.paint(ui.painter(), tick, p.ok);
        text(ui, line, name, words);
    }
}

pub(super) fn online(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &OnlineView,
    touches: &mut Vec<Touch>,
) {
    let mut on = Vec::new();
    if view.help {
        on.push(On::other(look.t("kiosk.online.help"), Icon::People, Touch::Help));
    }
    parts::ways(ui, look, &mut frame.body, on, touches);
    let room = frame.above.unwrap_or(frame.body);
    let mut inner = card(ui, look, room);
    let title = look.t("kiosk.online.title");
    let Some(address) = &view.address else {
        let notice = Notice { icon: Icon::Globe, tone: Tone::Plain, title, fact: None, detail: &view.detail };
        notice.show(ui, look, inner);
        return;
    };
    let code = if frame.shape == Shape::Tall {
        inner.cut_bottom(inner.height() * 0.58, look.space().between)
    } else {
        inner.cut_right(inner.width() * 0.44, look.space().edge)
    };
    let notice = Notice { icon: Icon::Globe, tone: Tone::Plain, title, fact: None, detail: &view.detail };
    notice.show(ui, look, inner);
    scan_me(ui, look, code, address, look.t("kiosk.online.scan"));
}

/// A code for the phone with its words below.
pub(super) fn scan_me(ui: &mut Ui, look: &Look, rect: Rect, address: &str, words: &str) {
    let (sizes, p) = (look.sizes(), look.palette());
    let side = rect.width().min(rect.height() - sizes.button * 1.8).min(560.0);
    let mut group = centered(rect, rect.width(), side + sizes.button * 1.8);
    let below = group.cut_bottom(sizes.button * 1.5, look.space().grid);
    QrCode { content: address, name: words }.show(ui, centered(group, side, side));
    let mut row = centered(below, below.width(), below.height());
    let ink = Ink::new(sizes.button, p.ink).bold().rows(1);
    let icon = sizes.button * 1.1;
    let width = width_of(ui, words, ink).min(row.width() - icon * 1.4);
    row = centered(row, width + icon * 1.4, row.height());
    let sign = row.cut_left(icon, icon * 0.4);
    Icon::Phone.paint(ui.painter(), Rect::from_center_size(sign.center(), Vec2::splat(icon)), p.brand);
    fitted(ui, row, words, ink.align(Align2::LEFT_CENTER));
}
