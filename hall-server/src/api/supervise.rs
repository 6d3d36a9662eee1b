//! What a supervisor does to windows that are a clerk's and to lines, and tickets found by their number.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use hall_api::requests::{
    Acted, AssignLinesRequest, ExtendHoursRequest, OpenForRequest, PauseRequest, ScannedTicket,
};
use hall_core::command::{Action, AtWindow, Caller};
use hall_core::ids::{LineId, TicketNumber, WindowId};
use hall_core::rejection::Rejection;

use super::tickets::scanned;
use super::{ActedReply, Body, Key, Path, act};
use crate::app::AppState;
use crate::auth::Staff;
use crate::problem::AppError;
use crate::store::{staff, tickets};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/windows/{window}/open-for", post(open_for))
        .route("/api/v1/windows/{window}/hold", post(hold))
        .route("/api/v1/windows/{window}/release", post(release))
        .route("/api/v1/windows/{window}/lines", post(assign_lines))
        .route("/api/v1/lines/{line}/extend", post(extend_hours))
        .route("/api/v1/tickets/by-number/{number}", get(by_number))
}

/// Opens a closed window for a clerk, who finds it open on signing in: the log names the supervisor.
#[utoipa::path(post, path = "/api/v1/windows/{window}/open-for", tag = "windows", params(("window" = u16, Path)),
    request_body = OpenForRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn open_for(
    State(app): State<AppState>,
    staff: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<OpenForRequest>,
) -> ActedReply {
    let clerks = staff::clerks(&app.engine.readers()).await.map_err(AppError::internal)?;
    let known = clerks.into_iter().find(|(id, _)| *id == body.clerk);
    let (clerk, name) = known.ok_or(AppError::NotAClerk)?;
    app.engine.people().know([(&clerk, &name)].into_iter());
    let action = Action::OpenWindowFor(AtWindow { window, clerk });
    act(&app, Caller::Staff(staff.id), key, action).await
}

/// Pauses a clerk's window for the clerk: the log names the supervisor.
#[utoipa::path(post, path = "/api/v1/windows/{window}/hold", tag = "windows", params(("window" = u16, Path)),
    request_body = PauseRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn hold(
    State(app): State<AppState>,
    staff: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<PauseRequest>,
) -> ActedReply {
    let at = for_clerk(&app, window).await?;
    let action = Action::PauseWindow { at, reason: body.reason, until: body.until };
    act(&app, Caller::Staff(staff.id), key, action).await
}

/// Ends the pause of a clerk's window for the clerk.
#[utoipa::path(post, path = "/api/v1/windows/{window}/release", tag = "windows", params(("window" = u16, Path)),
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn release(
    State(app): State<AppState>,
    staff: Staff,
    Path(window): Path<WindowId>,
    key: Key,
) -> ActedReply {
    let at = for_clerk(&app, window).await?;
    act(&app, Caller::Staff(staff.id), key, Action::ContinueWindow(at)).await
}

/// Gives a window other lines, served first or helped, until the day ends.
#[utoipa::path(post, path = "/api/v1/windows/{window}/lines", tag = "windows", params(("window" = u16, Path)),
    request_body = AssignLinesRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn assign_lines(
    State(app): State<AppState>,
    staff: Staff,
    Path(window): Path<WindowId>,
    key: Key,
    Body(body): Body<AssignLinesRequest>,
) -> ActedReply {
    let action = Action::AssignLines { window, own: body.own, helps: body.helps };
    act(&app, Caller::Staff(staff.id), key, action).await
}

/// Lets a line go on beyond its hours today, or takes that back.
#[utoipa::path(post, path = "/api/v1/lines/{line}/extend", tag = "hall", params(("line" = String, Path)),
    request_body = ExtendHoursRequest, responses((status = 200, description = "Done", body = Acted)))]
pub async fn extend_hours(
    State(app): State<AppState>,
    staff: Staff,
    Path(line): Path<LineId>,
    key: Key,
    Body(body): Body<ExtendHoursRequest>,
) -> ActedReply {
    act(&app, Caller::Staff(staff.id), key, Action::ExtendHours { line, until: body.until }).await
}

/// The window with whoever works there. If that changes meanwhile, the hall refuses.
async fn for_clerk(app: &AppState, window: WindowId) -> Result<AtWindow, AppError> {
    let view = app.engine.clerk_at(window).await?.ok_or(Rejection::WindowUnknown { window })?;
    let clerk = view.ok_or(Rejection::WindowClosed { window })?;
    Ok(AtWindow { window, clerk })
}

/// Finds a ticket of today by the number printed on it.
#[utoipa::path(get, path = "/api/v1/tickets/by-number/{number}", tag = "tickets",
    params(("number" = String, Path, example = "A003")),
    responses((status = 200, description = "The ticket", body = ScannedTicket)))]
pub async fn by_number(
    State(app): State<AppState>,
    Path(number): Path<String>,
) -> Result<Json<ScannedTicket>, AppError> {
    let number = read_number(&number).ok_or(AppError::NotATicket)?;
    let ticket = tickets::latest(&app.engine.readers(), number).await.map_err(AppError::internal)?;
    scanned(&app, ticket.ok_or(AppError::NotATicket)?).await
}

/// `A003`, `a3` and ` A-003 ` are one number.
fn read_number(typed: &str) -> Option<TicketNumber> {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let prefix = plain.chars().next().filter(char::is_ascii_alphabetic)?.to_ascii_uppercase();
    let number = plain[1..].parse().ok().filter(|number| *number > 0)?;
    Some(TicketNumber { prefix, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_typed() {
        for typed in ["A003", "a3", " A-003 ", "A 3"] {
            assert_eq!(read_number(typed), Some(TicketNumber { prefix: 'A', number: 3 }), "{typed}");
        }
        for wrong in ["", "A", "003", "A0", "AB3", "A99999999999", "号三"] {
            assert_eq!(read_number(wrong), None, "{wrong}");
        }
    }
}
