//! The voice of the whole hall: a supervisor mutes it, and lets it speak again.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use hall_api::requests::Acted;
use hall_core::command::{Action, Caller};

use super::{ActedReply, Key, act};
use crate::app::AppState;
use crate::auth::Staff;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/voice/mute", post(mute)).route("/api/v1/voice/unmute", post(unmute))
}

/// Mutes the voice: no call is spoken until it is let speak again or the day ends.
#[utoipa::path(post, path = "/api/v1/voice/mute", tag = "hall",
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn mute(State(app): State<AppState>, staff: Staff, key: Key) -> ActedReply {
    act(&app, Caller::Staff(staff.id), key, Action::MuteVoice).await
}

/// Lets the voice speak again; what was called meanwhile stays unspoken.
#[utoipa::path(post, path = "/api/v1/voice/unmute", tag = "hall",
    responses((status = 200, description = "Done", body = Acted)))]
pub async fn unmute(State(app): State<AppState>, staff: Staff, key: Key) -> ActedReply {
    act(&app, Caller::Staff(staff.id), key, Action::UnmuteVoice).await
}
