//! `GET /supervisor`: the hall as a whole. The server renders the frame; everything in it comes over the feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hall_api::requests::{Label, Role};
use hall_core::catalogue::Catalogue;
use hall_core::ids::StaffId;
use serde::Serialize;

use super::desk::script_json;
use super::frame::{Asked, Frame};
use super::html;
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;
use crate::store::staff::clerks;

/// Name in the scripts and key: the buttons below; the same keys as in `static/supervisor/keys.js`.
pub(super) const ACTIONS: &[(&str, &str)] = &[
    ("direct", "D"),
    ("hold", "P"),
    ("extend", "E"),
    ("announce", "A"),
    ("ready", "R"),
    ("mute", "V"),
    ("confirm_clock", "K"),
];

#[derive(Template)]
#[template(path = "supervisor.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub name: &'a str,
    /// There is a desk for this staff member too.
    pub is_clerk: bool,
    /// Name in the scripts, label, key.
    pub actions: Vec<(&'static str, String, &'static str)>,
    /// JSON for the scripts; safe inside a `script` element.
    pub data: String,
}

/// What the scripts are given: `SupervisorPage` in `static/views.d.ts`.
#[derive(Serialize)]
struct Data<'a> {
    staff: &'a str,
    language: hall_api::texts::Language,
    zone: &'a str,
    texts: BTreeMap<&'a str, &'a str>,
    lines: BTreeMap<&'a str, String>,
    clerks: Vec<Clerk<'a>>,
}

/// Somebody a window can be opened for.
#[derive(Serialize)]
struct Clerk<'a> {
    id: &'a str,
    name: &'a str,
}

pub(super) async fn page(
    State(app): State<AppState>,
    staff: Staff,
    asked: Asked,
) -> Result<Response, AppError> {
    let frame = Frame::staff(&app, asked);
    let catalogue = app.engine.catalogue();
    let catalogue = catalogue.as_ref().map(|(_, catalogue)| catalogue.as_ref());
    let clerks = clerks(&app.engine.readers()).await.map_err(AppError::internal)?;
    let who = (staff.id.as_str(), &*staff.name);
    html(&frame, &render(&frame, catalogue, &clerks, who, staff.has(Role::Clerk)))
}

/// The page; without a catalogue it has no names of lines.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    catalogue: Option<&Catalogue>,
    clerks: &[(StaffId, Arc<str>)],
    (staff, name): (&str, &'a str),
    is_clerk: bool,
) -> Page<'a> {
    let lines = catalogue.into_iter().flat_map(|catalogue| catalogue.lines.values());
    // The levels, as visitors read them: `level.5`.
    let mut texts = frame.below("rate");
    texts.extend(frame.below("desk"));
    texts.extend(frame.below("supervisor"));
    // What printers say of themselves and of jobs: `paper_out.name`.
    texts.extend(frame.below("printer"));
    let data = Data {
        staff,
        language: frame.language,
        zone: &frame.time_zone,
        texts,
        lines: lines
            .map(|line| (line.id.as_str(), frame.label(&Label::from(&line.name)).to_owned()))
            .collect(),
        clerks: clerks.iter().map(|(id, name)| Clerk { id: id.as_str(), name }).collect(),
    };
    let action = |(name, key): &(&'static str, &'static str)| {
        (*name, frame.t(&format!("supervisor.do.{name}")).to_owned(), *key)
    };
    Page { frame, name, is_clerk, actions: ACTIONS.iter().map(action).collect(), data: script_json(&data) }
}
