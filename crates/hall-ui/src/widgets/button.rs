//! Buttons and tiles.

use egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2};

use super::text::{Ink, fit, paint, paint_fitted, rows_of, width_of};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::layout::{Cut, centered};
use crate::look::{Look, mix};

/// What a button is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The next step.
    Primary,
    /// The step that acts: take the number.
    Action,
    /// Everything else.
    Secondary,
}

struct Colours {
    fill: Color32,
    ink: Color32,
    edge: Color32,
}

impl Kind {
    fn colours(self, look: &Look, enabled: bool, pressed: bool) -> Colours {
        let p = look.palette();
        if !enabled {
            return Colours { fill: p.surface, ink: p.ink_soft, edge: p.line };
        }
        let (fill, ink, edge) = match self {
            Self::Primary => (p.brand, p.on_strong, p.brand),
            Self::Action => (p.accent_strong, p.on_strong, p.accent_strong),
            Self::Secondary => (p.card, p.brand_strong, p.brand),
        };
        let deeper =
            if self == Self::Secondary { mix(fill, p.brand_tint, 1.0) } else { mix(fill, p.ink, 0.3) };
        Colours { fill: if pressed { deeper } else { fill }, ink, edge }
    }
}

/// A button with words, maybe an icon.
#[derive(Clone, Copy, Debug)]
pub struct Button<'a> {
    label: &'a str,
    icon: Option<Icon>,
    icon_behind: bool,
    kind: Kind,
    enabled: bool,
    name: Option<&'a str>,
}

impl<'a> Button<'a> {
    /// A secondary button.
    pub fn new(label: &'a str) -> Self {
        Self { label, icon: None, icon_behind: false, kind: Kind::Secondary, enabled: true, name: None }
    }

    /// For this purpose.
    pub fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// With an icon before the words.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// With an icon behind the words.
    pub fn icon_behind(self, icon: Icon) -> Self {
        Self { icon: Some(icon), icon_behind: true, ..self }
    }

    /// Can it be touched?
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// The accessible name, where the words on it are not enough.
    pub fn named(self, name: &'a str) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Draws it; true when it was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> bool {
        let response = touchable(ui, rect, self.name.unwrap_or(self.label), self.enabled, None);
        let pressed = pressed(&response);
        let colours = self.kind.colours(look, self.enabled, pressed);
        let corner = look.shape().corner;
        let face = if pressed { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
        ui.painter().rect(face, corner, colours.fill, Stroke::new(3.0, colours.edge), StrokeKind::Inside);
        self.paint_face(ui, look, face, colours.ink);
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    fn paint_face(self, ui: &Ui, look: &Look, face: Rect, colour: Color32) {
        let ink = Ink::new(look.sizes().button, colour).bold().centered().rows(2);
        let inner = face.shrink2(Vec2::new(look.space().card, 8.0));
        let Some(icon) = self.icon else {
            paint_fitted(ui, inner, self.label, ink);
            return;
        };
        // Icon and words are centred as one group.
        let side = look.sizes().button * 1.1;
        let beside = side + look.space().grid * 2.0;
        let room = inner.with_max_x(inner.right() - beside);
        let one_row = fit(ui, room, self.label, ink.rows(1));
        let splits_word = width_of(ui, self.label, one_row) > room.width() && !self.label.contains(' ');
        if splits_word {
            // The words matter more than the picture.
            paint_fitted(ui, inner, self.label, ink);
            return;
        }
        let ink = fit(ui, room, self.label, ink);
        let width = width_of(ui, self.label, ink).min(room.width());
        let group = centered(inner, width + beside, inner.height());
        let (at, words) = if self.icon_behind {
            (group.with_min_x(group.right() - side), group.with_max_x(group.left() + width))
        } else {
            (group.with_max_x(group.left() + side), group.with_min_x(group.right() - width))
        };
        icon.paint(ui.painter(), at, colour);
        paint(ui, words.expand2(Vec2::new(2.0, 0.0)), self.label, ink);
    }
}

/// Share of their size that wrapped titles have.
const WRAPPED: f32 = 0.8;

/// A large thing to choose: a title, a line of explanation, an icon, and the sign that it leads on.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'a> {
    title: &'a str,
    hint: &'a str,
    icon: Option<Icon>,
    filled: bool,
    wraps: bool,
}

impl<'a> Tile<'a> {
    /// A tile on a card.
    pub fn new(title: &'a str, hint: &'a str) -> Self {
        Self { title, hint, icon: None, filled: false, wraps: false }
    }

    /// With an icon.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// Its title is a little smaller and takes two rows if need be; for grids of tiles that shall look alike.
    pub fn wraps(self, wraps: bool) -> Self {
        Self { wraps, ..self }
    }

    /// Does one of several titles need to wrap in tiles of a width?
    pub fn need_wrap<'b>(
        ui: &Ui,
        look: &Look,
        width: f32,
        titles: impl IntoIterator<Item = &'b str>,
    ) -> bool {
        let size = look.sizes().button;
        let room = width - look.space().card * 2.0 - size * 0.9 - look.space().grid;
        let ink = Ink::new(size, look.palette().ink).bold();
        titles.into_iter().any(|title| width_of(ui, title, ink) > room)
    }

    /// In the colour of the call to action: the biggest thing on the screen.
    pub fn filled(self) -> Self {
        Self { filled: true, ..self }
    }

    /// Draws it; true when it was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> bool {
        let response = touchable(ui, rect, self.title, true, None);
        let pressed = pressed(&response);
        let p = look.palette();
        let (mut fill, edge, ink, soft) = if self.filled {
            (p.accent_strong, p.accent_strong, p.on_strong, p.on_strong)
        } else {
            (p.card, p.line, p.ink, p.ink_soft)
        };
        if pressed {
            fill = if self.filled { mix(fill, p.ink, 0.3) } else { p.brand_tint };
        }
        let face = if pressed { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
        ui.painter().rect(face, look.shape().corner, fill, Stroke::new(2.0, edge), StrokeKind::Inside);
        let heading = rect.height() > 260.0;
        self.paint_face(ui, look, face, (ink, soft), heading);
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    fn paint_face(self, ui: &Ui, look: &Look, face: Rect, (ink, soft): (Color32, Color32), heading: bool) {
        let sizes = look.sizes();
        let pad = if heading { look.space().edge } else { look.space().card };
        let mut inner = face.shrink2(Vec2::new(pad, look.space().grid));
        let title_size = if heading { sizes.heading * 1.3 } else { sizes.button };
        let hint_size = if heading { sizes.button } else { sizes.small };
        if let Some(icon) = self.icon {
            let side = if heading { sizes.heading * 2.2 } else { title_size * 1.3 };
            let at = inner.cut_left(side, pad);
            let colour = if self.filled { ink } else { look.palette().brand };
            icon.paint(ui.painter(), at, colour);
        }
        let arrow = inner.cut_right(title_size * 0.9, look.space().grid);
        let colour = if self.filled { ink } else { look.palette().brand };
        Icon::Forward.paint(ui.painter(), arrow, colour);
        if self.hint.is_empty() {
            let style = Ink::new(title_size, ink).bold().align(Align2::LEFT_CENTER).rows(2);
            paint_fitted(ui, inner, self.title, style);
            return;
        }
        let title = Ink::new(if self.wraps { title_size * WRAPPED } else { title_size }, ink).bold();
        let title = title.rows(if heading { 1 } else { 2 });
        let title = title.align(Align2::LEFT_BOTTOM);
        let hint = Ink::new(hint_size, soft).rows(if heading { 2 } else { 1 });
        let height =
            |content, style, size: f32| rows_of(ui, content, inner.width(), style) as f32 * size * 1.5;
        let hint_height = height(self.hint, hint, hint_size);
        let title_height =
            height(self.title, title, title_size).min((inner.height() - hint_height).max(title_size));
        let top = inner.center().y - f32::midpoint(title_height, hint_height);
        let title_rect =
            Rect::from_min_size(egui::pos2(inner.left(), top), Vec2::new(inner.width(), title_height));
        let hint_rect = Rect::from_min_size(title_rect.left_bottom(), Vec2::new(inner.width(), hint_height));
        paint_fitted(ui, title_rect, self.title, title);
        paint(ui, hint_rect, self.hint, hint);
    }
}
