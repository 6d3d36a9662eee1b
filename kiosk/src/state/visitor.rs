//! What a visitor told about themselves: private, and gone with the request that carries it.

use std::fmt;

use hall_api::core::ids::ClassId;
use zeroize::Zeroizing;

/// A text that never shows in a log, and is overwritten when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps a text to itself.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Room for a text that is typed: it does not move in the memory while it grows.
    pub(super) fn with_room(characters: usize) -> Self {
        Self(Zeroizing::new(String::with_capacity(characters)))
    }

    /// Gives the text out, once.
    pub fn reveal(mut self) -> String {
        std::mem::take(&mut *self.0)
    }

    /// How long it is, bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is it empty?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, character: char) {
        self.0.push(character);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Who takes the number, as far as they told. By default nobody in particular.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// The class claimed.
    pub class: Option<ClassId>,
    /// What the reader typed of a staff or student card.
    pub card: Option<Secret>,
    /// The return code of an earlier visit.
    pub return_code: Option<Secret>,
}

impl Visitor {
    /// Was nothing told?
    pub fn is_nobody(&self) -> bool {
        self.class.is_none() && self.card.is_none() && self.return_code.is_none()
    }
}
