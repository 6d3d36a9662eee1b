//! Buttons.

use egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2};

use super::text::{Ink, fit, fits, paint, paint_fitted, width_of};
use super::{focus_ring, pressed, touchable};
use crate::icons::Icon;
use crate::layout::centered;
use crate::look::{Look, mix};

/// Share of a narrow button's width that stays free at each side.
const PAD_SHARE: f32 = 0.07;
/// Words that would shrink further than this beside an icon stand alone.
const ICON_FROM: f32 = 0.85;

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

/// How something is pressed that lasts while it is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// A finger lies on it.
    pub down: bool,
    /// A key or a screen reader pressed it: once is on, once more is off.
    pub by_key: bool,
}

/// A button with words, maybe an icon.
#[derive(Clone, Copy, Debug)]
pub struct Button<'a> {
    label: &'a str,
    icon: Option<Icon>,
    icon_behind: bool,
    kind: Kind,
    enabled: bool,
    chosen: Option<bool>,
    quiet: bool,
    name: Option<&'a str>,
}

impl<'a> Button<'a> {
    /// A secondary button.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            icon: None,
            icon_behind: false,
            kind: Kind::Secondary,
            enabled: true,
            chosen: None,
            quiet: false,
            name: None,
        }
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

    /// One of several of which one is chosen; the chosen one is filled and ticked.
    pub fn chosen(self, chosen: bool) -> Self {
        let kind = if chosen { Kind::Primary } else { Kind::Secondary };
        Self { chosen: Some(chosen), kind, ..self }
    }

    /// Its words stand at the left in soft ink, as in a field that waits to be filled.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// The accessible name, where the words on it are not enough.
    pub fn named(self, name: &'a str) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Draws it; true when it was touched.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> bool {
        let response = touchable(ui, rect, self.name.unwrap_or(self.label), self.enabled, self.chosen);
        let pressed = pressed(&response);
        let colours = self.kind.colours(look, self.enabled, pressed);
        let corner = look.shape().corner;
        let face = if pressed { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
        ui.painter().rect(face, corner, colours.fill, Stroke::new(3.0, colours.edge), StrokeKind::Inside);
        self.paint_face(ui, look, face, colours.ink);
        focus_ring(ui, look, rect, &response);
        response.clicked()
    }

    /// Draws it for something that lasts while it is pressed.
    pub fn show_held(self, ui: &mut Ui, look: &Look, rect: Rect) -> Hold {
        let response = touchable(ui, rect, self.name.unwrap_or(self.label), self.enabled, self.chosen);
        let down = pressed(&response);
        let colours = self.kind.colours(look, self.enabled, down);
        let face = if down { rect.translate(Vec2::new(0.0, 2.0)) } else { rect };
        let edge = Stroke::new(3.0, colours.edge);
        ui.painter().rect(face, look.shape().corner, colours.fill, edge, StrokeKind::Inside);
        self.paint_face(ui, look, face, colours.ink);
        focus_ring(ui, look, rect, &response);
        // A key or a screen reader presses and lets go at once.
        let by_key = response.clicked() && !response.clicked_by(egui::PointerButton::Primary);
        Hold { down, by_key }
    }

    fn paint_face(self, ui: &Ui, look: &Look, face: Rect, colour: Color32) {
        if self.quiet {
            self.paint_quiet(ui, look, face);
            return;
        }
        let ink = Ink::new(look.sizes().button, colour).bold().centered().rows(3);
        let pad = look.space().card.min(face.width() * PAD_SHARE);
        let inner = face.shrink2(Vec2::new(pad, 8.0));
        let Some(icon) = self.icon else {
            paint_fitted(ui, inner, self.label, ink);
            return;
        };
        // Icon and words are centred as one group.
        let side = look.sizes().button * 1.1;
        let beside = side + look.space().grid * 2.0;
        let room = inner.with_max_x(inner.right() - beside);
        let shrunk = fit(ui, room, self.label, ink);
        if shrunk.size() < ink.size() * ICON_FROM {
            let alone = fit(ui, inner, self.label, ink);
            if shrunk.size() < alone.size() || !fits(ui, room.size(), self.label, shrunk) {
                // The words matter more than the picture.
                paint(ui, inner, self.label, alone);
                return;
            }
        }
        let ink = shrunk;
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

    fn paint_quiet(self, ui: &Ui, look: &Look, face: Rect) {
        let (p, side) = (look.palette(), look.sizes().button * 1.1);
        let mut inner = face.shrink2(Vec2::new(look.space().card, 8.0));
        if let Some(icon) = self.icon {
            let at = inner.with_max_x(inner.left() + side);
            icon.paint(ui.painter(), at, p.brand);
            inner.min.x += side + look.space().grid * 2.0;
        }
        let ink = Ink::new(look.sizes().button, p.ink_soft).align(Align2::LEFT_CENTER).rows(2);
        paint_fitted(ui, inner, self.label, ink);
    }
}
