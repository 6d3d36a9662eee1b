//! A page of plain lines, to be compared with what others make of them: `plain_page TEXT FONT OUT` writes the file and prints
//! the median of some rounds, in milliseconds. `tests/compare-pdf/run` calls it.

use std::fmt::Write as _;
use std::time::Instant;

use printing::certificate::{FontFile, Fonts, Marks, Template, Values, draw_up};

const ROUNDS: usize = 30;
const HEAD: &str = r#"
title = "Page"
language = "zh-CN"
[page]
left_mm = 17
right_mm = 17
top_mm = 14
bottom_mm = 10
size_pt = 9
leading = 1.6
[footer]
qr_mm = 14
size_pt = 6
page = "{page}/{pages}"
lines = ["{certificate_number}"]
"#;

#[allow(clippy::print_stdout, reason = "it is what it is for")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&arguments[1]).expect("the text can be read");
    let font = FontFile { path: arguments[2].clone().into(), face: 0, bold: false };
    let fonts = Fonts::open(&[font]).expect("it is a font");
    let mut source = HEAD.to_owned();
    for line in text.lines() {
        let _ = write!(source, "[[block]]\nkind = \"paragraph\"\nalign = \"left\"\ntext = '{line}'\n");
    }
    let template = Template::parse("page", &source).expect("it is a template");
    let marks = Marks {
        university: "-",
        university_en: "-",
        office: "-",
        certificate_number: "1",
        issued_on: "-",
        verification_code: "-",
        verification_url: "https://hall.example.edu.cn/v/7QK2M4XW9R0TC5HD",
        seal: None,
        logo: None,
        specimen: None,
        created_at_ms: 0,
        id: [0; 16],
    };
    let draw = || draw_up(&template, &Values::default(), &fonts, &marks).expect("it can be drawn").pdf;
    let file = draw();
    let mut times_ms: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            draw();
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times_ms.sort_by(f64::total_cmp);
    std::fs::write(&arguments[3], file).expect("the file can be written");
    println!("{:.1}", times_ms[times_ms.len() / 2]);
}
