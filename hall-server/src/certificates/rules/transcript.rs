//! Courses and grades, and what they come to by the school's rule.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base_data::{Course, Enrolment, Hundredths, PersonRecord};

use super::refusal::Refusal;
use super::school::{Mark, Repeats, SchoolRules};

/// Rows a transcript holds at most.
const ROWS_MAX: usize = 400;

/// A course with a grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt<'a> {
    /// The course.
    pub course: &'a Course,
    /// What it is worth, by the record that must have it.
    pub credits: Hundredths,
    /// What the grade means.
    pub mark: Mark,
    /// It counts; of repeated attempts one does.
    pub counts: bool,
}

/// Courses and grades of one course of study.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcript<'a> {
    /// What is listed, by term and code.
    pub attempts: Vec<Attempt<'a>>,
    /// Credits earned.
    pub credits: Hundredths,
    /// Mean of the marks weighted by credits; none if nothing is marked by number.
    pub average: Option<Hundredths>,
    /// Mean of the grade points weighted by credits.
    pub gpa: Option<Hundredths>,
}

/// Draws up the transcript of one course of study.
pub(super) fn transcript<'a>(
    person: &'a PersonRecord,
    study: &Enrolment,
    today: Date,
    school: &SchoolRules,
) -> Result<Transcript<'a>, Refusal> {
    let mut attempts = Vec::new();
    for course in person.courses.iter().filter(|course| course.level == study.level) {
        // Without a grade it is under way.
        if let Some(grade) = &course.grade {
            attempts.push(attempt(course, grade, study, today, school)?);
        }
    }
    choose(&mut attempts, school)?;
    let credits = attempts.iter().filter(|a| a.counts && a.mark.passed).map(|a| a.credits).sum();
    if study.credits_total.is_some_and(|stated| stated != credits) {
        return Err(Refusal::CreditsContradict);
    }
    let average = weighted(&attempts, |mark| mark.percent);
    let gpa = weighted(&attempts, |mark| mark.points);
    if !school.shows_repeats {
        attempts.retain(|attempt| attempt.counts);
    }
    match attempts.len() {
        0 => Err(Refusal::NoGrades),
        1..=ROWS_MAX => Ok(Transcript { attempts, credits, average, gpa }),
        _ => Err(Refusal::TooManyCourses),
    }
}

fn attempt<'a>(
    course: &'a Course,
    grade: &str,
    study: &Enrolment,
    today: Date,
    school: &SchoolRules,
) -> Result<Attempt<'a>, Refusal> {
    if course.name.zh.is_none() {
        return Err(Refusal::CourseNameMissing);
    }
    let credits = course.credits.filter(|credits| credits.0 >= 0).ok_or(Refusal::CreditsMissing)?;
    let mark = school.mark(grade).ok_or(Refusal::GradeUnknown)?;
    if course.term.first_day() > today {
        return Err(Refusal::GradeInFuture);
    }
    // What was learnt elsewhere may have been learnt before.
    let before = study.enrolled_on.is_some_and(|began| course.term.last_day() < began);
    if before && !mark.transferred {
        return Err(Refusal::GradeBeforeEnrolment);
    }
    Ok(Attempt { course, credits, mark, counts: false })
}

/// Of the attempts at each course one counts: the best or the last, by the school's rule.
fn choose(attempts: &mut [Attempt<'_>], school: &SchoolRules) -> Result<(), Refusal> {
    let mut of_course: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, attempt) in attempts.iter().enumerate() {
        of_course.entry(attempt.course.code.as_str()).or_default().push(at);
    }
    for indexes in of_course.values() {
        // In order of their terms, as all attempts are.
        for pair in indexes.windows(2) {
            let (one, next) = (&attempts[pair[0]], &attempts[pair[1]]);
            if one.course.term == next.course.term {
                return Err(Refusal::CourseTwice);
            }
            if one.credits != next.credits {
                return Err(Refusal::CourseContradicts);
            }
        }
        let rank = |at: &&usize| {
            let mark = &attempts[**at].mark;
            (mark.passed, mark.percent, **at)
        };
        let chosen = match school.repeats {
            Repeats::Last => indexes.last(),
            Repeats::Best => indexes.iter().max_by_key(rank),
        };
        if let Some(at) = chosen.copied() {
            attempts[at].counts = true;
        }
    }
    Ok(())
}

/// The mean weighted by credits over what counts and has a number, to the nearest hundredth, half up.
fn weighted(attempts: &[Attempt<'_>], number: impl Fn(&Mark) -> Option<Hundredths>) -> Option<Hundredths> {
    let (mut sum, mut weights) = (0_i64, 0_i64);
    for attempt in attempts.iter().filter(|attempt| attempt.counts) {
        if let Some(number) = number(&attempt.mark) {
            sum += number.0 * attempt.credits.0;
            weights += attempt.credits.0;
        }
    }
    (weights > 0).then(|| Hundredths((sum * 2 + weights) / (2 * weights)))
}
