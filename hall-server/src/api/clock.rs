//! The clock after a jump: staff look at it and let the day roll over.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use hall_api::requests::Acted;
use hall_core::command::{Action, Caller};

use super::{ActedReply, Key, act};
use crate::app::AppState;
use crate::auth::Staff;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/clock/confirm", post(confirm))
}

/// Confirms that the clock is right after it jumped forward: the day may roll over.
#[utoipa::path(post, path = "/api/v1/clock/confirm", tag = "hall",
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn confirm(State(app): State<AppState>, staff: Staff, key: Key) -> ActedReply {
    act(&app, Caller::Staff(staff.id), key, Action::ConfirmClock).await
}
