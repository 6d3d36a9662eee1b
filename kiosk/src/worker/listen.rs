//! Listening to the feed, and fetching the catalogue when it changes.

use std::sync::Arc;

use hall_api::core::ids::DeviceId;
use hall_api::feed::{Feed, FeedEvent, decode};
use hall_api::views::{KioskView, PrinterView, Topic};

use super::Desk;
use crate::state::News;

/// Listens for ever: to the hall, and to what staff order of the printer of this device.
pub(super) async fn listen(desk: Desk, device: Option<DeviceId>) {
    let topics = std::iter::once(Topic::Kiosk).chain(device.map(Topic::Printer)).collect();
    let mut feed = Feed::connect(desk.client.clone(), topics);
    let mut known: Option<String> = None;
    loop {
        match feed.next().await {
            FeedEvent::Connected => {
                desk.paper.remind();
                desk.tell(News::Connected).await;
            }
            FeedEvent::Lost { .. } => desk.tell(News::Lost).await,
            FeedEvent::Refused(problem) => {
                tracing::error!(code = problem.code, detail = problem.detail, "the server refuses the feed");
                desk.tell(News::Lost).await;
            }
            FeedEvent::Update { topic: Topic::Printer(_), json } => match decode::<PrinterView>(&json) {
                Ok(update) => desk.paper.obey(update.view, &desk).await,
                Err(error) => tracing::error!(%error, "the printer's orders are not understood"),
            },
            FeedEvent::Update { json, .. } => match decode::<KioskView>(&json) {
                Ok(update) => {
                    if known.as_deref() != Some(update.view.catalogue_hash.as_str()) {
                        known = fetch(&desk, known.as_deref()).await.or(known);
                    }
                    desk.tell(News::View(update)).await;
                }
                Err(error) => tracing::error!(%error, "a view of the feed is not understood"),
            },
        }
    }
}

/// The hash of the catalogue fetched; none if that failed, which the next view tries again.
async fn fetch(desk: &Desk, known: Option<&str>) -> Option<String> {
    match desk.client.catalogue(known).await {
        Ok(Some((hash, catalogue))) => {
            tracing::info!(hash, version = catalogue.version, "catalogue");
            desk.tell(News::Catalogue(Arc::new(catalogue))).await;
            Some(hash)
        }
        Ok(None) => None,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "the catalogue cannot be fetched");
            None
        }
    }
}
