//! Tickets: taken at a kiosk, given up, taken up again, sent to a window.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hall_api::requests::{Acted, DirectRequest, TakeTicketRequest, TakenTicket};
use hall_core::command::{Action, Caller, Command, TakeTicket};
use hall_core::ids::TicketId;

use super::{ActedReply, Body, Key, Path, act};
use crate::app::AppState;
use crate::auth::{Device, Identity, Staff};
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/tickets", post(take))
        .route("/api/v1/tickets/{ticket}/cancel", post(cancel))
        .route("/api/v1/tickets/{ticket}/return", post(return_ticket))
        .route("/api/v1/tickets/{ticket}/direct", post(direct))
}

/// Takes a number for everything in the basket.
///
/// The key is made with the basket: a repetition gives the very same ticket, printed once.
#[utoipa::path(post, path = "/api/v1/tickets", tag = "tickets", request_body = TakeTicketRequest,
    responses((status = 200, description = "The ticket", body = TakenTicket)))]
pub async fn take(
    State(app): State<AppState>,
    kiosk: Device,
    key: Key,
    Body(request): Body<TakeTicketRequest>,
) -> Result<Response, AppError> {
    let action = Action::TakeTicket(TakeTicket {
        items: request.items,
        kiosk: Some(kiosk.id.clone()),
        person: None,
        class: request.class,
        appointment: None,
        return_code: false,
        english: request.english,
    });
    let command = Command { caller: Caller::Device(kiosk.id), key: key.0, action };
    let accepted = app.engine.submit(command).await?;
    let missing = || AppError::internal("a ticket was taken, yet its answer is missing");
    let taken = accepted.taken.ok_or_else(missing)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], taken.into_string()).into_response())
}

/// Gives a ticket up before its first call.
#[utoipa::path(post, path = "/api/v1/tickets/{ticket}/cancel", tag = "tickets", params(("ticket" = u64, Path)),
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn cancel(
    State(app): State<AppState>,
    who: Identity,
    Path(ticket): Path<TicketId>,
    key: Key,
) -> ActedReply {
    act(&app, who.caller(), key, Action::CancelTicket { ticket }).await
}

/// Tells that the visitor is back, after a missed call or a park.
#[utoipa::path(post, path = "/api/v1/tickets/{ticket}/return", tag = "tickets", params(("ticket" = u64, Path)),
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn return_ticket(
    State(app): State<AppState>,
    who: Identity,
    Path(ticket): Path<TicketId>,
    key: Key,
) -> ActedReply {
    act(&app, who.caller(), key, Action::ReturnTicket { ticket }).await
}

/// Sends a waiting ticket to one window: an override, logged as one.
#[utoipa::path(post, path = "/api/v1/tickets/{ticket}/direct", tag = "tickets", params(("ticket" = u64, Path)),
    request_body = DirectRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn direct(
    State(app): State<AppState>,
    staff: Staff,
    Path(ticket): Path<TicketId>,
    key: Key,
    Body(request): Body<DirectRequest>,
) -> ActedReply {
    let action = Action::DirectTicket { ticket, window: request.window };
    act(&app, Caller::Staff(staff.id), key, action).await
}
