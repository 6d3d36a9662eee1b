//! The paper under the print head: lines are gathered, set and burnt in, until the knife.

use image::{Rgb, RgbImage};

use super::font::Glyph;

/// Dots from line to line, as after power on.
const LINE_SPACING: usize = 30;
/// Dots of a text column.
const COLUMN: usize = 12;
/// Unprinted paper above the first and below the last line.
const MARGIN_TOP: u32 = 40;
const MARGIN_BOTTOM: u32 = 56;
const PAPER: [u8; 3] = [253, 253, 250];
const INK: [u8; 3] = [30, 30, 34];

/// Something in the line that is being gathered.
#[derive(Debug)]
struct Piece {
    left: usize,
    glyph: Glyph,
    said: String,
}

/// The paper and the unfinished line.
#[derive(Debug)]
pub struct Paper {
    width: usize,
    rows: usize,
    /// Darkness, row by row; none if nobody looks at it.
    dots: Option<Vec<u8>>,
    text: String,
    line: Vec<Piece>,
    /// Where the next piece goes, in dots.
    head: usize,
    line_spacing: usize,
    /// 0 left, 1 middle, 2 right.
    align: u8,
}

/// A piece does not fit on its line.
#[derive(Debug)]
pub struct OverEdge;

impl Paper {
    /// White paper for a head of so many dots.
    pub fn new(width: usize, is_drawn: bool) -> Self {
        Self {
            width,
            rows: 0,
            dots: is_drawn.then(Vec::new),
            text: String::new(),
            line: Vec::new(),
            head: 0,
            line_spacing: LINE_SPACING,
            align: 0,
        }
    }

    /// Forgets the unfinished line and the settings; what is printed stays.
    pub fn reset(&mut self) {
        self.drop_line();
        self.line_spacing = LINE_SPACING;
        self.align = 0;
    }

    /// Forgets the unfinished line.
    pub fn drop_line(&mut self) {
        self.line.clear();
        self.head = 0;
    }

    /// Whether a line has been begun.
    pub fn is_in_line(&self) -> bool {
        !self.line.is_empty()
    }

    /// Whether nothing has been printed since the last cut.
    pub fn is_blank(&self) -> bool {
        match &self.dots {
            Some(dots) => dots.iter().all(|&dot| dot == 0),
            None => self.text.trim().is_empty(),
        }
    }

    /// 0 left, 1 middle, 2 right.
    pub fn align(&mut self, align: u8) {
        self.align = align;
    }

    /// Dots from line to line.
    pub fn line_spacing(&mut self, dots: Option<u8>) {
        self.line_spacing = dots.map_or(LINE_SPACING, usize::from);
    }

    /// Goes on at this many dots from the left.
    pub fn position(&mut self, dots: usize) {
        self.head = dots;
    }

    /// Adds to the line.
    ///
    /// # Errors
    /// It does not fit; a printer would go on in the next line, and so does this one.
    pub fn add(&mut self, glyph: Glyph, said: String) -> Result<(), OverEdge> {
        let is_over = self.head + glyph.width > self.width;
        if is_over {
            self.feed_line();
        }
        let left = self.head;
        self.head += glyph.width;
        self.line.push(Piece { left, glyph, said });
        if is_over { Err(OverEdge) } else { Ok(()) }
    }

    /// Adds a picture as a line of its own.
    ///
    /// # Errors
    /// It is wider than the paper, and its right part is lost.
    pub fn add_picture(&mut self, glyph: &Glyph, said: &str) -> Result<(), OverEdge> {
        let shift = self.shift(glyph.width);
        self.burn(glyph, shift, self.rows);
        self.say(shift, said);
        if glyph.width > self.width { Err(OverEdge) } else { Ok(()) }
    }

    /// Prints the line and feeds it.
    pub fn feed_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let width = line.iter().map(|piece| piece.left + piece.glyph.width).max().unwrap_or(0);
        let height = line.iter().map(|piece| piece.glyph.height).max().unwrap_or(0);
        let (shift, top) = (self.shift(width), self.rows);
        let mut said = String::new();
        for piece in &line {
            // Pieces of different height stand on one base line.
            let lower = height - piece.glyph.height;
            self.burn(&piece.glyph, shift + piece.left, top + lower);
            let columns = piece.left / COLUMN;
            while text_columns(&said) < columns && piece.glyph.height <= 24 {
                said.push(' ');
            }
            said.push_str(&piece.said);
        }
        self.say(shift, &said);
        self.feed_to(top + height.max(self.line_spacing));
        self.head = 0;
    }

    /// Prints the line and feeds this many lines in all.
    pub fn feed_lines(&mut self, lines: usize) {
        let left = if self.is_in_line() {
            self.feed_line();
            lines.saturating_sub(1)
        } else {
            lines
        };
        self.text.push_str(&"\n".repeat(left));
        self.feed_to(self.rows + left * self.line_spacing);
    }

    /// Prints the line and feeds dots.
    pub fn feed_dots(&mut self, dots: usize) {
        if self.is_in_line() {
            self.feed_line();
        }
        self.feed_to(self.rows + dots);
    }

    /// Takes the paper away: picture and text.
    pub fn cut(&mut self) -> (RgbImage, String) {
        let text = std::mem::take(&mut self.text);
        let rows = std::mem::take(&mut self.rows);
        let Some(dots) = self.dots.as_mut().map(std::mem::take) else { return (RgbImage::new(0, 0), text) };
        let margin = if self.width > 400 { 32 } else { 40 };
        let (width, height) = (self.width as u32, rows as u32);
        let mut picture =
            RgbImage::from_pixel(width + 2 * margin, MARGIN_TOP + height + MARGIN_BOTTOM, Rgb(PAPER));
        for (index, &dark) in dots.iter().enumerate() {
            let (x, y) = (index as u32 % width, index as u32 / width);
            picture.put_pixel(margin + x, MARGIN_TOP + y, Rgb(shade(dark)));
        }
        (picture, text)
    }

    fn feed_to(&mut self, rows: usize) {
        self.rows = self.rows.max(rows);
        if let Some(dots) = &mut self.dots {
            dots.resize(self.rows * self.width, 0);
        }
    }

    fn shift(&self, width: usize) -> usize {
        let free = self.width.saturating_sub(width);
        match self.align {
            0 => 0,
            1 => free / 2,
            _ => free,
        }
    }

    fn burn(&mut self, glyph: &Glyph, left: usize, top: usize) {
        self.feed_to(top + glyph.height);
        let Some(dots) = &mut self.dots else { return };
        for y in 0..glyph.height {
            for x in 0..glyph.width.min(self.width.saturating_sub(left)) {
                let dot = &mut dots[(top + y) * self.width + left + x];
                *dot = (*dot).max(glyph.dots[y * glyph.width + x]);
            }
        }
    }

    fn say(&mut self, shift: usize, said: &str) {
        let said = format!("{}{said}", " ".repeat(shift / COLUMN));
        self.text.push_str(said.trim_end());
        self.text.push('\n');
    }
}

fn text_columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn shade(dark: u8) -> [u8; 3] {
    std::array::from_fn(|channel| {
        let (paper, ink) = (u32::from(PAPER[channel]), u32::from(INK[channel]));
        let dark = u32::from(dark);
        ((paper * (255 - dark) + ink * dark) / 255) as u8
    })
}
