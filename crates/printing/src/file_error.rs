//! The one way a mistake in a file that people edit is reported: file, line, reason.

/// A mistake in a file a person edits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct FileError {
    /// The file's name, as the caller gave it.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl FileError {
    /// A mistake at a byte offset of the file's text.
    pub(crate) fn at(file: &str, text: &str, offset: usize, reason: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        Self { file: file.to_owned(), line: before.matches('\n').count() + 1, reason: reason.into() }
    }

    /// What the TOML reader did not like.
    pub(crate) fn toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        Self::at(file, text, offset, error.message().trim().replace('\n', "; "))
    }
}
