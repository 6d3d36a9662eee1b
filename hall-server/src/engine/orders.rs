//! What staff order of printers: a reprint, a test page, that the buffer be emptied. And prints that did not come out
//! for certain, which is why they order them.
//!
//! An order is a print job like any other, made with its line in the audit in one transaction; the device takes it from
//! its view `printer/<device>` and reports how it ended.

use std::collections::{BTreeMap, HashMap, VecDeque};

use hall_api::requests::{PrintJob, PrintOutcome};
use hall_core::command::{Action, Caller, Command, Fingerprint};
use hall_core::ids::{DeviceId, StaffId, TicketId};
use hall_core::rejection::Rejection;
use hall_core::ticket::Phase;
use hall_core::time::Timestamp;
use serde::Serialize;
use sqlx::sqlite::SqliteConnection;

use super::batch::Batch;
use super::state::State;
use crate::store::StoreError;
use crate::store::audit::{self, Entry};
use crate::store::print_jobs::{self, BadEnd, OrderedJob};

/// Orders a printer has before it at most; the oldest is dropped.
const QUEUE_MAX: usize = 20;
/// Uncertain prints remembered.
const UNCERTAIN_MAX: usize = 100;

/// An order, asked by a staff member under an idempotency key.
#[derive(Clone, Debug)]
pub struct PrinterOrder {
    /// Who.
    pub staff: StaffId,
    /// Under which key.
    pub key: String,
    /// Whose printer.
    pub device: DeviceId,
    /// What.
    pub what: PrinterTask,
}

/// What a printer is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PrinterTask {
    /// Show that it works.
    TestPage {
        /// In English.
        english: bool,
    },
    /// Print a ticket again, with its number, marked 补打.
    Reprint {
        /// Which.
        ticket: TicketId,
    },
    /// Empty its buffer and drop every order before this.
    Clear,
}

impl PrinterTask {
    fn name(self) -> &'static str {
        match self {
            Self::TestPage { .. } => "test",
            Self::Reprint { .. } => "reprint",
            Self::Clear => "clear",
        }
    }
}

/// Orders and uncertain prints in memory.
#[derive(Debug, Default)]
pub struct Orders {
    open: BTreeMap<DeviceId, VecDeque<OrderedJob>>,
    uncertain: VecDeque<BadEnd>,
    remembered: HashMap<(StaffId, String), Remembered>,
}

#[derive(Debug)]
struct Remembered {
    at: Timestamp,
    action: String,
    target: String,
    fingerprint: Option<Fingerprint>,
    result: i64,
}

/// What staff ask that is no command of the hall: as the audit tells it, and digested whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// Who.
    pub staff: &'a StaffId,
    /// Under which key.
    pub key: &'a str,
    /// What.
    pub action: &'a str,
    /// To what.
    pub target: &'a str,
    /// Everything that is asked; none where an earlier version wrote it down.
    pub fingerprint: Option<Fingerprint>,
}

impl Orders {
    /// Reads what the database has.
    pub(super) async fn load(db: &mut SqliteConnection, day_began: Timestamp) -> Result<Self, StoreError> {
        let mut orders = Self::default();
        for order in print_jobs::ordered(&mut *db).await? {
            orders.open.entry(order.device.clone()).or_default().push_back(order);
        }
        orders.uncertain = print_jobs::ended_badly(&mut *db, day_began, UNCERTAIN_MAX as i64).await?.into();
        for entry in audit::since(db, day_began - audit::KEY_KEEP_MS).await? {
            let Entry { at, staff, key, action, target, result: Some(result), fingerprint } = &entry else {
                continue;
            };
            orders.remember(*at, &Asked { staff, key, action, target, fingerprint: *fingerprint }, *result);
        }
        Ok(orders)
    }

    /// What a printer still has to do, the oldest first.
    pub fn of(&self, device: &DeviceId) -> impl Iterator<Item = &OrderedJob> {
        self.open.get(device).into_iter().flatten()
    }

    /// Prints on a device's printer that did not come out for certain, the latest first.
    pub fn uncertain_of<'a>(&'a self, device: &'a DeviceId) -> impl Iterator<Item = &'a BadEnd> {
        self.uncertain.iter().rev().filter(move |bad| bad.device == *device)
    }

    /// A device has reported how a job ended.
    pub(super) fn ended(
        &mut self,
        command: &Command,
        job: i64,
        state: &str,
        detail: Option<&str>,
        is_news: bool,
        at: Timestamp,
    ) {
        for queue in self.open.values_mut() {
            queue.retain(|order| order.job.id != job);
        }
        let outcome = match state {
            "unknown" => PrintOutcome::Unknown,
            "refused" => PrintOutcome::Refused,
            _ => {
                self.uncertain.retain(|bad| bad.job != job);
                return;
            }
        };
        let (Caller::Device(device), Action::ConfirmPaper { ticket }) = (&command.caller, &command.action)
        else {
            return;
        };
        // A job that prints no ticket names the one that never is.
        if !is_news || ticket.0 == 0 {
            return;
        }
        let detail = detail.map(str::to_owned);
        self.uncertain.push_back(BadEnd {
            job,
            ticket: *ticket,
            device: device.clone(),
            outcome,
            detail,
            at,
        });
        if self.uncertain.len() > UNCERTAIN_MAX {
            self.uncertain.pop_front();
        }
    }

    /// What an earlier order under this key came to.
    ///
    /// # Errors
    /// The key was used for something else.
    pub(super) fn repeated(&self, asked: &Asked<'_>) -> Result<Option<i64>, Rejection> {
        match self.remembered.get(&(asked.staff.clone(), asked.key.to_owned())) {
            None => Ok(None),
            Some(known) if known.is(asked) => Ok(Some(known.result)),
            Some(_) => Err(Rejection::KeyReused),
        }
    }

    /// Remembers what an order came to.
    pub(super) fn remember(&mut self, at: Timestamp, asked: &Asked<'_>, result: i64) {
        let (action, target) = (asked.action.to_owned(), asked.target.to_owned());
        let entry = Remembered { at, action, target, fingerprint: asked.fingerprint, result };
        self.remembered.insert((asked.staff.clone(), asked.key.to_owned()), entry);
    }

    /// The day is over: nothing of it is printed any more.
    pub(super) fn new_day(&mut self, now: Timestamp) {
        self.open.clear();
        self.uncertain.clear();
        self.remembered.retain(|_, entry| now.since(entry.at) <= audit::KEY_KEEP_MS);
    }
}

impl Remembered {
    fn is(&self, asked: &Asked<'_>) -> bool {
        self.action == asked.action
            && self.target == asked.target
            && self.fingerprint.is_none_or(|known| asked.fingerprint == Some(known))
    }
}

impl State {
    /// Takes an order: the job it comes to, the same for every repetition.
    ///
    /// # Errors
    /// The key was used for something else; the ticket is unknown or over.
    pub fn order(&mut self, batch: &mut Batch, order: &PrinterOrder) -> Result<i64, Rejection> {
        let (action, target) = (order.what.name(), target_of(order));
        let fingerprint = Some(Fingerprint::digest(&(&order.device, order.what)));
        let asked = Asked { staff: &order.staff, key: &order.key, action, target: &target, fingerprint };
        if let Some(known) = self.orders.repeated(&asked)? {
            return Ok(known);
        }
        let (ticket, receipt) = match order.what {
            PrinterTask::TestPage { english } => (None, self.test_page(order, english, batch.now)),
            PrinterTask::Reprint { ticket } => (Some(ticket), self.reprinted(ticket)?),
            PrinterTask::Clear => (None, "null".to_owned()),
        };
        if order.what == PrinterTask::Clear {
            for dropped in self.orders.open.remove(&order.device).into_iter().flatten() {
                batch.job_ended(dropped.job.id, "superseded", None);
            }
        }
        if let Some(ticket) = ticket {
            self.orders.uncertain.retain(|bad| bad.ticket != ticket);
        }
        self.last_job += 1;
        let id = self.last_job;
        let reprint = ticket.is_some();
        batch.ordered_job(id, ticket, &order.device, reprint, &receipt, action);
        self.audit(batch, &asked, id);
        let receipt = serde_json::from_str(&receipt).expect("invariant: it was written as JSON");
        let queue = self.orders.open.entry(order.device.clone()).or_default();
        queue.push_back(OrderedJob {
            device: order.device.clone(),
            at: batch.now,
            clears: order.what == PrinterTask::Clear,
            job: PrintJob { id, ticket, reprint, receipt },
        });
        if queue.len() > QUEUE_MAX
            && let Some(dropped) = queue.pop_front()
        {
            batch.job_ended(dropped.job.id, "superseded", None);
        }
        Ok(id)
    }

    /// A test page; an empty one if the names of school and hall do not fit on it, which the check at the start allows.
    fn test_page(&self, order: &PrinterOrder, english: bool, now: Timestamp) -> String {
        let page = self.papers.receipts.test_page(&self.hall, &order.device, english, now).unwrap_or_else(|error| {
            tracing::error!(device = order.device.as_str(), %error, "a test page cannot be printed in full");
            printing::receipt::Receipt::default()
        });
        serde_json::to_string(&page).expect("invariant: receipts are plain data")
    }

    /// The receipt of an open ticket, marked as printed again.
    fn reprinted(&self, id: TicketId) -> Result<String, Rejection> {
        let ticket = self.hall.ticket(id).ok_or(Rejection::TicketUnknown { ticket: id })?;
        match ticket.phase {
            phase @ (Phase::Done | Phase::Cancelled | Phase::Expired) => Err(Rejection::WrongPhase { phase }),
            Phase::Waiting
            | Phase::Called { .. }
            | Phase::Serving { .. }
            | Phase::NoShow { .. }
            | Phase::Parked { .. } => {
                self.reprint_receipt(ticket).ok_or(Rejection::TicketUnknown { ticket: id })
            }
        }
    }
}

fn target_of(order: &PrinterOrder) -> String {
    match order.what {
        PrinterTask::Reprint { ticket } => format!("{} ticket {ticket}", order.device),
        PrinterTask::TestPage { .. } | PrinterTask::Clear => order.device.to_string(),
    }
}
