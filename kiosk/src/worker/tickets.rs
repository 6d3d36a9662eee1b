//! Tickets held before the scanner: which one it is, and that its visitor is back.

use std::time::Duration;

use hall_api::client::{Change, ClientError, Key};
use hall_api::core::ids::TicketId;
use hall_api::requests::ScanRequest;

use super::{Desk, take};
use crate::state::{CHECKING_MAX, News, Secret};

/// A return is repeated this long, so that it is told also when the visitor has stopped waiting for the answer.
const REPEAT_WITHIN: Duration = Duration::from_mins(2);

/// Asks what ticket this is; nobody waits longer for the answer than the screen does.
pub(super) fn scan(desk: &Desk, key: Key, code: Secret) {
    let desk = desk.clone();
    tokio::spawn(async move {
        let change = Change::scan_ticket(&ScanRequest { code: code.reveal() });
        match desk.client.send_until_answered(&change, CHECKING_MAX, |_| {}).await {
            Ok(ticket) => desk.tell(News::Scanned(key, ticket)).await,
            Err(error) => refuse(&desk, key, &error).await,
        }
    });
}

/// Tells that the visitor is back.
pub(super) fn come_back(desk: &Desk, key: Key, ticket: TicketId) {
    let desk = desk.clone();
    tokio::spawn(async move {
        let change = Change::return_ticket(key.clone(), ticket);
        match desk.client.send_until_answered(&change, REPEAT_WITHIN, |_| {}).await {
            Ok(_acted) => desk.tell(News::Returned(key)).await,
            Err(error) => refuse(&desk, key, &error).await,
        }
    });
}

async fn refuse(desk: &Desk, key: Key, error: &ClientError) {
    tracing::warn!(error = error as &dyn std::error::Error, "a scanned ticket is refused");
    desk.tell(News::Refused(key, take::refused(error))).await;
}
