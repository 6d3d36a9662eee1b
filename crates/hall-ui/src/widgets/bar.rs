//! The bar at the lower edge, always in reach: home, the low zone, language, large mode.

use egui::{Rect, Stroke, Ui, Vec2};
use hall_api::texts::Language;

use super::button::Button;
use crate::icons::Icon;
use crate::layout::columns;
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
    /// Everything touched into the lower half of the screen, or back.
    Low(bool),
}

/// The bar.
#[derive(Clone, Copy, Debug)]
pub struct BottomBar<'a> {
    /// What stands on the way home, if there is one.
    pub home: Option<&'a str>,
    /// Can what is touched be moved down? Only on an upright screen.
    pub low: bool,
}

impl BottomBar<'_> {
    /// Height it needs.
    pub fn height(look: &Look) -> f32 {
        look.touch_height() + look.space().card * 2.0
    }

    /// Draws it from edge to edge. Each switch keeps its place on every screen.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) -> Option<BarTouch> {
        let p = look.palette();
        ui.painter().rect_filled(rect, 0, p.card);
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(2.0, p.line));
        let inner = rect.shrink2(Vec2::new(look.space().edge, look.space().card));
        let places = columns(inner, if self.low { 4 } else { 3 }, look.shape().touch_gap);
        let widest = look.sizes().button * 9.0;
        let [at_home, .., at_language, at_large] = places[..] else { return None };
        let at_right = |at: Rect| at.with_min_x(at.left().max(at.right() - widest));
        let mut touched = None;
        let home = at_home.with_max_x(at_home.right().min(at_home.left() + widest));
        if let Some(words) = self.home
            && Button::new(words).icon(Icon::Home).show(ui, look, home)
        {
            touched = Some(BarTouch::Home);
        }
        if self.low {
            let words = look.t(if look.low() { "kiosk.bar.low_off" } else { "kiosk.bar.low" });
            if Button::new(words).icon(Icon::Wheelchair).show(ui, look, places[1]) {
                touched = Some(BarTouch::Low(!look.low()));
            }
        }
        // The other language, in its own words: who needs it cannot read the present one.
        let other = match look.language() {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        };
        let at_large = at_right(at_large);
        let shift = at_large.left() - look.shape().touch_gap - at_language.right();
        if Button::new(other.own_name()).icon(Icon::Globe).show(
            ui,
            look,
            at_right(at_language).translate(Vec2::new(shift, 0.0)),
        ) {
            touched = Some(BarTouch::Language(other));
        }
        let words = look.t(if look.large() { "kiosk.bar.large_off" } else { "kiosk.bar.large" });
        if Button::new(words).icon(Icon::Letters).show(ui, look, at_large) {
            touched = Some(BarTouch::Large(!look.large()));
        }
        touched
    }
}
