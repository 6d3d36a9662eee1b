//! Tiles: large things to choose, with a title, a line of explanation, an icon, and the sign that they lead on.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::text::{Ink, fit, fits, height_of, paint, shrunk, width_of};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::layout::Cut;
use crate::look::{Look, mix};

/// Height of a line of text as a share of its size.
const LINE: f32 = 1.42;
/// Titles may shrink to this share before they take a second line.
const TITLE_SHRINK: f32 = 0.8;
/// Share of their size that titles of two lines have.
const TWO_LINES: f32 = 0.9;
/// Explanations shrink no further than this before they end in an ellipsis.
const HINT_SHRINK: f32 = 0.9;
/// Those of the biggest thing on the screen are large enough to shrink further.
const GRAND_HINT_SHRINK: f32 = 0.7;

/// A tile.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'a> {
    title: &'a str,
    hint: &'a str,
    icon: Option<Icon>,
    grand: bool,
    enabled: bool,
    title_lines: usize,
    hint_lines: usize,
}

impl<'a> Tile<'a> {
    /// A tile on a card.
    pub fn new(title: &'a str, hint: &'a str) -> Self {
        Self { title, hint, icon: None, grand: false, enabled: true, title_lines: 1, hint_lines: 1 }
    }

    /// With an icon.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// Its title may take so many lines; the same for all tiles of a grid, so that they look alike.
    pub fn title_lines(self, title_lines: usize) -> Self {
        Self { title_lines, ..self }
    }

    /// Its explanation may take so many lines.
    pub fn hint_lines(self, hint_lines: usize) -> Self {
        Self { hint_lines, ..self }
    }

    /// In the colour of the call to action, its words as large as fits: the biggest thing on the screen.
    pub fn grand(self) -> Self {
        Self { grand: true, ..self }
    }

    /// Can it be touched? Its explanation says why not.
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// Height of tiles whose titles take so many lines.
    pub fn height(look: &Look, title_lines: usize) -> f32 {
        let sizes = look.sizes();
        let size = title_size(look, title_lines);
        size * LINE * title_lines as f32 + sizes.small * 1.5 + look.space().grid * 3.0
    }

    /// Lines that titles need in tiles of a width: one, or two if one of them is long.
    pub fn lines_needed<'b>(
        ui: &Ui,
        look: &Look,
        width: f32,
        titles: impl IntoIterator<Item = (&'b str, bool)>,
    ) -> usize {
        let size = look.sizes().button;
        let room = width - look.space().card * 2.0 - size * 0.9 - look.space().grid;
        let ink = Ink::new(size, look.palette().ink).bold().scaled(TITLE_SHRINK);
        let long = titles.into_iter().any(|(title, has_icon)| {
            let icon = if has_icon { Self::icon_side(look) + look.space().card } else { 0.0 };
            width_of(ui, title, ink) > room - icon
        });
        if long { 2 } else { 1 }
    }

    fn icon_side(look: &Look) -> f32 {
        look.sizes().button * 1.7
    }

    /// Draws it; true when it was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> bool {
        let response = touchable(ui, rect, self.title, self.enabled, None);
        let pressed = pressed(&response);
        let p = look.palette();
        let (mut fill, edge) = if self.grand { (p.accent_strong, p.accent_strong) } else { (p.card, p.line) };
        if !self.enabled {
            fill = p.surface;
        } else if pressed {
            fill = if self.grand { mix(fill, p.ink, 0.3) } else { p.brand_tint };
        }
        let face = if pressed { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
        ui.painter().rect(face, look.shape().corner, fill, Stroke::new(2.0, edge), StrokeKind::Inside);
        if self.grand && self.enabled {
            self.paint_grand(ui, look, face);
        } else {
            self.paint_plain(ui, look, face);
        }
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    fn paint_plain(self, ui: &Ui, look: &Look, face: Rect) {
        let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
        let mut inner = face.shrink2(vec2(space.card, space.grid));
        if let Some(icon) = self.icon {
            let side = Self::icon_side(look);
            let disc = inner.cut_left(side, space.card);
            let (fill, ink) =
                if self.enabled { (p.brand_tint, p.brand) } else { (p.warning_tint, p.warning_strong) };
            ui.painter().circle_filled(disc.center(), side / 2.0, fill);
            let at = Rect::from_center_size(disc.center(), Vec2::splat(side * 0.62));
            icon.paint(ui.painter(), at, ink);
        }
        if self.enabled {
            let arrow = inner.cut_right(sizes.button * 0.9, space.grid);
            Icon::Forward.paint(ui.painter(), arrow, p.brand);
        }
        let size = title_size(look, self.title_lines);
        let ink = if self.enabled { p.ink } else { p.ink_soft };
        // Three small rows are no higher than two.
        let rows = if self.title_lines > 1 { self.title_lines + 1 } else { 1 };
        let title = Ink::new(size, ink).bold().rows(rows);
        let hint = Ink::new(sizes.small, p.ink_soft).rows(self.hint_lines);
        self.paint_words(ui, inner, title, (hint, HINT_SHRINK));
    }

    fn paint_grand(self, ui: &Ui, look: &Look, face: Rect) {
        let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
        let mut inner = face.shrink2(vec2(space.edge, space.grid));
        let arrow = inner.cut_right(sizes.heading, space.grid);
        Icon::Forward.paint(ui.painter(), arrow, p.on_strong);
        let title = Ink::new(sizes.heading * 1.3, p.on_strong).bold().rows(2);
        if let Some(icon) = self.icon {
            let side = (sizes.heading * 2.2).min(inner.height() * 0.6);
            let mut beside = inner;
            let at = beside.cut_left(side, space.edge);
            // Words say more than a sign: where there is no room for both, it is left out.
            if fits(ui, beside.size(), self.title, fit(ui, beside, self.title, title)) {
                icon.paint(ui.painter(), at, p.on_strong);
                inner = beside;
            }
        }
        let hint = Ink::new(sizes.button, p.on_strong).rows(2);
        self.paint_words(ui, inner, title, (hint, GRAND_HINT_SHRINK));
    }

    /// Title and hint as one group in the middle; without the hint where there is no room for both.
    fn paint_words(self, ui: &Ui, inner: Rect, title: Ink, (hint, hint_least): (Ink, f32)) {
        // The title in what the hint leaves, and whether all of it stands there.
        let beside = |hint: Ink| {
            let below = height_of(ui, self.hint, inner.width(), hint);
            let room = inner.with_max_y((inner.bottom() - below).max(inner.top()));
            let title = fit(ui, room, self.title, title);
            let height = height_of(ui, self.title, inner.width(), title).min(room.height());
            (fits(ui, room.size(), self.title, title), (title, height, hint, below))
        };
        let whole = |hint: &Ink| fits(ui, vec2(inner.width(), f32::INFINITY), self.hint, *hint);
        let both = shrunk(hint, hint_least)
            .filter(whole)
            .map(beside)
            .find_map(|(stands, words)| stands.then_some(words))
            // In a small tile a title that is too long anyhow does not take the hint with it.
            .or_else(|| (!self.grand).then(|| beside(hint.scaled(hint_least)).1))
            .filter(|_| !self.hint.is_empty());
        let Some((title, height, hint, below)) = both else {
            let alone = title.align(Align2::LEFT_CENTER).rows(2);
            let ink =
                shrunk(alone.rows(1), TITLE_SHRINK).find(|ink| fits(ui, inner.size(), self.title, *ink));
            paint(ui, inner, self.title, ink.unwrap_or_else(|| fit(ui, inner, self.title, alone)));
            return;
        };
        let top = inner.center().y - f32::midpoint(height, below);
        let words = Rect::from_min_size(pos2(inner.left(), top), vec2(inner.width(), height));
        paint(ui, words, self.title, title.align(Align2::LEFT_CENTER));
        let under = Rect::from_min_size(words.left_bottom(), vec2(inner.width(), below));
        paint(ui, under, self.hint, hint);
    }
}

/// Titles of two lines are a little smaller.
fn title_size(look: &Look, lines: usize) -> f32 {
    look.sizes().button * if lines > 1 { TWO_LINES } else { 1.0 }
}
