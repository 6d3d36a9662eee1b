//! The feed: server-sent events on one connection, all topics of a screen or page, the latest view wins.
//!
//! A comment every second shows that the connection lives; who misses two has lost it. It says how long the feed has been
//! open by the server's clock, so that who gets it late knows how late. Nothing piles up for
//! a slow reader: the engine keeps the newest view only, and the connection drops who takes nothing.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::Stream;
use hall_api::views::Topic;
use hall_core::rejection::Rejection;
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::Query;
use crate::app::AppState;
use crate::auth::Identity;
use crate::auth::rights::may_hear;
use crate::auth::token::SecretHash;
use crate::devices::Listening;
use crate::engine::Subscription;
use crate::problem::AppError;

/// Between two comments.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Topics of one connection.
const TOPICS_MAX: usize = 16;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/v1/feed", get(listen))
}

/// What to listen to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    topics: String,
}

/// Listens to views: the present ones first, then each newer one, as server-sent events.
///
/// `event` is the topic, `data` an `Update` with the whole view. A comment comes every second, with the milliseconds since
/// the feed was opened.
#[utoipa::path(get, path = "/api/v1/feed", tag = "hall",
    params(("topics" = String, Query, example = "board,window/3",
        description = "Separated by commas: kiosk, board, window/N, desk/N, pad/N, ticket/N, supervisor, printer/DEVICE")),
    responses((status = 200, description = "Views until the connection ends", content_type = "text/event-stream",
        body = String)))]
pub async fn listen(
    State(app): State<AppState>,
    who: Identity,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let topics = wanted
        .topics
        .split(',')
        .map(|name| name.parse::<Topic>().map_err(|e| AppError::Invalid { detail: e.to_string() }))
        .collect::<Result<Vec<_>, _>>()?;
    if topics.len() > TOPICS_MAX {
        return Err(AppError::Invalid { detail: format!("topics: at most {TOPICS_MAX}") });
    }
    for topic in &topics {
        check(&app, &who, topic)?;
    }
    open(&app, &topics, Some(&who))
}

fn check(app: &AppState, who: &Identity, topic: &Topic) -> Result<(), AppError> {
    if !may_hear(who, topic) {
        return Err(AppError::Forbidden { needs: format!("the right to listen to {topic}") });
    }
    let (Topic::Window(window) | Topic::Desk(window) | Topic::Pad(window)) = topic else { return Ok(()) };
    match app.engine.catalogue() {
        Some((_, catalogue)) if !catalogue.windows.contains_key(window) => {
            Err(Rejection::WindowUnknown { window: *window }.into())
        }
        _ => Ok(()),
    }
}

/// Begins a feed. Of somebody known it ends as soon as that token or session is no longer valid; a device counts as
/// connected as long as it listens.
///
/// # Errors
/// `Busy` if no more feeds may be open.
pub fn open(app: &AppState, topics: &[Topic], who: Option<&Identity>) -> Result<Response, AppError> {
    let place = app.feeds.clone().try_acquire_owned().map_err(|_full| AppError::Busy)?;
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let views = app.engine.subscribe(topics);
    let listening = match who {
        Some(Identity::Device(device)) => Some(app.engine.devices().listen(&device.id, app.clock.clone())),
        Some(Identity::Staff(_)) | None => None,
    };
    let proof = who.map(Identity::proof);
    let opened = Instant::now();
    let feed =
        Feed { app: app.clone(), views, opened, heartbeat, proof, _listening: listening, _place: place };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(feed)).into_response())
}

/// One connection's feed.
struct Feed {
    app: AppState,
    views: Subscription,
    opened: Instant,
    heartbeat: Interval,
    proof: Option<SecretHash>,
    _listening: Option<Listening>,
    _place: OwnedSemaphorePermit,
}

impl Feed {
    fn is_over(&self) -> bool {
        let revoked = self.proof.is_some_and(|proof| !self.app.registry.knows(&proof, self.app.clock.now()));
        revoked || *self.app.stopping.borrow()
    }
}

impl Stream for Feed {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.heartbeat.poll_tick(context).is_ready() {
            let open_ms = self.opened.elapsed().as_millis();
            return Poll::Ready(if self.is_over() {
                None
            } else {
                Some(Ok(format!(": {open_ms}\n\n").into()))
            });
        }
        match Pin::new(&mut self.views).poll_next(context) {
            Poll::Ready(Some((topic, json))) => Poll::Ready(Some(Ok(self.app.frames.frame(&topic, &json)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// The newest frame of every topic that many listen to: made once, shared by all connections.
#[derive(Debug, Default)]
pub struct Frames(Mutex<HashMap<Topic, (Arc<str>, Bytes)>>);

impl Frames {
    /// The event of a view. Topics of single tickets have one listener and are not kept.
    fn frame(&self, topic: &Topic, json: &Arc<str>) -> Bytes {
        if let Topic::Ticket(_) = topic {
            return event(topic, json);
        }
        let mut frames = self.0.lock().expect("invariant: nothing panics while framing");
        match frames.get(topic) {
            Some((known, frame)) if Arc::ptr_eq(known, json) => frame.clone(),
            _ => {
                let frame = event(topic, json);
                frames.insert(topic.clone(), (json.clone(), frame.clone()));
                frame
            }
        }
    }
}

fn event(topic: &Topic, json: &str) -> Bytes {
    format!("event: {topic}\ndata: {json}\n\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_framed_once_for_all() {
        let frames = Frames::default();
        let json: Arc<str> = r#"{"version":1}"#.into();
        let one = frames.frame(&Topic::Board, &json);
        let two = frames.frame(&Topic::Board, &json);
        assert_eq!(one.as_ptr(), two.as_ptr());
        assert_eq!(one, "event: board\ndata: {\"version\":1}\n\n".as_bytes());
        let newer: Arc<str> = r#"{"version":2}"#.into();
        assert_eq!(frames.frame(&Topic::Board, &newer), "event: board\ndata: {\"version\":2}\n\n".as_bytes());
        frames.frame(&Topic::Ticket(hall_core::ids::TicketId(3)), &newer);
        assert_eq!(frames.0.lock().unwrap().len(), 1);
    }
}
