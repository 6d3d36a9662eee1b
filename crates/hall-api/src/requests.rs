//! Bodies of requests and replies under `/api/v1`.
//!
//! Every changing request carries an `Idempotency-Key` header. Windows and tickets are named in the path,
//! the clerk by the session, the kiosk by its token; bodies hold the rest. Unknown fields are refused.

use std::fmt;

use hall_core::command::{ItemOutcome, Outcome, ParkKind, PauseReason, TransferTarget};
use hall_core::ids::{ClassId, DeviceId, ItemCode, TicketId, TicketNumber, WindowId};
use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod certificates;
mod desk;
mod evaluation;
mod person;
mod printers;
mod scan;
mod statistics;
mod supervise;

pub use certificates::{
    CertificateHello, CertificateJob, CertificateJobReport, CertificateJobs, CertificateOffer,
    CertificateOffers, CertificateRefusal, DrawUpRequest, DrawnCertificate, EndedCertificateJob, Ledger,
    LedgerCopy, LedgerEntry, LedgerQuery, PrintCopiesRequest, Purpose, ReprintCertificateRequest,
    RevokeRequest, Revoked,
};
pub use desk::{DeskSettings, GiveRequest};
pub use evaluation::{Evaluated, EvaluationRequest, MaterialsRequest, PadEvaluationRequest};
pub use person::{
    CardSignInRequest, PERSON_SESSION_HEADER, PersonSession, SignInByPhoneRequest, SignInOffer,
    SignInProgress, UnlockPersonRequest,
};
pub use printers::{
    OfficePrinterReport, OfficePrinterState, Ordered, PrinterReport, PrinterState, ReprintRequest,
    TestPageRequest,
};
pub use scan::{CannotReturn, ScanRequest, ScannedTicket};
pub use statistics::{
    By, Figures, GroupFigures, Matters, Outcomes, OwnFigures, Period, Ratings, Spread, StatisticsQuery,
    StatisticsReply,
};
pub use supervise::{
    AnnounceRequest, Announced, AssignLinesRequest, ExtendHoursRequest, OpenForRequest, ReadyRequest,
    ReadyShown,
};

/// `POST /tickets` (kiosk).
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeTicketRequest {
    /// What for, in the order chosen.
    #[schema(value_type = Vec<String>)]
    pub items: Vec<ItemCode>,
    /// Class the visitor claims.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub class: Option<ClassId>,
    /// The visitor reads English: paper and voice follow.
    #[serde(default)]
    pub english: bool,
    /// What the reader of staff and student cards typed: 4 to 32 letters and digits. One person has one open ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// From the notice of missing materials, as typed or scanned: ten letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_code: Option<String>,
}

/// Shows neither card nor return code.
impl fmt::Debug for TakeTicketRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TakeTicketRequest")
            .field("items", &self.items)
            .field("class", &self.class)
            .field("english", &self.english)
            .field("card", &self.card.is_some())
            .field("return_code", &self.return_code.is_some())
            .finish()
    }
}

/// The ticket taken; the same for every repetition of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TakenTicket {
    /// Its name for life.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// As printed, such as `A003`.
    pub number: String,
    /// When it was taken, UTC milliseconds.
    #[schema(value_type = i64)]
    pub issued_at: Timestamp,
    /// Address of its page for the phone.
    pub phone_url: String,
    /// People ahead when it was taken.
    pub people_ahead: usize,
    /// Estimated wait when it was taken; none if it cannot be told.
    pub wait: Option<WaitRange>,
    /// Where to wait, in both languages.
    pub area: Label,
    /// What the kiosk has to print.
    pub print_job: Option<PrintJob>,
}

/// A range of minutes, as shown: 约10–15分钟.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitRange {
    /// At least, minutes.
    pub from_minutes: u32,
    /// At most, minutes.
    pub to_minutes: u32,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<&hall_core::catalogue::Text> for Label {
    fn from(text: &hall_core::catalogue::Text) -> Self {
        Self { zh: text.zh.clone(), en: text.en.clone() }
    }
}

/// A print job of the server's spool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PrintJob {
    /// Its name, unique at the site.
    pub id: i64,
    /// The ticket it prints, if it prints one.
    #[schema(value_type = Option<u64>)]
    pub ticket: Option<TicketId>,
    /// It repeats an earlier print: marked 补打.
    pub reprint: bool,
    /// The receipt: the document model of the `printing` crate as JSON.
    #[schema(value_type = Object)]
    pub receipt: serde_json::Value,
}

/// How a print job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrintOutcome {
    /// The printer consumed everything.
    Confirmed,
    /// Nobody knows whether paper came out; the number was shown on the screen.
    Unknown,
    /// Nothing was sent; the number was shown on the screen.
    Refused,
}

/// `POST /print-jobs/{id}/report` (device).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintReport {
    /// How it ended.
    pub outcome: PrintOutcome,
    /// What the printer said, for staff.
    #[serde(default)]
    pub detail: Option<String>,
}

/// `POST /kiosk/hello` (device): a kiosk starts; its ghosts are settled and open jobs named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KioskHello {
    /// What the kiosk's journal knows of jobs the server may not have heard about.
    pub journal: Vec<JournalEntry>,
}

/// One job in a kiosk's journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JournalEntry {
    /// The job.
    pub id: i64,
    /// How it ended as far as the kiosk knows.
    pub outcome: PrintOutcome,
    /// The kiosk stopped in the middle: whoever waited for it was told nothing, so its ticket may be a ghost.
    #[serde(default)]
    pub interrupted: bool,
}

/// Reply to a hello.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KioskWelcome {
    /// Jobs to print now, reprints of young ghosts.
    pub print_jobs: Vec<PrintJob>,
    /// The kiosk's own name, by which it listens to the orders for its printer.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub device: Option<DeviceId>,
}

/// `POST /windows/{window}/pause` (clerk).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseRequest {
    /// Why.
    #[schema(value_type = String)]
    pub reason: PauseReason,
    /// When it goes on, UTC milliseconds.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub until: Option<Timestamp>,
}

/// `POST /windows/{window}/call-next` (clerk).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallNextRequest {
    /// The ticket the desk believes it has; a mismatch is `stale`.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub believed: Option<TicketId>,
}

/// Requests on the ticket at a window: `call`, `recall`, `start`, `no-show`, `resume`, `put-back`, `void-class`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketRequest {
    /// The ticket the desk shows.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
}

/// `POST /windows/{window}/outcome` (clerk).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRequest {
    /// The ticket the desk shows.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// The item.
    #[schema(value_type = String)]
    pub item: ItemCode,
    /// What came of it.
    #[schema(value_type = String)]
    pub outcome: Outcome,
}

/// `POST /windows/{window}/finish` (clerk).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishRequest {
    /// The ticket the desk shows.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// Outcomes not recorded before.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub outcomes: Vec<ItemOutcome>,
}

/// `POST /windows/{window}/park` (clerk).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkRequest {
    /// The ticket the desk shows.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// How it comes back.
    #[schema(value_type = String)]
    pub kind: ParkKind,
}

/// `POST /windows/{window}/transfer` (clerk).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRequest {
    /// The ticket the desk shows.
    #[schema(value_type = u64)]
    pub ticket: TicketId,
    /// Which items; none = every open one.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub items: Vec<ItemCode>,
    /// Where to.
    #[schema(value_type = Object)]
    pub to: TransferTarget,
    /// For the next clerk, at most 500 characters; a record, not part of the log.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /tickets/{ticket}/direct` (supervisor).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectRequest {
    /// Where to.
    #[schema(value_type = u16)]
    pub window: WindowId,
}

/// Reply to every command about a ticket or a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Acted {
    /// The ticket it concerned.
    #[schema(value_type = Option<u64>)]
    pub ticket: Option<TicketId>,
    /// Its number, such as `A003`.
    #[schema(value_type = Option<Object>)]
    pub number: Option<TicketNumber>,
    /// After `outcome` and `finish`: the code with which the visitor comes back when materials are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_code: Option<String>,
}

/// `POST /session`: a staff member signs in.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// Name to sign in with.
    pub user: String,
    /// Password.
    pub password: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Opaque reference.
    pub staff: String,
    /// Shown to colleagues.
    pub name: String,
    /// Roles held.
    pub roles: Vec<Role>,
}

/// `POST /devices/enrol`: a device turns its one-time code into a token.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// The one-time code.
    pub code: String,
}

/// The token of a device; shown once, kept by the device.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EnrolReply {
    /// The device's name.
    pub device: String,
    /// For `Authorization: Bearer`.
    pub token: String,
}

/// What somebody may do. Devices and the public have none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 窗口人员.
    Clerk,
    /// 值班长.
    Supervisor,
    /// Staff of a department behind the hall.
    Department,
    /// Edits the catalogue.
    Editor,
    /// Reads the log, changes nothing.
    Auditor,
    /// Devices, staff, configuration.
    Administrator,
}
