//! The ledger at work: each function is one transaction of the engine, in which the rows are loaded, the rules decide
//! (`decide`) and what they decide is written. What staff do with it is in [`staff`], what time does in [`time`].

pub mod staff;
pub mod time;

use hall_api::requests::{CertificateHello, CertificateJob, CertificateJobReport};
use hall_core::command::{Caller, Fingerprint};
use hall_core::ids::DeviceId;
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqlitePool};

use super::CertificateError;
use super::decide::{self, Change, Command, Policy, Record, Refusal, State};
use super::shown;
use crate::engine::EngineHandle;
use crate::store::certificates::jobs::{self, JobRow, NewJob, Order};
use crate::store::certificates::{self as store, CertificateRow, Index};
use crate::store::{StoreError, log};
use crate::vault::{Place, Vault};

/// Longest text of a printer that is kept, characters.
const DETAIL_CHARS_MAX: usize = 200;

/// What blind indexes are made for.
pub(super) const PERSON: &str = "certificates.person";
pub(super) const NAME: &str = "certificates.name";
pub(super) const CODE: &str = "certificates.code";

/// Who stands where: everything of a person at a kiosk is theirs at that kiosk alone.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The person's number, blind.
    pub person: Index,
    /// The kiosk.
    pub device: DeviceId,
}

impl Owner {
    /// A person, by their number, at a kiosk.
    pub fn new(vault: &Vault, person: &str, device: &DeviceId) -> Self {
        Self { person: person_index(vault, person), device: device.clone() }
    }

    fn owns(&self, row: &CertificateRow) -> bool {
        row.device == self.device && row.person_index.as_deref() == Some(&self.person[..])
    }
}

/// A person's number as it is found.
pub fn person_index(vault: &Vault, person: &str) -> Index {
    vault.blind(PERSON, &super::number::normal(person))
}

/// Where a column of the ledger is sealed.
pub(super) fn place(column: &'static str, year: i64, serial: i64) -> Place {
    Place::new(store::TABLE, column, format_args!("{year}/{serial}"))
}

/// Where a signed file is sealed.
pub(super) fn file_place(certificate: i64) -> Place {
    Place::new(store::FILES, "sealed", certificate)
}

/// What an order in a transaction came to: the rows, or why not.
type Outcome<T> = Result<Result<T, CertificateError>, StoreError>;

/// A certificate with its copies, as the rules see it.
pub(super) async fn load(
    db: &mut SqliteConnection,
    id: i64,
) -> Result<Option<(CertificateRow, Record)>, StoreError> {
    let Some(row) = store::by_id(&mut *db, id).await? else { return Ok(None) };
    let counted = match &row.person_index {
        Some(person) => counted_of(&mut *db, person, &row.term, &row.kind).await?,
        None => 0,
    };
    let copies = jobs::of(&mut *db, id).await?.iter().map(JobRow::copy).collect();
    let record =
        Record { state: row.state, drawn_at: row.drawn_at, stored_at: row.stored_at, copies, counted };
    Ok(Some((row, record)))
}

/// Copies of a person, kind and term that count.
pub(super) async fn counted_of(
    db: &mut SqliteConnection,
    person: &[u8],
    term: &str,
    kind: &str,
) -> Result<u32, StoreError> {
    let all = store::counted(db, person, term).await?;
    Ok(all.into_iter().find(|(of, _)| of == kind).map_or(0, |(_, count)| count))
}

/// The signed file of a person's certificate, as it was signed.
///
/// # Errors
/// There is none such, or its file is not kept any more.
pub async fn file(
    readers: &SqlitePool,
    vault: &Vault,
    owner: &Owner,
    id: i64,
) -> Result<Vec<u8>, CertificateError> {
    let row = store::by_id(readers, id).await?.ok_or(CertificateError::NotFound)?;
    if !owner.owns(&row) || row.state == State::Reserved {
        return Err(CertificateError::NotFound);
    }
    open_file(readers, vault, id).await
}

/// The signed file of a copy, for the device that prints it. One that has ended is nobody's, and what is void is not printed.
///
/// # Errors
/// There is none such, it has ended, its certificate was revoked, or its file is not kept any more.
pub async fn job_file(
    readers: &SqlitePool,
    vault: &Vault,
    device: &DeviceId,
    job: i64,
) -> Result<Vec<u8>, CertificateError> {
    let row = jobs::by_id(readers, job).await?.filter(|row| row.device == *device);
    let row = row.filter(|row| row.state == decide::CopyState::Queued).ok_or(CertificateError::NotFound)?;
    let certificate = store::by_id(readers, row.certificate).await?;
    if certificate.is_some_and(|certificate| certificate.state == State::Revoked) {
        return Err(Refusal::Revoked.into());
    }
    open_file(readers, vault, row.certificate).await
}

async fn open_file(readers: &SqlitePool, vault: &Vault, id: i64) -> Result<Vec<u8>, CertificateError> {
    let sealed = store::file(readers, id).await?.ok_or(Refusal::FileGone)?;
    let plain = vault.open(&file_place(id), &sealed).map_err(StoreError::from)?;
    Ok(plain.to_vec())
}

/// A person orders copies: one job each, the same for every repetition of the key.
///
/// # Errors
/// It is not theirs, the rules refuse it, or the key was used for something else.
pub async fn print(
    engine: &EngineHandle,
    policy: Policy,
    owner: Owner,
    id: i64,
    (key, copies): (String, u32),
    now: Timestamp,
) -> Result<Vec<CertificateJob>, CertificateError> {
    let ordered = engine.write(move |db| {
        Box::pin(async move {
            let Some((row, record)) = load(db, id).await?.filter(|(row, _)| owner.owns(row)) else {
                return Ok(Err(CertificateError::NotFound));
            };
            let caller = log::caller_text(&Caller::Device(owner.device.clone()));
            let order = Order { caller: &caller, key: &key, fingerprint: Fingerprint::digest(&(id, copies)) };
            if let Some(known) = repeated(db, order).await? {
                return Ok(known);
            }
            let change = match decide::decide(&record, policy, now, &Command::Print { copies }) {
                Ok(change) => change,
                Err(refusal) => return Ok(Err(refusal.into())),
            };
            let new = NewJob {
                certificate: row.id,
                device: &owner.device,
                replaces: None,
                ordered_by: None,
                at: now,
                order,
                place: 0,
            };
            write_copies(db, &change, new).await.map(Ok)
        })
    });
    Ok(ordered.await??.iter().map(shown::job).collect())
}

/// What an order of a device came to; none if it never arrived.
///
/// # Errors
/// The key was used for something else.
pub async fn ordered(
    engine: &EngineHandle,
    device: DeviceId,
    id: i64,
    (key, copies): (String, u32),
) -> Result<Option<Vec<CertificateJob>>, CertificateError> {
    // In the queue, behind an order that is still on its way.
    let known = engine.write(move |db| {
        Box::pin(async move {
            let caller = log::caller_text(&Caller::Device(device));
            let fingerprint = Fingerprint::digest(&(id, copies));
            Ok(repeated(db, Order { caller: &caller, key: &key, fingerprint }).await?.transpose())
        })
    });
    Ok(known.await??.map(|jobs| jobs.iter().map(shown::job).collect()))
}

/// What an order under the same key came to.
async fn repeated(
    db: &mut SqliteConnection,
    order: Order<'_>,
) -> Result<Option<Result<Vec<JobRow>, CertificateError>>, StoreError> {
    let known = jobs::of_order(db, order.caller, order.key).await?;
    let same = known.iter().all(|job| job.fingerprint == order.fingerprint);
    Ok(match (known.is_empty(), same) {
        (true, _) => None,
        (false, true) => Some(Ok(known)),
        (false, false) => Some(Err(CertificateError::KeyReused)),
    })
}

/// Writes the copies of an order, and that the certificate is issued with them.
async fn write_copies(
    db: &mut SqliteConnection,
    change: &Change,
    new: NewJob<'_>,
) -> Result<Vec<JobRow>, StoreError> {
    let Change::Ordered(copies) = change else { return Ok(Vec::new()) };
    store::issue(&mut *db, new.certificate).await?;
    for (place, replaces) in (0..).zip(copies) {
        jobs::insert(&mut *db, &NewJob { place, replaces: *replaces, ..new.clone() }).await?;
    }
    jobs::of_order(db, new.order.caller, new.order.key).await
}

/// A device tells how a copy ended. Telling it again changes nothing.
///
/// # Errors
/// It is not the device's.
pub async fn report(
    engine: &EngineHandle,
    policy: Policy,
    device: DeviceId,
    job: i64,
    report: CertificateJobReport,
    now: Timestamp,
) -> Result<(), CertificateError> {
    let (of, views) = (device.clone(), engine.certificates().clone());
    let ended = engine.write_for_printer(
        &device,
        move |db| Box::pin(async move { end(db, policy, &of, job, Told::Report(&report), now).await }),
        move |ended| {
            if let Ok(Some(row)) = ended {
                views.ended(row.clone());
            }
        },
    );
    ended.await?.map(drop)
}

/// How it is known that a copy has ended.
enum Told<'a> {
    Report(&'a CertificateJobReport),
    NeverSent,
}

/// Ends a copy of a device: gives it as it is now, none if nothing has changed.
async fn end(
    db: &mut SqliteConnection,
    policy: Policy,
    device: &DeviceId,
    job: i64,
    told: Told<'_>,
    now: Timestamp,
) -> Outcome<Option<JobRow>> {
    let Some(row) = jobs::by_id(&mut *db, job).await?.filter(|row| row.device == *device) else {
        return Ok(Err(CertificateError::NotFound));
    };
    let Some((_, record)) = load(&mut *db, row.certificate).await? else {
        return Ok(Err(CertificateError::NotFound));
    };
    let command = match told {
        Told::Report(report) => Command::Report { job, outcome: report.outcome },
        Told::NeverSent => Command::NeverSent { job },
    };
    match decide::decide(&record, policy, now, &command) {
        Ok(Change::Ended { outcome, .. }) => {
            let (sheets, detail) = match told {
                Told::Report(report) => (report.sheets, report.detail.as_deref()),
                Told::NeverSent => (Some(0), None),
            };
            let detail = detail.map(|text| text.chars().take(DETAIL_CHARS_MAX).collect::<String>());
            jobs::end(&mut *db, job, outcome, sheets, detail.as_deref(), now).await?;
            Ok(Ok(jobs::by_id(db, job).await?))
        }
        Ok(_) => Ok(Ok(None)),
        Err(refusal) => Ok(Err(refusal.into())),
    }
}

/// A kiosk has started: its journal is heard, and what it never sent is known not to have come out. Gives what staff
/// ordered and it still has to print.
///
/// # Errors
/// The engine.
pub async fn hello(
    engine: &EngineHandle,
    policy: Policy,
    device: DeviceId,
    hello: CertificateHello,
    now: Timestamp,
) -> Result<Vec<CertificateJob>, CertificateError> {
    let (of, views) = (device.clone(), engine.certificates().clone());
    let heard = engine.write_for_printer(
        &device,
        move |db| Box::pin(async move { hear(db, policy, &of, &hello, now).await }),
        move |ended: &Vec<JobRow>| ended.iter().for_each(|row| views.ended(row.clone())),
    );
    heard.await?;
    Ok(engine.certificates().ordered_of(&device))
}

/// Ends what a journal says has ended or was never sent. A journal may name what is not the device's any more.
async fn hear(
    db: &mut SqliteConnection,
    policy: Policy,
    device: &DeviceId,
    hello: &CertificateHello,
    now: Timestamp,
) -> Result<Vec<JobRow>, StoreError> {
    let mut ended = Vec::new();
    for job in &hello.ended {
        let told = Told::Report(&job.report);
        ended.extend(end(&mut *db, policy, device, job.id, told, now).await?.ok().flatten());
    }
    for job in jobs::queued(&mut *db, device).await? {
        if !hello.following.contains(&job.id) {
            let told = Told::NeverSent;
            ended.extend(end(&mut *db, policy, device, job.id, told, now).await?.ok().flatten());
        }
    }
    Ok(ended)
}
