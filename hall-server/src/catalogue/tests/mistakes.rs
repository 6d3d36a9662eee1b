//! One broken catalogue for each kind of mistake.

use std::fs;
use std::path::Path;

use super::super::source::FILE_BYTES_MAX;
use super::{folder, reported};

/// The file, the passage replaced, what replaces it, and everything reported.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

const CARD: &str = r#"name = { zh = "办卡", en = "Card" }"#;
const CARD_CODE: &str = r#"code = "card""#;
const ALIASES: &str = r#"aliases = ["饭卡", "one-card"]"#;

const TABLE: &[Row] = &[
    // The file as TOML.
    ("site.toml", "\"1\"", "\"1", &["site.toml:1: invalid basic string, expected `\"`"]),
    ("lines.toml", "prefix = \"A\"", "prefix = \"A\"\nprefix = \"B\"", &["lines.toml:5: duplicate key"]),
    // Keys and types.
    (
        "items/all.toml",
        CARD_CODE,
        "code = \"card\"\nlime = 1",
        &[
            "items/all.toml:13: item card: unknown key `lime`; allowed are code, name, departments, line, source, \
             service_minutes, promised_days, after, nature, mode, materials, legal_basis, procedure, online_url, popular, aliases, visits_a_year, samples",
        ],
    ),
    (
        "site.toml",
        "[rules]",
        "[rule]",
        &["site.toml:5: unknown key `rule`; allowed are version, time_zone, name, help_item, rules, alarms"],
    ),
    (
        "site.toml",
        "items_max = 3",
        "items_max = 0.5",
        &["site.toml:6: `items_max` is of type float; it must be a whole number from 1 to 50"],
    ),
    (
        "site.toml",
        "[rules]",
        "[alarms]\nline_long = 0\nwait_long_minutes = 9999\nsilent = 1\n[rules]",
        &[
            "site.toml:6: `line_long` is 0; it must be a whole number from 1 to 1000",
            "site.toml:7: `wait_long_minutes` is 9999; it must be a whole number from 1 to 480",
            "site.toml:8: unknown key `silent`; allowed are line_long, wait_long_minutes, window_idle_minutes, device_away_seconds",
        ],
    ),
    (
        "lines.toml",
        "prefix = \"A\"",
        "prefix = \"A\"\nline_long = \"many\"",
        &["lines.toml:5: line desk: `line_long` is of type string; it must be a whole number from 1 to 1000"],
    ),
    (
        "items/all.toml",
        "service_minutes = 5",
        "service_minutes = 0",
        &["items/all.toml:9: item help: `service_minutes` is 0; it must be a whole number from 1 to 240"],
    ),
    (
        "items/all.toml",
        "service_minutes = 5\n",
        "",
        &["items/all.toml:2: item help: `service_minutes` is missing"],
    ),
    ("items/all.toml", "materials = []\n", "", &["items/all.toml:2: item help: `materials` is missing"]),
    ("items/all.toml", "details = \"synthetic\"\n", "", &["items/all.toml:1: `details` is missing"]),
    (
        "items/all.toml",
        "code = \"help\"\n",
        "",
        &[
            "bundles.toml:4: bundle both: holds the unknown item `help`",
            "items/all.toml:2: item: `code` is missing",
            "items/all.toml:15: item card: comes after the unknown item `help`",
            "site.toml:4: site: help_item `help` is not an item with a line",
            "themes.toml:6: theme arriving: holds the unknown item `help`",
        ],
    ),
    (
        "items/all.toml",
        "source = \"example\"",
        "source = \"guess\"",
        &[
            "items/all.toml:20: item card: `source`: unknown variant `guess`, expected one of `real`, `example`, `synthetic`",
        ],
    ),
    (
        "items/all.toml",
        CARD_CODE,
        "code = \"Card 1\"",
        &[
            "bundles.toml:4: bundle both: holds the unknown item `card`",
            "items/all.toml:12: item: `Card 1` is not a code: a-z and 0-9 in words joined by `-`, at most 40 characters",
        ],
    ),
    (
        "items/all.toml",
        "promised_days = 0",
        "promised_days = 0\nonline_url = \"http://a\"",
        &[
            "items/all.toml:9: item help: `http://a` is not an address: https://… in ASCII, at most 200 characters",
        ],
    ),
    // Other names.
    (
        "items/all.toml",
        ALIASES,
        "aliases = [\"饭卡\", \"饭卡\"]",
        &["items/all.toml:21: item card: `aliases` names `饭卡` twice"],
    ),
    (
        "items/all.toml",
        ALIASES,
        "aliases = [\"饭卡\", \"。\", \" card\"]",
        &[
            "items/all.toml:21: item card: `aliases`: ` card` begins or ends with a space, or holds a line break or tab",
            "items/all.toml:21: item card: `aliases`: `。` has nothing that could be typed",
        ],
    ),
    (
        "items/all.toml",
        ALIASES,
        "aliases = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\", \"l\", \"m\"]",
        &["items/all.toml:21: item card: `aliases` are 13; at most 12 are allowed"],
    ),
    // Sample documents.
    (
        "items/all.toml",
        "form.png",
        "../form.png",
        &[
            "items/all.toml:22: samples: `../form.png` is not the name of a picture: a-z, 0-9 and `-`, then .png",
        ],
    ),
    (
        "items/all.toml",
        "form.png",
        "wide.png",
        &["items/all.toml:22: samples: samples/wide.png is 2049×600 pixels; at most 2048 a side are allowed"],
    ),
    (
        "items/all.toml",
        "form.png",
        "fake.png",
        &["items/all.toml:22: samples: samples/fake.png is not a PNG picture"],
    ),
    (
        "items/all.toml",
        "form.png",
        "none.png",
        &[
            "items/all.toml:22: samples: samples/none.png cannot be read: No such file or directory (os error 2)",
        ],
    ),
    ("items/all.toml", "file = \"form.png\", ", "", &["items/all.toml:22: samples: `file` is missing"]),
    // Themes.
    (
        "themes.toml",
        "[\"both\"]\nitems = [\"help\"]",
        "[]",
        &["themes.toml:1: theme arriving: holds nothing"],
    ),
    (
        "themes.toml",
        "[\"both\"]",
        "[\"many\"]",
        &["themes.toml:5: theme arriving: holds the unknown bundle `many`"],
    ),
    // Texts in both languages.
    (
        "items/all.toml",
        CARD,
        "name = { zh = \"办卡\" }",
        &["items/all.toml:13: item card: name: `en` is missing"],
    ),
    (
        "items/all.toml",
        CARD,
        "name = { zh = \"Card\", en = \"Card\" }",
        &["items/all.toml:13: item card: name: `zh`: `Card` has no Chinese character"],
    ),
    (
        "items/all.toml",
        CARD,
        "name = { zh = \"办卡\", en = \"Card（1）\" }",
        &[
            "items/all.toml:13: item card: name: `en`: `Card（1）` has the Chinese character `（` in an English text",
        ],
    ),
    (
        "items/all.toml",
        CARD,
        "name = { zh = \"办卡\", en = \"Card \" }",
        &[
            "items/all.toml:13: item card: name: `en`: `Card ` begins or ends with a space, or holds a line break or tab",
        ],
    ),
    // Codes and numbers that are there twice.
    (
        "items/all.toml",
        CARD_CODE,
        "code = \"help\"",
        &[
            "bundles.toml:4: bundle both: holds the unknown item `card`",
            "items/all.toml:11: item help is there twice, first in items/all.toml:2",
        ],
    ),
    (
        "windows.toml",
        "own = [\"desk\"]",
        "own = [\"desk\"]\n[[window]]\nnumber = 1\nname = { zh = \"窗\", en = \"W\" }\nown = [\"desk\"]",
        &["windows.toml:5: window 1 is there twice, first in windows.toml:1"],
    ),
    ("bundles.toml", "\"card\"]", "\"help\"]", &["bundles.toml:4: bundle both: `items` names `help` twice"]),
    (
        "items/all.toml",
        "[\"id-card\", ",
        "[\"id-card\", \"id-card\", ",
        &["items/all.toml:17: item card: asks for the material `id-card` twice"],
    ),
    (
        "departments.toml",
        "[[department]]",
        "[[department]]\nid = \"office\"\nname = { zh = \"处\", en = \"O\" }\n[[department]]",
        &["departments.toml:4: department office is there twice, first in departments.toml:1"],
    ),
    (
        "bundles.toml",
        "[[bundle]]",
        "[[bundle]]\ncode = \"both\"\nname = { zh = \"都\", en = \"B\" }\nitems = [\"help\"]\n[[bundle]]",
        &["bundles.toml:5: bundle both is there twice, first in bundles.toml:1"],
    ),
    // Prefixes.
    (
        "lines.toml",
        "area = { zh = \"一楼\", en = \"Floor 1\" }",
        "area = { zh = \"一楼\", en = \"Floor 1\" }\n[[line]]\n\
          id = \"side\"\nname = { zh = \"旁\", en = \"Side\" }\nprefix = \"A\"\nhours = \"week\"\narea = { zh = \"一楼\", en = \"Floor 1\" }",
        &[
            "lines.toml:8: line side: is served by no window",
            "lines.toml:11: line side: has the prefix A of line desk (lines.toml:4)",
        ],
    ),
    ("lines.toml", "\"A\"", "\"AB\"", &["lines.toml:4: line desk: the prefix `AB` is not one letter A to Z"]),
    ("lines.toml", "\"A\"", "\"a\"", &["lines.toml:4: line desk: prefix `a` is not a letter A to Z"]),
    // Names of what is not there.
    (
        "items/all.toml",
        "after = [\"help\"]",
        "after = [\"halp\"]",
        &["items/all.toml:16: item card: comes after the unknown item `halp`"],
    ),
    (
        "items/all.toml",
        "line = \"desk\"",
        "line = \"z\"",
        &["items/all.toml:6: item help: names the unknown line `z`"],
    ),
    (
        "items/all.toml",
        "[\"office\"]",
        "[\"ofice\"]",
        &["items/all.toml:5: item help: names the unknown department `ofice`"],
    ),
    (
        "items/all.toml",
        "[\"id-card\"",
        "[\"id-cart\"",
        &["items/all.toml:17: item card: names the unknown material `id-cart`"],
    ),
    (
        "windows.toml",
        "[\"desk\"]",
        "[\n\"desk\",\n\"d\"]",
        &["windows.toml:6: window 1: names the unknown line `d`"],
    ),
    (
        "lines.toml",
        "hours = \"week\"",
        "hours = \"weak\"",
        &["lines.toml:5: line desk: names the unknown timetable `weak`"],
    ),
    (
        "bundles.toml",
        "\"card\"]",
        "\"cord\"]",
        &["bundles.toml:4: bundle both: holds the unknown item `cord`"],
    ),
    (
        "site.toml",
        "help_item = \"help\"",
        "help_item = \"h\"",
        &["site.toml:4: site: help_item `h` is not an item with a line"],
    ),
    (
        "site.toml",
        "Asia/Shanghai",
        "Asia/Hangzhou",
        &["site.toml:2: site: `Asia/Hangzhou` is not the IANA name of a time zone"],
    ),
    (
        "hours.toml",
        "to = 2027-01-03",
        "to = 2027-01-03\ntimetables = [\"weak\"]",
        &["hours.toml:8: exception: names the unknown timetable `weak`"],
    ),
    // Contradictions found by the core.
    (
        "items/all.toml",
        "line = \"desk\"\n",
        "",
        &["site.toml:4: site: help_item `help` is not an item with a line"],
    ),
    (
        "items/all.toml",
        "departments = [\"office\"]\n",
        "",
        &["items/all.toml:2: item help: has no department"],
    ),
    (
        "items/all.toml",
        "source = \"synthetic\"\n[",
        "source = \"synthetic\"\nafter = [\"card\"]\n[",
        &[
            "items/all.toml:2: item help: comes after itself",
            "items/all.toml:12: item card: comes after itself",
        ],
    ),
    (
        "items/all.toml",
        "line = \"desk\"\n",
        "line = \"desk\"\nmode = \"online\"\n",
        &["items/all.toml:2: item help: is handled wholly online, yet has a line"],
    ),
    ("bundles.toml", "[\"help\", \"card\"]", "[]", &["bundles.toml:1: bundle both: must hold 1 to 3 items"]),
    (
        "windows.toml",
        "own = [\"desk\"]",
        "own = [\"desk\"]\nhelps = [\"desk\"]",
        &["windows.toml:5: window 1: names the line `desk` twice"],
    ),
    // Times and dates.
    (
        "hours.toml",
        "13:30-24:00",
        "13:30-25:00",
        &[
            "hours.toml:3: hours week: `13:30-25:00` is not a stretch of a day such as 08:30-11:40, from 00:00 to 24:00",
        ],
    ),
    (
        "hours.toml",
        "13:30-24:00",
        "13:30-9:00",
        &[
            "hours.toml:3: hours week: `13:30-9:00` is not a stretch of a day such as 08:30-11:40, from 00:00 to 24:00",
        ],
    ),
    (
        "hours.toml",
        "13:30-24:00",
        "11:00-12:00",
        &["hours.toml:3: hours week: `11:00-12:00` overlaps the stretch before it, or is out of order"],
    ),
    (
        "hours.toml",
        "mon-fri = [",
        "fri-mon = [",
        &["hours.toml:3: hours week: `fri-mon` is not a day or range of days such as tue or mon-fri"],
    ),
    (
        "hours.toml",
        "{ mon-fri = [",
        "{ tue = [], mon-fri = [",
        &["hours.toml:3: hours week: `mon-fri` names tue a second time"],
    ),
    (
        "hours.toml",
        "from = 2027-01-01",
        "from = \"2027-01-01\"",
        &[
            "hours.toml:6: exception: `from` is of type string; it must be a date such as 2026-10-01, without quotes",
        ],
    ),
    (
        "hours.toml",
        "to = 2027-01-03",
        "to = 2026-01-03",
        &["hours.toml:4: exception: ends on 2026-01-03 before it begins on 2027-01-01"],
    ),
    ("hours.toml", "week = {}\n", "", &["hours.toml:4: exception: `week` is missing"]),
    (
        "classes.toml",
        "15",
        "600",
        &["classes.toml:4: class elderly: `credit_minutes` is 600; it must be a whole number from 0 to 120"],
    ),
];

#[test]
fn every_kind_of_mistake_has_its_file_line_and_reason() {
    let mut wrong = Vec::new();
    for (file, old, new, expected) in TABLE {
        let dir = folder(file, old, new);
        let found = reported(dir.path());
        if found != *expected {
            wrong.push(format!("{file}: {old:?} → {new:?}\nfound {found:#?}\nwanted {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_name_may_have_40_characters_in_chinese_and_80_in_english() {
    let with = |zh: usize, en: usize| {
        let name = format!("name = {{ zh = \"{}\", en = \"{}\" }}", "卡".repeat(zh), "c".repeat(en));
        reported(folder("items/all.toml", CARD, &name).path())
    };
    assert_eq!(with(40, 80), [""; 0]);
    let both = with(41, 81);
    assert_eq!(both.len(), 2, "{both:#?}");
    assert!(both[0].starts_with("items/all.toml:13: item card: name: `en`:"), "{both:#?}");
    assert!(both[0].ends_with("has 81 characters; at most 80 are allowed"), "{both:#?}");
    assert!(both[1].ends_with("has 41 characters; at most 40 are allowed"), "{both:#?}");
}

#[test]
fn every_mistake_is_reported_at_once() {
    let dir = folder("items/all.toml", "line = \"desk\"", "line = \"z\"\npopular = 1\nservice = 2");
    fs::write(dir.path().join("classes.toml"), "[[class]]\nid = \"E\"\n").unwrap();
    let all = reported(dir.path());
    assert_eq!(all.len(), 6, "{all:#?}");
    assert!(all.is_sorted_by_key(|line| line.split(':').next().map(str::to_owned)), "{all:#?}");
}

#[test]
fn files_that_cannot_be_read_are_named_without_what_follows_from_it() {
    let broken = |break_it: fn(&Path)| {
        let dir = folder("", "", "");
        break_it(dir.path());
        reported(dir.path())
    };
    assert_eq!(broken(|dir| fs::remove_file(dir.join("lines.toml")).unwrap()), ["lines.toml: is missing"]);
    assert_eq!(
        broken(|dir| fs::write(dir.join("lines.toml"), b"# ok\n# \xff\n").unwrap()),
        ["lines.toml:2: is not UTF-8"]
    );
    assert_eq!(
        broken(|dir| fs::write(dir.join("lines.toml"), " ".repeat(FILE_BYTES_MAX + 1)).unwrap()),
        ["lines.toml: is larger than 4194304 bytes"]
    );
    assert_eq!(
        broken(|dir| fs::remove_file(dir.join("items/all.toml")).unwrap()),
        ["items: holds 0 files of items; 1 to 64 are allowed"]
    );
    assert_eq!(
        broken(|dir| fs::write(dir.join("line.toml"), "").unwrap()),
        ["line.toml: is not a file of a catalogue; these are bundles.toml, classes.toml, departments.toml, \
          hours.toml, lines.toml, materials.toml, site.toml, themes.toml, windows.toml"]
    );
    let nowhere = reported(Path::new("/nowhere"));
    assert_eq!(nowhere.len(), 10, "{nowhere:#?}");
}
