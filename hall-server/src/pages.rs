//! Pages for people: signing in, the clerk's desk, the supervisor's page, the visitor's phone. Templates are in `templates/`, scripts and styles in
//! `static/`, all embedded; no inline script or style, nothing from elsewhere.
//!
//! A page shows; it decides nothing. The desk and the phone page live from the feed and act through the API.

use askama::Template;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::app::AppState;
use crate::problem::AppError;

mod choose;
mod desk;
mod face;
mod frame;
mod phone;
mod sign_in;
mod static_files;
mod statistics;
mod supervisor;
#[cfg(test)]
mod tests;

pub use face::{Face, FaceError};
pub use frame::Asked;

/// Pages of the hall's own network.
pub fn hall_routes() -> Router<AppState> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/desk") }))
        .route("/sign-in", get(sign_in::page))
        .route("/desk", get(choose::page))
        .route("/desk/{window}", get(desk::page))
        .route("/supervisor", get(supervisor::page))
        .route("/statistics", get(statistics::page))
        .route("/static/{version}/{*path}", get(static_files::hall))
}

/// Pages of visitors' phones.
pub fn public_routes() -> Router<AppState> {
    Router::new()
        .route("/t/{phone_code}", get(phone::page))
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
