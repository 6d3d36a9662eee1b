//! The kinds of certificates, and for whom each is.

use crate::base_data::{Enrolment, Level, Parts, PersonRecord};

/// A kind of certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An undergraduate studies here.
    Enrolment,
    /// A graduate student studies here.
    EnrolmentGraduate,
    /// An undergraduate's courses and grades.
    Transcript,
    /// A graduate student's courses and grades.
    TranscriptGraduate,
    /// A student is about to graduate.
    ExpectedGraduation,
    /// Somebody works here.
    Employment,
    /// What somebody who works here was paid.
    Income,
}

impl Kind {
    /// Every kind, in the order to be shown.
    pub const ALL: [Self; 7] = [
        Self::Enrolment,
        Self::EnrolmentGraduate,
        Self::Transcript,
        Self::TranscriptGraduate,
        Self::ExpectedGraduation,
        Self::Employment,
        Self::Income,
    ];

    /// Its name on the wire, in the ledger, and of its templates.
    pub fn id(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::EnrolmentGraduate => "enrolment_graduate",
            Self::Transcript => "transcript",
            Self::TranscriptGraduate => "transcript_graduate",
            Self::ExpectedGraduation => "expected_graduation",
            Self::Employment => "employment",
            Self::Income => "income",
        }
    }

    /// The kind of a name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// What has to be read of a person for it, and nothing more is.
    pub fn parts(self) -> Parts {
        let person = Parts::PERSON;
        match self {
            Self::Enrolment | Self::EnrolmentGraduate => Parts { enrolments: true, ..person },
            Self::Transcript | Self::TranscriptGraduate | Self::ExpectedGraduation => {
                Parts { enrolments: true, courses: true, ..person }
            }
            Self::Employment => Parts { employments: true, ..person },
            Self::Income => Parts { employments: true, incomes: true, ..person },
        }
    }

    /// Do courses stand on it?
    pub(super) fn shows_courses(self) -> bool {
        matches!(self, Self::Transcript | Self::TranscriptGraduate)
    }

    /// Is it about studies of this level?
    pub(super) fn is_about(self, level: Level) -> bool {
        let graduate = level != Level::Bachelor;
        match self {
            Self::Enrolment | Self::Transcript => !graduate,
            Self::EnrolmentGraduate | Self::TranscriptGraduate => graduate,
            Self::ExpectedGraduation => true,
            Self::Employment | Self::Income => false,
        }
    }
}

/// The kinds there are for such a person, in order; whether they may have one today is another question.
/// Whoever neither studies nor works here, or did, has none.
///
/// # Panics
/// If `person` was read without enrolments or employments.
pub fn kinds(person: &PersonRecord) -> Vec<Kind> {
    let parts = Parts { enrolments: true, employments: true, ..Parts::PERSON };
    assert!(person.parts.cover(parts), "invariant: what decides was read");
    let studies = |kind: Kind| person.enrolments.iter().any(|study: &Enrolment| kind.is_about(study.level));
    let works = !person.employments.is_empty();
    let fits = |kind: &Kind| match kind {
        Kind::Employment | Kind::Income => works,
        kind => studies(*kind),
    };
    Kind::ALL.into_iter().filter(fits).collect()
}
