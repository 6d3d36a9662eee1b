//! What several screens share: the steps, titles, pages of a list, the row of buttons, notes.

use hall_ui::egui::{Align2, Rect, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::Cut;
use hall_ui::look::Look;
use hall_ui::widgets::{Banner, Button, Ink, Kind, Stepper, fitted, text};

use crate::state::Touch;
use crate::view::NoteView;

/// The steps of taking a number; cuts them off the body.
pub(super) fn steps(ui: &mut Ui, look: &Look, body: &mut Rect, current: usize) {
    let at = body.cut_top(Stepper::height(look), look.space().between);
    let names = [look.t("kiosk.step.choose"), look.t("kiosk.step.materials"), look.t("kiosk.step.ticket")];
    Stepper { steps: &names, current }.show(ui, look, at);
}

/// The title of a screen; cuts it off the body.
pub(super) fn title(ui: &mut Ui, look: &Look, body: &mut Rect, words: &str) {
    let size = look.sizes().title;
    let at = body.cut_top(size * 1.5, look.space().grid * 2.0);
    title_in(ui, look, at, words);
}

/// The title in its own rectangle.
fn title_in(ui: &mut Ui, look: &Look, at: Rect, words: &str) {
    let size = look.sizes().title;
    let ink = Ink::new(size, look.palette().ink).bold().align(Align2::LEFT_CENTER).rows(2);
    fitted(ui, at, words, ink);
}

/// A note; cuts it off the lower edge of the body.
pub(super) fn note(ui: &mut Ui, look: &Look, body: &mut Rect, note: Option<&NoteView>) {
    if let Some(note) = note {
        let at = body.cut_bottom(Banner::height(look), look.space().between);
        Banner { words: &note.words, tone: note.tone, icon: Some(note.icon) }.show(ui, look, at);
    }
}

/// Back at the left, the step that leads on at the right.
pub(super) struct Ways<'a> {
    /// Words on the way on; none if there is none.
    pub on: Option<(&'a str, Kind, Icon)>,
    /// Can it be gone?
    pub enabled: bool,
    /// What it means.
    pub touch: Touch,
}

/// The row of buttons; cuts it off the lower edge of the body.
pub(super) fn ways(ui: &mut Ui, look: &Look, body: &mut Rect, ways: Ways<'_>, touches: &mut Vec<Touch>) {
    let mut row = body.cut_bottom(look.touch_height() * 1.25, look.space().between);
    let back = row.cut_left(row.width() * 0.32, look.space().between);
    if Button::new(look.t("common.back")).icon(Icon::Back).show(ui, look, back) {
        touches.push(Touch::Back);
    }
    if let Some((words, kind, icon)) = ways.on {
        let button = Button::new(words).kind(kind).enabled(ways.enabled);
        let button = if icon == Icon::Forward { button.icon_behind(icon) } else { button.icon(icon) };
        if button.show(ui, look, row) {
            touches.push(ways.touch);
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
    /// reach; beside the title on a lying one, where height is dear. `fits` tells how many rows fit a rectangle.
    pub(super) fn cut(
        ui: &mut Ui,
        look: &Look,
        body: &mut Rect,
        (title, rows, page): (&str, usize, usize),
        fits: impl Fn(Rect) -> usize,
        touches: &mut Vec<Touch>,
    ) -> Self {
        let upright = body.height() > body.width();
        let mut without = *body;
        without.cut_top(look.sizes().title * 1.5, look.space().grid * 2.0);
        if rows <= fits(without) {
            self::title(ui, look, body, title);
            return Self { page: 0, count: 1 };
        }
        let at = if upright {
            self::title(ui, look, body, title);
            body.cut_bottom(look.touch_height(), look.space().card)
        } else {
            let mut row = body.cut_top(look.touch_height(), look.space().card);
            let at = row.cut_right(row.width() * 0.62, look.space().card);
            title_in(ui, look, row, title);
            at
        };
        let count = rows.div_ceil(fits(*body).max(1));
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
        text(ui, at, &words, Ink::new(look.sizes().small, look.palette().ink_soft).centered().rows(2));
    }
}
