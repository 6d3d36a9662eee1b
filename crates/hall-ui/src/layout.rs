//! Cutting rectangles: screens are laid out from the edges inward, in design pixels.

use egui::{Rect, pos2};

/// Cuts pieces off a rectangle; what is left shrinks.
pub trait Cut {
    /// The upper `height`, and drops `gap` below it.
    fn cut_top(&mut self, height: f32, gap: f32) -> Rect;
    /// The lower `height`, and drops `gap` above it.
    fn cut_bottom(&mut self, height: f32, gap: f32) -> Rect;
    /// The left `width`, and drops `gap` beside it.
    fn cut_left(&mut self, width: f32, gap: f32) -> Rect;
    /// The right `width`, and drops `gap` beside it.
    fn cut_right(&mut self, width: f32, gap: f32) -> Rect;
}

impl Cut for Rect {
    fn cut_top(&mut self, height: f32, gap: f32) -> Rect {
        let edge = (self.top() + height).min(self.bottom());
        let piece = self.with_max_y(edge);
        self.min.y = (edge + gap).min(self.bottom());
        piece
    }

    fn cut_bottom(&mut self, height: f32, gap: f32) -> Rect {
        let edge = (self.bottom() - height).max(self.top());
        let piece = self.with_min_y(edge);
        self.max.y = (edge - gap).max(self.top());
        piece
    }

    fn cut_left(&mut self, width: f32, gap: f32) -> Rect {
        let edge = (self.left() + width).min(self.right());
        let piece = self.with_max_x(edge);
        self.min.x = (edge + gap).min(self.right());
        piece
    }

    fn cut_right(&mut self, width: f32, gap: f32) -> Rect {
        let edge = (self.right() - width).max(self.left());
        let piece = self.with_min_x(edge);
        self.max.x = (edge - gap).max(self.left());
        piece
    }
}

/// Equal columns side by side.
pub fn columns(rect: Rect, count: usize, gap: f32) -> Vec<Rect> {
    let width = (rect.width() - gap * count.saturating_sub(1) as f32) / count.max(1) as f32;
    (0..count)
        .map(|index| {
            let left = rect.left() + index as f32 * (width + gap);
            Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()))
        })
        .collect()
}

/// A cell grows by this share at most to fill a grid.
const STRETCH_MAX: f32 = 1.3;

/// Cells of at least a height in equal columns, row by row, as many as fit; they grow a little to fill the room.
pub fn grid(rect: Rect, columns_count: usize, height: f32, gap: f32) -> Vec<Rect> {
    let rows = ((rect.height() + gap) / (height + gap)).floor().max(0.0) as usize;
    let filling = (rect.height() + gap) / rows.max(1) as f32 - gap;
    let height = filling.min(height * STRETCH_MAX);
    let mut left = rect;
    (0..rows).flat_map(|_| columns(left.cut_top(height, gap), columns_count, gap)).collect()
}

/// A rectangle of a size in the middle of another, no larger than it.
pub fn centered(rect: Rect, width: f32, height: f32) -> Rect {
    Rect::from_center_size(rect.center(), egui::vec2(width.min(rect.width()), height.min(rect.height())))
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    #[test]
    fn cutting_never_leaves_the_rectangle() {
        let mut rest = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 100.0));
        assert_eq!(rest.cut_top(30.0, 10.0), Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 30.0)));
        assert_eq!(rest.cut_bottom(20.0, 5.0), Rect::from_min_max(pos2(0.0, 80.0), pos2(100.0, 100.0)));
        assert_eq!(rest, Rect::from_min_max(pos2(0.0, 40.0), pos2(100.0, 75.0)));
        assert_eq!(rest.cut_left(500.0, 10.0).max, pos2(100.0, 75.0));
        assert_eq!(rest.min.x.to_bits(), 100.0_f32.to_bits(), "nothing is left");
    }

    #[test]
    fn a_grid_has_as_many_cells_as_fit() {
        let rect = Rect::from_min_size(pos2(10.0, 10.0), vec2(220.0, 330.0));
        let cells = grid(rect, 2, 150.0, 20.0);
        assert_eq!(cells.len(), 4, "two rows fit, the third would need 490");
        assert_eq!(cells[0].size(), vec2(100.0, 155.0), "the room left is shared out");
        assert_eq!(cells[3].min, pos2(130.0, 185.0));
        assert_eq!(grid(rect, 1, 90.0, 20.0)[2].bottom().round() as i32, 340);
        let low = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 190.0));
        assert_eq!(grid(low, 1, 100.0, 20.0)[0].height().round() as i32, 130, "but not without end");
    }
}
