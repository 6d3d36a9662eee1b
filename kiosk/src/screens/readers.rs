//! Saying who one is, and coming back: classes, cards, return codes, tickets held before the scanner.

use hall_ui::egui::{Rect, Stroke, StrokeKind, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered, grid};
use hall_ui::look::Look;
use hall_ui::widgets::{
    Button, CODE_CHARACTERS, Ink, KeyTouch, Keyboard, Kind, Tone, card, fitted, height_of, paint, read_out,
};

use super::frame::{Frame, Shape};
use super::parts::{self, Notice, On};
use crate::state::Touch;
use crate::view::{ClassView, CodeView, FoundView, PromptView, ReturnedView};

/// Keys side by side, where a lying screen is nearly square and else.
const COLUMNS: (usize, usize) = (7, 8);
/// Width and gap of the place for one character of a code.
const PLACE: (f32, f32) = (72.0, 10.0);
/// Narrower than this, the title of the code is smaller.
const NARROW: f32 = 420.0;
/// Height of a number with its message, in sizes of the number.
const GROUP_HEIGHT: f32 = 4.6;

pub(super) fn class(ui: &mut Ui, look: &Look, mut frame: Frame, view: &ClassView, touches: &mut Vec<Touch>) {
    let gap = look.shape().touch_gap;
    parts::ways(ui, look, &mut frame.body, Vec::new(), touches);
    let room = frame.above.as_mut().unwrap_or(&mut frame.body);
    parts::title(ui, look, room, &view.title);
    parts::lead(ui, look, room, &view.detail);
    let across = if frame.shape == Shape::Wide { 3 } else { 2 };
    let across = if look.large() && frame.shape == Shape::Tall { 1 } else { across };
    let rows = view.choices.len().div_ceil(across);
    let least = ((frame.body.height() + gap) / rows as f32 - gap).min(look.touch_height() * 1.5);
    let places = grid(frame.body, across, least.max(look.shape().touch_min), gap);
    for (choice, at) in view.choices.iter().zip(places) {
        if Button::new(&choice.title).icon(choice.icon).chosen(choice.selected).show(ui, look, at) {
            touches.push(choice.touch.clone());
        }
    }
}

pub(super) fn prompt(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &PromptView,
    touches: &mut Vec<Touch>,
) {
    let row = frame.body.cut_bottom(parts::way_height(look), look.space().between);
    let at = centered(row, 640.0, row.height());
    On::other(&view.back, Icon::Back, Touch::Back).show(ui, look, at, touches);
    let inner = card(ui, look, frame.above.unwrap_or(frame.body));
    let notice =
        Notice { icon: view.icon, tone: Tone::Plain, title: &view.title, fact: None, detail: &view.detail };
    notice.show(ui, look, inner);
}

pub(super) fn code(ui: &mut Ui, look: &Look, mut frame: Frame, view: &CodeView, touches: &mut Vec<Touch>) {
    let space = look.space();
    let on = On { enabled: view.complete, ..On::next(look.t("kiosk.code.next"), Touch::Next) };
    let narrow = frame.shape == Shape::Wide && frame.body.width() < 1400.0;
    let columns = if narrow { COLUMNS.0 } else { COLUMNS.1 };
    let keyboard = Keyboard { characters: CODE_CHARACTERS, columns };
    let room = if frame.shape == Shape::Wide {
        let mut column = frame.body.cut_right(Keyboard::width(look, columns), space.between);
        // Where the keys need the whole height of the right, the ways stand at the left.
        let ways_at = if narrow || look.large() { &mut frame.body } else { &mut column };
        parts::low_ways(ui, look, ways_at, vec![on], touches);
        keys(ui, look, column, keyboard, touches);
        frame.body
    } else {
        parts::low_ways(ui, look, &mut frame.body, vec![on], touches);
        let height = keyboard.height(look).min(frame.body.height());
        let at = frame.body.cut_bottom(height, space.between);
        keys(ui, look, at, keyboard, touches);
        frame.above.unwrap_or(frame.body)
    };
    code_card(ui, look, room, view);
}

fn keys(ui: &mut Ui, look: &Look, rect: Rect, keyboard: Keyboard<'_>, touches: &mut Vec<Touch>) {
    touches.extend(keyboard.show(ui, look, rect).map(|touch| match touch {
        KeyTouch::Type(letter) => Touch::Type(letter),
        KeyTouch::Erase => Touch::Erase,
        KeyTouch::Clear => Touch::Clear,
    }));
}

/// What is asked for, and the places of the code with what was typed, in groups.
fn code_card(ui: &mut Ui, look: &Look, rect: Rect, view: &CodeView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let inner = card(ui, look, rect);
    let narrow = inner.width() < NARROW;
    let title = Ink::new(if narrow { sizes.button } else { sizes.title }, p.ink).bold().centered().rows(2);
    let detail = Ink::new(sizes.body, p.ink_soft).centered().rows(6);
    let title_height = height_of(ui, &view.title, inner.width(), title);
    let detail_height = height_of(ui, &view.detail, inner.width(), detail);
    let groups = view.places.len().div_ceil(view.group.max(1));
    let group_width = view.group as f32 * (PLACE.0 + PLACE.1) - PLACE.1;
    let one_row = groups as f32 * (group_width + space.card) - space.card <= inner.width();
    let scale = (inner.width() / group_width).min(1.0);
    let (width, gap) = (PLACE.0 * scale, PLACE.1 * scale);
    let height = sizes.title * 1.7;
    let rows = if one_row { 1 } else { groups };
    let places_height = rows as f32 * (height + space.grid) - space.grid;
    let needed = title_height + places_height + space.between;
    // Where there is no room for it, the title has to be enough.
    let has_detail = needed + space.between + detail_height <= inner.height();
    let whole = needed + if has_detail { detail_height + space.between } else { 0.0 };
    let mut middle = centered(inner, inner.width(), whole);
    fitted(ui, middle.cut_top(title_height, space.between), &view.title, title);
    let mut field = middle.cut_top(places_height, space.between);
    let typed: String = view.places.iter().flatten().collect();
    read_out(ui, field, &typed);
    let group_width = view.group as f32 * (width + gap) - gap;
    for line in view.places.chunks(if one_row { view.places.len() } else { view.group.max(1) }) {
        let row = field.cut_top(height, space.grid);
        let parts = line.chunks(view.group.max(1));
        let whole = parts.len() as f32 * (group_width + space.card) - space.card;
        let mut left = row.center().x - whole / 2.0;
        for group in parts {
            for place in group {
                let at = Rect::from_min_size([left, row.top()].into(), [width, height].into());
                draw_place(ui, look, at, *place);
                left += width + gap;
            }
            left += space.card - gap;
        }
    }
    if has_detail {
        fitted(ui, middle, &view.detail, detail);
    }
}

fn draw_place(ui: &mut Ui, look: &Look, rect: Rect, character: Option<char>) {
    let p = look.palette();
    let (fill, edge) = if character.is_some() { (p.brand_tint, p.brand) } else { (p.surface, p.line) };
    ui.painter().rect(rect, 8, fill, Stroke::new(3.0, edge), StrokeKind::Inside);
    if let Some(character) = character {
        let ink = Ink::new(look.sizes().title, p.brand_strong).bold().centered().rows(1);
        paint(ui, rect, &character.to_string(), ink);
    }
}

pub(super) fn found(ui: &mut Ui, look: &Look, mut frame: Frame, view: &FoundView, touches: &mut Vec<Touch>) {
    let on = match &view.confirm {
        Some(words) => On { kind: Kind::Action, icon: Icon::Check, ..On::next(words, Touch::Return) },
        None => On { icon: Icon::Home, ..On::next(look.t("kiosk.idle.leave"), Touch::Done) },
    };
    parts::ways(ui, look, &mut frame.body, vec![on], touches);
    let room = frame.above.unwrap_or(frame.body);
    number_notice(ui, look, room, &view.number, (view.icon, view.tone), (&view.title, &view.detail));
}

pub(super) fn returned(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &ReturnedView,
    touches: &mut Vec<Touch>,
) {
    let room = frame.above;
    parts::home(ui, look, &mut frame.body, view.home_in.as_deref(), touches);
    let room = room.unwrap_or(frame.body);
    number_notice(ui, look, room, &view.number, (Icon::Check, Tone::Ok), (&view.title, &view.detail));
}

/// A number, large, and below it what is to be known about it.
fn number_notice(
    ui: &mut Ui,
    look: &Look,
    rect: Rect,
    number: &str,
    (icon, tone): (Icon, Tone),
    (title, detail): (&str, &str),
) {
    let (sizes, p) = (look.sizes(), look.palette());
    let inner = card(ui, look, rect);
    let mut inner = centered(inner, inner.width(), sizes.number * GROUP_HEIGHT);
    let upright = inner.height() > inner.width() * 0.6;
    let at = if upright {
        inner.cut_top((inner.height() * 0.42).min(sizes.number * 1.6), 0.0)
    } else {
        inner.cut_left(inner.width() * 0.42, look.space().between)
    };
    fitted(ui, at, number, Ink::new(sizes.number, p.brand_strong).bold().centered().rows(1));
    Notice { icon, tone, title, fact: None, detail }.show(ui, look, inner);
}
