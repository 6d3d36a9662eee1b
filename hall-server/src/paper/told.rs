//! What a visitor is told with a ticket, on the screen and on paper.

use hall_api::requests::{Label, TakenTicket, WaitRange};
use hall_core::catalogue::{Catalogue, Text};
use hall_core::hall::Hall;
use hall_core::ids::{TicketId, TicketNumber, WindowId};
use hall_core::ticket::Ticket;
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Receipts;
use crate::phone_code::PhoneCodes;
use crate::store::tickets::TakenJson;

/// More windows than this are not listed on a ticket: the visitor will be called anyway.
const WINDOWS_LISTED_MAX: usize = 6;

/// What stands on a ticket beside its number. Kept with the ticket, so that a repeated answer says the same whatever
/// became of the line and of the catalogue meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// People ahead.
    pub ahead: usize,
    /// Estimated wait; none if it cannot be told.
    pub wait: Option<WaitRange>,
    /// Where to wait, in both languages.
    pub area: Label,
    /// The paper is in English.
    pub english: bool,
    /// Name of the hall, in the paper's language.
    pub hall: String,
    /// Names of the items, in the paper's language.
    pub items: Vec<String>,
    /// The windows whose own line the ticket waits in; none if they are many.
    pub windows: Vec<WindowId>,
    /// Day and time of taking in the hall's time zone.
    pub issued_at: String,
}

/// A ticket as it was taken, and the print job made with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its name for life.
    pub ticket: TicketId,
    /// As called.
    pub number: TicketNumber,
    /// When it was taken.
    pub at: Timestamp,
    /// The first print of its receipt; none if no kiosk prints it.
    pub print_job: Option<i64>,
    /// What its visitor was told.
    pub told: Told,
}

impl Told {
    /// What is told of a ticket now; none before the first catalogue.
    pub fn of(hall: &Hall, ticket: &Ticket, wait: Option<WaitRange>) -> Option<Self> {
        let catalogue = hall.catalogue()?;
        let pick = |text: &Text| if ticket.english { text.en.clone() } else { text.zh.clone() };
        let line = ticket.items.first().and_then(|item| catalogue.lines.get(&item.line));
        let name = |code| catalogue.items.get(code).map(|item| pick(&item.name));
        let items = ticket.items.iter().map(|item| &item.item);
        Some(Self {
            ahead: hall.people_ahead(ticket.id).unwrap_or(0),
            wait,
            area: line.map(|line| Label::from(&line.area)).unwrap_or_default(),
            english: ticket.english,
            hall: pick(&catalogue.site_name),
            items: items.map(|code| name(code).unwrap_or_else(|| code.to_string())).collect(),
            windows: windows(hall, catalogue, ticket),
            issued_at: ticket.issued_at.civil(hall.zone()).strftime("%Y-%m-%d %H:%M").to_string(),
        })
    }
}

/// Draws up what a visitor gets with a ticket.
#[derive(Debug)]
pub struct Papers {
    /// Templates of receipts.
    pub receipts: Receipts,
    /// Addresses of phone pages.
    pub codes: PhoneCodes,
    /// Where phones reach the public listener, without a slash at the end.
    pub public_url: String,
}

impl Papers {
    /// The answer to who took a ticket, with the print job; the same whenever it is drawn up.
    pub fn taken(&self, issued: &Issued) -> TakenJson {
        let told = &issued.told;
        let answer = TakenTicket {
            ticket: issued.ticket,
            number: issued.number.to_string(),
            issued_at: issued.at,
            phone_url: self.phone_url(issued.ticket),
            people_ahead: told.ahead,
            wait: told.wait,
            area: told.area.clone(),
            print_job: None,
        };
        let print = issued.print_job.and_then(|job| {
            Some((job, self.draw(issued.ticket, issued.number, told, &answer.phone_url, false)?))
        });
        let answer = serde_json::to_string(&answer).expect("invariant: answers are plain data");
        let print = print.as_ref().map(|(job, receipt)| (*job, receipt.as_str()));
        TakenJson::assemble(&answer, issued.ticket, print)
    }

    /// The receipt of a ticket that is printed again, as JSON. None if the template cannot be filled.
    pub fn reprint(&self, ticket: &Ticket, told: &Told) -> Option<String> {
        self.draw(ticket.id, ticket.number, told, &self.phone_url(ticket.id), true)
    }

    /// None if the template cannot be filled: the kiosk shows the number instead.
    fn draw(
        &self,
        ticket: TicketId,
        number: TicketNumber,
        told: &Told,
        url: &str,
        reprint: bool,
    ) -> Option<String> {
        self.receipts
            .ticket(number, told, url, reprint)
            .inspect_err(|error| tracing::error!(ticket = ticket.0, %error, "a ticket cannot be printed"))
            .ok()
    }

    fn phone_url(&self, ticket: TicketId) -> String {
        format!("{}/t/{}", self.public_url, self.codes.encode(ticket))
    }
}

fn windows(hall: &Hall, catalogue: &Catalogue, ticket: &Ticket) -> Vec<WindowId> {
    let is_own = |window: &&WindowId| ticket.items.iter().any(|item| hall.is_own(**window, &item.line));
    let own: Vec<WindowId> = catalogue.windows.keys().filter(is_own).copied().collect();
    if own.len() > WINDOWS_LISTED_MAX { Vec::new() } else { own }
}
