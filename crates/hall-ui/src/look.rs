//! A look: the tokens and words a screen draws with, chosen by language, size mode and kind of screen.

use std::sync::Arc;
use std::time::Duration;

use egui::{Color32, ColorImage};
use hall_api::requests::{Label, WaitRange};
use hall_api::texts::{Language, Texts};

use crate::theme::{Fonts, Palette, School, Shape, Space, Theme, TypeScale};

/// What a program chooses; changes at run time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Language of the words.
    pub language: Language,
    /// Large type, strong contrast, no motion.
    pub large: bool,
    /// Everything touched stands in the lower half of an upright screen, for who sits in a wheelchair.
    pub low: bool,
    /// Dark, read from afar.
    pub board: bool,
}

/// Tokens and words of one choice.
#[derive(Clone, Debug)]
pub struct Look {
    theme: Arc<Theme>,
    texts: Arc<Texts>,
    choice: Choice,
}

impl Look {
    /// The look of a choice.
    pub fn new(theme: Arc<Theme>, texts: Arc<Texts>, choice: Choice) -> Self {
        Self { theme, texts, choice }
    }

    /// The same assets, another choice.
    pub fn with(&self, choice: Choice) -> Self {
        Self { choice, ..self.clone() }
    }

    /// What was chosen.
    pub fn choice(&self) -> Choice {
        self.choice
    }

    /// The language of the words.
    pub fn language(&self) -> Language {
        self.choice.language
    }

    /// Is this large mode?
    pub fn large(&self) -> bool {
        self.choice.large
    }

    /// Does everything touched stand in the lower half of an upright screen?
    pub fn low(&self) -> bool {
        self.choice.low
    }

    /// Colours.
    pub fn palette(&self) -> &Palette {
        match (self.choice.board, self.choice.large) {
            (true, _) => &self.theme.board,
            (false, true) => &self.theme.light_large,
            (false, false) => &self.theme.light,
        }
    }

    /// Sizes of type.
    pub fn sizes(&self) -> TypeScale {
        if self.choice.large { self.theme.type_large } else { self.theme.type_normal }
    }

    /// Distances.
    pub fn space(&self) -> Space {
        self.theme.space
    }

    /// Corners and touch targets.
    pub fn shape(&self) -> Shape {
        self.theme.shape
    }

    /// How long a change takes; none in large mode.
    pub fn motion(&self) -> Duration {
        if self.choice.large { Duration::ZERO } else { Duration::from_millis(self.theme.motion.duration_ms) }
    }

    /// Height of something to touch with one row of button text.
    pub fn touch_height(&self) -> f32 {
        self.theme.shape.touch_min.max(self.sizes().button * 2.4)
    }

    /// Whose hall this is.
    pub fn school(&self) -> &School {
        &self.theme.school
    }

    /// The school's logo.
    pub fn logo(&self) -> Option<&Arc<ColorImage>> {
        self.theme.logo.as_ref()
    }

    /// Fonts of the school's own.
    pub fn fonts(&self) -> &Fonts {
        &self.theme.fonts
    }

    /// The words of a key.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(self.choice.language, key)
    }

    /// The words of a key with its placeholders filled.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.texts.fill(self.choice.language, key, values)
    }

    /// The words of a key with one number in them.
    pub fn count(&self, key: &str, n: usize) -> String {
        self.fill(key, &[("n", &n.to_string())])
    }

    /// The side of a text that travels in both languages.
    pub fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.choice.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The side of a label.
    pub fn label<'a>(&self, label: &'a Label) -> &'a str {
        self.pick(&label.zh, &label.en)
    }

    /// An estimated wait in words.
    pub fn wait(&self, wait: Option<WaitRange>) -> String {
        match wait {
            None => self.t("common.wait_unknown").to_owned(),
            Some(WaitRange { from_minutes, to_minutes }) => {
                let key = if from_minutes == 0 { "common.minutes_few" } else { "common.minutes" };
                self.fill(key, &[("from", &from_minutes.to_string()), ("to", &to_minutes.max(1).to_string())])
            }
        }
    }

    /// People waiting in words.
    pub fn waiting(&self, people: usize) -> String {
        if people == 0 {
            self.t("common.waiting_none").to_owned()
        } else {
            self.count("common.waiting", people)
        }
    }

    /// Text to show for a problem: title and detail by its code.
    pub fn problem(&self, code: &str) -> (&str, &str) {
        let problem = self.texts.problem(self.choice.language, code);
        (problem.title, problem.detail)
    }
}

/// A colour between two, for pressed states: `share` 0 is the first, 1 the second.
pub fn mix(one: Color32, other: Color32, share: f32) -> Color32 {
    one.lerp_to_gamma(other, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(language: Language, large: bool) -> Look {
        let choice = Choice { language, large, ..Choice::default() };
        Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
    }

    #[test]
    fn waits_read_well_in_both_languages() {
        let range = |from_minutes, to_minutes| Some(WaitRange { from_minutes, to_minutes });
        for (wait, zh, en) in [
            (range(10, 15), "约10–15分钟", "about 10–15 min"),
            (range(0, 5), "约5分钟以内", "less than 5 min"),
            (range(0, 0), "约1分钟以内", "less than 1 min"),
            (None, "时间暂无法估计", "wait not known yet"),
        ] {
            assert_eq!(look(Language::Zh, false).wait(wait), zh);
            assert_eq!(look(Language::En, false).wait(wait), en);
        }
    }

    #[test]
    fn large_mode_is_larger_stronger_and_still() {
        let (normal, large) = (look(Language::Zh, false), look(Language::Zh, true));
        assert!(large.sizes().body > normal.sizes().body);
        assert!(large.touch_height() > normal.touch_height());
        assert_ne!(large.palette(), normal.palette());
        assert_eq!(large.motion(), Duration::ZERO);
    }
}
