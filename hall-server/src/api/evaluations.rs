//! What the pad at a window is for: which materials the clerk has in hand, and what the visitor thinks of the visit.
//!
//! A pad is a display that stands at a window and asks for it. No member of the staff can rate.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{Evaluated, MaterialsRequest, PadEvaluationRequest};
use hall_api::views::ROWS_MAX;
use hall_core::command::Caller;
use hall_core::evaluation::{Evaluate, Rater, Rating};
use hall_core::ids::WindowId;

use super::{Body, Key, Path};
use crate::app::AppState;
use crate::auth::{Device, Staff};
use crate::engine::evaluations::EvaluationOrder;
use crate::engine::ticks::{TickOrder, Ticked};
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/windows/{window}/evaluation", post(evaluate))
        .route("/api/v1/windows/{window}/materials", post(materials))
}

/// Takes down what the visitor tapped on the pad of a window, within three minutes after the visit ended there.
#[utoipa::path(post, path = "/api/v1/windows/{window}/evaluation", tag = "windows",
    params(("window" = u16, Path)), request_body = PadEvaluationRequest,
    responses((status = 200, description = "Taken down", body = Evaluated)))]
pub async fn evaluate(
    State(app): State<AppState>,
    pad: Device,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<PadEvaluationRequest>,
) -> Result<Json<Evaluated>, AppError> {
    // A visitor at the window does not type, and nobody else shall.
    let rating = Rating { comment: None, ..body.rating.into() };
    let evaluate = Evaluate { caller: Caller::Device(pad.id), key: key.0, rater: Rater::Pad(window), rating };
    app.engine.evaluate(EvaluationOrder { ticket: body.ticket, evaluate }).await?;
    Ok(Json(Evaluated { ticket: body.ticket }))
}

/// Shows the visitor what the clerk has in hand for an item, and what the clerk is about to record. The latest wins.
#[utoipa::path(post, path = "/api/v1/windows/{window}/materials", tag = "windows",
    params(("window" = u16, Path)), request_body = MaterialsRequest,
    responses((status = 200, description = "Shown", body = ())))]
pub async fn materials(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    _key: Key,
    Body(body): Body<MaterialsRequest>,
) -> Result<Json<()>, AppError> {
    if body.received.len() > ROWS_MAX || body.received.iter().any(|at| *at >= ROWS_MAX) {
        return Err(AppError::Invalid { detail: format!("received: at most {ROWS_MAX}, from 0") });
    }
    let ticked = Ticked { received: body.received.into_iter().collect(), chosen: body.chosen };
    let order = TickOrder { staff: clerk.id, window, ticket: body.ticket, item: body.item, ticked };
    app.engine.tick(order).await?;
    Ok(Json(()))
}
