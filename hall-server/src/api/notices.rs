//! Announcements of the supervisor.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{AnnounceRequest, Announced, Label};

use super::{Body, Key, Path};
use crate::app::AppState;
use crate::auth::Staff;
use crate::engine::notices::{NoticeOrder, NoticeTask};
use crate::problem::AppError;

/// Longest announcement in either language, characters: what a board shows in one line.
const TEXT_CHARS_MAX: usize = 100;
/// Longest time an announcement is shown, minutes.
const MINUTES_MAX: u32 = 720;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/notices", post(announce))
        .route("/api/v1/notices/{notice}/withdraw", post(withdraw))
}

/// Announces something on every board.
#[utoipa::path(post, path = "/api/v1/notices", tag = "hall", request_body = AnnounceRequest,
    responses((status = 200, description = "Announced", body = Announced)))]
pub async fn announce(
    State(app): State<AppState>,
    staff: Staff,
    key: Key,
    Body(body): Body<AnnounceRequest>,
) -> Result<Json<Announced>, AppError> {
    let text = Label { zh: body.text.zh.trim().to_owned(), en: body.text.en.trim().to_owned() };
    for (name, part) in [("zh", &text.zh), ("en", &text.en)] {
        let sound =
            (1..=TEXT_CHARS_MAX).contains(&part.chars().count()) && !part.chars().any(char::is_control);
        if !sound {
            let detail = format!("text.{name}: 1 to {TEXT_CHARS_MAX} characters in one line are allowed");
            return Err(AppError::Invalid { detail });
        }
    }
    if !(1..=MINUTES_MAX).contains(&body.minutes) {
        return Err(AppError::Invalid { detail: format!("minutes: 1 to {MINUTES_MAX} is allowed") });
    }
    order(&app, staff, key, NoticeTask::Announce { text, minutes: body.minutes }).await
}

/// Ends an announcement before its time.
#[utoipa::path(post, path = "/api/v1/notices/{notice}/withdraw", tag = "hall", params(("notice" = i64, Path)),
    responses((status = 200, description = "Withdrawn", body = Announced)))]
pub async fn withdraw(
    State(app): State<AppState>,
    staff: Staff,
    Path(notice): Path<i64>,
    key: Key,
) -> Result<Json<Announced>, AppError> {
    order(&app, staff, key, NoticeTask::Withdraw { notice }).await
}

async fn order(
    app: &AppState,
    staff: Staff,
    key: Key,
    what: NoticeTask,
) -> Result<Json<Announced>, AppError> {
    let notice = app.engine.announce(NoticeOrder { staff: staff.id, key: key.0, what }).await?;
    Ok(Json(Announced { notice }))
}
