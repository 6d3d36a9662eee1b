//! The screens on the way to a certificate: signing in, choosing, looking, printing.

mod message;
mod preview;
mod sign_in;

use std::borrow::Cow;

use hall_ui::egui::{Align2, Ui};
use hall_ui::fonts;
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered, grid};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Ink, Lines, Mark, Row, card, fitted, height_of, text};

use super::frame::{Frame, Shape};
use super::parts::{self, Notice, On, Pages};
use crate::state::Touch;
use crate::view::{CertificateScreen, CertificateView, ChoicesView, CopiesView, OfferView, OffersView};

/// Height of a choice, as a share of other buttons'.
const CHOICE_HEIGHT: f32 = 1.5;

pub(super) fn draw(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    screen: &CertificateScreen,
    touches: &mut Vec<Touch>,
) {
    // The page of the certificate and the keys of the PIN need the room.
    let is_tight = matches!(screen.view, CertificateView::Preview(_) | CertificateView::Pin(_));
    if !is_tight || frame.shape == Shape::Tall {
        parts::stages(ui, look, &mut frame, screen.stage);
    }
    match &screen.view {
        CertificateView::SignIn(view) => sign_in::ways(ui, look, frame, view, touches),
        CertificateView::Phone(view) => sign_in::phone(ui, look, frame, view, touches),
        CertificateView::Pin(view) => sign_in::pin(ui, look, frame, view, touches),
        CertificateView::Offers(view) => offers(ui, look, frame, view, touches),
        CertificateView::Choices(view) => choices(ui, look, frame, view, touches),
        CertificateView::Copies(view) => copies(ui, look, frame, view, touches),
        CertificateView::Preview(view) => preview::draw(ui, look, frame, view, touches),
        CertificateView::Message(view) => message::draw(ui, look, frame, view, touches),
    }
}

fn row(offer: &OfferView, lines: Lines) -> Row<'_> {
    let chip = offer.chip.as_ref().map(|(words, tone, icon)| (words.as_str(), *tone, *icon));
    let mark = Mark::Icon(if offer.touch.is_some() { Icon::Paper } else { Icon::Closed });
    let enabled = offer.touch.is_some();
    Row { title: &offer.title, hint: &offer.hint, mark, chip, enabled, lines }
}

/// The title with the person's name, as far as there are letters for it.
fn named<'a>(ui: &Ui, look: &Look, view: &'a OffersView) -> Cow<'a, str> {
    fonts::drawable(ui.ctx(), &view.title, &fonts::font(look.sizes().title, true))
}

fn offers(ui: &mut Ui, look: &Look, mut frame: Frame, view: &OffersView, touches: &mut Vec<Touch>) {
    parts::ways(ui, look, &mut frame.body, Vec::new(), touches);
    if let Some(nothing) = &view.nothing {
        let inner = card(ui, look, frame.above.unwrap_or(frame.body));
        let notice = Notice {
            icon: Icon::Paper,
            tone: hall_ui::widgets::Tone::Plain,
            title: &named(ui, look, view),
            fact: None,
            detail: nothing,
        };
        notice.show(ui, look, inner);
        return;
    }
    let title = named(ui, look, view);
    let mut title = title.as_ref();
    if let Some(above) = &mut frame.above {
        parts::title(ui, look, above, title);
        title = "";
    }
    let gap = look.shape().touch_gap;
    let lines = Lines { title: 1, hint: 2 };
    let height = Row::height(look, lines);
    let across =
        if frame.shape == Shape::Wide && !look.large() && frame.body.width() > 1500.0 { 2 } else { 1 };
    let list = (title, view.offers.len(), view.page);
    let pages =
        Pages::cut(ui, look, &mut frame, None, list, |rect| grid(rect, across, height, gap).len(), touches);
    let places = grid(frame.body, across, height, gap);
    for (offer, at) in view.offers.iter().skip(pages.page * places.len().max(1)).zip(places) {
        if row(offer, lines).show(ui, look, at) {
            touches.extend(offer.touch.clone());
        }
    }
}

fn choices(ui: &mut Ui, look: &Look, mut frame: Frame, view: &ChoicesView, touches: &mut Vec<Touch>) {
    let gap = look.shape().touch_gap;
    parts::ways(ui, look, &mut frame.body, Vec::new(), touches);
    let room = frame.above.as_mut().unwrap_or(&mut frame.body);
    parts::title(ui, look, room, &view.title);
    parts::lead(ui, look, room, &view.detail);
    let across = match (frame.shape, look.large()) {
        (Shape::Tall, true) => 1,
        (Shape::Wide, false) if view.choices.len() > 4 => 3,
        _ => 2,
    };
    let tall = look.touch_height() * CHOICE_HEIGHT;
    // Where not all fit, they are lower before they stand on pages.
    let fits = |height: f32| grid(frame.body, across, height, gap).len() >= view.choices.len();
    let height = if fits(tall) { tall } else { look.touch_height() };
    let list = ("", view.choices.len(), view.page);
    let fit = |rect| grid(rect, across, height, gap).len();
    let pages = Pages::cut(ui, look, &mut frame, None, list, fit, touches);
    let places = grid(frame.body, across, height, gap);
    for (choice, at) in view.choices.iter().skip(pages.page * places.len().max(1)).zip(places) {
        if Button::new(&choice.title).icon(choice.icon).chosen(choice.selected).show(ui, look, at) {
            touches.push(choice.touch.clone());
        }
    }
}

fn copies(ui: &mut Ui, look: &Look, mut frame: Frame, view: &CopiesView, touches: &mut Vec<Touch>) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let on = On::next(look.t("kiosk.certificate.copies_next"), Touch::Next);
    parts::ways(ui, look, &mut frame.body, vec![on], touches);
    let above = frame.above.as_mut().unwrap_or(&mut frame.body);
    parts::title(ui, look, above, &view.title);
    let summary = view.summary.join(" · ");
    let ink = Ink::new(sizes.button, p.ink_soft).rows(2);
    let at = above.cut_top(height_of(ui, &summary, above.width(), ink), space.card);
    text(ui, at, &summary, ink);
    let height = look.touch_height() * CHOICE_HEIGHT;
    let room = centered(frame.body, 1100.0, height + sizes.body * 2.4);
    let mut room =
        if frame.shape == Shape::Tall { room.translate([0.0, -height * 0.5].into()) } else { room };
    let mut row = room.cut_top(height, space.grid);
    let side = row.width() * 0.3;
    let fewer = row.cut_left(side, space.between);
    let more = row.cut_right(side, space.between);
    for (key, touch, at) in [
        ("kiosk.certificate.copies_fewer", &view.fewer, fewer),
        ("kiosk.certificate.copies_more", &view.more, more),
    ] {
        if Button::new(look.t(key)).enabled(touch.is_some()).show(ui, look, at) {
            touches.extend(touch.clone());
        }
    }
    let ink = Ink::new(sizes.heading, p.brand_strong).bold().align(Align2::CENTER_CENTER).rows(1);
    fitted(ui, row, &view.copies, ink);
    fitted(ui, room, &view.most, Ink::new(sizes.body, p.ink_soft).centered().rows(2));
}
