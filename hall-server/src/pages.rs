//! Pages for people: signing in, the clerk's desk, the supervisor's page, the visitor's phone. Templates are in `templates/`, scripts and styles in
//! `static/`, all embedded; no inline script or style, nothing from elsewhere.
//!
//! A page shows; it decides nothing. The desk and the phone page live from the feed and act through the API.

use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::app::AppState;
use crate::problem::AppError;
use crate::verification::FILE_BYTES_MAX;

mod choose;
mod desk;
mod face;
mod frame;
mod ledger;
mod letters;
mod phone;
mod sign_in;
mod static_files;
mod statistics;
mod supervisor;
#[cfg(test)]
mod tests;
mod unlock;
mod verify;

pub use face::{Face, FaceError};
pub use frame::Asked;
pub use letters::Letters;

/// Where files are checked: the one route whose body may be larger than others'.
pub const UPLOAD_PATH: &str = "/v/upload";
/// Its largest body, bytes: the largest file, and what a form puts around it.
pub const UPLOAD_BYTES_MAX: usize = FILE_BYTES_MAX + 16 * 1024;

/// Pages of the hall's own network.
pub fn hall_routes() -> Router<AppState> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/desk") }))
        .route("/sign-in", get(sign_in::page))
        .route("/desk", get(choose::page))
        .route("/desk/{window}", get(desk::page))
        .route("/supervisor", get(supervisor::page))
        .route("/ledger", get(ledger::page))
        .route("/statistics", get(statistics::page))
        .route("/letters/{code}", get(letters::font))
        .route("/static/{version}/{*path}", get(static_files::hall))
}

/// Pages of visitors' phones.
pub fn public_routes() -> Router<AppState> {
    Router::new()
        .route("/t/{phone_code}", get(phone::page))
        .route("/k/{code}", get(unlock::page).post(unlock::sign_in))
        .route("/k/{code}/deny", post(unlock::deny))
        .route("/v", get(verify::page))
        .route("/v/{code}", get(verify::by_code))
        .route(
            UPLOAD_PATH,
            get(verify::page).post(verify::upload).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)),
        )
        .route("/letters/{code}", get(letters::font))
        .route("/static/{version}/{*path}", get(static_files::public))
}

/// A rendered page, with the language remembered if the visitor has just chosen it.
fn html(frame: &frame::Frame<'_>, template: &impl Template) -> Result<Response, AppError> {
    let text = template.render().map_err(AppError::internal)?;
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
    if let Some(cookie) = frame.language_cookie() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
