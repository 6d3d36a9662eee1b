//! Checking a file from anywhere: is it, byte by byte, what somebody trusted has signed?

use aws_lc_rs::digest::{Context, SHA256, digest};

use super::chain::{Roots, is_signed, may_sign, name_of, way_to_root};
use super::cms::{self, Found};
use super::find::{self, Place, position};

/// Largest file that is looked at, bytes: a transcript of many pages has less than a megabyte.
pub const VERIFY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// `%PDF-` is looked for in so many bytes at the start, and `%%EOF` at the end.
const EDGE_BYTES: usize = 1024;

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is what was signed, whole and unchanged, by somebody who is trusted.
    Valid {
        /// Whose certificate.
        signer: String,
        /// When, as they say; UTC milliseconds.
        signed_at_ms: i64,
        /// SHA-256 of the file.
        sha256: [u8; 32],
    },
    /// It was signed by somebody who is trusted, and changed or added to since; or signed in another form than
    /// `Signer` gives.
    Changed,
    /// A PDF file without a signature.
    NotSigned,
    /// Signed by somebody else, or with a certificate that was not valid then, or not meant for it.
    NotOurs,
    /// No PDF file, only a part of one, or too large.
    Unreadable,
}

/// Checks a file. Looks at every byte a few times at most, whatever is in it.
pub fn verify(pdf: &[u8], roots: &Roots) -> Verdict {
    let (head, tail) = (&pdf[..pdf.len().min(EDGE_BYTES)], &pdf[pdf.len().saturating_sub(EDGE_BYTES)..]);
    if pdf.len() > VERIFY_BYTES_MAX || position(head, b"%PDF-").is_none() {
        return Verdict::Unreadable;
    }
    let places = find::places(pdf);
    // One that covers the file; or the last, of which there is more to be said than that it does not.
    let Some(place) = places.iter().find(|place| place.is_whole(pdf)).or(places.first()) else {
        return without_place(pdf, tail, roots);
    };
    let Some(der) = place.signature(pdf) else { return unreadable_signature(pdf, &place.gap, roots) };
    let Some(found) = cms::read(&der) else { return unreadable_signature(pdf, &place.gap, roots) };
    judge(pdf, place, &found, roots)
}

fn judge(pdf: &[u8], place: &Place, found: &Found, roots: &Roots) -> Verdict {
    let (signer, others) = found.certificates.split_first().expect("invariant: a signature has a signer");
    let Some(valid) = way_to_root(signer, others, roots) else { return Verdict::NotOurs };
    if !may_sign(signer) {
        return Verdict::NotOurs;
    }
    let is_sound = is_signed(signer, &found.algorithm, &found.attributes, &found.signature);
    let mut context = Context::new(&SHA256);
    context.update(&pdf[..place.gap.start]);
    context.update(&pdf[place.gap.end..place.end]);
    let is_same = context.finish().as_ref() == found.message_digest;
    if !(place.is_whole(pdf) && is_sound && is_same) {
        return Verdict::Changed;
    }
    match find::claimed_ms(&place.dictionary(pdf)) {
        Some(signed_at_ms) if valid.includes(signed_at_ms) => {
            let sha256 = digest(&SHA256, pdf).as_ref().try_into().expect("invariant: SHA-256 has 32 bytes");
            Verdict::Valid { signer: name_of(signer), signed_at_ms, sha256 }
        }
        _ => Verdict::NotOurs,
    }
}

/// Nothing in the file says where a signature is: there is none, or what said so was changed or cut off.
fn without_place(pdf: &[u8], tail: &[u8], roots: &Roots) -> Verdict {
    let is_signed = position(pdf, b"/ByteRange").is_some() || position(pdf, b"ETSI.CAdES.detached").is_some();
    match (is_signed, position(tail, b"%%EOF").is_some()) {
        (true, _) => unreadable_signature(pdf, &(0..pdf.len()), roots),
        (false, true) => Verdict::NotSigned,
        (false, false) => Verdict::Unreadable,
    }
}

/// There was a signature; it names somebody who is trusted, or does not.
fn unreadable_signature(pdf: &[u8], within: &std::ops::Range<usize>, roots: &Roots) -> Verdict {
    if roots.are_named_in_digits(&pdf[within.clone()]) { Verdict::Changed } else { Verdict::NotOurs }
}
