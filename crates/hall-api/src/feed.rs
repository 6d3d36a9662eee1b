//! The reconnecting feed of views.
//!
//! One connection carries all topics. The server sends the present views on connecting, each newer one after that, and
//! a comment every second; so a silence means that the connection is gone, whatever the network says. The comment tells how
//! long the server has had this feed open: counted from when it was asked for, that is the latest moment of which the
//! screen surely knows the truth, however long the network held the bytes back. The feed reconnects for ever by itself and reports what its user must know. It decodes no view and keeps none.

mod sse;

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use reqwest::Response;
use serde::de::DeserializeOwned;
use tokio::time::{timeout, timeout_at};

use self::sse::{Heard, Message, Parser};
use crate::client::{Backoff, Client, ClientError};
use crate::problem::Problem;
use crate::views::{Topic, Update};

/// A silence of this length counts as lost: what is *shown* must be true within 2 s.
const SILENCE_MAX: Duration = Duration::from_millis(1_900);
/// What is known is surely true of a moment no longer ago than this; else it counts as lost: half a second is left of the
/// three in which a screen must say so.
const AGE_MAX: Duration = Duration::from_millis(2_500);
/// The server must begin to answer within this.
const OPEN_TIMEOUT: Duration = Duration::from_secs(2);

/// What a feed reports.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedEvent {
    /// The server answers; the present view of every topic follows. Also after an interruption too short to report.
    Connected,
    /// Nothing was heard for too long, or only what is too old: what is known may be old. Reported once until connected again.
    Lost {
        /// When the server was heard last; when the feed began, if never.
        since: Instant,
    },
    /// The server answers, but refuses this feed: no such topic, or the token is not valid (any more). Reported once
    /// for each reason until connected; the feed goes on trying.
    Refused(Box<Problem>),
    /// A view: JSON of an [`Update`].
    Update {
        /// Of what.
        topic: Topic,
        /// For [`decode`].
        json: String,
    },
}

/// Decodes the view of an [`FeedEvent::Update`].
///
/// # Errors
/// The JSON is not the view its topic promises: the server has another version.
pub fn decode<V: DeserializeOwned>(json: &str) -> Result<Update<V>, serde_json::Error> {
    serde_json::from_str(json)
}

/// A feed that never ends. Dropping it closes the connection.
pub struct Feed {
    events: Pin<Box<dyn Stream<Item = FeedEvent> + Send>>,
}

impl Feed {
    /// Begins to connect as soon as [`Feed::next`] is awaited, inside a tokio runtime with timers.
    pub fn connect(client: Client, topics: Vec<Topic>) -> Self {
        let link = Link::new(client, topics);
        let events = futures_util::stream::unfold(link, |mut link| async move {
            let event = link.next().await;
            Some((event, link))
        });
        Self { events: Box::pin(events) }
    }

    /// The next event. May be dropped and called again without losing anything.
    pub async fn next(&mut self) -> FeedEvent {
        self.events.next().await.expect("invariant: a feed never ends")
    }
}

type Attempt = Pin<Box<dyn Future<Output = Result<Response, ClientError>> + Send>>;

enum Phase {
    Connecting {
        asked: Instant,
        attempt: Attempt,
    },
    Open {
        /// When this feed was asked for, so the server has it open for less.
        asked: Instant,
        response: Box<Response>,
        parser: Parser,
        /// Topics whose present view has not come yet.
        awaited: Vec<Topic>,
    },
}

struct Link {
    client: Client,
    topics: Vec<Topic>,
    phase: Phase,
    backoff: Backoff,
    /// When bytes came last.
    heard: Instant,
    /// A moment of which the truth is known: what came later than that may still be on its way.
    true_at: Instant,
    lost_reported: bool,
    refusal_reported: Option<String>,
}

/// Nothing was heard for [`SILENCE_MAX`], or nothing younger than [`AGE_MAX`].
struct Silence;

impl Link {
    fn new(client: Client, topics: Vec<Topic>) -> Self {
        let phase = connecting(&client, &topics, Duration::ZERO);
        Self {
            client,
            topics,
            phase,
            backoff: Backoff::new(),
            heard: Instant::now(),
            true_at: Instant::now(),
            lost_reported: false,
            refusal_reported: None,
        }
    }

    async fn next(&mut self) -> FeedEvent {
        loop {
            let deadline = (self.heard + SILENCE_MAX).min(self.true_at + AGE_MAX).into();
            let step = if self.lost_reported {
                Ok(self.step().await)
            } else {
                timeout_at(deadline, self.step()).await.map_err(|_elapsed| Silence)
            };
            match step {
                Ok(Some(event)) => return event,
                Ok(None) => {}
                Err(Silence) => {
                    self.lost_reported = true;
                    if matches!(self.phase, Phase::Open { .. }) {
                        self.reconnect();
                    }
                    return FeedEvent::Lost { since: self.heard };
                }
            }
        }
    }

    /// Does one thing; may be dropped at its awaits without losing anything.
    async fn step(&mut self) -> Option<FeedEvent> {
        match &mut self.phase {
            Phase::Connecting { asked, attempt } => {
                let (asked, outcome) = (*asked, attempt.as_mut().await);
                self.attempted(asked, outcome)
            }
            Phase::Open { asked, response, parser, awaited } => {
                match parser.pop() {
                    Some(Heard::Message(message)) => {
                        let event = update(message);
                        if let Some(FeedEvent::Update { topic, .. }) = &event {
                            awaited.retain(|other| other != topic);
                        }
                        return event;
                    }
                    // Until every view has come, what is shown may be of another connection.
                    Some(Heard::Beat(open)) => {
                        if awaited.is_empty() {
                            let said_at = open.map_or_else(Instant::now, |open| *asked + open);
                            self.true_at = self.true_at.max(said_at);
                        }
                        return None;
                    }
                    None => {}
                }
                let Ok(chunk) =
                    response.chunk().await.inspect_err(|error| tracing::debug!(%error, "feed cut"))
                else {
                    self.reconnect();
                    return None;
                };
                self.received(chunk.as_deref());
                None
            }
        }
    }

    fn attempted(&mut self, asked: Instant, outcome: Result<Response, ClientError>) -> Option<FeedEvent> {
        match outcome {
            Ok(response) => {
                self.heard = Instant::now();
                // After a loss nothing old is shown: what will be is the answer to this request.
                if std::mem::take(&mut self.lost_reported) {
                    self.true_at = asked;
                }
                self.refusal_reported = None;
                let (response, awaited) = (Box::new(response), self.topics.clone());
                self.phase = Phase::Open { asked, response, parser: Parser::default(), awaited };
                Some(FeedEvent::Connected)
            }
            Err(error) => {
                self.reconnect();
                self.refused(error)
            }
        }
    }

    fn refused(&mut self, error: ClientError) -> Option<FeedEvent> {
        match error {
            ClientError::Problem(problem) if problem.status < 500 => {
                let new = self.refusal_reported.as_deref() != Some(problem.code.as_str());
                new.then(|| {
                    self.refusal_reported = Some(problem.code.clone());
                    FeedEvent::Refused(problem)
                })
            }
            passing => {
                tracing::debug!(error = %passing, "feed not opened");
                None
            }
        }
    }

    fn received(&mut self, chunk: Option<&[u8]>) {
        let Phase::Open { parser, .. } = &mut self.phase else { return };
        let Some(bytes) = chunk else { return self.reconnect() };
        if parser.push(bytes).is_err() {
            tracing::warn!("the feed sent a message larger than allowed");
            return self.reconnect();
        }
        self.heard = Instant::now();
        self.backoff = Backoff::new();
    }

    fn reconnect(&mut self) {
        let pause = self.backoff.next_pause();
        self.phase = connecting(&self.client, &self.topics, pause);
    }
}

fn connecting(client: &Client, topics: &[Topic], pause: Duration) -> Phase {
    let (client, topics) = (client.clone(), topics.to_vec());
    let attempt: Attempt = Box::pin(async move {
        tokio::time::sleep(pause).await;
        match timeout(OPEN_TIMEOUT, client.open_feed(&topics)).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(ClientError::Garbled { status: 504, source: None }),
        }
    });
    // Before the request goes out, not after: an age may be overrated, never underrated.
    Phase::Connecting { asked: Instant::now() + pause, attempt }
}

fn update(message: Message) -> Option<FeedEvent> {
    match message.event.parse() {
        Ok(topic) => Some(FeedEvent::Update { topic, json: message.data }),
        Err(error) => {
            tracing::warn!(%error, "the feed sent something unknown");
            None
        }
    }
}
