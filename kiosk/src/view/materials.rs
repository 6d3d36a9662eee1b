//! What to bring, and how the number is taken, before it is taken: nobody shall wait in vain.

use std::time::Duration;

use hall_api::core::catalogue::Item;
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::item::{MaterialView, days, materials};
use super::{NoteView, words};
use crate::state::{ItemOffer, Place, State, Touch};

/// What to bring, and how the number is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct MaterialsView {
    /// One card an item.
    pub cards: Vec<CardView>,
    /// Ways to say more about oneself; nobody has to.
    pub options: Vec<OptionView>,
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
    /// What is in the way.
    pub chip: Option<(String, Tone, Icon)>,
    /// What to bring; the words for nothing if nothing has to be brought.
    pub materials: Result<Vec<MaterialView>, String>,
    /// Everything about it: accessible name and touch.
    pub details: (String, Touch),
    /// Accessible name of taking it off.
    pub remove: String,
    /// Takes it off.
    pub touch: Touch,
}

/// A way to say more about oneself.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionView {
    /// What.
    pub title: String,
    /// What it is good for, or that it was told. Never what was told: others look at this screen too.
    pub hint: String,
    /// Its sign.
    pub icon: Icon,
    /// Was it told?
    pub on: bool,
    /// Tells it, or takes it back.
    pub touch: Touch,
}

pub(super) fn view(state: &State, look: &Look, now: Duration, page: usize) -> MaterialsView {
    let items = state.basket.items().iter().filter_map(|code| state.hall.item(code));
    let ready = state.hall.is_up();
    MaterialsView {
        cards: items.map(|item| card(state, look, now, item)).collect(),
        options: options(state, look),
        page,
        ready,
        note: ready.then(|| words::printer(state, look)).flatten(),
    }
}

fn card(state: &State, look: &Look, now: Duration, item: &Item) -> CardView {
    let title = words::text(look, &item.name).to_owned();
    let chip = match state.hall.offer(&item.code) {
        Some(ItemOffer::Line(offer)) => words::line(state, look, now, offer).1,
        Some(ItemOffer::Online) | None => None,
    };
    let about = look.fill("kiosk.choose.details", &[("name", &title)]);
    CardView {
        days: days(look, item),
        chip,
        materials: materials(look, item),
        details: (about, Touch::Details(item.code.clone())),
        remove: look.fill("kiosk.choose.remove", &[("name", &title)]),
        touch: Touch::Item(item.code.clone()),
        title,
    }
}

fn options(state: &State, look: &Look) -> Vec<OptionView> {
    let option = |name: &str, icon, on: bool, touch| OptionView {
        title: look.t(&format!("kiosk.option.{name}")).to_owned(),
        hint: look.t(&format!("kiosk.option.{name}_{}", if on { "on" } else { "hint" })).to_owned(),
        icon,
        on,
        touch,
    };
    let visitor = &state.visitor;
    let mut options = Vec::new();
    if !state.hall.classes().is_empty() {
        options.push(option("class", Icon::Star, visitor.class.is_some(), Touch::Go(Place::Class)));
    }
    if state.readers.cards {
        let on = visitor.card.is_some();
        options.push(option(
            "card",
            Icon::Card,
            on,
            if on { Touch::DropCard } else { Touch::Go(Place::Card) },
        ));
    }
    let on = visitor.return_code.is_some();
    options.push(option("code", Icon::Paper, on, if on { Touch::DropCode } else { Touch::Go(Place::Code) }));
    options
}
