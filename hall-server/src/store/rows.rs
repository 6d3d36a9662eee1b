//! Rows on their way into a table: one JSON array that a single `INSERT … SELECT … FROM jsonb_each(?)` takes apart.
//!
//! A statement costs a hop to SQLite's thread; one a table and batch is what makes group commit fast.

use serde::Serialize;

/// Bytes on their way: `unhex(value ->> n)` makes them a BLOB.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(digit.into(), 16).expect("invariant: it is below 16"));
        }
        text
    })
}

/// A JSON array of rows, each an array of columns.
#[derive(Debug, Default)]
pub struct Rows {
    json: Vec<u8>,
    count: usize,
}

impl Rows {
    /// Appends a row: a tuple or a struct that serialises as an array of its columns.
    pub fn push(&mut self, row: &impl Serialize) {
        self.json.push(if self.count == 0 { b'[' } else { b',' });
        serde_json::to_writer(&mut self.json, row).expect("invariant: rows are plain data");
        self.count += 1;
    }

    /// Nothing to write.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The array.
    pub fn into_json(mut self) -> String {
        if self.count == 0 {
            self.json.push(b'[');
        }
        self.json.push(b']');
        String::from_utf8(self.json).expect("invariant: JSON is UTF-8")
    }
}
