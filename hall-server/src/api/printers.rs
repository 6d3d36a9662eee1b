//! Printers: how each does, and what supervisors order of them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{OfficePrinterReport, Ordered, PrinterReport, TestPageRequest};
use hall_core::ids::DeviceId;

use super::{Body, Key, Path};
use crate::app::AppState;
use crate::auth::{Device, Staff};
use crate::engine::orders::{PrinterOrder, PrinterTask};
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/printer", post(report))
        .route("/api/v1/office-printer", post(report_office))
        .route("/api/v1/printers/{device}/test", post(test))
        .route("/api/v1/printers/{device}/clear", post(clear))
}

/// A device tells how its printer does. Kept in memory only: to be told again after a start of either.
#[utoipa::path(post, path = "/api/v1/printer", tag = "devices", request_body = PrinterReport,
    responses((status = 204, description = "Noted")))]
pub async fn report(
    State(app): State<AppState>,
    device: Device,
    Body(body): Body<PrinterReport>,
) -> StatusCode {
    app.engine.devices().report(&device.id, &body, app.clock.now());
    StatusCode::NO_CONTENT
}

/// A device tells how its printer of certificates does. Kept in memory only: to be told again after a start of either.
#[utoipa::path(post, path = "/api/v1/office-printer", tag = "devices", request_body = OfficePrinterReport,
    responses((status = 204, description = "Noted")))]
pub async fn report_office(
    State(app): State<AppState>,
    device: Device,
    Body(body): Body<OfficePrinterReport>,
) -> StatusCode {
    app.engine.devices().report_office(&device.id, &body, app.clock.now());
    StatusCode::NO_CONTENT
}

/// Orders a test page.
#[utoipa::path(post, path = "/api/v1/printers/{device}/test", tag = "devices", params(("device" = String, Path)),
    request_body = TestPageRequest, responses((status = 200, description = "Ordered", body = Ordered)))]
pub async fn test(
    State(app): State<AppState>,
    staff: Staff,
    Path(device): Path<DeviceId>,
    key: Key,
    Body(body): Body<TestPageRequest>,
) -> Result<Json<Ordered>, AppError> {
    order(&app, staff, key, device, PrinterTask::TestPage { english: body.english }).await
}

/// Empties a printer: its buffer, and every order it has not carried out.
#[utoipa::path(post, path = "/api/v1/printers/{device}/clear", tag = "devices", params(("device" = String, Path)),
    responses((status = 200, description = "Ordered", body = Ordered)))]
pub async fn clear(
    State(app): State<AppState>,
    staff: Staff,
    Path(device): Path<DeviceId>,
    key: Key,
) -> Result<Json<Ordered>, AppError> {
    order(&app, staff, key, device, PrinterTask::Clear).await
}

/// Gives an order to a device that there is.
pub(super) async fn order(
    app: &AppState,
    staff: Staff,
    key: Key,
    device: DeviceId,
    what: PrinterTask,
) -> Result<Json<Ordered>, AppError> {
    if !app.engine.devices().knows(&device) {
        return Err(AppError::NotFound);
    }
    let job = app.engine.order(PrinterOrder { staff: staff.id, key: key.0, device, what }).await?;
    Ok(Json(Ordered { job }))
}
