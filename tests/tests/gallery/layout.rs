//! Every scene in every shape, language and mode: what is touched is large, apart, inside the screen and named; no words lie on
//! others, none are cut off where there is room; no character lacks a glyph (the harness panics then).

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::NodeT;
use hall_api::texts::Language;
use hall_tests::stage::point;
use hall_ui::canvas::Design;
use hall_ui::egui::accesskit::Role;
use hall_ui::egui::{Pos2, Rect, Shape, UiBuilder, Vec2, accessibility, pos2};
use hall_ui::look::{Choice, Look};
use hall_ui::shell;
use hall_ui::theme::Theme;
use kiosk::{screens, view};

use super::scenes::{self, Scene};
use super::{ENGLISH, VARIANTS, texts};

/// What is touched is at least this wide and high, pixels.
const TOUCH_MIN: f32 = 96.0;
/// And at least this far from the next.
const TOUCH_GAP: f32 = 24.0;
/// For rounding.
const SLACK: f32 = 0.75;
/// Words may come this near to others: lines of text have room above and below their letters.
const WORDS_OVERLAP: f32 = 6.0;

struct Found {
    label: String,
    rect: Rect,
}

/// What is on a screen.
struct Seen {
    /// What can be touched.
    inputs: Vec<Found>,
    /// What can be read.
    words: Vec<Found>,
    /// Texts that end in an ellipsis for want of room.
    cut: Vec<String>,
}

fn look_at(scene: &Scene, choice: Choice, design: Design, theme: &Arc<Theme>) -> Seen {
    let visit = (scene.play)();
    let look = Look::new(Arc::clone(theme), texts(), choice);
    let shown = view::of(&visit.state, &look, visit.now);
    let asked = shown.question.is_some();
    let prepared = look.clone();
    let harness = Harness::builder()
        .with_size(Vec2::from(design))
        .with_context_setup(move |ctx| shell::prepare(ctx, &prepared))
        .build_ui(move |ui| {
            // The whole screen: the harness leaves a margin.
            let full = Rect::from_min_size(Pos2::ZERO, design.into());
            ui.scope_builder(UiBuilder::new().max_rect(full), |ui| screens::draw(ui, &look, &shown));
        });
    let (mut inputs, mut words) = (Vec::new(), Vec::new());
    for node in harness.root().children_recursive() {
        let inner = node.accesskit_node();
        let found = |label: Option<String>| Found { label: label.unwrap_or_default(), rect: node.rect() };
        if accessibility::is_input(inner.role()) {
            // Behind a question nothing can be touched.
            if !asked || !inner.is_disabled() {
                inputs.push(found(inner.label()));
            }
        } else if inner.role() == Role::Label && !asked {
            words.push(found(inner.value()));
        }
    }
    let mut cut = Vec::new();
    for clipped in &harness.output().shapes {
        find_cut(&clipped.shape, &mut cut);
    }
    Seen { inputs, words, cut }
}

fn find_cut(shape: &Shape, cut: &mut Vec<String>) {
    match shape {
        Shape::Text(text) if text.galley.elided => cut.push(text.galley.text().to_owned()),
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| find_cut(shape, cut)),
        _ => {}
    }
}

fn check(what: &str, design: Design, low: bool, Seen { inputs, words, .. }: Seen) -> Vec<String> {
    let screen = Rect::from_min_size(Pos2::ZERO, design.into());
    let mut wrong = Vec::new();
    for (index, one) in inputs.iter().enumerate() {
        let Found { label, rect } = one;
        if label.is_empty() {
            wrong.push(format!("{what}: something at {rect:?} has no name"));
        }
        if !screen.expand(SLACK).contains_rect(*rect) {
            wrong.push(format!("{what}: {label} at {rect:?} leaves the screen"));
        }
        if rect.height() < TOUCH_MIN - SLACK || rect.width() < TOUCH_MIN - SLACK {
            wrong.push(format!("{what}: {label} is only {:?}", rect.size()));
        }
        if low && rect.top() < screen.center().y {
            wrong.push(format!("{what}: {label} at {rect:?} is out of reach"));
        }
        for other in &inputs[index + 1..] {
            if rect.expand(TOUCH_GAP - SLACK).intersects(other.rect) {
                wrong.push(format!("{what}: {label} {rect:?} and {} {:?}", other.label, other.rect));
            }
        }
    }
    for (index, one) in words.iter().enumerate() {
        let rect = one.rect.shrink(WORDS_OVERLAP);
        if rect.width() <= 0.0 || rect.height() <= 0.0 {
            continue;
        }
        if !screen.contains_rect(rect) {
            wrong.push(format!("{what}: `{}` leaves the screen at {rect:?}", one.label));
        }
        for input in inputs.iter().filter(|input| input.rect.intersects(rect)) {
            if !input.rect.expand(2.0).contains_rect(rect) {
                wrong.push(format!("{what}: `{}` lies on the edge of {}", one.label, input.label));
            }
        }
        for other in &words[index + 1..] {
            if rect.intersects(other.rect.shrink(WORDS_OVERLAP)) {
                wrong.push(format!("{what}: `{}` lies on `{}`", one.label, other.label));
            }
        }
    }
    wrong
}

fn check_all(language: Language) {
    let theme = Arc::new(Theme::embedded());
    let mut wrong = Vec::new();
    for scene in scenes::all().into_iter().filter(|scene| !scene.second_theme) {
        for design in [Design::PORTRAIT, Design::LANDSCAPE, Design::COMPACT] {
            for large in [false, true] {
                for low in [false, true] {
                    if low && design != Design::PORTRAIT {
                        continue;
                    }
                    let choice = Choice { language, large, low, board: false };
                    let what =
                        format!("{} {}×{} large {large} low {low}", scene.name, design.width, design.height);
                    wrong.extend(check(&what, design, low, look_at(&scene, choice, design, &theme)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn in_chinese_everything_is_large_apart_and_within_reach() {
    check_all(Language::Zh);
}

#[test]
fn in_english_everything_is_large_apart_and_within_reach() {
    check_all(Language::En);
}

/// Everything can be read to its end. Lists of what is behind a tile are only a taste of it.
#[test]
fn no_words_are_cut_off() {
    let theme = Arc::new(Theme::embedded());
    let mut wrong = Vec::new();
    for scene in scenes::all() {
        let lists = matches!(scene.name, "bundles" | "themes");
        let is_taste = |text: &str| lists && (text.contains('、') || text.contains(", "));
        for variant in VARIANTS.into_iter().chain([ENGLISH]) {
            for language in Language::ALL {
                let choice = Choice { language, ..variant.choice };
                let Seen { cut, .. } = look_at(&scene, choice, variant.design, &theme);
                let cut = cut.iter().filter(|text| !is_taste(text));
                wrong.extend(
                    cut.map(|text| format!("{} {} {language:?}: `{text}`", scene.name, variant.name)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_points_that_the_demo_touches_are_on_what_they_name() {
    let theme = Arc::new(Theme::embedded());
    for (large, scene, language, label, point) in [
        (true, "certificate-home", Language::Zh, "取号", point::TAKE_NUMBER_LARGE),
        (false, "certificate-home", Language::Zh, "取号", point::TAKE_NUMBER),
        (false, "certificate-home", Language::Zh, "打印证明", point::CERTIFICATE),
        (false, "home", Language::Zh, "取号", point::TAKE_NUMBER),
        (false, "home", Language::Zh, "English", point::LANGUAGE),
        (false, "home", Language::Zh, "大字", point::LARGE),
        (false, "home", Language::En, "Take a number", point::TAKE_NUMBER),
        (false, "popular", Language::Zh, "校园卡办理与补办", point::POPULAR),
        (false, "popular", Language::Zh, "下一步", point::NEXT),
        (false, "popular", Language::En, "Occasions", point::THEMES),
        (false, "themes", Language::En, "Joining the staff", point::FIRST_THEME),
        (false, "bundles", Language::En, "New staff arrival", point::BUNDLE),
        (false, "materials", Language::Zh, "确认取号", point::NEXT),
        (false, "ticket", Language::Zh, "完成", point::NEXT),
    ] {
        let scene = scenes::all().into_iter().find(|known| known.name == scene).unwrap();
        let choice = Choice { language, large, ..Choice::default() };
        let Seen { inputs, .. } = look_at(&scene, choice, Design::PORTRAIT, &theme);
        let at = pos2(point.0 as f32, point.1 as f32);
        let found = inputs.iter().find(|input| input.rect.contains(at)).map(|input| input.label.as_str());
        assert_eq!(
            found,
            Some(label),
            "{}: {:?}",
            scene.name,
            inputs.iter().map(|i| (&i.label, i.rect)).collect::<Vec<_>>()
        );
    }
}
