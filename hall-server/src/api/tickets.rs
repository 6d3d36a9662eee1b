//! Tickets: taken at a kiosk, given up, taken up again, sent to a window.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{Acted, DirectRequest, ScanRequest, ScannedTicket, TakeTicketRequest, TakenTicket};
use hall_api::views::{TicketView, Topic, Update};
use hall_core::command::{Action, Caller, Command, TakeTicket};
use hall_core::ids::TicketId;
use hall_core::rejection::Rejection;

use super::{ActedReply, Body, Key, Path, act};
use crate::app::AppState;
use crate::auth::{Device, Identity, Staff};
use crate::engine::{Accepted, EngineError, codes};
use crate::problem::AppError;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/tickets", post(take))
        .route("/api/v1/tickets/scan", post(scan))
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
    let person = |card: &str| app.engine.secret().person(card).ok_or(AppError::BadCard);
    let action = Action::TakeTicket(TakeTicket {
        items: request.items,
        kiosk: Some(kiosk.id.clone()),
        person: request.card.as_deref().map(person).transpose()?,
        class: request.class,
        appointment: None,
        return_code: request.return_code.is_some(),
        english: request.english,
    });
    let command = Command { caller: Caller::Device(kiosk.id.clone()), key: key.0, action };
    let accepted = match &request.return_code {
        None => app.engine.submit(command).await?,
        Some(code) => take_with_code(&app, &kiosk, command, code).await?,
    };
    let missing = || AppError::internal("a ticket was taken, yet its answer is missing");
    let taken = accepted.taken.ok_or_else(missing)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], taken.into_string()).into_response())
}

/// Takes a ticket with a return code. Codes that are wrong are counted; those that are not cost nothing.
async fn take_with_code(
    app: &AppState,
    kiosk: &Device,
    command: Command,
    code: &str,
) -> Result<Accepted, AppError> {
    let tries = format!("return code {}", kiosk.id);
    app.code_tries
        .take(tries.clone(), app.clock.now())
        .map_err(|retry_after_s| AppError::TooManyTries { retry_after_s })?;
    let digest = codes::digest(code).ok_or(Rejection::ReturnCodeUnknown)?;
    let taken = app.engine.submit_with_code(command, digest).await;
    if !matches!(taken, Err(EngineError::Rejected(Rejection::ReturnCodeUnknown))) {
        app.code_tries.give_back(&tries);
    }
    Ok(taken?)
}

/// Tells which ticket was held before a scanner, and whether its visitor can come back now. Changes nothing.
#[utoipa::path(post, path = "/api/v1/tickets/scan", tag = "tickets", request_body = ScanRequest,
    responses((status = 200, description = "The ticket", body = ScannedTicket)))]
pub async fn scan(
    State(app): State<AppState>,
    who: Identity,
    Body(request): Body<ScanRequest>,
) -> Result<Json<ScannedTicket>, AppError> {
    let tries = format!("scan {}", who.name());
    app.code_tries
        .take(tries.clone(), app.clock.now())
        .map_err(|retry_after_s| AppError::TooManyTries { retry_after_s })?;
    let ticket = app.engine.phone_codes().decode(code_in(&request.code)).ok_or(AppError::NotATicket)?;
    app.code_tries.give_back(&tries);
    scanned(&app, ticket).await
}

/// A ticket with whether its visitor can come back now.
///
/// # Errors
/// It is of another day.
pub(super) async fn scanned(app: &AppState, ticket: TicketId) -> Result<Json<ScannedTicket>, AppError> {
    let view = app.engine.view(Topic::Ticket(ticket)).await.ok_or(AppError::NotATicket)?;
    let Update { now, view, .. } =
        serde_json::from_str::<Update<TicketView>>(&view).map_err(AppError::internal)?;
    if view.rating.is_some_and(|rating| rating.day_over) {
        return Err(AppError::NotATicket);
    }
    Ok(Json(ScannedTicket {
        ticket,
        number: view.number.to_string(),
        state: view.state,
        cannot_return: view.state.cannot_return(now),
    }))
}

/// The code at the end of the address of a ticket's page, or the text itself.
fn code_in(scanned: &str) -> &str {
    let text = scanned.trim();
    let end = text.rsplit_once("/t/").map_or(text, |(_, end)| end);
    end.split(['/', '?', '#']).next().unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_found_in_whatever_a_scanner_reads() {
        for (scanned, code) in [
            ("http://hall.example:8081/t/ABC", "ABC"),
            (" https://hall.example/t/ABC?lang=en#x\n", "ABC"),
            ("https://hall.example/t/ABC/", "ABC"),
            ("ABC", "ABC"),
            ("", ""),
        ] {
            assert_eq!(code_in(scanned), code, "{scanned}");
        }
    }
}
