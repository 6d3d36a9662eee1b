//! Drawing: from a view to the screen, and from touches to events. Nothing here decides anything.
//!
//! Every screen has the head above, the bar below and its body between; upright and lying layouts differ only
//! in how the body is cut.

mod choose;
mod home;
mod materials;
mod parts;
mod ticket;

use hall_ui::canvas::portrait;
use hall_ui::egui::{Rect, Ui, Vec2};
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::widgets::{BottomBar, Button, Header, Ink, Kind, card, fitted, scrim, text};

use crate::state::Touch;
use crate::view::{Body, View};

/// Draws a screen; tells what was touched.
pub fn draw(ui: &mut Ui, look: &Look, view: &View) -> Vec<Touch> {
    let full = ui.max_rect();
    ui.painter().rect_filled(full, 0, look.palette().surface);
    let mut touches = Vec::new();
    ui.scope(|ui| {
        if view.asking.is_some() {
            ui.disable();
        }
        draw_screen(ui, look, view, full, &mut touches);
    });
    if let Some(seconds) = view.asking {
        touches.clear();
        draw_question(ui, look, full, seconds, &mut touches);
    }
    touches
}

fn draw_screen(ui: &mut Ui, look: &Look, view: &View, full: Rect, touches: &mut Vec<Touch>) {
    let mut rest = full;
    let head = rest.cut_top(Header::height(look), 0.0);
    let header = Header {
        clock: view.head.clock.as_deref(),
        date: view.head.date.as_deref(),
        state: view.head.state.as_ref().map(|(words, tone)| (words.as_str(), *tone)),
    };
    header.show(ui, look, head);
    let bar = rest.cut_bottom(BottomBar::height(look), 0.0);
    if let Some(touch) = (BottomBar { home: view.home, low: portrait(full) }).show(ui, look, bar) {
        touches.push(Touch::Bar(touch));
    }
    let body = rest.shrink2(Vec2::new(look.space().edge, look.space().between));
    let upright = portrait(full);
    match &view.body {
        Body::Home(view) => home::draw(ui, look, body, upright, view, touches),
        Body::Departments(view) => choose::departments(ui, look, body, upright, view, touches),
        Body::Items(view) => choose::items(ui, look, body, upright, view, touches),
        Body::Online(view) => choose::online(ui, look, body, upright, view, touches),
        Body::Materials(view) => materials::draw(ui, look, body, upright, view, touches),
        Body::Taking(view) => ticket::taking(ui, look, body, view, touches),
        Body::Ticket(view) => ticket::draw(ui, look, body, upright, view, touches),
        Body::Refused(view) => ticket::refused(ui, look, body, upright, view, touches),
    }
}

/// Asks whether the visitor is still there.
fn draw_question(ui: &mut Ui, look: &Look, full: Rect, seconds: u64, touches: &mut Vec<Touch>) {
    scrim(ui, look, full);
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let height = sizes.heading * 1.6 + sizes.title * 1.6 + look.touch_height() * 1.3 + space.edge * 4.0;
    let mut inner = card(ui, look, centered(full, 960.0, height)).shrink(space.card);
    let title = inner.cut_top(sizes.heading * 1.5, space.card);
    fitted(ui, title, look.t("kiosk.idle.title"), Ink::new(sizes.heading, p.ink).bold().centered().rows(1));
    let words = look.count("kiosk.idle.detail", seconds as usize);
    let detail = inner.cut_top(sizes.title * 1.5, 0.0);
    text(ui, detail, &words, Ink::new(sizes.button, p.ink_soft).centered().rows(1));
    let mut buttons = inner.cut_bottom(look.touch_height() * 1.3, 0.0);
    let leave = buttons.cut_left((buttons.width() - space.between) / 2.0, space.between);
    if Button::new(look.t("kiosk.idle.leave")).show(ui, look, leave) {
        touches.push(Touch::Leave);
    }
    if Button::new(look.t("kiosk.idle.stay")).kind(Kind::Primary).show(ui, look, buttons) {
        touches.push(Touch::Stay);
    }
}

#[cfg(test)]
mod tests;
