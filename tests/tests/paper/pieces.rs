//! The record: pieces of paper as they came out, and what a person would read on them.

use std::collections::BTreeMap;

use hall_tests::receipt_sim::Receipt;

/// Stands on every reprint.
const MARK: &str = "补打";

/// One piece of paper with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The number on it.
    pub number: String,
    /// It says that it was printed again.
    pub is_marked: bool,
    /// It has its last line.
    pub is_whole: bool,
    /// Noise on the line garbled it.
    pub is_garbled: bool,
}

/// Reads the pieces in the order they came out; pieces without a number are left out. A ticket's last line holds `last`.
///
/// # Panics
/// A piece that no noise garbled has two numbers.
pub fn read(receipts: &[Receipt], last: &str) -> Vec<Piece> {
    receipts
        .iter()
        .filter_map(|receipt| {
            let mut numbers = receipt.text.split_whitespace().filter(|word| is_number(word));
            let number = numbers.next()?.to_owned();
            let others: Vec<_> = numbers.collect();
            assert!(receipt.is_garbled || others.is_empty(), "{number} and {others:?}:\n{}", receipt.text);
            Some(Piece {
                number,
                is_marked: receipt.text.contains(MARK),
                is_whole: receipt.text.lines().any(|line| line.trim_start().starts_with(last)),
                is_garbled: receipt.is_garbled,
            })
        })
        .collect()
}

/// `A001`, and on a busy day `A0001`.
fn is_number(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(|c| c.is_ascii_uppercase())
        && (3..=5).contains(&characters.as_str().len())
        && characters.all(|c| c.is_ascii_digit())
}

/// The clean pieces of each number: those without the mark, and those with it.
pub fn by_number(pieces: &[Piece]) -> BTreeMap<String, (Vec<Piece>, Vec<Piece>)> {
    let mut found: BTreeMap<String, (Vec<Piece>, Vec<Piece>)> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| !piece.is_garbled) {
        let (unmarked, marked) = found.entry(piece.number.clone()).or_default();
        if piece.is_marked { marked } else { unmarked }.push(piece.clone());
    }
    found
}
