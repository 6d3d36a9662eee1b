//! What base data say of one person. Facts as they were found: that they agree with each other is for the rules to see.

use std::fmt;

use jiff::civil::Date;

use super::exact::Hundredths;
use super::number::PersonNumber;
use super::tables::Parts;

/// Sex, as on the identity document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the word says it")]
pub enum Sex {
    Male,
    Female,
}

/// What kind of document an identity number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdKind {
    /// A resident's identity card: 17 digits and a check character.
    IdCard,
    /// A passport.
    Passport,
    /// A residence or travel permit.
    Permit,
}

/// What one studies for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the word says it")]
pub enum Level {
    Bachelor,
    Master,
    Doctor,
}

/// How an enrolment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Studying.
    Enrolled,
    /// Away with leave; comes back.
    Suspended,
    /// Done.
    Graduated,
    /// Left without a degree.
    Withdrawn,
}

/// What a course is to a student.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CourseKind {
    /// Has to be taken.
    Required,
    /// Chosen within the major.
    Elective,
    /// Chosen from what all may take.
    General,
    /// Internships, laboratories, training.
    Practice,
    /// The thesis or design at the end.
    Thesis,
}

/// Which part of the school year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the word says it")]
pub enum Season {
    Autumn,
    Spring,
    Summer,
}

/// A term: `2025-1` is the autumn of the school year that begins in 2025, `2025-2` the spring after it, `2025-3` the summer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// In which its school year begins.
    pub year: i16,
    /// Which part of it.
    pub season: Season,
}

impl Term {
    /// The day it begins, at the earliest.
    pub fn first_day(self) -> Date {
        match self.season {
            Season::Autumn => jiff::civil::date(self.year, 8, 15),
            Season::Spring => jiff::civil::date(self.year + 1, 2, 1),
            Season::Summer => jiff::civil::date(self.year + 1, 6, 15),
        }
    }

    /// The day it ends, at the latest.
    pub fn last_day(self) -> Date {
        match self.season {
            Season::Autumn => jiff::civil::date(self.year + 1, 2, 15),
            Season::Spring => jiff::civil::date(self.year + 1, 7, 31),
            Season::Summer => jiff::civil::date(self.year + 1, 9, 15),
        }
    }

    /// The calendar year it lies in.
    pub fn calendar_year(self) -> i16 {
        if self.season == Season::Autumn { self.year } else { self.year + 1 }
    }
}

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Such as 2026.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month before.
    pub fn before(self) -> Self {
        match self.month {
            1 => Self { year: self.year - 1, month: 12 },
            month => Self { year: self.year, month: month - 1 },
        }
    }
}

/// What something is called; the university may have no English name for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// In Chinese.
    pub zh: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// A course of study.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Enrolment {
    /// When it began.
    pub enrolled_on: Option<Date>,
    /// What for.
    pub level: Level,
    /// How it stands.
    pub standing: Standing,
    /// School or department.
    pub school: Name,
    /// What is studied.
    pub major: Name,
    /// The class, such as 计算机2203班.
    pub class: Option<String>,
    /// How long it takes by the rules.
    pub length_years: Option<Hundredths>,
    /// When it is to end.
    pub expected_on: Option<Date>,
    /// When it ended.
    pub ended_on: Option<Date>,
    /// Credits needed in all.
    pub credits_required: Option<Hundredths>,
    /// Credits earned in all, as the registry counts them.
    pub credits_total: Option<Hundredths>,
}

/// One attempt at a course.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Course {
    /// When.
    pub term: Term,
    /// Its code.
    pub code: String,
    /// In which studies.
    pub level: Level,
    /// Its name.
    pub name: Name,
    /// What it is worth.
    pub credits: Option<Hundredths>,
    /// Hours of teaching.
    pub hours: Option<u16>,
    /// What it is to the student.
    pub kind: CourseKind,
    /// As the registry wrote it: a number, or one of the marks of the school's rule. None while it is under way.
    pub grade: Option<String>,
}

/// A post at the university.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Employment {
    /// When it began.
    pub since: Option<Date>,
    /// Its last day; none if it goes on.
    pub until: Option<Date>,
    /// Where.
    pub department: Name,
    /// What.
    pub post: Name,
    /// Professional title.
    pub title: Name,
}

/// What was paid for a month, before tax, yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Income {
    /// For which month.
    pub month: Month,
    /// How much.
    pub amount: Hundredths,
}

/// What base data say of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Whose.
    pub number: PersonNumber,
    /// What has been read; everything else is empty.
    pub parts: Parts,
    /// Full name, in whatever script it is written.
    pub name: Option<String>,
    /// The name in Latin letters.
    pub name_en: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub born: Option<Date>,
    /// What kind of identity document.
    pub id_kind: Option<IdKind>,
    /// Its number.
    pub id_number: Option<String>,
    /// In order of their beginning.
    pub enrolments: Vec<Enrolment>,
    /// By term and code; every attempt is one.
    pub courses: Vec<Course>,
    /// In order of their beginning.
    pub employments: Vec<Employment>,
    /// By month.
    pub incomes: Vec<Income>,
}

/// Shows how much is known, and nothing of it.
impl fmt::Debug for PersonRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonRecord")
            .field("parts", &self.parts)
            .field("enrolments", &self.enrolments.len())
            .field("courses", &self.courses.len())
            .field("employments", &self.employments.len())
            .field("incomes", &self.incomes.len())
            .finish_non_exhaustive()
    }
}
