//! A kiosk starts anew: its journal is heard, its ghosts are settled, it learns what to print.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{KioskHello, KioskWelcome};

use super::{Body, Key};
use crate::app::AppState;
use crate::auth::Device;
use crate::paper;
use crate::problem::AppError;

/// Jobs a kiosk's journal may name; it keeps the last few only.
const JOURNAL_MAX: usize = 64;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/kiosk/hello", post(hello))
}

/// A kiosk has started: it tells what its journal knows and learns which reprints to print now.
#[utoipa::path(post, path = "/api/v1/kiosk/hello", tag = "devices", request_body = KioskHello,
    responses((status = 200, description = "What to print now", body = KioskWelcome)))]
pub async fn hello(
    State(app): State<AppState>,
    kiosk: Device,
    Key(key): Key,
    Body(body): Body<KioskHello>,
) -> Result<Json<KioskWelcome>, AppError> {
    if body.journal.len() > JOURNAL_MAX {
        return Err(AppError::Invalid { detail: format!("journal: at most {JOURNAL_MAX} entries") });
    }
    Ok(Json(paper::hello(&app.engine, &kiosk.id, key, &body).await?))
}
