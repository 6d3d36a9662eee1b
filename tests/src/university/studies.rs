//! Courses of study: an enrolment, and terms full of courses.

use hall_server::base_data::{
    Course, CourseKind, Enrolment, Hundredths, Level, Name, PersonRecord, Season, Standing, Term,
};
use jiff::civil::{Date, date};

use super::draw::Draw;

/// Something in Chinese and in English.
type Pair = (&'static str, &'static str);

/// Each with the beginning of its courses' codes and its majors.
const SCHOOLS: &[(&str, &str, &str, &[Pair])] = &[
    (
        "计算机科学与技术学院",
        "School of Computer Science and Technology",
        "CS",
        &[("软件工程", "Software Engineering"), ("人工智能", "Artificial Intelligence")],
    ),
    (
        "经济与管理学院",
        "School of Economics and Management",
        "EM",
        &[("会计学", "Accounting"), ("国际经济与贸易", "International Economics and Trade")],
    ),
    (
        "外国语学院",
        "School of Foreign Languages",
        "FL",
        &[("英语", "English"), ("日语", "Japanese"), ("翻译", "Translation and Interpreting")],
    ),
    (
        "土木与建筑工程学院",
        "School of Civil Engineering and Architecture",
        "CE",
        &[("土木工程", "Civil Engineering"), ("建筑学", "Architecture")],
    ),
    (
        "药学院",
        "School of Pharmaceutical Sciences",
        "PH",
        &[("药学", "Pharmacy"), ("临床药学", "Clinical Pharmacy")],
    ),
];

const SUBJECTS: &[(&str, &str)] = &[
    ("高等数学", "Advanced Mathematics"),
    ("线性代数", "Linear Algebra"),
    ("概率论与数理统计", "Probability Theory and Mathematical Statistics"),
    ("大学英语", "College English"),
    ("大学物理", "College Physics"),
    ("程序设计基础", "Fundamentals of Programming"),
    ("数据结构与算法", "Data Structures and Algorithms"),
    ("操作系统原理", "Principles of Operating Systems"),
    ("计算机网络", "Computer Networks"),
    ("数据库系统概论", "Introduction to Database Systems"),
    ("中国近现代史纲要", "Outline of Modern Chinese History"),
    ("思想道德与法治", "Ethics and Rule of Law"),
    ("体育", "Physical Education"),
    ("军事理论", "Military Theory"),
    ("管理学原理", "Principles of Management"),
    ("微观经济学", "Microeconomics"),
    ("宏观经济学", "Macroeconomics"),
    ("学术写作", "Academic Writing"),
    ("创新创业基础", "Foundations of Innovation and Entrepreneurship"),
    ("专业综合实践与社会调查", "Comprehensive Professional Practice and Social Survey"),
];

const PARTS: &[(&str, &str)] = &[
    ("", ""),
    ("（上）", " (I)"),
    ("（下）", " (II)"),
    ("实验", " Laboratory"),
    ("专题研讨", ": Special Topics"),
    ("课程设计", ": Course Project"),
];

const CREDITS: &[i64] = &[100, 200, 250, 300, 350, 400];
const WORDS: &[&str] = &["优", "良", "中", "及格", "通过"];

/// The year in which the present school year began; it begins in July, when the last one's students have gone.
pub(super) fn school_year(today: Date) -> i16 {
    if today.month() >= 7 { today.year() } else { today.year() - 1 }
}

/// The terms from a year on whose grades are there: those that are over.
pub(super) fn terms(began: i16, today: Date) -> Vec<Term> {
    let years = began..=today.year();
    let all = years.flat_map(|year| [Season::Autumn, Season::Spring].map(|season| Term { year, season }));
    all.filter(|term| term.last_day() < today).collect()
}

fn name(zh: &str, en: &str) -> Name {
    Name { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}

/// Lets somebody study from a year on, with so many courses over the terms that are over.
pub(super) fn study(
    person: &mut PersonRecord,
    draw: &mut Draw,
    level: Level,
    began: i16,
    courses: usize,
    today: Date,
) {
    let (school, school_en, prefix, majors) = draw.one(SCHOOLS);
    let (major, major_en) = draw.one(majors);
    let years = match level {
        Level::Master => 3,
        Level::Bachelor | Level::Doctor => 4,
    };
    let terms = terms(began, today);
    for at in 0..if terms.is_empty() { 0 } else { courses } {
        let term = terms[at * terms.len() / courses];
        person.courses.push(course(draw, level, prefix, at, term));
    }
    person.courses.sort();
    let total = earned(person);
    person.enrolments.push(Enrolment {
        enrolled_on: Some(date(began, 9, 1)),
        level,
        standing: Standing::Enrolled,
        school: name(school, school_en),
        major: name(major, major_en),
        class: Some(format!("{major}{:02}{:02}班", began % 100, draw.between(1, 6))),
        length_years: Some(Hundredths::whole(years)),
        expected_on: Some(date(began + years as i16, 6, 30)),
        ended_on: None,
        credits_required: Some(total + Hundredths::whole(10)),
        credits_total: Some(total),
    });
}

fn course(draw: &mut Draw, level: Level, prefix: &str, at: usize, term: Term) -> Course {
    let (zh, en) = SUBJECTS[at % SUBJECTS.len()];
    let part = at / SUBJECTS.len();
    let (more_zh, more_en) = PARTS[part % PARTS.len()];
    let round = part / PARTS.len();
    let series = if round == 0 { String::new() } else { format!(" {}", round + 1) };
    let credits = *draw.one(CREDITS);
    let grade = match draw.below(20) {
        0 => (*draw.one(WORDS)).to_owned(),
        1 => Hundredths(draw.between(6_000, 9_800) / 50 * 50).to_string(),
        2 => draw.between(35, 59).to_string(),
        _ => draw.between(62, 99).to_string(),
    };
    Course {
        term,
        code: format!("{prefix}{:04}", 1001 + at),
        level,
        name: name(&format!("{zh}{more_zh}{series}"), &format!("{en}{more_en}{series}")),
        credits: Some(Hundredths(credits)),
        hours: Some((credits * 16 / 100) as u16),
        kind: *draw.one(&[
            CourseKind::Required,
            CourseKind::Required,
            CourseKind::Elective,
            CourseKind::General,
            CourseKind::Practice,
        ]),
        grade: Some(grade),
    }
}

/// Credits of what was passed, as the registry counts them.
pub(super) fn earned(person: &PersonRecord) -> Hundredths {
    let passed = |course: &&Course| {
        let grade = course.grade.as_deref().unwrap_or_default();
        WORDS.contains(&grade) || grade.parse::<Hundredths>().is_ok_and(|mark| mark >= Hundredths::whole(60))
    };
    person.courses.iter().filter(passed).filter_map(|course| course.credits).sum()
}
