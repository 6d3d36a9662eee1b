//! Announcements in a quiet strip, one after another, and that the voice is muted. The strip is as high as the longest of
//! them needs, so that nothing jumps when the next one comes. Also what staff must know of this board.

use egui::{Align2, Rect, Ui, Vec2};
use hall_api::requests::Label;
use hall_ui::icons::Icon;
use hall_ui::layout::Cut;
use hall_ui::motion;
use hall_ui::widgets::{Banner, Ink, Tone, height_of, text};

use super::part;
use crate::screens::parts::{Looks, Words};
use crate::state::LiveHall;

/// Rows of an announcement in one language at most.
const ROWS_MAX: usize = 5;

/// Height of the strip at a width; none if there is nothing to say.
pub(super) fn height(ui: &Ui, looks: &Looks, width: f32, hall: &LiveHall) -> Option<f32> {
    if !hall.unknown_lines.is_empty() {
        return Some(Banner::height(&looks.zh));
    }
    let heights = notices(looks, hall).into_iter().map(|notice| {
        let (zh, en) = heights(ui, looks, words_width(looks, width), &notice);
        zh + en + 2.0 * looks.zh.space().grid
    });
    heights.reduce(f32::max)
}

pub(super) fn draw(ui: &mut Ui, looks: &Looks, rect: Rect, hall: &LiveHall) {
    if !hall.unknown_lines.is_empty() {
        let letters = hall.unknown_lines.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
        let words = looks.fill("display.board.unknown_lines", &[("lines", &letters)]);
        let words = format!("{}\n{}", words.zh, words.en);
        return Banner { words: &words, tone: Tone::Warning, icon: None }.show(ui, &looks.zh, rect);
    }
    let (palette, space) = (looks.zh.palette(), looks.zh.space());
    ui.painter().rect_filled(rect, looks.zh.shape().corner, palette.brand_tint);
    let notices = notices(looks, hall);
    let part = part(ui, &notices, 1, hall.turn);
    let Some(notice) = part.shown.first() else { return };
    let mut room = rect.shrink2(Vec2::new(space.card, space.grid));
    let icon = room.cut_left(icon_side(looks), space.card);
    Icon::Speaker.paint(ui.painter(), icon, palette.brand_strong);
    let place = room.cut_right(place_width(looks), 0.0);
    part.say_place(ui, looks, place);
    let (zh, en) = heights(ui, looks, room.width(), notice);
    let mut room = Rect::from_center_size(room.center(), Vec2::new(room.width(), zh + en));
    ui.scope(|ui| {
        motion::appear(ui, &looks.zh, &notice.zh);
        let (zh_ink, en_ink) = inks(looks);
        let upper = room.cut_top(zh, 0.0);
        text(ui, upper, &notice.zh, zh_ink);
        text(ui, room, &notice.en, en_ink);
    });
}

/// What is in the strip: that nothing is spoken, then what is announced.
fn notices(looks: &Looks, hall: &LiveHall) -> Vec<Label> {
    let Words { zh, en } = looks.t("display.board.muted");
    hall.muted.then_some(Label { zh, en }).into_iter().chain(hall.notices.iter().cloned()).collect()
}

fn icon_side(looks: &Looks) -> f32 {
    looks.zh.sizes().title
}

fn place_width(looks: &Looks) -> f32 {
    looks.zh.sizes().small * 2.5
}

/// Width left for the words in a strip of a width.
fn words_width(looks: &Looks, width: f32) -> f32 {
    let space = looks.zh.space();
    width - 3.0 * space.card - icon_side(looks) - place_width(looks)
}

/// How the Chinese and the English are drawn.
fn inks(looks: &Looks) -> (Ink, Ink) {
    let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
    let ink = |size, colour| Ink::new(size, colour).align(Align2::LEFT_TOP).rows(ROWS_MAX);
    (ink(sizes.button, palette.ink).bold(), ink(sizes.small, palette.ink_soft))
}

fn heights(ui: &Ui, looks: &Looks, width: f32, notice: &Label) -> (f32, f32) {
    let (zh, en) = inks(looks);
    (height_of(ui, &notice.zh, width, zh), height_of(ui, &notice.en, width, en))
}
