//! The worker: listens to the server and speaks. It decides nothing; what is said and shown is the state's affair.

use std::sync::Arc;

use hall_api::client::Client;
use hall_api::feed::{Feed, FeedEvent, decode};
use hall_api::views::Topic;
use hall_ui::worker::{Inbox, Outbox, ScreenGone};

use crate::state::{Action, Event, Place};
use crate::voice::Voice;

/// What staff read when the server speaks of things this display does not know.
pub(crate) const UNREADABLE: &str = "unreadable_view";

/// Works until the screen is gone.
pub async fn work(
    client: Client,
    place: Place,
    voice: Voice,
    mut inbox: Inbox<Action>,
    outbox: Outbox<Event>,
) {
    let mut feed = Feed::connect(client, vec![place.topic()]);
    let voice = Arc::new(voice);
    loop {
        let sent = tokio::select! {
            event = feed.next() => match heard(event) {
                Some(event) => outbox.send(event).await,
                None => Ok(()),
            },
            action = inbox.recv() => match action {
                Some(Action::Say { call, percent }) => {
                    let (voice, outbox) = (Arc::clone(&voice), outbox.clone());
                    tokio::spawn(async move {
                        voice.say(&call, percent).await;
                        // A screen that is gone needs no answer.
                        drop(outbox.send(Event::Said).await);
                    });
                    Ok(())
                }
                None => Err(ScreenGone),
            },
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Writes down what became of the connection.
pub(crate) fn log(event: &FeedEvent) {
    match event {
        FeedEvent::Connected => tracing::info!("connected"),
        FeedEvent::Lost { since } => {
            tracing::warn!(silent_ms = since.elapsed().as_millis() as u64, "the server is not heard");
        }
        FeedEvent::Refused(problem) => {
            tracing::error!(code = problem.code, detail = problem.detail, "the server refuses this display");
        }
        FeedEvent::Update { .. } => {}
    }
}

/// What the feed says, in the words of the state.
pub fn heard(event: FeedEvent) -> Option<Event> {
    log(&event);
    let unreadable = |topic: Topic, error: serde_json::Error| {
        tracing::error!(%topic, %error, "the server's view is not understood: update this display");
        Event::Refused { code: UNREADABLE.to_owned() }
    };
    match event {
        FeedEvent::Connected => Some(Event::Connected),
        FeedEvent::Lost { .. } => Some(Event::Lost),
        FeedEvent::Refused(problem) => Some(Event::Refused { code: problem.code }),
        FeedEvent::Update { topic, json } => match topic {
            Topic::Window(_) => {
                Some(decode(&json).map_or_else(|error| unreadable(topic, error), Event::Window))
            }
            Topic::Board => Some(decode(&json).map_or_else(|error| unreadable(topic, error), Event::Board)),
            Topic::Kiosk
            | Topic::Desk(_)
            | Topic::Pad(_)
            | Topic::Ticket(_)
            | Topic::Supervisor
            | Topic::Printer(_) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_is_not_understood_takes_the_numbers_off_the_screen() {
        let update = |topic, json: &str| FeedEvent::Update { topic, json: json.to_owned() };
        let refused = Some(Event::Refused { code: UNREADABLE.to_owned() });
        assert_eq!(heard(update(Topic::Board, "{\"version\":1}")), refused);
        assert_eq!(heard(update(Topic::Kiosk, "{}")), None);
        let board = r#"{"version":4,"now":9,"view":{"site":{"zh":"厅","en":"Hall"},"calls":[],"lines":[]}}"#;
        assert!(
            matches!(heard(update(Topic::Board, board)), Some(Event::Board(update)) if update.version == 4)
        );
    }
}
