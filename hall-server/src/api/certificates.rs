//! Certificates at a kiosk: what a person may have, one drawn up, its file, its copies and what became of them.
//!
//! The person is signed in at this kiosk and sees their own only: everybody else's does not exist.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hall_api::requests::{
    CertificateHello, CertificateJobReport, CertificateJobs, CertificateOffers, DrawUpRequest,
    DrawnCertificate, PrintCopiesRequest,
};

use super::{Body, Key, Path};
use crate::app::AppState;
use crate::auth::Device;
use crate::certificates::ledger::{self, Owner};
use crate::persons::Person;
use crate::problem::AppError;

/// Jobs a kiosk's journal may name; it keeps the last few only.
const JOURNAL_MAX: usize = 64;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/certificates/offers", get(offers))
        .route("/api/v1/certificates", post(draw_up))
        .route("/api/v1/certificates/{certificate}/file", get(file))
        .route("/api/v1/certificates/{certificate}/print", post(print))
        .route("/api/v1/certificate-jobs/{job}/file", get(job_file))
        .route("/api/v1/certificate-jobs/{job}/report", post(report))
        .route("/api/v1/certificate-jobs/hello", post(hello))
}

/// Every kind of certificate there is for the person, with what is left to print, or why it cannot be had.
#[utoipa::path(get, path = "/api/v1/certificates/offers", tag = "certificates",
    responses((status = 200, description = "The kinds", body = CertificateOffers)))]
pub async fn offers(
    State(app): State<AppState>,
    person: Person,
) -> Result<Json<CertificateOffers>, AppError> {
    let offers = app.certificates.offers(&app.engine, person.number.as_str(), app.clock.now()).await?;
    Ok(Json(offers))
}

/// Draws a certificate up from the base data as they are now, and signs it. Nothing is counted before it is printed.
#[utoipa::path(post, path = "/api/v1/certificates", tag = "certificates", request_body = DrawUpRequest,
    responses((status = 200, description = "Drawn up", body = DrawnCertificate)))]
pub async fn draw_up(
    State(app): State<AppState>,
    person: Person,
    Key(key): Key,
    Body(body): Body<DrawUpRequest>,
) -> Result<Json<DrawnCertificate>, AppError> {
    let who = (person.number.as_str(), &person.device);
    Ok(Json(app.certificates.draw_up(&app.engine, who, key, body, app.clock.now()).await?))
}

/// The signed file, for the preview.
#[utoipa::path(get, path = "/api/v1/certificates/{certificate}/file", tag = "certificates",
    params(("certificate" = i64, Path)),
    responses((status = 200, description = "The file", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn file(
    State(app): State<AppState>,
    person: Person,
    Path(certificate): Path<i64>,
) -> Result<Response, AppError> {
    let vault = app.engine.vault();
    let owner = Owner::new(vault, person.number.as_str(), &person.device);
    Ok(pdf(ledger::file(&app.engine.readers(), vault, &owner, certificate).await?))
}

/// Orders copies: one job each, to be fetched, printed and reported.
#[utoipa::path(post, path = "/api/v1/certificates/{certificate}/print", tag = "certificates",
    params(("certificate" = i64, Path)), request_body = PrintCopiesRequest,
    responses((status = 200, description = "Ordered", body = CertificateJobs)))]
pub async fn print(
    State(app): State<AppState>,
    device: Device,
    person: Result<Person, AppError>,
    Path(certificate): Path<i64>,
    Key(key): Key,
    Body(body): Body<PrintCopiesRequest>,
) -> Result<Json<CertificateJobs>, AppError> {
    let person = match person {
        Ok(person) => person,
        // The answer was lost and the person has gone: the kiosk still has to learn which copies it must give back.
        Err(AppError::PersonSessionOver) => {
            let known = ledger::ordered(&app.engine, device.id, certificate, (key, body.copies)).await?;
            let jobs = known.ok_or(AppError::PersonSessionOver)?;
            return Ok(Json(CertificateJobs { jobs }));
        }
        Err(other) => return Err(other),
    };
    let owner = Owner::new(app.engine.vault(), person.number.as_str(), &person.device);
    let (policy, now) = (app.certificates.policy, app.clock.now());
    let jobs = ledger::print(&app.engine, policy, owner, certificate, (key, body.copies), now).await?;
    Ok(Json(CertificateJobs { jobs }))
}

/// The file of a copy that is to be printed, for the device that prints it.
#[utoipa::path(get, path = "/api/v1/certificate-jobs/{job}/file", tag = "certificates", params(("job" = i64, Path)),
    responses((status = 200, description = "The file", content_type = "application/pdf", body = Vec<u8>)))]
pub async fn job_file(
    State(app): State<AppState>,
    device: Device,
    Path(job): Path<i64>,
) -> Result<Response, AppError> {
    Ok(pdf(ledger::job_file(&app.engine.readers(), app.engine.vault(), &device.id, job).await?))
}

/// The device that has the printer tells how a copy ended. Telling it again changes nothing.
#[utoipa::path(post, path = "/api/v1/certificate-jobs/{job}/report", tag = "certificates",
    params(("job" = i64, Path)), request_body = CertificateJobReport,
    responses((status = 204, description = "Noted")))]
pub async fn report(
    State(app): State<AppState>,
    device: Device,
    Path(job): Path<i64>,
    Body(body): Body<CertificateJobReport>,
) -> Result<StatusCode, AppError> {
    let (policy, now) = (app.certificates.policy, app.clock.now());
    ledger::report(&app.engine, policy, device.id, job, body, now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A kiosk has started: it tells what its journal and its printer know, and learns what staff ordered of it meanwhile.
#[utoipa::path(post, path = "/api/v1/certificate-jobs/hello", tag = "certificates", request_body = CertificateHello,
    responses((status = 200, description = "What to print now", body = CertificateJobs)))]
pub async fn hello(
    State(app): State<AppState>,
    device: Device,
    Body(body): Body<CertificateHello>,
) -> Result<Json<CertificateJobs>, AppError> {
    if body.ended.len().max(body.following.len()) > JOURNAL_MAX {
        return Err(AppError::Invalid {
            detail: format!("ended, following: at most {JOURNAL_MAX} jobs each"),
        });
    }
    let (policy, now) = (app.certificates.policy, app.clock.now());
    let jobs = ledger::hello(&app.engine, policy, device.id, body, now).await?;
    Ok(Json(CertificateJobs { jobs }))
}

fn pdf(file: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"))], file).into_response()
}
