//! What several screens are made of.

use hall_ui::egui::{Align2, Rect, Ui, Vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered, columns};
use hall_ui::look::Look;
use hall_ui::widgets::{Banner, Button, Ink, Kind, Stepper, Tone, fitted, height_of, text};

use super::frame::{Frame, Shape};
use crate::state::Touch;
use crate::view::NoteView;

/// Narrower than this, two buttons stand one above the other.
const SIDE_BY_SIDE_FROM: f32 = 560.0;
/// Height of the buttons that lead on, as a share of others'.
const WAY_HEIGHT: f32 = 1.25;

/// Where one is on the way to a number; cuts it off the body if there is room.
pub(super) fn steps(ui: &mut Ui, look: &Look, frame: &mut Frame, current: usize) {
    if !frame.has_steps(look) {
        return;
    }
    let room = frame.above.as_mut().unwrap_or(&mut frame.body);
    let at = room.cut_top(Stepper::height(look), look.space().between);
    let steps = [look.t("kiosk.step.choose"), look.t("kiosk.step.materials"), look.t("kiosk.step.ticket")];
    Stepper { steps: &steps, current }.show(ui, look, at);
}

/// Where one is on the way to a certificate; cuts it off the body if there is room.
pub(super) fn stages(ui: &mut Ui, look: &Look, frame: &mut Frame, current: usize) {
    if !frame.has_steps(look) {
        return;
    }
    let room = frame.above.as_mut().unwrap_or(&mut frame.body);
    let at = room.cut_top(Stepper::height(look), look.space().between);
    let steps = [
        look.t("kiosk.certificate.step_sign_in"),
        look.t("kiosk.certificate.step_choose"),
        look.t("kiosk.certificate.step_look"),
        look.t("kiosk.certificate.step_print"),
    ];
    Stepper { steps: &steps, current }.show(ui, look, at);
}

/// The title of a screen; cuts it off the upper edge.
pub(super) fn title(ui: &mut Ui, look: &Look, body: &mut Rect, words: &str) {
    let size = look.sizes().title;
    let at = body.cut_top(size * 1.5, look.space().grid * 2.0);
    title_in(ui, look, at, words);
}

/// The title in its own rectangle.
pub(super) fn title_in(ui: &mut Ui, look: &Look, at: Rect, words: &str) {
    let size = look.sizes().title;
    let ink = Ink::new(size, look.palette().ink).bold().align(Align2::LEFT_CENTER).rows(2);
    fitted(ui, at, words, ink);
}

/// Running text below a title; cuts it off the upper edge.
pub(super) fn lead(ui: &mut Ui, look: &Look, body: &mut Rect, words: &str) {
    let ink = Ink::new(look.sizes().body, look.palette().ink_soft).rows(5);
    let at = body.cut_top(height_of(ui, words, body.width(), ink), look.space().card);
    text(ui, at, words, ink);
}

/// A note; cuts it off the lower edge of the body.
pub(super) fn note(ui: &mut Ui, look: &Look, body: &mut Rect, note: Option<&NoteView>) {
    if let Some(note) = note {
        let at = body.cut_bottom(Banner::height(look), look.space().between);
        Banner { words: &note.words, tone: note.tone, icon: Some(note.icon) }.show(ui, look, at);
    }
}

/// A step that leads on.
#[derive(Clone)]
pub(super) struct On<'a> {
    /// What stands on it.
    pub words: &'a str,
    /// The kind of step.
    pub kind: Kind,
    /// Its sign; `Forward` stands behind the words.
    pub icon: Icon,
    /// Can it be gone?
    pub enabled: bool,
    /// What it means.
    pub touch: Touch,
}

impl<'a> On<'a> {
    /// The next step.
    pub(super) fn next(words: &'a str, touch: Touch) -> Self {
        Self { words, kind: Kind::Primary, icon: Icon::Forward, enabled: true, touch }
    }

    /// Another way.
    pub(super) fn other(words: &'a str, icon: Icon, touch: Touch) -> Self {
        Self { words, kind: Kind::Secondary, icon, enabled: true, touch }
    }

    /// Draws it.
    pub(super) fn show(self, ui: &mut Ui, look: &Look, at: Rect, touches: &mut Vec<Touch>) {
        let button = Button::new(self.words).kind(self.kind).enabled(self.enabled);
        let behind = self.icon == Icon::Forward;
        let button = if behind { button.icon_behind(self.icon) } else { button.icon(self.icon) };
        if button.show(ui, look, at) {
            touches.push(self.touch);
        }
    }
}

/// Height of a button that leads on.
pub(super) fn way_height(look: &Look) -> f32 {
    look.touch_height() * WAY_HEIGHT
}

/// *Back* and the steps that lead on; cuts them off the lower edge. The last step stands at the right, or at the top of the pile
/// where there is no room side by side.
pub(super) fn ways(ui: &mut Ui, look: &Look, body: &mut Rect, on: Vec<On<'_>>, touches: &mut Vec<Touch>) {
    ways_of(ui, look, body, (way_height(look), look.space().between), on, touches);
}

/// The same, no higher than other buttons: where a keyboard needs the room.
pub(super) fn low_ways(ui: &mut Ui, look: &Look, body: &mut Rect, on: Vec<On<'_>>, touches: &mut Vec<Touch>) {
    ways_of(ui, look, body, (look.touch_height(), look.shape().touch_gap), on, touches);
}

fn ways_of(
    ui: &mut Ui,
    look: &Look,
    body: &mut Rect,
    (height, below): (f32, f32),
    on: Vec<On<'_>>,
    touches: &mut Vec<Touch>,
) {
    let gap = look.shape().touch_gap;
    let back = On::other(look.t("common.back"), Icon::Back, Touch::Back);
    if body.width() < SIDE_BY_SIDE_FROM {
        let at = body.cut_bottom(look.touch_height(), gap);
        back.show(ui, look, at, touches);
        for step in on {
            let at = body.cut_bottom(height, gap);
            step.show(ui, look, at, touches);
        }
        body.max.y -= below - gap;
        return;
    }
    let mut row = body.cut_bottom(height, below);
    let at = row.cut_left(row.width() * 0.28, look.space().between);
    back.show(ui, look, at, touches);
    let places = columns(row, on.len(), look.space().between);
    for (step, at) in on.into_iter().zip(places) {
        step.show(ui, look, at, touches);
    }
}

/// The way home, and when it is taken by itself; cuts them off the lower edge.
pub(super) fn home(
    ui: &mut Ui,
    look: &Look,
    body: &mut Rect,
    home_in: Option<&str>,
    touches: &mut Vec<Touch>,
) {
    let mut row = body.cut_bottom(way_height(look), look.space().between);
    let done = row.cut_right(row.width() * 0.56, look.space().between);
    let button = Button::new(look.t("kiosk.ticket.done")).kind(Kind::Primary).icon(Icon::Home);
    if button.show(ui, look, done) {
        touches.push(Touch::Done);
    }
    if let Some(words) = home_in {
        let ink = Ink::new(look.sizes().body, look.palette().ink_soft).align(Align2::LEFT_CENTER).rows(2);
        fitted(ui, row, words, ink);
    }
}

/// A message in the middle of the room: a sign, a few words, what to do.
pub(super) struct Notice<'a> {
    pub icon: Icon,
    pub tone: Tone,
    pub title: &'a str,
    /// A fact that matters, in the colour of the tone.
    pub fact: Option<&'a str>,
    pub detail: &'a str,
}

/// The words of a message in one size, and what they need.
struct Measured {
    inks: [Ink; 3],
    heights: [f32; 3],
    side: f32,
    whole: f32,
}

impl Notice<'_> {
    /// Sizes that a message may have, as shares.
    const SHARES: [f32; 4] = [1.0, 0.85, 0.75, 0.65];

    fn measure(&self, ui: &Ui, look: &Look, rect: Rect, share: f32) -> Measured {
        let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
        let (_, colour) = self.tone.colours(look);
        let inks = [
            Ink::new((sizes.heading * share).round(), p.ink).bold().centered().rows(3),
            Ink::new((sizes.title * share).round(), colour).bold().centered().rows(2),
            Ink::new((sizes.button * share).round(), p.ink_soft).align(Align2::CENTER_TOP).rows(6),
        ];
        let width = rect.width().min(1200.0);
        let height =
            |words: &str, ink: Ink| if words.is_empty() { 0.0 } else { height_of(ui, words, width, ink) };
        let heights = [
            height(self.title, inks[0]),
            height(self.fact.unwrap_or(""), inks[1]),
            height(self.detail, inks[2]),
        ];
        let gaps =
            space.card * heights.iter().filter(|height| **height > 0.0).count().saturating_sub(1) as f32;
        let words = heights.iter().sum::<f32>() + gaps;
        let room = rect.height() - words - space.between - space.card * 2.0;
        let side = (sizes.heading * 2.4).min(room);
        // A sign too small to be seen is left out.
        let side = if side < sizes.heading { 0.0 } else { side };
        let whole = words + if side > 0.0 { side + space.between } else { 0.0 };
        Measured { inks, heights, side, whole }
    }

    pub(super) fn show(&self, ui: &mut Ui, look: &Look, rect: Rect) {
        let space = look.space();
        let sizes = || Self::SHARES.into_iter().map(|share| self.measure(ui, look, rect, share));
        let fits = |measured: &Measured| measured.whole <= rect.height();
        let measured = sizes().find(|measured| fits(measured) && measured.side > 0.0);
        let measured = measured.or_else(|| sizes().find(fits)).or_else(|| sizes().next_back());
        let Some(measured) = measured else { return };
        let mut middle = centered(rect, 1200.0, measured.whole);
        if measured.side > 0.0 {
            let (fill, colour) = self.tone.colours(look);
            let sign = middle.cut_top(measured.side, space.between);
            ui.painter().circle_filled(sign.center(), measured.side / 2.0, fill);
            let at = Rect::from_center_size(sign.center(), Vec2::splat(measured.side * 0.55));
            self.icon.paint(ui.painter(), at, colour);
        }
        let words = [self.title, self.fact.unwrap_or(""), self.detail];
        for ((words, ink), height) in words.into_iter().zip(measured.inks).zip(measured.heights) {
            if !words.is_empty() {
                fitted(ui, middle.cut_top(height, space.card), words, ink);
            }
        }
    }
}

/// Which part of a list is shown, and the buttons to turn its pages if it has more than one.
pub(super) struct Pages {
    /// The page shown.
    pub page: usize,
    /// How many there are.
    pub count: usize,
}

impl Pages {
    /// The title of a list, and, if its rows do not fit, the buttons to turn its pages: below on an upright screen, in
    /// reach; beside the title on others, where height is dear, or where they are put. `fits` tells how many rows fit a rectangle.
    pub(super) fn cut(
        ui: &mut Ui,
        look: &Look,
        frame: &mut Frame,
        pages_at: Option<Rect>,
        (title, rows, page): (&str, usize, usize),
        fits: impl Fn(Rect) -> usize,
        touches: &mut Vec<Touch>,
    ) -> Self {
        let space = look.space();
        let heading = |body: &mut Rect| body.cut_top(look.sizes().title * 1.5, space.grid * 2.0);
        let mut without = frame.body;
        if !title.is_empty() {
            heading(&mut without);
        }
        if rows <= fits(without) {
            let mut whole = frame.body;
            if !title.is_empty() {
                title_in(ui, look, heading(&mut whole), title);
            }
            frame.body = without;
            return Self { page: 0, count: 1 };
        }
        let at = if let Some(at) = pages_at {
            if !title.is_empty() {
                title_in(ui, look, heading(&mut frame.body), title);
            }
            at
        } else if frame.shape == Shape::Tall {
            if !title.is_empty() {
                title_in(ui, look, heading(&mut frame.body), title);
            }
            frame.body.cut_bottom(look.touch_height(), space.card)
        } else {
            let mut row = frame.body.cut_top(look.touch_height(), space.card);
            if title.is_empty() {
                row
            } else {
                let at = row.cut_right(row.width() * 0.52, space.card);
                title_in(ui, look, row, title);
                at
            }
        };
        let count = rows.div_ceil(fits(frame.body).max(1));
        let pages = Self { page: page.min(count - 1), count };
        pages.draw(ui, look, at, touches);
        pages
    }

    /// The buttons and where one is.
    pub(super) fn draw(&self, ui: &mut Ui, look: &Look, mut at: Rect, touches: &mut Vec<Touch>) {
        let width = at.width() * 0.36;
        let before = at.cut_left(width, look.space().card);
        let after = at.cut_right(width, look.space().card);
        let back = Button::new(look.t("kiosk.choose.previous_page")).icon(Icon::Back).enabled(self.page > 0);
        if back.show(ui, look, before) {
            touches.push(Touch::Page(self.page.saturating_sub(1)));
        }
        let on = Button::new(look.t("kiosk.choose.next_page")).icon_behind(Icon::Forward);
        if on.enabled(self.page + 1 < self.count).show(ui, look, after) {
            touches.push(Touch::Page(self.page + 1));
        }
        let (page, pages) = ((self.page + 1).to_string(), self.count.to_string());
        let words = look.fill("kiosk.choose.page", &[("page", &page), ("pages", &pages)]);
        fitted(ui, at, &words, Ink::new(look.sizes().body, look.palette().ink_soft).centered().rows(2));
    }
}

/// Which of several things stand on which page: as many as fit, in order, at least one a page.
pub(super) fn split(heights: &[f32], room: f32, gap: f32) -> Vec<std::ops::Range<usize>> {
    let mut pages = Vec::new();
    let mut start = 0;
    while start < heights.len() {
        let mut end = start;
        let mut used = 0.0;
        while end < heights.len() && (end == start || used + heights[end] <= room) {
            used += heights[end] + gap;
            end += 1;
        }
        pages.push(start..end);
        start = end;
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn things_fill_pages_in_order_and_none_is_lost() {
        assert_eq!(split(&[100.0, 100.0, 100.0], 220.0, 20.0), [0..2, 2..3]);
        assert_eq!(split(&[900.0, 1.0], 220.0, 20.0), [0..1, 1..2], "what is too tall stands alone");
        assert!(split(&[], 220.0, 20.0).is_empty());
    }
}
