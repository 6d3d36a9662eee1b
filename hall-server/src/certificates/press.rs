//! What makes papers: reads base data, judges them, draws and signs. Behind a trait, so that the ledger is tested without fonts
//! and keys; [`super::office`] is the real one.

use std::collections::BTreeMap;
use std::fmt::Debug;

use futures_util::future::BoxFuture;
use hall_api::requests::{CertificateRefusal, Label, Purpose};
use hall_api::texts::Language;
use hall_core::time::Timestamp;

use super::CertificateError;

/// A kind of certificate as a person may have it, but for what the ledger knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub kind: &'static str,
    /// As shown.
    pub name: Label,
    /// What it says and is good for.
    pub about: Label,
    /// In which languages.
    pub languages: Vec<Language>,
    /// Why it cannot be had.
    pub refused: Option<CertificateRefusal>,
}

/// What is to be drawn up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Id of the kind.
    pub kind: String,
    /// In which language.
    pub language: Language,
    /// Id of the purpose.
    pub purpose: Option<String>,
}

/// What may stand on a paper.
#[derive(Clone)]
pub struct Draft {
    /// Full name of the person, for the ledger.
    pub name: String,
    /// What base data say: texts by the names of their fields.
    pub fields: BTreeMap<String, String>,
    /// Rows of texts by column, by the names of their tables.
    pub tables: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

/// What the server itself puts on a paper.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Its number.
    pub number: String,
    /// Its verification code.
    pub code: String,
    /// When it is drawn up.
    pub at: Timestamp,
}

/// A signed paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The file.
    pub pdf: Vec<u8>,
    /// Sheets.
    pub pages: u32,
}

/// See the module.
pub trait Press: Debug + Send + Sync {
    /// Every kind there is for such a person, in the order to be shown.
    ///
    /// # Errors
    /// The base data are away.
    fn offers<'a>(
        &'a self,
        person: &'a str,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Vec<Offered>, CertificateError>>;

    /// Reads and judges what is to stand on a paper.
    ///
    /// # Errors
    /// There is no such kind, the person may not have it, or the base data are away.
    fn read<'a>(
        &'a self,
        person: &'a str,
        wanted: &'a Wanted,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Draft, CertificateError>>;

    /// Draws a paper and signs it. Takes some tens of milliseconds of a processor: call it on a thread for that.
    ///
    /// # Errors
    /// A character no font has, or a fault of template, seal or key.
    fn make(&self, wanted: &Wanted, draft: &Draft, stamp: &Stamp) -> Result<Paper, CertificateError>;

    /// What certificates may be for; the first is none in particular.
    fn purposes(&self) -> &[Purpose];

    /// How a kind is called.
    fn kind_name(&self, kind: &str) -> Label;

    /// When the key's certificate ends.
    fn key_ends_at(&self) -> Timestamp;
}
