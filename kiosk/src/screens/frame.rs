//! How the room between the bands is cut, for each shape of screen.

use hall_ui::canvas::portrait;
use hall_ui::egui::{Rect, Vec2};
use hall_ui::layout::Cut;
use hall_ui::look::Look;

/// Below this height there is no room for the steps of a visit.
const STEPS_FROM: f32 = 710.0;
/// A lying screen less wide than this share of its height has none to give away above and below.
const WIDE_FROM: f32 = 1.5;
/// Width of the column beside a list: share of the room, at least, at most.
const COLUMN: (f32, f32, f32) = (0.34, 396.0, 620.0);

/// The shape of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// An upright screen: one thing below another.
    Tall,
    /// A lying screen: a column at the right.
    Wide,
    /// The lower half of an upright screen, within reach from a wheelchair; what is only looked at stands above.
    Low,
}

/// The room of a screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Everything touched stands here.
    pub body: Rect,
    /// Room for what is only looked at; none unless the shape is `Low`.
    pub above: Option<Rect>,
    /// Its shape.
    pub shape: Shape,
}

impl Frame {
    /// The room left between head and bar of a screen.
    pub(super) fn new(look: &Look, full: Rect, rest: Rect) -> Self {
        let space = look.space();
        let dear = full.width() > full.height() && full.width() < full.height() * WIDE_FROM;
        let pad = match (dear, portrait(full)) {
            (true, _) => space.grid,
            (false, false) => space.card,
            (false, true) => space.between,
        };
        let body = rest.shrink2(Vec2::new(space.edge, pad));
        if !portrait(full) {
            return Self { body, above: None, shape: Shape::Wide };
        }
        if !look.low() {
            return Self { body, above: None, shape: Shape::Tall };
        }
        let mut low = body;
        let above =
            low.cut_top(full.center().y - body.top(), 0.0).with_max_y(full.center().y - space.between);
        Self { body: low, above: Some(above), shape: Shape::Low }
    }

    /// Is there room for the steps of a visit?
    pub(super) fn has_steps(&self, look: &Look) -> bool {
        !look.large() && (self.shape == Shape::Low || self.body.height() >= STEPS_FROM)
    }

    /// Cuts a column off the right of a lying screen.
    pub(super) fn cut_column(&mut self, look: &Look) -> Rect {
        let (share, least, most) = COLUMN;
        let width = (self.body.width() * share).clamp(least, most);
        self.body.cut_right(width, look.space().between)
    }

    /// Room for what is only looked at: above, or cut off the body: a `share` of its height, on a lying screen of its width.
    pub(super) fn cut_shown(&mut self, look: &Look, share: f32) -> Rect {
        let gap = look.space().between;
        match (self.above.take(), self.shape) {
            (Some(above), _) => above,
            (None, Shape::Wide) => self.body.cut_left(self.body.width() * share, gap),
            (None, _) => self.body.cut_top(self.body.height() * share, gap),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hall_api::texts::Texts;
    use hall_ui::canvas::Design;
    use hall_ui::egui::Pos2;
    use hall_ui::look::Choice;
    use hall_ui::theme::Theme;

    use super::*;

    #[test]
    fn what_is_touched_moves_into_the_lower_half_of_an_upright_screen_only() {
        for (design, low, shape) in [
            (Design::PORTRAIT, false, Shape::Tall),
            (Design::PORTRAIT, true, Shape::Low),
            (Design::LANDSCAPE, true, Shape::Wide),
            (Design::COMPACT, false, Shape::Wide),
        ] {
            let choice = Choice { low, ..Choice::default() };
            let look = Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice);
            let full = Rect::from_min_size(Pos2::ZERO, design.into());
            let frame = Frame::new(&look, full, full.shrink2(Vec2::new(0.0, 150.0)));
            assert_eq!(frame.shape, shape, "{design:?}");
            assert_eq!(frame.above.is_some(), shape == Shape::Low);
            if shape == Shape::Low {
                assert!(frame.body.top() >= full.center().y, "{frame:?}");
                assert!(frame.above.is_some_and(|above| above.bottom() < frame.body.top()));
            }
        }
    }
}
