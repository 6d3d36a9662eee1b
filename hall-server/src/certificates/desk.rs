//! Where a person at a kiosk gets a certificate: what there is for them, and one drawn up. The press makes the paper, the
//! ledger keeps it; here is the order in which they are asked.
//!
//! A number is taken before the paper is drawn, since it stands on it. If the server dies between the two, a repetition of
//! the request finishes what was begun; else the number is dropped with the drafts.

use std::sync::Arc;

use hall_api::requests::{CertificateOffer, CertificateOffers, DrawUpRequest, DrawnCertificate, Label};
use hall_core::command::Fingerprint;
use hall_core::ids::DeviceId;
use hall_core::time::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;
use tokio::sync::Semaphore;

use super::CertificateError;
use super::decide::{DRAFT_MS, Policy, Refusal, State};
use super::ledger::{CODE, NAME, Owner, counted_of, file_place, person_index, place};
use super::number::{self, TermStart};
use super::press::{Draft, Offered, Press, Stamp, Wanted};
use super::shown::Sign;
use crate::engine::EngineHandle;
use crate::problem::Fault;
use crate::store::StoreError;
use crate::store::certificates::{self as store, CertificateRow, NewCertificate};
use crate::vault::Vault;

/// Certificates drawn up at once: each takes a processor for tens of milliseconds, and the hall needs one too.
const AT_ONCE: usize = 2;

/// Whether certificates can be had here, and how.
#[derive(Debug)]
pub struct Desk {
    /// The school's decisions.
    pub policy: Policy,
    terms: Vec<TermStart>,
    zone: TimeZone,
    press: Result<Arc<dyn Press>, Closed>,
    places: Arc<Semaphore>,
}

/// Why there are no certificates here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// They are not configured.
    NotConfigured,
    /// They are, and something is wrong: each mistake, for staff.
    Faulty(Vec<String>),
}

impl Desk {
    /// A desk that is open, or says why not.
    pub fn new(
        policy: Policy,
        terms: Vec<TermStart>,
        zone: TimeZone,
        press: Result<Arc<dyn Press>, Closed>,
    ) -> Self {
        Self { policy, terms, zone, press, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// A desk where nothing is configured.
    pub fn closed() -> Self {
        let policy = Policy { free_copies: 0, retention_ms: i64::MAX };
        Self::new(policy, Vec::new(), TimeZone::UTC, Err(Closed::NotConfigured))
    }

    /// What is to stand over it.
    pub fn sign(&self) -> Sign {
        match &self.press {
            Ok(press) => Sign { until: Some(press.key_ends_at()), ..Sign::default() },
            Err(Closed::NotConfigured) => Sign::default(),
            Err(Closed::Faulty(faults)) => Sign { faults: faults.clone(), ..Sign::default() },
        }
    }

    fn press(&self, now: Timestamp) -> Result<&Arc<dyn Press>, CertificateError> {
        match &self.press {
            Ok(press) if now < press.key_ends_at() => Ok(press),
            Ok(_) | Err(_) => Err(CertificateError::Closed),
        }
    }

    /// How kinds and purposes are called; by their ids where nothing is configured.
    pub fn kind_name(&self, kind: &str) -> Label {
        let id = || Label { zh: kind.to_owned(), en: kind.to_owned() };
        self.press.as_ref().map_or_else(|_closed| id(), |press| press.kind_name(kind))
    }

    /// How a purpose is called.
    pub fn purpose_name(&self, id: &str) -> Label {
        let purposes = self.press.as_ref().map(|press| press.purposes()).unwrap_or_default();
        let known = purposes.iter().find(|purpose| purpose.id == id);
        known.map_or_else(|| Label { zh: id.to_owned(), en: id.to_owned() }, |purpose| purpose.name.clone())
    }

    fn term(&self, at: Timestamp) -> String {
        number::term_of(at, &self.zone, &self.terms)
    }

    /// Every kind there is for a person, with what is left to print.
    ///
    /// # Errors
    /// Certificates are closed, or the base data are away.
    pub async fn offers(
        &self,
        engine: &EngineHandle,
        person: &str,
        now: Timestamp,
    ) -> Result<CertificateOffers, CertificateError> {
        let press = self.press(now)?;
        let kinds = noted(engine, press.offers(person, now).await, now)?;
        let index = person_index(engine.vault(), person);
        let counted = store::counted(&engine.readers(), &index, &self.term(now)).await?;
        let left = |kind: &str| {
            let counted = counted.iter().find(|(of, _)| of == kind).map_or(0, |(_, count)| *count);
            self.policy.left(counted)
        };
        let offer = |kind: Offered| CertificateOffer {
            free_left: left(kind.kind),
            kind: kind.kind.to_owned(),
            name: kind.name,
            about: kind.about,
            languages: kind.languages,
            refused: kind.refused,
        };
        let offers = kinds.into_iter().map(offer).collect();
        Ok(CertificateOffers { offers, purposes: press.purposes().to_vec() })
    }

    /// Draws one up; the same for every repetition of the key.
    ///
    /// # Errors
    /// Certificates are closed, the person may not have it, none is left to print, or it cannot be drawn.
    pub async fn draw_up(
        &self,
        engine: &EngineHandle,
        (person, device): (&str, &DeviceId),
        key: String,
        request: DrawUpRequest,
        now: Timestamp,
    ) -> Result<DrawnCertificate, CertificateError> {
        let press = self.press(now)?;
        let vault = engine.vault();
        let owner = Owner::new(vault, person, device);
        let fingerprint = Fingerprint::digest(&(device, &request));
        let wanted = Wanted { kind: request.kind, language: request.language, purpose: request.purpose };
        let readers = engine.readers();
        if let Some(id) = store::by_key(&readers, &owner.person, &key).await? {
            let row = store::by_id(&readers, id).await?.ok_or(CertificateError::NotFound)?;
            if let Known::Drawn(row) = known(vault, row, fingerprint, now)? {
                return self.answer(engine, &row).await;
            }
        }
        let draft = noted(engine, press.read(person, &wanted, now).await, now)?;
        let ask = Ask {
            owner,
            person: person.to_owned(),
            name: draft.name.clone(),
            wanted: wanted.clone(),
            term: self.term(now),
            year: number::year_of(now, &self.zone),
            code: number::fresh_code().map_err(|error| CertificateError::Fault(Fault::from(error)))?,
            key,
            fingerprint,
        };
        let (policy, vault) = (self.policy, vault.clone());
        let reserved = engine
            .write(move |db| Box::pin(async move { reserve(db, &vault, policy, ask, now).await }))
            .await??;
        let row = match reserved {
            Known::Drawn(row) => *row,
            Known::Begun(begun) => self.finish(engine, press, (wanted, draft), begun, now).await?,
        };
        self.answer(engine, &row).await
    }

    /// Draws and signs on a thread of its own, and keeps the file.
    async fn finish(
        &self,
        engine: &EngineHandle,
        press: &Arc<dyn Press>,
        (wanted, draft): (Wanted, Draft),
        Begun { id, stamp }: Begun,
        now: Timestamp,
    ) -> Result<CertificateRow, CertificateError> {
        let place = self.places.clone().acquire_owned().await;
        let place = place.map_err(|closed| CertificateError::Fault(closed.into()))?;
        let (press, vault) = (press.clone(), engine.vault().clone());
        let made = tokio::task::spawn_blocking(move || {
            // Until it is made, also when nobody waits for it any more.
            let _place = place;
            let paper = press.make(&wanted, &draft, &stamp)?;
            let sha256: [u8; 32] = Sha256::digest(&paper.pdf).into();
            Ok::<_, CertificateError>((vault.seal(&file_place(id), &paper.pdf), sha256, paper.pages))
        })
        .await
        .map_err(|panic| CertificateError::Fault(panic.into()))?;
        let (file, sha256, pages) = match made {
            Ok(made) => made,
            Err(error) => {
                let quicker = engine.write(move |db| Box::pin(async move { give_up(db, id).await })).await?;
                return quicker.ok_or(error);
            }
        };
        let kept = engine.write(move |db| {
            Box::pin(async move {
                // Whoever repeated the request meanwhile may have been quicker: the first paper stands.
                store::fill(&mut *db, id, (&file, &sha256, pages), now).await?;
                store::by_id(db, id).await
            })
        });
        kept.await?.ok_or(CertificateError::NotFound)
    }

    async fn answer(
        &self,
        engine: &EngineHandle,
        row: &CertificateRow,
    ) -> Result<DrawnCertificate, CertificateError> {
        let person = row.person_index.as_deref().ok_or(CertificateError::NotFound)?;
        let all = store::counted(&engine.readers(), person, &row.term).await?;
        let counted = all.iter().find(|(kind, _)| *kind == row.kind).map_or(0, |(_, count)| *count);
        Ok(DrawnCertificate {
            id: row.id,
            number: number::written(row.year, row.serial),
            pages: row.pages,
            copies_max: self.policy.copies_max(counted),
        })
    }
}

/// An answer of the press; the supervisor sees while the base data are away.
fn noted<T>(
    engine: &EngineHandle,
    answer: Result<T, CertificateError>,
    now: Timestamp,
) -> Result<T, CertificateError> {
    match &answer {
        Ok(_) | Err(CertificateError::NotEntitled(_)) => engine.certificates().note_records(true, now),
        Err(CertificateError::SourceAway(_)) => engine.certificates().note_records(false, now),
        Err(_) => {}
    }
    answer
}

/// What is asked of the ledger before a paper is drawn.
struct Ask {
    owner: Owner,
    person: String,
    name: String,
    wanted: Wanted,
    term: String,
    year: i64,
    code: String,
    key: String,
    fingerprint: Fingerprint,
}

/// A number that was taken for a paper that is still to be drawn.
struct Begun {
    id: i64,
    stamp: Stamp,
}

/// What a key stands for.
enum Known {
    Begun(Begun),
    Drawn(Box<CertificateRow>),
}

/// What the row of a key stands for.
fn known(
    vault: &Vault,
    row: CertificateRow,
    fingerprint: Fingerprint,
    now: Timestamp,
) -> Result<Known, CertificateError> {
    if row.fingerprint != fingerprint {
        return Err(CertificateError::KeyReused);
    }
    if row.state != State::Reserved {
        return Ok(Known::Drawn(Box::new(row)));
    }
    if now.since(row.drawn_at) >= DRAFT_MS {
        return Err(Refusal::TooOld.into());
    }
    let sealed = row.code_sealed.as_deref().ok_or(CertificateError::NotFound)?;
    let code =
        vault.open_text(&place("code_sealed", row.year, row.serial), sealed).map_err(StoreError::from)?;
    let number = number::written(row.year, row.serial);
    let stamp = Stamp { number, code: code.to_string(), at: row.drawn_at };
    Ok(Known::Begun(Begun { id: row.id, stamp }))
}

/// A paper cannot be drawn: its number is dropped, unless whoever repeated the request has drawn it meanwhile.
async fn give_up(db: &mut SqliteConnection, id: i64) -> Result<Option<CertificateRow>, StoreError> {
    let Some(row) = store::by_id(&mut *db, id).await? else { return Ok(None) };
    match row.state {
        State::Reserved => store::forget_draft(db, id).await.map(|()| None),
        State::Drawn | State::Issued | State::Revoked => Ok(Some(row)),
        State::Dropped => Ok(None),
    }
}

/// Takes a number, unless the key has one.
async fn reserve(
    db: &mut SqliteConnection,
    vault: &Vault,
    policy: Policy,
    ask: Ask,
    now: Timestamp,
) -> Result<Result<Known, CertificateError>, StoreError> {
    let Ask { owner, person, name, wanted, term, year, code, key, fingerprint } = ask;
    if let Some(id) = store::by_key(&mut *db, &owner.person, &key).await?
        && let Some(row) = store::by_id(&mut *db, id).await?
    {
        return Ok(known(vault, row, fingerprint, now));
    }
    let counted = counted_of(&mut *db, &owner.person, &term, &wanted.kind).await?;
    let drafts = store::drafts(&mut *db, &owner.person).await?;
    if let Err(refusal) = policy.may_draw_up(counted, drafts) {
        return Ok(Err(refusal.into()));
    }
    let serial = store::next_serial(&mut *db, year).await?;
    let seal = |column, text: &str| vault.seal_text(&place(column, year, serial), text);
    let new = NewCertificate {
        year,
        serial,
        at: now,
        kind: wanted.kind,
        language: wanted.language,
        purpose: wanted.purpose,
        term,
        device: owner.device,
        person: (seal("person_sealed", &person), owner.person),
        name: (seal("name_sealed", &name), vault.blind(NAME, &number::normal(&name))),
        code: (seal("code_sealed", &code), vault.blind(CODE, &code)),
        key,
        fingerprint,
    };
    let id = store::reserve(db, &new).await?;
    let stamp = Stamp { number: number::written(year, serial), code, at: now };
    Ok(Ok(Known::Begun(Begun { id, stamp })))
}
