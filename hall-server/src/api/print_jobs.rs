//! Print jobs of the spool: how they ended.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use hall_api::requests::PrintReport;

use super::{Body, Path};
use crate::app::AppState;
use crate::auth::Device;
use crate::paper;
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/print-jobs/{job}/report", post(report))
}

/// The device that has the printer tells how one of its jobs ended. Telling it again changes nothing.
#[utoipa::path(post, path = "/api/v1/print-jobs/{job}/report", tag = "devices", params(("job" = i64, Path)),
    request_body = PrintReport, responses((status = 204, description = "Noted")))]
pub async fn report(
    State(app): State<AppState>,
    device: Device,
    Path(job): Path<i64>,
    Body(body): Body<PrintReport>,
) -> Result<StatusCode, AppError> {
    if paper::report(&app.engine, &device.id, job, &body).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(AppError::NotFound)
    }
}
