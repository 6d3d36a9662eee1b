//! Receipt templates: the shipped ones render, mistakes are named with their line, nothing is left blank in silence.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

mod support;

use printing::receipt::{Align, BLOCKS_MAX, Block, Fields, Receipt, RenderError, Size, Template, Values};

const FIELDS: Fields<'static> =
    Fields { texts: &["number", "note"], flags: &["reprint"], lists: &[("items", &["name", "wait"])] };

fn parse(blocks: &str) -> Template {
    Template::parse("t.toml", blocks, &FIELDS).unwrap()
}

#[test]
fn the_ticket_renders_in_both_languages() {
    for language in ["zh", "en"] {
        let receipt = support::ticket(language).render(&support::values(language)).unwrap();
        insta::with_settings!({description => "the document that travels to the kiosk"}, {
            insta::assert_json_snapshot!(format!("ticket_{language}"), receipt);
        });
    }
}

#[test]
fn a_receipt_survives_the_journey() {
    let receipt = support::ticket("zh").render(&support::values("zh")).unwrap();
    let json = serde_json::to_string(&receipt).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
    for bad in [
        r#"{"blocks":[{"kind":"text","text":"a","size":9}]}"#,
        r#"{"blocks":[{"kind":"text","text":"a","colour":"red"}]}"#,
        r#"{"blocks":[{"kind":"picture"}]}"#,
    ] {
        assert!(serde_json::from_str::<Receipt>(bad).is_err(), "{bad}");
    }
}

#[test]
fn json_from_pieces_is_the_json_of_the_receipt() {
    for language in ["zh", "en"] {
        for school in ["大学", "\"\" \\ {number}\n\u{7}"] {
            let values = support::values(language).flag("reprint", true).text("school", school);
            let template = support::ticket(language);
            let json = serde_json::to_string(&template.render(&values).unwrap()).unwrap();
            assert_eq!(template.render_json(&values).unwrap(), json);
        }
    }
    let template = parse(
        r#"
[[block]]
kind = "columns"
each = "items"
left = "{items.name}"
right = "{items.wait}"
bold = true
[[block]]
kind = "qr"
when = "note"
text = "{note}"
module = 12
[[block]]
kind = "cut"
"#,
    );
    let row = [("name", "a"), ("wait", "5")];
    let many = |rows| (0..rows).fold(Values::new(), |values, _| values.row("items", &row));
    for values in [many(0), many(2).text("note", "x"), many(BLOCKS_MAX - 1)] {
        let json = serde_json::to_string(&template.render(&values).unwrap()).unwrap();
        assert_eq!(template.render_json(&values).unwrap(), json);
    }
    for values in [many(BLOCKS_MAX), many(1).text("note", " "), many(1).row("items", &[("name", "a")])] {
        assert_eq!(template.render_json(&values).unwrap_err(), template.render(&values).unwrap_err());
    }
}

#[test]
fn the_reprint_mark_stands_only_on_reprints() {
    for (language, mark) in [("zh", "【补打】"), ("en", "[ COPY ]")] {
        for reprint in [false, true] {
            let values = support::values(language).flag("reprint", reprint);
            let receipt = support::ticket(language).render(&values).unwrap();
            let marked =
                receipt.blocks.iter().any(|block| matches!(block, Block::Text { text, .. } if text == mark));
            assert_eq!(marked, reprint, "{language}");
        }
    }
}

#[test]
fn blocks_repeat_and_vanish() {
    let template = parse(
        r#"
[[block]]
kind = "text"
text = "No. {number}"
size = 2
align = "right"
[[block]]
kind = "columns"
each = "items"
left = "{items.name}"
right = "{items.wait} ({number})"
[[block]]
kind = "text"
when = "note"
text = "{note}"
[[block]]
kind = "rule"
when = "items"
[[block]]
kind = "cut"
"#,
    );
    let text = |text: &str, size, align| Block::Text {
        text: text.into(),
        size: Size::try_from(size).unwrap(),
        bold: false,
        align,
        shrink: false,
    };
    let columns =
        |left: &str, right: &str| Block::Columns { left: left.into(), right: right.into(), bold: false };
    let values = Values::new().text("number", "7").text("note", "");
    let head = text("No. 7", 2, Align::Right);
    let receipt = template.render(&values).unwrap();
    assert_eq!(receipt.blocks, [head.clone(), Block::Cut]);
    let values = values
        .row("items", &[("name", "card"), ("wait", "5")])
        .row("items", &[("name", "pass"), ("wait", "9")])
        .text("note", "{braces} stay");
    let receipt = template.render(&values).unwrap();
    assert_eq!(
        receipt.blocks,
        [
            head,
            columns("card", "5 (7)"),
            columns("pass", "9 (7)"),
            text("{braces} stay", 1, Align::Left),
            Block::Rule,
            Block::Cut,
        ]
    );
}

#[test]
fn what_cannot_be_filled_is_an_error() {
    let one =
        |text: &str| parse(&format!("[[block]]\nkind=\"text\"\ntext=\"{text}\"\n[[block]]\nkind=\"cut\""));
    let number = |number: &'static str| Values::new().text("number", number);
    let missing = RenderError::Missing { line: 1, field: "number".into() };
    assert_eq!(one("{number}").render(&Values::new()), Err(missing));
    assert_eq!(one("{number}").render(&number("  ")), Err(RenderError::Empty { line: 1 }));
    let long = Values::new().text("number", "号".repeat(501));
    assert_eq!(one("{number}").render(&long), Err(RenderError::TooLong { line: 1 }));
    let each = parse("[[block]]\nkind=\"text\"\neach=\"items\"\ntext=\"x\"\n[[block]]\nkind=\"cut\"");
    let many = (0..200).fold(Values::new(), |values, _| values.row("items", &[]));
    assert_eq!(each.render(&many), Err(RenderError::TooManyBlocks));
}

#[test]
fn a_mistake_is_named_with_its_line() {
    let cut = "[[block]]\nkind = \"cut\"\n";
    let cases = [
        ("", 1, "1 to 200 `[[block]]`s"),
        ("[[block]]\nkind = \"rule\"\n", 1, "the last block"),
        ("[[block]]\nkind = \"cut\"\n[[block]]\nkind = \"cut\"\n", 1, "only the last"),
        ("[[block]]\nkind = \"image\"\n", 2, "unknown variant `image`"),
        ("[[block]]\nkind = \"text\"\ntext = \"a\"\ncolour = 1\n", 4, "unknown field `colour`"),
        ("title = 1\n", 1, "unknown field `title`"),
        ("\n\n[[block]]\nkind = \"text\"\n", 3, "`text` is missing"),
        ("\n\n[[block]]\nkind = \"text\"\ntext = \" \"\n", 3, "`text` is empty"),
        ("[[block]]\nkind = \"text\"\ntext = \"{nummer}\"\n", 1, "there is no `{nummer}` here"),
        ("[[block]]\nkind = \"text\"\ntext = \"{reprint}\"\n", 1, "there is no `{reprint}`"),
        ("[[block]]\nkind = \"text\"\ntext = \"{items.name}\"\n", 1, "there is no `{items.name}`"),
        ("[[block]]\nkind = \"text\"\ntext = \"{number\"\n", 1, "a placeholder is written"),
        ("[[block]]\nkind = \"rule\"\nwhen = \"copy\"\n", 1, "`when` asks for `copy`"),
        ("[[block]]\nkind = \"rule\"\neach = \"number\"\n", 1, "no list `number`"),
        ("[[block]]\nkind = \"text\"\neach = \"items\"\ntext = \"{items.age}\"\n", 1, "`{items.age}`"),
        ("[[block]]\nkind = \"rule\"\ntext = \"a\"\n", 1, "`text` means nothing"),
        ("[[block]]\nkind = \"columns\"\nleft = \"a\"\nright = \"b\"\nsize = 2\n", 1, "`size` means"),
        ("[[block]]\nkind = \"text\"\ntext = \"a\"\nsize = 9\n", 4, "must be from 1 to 8"),
        ("[[block]]\nkind = \"qr\"\ntext = \"a\"\nmodule = 2\n", 4, "must be from 3 to 12"),
        ("[[block]]\nkind = \"feed\"\n", 1, "`lines` is missing"),
    ];
    for (blocks, line, reason) in cases {
        let is_about_cut = blocks.is_empty() || reason.contains("last");
        let text = if is_about_cut { blocks.to_owned() } else { format!("{blocks}{cut}") };
        let error = Template::parse("t.toml", &text, &FIELDS).unwrap_err();
        assert!(error.reason.contains(reason), "{error} for {blocks:?}");
        assert_eq!((error.line, error.file.as_str()), (line, "t.toml"), "{error}");
    }
}
