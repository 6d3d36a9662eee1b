//! People who do not exist, as the base data would tell of them, and what the issuer adds.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use printing::certificate::{FontFile, Fonts, Marks, Picture, Template, Values};

pub const KINDS: [&str; 7] = [
    "enrolment",
    "enrolment_graduate",
    "transcript",
    "transcript_graduate",
    "expected_graduation",
    "employment",
    "income",
];
pub const LANGUAGES: [&str; 2] = ["zh", "en"];

pub fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/certificates")
}

pub fn template(kind: &str, language: &str) -> Template {
    let file = format!("{kind}.{language}.toml");
    let text = std::fs::read_to_string(assets().join(&file)).unwrap();
    Template::parse(&file, &text).unwrap()
}

pub fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts::open(&FontFile::of_debian()).unwrap())
}

pub fn seal() -> Picture {
    Picture::seal(&std::fs::read(assets().join("seal.png")).unwrap()).unwrap()
}

pub fn marks<'a>(language: &str, seal: &'a Picture) -> Marks<'a> {
    let zh = language == "zh";
    Marks {
        university: "示范大学",
        university_en: "Demonstration University",
        office: if zh { "示范大学教务处" } else { "Office of Academic Affairs" },
        certificate_number: "ZM20261128-000217",
        issued_on: if zh { "2026年11月28日" } else { "28 November 2026" },
        verification_code: "7QK2-M4XW-9R0T-C5HD",
        verification_url: "https://hall.example.edu.cn/v/7QK2M4XW9R0TC5HD",
        seal: Some(seal),
        logo: None,
        specimen: None,
        created_at_ms: 1_795_860_000_000,
        id: *b"a certificate ID",
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}

/// Everything there is to say of a student who works here.
pub fn full(language: &str) -> Values {
    let fields = if language == "zh" {
        map(&[
            ("name", "张三"),
            ("name_en", "Zhang San"),
            ("sex", "男"),
            ("born", "2005年3月7日"),
            ("id_number", "990101200503070017"),
            ("number", "20230001"),
            ("school", "计算机科学与技术学院"),
            ("major", "软件工程"),
            ("degree_level", "本科"),
            ("length_years", "4"),
            ("enrolled_on", "2023年9月1日"),
            ("expected_on", "2027年6月30日"),
            ("class", "软件2301班"),
            ("department", "图书馆"),
            ("post", "馆员"),
            ("title", "副研究馆员"),
            ("employed_since", "2015年7月1日"),
            ("income_year", "120,006.00"),
            ("income_month", "10,000.50"),
            ("income_words", "人民币壹拾贰万零陆元整"),
            ("income_from", "2025年10月"),
            ("income_to", "2026年9月"),
            ("purpose", "办理签证"),
            ("credits_total", "132.5"),
            ("average", "88.63"),
            ("gpa", "3.91"),
        ])
    } else {
        map(&[
            ("name", "张三"),
            ("name_en", "Zhang San"),
            ("sex", "Male"),
            ("born", "7 March 2005"),
            ("id_number", "990101200503070017"),
            ("number", "20230001"),
            ("school", "School of Computer Science and Technology"),
            ("major", "Software Engineering"),
            ("degree_level", "Bachelor"),
            ("length_years", "4"),
            ("enrolled_on", "1 September 2023"),
            ("expected_on", "30 June 2027"),
            ("department", "University Library"),
            ("post", "Librarian"),
            ("title", "Associate Research Librarian"),
            ("employed_since", "1 July 2015"),
            ("income_year", "120,006.00"),
            ("income_month", "10,000.50"),
            ("income_words", "RMB One Hundred and Twenty Thousand Six Yuan Only"),
            ("income_from", "October 2025"),
            ("income_to", "September 2026"),
            ("purpose", "visa application"),
            ("credits_total", "132.5"),
            ("average", "88.63"),
            ("gpa", "3.91"),
        ])
    };
    Values { fields, tables: BTreeMap::from([("courses".to_owned(), courses(language, 40))]) }
}

/// Only what the template needs.
pub fn minimal(template: &Template, language: &str) -> Values {
    let Values { mut fields, mut tables } = full(language);
    let needed = template.fields();
    fields.retain(|field, _| needed.needed.contains(field));
    tables.retain(|table, _| needed.tables.contains(table));
    if let Some(courses) = tables.get_mut("courses") {
        courses.truncate(1);
    }
    Values { fields, tables }
}

const COURSES: [(&str, &str); 16] = [
    ("高等数学（甲）Ⅰ", "Advanced Mathematics A (I)"),
    ("线性代数", "Linear Algebra"),
    ("大学英语", "College English"),
    ("程序设计基础", "Fundamentals of Programming"),
    ("离散数学", "Discrete Mathematics"),
    ("数据结构与算法分析", "Data Structures and Analysis of Algorithms"),
    ("中国近现代史纲要", "Outline of Modern Chinese History"),
    ("思想道德与法治", "Morality and the Rule of Law"),
    ("普通物理学实验", "Laboratory in General Physics"),
    ("操作系统原理", "Principles of Operating Systems"),
    ("计算机网络", "Computer Networks"),
    ("概率论与数理统计", "Probability Theory and Mathematical Statistics"),
    (
        "毛泽东思想和中国特色社会主义理论体系概论",
        "Introduction to Mao Zedong Thought and the Theory of Socialism with Chinese Characteristics",
    ),
    ("体育（羽毛球）", "Physical Education (Badminton)"),
    ("软件工程综合实践", "Comprehensive Practice in Software Engineering"),
    ("毕业设计（论文）", "Graduation Project (Thesis)"),
];

/// Some courses, eight a term or more if they are many.
pub fn courses(language: &str, count: usize) -> Vec<BTreeMap<String, String>> {
    let zh = language == "zh";
    let a_term = count.div_ceil(16).max(6);
    (0..count)
        .map(|index| {
            let (year, spring) = (2019 + index / a_term / 2, index / a_term % 2 == 1);
            let (name_zh, name_en) = COURSES[index % COURSES.len()];
            let term = match (zh, spring) {
                (true, false) => format!("{year}–{}学年第一学期", year + 1),
                (true, true) => format!("{year}–{}学年第二学期", year + 1),
                (false, false) => format!("Fall {year}"),
                (false, true) => format!("Spring {}", year + 1),
            };
            let grade = (60 + index * 7 % 40).to_string();
            let grade = match (index % 11, zh) {
                (5, true) => "优秀",
                (5, false) => "Excellent",
                _ => &grade,
            };
            let kind = match (index % 3, zh) {
                (0, true) => "选修",
                (_, true) => "必修",
                (0, false) => "Elective",
                (_, false) => "Required",
            };
            map(&[
                ("term", &term),
                ("code", &format!("CS{index:04}")),
                ("name", if zh { name_zh } else { name_en }),
                ("credits", ["3", "2", "1.5", "4"][index % 4]),
                ("hours", ["48", "32", "24", "64"][index % 4]),
                ("grade", grade),
                ("kind", kind),
            ])
        })
        .collect()
}

/// A value with some fields set anew.
pub fn with(mut values: Values, fields: &[(&str, &str)]) -> Values {
    values.fields.extend(map(fields));
    values
}
