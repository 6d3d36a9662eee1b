//! Text in a rectangle: wrapped, aligned, cut off with an ellipsis rather than overflowing, readable by a screen reader.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, Align2, Color32, FontId, Galley, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use crate::fonts;

/// Steps by which a text shrinks to fit, as shares of its size.
const SHRINK: [f32; 6] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5];
/// No text shrinks below seven tenths of its size, but for large letters that stay this large, pixels; and none below half.
const LARGE: f32 = 28.0;

/// A row of larger letters than this is measured in this size, pixels: every size that is laid out takes room in the texture of
/// glyphs, which is in memory twice.
const MEASURED: f32 = 48.0;

/// How text is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    size: f32,
    bold: bool,
    colour: Color32,
    align: Align2,
    rows_max: usize,
}

impl Ink {
    /// Regular text at the left, upper edge, as many rows as fit.
    pub fn new(size: f32, colour: Color32) -> Self {
        Self { size, bold: false, colour, align: Align2::LEFT_TOP, rows_max: usize::MAX }
    }

    /// Bold.
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// At this place in its rectangle.
    pub fn align(self, align: Align2) -> Self {
        Self { align, ..self }
    }

    /// In the middle of its rectangle.
    pub fn centered(self) -> Self {
        self.align(Align2::CENTER_CENTER)
    }

    /// At most this many rows.
    pub fn rows(self, rows_max: usize) -> Self {
        Self { rows_max, ..self }
    }

    /// The least share of its size to which it shrinks.
    fn least(self) -> f32 {
        (LARGE / self.size).clamp(0.5, 0.7)
    }

    /// In the least size to which it shrinks.
    pub(super) fn smallest(self) -> Self {
        let least = self.least();
        SHRINK.into_iter().rfind(|share| *share >= least).map_or(self, |share| self.scaled(share))
    }

    /// In another colour and weight.
    pub(super) fn coloured(self, colour: Color32, bold: bool) -> Self {
        Self { bold, colour, ..self }
    }

    /// Its size, pixels.
    pub(super) fn size(self) -> f32 {
        self.size
    }

    pub(super) fn scaled(self, share: f32) -> Self {
        Self { size: (self.size * share).round(), ..self }
    }

    fn font(self) -> FontId {
        fonts::font(self.size, self.bold)
    }

    fn layout(self, ui: &Ui, content: &str, width: f32, rows_max: usize) -> Arc<Galley> {
        let format = TextFormat::simple(self.font(), self.colour);
        let mut job = LayoutJob::single_section(content.to_owned(), format);
        job.halign = self.align.x();
        job.wrap = TextWrapping { max_width: width, max_rows: rows_max.max(1), ..TextWrapping::default() };
        ui.painter().layout_job(job)
    }
}

/// Height a text needs at a width.
pub fn height_of(ui: &Ui, content: &str, width: f32, ink: Ink) -> f32 {
    ink.layout(ui, content, width, ink.rows_max).size().y
}

/// Draws a text in a rectangle and tells what it covers.
pub fn text(ui: &mut Ui, rect: Rect, content: &str, ink: Ink) -> Rect {
    let covered = paint(ui, rect, content, ink);
    read_out(ui, covered, content);
    covered
}

/// Makes words known to a screen reader that are drawn as something else.
pub fn read_out(ui: &mut Ui, rect: Rect, content: &str) {
    let response = ui.allocate_rect(rect, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, content));
}

/// Draws a text in a rectangle as large as fits, down to the least size of its ink; for words of unknown length.
pub fn fitted(ui: &mut Ui, rect: Rect, content: &str, ink: Ink) -> Rect {
    let ink = fit(ui, rect, content, ink);
    text(ui, rect, content, ink)
}

/// The ink in the largest size in which all of several texts fit a width on one row, down to its least: rows of a list look
/// alike.
pub fn alike<'a>(ui: &Ui, width: f32, contents: impl IntoIterator<Item = &'a str>, ink: Ink) -> Ink {
    let widest = contents.into_iter().map(|content| width_of(ui, content, ink)).fold(0.0, f32::max);
    let fits = |share: &f32| widest * share <= width;
    let share = SHRINK.into_iter().filter(|share| *share >= ink.least()).find(fits);
    share.map_or_else(|| ink.smallest(), |share| ink.scaled(share))
}

/// Draws a text as part of something that has its own accessible name.
pub fn paint(ui: &Ui, rect: Rect, content: &str, ink: Ink) -> Rect {
    let row = row_height(ui, ink);
    let rows = ((rect.height() / row + 0.05).floor() as usize).clamp(1, ink.rows_max.max(1));
    let galley = ink.layout(ui, content, rect.width(), rows);
    let size = galley.size();
    let anchor = match ink.align.x() {
        Align::Min => rect.left(),
        Align::Center => rect.center().x,
        Align::Max => rect.right(),
    };
    let top = match ink.align.y() {
        Align::Min => rect.top(),
        Align::Center => rect.center().y - size.y / 2.0,
        Align::Max => rect.bottom() - size.y,
    };
    let origin = pos2(anchor, top);
    let covered = galley.rect.translate(origin.to_vec2());
    ui.painter().galley(origin, galley, ink.colour);
    covered
}

/// Like `paint`, shrinking as `fitted` does.
pub(super) fn paint_fitted(ui: &Ui, rect: Rect, content: &str, ink: Ink) -> Rect {
    paint(ui, rect, content, fit(ui, rect, content, ink))
}

/// The ink in the largest size in which a text fits, no Latin word broken.
pub(super) fn fit(ui: &Ui, rect: Rect, content: &str, ink: Ink) -> Ink {
    fit_from(ui, rect, content, ink, ink.least())
}

/// The same, no smaller than a share of the size.
pub(super) fn fit_from(ui: &Ui, rect: Rect, content: &str, ink: Ink, least: f32) -> Ink {
    shrunk(ink, least).find(|ink| fits(ui, rect.size(), content, *ink)).unwrap_or(ink.scaled(least))
}

/// An ink and its smaller sizes, no smaller than a share.
pub(super) fn shrunk(ink: Ink, least: f32) -> impl Iterator<Item = Ink> {
    SHRINK.into_iter().filter(move |share| *share >= least).map(move |share| ink.scaled(share))
}

/// Does all of a text fit, no Latin word broken?
pub(super) fn fits(ui: &Ui, size: Vec2, content: &str, ink: Ink) -> bool {
    if ink.rows_max == 1 && ink.size > MEASURED {
        let width = width_of(ui, content, Ink { size: MEASURED, ..ink }) * (ink.size / MEASURED);
        return width <= size.x + 1.0 && row_height(ui, ink) <= size.y + 1.0;
    }
    let galley = ink.layout(ui, content, size.x, ink.rows_max);
    let inside = galley.size().y <= size.y + 1.0 && galley.size().x <= size.x + 1.0;
    inside && !galley.elided && !breaks_word(ui, content, size.x, ink)
}

/// Would a Latin word be broken at a width? Hanzi may stand on any line.
pub(super) fn breaks_word(ui: &Ui, content: &str, width: f32, ink: Ink) -> bool {
    let latin =
        |word: &&str| word.chars().filter(char::is_ascii_alphabetic).count() * 2 > word.chars().count();
    content.split_whitespace().filter(latin).any(|word| width_of(ui, word, ink) > width + 1.0)
}

/// Width of a text on one row.
pub fn width_of(ui: &Ui, content: &str, ink: Ink) -> f32 {
    ink.layout(ui, content, f32::INFINITY, 1).size().x
}

fn row_height(ui: &Ui, ink: Ink) -> f32 {
    ui.ctx().fonts_mut(|fonts| fonts.row_height(&ink.font()))
}

/// Rows a text takes at a width.
pub(super) fn rows_of(ui: &Ui, content: &str, width: f32, ink: Ink) -> usize {
    ink.layout(ui, content, width, ink.rows_max).rows.len()
}
