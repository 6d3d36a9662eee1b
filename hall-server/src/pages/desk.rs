//! `GET /desk/{window}`: the clerk's desk. The server renders what stays; what changes comes over the feed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use hall_api::requests::{DeskSettings, Label};
use hall_core::catalogue::{Catalogue, Item};
use hall_core::ids::WindowId;
use hall_core::time::MINUTE_MS;
use pinyin::ToPinyin as _;
use serde::Serialize;

use super::frame::{Asked, Frame};
use super::{face, html};
use crate::api::Path;
use crate::app::AppState;
use crate::auth::Staff;
use crate::desk_keys;
use crate::problem::{AppError, chain};
use crate::store::desk_settings;

/// The way of a visit, as large buttons.
pub(super) const MAIN: &[&str] = &["call_next", "start", "finish"];

/// Everything else; going on has the key of pausing.
pub(super) const MORE: &[&str] = &[
    "recall",
    "no_show",
    "put_back",
    "park",
    "transfer",
    "resume",
    "void_class",
    "give",
    "pause",
    "continue",
    "open",
    "close",
];

#[derive(Template)]
#[template(path = "desk.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub window: u16,
    pub window_name: String,
    pub title: String,
    pub name: &'a str,
    pub main_actions: Vec<Action>,
    pub more_actions: Vec<Action>,
    /// Of what has no button in the rows below.
    pub call_key: String,
    pub large_key: String,
    pub keys_key: String,
    pub figures_key: String,
    /// For the style: `large` or `usual`.
    pub size: &'static str,
    /// JSON for the scripts; safe inside a `script` element.
    pub data: String,
}

/// One button.
pub(super) struct Action {
    pub name: &'static str,
    pub label: String,
    /// For a person.
    pub key: String,
    /// For `aria-keyshortcuts`.
    pub shortcut: String,
}

/// What the scripts are given: `DeskPage` in `static/views.d.ts`.
#[derive(Serialize)]
struct Data<'a> {
    window: u16,
    staff: &'a str,
    language: hall_api::texts::Language,
    zone: &'a str,
    grace_minutes: i64,
    texts: BTreeMap<&'a str, &'a str>,
    lines: Vec<Place<&'a str>>,
    windows: Vec<Place<u16>>,
    /// What a number can be given for.
    items: Vec<Offered<'a>>,
    /// Keys in force, by action.
    keys: BTreeMap<&'static str, &'a str>,
    /// Usual keys, by action, in the order shown.
    usual_keys: &'static [(&'static str, &'static str)],
    /// Keys of more than one letter, and marks, that may be chosen.
    named_keys: &'static [&'static str],
    large: bool,
}

/// An item to be chosen at the desk.
#[derive(Serialize)]
struct Offered<'a> {
    code: &'a str,
    name: &'a str,
    line: &'a str,
    /// Everything it is found by, in small letters.
    found_by: String,
}

/// Where a ticket can be transferred to.
#[derive(Serialize)]
struct Place<T> {
    id: T,
    label: String,
}

pub(super) async fn page(
    State(app): State<AppState>,
    clerk: Staff,
    asked: Asked,
    Path(window): Path<WindowId>,
) -> Result<Response, AppError> {
    let frame = Frame::staff(&app, asked);
    let catalogue = app.engine.catalogue();
    let settings = desk_settings::of(&app.engine.readers(), clerk.id.as_str()).await;
    // A desk with the usual keys is better than none.
    let settings = settings.unwrap_or_else(|error| {
        tracing::error!(error = chain(&error), "the settings of a desk cannot be read");
        DeskSettings::default()
    });
    let me = Me { staff: clerk.id.as_str(), name: &clerk.name, settings: &settings };
    match catalogue.as_ref().and_then(|(_, catalogue)| render(&frame, catalogue, window, me)) {
        Some(page) => html(&frame, &page),
        None => Ok(Redirect::to("/desk").into_response()),
    }
}

/// Whose desk it is.
#[derive(Clone, Copy)]
pub(super) struct Me<'a> {
    pub staff: &'a str,
    pub name: &'a str,
    pub settings: &'a DeskSettings,
}

/// The page of a window; none if there is no such window.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    catalogue: &Catalogue,
    window: WindowId,
    me: Me<'a>,
) -> Option<Page<'a>> {
    let keys = desk_keys::in_force(me.settings);
    let key = |action: &str| key_text(frame, keys[action]);
    let here = catalogue.windows.get(&window)?;
    let label = |text: &hall_core::catalogue::Text| frame.label(&Label::from(text)).to_owned();
    let line = |line: &hall_core::catalogue::Line| format!("{} · {}", line.prefix, label(&line.name));
    let numbered = |id: WindowId| frame.f("desk.window", "n", &id.to_string());
    let others = catalogue.windows.values().filter(|other| other.id != window);
    let mut lines: Vec<_> = catalogue.lines.values().collect();
    lines.sort_by_key(|line| line.prefix);
    let data = Data {
        window: window.0,
        staff: me.staff,
        language: frame.language,
        zone: &frame.time_zone,
        grace_minutes: catalogue.rules.no_show_grace_ms / MINUTE_MS,
        texts: frame.below("desk"),
        lines: lines.into_iter().map(|to| Place { id: to.id.as_str(), label: line(to) }).collect(),
        windows: others
            .map(|to| Place { id: to.id.0, label: format!("{} · {}", numbered(to.id), label(&to.name)) })
            .collect(),
        items: offered(frame, catalogue),
        keys: keys.clone(),
        usual_keys: desk_keys::USUAL,
        named_keys: desk_keys::NAMED,
        large: me.settings.large,
    };
    Some(Page {
        window: window.0,
        window_name: label(&here.name),
        title: format!("{} · {}", numbered(window), frame.t("desk.title")),
        name: me.name,
        main_actions: buttons(frame, MAIN, &keys),
        more_actions: buttons(frame, MORE, &keys),
        call_key: key("call"),
        large_key: key("large"),
        keys_key: key("keys"),
        figures_key: key("figures"),
        size: if me.settings.large { "large" } else { "usual" },
        data: script_json(&data),
        frame,
    })
}

fn buttons(frame: &Frame<'_>, names: &[&'static str], keys: &BTreeMap<&'static str, &str>) -> Vec<Action> {
    let button = |name: &&'static str| {
        let shortcut = keys[if *name == "continue" { "pause" } else { *name }];
        Action {
            name,
            label: frame.t(&format!("desk.action.{name}")).to_owned(),
            key: key_text(frame, shortcut),
            shortcut: shortcut.to_owned(),
        }
    };
    names.iter().map(button).collect()
}

/// A key as it stands on a button.
fn key_text(frame: &Frame<'_>, key: &str) -> String {
    match key {
        "Space" => frame.t("desk.key.space").to_owned(),
        "Enter" => frame.t("desk.key.enter").to_owned(),
        key => key.to_owned(),
    }
}

/// Everything handled at windows, what is often asked for first.
fn offered<'a>(frame: &Frame<'_>, catalogue: &'a Catalogue) -> Vec<Offered<'a>> {
    let mut items: Vec<_> = catalogue.items.values().filter(|item| item.line.is_some()).collect();
    items.sort_by_key(|item| (!item.popular, std::cmp::Reverse(item.visits_a_year), item.code.clone()));
    let offered = |item: &&'a Item| Offered {
        code: item.code.as_str(),
        name: face::pick_text(&item.name, frame.language),
        line: item.line.as_ref().map_or("", |line| line.as_str()),
        found_by: found_by(item),
    };
    items.iter().map(offered).collect()
}

/// Code, names and other names, and of Chinese ones the initials of their pinyin.
fn found_by(item: &Item) -> String {
    let names = [item.name.zh.as_str(), item.name.en.as_str()].into_iter();
    let names: Vec<&str> = names.chain(item.aliases.iter().map(String::as_str)).collect();
    let initials = names.iter().map(|name| initials(name)).filter(|initials| !initials.is_empty());
    let mut words = vec![item.code.to_string()];
    words.extend(names.iter().map(|name| name.to_lowercase()));
    words.extend(initials);
    words.join("\n")
}

fn initials(name: &str) -> String {
    name.chars()
        .filter_map(|c| c.to_pinyin())
        .filter_map(|pinyin| pinyin.first_letter().chars().next())
        .collect()
}

/// JSON that cannot end the `script` element it stands in.
pub(super) fn script_json(data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).expect("invariant: page data has only string keys");
    json.replace('<', "\\u003c")
}
