//! Something to know on the way to a certificate, large and calm, and what to do next.

use hall_ui::egui::{Align2, Rect, Ui};
use hall_ui::layout::{Cut, centered, columns};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Ink, Kind, card, fitted};

use super::super::frame::Frame;
use super::super::parts::{self, Notice};
use crate::state::Touch;
use crate::view::{MessageView, WayView};

/// Narrower than this, two buttons stand one above the other.
const SIDE_BY_SIDE_FROM: f32 = 760.0;
/// Widest single button.
const WIDE_MAX: f32 = 640.0;
/// Height of the bar that shows how far it has come.
const BAR_HEIGHT: f32 = 24.0;

pub(super) fn draw(ui: &mut Ui, look: &Look, mut frame: Frame, view: &MessageView, touches: &mut Vec<Touch>) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    ways(ui, look, &mut frame.body, &view.ways, touches);
    if let Some(words) = &view.ends {
        let at = frame.body.cut_bottom(sizes.body * 1.6, space.grid);
        fitted(ui, at, words, Ink::new(sizes.body, p.ink_soft).align(Align2::CENTER_CENTER).rows(1));
    }
    parts::note(ui, look, &mut frame.body, view.note.as_ref());
    let mut inner = card(ui, look, frame.above.unwrap_or(frame.body));
    if let Some((done, of)) = view.progress {
        let at = inner.cut_bottom(BAR_HEIGHT, space.card);
        progress(ui, look, centered(at, 900.0, BAR_HEIGHT), done, of);
    }
    let notice = Notice {
        icon: view.icon,
        tone: view.tone,
        title: &view.title,
        fact: view.fact.as_deref(),
        detail: &view.detail,
    };
    notice.show(ui, look, inner);
}

fn ways(ui: &mut Ui, look: &Look, body: &mut Rect, ways: &[WayView], touches: &mut Vec<Touch>) {
    let (gap, height) = (look.shape().touch_gap, parts::way_height(look));
    if ways.is_empty() {
        return;
    }
    let places = if ways.len() == 1 {
        let row = body.cut_bottom(height, look.space().between);
        vec![centered(row, WIDE_MAX, height)]
    } else if body.width() < SIDE_BY_SIDE_FROM {
        // The likeliest on top.
        let places: Vec<Rect> = ways.iter().map(|_| body.cut_bottom(height, gap)).collect();
        places
    } else {
        let row = body.cut_bottom(height, look.space().between);
        columns(row, ways.len(), look.space().between)
    };
    for (way, at) in ways.iter().zip(places) {
        let kind = if way.main { Kind::Primary } else { Kind::Secondary };
        if Button::new(&way.words).icon(way.icon).kind(kind).enabled(way.enabled).show(ui, look, at) {
            touches.push(way.touch.clone());
        }
    }
}

fn progress(ui: &Ui, look: &Look, rect: Rect, done: u32, of: u32) {
    let p = look.palette();
    let corner = (rect.height() / 2.0) as u8;
    ui.painter().rect_filled(rect, corner, p.line);
    let share = done as f32 / of.max(1) as f32;
    let width = (rect.width() * share).max(rect.height());
    ui.painter().rect_filled(rect.with_max_x(rect.left() + width), corner, p.brand);
}
