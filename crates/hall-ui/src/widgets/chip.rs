//! Chips: a state in one or two words, with an icon.

use egui::{Align2, Color32, Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use super::text::{Ink, paint, width_of};
use crate::icons::Icon;
use crate::look::Look;

/// What a message means. Each has its own icon, so that colour is never the only sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Good.
    Ok,
    /// Take care.
    Warning,
    /// Wrong.
    Danger,
}

impl Tone {
    /// Background and text.
    pub fn colours(self, look: &Look) -> (Color32, Color32) {
        let p = look.palette();
        match self {
            Self::Plain => (p.brand_tint, p.brand_strong),
            Self::Ok => (p.ok_tint, p.ok_strong),
            Self::Warning => (p.warning_tint, p.warning_strong),
            Self::Danger => (p.danger_tint, p.danger_strong),
        }
    }

    /// Its sign.
    pub fn icon(self) -> Icon {
        match self {
            Self::Plain => Icon::Globe,
            Self::Ok => Icon::Check,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::Closed,
        }
    }
}

/// A small rounded label.
#[derive(Clone, Copy, Debug)]
pub struct Chip<'a> {
    label: &'a str,
    tone: Tone,
    icon: Icon,
}

impl<'a> Chip<'a> {
    /// A chip with the icon of its tone.
    pub fn new(label: &'a str, tone: Tone) -> Self {
        Self { label, tone, icon: tone.icon() }
    }

    /// With another icon.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon, ..self }
    }

    fn ink(look: &Look, colour: Color32) -> Ink {
        Ink::new(look.sizes().small, colour).align(Align2::LEFT_CENTER).rows(1)
    }

    /// Size it takes.
    pub fn size(self, ui: &Ui, look: &Look) -> Vec2 {
        let small = look.sizes().small;
        let words = width_of(ui, self.label, Self::ink(look, Color32::PLACEHOLDER));
        Vec2::new(words + small * 2.6, small * 1.9)
    }

    /// Draws it with its left middle at the left middle of a rectangle; tells what it covers.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> Rect {
        let (fill, colour) = self.tone.colours(look);
        let size = self.size(ui, look).min(rect.size());
        let at = Rect::from_min_size(egui::pos2(rect.left(), rect.center().y - size.y / 2.0), size);
        ui.painter().rect_filled(at, (size.y / 2.0) as u8, fill);
        let small = look.sizes().small;
        let icon =
            Rect::from_center_size(egui::pos2(at.left() + small * 1.05, at.center().y), Vec2::splat(small));
        self.icon.paint(ui.painter(), icon, colour);
        let mut words = at;
        words.min.x += small * 1.9;
        paint(ui, words, self.label, Self::ink(look, colour));
        let response = ui.allocate_rect(at, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.label));
        at
    }
}
