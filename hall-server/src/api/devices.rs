//! Devices of the site: enrolment.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{EnrolReply, EnrolRequest};

use super::Body;
use crate::app::{Address, AppState};
use crate::auth;
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/devices/enrol", post(enrol))
}

/// Turns a one-time enrolment code into the device's token, shown this once.
#[utoipa::path(post, path = "/api/v1/devices/enrol", tag = "devices", request_body = EnrolRequest,
    responses((status = 200, description = "The device and its token", body = EnrolReply)))]
pub async fn enrol(
    State(app): State<AppState>,
    Address(from): Address,
    Body(request): Body<EnrolRequest>,
) -> Result<Json<EnrolReply>, AppError> {
    auth::enrol::enrol(&app, &request.code, from).await.map(Json)
}
