//! Drawing: from a view to the screen, and from touches to events. Nothing here decides anything.
//!
//! Every screen has the head above, the bar below and its body between; `frame` tells how the body is cut for upright and
//! lying screens and for the low zone. Large mode is laid out by itself: fewer things, larger, on more pages.

mod certificate;
mod choose;
mod frame;
mod home;
mod item;
mod materials;
mod parts;
mod readers;
mod search;
mod ticket;

use hall_ui::canvas::portrait;
use hall_ui::egui::{Rect, Ui};
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::motion;
use hall_ui::widgets::{
    Banner, BottomBar, Button, Header, Ink, Kind, card, fitted, forget_document, height_of, scrim, text,
};

use crate::state::Touch;
use crate::view::{Body, QuestionView, View};
use frame::Frame;

/// Draws a screen; tells what was touched.
pub fn draw(ui: &mut Ui, look: &Look, view: &View) -> Vec<Touch> {
    let full = ui.max_rect();
    ui.painter().rect_filled(full, 0, look.palette().surface);
    let mut touches = Vec::new();
    ui.scope(|ui| {
        if view.question.is_some() {
            ui.disable();
        }
        draw_screen(ui, look, view, full, &mut touches);
    });
    if let Some(question) = &view.question {
        touches.clear();
        draw_question(ui, look, full, question, &mut touches);
    }
    if !view.body.has_document() {
        forget_document(ui);
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
    if let Some(touch) = (BottomBar { home: view.home.as_deref(), low: portrait(full) }).show(ui, look, bar) {
        touches.push(Touch::Bar(touch));
    }
    let mut frame = Frame::new(look, full, rest);
    if let Some(banner) = &view.banner {
        let room = frame.above.as_mut().unwrap_or(&mut frame.body);
        let at = room.cut_top(Banner::height(look), look.space().card);
        Banner { words: &banner.words, tone: banner.tone, icon: Some(banner.icon) }.show(ui, look, at);
    }
    ui.scope(|ui| {
        motion::appear(ui, look, view.body.kind());
        draw_body(ui, look, frame, &view.body, touches);
    });
}

fn draw_body(ui: &mut Ui, look: &Look, frame: Frame, body: &Body, touches: &mut Vec<Touch>) {
    match body {
        Body::Home(view) => home::draw(ui, look, frame, view, touches),
        Body::Ask(view) => home::ask(ui, look, frame, view, touches),
        Body::Choose(view) => choose::choose(ui, look, frame, view, touches),
        Body::Items(view) => choose::items(ui, look, frame, view, touches),
        Body::Search(view) => search::draw(ui, look, frame, view, touches),
        Body::Item(view) => item::draw(ui, look, frame, view, touches),
        Body::Sample(view) => item::sample(ui, look, frame, view, touches),
        Body::Online(view) => choose::online(ui, look, frame, view, touches),
        Body::Materials(view) => materials::draw(ui, look, frame, view, touches),
        Body::Class(view) => readers::class(ui, look, frame, view, touches),
        Body::Prompt(view) => readers::prompt(ui, look, frame, view, touches),
        Body::Code(view) => readers::code(ui, look, frame, view, touches),
        Body::Taking(view) => ticket::taking(ui, look, frame, view, touches),
        Body::Found(view) => readers::found(ui, look, frame, view, touches),
        Body::Returned(view) => readers::returned(ui, look, frame, view, touches),
        Body::Ticket(view) => ticket::draw(ui, look, frame, view, touches),
        Body::Refused(view) => ticket::refused(ui, look, frame, view, touches),
        Body::Certificate(screen) => certificate::draw(ui, look, frame, screen, touches),
    }
}

/// Asks over everything else; in the low zone within reach.
fn draw_question(ui: &mut Ui, look: &Look, full: Rect, view: &QuestionView, touches: &mut Vec<Touch>) {
    scrim(ui, look, full);
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let room = if look.low() && portrait(full) { full.with_min_y(full.center().y) } else { full };
    let width = 984.0_f32.min(room.width() - space.edge * 2.0);
    let title = Ink::new(sizes.heading, p.ink).bold().centered().rows(2);
    let detail = Ink::new(sizes.button, p.ink_soft).centered().rows(3);
    let inside = width - space.edge * 2.0;
    let title_height = height_of(ui, &view.title, inside, title);
    let detail_height = height_of(ui, &view.detail, inside, detail);
    let height =
        title_height + detail_height + parts::way_height(look) + space.between * 2.0 + space.edge * 2.0;
    let panel = card(ui, look, centered(room, width, height));
    let mut inner = panel.shrink(space.edge - space.card);
    let at = inner.cut_top(title_height, space.card);
    fitted(ui, at, &view.title, title);
    let at = inner.cut_top(detail_height, 0.0);
    text(ui, at, &view.detail, detail);
    let mut buttons = inner.cut_bottom(parts::way_height(look), 0.0);
    let leave = buttons.cut_left((buttons.width() - space.between) / 2.0, space.between);
    if Button::new(&view.leave).show(ui, look, leave) {
        touches.push(Touch::Leave);
    }
    if Button::new(&view.stay).kind(Kind::Primary).show(ui, look, buttons) {
        touches.push(Touch::Stay);
    }
}
