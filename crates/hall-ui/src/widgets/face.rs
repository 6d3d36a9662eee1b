//! Faces to rate with: a drawing and words, never one without the other.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, Vec2};

use super::chip::Tone;
use super::text::{Ink, paint_fitted, width_of};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::layout::{Cut, centered};
use crate::look::Look;

/// A face is drawn above its words unless its place is lower than this share of its width.
const ABOVE_FROM: f32 = 0.6;

/// Height of a row of words as a share of their size.
const ONE_ROW: f32 = 1.5;
/// Words may shrink to this share before they take a second row.
const ONE_ROW_SHRINK: f32 = 0.75;
/// Size of words in two rows, as a share of theirs in one.
const TWO_ROWS_SIZE: f32 = 0.72;

/// A face that can be touched.
#[derive(Clone, Copy, Debug)]
pub struct Face<'a> {
    /// The drawing.
    pub icon: Icon,
    /// Its meaning, as a colour.
    pub tone: Tone,
    /// Its meaning, in words.
    pub words: &'a str,
    /// The accessible name, where the words on it are not enough.
    pub name: &'a str,
    /// Rows its words may take below the drawing, the same for all side by side.
    pub rows: usize,
    /// One of several of which one is chosen; none where none can be yet.
    pub chosen: Option<bool>,
}

impl Face<'_> {
    /// Rows that words below faces of a width need: one, or two if one of them is long.
    pub fn rows_needed<'b>(
        ui: &Ui,
        look: &Look,
        width: f32,
        words: impl IntoIterator<Item = &'b str>,
    ) -> usize {
        let ink = Ink::new(look.sizes().button, look.palette().ink).bold();
        let room = width - look.space().grid * 3.0;
        let long = words.into_iter().any(|words| width_of(ui, words, ink) * ONE_ROW_SHRINK > room);
        if long { 2 } else { 1 }
    }

    /// Draws it; true when it was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> bool {
        let response = touchable(ui, rect, self.name, true, self.chosen);
        let p = look.palette();
        let (tint, strong) = self.tone.colours(look);
        let chosen = self.chosen == Some(true);
        let fill = if chosen || pressed(&response) { tint } else { p.card };
        let edge = if chosen { Stroke::new(5.0, strong) } else { Stroke::new(2.0, p.line) };
        let at = if pressed(&response) { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
        ui.painter().rect(at, look.shape().corner, fill, edge, StrokeKind::Inside);
        let inner = at.shrink2(Vec2::new(look.space().grid * 1.5, look.space().grid * 1.5));
        if inner.height() >= inner.width() * ABOVE_FROM {
            self.paint_above(ui, look, inner, strong);
        } else {
            self.paint_beside(ui, look, inner, strong);
        }
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    fn paint_above(self, ui: &Ui, look: &Look, mut inner: Rect, colour: egui::Color32) {
        // All side by side in one size, however long the words of each.
        let size = look.sizes().button * if self.rows > 1 { TWO_ROWS_SIZE } else { 1.0 };
        let height = size * ONE_ROW * self.rows as f32;
        let words = inner.cut_bottom(height, look.space().grid);
        let edge = inner.height().min(inner.width()) * 0.88;
        self.icon.paint(ui.painter(), centered(inner, edge, edge), colour);
        let ink = Ink::new(size, look.palette().ink).bold().centered().rows(self.rows);
        paint_fitted(ui, words, self.words, ink);
    }

    fn paint_beside(self, ui: &Ui, look: &Look, inner: Rect, colour: egui::Color32) {
        let side = (inner.height() * 0.72).min(inner.width() * 0.3);
        let ink = Ink::new(look.sizes().body, look.palette().ink).bold();
        let beside = side + look.space().grid;
        let is_long = width_of(ui, self.words, ink) * ONE_ROW_SHRINK > inner.width() - beside;
        let ink = ink.rows(if is_long { 2 } else { 1 });
        let words = width_of(ui, self.words, ink).min(inner.width() - beside);
        let mut group = centered(inner, words + beside + 2.0, inner.height());
        let at = group.cut_left(side, look.space().grid);
        self.icon.paint(ui.painter(), at, colour);
        paint_fitted(ui, group, self.words, ink.align(Align2::LEFT_CENTER));
    }
}
