//! What a clerk does at a window.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use hall_api::requests::{
    Acted, CallNextRequest, FinishRequest, GiveRequest, OutcomeRequest, ParkRequest, PauseRequest,
    TicketRequest, TransferRequest,
};
use hall_core::command::{Action, Caller, Command};
use hall_core::ids::WindowId;

use super::{ActedReply, Body, Key, Path, act, acted};
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;
use crate::store::notes::NOTE_CHARS_MAX;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/windows/{window}/open", post(open))
        .route("/api/v1/windows/{window}/pause", post(pause))
        .route("/api/v1/windows/{window}/continue", post(go_on))
        .route("/api/v1/windows/{window}/close", post(close))
        .route("/api/v1/windows/{window}/call-next", post(call_next))
        .route("/api/v1/windows/{window}/call", post(call))
        .route("/api/v1/windows/{window}/give", post(give))
        .route("/api/v1/windows/{window}/recall", post(recall))
        .route("/api/v1/windows/{window}/start", post(start))
        .route("/api/v1/windows/{window}/outcome", post(outcome))
        .route("/api/v1/windows/{window}/finish", post(finish))
        .route("/api/v1/windows/{window}/no-show", post(no_show))
        .route("/api/v1/windows/{window}/park", post(park))
        .route("/api/v1/windows/{window}/resume", post(resume))
        .route("/api/v1/windows/{window}/put-back", post(put_back))
        .route("/api/v1/windows/{window}/transfer", post(transfer))
        .route("/api/v1/windows/{window}/void-class", post(void_class))
}

/// Opens a window, or takes it over from a desk that is gone.
#[utoipa::path(post, path = "/api/v1/windows/{window}/open", tag = "windows", params(("window" = u16, Path)),
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn open(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
) -> ActedReply {
    let action = Action::OpenWindow(clerk.at(window));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Stops new calls for a while.
#[utoipa::path(post, path = "/api/v1/windows/{window}/pause", tag = "windows", params(("window" = u16, Path)),
    request_body = PauseRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn pause(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<PauseRequest>,
) -> ActedReply {
    let action = Action::PauseWindow { at: clerk.at(window), reason: body.reason, until: body.until };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Ends a pause.
#[utoipa::path(post, path = "/api/v1/windows/{window}/continue", tag = "windows", params(("window" = u16, Path)),
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn go_on(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
) -> ActedReply {
    let action = Action::ContinueWindow(clerk.at(window));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Closes a window; a number that is only called waits again.
#[utoipa::path(post, path = "/api/v1/windows/{window}/close", tag = "windows", params(("window" = u16, Path)),
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn close(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
) -> ActedReply {
    let action = Action::CloseWindow(clerk.at(window));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Calls the next visitor. Names the ticket the desk believes it has.
#[utoipa::path(post, path = "/api/v1/windows/{window}/call-next", tag = "windows", params(("window" = u16, Path)),
    request_body = CallNextRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn call_next(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<CallNextRequest>,
) -> ActedReply {
    let action = Action::CallNext { at: clerk.at(window), believed: body.believed };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Calls a number picked by the clerk: an override, logged as one.
#[utoipa::path(post, path = "/api/v1/windows/{window}/call", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn call(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::CallTicket { at: clerk.at(window), ticket: body.ticket };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Gives a number to a visitor who has none. Full lines and hours are no bar: an override, logged as one.
#[utoipa::path(post, path = "/api/v1/windows/{window}/give", tag = "windows", params(("window" = u16, Path)),
    request_body = GiveRequest, responses((status = 200, description = "Done, with the number given", body = Acted)))]
pub async fn give(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<GiveRequest>,
) -> ActedReply {
    let GiveRequest { items, serve, english } = body;
    let action = Action::GiveTicket { at: clerk.at(window), items, serve, english };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Calls the number again.
#[utoipa::path(post, path = "/api/v1/windows/{window}/recall", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn recall(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::Recall(clerk.with(window, body.ticket));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// The visitor is at the window.
#[utoipa::path(post, path = "/api/v1/windows/{window}/start", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn start(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::StartService(clerk.with(window, body.ticket));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Records what came of one item.
#[utoipa::path(post, path = "/api/v1/windows/{window}/outcome", tag = "windows", params(("window" = u16, Path)),
    request_body = OutcomeRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn outcome(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<OutcomeRequest>,
) -> ActedReply {
    let action = {
        let at = clerk.with(window, body.ticket);
        Action::RecordOutcome { at, item: body.item, outcome: body.outcome }
    };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Ends the visit at this window; items left over wait on.
#[utoipa::path(post, path = "/api/v1/windows/{window}/finish", tag = "windows", params(("window" = u16, Path)),
    request_body = FinishRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn finish(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<FinishRequest>,
) -> ActedReply {
    let action = {
        let at = clerk.with(window, body.ticket);
        Action::Finish { at, outcomes: body.outcomes }
    };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// The visitor did not come.
#[utoipa::path(post, path = "/api/v1/windows/{window}/no-show", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn no_show(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::MarkNoShow(clerk.with(window, body.ticket));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// The visitor goes away for something and comes back.
#[utoipa::path(post, path = "/api/v1/windows/{window}/park", tag = "windows", params(("window" = u16, Path)),
    request_body = ParkRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn park(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<ParkRequest>,
) -> ActedReply {
    let action = Action::Park { at: clerk.with(window, body.ticket), kind: body.kind };
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Serves on whoever was parked at this window.
#[utoipa::path(post, path = "/api/v1/windows/{window}/resume", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn resume(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::ResumeService(clerk.with(window, body.ticket));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Puts back a number called by mistake.
#[utoipa::path(post, path = "/api/v1/windows/{window}/put-back", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn put_back(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::PutBack(clerk.with(window, body.ticket));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Takes back the credit of a class that was only claimed.
#[utoipa::path(post, path = "/api/v1/windows/{window}/void-class", tag = "windows", params(("window" = u16, Path)),
    request_body = TicketRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn void_class(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TicketRequest>,
) -> ActedReply {
    let action = Action::VoidClass(clerk.with(window, body.ticket));
    act(&app, Caller::Staff(clerk.id), key, action).await
}

/// Sends the open items to another line or window, with a note for the next clerk.
#[utoipa::path(post, path = "/api/v1/windows/{window}/transfer", tag = "windows", params(("window" = u16, Path)),
    request_body = TransferRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn transfer(
    State(app): State<AppState>,
    clerk: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<TransferRequest>,
) -> ActedReply {
    if body.note.as_ref().is_some_and(|note| note.chars().count() > NOTE_CHARS_MAX) {
        return Err(AppError::Invalid { detail: format!("note: at most {NOTE_CHARS_MAX} characters") });
    }
    let action = Action::Transfer { at: clerk.with(window, body.ticket), items: body.items, to: body.to };
    let command = Command { caller: Caller::Staff(clerk.id), key: key.0, action };
    let accepted = app.engine.submit_with_note(command, body.note).await?;
    Ok(Json(acted(accepted)))
}
