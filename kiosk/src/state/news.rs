//! News from the worker, and what it changes.

use std::sync::Arc;
use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::catalogue::Catalogue;
use hall_api::core::ids::ItemCode;
use hall_api::requests::{ScannedTicket, TakenTicket};
use hall_api::views::{KioskView, Update};

use super::certificate::Told;
use super::{Action, Basket, Office, Paper, Pixels, RefusedItem, Screen, State, TicketScreen, Visitor};

/// How the receipt printer is, as far as visitors are concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Printer {
    /// Tickets come out.
    Ready,
    /// Tickets come out; the paper ends soon.
    NearEnd,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// It reports an error of its own: knife, head, temperature.
    Fault,
    /// It does not answer: no power, no cable.
    Away,
    /// There is none, or nothing is known of it yet.
    #[default]
    NotReady,
}

/// The picture of a sample document.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// This one.
    Ready(Pixels),
    /// It cannot be had.
    Missing,
}

/// News from the worker.
#[derive(Clone, Debug)]
pub enum News {
    /// The feed is connected.
    Connected,
    /// Nothing was heard of the server for too long.
    Lost,
    /// The catalogue in force.
    Catalogue(Arc<Catalogue>),
    /// Lines and clock.
    View(Update<KioskView>),
    /// The printer's state.
    Printer(Printer),
    /// An answer to a request for a number was lost or late; the request is repeated.
    Retrying(Key),
    /// The number.
    Taken(Key, Box<TakenTicket>),
    /// What was asked for cannot be had.
    Refused(Key, Refused),
    /// What became of the paper of a job.
    Paper(i64, Paper),
    /// The ticket that was scanned.
    Scanned(Key, ScannedTicket),
    /// The visitor of the scanned ticket is back in line.
    Returned(Key),
    /// The picture of a sample document, by the hash of its content.
    Picture(String, Picture),
    /// The state of the printer of certificates.
    Office(Office),
    /// Something on the way to a certificate, by the key of its task.
    Certificate(Key, Box<Told>),
}

/// Why something cannot be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Stable code of the problem.
    pub code: String,
    /// The number it is about: that of the ticket the visitor has already.
    pub number: Option<String>,
    /// Items that cannot be had, with the code of the reason.
    pub items: Vec<(ItemCode, String)>,
}

impl Refused {
    /// A refusal by its code alone.
    pub fn with_code(code: impl Into<String>) -> Self {
        Self { code: code.into(), ..Self::default() }
    }
}

impl State {
    pub(super) fn on_news(&mut self, news: News, now: Duration) -> Vec<Action> {
        match news {
            News::Office(office) => self.office = office,
            News::Certificate(key, told) => return self.on_certificate_told(&key, *told, now),
            News::Connected => {}
            News::Lost => self.hall.lost(),
            News::Catalogue(catalogue) => self.adopt(catalogue, now),
            News::View(update) => self.hall.see(update, now),
            News::Printer(printer) => self.printer = printer,
            News::Retrying(key) => {
                if let Screen::Taking { key: waiting, retrying, .. } = &mut self.screen
                    && *waiting == key
                {
                    *retrying = true;
                }
            }
            News::Taken(key, ticket) => {
                if self.waits_for(&key) {
                    self.show(Screen::Ticket(TicketScreen::new(*ticket, now)), now);
                    self.basket = Basket::default();
                    self.visitor = Visitor::default();
                    self.told_with_request = false;
                }
            }
            News::Refused(key, refused) => {
                if self.waits_for(&key) {
                    self.refuse(refused, now);
                }
            }
            News::Paper(job, paper) => {
                if let Screen::Ticket(ticket) = &mut self.screen {
                    ticket.on_paper(job, paper, now);
                }
            }
            News::Scanned(key, ticket) => {
                if self.waits_for(&key)
                    && let Screen::Checking { from, .. } = &self.screen
                {
                    let from = from.clone();
                    self.show(Screen::Scanned { ticket, from }, now);
                }
            }
            News::Returned(key) => self.returned(&key, now),
            News::Picture(sha256, picture) => self.keep_picture(sha256, picture),
        }
        Vec::new()
    }

    /// What is no longer in the catalogue is no longer in the basket, and nobody stays on its page.
    fn adopt(&mut self, catalogue: Arc<Catalogue>, now: Duration) {
        self.hall.adopt(catalogue);
        self.basket.keep(|item| self.hall.item(item).is_some(), &mut self.fresh_key);
        let of_item = match &self.screen {
            Screen::Item { item, .. } | Screen::Sample { item, .. } | Screen::Online { item, .. } => {
                Some(item)
            }
            _ => None,
        };
        if of_item.is_some_and(|item| self.hall.item(item).is_none()) {
            self.show(Screen::CHOOSE, now);
        }
        self.find_again();
    }

    fn returned(&mut self, key: &Key, now: Duration) {
        if self.waits_for(key)
            && let Screen::Checking { from, .. } = &self.screen
            && let Screen::Scanned { ticket, .. } = &**from
        {
            let number = ticket.number.clone();
            self.basket = Basket::default();
            self.visitor = Visitor::default();
            self.show(Screen::Returned { number, since: now }, now);
        }
    }

    fn waits_for(&self, key: &Key) -> bool {
        matches!(&self.screen, Screen::Taking { key: waiting, .. } | Screen::Checking { key: waiting, .. } if waiting == key)
    }

    /// Says why not; from there the visitor goes on where it makes sense.
    pub(super) fn refuse(&mut self, refused: Refused, now: Duration) {
        let items = refused
            .items
            .into_iter()
            .filter_map(|(code, reason)| {
                let name = self.hall.item(&code)?.name.clone();
                Some(RefusedItem { code, name, reason })
            })
            .collect();
        let then = match &self.screen {
            // What was known of the ticket does not hold.
            Screen::Checking { from, .. } if matches!(**from, Screen::Scanned { .. }) => {
                Box::new(Screen::HOME)
            }
            Screen::Checking { from, .. } => from.clone(),
            _ => Box::new(Screen::CHOOSE),
        };
        self.show(Screen::Refused { code: refused.code, number: refused.number, items, then }, now);
    }
}
