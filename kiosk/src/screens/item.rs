//! Everything about an item, and its sample documents.

use hall_ui::egui::{Align2, Rect, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, columns};
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Chip, Ink, Kind, Tone, card, document, fitted, height_of, text, width_of};

use super::choose::scan_me;
use super::frame::{Frame, Shape};
use super::materials::{checklist, checklist_height};
use super::parts::{self, Notice, On, Pages};
use crate::state::Touch;
use crate::view::{FactView, ItemView, SampleEntryView, SampleView};

/// Share of the room of a sample document on a lying screen.
const SAMPLE_SHARE: f32 = 0.64;
/// Height of a code for the phone, in sizes of running text.
const CODE_HEIGHT: f32 = 12.0;

/// Narrower than this, the title stands in smaller type.
const NARROW: f32 = 460.0;

/// A card of the page.
enum Block<'a> {
    Materials(&'a ItemView),
    Facts(&'a [FactView]),
    Text(&'a FactView),
    Samples(&'a [SampleEntryView]),
    Online(&'a str),
}

pub(super) fn draw(ui: &mut Ui, look: &Look, mut frame: Frame, view: &ItemView, touches: &mut Vec<Touch>) {
    parts::steps(ui, look, &mut frame, 0);
    let (words, kind, icon) = match view.row.ticked {
        Some(true) => (look.t("kiosk.item.added"), Kind::Secondary, Icon::Cross),
        Some(false) => (look.t("kiosk.item.add"), Kind::Primary, Icon::Check),
        None => (look.t("kiosk.choose.online"), Kind::Primary, Icon::Globe),
    };
    let add = On { words, kind, icon, enabled: view.row.enabled, touch: view.row.touch.clone() };
    let mut on = vec![add];
    if view.row.ticked == Some(true) {
        on.push(super::choose::next(look, look.t("kiosk.choose.next"), &view.basket));
    }
    if frame.shape == Shape::Wide {
        let mut column = frame.cut_column(look);
        parts::ways(ui, look, &mut column, on, touches);
        head(ui, look, &mut column, view);
        blocks(ui, look, frame, Some(column), view, touches);
    } else {
        parts::ways(ui, look, &mut frame.body, on, touches);
        head(ui, look, frame.above.as_mut().unwrap_or(&mut frame.body), view);
        blocks(ui, look, frame, None, view, touches);
    }
}

/// Name, state and wait; cuts them off the upper edge.
fn head(ui: &mut Ui, look: &Look, room: &mut Rect, view: &ItemView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let size = if room.width() < NARROW { sizes.button } else { sizes.title };
    let ink = Ink::new(size, p.ink).bold().rows(3);
    let at = room.cut_top(height_of(ui, &view.row.title, room.width(), ink), space.grid);
    text(ui, at, &view.row.title, ink);
    if let Some((words, tone, icon)) = &view.row.chip {
        let chip = Chip::new(words, *tone).icon(*icon);
        let height = chip.size(ui, look).y;
        if height <= room.height() {
            let at = room.cut_top(height, space.grid);
            chip.show(ui, look, at);
        }
    }
    let ink = Ink::new(sizes.body, p.ink_soft).rows(2);
    let height = height_of(ui, &view.row.hint, room.width(), ink);
    if !view.row.hint.is_empty() && height <= room.height() {
        let at = room.cut_top(height, 0.0);
        text(ui, at, &view.row.hint, ink);
    }
    room.cut_top(space.card, 0.0);
}

fn blocks(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    column: Option<Rect>,
    view: &ItemView,
    touches: &mut Vec<Touch>,
) {
    let gap = look.space().card;
    let mut list = vec![Block::Materials(view), Block::Facts(&view.facts)];
    list.extend((!view.samples.is_empty()).then_some(Block::Samples(&view.samples)));
    list.extend(view.texts.iter().map(Block::Text));
    list.extend(view.address.as_deref().map(Block::Online));
    // What is only looked at stands above in the low zone, as far as there is room; samples are touched.
    if let Some(mut above) = frame.above {
        list.retain(|block| {
            let height = block.height(ui, look, above.width());
            let shown = matches!(block, Block::Materials(_) | Block::Facts(_)) && height <= above.height();
            if shown {
                let at = above.cut_top(height, gap);
                block.draw(ui, look, at, touches);
            }
            !shown
        });
    }
    let across = if frame.body.width() > 1100.0 { 2 } else { 1 };
    let width = (frame.body.width() - gap * (across - 1) as f32) / across as f32;
    let heights: Vec<f32> = list.iter().map(|block| block.height(ui, look, width)).collect();
    let mut pages = parts::split(&heights, frame.body.height(), gap);
    let mut shown = Pages { page: 0, count: 1 };
    if pages.len() > across {
        let at = match column.filter(|column| column.height() >= look.touch_height()) {
            Some(mut column) => column.cut_bottom(look.touch_height(), 0.0),
            None => frame.body.cut_bottom(look.touch_height(), gap),
        };
        pages = parts::split(&heights, frame.body.height(), gap);
        let count = pages.len().div_ceil(across);
        shown = Pages { page: view.page.min(count - 1), count };
        shown.draw(ui, look, at, touches);
    }
    let places = columns(frame.body, across, gap);
    for (range, mut place) in pages.iter().skip(shown.page * across).zip(places) {
        for index in range.clone() {
            let at = place.cut_top(heights[index], gap);
            list[index].draw(ui, look, at, touches);
        }
    }
}

impl Block<'_> {
    fn height(&self, ui: &Ui, look: &Look, width: f32) -> f32 {
        let (sizes, space) = (look.sizes(), look.space());
        let inner = width - space.card * 2.0;
        let head = sizes.button * 1.5 + space.grid;
        space.card * 2.0
            + match self {
                Block::Materials(view) => head + checklist_height(ui, look, inner, &view.materials),
                Block::Facts(facts) => {
                    facts.iter().map(|fact| fact_height(ui, look, inner, fact)).sum::<f32>()
                        + space.grid * facts.len().saturating_sub(1) as f32
                }
                Block::Text(fact) => head + height_of(ui, &fact.text, inner, text_ink(look)),
                Block::Samples(samples) => {
                    let gap = look.shape().touch_gap;
                    head + samples.len() as f32 * (look.touch_height() + gap) - gap
                }
                Block::Online(_) => head + sizes.body * CODE_HEIGHT,
            }
    }

    fn draw(&self, ui: &mut Ui, look: &Look, rect: Rect, touches: &mut Vec<Touch>) {
        let space = look.space();
        let mut inner = card(ui, look, rect);
        match self {
            Block::Materials(view) => {
                block_head(ui, look, &mut inner, look.t("kiosk.item.materials"), Icon::Paper);
                checklist(ui, look, inner, &view.materials);
            }
            Block::Facts(facts) => {
                for fact in *facts {
                    let height = fact_height(ui, look, inner.width(), fact);
                    draw_fact(ui, look, inner.cut_top(height, space.grid), fact);
                }
            }
            Block::Text(fact) => {
                block_head(ui, look, &mut inner, &fact.label, fact.icon);
                text(ui, inner.expand2([0.0, 2.0].into()), &fact.text, text_ink(look));
            }
            Block::Samples(samples) => {
                block_head(ui, look, &mut inner, look.t("kiosk.item.samples"), Icon::Picture);
                for sample in *samples {
                    let at = inner.cut_top(look.touch_height(), look.shape().touch_gap);
                    let button = Button::new(&sample.title).icon(Icon::Picture);
                    if button.show(ui, look, at) {
                        touches.push(sample.touch.clone());
                    }
                }
            }
            Block::Online(address) => {
                block_head(ui, look, &mut inner, look.t("kiosk.item.online"), Icon::Globe);
                scan_me(ui, look, inner, address, look.t("kiosk.online.scan"));
            }
        }
    }
}

fn text_ink(look: &Look) -> Ink {
    Ink::new(look.sizes().body, look.palette().ink).rows(14)
}

/// Sign and name of a card.
fn block_head(ui: &mut Ui, look: &Look, inner: &mut Rect, words: &str, icon: Icon) {
    let (sizes, p) = (look.sizes(), look.palette());
    let mut row = inner.cut_top(sizes.button * 1.5, look.space().grid);
    let sign = row.cut_left(sizes.button * 1.1, look.space().grid * 2.0);
    icon.paint(ui.painter(), sign, p.brand);
    fitted(ui, row, words, Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1));
}

/// Width of a fact's label: up to two fifths.
fn label_width(ui: &Ui, look: &Look, width: f32, fact: &FactView) -> f32 {
    let ink = Ink::new(look.sizes().body, look.palette().ink_soft);
    width_of(ui, &fact.label, ink).min(width * 0.4)
}

fn fact_height(ui: &Ui, look: &Look, width: f32, fact: &FactView) -> f32 {
    let ink = Ink::new(look.sizes().body, look.palette().ink).bold().rows(4);
    let room = width - label_width(ui, look, width, fact) - look.sizes().body * 1.6 - look.space().card;
    height_of(ui, &fact.text, room, ink).max(look.sizes().body * 1.5)
}

fn draw_fact(ui: &mut Ui, look: &Look, mut row: Rect, fact: &FactView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let width = label_width(ui, look, row.width(), fact);
    let sign = row.cut_left(sizes.body, sizes.body * 0.6);
    fact.icon.paint(ui.painter(), sign.with_max_y(sign.top() + sizes.body * 1.45), p.brand);
    let label = row.cut_left(width, space.card);
    fitted(ui, label, &fact.label, Ink::new(sizes.body, p.ink_soft).rows(2));
    text(ui, row, &fact.text, Ink::new(sizes.body, p.ink).bold().rows(4));
}

pub(super) fn sample(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &SampleView,
    touches: &mut Vec<Touch>,
) {
    let space = look.space();
    let turn = |touch: &Option<Touch>| touch.clone().unwrap_or(Touch::Back);
    let mut on = Vec::new();
    if view.previous.is_some() || view.next.is_some() {
        let previous = On::other(look.t("kiosk.sample.previous"), Icon::Back, turn(&view.previous));
        on.push(On { enabled: view.previous.is_some(), ..previous });
        let next = On::other(look.t("kiosk.sample.next"), Icon::Forward, turn(&view.next));
        on.push(On { enabled: view.next.is_some(), ..next });
    }
    let mut room;
    if frame.shape == Shape::Wide {
        room = frame.body.cut_left(frame.body.width() * SAMPLE_SHARE, space.between);
        parts::ways(ui, look, &mut frame.body, on, touches);
        sample_head(ui, look, &mut frame.body, view);
    } else {
        parts::ways(ui, look, &mut frame.body, on, touches);
        room = frame.above.unwrap_or(frame.body);
        sample_head(ui, look, if frame.above.is_some() { &mut frame.body } else { &mut room }, view);
    }
    let inner = card(ui, look, room);
    match &view.picture {
        Ok(pixels) => document(ui, look, inner, pixels, &view.title),
        Err(words) => {
            let notice =
                Notice { icon: Icon::Picture, tone: Tone::Plain, title: words, fact: None, detail: "" };
            notice.show(ui, look, inner);
        }
    }
}

/// What the sample shows, that it is one, and which of how many.
fn sample_head(ui: &mut Ui, look: &Look, room: &mut Rect, view: &SampleView) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let ink = Ink::new(sizes.title, p.ink).bold().rows(3);
    let at = room.cut_top(height_of(ui, &view.title, room.width(), ink), space.grid);
    text(ui, at, &view.title, ink);
    let chip = Chip::new(&view.mark, Tone::Warning);
    let mut row = room.cut_top(chip.size(ui, look).y, space.card);
    let at = row.cut_left(chip.size(ui, look).x, space.card);
    chip.show(ui, look, at);
    if let Some(place) = &view.place {
        fitted(ui, row, place, Ink::new(sizes.body, p.ink_soft).align(Align2::LEFT_CENTER).rows(1));
    }
}
