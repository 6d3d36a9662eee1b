//! Certificates: what a signed-in person may print, the paper drawn up, the copies and what became of them.

use hall_core::ids::DeviceId;
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Label, PrintOutcome};
use crate::texts::Language;

/// `GET /certificates/offers` (kiosk, person): every kind there is for such a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CertificateOffers {
    /// Each kind, in the order to be shown.
    pub offers: Vec<CertificateOffer>,
    /// What for; the first is none in particular.
    pub purposes: Vec<Purpose>,
}

/// A kind of certificate as one person may have it now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CertificateOffer {
    /// Name of its templates, such as `enrolment`.
    pub kind: String,
    /// As shown.
    pub name: Label,
    /// What it says and is good for, in a sentence.
    pub about: Label,
    /// In which languages it can be had.
    #[schema(value_type = Vec<String>)]
    pub languages: Vec<Language>,
    /// Copies still free this term.
    pub free_left: u32,
    /// Why it cannot be printed here: it is shown with the reason, and cannot be chosen.
    pub refused: Option<CertificateRefusal>,
}

/// Why a certificate cannot be printed by the person alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateRefusal {
    /// Stable code, such as `not_enrolled`.
    pub code: String,
    /// The reason and what to do.
    pub words: Label,
}

/// What a certificate is for; printed on it where the template has a place for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Purpose {
    /// Such as `visa`.
    pub id: String,
    /// As shown.
    pub name: Label,
}

/// `POST /certificates` (kiosk, person): draws one up. Nothing is counted before it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawUpRequest {
    /// Which kind.
    pub kind: String,
    /// In which language.
    #[schema(value_type = String)]
    pub language: Language,
    /// What for: an id of [`CertificateOffers::purposes`].
    #[serde(default)]
    pub purpose: Option<String>,
}

/// A certificate, drawn up and signed. Its file is at `GET /certificates/{id}/file` (kiosk, the same person).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DrawnCertificate {
    /// Its name at the site.
    pub id: i64,
    /// As printed on it.
    pub number: String,
    /// Sheets of one copy.
    pub pages: u32,
    /// Copies that may be printed now.
    pub copies_max: u32,
}

/// `POST /certificates/{id}/print` (kiosk, the same person).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintCopiesRequest {
    /// How many.
    pub copies: u32,
}

impl PrintCopiesRequest {
    /// Copies of one order at most; one at least.
    pub const COPIES_PER_ORDER_MAX: u32 = 5;
}

/// One copy in the spool: one job at the printer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateJob {
    /// Its name at the site; never given twice. Its file is at `GET /certificate-jobs/{id}/file` (its device).
    pub id: i64,
    /// What it prints.
    pub certificate: i64,
    /// Its unique name at the printer.
    // `id` stands between its last two `-`: a kiosk that has forgotten all but the name still knows what to report.
    pub name: String,
    /// Sheets.
    pub pages: u32,
    /// It takes the place of a copy that did not come out, or that staff ordered again.
    pub reprint: bool,
}

/// The copies ordered; the same for every repetition of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateJobs {
    /// In the order to be printed.
    pub jobs: Vec<CertificateJob>,
}

/// `POST /certificate-jobs/{id}/report` (its device): how a copy ended. `refused`: nothing came out, and it is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateJobReport {
    /// How it ended.
    pub outcome: PrintOutcome,
    /// Sheets that came out, as far as the printer counted them.
    #[serde(default)]
    pub sheets: Option<u32>,
    /// What the printer said, for staff.
    #[serde(default)]
    pub detail: Option<String>,
}

/// `POST /certificate-jobs/hello` (kiosk): a kiosk starts, and tells what its journal and its printer know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateHello {
    /// Jobs that ended, by their ids. Whatever the server has open beside them was never sent.
    pub ended: Vec<EndedCertificateJob>,
    /// Jobs whose end the kiosk is still following at its printer.
    #[serde(default)]
    pub following: Vec<i64>,
}

/// A copy that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndedCertificateJob {
    /// Which.
    pub id: i64,
    /// How.
    pub report: CertificateJobReport,
}

/// `GET /ledger` (staff): certificates by number, code, person's number or name; the newest first. Every answer is audited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerQuery {
    /// Whole number, code, person's number or name; the newest of all if empty.
    #[serde(default)]
    pub find: String,
}

/// Reply to a [`LedgerQuery`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ledger {
    /// At most 50.
    pub entries: Vec<LedgerEntry>,
}

/// A certificate in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    /// Its name at the site.
    pub id: i64,
    /// As printed on it.
    pub number: String,
    /// Kind.
    pub kind: Label,
    /// Language.
    #[schema(value_type = String)]
    pub language: Language,
    /// Whose: full name and number, since staff look it up.
    pub name: String,
    /// Student or staff number.
    pub person: String,
    /// What for.
    pub purpose: Option<Label>,
    /// When it was drawn up, UTC milliseconds.
    #[schema(value_type = i64)]
    pub at: Timestamp,
    /// SHA-256 of the signed file, hex.
    pub sha256: String,
    /// Is the signed file still kept?
    pub kept: bool,
    /// Each copy, oldest first.
    pub copies: Vec<LedgerCopy>,
    /// It is void since then, and why.
    pub revoked: Option<Revoked>,
}

/// One copy in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LedgerCopy {
    /// Its job.
    pub job: i64,
    /// Where.
    #[schema(value_type = String)]
    pub device: DeviceId,
    /// When it was ordered, UTC milliseconds.
    #[schema(value_type = i64)]
    pub at: Timestamp,
    /// How it ended; none while it is under way.
    pub outcome: Option<PrintOutcome>,
    /// It takes the place of a copy that did not come out, or staff ordered it.
    pub reprint: bool,
    /// Staff member who ordered it.
    pub ordered_by: Option<String>,
    /// What the printer said.
    pub detail: Option<String>,
}

/// A certificate is void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revoked {
    /// Since, UTC milliseconds.
    #[schema(value_type = i64)]
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// `POST /ledger/{id}/revoke` (staff).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeRequest {
    /// Why; 2 to 200 characters, for colleagues and the auditor.
    pub reason: String,
}

/// `POST /ledger/{id}/reprint` (staff): the signed file as it was, once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReprintCertificateRequest {
    /// At which kiosk.
    #[schema(value_type = String)]
    pub device: DeviceId,
}
