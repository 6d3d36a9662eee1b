//! Is this certificate genuine? The ledger's answer to the verification pages: for anybody, so it says of whom no more than a
//! public screen may. Only what was issued is found.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hall_api::requests::Label;
use hall_api::texts::{Language, Texts};
use printing::signature::{self, Roots, Verdict};
use sqlx::sqlite::SqlitePool;

use super::ledger::{CODE, place};
use super::number;
use crate::engine::EngineHandle;
use crate::persons::masked;
use crate::problem::Fault;
use crate::store::StoreError;
use crate::store::certificates::lookup::{self, LedgerRow};
use crate::vault::Vault;
use crate::verification::{Code, Issued, Lookup, Signature};

/// Looks certificates up in the ledger.
#[derive(Debug)]
pub struct Verifier {
    readers: SqlitePool,
    vault: Arc<Vault>,
    texts: Texts,
    trusted: Option<Roots>,
}

impl Verifier {
    /// Of an engine's ledger.
    pub fn new(engine: &EngineHandle, texts: Texts) -> Self {
        Self { readers: engine.readers(), vault: engine.vault().clone(), texts, trusted: None }
    }

    /// The same, knowing whose signatures are the school's.
    pub fn trusting(self, trusted: Option<Roots>) -> Self {
        Self { trusted, ..self }
    }

    fn issued(&self, row: Option<LedgerRow>) -> Result<Option<Issued>, Fault> {
        let Some(row) = row else { return Ok(None) };
        let at = place("name_sealed", row.year, row.serial);
        let name = self.vault.open_text(&at, &row.name_sealed).map_err(StoreError::from)?;
        let key = format!("certificate.kind.{}", row.kind);
        let kind = |language| self.texts.find(language, &key).unwrap_or(&row.kind).to_owned();
        Ok(Some(Issued {
            number: number::written(row.year, row.serial),
            kind: Label { zh: kind(Language::Zh), en: kind(Language::En) },
            language: row.language,
            name: masked(&name),
            at: row.drawn_at,
            revoked_at: row.revoked.map(|(at, ..)| at),
        }))
    }
}

impl Lookup for Verifier {
    fn by_code<'a>(&'a self, code: &'a Code) -> BoxFuture<'a, Result<Option<Issued>, Fault>> {
        let index = self.vault.blind(CODE, code.as_str());
        async move { self.issued(lookup::by_code(&self.readers, &index).await?) }.boxed()
    }

    fn by_file(&self, sha256: [u8; 32]) -> BoxFuture<'_, Result<Option<Issued>, Fault>> {
        async move { self.issued(lookup::by_sha256(&self.readers, &sha256).await?) }.boxed()
    }

    fn signature(&self, pdf: &[u8]) -> Option<Signature> {
        Some(match signature::verify(pdf, self.trusted.as_ref()?) {
            Verdict::Valid { .. } => Signature::Ours,
            Verdict::Changed => Signature::Changed,
            Verdict::NotSigned | Verdict::NotOurs | Verdict::Unreadable => Signature::Foreign,
        })
    }
}
