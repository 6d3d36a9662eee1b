//! A small catalogue as it should be; what goes wrong, and the catalogue we ship, are tested beside it.

mod mistakes;
mod shipped;

use std::fs;
use std::path::Path;

use hall_core::catalogue::HandlingMode;
use jiff::civil::{Time, date};

use super::*;

/// A small catalogue without a mistake: file and content.
const GOOD: [(&str, &str); 10] = [
    (
        "site.toml",
        r#"version = "1"
time_zone = "Asia/Shanghai"
name = { zh = "大厅", en = "Hall" }
help_item = "help"
[rules]
items_max = 3
"#,
    ),
    (
        "departments.toml",
        r#"[[department]]
id = "office"
name = { zh = "办公室", en = "Office" }
"#,
    ),
    (
        "lines.toml",
        r#"[[line]]
id = "desk"
name = { zh = "综合", en = "Desk" }
prefix = "A"
hours = "week"
capacity = 50
area = { zh = "一楼", en = "Floor 1" }
"#,
    ),
    (
        "windows.toml",
        r#"[[window]]
number = 1
name = { zh = "综合窗口", en = "Window" }
own = ["desk"]
"#,
    ),
    (
        "classes.toml",
        r#"[[class]]
id = "elderly"
name = { zh = "老人", en = "Elderly" }
credit_minutes = 15
"#,
    ),
    (
        "bundles.toml",
        r#"[[bundle]]
code = "both"
name = { zh = "两项", en = "Both" }
items = ["help", "card"]
"#,
    ),
    (
        "themes.toml",
        r#"[[theme]]
code = "arriving"
name = { zh = "报到", en = "Arriving" }
sign = "arriving"
bundles = ["both"]
items = ["help"]
"#,
    ),
    (
        "materials.toml",
        r#"[[material]]
code = "id-card"
zh = "身份证"
en = "Identity card"
original = true
"#,
    ),
    (
        "hours.toml",
        r#"[[timetable]]
id = "week"
week = { mon-fri = ["08:30-11:40", "13:30-24:00"] }
[[exception]]
name = { zh = "元旦", en = "New Year" }
from = 2027-01-01
to = 2027-01-03
week = {}
"#,
    ),
    (
        "items/all.toml",
        r#"details = "synthetic"
[[item]]
code = "help"
name = { zh = "咨询", en = "Help" }
departments = ["office"]
line = "desk"
materials = []
promised_days = 0
service_minutes = 5
source = "synthetic"
[[item]]
code = "card"
name = { zh = "办卡", en = "Card" }
departments = ["office"]
line = "desk"
after = ["help"]
materials = ["id-card", { zh = "照片", en = "Photograph", copies = 2 }]
promised_days = 0
service_minutes = 5
source = "example"
aliases = ["饭卡", "one-card"]
samples = [{ file = "form.png", zh = "填好的申请表", en = "Form filled in" }]
"#,
    ),
];

/// The first bytes of a picture, which is all that is looked at.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes
}

/// Writes a catalogue, with one passage of one file replaced.
fn folder(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("items")).unwrap();
    fs::create_dir(dir.path().join("samples")).unwrap();
    fs::write(dir.path().join("samples/form.png"), png(800, 600)).unwrap();
    fs::write(dir.path().join("samples/wide.png"), png(2049, 600)).unwrap();
    fs::write(dir.path().join("samples/fake.png"), b"GIF89a").unwrap();
    for (name, content) in GOOD {
        let content = if name == file {
            assert!(content.contains(old), "{name} has no {old:?}");
            content.replacen(old, new, 1)
        } else {
            content.to_owned()
        };
        fs::write(dir.path().join(name), content).unwrap();
    }
    dir
}

/// What is reported of a folder, without the folder's own path.
fn reported(dir: &Path) -> Vec<String> {
    match load(dir) {
        Ok(_) => Vec::new(),
        Err(errors) => {
            let prefix = format!("{}/", dir.display());
            errors.to_string().replace(&prefix, "").lines().map(str::to_owned).collect()
        }
    }
}

#[test]
fn a_small_catalogue_is_read_as_it_is_written() {
    let dir = folder("", "", "");
    let catalogue = load(dir.path()).unwrap();
    assert_eq!(catalogue.rules.items_max, 3);
    assert_eq!(catalogue.help_item, Some("help".into()));
    let card = &catalogue.items[&"card".into()];
    assert_eq!(card.service_ms, 300_000);
    assert_eq!(card.mode, HandlingMode::OnSite);
    assert_eq!(card.after, ["help".into()]);
    assert_eq!(card.aliases, ["饭卡", "one-card"]);
    let papers: Vec<_> = card.materials.iter().map(|m| (m.name.en.as_str(), m.copies, m.original)).collect();
    assert_eq!(papers, [("Identity card", 1, true), ("Photograph", 2, false)]);
    let [form] = &card.samples[..] else { panic!("{:?}", card.samples) };
    assert_eq!((form.file.as_str(), form.name.en.as_str()), ("form.png", "Form filled in"));
    assert_eq!(form.sha256, samples::digest(&png(800, 600)));
    let [theme] = &catalogue.themes[..] else { panic!("{:?}", catalogue.themes) };
    assert_eq!((&theme.bundles[..], &theme.items[..]), (&["both".into()][..], &["help".into()][..]));
    assert_eq!(theme.sign, Some(hall_core::catalogue::ThemeSign::Arriving));
    let week = &catalogue.hours[&"week".into()];
    assert_eq!(week.weekly[0].days, [1, 2, 3, 4, 5]);
    assert_eq!(week.weekly[0].spans[1].to, Time::MAX);
    assert_eq!(week.exceptions[0].from, date(2027, 1, 1));
}
