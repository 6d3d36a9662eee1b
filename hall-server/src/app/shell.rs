//! What is around every request: limits before it, problem details and security headers after it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use serde::Serialize;
use tracing::Instrument as _;

use super::AppState;
use crate::pages::{UPLOAD_BYTES_MAX, UPLOAD_PATH};
use crate::problem::AppError;

/// Address and headers together, bytes. The HTTP layer itself refuses twice this without a body.
const HEADERS_BYTES_MAX: usize = 8 * 1024;

/// A file may come over a slow line.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(1);

/// Nothing but our own files; no inline script or style.
const CONTENT_SECURITY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
);
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const SAME_ORIGIN: HeaderValue = HeaderValue::from_static("same-origin");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Bounds a request, and finishes its response.
pub(super) async fn shell(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = match bounded(&app, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    };
    if let Some(error) = response.extensions_mut().remove::<Arc<AppError>>() {
        response = error.render(&app.texts);
    }
    secure(response.headers_mut());
    response
}

async fn bounded(app: &AppState, request: Request, next: Next) -> Result<Response, AppError> {
    let _place = app.requests.try_acquire().map_err(|_full| AppError::Busy)?;
    let size: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size + request.uri().path().len() + request.uri().query().map_or(0, str::len) > HEADERS_BYTES_MAX {
        return Err(AppError::HeadersTooLarge { max: HEADERS_BYTES_MAX });
    }
    // The path as the router has it: addresses of phone pages are secrets and stay out of the log.
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let (bytes_max, limit) = match path {
        UPLOAD_PATH => (UPLOAD_BYTES_MAX, UPLOAD_TIMEOUT),
        _ => (app.config.limits.body_bytes, Duration::from_millis(app.config.limits.request_timeout_ms)),
    };
    if told_length(request.headers()).is_some_and(|length| length > bytes_max as u64) {
        return Err(AppError::TooLarge);
    }
    let span = tracing::debug_span!("request", method = %request.method(), path);
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span);
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_panic)) => Err(AppError::internal("a handler panicked")),
        Err(_elapsed) => Err(AppError::Timeout),
    }
}

fn told_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Sets what a handler has not set itself.
fn secure(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    set(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    set(header::REFERRER_POLICY, SAME_ORIGIN);
    set(header::CACHE_CONTROL, NO_STORE);
}

/// What `/health` says.
#[derive(Serialize)]
pub(super) struct Health {
    status: &'static str,
    version: &'static str,
}

/// The server answers. Asks nothing of the engine, so it is also the ceiling of what HTTP can do here.
pub async fn health() -> Json<impl Serialize> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}
