//! What views show of certificates: whether they can be had, the copies staff ordered, which their device takes from its view,
//! and those of which nobody knows whether they came out, which the supervisor sees. Memory only; the spool is the truth.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use hall_api::requests::{CertificateJob, PrintOutcome};
use hall_api::views::UncertainCopy;
use hall_core::ids::DeviceId;
use hall_core::time::{HOUR_MS, Timestamp};
use sqlx::sqlite::SqliteConnection;

use super::decide::CopyState;
use super::number;
use crate::store::StoreError;
use crate::store::certificates::jobs::{self, JobRow};

/// Copies that are uncertain are shown this long: over a night and a weekend, milliseconds.
const UNCERTAIN_MS: i64 = 72 * HOUR_MS;
/// Uncertain copies remembered.
const UNCERTAIN_MAX: usize = 100;

/// What stands over the desk where certificates are had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// They can be had until then: the key's certificate ends. None if they cannot be had at all.
    pub until: Option<Timestamp>,
    /// Why they cannot be had although they are configured, for staff.
    pub faults: Vec<String>,
    /// Since when the base data do not answer; found out when somebody asks.
    pub records_away: Option<Timestamp>,
}

/// Cheap to clone: all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Shown(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    desk: Sign,
    ordered: Vec<JobRow>,
    uncertain: VecDeque<JobRow>,
}

impl Shown {
    /// Reads what the spool has.
    pub(crate) async fn load(db: &mut SqliteConnection, now: Timestamp) -> Result<Self, StoreError> {
        let ordered = jobs::ordered(&mut *db).await?;
        let uncertain = jobs::unknown(&mut *db, now - UNCERTAIN_MS, UNCERTAIN_MAX as i64).await?.into();
        Ok(Self(Arc::new(Mutex::new(Inner { ordered, uncertain, desk: Sign::default() }))))
    }

    /// Puts a sign up.
    pub fn set_sign(&self, sign: Sign) {
        self.lock().desk = sign;
    }

    /// Base data answered somebody, or did not.
    pub(super) fn note_records(&self, answered: bool, now: Timestamp) {
        let away = &mut self.lock().desk.records_away;
        *away = if answered { None } else { Some(away.unwrap_or(now)) };
    }

    /// The sign.
    pub fn sign(&self) -> Sign {
        self.lock().desk.clone()
    }

    /// Can certificates be had now?
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.lock().desk.until.is_some_and(|until| now < until)
    }

    /// What staff ordered of a device, oldest first.
    pub fn ordered_of(&self, device: &DeviceId) -> Vec<CertificateJob> {
        self.lock().ordered.iter().filter(|job| job.device == *device).map(job).collect()
    }

    /// Copies of a device of which nobody knows whether they came out, the latest first.
    pub fn uncertain_of(&self, device: &DeviceId, now: Timestamp) -> Vec<UncertainCopy> {
        let inner = self.lock();
        let of_device = inner.uncertain.iter().rev().filter(|job| job.device == *device);
        of_device
            .filter(|job| now.since(job.changed_at) < UNCERTAIN_MS)
            .map(|job| UncertainCopy {
                job: job.id,
                certificate: job.certificate,
                number: number::written(job.year, job.serial),
                detail: job.detail.clone(),
                at: job.changed_at,
            })
            .collect()
    }

    /// Staff ordered a copy: whoever asked about the certificate has been helped.
    pub(super) fn ordered(&self, job: JobRow) {
        let mut inner = self.lock();
        inner.uncertain.retain(|bad| bad.certificate != job.certificate);
        if job.state == CopyState::Queued && inner.ordered.iter().all(|known| known.id != job.id) {
            inner.ordered.push(job);
        }
    }

    /// A copy has ended; given as it is now.
    pub(super) fn ended(&self, job: JobRow) {
        let mut inner = self.lock();
        inner.ordered.retain(|known| known.id != job.id);
        inner.uncertain.retain(|known| known.id != job.id);
        if job.state == CopyState::Ended(PrintOutcome::Unknown) {
            inner.uncertain.push_back(job);
            if inner.uncertain.len() > UNCERTAIN_MAX {
                inner.uncertain.pop_front();
            }
        }
    }

    /// A certificate is void: nobody needs its copies.
    pub(super) fn revoked(&self, certificate: i64) {
        self.lock().uncertain.retain(|job| job.certificate != certificate);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("invariant: nothing panics under this lock")
    }
}

/// A copy as it travels.
pub fn job(row: &JobRow) -> CertificateJob {
    CertificateJob {
        id: row.id,
        certificate: row.certificate,
        name: number::job_name(row),
        pages: row.pages,
        reprint: row.replaces.is_some() || row.ordered_by.is_some(),
    }
}
