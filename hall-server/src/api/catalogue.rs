//! The catalogue in force.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hall_core::rejection::Rejection;

use crate::app::AppState;
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/catalogue", get(read))
}

/// The catalogue in force. Its hash is the entity tag: ask with `If-None-Match`.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "hall",
    params(("If-None-Match" = Option<String>, Header, description = "Entity tag of the catalogue at hand")),
    responses((status = 200, description = "The catalogue", body = serde_json::Value),
        (status = 304, description = "The catalogue at hand is in force")))]
pub async fn read(State(app): State<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    let (hash, catalogue) = app.engine.catalogue().ok_or(Rejection::NoCatalogue)?;
    let tag = HeaderValue::from_str(&format!("\"{hash}\"")).map_err(AppError::internal)?;
    let known = headers.get(header::IF_NONE_MATCH) == Some(&tag);
    let kept = [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, Json::<Arc<_>>(catalogue)).into_response())
}
