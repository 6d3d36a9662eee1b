//! A row per reason: sound records, one change, and what is said of it.

use std::collections::BTreeSet;

use hall_api::texts::{Language, Texts};
use jiff::civil::{Date, date};

use super::*;
use crate::base_data::{
    Course, CourseKind, Employment, Enrolment, Hundredths, IdKind, Income, Level, Month, Name, Parts,
    PersonRecord, Season, Sex, Standing, Term,
};

/// A day in the autumn term of the last year of [`undergraduate`].
const TODAY: Date = date(2026, 10, 12);

pub(in crate::certificates) fn school() -> SchoolRules {
    let text = include_str!("../../../../assets/certificates/grades.toml");
    SchoolRules::parse("grades.toml", text).unwrap()
}

fn name(zh: &str, en: &str) -> Name {
    Name { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}

pub(in crate::certificates) fn course(year: i16, season: Season, code: &str, grade: &str) -> Course {
    Course {
        term: Term { year, season },
        code: code.to_owned(),
        level: Level::Bachelor,
        name: name("程序设计", "Programming"),
        credits: Some(Hundredths::whole(3)),
        hours: Some(48),
        kind: CourseKind::Required,
        grade: Some(grade.to_owned()),
    }
}

fn person() -> PersonRecord {
    PersonRecord {
        number: "20230001".parse().unwrap(),
        parts: Parts::ALL,
        name: Some("张三".to_owned()),
        name_en: Some("Zhang San".to_owned()),
        sex: Some(Sex::Male),
        born: Some(date(2005, 3, 7)),
        id_kind: Some(IdKind::IdCard),
        id_number: Some("990101200503070017".to_owned()),
        enrolments: Vec::new(),
        courses: Vec::new(),
        employments: Vec::new(),
        incomes: Vec::new(),
    }
}

/// In the last year, with 6 of 12 credits.
pub(in crate::certificates) fn undergraduate() -> PersonRecord {
    PersonRecord {
        enrolments: vec![Enrolment {
            enrolled_on: Some(date(2023, 9, 1)),
            level: Level::Bachelor,
            standing: Standing::Enrolled,
            school: name("计算机学院", "School of Computer Science"),
            major: name("软件工程", "Software Engineering"),
            class: Some("软件2301班".to_owned()),
            length_years: Some(Hundredths::whole(4)),
            expected_on: Some(date(2027, 6, 30)),
            ended_on: None,
            credits_required: Some(Hundredths::whole(12)),
            credits_total: Some(Hundredths::whole(6)),
        }],
        courses: vec![
            course(2023, Season::Autumn, "CS101", "91"),
            course(2023, Season::Spring, "CS102", "80"),
        ],
        ..person()
    }
}

pub(in crate::certificates) fn staff() -> PersonRecord {
    let incomes = (0..12).map(|n| Income {
        month: Month { year: if n < 3 { 2025 } else { 2026 }, month: (9 + n) % 12 + 1 },
        amount: Hundredths(1_000_050),
    });
    PersonRecord {
        employments: vec![Employment {
            since: Some(date(2015, 7, 1)),
            until: None,
            department: name("图书馆", "University Library"),
            post: name("馆员", "Librarian"),
            title: name("副研究馆员", "Associate Research Librarian"),
        }],
        incomes: incomes.collect(),
        born: Some(date(1985, 3, 7)),
        id_number: Some("990101198503070017".to_owned()),
        ..person()
    }
}

type Change = fn(&mut PersonRecord);

/// What is said of sound records of a kind after one change.
fn said(kind: Kind, change: Change) -> Result<(), Refusal> {
    let mut person = match kind {
        Kind::Employment | Kind::Income => staff(),
        _ => undergraduate(),
    };
    change(&mut person);
    check(kind, &person, TODAY, &school())?.check_language(Language::En)
}

#[test]
fn sound_records_are_refused_nothing() {
    for kind in Kind::ALL {
        let change: Change = match kind {
            Kind::EnrolmentGraduate | Kind::TranscriptGraduate => |p| {
                p.enrolments[0].level = Level::Master;
                p.courses.iter_mut().for_each(|course| course.level = Level::Master);
            },
            _ => |_| {},
        };
        assert_eq!(said(kind, change), Ok(()), "{kind:?}");
    }
}

/// Each reason with what brings it about. `UnknownPerson` and `UnreadableRecords` are found before there is a record.
const REASONS: &[(Refusal, Kind, Change)] = &[
    (Refusal::NameMissing, Kind::Enrolment, |p| p.name = None),
    (Refusal::NameDamaged, Kind::Enrolment, |p| p.name = Some("张?".into())),
    (Refusal::NameDamaged, Kind::Enrolment, |p| p.name = Some("张\u{E863}".into())),
    (Refusal::NameDamaged, Kind::Employment, |p| p.name = Some("张\u{FFFD}".into())),
    (Refusal::NameDamaged, Kind::Employment, |p| p.name = Some("张*".into())),
    (Refusal::SexMissing, Kind::Enrolment, |p| p.sex = None),
    (Refusal::BirthMissing, Kind::Enrolment, |p| p.born = None),
    (Refusal::BirthMissing, Kind::Employment, |p| p.born = None),
    (Refusal::BirthImpossible, Kind::Employment, |p| p.born = Some(date(2026, 11, 1))),
    (Refusal::BirthImpossible, Kind::Employment, |p| p.born = Some(date(1885, 3, 7))),
    (Refusal::IdMissing, Kind::Enrolment, |p| p.id_number = None),
    (Refusal::IdMissing, Kind::Enrolment, |p| p.id_kind = None),
    (Refusal::IdWrong, Kind::Enrolment, |p| p.id_number = Some("990101200503070018".into())),
    (Refusal::IdWrong, Kind::Enrolment, |p| p.id_number = Some("99010120050307".into())),
    (Refusal::IdContradicts, Kind::Enrolment, |p| p.born = Some(date(2005, 3, 8))),
    (Refusal::IdContradicts, Kind::Enrolment, |p| p.sex = Some(Sex::Female)),
    (Refusal::NotAStudent, Kind::Enrolment, |p| p.enrolments.clear()),
    (Refusal::NotAStudent, Kind::EnrolmentGraduate, |_| {}),
    (Refusal::NotAStudent, Kind::Transcript, |p| p.enrolments[0].level = Level::Doctor),
    (Refusal::Graduated, Kind::Enrolment, |p| p.enrolments[0].standing = Standing::Graduated),
    (Refusal::Withdrawn, Kind::Transcript, |p| p.enrolments[0].standing = Standing::Withdrawn),
    (Refusal::Suspended, Kind::Enrolment, |p| p.enrolments[0].standing = Standing::Suspended),
    (Refusal::TwoEnrolments, Kind::Enrolment, |p| {
        let second = Enrolment { level: Level::Master, ..p.enrolments[0].clone() };
        p.enrolments.push(second);
    }),
    (Refusal::EnrolmentDateMissing, Kind::Enrolment, |p| p.enrolments[0].enrolled_on = None),
    (Refusal::NotYetEnrolled, Kind::Enrolment, |p| p.enrolments[0].enrolled_on = Some(date(2026, 10, 13))),
    (Refusal::EnrolledTooYoung, Kind::Enrolment, |p| p.enrolments[0].enrolled_on = Some(date(2004, 9, 1))),
    (Refusal::ExpectedDateMissing, Kind::Enrolment, |p| p.enrolments[0].expected_on = None),
    (Refusal::GraduationBeforeEnrolment, Kind::Enrolment, |p| {
        p.enrolments[0].expected_on = Some(date(2023, 8, 31));
    }),
    (Refusal::GraduationBeforeEnrolment, Kind::Enrolment, |p| {
        p.enrolments[0].ended_on = Some(date(2020, 6, 30));
    }),
    (Refusal::GraduationOverdue, Kind::Enrolment, |p| p.enrolments[0].expected_on = Some(date(2026, 10, 11))),
    (Refusal::EnrolmentEnded, Kind::Enrolment, |p| p.enrolments[0].ended_on = Some(TODAY)),
    (Refusal::SchoolMissing, Kind::Enrolment, |p| p.enrolments[0].school.zh = None),
    (Refusal::MajorMissing, Kind::Enrolment, |p| p.enrolments[0].major.zh = None),
    (Refusal::LengthMissing, Kind::Enrolment, |p| p.enrolments[0].length_years = None),
    (Refusal::LengthMissing, Kind::Enrolment, |p| p.enrolments[0].length_years = Some(Hundredths::ZERO)),
    (Refusal::NoGrades, Kind::Transcript, |p| {
        p.courses.clear();
        p.enrolments[0].credits_total = None;
    }),
    (Refusal::TooManyCourses, Kind::Transcript, |p| {
        p.courses = (0..401).map(|n| course(2024, Season::Autumn, &format!("GE{n}"), "通过")).collect();
        p.enrolments[0].credits_total = None;
    }),
    (Refusal::CourseNameMissing, Kind::Transcript, |p| p.courses[0].name.zh = None),
    (Refusal::CreditsMissing, Kind::Transcript, |p| p.courses[0].credits = None),
    (Refusal::CreditsMissing, Kind::Transcript, |p| p.courses[0].credits = Some(Hundredths(-100))),
    (Refusal::GradeUnknown, Kind::Transcript, |p| p.courses[0].grade = Some("九十一".into())),
    (Refusal::CourseTwice, Kind::Transcript, |p| {
        let again = Course { grade: Some("95".into()), ..p.courses[0].clone() };
        p.courses.insert(1, again);
    }),
    (Refusal::CourseContradicts, Kind::Transcript, |p| {
        let mut again = course(2024, Season::Autumn, "CS101", "95");
        again.credits = Some(Hundredths::whole(4));
        p.courses.push(again);
    }),
    (Refusal::GradeInFuture, Kind::Transcript, |p| p.courses[1].term.year = 2026),
    (Refusal::GradeBeforeEnrolment, Kind::Transcript, |p| p.courses[0].term.year = 2022),
    (Refusal::CreditsContradict, Kind::Transcript, |p| {
        p.enrolments[0].credits_total = Some(Hundredths(650));
    }),
    (Refusal::NotFinalYear, Kind::ExpectedGraduation, |p| {
        p.enrolments[0].expected_on = Some(date(2027, 10, 13));
    }),
    (Refusal::CreditsRequiredMissing, Kind::ExpectedGraduation, |p| p.enrolments[0].credits_required = None),
    (Refusal::CreditsShort, Kind::ExpectedGraduation, |p| {
        p.enrolments[0].credits_required = Some(Hundredths(1_801));
    }),
    (Refusal::NotStaff, Kind::Employment, |p| p.employments.clear()),
    (Refusal::EmploymentEnded, Kind::Employment, |p| p.employments[0].until = Some(date(2026, 10, 11))),
    (Refusal::NotYetEmployed, Kind::Employment, |p| p.employments[0].since = Some(date(2026, 10, 13))),
    (Refusal::TwoEmployments, Kind::Employment, |p| p.employments.push(p.employments[0].clone())),
    (Refusal::EmploymentDateMissing, Kind::Employment, |p| p.employments[0].since = None),
    (Refusal::EmploymentEndsBeforeBeginning, Kind::Employment, |p| {
        p.employments[0].since = Some(date(2027, 1, 2));
        p.employments[0].until = Some(date(2027, 1, 1));
    }),
    (Refusal::DepartmentMissing, Kind::Employment, |p| p.employments[0].department.zh = None),
    (Refusal::PostMissing, Kind::Employment, |p| p.employments[0].post.zh = None),
    (Refusal::EmployedTooShort, Kind::Income, |p| p.employments[0].since = Some(date(2025, 11, 1))),
    (Refusal::IncomeMonthMissing, Kind::Income, |p| {
        p.incomes.remove(5);
    }),
    (Refusal::IncomeMonthMissing, Kind::Income, |p| p.incomes.truncate(10)),
    (Refusal::IncomeTwice, Kind::Income, |p| p.incomes.push(p.incomes[3])),
    (Refusal::IncomeImpossible, Kind::Income, |p| p.incomes[0].amount = Hundredths(-1)),
    (Refusal::IncomeImpossible, Kind::Income, |p| p.incomes[0].month = Month { year: 2026, month: 11 }),
    (Refusal::EnglishNameMissing, Kind::Enrolment, |p| p.name_en = None),
    (Refusal::EnglishNameNotLatin, Kind::Enrolment, |p| p.name_en = Some("张 San".into())),
    (Refusal::EnglishMissing, Kind::Enrolment, |p| p.enrolments[0].school.en = None),
    (Refusal::EnglishMissing, Kind::Enrolment, |p| p.enrolments[0].major.en = Some("软件工程".into())),
    (Refusal::EnglishMissing, Kind::Employment, |p| p.employments[0].post.en = None),
    (Refusal::EnglishMissing, Kind::Employment, |p| p.employments[0].title.en = None),
    (Refusal::EnglishCourseMissing, Kind::Transcript, |p| p.courses[1].name.en = None),
];

#[test]
fn each_reason_is_said_where_it_is_one() {
    for (expected, kind, change) in REASONS {
        assert_eq!(said(*kind, *change), Err(*expected), "{expected:?} for {kind:?}");
    }
}

#[test]
fn every_reason_has_a_row_and_words_in_both_languages() {
    let beforehand = [Refusal::UnknownPerson, Refusal::UnreadableRecords];
    let known: BTreeSet<Refusal> = REASONS.iter().map(|(refusal, ..)| *refusal).chain(beforehand).collect();
    let all: BTreeSet<Refusal> = Refusal::ALL.iter().copied().collect();
    assert_eq!(known, all);
    let texts = Texts::embedded();
    let mut codes = BTreeSet::new();
    for refusal in Refusal::ALL {
        assert!(codes.insert(refusal.code()), "{} twice", refusal.code());
        for kind in Kind::ALL {
            let words = refusal.words(kind, &texts);
            assert!(words.zh.contains("窗口") && words.zh.ends_with('。'), "{}", words.zh);
            assert!(words.en.contains("window") && !words.en.contains('{'), "{}", words.en);
        }
    }
}

#[test]
fn english_is_offered_only_where_every_name_has_one() {
    let mut person = undergraduate();
    let offered = |person: &PersonRecord| offer(Kind::Enrolment, person, TODAY, &school()).unwrap().languages;
    assert_eq!(offered(&person), [Language::Zh, Language::En]);
    person.name_en = None;
    assert_eq!(offered(&person), [Language::Zh]);
    // A name in Latin letters is its own.
    person.name = Some("Nguyễn Văn Ánh O'Connor-Müller".to_owned());
    assert_eq!(offered(&person), [Language::Zh, Language::En]);
}

#[test]
fn kinds_are_those_of_what_one_does_or_did() {
    use Kind::{Employment, Enrolment, EnrolmentGraduate, ExpectedGraduation, Income, Transcript};
    let mut person = undergraduate();
    assert_eq!(kinds(&person), [Enrolment, Transcript, ExpectedGraduation]);
    person.employments = staff().employments;
    assert_eq!(kinds(&person), [Enrolment, Transcript, ExpectedGraduation, Employment, Income]);
    person.enrolments[0].level = Level::Doctor;
    assert!(kinds(&person).contains(&EnrolmentGraduate) && !kinds(&person).contains(&Enrolment));
    person.enrolments.clear();
    assert_eq!(kinds(&person), [Employment, Income]);
}

#[test]
fn averages_follow_the_rule_of_the_school() {
    let mut person = undergraduate();
    person.enrolments[0].credits_total = None;
    person.courses = vec![
        course(2023, Season::Autumn, "A", "91"),
        course(2023, Season::Autumn, "B", "55"),
        course(2023, Season::Spring, "C", "通过"),
        course(2023, Season::Spring, "D", "免修"),
        course(2024, Season::Autumn, "B", "71"),
        course(2024, Season::Autumn, "E", "缺考"),
    ];
    person.courses[0].credits = Some(Hundredths(250));
    let mut rules = school();
    let drawn = |rules: &SchoolRules| {
        let facts = check(Kind::Transcript, &person, TODAY, rules).unwrap();
        let About::Study { transcript: Some(t), .. } = facts.about else { panic!("a transcript") };
        (t.credits.to_string(), t.average.unwrap().fixed(), t.gpa.unwrap().fixed(), t.attempts.len())
    };
    // (2.5·91 + 3·71 + 3·0) / 8.5; points 4.0, 2.0, 0.
    assert_eq!(drawn(&rules), ("11.5".into(), "51.82".into(), "1.88".into(), 5));
    rules.shows_repeats = true;
    assert_eq!(drawn(&rules).3, 6, "the attempt that does not count stands there too");
    person.courses.swap(1, 4);
    let (year, season) = (2023, Season::Autumn);
    person.courses[1].term = Term { year, season };
    person.courses[4].term = Term { year: 2024, season };
    let drawn = |rules: &SchoolRules| {
        let facts = check(Kind::Transcript, &person, TODAY, rules).unwrap();
        let About::Study { transcript: Some(t), .. } = facts.about else { panic!("a transcript") };
        (t.credits.to_string(), t.average.unwrap().fixed())
    };
    assert_eq!(drawn(&rules), ("11.5".into(), "51.82".into()), "the best counts, whenever it was");
    rules.repeats = Repeats::Last;
    assert_eq!(drawn(&rules), ("8.5".into(), "46.18".into()), "the last counts, failed as it is");
}

#[test]
fn what_is_not_marked_by_numbers_has_no_average() {
    let mut person = undergraduate();
    person.courses.iter_mut().for_each(|course| course.grade = Some("通过".into()));
    let facts = check(Kind::Transcript, &person, TODAY, &school()).unwrap();
    let About::Study { transcript: Some(transcript), .. } = facts.about else { panic!("a transcript") };
    assert_eq!((transcript.average, transcript.gpa), (None, None));
    assert_eq!(transcript.credits, Hundredths::whole(6));
}

#[test]
fn pay_is_of_the_twelve_months_that_are_paid() {
    let pay = |person: &PersonRecord| {
        let facts = check(Kind::Income, person, TODAY, &school()).unwrap();
        let About::Work { pay: Some(pay), .. } = facts.about else { panic!("pay") };
        pay
    };
    let mut person = staff();
    let found = pay(&person);
    assert_eq!((found.from, found.to), (Month { year: 2025, month: 10 }, Month { year: 2026, month: 9 }));
    assert_eq!((found.year, found.month), (Hundredths(12_000_600), Hundredths(1_000_050)));
    // September's pay is not there yet: the twelve months end with August.
    person.incomes.remove(11);
    person.incomes.insert(0, Income { month: Month { year: 2025, month: 9 }, amount: Hundredths(7) });
    let found = pay(&person);
    assert_eq!((found.from, found.to), (Month { year: 2025, month: 9 }, Month { year: 2026, month: 8 }));
    assert_eq!(found.month, Hundredths(916_713), "rounded to the nearest fen");
}

#[test]
fn the_pay_of_a_month_and_of_the_year_agree_to_the_fen() {
    for fen in [0, 1, 5, 7, 99, 1_000_050, 100_000_000_000] {
        for month in 0..12 {
            let mut person = staff();
            person.incomes[month].amount = Hundredths(fen);
            let sum: i64 = person.incomes.iter().map(|income| income.amount.0).sum();
            let facts = check(Kind::Income, &person, TODAY, &school()).unwrap();
            let About::Work { pay: Some(pay), .. } = facts.about else { panic!("pay") };
            assert_eq!(pay.year.0, sum, "the year is what the months come to");
            assert!((pay.month.0 * 12 - sum).abs() <= 6, "{pay:?}: no other mean to the fen is nearer");
        }
    }
}
