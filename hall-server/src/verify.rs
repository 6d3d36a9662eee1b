//! Checks the whole log: dense, chained, unchanged, every event readable. For auditors, also while a server runs.

use std::path::Path;

use hall_core::time::Timestamp;

use crate::store::log::{self, Head};
use crate::store::{Store, StoreError};

/// A log without a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The end of the chain: number of events and hash of the last.
    pub head: Head,
    /// When the last event happened; none in an empty log.
    pub last_at: Option<Timestamp>,
}

/// Reads the log from the first row to the last.
///
/// # Errors
/// The first fault: [`StoreError::BrokenChain`] or [`StoreError::BadRow`] with the row's number, or the database itself.
pub async fn verify_log(database: &Path) -> Result<Verified, StoreError> {
    let mut db = Store::open_read_only(database).await?;
    let mut verified = Verified { head: Head::GENESIS, last_at: None };
    loop {
        let page = log::page_after(&mut db, verified.head.seq).await?;
        if page.is_empty() {
            return Ok(verified);
        }
        for row in &page {
            verified.head = row.follows(&verified.head)?;
            let at = row.event()?.at;
            if verified.last_at.is_some_and(|last| at < last) {
                let reason = "it happened before the row in front of it".to_owned();
                return Err(StoreError::BrokenChain { seq: row.seq, reason });
            }
            verified.last_at = Some(at);
        }
    }
}
