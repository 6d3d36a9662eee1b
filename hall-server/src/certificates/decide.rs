//! The rules of a certificate's life: what may become of it, and why not. Pure: no I/O, no clock, nothing is changed here.
//!
//! Drawn up, it is nobody's proof yet; with the first copy that is ordered it is issued, can be verified and counts. How
//! each copy ended is reported by its device: *refused* means that nothing came out, so it is not counted and may be ordered
//! again; *unknown* is counted and never repeated blindly.

use hall_api::requests::{PrintCopiesRequest, PrintOutcome};
use hall_core::ids::DeviceId;
use hall_core::time::{HOUR_MS, Timestamp};

/// What was drawn up and not printed is dropped after this long, milliseconds. As long may its person order copies.
pub const DRAFT_MS: i64 = HOUR_MS;
/// Copies of one order at most: the kiosk offers no more.
const COPIES_PER_ORDER_MAX: u32 = PrintCopiesRequest::COPIES_PER_ORDER_MAX;
/// Certificates one person may have drawn up and not printed.
pub const DRAFTS_MAX: u32 = 10;
/// Copies of one certificate in all: the ledger shows every one.
pub const COPIES_MAX: usize = 50;
/// Length of a reason, characters.
pub const REASON_CHARS: std::ops::RangeInclusive<usize> = 2..=200;

/// What the school has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Copies free of charge per person, kind and term.
    pub free_copies: u32,
    /// Signed files are deleted after this long, milliseconds.
    pub retention_ms: i64,
}

/// How far a certificate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has a number and is being drawn up.
    Reserved,
    /// Nobody has ordered a copy.
    Drawn,
    /// At least one copy was ordered.
    Issued,
    /// Void.
    Revoked,
    /// Nobody ordered a copy in time: only its number is left.
    Dropped,
}

/// How a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyState {
    /// Under way.
    Queued,
    /// It ended.
    Ended(PrintOutcome),
}

/// A copy of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Its job.
    pub id: i64,
    /// Whose printer.
    pub device: DeviceId,
    /// How it is.
    pub state: CopyState,
    /// Staff ordered it.
    pub by_staff: bool,
    /// The copy whose place it takes.
    pub replaces: Option<i64>,
}

/// A certificate with its copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// How far it has come.
    pub state: State,
    /// When it was drawn up.
    pub drawn_at: Timestamp,
    /// Since when its signed file is kept; none if it is not.
    pub stored_at: Option<Timestamp>,
    /// Every copy, oldest first.
    pub copies: Vec<Copy>,
    /// Copies of its person, kind and term that count, those of this certificate among them.
    pub counted: u32,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Its person orders copies.
    Print {
        /// How many.
        copies: u32,
    },
    /// A device tells how a copy ended.
    Report {
        /// Which.
        job: i64,
        /// How.
        outcome: PrintOutcome,
    },
    /// A device has started, and its journal knows nothing of this copy: it was never sent.
    NeverSent {
        /// Which.
        job: i64,
    },
    /// Staff order one more copy.
    Reprint,
    /// Staff declare it void.
    Revoke {
        /// Why.
        reason: String,
    },
    /// Time has passed.
    PassTime,
}

/// What is to become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// All stays as it is.
    Nothing,
    /// Copies were ordered, and it is issued with them. For each copy: the one whose place it takes.
    Ordered(Vec<Option<i64>>),
    /// A copy has ended.
    Ended {
        /// Which.
        job: i64,
        /// How.
        outcome: PrintOutcome,
    },
    /// It is void.
    Revoked,
    /// Nobody ordered a copy in time: file, person and name go, its number stays.
    Dropped,
    /// Its signed file goes.
    FileDeleted,
}

/// Why something is not to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Of so many copies that are not left.
    #[error("only {left} free copies are left this term")]
    CopiesUsedUp {
        /// Left.
        left: u32,
    },
    /// No order is for so many.
    #[error("1 to {max} copies are allowed")]
    BadCopies {
        /// Allowed.
        max: u32,
    },
    /// One certificate has so many copies already.
    #[error("the certificate has {COPIES_MAX} copies already")]
    TooManyCopies,
    /// Staff have ordered enough of that device.
    #[error("the device has not printed what was ordered before")]
    TooManyWaiting,
    /// Too much was drawn up and not printed.
    #[error("{DRAFTS_MAX} certificates were drawn up and not printed: wait an hour")]
    TooManyDrafts,
    /// It was drawn up too long ago: facts may have changed.
    #[error("it was drawn up too long ago: have it drawn up anew")]
    TooOld,
    /// It is void.
    #[error("the certificate was revoked")]
    Revoked,
    /// Nobody has printed it, so there is nothing to repeat or to revoke.
    #[error("no copy of the certificate was ever printed")]
    NotIssued,
    /// Its file is not kept any more.
    #[error("the signed file is not kept any more")]
    FileGone,
    /// A reason is too short or too long.
    #[error("reason: {} to {} characters are allowed", REASON_CHARS.start(), REASON_CHARS.end())]
    BadReason,
    /// The certificate has no such copy.
    #[error("the certificate has no such copy")]
    NoSuchCopy,
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CopiesUsedUp { .. } => "copies_used_up",
            Self::BadCopies { .. } => "bad_copies",
            Self::TooManyCopies => "too_many_copies",
            Self::TooManyWaiting => "printer_busy",
            Self::TooManyDrafts => "too_many_drafts",
            Self::TooOld => "certificate_too_old",
            Self::Revoked => "certificate_revoked",
            Self::NotIssued => "certificate_not_issued",
            Self::FileGone => "certificate_file_gone",
            Self::BadReason => "bad_reason",
            Self::NoSuchCopy => "certificate_unknown",
        }
    }
}

impl Policy {
    /// Copies still free of so many that count.
    pub fn left(self, counted: u32) -> u32 {
        self.free_copies.saturating_sub(counted)
    }

    /// Copies of one order at most.
    pub fn copies_max(self, counted: u32) -> u32 {
        self.left(counted).min(COPIES_PER_ORDER_MAX)
    }

    /// May a person have one more certificate drawn up, with so many copies that count and so many drafts?
    ///
    /// # Errors
    /// No free copy is left, or too many drafts are open.
    pub fn may_draw_up(self, counted: u32, drafts: u32) -> Result<(), Refusal> {
        if self.left(counted) == 0 {
            return Err(Refusal::CopiesUsedUp { left: 0 });
        }
        if drafts >= DRAFTS_MAX { Err(Refusal::TooManyDrafts) } else { Ok(()) }
    }
}

/// What a command comes to.
///
/// # Errors
/// Why it comes to nothing.
pub fn decide(record: &Record, policy: Policy, now: Timestamp, command: &Command) -> Result<Change, Refusal> {
    match command {
        Command::Print { copies } => record.print(policy, now, *copies),
        Command::Report { job, outcome } => record.report(*job, *outcome),
        Command::NeverSent { job } => record.never_sent(*job),
        Command::Reprint => record.reprint(),
        Command::Revoke { reason } => record.revoke(reason),
        Command::PassTime => Ok(record.pass_time(policy, now)),
    }
}

impl Record {
    fn print(&self, policy: Policy, now: Timestamp, copies: u32) -> Result<Change, Refusal> {
        match self.state {
            State::Drawn | State::Issued => {}
            State::Revoked => return Err(Refusal::Revoked),
            State::Reserved | State::Dropped => return Err(Refusal::TooOld),
        }
        if now.since(self.drawn_at) >= DRAFT_MS {
            return Err(Refusal::TooOld);
        }
        if self.stored_at.is_none() {
            return Err(Refusal::FileGone);
        }
        if !(1..=COPIES_PER_ORDER_MAX).contains(&copies) {
            return Err(Refusal::BadCopies { max: COPIES_PER_ORDER_MAX });
        }
        let left = policy.left(self.counted);
        if copies > left {
            return Err(Refusal::CopiesUsedUp { left });
        }
        if self.copies.len() + copies as usize > COPIES_MAX {
            return Err(Refusal::TooManyCopies);
        }
        let mut lost = self.not_come_out();
        Ok(Change::Ordered((0..copies).map(|_| lost.next()).collect()))
    }

    /// Copies of the person that did not come out and that none has replaced.
    fn not_come_out(&self) -> impl Iterator<Item = i64> {
        let is_lost = |copy: &&Copy| copy.state == CopyState::Ended(PrintOutcome::Refused);
        let is_replaced = |copy: &Copy| self.copies.iter().any(|later| later.replaces == Some(copy.id));
        self.copies.iter().filter(is_lost).filter(move |copy| !is_replaced(copy)).map(|copy| copy.id)
    }

    /// The first report stands, except that *unknown* may still become *confirmed*.
    fn report(&self, job: i64, outcome: PrintOutcome) -> Result<Change, Refusal> {
        let copy = self.copies.iter().find(|copy| copy.id == job).ok_or(Refusal::NoSuchCopy)?;
        Ok(match (copy.state, outcome) {
            (CopyState::Queued, _) | (CopyState::Ended(PrintOutcome::Unknown), PrintOutcome::Confirmed) => {
                Change::Ended { job, outcome }
            }
            (CopyState::Ended(_), _) => Change::Nothing,
        })
    }

    /// What staff ordered waits for the device; what a person ordered, nobody waits for any more.
    fn never_sent(&self, job: i64) -> Result<Change, Refusal> {
        let copy = self.copies.iter().find(|copy| copy.id == job).ok_or(Refusal::NoSuchCopy)?;
        if copy.by_staff { Ok(Change::Nothing) } else { self.report(job, PrintOutcome::Refused) }
    }

    fn reprint(&self) -> Result<Change, Refusal> {
        match self.state {
            State::Issued => {}
            State::Revoked => return Err(Refusal::Revoked),
            State::Reserved | State::Drawn | State::Dropped => return Err(Refusal::NotIssued),
        }
        if self.stored_at.is_none() {
            return Err(Refusal::FileGone);
        }
        if self.copies.len() >= COPIES_MAX {
            return Err(Refusal::TooManyCopies);
        }
        Ok(Change::Ordered(vec![self.not_come_out().next()]))
    }

    fn revoke(&self, reason: &str) -> Result<Change, Refusal> {
        if !REASON_CHARS.contains(&reason.trim().chars().count()) {
            return Err(Refusal::BadReason);
        }
        match self.state {
            State::Issued => Ok(Change::Revoked),
            State::Revoked => Err(Refusal::Revoked),
            State::Reserved | State::Drawn | State::Dropped => Err(Refusal::NotIssued),
        }
    }

    fn pass_time(&self, policy: Policy, now: Timestamp) -> Change {
        match self.state {
            State::Reserved | State::Drawn if now.since(self.drawn_at) >= DRAFT_MS => Change::Dropped,
            State::Issued | State::Revoked
                if self.stored_at.is_some_and(|at| now.since(at) >= policy.retention_ms) =>
            {
                Change::FileDeleted
            }
            State::Reserved | State::Drawn | State::Issued | State::Revoked | State::Dropped => {
                Change::Nothing
            }
        }
    }
}

#[cfg(test)]
#[path = "decide/tests.rs"]
mod tests;
