//! What to bring.

use hall_ui::egui::{Align2, Rect, Ui};
use hall_ui::icons::Icon;
use hall_ui::layout::Cut;
use hall_ui::look::Look;
use hall_ui::widgets::{Button, Ink, Kind, card, fitted, height_of, text};

use super::parts::{self, Pages, Ways};
use crate::state::Touch;
use crate::view::{CardView, MaterialsView};

pub(super) fn draw(
    ui: &mut Ui,
    look: &Look,
    mut body: Rect,
    upright: bool,
    view: &MaterialsView,
    touches: &mut Vec<Touch>,
) {
    parts::steps(ui, look, &mut body, 1);
    let on = Some((look.t("kiosk.materials.take"), Kind::Action, Icon::Ticket));
    let ways = Ways { on, enabled: view.ready, touch: Touch::Take };
    if upright {
        parts::ways(ui, look, &mut body, ways, touches);
        parts::note(ui, look, &mut body, view.note.as_ref());
        parts::title(ui, look, &mut body, look.t("kiosk.materials.title"));
        draw_hint(ui, look, &mut body);
    } else {
        let mut column = body.cut_right(body.width() * 0.4, look.space().between);
        parts::ways(ui, look, &mut column, ways, touches);
        parts::note(ui, look, &mut column, view.note.as_ref());
        parts::title(ui, look, &mut column, look.t("kiosk.materials.title"));
        draw_hint(ui, look, &mut column);
    }
    draw_cards(ui, look, body, view, touches);
}

/// That materials may be missing; cuts it off the body.
fn draw_hint(ui: &mut Ui, look: &Look, body: &mut Rect) {
    let words = look.t("kiosk.materials.hint");
    let ink = Ink::new(look.sizes().body, look.palette().ink_soft).rows(4);
    let at = body.cut_top(height_of(ui, words, body.width(), ink), look.space().card);
    text(ui, at, words, ink);
}

fn draw_cards(ui: &mut Ui, look: &Look, body: Rect, view: &MaterialsView, touches: &mut Vec<Touch>) {
    let gap = look.shape().touch_gap;
    let heights: Vec<f32> = view.cards.iter().map(|card| card_height(ui, look, body.width(), card)).collect();
    let mut area = body;
    let mut pages = split(&heights, area.height(), gap);
    let mut shown = 0;
    if pages.len() > 1 {
        let at = area.cut_bottom(look.touch_height(), look.space().card);
        pages = split(&heights, area.height(), gap);
        shown = view.page.min(pages.len() - 1);
        Pages { page: shown, count: pages.len() }.draw(ui, look, at, touches);
    }
    let Some(page) = pages.get(shown) else { return };
    for index in page.clone() {
        let at = area.cut_top(heights[index], gap);
        draw_card(ui, look, at, &view.cards[index], touches);
    }
}

/// Which cards stand on which page: as many as fit, in order, at least one a page.
fn split(heights: &[f32], room: f32, gap: f32) -> Vec<std::ops::Range<usize>> {
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

fn line_ink(look: &Look) -> Ink {
    Ink::new(look.sizes().body, look.palette().ink).rows(2)
}

fn card_height(ui: &Ui, look: &Look, width: f32, view: &CardView) -> f32 {
    let (sizes, space) = (look.sizes(), look.space());
    let words = width - space.card * 2.0 - sizes.body * 1.6;
    let lines: f32 =
        view.materials.iter().map(|line| height_of(ui, line, words, line_ink(look)) + space.grid).sum();
    let head = (sizes.button * 1.5 + sizes.small * 1.5).max(look.shape().touch_min);
    space.card * 2.0 + head + space.grid + lines
}

fn draw_card(ui: &mut Ui, look: &Look, rect: Rect, view: &CardView, touches: &mut Vec<Touch>) {
    let (sizes, space, p) = (look.sizes(), look.space(), look.palette());
    let mut inner = card(ui, look, rect);
    let mut head =
        inner.cut_top((sizes.button * 1.5 + sizes.small * 1.5).max(look.shape().touch_min), space.grid);
    let off = head.cut_right(sizes.button * 6.6, space.card);
    let off = Rect::from_center_size(
        off.center(),
        hall_ui::egui::vec2(off.width(), look.shape().touch_min.min(head.height())),
    );
    let button = Button::new(look.t("kiosk.materials.remove")).named(&view.remove).icon(Icon::Cross);
    if button.show(ui, look, off) {
        touches.push(view.touch.clone());
    }
    let title = head.cut_top(head.height() - sizes.small * 1.5, 0.0);
    fitted(ui, title, &view.title, Ink::new(sizes.button, p.ink).bold().align(Align2::LEFT_CENTER).rows(1));
    fitted(ui, head, &view.days, Ink::new(sizes.small, p.ink_soft).rows(1));
    for line in &view.materials {
        let words = inner.width() - sizes.body * 1.6;
        let mut at = inner.cut_top(height_of(ui, line, words, line_ink(look)), space.grid);
        let sign = at.cut_left(sizes.body, sizes.body * 0.6);
        let sign = sign.with_max_y(sign.top() + sizes.body * 1.45);
        Icon::Paper.paint(ui.painter(), sign, p.brand);
        text(ui, at, line, line_ink(look));
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn cards_fill_pages_in_order_and_none_is_lost() {
        assert_eq!(split(&[100.0, 100.0, 100.0], 220.0, 20.0), [0..2, 2..3]);
        assert_eq!(split(&[900.0, 1.0], 220.0, 20.0), [0..1, 1..2], "a card too tall stands alone");
        assert!(split(&[], 220.0, 20.0).is_empty());
    }
}
