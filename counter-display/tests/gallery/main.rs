//! The gallery of the displays: a picture of each state of the screen over a window, the board and the pad, kept in
//! `docs/gallery/displays` and compared with what is drawn now. `./hall gallery` draws them anew.
//!
//! They are made by the state and the drawing of the program itself, with the names of the demo's hall, without a window.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod pads;
mod scenes;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hall_api::texts::Texts;
use hall_ui::canvas::{self, TEXTURE_SIDE_MAX};
use hall_ui::egui::{Context, Pos2, RawInput, Rect};
use hall_ui::look::{Choice, Look};
use hall_ui::pictures::{Picture, fitted};
use hall_ui::shell;
use hall_ui::theme::Theme;

use scenes::Scene;

/// Draws the gallery anew instead of comparing.
const WRITE: &str = "HALL_GALLERY";
/// Share of pixels that may differ: rounding of another processor, not another layout.
const DIFFERENCE_MAX: f64 = 0.002;
/// Pictures are kept no wider and no higher than this.
const KEPT_MAX: usize = 1_000;

const HEAD: &str = "# Screens over the windows, boards, and pads\n\n\
Each state as the program draws it, with the names of the demo's hall: `./hall gallery` makes them anew, and a test \
compares them. Pictures are made smaller. What is set where: \
[`counter-display.example.toml`](../counter-display/counter-display.example.toml); the voice: [voice.md](voice.md); the pads: [ratings.md](ratings.md).\n";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn look(choice: Choice) -> Look {
    Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
}

fn draw(scene: &Scene) -> Picture {
    let shown = scene.play();
    let look = look(shown.choice());
    let prepared = look.clone();
    let setup = move |ctx: &Context| shell::prepare(ctx, &prepared);
    let mut drawn = fitted(scene.size, scene.designs(), setup, |ui| shown.draw(ui, &look));
    while drawn.size().into_iter().any(|side| side > KEPT_MAX) {
        drawn = drawn.halved();
    }
    drawn
}

#[test]
fn every_screen_looks_as_in_the_gallery() {
    let folder = repository().join("docs/gallery/displays");
    let writes = std::env::var_os(WRITE).is_some();
    let mut wrong = Vec::new();
    for scene in scenes::all() {
        let (drawn, path) = (draw(&scene), folder.join(scene.file()));
        if writes {
            drawn.save(&path).unwrap();
            continue;
        }
        match Picture::open(&path) {
            Ok(kept) if drawn.difference(&kept) <= DIFFERENCE_MAX => {}
            Ok(kept) => {
                let now = std::env::temp_dir().join(scene.file());
                drawn.save(&now).unwrap();
                let percent = drawn.difference(&kept) * 100.0;
                wrong.push(format!("{}: {percent:.2} % differ, see {}", path.display(), now.display()));
            }
            Err(error) => wrong.push(format!("{}: {error}", path.display())),
        }
    }
    assert!(wrong.is_empty(), "after looking at them run `./hall gallery`:\n{}", wrong.join("\n"));
}

#[test]
fn the_page_shows_every_picture_and_no_other() {
    let mut page = HEAD.to_owned();
    let mut title = "";
    for scene in scenes::all() {
        if scene.title != title {
            title = scene.title;
            writeln!(page, "\n## {title}\n\n{}\n", scene.words).unwrap();
        }
        let (width, file, alt) = (scene.width_on_page(), scene.file(), scene.alt());
        writeln!(page, "<img src=\"gallery/displays/{file}\" width=\"{width}\" alt=\"{alt}\">").unwrap();
    }
    let path = repository().join("docs/displays.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &page).unwrap();
        return;
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), page, "run `./hall gallery`");
    let folder = repository().join("docs/gallery/displays");
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut kept: Vec<String> = files.collect();
    let mut wanted: Vec<String> = scenes::all().iter().map(Scene::file).collect();
    kept.sort();
    wanted.sort();
    assert_eq!(kept, wanted);
}

/// All glyphs of a screen lie in one texture of limited size; one that is full is made anew, and letters are lost until then.
#[test]
fn the_fullest_screens_leave_room_in_the_texture_of_the_glyphs() {
    for scene in scenes::all() {
        let shown = scene.play();
        let look = look(shown.choice());
        let ctx = Context::default();
        shell::prepare(&ctx, &look);
        for pass in 0..3 {
            let mut input = RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, scene.size / ctx.zoom_factor())),
                time: Some(f64::from(pass)),
                ..RawInput::default()
            };
            canvas::fit(&ctx, &mut input, scene.designs());
            assert_eq!(input.max_texture_side, Some(TEXTURE_SIDE_MAX));
            let output = ctx.run_ui(input, |ui| shown.draw(ui, &look));
            output.drop_without_applying_deltas();
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "the method is not general enough in its lifetime"
            )]
            let full = ctx.fonts(|fonts| fonts.font_atlas_fill_ratio());
            assert!(full < 0.8, "{}: {:.0} % full", scene.file(), full * 100.0);
        }
    }
}
