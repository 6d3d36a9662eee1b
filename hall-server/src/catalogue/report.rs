//! What reading has found so far: the mistakes, and where each thing stands.
//!
//! Readers never stop at a mistake: they report it here and go on with a placeholder, so that one mistake does not call
//! forth others. An empty name is the placeholder of a name that is missing, so nothing more is said about it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use hall_core::catalogue::Contradiction;

use super::Mistake;

/// Where a thing stands.
pub(super) struct Place {
    /// The file.
    pub file: String,
    /// The line it begins at.
    pub line: usize,
    /// Every text in it with its line: a contradiction is shown at the name it is about.
    pub texts: Vec<(String, usize)>,
}

/// Gathers mistakes from all readers.
#[derive(Default)]
pub(super) struct Report {
    mistakes: RefCell<Vec<Mistake>>,
    places: RefCell<BTreeMap<String, Place>>,
    unread: Cell<bool>,
}

impl Report {
    /// A mistake in a line.
    pub fn mistake(&self, file: &str, line: usize, reason: impl Into<String>) {
        self.push(file, Some(line), reason.into());
    }

    /// A file or folder that could not be read.
    pub fn unread(&self, file: &str, line: Option<usize>, reason: impl Into<String>) {
        self.unread.set(true);
        self.push(file, line, reason.into());
    }

    fn push(&self, file: &str, line: Option<usize>, reason: String) {
        self.mistakes.borrow_mut().push(Mistake { file: file.to_owned(), line, reason });
    }

    /// Could every file be read as TOML?
    pub fn has_read_everything(&self) -> bool {
        !self.unread.get()
    }

    /// Notes where a thing such as `item card-replace` stands; a mistake if it is there already.
    pub fn declare(&self, subject: &str, place: Place) {
        if subject.ends_with(' ') {
            return;
        }
        let mut places = self.places.borrow_mut();
        if let Some(first) = places.get(subject) {
            let reason = format!("{subject} is there twice, first in {}:{}", first.file, first.line);
            self.mistake(&place.file, place.line, reason);
        } else {
            places.insert(subject.to_owned(), place);
        }
    }

    /// A contradiction, at the place of what it is about; of the folder as a whole if that stands nowhere.
    pub fn contradiction(&self, folder: &str, found: &Contradiction) {
        let quoted: Vec<&str> = found.reason.split('`').skip(1).step_by(2).collect();
        if quoted.contains(&"") || found.subject.ends_with(' ') {
            return;
        }
        let places = self.places.borrow();
        let Some(place) = places.get(&found.subject) else {
            return self.push(folder, None, found.to_string());
        };
        // Of two places with the name the later one: the first was right before the second came.
        let named = place.texts.iter().filter(|(text, _)| quoted.contains(&text.as_str()));
        let line = named.map(|(_, line)| *line).max().unwrap_or(place.line);
        self.mistake(&place.file, line, found.to_string());
    }

    /// Everything found, by file and line.
    pub fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort();
        mistakes.dedup();
        mistakes
    }
}
