//! Signing in: the ways, the code for the phone, the PIN.

use hall_ui::egui::{Align2, Rect, Stroke, StrokeKind, Ui, vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered, columns};
use hall_ui::look::Look;
use hall_ui::widgets::{Ink, KeyTouch, Keyboard, Tile, Tone, card, fitted, height_of, read_out};

use super::super::choose::scan_me;
use super::super::frame::{Frame, Shape};
use super::super::parts::{self, On};
use crate::state::Touch;
use crate::view::{PhoneView, PinView, SignInView, TileView};

/// Figures in the order of a telephone's keys.
const DIGITS: &str = "1234567890";
/// Keys side by side.
const COLUMNS: usize = 3;
/// Height of the way most people take, at most.
const MAIN_HEIGHT_MAX: f32 = 420.0;
/// Height of the other ways below it, at most, as a share of what a tile's words need.
const OTHER_HEIGHT_MAX: f32 = 1.3;
/// Width of the keys of the PIN.
const KEYS_WIDTH: f32 = 620.0;
/// Radius of the place of a digit, as a share of the title's size.
const DOT: f32 = 0.34;

pub(super) fn ways(ui: &mut Ui, look: &Look, mut frame: Frame, view: &SignInView, touches: &mut Vec<Touch>) {
    let gap = look.shape().touch_gap;
    parts::ways(ui, look, &mut frame.body, Vec::new(), touches);
    let room = frame.above.as_mut().unwrap_or(&mut frame.body);
    parts::title(ui, look, room, &view.title);
    parts::lead(ui, look, room, &view.detail);
    let beside = frame.shape == Shape::Wide && !look.large();
    let places = if beside {
        columns(
            frame.body.with_max_y(frame.body.bottom().min(frame.body.top() + MAIN_HEIGHT_MAX)),
            view.tiles.len(),
            gap,
        )
    } else {
        let count = view.tiles.len() as f32;
        let share = (frame.body.height() + gap) / count - gap;
        let mut rest = frame.body;
        let other_max = Tile::height(look, 2) * OTHER_HEIGHT_MAX;
        let height = |tile: &TileView| share.min(if tile.main { MAIN_HEIGHT_MAX } else { other_max });
        view.tiles.iter().map(|tile| rest.cut_top(height(tile), gap)).collect()
    };
    for (tile, at) in view.tiles.iter().zip(places) {
        let drawn = Tile::new(&tile.title, &tile.hint).icon(tile.icon).title_lines(2).hint_lines(3);
        // The largest needs room for its words.
        let has_room = at.height() >= look.sizes().heading * 3.0;
        let drawn = if tile.main && has_room { drawn.grand() } else { drawn };
        if drawn.show(ui, look, at) {
            touches.push(tile.touch.clone());
        }
    }
}

pub(super) fn phone(ui: &mut Ui, look: &Look, mut frame: Frame, view: &PhoneView, touches: &mut Vec<Touch>) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    parts::ways(ui, look, &mut frame.body, Vec::new(), touches);
    let (mut words, code) = match frame.shape {
        Shape::Wide => {
            let code = frame.body.cut_right(frame.body.width() * 0.46, space.between);
            (frame.body, code)
        }
        Shape::Low => (frame.above.unwrap_or(frame.body), frame.body),
        Shape::Tall => {
            let words = frame.body.cut_top(frame.body.height() * 0.48, space.between);
            (words, frame.body)
        }
    };
    parts::title(ui, look, &mut words, &view.title);
    let mut inner = card(ui, look, words);
    let left = inner.cut_bottom(sizes.body * 1.5, space.grid);
    fitted(ui, left, &view.left, Ink::new(sizes.body, p.ink_soft).centered().rows(1));
    let ink = Ink::new(sizes.button, p.ink).centered().rows(4);
    let height = height_of(ui, &view.detail, inner.width(), ink).min(inner.height() * 0.5);
    let detail = inner.cut_bottom(height, space.grid);
    fitted(ui, detail, &view.detail, ink);
    let name = Ink::new(sizes.body, p.ink_soft).centered().rows(1);
    if inner.height() > sizes.heading * 2.6 {
        let at = inner.cut_top(sizes.body * 1.6, 0.0);
        fitted(ui, at, look.t("kiosk.certificate.phone_check"), name);
    }
    let size = (inner.height() * 0.8).min(sizes.number);
    fitted(ui, inner, &view.check, Ink::new(size, p.brand_strong).bold().centered().rows(1));
    let inner = card(ui, look, code);
    if view.opened {
        parts::Notice {
            icon: Icon::Phone,
            tone: Tone::Ok,
            title: look.t("kiosk.certificate.phone_is_open"),
            fact: None,
            detail: "",
        }
        .show(ui, look, inner);
    } else {
        scan_me(ui, look, inner, &view.address, look.t("kiosk.certificate.phone_scan"));
    }
}

pub(super) fn pin(ui: &mut Ui, look: &Look, mut frame: Frame, view: &PinView, touches: &mut Vec<Touch>) {
    let space = look.space();
    let keyboard = Keyboard { characters: DIGITS, columns: COLUMNS };
    let on =
        On { enabled: view.is_complete(), ..On::next(look.t("kiosk.certificate.pin_next"), Touch::Next) };
    let room = if frame.shape == Shape::Wide {
        let mut column = frame.body.cut_right(KEYS_WIDTH.min(frame.body.width() * 0.48), space.between);
        parts::low_ways(ui, look, &mut frame.body, vec![on], touches);
        let height = keyboard.height(look).min(column.height());
        let at = column.cut_bottom(column.height().min(height * 1.35), 0.0);
        keys(ui, look, at, keyboard, touches);
        frame.body
    } else {
        parts::low_ways(ui, look, &mut frame.body, vec![on], touches);
        let height = (keyboard.height(look) * 1.3).min(frame.body.height());
        let at = frame.body.cut_bottom(height, space.between);
        keys(ui, look, centered(at, KEYS_WIDTH, at.height()), keyboard, touches);
        frame.above.unwrap_or(frame.body)
    };
    draw_places(ui, look, room, view);
}

fn keys(ui: &mut Ui, look: &Look, rect: Rect, keyboard: Keyboard<'_>, touches: &mut Vec<Touch>) {
    touches.extend(keyboard.show(ui, look, rect).map(|touch| match touch {
        KeyTouch::Type(digit) => Touch::Type(digit),
        KeyTouch::Erase => Touch::Erase,
        KeyTouch::Clear => Touch::Clear,
    }));
}

/// What is asked for, and a place for each digit: full or empty, never the digit.
fn draw_places(ui: &mut Ui, look: &Look, rect: Rect, view: &PinView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    parts::note(ui, look, &mut inner, view.note.as_ref());
    let title = Ink::new(sizes.title, p.ink).bold().centered().rows(2);
    let detail = Ink::new(sizes.body, p.ink_soft).align(Align2::CENTER_TOP).rows(3);
    let title_height = height_of(ui, &view.title, inner.width(), title);
    let detail_height = height_of(ui, &view.detail, inner.width(), detail);
    let row_height = sizes.title * 1.6;
    let needed = title_height + row_height + space.card * 2.0;
    let has_detail = needed + detail_height <= inner.height();
    let whole = needed + if has_detail { detail_height } else { 0.0 };
    let mut middle = centered(inner, inner.width(), whole);
    fitted(ui, middle.cut_top(title_height, space.card), &view.title, title);
    let row = middle.cut_top(row_height, space.card);
    let dots = centered(row, (sizes.title * 1.3 * view.places as f32).min(row.width()), row.height());
    for (index, at) in columns(dots, view.places, 0.0).into_iter().enumerate() {
        let radius = (sizes.title * DOT).min(at.width() * 0.4);
        if index < view.typed {
            ui.painter().circle_filled(at.center(), radius, p.brand);
        } else {
            let line = Rect::from_center_size(at.center(), vec2(radius * 2.0, radius * 2.0));
            ui.painter().rect(line, radius as u8, p.surface, Stroke::new(3.0, p.line), StrokeKind::Inside);
        }
    }
    read_out(ui, dots, &view.typed_words);
    if has_detail {
        fitted(ui, middle, &view.detail, detail);
    }
}
