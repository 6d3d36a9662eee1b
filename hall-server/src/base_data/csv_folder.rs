//! Base data in a folder of CSV files: `people.csv`, `enrolments.csv`, `courses.csv`, `employments.csv`, `incomes.csv`.
//!
//! UTF-8, a header with the columns of [`Table::columns`] in any order, one row a line, commas, quotes where a value needs them; lines that
//! begin with `#` before the header are comments. An index says where in a file each person's rows are; it is made when a file is first needed
//! and made anew when the file has changed. Of the rows themselves nothing is kept. Replace a file by renaming a new one over it:
//! a lookup then sees the old one or the new one, whole.

mod index;
mod lines;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::error::{SourceError, SourceMistake};
use super::number::PersonNumber;
use super::row::{self, Rows};
use super::tables::{Parts, Table};
use index::Indexed;

/// Mistakes told of all files together, at most.
const MISTAKES_MAX: usize = 50;
/// Lookups begun anew because a file changed under them, at most.
const TRIES: usize = 3;

/// The folder, with the indexes of its files. Its functions block.
#[derive(Debug)]
pub(super) struct CsvFolder {
    folder: PathBuf,
    indexes: [Mutex<Option<Arc<Indexed>>>; Table::ALL.len()],
}

impl CsvFolder {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), indexes: Default::default() }
    }

    /// A person's rows.
    pub fn rows(&self, number: &PersonNumber, parts: Parts) -> Result<Rows, SourceError> {
        let mut rows = Rows::default();
        for table in Table::ALL.into_iter().filter(|table| parts.has(*table)) {
            *rows.of(table) = self.rows_of(table, number)?;
        }
        Ok(rows)
    }

    fn rows_of(&self, table: Table, number: &PersonNumber) -> Result<Vec<row::Row>, SourceError> {
        for _ in 0..TRIES {
            let found = self.indexed(table)?.rows(number)?;
            // None: somebody wrote into the file while it was read.
            if let Some(rows) = found {
                return Ok(rows);
            }
        }
        let path = self.path(table).display().to_string();
        Err(SourceError::away(format!("{path} is being written; put a new file in its place by renaming it")))
    }

    fn path(&self, table: Table) -> PathBuf {
        self.folder.join(format!("{table}.csv"))
    }

    /// The index of a file as it is now.
    fn indexed(&self, table: Table) -> Result<Arc<Indexed>, SourceError> {
        let path = self.path(table);
        let mut slot =
            self.indexes[table as usize].lock().expect("invariant: nothing panics under this lock");
        if let Some(known) = slot.as_ref().filter(|known| known.is_of(&path)) {
            return Ok(known.clone());
        }
        // Never the old one: what it says may be wrong now.
        *slot = None;
        let made = Arc::new(Indexed::make(table, &path)?);
        *slot = Some(made.clone());
        Ok(made)
    }

    /// Reads everything, and tells every mistake; the first so many.
    pub fn check(&self) -> Result<Vec<SourceMistake>, SourceError> {
        let mut mistakes = Vec::new();
        for table in Table::ALL {
            match self.indexed(table) {
                Ok(indexed) => self.check_rows(table, &indexed, &mut mistakes)?,
                Err(SourceError::Unusable(mistake)) => mistakes.push(mistake),
                Err(error) => return Err(error),
            }
        }
        mistakes.truncate(MISTAKES_MAX);
        Ok(mistakes)
    }

    fn check_rows(
        &self,
        table: Table,
        indexed: &Indexed,
        mistakes: &mut Vec<SourceMistake>,
    ) -> Result<(), SourceError> {
        let place = self.path(table).display().to_string();
        // Whose row is where, to see who has two.
        let mut lines: HashMap<String, u64> = HashMap::new();
        indexed.each_row(|line, row| {
            let mut tell = |reason: String| {
                mistakes.push(SourceMistake { place: place.clone(), line: Some(line), reason });
            };
            match row.and_then(|row| row::mistake(&row).map_or(Ok(row), Err)) {
                Err(SourceError::BadData(bad)) => {
                    let column = bad.column.map(|column| format!("{column}: ")).unwrap_or_default();
                    tell(format!("{column}{}", bad.reason));
                }
                Ok(row) if table == Table::People => {
                    let number = row.cells[0].clone().unwrap_or_default();
                    if let Some(first) = lines.insert(number, line) {
                        tell(format!("number: is in line {first} already"));
                    }
                }
                Ok(_) | Err(_) => {}
            }
            mistakes.len() < MISTAKES_MAX
        })
    }
}
