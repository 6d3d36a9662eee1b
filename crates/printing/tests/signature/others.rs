//! What other programs say: `pdfsig` and pyHanko call the signature valid, and find a changed byte.

use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Document, Object};
use printing::signature::{Verdict, verify};

use crate::keys::{Keys, MORNING_MS, P256, RSA};
use crate::papers;

/// A folder with a signed file and the root's certificate.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(keys: &Keys, pdf: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("root.pem"), &keys.root).unwrap();
        std::fs::write(folder.path().join("signed.pdf"), pdf).unwrap();
        Self(folder)
    }

    fn said_by(&self, program: &Path, arguments: &[&str]) -> String {
        let output = Command::new(program).args(arguments).current_dir(self.0.path()).output();
        let output =
            output.unwrap_or_else(|error| panic!("{}: {error}; run ./hall setup", program.display()));
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    fn pdfsig(&self) -> String {
        self.said_by(Path::new("pdfsig"), &["signed.pdf"])
    }

    fn pyhanko(&self) -> String {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/pyhanko/.venv/bin/pyhanko");
        let arguments = ["sign", "validate", "--pretty-print", "--trust", "root.pem", "signed.pdf"];
        self.said_by(&program, &arguments)
    }
}

fn papers_and_keys() -> Vec<(&'static str, Vec<u8>, &'static Keys)> {
    vec![
        ("a table, P-256", papers::with_table(), &P256),
        ("a table, RSA", papers::with_table(), &RSA),
        ("a stream, P-256", papers::with_stream(), &P256),
        ("a stream, RSA", papers::with_stream(), &RSA),
        ("a link, P-256", papers::with_link(), &P256),
    ]
}

#[test]
fn pdfsig_and_pyhanko_call_it_valid_and_find_one_changed_byte() {
    for (name, pdf, keys) in papers_and_keys() {
        let signed = keys.signer().sign(&pdf, MORNING_MS).unwrap();
        assert!(matches!(verify(&signed, &keys.roots()), Verdict::Valid { .. }), "{name}");
        let folder = Folder::new(keys, &signed);
        let said = folder.pdfsig();
        assert!(said.contains("Signature is Valid"), "{name}: {said}");
        assert!(
            said.contains("Total document signed") && said.contains("ETSI.CAdES.detached"),
            "{name}: {said}"
        );
        let said = folder.pyhanko();
        assert!(said.contains("judged VALID"), "{name}: {said}");
        assert!(said.contains("The signature covers the entire file"), "{name}: {said}");

        let mut changed = signed.clone();
        let at = pdf.windows(4).position(|window| window == b"/Typ").unwrap() + 1;
        changed[at] ^= 0x20;
        let folder = Folder::new(keys, &changed);
        let said = folder.pdfsig();
        assert!(!said.contains("Signature is Valid"), "{name}: {said}");
        assert!(!folder.pyhanko().contains("judged VALID"), "{name}");
    }
}

#[test]
fn the_file_stays_as_it_was_with_one_invisible_field_more() {
    for (name, pdf, keys) in papers_and_keys() {
        let signed = keys.signer().sign(&pdf, MORNING_MS).unwrap();
        assert!(signed.starts_with(&pdf), "{name}");
        assert!(signed.len() < pdf.len() + 8 * 1024, "{name}: {} bytes more", signed.len() - pdf.len());
        let (before, after) = (Document::load_mem(&pdf).unwrap(), Document::load_mem(&signed).unwrap());
        let form = after.catalog().unwrap().get(b"AcroForm").unwrap().as_dict().unwrap();
        assert_eq!(form.get(b"SigFlags").unwrap().as_i64().unwrap(), 3);
        let field = form.get(b"Fields").unwrap().as_array().unwrap()[0].as_reference().unwrap();
        let page = after.page_iter().next().unwrap();
        let annotations = after.get_page_annotations(page).unwrap();
        let widget = *annotations.last().unwrap();
        assert_eq!(widget, after.get_dictionary(field).unwrap());
        assert_eq!(widget.get(b"F").unwrap().as_i64().unwrap(), 132);
        assert_eq!(widget.get(b"P").unwrap().as_reference().unwrap(), page);
        assert!(
            widget.get(b"Rect").unwrap().as_array().unwrap().iter().all(|side| *side == Object::Integer(0))
        );
        assert_eq!(annotations.len(), before.get_page_annotations(page).unwrap().len() + 1);
        let content = |document: &Document| document.get_page_content(page);
        assert_eq!(content(&before), content(&after), "{name}");
        let ids = |document: &Document| {
            let array = document.trailer.get(b"ID").and_then(Object::as_array).cloned().unwrap_or_default();
            array.iter().map(|id| id.as_str().unwrap().to_vec()).collect::<Vec<_>>()
        };
        let (old, new) = (ids(&before), ids(&after));
        assert_eq!((old.first(), new.len()), (new.first(), 2), "{name}");
        assert_ne!(old.get(1), new.get(1), "{name}");
        let is_stream = |pdf: &[u8]| Document::load_mem(pdf).unwrap().trailer.has(b"W");
        assert_eq!(is_stream(&pdf), is_stream(&signed), "{name}: tables and streams are not mixed");
    }
}

#[test]
fn a_reader_finds_every_object_where_the_references_say() {
    for (name, pdf, keys) in papers_and_keys() {
        let signed = keys.signer().sign(&pdf, MORNING_MS).unwrap();
        let folder = Folder::new(keys, &signed);
        let told = folder.said_by(&PathBuf::from("pdfinfo"), &["signed.pdf"]);
        assert!(!told.contains("Error") && told.contains("Pages:           1"), "{name}: {told}");
        let text = folder.said_by(&PathBuf::from("pdftotext"), &["signed.pdf", "-"]);
        assert!(text.contains("Certificate of enrolment") || text.contains("Transcript"), "{name}: {text}");
    }
}
