//! What others tell the printer's thread while it waits: that a job is given up, that it should end.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::journal::JobId;

/// More than can wait: what is cancelled without having been ordered must not pile up.
const CANCELLED_MAX: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Signals {
    inner: Mutex<Inner>,
    bell: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    is_closing: bool,
    /// Those that wait or are being printed; forgotten with their end.
    cancelled: BTreeSet<JobId>,
}

impl Signals {
    pub fn close(&self) {
        self.inner().is_closing = true;
        self.bell.notify_all();
    }

    pub fn cancel(&self, id: &JobId) {
        let mut inner = self.inner();
        if inner.cancelled.len() < CANCELLED_MAX {
            inner.cancelled.insert(id.clone());
        }
        drop(inner);
        self.bell.notify_all();
    }

    pub fn forget(&self, id: &JobId) {
        self.inner().cancelled.remove(id);
    }

    pub fn is_closing(&self) -> bool {
        self.inner().is_closing
    }

    pub fn is_cancelled(&self, id: &JobId) -> bool {
        self.inner().cancelled.contains(id)
    }

    /// Waits, at most so long; less if something is told meanwhile.
    pub fn wait(&self, most: Duration) {
        let inner = self.inner();
        if !inner.is_closing {
            drop(self.bell.wait_timeout(inner, most));
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
