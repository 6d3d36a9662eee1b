//! What to bring, before the number is taken: nobody shall wait in vain.

use hall_api::core::catalogue::{Item, Material};
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::{NoteView, words};
use crate::state::{State, Touch};

/// What to bring.
#[derive(Clone, Debug, PartialEq)]
pub struct MaterialsView {
    /// One card an item.
    pub cards: Vec<CardView>,
    /// Page of the cards, from 0; may be beyond the last.
    pub page: usize,
    /// Can the number be taken now?
    pub ready: bool,
    /// What to know first.
    pub note: Option<NoteView>,
}

/// An item and what to bring for it.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    /// Its name.
    pub title: String,
    /// How long it takes.
    pub days: String,
    /// What to bring, a line each.
    pub materials: Vec<String>,
    /// Accessible name of taking it off.
    pub remove: String,
    /// Takes it off.
    pub touch: Touch,
}

pub(super) fn view(state: &State, look: &Look, page: usize) -> MaterialsView {
    let items = state.basket.items().iter().filter_map(|code| state.hall.item(code));
    let ready = state.hall.is_up();
    let away = || NoteView {
        words: look.t("kiosk.state.away_detail").to_owned(),
        tone: Tone::Danger,
        icon: Icon::Offline,
    };
    let note = if ready { words::printer(state, look) } else { Some(away()) };
    MaterialsView { cards: items.map(|item| card(look, item)).collect(), page, ready, note }
}

fn card(look: &Look, item: &Item) -> CardView {
    let title = words::text(look, &item.name).to_owned();
    let days = match item.promised_days {
        0 => look.t("kiosk.materials.days_now").to_owned(),
        n => look.count("kiosk.materials.days", usize::from(n)),
    };
    let materials = if item.materials.is_empty() {
        vec![look.t("kiosk.materials.none").to_owned()]
    } else {
        item.materials.iter().map(|material| line(look, material)).collect()
    };
    let remove = look.fill("kiosk.choose.remove", &[("name", &title)]);
    CardView { title, days, materials, remove, touch: Touch::Item(item.code.clone()) }
}

fn line(look: &Look, material: &Material) -> String {
    let kind = look.t(if material.original { "kiosk.materials.original" } else { "kiosk.materials.copy" });
    let copies = look.count("kiosk.materials.copies", usize::from(material.copies));
    let name = words::text(look, &material.name);
    look.pick(&format!("{name}（{kind} {copies}）"), &format!("{name} ({copies} {kind})")).to_owned()
}
