//! Rows of a list: something to choose or not, with what matters about it.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, Vec2};

use super::chip::{Chip, Tone};
use super::text::{Ink, paint, paint_fitted};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::layout::Cut;
use crate::look::Look;

/// What stands at the left of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A box to tick, ticked or not.
    Box(bool),
    /// An icon; the row leads somewhere.
    Icon(Icon),
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// What it is.
    pub title: &'a str,
    /// What matters about it.
    pub hint: &'a str,
    /// What stands at its left.
    pub mark: Mark,
    /// A word at its right.
    pub chip: Option<(&'a str, Tone, Icon)>,
    /// Can it be touched? The chip says why not.
    pub enabled: bool,
}

impl Row<'_> {
    /// Height it needs.
    pub fn height(look: &Look) -> f32 {
        look.sizes().button * 1.5 + look.sizes().small * 1.5 + look.space().between
    }

    /// Draws it; true when it was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> bool {
        let selected = match self.mark {
            Mark::Box(ticked) => Some(ticked),
            Mark::Icon(_) => None,
        };
        let response = touchable(ui, rect, self.title, self.enabled, selected);
        let p = look.palette();
        let ticked = selected == Some(true);
        let fill = match (self.enabled, pressed(&response) || ticked) {
            (false, _) => p.surface,
            (true, true) => p.brand_tint,
            (true, false) => p.card,
        };
        let edge = if ticked { Stroke::new(4.0, p.brand) } else { Stroke::new(2.0, p.line) };
        ui.painter().rect(rect, look.shape().corner, fill, edge, StrokeKind::Inside);
        let mut inner = rect.shrink2(Vec2::new(look.space().card, look.space().grid));
        self.paint_mark(ui, look, &mut inner);
        if let Some((words, tone, icon)) = self.chip {
            let chip = Chip::new(words, tone).icon(icon);
            let width = chip.size(ui, look).x.min(inner.width() * 0.5);
            let at = inner.cut_right(width, look.space().card);
            chip.show(ui, look, at);
        }
        self.paint_words(ui, look, inner);
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    fn paint_mark(self, ui: &Ui, look: &Look, inner: &mut Rect) {
        let p = look.palette();
        let side = look.sizes().button * 1.25;
        let at = inner.cut_left(side, look.space().card);
        let square = Rect::from_center_size(at.center(), Vec2::splat(side));
        match self.mark {
            Mark::Icon(icon) => {
                icon.paint(ui.painter(), square, if self.enabled { p.brand } else { p.ink_soft });
            }
            Mark::Box(true) => {
                ui.painter().rect_filled(square, 8, p.brand);
                Icon::Check.paint(ui.painter(), square.shrink(side * 0.12), p.on_strong);
            }
            Mark::Box(false) => {
                let edge = if self.enabled { p.brand } else { p.line };
                ui.painter().rect(square, 8, p.card, Stroke::new(3.0, edge), StrokeKind::Inside);
            }
        }
    }

    fn paint_words(self, ui: &Ui, look: &Look, inner: Rect) {
        let (p, sizes) = (look.palette(), look.sizes());
        let ink = if self.enabled { p.ink } else { p.ink_soft };
        if self.hint.is_empty() {
            let style = Ink::new(sizes.button, ink).bold().align(Align2::LEFT_CENTER).rows(2);
            paint_fitted(ui, inner, self.title, style);
            return;
        }
        let middle = inner.center().y + sizes.button * 0.3;
        let title = Ink::new(sizes.button, ink).bold().align(Align2::LEFT_BOTTOM).rows(1);
        paint_fitted(ui, inner.with_max_y(middle), self.title, title);
        paint(ui, inner.with_min_y(middle), self.hint, Ink::new(sizes.small, p.ink_soft).rows(1));
    }
}
