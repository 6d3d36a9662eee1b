//! An incremental update: the bytes of a file as they were, and behind them a signature field with a place for the
//! signature.
//!
//! Only the catalogue and the first page are written anew, by new versions of their objects. The table of references
//! has the form of the file's own, a table or a stream: a file must not mix them.

use std::ops::Range;

use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};

use super::find::{OFFSET_DIGITS, last_position};
use super::{SignError, object};

/// Print and locked: what a widget that nobody sees has to be in an archived file.
const WIDGET_FLAGS: i64 = 4 | 128;
/// There are signatures, and the file is only ever to be appended to.
const SIGNATURE_FLAGS: i64 = 3;
/// The table of references is looked for in so many bytes at the end.
const TAIL_BYTES: usize = 2048;
/// Largest file signed, bytes.
const PDF_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A file with a place for a signature.
pub(super) struct Draft {
    pub bytes: Vec<u8>,
    /// The place, with the brackets around it.
    gap: Range<usize>,
}

impl Draft {
    /// SHA-256 of everything but the place.
    pub fn digest(&self) -> Vec<u8> {
        let mut context = Context::new(&SHA256);
        context.update(&self.bytes[..self.gap.start]);
        context.update(&self.bytes[self.gap.end..]);
        context.finish().as_ref().to_vec()
    }

    /// Puts the signature into its place.
    pub fn fill(&mut self, signature: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let place = &mut self.bytes[self.gap.start + 1..self.gap.end - 1];
        assert!(
            2 * signature.len() <= place.len(),
            "invariant: the place was measured for the longest signature"
        );
        for (pair, byte) in place.chunks_exact_mut(2).zip(signature) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
    }
}

/// Appends a signature's field, dictionary and references; for a signature of at most so many bytes.
pub(super) fn with_place(pdf: &[u8], signed_at_ms: i64, signature_bytes: usize) -> Result<Draft, SignError> {
    let original = Original::read(pdf)?;
    let time =
        Timestamp::from_millisecond(signed_at_ms).map_err(|_beyond| SignError::NoTime(signed_at_ms))?;
    let time = time.to_zoned(TimeZone::UTC).strftime("D:%Y%m%d%H%M%SZ").to_string();
    let (value, field) = ((original.next_id, 0), (original.next_id + 1, 0));
    let mut update = Update { bytes: pdf.to_vec(), entries: Vec::new() };
    if !pdf.ends_with(b"\n") {
        update.bytes.push(b'\n');
    }
    let mut catalogue = original.catalogue;
    catalogue.set("AcroForm", dictionary! { "Fields" => vec![field.into()], "SigFlags" => SIGNATURE_FLAGS });
    let mut page = original.page;
    let mut annotations = original.annotations;
    annotations.push(field.into());
    page.set("Annots", annotations);
    let widget = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => Object::string_literal("Signature1"),
        "F" => WIDGET_FLAGS,
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "P" => original.page_id,
        "V" => value,
    };
    update.object(original.catalogue_id, &catalogue);
    update.object(original.page_id, &page);
    update.object(field, &widget);
    let (range, gap) = update.signature(value, &time, signature_bytes);
    let mut trailer = original.trailer;
    let second = digest(&SHA256, &update.bytes);
    let second = Object::String(second.as_ref()[..16].to_vec(), StringFormat::Hexadecimal);
    trailer.set("ID", vec![original.first_id, second]);
    update.references(trailer, original.next_id + 2, original.is_stream);
    let (end, width) = (update.bytes.len(), OFFSET_DIGITS);
    let numbers = format!("{:<width$} {:<width$} {:<width$}", gap.start, gap.end, end - gap.end);
    update.bytes[range].copy_from_slice(numbers.as_bytes());
    Ok(Draft { bytes: update.bytes, gap })
}

/// What has to be known of the file.
struct Original {
    catalogue_id: ObjectId,
    catalogue: Dictionary,
    page_id: ObjectId,
    page: Dictionary,
    annotations: Vec<Object>,
    /// The trailer of the update, but for `/ID` and `/Size`.
    trailer: Dictionary,
    first_id: Object,
    next_id: u32,
    /// Its references are in a stream.
    is_stream: bool,
}

impl Original {
    fn read(pdf: &[u8]) -> Result<Self, SignError> {
        let not_a_pdf = |reason: &str| SignError::NotAPdf(reason.to_owned());
        if !pdf.starts_with(b"%PDF-") {
            return Err(not_a_pdf("it does not begin with %PDF-"));
        }
        if pdf.len() > PDF_BYTES_MAX {
            return Err(not_a_pdf("it is too large"));
        }
        let read = |error: lopdf::Error| SignError::NotAPdf(error.to_string());
        let document = Document::load_mem(pdf).map_err(read)?;
        if document.is_encrypted() || document.was_encrypted() {
            return Err(SignError::Encrypted);
        }
        let catalogue_id = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(read)?;
        let catalogue = document.get_dictionary(catalogue_id).map_err(read)?.clone();
        if catalogue.has(b"AcroForm") {
            return Err(SignError::HasForm);
        }
        let page_id = document.page_iter().next().ok_or_else(|| not_a_pdf("it has no page"))?;
        let page = document.get_dictionary(page_id).map_err(read)?.clone();
        let annotations = match page.get(b"Annots") {
            Ok(annotations) => {
                let (_, array) = document.dereference(annotations).map_err(read)?;
                array.as_array().map_err(read)?.clone()
            }
            Err(_) => Vec::new(),
        };
        let first_id =
            match document.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|id| id.first()) {
                Some(Object::String(id, _)) => id.clone(),
                _ => digest(&SHA256, pdf).as_ref()[..16].to_vec(),
            };
        let start = references_at(pdf).ok_or_else(|| not_a_pdf("its end names no table of references"))?;
        let mut trailer = dictionary! { "Root" => catalogue_id, "Prev" => start as i64 };
        if let Ok(info @ Object::Reference(_)) = document.trailer.get(b"Info") {
            trailer.set("Info", info.clone());
        }
        let size = document.trailer.get(b"Size").and_then(Object::as_i64).map_err(read)?;
        Ok(Self {
            catalogue_id,
            catalogue,
            page_id,
            page,
            annotations,
            trailer,
            first_id: Object::String(first_id, StringFormat::Hexadecimal),
            next_id: u32::try_from(size).unwrap_or(0).max(document.max_id + 1),
            is_stream: !pdf[start..].starts_with(b"xref"),
        })
    }
}

/// Where the newest table of references begins.
fn references_at(pdf: &[u8]) -> Option<usize> {
    let tail = &pdf[pdf.len().saturating_sub(TAIL_BYTES)..];
    let text = &tail[last_position(tail, b"startxref")? + b"startxref".len()..];
    let text = text.trim_ascii_start();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = std::str::from_utf8(&text[..digits]).ok()?.parse().ok()?;
    (start < pdf.len()).then_some(start)
}

/// The file as far as it is written, and where its new objects are.
struct Update {
    bytes: Vec<u8>,
    entries: Vec<(ObjectId, usize)>,
}

impl Update {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        object::put(&mut self.bytes, text);
    }

    fn begin(&mut self, id: ObjectId) {
        self.entries.push((id, self.bytes.len()));
        self.put(format_args!("{} {} obj\n", id.0, id.1));
    }

    fn object(&mut self, id: ObjectId, dictionary: &Dictionary) {
        self.begin(id);
        object::write_dictionary(&mut self.bytes, dictionary);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    /// Gives where three numbers of `/ByteRange` go, and the place of the signature.
    fn signature(
        &mut self,
        id: ObjectId,
        time: &str,
        signature_bytes: usize,
    ) -> (Range<usize>, Range<usize>) {
        self.begin(id);
        self.put(format_args!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({time})/ByteRange[0 "
        ));
        let range = self.bytes.len()..self.bytes.len() + 3 * OFFSET_DIGITS + 2;
        self.bytes.resize(range.end, b' ');
        self.bytes.extend_from_slice(b"]/Contents");
        let gap = self.bytes.len()..self.bytes.len() + 2 * signature_bytes + 2;
        self.bytes.push(b'<');
        self.bytes.resize(gap.end - 1, b'0');
        self.bytes.extend_from_slice(b">>>\nendobj\n");
        (range, gap)
    }

    fn references(&mut self, mut trailer: Dictionary, next_id: u32, is_stream: bool) {
        let start = self.bytes.len();
        if is_stream {
            let id = (next_id, 0);
            self.begin(id);
            self.entries.sort_unstable();
            let mut rows = Vec::new();
            let mut index: Vec<Object> = Vec::new();
            for ((number, generation), offset) in &self.entries {
                rows.push(1);
                rows.extend_from_slice(&(*offset as u32).to_be_bytes());
                rows.extend_from_slice(&generation.to_be_bytes());
                index.extend([i64::from(*number).into(), 1.into()]);
            }
            trailer.set("Type", "XRef");
            trailer.set("Size", i64::from(next_id) + 1);
            trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
            trailer.set("Index", index);
            trailer.set("Length", rows.len() as i64);
            object::write_dictionary(&mut self.bytes, &trailer);
            self.bytes.extend_from_slice(b"\nstream\n");
            self.bytes.extend_from_slice(&rows);
            self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
        } else {
            self.entries.sort_unstable();
            self.bytes.extend_from_slice(b"xref\n");
            for ((number, generation), offset) in std::mem::take(&mut self.entries) {
                self.put(format_args!("{number} 1\n{offset:010} {generation:05} n \n"));
            }
            trailer.set("Size", i64::from(next_id));
            self.bytes.extend_from_slice(b"trailer\n");
            object::write_dictionary(&mut self.bytes, &trailer);
            self.bytes.push(b'\n');
        }
        self.put(format_args!("startxref\n{start}\n%%EOF\n"));
    }
}
