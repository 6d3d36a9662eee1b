//! What both screens are made of: text in two languages, huge numbers, statements in place of numbers.

use egui::{Align, Align2, Color32, Rect, Ui, pos2, vec2};
use hall_api::requests::Label;
use hall_api::texts::Language;
use hall_ui::fonts;
use hall_ui::icons::Icon;
use hall_ui::layout::Cut;
use hall_ui::look::{Choice, Look};
use hall_ui::widgets::{Ink, Tone, fitted, text};

use crate::state::Message;

/// Height of a row of text as a share of its size.
const ROW: f32 = 1.45;
/// The English moves up under the Chinese by this share of the Chinese size: between them the rows are mostly air.
const OVERLAP: f32 = 0.2;
/// A number that is wider than its place shrinks by these steps; few, because every size fills the atlas of the fonts.
const SHRINK: [f32; 4] = [1.0, 0.8, 0.64, 0.5];

/// One look in both languages.
pub(super) struct Looks {
    pub(super) zh: Look,
    pub(super) en: Look,
}

/// A text in both languages.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) zh: String,
    pub(super) en: String,
}

impl From<&Label> for Words {
    fn from(label: &Label) -> Self {
        Self { zh: label.zh.clone(), en: label.en.clone() }
    }
}

impl Looks {
    pub(super) fn new(look: &Look) -> Self {
        let with = |language| look.with(Choice { language, ..look.choice() });
        Self { zh: with(Language::Zh), en: with(Language::En) }
    }

    /// The words of a key.
    pub(super) fn t(&self, key: &str) -> Words {
        self.fill(key, &[])
    }

    /// The words of a key with its placeholders filled.
    pub(super) fn fill(&self, key: &str, values: &[(&str, &str)]) -> Words {
        Words { zh: self.zh.fill(key, values), en: self.en.fill(key, values) }
    }
}

/// How a text in both languages is drawn.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Size of the Chinese and of the English.
    pub(super) sizes: (f32, f32),
    pub(super) colour: Color32,
    /// Of the English.
    pub(super) soft: Color32,
    pub(super) align: Align,
}

impl Style {
    /// Height of both rows.
    pub(super) fn height(self) -> f32 {
        (self.sizes.0 + self.sizes.1) * ROW - self.sizes.0 * OVERLAP
    }
}

/// Draws a text in both languages, one row each, around the middle of a rectangle.
pub(super) fn words(ui: &mut Ui, rect: Rect, words: &Words, style: Style) {
    let mut room = Rect::from_center_size(rect.center(), vec2(rect.width(), style.height()));
    let align = Align2([style.align, Align::Center]);
    let upper = room.cut_top(style.sizes.0 * ROW, 0.0);
    room.min.y -= style.sizes.0 * OVERLAP;
    fitted(ui, upper, &words.zh, Ink::new(style.sizes.0, style.colour).bold().align(align).rows(1));
    fitted(ui, room, &words.en, Ink::new(style.sizes.1, style.soft).align(align).rows(1));
}

/// Draws a number as large as its place is wide, around the middle of the rectangle; the rectangle may be lower than the row.
pub(super) fn number(ui: &mut Ui, rect: Rect, digits: &str, size: f32, colour: Color32, align: Align) {
    let opaque = Color32::from_rgb(colour.r(), colour.g(), colour.b());
    let width =
        |size: f32| ui.painter().layout_no_wrap(digits.to_owned(), fonts::font(size, true), opaque).size().x;
    let fits =
        SHRINK.map(|share| (size * share).round()).into_iter().find(|size| width(*size) <= rect.width());
    let size = fits.unwrap_or(size * SHRINK[SHRINK.len() - 1]);
    let tall = Rect::from_center_size(rect.center(), vec2(rect.width(), size * ROW));
    text(ui, tall, digits, Ink::new(size, colour).bold().align(Align2([align, Align::Center])).rows(1));
}

/// Width of a bold text on one row.
pub(super) fn bold_width(ui: &Ui, content: &str, size: f32) -> f32 {
    ui.painter().layout_no_wrap(content.to_owned(), fonts::font(size, true), Color32::WHITE).size().x
}

/// Draws a state in few words on a coloured ground, its right middle at the right middle of the rectangle; tells what it covers.
pub(super) fn pill(ui: &mut Ui, looks: &Looks, rect: Rect, words: &Words, tone: Tone, icon: Icon) -> Rect {
    let (fill, colour) = tone.colours(&looks.zh);
    let size = looks.zh.sizes().button;
    let content = format!("{} {}", words.zh, words.en);
    let height = size * 2.0;
    let width = bold_width(ui, &content, size) + size * 3.2;
    let mut ground =
        Rect::from_center_size(pos2(rect.right() - width / 2.0, rect.center().y), vec2(width, height));
    let covered = ground;
    ui.painter().rect_filled(ground, (height / 2.0) as u8, fill);
    ground = ground.shrink2(vec2(size * 0.7, 0.0));
    let sign = ground.cut_left(size, size * 0.4);
    icon.paint(ui.painter(), sign, colour);
    text(ui, ground, &content, Ink::new(size, colour).bold().align(Align2::LEFT_CENTER).rows(1));
    covered
}

/// A large sentence in place of a number, and what to do, in the middle of a rectangle.
pub(super) struct Statement {
    pub(super) title: Words,
    pub(super) detail: Option<Words>,
    pub(super) colour: Color32,
    pub(super) icon: Option<Icon>,
    /// For staff, small.
    pub(super) note: Option<Words>,
}

impl Statement {
    /// Draws it at a scale, smaller if it would not fit.
    pub(super) fn show(self, ui: &mut Ui, looks: &Looks, rect: Rect, scale: f32) {
        let scale = scale.min(rect.height() / self.height(looks));
        let layout = StatementLayout::new(&self, looks, scale);
        let size = vec2(rect.width(), self.height(looks) * scale);
        let mut room = Rect::from_center_size(rect.center(), size);
        if let Some(icon) = self.icon {
            icon.paint(ui.painter(), room.cut_top(layout.icon_side, layout.gap), self.colour);
        }
        let rows = [
            (Some(&self.title), layout.title),
            (self.detail.as_ref(), layout.detail),
            (self.note.as_ref(), layout.note),
        ];
        for (content, style) in rows {
            if let Some(content) = content {
                words(ui, room.cut_top(style.height(), layout.gap), content, style);
            }
        }
    }

    /// Height at scale 1.
    fn height(&self, looks: &Looks) -> f32 {
        let layout = StatementLayout::new(self, looks, 1.0);
        let parts = [
            Some(layout.title.height()),
            self.icon.map(|_| layout.icon_side + layout.gap),
            self.detail.as_ref().map(|_| layout.detail.height() + layout.gap),
            self.note.as_ref().map(|_| layout.note.height() + layout.gap),
        ];
        parts.iter().flatten().sum()
    }

    /// What a message says.
    pub(super) fn of(message: &Message, looks: &Looks) -> Self {
        let palette = looks.zh.palette();
        let say = |name: &str, part: &str| looks.t(&format!("display.message.{name}_{part}"));
        match message {
            Message::Connecting => Self {
                title: say("connecting", "title"),
                detail: Some(say("connecting", "detail")),
                colour: palette.ink,
                icon: None,
                note: None,
            },
            Message::Lost => Self {
                title: say("lost", "title"),
                detail: Some(say("lost", "detail")),
                colour: palette.warning_strong,
                icon: Some(Icon::Offline),
                note: None,
            },
            Message::Refused { code } => Self {
                title: say("refused", "title"),
                detail: Some(say("refused", "detail")),
                colour: palette.warning_strong,
                icon: Some(Icon::Warning),
                note: Some(looks.fill("display.message.refused_staff", &[("code", code)])),
            },
        }
    }
}

/// Sizes of the parts of a statement.
struct StatementLayout {
    title: Style,
    detail: Style,
    note: Style,
    icon_side: f32,
    gap: f32,
}

impl StatementLayout {
    fn new(statement: &Statement, looks: &Looks, scale: f32) -> Self {
        let (palette, sizes) = (looks.zh.palette(), looks.zh.sizes());
        let style = |zh: f32, en: f32, colour, soft| Style {
            sizes: ((zh * scale).round(), (en * scale).round()),
            colour,
            soft,
            align: Align::Center,
        };
        Self {
            title: style(sizes.heading * 1.3, sizes.button, statement.colour, statement.colour),
            detail: style(sizes.button, sizes.body, palette.ink, palette.ink_soft),
            note: style(sizes.small * 0.7, sizes.small * 0.7, palette.ink_soft, palette.ink_soft),
            icon_side: sizes.heading * scale,
            gap: looks.zh.space().grid * scale,
        }
    }
}
