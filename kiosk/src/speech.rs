//! Spoken guidance, with a keyboard path through every screen: for visitors who do not see it.
//!
//! A keypad with arrows, Enter, Escape and a help key (or a headset's, which types the same) leads through the very choices a
//! touch has. [`screen`] tells from the view what there is to hear and to choose; [`follow`] tells what a key or a changed
//! screen means. Both are pure; the sound is made in [`voice`]. Nothing is said until a visitor asks for it.

pub mod voice;

mod follow;
mod screen;
mod words;

use hall_api::texts::Language;

use crate::state::Touch;

pub use follow::follow;
pub use screen::screen;

/// Longest text said at once, characters; about a minute and a half.
const SAID_MAX: usize = 400;

/// A key of the keypad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The next choice.
    Next,
    /// The choice before.
    Previous,
    /// Take it.
    Choose,
    /// One step back.
    Back,
    /// Begin, or say everything again.
    Help,
}

/// Something to say. Empty words end what is being said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// In which language.
    pub language: Language,
    /// What, as the voice reads it.
    pub words: String,
}

/// What a choice does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// The same as a touch.
    Touch(Touch),
    /// Nothing: it is there to be heard.
    Read,
    /// Ends the guidance.
    Silence,
}

/// Something to stop at on the way through a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is said.
    pub label: String,
    /// What Enter does.
    pub does: Does,
}

/// A screen, for the ear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What it is; another title is another screen.
    pub title: String,
    /// What is said with the title.
    pub details: Vec<String>,
    /// What is said whenever it changes.
    pub status: Vec<String>,
    /// Everything to stop at, in reading order.
    pub choices: Vec<Choice>,
    /// What Escape does.
    pub back: Option<Touch>,
}

/// Where the guidance is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    on: bool,
    title: String,
    status: Vec<String>,
    focus: Option<usize>,
    /// Something was chosen: say what became of it.
    chose: bool,
}

impl Guide {
    /// Does it speak?
    pub fn is_on(&self) -> bool {
        self.on
    }
}

#[cfg(test)]
mod tests;
