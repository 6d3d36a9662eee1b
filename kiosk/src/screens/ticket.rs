//! Waiting for the number, the number, and why there is none.

use hall_ui::egui::{Align2, Rect, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::widgets::{Banner, Button, Ink, Kind, Tone, alike, card, fitted, text};

use super::choose::scan_me;
use super::frame::{Frame, Shape};
use super::parts::{self, Notice, On};
use crate::state::Touch;
use crate::view::{RefusedView, TakingView, TicketView};

pub(super) fn taking(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &TakingView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut frame, 2);
    if view.may_give_up {
        let at = frame.body.cut_bottom(parts::way_height(look), look.space().between);
        if Button::new(look.t("kiosk.taking.give_up")).show(ui, look, centered(at, 520.0, at.height())) {
            touches.push(Touch::GiveUp);
        }
    }
    let room = frame.above.unwrap_or(frame.body);
    let notice = Notice {
        icon: Icon::Ticket,
        tone: Tone::Plain,
        title: &view.title,
        fact: None,
        detail: &view.detail,
    };
    notice.show(ui, look, room);
}

pub(super) fn draw(ui: &mut Ui, look: &Look, mut frame: Frame, view: &TicketView, touches: &mut Vec<Touch>) {
    let (sizes, space) = (look.sizes(), look.space());
    match frame.shape {
        Shape::Wide => {
            let number = frame.body.cut_left(frame.body.width() * 0.56, space.between);
            draw_number(ui, look, number, view);
            parts::home(ui, look, &mut frame.body, view.home_in.as_deref(), touches);
            draw_paper(ui, look, &mut frame.body, view);
            draw_code(ui, look, frame.body, view);
        }
        Shape::Low => {
            let mut above = frame.above.unwrap_or(frame.body);
            draw_paper(ui, look, &mut above, view);
            draw_number(ui, look, above, view);
            parts::home(ui, look, &mut frame.body, view.home_in.as_deref(), touches);
            draw_code(ui, look, frame.body, view);
        }
        Shape::Tall => {
            parts::home(ui, look, &mut frame.body, view.home_in.as_deref(), touches);
            draw_paper(ui, look, &mut frame.body, view);
            let height = sizes.number * 1.35 + sizes.title * 1.6 + sizes.body * 8.4;
            let number = frame.body.cut_top(height.min(frame.body.height() * 0.62), space.between);
            draw_number(ui, look, number, view);
            draw_code(ui, look, frame.body, view);
        }
    }
}

/// What became of the paper; cuts it off the upper edge.
fn draw_paper(ui: &mut Ui, look: &Look, body: &mut Rect, view: &TicketView) {
    let banner = Banner { words: &view.paper.words, tone: view.paper.tone, icon: Some(view.paper.icon) };
    let at = body.cut_top(banner.height_at(ui, look, body.width()), look.space().between);
    banner.show(ui, look, at);
}

fn draw_number(ui: &mut Ui, look: &Look, rect: Rect, view: &TicketView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    let title = inner.cut_top(sizes.title * 1.4, 0.0);
    text(ui, title, look.t("kiosk.ticket.title"), Ink::new(sizes.title, p.ink_soft).centered().rows(1));
    let facts = inner.cut_bottom((sizes.body * 7.6).min(inner.height() * 0.62), space.grid);
    let size = sizes.number.min(inner.height() * 0.85).round();
    fitted(ui, inner, &view.number, Ink::new(size, p.brand_strong).bold().centered().rows(1));
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
    let height = (rect.height() / 3.0).min(sizes.body * 2.8);
    let words = rect.width() - sizes.button - space.card;
    let values = facts.iter().map(|(_, _, value)| *value);
    let value_ink = Ink::new(sizes.button, p.ink).bold();
    let value_ink = alike(ui, words * 0.58, values, value_ink).align(Align2::RIGHT_CENTER).rows(1);
    let name_ink = Ink::new(sizes.body, p.ink_soft).align(Align2::LEFT_CENTER).rows(2);
    for (icon, name, value) in facts {
        let mut row = rect.cut_top(height, 0.0);
        ui.painter().hline(row.x_range(), row.top(), (2.0, p.line));
        let sign = row.cut_left(sizes.button, space.card);
        icon.paint(ui.painter(), sign, p.brand);
        if value.is_empty() {
            fitted(ui, row, name, Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1));
            continue;
        }
        let at = row.cut_right(words * 0.6, space.grid);
        fitted(ui, at, value, value_ink);
        fitted(ui, row, name, name_ink);
    }
}

fn draw_code(ui: &mut Ui, look: &Look, rect: Rect, view: &TicketView) {
    let inner = card(ui, look, rect);
    scan_me(ui, look, inner, &view.address, look.t("kiosk.ticket.scan"));
}

pub(super) fn refused(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &RefusedView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut frame, 2);
    let at = frame.body.cut_bottom(parts::way_height(look), look.space().between);
    let again = On { kind: Kind::Primary, ..On::other(&view.on, Icon::Back, Touch::Done) };
    again.show(ui, look, centered(at, 640.0, at.height()), touches);
    let number = view.number.as_ref().map(|number| format!("{} {number}", look.t("kiosk.refused.number")));
    let reason = Notice {
        icon: Icon::Warning,
        tone: Tone::Warning,
        title: &view.title,
        fact: number.as_deref(),
        detail: &view.detail,
    };
    if view.items.is_empty() {
        reason.show(ui, look, frame.above.unwrap_or(frame.body));
        return;
    }
    let room = frame.cut_shown(look, 0.5);
    reason.show(ui, look, room);
    draw_refused_items(ui, look, frame.body, view);
}

/// The items it is about, each with its own reason.
fn draw_refused_items(ui: &mut Ui, look: &Look, rect: Rect, view: &RefusedView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let (_, colour) = Tone::Warning.colours(look);
    let count = view.items.len() as f32;
    let height = (sizes.button * 2.4).min((rect.height() - space.card * 2.0) / count);
    let mut inner = card(ui, look, centered(rect, rect.width(), height * count + space.card * 2.0));
    for (index, (name, reason)) in view.items.iter().enumerate() {
        let mut row = inner.cut_top(height, 0.0);
        if index > 0 {
            ui.painter().hline(row.x_range(), row.top(), (2.0, p.line));
        }
        let mut at = row.cut_right(row.width() * 0.5, space.card);
        let sign = at.cut_left(sizes.body, space.grid);
        Icon::Warning.paint(ui.painter(), sign, colour);
        fitted(ui, at, reason, Ink::new(sizes.body, colour).bold().align(Align2::LEFT_CENTER).rows(3));
        fitted(ui, row, name, Ink::new(sizes.body, p.ink).align(Align2::LEFT_CENTER).rows(3));
    }
}
