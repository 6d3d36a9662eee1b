//! Every ideograph of GB 18030-2022, level 3: printed and found again by whoever reads the file, or refused beforehand.
//!
//! GB 18030-2022 names 87,887 ideographs: those of ISO/IEC 10646 from U+4E00 to U+9FEF, extensions A to F as they were
//! in Unicode 11, and the twelve unified ones among the compatibility ideographs.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "support/certificates.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::Command;

use printing::certificate::{DrawError, FIELD_CHARS_MAX, Fonts, Template, Values, draw_up};

const RANGES: [(u32, u32); 7] = [
    (0x4E00, 0x9FEF),
    (0x3400, 0x4DB5),
    (0x2_0000, 0x2_A6D6),
    (0x2_A700, 0x2_B734),
    (0x2_B740, 0x2_B81D),
    (0x2_B820, 0x2_CEA1),
    (0x2_CEB0, 0x2_EBE0),
];
const UNIFIED_AMONG_COMPATIBILITY: [u32; 12] =
    [0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29];
const IDEOGRAPHS: usize = 87_887;

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

fn ideographs() -> Vec<char> {
    let in_ranges = RANGES.into_iter().flat_map(|(first, last)| first..=last);
    in_ranges.chain(UNIFIED_AMONG_COMPATIBILITY).map(|code| char::from_u32(code).unwrap()).collect()
}

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
    assert_eq!(all.len(), IDEOGRAPHS);
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
