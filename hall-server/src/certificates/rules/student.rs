//! Does somebody study here, and do they graduate soon?

use jiff::civil::Date;

use crate::base_data::{Enrolment, PersonRecord, Standing};

use super::kind::Kind;
use super::person::age;
use super::refusal::Refusal;
use super::school::SchoolRules;
use super::transcript::Transcript;

/// Nobody begins to study younger, years.
const AGE_MIN: i16 = 12;

/// The one course of study that goes on today, of the kind's level.
pub(super) fn enrolled(kind: Kind, person: &PersonRecord, today: Date) -> Result<&Enrolment, Refusal> {
    let open = |study: &&Enrolment| matches!(study.standing, Standing::Enrolled | Standing::Suspended);
    // Two at once contradict each other, whichever levels they are of.
    let mut going_on = person.enrolments.iter().filter(open);
    let first = going_on.next();
    if going_on.next().is_some() {
        return Err(Refusal::TwoEnrolments);
    }
    let Some(study) = first.filter(|study| kind.is_about(study.level)) else {
        return Err(why_not(kind, person));
    };
    if study.standing == Standing::Suspended {
        return Err(Refusal::Suspended);
    }
    check(study, person, today)?;
    Ok(study)
}

/// Why nothing of the kind goes on: by the latest of what did.
fn why_not(kind: Kind, person: &PersonRecord) -> Refusal {
    let over = person.enrolments.iter().rfind(|study| kind.is_about(study.level));
    match over.map(|study| study.standing) {
        Some(Standing::Graduated) => Refusal::Graduated,
        Some(Standing::Withdrawn) => Refusal::Withdrawn,
        Some(Standing::Enrolled | Standing::Suspended) | None => Refusal::NotAStudent,
    }
}

/// Is everything known of it, and does it agree?
fn check(study: &Enrolment, person: &PersonRecord, today: Date) -> Result<(), Refusal> {
    let began = study.enrolled_on.ok_or(Refusal::EnrolmentDateMissing)?;
    if began > today {
        return Err(Refusal::NotYetEnrolled);
    }
    if person.born.is_some_and(|born| age(born, began) < AGE_MIN) {
        return Err(Refusal::EnrolledTooYoung);
    }
    let expected = study.expected_on.ok_or(Refusal::ExpectedDateMissing)?;
    if expected <= began || study.ended_on.is_some_and(|ended| ended <= began) {
        return Err(Refusal::GraduationBeforeEnrolment);
    }
    if study.ended_on.is_some_and(|ended| ended <= today) {
        return Err(Refusal::EnrolmentEnded);
    }
    if expected < today {
        return Err(Refusal::GraduationOverdue);
    }
    if study.school.zh.is_none() {
        return Err(Refusal::SchoolMissing);
    }
    if study.major.zh.is_none() {
        return Err(Refusal::MajorMissing);
    }
    match study.length_years {
        Some(length) if length.0 > 0 => Ok(()),
        _ => Err(Refusal::LengthMissing),
    }
}

/// Is the end near?
pub(super) fn final_year(study: &Enrolment, today: Date, school: &SchoolRules) -> Result<(), Refusal> {
    let expected = study.expected_on.ok_or(Refusal::ExpectedDateMissing)?;
    let months = jiff::Span::new().months(i64::from(school.graduation_months_before));
    let from = expected.checked_sub(months).map_err(|_out_of_range| Refusal::NotFinalYear)?;
    if today < from { Err(Refusal::NotFinalYear) } else { Ok(()) }
}

/// Are there as many credits as there must be by then?
pub(super) fn enough_credits(
    study: &Enrolment,
    transcript: &Transcript<'_>,
    school: &SchoolRules,
) -> Result<(), Refusal> {
    let required = study.credits_required.ok_or(Refusal::CreditsRequiredMissing)?;
    if transcript.credits + school.graduation_credits_missing_max < required {
        Err(Refusal::CreditsShort)
    } else {
        Ok(())
    }
}
