//! Results that can be collected, on the boards.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{ReadyRequest, ReadyShown};

use super::{Body, Key, Path};
use crate::app::AppState;
use crate::auth::Staff;
use crate::engine::ready::{ReadyOrder, ReadyTask};
use crate::problem::AppError;

/// Longest code: what a board shows in one cell.
const CODE_CHARS_MAX: usize = 8;
/// Longest time a result is shown, minutes: ten hours of a day.
const MINUTES_MAX: u32 = 600;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/ready", post(show_ready))
        .route("/api/v1/ready/{ready}/collected", post(collected))
}

/// Puts a result that can be collected on every board.
#[utoipa::path(post, path = "/api/v1/ready", tag = "hall", request_body = ReadyRequest,
    responses((status = 200, description = "Shown", body = ReadyShown)))]
pub async fn show_ready(
    State(app): State<AppState>,
    staff: Staff,
    key: Key,
    Body(body): Body<ReadyRequest>,
) -> Result<Json<ReadyShown>, AppError> {
    let code = body.code.trim().to_ascii_uppercase();
    // Letters, digits and hyphens: no name and no other words get on a public screen.
    let sound = (2..=CODE_CHARS_MAX).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && code.bytes().any(|byte| byte.is_ascii_digit());
    if !sound {
        let detail = format!(
            "code: 2 to {CODE_CHARS_MAX} letters, digits and hyphens with a digit among them are allowed"
        );
        return Err(AppError::Invalid { detail });
    }
    if !(1..=MINUTES_MAX).contains(&body.minutes) {
        return Err(AppError::Invalid { detail: format!("minutes: 1 to {MINUTES_MAX} is allowed") });
    }
    let catalogue = app.engine.catalogue();
    let known = |window| catalogue.as_ref().is_some_and(|(_, known)| known.windows.contains_key(&window));
    if let Some(window) = body.window.filter(|window| !known(*window)) {
        return Err(AppError::Invalid { detail: format!("window: there is no window {window}") });
    }
    let what = ReadyTask::Show { code, window: body.window, minutes: body.minutes };
    order(&app, staff, key, what).await
}

/// Takes a result off the boards: it was collected, or shown by mistake.
#[utoipa::path(post, path = "/api/v1/ready/{ready}/collected", tag = "hall", params(("ready" = i64, Path)),
    responses((status = 200, description = "Taken off", body = ReadyShown)))]
pub async fn collected(
    State(app): State<AppState>,
    staff: Staff,
    Path(ready): Path<i64>,
    key: Key,
) -> Result<Json<ReadyShown>, AppError> {
    order(&app, staff, key, ReadyTask::TakeOff { ready }).await
}

async fn order(
    app: &AppState,
    staff: Staff,
    key: Key,
    what: ReadyTask,
) -> Result<Json<ReadyShown>, AppError> {
    let ready = app.engine.show_ready(ReadyOrder { staff: staff.id, key: key.0, what }).await?;
    Ok(Json(ReadyShown { ready }))
}
