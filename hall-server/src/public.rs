//! The public listener beside its pages: a ticket's feed, and what its visitor may do with it.
//!
//! Who knows the address of the page may; the code in it cannot be guessed. Nothing else is served here.

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use hall_api::requests::{Evaluated, EvaluationRequest};
use hall_api::views::Topic;
use hall_core::command::{Action, Caller};
use hall_core::evaluation::{Evaluate, Rater};
use hall_core::ids::TicketId;

use crate::api::{ActedReply, Body, Key, Path, act, feed};
use crate::app::AppState;
use crate::engine::evaluations::EvaluationOrder;
use crate::problem::AppError;

/// Routes of the public listener.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/t/{phone_code}/feed", get(listen))
        .route("/t/{phone_code}/cancel", post(cancel))
        .route("/t/{phone_code}/late", post(late))
        .route("/t/{phone_code}/return", post(return_ticket))
        .route("/t/{phone_code}/evaluation", post(evaluate))
}

/// The ticket of a page's address; a wrong address leads nowhere.
fn ticket_of(app: &AppState, phone_code: &str) -> Result<TicketId, AppError> {
    app.engine.phone_codes().decode(phone_code).ok_or(AppError::NotFound)
}

async fn listen(State(app): State<AppState>, Path(phone_code): Path<String>) -> Result<Response, AppError> {
    let topic = Topic::Ticket(ticket_of(&app, &phone_code)?);
    if app.engine.view(topic.clone()).await.is_none() {
        return Err(AppError::NotFound);
    }
    feed::open(&app, &[topic], None)
}

async fn cancel(State(app): State<AppState>, Path(phone_code): Path<String>, key: Key) -> ActedReply {
    let ticket = ticket_of(&app, &phone_code)?;
    act(&app, Caller::Phone(ticket), key, Action::CancelTicket { ticket }).await
}

async fn late(State(app): State<AppState>, Path(phone_code): Path<String>, key: Key) -> ActedReply {
    let ticket = ticket_of(&app, &phone_code)?;
    act(&app, Caller::Phone(ticket), key, Action::ReportLate { ticket }).await
}

async fn return_ticket(State(app): State<AppState>, Path(phone_code): Path<String>, key: Key) -> ActedReply {
    let ticket = ticket_of(&app, &phone_code)?;
    act(&app, Caller::Phone(ticket), key, Action::ReturnTicket { ticket }).await
}

/// Takes down what the visitor thinks of the visit.
async fn evaluate(
    State(app): State<AppState>,
    Path(phone_code): Path<String>,
    key: Key,
    Body(request): Body<EvaluationRequest>,
) -> Result<Json<Evaluated>, AppError> {
    let ticket = ticket_of(&app, &phone_code)?;
    let (caller, rater) = (Caller::Phone(ticket), Rater::Phone);
    let evaluate = Evaluate { caller, key: key.0, rater, rating: request.into() };
    app.engine.evaluate(EvaluationOrder { ticket, evaluate }).await?;
    Ok(Json(Evaluated { ticket }))
}
