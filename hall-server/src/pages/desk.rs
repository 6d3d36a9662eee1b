//! `GET /desk/{window}`: the clerk's desk. The server renders what stays; what changes comes over the feed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use hall_api::requests::Label;
use hall_core::catalogue::Catalogue;
use hall_core::ids::WindowId;
use hall_core::time::MINUTE_MS;
use serde::Serialize;

use super::frame::{Asked, Frame};
use super::html;
use crate::api::Path;
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;

/// Name in the scripts, key for a person (a text key if it begins with `desk.`), key for `aria-keyshortcuts`.
type Key = (&'static str, &'static str, &'static str);

/// The way of a visit, as large buttons; the same keys as in `static/desk/keys.js`.
pub(super) const MAIN: &[Key] =
    &[("call_next", "desk.key.space", "Space"), ("start", "S", "S"), ("finish", "desk.key.enter", "Enter")];

/// Everything else.
pub(super) const MORE: &[Key] = &[
    ("recall", "R", "R"),
    ("no_show", "N", "N"),
    ("put_back", "U", "U"),
    ("park", "P", "P"),
    ("transfer", "T", "T"),
    ("resume", "G", "G"),
    ("void_class", "V", "V"),
    ("pause", "B", "B"),
    ("continue", "B", "B"),
    ("open", "O", "O"),
    ("close", "C", "C"),
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
    /// JSON for the scripts; safe inside a `script` element.
    pub data: String,
}

/// One button.
pub(super) struct Action {
    pub name: &'static str,
    pub label: String,
    pub key: String,
    pub shortcut: &'static str,
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
    match catalogue
        .as_ref()
        .and_then(|(_, catalogue)| render(&frame, catalogue, window, clerk.id.as_str(), &clerk.name))
    {
        Some(page) => html(&frame, &page),
        None => Ok(Redirect::to("/desk").into_response()),
    }
}

/// The page of a window; none if there is no such window.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    catalogue: &Catalogue,
    window: WindowId,
    staff: &str,
    name: &'a str,
) -> Option<Page<'a>> {
    let here = catalogue.windows.get(&window)?;
    let label = |text: &hall_core::catalogue::Text| frame.label(&Label::from(text)).to_owned();
    let line = |line: &hall_core::catalogue::Line| format!("{} · {}", line.prefix, label(&line.name));
    let numbered = |id: WindowId| frame.f("desk.window", "n", &id.to_string());
    let others = catalogue.windows.values().filter(|other| other.id != window);
    let mut lines: Vec<_> = catalogue.lines.values().collect();
    lines.sort_by_key(|line| line.prefix);
    let data = Data {
        window: window.0,
        staff,
        language: frame.language,
        zone: &frame.time_zone,
        grace_minutes: catalogue.rules.no_show_grace_ms / MINUTE_MS,
        texts: frame.below("desk"),
        lines: lines.into_iter().map(|to| Place { id: to.id.as_str(), label: line(to) }).collect(),
        windows: others
            .map(|to| Place { id: to.id.0, label: format!("{} · {}", numbered(to.id), label(&to.name)) })
            .collect(),
    };
    Some(Page {
        window: window.0,
        window_name: label(&here.name),
        title: format!("{} · {}", numbered(window), frame.t("desk.title")),
        name,
        main_actions: buttons(frame, MAIN),
        more_actions: buttons(frame, MORE),
        data: script_json(&data),
        frame,
    })
}

fn buttons(frame: &Frame<'_>, keys: &[Key]) -> Vec<Action> {
    let button = |(name, key, shortcut): &Key| Action {
        name,
        label: frame.t(&format!("desk.action.{name}")).to_owned(),
        key: if key.starts_with("desk.") { frame.t(key).to_owned() } else { (*key).to_owned() },
        shortcut,
    };
    keys.iter().map(button).collect()
}

/// JSON that cannot end the `script` element it stands in.
pub(super) fn script_json(data: &impl Serialize) -> String {
    let json = serde_json::to_string(data).expect("invariant: page data has only string keys");
    json.replace('<', "\\u003c")
}
