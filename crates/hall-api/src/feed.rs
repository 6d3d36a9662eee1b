//! The reconnecting feed of views.
//!
//! One connection carries all topics. The server sends the present views on connecting, each newer one after that, and
//! a comment every second when nothing happens; so a silence means that the connection is gone, whatever the network
//! says. The feed reconnects for ever by itself and reports what its user must know. It decodes no view and keeps none.

mod sse;

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use reqwest::Response;
use serde::de::DeserializeOwned;
use tokio::time::{timeout, timeout_at};

use self::sse::{Message, Parser};
use crate::client::{Backoff, Client, ClientError};
use crate::problem::Problem;
use crate::views::{Topic, Update};

/// A silence of this length counts as lost: what is *shown* must be true within 2 s.
const SILENCE_MAX: Duration = Duration::from_millis(1_900);
/// The server must begin to answer within this.
const OPEN_TIMEOUT: Duration = Duration::from_secs(2);

/// What a feed reports.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedEvent {
    /// The server answers; the present view of every topic follows. Also after an interruption too short to report.
    Connected,
    /// Nothing was heard for too long: what is known may be old. Reported once until connected again.
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
    Connecting(Attempt),
    Open { response: Box<Response>, parser: Parser },
}

struct Link {
    client: Client,
    topics: Vec<Topic>,
    phase: Phase,
    backoff: Backoff,
    /// When bytes came last.
    heard: Instant,
    lost_reported: bool,
    refusal_reported: Option<String>,
}

/// Nothing was heard for [`SILENCE_MAX`].
struct Silence;

impl Link {
    fn new(client: Client, topics: Vec<Topic>) -> Self {
        let phase = Phase::Connecting(attempt(&client, &topics, Duration::ZERO));
        Self {
            client,
            topics,
            phase,
            backoff: Backoff::new(),
            heard: Instant::now(),
            lost_reported: false,
            refusal_reported: None,
        }
    }

    async fn next(&mut self) -> FeedEvent {
        loop {
            let deadline = (self.heard + SILENCE_MAX).into();
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
            Phase::Connecting(attempt) => {
                let outcome = attempt.as_mut().await;
                self.attempted(outcome)
            }
            Phase::Open { response, parser } => {
                if let Some(message) = parser.pop() {
                    return update(message);
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

    fn attempted(&mut self, outcome: Result<Response, ClientError>) -> Option<FeedEvent> {
        match outcome {
            Ok(response) => {
                self.heard = Instant::now();
                self.lost_reported = false;
                self.refusal_reported = None;
                self.phase = Phase::Open { response: Box::new(response), parser: Parser::default() };
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
        self.phase = Phase::Connecting(attempt(&self.client, &self.topics, pause));
    }
}

fn attempt(client: &Client, topics: &[Topic], pause: Duration) -> Attempt {
    let (client, topics) = (client.clone(), topics.to_vec());
    Box::pin(async move {
        tokio::time::sleep(pause).await;
        match timeout(OPEN_TIMEOUT, client.open_feed(&topics)).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(ClientError::Garbled { status: 504, source: None }),
        }
    })
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
