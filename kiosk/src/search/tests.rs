//! What is found, and in which order.

use super::*;

const ITEMS: &[(&str, &[&str], u32)] = &[
    ("enrolment", &["在读证明", "Certificate of enrolment"], 5_000),
    ("employment", &["在职证明", "Certificate of employment"], 0),
    (
        "transcript",
        &["本科成绩单（中文／英文）", "Undergraduate transcript (Chinese or English)", "成绩单"],
        5_000,
    ),
    ("retake", &["课程重修报名", "Course retake"], 0),
    ("transfer", &["组织关系调动", "Transfer of membership"], 0),
    ("adjust", &["课表调整", "Change of a timetable"], 0),
    ("bank", &["银行卡挂失补办", "Lost bank card: blocking and replacement"], 0),
    ("trip", &["出行登记", "Registration of trips"], 0),
    ("principal", &["校长信箱", "The president's mailbox"], 0),
    ("long", &["长期出差备案", "Filing of a long trip"], 0),
    ("card", &["校园卡办理与补办", "Campus card issue and replacement", "饭卡", "一卡通"], 5_000),
    ("card-pin", &["校园卡密码重置", "Reset of the campus card's PIN"], 0),
    ("tourism", &["旅行保险", "Travel insurance"], 0),
    ("cet", &["四六级成绩单补办", "Replacement of a CET-4 or CET-6 score report", "CET46"], 0),
];

fn index() -> (Vec<ItemCode>, Index) {
    let codes: Vec<ItemCode> = ITEMS.iter().map(|(code, ..)| ItemCode::new(code)).collect();
    let index = Index::new(entries(&codes));
    (codes, index)
}

fn entries(codes: &[ItemCode]) -> Vec<Entry<'_>> {
    let entry = |(code, (_, names, visits_a_year)): (_, &(&str, &'static [&'static str], u32))| Entry {
        code,
        names: names.to_vec(),
        visits_a_year: *visits_a_year,
    };
    codes.iter().zip(ITEMS).map(entry).collect()
}

#[test]
fn the_first_found_is_the_one_meant() {
    let (_, index) = index();
    for (query, expected) in [
        // Initials, full pinyin, and every mixture.
        ("zdzm", "enrolment"),
        ("zaiduzhengming", "enrolment"),
        ("zaidzm", "enrolment"),
        ("zduzhengm", "enrolment"),
        ("ZD ZM", "enrolment"),
        ("zzzm", "employment"),
        ("xiaoyk", "card"),
        // Other names, and what stands in the middle.
        ("fanka", "card"),
        ("ykt", "card"),
        ("cjd", "transcript"),
        ("mmcz", "card-pin"),
        // English: any word, its beginning, initials.
        ("tra", "transcript"),
        ("enr", "enrolment"),
        ("cer", "enrolment"),
        ("campuscard", "card"),
        ("reset", "card-pin"),
        ("presidents", "principal"),
        ("cet46", "cet"),
        ("cet-4", "cet"),
        // Characters with several readings: all of them.
        ("chongxiu", "retake"),
        ("zhongxiu", "retake"),
        ("diaodong", "transfer"),
        ("tiaozheng", "adjust"),
        ("yinhangka", "bank"),
        ("chuxing", "trip"),
        ("xiaozhang", "principal"),
        ("changqi", "long"),
        ("zhangqi", "long"),
        // ü as it is typed.
        ("lvxing", "tourism"),
        ("luxing", "tourism"),
        // zh as one or two letters.
        ("kczx", "retake"),
        ("zdzhm", "enrolment"),
        // A word before the thing itself.
        ("kzdzm", "enrolment"),
        ("buxyk", "card"),
        ("wyaocjd", "transcript"),
        // Left out in between, and words after the thing itself.
        ("yhkbb", "bank"),
        ("xykdiule", "card"),
    ] {
        let found = index.find(query);
        assert_eq!(found.first().map(|code| code.as_str()), Some(expected), "{query}: {found:?}");
    }
}

#[test]
fn nothing_typed_finds_nothing_and_nonsense_does_not_either() {
    let (_, index) = index();
    for query in ["", " ", "。", "证明", "v", "uuu", "ii"] {
        assert!(index.find(query).is_empty(), "{query}");
    }
    assert!(Index::default().find("zdzm").is_empty());
}

#[test]
fn what_is_often_asked_for_comes_first_but_a_whole_name_before_everything() {
    let (_, index) = index();
    let names = |query: &str| index.find(query).into_iter().map(ItemCode::as_str).collect::<Vec<_>>();
    assert_eq!(names("zm")[..2], ["enrolment", "employment"], "both have it within");
    assert_eq!(names("xyk")[..2], ["card", "card-pin"]);
    assert_eq!(names("zzzm")[0], "employment", "it is the whole name, however often others are asked for");
}

#[test]
fn the_order_of_the_catalogue_changes_nothing() {
    let (codes, index) = index();
    let reversed = Index::new(entries(&codes).into_iter().rev());
    for query in ["z", "c", "b", "xyk", "zm", "t", "of", "k"] {
        assert_eq!(index.find(query), reversed.find(query), "{query}");
    }
}

#[test]
fn a_query_without_end_costs_nothing() {
    let (_, index) = index();
    for letters in ["z", "zh", "c", "a", "xyk"] {
        index.find(&letters.repeat(10_000));
    }
}
