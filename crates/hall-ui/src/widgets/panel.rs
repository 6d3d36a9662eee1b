//! Cards, banners, and the veil behind a question.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, Vec2};

use super::chip::Tone;
use super::text::{Ink, fitted, height_of};
use crate::icons::Icon;
use crate::layout::Cut;
use crate::look::Look;

/// Draws a card and tells the rectangle inside its padding.
pub fn card(ui: &Ui, look: &Look, rect: Rect) -> Rect {
    let p = look.palette();
    ui.painter().rect(rect, look.shape().corner, p.card, Stroke::new(2.0, p.line), StrokeKind::Inside);
    rect.shrink(look.space().card)
}

/// Veils the screen behind a question.
pub fn scrim(ui: &Ui, look: &Look, rect: Rect) {
    ui.painter().rect_filled(rect, 0, look.palette().ink.gamma_multiply(0.67));
}

/// A message across the screen.
#[derive(Clone, Copy, Debug)]
pub struct Banner<'a> {
    /// What to say.
    pub words: &'a str,
    /// What it means.
    pub tone: Tone,
    /// The icon, if not the tone's own.
    pub icon: Option<Icon>,
}

impl Banner<'_> {
    /// Height of two lines.
    pub fn height(look: &Look) -> f32 {
        look.sizes().body * 1.5 * 2.0 + look.space().card
    }

    /// Height its words need at a width in their least size: of two lines or more.
    pub fn height_at(self, ui: &Ui, look: &Look, width: f32) -> f32 {
        let room = width - look.space().card * 3.0 - Self::side(look);
        let words =
            height_of(ui, self.words, room, Ink::new(look.sizes().body, look.palette().ink).smallest());
        (words + look.space().card).max(Self::height(look))
    }

    fn side(look: &Look) -> f32 {
        look.sizes().button * 1.2
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) {
        let (fill, colour) = self.tone.colours(look);
        ui.painter().rect(rect, look.shape().corner, fill, Stroke::new(2.0, colour), StrokeKind::Inside);
        let mut inner = rect.shrink2(Vec2::new(look.space().card, look.space().grid));
        let at = inner.cut_left(Self::side(look), look.space().card);
        self.icon.unwrap_or(self.tone.icon()).paint(ui.painter(), at, colour);
        fitted(ui, inner, self.words, Ink::new(look.sizes().body, colour).align(Align2::LEFT_CENTER));
    }
}
