//! Paragraphs into lines: where a line may end (kinsoku), which ends look best together, and how the rest is spread.
//!
//! All widths are thousandths of the size of the type.

use super::glyphs::{Class, Glyph};

/// Blank between an ideograph and a letter or digit beside it.
const MIXED_GAP: f32 = 180.0;
/// What punctuation gives up where its blank half is not needed.
const BLANK_HALF: f32 = 500.0;
/// What a blank may grow by.
const STRETCH_MOST: f32 = 600.0;
/// A last line with fewer glyphs looks like a mistake.
const LAST_LINE_GLYPHS_LEAST: usize = 3;
const SHORT_LAST_LINE: f32 = 0.3;

/// How the ends of lines meet the margins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Align {
    /// Flush at both margins, but for the last line.
    #[default]
    Justify,
    Left,
    Center,
    Right,
}

/// A line, ready to be placed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Each glyph with the blank that follows it.
    pub(super) glyphs: Vec<(Glyph, f32)>,
    /// From the margin to the first glyph.
    pub(super) start: f32,
    /// From the first glyph to the end of the last.
    pub(super) width: f32,
}

/// Breaks glyphs into lines of at most `width`, the first of them shorter by `indent`.
pub(super) fn break_lines(glyphs: &[Glyph], width: f32, indent: f32, align: Align) -> Vec<Line> {
    let text = Text::new(glyphs, width, indent);
    let ends = text.best_ends();
    let mut lines = Vec::with_capacity(ends.len());
    let mut from = 0;
    for (index, &to) in ends.iter().enumerate() {
        lines.push(text.line(from, to, align, index + 1 == ends.len()));
        from = to;
    }
    lines
}

/// All on one line.
pub(super) fn one_line(glyphs: &[Glyph]) -> Line {
    Text::new(glyphs, f32::INFINITY, 0.0).line(0, glyphs.len(), Align::Left, true)
}

struct Text<'g> {
    glyphs: &'g [Glyph],
    /// Blank before each glyph, if it does not begin a line; may be negative.
    gaps: Vec<f32>,
    /// Sum of gaps and advances before each glyph, and of all.
    sums: Vec<f32>,
    width: f32,
    indent: f32,
}

impl<'g> Text<'g> {
    fn new(glyphs: &'g [Glyph], width: f32, indent: f32) -> Self {
        let mut gaps = vec![0.0; glyphs.len()];
        let mut sums = vec![0.0; glyphs.len() + 1];
        for index in 0..glyphs.len() {
            if index > 0 {
                gaps[index] = gap(&glyphs[index - 1], &glyphs[index]);
            }
            sums[index + 1] = sums[index] + gaps[index] + glyphs[index].advance;
        }
        Self { glyphs, gaps, sums, width, indent }
    }

    /// The end of the line's visible glyphs: blanks at the end are not part of it.
    fn visible_end(&self, from: usize, to: usize) -> usize {
        let blank =
            self.glyphs[from..to].iter().rev().take_while(|glyph| glyph.class == Class::Space).count();
        to - blank
    }

    /// Width of a line, and what its first glyph gives up.
    fn measure(&self, from: usize, to: usize) -> (f32, f32) {
        let end = self.visible_end(from, to);
        if end == from {
            return (0.0, 0.0);
        }
        let (first, last) = (&self.glyphs[from], &self.glyphs[end - 1]);
        let trimmed_start =
            if from > 0 && first.class == Class::Open && first.has_blank_half() { BLANK_HALF } else { 0.0 };
        let trimmed_end = if end < self.glyphs.len() && last.class == Class::Close && last.has_blank_half() {
            BLANK_HALF
        } else {
            0.0
        };
        let width = self.sums[end] - self.sums[from] - self.gaps[from];
        (width - trimmed_start - trimmed_end, trimmed_start)
    }

    fn room(&self, from: usize) -> f32 {
        if from == 0 { self.width - self.indent } else { self.width }
    }

    /// Where lines may end, in order, up to the end of the text. A word wider than a line may end anywhere.
    fn possible_ends(&self) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut from = 0;
        for index in 1..=self.glyphs.len() {
            if index < self.glyphs.len() && !may_break(&self.glyphs[index - 1], &self.glyphs[index]) {
                continue;
            }
            if self.measure(from, index).0 > self.width - self.indent {
                ends.extend(from + 1..index);
            }
            ends.push(index);
            from = index;
        }
        ends
    }

    /// The ends that leave the least white, squared, in all lines together.
    fn best_ends(&self) -> Vec<usize> {
        let ends = self.possible_ends();
        let count = ends.len();
        let start = |index: usize| if index == 0 { 0 } else { ends[index - 1] };
        let mut best = vec![(f32::INFINITY, 0_usize); count + 1];
        best[0].0 = 0.0;
        for last in 1..=count {
            for first in (0..last).rev() {
                let (from, to) = (start(first), ends[last - 1]);
                let white = self.room(from) - self.measure(from, to).0;
                // A single glyph wider than the line stands there all the same: it could not stand elsewhere.
                if white < -0.5 && first + 1 < last {
                    break;
                }
                let cost = best[first].0 + self.cost(white, from, to);
                if cost < best[last].0 {
                    best[last] = (cost, first);
                }
            }
        }
        let mut chosen = Vec::new();
        let mut last = count;
        while last > 0 {
            chosen.push(ends[last - 1]);
            last = best[last].1;
        }
        chosen.reverse();
        chosen
    }

    fn cost(&self, white: f32, from: usize, to: usize) -> f32 {
        if to < self.glyphs.len() {
            let share = white / self.width;
            return share * share;
        }
        let lonely = from > 0 && to - from < LAST_LINE_GLYPHS_LEAST;
        if lonely { SHORT_LAST_LINE } else { 0.0 }
    }

    fn line(&self, from: usize, to: usize, align: Align, last: bool) -> Line {
        let end = self.visible_end(from, to);
        let (mut width, trimmed) = self.measure(from, to);
        let mut glyphs: Vec<(Glyph, f32)> = (from..end)
            .map(|index| (self.glyphs[index], if index + 1 < end { self.gaps[index + 1] } else { 0.0 }))
            .collect();
        let indent = if from == 0 { self.indent } else { 0.0 };
        let white = self.width - indent - width;
        let shift = match align {
            Align::Justify if !last && white > 0.0 => {
                width += spread(&mut glyphs, white);
                0.0
            }
            Align::Justify | Align::Left => 0.0,
            Align::Center => white / 2.0,
            Align::Right => white,
        };
        Line { glyphs, start: indent + shift - trimmed, width }
    }
}

/// Spreads white over the blanks between words, or, in a line of ideographs, over every place where it could end. A
/// line that would be torn apart stays short.
fn spread(glyphs: &mut [(Glyph, f32)], white: f32) -> f32 {
    let count = glyphs.len();
    let ideographs = glyphs.iter().filter(|(glyph, _)| glyph.class == Class::Ideograph).count();
    let between = 0..count.saturating_sub(1);
    let mut places: Vec<usize> =
        between.clone().filter(|&index| glyphs[index].0.class == Class::Space).collect();
    if places.is_empty() || ideographs * 4 > count {
        places = between.filter(|&index| can_stretch(&glyphs[index].0, &glyphs[index + 1].0)).collect();
    }
    let each = white / places.len().max(1) as f32;
    if places.is_empty() || each > STRETCH_MOST {
        return 0.0;
    }
    for index in places {
        glyphs[index].1 += each;
    }
    white
}

/// Values that stay on one line are spread like all others.
fn can_stretch(glyph: &Glyph, next: &Glyph) -> bool {
    let next = Glyph { sticks: false, ..*next };
    glyph.class == Class::Space || next.class != Class::Space && may_break(glyph, &next)
}

/// May a line end between these two?
fn may_break(glyph: &Glyph, next: &Glyph) -> bool {
    if next.sticks {
        return false;
    }
    match (glyph.class, next.class) {
        (Class::Open, _) | (_, Class::Close | Class::Space) | (Class::Letter, Class::Letter) => false,
        (Class::Letter, Class::Open) => !is_narrow(next),
        (Class::Close, Class::Letter) => !is_narrow(glyph),
        _ => true,
    }
}

/// Punctuation that sticks to letters.
fn is_narrow(glyph: &Glyph) -> bool {
    glyph.advance < 900.0
}

fn gap(glyph: &Glyph, next: &Glyph) -> f32 {
    let letter = |glyph: &Glyph| glyph.class == Class::Letter && glyph.character.is_alphanumeric();
    match (glyph.class, next.class) {
        (Class::Ideograph, Class::Letter) if letter(next) => MIXED_GAP,
        (Class::Letter, Class::Ideograph) if letter(glyph) => MIXED_GAP,
        (Class::Close, Class::Close | Class::Open) if glyph.has_blank_half() && next.has_blank_half() => {
            -BLANK_HALF
        }
        (Class::Open, Class::Open) if glyph.has_blank_half() && next.has_blank_half() => -BLANK_HALF,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests;
