//! The gallery: a picture of every screen of the kiosk, kept in `docs/gallery` and compared with what is drawn now.
//!
//! `./hall gallery` draws them anew. The pictures are made by the state, view and drawing of the program itself with
//! the demo's catalogue, without a window.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod certificates;
mod layout;
mod many;
mod page;
mod scenes;
mod touches;
mod visit;
mod words;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use hall_api::texts::{Language, Texts};
use hall_tests::stage::repository;
use hall_ui::canvas::Design;
use hall_ui::look::{Choice, Look};
use hall_ui::pictures::{Picture, picture};
use hall_ui::shell;
use hall_ui::theme::Theme;
use kiosk::{screens, view};

use scenes::Scene;
use visit::Visit;

/// Draws the gallery anew instead of comparing.
const WRITE: &str = "HALL_GALLERY";
/// Draws or compares only scenes whose names begin like this.
const ONLY: &str = "HALL_SCENES";
/// Share of pixels that may differ: rounding of another processor, not another layout.
const DIFFERENCE_MAX: f64 = 0.002;

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Variant {
    /// Part of the file's name.
    pub name: &'static str,
    /// The shape of the screen.
    pub design: Design,
    /// Language and mode.
    pub choice: Choice,
}

const fn choice(language: Language, large: bool, low: bool) -> Choice {
    Choice { language, large, low, board: false }
}

/// Each scene is drawn in all of these.
pub(crate) const VARIANTS: [Variant; 5] = [
    Variant { name: "upright", design: Design::PORTRAIT, choice: choice(Language::Zh, false, false) },
    Variant { name: "lying", design: Design::LANDSCAPE, choice: choice(Language::En, false, false) },
    Variant { name: "compact", design: Design::COMPACT, choice: choice(Language::Zh, false, false) },
    Variant { name: "large", design: Design::PORTRAIT, choice: choice(Language::En, true, false) },
    Variant { name: "large-compact", design: Design::COMPACT, choice: choice(Language::Zh, true, false) },
];

/// The low zone, where a scene shows it.
pub(crate) const LOW: Variant =
    Variant { name: "low", design: Design::PORTRAIT, choice: choice(Language::Zh, false, true) };

/// Upright in English, where a scene is in no other shape.
pub(crate) const ENGLISH: Variant =
    Variant { name: "english", design: Design::PORTRAIT, choice: choice(Language::En, false, false) };

fn folder() -> PathBuf {
    repository().join("docs/gallery")
}

/// The texts, read once for all scenes: a parse takes longer than a screen.
pub(crate) fn texts() -> Arc<Texts> {
    static TEXTS: OnceLock<Arc<Texts>> = OnceLock::new();
    Arc::clone(TEXTS.get_or_init(|| Arc::new(Texts::embedded())))
}

fn draw(visit: &Visit, variant: Variant, theme: &Arc<Theme>) -> Picture {
    let look = Look::new(Arc::clone(theme), texts(), variant.choice);
    let shown = view::of(&visit.state, &look, visit.now);
    let prepared = look.clone();
    let drawn = picture(
        variant.design.into(),
        move |ctx| shell::prepare(ctx, &prepared),
        |ui| {
            screens::draw(ui, &look, &shown);
        },
    );
    drawn.halved()
}

/// Draws every `part`th of `parts` pictures, and keeps or compares them; tells those that differ.
fn check(part: usize, parts: usize) -> Vec<String> {
    let writes = std::env::var_os(WRITE).is_some();
    let ours = Arc::new(Theme::embedded());
    let second = Arc::new(Theme::load(Some(&repository().join("assets/themes/cypress"))).unwrap());
    let only = std::env::var(ONLY).unwrap_or_default();
    let mut wrong = Vec::new();
    let chosen = scenes::all().into_iter().filter(|scene| scene.name.starts_with(&only));
    let pictures = chosen.flat_map(|scene| {
        scene.variants().into_iter().map(move |variant| (scene.clone(), variant)).collect::<Vec<_>>()
    });
    for (index, (scene, variant)) in pictures.enumerate() {
        if index % parts != part {
            continue;
        }
        let theme = if scene.second_theme { &second } else { &ours };
        let drawn = draw(&(scene.play)(), variant, theme);
        let path = folder().join(scene.file(variant));
        if writes {
            drawn.save(&path).unwrap();
            continue;
        }
        match Picture::open(&path) {
            Ok(kept) if drawn.difference(&kept) <= DIFFERENCE_MAX => {}
            Ok(kept) => {
                let now = std::env::temp_dir().join(scene.file(variant));
                drawn.save(&now).unwrap();
                let percent = drawn.difference(&kept) * 100.0;
                wrong.push(format!("{}: {percent:.2} % differ, see {}", path.display(), now.display()));
            }
            Err(error) => wrong.push(format!("{}: {error}", path.display())),
        }
    }
    wrong
}

#[test]
fn every_screen_looks_as_in_the_gallery() {
    let parts = std::thread::available_parallelism().map_or(2, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..parts).map(|part| scope.spawn(move || check(part, parts))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "after looking at them run `./hall gallery`:\n{}", wrong.join("\n"));
}

#[test]
fn the_page_shows_every_picture_and_no_other() {
    let page = page::markdown(&scenes::all());
    let path = repository().join("docs/gallery.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &page).unwrap();
        return;
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), page, "run `./hall gallery`");
    let mut kept: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // The screens over the windows and the boards are the displays' own affair, certificates that of `printing`.
        .filter(|name| name != "displays" && name != "papers")
        .collect();
    let mut wanted: Vec<String> = scenes::all()
        .iter()
        .flat_map(|scene: &Scene| scene.variants().into_iter().map(|variant| scene.file(variant)))
        .collect();
    kept.sort();
    wanted.sort();
    assert_eq!(kept, wanted);
}
