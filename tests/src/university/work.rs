//! Posts and pay.

use hall_server::base_data::{Employment, Hundredths, Income, Month, Name, PersonRecord};
use jiff::civil::{Date, date};

use super::draw::Draw;

const DEPARTMENTS: &[(&str, &str)] = &[
    ("图书馆", "University Library"),
    ("教务处", "Office of Academic Affairs"),
    ("计算机科学与技术学院", "School of Computer Science and Technology"),
    ("后勤保障部", "Department of Logistics"),
];
/// Something in Chinese and in English.
type Pair = (&'static str, &'static str);

const POSTS: &[(&str, &str, Option<Pair>)] = &[
    ("教师", "Faculty Member", Some(("副教授", "Associate Professor"))),
    ("教师", "Faculty Member", Some(("讲师", "Lecturer"))),
    ("馆员", "Librarian", Some(("研究馆员", "Research Librarian"))),
    ("科员", "Administrative Officer", None),
];
/// Months of pay that are on record.
const MONTHS: usize = 14;

/// Gives somebody a post, and pay up to last month.
pub(super) fn work(person: &mut PersonRecord, draw: &mut Draw, today: Date) {
    let (department, department_en) = draw.one(DEPARTMENTS);
    let (post, post_en, title) = draw.one(POSTS);
    let name = |zh: &str, en: &str| Name { zh: Some(zh.to_owned()), en: Some(en.to_owned()) };
    let since = today.year() - draw.between(2, 8) as i16;
    person.employments.push(Employment {
        since: Some(date(since, 7, 1)),
        until: None,
        department: name(department, department_en),
        post: name(post, post_en),
        title: title.map(|(zh, en)| name(zh, en)).unwrap_or_default(),
    });
    let base = draw.between(600_000, 2_500_000);
    let mut month = Month::of(today);
    for _ in 0..MONTHS {
        month = month.before();
        person.incomes.push(Income { month, amount: Hundredths(base + draw.between(0, 99_999)) });
    }
    person.incomes.sort();
}
