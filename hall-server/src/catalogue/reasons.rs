//! Reads `evaluation.toml`: what visitors may tick when they rate.

use std::path::Path;

use hall_core::evaluation::{Level, Reason};

use super::entry::Entry;
use super::report::Report;
use super::source::read_file;
use super::text::Limit;

/// What fits on a pad beside the faces: in each language one row of a button.
const TEXT: Limit = Limit { zh: 12, en: 32 };
/// Reasons offered with one level: more do not fit on a pad.
const OF_LEVEL_MAX: usize = 8;

/// Every reason, in the order of the file.
pub(super) fn reasons(path: &Path, report: &Report) -> Vec<Reason> {
    read_file(path, report, |root| {
        let mut reasons: Vec<Reason> = Vec::new();
        for mut entry in root.entries("reason") {
            let code = entry.code("code");
            entry.declare("reason", code);
            let text = entry.text("text", TEXT);
            let levels = levels(&mut entry);
            for level in &levels {
                let of_level = reasons.iter().filter(|reason| reason.levels.contains(level)).count();
                if of_level == OF_LEVEL_MAX {
                    let number = level.number();
                    entry.mistake(
                        entry.line(),
                        format!("level {number} has more than {OF_LEVEL_MAX} reasons"),
                    );
                }
            }
            entry.finish();
            reasons.push(Reason { code: code.to_owned(), text, levels });
        }
        reasons
    })
}

/// The levels a reason is offered with.
fn levels(entry: &mut Entry<'_>) -> Vec<Level> {
    let found = entry.numbers("levels", 1..=5);
    let numbers = entry.require("levels", found, Vec::new());
    let level = |number: i64| Level::try_from(u8::try_from(number).ok()?).ok();
    numbers.into_iter().filter_map(level).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hall_core::evaluation::Level;

    use crate::catalogue::load_reasons;

    /// The mistakes of a file, each as `line: reason`.
    fn mistakes(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("evaluation.toml"), text).unwrap();
        let errors = load_reasons(folder.path()).unwrap_err();
        let line = |line: Option<usize>| line.map_or_else(String::new, |line| line.to_string());
        errors.mistakes().iter().map(|found| format!("{}: {}", line(found.line), found.reason)).collect()
    }

    fn reason(code: &str, levels: &str) -> String {
        format!(
            "[[reason]]\ncode = \"{code}\"\ntext = {{ zh = \"快\", en = \"Quick\" }}\nlevels = {levels}\n"
        )
    }

    #[test]
    fn the_shipped_file_offers_some_reasons_with_every_level() {
        let assets = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../assets"));
        let reasons = load_reasons(assets).unwrap();
        for level in Level::ALL {
            let count = reasons.iter().filter(|reason| reason.levels.contains(&level)).count();
            assert!((5..=8).contains(&count), "{level:?}: {count}");
        }
    }

    #[test]
    fn every_mistake_is_named_with_its_line() {
        for (text, line, part) in [
            (reason("Quick!", "[5]"), "2: ", "is not a code"),
            (reason("quick", "[5]") + &reason("quick", "[4]"), "5: ", "is there twice"),
            (reason("quick", "[0]"), "4: ", "from 1 to 5"),
            (reason("quick", "[6]"), "4: ", "from 1 to 5"),
            (reason("quick", "[5, 5]"), "4: ", "different"),
            (reason("quick", "[\"5\"]"), "4: ", "whole numbers"),
            (reason("quick", "[]"), "4: ", "whole numbers"),
            (reason("quick", "5"), "4: ", "must be a list"),
            (
                "[[reason]]\ncode = \"quick\"\ntext = { zh = \"快\", en = \"Quick\" }\n".to_owned(),
                "1: ",
                "`levels` is missing",
            ),
            ("[[reason]]\ncode = \"quick\"\nlevels = [5]\n".to_owned(), "1: ", "`text` is missing"),
            (reason("quick", "[5]").replace("快", "一二三四五六七八九十一二三"), "3: ", "at most 12"),
            (reason("quick", "[5]") + "weight = 3\n", "5: ", "unknown key `weight`"),
            (
                (0..9).map(|n| reason(&format!("r{n}"), "[5]")).collect(),
                "33: ",
                "level 5 has more than 8 reasons",
            ),
            ("reason = [".to_owned(), "1: ", ""),
        ] {
            let found = mistakes(&text);
            let named = found.iter().any(|found| found.starts_with(line) && found.contains(part));
            assert!(named, "{text}\n{found:?}");
        }
        let missing = load_reasons(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(missing.contains("evaluation.toml: is missing"), "{missing}");
    }
}
