//! Words: every character of the catalogue can be drawn, and no word on a screen stands in the code.

use std::path::{Path, PathBuf};

use egui_kittest::Harness;
use hall_tests::stage::repository;
use hall_ui::fonts;
use hall_ui::theme::Fonts;

use super::visit::catalogue;

#[test]
fn every_character_of_the_catalogue_can_be_drawn_in_both_weights() {
    let text = serde_json::to_string(&*catalogue()).unwrap();
    let characters: std::collections::BTreeSet<char> = text.chars().filter(|c| !c.is_control()).collect();
    assert!(characters.len() > 700, "{} different characters", characters.len());
    let harness = Harness::builder()
        .with_context_setup(|ctx| fonts::install(ctx, &Fonts::default()))
        .build_ui(move |ui| {
            ui.ctx().fonts_mut(|known| {
                for bold in [false, true] {
                    let lacking: String = characters
                        .iter()
                        .filter(|c| !known.has_glyph(&fonts::font(28.0, bold), **c))
                        .collect();
                    assert!(lacking.is_empty(), "no glyph for {lacking}");
                }
            });
        });
    drop(harness);
}

/// Where screens are drawn and worded.
const DRAWING: [&str; 5] = [
    "kiosk/src/screens.rs",
    "kiosk/src/screens",
    "kiosk/src/view",
    "counter-display/src/screens",
    "crates/hall-ui/src/widgets",
];
/// Lines whose literals nobody sees: logs, names of textures, what cannot be.
const UNSEEN: [&str; 5] = ["tracing::", "expect(", "reason =", "Id::unique(", "load_texture("];
/// A character that is only measured.
const MEASURED: &str = "国";

fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    if path.ends_with("tests") {
        return;
    }
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
        found.push(path.to_owned());
    }
}

/// The literals of a line of code without its comment.
fn literals(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside: Option<String> = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match (&mut inside, character) {
            (None, '/') if characters.peek() == Some(&'/') => return found,
            (None, '"') => inside = Some(String::new()),
            (Some(_), '"') => found.extend(inside.take()),
            (Some(text), '\\') => text.extend(characters.next()),
            (Some(text), other) => text.push(other),
            (None, _) => {}
        }
    }
    found
}

/// Is it more than a key of a text, a code, or signs between words?
fn is_words(literal: &str) -> bool {
    let hanzi = literal.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) && literal != MEASURED;
    // Placeholders and keys are small letters without a space.
    let mut plain = String::new();
    for part in literal.split('{') {
        plain.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    let latin = plain.chars().any(|c| c.is_ascii_alphabetic())
        && (plain.contains(' ') || plain.chars().any(|c| c.is_ascii_uppercase()));
    let alphabet = plain.len() > 12 && !plain.contains(' ') && plain.chars().all(|c| !c.is_ascii_lowercase());
    hanzi || (latin && !alphabet)
}

#[test]
fn no_screen_has_words_of_its_own() {
    let mut files = Vec::new();
    for place in DRAWING {
        sources(&repository().join(place), &mut files);
    }
    assert!(files.len() > 25, "{} files", files.len());
    let mut found = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            if UNSEEN.iter().any(|sign| line.contains(sign)) {
                continue;
            }
            let words = literals(line).into_iter().filter(|literal| is_words(literal));
            found.extend(words.map(|words| format!("{}:{}: `{words}`", path.display(), number + 1)));
        }
    }
    assert!(found.is_empty(), "words belong into assets/i18n:\n{}", found.join("\n"));
}

#[test]
fn words_in_code_would_be_found() {
    for (line, expected) in [
        ("text(ui, at, \"取号\", ink);", true),
        ("Button::new(\"Take a number\")", true),
        ("Button::new(\"Next\")", true),
        ("look.t(\"kiosk.home.now\")", false),
        ("let words = look.pick(\"、\", \", \"); // Joins words", false),
        ("format!(\"{} · {}\", one, other)", false),
    ] {
        assert_eq!(literals(line).iter().any(|literal| is_words(literal)), expected, "{line}");
    }
}
