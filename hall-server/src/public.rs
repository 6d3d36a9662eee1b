//! The public listener beside its pages: a ticket's feed, and what its visitor may do with it.
//!
//! Who knows the address of the page may; the code in it cannot be guessed. Nothing else is served here.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use hall_api::views::Topic;
use hall_core::command::{Action, Caller};
use hall_core::ids::TicketId;

use crate::api::{ActedReply, Key, Path, act, feed};
use crate::app::AppState;
use crate::problem::AppError;

/// Routes of the public listener.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/t/{phone_code}/feed", get(listen))
        .route("/t/{phone_code}/cancel", post(cancel))
        .route("/t/{phone_code}/return", post(return_ticket))
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

async fn return_ticket(State(app): State<AppState>, Path(phone_code): Path<String>, key: Key) -> ActedReply {
    let ticket = ticket_of(&app, &phone_code)?;
    act(&app, Caller::Phone(ticket), key, Action::ReturnTicket { ticket }).await
}
