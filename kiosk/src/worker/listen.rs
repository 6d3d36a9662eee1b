//! Listening to the feed, and fetching the catalogue when it changes.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hall_api::core::ids::DeviceId;
use hall_api::feed::{Feed, FeedEvent, decode};
use hall_api::views::{KioskView, PrinterView, Topic};

use super::Desk;
use crate::state::News;

/// A catalogue that could not be fetched is asked for again after this.
const FETCH_PAUSE: Duration = Duration::from_secs(2);

/// A catalogue on its way; ends with its hash.
type Fetching = Pin<Box<dyn Future<Output = Option<String>> + Send>>;

/// Listens for ever: to the hall, and to what staff order of the printer of this device.
pub(super) async fn listen(desk: Desk, device: Option<DeviceId>) {
    let topics = std::iter::once(Topic::Kiosk).chain(device.map(Topic::Printer)).collect();
    let mut feed = Feed::connect(desk.client.clone(), topics);
    let mut known: Option<String> = None;
    let mut fetching: Option<Fetching> = None;
    loop {
        // The feed is listened to all the while: a server that goes away during a fetch is noticed as fast as ever.
        let fetched = async {
            match &mut fetching {
                Some(fetching) => fetching.await,
                None => std::future::pending().await,
            }
        };
        let event = tokio::select! {
            event = feed.next() => event,
            hash = fetched => {
                fetching = None;
                known = hash.or(known);
                continue;
            }
        };
        match event {
            FeedEvent::Connected => {
                desk.paper.remind();
                desk.press.remind();
                desk.tell(News::Connected).await;
            }
            FeedEvent::Lost { .. } => desk.tell(News::Lost).await,
            FeedEvent::Refused(problem) => {
                tracing::error!(code = problem.code, detail = problem.detail, "the server refuses the feed");
                desk.tell(News::Lost).await;
            }
            FeedEvent::Update { topic: Topic::Printer(_), json } => match decode::<PrinterView>(&json) {
                Ok(mut update) => {
                    desk.press.obey(std::mem::take(&mut update.view.certificate_jobs), &desk);
                    desk.paper.obey(update.view, &desk).await;
                }
                Err(error) => tracing::error!(%error, "the printer's orders are not understood"),
            },
            FeedEvent::Update { json, .. } => match decode::<KioskView>(&json) {
                Ok(update) => {
                    if known.as_deref() != Some(update.view.catalogue_hash.as_str()) && fetching.is_none() {
                        fetching = Some(Box::pin(fetch(desk.clone(), known.clone())));
                    }
                    desk.tell(News::View(update)).await;
                }
                Err(error) => tracing::error!(%error, "a view of the feed is not understood"),
            },
        }
    }
}

/// Fetches the catalogue, however often it takes; none if the known one is in force.
async fn fetch(desk: Desk, known: Option<String>) -> Option<String> {
    loop {
        match desk.client.catalogue(known.as_deref()).await {
            Ok(Some((hash, catalogue))) => {
                tracing::info!(hash, version = catalogue.version, "catalogue");
                desk.tell(News::Catalogue(Arc::new(catalogue))).await;
                return Some(hash);
            }
            Ok(None) => return None,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the catalogue cannot be fetched");
                tokio::time::sleep(FETCH_PAUSE).await;
            }
        }
    }
}
