//! Rows of a list: something to choose or not, with what matters about it.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, Vec2, vec2};

use super::chip::{Chip, Tone};
use super::text::{Ink, fit, fit_from, paint, paint_fitted, rows_of, width_of};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::layout::Cut;
use crate::look::Look;

/// Height of a line of text as a share of its size.
const LINE: f32 = 1.42;
/// Share of the row that a chip beside the words may take.
const CHIP_SHARE: f32 = 0.42;
/// Titles may shrink to this share before they take a second line.
const TITLE_SHRINK: f32 = 0.8;
/// Hints shrink no further than this before they end in an ellipsis.
const HINT_SHRINK: f32 = 0.9;
/// Narrower than this, a row has no room for a chip beside its title.
const BESIDE_FROM: f32 = 560.0;

/// What stands at the left of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A box to tick, ticked or not.
    Box(bool),
    /// An icon; the row leads somewhere.
    Icon(Icon),
}

/// Lines that the words of a row may take, the same for all rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Of the title.
    pub title: usize,
    /// Of the hint.
    pub hint: usize,
}

impl Lines {
    /// One each.
    pub const ONE: Self = Self { title: 1, hint: 1 };
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
    /// A word about it: at its right; in large mode, or where there is little room, beside the hint.
    pub chip: Option<(&'a str, Tone, Icon)>,
    /// Can it be touched? The chip says why not.
    pub enabled: bool,
    /// Lines its words may take.
    pub lines: Lines,
}

impl<'a> Row<'a> {
    /// Height of rows whose words take so many lines.
    pub fn height(look: &Look, lines: Lines) -> f32 {
        let sizes = look.sizes();
        let below = if look.large() { sizes.small * 1.9 } else { sizes.small * 1.5 };
        let words =
            sizes.button * LINE * lines.title as f32 + below + sizes.small * LINE * (lines.hint - 1) as f32;
        (words + look.space().grid * 2.0).max(look.shape().touch_min)
    }

    /// Lines that the words of rows need at a width.
    pub fn lines_needed(ui: &Ui, look: &Look, width: f32, rows: impl IntoIterator<Item = Row<'a>>) -> Lines {
        let title = Self::title_ink(look).rows(1).scaled(TITLE_SHRINK);
        let hint = Ink::new(look.sizes().small, look.palette().ink_soft).rows(1);
        let room = width - look.space().card * 3.0 - Self::mark_side(look);
        let mut needed = Lines::ONE;
        for row in rows {
            let chip = row.chip.filter(|_| !stacks(look, width)).map_or(0.0, |(words, tone, _)| {
                Chip::new(words, tone).size(ui, look).x.min(room * CHIP_SHARE) + look.space().card
            });
            if width_of(ui, row.title, title) > room - chip {
                needed.title = 2;
            }
            let stands_before = stacks(look, width) && row.chip_before_hint(ui, look, room).is_some();
            if width_of(ui, row.hint, hint) > room - chip && !stands_before {
                needed.hint = 2;
            }
        }
        needed
    }

    fn title_ink(look: &Look) -> Ink {
        Ink::new(look.sizes().button, look.palette().ink).bold()
    }

    fn mark_side(look: &Look) -> f32 {
        look.sizes().button * 1.25
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
        let stacked = stacks(look, rect.width());
        if !stacked {
            self.show_chip_beside(ui, look, &mut inner);
        }
        self.show_words(ui, look, inner, stacked);
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    fn show_chip_beside(&self, ui: &mut Ui, look: &Look, inner: &mut Rect) {
        if let Some((words, tone, icon)) = self.chip {
            let chip = Chip::new(words, tone).icon(icon);
            let width = chip.size(ui, look).x.min(inner.width() * CHIP_SHARE);
            let at = inner.cut_right(width, look.space().card);
            chip.show(ui, look, at);
        }
    }

    fn paint_mark(&self, ui: &Ui, look: &Look, inner: &mut Rect) {
        let p = look.palette();
        let side = Self::mark_side(look);
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

    /// Title and hint as one group in the middle, maybe with the chip before the hint.
    fn show_words(&self, ui: &mut Ui, look: &Look, inner: Rect, stacked: bool) {
        let (p, sizes) = (look.palette(), look.sizes());
        let colour = if self.enabled { p.ink } else { p.ink_soft };
        let title = Ink::new(sizes.button, colour).bold().rows(self.lines.title);
        let chip = if stacked { self.chip_before_hint(ui, look, inner.width()) } else { None };
        if self.hint.is_empty() && chip.is_none() {
            paint_fitted(ui, inner, self.title, title.align(Align2::LEFT_CENTER).rows(2));
            return;
        }
        let hint = Ink::new(sizes.small, p.ink_soft).rows(self.lines.hint).align(Align2::LEFT_CENTER);
        let below = if chip.is_some() {
            sizes.small * 1.9
        } else {
            sizes.small * LINE * rows_of(ui, self.hint, inner.width(), hint) as f32
        };
        let room = inner.with_max_y(inner.bottom() - below);
        let title = fit(ui, room, self.title, title);
        let lines = rows_of(ui, self.title, room.width(), title);
        let height = (title.size() * LINE * lines as f32).min(room.height());
        let top = inner.center().y - f32::midpoint(height, below);
        let words = Rect::from_min_size(egui::pos2(inner.left(), top), vec2(inner.width(), height));
        paint(ui, words, self.title, title.align(Align2::LEFT_CENTER));
        let mut under = Rect::from_min_size(words.left_bottom(), vec2(inner.width(), below));
        if let Some((chip, has_room)) = chip {
            let at = under.cut_left(chip.size(ui, look).x.min(under.width()), look.space().card);
            chip.show(ui, look, at);
            if !has_room {
                return;
            }
        }
        paint(ui, under, self.hint, fit_from(ui, under, self.hint, hint, HINT_SHRINK));
    }

    /// The chip that stands before the hint in a width, and whether there is room for the hint as well. What is merely good to
    /// know gives way to the people waiting, what is in the way does not.
    fn chip_before_hint(&self, ui: &Ui, look: &Look, width: f32) -> Option<(Chip<'a>, bool)> {
        let (words, tone, icon) = self.chip?;
        let chip = Chip::new(words, tone).icon(icon);
        let hint = Ink::new(look.sizes().small, look.palette().ink_soft);
        let has_room = chip.size(ui, look).x + look.space().card + width_of(ui, self.hint, hint) <= width;
        (has_room || tone != Tone::Plain || self.hint.is_empty()).then_some((chip, has_room))
    }
}

/// Does the chip stand beside the hint instead of the title?
fn stacks(look: &Look, width: f32) -> bool {
    look.large() || width < BESIDE_FROM
}
