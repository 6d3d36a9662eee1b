//! The bar at the lower edge, always in reach: home, language, large mode.

use egui::{Rect, Stroke, Ui, Vec2};
use hall_api::texts::Language;

use super::button::Button;
use crate::icons::Icon;
use crate::layout::Cut;
use crate::look::Look;

/// What was touched in the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarTouch {
    /// Back to the first screen.
    Home,
    /// The screen in another language.
    Language(Language),
    /// Large mode on or off.
    Large(bool),
}

/// The bar.
#[derive(Clone, Copy, Debug)]
pub struct BottomBar {
    /// Is there a way home? Not on the first screen.
    pub home: bool,
}

impl BottomBar {
    /// Height it needs.
    pub fn height(look: &Look) -> f32 {
        look.touch_height() + look.space().card * 2.0
    }

    /// Draws it from edge to edge.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> Option<BarTouch> {
        let p = look.palette();
        ui.painter().rect_filled(rect, 0, p.card);
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(2.0, p.line));
        let mut inner = rect.shrink2(Vec2::new(look.space().edge, look.space().card));
        let gap = look.shape().touch_gap;
        let width = ((inner.width() - 2.0 * gap) / 3.0).min(look.sizes().button * 9.0);
        let mut touched = None;
        let home = inner.cut_left(width, gap);
        if self.home && Button::new(look.t("kiosk.bar.home")).icon(Icon::Home).show(ui, look, home) {
            touched = Some(BarTouch::Home);
        }
        let size_words = look.t(if look.large() { "kiosk.bar.large_off" } else { "kiosk.bar.large" });
        let at = inner.cut_right(width, gap);
        if Button::new(size_words).icon(Icon::Letters).show(ui, look, at) {
            touched = Some(BarTouch::Large(!look.large()));
        }
        let at = inner.cut_right(width, gap);
        // The other language, in its own words: who needs it cannot read the present one.
        let other = match look.language() {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        };
        if Button::new(other.own_name()).icon(Icon::Globe).show(ui, look, at) {
            touched = Some(BarTouch::Language(other));
        }
        touched
    }
}
