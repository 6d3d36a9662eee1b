//! The head of a screen: whose hall, the time, the state; and the steps of a visit to the kiosk.

use egui::{Align2, Color32, Rect, Stroke, StrokeKind, Ui, Vec2, pos2};

use super::chip::{Chip, Tone};
use super::picture::logo;
use super::text::{Ink, alike, fitted, paint, text, width_of};
use crate::icons::Icon;
use crate::layout::{Cut, columns};
use crate::look::Look;

/// The hall's name may shrink to this share before the state beside it is left out.
const NAME_SHRINK: f32 = 0.8;

/// The band at the upper edge.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// Time of day, none while it is not known.
    pub clock: Option<&'a str>,
    /// Date and day of the week.
    pub date: Option<&'a str>,
    /// State of the hall in a few words.
    pub state: Option<(&'a str, Tone)>,
}

impl Header<'_> {
    /// Height it needs.
    pub fn height(look: &Look) -> f32 {
        if plain(look) {
            look.sizes().title * 1.5 + look.space().between
        } else {
            look.sizes().title * 1.5 + look.sizes().body * 1.5 + look.space().between * 1.5
        }
    }

    /// Draws it from edge to edge.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) {
        let p = look.palette();
        let (fill, ink) = if look.choice().board { (p.card, p.ink) } else { (p.brand, p.on_strong) };
        ui.painter().rect_filled(rect, 0, fill);
        let accent = rect.with_min_y(rect.bottom() - 6.0);
        ui.painter().rect_filled(accent, 0, p.accent);
        let (sizes, language) = (look.sizes(), look.language());
        let mut inner = rect.shrink2(Vec2::new(look.space().edge, 0.0));
        inner.max.y -= 6.0;
        self.show_clock(ui, look, &mut inner, ink);
        let (school, hall) = (look.school().name.of(language), look.school().hall.of(language));
        if let Some(image) = look.logo() {
            let at = inner.cut_left(inner.height() - look.space().card, look.space().card);
            logo(ui, at.shrink2(Vec2::new(0.0, look.space().card / 2.0)), image, school);
        }
        let name = Ink::new(sizes.title, ink).bold().rows(1);
        if plain(look) {
            fitted(ui, inner, hall, name.align(Align2::LEFT_CENTER));
            return;
        }
        if let Some((words, tone)) = self.state {
            let chip = Chip::new(words, tone).icon(if tone == Tone::Ok { Icon::Clock } else { tone.icon() });
            let width = chip.size(ui, look).x;
            // The name comes first: on a narrow screen the chip stays away, the first screen says the same.
            let room = inner.width() - width - look.space().between;
            if width_of(ui, hall, name) * NAME_SHRINK < room {
                let at = inner.cut_right(width, look.space().between);
                chip.show(ui, look, at);
            }
        }
        let middle = inner.center().y + sizes.title * 0.25;
        fitted(ui, inner.with_max_y(middle), hall, name.align(Align2::LEFT_BOTTOM));
        fitted(ui, inner.with_min_y(middle), school, Ink::new(sizes.body, ink).rows(1));
    }

    /// The time, and the date below it where there is room; cuts them off the right.
    fn show_clock(self, ui: &mut Ui, look: &Look, inner: &mut Rect, colour: Color32) {
        let Some(clock) = self.clock else { return };
        let sizes = look.sizes();
        let ink = Ink::new(sizes.title, colour).bold().rows(1);
        if plain(look) {
            let at = inner.cut_right(width_of(ui, clock, ink) + 2.0, look.space().between);
            text(ui, at, clock, ink.align(Align2::RIGHT_CENTER));
            return;
        }
        let soft = if look.choice().board { look.palette().ink_soft } else { colour };
        let date = Ink::new(sizes.body, soft).align(Align2::RIGHT_TOP).rows(1);
        let width = width_of(ui, clock, ink).max(self.date.map_or(0.0, |d| width_of(ui, d, date)));
        let mut column = inner.cut_right(width + 2.0, look.space().between);
        let middle = column.center().y + sizes.title * 0.25;
        let upper = column.cut_top(middle - column.top(), 0.0);
        text(ui, upper, clock, ink.align(Align2::RIGHT_BOTTOM));
        if let Some(words) = self.date {
            text(ui, column, words, date);
        }
    }
}

/// In large mode the head is one line: whose hall, and the time.
fn plain(look: &Look) -> bool {
    look.large() && !look.choice().board
}

/// Where the visitor is in a row of steps.
#[derive(Clone, Copy, Debug)]
pub struct Stepper<'a> {
    /// The names of the steps.
    pub steps: &'a [&'a str],
    /// The present one, from 0.
    pub current: usize,
}

impl Stepper<'_> {
    /// Height it needs.
    pub fn height(look: &Look) -> f32 {
        look.sizes().body * 2.2
    }

    /// Draws it.
    pub fn show(self, ui: &mut Ui, look: &Look, rect: Rect) {
        let p = look.palette();
        let body = look.sizes().body;
        let radius = body * 0.85;
        let cell_width = rect.width() / self.steps.len().max(1) as f32;
        let words_ink = Ink::new(body, p.ink).bold();
        let room = cell_width - radius * 2.0 - 40.0;
        let words_ink = alike(ui, room, self.steps.iter().copied(), words_ink);
        for (index, (cell, name)) in
            columns(rect, self.steps.len(), 0.0).into_iter().zip(self.steps).enumerate()
        {
            let (fill, edge, digit, words) = match index.cmp(&self.current) {
                std::cmp::Ordering::Less => (p.brand_tint, p.brand, p.brand_strong, p.ink_soft),
                std::cmp::Ordering::Equal => (p.brand, p.brand, p.on_strong, p.ink),
                std::cmp::Ordering::Greater => (p.card, p.line, p.ink_soft, p.ink_soft),
            };
            let ink = words_ink.coloured(words, index == self.current).align(Align2::LEFT_CENTER).rows(1);
            let width = radius * 2.0 + 16.0 + width_of(ui, name, ink).min(cell.width() - radius * 2.0 - 24.0);
            // First at the left edge, last at the right, the others in the middle: the row lines up with what is below.
            let left = match index {
                0 => cell.left(),
                last if last + 1 == self.steps.len() => cell.right() - width,
                _ => cell.center().x - width / 2.0,
            };
            let center = pos2(left + radius, cell.center().y);
            ui.painter().circle(center, radius, fill, Stroke::new(2.0, edge));
            let disc = Rect::from_center_size(center, Vec2::splat(radius * 2.0));
            if index < self.current {
                Icon::Check.paint(ui.painter(), disc.shrink(radius * 0.45), digit);
            } else {
                let number = (index + 1).to_string();
                paint(ui, disc, &number, Ink::new(body * 0.9, digit).bold().centered().rows(1));
            }
            let words = Rect::from_min_max(
                pos2(center.x + radius + 16.0, cell.top()),
                pos2(left + width + 4.0, cell.bottom()),
            );
            text(ui, words, name, ink);
        }
        let line = rect.with_min_y(rect.bottom()).translate(Vec2::new(0.0, 8.0));
        ui.painter().rect_stroke(line, 0, Stroke::new(1.0, p.line), StrokeKind::Middle);
    }
}
