//! Printing a certificate alone: what is known of the person and of the paper between signing in and taking it.
//!
//! Everything of it is in one [`Certificate`], which is dropped as a whole when the person goes: then the worker is told to
//! forget its part too. The session's token never comes here; it stays with the worker.

mod moments;
mod news;
mod steps;
mod touches;

use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::time::Timestamp;
use hall_api::requests::{
    CertificateJob, CertificateOffer, CertificateOffers, DrawUpRequest, DrawnCertificate, Label,
    PrintCopiesRequest, Purpose, SignInOffer,
};
use hall_api::texts::Language;
use hall_ui::widgets::Private;

use super::{Action, Secret};

pub use steps::{Copies, CopyEnd, Mask, PIN_DIGITS, Phone, Step, Then, Trouble, Wait, WrongPin};
pub use touches::CertificateTouch;

/// The paper has been taken, or will not be: the person is signed out after this.
pub const TAKEN_SHOWN: Duration = Duration::from_secs(20);
/// Who signs in by phone looks at the phone, not at the kiosk.
pub const IDLE_PHONE: Duration = Duration::from_secs(90);
/// Who waits for the printer may wait for somebody with paper.
pub const IDLE_PRINTING: Duration = Duration::from_mins(3);
/// Nobody waits longer than this for a certificate to be drawn up, or for copies to be ordered.
pub const DRAWING_MAX: Duration = Duration::from_secs(45);
/// Nobody waits longer than this for any other answer.
pub const ANSWER_MAX: Duration = Duration::from_secs(15);
/// What was uncovered by a single touch is covered again after this.
pub const UNCOVERED_MAX: Duration = Duration::from_secs(20);
/// Most copies that can be asked for at once, however many are free.
pub const COPIES_MAX: u32 = PrintCopiesRequest::COPIES_PER_ORDER_MAX;

/// How the office printer is, as far as who wants a certificate is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Office {
    /// This kiosk has none.
    #[default]
    None,
    /// Nothing was heard of it yet.
    Asking,
    /// Prints.
    Ready,
    /// Prints; paper or toner end soon.
    Low,
    /// No paper.
    PaperOut,
    /// Paper is stuck.
    Jam,
    /// No toner.
    TonerOut,
    /// A cover is open.
    CoverOpen,
    /// It reports another error, or was stopped.
    Fault,
    /// It does not answer: no power, no cable.
    Away,
}

impl Office {
    /// Does paper come out?
    pub fn prints(self) -> bool {
        matches!(self, Self::Ready | Self::Low)
    }
}

/// One page of the certificate, rendered from the file's own bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// As it will be printed.
    pub clear: Private,
    /// Nothing of it can be read.
    pub masked: Private,
}

/// What the worker shall do for who is signed in, or signs in. Each under a key, by which the answer is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Sign somebody in by phone: tell what to show, and follow how far the phone has come.
    SignInByPhone {
        /// The page on the phone is in English.
        english: bool,
    },
    /// Sign somebody in by card and PIN. One try.
    SignInByCard {
        /// What the reader typed.
        card: Secret,
        /// What the person typed.
        pin: Secret,
    },
    /// What may be printed?
    Offers,
    /// Draw a certificate up, fetch its file, render it.
    DrawUp(DrawUpRequest),
    /// Order copies, and print them.
    Print {
        /// Of which certificate.
        certificate: i64,
        /// How many.
        copies: u32,
    },
    /// Nobody waits for this task any more: copies that are not being printed yet are given back.
    Abandon,
    /// The person has gone: forget the session and everything that came with it.
    SignOut,
}

/// What the worker tells, always under the key of the task.
#[derive(Clone, Debug)]
pub enum Told {
    /// An answer was lost or late; the request is repeated.
    Retrying,
    /// What to show for the phone.
    Phone(SignInOffer),
    /// A phone has the page open.
    Opened,
    /// Somebody is signed in. What they may print is asked for by itself.
    SignedIn {
        /// Their name as it may stand on a public screen.
        name: String,
        /// The session ends then.
        until: Timestamp,
    },
    /// What may be printed.
    Offers(CertificateOffers),
    /// The certificate.
    Drawn(DrawnCertificate, Vec<Sheet>),
    /// The copies ordered.
    Ordered(Vec<CertificateJob>),
    /// Sheets of a copy that have come out.
    Sheets {
        /// The copy's job.
        job: i64,
        /// How many.
        done: u32,
    },
    /// A copy has ended.
    Ended(i64, CopyEnd),
    /// It cannot be had.
    Refused(NotPossible),
}

/// Why something cannot be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotPossible {
    /// Stable code of the problem.
    pub code: String,
    /// After a wrong PIN: tries left.
    pub tries_left: Option<u32>,
    /// It can be tried again then.
    pub until: Option<Timestamp>,
    /// The server's own words.
    pub words: Option<Label>,
}

impl NotPossible {
    /// By its code alone.
    pub fn with_code(code: impl Into<String>) -> Self {
        Self { code: code.into(), ..Self::default() }
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their name as it may stand on a public screen: 张*.
    pub name: String,
    /// The session ends then.
    pub(super) ends_at: Option<Duration>,
}

/// What the person wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Which of the offers.
    pub offer: usize,
    /// In which language.
    pub language: Language,
    /// What for: which of the purposes.
    pub purpose: usize,
    /// How many.
    pub copies: u32,
}

/// The certificate as drawn up.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// What the server said of it.
    pub certificate: DrawnCertificate,
    /// Its pages.
    pub sheets: Vec<Sheet>,
    /// For which wish; the number of copies does not matter.
    request: DrawUpRequest,
}

/// Somebody prints a certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Where they are.
    pub step: Step,
    /// Who they are; none until they are signed in.
    pub person: Option<Person>,
    /// What there is for them.
    pub offers: Vec<CertificateOffer>,
    /// What for.
    pub purposes: Vec<Purpose>,
    /// What they want.
    pub wish: Wish,
    /// The certificate.
    pub drawn: Option<Drawn>,
    /// The card that was read, until the PIN was right.
    card: Option<Secret>,
    /// Key of the task whose answer is waited for, or that goes on.
    task: Key,
    /// The visit's own key: the worker is told with it that the person has gone.
    visit: Key,
}

impl Certificate {
    pub(super) fn new(visit: Key) -> Self {
        Self {
            step: Step::SignIn,
            person: None,
            offers: Vec::new(),
            purposes: Vec::new(),
            wish: Wish::default(),
            drawn: None,
            card: None,
            task: visit.clone(),
            visit,
        }
    }

    /// The key of the visit.
    pub(super) fn visit(&self) -> &Key {
        &self.visit
    }

    /// The kind that was chosen.
    pub fn offer(&self) -> Option<&CertificateOffer> {
        self.offers.get(self.wish.offer)
    }

    /// What for; none if nothing in particular.
    pub fn purpose(&self) -> Option<&Purpose> {
        self.purposes.get(self.wish.purpose)
    }

    /// Name of the kind that was chosen.
    pub fn name(&self) -> Option<&Label> {
        self.offer().map(|offer| &offer.name)
    }

    /// Most copies that can be printed now.
    pub fn copies_max(&self) -> u32 {
        let free = self.offer().map_or(0, |offer| offer.free_left);
        let most = match self.current() {
            Some(drawn) => drawn.certificate.copies_max,
            None => free,
        };
        most.clamp(1, COPIES_MAX)
    }

    /// The certificate drawn up for what is wished now.
    pub fn current(&self) -> Option<&Drawn> {
        let request = self.request()?;
        self.drawn.as_ref().filter(|drawn| drawn.request == request)
    }

    fn request(&self) -> Option<DrawUpRequest> {
        let offer = self.offer()?;
        // The first purpose is none in particular.
        let purpose = self.purpose().filter(|_| self.wish.purpose > 0).map(|purpose| purpose.id.clone());
        Some(DrawUpRequest { kind: offer.kind.clone(), language: self.wish.language, purpose })
    }

    /// Nobody waits for the present task any more: answers to it come too late.
    fn abandon(&mut self) -> Action {
        let task = std::mem::replace(&mut self.task, self.visit.clone());
        Action::Certificate(task, Task::Abandon)
    }

    /// Would something be lost by leaving?
    pub(super) fn holds_something(&self) -> bool {
        self.person.is_some() && !matches!(self.step, Step::Taken { .. })
    }

    pub(super) fn turn_to(&mut self, to: usize) {
        match &mut self.step {
            Step::Offers { page } | Step::Purpose { page } => *page = to,
            Step::Preview { page, mask } => {
                let last = self.drawn.as_ref().map_or(0, |drawn| drawn.sheets.len().saturating_sub(1));
                *page = to.min(last);
                *mask = Mask::Covered;
            }
            _ => {}
        }
    }
}
