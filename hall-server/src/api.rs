//! The API under `/api/v1`, one file a resource. Handlers translate: request → command, answer → reply.
//!
//! They decide nothing: rights are checked before them (`auth::guard`), rules behind them (`hall-core`).

use axum::Json;
use axum::Router;
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::request::Parts;
use hall_api::requests::Acted;
use hall_core::command::{Action, Caller, Command};
use hall_core::rejection::Rejection;

use crate::app::AppState;
use crate::engine::Accepted;
use crate::problem::AppError;

pub mod catalogue;
pub mod certificates;
pub mod clock;
pub mod devices;
pub mod evaluations;
pub mod feed;
pub mod kiosk;
pub mod ledger;
pub mod notices;
pub mod persons;
pub mod print_jobs;
pub mod printers;
pub mod ready;
pub mod session;
pub mod statistics;
pub mod supervise;
pub mod tickets;
pub mod voice;
pub mod windows;

/// Header with the idempotency key of a command.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Every route of the API but its document.
pub fn routes() -> Router<AppState> {
    Router::new()
        .merge(catalogue::routes())
        .merge(certificates::routes())
        .merge(clock::routes())
        .merge(devices::routes())
        .merge(evaluations::routes())
        .merge(feed::routes())
        .merge(kiosk::routes())
        .merge(ledger::routes())
        .merge(notices::routes())
        .merge(persons::routes())
        .merge(ready::routes())
        .merge(print_jobs::routes())
        .merge(printers::routes())
        .merge(session::routes())
        .merge(statistics::routes())
        .merge(supervise::routes())
        .merge(tickets::routes())
        .merge(voice::routes())
        .merge(windows::routes())
}

/// A JSON body; every mistake in it is a problem.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(AppError))]
pub struct Body<T>(pub T);

/// Parts of the path; one that cannot be read leads nowhere.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(AppError))]
pub struct Path<T>(pub T);

/// The query; every mistake in it is a problem.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(AppError))]
pub struct Query<T>(pub T);

/// The idempotency key of a command.
pub struct Key(pub String);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, AppError> {
        let key = parts.headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok());
        match key {
            Some(key) if (1..=64).contains(&key.len()) => Ok(Self(key.to_owned())),
            _ => Err(Rejection::BadKey.into()),
        }
    }
}

/// Reply to a command about a ticket or a window.
pub type ActedReply = Result<Json<Acted>, AppError>;

/// Gives a command to the hall.
pub async fn act(app: &AppState, caller: Caller, key: Key, action: Action) -> ActedReply {
    let accepted = app.engine.submit(Command { caller, key: key.0, action }).await?;
    Ok(Json(acted(accepted)))
}

/// The reply to an accepted command.
pub fn acted(accepted: Accepted) -> Acted {
    Acted { ticket: accepted.answer.ticket, number: accepted.number, return_code: accepted.return_code }
}
