//! Sheets into a file: printpdf writes pages, fonts and text; `archive` makes of that what PDF/A asks for.

use printpdf::{
    Codepoint, Color, DictItem, Greyscale, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Pt, RawImage, RawImageData, RawImageFormat, Rect, TextItem, TextMatrix, WindingOrder,
    XObject, XObjectId, XObjectTransform,
};
use qrcode::{EcLevel, QrCode};

use super::fonts::Fonts;
use super::glyphs::Glyph;
use super::sheet::{HEIGHT, Ink, Item, Sheet, WIDTH, Which};
use super::subset::Subsets;
use super::template::Template;
use super::{DrawError, Marks, archive};

/// Writes the file.
///
/// # Errors
/// A font cannot be embedded, or the address is too long for a QR code.
pub(super) fn write(
    sheets: &[Sheet],
    template: &Template,
    fonts: &Fonts,
    marks: &Marks<'_>,
) -> Result<Vec<u8>, DrawError> {
    let subsets = Subsets::new(sheets, fonts)?;
    let mut document = PdfDocument::new("");
    for subset in &subsets.fonts {
        document.resources.fonts.map.insert(subset.id.clone(), PdfFont::new(subset.parsed.clone()));
    }
    for which in pictures(sheets) {
        document.resources.xobjects.map.insert(picture_id(which), XObject::Image(placeholder()));
    }
    let qr_code = qr_modules(marks.verification_url)?;
    let writer = Writer { subsets: &subsets, qr_code: &qr_code };
    let pages = sheets.iter().map(|sheet| PdfPage::new(Mm(210.0), Mm(297.0), writer.page(sheet)));
    document.pages = pages.collect();
    // Not secure: it lets operators through that printpdf does not know.
    let options = PdfSaveOptions { subset_fonts: false, secure: false, ..PdfSaveOptions::default() };
    // It warns of nothing that is not an error elsewhere: every glyph is known to be there.
    let document = document.to_lopdf_document(&options, &mut Vec::new());
    Ok(archive::finish(document, template, &subsets, marks))
}

/// Names of the pictures in the file.
pub(super) fn picture_id(which: Which) -> XObjectId {
    XObjectId(format!("{which:?}"))
}

fn pictures(sheets: &[Sheet]) -> Vec<Which> {
    let mut found: Vec<Which> = sheets
        .iter()
        .flat_map(|sheet| &sheet.items)
        .filter_map(|item| match item {
            Item::Picture { which, .. } => Some(*which),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Stands where `archive` puts a picture that was compressed long before.
fn placeholder() -> RawImage {
    RawImage {
        pixels: RawImageData::U8(vec![0]),
        width: 1,
        height: 1,
        data_format: RawImageFormat::R8,
        tag: Vec::new(),
    }
}

/// The dark runs of each row: x, y, length; and the modules of a side.
struct Modules {
    side: usize,
    runs: Vec<(usize, usize, usize)>,
}

fn qr_modules(text: &str) -> Result<Modules, DrawError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_fault| DrawError::QrCode)?;
    let side = code.width();
    let dark: Vec<bool> = code.to_colors().into_iter().map(|colour| colour == qrcode::Color::Dark).collect();
    let mut runs = Vec::new();
    for (y, row) in dark.chunks(side).enumerate() {
        let mut x = 0;
        while x < side {
            let length = row[x..].iter().take_while(|dark| **dark).count();
            if length > 0 {
                runs.push((x, y, length));
            }
            x += length.max(1);
        }
    }
    Ok(Modules { side, runs })
}

struct Writer<'w> {
    subsets: &'w Subsets,
    qr_code: &'w Modules,
}

impl Writer<'_> {
    fn page(&self, sheet: &Sheet) -> Vec<Op> {
        let mut ops = Vec::new();
        let mut grey = None;
        for item in &sheet.items {
            match item {
                Item::Text { x, y, size, ink, glyphs } => {
                    set_grey(&mut ops, &mut grey, ink.grey());
                    self.text(&mut ops, TextMatrix::Translate(pt(*x), pt(HEIGHT - y)), *size, glyphs);
                }
                Item::Across { x, y, size, glyphs } => {
                    set_grey(&mut ops, &mut grey, Ink::Pale.grey());
                    let (cos, sin) = (WIDTH / WIDTH.hypot(HEIGHT), HEIGHT / WIDTH.hypot(HEIGHT));
                    let place = [cos, sin, -sin, cos, hundredths(*x), hundredths(HEIGHT - y)];
                    self.text(&mut ops, TextMatrix::Raw(place), *size, glyphs);
                }
                Item::Rule { x, y, width, height, ink } => {
                    set_grey(&mut ops, &mut grey, ink.grey());
                    ops.push(Op::DrawRectangle {
                        rectangle: rectangle(*x, HEIGHT - y - height, *width, *height),
                    });
                }
                Item::Picture { which, x, y, width, height } => {
                    let transform = XObjectTransform {
                        translate_x: Some(pt(*x)),
                        translate_y: Some(pt(HEIGHT - y - height)),
                        scale_x: Some(hundredths(*width)),
                        scale_y: Some(hundredths(*height)),
                        no_auto_scale: true,
                        ..XObjectTransform::default()
                    };
                    ops.push(Op::UseXobject { id: picture_id(*which), transform });
                }
                Item::QrCode { x, y, side } => {
                    set_grey(&mut ops, &mut grey, 0.0);
                    self.qr_code(&mut ops, *x, HEIGHT - y - side, *side);
                }
            }
        }
        ops
    }

    /// One line of text; each change of font begins a new run where the last one ended.
    fn text(&self, ops: &mut Vec<Op>, place: TextMatrix, size: f32, glyphs: &[(Glyph, f32)]) {
        ops.push(Op::StartTextSection);
        let mut runs: Vec<(usize, Vec<Codepoint>)> = Vec::new();
        for (glyph, blank) in glyphs {
            let (subset, id) = self.subsets.place(glyph);
            if runs.last().is_none_or(|(last, _)| *last != subset) {
                runs.push((subset, Vec::new()));
            }
            let codepoint = Codepoint::with_cid(id, -blank.round(), glyph.character.to_string());
            runs.last_mut().expect("invariant: just pushed").1.push(codepoint);
        }
        for (index, (subset, codepoints)) in runs.into_iter().enumerate() {
            let font = PdfFontHandle::External(self.subsets.fonts[subset].id.clone());
            ops.push(Op::SetFont { font, size: pt(size) });
            if index == 0 {
                ops.push(Op::SetTextMatrix { matrix: place });
            }
            ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(codepoints)] });
        }
        ops.push(Op::EndTextSection);
    }

    /// One path for all modules, so that no seams show between them. printpdf knows rectangles only one by one, and
    /// polygons that take three times the room.
    fn qr_code(&self, ops: &mut Vec<Op>, left: f32, bottom: f32, side: f32) {
        let scale = side / self.qr_code.side as f32;
        let place = [scale, 0.0, 0.0, scale, hundredths(left), hundredths(bottom)];
        ops.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix { matrix: printpdf::CurTransMat::Raw(place) },
        ]);
        let operator = |key: &str, operands: &[usize]| {
            let value = operands.iter().map(|number| DictItem::Int(*number as i64)).collect();
            Op::Unknown { key: key.to_owned(), value }
        };
        let Modules { side, runs } = self.qr_code;
        ops.extend(runs.iter().map(|(x, y, length)| operator("re", &[*x, side - 1 - y, *length, 1])));
        ops.extend([operator("f", &[]), Op::RestoreGraphicsState]);
    }
}

fn set_grey(ops: &mut Vec<Op>, current: &mut Option<f32>, grey: f32) {
    if *current != Some(grey) {
        *current = Some(grey);
        ops.push(Op::SetFillColor { col: Color::Greyscale(Greyscale { percent: grey, icc_profile: None }) });
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect {
        x: pt(x),
        y: pt(y),
        width: pt(width),
        height: pt(height),
        mode: Some(PaintMode::Fill),
        winding_order: Some(WindingOrder::NonZero),
    }
}

/// A hundredth of a point is finer than any printer, and shorter to write.
fn hundredths(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

fn pt(length: f32) -> Pt {
    Pt(hundredths(length))
}
