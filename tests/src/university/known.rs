//! People whom the demo and tests know by their numbers.

use hall_server::base_data::{
    Course, Enrolment, Hundredths, IdKind, Level, Month, PersonRecord, Sex, Standing,
};
use hall_server::certificates::rules::{Kind, Refusal};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::draw::Draw;
use super::people::{id_card, somebody};
use super::{names, studies, work};

/// An undergraduate in the third year with 40 courses.
pub const UNDERGRADUATE: &str = "90000001";
/// An undergraduate with 300 courses.
pub const MANY_COURSES: &str = "90000002";
/// A student for a master's degree.
pub const GRADUATE: &str = "90000003";
/// A student for a doctor's degree.
pub const DOCTOR: &str = "90000004";
/// An undergraduate who graduates within the year.
pub const FINAL_YEAR: &str = "90000005";
/// A member of staff.
pub const STAFF: &str = "90000006";
/// A student from abroad, with a name of 60 Latin letters and a passport.
pub const LONG_LATIN_NAME: &str = "90000007";
/// A student whose name has a dot in it.
pub const DOTTED_NAME: &str = "90000008";
/// The first of those with a rare character in their names: there is one for each of the characters.
pub const RARE_NAMES_FROM: u32 = 90_000_101;
/// The first of those whose records are not in order: one for each of [`CONTRADICTIONS`].
pub const CONTRADICTIONS_FROM: u32 = 90_001_001;

type Spoil = fn(&mut PersonRecord, Date);

/// What is wrong with somebody's records, and what is said when they want a certificate.
pub const CONTRADICTIONS: &[(Kind, Refusal, Spoil)] = &[
    (Kind::Enrolment, Refusal::NameMissing, |p, _| p.name = None),
    (Kind::Enrolment, Refusal::NameDamaged, |p, _| p.name = Some("王?".to_owned())),
    (Kind::Enrolment, Refusal::SexMissing, |p, _| p.sex = None),
    (Kind::Enrolment, Refusal::BirthMissing, |p, _| p.born = None),
    (Kind::Employment, Refusal::BirthImpossible, |p, _| p.born = Some(date(1880, 1, 1))),
    (Kind::Enrolment, Refusal::IdMissing, |p, _| p.id_number = None),
    (Kind::Enrolment, Refusal::IdWrong, |p, _| p.id_number = Some("99010120050101001".to_owned())),
    (Kind::Enrolment, Refusal::IdContradicts, |p, _| {
        p.id_number = Some(id_card(date(2001, 1, 1), Sex::Female, 7));
    }),
    (Kind::Enrolment, Refusal::NotAStudent, |p, _| p.enrolments[0].level = Level::Master),
    (Kind::Enrolment, Refusal::Graduated, |p, _| p.enrolments[0].standing = Standing::Graduated),
    (Kind::Enrolment, Refusal::Withdrawn, |p, _| p.enrolments[0].standing = Standing::Withdrawn),
    (Kind::Enrolment, Refusal::Suspended, |p, _| p.enrolments[0].standing = Standing::Suspended),
    (Kind::Enrolment, Refusal::TwoEnrolments, |p, _| {
        let second = Enrolment { level: Level::Master, ..p.enrolments[0].clone() };
        p.enrolments.push(second);
    }),
    (Kind::Enrolment, Refusal::EnrolmentDateMissing, |p, _| p.enrolments[0].enrolled_on = None),
    (Kind::Enrolment, Refusal::NotYetEnrolled, |p, today| {
        p.enrolments[0].enrolled_on = Some(today.saturating_add(30.days()));
    }),
    (Kind::Enrolment, Refusal::EnrolledTooYoung, |p, _| p.enrolments[0].enrolled_on = Some(date(2006, 9, 1))),
    (Kind::Enrolment, Refusal::ExpectedDateMissing, |p, _| p.enrolments[0].expected_on = None),
    (Kind::Enrolment, Refusal::GraduationBeforeEnrolment, |p, _| {
        p.enrolments[0].expected_on = Some(date(2019, 6, 30));
    }),
    (Kind::Enrolment, Refusal::GraduationOverdue, |p, today| {
        p.enrolments[0].expected_on = Some(today.saturating_sub(1.days()));
    }),
    (Kind::Enrolment, Refusal::EnrolmentEnded, |p, today| p.enrolments[0].ended_on = Some(today)),
    (Kind::Enrolment, Refusal::SchoolMissing, |p, _| p.enrolments[0].school.zh = None),
    (Kind::Enrolment, Refusal::MajorMissing, |p, _| p.enrolments[0].major.zh = None),
    (Kind::Enrolment, Refusal::LengthMissing, |p, _| p.enrolments[0].length_years = None),
    (Kind::Transcript, Refusal::NoGrades, |p, _| {
        p.courses.clear();
        p.enrolments[0].credits_total = None;
    }),
    (Kind::Transcript, Refusal::CourseNameMissing, |p, _| p.courses[0].name.zh = None),
    (Kind::Transcript, Refusal::CreditsMissing, |p, _| p.courses[0].credits = None),
    (Kind::Transcript, Refusal::GradeUnknown, |p, _| p.courses[0].grade = Some("A+".to_owned())),
    (Kind::Transcript, Refusal::CourseTwice, |p, _| {
        let again = Course { grade: Some("77.5".to_owned()), ..p.courses[0].clone() };
        p.courses.push(again);
    }),
    (Kind::Transcript, Refusal::GradeInFuture, |p, today| p.courses[0].term.year = today.year() + 1),
    (Kind::Transcript, Refusal::GradeBeforeEnrolment, |p, _| p.courses[0].term.year = 2015),
    (Kind::Transcript, Refusal::CreditsContradict, |p, _| {
        p.enrolments[0].credits_total = Some(Hundredths::whole(999));
    }),
    (Kind::ExpectedGraduation, Refusal::CreditsRequiredMissing, |p, _| {
        p.enrolments[0].credits_required = None;
    }),
    (Kind::ExpectedGraduation, Refusal::CreditsShort, |p, _| {
        p.enrolments[0].credits_required = Some(Hundredths::whole(400));
    }),
    (Kind::Employment, Refusal::EmploymentEnded, |p, today| {
        p.employments[0].until = Some(today.saturating_sub(1.days()));
    }),
    (Kind::Employment, Refusal::TwoEmployments, |p, _| p.employments.push(p.employments[0].clone())),
    (Kind::Employment, Refusal::EmploymentDateMissing, |p, _| p.employments[0].since = None),
    (Kind::Employment, Refusal::DepartmentMissing, |p, _| p.employments[0].department.zh = None),
    (Kind::Income, Refusal::EmployedTooShort, |p, today| {
        p.employments[0].since = Some(today.saturating_sub(90.days()));
    }),
    (Kind::Income, Refusal::IncomeMonthMissing, |p, _| {
        p.incomes.remove(7);
    }),
    (Kind::Income, Refusal::IncomeTwice, |p, _| p.incomes.push(p.incomes[7])),
    (Kind::Income, Refusal::IncomeImpossible, |p, today| {
        p.incomes[13].month = Month::of(today.saturating_add(60.days()));
    }),
];

/// Who has the records at a place of [`CONTRADICTIONS`].
pub fn contradiction(at: usize) -> String {
    (CONTRADICTIONS_FROM as usize + at).to_string()
}

/// Everybody who is known.
pub(super) fn people(today: Date) -> Vec<PersonRecord> {
    let year = studies::school_year(today);
    let mut draw = Draw::new(7);
    let born = date(year - 20, 3, 7);
    let mut student = |number: &str, name: &str, latin: Option<&str>, level, ago: i16, courses| {
        let mut person = somebody(number, name, latin, Sex::Female, born);
        studies::study(&mut person, &mut draw, level, year - ago, courses, today);
        person
    };
    let mut people = vec![
        student(UNDERGRADUATE, "林晓雨", Some("Lin Xiaoyu"), Level::Bachelor, 2, 40),
        student(MANY_COURSES, "欧阳思远", Some("Ouyang Siyuan"), Level::Bachelor, 3, 300),
        student(GRADUATE, "陈嘉诺", Some("Chen Jianuo"), Level::Master, 1, 18),
        student(DOCTOR, "赵明远", Some("Zhao Mingyuan"), Level::Doctor, 2, 12),
        student(FINAL_YEAR, "徐静怡", Some("Xu Jingyi"), Level::Bachelor, 3, 48),
    ];
    people.push(staff(STAFF, "王文涛", "Wang Wentao", today));
    let long = "Maria-Magdalena Wilhelmina von Hohenstaufen-Oettingen-Wallerst";
    let mut abroad = student(LONG_LATIN_NAME, &long[..60], None, Level::Bachelor, 2, 40);
    (abroad.id_kind, abroad.id_number) = (Some(IdKind::Passport), Some("SYN0000007".to_owned()));
    people.push(abroad);
    let dotted = ("阿卜杜热合曼·买买提明", Some("Abdurahman Memetimin"));
    people.push(student(DOTTED_NAME, dotted.0, dotted.1, Level::Bachelor, 2, 40));
    for (at, (rare, read)) in names::RARE.iter().enumerate() {
        let number = (RARE_NAMES_FROM as usize + at).to_string();
        let (name, latin) = (format!("陈{rare}"), format!("Chen {read}"));
        people.push(student(&number, &name, Some(&latin), Level::Bachelor, 2, 40));
    }
    for (at, (kind, _, spoil)) in CONTRADICTIONS.iter().enumerate() {
        let number = contradiction(at);
        let mut person = match kind {
            Kind::Employment | Kind::Income => staff(&number, "周伟", "Zhou Wei", today),
            _ => student(&number, "周芳", Some("Zhou Fang"), Level::Bachelor, 3, 30),
        };
        spoil(&mut person, today);
        sort(&mut person);
        people.push(person);
    }
    people
}

fn staff(number: &str, name: &str, latin: &str, today: Date) -> PersonRecord {
    let mut person = somebody(number, name, Some(latin), Sex::Male, date(1984, 5, 20));
    work::work(&mut person, &mut Draw::new(11), today);
    person
}

/// Puts records in the order every source gives them in.
fn sort(person: &mut PersonRecord) {
    person.enrolments.sort();
    person.courses.sort();
    person.employments.sort();
    person.incomes.sort();
}
