//! Announcements: what a supervisor tells everybody in the hall, shown on the boards until it is over.

use hall_api::requests::Label;
use hall_api::views::Notice;
use hall_core::command::Fingerprint;
use hall_core::ids::StaffId;
use hall_core::rejection::Rejection;
use hall_core::time::{MINUTE_MS, Timestamp};
use serde::Serialize;
use sqlx::sqlite::SqliteConnection;

use super::batch::Batch;
use super::orders::Asked;
use super::state::State;
use crate::store::{StoreError, notices};

/// Notices shown at once; the oldest gives way.
const NOTICES_MAX: usize = 5;

/// An announcement or its end, asked by a staff member under an idempotency key.
#[derive(Clone, Debug)]
pub struct NoticeOrder {
    /// Who.
    pub staff: StaffId,
    /// Under which key.
    pub key: String,
    /// What.
    pub what: NoticeTask,
}

/// What is to happen with a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum NoticeTask {
    /// Show it.
    Announce {
        /// What it says.
        text: Label,
        /// For how long.
        minutes: u32,
    },
    /// Show it no more.
    Withdraw {
        /// Which.
        notice: i64,
    },
}

/// The notices that are not over.
#[derive(Debug, Default)]
pub struct Notices {
    open: Vec<Notice>,
    last: i64,
}

impl Notices {
    /// Reads what the database has.
    pub(super) async fn load(db: &mut SqliteConnection, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { open: notices::open(&mut *db, now).await?, last: notices::last(&mut *db).await? })
    }

    /// What is shown at an instant, the latest first.
    pub fn shown(&self, now: Timestamp) -> Vec<Notice> {
        self.open.iter().rev().filter(|notice| notice.until > now).cloned().collect()
    }

    /// Drops what is over. Tells whether anything was.
    pub(super) fn pass_time(&mut self, now: Timestamp) -> bool {
        let before = self.open.len();
        self.open.retain(|notice| notice.until > now);
        self.open.len() < before
    }
}

impl State {
    /// Takes an announcement or its end: the notice it is about, the same for every repetition.
    ///
    /// # Errors
    /// The key was used for something else.
    pub fn announce(&mut self, batch: &mut Batch, order: &NoticeOrder) -> Result<i64, Rejection> {
        let (action, target) = match &order.what {
            NoticeTask::Announce { text, .. } => ("announce", text.zh.clone()),
            NoticeTask::Withdraw { notice } => ("withdraw", notice.to_string()),
        };
        let fingerprint = Some(Fingerprint::digest(&order.what));
        let asked = Asked { staff: &order.staff, key: &order.key, action, target: &target, fingerprint };
        if let Some(known) = self.orders.repeated(&asked)? {
            return Ok(known);
        }
        let id = match &order.what {
            NoticeTask::Announce { text, minutes } => {
                let until = batch.now + i64::from(*minutes) * MINUTE_MS;
                self.notices.last += 1;
                let notice = Notice { id: self.notices.last, text: text.clone(), until };
                self.notices.open.push(notice.clone());
                batch.notices.push(notice);
                if self.notices.open.len() > NOTICES_MAX {
                    batch.ended_notices.push(self.notices.open.remove(0).id);
                }
                self.notices.last
            }
            NoticeTask::Withdraw { notice } => {
                self.notices.open.retain(|open| open.id != *notice);
                batch.ended_notices.push(*notice);
                *notice
            }
        };
        self.audit(batch, &asked, id);
        Ok(id)
    }
}
