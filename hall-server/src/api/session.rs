//! The session of a staff member: sign in, who am I, sign out.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{DeskSettings, SessionView, SignInRequest};

use super::Body;
use crate::app::{Address, AppState};
use crate::auth::{Staff, sessions};
use crate::desk_keys;
use crate::problem::AppError;
use crate::store::desk_settings;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/session", post(sign_in).get(who).delete(sign_out))
        .route("/api/v1/session/desk", post(set_desk))
}

/// Signs a staff member in: sets the session's cookie.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignInRequest,
    responses((status = 200, description = "Signed in; the cookie is set", body = SessionView)))]
pub async fn sign_in(
    State(app): State<AppState>,
    Address(from): Address,
    Body(request): Body<SignInRequest>,
) -> Result<impl IntoResponse, AppError> {
    let (view, cookie) = sessions::sign_in(&app, request.user.trim(), request.password, from).await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(view)))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", tag = "session",
    responses((status = 200, description = "The staff member", body = SessionView)))]
pub async fn who(staff: Staff) -> Json<SessionView> {
    Json(sessions::view(&staff))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    responses((status = 204, description = "Signed out; the cookie is gone")))]
pub async fn sign_out(State(app): State<AppState>, staff: Staff) -> Result<impl IntoResponse, AppError> {
    let cookie = sessions::sign_out(&app, staff.session).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// Keeps how this clerk wants the desk; it follows to every window.
#[utoipa::path(post, path = "/api/v1/session/desk", tag = "session", request_body = DeskSettings,
    responses((status = 204, description = "Kept")))]
pub async fn set_desk(
    State(app): State<AppState>,
    clerk: Staff,
    Body(settings): Body<DeskSettings>,
) -> Result<StatusCode, AppError> {
    desk_keys::check(&settings).map_err(|detail| AppError::Invalid { detail })?;
    let staff = clerk.id.as_str().to_owned();
    app.engine
        .write(move |db| Box::pin(async move { desk_settings::keep(db, &staff, &settings).await }))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
