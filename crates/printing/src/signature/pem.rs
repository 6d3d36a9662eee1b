//! PEM: text with blocks of base64, among whatever else stands in the file.

use der::pem::Decoder;
use zeroize::Zeroizing;

/// A block with what it is called, such as `CERTIFICATE`.
pub(super) struct Block {
    pub label: String,
    pub der: Zeroizing<Vec<u8>>,
}

/// Most blocks of a file.
const BLOCKS_MAX: usize = 32;
const BEGIN: &str = "-----BEGIN ";

/// The blocks of a file; a block that cannot be read is none. What is no text has none.
pub(super) fn blocks(file: &[u8]) -> Vec<Block> {
    let text = std::str::from_utf8(file).unwrap_or_default();
    text.match_indices(BEGIN).take(BLOCKS_MAX).filter_map(|(at, _)| block(&text[at..])).collect()
}

fn block(text: &str) -> Option<Block> {
    let label = text.strip_prefix(BEGIN)?.split_once("-----")?.0;
    let end = format!("-----END {label}-----");
    let length = text.find(&end)? + end.len();
    let mut decoder = Decoder::new_detect_wrap(&text.as_bytes()[..length]).ok()?;
    let mut der = Zeroizing::new(Vec::with_capacity(length));
    decoder.decode_to_end(&mut der).ok()?;
    Some(Block { label: label.to_owned(), der })
}
