//! What a visitor told about themselves: private, and gone with the request that carries it.

use std::fmt;

use hall_api::core::ids::ClassId;

/// A text that never shows in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text to itself.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Gives the text out, once.
    pub fn reveal(self) -> String {
        self.0
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
