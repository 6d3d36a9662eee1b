//! The steps from signing in to taking the paper.

use std::time::Duration;

use hall_api::core::time::Timestamp;
use hall_api::requests::Label;

use super::super::Secret;

/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;

/// Where the person is.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Sign in: by phone or by card?
    SignIn,
    /// The phone has the word.
    Phone(Phone),
    /// The card, please.
    Card,
    /// The PIN, please.
    Pin {
        /// What was typed.
        typed: Secret,
        /// The last one was wrong.
        wrong: Option<WrongPin>,
    },
    /// An answer is waited for.
    Waiting {
        /// For what.
        what: Wait,
        /// Since when.
        since: Duration,
        /// The first answer was lost or late.
        retrying: bool,
    },
    /// Which certificate?
    Offers {
        /// Page of the list, from 0.
        page: usize,
    },
    /// In which language?
    Language,
    /// What for?
    Purpose {
        /// Page of the list, from 0.
        page: usize,
    },
    /// How many?
    Copies,
    /// This is how it looks.
    Preview {
        /// Page of the certificate, from 0.
        page: usize,
        /// Can it be read?
        mask: Mask,
    },
    /// It is being printed.
    Printing(Copies),
    /// Not everything came out.
    Short(Copies),
    /// The paper, please.
    Taken {
        /// Shown since.
        since: Duration,
    },
    /// It cannot be had, and why.
    Trouble(Trouble),
}

/// The PIN was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongPin {
    /// So many tries are left.
    Left(u32),
    /// It may be tried again; the server does not say how often.
    Again,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// What to show for the phone.
    Phone,
    /// Is the PIN right?
    Pin,
    /// What may be printed.
    Offers,
    /// The certificate.
    Drawing,
    /// The copies.
    Ordering,
}

/// What is shown for the phone.
#[derive(Clone, Debug, PartialEq)]
pub struct Phone {
    /// Address of its page.
    pub url: String,
    /// Two digits that stand on both.
    pub check: String,
    /// It is no use any more then.
    pub ends_at: Duration,
    /// A phone has it open.
    pub opened: bool,
}

/// Can the preview be read?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// No.
    Covered,
    /// While a finger lies on it.
    Held,
    /// Until then, or until it is touched again.
    Uncovered {
        /// When it is covered again.
        until: Duration,
    },
}

impl Mask {
    /// Nothing can be read.
    pub fn is_covered(self) -> bool {
        self == Self::Covered
    }
}

/// How a copy ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyEnd {
    /// It came out.
    Printed,
    /// Nothing came out; it is not counted.
    NotPrinted,
    /// Nobody knows; it is counted, and staff are told.
    Unknown,
}

/// The copies under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Copies {
    /// By job: sheets that came out, and how it ended.
    jobs: Vec<(i64, u32, Option<CopyEnd>)>,
    /// Sheets of one copy.
    pages: u32,
}

impl Copies {
    pub(super) fn new(jobs: impl IntoIterator<Item = i64>, pages: u32) -> Self {
        Self { jobs: jobs.into_iter().map(|job| (job, 0, None)).collect(), pages: pages.max(1) }
    }

    pub(super) fn sheets(&mut self, job: i64, done: u32) {
        let pages = self.pages;
        for (_, sheets, _) in self.jobs.iter_mut().filter(|(known, ..)| *known == job) {
            *sheets = done.min(pages).max(*sheets);
        }
    }

    pub(super) fn end(&mut self, job: i64, how: CopyEnd) {
        let pages = self.pages;
        for (_, sheets, end) in self.jobs.iter_mut().filter(|(known, ..)| *known == job) {
            *end = Some(how);
            if how == CopyEnd::Printed {
                *sheets = pages;
            }
        }
    }

    /// Have all ended?
    pub(super) fn are_over(&self) -> bool {
        self.jobs.iter().all(|(_, _, end)| end.is_some())
    }

    /// How many ended so.
    pub fn ended(&self, how: CopyEnd) -> usize {
        self.jobs.iter().filter(|(_, _, end)| *end == Some(how)).count()
    }

    /// The sheet that is being printed, from 1, and of how many.
    pub fn sheet(&self) -> (u32, u32) {
        let count = u32::try_from(self.jobs.len()).unwrap_or(u32::MAX).saturating_mul(self.pages);
        let over = |(_, sheets, end): &(i64, u32, Option<CopyEnd>)| {
            if end.is_some() { self.pages } else { *sheets }
        };
        let done: u32 = self.jobs.iter().map(over).sum();
        ((done + 1).min(count), count)
    }
}

/// Where it goes on after a trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Sign in again.
    SignIn,
    /// Ask the same once more.
    Again(Wait),
    /// Choose another certificate.
    Choose,
    /// Home.
    Home,
}

/// It cannot be had, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Code of the problem.
    pub code: String,
    /// It can be tried again then.
    pub until: Option<Timestamp>,
    /// The server's own words.
    pub words: Option<Label>,
    /// Where it goes on.
    pub then: Then,
}
