//! Figures about visits: as JSON, to take away, and a clerk's own.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hall_api::requests::{OwnFigures, StatisticsQuery, StatisticsReply};

use super::Query;
use crate::app::AppState;
use crate::auth::Staff;
use crate::pages::Asked;
use crate::problem::AppError;
use crate::statistics::sheet::Sheet;
use crate::statistics::{answer, own};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/statistics", get(read))
        .route("/api/v1/statistics/mine", get(mine))
        .route("/api/v1/statistics.csv", get(csv))
        .route("/api/v1/statistics.xlsx", get(workbook))
}

/// The figures of a period by a group. Each is defined in `docs/statistics.md`.
#[utoipa::path(get, path = "/api/v1/statistics", tag = "statistics", params(StatisticsQuery),
    responses((status = 200, description = "The figures", body = StatisticsReply)))]
pub async fn read(
    State(app): State<AppState>,
    Query(query): Query<StatisticsQuery>,
) -> Result<Json<StatisticsReply>, AppError> {
    Ok(Json(answer(&app, &query).await?))
}

/// A clerk's own figures of the present day.
#[utoipa::path(get, path = "/api/v1/statistics/mine", tag = "statistics",
    responses((status = 200, description = "The figures", body = OwnFigures)))]
pub async fn mine(State(app): State<AppState>, clerk: Staff) -> Result<Json<OwnFigures>, AppError> {
    Ok(Json(own(&app, &clerk.id).await?))
}

/// The same as a table that spreadsheets open, in the reader's language (`?lang=zh` or `en`).
#[utoipa::path(get, path = "/api/v1/statistics.csv", tag = "statistics", params(StatisticsQuery),
    responses((status = 200, description = "UTF-8 with a byte order mark", content_type = "text/csv", body = String)))]
pub async fn csv(
    State(app): State<AppState>,
    Query(query): Query<StatisticsQuery>,
    asked: Asked,
) -> Result<Response, AppError> {
    let reply = answer(&app, &query).await?;
    let sheet = Sheet { reply: &reply, texts: &app.texts, language: asked.for_staff() };
    let name = sheet.file_name();
    Ok(download("text/csv; charset=utf-8", &format!("{name}.csv"), sheet.csv().into_bytes()))
}

/// The same as a workbook with a sheet a table.
#[utoipa::path(get, path = "/api/v1/statistics.xlsx", tag = "statistics", params(StatisticsQuery),
    responses((status = 200, description = "The workbook",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>)))]
pub async fn workbook(
    State(app): State<AppState>,
    Query(query): Query<StatisticsQuery>,
    asked: Asked,
) -> Result<Response, AppError> {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let reply = answer(&app, &query).await?;
    let (texts, language) = (app.texts.clone(), asked.for_staff());
    let made = tokio::task::spawn_blocking(move || {
        let sheet = Sheet { reply: &reply, texts: &texts, language };
        Ok::<_, rust_xlsxwriter::XlsxError>((sheet.file_name(), sheet.workbook()?))
    });
    let (name, bytes) = made.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
    Ok(download(KIND, &format!("{name}.xlsx"), bytes))
}

fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
}
