//! The words that stand in columns of few possible values: `male`, `bachelor`, `enrolled`.

use super::record::{CourseKind, IdKind, Level, Season, Sex, Standing};

/// A column's value out of few.
pub(super) trait Word: Copy + 'static {
    /// Each with the word for it.
    const WORDS: &'static [(&'static str, Self)];

    /// The value of a word.
    fn read(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    /// What is allowed, for who wrote something else.
    fn allowed() -> String {
        let words: Vec<&str> = Self::WORDS.iter().map(|(word, _)| *word).collect();
        words.join(", ")
    }
}

impl Word for Sex {
    const WORDS: &'static [(&'static str, Self)] = &[("male", Self::Male), ("female", Self::Female)];
}

impl Word for IdKind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("id_card", Self::IdCard), ("passport", Self::Passport), ("permit", Self::Permit)];
}

impl Word for Level {
    const WORDS: &'static [(&'static str, Self)] =
        &[("bachelor", Self::Bachelor), ("master", Self::Master), ("doctor", Self::Doctor)];
}

impl Word for Standing {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("enrolled", Self::Enrolled),
        ("suspended", Self::Suspended),
        ("graduated", Self::Graduated),
        ("withdrawn", Self::Withdrawn),
    ];
}

impl Word for CourseKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("required", Self::Required),
        ("elective", Self::Elective),
        ("general", Self::General),
        ("practice", Self::Practice),
        ("thesis", Self::Thesis),
    ];
}

impl Word for Season {
    const WORDS: &'static [(&'static str, Self)] =
        &[("1", Self::Autumn), ("2", Self::Spring), ("3", Self::Summer)];
}
