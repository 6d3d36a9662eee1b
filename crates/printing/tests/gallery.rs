//! Every certificate as paper, for `docs/papers.md`: `./hall gallery` has the pictures written, and a test sees that none is
//! missing. What stands where is compared elsewhere, as words; pixels differ from one version of poppler to the next.

#![allow(clippy::unwrap_used, reason = "a test may")]

#[path = "support/certificates.rs"]
#[allow(dead_code, reason = "shared with the tests of certificates")]
mod samples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use printing::certificate::{Marks, draw_up};
use samples::{KINDS, LANGUAGES, courses, fonts, full, marks, seal, template, with};

/// Set to `write`, the pictures are made anew.
const WRITE: &str = "HALL_GALLERY";
/// Dots an inch: the smallest print can be read.
const RESOLUTION: &str = "110";
/// Colours of a palette: greys, and the seal's reds.
const COLOURS: &str = "32";
/// All pictures together, bytes.
const BYTES_MAX: u64 = 2_000_000;

/// A picture: its name, what it is of, which page.
struct Scene {
    name: String,
    kind: &'static str,
    language: &'static str,
    courses: usize,
    specimen: bool,
    page: u32,
}

fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for language in LANGUAGES {
        let scene = |name: &str, kind, courses, specimen, page| Scene {
            name: format!("{name}-{language}.png"),
            kind,
            language,
            courses,
            specimen,
            page,
        };
        scenes.extend(KINDS.map(|kind| scene(kind, kind, 40, false, 1)));
        scenes.push(scene("specimen", "enrolment", 40, true, 1));
        scenes.push(scene("transcript-300-first", "transcript", 300, false, 1));
        scenes.push(scene("transcript-300-third", "transcript", 300, false, 3));
    }
    scenes
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn write(scene: &Scene, folder: &Path) {
    let seal = seal();
    let zh = scene.language == "zh";
    let mut values = full(scene.language);
    if scene.kind.ends_with("_graduate") {
        let level = if zh { "硕士研究生" } else { "Master" };
        values = with(values, &[("degree_level", level), ("length_years", "3"), ("expected_on", "")]);
    }
    values.tables.insert("courses".to_owned(), courses(scene.language, scene.courses));
    let marks = marks(scene.language, &seal);
    let office = match (scene.kind, zh) {
        ("employment" | "income", true) => "示范大学人事处",
        ("employment" | "income", false) => "Human Resources Office",
        _ => marks.office,
    };
    let specimen = scene.specimen.then_some(if zh { "样本" } else { "SPECIMEN" });
    let marks = Marks { office, specimen, ..marks };
    let drawn = draw_up(&template(scene.kind, scene.language), &values, fonts(), &marks).unwrap();
    let work = tempfile::tempdir().unwrap();
    let (pdf, page) = (work.path().join("paper.pdf"), work.path().join("page"));
    std::fs::write(&pdf, drawn.pdf).unwrap();
    let number = scene.page.to_string();
    let options = ["-png", "-singlefile", "-r", RESOLUTION, "-f", &number, "-l", &number];
    run(Command::new("pdftoppm").args(options).args([&pdf, &page]));
    let png = work.path().join("page.png");
    let colours = ["-strip", "+dither", "-colors", COLOURS, "-define", "png:compression-level=9"];
    let picture = format!("PNG8:{}", folder.join(&scene.name).display());
    run(Command::new("convert").arg(png).args(colours).arg(picture));
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn papers() {
    let folder = docs().join("gallery/papers");
    if std::env::var(WRITE).is_ok_and(|write| write == "write") {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for scene in scenes() {
            write(&scene, &folder);
        }
    }
    let files = std::fs::read_dir(&folder).unwrap().map(Result::unwrap);
    let mut bytes = 0;
    let found: BTreeSet<String> = files
        .map(|file| {
            bytes += file.metadata().unwrap().len();
            file.file_name().into_string().unwrap()
        })
        .collect();
    let scenes: BTreeSet<String> = scenes().into_iter().map(|scene| scene.name).collect();
    assert_eq!(found, scenes, "./hall gallery makes the pictures anew");
    assert!(bytes <= BYTES_MAX, "{bytes} bytes");
    let page = std::fs::read_to_string(docs().join("papers.md")).unwrap();
    for name in scenes {
        assert!(page.contains(&format!("gallery/papers/{name}")), "{name} is not in docs/papers.md");
    }
}
