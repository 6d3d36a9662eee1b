//! What staff do with the ledger: search it, have a copy printed again, declare a certificate void. Each is in the audit
//! under their name: a deed in its own transaction, a search before it is answered.

use std::collections::HashMap;

use hall_api::requests::{CertificateJob, Ledger, LedgerCopy, LedgerEntry, Revoked};
use hall_core::command::{Caller, Fingerprint};
use hall_core::ids::{DeviceId, StaffId};
use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::{CODE, CertificateError, NAME, Outcome, PERSON, load, place, repeated, write_copies};
use crate::certificates::decide::{self, Command, CopyState, Policy};
use crate::certificates::desk::Desk;
use crate::certificates::{number, shown};
use crate::engine::EngineHandle;
use crate::problem::Fault;
use crate::store::audit::{self, Entry};
use crate::store::certificates as store;
use crate::store::certificates::jobs::{self, JobRow, NewJob, Order};
use crate::store::certificates::lookup::{self, Find, LedgerRow};
use crate::store::{StoreError, log, staff};
use crate::vault::Vault;
use crate::verification::Code;

/// Entries of an answer at most.
const ENTRIES_MAX: i64 = 50;
/// Longest text to look for, characters.
pub const FIND_CHARS_MAX: usize = 100;
/// Copies that staff may have ordered of one device and that it has not printed.
const WAITING_MAX: usize = 20;

const FIND: &str = "ledger_find";
const REPRINT: &str = "ledger_reprint";
const REVOKE: &str = "ledger_revoke";

/// A staff member who asks for something under a key.
#[derive(Clone, Debug)]
pub struct StaffOrder {
    /// Who.
    pub staff: StaffId,
    /// Under which key.
    pub key: String,
    /// When.
    pub now: Timestamp,
}

/// Looks for certificates by number, code, person's number or name; the newest of all if nothing is named. The audit tells
/// which were shown, never what was typed.
///
/// # Errors
/// The database, or a value does not open.
pub async fn find(
    engine: &EngineHandle,
    desk: &Desk,
    who: &StaffId,
    typed: &str,
    now: Timestamp,
) -> Result<Ledger, CertificateError> {
    let (readers, vault) = (engine.readers(), engine.vault().clone());
    let typed = typed.trim();
    let rows = if typed.is_empty() {
        lookup::newest(&readers, ENTRIES_MAX).await?
    } else {
        lookup::find(&readers, &wanted(&vault, typed), ENTRIES_MAX).await?
    };
    let colleagues = staff::names(&readers).await?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let copies = jobs::of(&readers, row.id).await?;
        entries.push(entry(&vault, desk, &colleagues, row, copies)?);
    }
    audit_reading(engine, who, &entries, now).await?;
    Ok(Ledger { entries })
}

/// Whatever the text may be: each is looked for by its blind index.
fn wanted(vault: &Vault, typed: &str) -> Find {
    let normal = number::normal(typed);
    Find {
        number: number::read(typed),
        code: Code::parse(typed).map(|code| vault.blind(CODE, code.as_str())),
        person: Some(vault.blind(PERSON, &normal)),
        name: Some(vault.blind(NAME, &normal)),
    }
}

async fn audit_reading(
    engine: &EngineHandle,
    staff: &StaffId,
    entries: &[LedgerEntry],
    now: Timestamp,
) -> Result<(), CertificateError> {
    let key = getrandom::u64().map_err(|error| CertificateError::Fault(Fault::from(error)))?;
    let seen: Vec<&str> = entries.iter().map(|entry| &*entry.number).collect();
    let entry = Entry {
        at: now,
        staff: staff.clone(),
        key: format!("read-{key:016x}"),
        action: FIND.to_owned(),
        target: seen.join(" "),
        result: Some(entries.len() as i64),
        fingerprint: None,
    };
    engine.write(move |db| Box::pin(async move { audit::write(db, &entry).await })).await?;
    Ok(())
}

fn entry(
    vault: &Vault,
    desk: &Desk,
    colleagues: &HashMap<String, String>,
    row: LedgerRow,
    copies: Vec<JobRow>,
) -> Result<LedgerEntry, StoreError> {
    let open = |column, sealed: &[u8]| vault.open_text(&place(column, row.year, row.serial), sealed);
    let person = open("person_sealed", &row.person_sealed)?;
    let name = open("name_sealed", &row.name_sealed)?;
    let named = |id: String| colleagues.get(&id).cloned().unwrap_or(id);
    Ok(LedgerEntry {
        id: row.id,
        number: number::written(row.year, row.serial),
        kind: desk.kind_name(&row.kind),
        language: row.language,
        name: name.to_string(),
        person: person.to_string(),
        purpose: row.purpose.as_deref().map(|purpose| desk.purpose_name(purpose)),
        at: row.drawn_at,
        sha256: number::hex(&row.sha256),
        kept: row.kept,
        copies: copies.into_iter().map(|copy| ledger_copy(copy, &named)).collect(),
        revoked: row.revoked.map(|(at, by, reason)| Revoked { at, by: named(by), reason }),
    })
}

fn ledger_copy(row: JobRow, named: &impl Fn(String) -> String) -> LedgerCopy {
    LedgerCopy {
        job: row.id,
        reprint: row.replaces.is_some() || row.ordered_by.is_some(),
        device: row.device,
        at: row.created_at,
        outcome: match row.state {
            CopyState::Queued => None,
            CopyState::Ended(outcome) => Some(outcome),
        },
        ordered_by: row.ordered_by.map(named),
        detail: row.detail,
    }
}

/// Has a copy printed at a kiosk: the signed file as it was. Gives the job, the same for every repetition.
///
/// # Errors
/// There is none such, the rules refuse it, the kiosk has too much before it, or the key was used for something else.
pub async fn reprint(
    engine: &EngineHandle,
    policy: Policy,
    order: StaffOrder,
    id: i64,
    device: DeviceId,
) -> Result<CertificateJob, CertificateError> {
    let (at, views) = (device.clone(), engine.certificates().clone());
    let ordered = engine.write_for_printer(
        &device,
        move |db| Box::pin(async move { reprint_in(db, policy, &order, id, &at).await }),
        move |ordered: &Result<JobRow, CertificateError>| {
            if let Ok(row) = ordered {
                views.ordered(row.clone());
            }
        },
    );
    Ok(shown::job(&ordered.await??))
}

async fn reprint_in(
    db: &mut SqliteConnection,
    policy: Policy,
    order: &StaffOrder,
    id: i64,
    device: &DeviceId,
) -> Outcome<JobRow> {
    let Some((row, record)) = load(db, id).await? else { return Ok(Err(CertificateError::NotFound)) };
    let caller = log::caller_text(&Caller::Staff(order.staff.clone()));
    let fingerprint = Fingerprint::digest(&(REPRINT, id, device));
    let asked = Order { caller: &caller, key: &order.key, fingerprint };
    if let Some(known) = repeated(db, asked).await? {
        return Ok(known.and_then(first));
    }
    if audit::under_key(&mut *db, &order.staff, &order.key, order.now).await?.is_some() {
        return Ok(Err(CertificateError::KeyReused));
    }
    let waiting = jobs::queued(&mut *db, device).await?.iter().filter(|job| job.ordered_by.is_some()).count();
    if waiting >= WAITING_MAX {
        return Ok(Err(decide::Refusal::TooManyWaiting.into()));
    }
    let change = match decide::decide(&record, policy, order.now, &Command::Reprint) {
        Ok(change) => change,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let new = NewJob {
        certificate: id,
        device,
        replaces: None,
        ordered_by: Some(&order.staff),
        at: order.now,
        order: asked,
        place: 0,
    };
    let written = first(write_copies(db, &change, new).await?);
    let number = number::written(row.year, row.serial);
    let result = written.as_ref().ok().map(|job| job.id);
    audit::write(db, &order.entry(REPRINT, format!("{number} {device}"), result, fingerprint)).await?;
    Ok(written)
}

fn first(jobs: Vec<JobRow>) -> Result<JobRow, CertificateError> {
    jobs.into_iter().next().ok_or(CertificateError::NotFound)
}

impl StaffOrder {
    fn entry(&self, action: &str, target: String, result: Option<i64>, fingerprint: Fingerprint) -> Entry {
        Entry {
            at: self.now,
            staff: self.staff.clone(),
            key: self.key.clone(),
            action: action.to_owned(),
            target,
            result,
            fingerprint: Some(fingerprint),
        }
    }
}

/// Declares a certificate void: whoever verifies it is told. Once, however often it is asked under the key.
///
/// # Errors
/// There is none such, the rules refuse it, or the key was used for something else.
pub async fn revoke(
    engine: &EngineHandle,
    policy: Policy,
    order: StaffOrder,
    id: i64,
    reason: String,
) -> Result<(), CertificateError> {
    engine
        .write(move |db| Box::pin(async move { revoke_in(db, policy, &order, id, reason).await }))
        .await??;
    engine.certificates().revoked(id);
    Ok(())
}

async fn revoke_in(
    db: &mut SqliteConnection,
    policy: Policy,
    order: &StaffOrder,
    id: i64,
    reason: String,
) -> Outcome<()> {
    let Some((row, record)) = load(db, id).await? else { return Ok(Err(CertificateError::NotFound)) };
    let fingerprint = Fingerprint::digest(&(REVOKE, id, &reason));
    if let Some(known) = audit::under_key(&mut *db, &order.staff, &order.key, order.now).await? {
        let same = known.is(REVOKE, fingerprint);
        return Ok(if same { Ok(()) } else { Err(CertificateError::KeyReused) });
    }
    let command = Command::Revoke { reason };
    if let Err(refusal) = decide::decide(&record, policy, order.now, &command) {
        return Ok(Err(refusal.into()));
    }
    let Command::Revoke { reason } = command else { return Ok(Err(CertificateError::NotFound)) };
    store::revoke(&mut *db, id, order.now, &order.staff, reason.trim()).await?;
    let number = number::written(row.year, row.serial);
    audit::write(db, &order.entry(REVOKE, number, Some(id), fingerprint)).await?;
    Ok(Ok(()))
}
