//! Parts onto sheets, and what every sheet carries: header, footer, page n of m.

use super::blocks::{Maker, Part, Piece, THIN, baseline};
use super::break_lines::{Align, break_lines, one_line};
use super::glyphs::Setter;
use super::sheet::{HEIGHT, Ink, Item, Sheet, WIDTH, mm};
use super::table::TablePlan;
use super::template::{Footer, Header, Template};
use super::words::{Source, Span, Words};
use super::{DrawError, PAGES_MAX};

/// From the body to the footer's rule.
const FOOTER_GAP_MM: f32 = 4.0;
const FOOTER_LEADING: f32 = 1.6;
const FOOTER_SCALES: [f32; 4] = [1.0, 0.92, 0.84, 0.76];
const HEADER_SIZE_PT: f32 = 8.5;
const HEADER_HEIGHT_PT: f32 = 20.0;
/// How much of the diagonal a word across the page takes, and how large it is at most.
const ACROSS_SHARE: f32 = 0.66;
const ACROSS_SIZE_MAX_PT: f32 = 200.0;
const ACROSS_SPACING_EM: f32 = 0.25;

/// Lays a template out.
pub(super) fn sheets(
    template: &Template,
    source: &Source<'_>,
    setter: &mut Setter<'_>,
) -> Result<Vec<Sheet>, DrawError> {
    let page = template.head.page;
    let mut maker = Maker { setter, source, page };
    let pieces = maker.pieces(&template.blocks)?;
    let footer_height = footer_height(&template.head.footer);
    let top = mm(page.top_mm.0);
    let bottom = HEIGHT - mm(page.bottom_mm.0) - footer_height - mm(FOOTER_GAP_MM);
    let later_top = top + if template.head.header.is_some() { HEADER_HEIGHT_PT } else { 0.0 };
    let mut flow =
        Flow { sheets: vec![Sheet::default()], left: mm(page.left_mm.0), y: top, top, later_top, bottom };
    flow.place_all(pieces)?;
    let mut sheets = flow.sheets;
    let count = sheets.len();
    for (index, sheet) in sheets.iter_mut().enumerate() {
        let source = Source { page: Some((index + 1, count)), ..source.clone() };
        let mut maker = Maker { setter: &mut *setter, source: &source, page };
        if let Some(header) = template.head.header.as_ref().filter(|_| index > 0) {
            sheet.items.extend(header_items(&mut maker, header)?);
        }
        sheet.items.extend(footer_items(&mut maker, &template.head.footer)?);
        if let Some(words) = source.marks.specimen {
            sheet.items.insert(0, across(&mut maker, words)?);
        }
    }
    Ok(sheets)
}

struct Flow {
    sheets: Vec<Sheet>,
    left: f32,
    /// Where the next part begins.
    y: f32,
    /// Where the first page begins.
    top: f32,
    /// Where later pages begin.
    later_top: f32,
    bottom: f32,
}

impl Flow {
    fn place_all(&mut self, pieces: Vec<Piece>) -> Result<(), DrawError> {
        let mut pieces = pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Table(plan) => {
                    let tail: Vec<Part> =
                        std::iter::from_fn(|| pieces.next_if(|piece| matches!(piece, Piece::Part(_))))
                            .filter_map(|piece| match piece {
                                Piece::Part(part) => Some(part),
                                Piece::Table(_) => None,
                            })
                            .collect();
                    self.place_table(&plan, tail.iter().map(|part| part.before + part.height).sum())?;
                    let mut tail = tail.into_iter().peekable();
                    while let Some(part) = tail.next() {
                        let chain = chain(part, || tail.next());
                        self.place_chain(chain)?;
                    }
                }
                Piece::Part(part) => {
                    let chain =
                        chain(part, || match pieces.next_if(|piece| matches!(piece, Piece::Part(_))) {
                            Some(Piece::Part(part)) => Some(part),
                            _ => None,
                        });
                    self.place_chain(chain)?;
                }
            }
        }
        Ok(())
    }

    fn is_at_top(&self) -> bool {
        let top = if self.sheets.len() == 1 { self.top } else { self.later_top };
        self.y <= top
    }

    fn turn_page(&mut self) -> Result<(), DrawError> {
        if self.sheets.len() == PAGES_MAX || self.is_at_top() {
            return Err(DrawError::TooManyPages);
        }
        self.sheets.push(Sheet::default());
        self.y = self.later_top;
        Ok(())
    }

    /// Parts that stay together.
    fn place_chain(&mut self, chain: Vec<Part>) -> Result<(), DrawError> {
        let height: f32 = chain.iter().map(|part| part.before + part.height).sum();
        if self.y + height > self.bottom {
            self.turn_page()?;
            let height = height - chain.first().map_or(0.0, |part| part.before);
            if self.y + height > self.bottom {
                return Err(DrawError::TooManyPages);
            }
        }
        for part in chain {
            if !self.is_at_top() {
                self.y += part.before;
            }
            self.put(part.items, part.height);
        }
        Ok(())
    }

    fn place_table(&mut self, plan: &TablePlan, tail: f32) -> Result<(), DrawError> {
        let mut from = 0;
        loop {
            let room = self.bottom - self.y;
            // What is higher than half a page finds its own page.
            let tail = if tail > (self.bottom - self.later_top) / 2.0 { 0.0 } else { tail };
            let page = plan.page(from, room, tail);
            if page.end > from {
                from = page.end;
                self.put(page.items, page.height);
            }
            if plan.is_over(from) {
                return Ok(());
            }
            self.turn_page()?;
        }
    }

    fn put(&mut self, items: Vec<Item>, height: f32) {
        let (left, y) = (self.left, self.y);
        let sheet = self.sheets.last_mut().expect("invariant: there is a first sheet");
        sheet.items.extend(items.into_iter().map(|item| item.moved(left, y)));
        self.y += height;
    }
}

/// A word from corner to corner.
fn across(maker: &mut Maker<'_, '_>, words: &str) -> Result<Item, DrawError> {
    let mut line = one_line(&maker.setter.set(&[Span { text: words.into(), bold: true, field: None }])?);
    let count = line.glyphs.len();
    let blank = ACROSS_SPACING_EM * 1000.0;
    for (_, after) in line.glyphs.iter_mut().take(count.saturating_sub(1)) {
        *after += blank;
    }
    let ems = line.width / 1000.0 + ACROSS_SPACING_EM * count.saturating_sub(1) as f32;
    let diagonal = WIDTH.hypot(HEIGHT);
    let size = (diagonal * ACROSS_SHARE / ems).min(ACROSS_SIZE_MAX_PT);
    // From the middle of the page back by half the length, and down by half the height of the letters.
    let (cos, sin) = (WIDTH / diagonal, HEIGHT / diagonal);
    let (along, down) = (ems * size / 2.0, size * 0.36);
    let x = WIDTH / 2.0 - along * cos + down * sin;
    let y = HEIGHT / 2.0 + along * sin + down * cos;
    Ok(Item::Across { x, y, size, glyphs: line.glyphs })
}

/// A part with those it must not be parted from.
fn chain(part: Part, mut next: impl FnMut() -> Option<Part>) -> Vec<Part> {
    let mut chain = vec![part];
    while chain.last().is_some_and(|part| part.keep) {
        match next() {
            Some(part) => chain.push(part),
            None => break,
        }
    }
    chain
}

fn header_items(maker: &mut Maker<'_, '_>, header: &Header) -> Result<Vec<Item>, DrawError> {
    let (left, top, width) = (mm(maker.page.left_mm.0), mm(maker.page.top_mm.0), maker.width());
    let mut items = Vec::new();
    for (words, align) in [(&header.left, Align::Left), (&header.right, Align::Right)] {
        items.extend(small_lines(maker, words, HEADER_SIZE_PT, width, align, left, top)?.0);
    }
    let y = top + HEADER_SIZE_PT * FOOTER_LEADING;
    items.push(Item::Rule { x: left, y, width, height: THIN, ink: Ink::Black });
    Ok(items)
}

fn footer_height(footer: &Footer) -> f32 {
    mm(footer.qr_mm.0) + mm(2.5)
}

fn footer_items(maker: &mut Maker<'_, '_>, footer: &Footer) -> Result<Vec<Item>, DrawError> {
    let (left, width, square) = (mm(maker.page.left_mm.0), maker.width(), mm(footer.qr_mm.0));
    let top = HEIGHT - mm(maker.page.bottom_mm.0) - footer_height(footer);
    let mut items = vec![
        Item::Rule { x: left, y: top, width, height: THIN, ink: Ink::Black },
        Item::QrCode { x: left, y: top + mm(2.5), side: square },
    ];
    let text_left = left + square + mm(4.0);
    // A long address makes the print smaller rather than the certificate impossible.
    for scale in FOOTER_SCALES {
        let text = footer_text(maker, footer, footer.size_pt.0 * scale, text_left, width - square - mm(4.0))?;
        if text.height <= square + mm(2.0) {
            let middle = top + mm(2.5) + (square - text.height) / 2.0;
            items.extend(text.items.into_iter().map(|item| item.moved(0.0, middle)));
            return Ok(items);
        }
    }
    Err(DrawError::TooLong { field: "footer".to_owned() })
}

struct FooterText {
    items: Vec<Item>,
    height: f32,
}

/// The lines beside the QR code, and the page number at the right of the last.
fn footer_text(
    maker: &mut Maker<'_, '_>,
    footer: &Footer,
    size: f32,
    left: f32,
    width: f32,
) -> Result<FooterText, DrawError> {
    let (page, _) = small_lines(maker, &footer.page.0, size, width, Align::Right, left, 0.0)?;
    let page_width = page.iter().map(|item| left + width - item_x(item)).fold(0.0, f32::max);
    let mut items = Vec::new();
    let mut height = 0.0;
    for (index, words) in footer.lines.iter().enumerate() {
        let last = index + 1 == footer.lines.len();
        let room = if last { width - page_width - size } else { width };
        let (more, used) = small_lines(maker, words, size, room, Align::Left, left, height)?;
        items.extend(more);
        height += used;
    }
    let last_line = (height - size * FOOTER_LEADING).max(0.0);
    items.extend(page.into_iter().map(|item| item.moved(0.0, last_line)));
    Ok(FooterText { items, height })
}

fn item_x(item: &Item) -> f32 {
    match item {
        Item::Text { x, .. }
        | Item::Across { x, .. }
        | Item::Rule { x, .. }
        | Item::Picture { x, .. }
        | Item::QrCode { x, .. } => *x,
    }
}

/// Small print: the lines and their height.
fn small_lines(
    maker: &mut Maker<'_, '_>,
    words: &Words,
    size: f32,
    width: f32,
    align: Align,
    x: f32,
    y: f32,
) -> Result<(Vec<Item>, f32), DrawError> {
    let leading = size * FOOTER_LEADING;
    let mut spans = Vec::new();
    words.fill(maker.source, false, &mut spans)?;
    let glyphs = maker.setter.set(&spans)?;
    let lines = break_lines(&glyphs, width * 1000.0 / size, 0.0, align);
    let height = leading * lines.len() as f32;
    let place = |(index, line)| {
        Item::line(line, x, y + leading * index as f32 + baseline(size, leading), size, Ink::Black)
    };
    Ok((lines.into_iter().enumerate().map(place).collect(), height))
}
