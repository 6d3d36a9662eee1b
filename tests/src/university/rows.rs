//! People as rows of the tables base data consist of.

use hall_server::base_data::{
    CourseKind, Hundredths, IdKind, Level, PersonRecord, Season, Sex, Standing, Table,
};
use hall_server::config::Queries;
use jiff::civil::Date;

/// Stands in every file and database.
pub const MARK: &str = "合成数据 SYNTHETIC: nobody in here is real";

/// What a hall asks a database of ours.
pub fn queries() -> Queries {
    let of = |table: Table| {
        let columns = table.columns().join(", ");
        format!("SELECT {columns} FROM {table} WHERE number = $1")
    };
    Queries {
        people: of(Table::People),
        enrolments: of(Table::Enrolments),
        courses: of(Table::Courses),
        employments: of(Table::Employments),
        incomes: of(Table::Incomes),
    }
}

/// A person's rows in a table, each value in the order of its columns; what is not known is empty.
pub(super) fn rows(person: &PersonRecord, table: Table) -> Vec<Vec<String>> {
    let number = || person.number.to_string();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match table {
        Table::People => vec![vec![
            number(),
            text(&person.name),
            text(&person.name_en),
            person.sex.map(sex).unwrap_or_default().to_owned(),
            day(person.born),
            person.id_kind.map(id_kind).unwrap_or_default().to_owned(),
            text(&person.id_number),
        ]],
        Table::Enrolments => {
            let row = |study: &hall_server::base_data::Enrolment| {
                vec![
                    number(),
                    level(study.level).to_owned(),
                    standing(study.standing).to_owned(),
                    text(&study.school.zh),
                    text(&study.school.en),
                    text(&study.major.zh),
                    text(&study.major.en),
                    text(&study.class),
                    decimal(study.length_years),
                    day(study.enrolled_on),
                    day(study.expected_on),
                    day(study.ended_on),
                    decimal(study.credits_required),
                    decimal(study.credits_total),
                ]
            };
            person.enrolments.iter().map(row).collect()
        }
        Table::Courses => {
            let row = |course: &hall_server::base_data::Course| {
                vec![
                    number(),
                    level(course.level).to_owned(),
                    format!("{}-{}", course.term.year, season(course.term.season)),
                    course.code.clone(),
                    text(&course.name.zh),
                    text(&course.name.en),
                    decimal(course.credits),
                    course.hours.map(|hours| hours.to_string()).unwrap_or_default(),
                    course_kind(course.kind).to_owned(),
                    text(&course.grade),
                ]
            };
            person.courses.iter().map(row).collect()
        }
        Table::Employments => {
            let row = |post: &hall_server::base_data::Employment| {
                vec![
                    number(),
                    text(&post.department.zh),
                    text(&post.department.en),
                    text(&post.post.zh),
                    text(&post.post.en),
                    text(&post.title.zh),
                    text(&post.title.en),
                    day(post.since),
                    day(post.until),
                ]
            };
            person.employments.iter().map(row).collect()
        }
        Table::Incomes => {
            let row = |income: &hall_server::base_data::Income| {
                let month = format!("{:04}-{:02}", income.month.year, income.month.month);
                vec![number(), month, income.amount.fixed()]
            };
            person.incomes.iter().map(row).collect()
        }
    }
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn decimal(number: Option<Hundredths>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

fn id_kind(kind: IdKind) -> &'static str {
    match kind {
        IdKind::IdCard => "id_card",
        IdKind::Passport => "passport",
        IdKind::Permit => "permit",
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Bachelor => "bachelor",
        Level::Master => "master",
        Level::Doctor => "doctor",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Enrolled => "enrolled",
        Standing::Suspended => "suspended",
        Standing::Graduated => "graduated",
        Standing::Withdrawn => "withdrawn",
    }
}

fn season(season: Season) -> u8 {
    match season {
        Season::Autumn => 1,
        Season::Spring => 2,
        Season::Summer => 3,
    }
}

fn course_kind(kind: CourseKind) -> &'static str {
    match kind {
        CourseKind::Required => "required",
        CourseKind::Elective => "elective",
        CourseKind::General => "general",
        CourseKind::Practice => "practice",
        CourseKind::Thesis => "thesis",
    }
}
