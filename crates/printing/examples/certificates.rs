//! Draws every certificate into a folder, with the awkward ones among them, and tells size and time:
//! `cargo run --release -p printing --example certificates -- out/certificates`

#[path = "../tests/support/certificates.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod samples;

use std::path::PathBuf;
use std::time::Instant;

use printing::certificate::{Template, Values, draw_up};
use samples::{KINDS, LANGUAGES, courses, fonts, full, marks, minimal, seal, template, with};

const ROUNDS: u32 = 20;

#[allow(clippy::print_stdout, reason = "it is what it is for")]
fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "out/certificates".to_owned()));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let started = Instant::now();
    let fonts = fonts();
    println!("fonts opened in {:.1} ms", started.elapsed().as_secs_f64() * 1000.0);
    let seal = seal();
    for (name, language, template, values) in papers() {
        let marks = marks(language, &seal);
        let drawn = match draw_up(&template, &values, fonts, &marks) {
            Ok(drawn) => drawn,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let started = Instant::now();
        for _ in 0..ROUNDS {
            draw_up(&template, &values, fonts, &marks).expect("drawn once already");
        }
        let time_ms = started.elapsed().as_secs_f64() * 1000.0 / f64::from(ROUNDS);
        let pages = f64::from(drawn.pages);
        println!(
            "{name:40} {:2} pages {:6.1} KB a page {:6.1} ms a page",
            drawn.pages,
            drawn.pdf.len() as f64 / 1024.0 / pages,
            time_ms / pages,
        );
        std::fs::write(folder.join(format!("{name}.pdf")), &drawn.pdf).expect("the file can be written");
    }
}

fn papers() -> Vec<(String, &'static str, Template, Values)> {
    let mut papers = Vec::new();
    for language in LANGUAGES {
        for kind in KINDS {
            let template = template(kind, language);
            let least = minimal(&template, language);
            papers.push((format!("{kind}.{language}"), language, template.clone(), full(language)));
            papers.push((format!("{kind}.{language}.minimal"), language, template, least));
        }
        let mut long = full(language);
        long.tables.insert("courses".to_owned(), courses(language, 300));
        papers.push((format!("transcript.{language}.300"), language, template("transcript", language), long));
        let latin = "Maximiliana Alexandra Konstantina von Hohenberg-Altenstadt-X";
        assert_eq!(latin.len(), 60);
        let names = [("name", latin), ("name_en", latin)];
        let major = if language == "zh" {
            "马克思主义理论与思想政治教育（中外合作办学·人工智能与数字人文交叉创新实验班）"
        } else {
            "Materials Science and Engineering with a Specialisation in Renewable Energy Systems and Sustainable Technologies"
        };
        for kind in KINDS {
            let values = with(with(full(language), &names), &[("major", major), ("purpose", "")]);
            papers.push((format!("{kind}.{language}.long"), language, template(kind, language), values));
        }
        let dotted = [
            ("name", "阿卜杜拉·买买提艾力·吐尔逊江"),
            ("name_en", "Abdulla Memet'eli Tursunjan"),
            ("major", "𬭩化工𰻝艺"),
        ];
        papers.push((
            format!("enrolment.{language}.dotted"),
            language,
            template("enrolment", language),
            with(full(language), &dotted),
        ));
    }
    papers
}
