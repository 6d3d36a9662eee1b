//! What to bring, as a checklist, and how the number is taken.

use hall_ui::egui::{Align2, Rect, Ui, vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::Cut;
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Chip, Ink, Kind, Lines, Mark, Row, card, fitted, height_of, text, width_of};

use super::frame::{Frame, Shape};
use super::parts::{self, On, Pages};
use crate::state::Touch;
use crate::view::{CardView, MaterialView, MaterialsView, OptionView};

/// With less room than this for its title, the buttons of a card stand below it.
const BUTTONS_BESIDE_FROM: f32 = 420.0;
/// Widths of the buttons of a card, in sizes of their words.
const BUTTON_WIDTHS: (f32, f32) = (4.6, 7.4);

/// Least height left for the cards before the options follow them on later pages.
const CARDS_MIN: f32 = 560.0;

/// What stands in the list.
#[derive(Clone, Copy)]
enum Block<'a> {
    Card(&'a CardView),
    /// Large mode: the upper part of a card by itself …
    Head(&'a CardView),
    /// … and its list, so that neither has to be cut.
    List(&'a CardView),
    Option(&'a OptionView),
}

pub(super) fn draw(
    ui: &mut Ui,
    look: &Look,
    mut frame: Frame,
    view: &MaterialsView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut frame, 1);
    let gap = look.shape().touch_gap;
    let take = On {
        kind: Kind::Action,
        icon: Icon::Ticket,
        enabled: view.ready,
        ..On::next(look.t("kiosk.materials.take"), Touch::Take)
    };
    let mut blocks: Vec<Block<'_>> = if look.large() {
        view.cards.iter().flat_map(|card| [Block::Head(card), Block::List(card)]).collect()
    } else {
        view.cards.iter().map(Block::Card).collect()
    };
    let mut options = None;
    if frame.shape == Shape::Wide {
        let mut column = frame.cut_column(look);
        parts::ways(ui, look, &mut column, vec![take], touches);
        parts::note(ui, look, &mut frame.body, view.note.as_ref());
        if !look.large() {
            parts::title(ui, look, &mut frame.body, look.t("kiosk.materials.title"));
        }
        options =
            (column.height() >= options_height(ui, look, column.width(), &view.options)).then_some(column);
    } else {
        parts::ways(ui, look, &mut frame.body, vec![take], touches);
        let room = frame.above.as_mut().unwrap_or(&mut frame.body);
        parts::title(ui, look, room, look.t("kiosk.materials.title"));
        if !look.large() || frame.above.is_some() {
            let room = frame.above.as_mut().unwrap_or(&mut frame.body);
            parts::lead(ui, look, room, look.t("kiosk.materials.hint"));
        }
        parts::note(ui, look, frame.above.as_mut().unwrap_or(&mut frame.body), view.note.as_ref());
        if frame.shape == Shape::Tall {
            let height = options_height(ui, look, frame.body.width(), &view.options);
            if frame.body.height() - height >= CARDS_MIN {
                options = Some(frame.body.cut_bottom(height, look.space().between));
            }
        }
    }
    match options {
        Some(mut room) => {
            for option in &view.options {
                let at = room.cut_top(option_height(ui, look, room.width(), option), gap);
                draw_option(ui, look, at, option, touches);
            }
        }
        // No room of their own: they follow the cards.
        None => blocks.extend(view.options.iter().map(Block::Option)),
    }
    draw_blocks(ui, look, frame.body, (&blocks, view.page), touches);
}

fn draw_blocks(
    ui: &mut Ui,
    look: &Look,
    mut area: Rect,
    (blocks, page): (&[Block<'_>], usize),
    touches: &mut Vec<Touch>,
) {
    let gap = look.shape().touch_gap;
    let heights: Vec<f32> = blocks.iter().map(|block| block.height(ui, look, area.width())).collect();
    let mut pages = parts::split(&heights, area.height(), gap);
    let mut shown = 0;
    if pages.len() > 1 {
        let at = area.cut_bottom(look.touch_height(), look.space().card);
        pages = parts::split(&heights, area.height(), gap);
        shown = page.min(pages.len() - 1);
        Pages { page: shown, count: pages.len() }.draw(ui, look, at, touches);
    }
    let Some(page) = pages.get(shown) else { return };
    for index in page.clone() {
        let at = area.cut_top(heights[index], gap);
        match blocks[index] {
            Block::Card(view) | Block::Head(view) => {
                let inner = draw_head(ui, look, at, view, touches);
                if matches!(blocks[index], Block::Card(_)) {
                    checklist(ui, look, inner, &view.materials);
                }
            }
            Block::List(view) => {
                let mut inner = card(ui, look, at);
                let title = inner.cut_top(look.sizes().body * 1.5, 0.0);
                let ink = Ink::new(look.sizes().body, look.palette().ink_soft).rows(1);
                fitted(ui, title, &view.title, ink);
                checklist(ui, look, inner, &view.materials);
            }
            Block::Option(view) => draw_option(ui, look, at, view, touches),
        }
    }
}

impl Block<'_> {
    fn height(self, ui: &Ui, look: &Look, width: f32) -> f32 {
        match self {
            Block::Card(view) => card_height(ui, look, width, view) + list_height(ui, look, width, view),
            Block::Head(view) => card_height(ui, look, width, view),
            Block::List(view) => {
                look.sizes().body * 1.5 + look.space().card * 2.0 + list_height(ui, look, width, view)
            }
            Block::Option(view) => option_height(ui, look, width, view),
        }
    }
}

/// A way to say more as a row.
fn option_row(view: &OptionView, lines: Lines) -> Row<'_> {
    Row {
        title: &view.title,
        hint: &view.hint,
        mark: if view.on { Mark::Box(true) } else { Mark::Icon(view.icon) },
        chip: None,
        enabled: true,
        lines,
    }
}

fn option_height(ui: &Ui, look: &Look, width: f32, view: &OptionView) -> f32 {
    Row::height(look, Row::lines_needed(ui, look, width, [option_row(view, Lines::ONE)]))
}

fn options_height(ui: &Ui, look: &Look, width: f32, options: &[OptionView]) -> f32 {
    let gap = look.shape().touch_gap;
    options.iter().map(|option| option_height(ui, look, width, option) + gap).sum::<f32>() - gap
}

fn draw_option(ui: &mut Ui, look: &Look, rect: Rect, view: &OptionView, touches: &mut Vec<Touch>) {
    let lines = Row::lines_needed(ui, look, rect.width(), [option_row(view, Lines::ONE)]);
    if option_row(view, lines).show(ui, look, rect) {
        touches.push(view.touch.clone());
    }
}

fn title_ink(look: &Look) -> Ink {
    Ink::new(look.sizes().button, look.palette().ink).bold().rows(2)
}

/// Height of a card's title with what stands below it.
fn head_height(ui: &Ui, look: &Look, width: f32, view: &CardView) -> f32 {
    height_of(ui, &view.title, width, title_ink(look)) + look.sizes().small * 1.9
}

fn buttons_width(look: &Look) -> f32 {
    look.sizes().button * (BUTTON_WIDTHS.0 + BUTTON_WIDTHS.1) + look.shape().touch_gap
}

/// Do the buttons of a card stand beside its title?
fn has_buttons_beside(look: &Look, inner: f32) -> bool {
    inner - buttons_width(look) - look.space().card >= BUTTONS_BESIDE_FROM
}

/// Height of a card without its list.
fn card_height(ui: &Ui, look: &Look, width: f32, view: &CardView) -> f32 {
    let (space, touch) = (look.space(), look.shape().touch_min);
    let inner = width - space.card * 2.0;
    let beside = has_buttons_beside(look, inner);
    let words = if beside { inner - buttons_width(look) - space.card } else { inner };
    let head = head_height(ui, look, words, view);
    let head = if beside { head.max(touch) } else { head + space.grid + touch };
    space.card * 2.0 + head + space.grid * 2.0
}

fn list_height(ui: &Ui, look: &Look, width: f32, view: &CardView) -> f32 {
    checklist_height(ui, look, width - look.space().card * 2.0, &view.materials)
}

/// Draws a card without its list; tells the room left for it.
fn draw_head(ui: &mut Ui, look: &Look, rect: Rect, view: &CardView, touches: &mut Vec<Touch>) -> Rect {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let (touch, gap) = (look.shape().touch_min, look.shape().touch_gap);
    let mut inner = card(ui, look, rect);
    let (mut head, mut buttons);
    if has_buttons_beside(look, inner.width()) {
        let words = inner.width() - buttons_width(look) - space.card;
        head = inner.cut_top(head_height(ui, look, words, view).max(touch), space.grid * 2.0);
        buttons = head.cut_right(buttons_width(look), space.card);
        buttons = Rect::from_center_size(buttons.center(), vec2(buttons.width(), touch));
    } else {
        head = inner.cut_top(head_height(ui, look, inner.width(), view), space.grid);
        buttons = inner.cut_top(touch, space.grid * 2.0);
    }
    let share = BUTTON_WIDTHS.0 / (BUTTON_WIDTHS.0 + BUTTON_WIDTHS.1);
    let about = buttons.cut_left((buttons.width() - gap) * share, gap);
    if Button::new(look.t("kiosk.choose.about")).named(&view.details.0).show(ui, look, about) {
        touches.push(view.details.1.clone());
    }
    let remove = Button::new(look.t("kiosk.materials.remove")).named(&view.remove).icon(Icon::Cross);
    if remove.show(ui, look, buttons) {
        touches.push(view.touch.clone());
    }
    let title = head.cut_top(height_of(ui, &view.title, head.width(), title_ink(look)), 0.0);
    text(ui, title, &view.title, title_ink(look));
    if let Some((words, tone, icon)) = &view.chip {
        let chip = Chip::new(words, *tone).icon(*icon);
        let at = head.cut_left(chip.size(ui, look).x.min(head.width()), space.card);
        chip.show(ui, look, at.with_max_y(at.top() + sizes.small * 1.9));
    }
    let days = head.with_max_y(head.top() + sizes.small * 1.9);
    fitted(ui, days, &view.days, Ink::new(sizes.small, p.ink_soft).align(Align2::LEFT_CENTER).rows(1));
    inner
}

fn line_ink(look: &Look) -> Ink {
    Ink::new(look.sizes().body, look.palette().ink).rows(3)
}

/// How many and of which kind.
fn amount(look: &Look, line: &MaterialView) -> String {
    format!("{}{}{}", line.kind, look.pick(" ", " · "), line.count)
}

/// Width of the right part of each line: kind and count.
fn amounts_width(ui: &Ui, look: &Look, lines: &[MaterialView]) -> f32 {
    let ink = line_ink(look).bold();
    lines.iter().map(|line| width_of(ui, &amount(look, line), ink)).fold(0.0, f32::max)
}

/// Width left of a checklist's line for the name.
fn name_width(ui: &Ui, look: &Look, width: f32, lines: &[MaterialView]) -> f32 {
    width - look.sizes().body * 1.6 - amounts_width(ui, look, lines) - look.space().card
}

/// Height of a checklist.
pub(super) fn checklist_height(
    ui: &Ui,
    look: &Look,
    width: f32,
    materials: &Result<Vec<MaterialView>, String>,
) -> f32 {
    let grid = look.space().grid;
    match materials {
        Err(_) => look.sizes().body * 1.5,
        Ok(lines) => {
            let name = name_width(ui, look, width, lines);
            let height = |line: &MaterialView| height_of(ui, &line.name, name, line_ink(look)) + grid * 2.0;
            lines.iter().map(height).sum()
        }
    }
}

/// What to bring, a line each: paper, name, original or copy, how many.
pub(super) fn checklist(
    ui: &mut Ui,
    look: &Look,
    mut rect: Rect,
    materials: &Result<Vec<MaterialView>, String>,
) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let sign_of = |rect: &mut Rect| rect.cut_left(sizes.body, sizes.body * 0.6);
    let lines = match materials {
        Ok(lines) => lines,
        Err(words) => {
            let sign = sign_of(&mut rect);
            Icon::Check.paint(ui.painter(), sign.with_max_y(sign.top() + sizes.body * 1.45), p.ok);
            text(ui, rect, words, line_ink(look));
            return;
        }
    };
    let amounts = amounts_width(ui, look, lines);
    for line in lines {
        let name = rect.width() - sizes.body * 1.6 - amounts - space.card;
        let height = height_of(ui, &line.name, name, line_ink(look)) + space.grid * 2.0;
        let mut row = rect.cut_top(height, 0.0);
        ui.painter().hline(row.x_range(), row.top(), (1.0, p.line));
        let sign = sign_of(&mut row);
        Icon::Paper.paint(ui.painter(), sign, p.brand);
        let at = row.cut_right(amounts, space.card);
        let ink = line_ink(look).align(Align2::RIGHT_CENTER);
        text(ui, at, &amount(look, line), if line.original { ink.bold() } else { ink });
        fitted(ui, row, &line.name, line_ink(look).align(Align2::LEFT_CENTER));
    }
}
