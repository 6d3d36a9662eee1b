//! The keyboard on the screen: a kiosk has no input method. Keys stand in the order of the alphabet, which everybody knows,
//! and are as large and as far apart as everything else that is touched.

use egui::{Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::button::Button;
use super::text::{Ink, paint};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::look::Look;

/// Letters of the alphabet.
pub const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// Figures, and the letters that are not taken for one.
pub const CODE_CHARACTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Keys grow by this share at most to fill the room.
const STRETCH_MAX: f32 = 1.35;

/// What was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyTouch {
    /// A character.
    Type(char),
    /// The last character away.
    Erase,
    /// All away.
    Clear,
}

/// A keyboard.
#[derive(Clone, Copy, Debug)]
pub struct Keyboard<'a> {
    /// Its characters, one a key.
    pub characters: &'a str,
    /// Keys side by side.
    pub columns: usize,
}

impl Keyboard<'_> {
    /// Keys of a row that fit a width.
    pub fn columns_in(look: &Look, width: f32) -> usize {
        let (least, gap) = (look.shape().touch_min, look.shape().touch_gap);
        (((width + gap) / (least + gap)).floor() as usize).max(1)
    }

    /// Width of so many keys side by side.
    pub fn width(look: &Look, columns: usize) -> f32 {
        let (least, gap) = (look.shape().touch_min, look.shape().touch_gap);
        columns as f32 * (least + gap) - gap
    }

    /// Height it needs at least.
    pub fn height(self, look: &Look) -> f32 {
        let (least, gap) = (look.shape().touch_min, look.shape().touch_gap);
        self.rows() as f32 * (least + gap) - gap
    }

    /// Rows, with room for the two keys that erase.
    fn rows(self) -> usize {
        let count = self.characters.chars().count();
        let full = count.div_ceil(self.columns);
        if full * self.columns - count >= 2 { full } else { full + 1 }
    }

    /// Draws it; tells what was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> Option<KeyTouch> {
        let gap = look.shape().touch_gap;
        let rows = self.rows();
        let cell = vec2(
            (rect.width() + gap) / self.columns as f32 - gap,
            ((rect.height() + gap) / rows as f32 - gap).min(look.shape().touch_min * STRETCH_MAX),
        );
        let place = |column: usize, row: usize, wide: usize| {
            let at = rect.min + vec2(column as f32 * (cell.x + gap), row as f32 * (cell.y + gap));
            Rect::from_min_size(at, vec2(wide as f32 * (cell.x + gap) - gap, cell.y))
        };
        let mut touched = None;
        for (index, character) in self.characters.chars().enumerate() {
            if key(ui, look, place(index % self.columns, index / self.columns, 1), character) {
                touched = Some(KeyTouch::Type(character));
            }
        }
        let count = self.characters.chars().count();
        let (first, left) = match count % self.columns {
            used if used > 0 && self.columns - used >= 2 => (used, self.columns - used),
            _ => (0, self.columns),
        };
        let half = left / 2;
        let clear = place(first, rows - 1, half);
        if Button::new(look.t("kiosk.keys.clear")).icon(Icon::Cross).show(ui, look, clear) {
            touched = Some(KeyTouch::Clear);
        }
        let erase = place(first + half, rows - 1, left - half);
        if Button::new(look.t("kiosk.keys.erase")).icon(Icon::Erase).show(ui, look, erase) {
            touched = Some(KeyTouch::Erase);
        }
        touched
    }
}

/// Draws a key; true when it was touched.
fn key(ui: &mut Ui, look: &Look, rect: Rect, character: char) -> bool {
    let mut buffer = [0; 4];
    let words: &str = character.encode_utf8(&mut buffer);
    let response = touchable(ui, rect, words, true, None);
    let p = look.palette();
    let down = pressed(&response);
    let face = if down { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
    let (fill, ink) = if down { (p.brand, p.on_strong) } else { (p.card, p.ink) };
    ui.painter().rect(face, look.shape().corner, fill, Stroke::new(2.0, p.line), StrokeKind::Inside);
    paint(ui, face, words, Ink::new(look.sizes().title, ink).bold().centered().rows(1));
    focus_ring(ui, look, rect, &response);
    response.clicked()
}

/// What was typed, with a mark where the next character will stand; a hint while it is empty.
pub fn typed(ui: &mut Ui, look: &Look, rect: Rect, content: &str, hint: &str, icon: Icon) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    let edge = Stroke::new(4.0, p.brand);
    ui.painter().rect(rect, look.shape().corner, p.card, edge, StrokeKind::Inside);
    let mut inner = rect.shrink2(vec2(space.card, 0.0));
    let side = sizes.button * 1.2;
    let at = Rect::from_center_size(pos2(inner.left() + side / 2.0, inner.center().y), Vec2::splat(side));
    icon.paint(ui.painter(), at, p.brand);
    inner.min.x += side + space.card;
    let middle = egui::Align2::LEFT_CENTER;
    if content.is_empty() {
        let ink = Ink::new(sizes.button, p.ink_soft).align(middle).rows(2);
        super::fitted(ui, inner.shrink2(vec2(0.0, space.grid)), hint, ink);
        return;
    }
    let ink = Ink::new(sizes.title, p.ink).bold().align(middle).rows(1);
    let covered = super::fitted(ui, inner, content, ink);
    let x = (covered.right() + 6.0).min(inner.right());
    ui.painter().vline(
        x,
        inner.center().y - sizes.title * 0.5..=inner.center().y + sizes.title * 0.5,
        (4.0, p.accent),
    );
}
