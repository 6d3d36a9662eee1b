//! Every ideograph of GB 18030-2022, level 3: printed and found again by whoever reads the file, or refused beforehand.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "support/ideographs.rs"]
mod ideographs;
#[path = "support/certificates.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::Command;

use ideographs::ideographs;
use printing::certificate::{DrawError, FIELD_CHARS_MAX, Fonts, Template, Values, draw_up};

/// A small page with nothing but a table of names.
const TEMPLATE: &str = r#"title = "t"
language = "zh-CN"
[page]
left_mm = 10
right_mm = 10
top_mm = 10
bottom_mm = 10
size_pt = 6
leading = 1
[footer]
qr_mm = 14
size_pt = 6
page = "{page}/{pages}"
lines = ["{certificate_number}"]
[[block]]
kind = "table"
table = "courses"
[[block.column]]
field = "name"
head = "表"
width = 1
"#;

fn draw(characters: &[char], fonts: &Fonts) -> Result<Vec<u8>, DrawError> {
    let rows = characters
        .chunks(FIELD_CHARS_MAX)
        .map(|chunk| BTreeMap::from([("name".to_owned(), chunk.iter().collect::<String>())]))
        .collect();
    let values = Values { tables: BTreeMap::from([("courses".to_owned(), rows)]), ..Values::default() };
    let template = Template::parse("t.toml", TEMPLATE).unwrap();
    let seal = samples::seal();
    draw_up(&template, &values, fonts, &samples::marks("zh", &seal)).map(|drawn| drawn.pdf)
}

fn extract(pdf: &[u8]) -> BTreeSet<char> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let output =
        Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file.path()).arg("-").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().chars().collect()
}

#[test]
fn each_is_printed_and_found_again_or_refused() {
    let all = ideographs();
    let fonts = samples::fonts();
    let (printable, refused): (Vec<char>, Vec<char>) =
        all.into_iter().partition(|character| fonts.missing(&character.to_string()).is_none());
    let parts = printable.chunks(printable.len().div_ceil(8));
    std::thread::scope(|scope| {
        for part in parts {
            scope.spawn(move || {
                let found = extract(&draw(part, fonts).unwrap());
                let lost: String = part.iter().filter(|character| !found.contains(character)).collect();
                assert!(lost.is_empty(), "printed and not found again: {lost}");
            });
        }
    });
    for character in &refused {
        let told = DrawError::MissingGlyph { character: *character, field: Some("courses.name".to_owned()) };
        assert_eq!(draw(&[*character], fonts), Err(told));
    }
    // With the fonts of Debian 12 hardly any is left over.
    assert!(refused.len() < 300, "{} refused: {}", refused.len(), refused.iter().collect::<String>());
}

/// What a browser needs of a font, by a parser of its own: the character, its glyph, and an outline.
#[test]
fn each_that_is_printed_can_be_sent_to_a_browser() {
    let fonts = samples::fonts();
    // Every one of them takes long without optimisation; each block and each font of the chain is among these.
    for character in ideographs().into_iter().step_by(499) {
        let font = fonts.web_font(character).unwrap_or_else(|| panic!("{character}"));
        let face = ttf_parser::Face::parse(&font, 0).unwrap();
        let glyph = face.glyph_index(character).unwrap();
        assert!(glyph.0 != 0 && face.glyph_hor_advance(glyph).unwrap() > 0, "{character}");
        assert!(face.glyph_bounding_box(glyph).is_some(), "{character} is blank");
        assert!(font.len() < 24 * 1024, "{character}: {} bytes", font.len());
    }
    assert_eq!(fonts.web_font('\u{10FFFD}'), None);
    assert_eq!(fonts.web_font('\n'), None);
}
