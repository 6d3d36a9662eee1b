//! Certificates as files and as paper: every template in both languages, extraction, PDF/A, breaks, and what must stop one.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "support/archive.rs"]
mod archive;
#[path = "support/certificates.rs"]
mod samples;

use std::io::Write;
use std::process::Command;

use lopdf::{Document, Object};
use printing::certificate::{
    DrawError, FontError, FontFile, Fonts, Marks, Picture, PictureError, Template, Values, draw_up, lay_out,
};
use samples::{KINDS, LANGUAGES, courses, fonts, full, marks, minimal, seal, template, with};

/// What a program that reads PDFs finds, as `pdftotext` tells it.
fn extract(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let output =
        Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file.path()).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Extracted words without the blanks that typography puts between them.
fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn draw(template: &Template, values: &Values, language: &str) -> Result<(Vec<u8>, u32), DrawError> {
    let seal = seal();
    draw_up(template, values, fonts(), &marks(language, &seal)).map(|drawn| (drawn.pdf, drawn.pages))
}

fn describe(template: &Template, values: &Values, language: &str) -> Vec<String> {
    let seal = seal();
    let sheets = lay_out(template, values, fonts(), &marks(language, &seal)).unwrap();
    sheets.iter().map(|sheet| sheet.texts().collect::<Vec<_>>().join("\n")).collect()
}

#[test]
fn every_template_says_what_it_is_given() {
    for language in LANGUAGES {
        for kind in KINDS {
            let template = template(kind, language);
            let fields = template.fields();
            for values in [full(language), minimal(&template, language)] {
                let (pdf, pages) = draw(&template, &values, language).unwrap();
                assert!((1..=2).contains(&pages), "{kind}.{language}: {pages} pages");
                let found = bare(&extract(&pdf));
                let asked =
                    fields.needed.union(&fields.optional).filter_map(|field| values.fields.get(field));
                let seal = seal();
                let marks = marks(language, &seal);
                let issued = [
                    marks.certificate_number,
                    marks.issued_on,
                    marks.verification_code,
                    marks.verification_url,
                ];
                for text in asked.map(String::as_str).chain(issued) {
                    assert!(found.contains(&bare(text)), "{kind}.{language}: {text} is not in {found}");
                }
                if fields.tables.contains("courses") {
                    for course in &values.tables["courses"] {
                        assert!(
                            found.contains(&bare(&course["name"])),
                            "{kind}.{language}: {}",
                            course["name"]
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_optional_is_left_out_whole() {
    for language in LANGUAGES {
        for kind in KINDS {
            let template = template(kind, language);
            assert!(template.fields().optional.contains("purpose"), "{kind}.{language}");
            let (pdf, _) = draw(&template, &with(full(language), &[("purpose", "  ")]), language).unwrap();
            let found = extract(&pdf);
            assert!(!found.contains("本证明用于") && !found.contains("purpose"), "{kind}.{language}");
        }
    }
}

#[test]
fn the_layout_is_as_it_was_looked_at() {
    let seal = seal();
    for (kind, language) in [("enrolment", "zh"), ("income", "en"), ("transcript", "zh")] {
        let marks = marks(language, &seal);
        let sheets = lay_out(&template(kind, language), &full(language), fonts(), &marks).unwrap();
        let text =
            sheets.iter().map(printing::certificate::Sheet::describe).collect::<Vec<_>>().join("--- sheet\n");
        insta::assert_snapshot!(format!("{kind}_{language}"), text);
    }
}

#[test]
fn equal_input_gives_equal_bytes_and_another_identifier_does_not() {
    let (template, values, seal) = (template("transcript", "zh"), full("zh"), seal());
    let marks = marks("zh", &seal);
    let first = draw_up(&template, &values, fonts(), &marks).unwrap();
    assert_eq!(draw_up(&template, &values, fonts(), &marks).unwrap(), first);
    let other = Marks { id: [7; 16], ..marks };
    assert_ne!(draw_up(&template, &values, fonts(), &other).unwrap(), first);
}

#[test]
fn names_of_every_kind_fit() {
    let latin = "Maximiliana Alexandra Konstantina von Hohenberg-Altenstadt-X";
    let unbroken = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochxy";
    let names = [latin, unbroken, "阿卜杜拉·买买提艾力·吐尔逊江·阿卜杜热合曼", "𠮷野𬀩", "Nguyễn Thị Ánh"];
    for language in LANGUAGES {
        for kind in KINDS {
            for name in names {
                let values = with(full(language), &[("name", name), ("name_en", name)]);
                let template = template(kind, language);
                let laid_out = bare(&describe(&template, &values, language).concat());
                assert!(laid_out.contains(&bare(name)), "{kind}.{language}: {name}");
                let (pdf, _) = draw(&template, &values, language).unwrap();
                let found = extract(&pdf);
                assert!(name.chars().all(|character| found.contains(character)), "{kind}.{language}: {name}");
            }
        }
    }
}

#[test]
fn nothing_reaches_over_the_margins() {
    let seal = seal();
    let major = "马克思主义理论与思想政治教育（中外合作办学·人工智能与数字人文交叉创新实验班）";
    let unbroken = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochxy";
    for language in LANGUAGES {
        for kind in KINDS {
            let values = with(full(language), &[("name", unbroken), ("name_en", unbroken), ("major", major)]);
            let marks = marks(language, &seal);
            for sheet in lay_out(&template(kind, language), &values, fonts(), &marks).unwrap() {
                let (left, right) = sheet.extent();
                assert!(left >= 16.0 && right <= 595.3 - 16.0, "{kind}.{language}: {left}..{right}");
            }
        }
    }
}

#[test]
fn the_pages_of_a_long_transcript() {
    for language in LANGUAGES {
        let template = template("transcript", language);
        for count in [1, 2, 7, 39, 40, 41, 80, 100, 120, 300] {
            let mut values = full(language);
            values.tables.insert("courses".to_owned(), courses(language, count));
            let pages = describe(&template, &values, language);
            check_pages(&pages, language, count);
        }
    }
}

#[test]
fn forty_courses_fit_on_a_page() {
    for language in LANGUAGES {
        for kind in ["transcript", "transcript_graduate"] {
            assert_eq!(
                describe(&template(kind, language), &full(language), language).len(),
                1,
                "{kind}.{language}"
            );
        }
    }
}

#[test]
fn a_specimen_says_so_across_every_page() {
    for (language, word) in [("zh", "样本"), ("en", "SPECIMEN")] {
        let (template, mut values, seal) = (template("transcript", language), full(language), seal());
        values.tables.insert("courses".to_owned(), courses(language, 100));
        let plain = marks(language, &seal);
        let marks = Marks { specimen: Some(word), ..plain };
        let sheets = lay_out(&template, &values, fonts(), &marks).unwrap();
        assert!(sheets.len() > 1 && sheets.iter().all(|sheet| sheet.texts().next().as_deref() == Some(word)));
        let drawn = draw_up(&template, &values, fonts(), &marks).unwrap();
        archive::check(&drawn.pdf, language);
        assert!(!extract(&draw_up(&template, &values, fonts(), &plain).unwrap().pdf).contains(word));
    }
}

/// Every course once and in order, heads and headings where they belong, page n of m, the signature not alone.
fn check_pages(pages: &[String], language: &str, count: usize) {
    let courses = courses(language, count);
    let (head, of) = if language == "zh" {
        ("课程名称", ("第 ", " 页 共 "))
    } else {
        ("Course", ("Page ", " of "))
    };
    let all = bare(&pages.concat());
    let mut rest = all.as_str();
    for course in &courses {
        let name = bare(&course["name"]);
        let at = rest.find(&name).unwrap_or_else(|| panic!("{name} of {count} courses, {language}"));
        rest = &rest[at + name.len()..];
    }
    let terms: Vec<&str> = courses.iter().map(|course| course["term"].as_str()).collect();
    for (index, page) in pages.iter().enumerate() {
        let number = format!("{}{}{}{}", of.0, index + 1, of.1, pages.len());
        assert!(page.contains(&number), "{number}: {page}");
        let lines: Vec<&str> = page.lines().collect();
        assert!(lines.contains(&head), "a page without a head, {count} courses: {page}");
        for (at, line) in lines.iter().enumerate() {
            if *line == head {
                let first =
                    lines[at + 1..].iter().find(|line| terms.iter().any(|term| line.starts_with(term)));
                assert!(first.is_some(), "a column begins with its term");
            }
            if terms.contains(line) {
                let next = lines.get(at + 1).unwrap();
                assert!(
                    courses.iter().any(|course| course["name"].starts_with(next)),
                    "{line} stands over {next}"
                );
            }
        }
    }
    let last = pages.last().unwrap();
    assert!(courses.iter().any(|course| last.contains(&course["name"][..6])), "the signature is alone");
}

#[test]
fn a_character_no_font_has_stops_it_and_is_told() {
    let unknown = '\u{10FFFD}';
    let template = template("enrolment", "zh");
    let values = with(full("zh"), &[("name", "张\u{10FFFD}")]);
    let missing = |field: &str| DrawError::MissingGlyph { character: unknown, field: Some(field.to_owned()) };
    assert_eq!(draw(&template, &values, "zh"), Err(missing("name")));
    assert_eq!(fonts().missing("张\u{10FFFD}三"), Some(unknown));
    assert_eq!(fonts().missing("张三·Ä𬀩"), None);
    let values = with(full("zh"), &[("name", "张\n三")]);
    let newline = DrawError::MissingGlyph { character: '\n', field: Some("name".to_owned()) };
    assert_eq!(draw(&template, &values, "zh"), Err(newline));
    let mut values = full("zh");
    values.tables.get_mut("courses").unwrap()[3].insert("name".to_owned(), unknown.to_string());
    assert_eq!(draw(&samples::template("transcript", "zh"), &values, "zh"), Err(missing("courses.name")));
    let error = missing("name").to_string();
    assert!(error.contains("U+10FFFD") && !error.contains(unknown), "{error}");
}

#[test]
fn what_is_missing_or_too_much_is_told() {
    let refused = |kind: &str, change: &dyn Fn(&mut Values)| {
        let mut values = full("zh");
        change(&mut values);
        draw(&template(kind, "zh"), &values, "zh").unwrap_err()
    };
    let missing = |field: &str| DrawError::MissingField { field: field.to_owned() };
    assert_eq!(refused("enrolment", &|values| drop(values.fields.remove("major"))), missing("major"));
    assert_eq!(
        refused("enrolment", &|values| drop(values.fields.insert("major".into(), " ".into()))),
        missing("major")
    );
    let cell = |values: &mut Values| drop(values.tables.get_mut("courses").unwrap()[2].remove("grade"));
    assert_eq!(refused("transcript", &cell), missing("courses.grade"));
    let table = || "courses".to_owned();
    assert_eq!(
        refused("transcript", &|values| values.tables.clear()),
        DrawError::EmptyTable { table: table() }
    );
    let many = |values: &mut Values| drop(values.tables.insert(table(), courses("zh", 1_001)));
    assert_eq!(refused("transcript", &many), DrawError::TooManyRows { table: table() });
    let long = |values: &mut Values| drop(values.fields.insert("name".into(), "长".repeat(301)));
    assert_eq!(refused("enrolment", &long), DrawError::TooLong { field: "name".to_owned() });
    let seal = seal();
    let bare = Marks { seal: None, ..marks("zh", &seal) };
    let drawn = draw_up(&template("enrolment", "zh"), &full("zh"), fonts(), &bare);
    assert_eq!(drawn, Err(DrawError::MissingSeal));
    let url = "x".repeat(3_000);
    let long = Marks { verification_url: &url, ..marks("zh", &seal) };
    let drawn = draw_up(&template("enrolment", "zh"), &full("zh"), fonts(), &long);
    assert_eq!(drawn, Err(DrawError::TooLong { field: "verification_url".to_owned() }));
}

#[test]
fn what_base_data_claim_of_the_issuer_is_ignored() {
    let values = with(full("zh"), &[("certificate_number", "FORGED"), ("university", "别的大学")]);
    let (pdf, _) = draw(&template("enrolment", "zh"), &values, "zh").unwrap();
    let found = extract(&pdf);
    assert!(!found.contains("FORGED") && !found.contains("别的大学") && found.contains("ZM20261128-000217"));
}

#[test]
fn a_logo_stands_in_the_letterhead() {
    let seal = seal();
    let logo = Picture::logo(&std::fs::read(samples::assets().join("seal.png")).unwrap()).unwrap();
    let marks = Marks { logo: Some(&logo), ..marks("en", &seal) };
    let drawn = draw_up(&template("enrolment", "en"), &full("en"), fonts(), &marks).unwrap();
    let document = Document::load_mem(&drawn.pdf).unwrap();
    assert_eq!(images(&document), 4, "seal and logo, each with its mask");
}

fn images(document: &Document) -> usize {
    let is_image = |object: &&Object| {
        object.as_stream().is_ok_and(|stream| {
            stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|name| name == b"Image"))
        })
    };
    document.objects.values().filter(is_image).count()
}

#[test]
fn the_file_keeps_the_rules_of_pdf_a() {
    for (kind, language) in [("enrolment", "zh"), ("transcript", "en")] {
        let values = with(full(language), &[("name", "𠮷𬀩")]);
        let (pdf, _) = draw(&template(kind, language), &values, language).unwrap();
        let document = archive::check(&pdf, language);
        let ids = document.trailer.get(b"ID").unwrap().as_array().unwrap();
        assert!(ids.iter().all(|id| id.as_str().unwrap() == b"a certificate ID"));
        assert!(document.catalog().unwrap().get(b"AcroForm").is_err());
        let page = document.get_dictionary(document.page_iter().next().unwrap()).unwrap();
        assert!(page.get(b"Annots").unwrap().as_array().unwrap().is_empty());
    }
}

#[test]
fn characters_drawn_alike_are_extracted_as_they_were_written() {
    // The fonts draw each of these pairs with one glyph.
    let pairs = "⼀一⼈人⾕谷豈岂—–";
    let values = with(full("zh"), &[("major", pairs)]);
    let (pdf, _) = draw(&template("enrolment", "zh"), &values, "zh").unwrap();
    let found = bare(&extract(&pdf));
    assert!(found.contains(pairs), "{found}");
}

#[test]
fn fonts_that_cannot_be_used_are_named() {
    let file = |path: &str, face, bold| FontFile { path: path.into(), face, bold };
    let noto = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc";
    assert!(matches!(Fonts::open(&[]), Err(FontError::Chain)));
    assert!(matches!(Fonts::open(&[file(noto, 2, true)]), Err(FontError::Chain)));
    assert!(matches!(Fonts::open(&[file("/nowhere/font.otf", 0, false)]), Err(FontError::Unreadable { .. })));
    let face = Fonts::open(&[file(noto, 99, false)]).unwrap_err();
    assert_eq!(face.to_string(), format!("face 99 of the font {noto} is broken"));
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").unwrap();
    for (name, bytes) in
        [("text.ttf", &b"not a font at all"[..]), ("cut.ttc", &whole[..5_000_000]), ("empty.ttf", b"")]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = Fonts::open(&[file(path.to_str().unwrap(), 0, false)]).unwrap_err();
        assert!(error.to_string().contains(name), "{name}: {error}");
    }
}

#[test]
fn pictures_that_cannot_be_used_are_told() {
    assert!(matches!(Picture::seal(b"GIF89a"), Err(PictureError::Broken(_))));
    let whole = std::fs::read(samples::assets().join("seal.png")).unwrap();
    assert!(matches!(Picture::seal(&whole[..whole.len() / 2]), Err(PictureError::Broken(_))));
    assert!(matches!(Picture::seal(&png(10, 10)), Err(PictureError::Opaque)));
    assert!(Picture::logo(&png(10, 10)).is_ok());
    assert!(matches!(Picture::logo(&png(2_001, 1)), Err(PictureError::TooLarge)));
}

/// An opaque white picture.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![255; (width * height) as usize]).unwrap();
    writer.finish().unwrap();
    bytes
}
