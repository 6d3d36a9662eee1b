//! Choosing: departments, items, the basket, and what is done online.

use std::time::Duration;

use hall_api::core::catalogue::Item;
use hall_api::core::ids::ItemCode;
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::words;
use crate::state::{ItemOffer, Shelf, State, Touch};

/// Which department?
#[derive(Clone, Debug, PartialEq)]
pub struct DepartmentsView {
    /// What can be opened.
    pub entries: Vec<EntryView>,
    /// Page of the list, from 0; may be beyond its end.
    pub page: usize,
    /// What was chosen so far.
    pub basket: BasketView,
}

/// Something to open.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryView {
    /// Its name.
    pub title: String,
    /// How much is in it.
    pub hint: String,
    /// Its sign; none for departments.
    pub icon: Option<Icon>,
    /// What opens.
    pub shelf: Shelf,
}

/// Which items?
#[derive(Clone, Debug, PartialEq)]
pub struct ItemsView {
    /// Of what.
    pub title: String,
    /// The items.
    pub rows: Vec<RowView>,
    /// Page of the list, from 0; may be beyond its end.
    pub page: usize,
    /// What was chosen so far.
    pub basket: BasketView,
}

/// An item or a bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    /// Its name.
    pub title: String,
    /// What matters about it now.
    pub hint: String,
    /// Is it in the basket? None for what opens something else.
    pub ticked: Option<bool>,
    /// A word that matters.
    pub chip: Option<(String, Tone, Icon)>,
    /// Can it be touched?
    pub enabled: bool,
    /// What a touch means.
    pub touch: Touch,
}

/// What was chosen so far.
#[derive(Clone, Debug, PartialEq)]
pub struct BasketView {
    /// How many.
    pub title: String,
    /// Their names.
    pub names: Vec<String>,
    /// No more fits in.
    pub full: Option<String>,
}

/// This is done online.
#[derive(Clone, Debug, PartialEq)]
pub struct OnlineView {
    /// What to do.
    pub detail: String,
    /// The page's address.
    pub address: Option<String>,
    /// Can a number for help be taken?
    pub help: bool,
}

pub(super) fn departments(state: &State, look: &Look, page: usize) -> DepartmentsView {
    let count = |n: usize| look.count("kiosk.choose.item_count", n);
    let mut entries = Vec::new();
    let popular = state.hall.items(&Shelf::Popular).len();
    if popular > 0 {
        let title = look.t("kiosk.choose.popular").to_owned();
        entries.push(EntryView {
            title,
            hint: count(popular),
            icon: Some(Icon::Check),
            shelf: Shelf::Popular,
        });
    }
    let bundles = state.hall.bundles();
    if !bundles.is_empty() {
        let names: Vec<&str> = bundles.iter().map(|bundle| words::text(look, &bundle.name)).collect();
        let title = look.t("kiosk.choose.bundles").to_owned();
        let hint = names.join(look.pick("、", ", "));
        entries.push(EntryView { title, hint, icon: Some(Icon::Ticket), shelf: Shelf::Bundles });
    }
    entries.extend(state.hall.departments().into_iter().map(|(department, owned)| EntryView {
        title: words::text(look, &department.name).to_owned(),
        hint: count(owned),
        icon: None,
        shelf: Shelf::Department(department.id.clone()),
    }));
    DepartmentsView { entries, page, basket: basket(state, look) }
}

pub(super) fn items(state: &State, look: &Look, now: Duration, shelf: &Shelf, page: usize) -> ItemsView {
    let title = match shelf {
        Shelf::Popular => look.t("kiosk.choose.popular").to_owned(),
        Shelf::Bundles => look.t("kiosk.choose.bundles").to_owned(),
        Shelf::Department(id) => {
            state.hall.department(id).map_or_else(String::new, |d| words::text(look, &d.name).to_owned())
        }
    };
    let rows = if *shelf == Shelf::Bundles {
        bundle_rows(state, look)
    } else {
        state.hall.items(shelf).into_iter().map(|item| item_row(state, look, now, item)).collect()
    };
    ItemsView { title, rows, page, basket: basket(state, look) }
}

fn item_row(state: &State, look: &Look, now: Duration, item: &Item) -> RowView {
    let title = words::text(look, &item.name).to_owned();
    let ticked = state.basket.has(&item.code);
    let touch = Touch::Item(item.code.clone());
    match state.hall.offer(&item.code) {
        Some(ItemOffer::Line(offer)) => {
            let (hint, mut chip) = words::line(state, look, now, offer);
            if chip.is_none() && item.online_url.is_some() {
                chip = Some((look.t("kiosk.choose.online_too").to_owned(), Tone::Plain, Icon::Globe));
            }
            let room = state.basket.items().len() < state.hall.items_max();
            RowView {
                title,
                hint,
                ticked: Some(ticked),
                chip,
                enabled: ticked || (offer.sells() && room),
                touch,
            }
        }
        Some(ItemOffer::Online) | None => RowView {
            title,
            hint: String::new(),
            ticked: None,
            chip: Some((look.t("kiosk.choose.online").to_owned(), Tone::Plain, Icon::Globe)),
            enabled: true,
            touch,
        },
    }
}

fn bundle_rows(state: &State, look: &Look) -> Vec<RowView> {
    let row = |bundle: &hall_api::core::catalogue::Bundle| {
        let names = bundle.items.iter().filter_map(|code| state.hall.item(code));
        let names: Vec<&str> = names.map(|item| words::text(look, &item.name)).collect();
        let on = |code: &ItemCode| state.basket.has(code);
        let sells = |code: &&ItemCode| matches!(state.hall.offer(code), Some(ItemOffer::Line(offer)) if offer.sells());
        RowView {
            title: words::text(look, &bundle.name).to_owned(),
            hint: names.join(look.pick("、", ", ")),
            ticked: Some(bundle.items.iter().filter(sells).all(on)),
            chip: Some((look.count("kiosk.choose.bundle_items", names.len()), Tone::Plain, Icon::Ticket)),
            enabled: true,
            touch: Touch::Bundle(bundle.code.clone()),
        }
    };
    state.hall.bundles().into_iter().map(row).collect()
}

fn basket(state: &State, look: &Look) -> BasketView {
    let items = state.basket.items();
    let title = match items.len() {
        0 => look.t("kiosk.choose.basket_empty").to_owned(),
        n => look.count("kiosk.choose.basket", n),
    };
    let names = items.iter().filter_map(|code| state.hall.item(code));
    let most = state.hall.items_max();
    BasketView {
        title,
        names: names.map(|item| words::text(look, &item.name).to_owned()).collect(),
        full: (items.len() >= most).then(|| look.count("kiosk.choose.basket_full", most)),
    }
}

pub(super) fn online(state: &State, look: &Look, item: &ItemCode) -> OnlineView {
    let item = state.hall.item(item);
    let name = item.map_or("", |item| words::text(look, &item.name));
    let address = item.and_then(|item| item.online_url.clone());
    let key = if address.is_some() { "kiosk.online.detail" } else { "kiosk.online.detail_no_address" };
    OnlineView { detail: look.fill(key, &[("name", name)]), address, help: state.hall.help_item().is_some() }
}
