//! The rules of PDF/A-2b (ISO 19005-2) that a certificate could break, looked at in the file, signed or not.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

use std::io::Write;
use std::process::Command;

use lopdf::{Dictionary, Document, Object};

/// Flags of an annotation: `Print`.
const PRINTED: i64 = 4;
/// `Print`, and what must not be set: `Invisible`, `Hidden`, `NoView`, `ToggleNoView`.
const PRINTED_ALONE: i64 = PRINTED | 1 | 2 | 32 | 256;

/// Looks at everything, and gives the document for more.
pub fn check(pdf: &[u8], language: &str) -> Document {
    assert!(pdf.starts_with(b"%PDF-1.7\n%"), "version, and a comment of bytes above 127 after it");
    assert!(pdf[10..14].iter().all(|byte| *byte > 127));
    assert!(pdf.trim_ascii_end().ends_with(b"%%EOF"), "nothing after the end");
    assert!(pdf.len() - pdf.trim_ascii_end().len() <= 1, "but a line end");
    let document = Document::load_mem(pdf).unwrap();
    assert!(document.trailer.get(b"Encrypt").is_err());
    let ids = document.trailer.get(b"ID").unwrap().as_array().unwrap();
    assert!(ids.len() == 2 && ids.iter().all(|id| id.as_str().unwrap().len() == 16));
    check_catalogue(&document, language);
    check_info(&document);
    for object in document.objects.values() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => {
                assert!(stream.dict.get(b"F").is_err() && filter(&stream.dict) != b"LZWDecode");
                &stream.dict
            }
            _ => continue,
        };
        check_dictionary(&document, dictionary);
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let output = Command::new("qpdf").arg("--check").arg(file.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    document
}

fn filter(dictionary: &Dictionary) -> &[u8] {
    dictionary.get(b"Filter").and_then(Object::as_name).unwrap_or_default()
}

fn check_catalogue(document: &Document, language: &str) {
    let catalogue = document.catalog().unwrap();
    let tag = if language == "zh" { "zh-CN" } else { "en" };
    assert_eq!(catalogue.get(b"Lang").unwrap().as_str().unwrap(), tag.as_bytes());
    for forbidden in [&b"AA"[..], b"OpenAction", b"OCProperties", b"Names"] {
        assert!(catalogue.get(forbidden).is_err());
    }
    let intents = catalogue.get(b"OutputIntents").unwrap().as_array().unwrap();
    let intent = intents[0].as_dict().unwrap();
    assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFA1");
    let profile =
        document.get_object(intent.get(b"DestOutputProfile").unwrap().as_reference().unwrap()).unwrap();
    let profile = profile.as_stream().unwrap();
    assert_eq!(profile.dict.get(b"N").unwrap().as_i64().unwrap(), 3);
    let profile = profile.get_plain_content().unwrap();
    assert_eq!(profile.len(), u32::from_be_bytes(profile[..4].try_into().unwrap()) as usize);
    assert_eq!(&profile[12..24], b"mntrRGB XYZ ");
    assert_eq!(&profile[36..40], b"acsp");
}

/// Info and XMP say the same.
fn check_info(document: &Document) {
    let info =
        document.get_dictionary(document.trailer.get(b"Info").unwrap().as_reference().unwrap()).unwrap();
    assert_eq!(info.get(b"CreationDate").unwrap().as_str().unwrap(), b"D:20261128100000+00'00'");
    assert_eq!(info.get(b"CreationDate").unwrap(), info.get(b"ModDate").unwrap());
    let metadata = document.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
    let metadata = document.get_object(metadata).unwrap().as_stream().unwrap();
    assert!(metadata.dict.get(b"Filter").is_err(), "it can be read by programs that know no PDF");
    let xmp = std::str::from_utf8(&metadata.content).unwrap();
    let title = decode(info.get(b"Title").unwrap().as_str().unwrap());
    for part in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "<xmp:CreateDate>2026-11-28T10:00:00+00:00</xmp:CreateDate>",
        "<xmp:ModifyDate>2026-11-28T10:00:00+00:00</xmp:ModifyDate>",
        "<pdf:Producer>hall</pdf:Producer>",
        &format!("<rdf:li xml:lang=\"x-default\">{title}</rdf:li>"),
        "<rdf:li>示范大学</rdf:li>",
    ] {
        assert!(xmp.contains(part), "{part} in {xmp}");
    }
    assert_eq!(decode(info.get(b"Author").unwrap().as_str().unwrap()), "示范大学");
}

fn decode(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(bytes) => {
            let units: Vec<u16> =
                bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn check_dictionary(document: &Document, dictionary: &Dictionary) {
    let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
    assert!(dictionary.get(b"Interpolate").is_err_or_false(), "pictures are not smoothed");
    match name(b"Type") {
        b"Font" if name(b"Subtype") == b"Type0" => {
            assert_eq!(name(b"Encoding"), b"Identity-H");
            assert!(dictionary.get(b"ToUnicode").is_ok());
            let base = name(b"BaseFont");
            assert!(
                base[..6].iter().all(u8::is_ascii_uppercase) && base[6] == b'+',
                "it says that it is a subset"
            );
        }
        b"FontDescriptor" => {
            let program = dictionary.get(b"FontFile2").or_else(|_| dictionary.get(b"FontFile3")).unwrap();
            let program = document.get_object(program.as_reference().unwrap()).unwrap().as_stream().unwrap();
            assert!(program.content.len() > 100, "the font is in the file");
            let bounds = dictionary.get(b"FontBBox").unwrap().as_array().unwrap();
            assert!(bounds[2].as_i64().unwrap() > 500 && bounds[3].as_i64().unwrap() > 500);
        }
        b"Annot" => {
            let flags = dictionary.get(b"F").unwrap().as_i64().unwrap();
            assert_eq!(flags & PRINTED_ALONE, PRINTED, "it is printed, and nobody can hide it");
            let is_signature = name(b"Subtype") == b"Widget" && name(b"FT") == b"Sig";
            assert!(is_signature && dictionary.get(b"A").is_err() && dictionary.get(b"AA").is_err());
            let corners = dictionary.get(b"Rect").unwrap().as_array().unwrap();
            let is_zero = |corner: &Object| corner.as_float().unwrap() == 0.0;
            assert!(corners.iter().all(is_zero), "who has no appearance takes no room");
        }
        _ => {}
    }
}

trait Absent {
    fn is_err_or_false(&self) -> bool;
}

impl<E> Absent for Result<&Object, E> {
    fn is_err_or_false(&self) -> bool {
        self.as_ref().is_ok_and(|object| matches!(object, Object::Boolean(false))) || self.is_err()
    }
}
