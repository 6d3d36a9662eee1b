//! Reads the sample documents of an item: pictures in the folder `samples`, looked at before anybody sees them.

use std::io::Read as _;
use std::path::Path;

use hall_core::catalogue::Sample;
use sha2::{Digest, Sha256};

use super::entry::Entry;
use super::text::Limit;

/// The folder of the pictures, beside the files of the catalogue.
pub(crate) const FOLDER: &str = "samples";
/// Most samples of an item.
const SAMPLES_MAX: usize = 6;
/// Largest picture, bytes: it travels to every kiosk that shows it.
pub(crate) const PICTURE_BYTES_MAX: usize = 1024 * 1024;
/// Longest side, pixels: what the kiosks' screens can hold.
const SIDE_MAX: u32 = 2048;

/// The key `samples` of an item.
pub(super) fn samples(entry: &mut Entry<'_>, dir: &Path) -> Vec<Sample> {
    let mut samples = Vec::new();
    for mut inner in entry.entries("samples") {
        if let Some(sample) = sample(&mut inner, dir) {
            samples.push(sample);
        }
        inner.finish();
    }
    if samples.len() > SAMPLES_MAX {
        let reason = format!("`samples` are {}; at most {SAMPLES_MAX} are allowed", samples.len());
        entry.mistake(entry.line(), reason);
    }
    samples
}

fn sample(entry: &mut Entry<'_>, dir: &Path) -> Option<Sample> {
    let name = entry.languages(Limit::NAME);
    let found = entry.string("file");
    let (line, file) = entry.require("file", found, (0, ""));
    if line == 0 {
        return None;
    }
    if let Some(fault) = name_fault(file) {
        entry.mistake(line, fault);
        return None;
    }
    match read(dir, file).and_then(|bytes| picture_fault(&bytes).map_or(Ok(bytes), Err)) {
        Ok(bytes) => Some(Sample { name, file: file.to_owned(), sha256: digest(&bytes) }),
        Err(fault) => {
            entry.mistake(line, format!("{FOLDER}/{file} {fault}"));
            None
        }
    }
}

/// A sample's picture as it stands in the folder now; what is wrong with it otherwise.
pub(crate) fn read(dir: &Path, file: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    std::fs::File::open(dir.join(FOLDER).join(file))
        .and_then(|file| file.take(PICTURE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() > PICTURE_BYTES_MAX {
        return Err(format!("is larger than {PICTURE_BYTES_MAX} bytes"));
    }
    Ok(bytes)
}

/// The name by which a picture's content is known.
pub(crate) fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("invariant: a string takes what is written");
        hex
    })
}

/// A plain name of the folder itself: no way leads out of it.
fn name_fault(file: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let good = file.strip_suffix(".png").is_some_and(|stem| !stem.is_empty() && stem.bytes().all(plain));
    (!good || file.len() > 60)
        .then(|| format!("`{file}` is not the name of a picture: a-z, 0-9 and `-`, then .png"))
}

/// What is wrong with a picture: only its first bytes are needed to know its size.
fn picture_fault(bytes: &[u8]) -> Option<String> {
    let header =
        bytes.get(..24).filter(|head| head.starts_with(b"\x89PNG\r\n\x1a\n") && &head[12..16] == b"IHDR");
    let Some(header) = header else { return Some("is not a PNG picture".to_owned()) };
    let side = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let (width, height) = (side(16), side(20));
    let fits = |side: u32| (1..=SIDE_MAX).contains(&side);
    (!fits(width) || !fits(height))
        .then(|| format!("is {width}×{height} pixels; at most {SIDE_MAX} a side are allowed"))
}
