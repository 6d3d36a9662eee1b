//! Pictures of screens without a window, a display or a graphics card: a small painter of what egui tessellates.
//!
//! For tests and documents only, behind the feature `pictures`. It knows textured triangles and nothing else, draws the
//! same pixels on every machine, and writes PNG files with a palette, small enough to be kept beside the code.

mod file;
mod paint;

use std::time::Duration;

use egui::{Color32, Context, FullOutput, Pos2, RawInput, Rect, Ui, Vec2};

use crate::canvas::{self, Design};
use paint::Painter;

pub use file::FileError;

/// Passes until a still screen has settled: sizes known, textures uploaded, animations ended.
const PASSES: u32 = 4;
/// Time between passes.
const STEP: Duration = Duration::from_millis(500);
/// Two channels that differ by more than this are of another colour.
const CHANNEL_TOLERANCE: u8 = 48;

/// A picture: opaque pixels, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}×{})", self.width, self.height)
    }
}

/// Draws a still picture of what `draw` shows on a screen of a size, pixels.
pub fn picture(size: Vec2, prepare: impl FnOnce(&Context), draw: impl FnMut(&mut Ui)) -> Picture {
    fitted(size, &[Design { width: size.x, height: size.y }], prepare, draw)
}

/// The same, scaled from the nearest of some designs as a program's window is.
pub fn fitted(
    size: Vec2,
    designs: &[Design],
    prepare: impl FnOnce(&Context),
    mut draw: impl FnMut(&mut Ui),
) -> Picture {
    let ctx = Context::default();
    prepare(&ctx);
    let mut painter = Painter::new(size.x as usize, size.y as usize);
    let mut shown = None;
    for pass in 0..PASSES {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, size / ctx.zoom_factor())),
            time: Some(f64::from(pass) * STEP.as_secs_f64()),
            ..RawInput::default()
        };
        canvas::fit(&ctx, &mut input, designs);
        let FullOutput { mut textures_delta, shapes, pixels_per_point, .. } =
            ctx.run_ui(input, |ui| draw(ui));
        painter.take_textures(&mut textures_delta);
        shown = Some((shapes, pixels_per_point));
    }
    if let Some((shapes, pixels_per_point)) = shown {
        for primitive in ctx.tessellate(shapes, pixels_per_point) {
            painter.paint(&primitive, pixels_per_point);
        }
    }
    let (width, height, pixels) = painter.finish();
    Picture { width, height, pixels }
}

impl Picture {
    /// Width and height, pixels.
    pub fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// Half as wide and high; each pixel is the mean of four.
    pub fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let at = |dx: usize, dy: usize| self.pixels[(y * 2 + dy) * self.width + x * 2 + dx];
                let four = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
                let mean = |channel: fn(&Color32) -> u8| {
                    (four.iter().map(|colour| u16::from(channel(colour))).sum::<u16>() + 2) / 4
                };
                let (r, g, b) = (mean(Color32::r), mean(Color32::g), mean(Color32::b));
                pixels.push(Color32::from_rgb(r as u8, g as u8, b as u8));
            }
        }
        Self { width, height, pixels }
    }

    /// Share of pixels that show another colour than in another picture; 1 if their sizes differ.
    pub fn difference(&self, other: &Self) -> f64 {
        if self.size() != other.size() {
            return 1.0;
        }
        let far = |a: u8, b: u8| a.abs_diff(b) > CHANNEL_TOLERANCE;
        let differ =
            |(a, b): &(&Color32, &Color32)| far(a.r(), b.r()) || far(a.g(), b.g()) || far(a.b(), b.b());
        let count = self.pixels.iter().zip(&other.pixels).filter(differ).count();
        count as f64 / self.pixels.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests;
