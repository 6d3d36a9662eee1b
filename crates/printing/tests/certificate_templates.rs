//! The template language: each mistake is told with file, line and reason; what a template needs is known before it is filled.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "support/certificates.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod samples;

use std::collections::BTreeSet;

use printing::certificate::Template;
use samples::{KINDS, LANGUAGES, full, template};

const HEAD: &str = r#"title = "t"
language = "zh-CN"
[page]
left_mm = 20
right_mm = 20
top_mm = 20
bottom_mm = 20
size_pt = 12
leading = 1.5
[footer]
qr_mm = 20
size_pt = 8
page = "{page}/{pages}"
lines = ["{certificate_number}"]
"#;

/// Lines of the head, before the first block.
const LINES: usize = 14;

/// The first mistake.
fn refusal(text: &str) -> (usize, String) {
    let error = Template::parse("t.toml", text).unwrap_err().swap_remove(0);
    assert_eq!(error.file, "t.toml");
    (error.line, error.reason)
}

#[test]
fn mistakes_in_blocks_are_told_with_their_line() {
    let cases = [
        ("[[block]]\nkind = \"paragraph\"\ntext = \"{nmae}\"", 3, "there is no `{nmae}`"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"{page}\"", 3, "there is no `{page}`"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"{name\"", 3, "a placeholder is written `{name}`"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"a **b\"", 3, "`**` is opened and not closed"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"  \"", 3, "the text is empty"),
        ("[[block]]\nkind = \"paragraph\"", 1, "missing field `text`"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"a\"\nindnet_em = 2", 4, "unknown field `indnet_em`"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"a\"\nsize_pt = 100", 4, "must be from 6 to 48"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"a\"\nsize_pt = \"big\"", 4, "invalid type"),
        ("[[block]]\nkind = \"paragraph\"\ntext = \"a\"\nalign = \"middle\"", 4, "unknown variant `middle`"),
        (
            "[[block]]\nkind = \"paragraph\"\nwhen = \"prupose\"\ntext = \"a\"",
            3,
            "there is no field `prupose`",
        ),
        (
            "[[block]]\nkind = \"paragraph\"\ntext = \"a\"\nthen = [\n{ whn = \"name\", text = \"b\" }]",
            5,
            "unknown field `whn`",
        ),
        ("[[block]]\nkind = \"paragraf\"\ntext = \"a\"", 1, "there is no block `paragraf`"),
        ("[[block]]\ntext = \"a\"", 1, "`kind` is missing"),
        ("[[block]]\nkind = \"space\"\nheight_mm = 500", 3, "must be from 0 to 120"),
        ("[[block]]\nkind = \"rule\"\nweight = \"bold\"", 3, "unknown variant `bold`"),
        ("[[block]]\nkind = \"grid\"\ncolumns = 2", 1, "missing field `item`"),
        ("[[block]]\nkind = \"grid\"\ncolumns = 2\nitem = []", 1, "at least one"),
        (
            "[[block]]\nkind = \"grid\"\ncolumns = 1.5\n[[block.item]]\nlabel = \"a\"\nvalue = \"b\"",
            1,
            "whole number",
        ),
        (
            "[[block]]\nkind = \"grid\"\ncolumns = 1\n[[block.item]]\nlabel = \"a\"\nvalue = \"b\"\nspan = 2",
            1,
            "`span`",
        ),
        ("[[block]]\nkind = \"signature\"\nlines = []", 1, "`lines` is empty"),
        ("[[block]]\nkind = \"signature\"\nlines = [\"a\"]\nseal_mm = 90", 4, "must be from 20 to 60"),
        (
            "[[block]]\nkind = \"table\"\ntable = \"grades\"\n[[block.column]]\nfield = \"name\"\nhead = \"a\"\nwidth = 1",
            3,
            "there is no table `grades`",
        ),
        (
            "[[block]]\nkind = \"table\"\ntable = \"courses\"\n[[block.column]]\nfield = \"nmae\"\nhead = \"a\"\nwidth = 1",
            1,
            "no column `nmae`",
        ),
        (
            "[[block]]\nkind = \"table\"\ntable = \"courses\"\ngroup = \"year\"\n[[block.column]]\nfield = \"name\"\nhead = \"a\"\nwidth = 1",
            1,
            "no column `year`",
        ),
        ("[[block]]\nkind = \"table\"\ntable = \"courses\"\ncolumn = []", 1, "at least one"),
    ];
    for (block, line, reason) in cases {
        let (found, text) = refusal(&format!("{HEAD}\n{block}\n"));
        assert_eq!(found, LINES + 1 + line, "{block}: {text}");
        assert!(text.contains(reason), "{block}: {text}");
    }
}

#[test]
fn mistakes_outside_of_blocks_are_told_with_their_line() {
    let block = "[[block]]\nkind = \"rule\"\n";
    let whole = format!("{HEAD}{block}");
    assert!(Template::parse("t.toml", &whole).is_ok());
    let cases = [
        ("left_mm = 20", "left_mm = 5", 4, "must be from 10 to 60"),
        ("left_mm = 20", "lfet_mm = 20", 4, "unknown field `lfet_mm`"),
        ("left_mm = 20\n", "", 3, "missing field `left_mm`"),
        ("\"zh-CN\"", "\"fr\"", 2, "unknown variant `fr`"),
        ("{page}/{pages}", "{page}/{paegs}", 13, "there is no `{paegs}`"),
        ("{certificate_number}", "{certificate_nubmer}", 14, "there is no `{certificate_nubmer}`"),
        ("title = \"t\"", "title = \"t", 1, "invalid basic string"),
        ("title = \"t\"", "titel = \"t\"", 1, "unknown field `titel`"),
        (block, "", 1, "there is no `[[block]]`"),
        (block, "block = 3\n", 15, "unknown field `block`"),
    ];
    for (part, instead, line, reason) in cases {
        let (found, text) = refusal(&whole.replacen(part, instead, 1));
        assert!(text.contains(reason), "{instead}: {text}");
        assert_eq!(found, line, "{instead}: {text}");
    }
    let (line, reason) = refusal(&format!("{HEAD}{}", block.repeat(61)));
    assert_eq!((line, reason.as_str()), (1, "a template has 1 to 60 `[[block]]`s"));
    let table = "[[block]]\nkind = \"table\"\ntable = \"courses\"\n[[block.column]]\nfield = \"name\"\nhead = \"a\"\nwidth = 1\n";
    let (line, reason) = refusal(&format!("{HEAD}{table}{table}"));
    assert_eq!((line, reason.as_str()), (LINES + 8, "a template has one table at most"));
    let (_, reason) = refusal(&"#".repeat(100_001));
    assert!(reason.contains("longer than"), "{reason}");
}

#[test]
fn mistakes_in_several_places_are_told_together() {
    let head = HEAD.replace("left_mm = 20", "left_mm = 5");
    let (bad, good) = ("[[block]]\nkind = \"rule\"\nweight = \"bold\"\n", "[[block]]\nkind = \"rule\"\n");
    let errors = Template::parse("t.toml", &format!("{head}{bad}{good}{bad}")).unwrap_err();
    let lines: Vec<_> = errors.iter().map(|error| error.line).collect();
    assert_eq!(lines, [4, LINES + 3, LINES + 8], "{errors:?}");
}

#[test]
fn what_each_template_needs_is_known() {
    for language in LANGUAGES {
        for kind in KINDS {
            let fields = template(kind, language).fields();
            let has_table = kind.starts_with("transcript");
            assert_eq!(fields.tables.contains("courses"), has_table, "{kind}.{language}");
            assert!(fields.needed.is_disjoint(&fields.optional), "{kind}.{language}");
            assert!(fields.needed.contains(if language == "zh" { "name" } else { "name_en" }));
            for field in fields.needed.union(&fields.optional) {
                let known = language == "en" && field == "class" || full(language).fields.contains_key(field);
                assert!(known, "{kind}.{language}: {field}");
            }
            assert!(template(kind, language).needs_seal(), "{kind}.{language}");
        }
    }
    let set = |fields: &[&str]| fields.iter().map(|field| (*field).to_owned()).collect::<BTreeSet<_>>();
    let fields = template("enrolment", "zh").fields();
    assert_eq!(fields.needed, set(&["name", "number", "enrolled_on", "school", "major", "length_years"]));
    assert_eq!(fields.optional, set(&["sex", "born", "id_number", "class", "purpose"]));
}
