//! Files from anywhere: nothing in them makes the check fail, take long, or say valid.

use std::time::{Duration, Instant};

use printing::signature::{VERIFY_BYTES_MAX, Verdict, verify};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::keys::{MORNING_MS, P256};
use crate::papers;

/// Longest a file may take in a build without optimisation.
const PATIENCE: Duration = Duration::from_secs(20);

fn signed() -> Vec<u8> {
    P256.signer().sign(&papers::with_stream(), MORNING_MS).unwrap()
}

fn is_valid(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Valid { .. })
}

#[test]
fn large_files_that_ask_for_much_are_answered_soon() {
    let filled_with = |what: &[u8]| {
        let mut file = [b"%PDF-1.7\n", &what.repeat(VERIFY_BYTES_MAX / what.len())[..]].concat();
        file.resize(VERIFY_BYTES_MAX, b' ');
        file
    };
    let mut gap = format!("%PDF-1.7\n/ByteRange[0 50 {VERIFY_BYTES_MAX} 0]").into_bytes();
    gap.resize(50, b' ');
    gap.push(b'<');
    gap.resize(VERIFY_BYTES_MAX - 1, b'0');
    gap.push(b'>');
    let too_large = [filled_with(b"/ByteRange[0 1 2 3]"), vec![b' ']].concat();
    let cases = [
        ("nothing but ranges", filled_with(b"/ByteRange[0 10 20 30]"), Verdict::NotOurs),
        ("a gap over the whole file", gap, Verdict::NotOurs),
        ("slashes", filled_with(b"/"), Verdict::Unreadable),
        ("larger than allowed", too_large, Verdict::Unreadable),
        ("no PDF", vec![0; VERIFY_BYTES_MAX], Verdict::Unreadable),
    ];
    for (name, file, expected) in cases {
        let began = Instant::now();
        assert_eq!(verify(&file, &P256.roots()), expected, "{name}");
        assert!(began.elapsed() < PATIENCE, "{name} took {:?}", began.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_are_no_signed_file(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        let file = [b"%PDF-1.7\n", &bytes[..]].concat();
        let verdict = verify(&file, &P256.roots());
        prop_assert!(!is_valid(&verdict), "{:?}", verdict);
        let verdict = verify(&bytes, &P256.roots());
        prop_assert!(!is_valid(&verdict), "{:?}", verdict);
    }

    #[test]
    fn a_mangled_file_is_never_valid(
        changes in prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>(), 0..4_u8), 1..8)
    ) {
        let whole = signed();
        let mut file = whole.clone();
        for (at, to, byte, kind) in changes {
            if file.is_empty() {
                break;
            }
            let (at, to) = (at.index(file.len()), to.index(file.len()));
            match kind {
                0 => file[at] = byte,
                1 => file.truncate(at.max(file.len() / 2)),
                2 => file.insert(at, byte),
                _ => drop(file.drain(at.min(to)..at.max(to).min(at.min(to) + 64))),
            }
        }
        prop_assume!(file != whole);
        let verdict = verify(&file, &P256.roots());
        prop_assert!(!is_valid(&verdict), "{:?}", verdict);
    }

    /// Most changes of the file miss the signature's own structure: here each one hits it.
    #[test]
    fn a_mangled_signature_is_never_valid(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
        length in any::<Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut file = signed();
        let whole = file.clone();
        let start = file.windows(11).position(|window| window == b"/Contents<3").unwrap() + 10;
        let end = start + file[start..].iter().position(|byte| *byte == b'>').unwrap();
        for (at, byte) in changes {
            let at = start + 2 * at.index((end - start) / 2);
            file[at..at + 2].copy_from_slice(format!("{byte:02x}").as_bytes());
        }
        if is_cut {
            let from = start + 2 * length.index((end - start) / 2);
            file[from..end].fill(b'0');
        }
        prop_assume!(file != whole);
        let verdict = verify(&file, &P256.roots());
        prop_assert!(!is_valid(&verdict), "{:?}", verdict);
    }
}
