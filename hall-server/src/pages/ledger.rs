//! `GET /ledger`: certificates for staff. The server renders the frame; what is found comes from the API, each time audited.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hall_api::requests::Role;
use serde::Serialize;

use super::desk::script_json;
use super::frame::{Asked, Frame};
use super::html;
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;

#[derive(Template)]
#[template(path = "ledger.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub name: &'a str,
    /// There is a supervisor's page for this staff member, and certificates may be revoked.
    pub is_supervisor: bool,
    /// There is a desk for this staff member.
    pub is_clerk: bool,
    /// JSON for the script; safe inside a `script` element.
    pub data: String,
}

/// What the script is given: `LedgerPage` in `static/views.d.ts`.
#[derive(Serialize)]
struct Data<'a> {
    language: hall_api::texts::Language,
    zone: &'a str,
    texts: BTreeMap<&'a str, &'a str>,
    /// Where a copy can be printed.
    kiosks: &'a [String],
    may_revoke: bool,
}

pub(super) async fn page(
    State(app): State<AppState>,
    staff: Staff,
    asked: Asked,
) -> Result<Response, AppError> {
    let frame = Frame::staff(&app, asked);
    let devices = app.engine.devices();
    let known = devices.all().into_iter().map(|status| status.device);
    let kiosks = known.filter(|device| devices.prints_certificates(device));
    let kiosks: Vec<String> = kiosks.map(|device| device.to_string()).collect();
    let roles = (staff.has(Role::Clerk), staff.has(Role::Supervisor));
    html(&frame, &render(&frame, &kiosks, &staff.name, roles))
}

/// The page of a staff member who is a clerk, a supervisor or both.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    kiosks: &[String],
    name: &'a str,
    (is_clerk, is_supervisor): (bool, bool),
) -> Page<'a> {
    let mut texts = frame.below("desk");
    texts.extend(frame.below("ledger"));
    // How copies end, as the supervisor reads it: `office.not_whole`.
    texts.extend(frame.below("supervisor").into_iter().filter(|(key, _)| key.starts_with("office.")));
    let data =
        Data { language: frame.language, zone: &frame.time_zone, texts, kiosks, may_revoke: is_supervisor };
    Page { frame, name, is_supervisor, is_clerk, data: script_json(&data) }
}
