//! Every changed byte is found, and everything that was cut off or added.

use printing::signature::{Verdict, verify};
use sha2::Digest;

use crate::keys::{Keys, MORNING_MS, P256, RSA};
use crate::papers;

fn signed(keys: &Keys) -> Vec<u8> {
    keys.signer().sign(&papers::with_stream(), MORNING_MS).unwrap()
}

#[test]
fn it_is_valid_as_it_was_made() {
    for keys in [&*P256, &*RSA] {
        let pdf = signed(keys);
        let Verdict::Valid { signer, signed_at_ms, sha256 } = verify(&pdf, &keys.roots()) else { panic!() };
        assert_eq!((signer.as_str(), signed_at_ms), ("某大学教务处", MORNING_MS));
        assert_eq!(sha256[..], sha2::Sha256::digest(&pdf)[..]);
    }
}

#[test]
fn every_changed_byte_is_found() {
    let (pdf, roots) = (signed(&P256), P256.roots());
    let gap = gap(&pdf);
    for at in 0..pdf.len() {
        let mut changed = pdf.clone();
        changed[at] ^= if gap.contains(&at) { 0x01 } else { 0x04 };
        let verdict = verify(&changed, &roots);
        assert!(!matches!(verdict, Verdict::Valid { .. }), "byte {at}: {verdict:?}");
        // Where the change hides neither the signature nor whose it is, it is called what it is.
        if at > 1024 && at < gap.start - 200 {
            assert_eq!(verdict, Verdict::Changed, "byte {at}");
        }
    }
}

/// Where the signature is, without its brackets.
fn gap(pdf: &[u8]) -> std::ops::Range<usize> {
    let start = pdf.windows(11).position(|window| window == b"/Contents<3").unwrap() + 10;
    start..start + pdf[start..].iter().position(|byte| *byte == b'>').unwrap()
}

#[test]
fn capital_digits_are_another_file_and_no_other_signature() {
    let (mut pdf, roots) = (signed(&P256), P256.roots());
    let gap = gap(&pdf);
    pdf[gap].make_ascii_uppercase();
    assert!(matches!(verify(&pdf, &roots), Verdict::Valid { .. }));
}

#[test]
fn whatever_is_cut_off_is_found() {
    let (pdf, roots) = (signed(&RSA), RSA.roots());
    for length in 0..pdf.len() {
        let verdict = verify(&pdf[..length], &roots);
        assert!(!matches!(verdict, Verdict::Valid { .. }), "{length} bytes: {verdict:?}");
    }
    assert_eq!(verify(&pdf[..pdf.len() - 1], &roots), Verdict::Changed);
    assert_eq!(verify(&pdf[..1], &roots), Verdict::Unreadable);
}

#[test]
fn whatever_is_added_is_found() {
    let roots = P256.roots();
    let pdf = signed(&P256);
    let start = pdf.len();
    let update = format!(
        "1 0 obj\n<<>>\nendobj\nxref\n1 1\n{start:010} 00000 n \ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
    );
    for added in ["\n", "%", "%%EOF\n", &update] {
        let longer = [&pdf[..], added.as_bytes()].concat();
        assert_eq!(verify(&longer, &roots), Verdict::Changed, "{added:?}");
    }
    let before = [b"%PDF-1.7\n", &pdf[..]].concat();
    assert_eq!(verify(&before, &roots), Verdict::Changed);
}

#[test]
fn a_signature_over_a_part_does_not_cover_what_follows() {
    // A second dictionary that claims to cover the whole file has no sound signature.
    let (pdf, roots) = (signed(&P256), P256.roots());
    let mut longer = pdf.clone();
    let gap = gap(&pdf);
    let contents = String::from_utf8(pdf[gap].to_vec()).unwrap();
    let head = format!(
        "9 0 obj\n<</Type/Sig/M(D:20260901010000Z)/ByteRange[0 {:<10} {:<10} 3         ]/Contents",
        0, 0
    );
    let start = longer.len() + head.len();
    let end = start + contents.len() + 2;
    let head = head.replacen("0          0         ", &format!("{start:<10} {end:<10}"), 1);
    longer.extend_from_slice(format!("{head}<{contents}>>>\n").as_bytes());
    assert_eq!(longer.len(), end + 3);
    assert_eq!(verify(&longer, &roots), Verdict::Changed);
}

#[test]
fn a_signature_is_not_good_for_another_file() {
    let roots = P256.roots();
    let (one, other) =
        (signed(&P256), P256.signer().sign(&papers::with_stream(), MORNING_MS + 1_000).unwrap());
    let (from, to) = (gap(&one), gap(&other));
    assert_eq!(from, to);
    let mut swapped = other.clone();
    swapped[to].copy_from_slice(&one[from]);
    assert_eq!(verify(&swapped, &roots), Verdict::Changed);
}

#[test]
fn a_file_without_a_signature_has_none() {
    for pdf in [papers::with_table(), papers::with_stream(), papers::with_link()] {
        assert_eq!(verify(&pdf, &P256.roots()), Verdict::NotSigned);
        assert_eq!(verify(&pdf[..pdf.len() / 2], &P256.roots()), Verdict::Unreadable);
    }
}
