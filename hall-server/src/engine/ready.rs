//! Results that can be collected: staff put a code on the boards, and take it off when it was collected.

use hall_api::views::{BoardReady, ROWS_MAX, Ready};
use hall_core::command::Fingerprint;
use hall_core::ids::{StaffId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::time::{MINUTE_MS, Timestamp};
use serde::Serialize;
use sqlx::sqlite::SqliteConnection;

use super::batch::Batch;
use super::orders::Asked;
use super::state::State;
use crate::store::{StoreError, ready};

/// A result to be shown or not any more, asked by a staff member under an idempotency key.
#[derive(Clone, Debug)]
pub struct ReadyOrder {
    /// Who.
    pub staff: StaffId,
    /// Under which key.
    pub key: String,
    /// What.
    pub what: ReadyTask,
}

/// What is to happen with a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ReadyTask {
    /// Show it; a code that is shown already is shown anew.
    Show {
        /// What its owner knows it by.
        code: String,
        /// Where to collect it; any window if none.
        window: Option<WindowId>,
        /// For how long.
        minutes: u32,
    },
    /// It was collected.
    TakeOff {
        /// Which.
        ready: i64,
    },
}

/// The results that are not over.
#[derive(Debug, Default)]
pub struct ReadyResults {
    open: Vec<Ready>,
    last: i64,
}

impl ReadyResults {
    /// Reads what the database has.
    pub(super) async fn load(db: &mut SqliteConnection, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { open: ready::open(&mut *db, now).await?, last: ready::last(&mut *db).await? })
    }

    /// What is shown at an instant, the latest first.
    pub fn shown(&self, now: Timestamp) -> Vec<Ready> {
        self.open.iter().rev().filter(|ready| ready.until > now).cloned().collect()
    }

    /// The same, as boards need it.
    pub fn on_boards(&self, now: Timestamp) -> Vec<BoardReady> {
        let shown = self.shown(now).into_iter();
        shown.map(|ready| BoardReady { code: ready.code, window: ready.window }).collect()
    }

    /// Drops what is over. Tells whether anything was.
    pub(super) fn pass_time(&mut self, now: Timestamp) -> bool {
        let before = self.open.len();
        self.open.retain(|ready| ready.until > now);
        self.open.len() < before
    }
}

impl State {
    /// Takes a result to be shown or its end: the result it is about, the same for every repetition.
    ///
    /// # Errors
    /// The key was used for something else.
    pub fn show_ready(&mut self, batch: &mut Batch, order: &ReadyOrder) -> Result<i64, Rejection> {
        let (action, target) = match &order.what {
            ReadyTask::Show { code, .. } => ("ready", code.clone()),
            ReadyTask::TakeOff { ready } => ("collected", ready.to_string()),
        };
        let fingerprint = Some(Fingerprint::digest(&order.what));
        let asked = Asked { staff: &order.staff, key: &order.key, action, target: &target, fingerprint };
        if let Some(known) = self.orders.repeated(&asked)? {
            return Ok(known);
        }
        let results = &mut self.ready;
        let (id, ended) = match &order.what {
            ReadyTask::Show { code, window, minutes } => {
                let until = batch.now + i64::from(*minutes) * MINUTE_MS;
                results.last += 1;
                let ready = Ready { id: results.last, code: code.clone(), window: *window, until };
                let anew = results.open.iter().position(|open| open.code == *code);
                let full = (results.open.len() >= ROWS_MAX).then_some(0);
                let ended = anew.or(full).map(|at| results.open.remove(at).id);
                results.open.push(ready.clone());
                batch.ready.push(ready);
                (results.last, ended)
            }
            ReadyTask::TakeOff { ready } => {
                results.open.retain(|open| open.id != *ready);
                (*ready, Some(*ready))
            }
        };
        batch.ended_ready.extend(ended);
        self.audit(batch, &asked, id);
        Ok(id)
    }
}
