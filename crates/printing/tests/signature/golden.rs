//! Files signed by an earlier version stay valid for ever. `HALL_GOLDEN=write` signs new ones with new keys.

use std::path::{Path, PathBuf};

use printing::signature::{Roots, Verdict, verify};

use crate::keys::{Keys, MORNING_MS, P256, RSA};
use crate::papers;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

#[test]
fn files_signed_before_are_valid() {
    let cases: [(&str, &Keys, Vec<u8>); 2] =
        [("signed-p256", &P256, papers::with_stream()), ("signed-rsa3072", &RSA, papers::with_table())];
    for (name, keys, pdf) in cases {
        let (file, root) = (golden(&format!("{name}.pdf")), golden(&format!("{name}.root.pem")));
        if std::env::var("HALL_GOLDEN").is_ok_and(|what| what == "write") {
            std::fs::write(&file, keys.signer().sign(&pdf, MORNING_MS).unwrap()).unwrap();
            std::fs::write(&root, &keys.root).unwrap();
        }
        let roots = Roots::from_pem(&std::fs::read(root).unwrap()).unwrap();
        let pdf = std::fs::read(file).unwrap();
        let verdict = verify(&pdf, &roots);
        let Verdict::Valid { signer, signed_at_ms, .. } = verdict else { panic!("{name}: {verdict:?}") };
        assert_eq!((signer.as_str(), signed_at_ms), ("某大学教务处", MORNING_MS), "{name}");
        let changed = [&pdf[..], b" "].concat();
        assert_eq!(verify(&changed, &roots), Verdict::Changed, "{name}");
    }
}
