//! The rating: five faces with words; then, for who likes to, reasons and the parts of the visit.

use egui::{Align2, Rect, Ui, vec2};
use hall_api::core::evaluation::Level;
use hall_ui::canvas::portrait;
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, columns, grid};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Face, Ink, Kind, Tone, fitted, text};

use super::sheet;
use crate::state::pad::{Countdown, Details, Page, Part, ReasonButton, Sheet, Touch};

/// Height of a row of text as a share of its size.
const ROW: f32 = 1.45;
/// A face is no higher than this, as a share of its width.
const FACE_SHAPE: f32 = 1.25;
/// Width of the words before a row of small faces, as a share of the row.
const PART_SHARE: f32 = 0.22;

pub(super) fn faces(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    sheet: Option<&Sheet>,
    countdown: Countdown,
    touches: &mut Vec<Touch>,
) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    let title = Ink::new(sizes.title, p.ink).bold().align(Align2::LEFT_CENTER).rows(1);
    fitted(ui, body.cut_top(sizes.title * ROW, 0.0), look.t("rate.title"), title);
    let hint = Ink::new(sizes.body, p.ink_soft).align(Align2::LEFT_CENTER).rows(1);
    fitted(ui, body.cut_top(sizes.body * ROW, space.grid * 2.0), look.t("rate.optional"), hint);
    let mut foot = body.cut_bottom(look.touch_height(), space.grid * 2.0);
    let skip = foot.cut_right((sizes.button * 7.0).min(foot.width() / 3.0), space.between);
    if Button::new(look.t("rate.skip")).show(ui, look, skip) {
        touches.push(Touch::Skip);
    }
    time_left(ui, look, foot, countdown, "pad.closes");
    if let Some(sheet) = sheet {
        outcome(ui, look, &mut body, sheet);
    }
    let places = columns(body, Level::ALL.len(), look.shape().touch_gap);
    let words = Level::ALL.map(|level| look.t(level_key(level)));
    let rows = Face::rows_needed(ui, look, places[0].width(), words);
    for (level, place) in Level::ALL.into_iter().zip(places) {
        let height = place.height().min(place.width() * FACE_SHAPE);
        let place = Rect::from_min_size(place.min, vec2(place.width(), height));
        if (Face { rows, ..face(look, level, None) }).show(ui, look, place) {
            touches.push(Touch::Face(level));
        }
    }
}

/// What came of the visit: the whole sheet where there is room, else one line; with what to come back above all.
fn outcome(ui: &mut Ui, look: &Look, body: &mut Rect, sheet: &Sheet) {
    let (sizes, space) = (look.sizes(), look.space());
    if portrait(ui.max_rect()) {
        let faces = body.cut_top(body.width() / 5.0 * FACE_SHAPE, space.between);
        sheet::come_back(ui, look, body, sheet);
        sheet::items(ui, look, *body, sheet);
        *body = faces;
    } else if sheet.come_back.is_some() {
        sheet::come_back(ui, look, body, sheet);
    } else if !look.large() {
        let row = body.cut_bottom(sizes.body * ROW, space.grid * 2.0);
        sheet::summary(ui, look, row, sheet);
    }
}

pub(super) fn details(ui: &mut Ui, look: &Look, mut body: Rect, details: &Details, touches: &mut Vec<Touch>) {
    let space = look.space();
    let foot = body.cut_bottom(look.touch_height(), space.grid * 2.0);
    ways(ui, look, foot, details, touches);
    match details.page {
        Page::Reasons => reasons(ui, look, body, details, touches),
        Page::Parts => parts(ui, look, body, details, touches),
    }
}

/// To the other page; the time left; send.
fn ways(ui: &mut Ui, look: &Look, mut foot: Rect, details: &Details, touches: &mut Vec<Touch>) {
    let (sizes, space) = (look.sizes(), look.space());
    let width = (sizes.button * 7.5).min(foot.width() * 0.36);
    let send = foot.cut_right(width, space.between);
    if Button::new(look.t("rate.submit")).kind(Kind::Action).icon(Icon::Check).show(ui, look, send) {
        touches.push(Touch::Submit);
    }
    let other = foot.cut_left(width, space.between);
    let (words, icon, page) = match details.page {
        Page::Reasons => (look.t("rate.to_parts"), Icon::Steps, Page::Parts),
        Page::Parts => (look.t("rate.to_reasons"), Icon::Back, Page::Reasons),
    };
    if Button::new(words).icon(icon).show(ui, look, other) {
        touches.push(Touch::Page(page));
    }
    time_left(ui, look, foot, details.countdown, "pad.sends");
}

fn reasons(ui: &mut Ui, look: &Look, mut body: Rect, details: &Details, touches: &mut Vec<Touch>) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    let is_tall = portrait(ui.max_rect());
    // In large mode there is no room for both; the faces have had their turn.
    if is_tall || !look.large() {
        let gap = look.shape().touch_gap;
        let width = (body.width() - gap * 4.0) / 5.0;
        let row =
            body.cut_top(if is_tall { width * FACE_SHAPE } else { look.touch_height() }, space.grid * 2.0);
        small_faces(ui, look, row, Some(details.level), None, touches);
    }
    let key = if details.level >= Level::Satisfied { "rate.praise" } else { "rate.complaint" };
    let ink = Ink::new(sizes.body, p.ink).bold().align(Align2::LEFT_CENTER).rows(1);
    fitted(ui, body.cut_top(sizes.body * ROW, space.grid), look.t(key), ink);
    let gap = look.shape().touch_gap.min(space.grid * 2.0);
    let across = if is_tall { 2 } else { 4 };
    let places = grid(body, across, look.touch_height().min((body.height() - gap) / 2.0), gap);
    for (reason, at) in details.reasons.iter().zip(places) {
        touches.extend(tick(ui, look, at, reason));
    }
}

fn tick(ui: &mut Ui, look: &Look, at: Rect, reason: &ReasonButton) -> Option<Touch> {
    let touched = Button::new(look.label(&reason.text)).chosen(reason.ticked).show(ui, look, at);
    touched.then(|| Touch::Reason(reason.code.clone()))
}

fn parts(ui: &mut Ui, look: &Look, mut body: Rect, details: &Details, touches: &mut Vec<Touch>) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    let gap = space.grid * 2.0;
    if portrait(ui.max_rect()) || !look.large() {
        let ink = Ink::new(sizes.body, p.ink).bold().align(Align2::LEFT_CENTER).rows(1);
        fitted(ui, body.cut_top(sizes.body * ROW, space.grid), look.t("rate.parts"), ink);
    }
    let height = ((body.height() - gap * 2.0) / 3.0).min(look.touch_height() * 1.6);
    for (part, given) in details.parts {
        let mut row = body.cut_top(height, gap);
        let name = row.cut_left(row.width() * PART_SHARE, space.grid * 2.0);
        let ink = Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(2);
        fitted(ui, name, look.t(part_key(part)), ink);
        small_faces(ui, look, row, given, Some(part), touches);
    }
}

/// Five faces side by side, one of them maybe chosen: for the visit, or for a part of it.
fn small_faces(
    ui: &mut Ui,
    look: &Look,
    row: Rect,
    given: Option<Level>,
    part: Option<Part>,
    touches: &mut Vec<Touch>,
) {
    let gap = look.shape().touch_gap.min(look.space().grid * 2.0);
    let places = columns(row, Level::ALL.len(), gap);
    let long = Level::ALL.map(|level| look.t(level_key(level)));
    let rows = if part.is_some() { 1 } else { Face::rows_needed(ui, look, places[0].width(), long) };
    for (level, place) in Level::ALL.into_iter().zip(places) {
        let words = look.t(level_key(level));
        let named = part
            .map(|part| look.fill("rate.part_level", &[("part", look.t(part_key(part))), ("level", words)]));
        let face = face(look, level, Some(given == Some(level)));
        let name = named.as_deref().unwrap_or(words);
        // A part has less room, and its heading says what is meant.
        let words = part.map_or(words, |_| look.t(short_key(level)));
        if (Face { name, words, rows, ..face }).show(ui, look, place) {
            touches.push(part.map_or(Touch::Face(level), |part| Touch::Part(part, level)));
        }
    }
}

fn face(look: &Look, level: Level, chosen: Option<bool>) -> Face<'_> {
    let (icon, tone) = match level {
        Level::VerySatisfied => (Icon::Laughing, Tone::Ok),
        Level::Satisfied => (Icon::Smiling, Tone::Ok),
        Level::Fair => (Icon::Calm, Tone::Warning),
        Level::Dissatisfied => (Icon::Unhappy, Tone::Danger),
        Level::VeryDissatisfied => (Icon::Angry, Tone::Danger),
    };
    let words = look.t(level_key(level));
    Face { icon, tone, words, name: words, rows: 1, chosen }
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::VerySatisfied => "rate.level.5",
        Level::Satisfied => "rate.level.4",
        Level::Fair => "rate.level.3",
        Level::Dissatisfied => "rate.level.2",
        Level::VeryDissatisfied => "rate.level.1",
    }
}

fn short_key(level: Level) -> &'static str {
    match level {
        Level::VerySatisfied => "rate.short.5",
        Level::Satisfied => "rate.short.4",
        Level::Fair => "rate.short.3",
        Level::Dissatisfied => "rate.short.2",
        Level::VeryDissatisfied => "rate.short.1",
    }
}

fn part_key(part: Part) -> &'static str {
    match part {
        Part::Efficiency => "rate.part.efficiency",
        Part::Competence => "rate.part.competence",
        Part::Attitude => "rate.part.attitude",
    }
}

/// The time left as a bar that grows shorter, with words below.
fn time_left(ui: &mut Ui, look: &Look, rect: Rect, countdown: Countdown, key: &str) {
    let (p, sizes) = (look.palette(), look.sizes());
    let words = look.fill(key, &[("n", &countdown.seconds.to_string())]);
    let middle = rect.center().y;
    let bar = rect.with_min_y(middle - 14.0).with_max_y(middle - 4.0);
    ui.painter().rect_filled(bar, 5, p.line);
    let width = bar.width() * countdown.share;
    ui.painter().rect_filled(bar.with_max_x(bar.left() + width), 5, p.brand);
    let under = rect.with_min_y(middle).with_max_y(middle + sizes.small * ROW);
    let ink = Ink::new(sizes.small, p.ink_soft).align(Align2::LEFT_CENTER).rows(1);
    text(ui, under, &words, ink);
}
