//! Print jobs of the spool: how they ended.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{Ordered, PrintReport, ReprintRequest};

use super::{Body, Key, Path, printers};
use crate::app::AppState;
use crate::auth::{Device, Staff};
use crate::engine::orders::PrinterTask;
use crate::paper;
use crate::problem::AppError;
use crate::store::print_jobs;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/print-jobs/{job}/report", post(report))
        .route("/api/v1/print-jobs/{job}/reprint", post(reprint))
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

/// Prints the ticket of a job once more: the same number, marked 补打.
#[utoipa::path(post, path = "/api/v1/print-jobs/{job}/reprint", tag = "devices", params(("job" = i64, Path)),
    request_body = ReprintRequest, responses((status = 200, description = "Ordered", body = Ordered)))]
pub async fn reprint(
    State(app): State<AppState>,
    staff: Staff,
    Path(job): Path<i64>,
    key: Key,
    Body(body): Body<ReprintRequest>,
) -> Result<Json<Ordered>, AppError> {
    let owner = print_jobs::owner(&app.engine.readers(), job).await.map_err(AppError::internal)?;
    let owner = owner.ok_or(AppError::NotFound)?;
    let ticket = owner.ticket.ok_or(AppError::NotFound)?;
    printers::order(&app, staff, key, body.device.unwrap_or(owner.device), PrinterTask::Reprint { ticket })
        .await
}
