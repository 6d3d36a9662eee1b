//! The screen over a window: a strip (1920×540), a whole screen (1920×1080), or one that hangs upright.

use egui::{Align, Rect, Stroke, StrokeKind, Ui};
use hall_api::requests::Label;
use hall_ui::canvas::{Design, portrait};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::widgets::{Tone, card};

use super::parts::{Looks, Statement, Style, Words, bold_width, number, pill, words};
use crate::state::{Scene, WindowPicture, WindowState};

/// What a window's screen is laid out for.
pub const DESIGNS: [Design; 3] = [Design::LANDSCAPE, Design::STRIP, Design::PORTRAIT];

/// A canvas lower than this is a strip.
const STRIP_HEIGHT_MAX: f32 = 800.0;
/// Width of the card with the window's number.
const NUMBER_CARD_WIDTH: f32 = 400.0;

pub(super) fn draw(ui: &mut Ui, looks: &Looks, canvas: Rect, picture: &WindowPicture) {
    if canvas.height() < STRIP_HEIGHT_MAX {
        strip(ui, looks, canvas, picture);
    } else if portrait(canvas) {
        upright(ui, looks, canvas, picture);
    } else {
        whole(ui, looks, canvas, picture);
    }
}

fn strip(ui: &mut Ui, looks: &Looks, canvas: Rect, picture: &WindowPicture) {
    let space = looks.zh.space();
    let mut room = canvas.shrink(space.between);
    let left = room.cut_left(NUMBER_CARD_WIDTH, space.between);
    number_card(ui, looks, left, &picture.number);
    let mut head = room.cut_top(looks.zh.sizes().title * 2.0, space.grid * 2.0);
    if let Some(state) = &picture.state {
        let covered = state_pill(ui, looks, head, state);
        head.max.x = covered.left() - space.between;
    }
    serves(ui, looks, head, picture, (looks.zh.sizes().button, looks.zh.sizes().small));
    let big = looks.zh.sizes().number * 1.6;
    match content(looks, &picture.scene) {
        Content::Number(call) => {
            let width = bold_width(ui, &call.number, big).min(room.width() * 0.7);
            let digits = room.cut_left(width, space.edge);
            number(ui, digits, &call.number, big, call.colour, Align::Min);
            words(ui, room, &call.words, call.style(looks, Align::Min));
        }
        Content::Statement(statement) => statement.show(ui, looks, room, 1.4),
    }
}

fn whole(ui: &mut Ui, looks: &Looks, canvas: Rect, picture: &WindowPicture) {
    let (space, sizes) = (looks.zh.space(), looks.zh.sizes());
    let mut room = canvas.shrink(space.edge);
    let mut head = room.cut_top(sizes.number * 1.4, space.between);
    let left = head.cut_left(NUMBER_CARD_WIDTH * 1.3, space.edge);
    number_card(ui, looks, left, &picture.number);
    let mut right = head;
    if let Some(clock) = &picture.clock {
        let upper = right.cut_top(right.height() / 2.0, 0.0);
        number(ui, upper, clock, sizes.heading, looks.zh.palette().ink, Align::Max);
    }
    if let Some(state) = &picture.state {
        let covered = state_pill(ui, looks, right, state);
        head.max.x = covered.left() - space.edge;
    }
    serves(ui, looks, head, picture, (sizes.title, sizes.body));
    let inside = card(ui, &looks.zh, room);
    match content(looks, &picture.scene) {
        Content::Number(call) => {
            let style = call.style(looks, Align::Center);
            let mut inside = inside;
            let below = inside.cut_bottom(style.height(), 0.0);
            number(ui, inside, &call.number, sizes.number * 2.2, call.colour, Align::Center);
            words(ui, below, &call.words, style);
        }
        Content::Statement(statement) => statement.show(ui, looks, inside, 2.2),
    }
}

fn upright(ui: &mut Ui, looks: &Looks, canvas: Rect, picture: &WindowPicture) {
    let (space, sizes) = (looks.zh.space(), looks.zh.sizes());
    let mut room = canvas.shrink(space.edge);
    let mut head = room.cut_top(sizes.number * 1.4, space.between);
    let left = head.cut_left(NUMBER_CARD_WIDTH * 1.3, space.edge);
    number_card(ui, looks, left, &picture.number);
    if let Some(clock) = &picture.clock {
        let upper = head.cut_top(head.height() / 2.0, 0.0);
        number(ui, upper, clock, sizes.heading, looks.zh.palette().ink, Align::Max);
    }
    if let Some(state) = &picture.state {
        state_pill(ui, looks, head, state);
    }
    let style = (sizes.title, sizes.body);
    serves(ui, looks, room.cut_top(sizes.title * 2.4, space.between), picture, style);
    let inside = card(ui, &looks.zh, room);
    match content(looks, &picture.scene) {
        Content::Number(call) => {
            let style = call.style(looks, Align::Center);
            let size = sizes.number * 1.75;
            let mut inside = hall_ui::layout::centered(inside, inside.width(), size * 1.2 + style.height());
            let below = inside.cut_bottom(style.height(), 0.0);
            number(ui, inside, &call.number, size, call.colour, Align::Center);
            words(ui, below, &call.words, style);
        }
        Content::Statement(statement) => statement.show(ui, looks, inside, 1.4),
    }
}

/// A number with what it means.
struct Called {
    number: String,
    words: Words,
    colour: egui::Color32,
    ink: egui::Color32,
}

impl Called {
    fn style(&self, looks: &Looks, align: Align) -> Style {
        let sizes = looks.zh.sizes();
        Style {
            sizes: (sizes.heading, sizes.button),
            colour: self.ink,
            soft: looks.zh.palette().ink_soft,
            align,
        }
    }
}

/// The large part of the screen.
enum Content {
    Number(Called),
    Statement(Statement),
}

fn content(looks: &Looks, scene: &Scene) -> Content {
    let palette = looks.zh.palette();
    let plain = |title, colour| Statement { title, detail: None, colour, icon: None, note: None };
    let statement = match scene {
        Scene::Called { number, alpha } => {
            return Content::Number(Called {
                number: number.clone(),
                words: looks.t("display.called"),
                colour: palette.called.gamma_multiply(*alpha),
                ink: palette.ink,
            });
        }
        Scene::Serving { number } => {
            return Content::Number(Called {
                number: number.clone(),
                words: looks.t("display.serving"),
                colour: palette.ink,
                ink: palette.ink_soft,
            });
        }
        Scene::Free => plain(looks.t("display.free"), palette.ink),
        Scene::Paused { back_at: Some(time) } => {
            plain(looks.fill("display.back_at", &[("time", time)]), palette.warning_strong)
        }
        Scene::Paused { back_at: None } => plain(looks.t("display.back_soon"), palette.warning_strong),
        Scene::Closed => Statement {
            detail: Some(looks.t("display.elsewhere")),
            ..plain(looks.t("display.closed"), palette.ink_soft)
        },
        Scene::Message(message) => Statement::of(message, looks),
    };
    Content::Statement(statement)
}

fn number_card(ui: &mut Ui, looks: &Looks, rect: Rect, window: &str) {
    let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
    let stroke = Stroke::new(2.0, palette.line);
    ui.painter().rect(rect, looks.zh.shape().corner, palette.brand_tint, stroke, StrokeKind::Inside);
    let style = Style {
        sizes: (sizes.title, sizes.body),
        colour: palette.ink,
        soft: palette.ink_soft,
        align: Align::Center,
    };
    let mut room = rect.shrink(looks.zh.space().card);
    if rect.width() < rect.height() * 1.2 {
        let below = room.cut_bottom(style.height(), 0.0);
        number(ui, room, window, sizes.number * 1.25, palette.ink, Align::Center);
        return words(ui, below, &looks.t("display.window"), style);
    }
    let word = looks.t("display.window");
    let (gap, word_width) = (looks.zh.space().card, bold_width(ui, &word.zh, sizes.title) + 2.0);
    let digits_width = bold_width(ui, window, sizes.number).min(room.width() - gap - word_width);
    let mut right = centered(room, digits_width + gap + word_width, room.height());
    let digits = right.cut_left(digits_width, gap);
    number(ui, digits, window, sizes.number, palette.ink, Align::Min);
    words(ui, right, &word, Style { align: Align::Min, ..style });
}

fn serves(ui: &mut Ui, looks: &Looks, rect: Rect, picture: &WindowPicture, sizes: (f32, f32)) {
    if picture.serves.is_empty() {
        return;
    }
    let palette = looks.zh.palette();
    let lines = |look: &Look, pick: fn(&Label) -> &str| {
        let lines = picture.serves.iter().map(pick).collect::<Vec<_>>().join(" · ");
        look.fill("display.serves", &[("lines", &lines)])
    };
    let content = Words {
        zh: lines(&looks.zh, |line| line.zh.as_str()),
        en: lines(&looks.en, |line| line.en.as_str()),
    };
    words(
        ui,
        rect,
        &content,
        Style { sizes, colour: palette.ink, soft: palette.ink_soft, align: Align::Min },
    );
}

fn state_pill(ui: &mut Ui, looks: &Looks, rect: Rect, state: &WindowState) -> Rect {
    let (key, tone, icon) = match state {
        WindowState::Open => ("display.open", Tone::Ok, Icon::Check),
        WindowState::Paused { .. } => ("display.paused", Tone::Warning, Icon::Clock),
        WindowState::Closed => ("display.closed", Tone::Plain, Icon::Closed),
    };
    pill(ui, looks, rect, &looks.t(key), tone, icon)
}
