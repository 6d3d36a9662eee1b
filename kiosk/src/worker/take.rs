//! Asking for numbers: one task a request, repeated under its own key until the server has answered.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hall_api::client::{Change, ClientError, Key};
use hall_api::core::ids::{ItemCode, TicketNumber};
use hall_api::problem::Problem;
use hall_api::requests::{PrintOutcome, TakeTicketRequest, TakenTicket};

use super::{Desk, paper};
use crate::state::{News, Refused};

/// A request nobody waits for any more is still repeated this long, to learn whether there is a number to give back.
const REPEAT_WITHIN: Duration = Duration::from_mins(10);
/// Requests under way at once at most.
const TAKES_MAX: usize = 16;

/// The requests under way.
#[derive(Debug)]
pub(super) struct Takes {
    desk: Desk,
    /// By key: has the visitor gone?
    open: HashMap<Key, Arc<AtomicBool>>,
}

impl Takes {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, open: HashMap::new() }
    }

    pub(super) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Asks for a number.
    pub(super) fn take(&mut self, key: Key, request: &TakeTicketRequest) {
        self.open.retain(|_, gone| Arc::strong_count(gone) > 1);
        if self.open.len() >= TAKES_MAX {
            tracing::error!("too many numbers are being asked for");
            self.desk.tell_now(News::Refused(key, Refused::with_code("server_away")));
            return;
        }
        let gone = Arc::new(AtomicBool::new(false));
        self.open.insert(key.clone(), Arc::clone(&gone));
        let change = Change::take_ticket(key, request);
        tokio::spawn(ask(self.desk.clone(), change, gone));
    }

    /// The visitor has gone.
    pub(super) fn abandon(&mut self, key: &Key) {
        if let Some(gone) = self.open.get(key) {
            gone.store(true, Ordering::Release);
        }
    }
}

async fn ask(desk: Desk, change: Change<TakenTicket>, gone: Arc<AtomicBool>) {
    let key = change.key().clone();
    let retrying = |error: &ClientError| {
        tracing::warn!(error = error as &dyn std::error::Error, "a number is asked for again");
        desk.tell_now(News::Retrying(key.clone()));
    };
    match desk.client.send_until_answered(&change, REPEAT_WITHIN, retrying).await {
        Ok(taken) if gone.load(Ordering::Acquire) => give_back(&desk, taken).await,
        Ok(taken) => {
            let job = taken.print_job.clone();
            // The screen hears of the ticket before it hears of its paper.
            desk.tell(News::Taken(key, Box::new(taken))).await;
            if let Some(job) = job {
                desk.paper.print(&job, &desk).await;
            }
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "no number");
            desk.tell(News::Refused(key, refused(&error))).await;
        }
    }
}

/// Nobody waits for this number: nothing is printed, and the place is given back.
async fn give_back(desk: &Desk, taken: TakenTicket) {
    tracing::warn!(number = taken.number, "a number is given back: its visitor has gone");
    let cancel = Change::cancel_ticket(Key::fresh(), taken.ticket);
    if let Err(error) = desk.client.send_until_answered(&cancel, REPEAT_WITHIN, |_| {}).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the number could not be given back");
    }
    if let Some(job) = taken.print_job {
        paper::report(desk, job.id, PrintOutcome::Refused, Some("visitor_gone"));
    }
}

/// What a visitor is told of it.
pub(super) fn refused(error: &ClientError) -> Refused {
    match error {
        ClientError::Problem(problem) => Refused {
            code: problem.code.clone(),
            number: open_ticket(problem),
            items: refused_items(problem),
        },
        other if other.is_passing() => Refused::with_code("server_away"),
        _ => Refused::with_code("internal"),
    }
}

/// The number of `open_ticket`: the one the visitor has already.
fn open_ticket(problem: &Problem) -> Option<String> {
    let number = problem.params.get("number")?.clone();
    serde_json::from_value::<TicketNumber>(number).ok().map(|number| number.to_string())
}

/// The items of `items_refused`, each with the code of its reason.
fn refused_items(problem: &Problem) -> Vec<(ItemCode, String)> {
    let items = problem.params.get("items").and_then(|items| items.as_array());
    let one = |item: &serde_json::Value| {
        let code = item.get("item")?.as_str()?;
        let reason = item.get("reason")?.get("code")?.as_str()?;
        Some((ItemCode::new(code), reason.to_owned()))
    };
    items.into_iter().flatten().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use hall_api::core::ids::TicketId;
    use hall_api::core::rejection::{ItemRefusal, RefusedItem, Rejection};
    use hall_api::requests::Label;

    use super::*;

    fn problem(rejection: &Rejection, status: u16) -> ClientError {
        ClientError::Problem(Box::new(Problem {
            kind: "urn:hall:problem:x".into(),
            title: "x".into(),
            status,
            detail: "x".into(),
            code: rejection.code(),
            text: Label::default(),
            params: serde_json::to_value(rejection).unwrap(),
            reference: None,
        }))
    }

    #[test]
    fn refused_items_are_named_with_their_reasons() {
        let item = |item: &str, reason| RefusedItem { item: item.into(), reason };
        let rejection = Rejection::ItemsRefused {
            items: vec![
                item("card", ItemRefusal::LineFull),
                item("visa", ItemRefusal::LineClosed { opens_at: None }),
            ],
        };
        let found = refused(&problem(&rejection, 409));
        let items = vec![("card".into(), "line_full".to_owned()), ("visa".into(), "line_closed".to_owned())];
        assert_eq!(found, Refused { items, ..Refused::with_code("items_refused") });
    }

    #[test]
    fn who_has_a_number_already_is_told_which() {
        let number = TicketNumber { prefix: 'A', number: 7 };
        let found = refused(&problem(&Rejection::OpenTicket { ticket: TicketId(9), number }, 409));
        assert_eq!(found, Refused { number: Some("A007".into()), ..Refused::with_code("open_ticket") });
    }

    #[test]
    fn other_refusals_keep_their_code() {
        assert_eq!(refused(&problem(&Rejection::NoItems, 422)).code, "no_items");
        assert_eq!(refused(&ClientError::TooLarge { limit: 1 }).code, "internal");
        assert_eq!(refused(&ClientError::Garbled { status: 503, source: None }).code, "server_away");
    }
}
