//! Choosing: themes, departments, items, what is typed, the basket, and what is done online.

use std::time::Duration;

use hall_api::core::catalogue::{Bundle, Department, Item, Theme, ThemeSign};
use hall_api::core::ids::ItemCode;
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::words;
use crate::state::{By, ItemOffer, Shelf, State, Touch};

/// What about?
#[derive(Clone, Debug, PartialEq)]
pub struct ChooseView {
    /// Ways to look for items.
    pub tabs: Vec<TabView>,
    /// What stands there now.
    pub list: ListView,
    /// Page of the list, from 0; may be beyond its end.
    pub page: usize,
    /// What was chosen so far.
    pub basket: BasketView,
}

/// A way to look for items.
#[derive(Clone, Debug, PartialEq)]
pub struct TabView {
    /// Its name.
    pub title: String,
    /// Its sign.
    pub icon: Icon,
    /// Is it the present one?
    pub selected: bool,
    /// What a touch means.
    pub touch: Touch,
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq)]
pub enum ListView {
    /// Items at once.
    Rows(Vec<RowView>),
    /// What opens others.
    Entries(Vec<EntryView>),
}

/// Which items, by what is typed?
#[derive(Clone, Debug, PartialEq)]
pub struct SearchView {
    /// What was typed.
    pub query: String,
    /// What to type, while nothing was.
    pub prompt: String,
    /// What was found, the likeliest first.
    pub rows: Vec<RowView>,
    /// What to do when nothing was found.
    pub nothing: Option<String>,
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
    /// Everything about it: accessible name and touch; none for a bundle.
    pub details: Option<(String, Touch)>,
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

pub(super) fn choose(state: &State, look: &Look, now: Duration, by: By, page: usize) -> ChooseView {
    let tab = |way, key: &str, icon| TabView {
        title: look.t(key).to_owned(),
        icon,
        selected: way == by,
        touch: Touch::By(way),
    };
    let mut tabs = vec![
        tab(By::Popular, "kiosk.choose.popular", Icon::Star),
        tab(By::Departments, "kiosk.choose.departments", Icon::Building),
    ];
    if !state.hall.themes().is_empty() || !state.hall.bundles().is_empty() {
        tabs.insert(1, tab(By::Themes, "kiosk.choose.themes", Icon::Suitcase));
    }
    let list = match by {
        By::Popular => ListView::Rows(item_rows(state, look, now, state.hall.items(&Shelf::Popular))),
        By::Themes => ListView::Entries(themes(state, look)),
        By::Departments => ListView::Entries(departments(state, look)),
    };
    ChooseView { tabs, list, page, basket: basket(state, look) }
}

fn themes(state: &State, look: &Look) -> Vec<EntryView> {
    let count = |n: usize| look.count("kiosk.choose.item_count", n);
    let theme = |(theme, held): (&Theme, usize)| EntryView {
        title: words::text(look, &theme.name).to_owned(),
        hint: count(held),
        icon: theme.sign.map(sign),
        shelf: Shelf::Theme(theme.code.clone()),
    };
    let mut entries: Vec<EntryView> = state.hall.themes().into_iter().map(theme).collect();
    let bundles = state.hall.bundles();
    if !bundles.is_empty() {
        let names: Vec<&str> = bundles.iter().map(|bundle| words::text(look, &bundle.name)).collect();
        let title = look.t("kiosk.choose.bundles").to_owned();
        let hint = names.join(look.pick("、", ", "));
        entries.push(EntryView { title, hint, icon: Some(Icon::Ticket), shelf: Shelf::Bundles });
    }
    entries
}

fn sign(sign: ThemeSign) -> Icon {
    match sign {
        ThemeSign::Arriving => Icon::Suitcase,
        ThemeSign::Graduating => Icon::Cap,
        ThemeSign::Abroad => Icon::Plane,
        ThemeSign::Papers => Icon::Paper,
        ThemeSign::Money => Icon::Coin,
        ThemeSign::Living => Icon::Bed,
        ThemeSign::Person => Icon::Person,
    }
}

fn departments(state: &State, look: &Look) -> Vec<EntryView> {
    let entry = |(department, owned): (&Department, usize)| EntryView {
        title: words::text(look, &department.name).to_owned(),
        hint: look.count("kiosk.choose.item_count", owned),
        icon: None,
        shelf: Shelf::Department(department.id.clone()),
    };
    state.hall.departments().into_iter().map(entry).collect()
}

pub(super) fn items(state: &State, look: &Look, now: Duration, shelf: &Shelf, page: usize) -> ItemsView {
    let title = match shelf {
        Shelf::Popular => look.t("kiosk.choose.popular").to_owned(),
        Shelf::Bundles => look.t("kiosk.choose.bundles").to_owned(),
        Shelf::Theme(code) => {
            state.hall.theme(code).map_or_else(String::new, |theme| words::text(look, &theme.name).to_owned())
        }
        Shelf::Department(id) => {
            state.hall.department(id).map_or_else(String::new, |d| words::text(look, &d.name).to_owned())
        }
    };
    let bundles = state.hall.bundles_on(shelf).into_iter().map(|bundle| bundle_row(state, look, bundle));
    let rows = bundles.chain(item_rows(state, look, now, state.hall.items(shelf))).collect();
    ItemsView { title, rows, page, basket: basket(state, look) }
}

pub(super) fn search(
    state: &State,
    look: &Look,
    now: Duration,
    (query, found): (&str, &[ItemCode]),
    page: usize,
) -> SearchView {
    let items = found.iter().filter_map(|code| state.hall.item(code)).collect();
    SearchView {
        query: query.to_owned(),
        prompt: look.t("kiosk.search.prompt").to_owned(),
        rows: item_rows(state, look, now, items),
        nothing: (!query.is_empty() && found.is_empty()).then(|| look.t("kiosk.search.nothing").to_owned()),
        page,
        basket: basket(state, look),
    }
}

fn item_rows(state: &State, look: &Look, now: Duration, items: Vec<&Item>) -> Vec<RowView> {
    items.into_iter().map(|item| item_row(state, look, now, item)).collect()
}

pub(super) fn item_row(state: &State, look: &Look, now: Duration, item: &Item) -> RowView {
    let title = words::text(look, &item.name).to_owned();
    let ticked = state.basket.has(&item.code);
    let touch = Touch::Item(item.code.clone());
    let about = look.fill("kiosk.choose.details", &[("name", &title)]);
    let details = Some((about, Touch::Details(item.code.clone())));
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
                details,
            }
        }
        Some(ItemOffer::Online) | None => RowView {
            title,
            hint: String::new(),
            ticked: None,
            chip: Some((look.t("kiosk.choose.online").to_owned(), Tone::Plain, Icon::Globe)),
            enabled: true,
            touch,
            details,
        },
    }
}

fn bundle_row(state: &State, look: &Look, bundle: &Bundle) -> RowView {
    let names = bundle.items.iter().filter_map(|code| state.hall.item(code));
    let names: Vec<&str> = names.map(|item| words::text(look, &item.name)).collect();
    let mut sold = bundle.items.iter().filter(|code| state.hall.sells(code)).peekable();
    let sells = sold.peek().is_some();
    RowView {
        title: words::text(look, &bundle.name).to_owned(),
        hint: names.join(look.pick("、", ", ")),
        ticked: Some(sells && sold.all(|code| state.basket.has(code))),
        chip: Some((look.count("kiosk.choose.bundle_items", names.len()), Tone::Plain, Icon::Ticket)),
        enabled: sells,
        touch: Touch::Bundle(bundle.code.clone()),
        details: None,
    }
}

pub(super) fn basket(state: &State, look: &Look) -> BasketView {
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
