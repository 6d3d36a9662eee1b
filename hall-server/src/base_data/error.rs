//! Why base data cannot be had. No text here holds a value of anybody's records: these go into logs.

use std::fmt;

use crate::problem::Fault;

use super::tables::Table;

/// Why a person's records could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The source cannot be reached.
    #[error("the base data cannot be reached")]
    Away {
        /// Why.
        #[source]
        source: Fault,
    },
    /// The source did not answer in time.
    #[error("the base data did not come within {timeout_ms} ms")]
    Slow {
        /// How long was waited.
        timeout_ms: u64,
    },
    /// What was read about this person cannot be right. Others are not concerned.
    #[error("a record cannot be read: {0}")]
    BadData(BadData),
    /// Nobody's records can be read: a file's header, a query or its columns are not as they must be.
    #[error("the base data are not as they must be: {0}")]
    Unusable(SourceMistake),
}

/// A value that cannot be what it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadData {
    /// In which table.
    pub table: Table,
    /// In which line of a file, if it is one.
    pub line: Option<u64>,
    /// In which column; none if it is about rows as such.
    pub column: Option<&'static str>,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl fmt::Display for BadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.table)?;
        if let Some(line) = self.line {
            write!(f, ".csv:{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ": {column}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// What whoever set the source up has to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceMistake {
    /// The file, or the query.
    pub place: String,
    /// In which line of a file, from 1.
    pub line: Option<u64>,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl fmt::Display for SourceMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl SourceError {
    pub(super) fn away(source: impl Into<Fault>) -> Self {
        Self::Away { source: source.into() }
    }
}
