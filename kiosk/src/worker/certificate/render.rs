//! The pages of a certificate as pictures, rendered from the file's own bytes: what is seen is what will be printed.
//!
//! Blocking; for a thread that nobody waits for. Nothing is written to a disk, and every buffer is overwritten.

use std::sync::Arc;

use hall_ui::egui::{Color32, ColorImage};
use hall_ui::widgets::Private;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use zeroize::{Zeroize, Zeroizing};

use crate::state::certificate::Sheet;

/// Most pages that are shown.
pub const PAGES_MAX: usize = 40;
/// The longer side of a page, pixels; of a document with many pages less, for the sake of memory.
const SIDE: f32 = 1_600.0;
const SIDE_OF_MANY: f32 = 1_200.0;
/// More pages than this are many.
const MANY: usize = 8;
/// Squares across a masked page: each is larger than a printed character.
const SQUARES_ACROSS: usize = 30;
/// Sides of a page a printer knows, points.
const POINTS: std::ops::RangeInclusive<f32> = 72.0..=2_000.0;

/// Why a file cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// It is no PDF, or a broken one.
    #[error("the file is no PDF")]
    NotPdf,
    /// It has no pages, or more than are shown.
    #[error("{0} pages: 1 to {PAGES_MAX} can be shown")]
    Pages(usize),
    /// A page has a size no paper has.
    #[error("a page of {0}×{1} points cannot be shown")]
    Size(f32, f32),
    /// The picture of a page cannot be made.
    #[error("a page cannot be made a picture")]
    Picture,
}

/// Renders every page of a PDF.
///
/// # Errors
/// See [`RenderError`].
pub fn sheets(pdf: Arc<Zeroizing<Vec<u8>>>) -> Result<Vec<Sheet>, RenderError> {
    let pdf = Pdf::new(pdf).map_err(|_broken| RenderError::NotPdf)?;
    let pages = pdf.pages();
    let count = pages.len();
    if !(1..=PAGES_MAX).contains(&count) {
        return Err(RenderError::Pages(count));
    }
    let side = if count > MANY { SIDE_OF_MANY } else { SIDE };
    let cache = RenderCache::new();
    pages.iter().map(|page| sheet(page, &cache, side)).collect()
}

fn sheet<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, longest: f32) -> Result<Sheet, RenderError> {
    let (width, height) = page.render_dimensions();
    if !(POINTS.contains(&width) && POINTS.contains(&height)) {
        return Err(RenderError::Size(width, height));
    }
    let scale = longest / width.max(height);
    let pixels = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let interpreter = InterpreterSettings::default();
    let mut drawn = hayro::render(page, cache, &interpreter, &RenderSettings::default(), &pixels);
    let size = [usize::from(drawn.width()), usize::from(drawn.height())];
    let bytes = drawn.data_as_u8_slice_mut();
    if bytes.len() != size[0] * size[1] * 4 {
        return Err(RenderError::Picture);
    }
    // On white nothing shines through: premultiplied or not is the same.
    let image = ColorImage::from_rgba_premultiplied(size, bytes);
    bytes.zeroize();
    let masked = Private::new(mosaic(&image));
    Ok(Sheet { clear: Private::new(image), masked })
}

/// Large squares of the page's own shades: a page can be told from another, nothing can be read.
pub fn mosaic(image: &ColorImage) -> ColorImage {
    let [width, height] = image.size;
    let across = SQUARES_ACROSS.min(width).max(1);
    let side = width.div_ceil(across).max(1);
    let squares = [width.div_ceil(side).max(1), height.div_ceil(side).max(1)];
    let mut pixels = Vec::with_capacity(squares[0] * squares[1]);
    for row in 0..squares[1] {
        for column in 0..squares[0] {
            let lines = (row * side..((row + 1) * side).min(height)).flat_map(|y| {
                let from = y * width;
                &image.pixels[from + column * side..from + ((column + 1) * side).min(width)]
            });
            let mut sums = [0_u64; 4];
            for pixel in lines {
                let [r, g, b, _] = pixel.to_array();
                for (sum, part) in sums.iter_mut().zip([r, g, b, 1]) {
                    *sum += u64::from(part);
                }
            }
            let count = sums[3].max(1);
            let [r, g, b] =
                [sums[0], sums[1], sums[2]].map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX));
            pixels.push(Color32::from_rgb(r, g, b));
        }
    }
    ColorImage::new(squares, pixels)
}

#[cfg(test)]
pub(crate) mod tests {
    use printpdf::{
        BuiltinFont, Mm, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, TextItem,
    };

    use super::*;

    /// An A4 document with a line of text on each page.
    pub(crate) fn pdf(pages: usize) -> Vec<u8> {
        let font = PdfFontHandle::Builtin(BuiltinFont::HelveticaBold);
        let page = |number: usize| {
            let ops = vec![
                Op::StartTextSection,
                Op::SetFont { font: font.clone(), size: Pt(24.0) },
                Op::SetTextCursor { pos: Point::new(Mm(30.0), Mm(240.0)) },
                Op::ShowText { items: vec![TextItem::Text(format!("CERTIFICATE {number}"))] },
                Op::EndTextSection,
            ];
            PdfPage::new(Mm(210.0), Mm(297.0), ops)
        };
        let mut document = PdfDocument::new("certificate");
        document.with_pages((1..=pages).map(page).collect()).save(&PdfSaveOptions::default(), &mut Vec::new())
    }

    fn rendered(bytes: Vec<u8>) -> Result<Vec<Sheet>, RenderError> {
        sheets(Arc::new(Zeroizing::new(bytes)))
    }

    fn darkest(image: &Private) -> u8 {
        image.pixels().iter().map(Color32::r).min().unwrap()
    }

    #[test]
    fn every_page_is_rendered_from_the_file_itself() {
        let sheets = rendered(pdf(2)).unwrap();
        assert_eq!(sheets.len(), 2);
        for sheet in &sheets {
            let [width, height] = sheet.clear.size();
            assert!(
                (1_599..=1_600).contains(&height) && (1_130..=1_132).contains(&width),
                "{width}×{height}"
            );
            assert!(darkest(&sheet.clear) < 60, "there is writing on it");
        }
        assert_ne!(sheets[0].clear, sheets[1].clear, "each has its own number");
    }

    #[test]
    fn nothing_can_be_read_on_a_masked_page() {
        let [sheet] = &rendered(pdf(1)).unwrap()[..] else { panic!() };
        let [width, height] = sheet.masked.size();
        assert!(width <= SQUARES_ACROSS && height <= 50, "{width}×{height} squares hold no letters");
        assert!((60..255).contains(&darkest(&sheet.masked)), "where something stands can be seen, not what");
    }

    #[test]
    fn what_is_no_certificate_is_told() {
        assert!(matches!(rendered(b"no pdf".to_vec()), Err(RenderError::NotPdf)));
        assert!(matches!(rendered(pdf(PAGES_MAX + 1)), Err(RenderError::Pages(41))));
        let mut cut = pdf(1);
        cut.truncate(cut.len() / 2);
        // A reader may save what can be saved; it may not panic.
        let _either = rendered(cut);
    }
}
