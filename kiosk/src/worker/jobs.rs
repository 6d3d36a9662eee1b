//! What both printers' jobs have in common: each is taken over once, and the server is told what became of it until it knows.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hall_api::client::Change;
use hall_api::requests::PrintOutcome;
use printing::journal::JobState;
use tokio::sync::watch;

use super::Desk;

/// A report is repeated this long, then the pause, then again.
const REPORT_WITHIN: Duration = Duration::from_mins(1);
/// A printer's state is told at least this often: the server forgets it when it starts anew.
const HEALTH_EVERY: Duration = Duration::from_secs(45);
/// Longest detail of a report, characters.
const DETAIL_CHARS_MAX: usize = 200;
/// Jobs of this life that are remembered, so that none is taken twice.
const JOBS_REMEMBERED: usize = 1_000;

/// Jobs taken over in this life.
#[derive(Debug, Default)]
pub(super) struct Taken(Mutex<BTreeSet<i64>>);

impl Taken {
    /// True the first time in this life.
    pub(super) fn take_over(&self, job: i64) -> bool {
        let mut taken = lock(&self.0);
        let is_new = taken.insert(job);
        while taken.len() > JOBS_REMEMBERED {
            taken.pop_first();
        }
        is_new
    }

    /// It was not taken over after all.
    pub(super) fn give_back(&self, job: i64) {
        lock(&self.0).remove(&job);
    }
}

/// How a job ended, or would have, as its journal has it.
pub(super) fn outcome_of(state: JobState) -> PrintOutcome {
    match state {
        JobState::Confirmed => PrintOutcome::Confirmed,
        JobState::Queued | JobState::Refused => PrintOutcome::Refused,
        JobState::Sending | JobState::Sent | JobState::Unknown => PrintOutcome::Unknown,
    }
}

/// As much of a detail as a report may have.
pub(super) fn cut(detail: &str) -> String {
    detail.chars().take(DETAIL_CHARS_MAX).collect()
}

/// Tells the server how a job ended, until it knows or refuses to.
pub(super) async fn tell_end(desk: &Desk, job: i64, report: &Change<()>) {
    loop {
        match desk.client.send_until_answered(report, REPORT_WITHIN, |_| {}).await {
            Ok(()) => return,
            Err(error) if error.is_passing() => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(job, error, "the report of a job is refused");
                return;
            }
        }
    }
}

/// Tells the server how a printer does: whenever that changes, when it is reminded, and now and then.
pub(super) async fn tell_health<S: Clone>(
    desk: &Desk,
    mut states: watch::Receiver<Option<S>>,
    report: impl Fn(&S) -> Change<()>,
) {
    loop {
        let state = states.borrow_and_update().clone();
        if let Some(state) = state {
            // When the server is away, its return is a reminder.
            if let Err(error) = desk.client.send(&report(&state)).await {
                tracing::debug!(error = &error as &dyn std::error::Error, "the printer's state was not told");
            }
        }
        tokio::select! {
            changed = states.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(HEALTH_EVERY) => {}
        }
    }
}

/// What a thread that panicked held is whole all the same.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
