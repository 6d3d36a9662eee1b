//! Textured triangles on a field of pixels, blended as the graphics card does: premultiplied, in gamma space.

use std::collections::HashMap;

use egui::epaint::textures::TexturesDelta;
use egui::epaint::{ClippedPrimitive, ImageData, Mesh, Primitive, Vertex, WHITE_UV};
use egui::{Color32, Pos2, Rect, TextureId};

/// Parts of a pixel that corners are rounded to.
const SUBPIXEL: f32 = 256.0;

struct Texture {
    width: usize,
    height: usize,
    texels: Vec<Color32>,
}

/// The field of pixels and the textures known.
pub(super) struct Painter {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
    textures: HashMap<TextureId, Texture>,
}

/// A corner on the grid of subpixels.
#[derive(Clone, Copy)]
struct Corner {
    x: i64,
    y: i64,
    uv: Pos2,
    colour: Color32,
}

impl Painter {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![Color32::BLACK; width * height], textures: HashMap::new() }
    }

    pub(super) fn finish(self) -> (usize, usize, Vec<Color32>) {
        (self.width, self.height, self.pixels)
    }

    pub(super) fn take_textures(&mut self, delta: &mut TexturesDelta) {
        for (id, deltas) in delta.set.drain() {
            for delta in deltas {
                let ImageData::Color(image) = &delta.image;
                let [width, height] = image.size;
                let Some([left, top]) = delta.pos else {
                    self.textures.insert(id, Texture { width, height, texels: image.pixels.clone() });
                    continue;
                };
                let texture = self.textures.get_mut(&id).expect("invariant: only a known texture changes");
                for (row, texels) in image.pixels.chunks_exact(width).enumerate() {
                    let start = (top + row) * texture.width + left;
                    texture.texels[start..start + width].copy_from_slice(texels);
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    pub(super) fn paint(&mut self, primitive: &ClippedPrimitive, pixels_per_point: f32) {
        let Primitive::Mesh(mesh) = &primitive.primitive else { return };
        let Self { width, height, pixels, textures } = self;
        let Some(texture) = textures.get(&mesh.texture_id) else { return };
        let mut field = Field {
            width: *width,
            clip: pixel_rect(primitive.clip_rect, pixels_per_point, *width, *height),
            pixels,
            texture,
        };
        for triangle in mesh.indices.chunks_exact(3) {
            field.triangle(corners(mesh, triangle, pixels_per_point));
        }
    }
}

fn corners(mesh: &Mesh, triangle: &[u32], pixels_per_point: f32) -> [Corner; 3] {
    let corner = |index: u32| {
        let Vertex { pos, uv, color } = mesh.vertices[index as usize];
        let place = |value: f32| (value * pixels_per_point * SUBPIXEL).round() as i64;
        Corner { x: place(pos.x), y: place(pos.y), uv, colour: color }
    };
    [corner(triangle[0]), corner(triangle[1]), corner(triangle[2])]
}

/// Left, top, right and bottom in whole pixels, inside the field.
fn pixel_rect(rect: Rect, pixels_per_point: f32, width: usize, height: usize) -> [i64; 4] {
    let place = |value: f32, most: usize| ((value * pixels_per_point).round() as i64).clamp(0, most as i64);
    [
        place(rect.left(), width),
        place(rect.top(), height),
        place(rect.right(), width),
        place(rect.bottom(), height),
    ]
}

/// Twice the area of a triangle, with its sign.
fn area(a: Corner, b: Corner, x: i64, y: i64) -> i64 {
    (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)
}

/// Does a pixel on the edge belong to the triangle? So that none on a shared edge is drawn twice.
fn owns_edge(a: Corner, b: Corner) -> bool {
    let (x, y) = (b.x - a.x, b.y - a.y);
    y < 0 || (y == 0 && x > 0)
}

struct Field<'a> {
    width: usize,
    clip: [i64; 4],
    pixels: &'a mut [Color32],
    texture: &'a Texture,
}

impl Field<'_> {
    fn triangle(&mut self, [a, mut b, mut c]: [Corner; 3]) {
        let mut whole = area(a, b, c.x, c.y);
        if whole == 0 {
            return;
        }
        if whole < 0 {
            std::mem::swap(&mut b, &mut c);
            whole = -whole;
        }
        let unit = SUBPIXEL as i64;
        let least = |values: [i64; 3]| values.into_iter().min().unwrap_or_default().div_euclid(unit);
        let most = |values: [i64; 3]| values.into_iter().max().unwrap_or_default().div_euclid(unit) + 1;
        let [left, top, right, bottom] = self.clip;
        let columns = least([a.x, b.x, c.x]).max(left)..most([a.x, b.x, c.x]).min(right);
        let rows = least([a.y, b.y, c.y]).max(top)..most([a.y, b.y, c.y]).min(bottom);
        let edges = [(b, c), (c, a), (a, b)];
        let bias = edges.map(|(from, to)| i64::from(!owns_edge(from, to)));
        let plain = a.uv == WHITE_UV && b.uv == WHITE_UV && c.uv == WHITE_UV;
        let flat = plain && a.colour == b.colour && b.colour == c.colour;
        for y in rows {
            for x in columns.clone() {
                let (sx, sy) = (x * unit + unit / 2, y * unit + unit / 2);
                let parts = edges.map(|(from, to)| area(from, to, sx, sy));
                if parts.iter().zip(bias).any(|(part, bias)| *part < bias) {
                    continue;
                }
                let at = y as usize * self.width + x as usize;
                let colour = if flat {
                    a.colour
                } else {
                    let share = parts.map(|part| part as f32 / whole as f32);
                    self.shade(&[a, b, c], share, plain)
                };
                self.pixels[at] = blend(colour, self.pixels[at]);
            }
        }
    }

    fn shade(&self, corners: &[Corner; 3], share: [f32; 3], plain: bool) -> Color32 {
        let mut colour = [0.0_f32; 4];
        let mut uv = egui::Vec2::ZERO;
        for (corner, share) in corners.iter().zip(share) {
            for (sum, channel) in colour.iter_mut().zip(corner.colour.to_array()) {
                *sum += f32::from(channel) * share;
            }
            uv += corner.uv.to_vec2() * share;
        }
        if !plain {
            let texel = self.texture.sample(uv.to_pos2());
            for (channel, texel) in colour.iter_mut().zip(texel) {
                *channel *= texel / 255.0;
            }
        }
        let [r, g, b, a] = colour.map(|channel| channel.round().clamp(0.0, 255.0) as u8);
        Color32::from_rgba_premultiplied(r, g, b, a)
    }
}

impl Texture {
    /// The mean of the four nearest texels.
    fn sample(&self, uv: Pos2) -> [f32; 4] {
        let split = |value: f32, side: usize| {
            let place = (value * side as f32 - 0.5).clamp(0.0, side as f32 - 1.0);
            let low = place.floor();
            (low as usize, (low as usize + 1).min(side - 1), place - low)
        };
        let (left, right, x) = split(uv.x, self.width);
        let (top, bottom, y) = split(uv.y, self.height);
        let mut sum = [0.0_f32; 4];
        for (column, row, share) in [
            (left, top, (1.0 - x) * (1.0 - y)),
            (right, top, x * (1.0 - y)),
            (left, bottom, (1.0 - x) * y),
            (right, bottom, x * y),
        ] {
            let texel = self.texels[row * self.width + column].to_array();
            for (sum, channel) in sum.iter_mut().zip(texel) {
                *sum += f32::from(channel) * share;
            }
        }
        sum
    }
}

fn blend(front: Color32, back: Color32) -> Color32 {
    if front.a() == 255 {
        return front;
    }
    let rest = 255 - u32::from(front.a());
    let over = |front: u8, back: u8| (u32::from(front) + (u32::from(back) * rest + 127) / 255).min(255) as u8;
    Color32::from_rgb(over(front.r(), back.r()), over(front.g(), back.g()), over(front.b(), back.b()))
}
