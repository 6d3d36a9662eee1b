//! What stands on a certificate, in both languages.

use hall_api::texts::{Language, Texts};
use jiff::civil::{Date, date};

use super::super::rules::tests::{course, school, staff, undergraduate};
use super::super::rules::{Kind, Refusal};
use super::*;
use crate::base_data::Season;

const TODAY: Date = date(2026, 10, 12);

fn written(kind: Kind, language: Language, person: &PersonRecord) -> Values {
    values(kind, language, person, TODAY, None, &school(), &Texts::embedded()).unwrap()
}

fn field<'a>(values: &'a Values, name: &str) -> &'a str {
    values.fields.get(name).map_or("", String::as_str)
}

#[test]
fn a_student_in_both_languages() {
    let zh = written(Kind::Enrolment, Language::Zh, &undergraduate());
    let en = written(Kind::Enrolment, Language::En, &undergraduate());
    let cases = [
        ("name", "张三", "张三"),
        ("name_en", "Zhang San", "Zhang San"),
        ("name_han", "张三", "张三"),
        ("sex", "男", "Male"),
        ("born", "2005年3月7日", "7 March 2005"),
        ("number", "20230001", "20230001"),
        ("id_number", "990101200503070017", "990101200503070017"),
        ("school", "计算机学院", "School of Computer Science"),
        ("major", "软件工程", "Software Engineering"),
        ("degree_level", "本科", "Bachelor"),
        ("length_years", "4", "4"),
        ("enrolled_on", "2023年9月1日", "1 September 2023"),
        ("expected_on", "2027年6月30日", "30 June 2027"),
        ("class", "软件2301班", ""),
        ("purpose", "", ""),
    ];
    for (name, in_zh, in_en) in cases {
        assert_eq!((field(&zh, name), field(&en, name)), (in_zh, in_en), "{name}");
    }
    let written = cases.iter().filter(|(_, in_zh, _)| !in_zh.is_empty()).count();
    assert_eq!(zh.fields.len(), written, "nothing more is written than the kind needs");
    assert!(zh.tables.is_empty());
}

#[test]
fn a_transcript_is_in_order_of_terms_and_codes() {
    let mut person = undergraduate();
    person.courses.insert(0, course(2023, Season::Autumn, "CS100", "优"));
    person.courses.push(course(2023, Season::Summer, "CS001", "88.5"));
    person.enrolments[0].credits_total = None;
    person.courses.sort();
    let zh = written(Kind::Transcript, Language::Zh, &person);
    let en = written(Kind::Transcript, Language::En, &person);
    let cells = |values: &Values, column: &str| -> Vec<String> {
        values.tables["courses"].iter().map(|row| row[column].clone()).collect()
    };
    assert_eq!(cells(&zh, "code"), ["CS100", "CS101", "CS102", "CS001"]);
    assert_eq!(
        cells(&zh, "term"),
        ["2023–2024学年第一学期", "2023–2024学年第一学期", "2023–2024学年第二学期", "2023–2024学年夏季学期"]
    );
    assert_eq!(cells(&en, "term"), ["Fall 2023", "Fall 2023", "Spring 2024", "Summer 2024"]);
    assert_eq!(cells(&zh, "grade"), ["优秀", "91", "80", "88.5"]);
    assert_eq!(cells(&en, "grade")[0], "Excellent");
    assert_eq!(cells(&en, "name")[0], "Programming");
    assert_eq!((cells(&zh, "kind")[0].as_str(), cells(&en, "kind")[0].as_str()), ("必修", "Required"));
    assert_eq!((cells(&zh, "credits")[0].as_str(), cells(&zh, "hours")[0].as_str()), ("3", "48"));
    assert_eq!((field(&zh, "credits_total"), field(&zh, "average")), ("12", "88.63"));
}

#[test]
fn income_in_figures_and_words() {
    let zh = written(Kind::Income, Language::Zh, &staff());
    let en = written(Kind::Income, Language::En, &staff());
    assert_eq!((field(&zh, "income_year"), field(&zh, "income_month")), ("120,006.00", "10,000.50"));
    assert_eq!(field(&zh, "income_words"), "人民币壹拾贰万零陆元整");
    assert_eq!(field(&en, "income_words"), "RMB One Hundred and Twenty Thousand Six Yuan Only");
    assert_eq!((field(&zh, "income_from"), field(&en, "income_to")), ("2025年10月", "September 2026"));
    assert_eq!((field(&en, "post"), field(&en, "employed_since")), ("Librarian", "1 July 2015"));
}

#[test]
fn what_the_rules_refuse_is_not_written() {
    let mut person = undergraduate();
    person.name_en = None;
    let texts = Texts::embedded();
    let attempt = |language| {
        values(Kind::Enrolment, language, &person, TODAY, Some("visa"), &school(), &texts).map(drop)
    };
    assert_eq!(attempt(Language::En), Err(Refusal::EnglishNameMissing));
    assert_eq!(attempt(Language::Zh), Ok(()));
}
