//! Searching: what is typed, what is found, and the keyboard. Its letters are never far from what they find.

use hall_ui::canvas::Design;
use hall_ui::egui::{Align2, Rect, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, grid};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Ink, KeyTouch, Keyboard, LETTERS, Lines, Row, fitted, typed};

use super::choose::{DETAILS_WIDTH, item_row, next};
use super::frame::{Frame, Shape};
use super::parts::{self, Pages};
use crate::state::Touch;
use crate::view::SearchView;

/// Keys side by side where there is room for them.
const COLUMNS: usize = 8;
/// Keys side by side on a lying screen that is nearly square.
const COLUMNS_COMPACT: usize = 6;
/// Height of the field that shows what was typed, in sizes of its words.
const FIELD_HEIGHT: f32 = 2.6;
/// Narrower than this, rows have no button beside them: a touch on the row chooses, and that is enough.
const DETAILS_FROM: f32 = 640.0;

pub(super) fn draw(ui: &mut Ui, look: &Look, frame: Frame, view: &SearchView, touches: &mut Vec<Touch>) {
    match frame.shape {
        Shape::Tall => tall(ui, look, frame, view, touches),
        Shape::Low => low(ui, look, frame, view, touches),
        Shape::Wide if frame.body.width() < Design::LANDSCAPE.width * 0.75 => {
            compact(ui, look, frame, view, touches);
        }
        Shape::Wide => wide(ui, look, frame, view, touches),
    }
}

fn on<'a>(look: &'a Look, counted: &'a str, view: &SearchView) -> Vec<parts::On<'a>> {
    vec![next(look, counted, &view.basket)]
}

fn keyboard(columns: usize) -> Keyboard<'static> {
    Keyboard { characters: LETTERS, columns }
}

fn keys(ui: &mut Ui, look: &Look, rect: Rect, columns: usize, touches: &mut Vec<Touch>) {
    touches.extend(keyboard(columns).show(ui, look, rect).map(|touch| match touch {
        KeyTouch::Type(letter) => Touch::Type(letter.to_ascii_lowercase()),
        KeyTouch::Erase => Touch::Erase,
        KeyTouch::Clear => Touch::Clear,
    }));
}

/// Field, list, keyboard, ways, one below another.
fn tall(ui: &mut Ui, look: &Look, mut frame: Frame, view: &SearchView, touches: &mut Vec<Touch>) {
    let space = look.space();
    let counted = look.count("kiosk.choose.next_n", view.basket.names.len());
    parts::ways(ui, look, &mut frame.body, on(look, &counted, view), touches);
    let at = frame.body.cut_bottom(keyboard(COLUMNS).height(look), space.between);
    keys(ui, look, at, COLUMNS, touches);
    let field = frame.body.cut_top(look.sizes().button * FIELD_HEIGHT, space.card);
    typed(ui, look, field, &view.query, &view.prompt, Icon::Search);
    found(ui, look, frame, None, view, touches);
}

/// Field and hint above; keys, what is found and all ways within reach.
fn low(ui: &mut Ui, look: &Look, mut frame: Frame, view: &SearchView, touches: &mut Vec<Touch>) {
    let (space, gap) = (look.space(), look.shape().touch_gap);
    let mut row = frame.body.cut_bottom(look.touch_height(), gap);
    let back = row.cut_left(190.0, gap);
    if Button::new(look.t("common.back")).icon(Icon::Back).show(ui, look, back) {
        touches.push(Touch::Back);
    }
    let at = row.cut_right(300.0, gap);
    let counted = look.count("kiosk.choose.next_n", view.basket.names.len());
    next(look, &counted, &view.basket).show(ui, look, at, touches);
    let at = frame.body.cut_bottom(keyboard(COLUMNS).height(look), gap);
    keys(ui, look, at, COLUMNS, touches);
    if let Some(above) = &mut frame.above {
        let field = above.cut_bottom(look.sizes().button * FIELD_HEIGHT, space.card);
        typed(ui, look, field, &view.query, &view.prompt, Icon::Search);
        hint(ui, look, *above, view);
    }
    found(ui, look, frame, Some(row), view, touches);
}

fn wide(ui: &mut Ui, look: &Look, mut frame: Frame, view: &SearchView, touches: &mut Vec<Touch>) {
    let space = look.space();
    let mut column = frame.body.cut_right(Keyboard::width(look, COLUMNS), space.between);
    let counted = look.count("kiosk.choose.next_n", view.basket.names.len());
    parts::ways(ui, look, &mut column, on(look, &counted, view), touches);
    let at = column.cut_bottom(keyboard(COLUMNS).height(look), space.card);
    keys(ui, look, at, COLUMNS, touches);
    let field = column.with_min_y(column.bottom() - column.height().min(look.sizes().button * FIELD_HEIGHT));
    typed(ui, look, field, &view.query, &view.prompt, Icon::Search);
    found(ui, look, frame, None, view, touches);
}

/// Nearly square: field and ways share one row above.
fn compact(ui: &mut Ui, look: &Look, mut frame: Frame, view: &SearchView, touches: &mut Vec<Touch>) {
    let (space, gap) = (look.space(), look.shape().touch_gap);
    let keys_height = keyboard(COLUMNS_COMPACT).height(look);
    let height = (frame.body.height() - keys_height - gap).clamp(look.shape().touch_min, look.touch_height());
    let mut row = frame.body.cut_top(height, gap);
    let back = row.cut_left(180.0, gap);
    if Button::new(look.t("common.back")).icon(Icon::Back).show(ui, look, back) {
        touches.push(Touch::Back);
    }
    let at = row.cut_right(330.0, gap);
    let counted = look.count("kiosk.choose.next_n", view.basket.names.len());
    next(look, &counted, &view.basket).show(ui, look, at, touches);
    typed(ui, look, row, &view.query, &view.prompt, Icon::Search);
    let at = frame.body.cut_right(Keyboard::width(look, COLUMNS_COMPACT), space.between);
    keys(ui, look, at, COLUMNS_COMPACT, touches);
    found(ui, look, frame, None, view, touches);
}

/// Rows are as low as may be: the more of them at once, the fewer letters are needed.
fn row_height(look: &Look, lines: Lines) -> f32 {
    if lines == Lines::ONE {
        Row::height(look, lines).min(look.touch_height())
    } else {
        Row::height(look, lines)
    }
}

/// What to do while nothing is found.
fn hint(ui: &mut Ui, look: &Look, rect: Rect, view: &SearchView) {
    let (sizes, p) = (look.sizes(), look.palette());
    let words = view.nothing.as_ref().unwrap_or(&view.prompt);
    let ink = Ink::new(sizes.button, p.ink_soft).align(Align2::CENTER_CENTER).rows(4);
    fitted(ui, rect.shrink(look.space().card), words, ink);
}

/// The rows found; in the low zone side by side, since there is room for one below another only once.
fn found(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    pages_at: Option<Rect>,
    view: &SearchView,
    touches: &mut Vec<Touch>,
) {
    if view.rows.is_empty() {
        if frame.above.is_none() {
            hint(ui, look, frame.body, view);
        }
        return;
    }
    let gap = look.shape().touch_gap;
    let across = if frame.shape == Shape::Low { 2 } else { 1 };
    let cell = (frame.body.width() - gap * (across - 1) as f32) / across as f32;
    let has_details = cell >= DETAILS_FROM;
    let beside = look.sizes().button * DETAILS_WIDTH;
    let width = cell - if has_details { beside + gap } else { 0.0 };
    let lines = Row::lines_needed(ui, look, width, view.rows.iter().map(|row| item_row(row, Lines::ONE)));
    let cells = |rect: Rect| grid(rect, across, row_height(look, lines), gap);
    let list = ("", view.rows.len(), view.page);
    let pages = Pages::cut(ui, look, &mut frame, pages_at, list, |rect| cells(rect).len(), touches);
    let places = cells(frame.body);
    for (row, mut at) in view.rows.iter().skip(pages.page * places.len().max(1)).zip(places) {
        if let Some((name, touch)) = row.details.as_ref().filter(|_| has_details) {
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
