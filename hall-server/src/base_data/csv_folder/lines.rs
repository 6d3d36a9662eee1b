//! A CSV file as lines, each one row: where it is, which line it is, and its values.
//!
//! A value that runs over the end of a line is refused, so a forgotten quote can hide nobody's rows.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::FileExt;

use csv::ByteRecord;

/// Longest line, bytes.
const LINE_BYTES_MAX: u64 = 16 * 1024;
/// Read at once, bytes.
const BUFFER_BYTES: usize = 64 * 1024;

/// Reads a file from a place on, without moving the place others read at.
struct At<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// One line that is not empty.
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    /// Offset of its first byte.
    pub start: u64,
    /// Offset behind its end.
    pub end: u64,
    /// Without the end of the line.
    pub bytes: &'a [u8],
}

/// Goes through lines.
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    at: u64,
    next: u64,
}

/// The lines of a file from an offset on, which is the beginning of the line of this number.
pub(super) fn of_file(file: &File, start: u64, number: u64) -> Lines<impl BufRead + '_> {
    let reader = BufReader::with_capacity(BUFFER_BYTES, At { file, offset: start });
    Lines { reader, buffer: Vec::new(), at: start, next: number }
}

/// The lines of bytes that were read already.
pub(super) fn of_bytes(bytes: &[u8], number: u64) -> Lines<&[u8]> {
    Lines { reader: bytes, buffer: Vec::new(), at: 0, next: number }
}

impl<R: BufRead> Lines<R> {
    /// The next line that is not empty; none at the end.
    pub fn next(&mut self) -> std::io::Result<Option<Line<'_>>> {
        loop {
            self.buffer.clear();
            let read = self.reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut self.buffer)? as u64;
            if read == 0 {
                return Ok(None);
            }
            let (number, start) = (self.next, self.at);
            if read == LINE_BYTES_MAX && self.buffer.last() != Some(&b'\n') {
                let told = format!("line {number} is longer than {LINE_BYTES_MAX} bytes");
                return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, told));
            }
            self.next += 1;
            self.at += read;
            let mark = if start == 0 && number == 1 { "\u{FEFF}" } else { "" };
            let bytes = self.buffer.trim_ascii_end();
            let skip = if bytes.starts_with(mark.as_bytes()) { mark.len() } else { 0 };
            if bytes.len() > skip {
                let length = bytes.len();
                return Ok(Some(Line { number, start, end: self.at, bytes: &self.buffer[skip..length] }));
            }
        }
    }
}

/// The values of a line.
pub(super) fn values(line: &[u8]) -> Result<ByteRecord, &'static str> {
    if !line.contains(&b'"') {
        return Ok(line.split(|byte| *byte == b',').collect::<Vec<_>>().into());
    }
    if line.iter().fold(false, |open, byte| open ^ (*byte == b'"')) {
        return Err("a quote is not closed on this line");
    }
    let mut record = ByteRecord::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).buffer_capacity(256).from_reader(line);
    match reader.read_byte_record(&mut record) {
        Ok(true) => Ok(record),
        Ok(false) | Err(_) => Err("is no line of values"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let text = "\u{FEFF}a,b\r\n\r\n\"x,y\",\"say \"\"hi\"\"\"\n\nlast,行";
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(text.as_bytes(), 0).unwrap();
        let mut lines = of_file(&file, 0, 1);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let row = values(line.bytes).unwrap();
            let row: Vec<String> = row.iter().map(|v| String::from_utf8_lossy(v).into_owned()).collect();
            found.push((line.number, row, text[line.start as usize..line.end as usize].to_owned()));
        }
        let told: Vec<(u64, Vec<&str>)> = found
            .iter()
            .map(|(number, row, _)| (*number, row.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(told, [(1, vec!["a", "b"]), (3, vec!["x,y", "say \"hi\""]), (5, vec!["last", "行"])]);
        assert_eq!(found[1].2, "\"x,y\",\"say \"\"hi\"\"\"\n");
    }

    #[test]
    fn a_quote_left_open_and_an_endless_line_are_refused() {
        assert!(values(b"a,\"b").is_err());
        let long = "x".repeat(20_000);
        assert!(of_bytes(long.as_bytes(), 1).next().is_err());
    }
}
