//! The catalogue in force, and the pictures of its sample documents.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hall_api::problem::Problem;
use hall_core::rejection::Rejection;

use crate::app::AppState;
use crate::catalogue::samples;
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/catalogue", get(read))
        .route("/api/v1/catalogue/samples/{sha256}", get(sample))
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

/// The picture of a sample document, by the hash of its content: what is at hand never has to be asked for again.
#[utoipa::path(get, path = "/api/v1/catalogue/samples/{sha256}", tag = "hall",
    params(("sha256" = String, Path, description = "As the item's sample in the catalogue has it")),
    responses((status = 200, description = "The picture", content_type = "image/png", body = Vec<u8>),
        (status = 404, description = "No item in force has it", body = Problem)))]
pub async fn sample(State(app): State<AppState>, Path(sha256): Path<String>) -> Result<Response, AppError> {
    let (_, catalogue) = app.engine.catalogue().ok_or(Rejection::NoCatalogue)?;
    let mut known = catalogue.items.values().flat_map(|item| &item.samples);
    let file = known.find(|sample| sample.sha256 == sha256).map(|sample| sample.file.clone());
    let file = file.ok_or(AppError::SampleUnknown)?;
    let folder = app.config.catalogue.folder.clone();
    let read = tokio::task::spawn_blocking(move || samples::read(&folder, &file));
    let bytes = read.await.map_err(AppError::internal)?.map_err(|fault| {
        tracing::warn!(fault, "a sample document");
        AppError::SampleUnknown
    })?;
    // The file may have been replaced since the catalogue was taken into use.
    if samples::digest(&bytes) != sha256 {
        return Err(AppError::SampleUnknown);
    }
    let kept = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
    ];
    Ok((kept, bytes).into_response())
}
