//! The school's own rule: `grades.toml`, a file a person edits; every mistake with its line.

use std::collections::BTreeMap;
use std::path::Path;

use hall_api::requests::Label;
use printing::FileError;
use serde::Deserialize;
use toml::Spanned;

use crate::base_data::Hundredths;

/// Where the rule is, below the assets.
const FILE: &str = "certificates/grades.toml";
/// Largest file, bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// Steps of grade points, and marks in words, at most.
const ENTRIES_MAX: usize = 200;
/// Longest grade or name of one, characters.
const TEXT_CHARS_MAX: usize = 24;
/// The highest mark.
const PERCENT_MAX: Hundredths = Hundredths::whole(100);

/// Which of several attempts at a course counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeats {
    /// That with the best mark.
    Best,
    /// The latest.
    Last,
}

/// What a grade means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How it is written; none for a number, which is written as it is.
    pub name: Option<Label>,
    /// What it counts as from 0 to 100; none if it does not count in averages.
    pub percent: Option<Hundredths>,
    /// Its grade points.
    pub points: Option<Hundredths>,
    /// It gives the course's credits.
    pub passed: bool,
    /// It stands for what was learnt elsewhere.
    pub transferred: bool,
}

/// How the school counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolRules {
    pass: Hundredths,
    /// Which of several attempts counts.
    pub repeats: Repeats,
    /// Do the others stand on the transcript as well?
    pub shows_repeats: bool,
    /// The highest grade points there are.
    pub points_max: Hundredths,
    /// From the highest mark down, with the points from it on.
    steps: Vec<(Hundredths, Hundredths)>,
    marks: BTreeMap<String, Mark>,
    /// Expected graduation is certified at most so long before.
    pub graduation_months_before: u8,
    /// And with at most so many credits missing.
    pub graduation_credits_missing_max: Hundredths,
}

impl SchoolRules {
    /// What a grade means; none if the rule does not know it.
    pub fn mark(&self, grade: &str) -> Option<Mark> {
        if let Some(mark) = self.marks.get(grade) {
            return Some(mark.clone());
        }
        let percent: Hundredths = grade.parse().ok()?;
        (Hundredths::ZERO..=PERCENT_MAX).contains(&percent).then(|| Mark {
            name: None,
            percent: Some(percent),
            points: Some(self.points(percent)),
            passed: percent >= self.pass,
            transferred: false,
        })
    }

    fn points(&self, percent: Hundredths) -> Hundredths {
        points(&self.steps, percent)
    }

    /// The rule of an assets folder.
    ///
    /// # Errors
    /// Every mistake in it, or that it cannot be read.
    pub fn load(assets: &Path) -> Result<Self, Vec<FileError>> {
        let path = assets.join(FILE);
        let name = path.display().to_string();
        let fault = |reason: String| vec![FileError { file: name.clone(), line: 1, reason }];
        let size = std::fs::metadata(&path).map_err(|error| fault(format!("cannot be read: {error}")))?.len();
        if size > FILE_BYTES_MAX {
            return Err(fault(format!("is larger than {FILE_BYTES_MAX} bytes")));
        }
        let text =
            std::fs::read_to_string(&path).map_err(|error| fault(format!("cannot be read: {error}")))?;
        Self::parse(&name, &text)
    }

    /// The rule in a text.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<FileError>> {
        let mut mistakes = Mistakes { file, text, found: Vec::new() };
        let raw: RawRules = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                mistakes.add(at, error.message().trim().replace('\n', "; "));
                return Err(mistakes.found);
            }
        };
        let rules = raw.read(&mut mistakes);
        if mistakes.found.is_empty() { Ok(rules) } else { Err(mistakes.found) }
    }
}

fn points(steps: &[(Hundredths, Hundredths)], percent: Hundredths) -> Hundredths {
    steps.iter().find(|(from, _)| percent >= *from).map_or(Hundredths::ZERO, |(_, points)| *points)
}

/// What has been found wrong.
struct Mistakes<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<FileError>,
}

impl Mistakes<'_> {
    fn add(&mut self, offset: usize, reason: impl Into<String>) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        self.found.push(FileError { file: self.file.to_owned(), line, reason: reason.into() });
    }

    /// A number within bounds; nothing if it is not.
    fn number(&mut self, key: &str, value: &Spanned<f64>, max: Hundredths) -> Hundredths {
        let hundredths = value.get_ref() * 100.0;
        let exact = Hundredths(hundredths.round() as i64);
        if (hundredths - hundredths.round()).abs() > 1e-6 {
            self.add(value.span().start, format!("{key}: at most two decimals are allowed"));
        } else if !(Hundredths::ZERO..=max).contains(&exact) {
            self.add(value.span().start, format!("{key}: 0 to {max} is allowed"));
        } else {
            return exact;
        }
        Hundredths::ZERO
    }

    fn word(&mut self, key: &str, value: &Spanned<String>) -> String {
        let text = value.get_ref().trim();
        if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX {
            let reason = format!("{key}: 1 to {TEXT_CHARS_MAX} characters are allowed");
            self.add(value.span().start, reason);
        }
        text.to_owned()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    pass: Spanned<f64>,
    repeats: Repeats,
    shows_repeats: bool,
    gpa: RawGpa,
    #[serde(default)]
    mark: Vec<RawMark>,
    expected_graduation: RawGraduation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGpa {
    max: Spanned<f64>,
    steps: Spanned<Vec<RawStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    from: Spanned<f64>,
    points: Spanned<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMark {
    grade: Spanned<String>,
    zh: Spanned<String>,
    en: Spanned<String>,
    percent: Option<Spanned<f64>>,
    passed: bool,
    #[serde(default)]
    transferred: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGraduation {
    months_before: Spanned<u8>,
    credits_missing_max: Spanned<f64>,
}

impl RawRules {
    fn read(&self, mistakes: &mut Mistakes<'_>) -> SchoolRules {
        let points_max = mistakes.number("gpa.max", &self.gpa.max, Hundredths::whole(10));
        let steps = self.steps(points_max, mistakes);
        if self.mark.len() > ENTRIES_MAX {
            mistakes.add(0, format!("more than {ENTRIES_MAX} marks"));
        }
        let mut marks = BTreeMap::new();
        for raw in self.mark.iter().take(ENTRIES_MAX) {
            let grade = mistakes.word("mark.grade", &raw.grade);
            let at = raw.grade.span().start;
            if grade.parse::<Hundredths>().is_ok() {
                mistakes.add(at, "mark.grade: a number means itself and needs no entry");
            }
            if marks.insert(grade, raw.read(&steps, mistakes)).is_some() {
                mistakes.add(at, "mark.grade: is there twice");
            }
        }
        let months = &self.expected_graduation.months_before;
        if !(1..=24).contains(months.get_ref()) {
            mistakes.add(months.span().start, "expected_graduation.months_before: 1 to 24 is allowed");
        }
        let key = "expected_graduation.credits_missing_max";
        let missing =
            mistakes.number(key, &self.expected_graduation.credits_missing_max, Hundredths::whole(400));
        SchoolRules {
            pass: mistakes.number("pass", &self.pass, PERCENT_MAX),
            repeats: self.repeats,
            shows_repeats: self.shows_repeats,
            points_max,
            steps,
            marks,
            graduation_months_before: *months.get_ref(),
            graduation_credits_missing_max: missing,
        }
    }

    fn steps(&self, points_max: Hundredths, mistakes: &mut Mistakes<'_>) -> Vec<(Hundredths, Hundredths)> {
        let raw = self.gpa.steps.get_ref();
        let at = self.gpa.steps.span().start;
        if raw.len() > ENTRIES_MAX {
            mistakes.add(at, format!("gpa.steps: more than {ENTRIES_MAX}"));
        }
        let mut steps: Vec<(Hundredths, Hundredths)> = Vec::new();
        for step in raw.iter().take(ENTRIES_MAX) {
            let from = mistakes.number("from", &step.from, PERCENT_MAX);
            let points = mistakes.number("points", &step.points, points_max);
            if steps.last().is_some_and(|(above, worth)| from >= *above || points > *worth) {
                let reason = "gpa.steps: from the highest down; both numbers have to fall";
                mistakes.add(step.from.span().start, reason);
            }
            steps.push((from, points));
        }
        if steps.last().is_none_or(|(from, _)| *from != Hundredths::ZERO) {
            mistakes.add(at, "gpa.steps: the last has to be from 0 on");
        }
        steps
    }
}

impl RawMark {
    fn read(&self, steps: &[(Hundredths, Hundredths)], mistakes: &mut Mistakes<'_>) -> Mark {
        let percent =
            self.percent.as_ref().map(|percent| mistakes.number("mark.percent", percent, PERCENT_MAX));
        Mark {
            name: Some(Label {
                zh: mistakes.word("mark.zh", &self.zh),
                en: mistakes.word("mark.en", &self.en),
            }),
            percent,
            points: percent.map(|percent| points(steps, percent)),
            passed: self.passed,
            transferred: self.transferred,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../../assets/certificates/grades.toml");

    #[test]
    fn the_shipped_rule_knows_numbers_and_words() {
        let rules = SchoolRules::parse("grades.toml", SHIPPED).unwrap();
        let cases = [
            ("100", Some(10_000), Some(400), true),
            ("89.99", Some(8_999), Some(370), true),
            ("60", Some(6_000), Some(100), true),
            ("59.9", Some(5_990), Some(0), false),
            ("0", Some(0), Some(0), false),
            ("良", Some(8_500), Some(370), true),
            ("通过", None, None, true),
            ("免修", None, None, true),
            ("缺考", Some(0), Some(0), false),
        ];
        for (grade, percent, points, passed) in cases {
            let mark = rules.mark(grade).unwrap();
            let found = (mark.percent.map(|p| p.0), mark.points.map(|p| p.0), mark.passed);
            assert_eq!(found, (percent, points, passed), "{grade}");
        }
        for unknown in ["", "100.5", "101", "-1", "A", "八十"] {
            assert_eq!(rules.mark(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        let cases = [
            ("pass = 60", "pass = 600", "pass: 0 to 100 is allowed"),
            ("pass = 60", "pass = 59.999", "pass: at most two decimals"),
            ("repeats = \"best\"", "repeats = \"first\"", "unknown variant"),
            ("pass = 60", "pass = 60\nfail = 1", "unknown field `fail`"),
            ("from = 85, points = 3.7", "from = 95, points = 3.7", "both numbers have to fall"),
            ("from = 85, points = 3.7", "from = 85, points = 4.1", "points: 0 to 4 is allowed"),
            ("  { from = 0, points = 0.0 },\n", "", "the last has to be from 0 on"),
            ("grade = \"优\"", "grade = \"95\"", "a number means itself"),
            ("grade = \"良\"", "grade = \"优\"", "is there twice"),
            ("en = \"Good\"", "en = \"\"", "mark.en: 1 to 24 characters"),
            ("months_before = 12", "months_before = 0", "1 to 24 is allowed"),
        ];
        for (good, bad, expected) in cases {
            let text = SHIPPED.replacen(good, bad, 1);
            assert_ne!(text, SHIPPED, "{good}");
            let found = SchoolRules::parse("grades.toml", &text).unwrap_err();
            let hit = found.iter().find(|mistake| mistake.reason.contains(expected));
            let hit = hit.unwrap_or_else(|| panic!("{expected} in {found:?}"));
            let changed = text.lines().zip(SHIPPED.lines()).position(|(a, b)| a != b).unwrap() + 1;
            // Steps as a whole are told where they begin; a key too many where it stands.
            let near = [changed, changed + 1].contains(&hit.line) || expected.contains("the last");
            assert!(near, "{hit} in line {changed}");
        }
    }
}
