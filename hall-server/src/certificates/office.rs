//! The press that the hall has: base data and the rules give the words, templates and fonts the paper, the school's key the
//! signature. Everything but the base data is loaded and checked at the start (see [`load`]).

mod load;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hall_api::requests::{Label, Purpose};
use hall_api::texts::{Language, Texts};
use hall_core::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use printing::certificate::{DrawError, Marks, Template, draw_up};
use sha2::{Digest, Sha256};

use super::CertificateError;
use super::desk::{Closed, Desk};
use super::press::{Draft, Offered, Paper, Press, Stamp, Wanted};
use super::rules::{self, Kind, Refusal};
use super::values;
use crate::base_data::{Parts, PersonNumber, PersonRecord, RecordSource, SourceError};
use crate::config::{Config, Words};
use crate::problem::{Fault, chain};
use crate::verification::Code;

use load::Tools;
pub use load::{load, look, specimen};

/// Templates by kind and language.
type Templates = BTreeMap<(Kind, Language), Template>;

/// See the module.
pub struct Office {
    source: Arc<RecordSource>,
    tools: Tools,
    texts: Texts,
    university: Words,
    signs: Words,
    offices: BTreeMap<String, Words>,
    public_url: String,
    zone: TimeZone,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").field("templates", &self.tools.templates.len()).finish_non_exhaustive()
    }
}

/// What was read of a person, by what was asked for.
type Looked = Result<Option<PersonRecord>, Refusal>;

impl Office {
    fn today(&self, now: Timestamp) -> Date {
        now.civil(&self.zone).date()
    }

    /// A record that cannot be read sends its person to a window; a source that is away is told as such.
    async fn look(&self, person: &PersonNumber, parts: Parts) -> Result<Looked, CertificateError> {
        match self.source.person(person, parts).await {
            Ok(record) => Ok(Ok(record)),
            Err(SourceError::BadData(bad)) => {
                tracing::warn!(%bad, "a record of the base data cannot be read");
                Ok(Err(Refusal::UnreadableRecords))
            }
            Err(error) => Err(CertificateError::SourceAway(Fault::from(error))),
        }
    }

    fn languages(&self, kind: Kind, may: &[Language]) -> Vec<Language> {
        may.iter().copied().filter(|language| self.tools.templates.contains_key(&(kind, *language))).collect()
    }

    async fn all_offers(&self, person: &str, now: Timestamp) -> Result<Vec<Offered>, CertificateError> {
        let person = number_of(person)?;
        let basis = Parts { enrolments: true, employments: true, ..Parts::PERSON };
        let kinds = match self.look(&person, basis).await? {
            Ok(Some(record)) => rules::kinds(&record),
            Ok(None) => return Ok(Vec::new()),
            // Which kinds there are for them cannot be told either: each is shown with the reason.
            Err(_unreadable) => Kind::ALL.to_vec(),
        };
        let mut looked: Vec<(Parts, Looked)> = Vec::new();
        let mut offers = Vec::with_capacity(kinds.len());
        for kind in kinds.into_iter().filter(|kind| !self.languages(*kind, &Language::ALL).is_empty()) {
            let parts = kind.parts();
            if looked.iter().all(|(known, _)| *known != parts) {
                looked.push((parts, self.look(&person, parts).await?));
            }
            let record = looked.iter().find(|(known, _)| *known == parts).map(|(_, record)| record);
            let offer = match record {
                Some(Ok(Some(record))) => rules::offer(kind, record, self.today(now), &self.tools.school),
                Some(Err(refusal)) => Err(*refusal),
                Some(Ok(None)) | None => Err(Refusal::UnknownPerson),
            };
            offers.push(self.offered(kind, offer));
        }
        Ok(offers)
    }

    fn offered(&self, kind: Kind, offer: Result<rules::Offer, Refusal>) -> Offered {
        let (languages, refused) = match offer {
            Ok(offer) => (self.languages(kind, &offer.languages), None),
            Err(refusal) => (Vec::new(), Some(refusal.told(kind, &self.texts))),
        };
        Offered {
            kind: kind.id(),
            name: self.label("certificate.kind", kind.id()),
            about: self.label("certificate.about", kind.id()),
            languages,
            refused,
        }
    }

    fn label(&self, table: &str, id: &str) -> Label {
        let of = |language| self.texts.find(language, &format!("{table}.{id}")).unwrap_or(id).to_owned();
        Label { zh: of(Language::Zh), en: of(Language::En) }
    }

    fn kind_of(&self, wanted: &Wanted) -> Result<Kind, CertificateError> {
        let kind =
            Kind::from_id(&wanted.kind).filter(|kind| !self.languages(*kind, &Language::ALL).is_empty());
        let kind = kind.ok_or_else(|| invalid("kind: there is no such kind"))?;
        if self.tools.templates.contains_key(&(kind, wanted.language)) {
            Ok(kind)
        } else {
            Err(invalid("language: the kind has no template in it"))
        }
    }

    /// What a purpose is called on paper; nothing for none in particular.
    fn purpose(&self, wanted: &Wanted) -> Result<Option<&str>, CertificateError> {
        let Some(id) = &wanted.purpose else { return Ok(None) };
        let at = self.tools.purposes.iter().position(|purpose| purpose.id == *id);
        let at = at.ok_or_else(|| invalid("purpose: there is no such purpose"))?;
        let name = &self.tools.purposes[at].name;
        Ok((at > 0).then_some(match wanted.language {
            Language::Zh => &*name.zh,
            Language::En => &*name.en,
        }))
    }

    async fn read_draft(
        &self,
        person: &str,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<Draft, CertificateError> {
        let (kind, purpose) = (self.kind_of(wanted)?, self.purpose(wanted)?);
        let told = |refusal: Refusal| CertificateError::NotEntitled(refusal.told(kind, &self.texts));
        let record = self.look(&number_of(person)?, kind.parts()).await?.map_err(told)?;
        let record = record.ok_or_else(|| told(Refusal::UnknownPerson))?;
        let (today, language) = (self.today(now), wanted.language);
        let values = values::values(kind, language, &record, today, purpose, &self.tools.school, &self.texts);
        let values::Values { fields, tables } = values.map_err(told)?;
        let name = ["name", "name_en"].iter().find_map(|field| fields.get(*field)).cloned();
        Ok(Draft { name: name.unwrap_or_default(), fields, tables })
    }

    fn draw(&self, wanted: &Wanted, draft: &Draft, stamp: &Stamp) -> Result<Paper, CertificateError> {
        let kind = self.kind_of(wanted)?;
        let template = &self.tools.templates[&(kind, wanted.language)];
        let office = self.offices.get(kind.id()).unwrap_or(&self.signs);
        let words = |words: &'_ Words| match wanted.language {
            Language::Zh => words.zh.clone(),
            Language::En => words.en.clone(),
        };
        let code = Code::parse(&stamp.code).expect("invariant: the ledger made the code");
        let digest = Sha256::digest(stamp.code.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        let values =
            printing::certificate::Values { fields: draft.fields.clone(), tables: draft.tables.clone() };
        let marks = Marks {
            university: &self.university.zh,
            university_en: &self.university.en,
            office: &words(office),
            certificate_number: &stamp.number,
            issued_on: &values::day(&self.texts, wanted.language, self.today(stamp.at)),
            verification_code: &code.to_string(),
            verification_url: &format!("{}/v/{}", self.public_url, stamp.code),
            seal: Some(&self.tools.seal),
            logo: self.tools.logo.as_ref(),
            specimen: None,
            created_at_ms: stamp.at.0,
            id,
        };
        let drawn = draw_up(template, &values, &self.tools.fonts, &marks).map_err(cannot_be_drawn)?;
        let signed = self.tools.signer.sign(&drawn.pdf, stamp.at.0);
        let pdf = signed.map_err(|error| CertificateError::Fault(Fault::from(error)))?;
        Ok(Paper { pdf, pages: drawn.pages })
    }
}

impl Press for Office {
    fn offers<'a>(
        &'a self,
        person: &'a str,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Vec<Offered>, CertificateError>> {
        self.all_offers(person, now).boxed()
    }

    fn read<'a>(
        &'a self,
        person: &'a str,
        wanted: &'a Wanted,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Draft, CertificateError>> {
        self.read_draft(person, wanted, now).boxed()
    }

    fn make(&self, wanted: &Wanted, draft: &Draft, stamp: &Stamp) -> Result<Paper, CertificateError> {
        self.draw(wanted, draft, stamp)
    }

    fn purposes(&self) -> &[Purpose] {
        &self.tools.purposes
    }

    fn kind_name(&self, kind: &str) -> Label {
        self.label("certificate.kind", kind)
    }

    fn key_ends_at(&self) -> Timestamp {
        Timestamp(self.tools.signer.not_after_ms())
    }
}

fn invalid(detail: &str) -> CertificateError {
    CertificateError::Invalid { detail: detail.to_owned() }
}

fn number_of(person: &str) -> Result<PersonNumber, CertificateError> {
    person.parse().map_err(|_not| CertificateError::Fault("a person signed in without a number".into()))
}

/// What a configuration makes of certificates.
#[derive(Debug)]
pub struct Opened {
    /// The desk: open, or closed with every reason told.
    pub desk: Desk,
    /// The certificate (DER) it signs with.
    pub own: Option<Vec<u8>>,
    /// Where it reads people's records.
    pub source: Option<Arc<RecordSource>>,
}

/// The desk of a configuration. The hall goes on, whatever is wrong with it.
pub fn open(config: &Config, texts: &Texts, zone: TimeZone, now: Timestamp) -> Opened {
    let Some(certificates) = &config.certificates else {
        return Opened { desk: Desk::closed(), own: None, source: None };
    };
    let (mut own, mut source) = (None, None);
    let press = match load(config, certificates, texts, zone.clone(), now) {
        Ok(office) => {
            (own, source) = (Some(office.tools.signer.certificate()), Some(office.source.clone()));
            let press: Arc<dyn Press> = Arc::new(office);
            Ok(press)
        }
        Err(faults) => {
            for fault in &faults {
                tracing::error!(fault, "certificates are closed");
            }
            Err(Closed::Faulty(faults))
        }
    };
    let desk = Desk::new(certificates.policy(), certificates.term_starts(), zone, press);
    Opened { desk, own, source }
}

/// A character no font has is the person's misfortune, everything else a mistake of ours.
fn cannot_be_drawn(error: DrawError) -> CertificateError {
    tracing::error!(error = chain(&error), "a certificate cannot be drawn up");
    match error {
        DrawError::MissingGlyph { .. } => CertificateError::Unprintable,
        error => CertificateError::Fault(Fault::from(error)),
    }
}
