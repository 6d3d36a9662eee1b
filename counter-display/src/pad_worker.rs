//! The pad's worker: listens to the server, and sends each rating until it is answered. It decides nothing.

use hall_api::client::{Change, Client, ClientError};
use hall_api::core::ids::WindowId;
use hall_api::feed::{Feed, FeedEvent, decode};
use hall_api::views::Topic;
use hall_ui::worker::{Inbox, Outbox, ScreenGone};

use crate::state::pad::{PadAction, PadEvent, Sending};
use crate::worker::{UNREADABLE, log};

/// Works until the screen is gone.
pub async fn work(client: Client, window: WindowId, mut inbox: Inbox<PadAction>, outbox: Outbox<PadEvent>) {
    let mut feed = Feed::connect(client.clone(), vec![Topic::Pad(window)]);
    loop {
        let sent = tokio::select! {
            event = feed.next() => match heard(event) {
                Some(event) => outbox.send(event).await,
                None => Ok(()),
            },
            action = inbox.recv() => match action {
                Some(action) => {
                    tokio::spawn(rate(client.clone(), window, action, outbox.clone()));
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

/// Sends a rating, the very same under the very same key, until the server answers or takes it no more.
async fn rate(client: Client, window: WindowId, action: PadAction, outbox: Outbox<PadEvent>) {
    let PadAction::Rate { key, request, within } = action;
    let ticket = request.ticket;
    let change = Change::evaluate(key, window, &request);
    let retrying = |error: &ClientError| {
        tracing::warn!(ticket = ticket.0, error = error as &dyn std::error::Error, "a rating is sent again");
        outbox.send_now(PadEvent::Rating(ticket, Sending::Retrying));
    };
    let news = match client.send_until_answered(&change, within, retrying).await {
        Ok(_) => Sending::Done,
        Err(error) => {
            tracing::warn!(
                ticket = ticket.0,
                error = &error as &dyn std::error::Error,
                "a rating was not taken"
            );
            Sending::Refused { code: error.code().unwrap_or("server_away").to_owned() }
        }
    };
    // A screen that is gone needs no answer.
    drop(outbox.send(PadEvent::Rating(ticket, news)).await);
}

/// What the feed says, in the words of the state.
fn heard(event: FeedEvent) -> Option<PadEvent> {
    log(&event);
    match event {
        FeedEvent::Connected => Some(PadEvent::Connected),
        FeedEvent::Lost { .. } => Some(PadEvent::Lost),
        FeedEvent::Refused(problem) => Some(PadEvent::Refused { code: problem.code }),
        FeedEvent::Update { topic: Topic::Pad(_), json } => Some(decode(&json).map_or_else(
            |error| {
                tracing::error!(%error, "the server's view is not understood: update this pad");
                PadEvent::Refused { code: UNREADABLE.to_owned() }
            },
            |update| PadEvent::View(Box::new(update)),
        )),
        FeedEvent::Update { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_is_not_understood_is_shown_as_one() {
        let update = |topic, json: &str| FeedEvent::Update { topic, json: json.to_owned() };
        let pad = Topic::Pad(WindowId(3));
        let refused = Some(PadEvent::Refused { code: UNREADABLE.to_owned() });
        assert_eq!(heard(update(pad.clone(), "{\"version\":1}")), refused);
        assert_eq!(heard(update(Topic::Board, "{}")), None);
        let view = r#"{"version":4,"now":9,"view":{"window":3,"name":{"zh":"窗","en":"W"},"serves":[],
            "state":{"mode":"open"},"call":null,"visit":null,"rate":null}}"#;
        assert!(matches!(heard(update(pad, view)), Some(PadEvent::View(update)) if update.version == 4));
    }
}
