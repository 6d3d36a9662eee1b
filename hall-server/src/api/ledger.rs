//! The ledger of certificates, for staff. Whatever is read or done here is in the audit under the name of who did it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hall_api::requests::{CertificateJob, Ledger, LedgerQuery, ReprintCertificateRequest, RevokeRequest};

use super::{Body, Key, Path, Query};
use crate::app::AppState;
use crate::auth::Staff;
use crate::certificates::ledger::staff::{self, FIND_CHARS_MAX, StaffOrder};
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/ledger", get(find))
        .route("/api/v1/ledger/{certificate}/revoke", post(revoke))
        .route("/api/v1/ledger/{certificate}/reprint", post(reprint))
}

/// Certificates by number, code, person's number or name, the newest first.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "ledger",
    params(("find" = Option<String>, Query, description = "Whole number, code, person's number or name")),
    responses((status = 200, description = "What was found", body = Ledger)))]
pub async fn find(
    State(app): State<AppState>,
    member: Staff,
    Query(query): Query<LedgerQuery>,
) -> Result<Json<Ledger>, AppError> {
    if query.find.chars().count() > FIND_CHARS_MAX {
        return Err(AppError::Invalid { detail: format!("find: at most {FIND_CHARS_MAX} characters") });
    }
    let (desk, now) = (&app.certificates, app.clock.now());
    Ok(Json(staff::find(&app.engine, desk, &member.id, &query.find, now).await?))
}

/// Declares a certificate void.
#[utoipa::path(post, path = "/api/v1/ledger/{certificate}/revoke", tag = "ledger",
    params(("certificate" = i64, Path)), request_body = RevokeRequest,
    responses((status = 204, description = "It is void")))]
pub async fn revoke(
    State(app): State<AppState>,
    member: Staff,
    Path(certificate): Path<i64>,
    key: Key,
    Body(body): Body<RevokeRequest>,
) -> Result<StatusCode, AppError> {
    let order = order(&app, &member, key);
    staff::revoke(&app.engine, app.certificates.policy, order, certificate, body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has the signed file printed once more at a kiosk, as it was.
#[utoipa::path(post, path = "/api/v1/ledger/{certificate}/reprint", tag = "ledger",
    params(("certificate" = i64, Path)), request_body = ReprintCertificateRequest,
    responses((status = 200, description = "Ordered", body = CertificateJob)))]
pub async fn reprint(
    State(app): State<AppState>,
    member: Staff,
    Path(certificate): Path<i64>,
    key: Key,
    Body(body): Body<ReprintCertificateRequest>,
) -> Result<Json<CertificateJob>, AppError> {
    // Anywhere else it would wait for ever.
    if !app.engine.devices().prints_certificates(&body.device) {
        let detail = "device: a kiosk that has told of its printer for certificates is allowed";
        return Err(AppError::Invalid { detail: detail.to_owned() });
    }
    let order = order(&app, &member, key);
    let policy = app.certificates.policy;
    Ok(Json(staff::reprint(&app.engine, policy, order, certificate, body.device).await?))
}

fn order(app: &AppState, member: &Staff, Key(key): Key) -> StaffOrder {
    StaffOrder { staff: member.id.clone(), key, now: app.clock.now() }
}
