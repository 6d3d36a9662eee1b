//! Waiting for the number, the number, and why there is none.

use hall_ui::egui::{Align2, Rect, Ui, Vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::widgets::{Banner, Button, Ink, Kind, QrCode, Tone, card, fitted, text};

use super::parts;
use crate::state::Touch;
use crate::view::{RefusedView, TakingView, TicketView};

pub(super) fn taking(ui: &mut Ui, look: &Look, mut body: Rect, view: &TakingView, touches: &mut Vec<Touch>) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    parts::steps(ui, look, &mut body, 2);
    if view.may_give_up {
        let at = body.cut_bottom(look.touch_height() * 1.25, space.between);
        if Button::new(look.t("kiosk.taking.give_up")).show(ui, look, centered(at, 520.0, at.height())) {
            touches.push(Touch::GiveUp);
        }
    }
    let mut middle = centered(body, body.width(), sizes.number + sizes.heading * 1.6 + sizes.button * 3.2);
    let sign = middle.cut_top(sizes.number, space.between);
    ui.painter().circle_filled(sign.center(), sizes.number / 2.0, p.brand_tint);
    Icon::Ticket.paint(
        ui.painter(),
        Rect::from_center_size(sign.center(), Vec2::splat(sizes.number * 0.55)),
        p.brand,
    );
    let title = middle.cut_top(sizes.heading * 1.5, 0.0);
    fitted(ui, title, &view.title, Ink::new(sizes.heading, p.ink).bold().centered().rows(1));
    fitted(ui, middle, &view.detail, Ink::new(sizes.button, p.ink_soft).align(Align2::CENTER_TOP).rows(2));
}

pub(super) fn draw(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &TicketView,
    touches: &mut Vec<Touch>,
) {
    let (sizes, space) = (look.sizes(), look.space());
    if upright {
        draw_foot(ui, look, &mut body, view, touches);
        draw_paper(ui, look, &mut body, view);
        let number = body.cut_top(sizes.number * 1.35 + sizes.title * 1.6 + sizes.body * 8.0, space.between);
        draw_number(ui, look, number, view);
        draw_code(ui, look, body, view);
    } else {
        let number = body.cut_left(body.width() * 0.56, space.between);
        draw_number(ui, look, number, view);
        draw_foot(ui, look, &mut body, view, touches);
        draw_paper(ui, look, &mut body, view);
        draw_code(ui, look, body, view);
    }
}

/// What became of the paper; cuts it off the upper edge.
fn draw_paper(ui: &mut Ui, look: &Look, body: &mut Rect, view: &TicketView) {
    let at = body.cut_top(Banner::height(look), look.space().between);
    Banner { words: &view.paper.words, tone: view.paper.tone, icon: Some(view.paper.icon) }
        .show(ui, look, at);
}

/// The way home and when it is taken by itself; cuts them off the lower edge.
fn draw_foot(ui: &mut Ui, look: &Look, body: &mut Rect, view: &TicketView, touches: &mut Vec<Touch>) {
    let mut foot = body.cut_bottom(look.touch_height() * 1.25, look.space().between);
    let done = foot.cut_right(foot.width() * 0.56, look.space().between);
    if Button::new(look.t("kiosk.ticket.done")).kind(Kind::Primary).icon(Icon::Home).show(ui, look, done) {
        touches.push(Touch::Done);
    }
    if let Some(words) = &view.home_in {
        let ink = Ink::new(look.sizes().body, look.palette().ink_soft).align(Align2::LEFT_CENTER).rows(2);
        fitted(ui, foot, words, ink);
    }
}

fn draw_number(ui: &mut Ui, look: &Look, rect: Rect, view: &TicketView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    let title = inner.cut_top(sizes.title * 1.4, 0.0);
    text(ui, title, look.t("kiosk.ticket.title"), Ink::new(sizes.title, p.ink_soft).centered().rows(1));
    let facts = inner.cut_bottom(sizes.body * 7.2, space.grid);
    fitted(ui, inner, &view.number, Ink::new(sizes.number, p.brand_strong).bold().centered().rows(1));
    draw_facts(ui, look, facts, view);
}

/// People ahead, expected wait, where to wait: three lines, the same word edge.
fn draw_facts(ui: &mut Ui, look: &Look, mut rect: Rect, view: &TicketView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let value = view.ahead.1.as_deref().unwrap_or("");
    let facts = [
        (Icon::People, view.ahead.0.as_str(), value),
        (Icon::Clock, look.t("kiosk.ticket.wait"), view.wait.as_str()),
        (Icon::Place, look.t("kiosk.ticket.area"), view.area.as_str()),
    ];
    let height = (rect.height() / 3.0).min(sizes.body * 2.6);
    for (icon, name, value) in facts {
        let mut row = rect.cut_top(height, 0.0);
        ui.painter().hline(row.x_range(), row.top(), (2.0, p.line));
        let sign = row.cut_left(sizes.button, space.card);
        icon.paint(ui.painter(), sign, p.brand);
        if value.is_empty() {
            fitted(ui, row, name, Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1));
            continue;
        }
        let at = row.cut_right(row.width() * 0.58, space.card);
        fitted(ui, at, value, Ink::new(sizes.button, p.ink).bold().align(Align2::RIGHT_CENTER).rows(1));
        fitted(ui, row, name, Ink::new(sizes.body, p.ink_soft).align(Align2::LEFT_CENTER).rows(1));
    }
}

fn draw_code(ui: &mut Ui, look: &Look, rect: Rect, view: &TicketView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    let below = inner.cut_bottom(sizes.body * 1.6, space.grid);
    QrCode { content: &view.address, name: look.t("kiosk.ticket.scan") }.show(ui, inner);
    fitted(ui, below, look.t("kiosk.ticket.scan"), Ink::new(sizes.body, p.ink).bold().centered().rows(1));
}

pub(super) fn refused(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &RefusedView,
    touches: &mut Vec<Touch>,
) {
    let space = look.space();
    parts::steps(ui, look, &mut body, 2);
    let at = body.cut_bottom(look.touch_height() * 1.25, space.between);
    let button = Button::new(look.t("kiosk.refused.choose_again")).kind(Kind::Primary).icon(Icon::Back);
    if button.show(ui, look, centered(at, 640.0, at.height())) {
        touches.push(Touch::Done);
    }
    if view.items.is_empty() {
        draw_reason(ui, look, body, view);
    } else if upright {
        let rows = body.cut_bottom(body.height() * 0.5, space.between);
        draw_reason(ui, look, body, view);
        draw_refused_items(ui, look, rows, view);
    } else {
        let rows = body.cut_right(body.width() * 0.5, space.between);
        draw_reason(ui, look, body, view);
        draw_refused_items(ui, look, rows, view);
    }
}

/// Why, large, in the middle.
fn draw_reason(ui: &mut Ui, look: &Look, rect: Rect, view: &RefusedView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let side = sizes.heading * 2.0;
    let mut middle =
        centered(rect, rect.width(), side + sizes.heading * 1.5 + sizes.button * 4.6 + space.between);
    let (fill, colour) = Tone::Warning.colours(look);
    let sign = middle.cut_top(side, space.card);
    ui.painter().circle_filled(sign.center(), side / 2.0, fill);
    Icon::Warning.paint(ui.painter(), centered(sign, side * 0.5, side * 0.5), colour);
    let title = middle.cut_top(sizes.heading * 1.5, space.grid);
    fitted(ui, title, &view.title, Ink::new(sizes.heading, p.ink).bold().centered().rows(1));
    fitted(ui, middle, &view.detail, Ink::new(sizes.button, p.ink_soft).align(Align2::CENTER_TOP).rows(3));
}

/// The items it is about, each with its own reason.
fn draw_refused_items(ui: &mut Ui, look: &Look, rect: Rect, view: &RefusedView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let (_, colour) = Tone::Warning.colours(look);
    let height = (sizes.button * 2.0).min((rect.height() - space.card * 2.0) / view.items.len() as f32);
    let mut inner = card(
        ui,
        look,
        rect.with_max_y(
            (rect.top() + height * view.items.len() as f32 + space.card * 2.0).min(rect.bottom()),
        ),
    );
    for (index, (name, reason)) in view.items.iter().enumerate() {
        let mut row = inner.cut_top(height, 0.0);
        if index > 0 {
            ui.painter().hline(row.x_range(), row.top(), (2.0, p.line));
        }
        let at = row.cut_right(row.width() * 0.4, space.card);
        fitted(ui, at, reason, Ink::new(sizes.body, colour).bold().align(Align2::RIGHT_CENTER).rows(1));
        fitted(ui, row, name, Ink::new(sizes.body, p.ink).align(Align2::LEFT_CENTER).rows(1));
    }
}
