//! Who may have which certificate. Pure: records and a day in, facts or the reason why not out.
//!
//! [`check`] is the only way to [`Facts`], and facts are the only thing values are written from: what is missing or contradicts
//! itself in base data can stand on no paper. Every reason is a [`Refusal`] of its own, with words that say where to go.

mod english;
mod kind;
mod person;
mod refusal;
mod school;
mod staff;
mod student;
#[cfg(test)]
pub(in crate::certificates) mod tests;
mod transcript;

use hall_api::texts::Language;
use jiff::civil::Date;

use crate::base_data::{Employment, Enrolment, PersonRecord};

pub use kind::{Kind, kinds};
pub use refusal::Refusal;
pub use school::{Mark, Repeats, SchoolRules};
pub use staff::Pay;
pub use transcript::{Attempt, Transcript};

/// What a certificate may say: records that are whole and agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts<'a> {
    /// For which certificate.
    pub kind: Kind,
    /// Who.
    pub person: &'a PersonRecord,
    /// Their full name.
    pub name: &'a str,
    /// What the kind is about.
    pub about: About<'a>,
}

/// What a certificate is about.
#[derive(Clone, Debug, PartialEq)]
pub enum About<'a> {
    /// Somebody studies.
    Study {
        /// What.
        enrolment: &'a Enrolment,
        /// Courses and what they come to; with the kinds that show them or count them.
        transcript: Option<Transcript<'a>>,
    },
    /// Somebody works here.
    Work {
        /// As what.
        employment: &'a Employment,
        /// What they were paid; with the kind that shows it.
        pay: Option<Pay>,
    },
}

/// A certificate a person may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// In which languages: Chinese always, English if every name in it has one.
    pub languages: Vec<Language>,
}

/// May this person have this certificate today, and in which languages?
///
/// # Errors
/// The first reason why not.
///
/// # Panics
/// If `person` was read without the parts the kind needs ([`Kind::parts`]).
pub fn offer(kind: Kind, person: &PersonRecord, today: Date, school: &SchoolRules) -> Result<Offer, Refusal> {
    let facts = check(kind, person, today, school)?;
    let mut languages = vec![Language::Zh];
    if facts.check_language(Language::En).is_ok() {
        languages.push(Language::En);
    }
    Ok(Offer { languages })
}

/// The facts a certificate may say.
///
/// # Errors
/// The first reason why it may not be had.
///
/// # Panics
/// If `person` was read without the parts the kind needs ([`Kind::parts`]).
pub fn check<'a>(
    kind: Kind,
    person: &'a PersonRecord,
    today: Date,
    school: &SchoolRules,
) -> Result<Facts<'a>, Refusal> {
    assert!(person.parts.cover(kind.parts()), "invariant: what the kind needs was read");
    let about = match kind {
        Kind::Enrolment | Kind::EnrolmentGraduate => {
            About::Study { enrolment: student::enrolled(kind, person, today)?, transcript: None }
        }
        Kind::Transcript | Kind::TranscriptGraduate => {
            let enrolment = student::enrolled(kind, person, today)?;
            let transcript = transcript::transcript(person, enrolment, today, school)?;
            About::Study { enrolment, transcript: Some(transcript) }
        }
        Kind::ExpectedGraduation => {
            let enrolment = student::enrolled(kind, person, today)?;
            student::final_year(enrolment, today, school)?;
            let transcript = transcript::transcript(person, enrolment, today, school)?;
            student::enough_credits(enrolment, &transcript, school)?;
            About::Study { enrolment, transcript: Some(transcript) }
        }
        Kind::Employment => About::Work { employment: staff::employed(person, today)?, pay: None },
        Kind::Income => {
            let employment = staff::employed(person, today)?;
            About::Work { employment, pay: Some(staff::pay(person, employment, today)?) }
        }
    };
    let name = person::check(person, today)?;
    Ok(Facts { kind, person, name, about })
}
