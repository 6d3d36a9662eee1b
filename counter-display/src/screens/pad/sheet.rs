//! What is in hand: each item with its materials, ticked as the clerk receives them, and what came of it.

use egui::{Align2, Rect, Ui, vec2};
use hall_api::core::command::Outcome;
use hall_ui::canvas::portrait;
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, columns};
use hall_ui::look::Look;
use hall_ui::widgets::{Banner, Chip, Ink, Tone, card, fitted, text, width_of};

use crate::state::pad::{Mark, Material, Sheet, SheetItem};

/// Height of a row as a share of its size.
const ROW: f32 = 1.5;
/// Width of a list in one column at most, in sizes of its text.
const WIDTH_MAX: f32 = 44.0;
/// A chip takes this share of its row at most.
const CHIP_SHARE: f32 = 0.55;

pub(super) fn in_hand(ui: &mut Ui, look: &Look, mut body: Rect, sheet: &Sheet) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    let mut head = body.cut_top(sizes.heading * 1.2, space.grid * 2.0);
    let number = Ink::new(sizes.heading, p.brand_strong).bold().rows(1);
    let at = head.cut_left(width_of(ui, &sheet.number, number) + 2.0, space.between);
    text(ui, at, &sheet.number, number.align(Align2::LEFT_CENTER));
    fitted(ui, head, look.t("pad.in_hand"), Ink::new(sizes.title, p.ink).align(Align2::LEFT_CENTER).rows(1));
    come_back(ui, look, &mut body, sheet);
    items(ui, look, body, sheet);
}

/// With what to come back, cut off the lower edge.
pub(super) fn come_back(ui: &mut Ui, look: &Look, body: &mut Rect, sheet: &Sheet) {
    let Some((code, day)) = &sheet.come_back else { return };
    let at = body.cut_bottom(Banner::height(look), look.space().grid * 2.0);
    let words = look.fill("pad.come_back", &[("code", code), ("day", day)]);
    Banner { words: &words, tone: Tone::Warning, icon: Some(Icon::Paper) }.show(ui, look, at);
}

/// A row of the sheet.
enum Line<'a> {
    Item(&'a SheetItem),
    Material(&'a Material),
    None,
}

impl Line<'_> {
    fn height(&self, look: &Look) -> f32 {
        match self {
            Self::Item(_) => look.sizes().button * ROW + look.space().grid * 2.0,
            Self::Material(_) | Self::None => look.sizes().body * ROW,
        }
    }
}

/// Every item with its materials, in one column or two; what does not fit is counted.
pub(super) fn items(ui: &mut Ui, look: &Look, body: Rect, sheet: &Sheet) {
    let lines: Vec<Line<'_>> = sheet.items.iter().flat_map(lines).collect();
    let whole = lines.iter().map(|line| line.height(look)).sum::<f32>() + look.space().card * 2.0;
    let two = !portrait(ui.max_rect()) && whole > body.height() + 1.0;
    // A short list stands on a small card, its words not too far from what they are about.
    let mut inside = card(ui, look, body.with_max_y(body.bottom().min(body.top() + whole)));
    if !two {
        inside.max.x = inside.right().min(inside.left() + look.sizes().body * WIDTH_MAX);
    }
    let places = columns(inside, if two { 2 } else { 1 }, look.space().edge);
    let mut rest = &lines[..];
    for (at, place) in places.iter().enumerate() {
        rest = column(ui, look, *place, rest, at + 1 == places.len());
    }
}

fn lines(item: &SheetItem) -> Vec<Line<'_>> {
    let mut lines = vec![Line::Item(item)];
    if item.materials.is_empty() {
        lines.push(Line::None);
    }
    lines.extend(item.materials.iter().map(Line::Material));
    lines
}

/// Fills a column; gives what did not fit. The last column says how many those are.
fn column<'a, 'b>(
    ui: &mut Ui,
    look: &Look,
    mut place: Rect,
    lines: &'b [Line<'a>],
    is_last: bool,
) -> &'b [Line<'a>] {
    let more = look.sizes().body * ROW;
    let whole: f32 = lines.iter().map(|line| line.height(look)).sum();
    let overflows = whole > place.height() + 1.0;
    for (at, line) in lines.iter().enumerate() {
        let height = line.height(look);
        // An item does not stand alone at the foot of a column.
        let needed = if matches!(line, Line::Item(_)) { height + more } else { height };
        let kept = if overflows && is_last { more } else { 0.0 };
        if needed + kept > place.height() + 1.0 {
            if is_last {
                let words = look.count("pad.more", lines.len() - at);
                let ink = Ink::new(look.sizes().body, look.palette().ink_soft);
                text(ui, place, &words, ink.align(Align2::LEFT_TOP).rows(1));
            }
            return &lines[at..];
        }
        let row = place.cut_top(height, 0.0);
        show(ui, look, row, line);
    }
    &[]
}

fn show(ui: &mut Ui, look: &Look, mut row: Rect, line: &Line<'_>) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    match line {
        Line::Item(item) => {
            row.min.y += space.grid;
            row.max.y -= space.grid;
            if let Some(outcome) = item.outcome {
                let (mut words, tone, icon) = outcome_words(look, outcome, item.decided);
                if Chip::new(&words, tone).size(ui, look).x > row.width() * CHIP_SHARE {
                    // The clock says as well that it is not recorded yet.
                    words = outcome_words(look, outcome, true).0;
                }
                let chip = Chip::new(&words, tone).icon(icon);
                let width = chip.size(ui, look).x.min(row.width() * CHIP_SHARE);
                let at = row.cut_right(width, space.grid * 2.0);
                chip.show(ui, look, at);
            }
            let ink = Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1);
            fitted(ui, row, look.label(&item.name), ink);
        }
        Line::Material(material) => {
            let (icon, key, colour) = match material.mark {
                Mark::Received => (Icon::Check, "pad.material.received", p.ok_strong),
                Mark::Awaited => (Icon::Paper, "pad.material.awaited", p.ink_soft),
                Mark::Missing => (Icon::Cross, "pad.material.missing", p.danger_strong),
            };
            let sign = row.cut_left(sizes.body, space.grid * 2.0);
            icon.paint(ui.painter(), sign, colour);
            let word = Ink::new(sizes.body, colour).bold().align(Align2::RIGHT_CENTER).rows(1);
            let at = row.cut_right(width_of(ui, look.t(key), word) + 2.0, space.grid * 2.0);
            text(ui, at, look.t(key), word);
            let ink = Ink::new(sizes.body, p.ink).align(Align2::LEFT_CENTER).rows(1);
            fitted(ui, row, look.label(&material.name), ink);
        }
        Line::None => {
            let ink = Ink::new(sizes.body, p.ink_soft).align(Align2::LEFT_CENTER).rows(1);
            text(ui, row, look.t("pad.material.none"), ink);
        }
    }
}

/// An outcome in words; one that is not recorded yet says so.
pub(super) fn outcome_words(look: &Look, outcome: Outcome, decided: bool) -> (String, Tone, Icon) {
    let (key, tone, icon) = match outcome {
        Outcome::Done => ("pad.outcome.done", Tone::Ok, Icon::Check),
        Outcome::Accepted => ("pad.outcome.accepted", Tone::Ok, Icon::Check),
        Outcome::NeedsMaterials => ("pad.outcome.needs_materials", Tone::Warning, Icon::Paper),
        Outcome::Refused => ("pad.outcome.refused", Tone::Warning, Icon::Closed),
        Outcome::Consulted => ("pad.outcome.consulted", Tone::Plain, Icon::Question),
    };
    if decided {
        (look.t(key).to_owned(), tone, icon)
    } else {
        let tone = if tone == Tone::Ok { Tone::Plain } else { tone };
        (look.fill("pad.outcome.not_yet", &[("outcome", look.t(key))]), tone, Icon::Clock)
    }
}

/// What came of the visit on one line, for the foot of a smaller screen.
pub(super) fn summary(ui: &mut Ui, look: &Look, rect: Rect, sheet: &Sheet) {
    let item = |item: &SheetItem| {
        let name = look.label(&item.name);
        match item.outcome.filter(|_| item.decided) {
            Some(outcome) => {
                look.fill("pad.item", &[("name", name), ("outcome", &outcome_words(look, outcome, true).0)])
            }
            None => name.to_owned(),
        }
    };
    let words: Vec<String> =
        std::iter::once(sheet.number.clone()).chain(sheet.items.iter().map(item)).collect();
    let ink = Ink::new(look.sizes().body, look.palette().ink_soft).align(Align2::LEFT_CENTER).rows(2);
    fitted(ui, rect.shrink2(vec2(2.0, 0.0)), &words.join(" · "), ink);
}
