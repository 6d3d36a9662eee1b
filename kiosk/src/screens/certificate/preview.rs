//! The certificate as it will be printed, masked until somebody wants to read it.

use hall_ui::egui::{Rect, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Chip, Ink, Kind, Tone, fitted, private_document};

use super::super::frame::{Frame, Shape};
use super::super::parts::{self, On, Pages};
use crate::state::certificate::Mask;
use crate::state::{CertificateTouch, Touch};
use crate::view::PreviewView;

pub(super) fn draw(ui: &mut Ui, look: &Look, mut frame: Frame, view: &PreviewView, touches: &mut Vec<Touch>) {
    let (space, gap) = (look.space(), look.shape().touch_gap);
    let print = On {
        kind: Kind::Action,
        icon: Icon::Printer,
        enabled: view.note.is_none(),
        ..On::next(&view.print, Touch::Certificate(CertificateTouch::Print))
    };
    let mut room = match frame.shape {
        Shape::Wide => {
            let mut column = frame.body.cut_right(frame.body.width() * 0.46, space.between);
            parts::ways(ui, look, &mut column, vec![print], touches);
            let at = column.cut_bottom(parts::way_height(look), gap);
            uncover(ui, look, at, view, touches);
            turn(ui, look, &mut column, view, touches);
            parts::title(ui, look, &mut column, &view.title);
            parts::note(ui, look, &mut column, view.note.as_ref());
            frame.body
        }
        Shape::Tall | Shape::Low => {
            parts::ways(ui, look, &mut frame.body, vec![print], touches);
            let at = frame.body.cut_bottom(parts::way_height(look), gap);
            uncover(ui, look, at, view, touches);
            turn(ui, look, &mut frame.body, view, touches);
            parts::note(ui, look, &mut frame.body, view.note.as_ref());
            frame.above.unwrap_or(frame.body)
        }
    };
    if frame.shape != Shape::Wide {
        parts::title(ui, look, &mut room, &view.title);
    }
    draw_page(ui, look, room, view);
}

/// The button that uncovers the page: while it is pressed, or until it is touched again.
fn uncover(ui: &mut Ui, look: &Look, at: Rect, view: &PreviewView, touches: &mut Vec<Touch>) {
    let mut tell = |touch| touches.push(Touch::Certificate(touch));
    let button = Button::new(&view.uncover).icon(Icon::Search);
    if !view.hold || matches!(view.mask, Mask::Uncovered { .. }) {
        if button.show(ui, look, at) {
            tell(CertificateTouch::Uncover);
        }
        return;
    }
    let hold = button.named(&view.name).show_held(ui, look, at);
    if hold.by_key {
        tell(CertificateTouch::Uncover);
    } else if hold.down && view.mask == Mask::Covered {
        tell(CertificateTouch::Hold);
    } else if !hold.down && view.mask == Mask::Held {
        tell(CertificateTouch::Release);
    }
}

/// The buttons to turn pages, if there are several; cuts them off the lower edge.
fn turn(ui: &mut Ui, look: &Look, body: &mut Rect, view: &PreviewView, touches: &mut Vec<Touch>) {
    let (page, count) = view.page;
    if count > 1 {
        let at = body.cut_bottom(look.touch_height(), look.shape().touch_gap);
        Pages { page, count }.draw(ui, look, at, touches);
    }
}

fn draw_page(ui: &mut Ui, look: &Look, rect: Rect, view: &PreviewView) {
    let Some(picture) = &view.picture else { return };
    let at = private_document(ui, look, rect, picture, &view.name);
    let Some(words) = &view.covered else { return };
    let chip = Chip::new(words, Tone::Plain).icon(Icon::Closed);
    let size = chip.size(ui, look);
    if size.x <= at.width() {
        chip.show(ui, look, centered(at, size.x, size.y));
    } else {
        let p = look.palette();
        let at = centered(at, at.width(), look.sizes().small * 3.4);
        ui.painter().rect_filled(at, 0, p.brand_tint);
        fitted(ui, at, words, Ink::new(look.sizes().small, p.brand_strong).centered().rows(2));
    }
}
