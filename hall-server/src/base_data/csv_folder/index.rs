//! One CSV file and where in it each person's rows are.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;

use csv::ByteRecord;

use super::lines;
use crate::base_data::error::{BadData, SourceError, SourceMistake};
use crate::base_data::number::PersonNumber;
use crate::base_data::row::{ROWS_MAX, Row};
use crate::base_data::tables::Table;

/// Largest file, bytes.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// Stretches of rows of one person, at most: an index of 128 MB.
const RUNS_MAX: usize = 4_000_000;

/// Rows of one person that follow each other, bytes: a kilobyte for each that is allowed, and as much again.
const RUN_BYTES_MAX: u64 = 2 * 1024 * ROWS_MAX as u64;

/// Rows of one person that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    /// Of the person's number. Two persons may share it: rows are compared when they are read.
    hash: u64,
    start: u64,
    end: u64,
    /// The line of its first row, from 1.
    line: u64,
}

/// What tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signature {
    device: u64,
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
}

impl Signature {
    fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            bytes: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

/// An open file with its index.
#[derive(Debug)]
pub(super) struct Indexed {
    table: Table,
    file: File,
    signature: Signature,
    header: Header,
    /// By hash.
    runs: Vec<Run>,
}

/// What a header says.
#[derive(Debug)]
struct Header {
    /// Where in a row of the file each column of the table stands.
    order: Vec<usize>,
    /// How many values a row has.
    width: usize,
    /// Where the line behind the header begins, and its number.
    body: (u64, u64),
}

/// What is wrong with a file, and in which line.
type Fault = (Option<u64>, String);

fn fault(error: &std::io::Error) -> Fault {
    (None, error.to_string())
}

impl Indexed {
    /// Opens a file and reads it once.
    pub fn make(table: Table, path: &Path) -> Result<Self, SourceError> {
        let place = path.display().to_string();
        let unusable = |(line, reason): Fault| {
            SourceError::Unusable(SourceMistake { place: place.clone(), line, reason })
        };
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = opened.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unusable((None, "is missing".to_owned())),
            _ => SourceError::away(error),
        })?;
        if metadata.len() > FILE_BYTES_MAX {
            return Err(unusable((None, format!("is larger than {FILE_BYTES_MAX} bytes"))));
        }
        let header = header(table, &file).map_err(unusable)?;
        let signature = Signature::of(&metadata);
        let mut indexed = Self { table, file, signature, header, runs: Vec::new() };
        indexed.runs = indexed.find_runs().map_err(unusable)?;
        Ok(indexed)
    }

    fn find_runs(&self) -> Result<Vec<Run>, Fault> {
        let mut lines = lines::of_file(&self.file, self.header.body.0, self.header.body.1);
        let mut runs: Vec<Run> = Vec::new();
        while let Some(line) = lines.next().map_err(|error| fault(&error))? {
            let values =
                lines::values(line.bytes).map_err(|reason| (Some(line.number), reason.to_owned()))?;
            // A row too short to have a number is nobody's; a check tells it.
            let Some(number) = values.get(self.header.order[0]) else { continue };
            let hash = hash(number.trim_ascii());
            let full = runs.len() == RUNS_MAX;
            match runs.last_mut() {
                Some(run) if run.hash == hash => run.end = line.end,
                _ if full => {
                    let reason = format!("more than {RUNS_MAX} persons in a row; sort it by number");
                    return Err((Some(line.number), reason));
                }
                _ => runs.push(Run { hash, start: line.start, end: line.end, line: line.number }),
            }
        }
        runs.sort_unstable();
        runs.shrink_to_fit();
        Ok(runs)
    }

    /// Is this the file at a path, as it is now?
    pub fn is_of(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|metadata| Signature::of(&metadata) == self.signature)
    }

    /// A person's rows; none if the file was written into meanwhile.
    pub fn rows(&self, number: &PersonNumber) -> Result<Option<Vec<Row>>, SourceError> {
        let wanted = hash(number.as_str().as_bytes());
        let first = self.runs.partition_point(|run| run.hash < wanted);
        let found = self.runs[first..].iter().take_while(|run| run.hash == wanted);
        let read = found.map(|run| self.rows_of(run, number)).collect::<Result<Vec<_>, _>>();
        // What was read of a file that changed says nothing, not even that it is wrong.
        let metadata = self.file.metadata().map_err(SourceError::away)?;
        if Signature::of(&metadata) != self.signature {
            return Ok(None);
        }
        Ok(Some(read?.into_iter().flatten().take(ROWS_MAX + 1).collect()))
    }

    fn rows_of(&self, run: &Run, number: &PersonNumber) -> Result<Vec<Row>, SourceError> {
        let length = run.end - run.start;
        if length > RUN_BYTES_MAX {
            let reason = format!("one person's rows are longer than {RUN_BYTES_MAX} bytes");
            let line = Some(run.line);
            return Err(SourceError::BadData(BadData { table: self.table, line, column: None, reason }));
        }
        let mut bytes = vec![0; length as usize];
        self.file.read_exact_at(&mut bytes, run.start).map_err(SourceError::away)?;
        let mut lines = lines::of_bytes(&bytes, run.line);
        let mut rows = Vec::new();
        // One more than allowed, so that too many are noticed.
        while rows.len() <= ROWS_MAX
            && let Some(line) = lines.next().map_err(SourceError::away)?
        {
            let row = self.row(line.bytes, line.number)?;
            if row.cells[0].as_deref() == Some(number.as_str()) {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// Every row with its line, until told to stop.
    pub fn each_row(
        &self,
        mut each: impl FnMut(u64, Result<Row, SourceError>) -> bool,
    ) -> Result<(), SourceError> {
        let mut lines = lines::of_file(&self.file, self.header.body.0, self.header.body.1);
        while let Some(line) = lines.next().map_err(SourceError::away)? {
            if !each(line.number, self.row(line.bytes, line.number)) {
                break;
            }
        }
        Ok(())
    }

    fn row(&self, line: &[u8], number: u64) -> Result<Row, SourceError> {
        let bad = |reason: String| {
            SourceError::BadData(BadData { table: self.table, line: Some(number), column: None, reason })
        };
        let values = lines::values(line).map_err(|reason| bad(reason.to_owned()))?;
        if values.len() != self.header.width {
            return Err(bad(format!("{} values where the header has {}", values.len(), self.header.width)));
        }
        let text = |at: &usize| std::str::from_utf8(&values[*at]).map(|text| Some(text.to_owned()));
        let cells: Result<Vec<Option<String>>, _> = self.header.order.iter().map(text).collect();
        let cells = cells.map_err(|_not_utf8| bad("is not UTF-8".to_owned()))?;
        Ok(Row::new(self.table, Some(number), cells.into_iter()))
    }
}

fn hash(number: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

/// Reads the first line that is no comment.
fn header(table: Table, file: &File) -> Result<Header, Fault> {
    let mut lines = lines::of_file(file, 0, 1);
    while let Some(line) = lines.next().map_err(|error| fault(&error))? {
        if line.bytes.starts_with(b"#") {
            continue;
        }
        let told = |reason: String| (Some(line.number), reason);
        let values = lines::values(line.bytes).map_err(|reason| told(reason.to_owned()))?;
        let order = order(table, &values).map_err(told)?;
        return Ok(Header { order, width: values.len(), body: (line.end, line.number + 1) });
    }
    Err((None, "has no header".to_owned()))
}

/// Where each column of a table stands in the header; what is wrong with the header otherwise.
fn order(table: Table, header: &ByteRecord) -> Result<Vec<usize>, String> {
    let names: Vec<&str> =
        header.iter().map(|name| std::str::from_utf8(name).unwrap_or_default().trim()).collect();
    let columns = table.columns();
    let missing: Vec<&str> = columns.iter().filter(|column| !names.contains(column)).copied().collect();
    if !missing.is_empty() {
        return Err(format!("the header lacks {}", missing.join(", ")));
    }
    for (at, name) in names.iter().enumerate() {
        if !columns.contains(name) {
            return Err(format!(
                "the header has an unknown column `{name}`; wanted are {}",
                columns.join(", ")
            ));
        }
        if names[..at].contains(name) {
            return Err(format!("the header has `{name}` twice"));
        }
    }
    let place = |column: &&str| names.iter().position(|name| name == column);
    Ok(columns.iter().filter_map(place).collect())
}
