//! The pad at a window, facing the visitor, who touches it. One language at a time, with the switch in reach.

mod rate;
mod sheet;

use egui::{Align2, Rect, Ui, vec2};
use hall_ui::icons::Icon;
use hall_ui::layout::{Cut, centered};
use hall_ui::look::Look;
use hall_ui::widgets::{Banner, BarTouch, BottomBar, Ink, Tone, fitted, height_of, text, width_of};

use crate::state::pad::{PadPicture, PadScene, Sending, Touch};
use crate::state::{Message, WindowState};

/// Share of the height at which a group in the middle of the screen seems to hang, rather than to sink.
const HANGS_AT: f32 = 0.46;

/// Draws the pad over the whole canvas; tells what was touched.
pub fn draw(ui: &mut Ui, look: &Look, picture: &PadPicture) -> Vec<Touch> {
    let mut room = ui.max_rect();
    let mut touches = Vec::new();
    ui.painter().rect_filled(room, 0, look.palette().surface);
    let band = room.cut_top(look.sizes().title * 1.5 + look.space().between, 0.0);
    head(ui, look, band, picture);
    let bar = room.cut_bottom(BottomBar::height(look), 0.0);
    match (BottomBar { home: None, low: false }).show(ui, look, bar) {
        Some(BarTouch::Language(language)) => touches.push(Touch::Language(language)),
        Some(BarTouch::Large(large)) => touches.push(Touch::Large(large)),
        Some(BarTouch::Home | BarTouch::Low(_)) | None => {}
    }
    let mut body = room.shrink2(vec2(look.space().edge, look.space().grid * 2.0));
    if picture.away {
        let at = body.cut_top(Banner::height(look), look.space().grid);
        Banner { words: look.t("pad.away"), tone: Tone::Warning, icon: Some(Icon::Offline) }
            .show(ui, look, at);
    }
    match &picture.scene {
        PadScene::Idle(state) => idle(ui, look, body, state),
        PadScene::Called { number } => Statement {
            icon: None,
            title: number,
            detail: look.t("display.called"),
            tone: Tone::Plain,
            grand: true,
        }
        .show(ui, look, body),
        PadScene::InHand(sheet) => sheet::in_hand(ui, look, body, sheet),
        PadScene::Faces { sheet, countdown } => {
            rate::faces(ui, look, body, sheet.as_ref(), *countdown, &mut touches);
        }
        PadScene::Details(details) => rate::details(ui, look, body, details, &mut touches),
        PadScene::Thanks(sending) => thanks(ui, look, body, sending),
        PadScene::Message(message) => say(ui, look, body, message),
    }
    touches
}

/// Which window this is, what it serves, the time.
fn head(ui: &mut Ui, look: &Look, rect: Rect, picture: &PadPicture) {
    let (p, sizes, space) = (look.palette(), look.sizes(), look.space());
    ui.painter().rect_filled(rect, 0, p.brand);
    ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 6.0), 0, p.accent);
    let mut inner = rect.shrink2(vec2(space.edge, 0.0));
    inner.max.y -= 6.0;
    let title = Ink::new(sizes.title, p.on_strong).bold().rows(1);
    if let Some(clock) = &picture.clock {
        let at = inner.cut_right(width_of(ui, clock, title) + 2.0, space.between);
        text(ui, at, clock, title.align(Align2::RIGHT_CENTER));
    }
    let name = look.fill("pad.window", &[("n", &picture.number)]);
    let at = inner.cut_left(width_of(ui, &name, title) + 2.0, space.between);
    text(ui, at, &name, title.align(Align2::LEFT_CENTER));
    let serves = picture.serves.iter().map(|line| look.label(line)).collect::<Vec<_>>().join(" · ");
    if !serves.is_empty() {
        fitted(ui, inner, &serves, Ink::new(sizes.body, p.on_strong).align(Align2::LEFT_CENTER).rows(2));
    }
}

fn idle(ui: &mut Ui, look: &Look, mut body: Rect, state: &WindowState) {
    let (school, language) = (look.school(), look.language());
    let names = format!("{} · {}", school.name.of(language), school.hall.of(language));
    let foot = body.cut_bottom(look.sizes().body * 1.5, look.space().grid * 2.0);
    fitted(ui, foot, &names, Ink::new(look.sizes().body, look.palette().ink_soft).centered().rows(1));
    let back_at;
    let (icon, title, detail, tone) = match state {
        WindowState::Open => (Icon::People, look.t("display.free"), look.t("pad.free_detail"), Tone::Plain),
        WindowState::Paused { back_at: Some(time) } => {
            back_at = look.fill("display.back_at", &[("time", time)]);
            (Icon::Clock, look.t("display.paused"), back_at.as_str(), Tone::Warning)
        }
        WindowState::Paused { back_at: None } => {
            (Icon::Clock, look.t("display.paused"), look.t("display.back_soon"), Tone::Warning)
        }
        WindowState::Closed => {
            (Icon::Closed, look.t("display.closed"), look.t("display.elsewhere"), Tone::Plain)
        }
    };
    Statement { icon: Some(icon), title, detail, tone, grand: false }.show(ui, look, body);
}

fn thanks(ui: &mut Ui, look: &Look, body: Rect, sending: &Sending) {
    let (icon, title, detail, tone) = match sending {
        Sending::Underway => (Icon::Clock, look.t("pad.sending"), "", Tone::Plain),
        Sending::Retrying => {
            (Icon::Offline, look.t("pad.kept_title"), look.t("pad.kept_detail"), Tone::Warning)
        }
        Sending::Done => (Icon::Smiling, look.t("rate.thanks"), look.t("rate.thanks_detail"), Tone::Ok),
        Sending::Refused { code } => {
            (Icon::Warning, look.t("pad.refused_title"), look.problem(code).1, Tone::Warning)
        }
    };
    Statement { icon: Some(icon), title, detail, tone, grand: false }.show(ui, look, body);
}

fn say(ui: &mut Ui, look: &Look, body: Rect, message: &Message) {
    let staff;
    let (icon, name, detail) = match message {
        Message::Connecting => (Icon::Clock, "connecting", look.t("display.message.connecting_detail")),
        Message::Lost => (Icon::Offline, "lost", look.t("display.message.lost_detail")),
        Message::Refused { code } => {
            staff = look.fill("display.message.refused_staff", &[("code", code)]);
            (Icon::Warning, "refused", staff.as_str())
        }
    };
    let key = format!("display.message.{name}_title");
    let tone = if *message == Message::Connecting { Tone::Plain } else { Tone::Warning };
    Statement { icon: Some(icon), title: look.t(&key), detail, tone, grand: false }.show(ui, look, body);
}

/// One large sentence with what belongs to it, in the middle.
struct Statement<'a> {
    icon: Option<Icon>,
    title: &'a str,
    detail: &'a str,
    tone: Tone,
    /// The title is a number, to be read from afar.
    grand: bool,
}

impl Statement<'_> {
    fn show(self, ui: &mut Ui, look: &Look, rect: Rect) {
        let (sizes, space) = (look.sizes(), look.space());
        let colour = self.tone.colours(look).1;
        let size = if self.grand { sizes.number } else { sizes.heading };
        let title = Ink::new(size, colour).bold().centered().rows(2);
        let detail = Ink::new(sizes.button, look.palette().ink).centered().rows(3);
        let icon_side = if self.icon.is_some() { sizes.heading * 2.0 } else { 0.0 };
        let heights = [
            icon_side,
            height_of(ui, self.title, rect.width(), title),
            if self.detail.is_empty() { 0.0 } else { height_of(ui, self.detail, rect.width(), detail) },
        ];
        let gaps =
            space.card * heights.iter().filter(|height| **height > 0.0).count().saturating_sub(1) as f32;
        let height = (heights.iter().sum::<f32>() + gaps).min(rect.height());
        let top = rect.top() + (rect.height() - height) * HANGS_AT;
        let mut room = Rect::from_min_size(egui::pos2(rect.left(), top), vec2(rect.width(), height));
        if let Some(icon) = self.icon {
            let at = room.cut_top(icon_side, space.card);
            icon.paint(ui.painter(), centered(at, icon_side, icon_side), colour);
        }
        let at = room.cut_top(heights[1], space.card);
        fitted(ui, at, self.title, title);
        if !self.detail.is_empty() {
            fitted(ui, room, self.detail, detail);
        }
    }
}

#[cfg(test)]
mod tests;
