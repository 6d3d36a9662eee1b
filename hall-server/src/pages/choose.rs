//! `GET /desk`: at which window does the clerk work?

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hall_api::requests::Label;
use hall_api::views::{DeskView, Topic, Update, WindowMode};
use hall_core::catalogue::{Catalogue, Window};
use hall_core::ids::StaffId;

use super::frame::{Asked, Frame};
use super::html;
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;

#[derive(Template)]
#[template(path = "choose.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub name: &'a str,
    pub windows: Vec<Choice>,
}

/// One window to choose.
pub(super) struct Choice {
    pub number: u16,
    /// `Window 3`, for who hears the page.
    pub title: String,
    pub name: String,
    pub lines: String,
    /// For the style: `open`, `yours`, `paused` or `closed`.
    pub mode: &'static str,
    pub state: String,
}

pub(super) async fn page(
    State(app): State<AppState>,
    clerk: Staff,
    asked: Asked,
) -> Result<Response, AppError> {
    let frame = Frame::staff(&app, asked);
    let mut windows = Vec::new();
    if let Some((_, catalogue)) = app.engine.catalogue() {
        for window in catalogue.windows.values() {
            let json = app.engine.view(Topic::Desk(window.id)).await;
            let desk: Option<Update<DeskView>> =
                json.map(|json| serde_json::from_str(&json)).transpose().map_err(AppError::internal)?;
            windows.push(choice(
                &frame,
                &catalogue,
                window,
                desk.as_ref().map(|update| &update.view),
                &clerk.id,
            ));
        }
    }
    html(&frame, &Page { frame: &frame, name: &clerk.name, windows })
}

pub(super) fn choice(
    frame: &Frame<'_>,
    catalogue: &Catalogue,
    window: &Window,
    desk: Option<&DeskView>,
    me: &StaffId,
) -> Choice {
    let is_me = desk.is_some_and(|desk| desk.clerk.as_deref() == Some(me.as_str()));
    let (mode, key) = match desk.map(|desk| desk.state) {
        Some(WindowMode::Open | WindowMode::Paused { .. }) if is_me => ("yours", "desk.choose_yours"),
        Some(WindowMode::Open) => ("open", "desk.choose_open"),
        Some(WindowMode::Paused { .. }) => ("paused", "desk.choose_paused"),
        Some(WindowMode::Closed) | None => ("closed", "desk.choose_closed"),
    };
    let names: Vec<String> = window
        .own
        .iter()
        .filter_map(|line| catalogue.lines.get(line))
        .map(|line| frame.label(&Label::from(&line.name)).to_owned())
        .collect();
    Choice {
        number: window.id.0,
        title: frame.f("desk.window", "n", &window.id.to_string()),
        name: frame.label(&Label::from(&window.name)).to_owned(),
        lines: frame.f("desk.choose_serves", "lines", &names.join(frame.t("desk.choose_comma"))),
        mode,
        state: frame.t(key).to_owned(),
    }
}
