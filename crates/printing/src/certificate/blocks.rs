//! Blocks into parts: pieces of a page that are never cut, in the order they stand.

use super::DrawError;
use super::break_lines::{Align, Line, break_lines, one_line};
use super::glyphs::Setter;
use super::sheet::{Ink, Item, WIDTH, Which, mm};
use super::table::TablePlan;
use super::template::{
    Block, BlockKind, Grid, GridItem, Letterhead, PageStyle, Paragraph, Rule, Signature, Title, Weight,
};
use super::words::{FieldName, Source, Span, Words};

/// Thickness of rules, points.
pub(super) const THIN: f32 = 0.5;
pub(super) const THICK: f32 = 1.2;
/// Between a thick rule and its thin companion.
const DOUBLE_GAP: f32 = 1.6;
/// From the top of the type to its baseline, as a share of the size.
const BASELINE: f32 = 0.88;
/// Around the text of a ruled cell, in ems.
const CELL_PADDING: f32 = 0.5;

/// A piece of a page that is not cut. Its items count from its own upper left corner.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// White above it, but not at the top of a page.
    pub(super) before: f32,
    pub(super) height: f32,
    /// It stays on the page of the next part.
    pub(super) keep: bool,
    pub(super) items: Vec<Item>,
}

/// What a template comes to.
pub(super) enum Piece {
    Part(Part),
    Table(TablePlan),
}

/// What all blocks are made with.
pub(super) struct Maker<'m, 'f> {
    pub(super) setter: &'m mut Setter<'f>,
    pub(super) source: &'m Source<'m>,
    pub(super) page: PageStyle,
}

/// Where the baseline of a line lies under its top.
pub(super) fn baseline(size: f32, line_height: f32) -> f32 {
    (line_height - size) / 2.0 + size * BASELINE
}

impl Maker<'_, '_> {
    /// Width between the margins.
    pub(super) fn width(&self) -> f32 {
        WIDTH - mm(self.page.left_mm.0) - mm(self.page.right_mm.0)
    }

    pub(super) fn pieces(&mut self, blocks: &[Block]) -> Result<Vec<Piece>, DrawError> {
        let mut pieces = Vec::new();
        for block in blocks {
            let condition = &block.condition;
            if !self.holds(condition.when.as_ref(), condition.unless.as_ref()) {
                continue;
            }
            match &block.kind {
                BlockKind::Letterhead(letterhead) => pieces.push(Piece::Part(self.letterhead(letterhead)?)),
                BlockKind::Title(title) => pieces.push(Piece::Part(self.title(title)?)),
                BlockKind::Paragraph(paragraph) => {
                    pieces.extend(self.paragraph(paragraph)?.into_iter().map(Piece::Part));
                }
                BlockKind::Space(space) => {
                    pieces.push(Piece::Part(Part { before: mm(space.height_mm.0), ..Part::default() }));
                }
                BlockKind::Rule(rule) => pieces.push(Piece::Part(self.rule(rule))),
                BlockKind::Grid(grid) => pieces.extend(self.grid(grid)?.into_iter().map(Piece::Part)),
                BlockKind::Table(table) => {
                    pieces.push(Piece::Table(TablePlan::new(self, table)?));
                    if let Some(summary) = self.summary(table)? {
                        pieces.push(Piece::Part(summary));
                    }
                }
                BlockKind::Signature(signature) => {
                    keep_with_next(&mut pieces);
                    pieces.push(Piece::Part(self.signature(signature)?));
                }
            }
        }
        Ok(pieces)
    }

    pub(super) fn holds(&self, when: Option<&FieldName>, unless: Option<&FieldName>) -> bool {
        let is_there = |field: &FieldName| self.source.find(&field.0).is_some();
        when.is_none_or(is_there) && !unless.is_some_and(is_there)
    }

    pub(super) fn spans<'s>(&self, words: &'s Words, bold: bool) -> Result<Vec<Span<'s>>, DrawError>
    where
        Self: 's,
    {
        let mut spans = Vec::new();
        words.fill(self.source, bold, &mut spans)?;
        Ok(spans)
    }

    /// One line of words with blank between its letters, made smaller rather than wider than `width`.
    fn headline(
        &mut self,
        words: &Words,
        size: f32,
        spacing_em: f32,
        bold: bool,
        width: f32,
    ) -> Result<(Line, f32), DrawError> {
        let mut spans = Vec::new();
        words.fill(self.source, bold, &mut spans)?;
        let mut line = one_line(&self.setter.set(&spans)?);
        let count = line.glyphs.len();
        for (_, blank) in line.glyphs.iter_mut().take(count.saturating_sub(1)) {
            *blank += spacing_em * 1000.0;
            line.width += spacing_em * 1000.0;
        }
        let natural = line.width * size / 1000.0;
        Ok((line, if natural > width { size * width / natural } else { size }))
    }

    fn letterhead(&mut self, letterhead: &Letterhead) -> Result<Part, DrawError> {
        let logo = self.source.marks.logo;
        let logo_height = mm(letterhead.logo_mm.0);
        let logo_width = logo.map_or(0.0, |logo| logo_height * logo_height / logo.height_at(logo_height));
        let gap = if logo.is_some() { mm(5.0) } else { 0.0 };
        let room = self.width() - logo_width - gap;
        let (name, size) =
            self.headline(&letterhead.name, letterhead.size_pt.0, letterhead.spacing_em.0, true, room)?;
        let (second, second_size) =
            self.headline(&letterhead.second, letterhead.second_size_pt.0, 0.06, false, room)?;
        let (name_width, second_width) = (name.width * size / 1000.0, second.width * second_size / 1000.0);
        let text_width = name_width.max(second_width);
        let text_height = size * 1.2 + second_size * 1.6;
        let height = if logo.is_some() { text_height.max(logo_height) } else { text_height };
        let left = (self.width() - logo_width - gap - text_width) / 2.0;
        let text_left = left + logo_width + gap;
        let text_top = (height - text_height) / 2.0;
        let mut items = vec![
            Item::line(name, text_left + (text_width - name_width) / 2.0, text_top + size, size, Ink::Black),
            Item::line(
                second,
                text_left + (text_width - second_width) / 2.0,
                text_top + size * 1.2 + second_size * 1.25,
                second_size,
                Ink::Black,
            ),
        ];
        if logo.is_some() {
            let y = (height - logo_height) / 2.0;
            items.push(Item::Picture {
                which: Which::Logo,
                x: left,
                y,
                width: logo_width,
                height: logo_height,
            });
        }
        items.extend(self.rules(height + mm(3.0), Weight::Double));
        Ok(Part { height: height + mm(3.0) + THICK + DOUBLE_GAP + THIN, items, ..Part::default() })
    }

    fn title(&mut self, title: &Title) -> Result<Part, DrawError> {
        let width = self.width();
        let (line, size) = self.headline(&title.text, title.size_pt.0, title.spacing_em.0, true, width)?;
        let middle = |line: &Line, size: f32| (width - line.width * size / 1000.0) / 2.0;
        let mut height = size * 1.3;
        let mut items = vec![Item::line(line.clone(), middle(&line, size), size * 1.05, size, Ink::Black)];
        if let Some(words) = &title.second {
            let (line, size) = self.headline(words, title.second_size_pt.0, 0.04, false, width)?;
            items.push(Item::line(line.clone(), middle(&line, size), height + size * 1.25, size, Ink::Soft));
            height += size * 1.6;
        }
        let after = mm(title.after_mm.0);
        Ok(Part { before: mm(title.before_mm.0), height: height + after, keep: true, items })
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<Vec<Part>, DrawError> {
        let size = paragraph.size_pt.unwrap_or(self.page.size_pt).0;
        let height = size * paragraph.leading.unwrap_or(self.page.leading).0;
        let mut spans = Vec::new();
        paragraph.text.fill(self.source, paragraph.bold, &mut spans)?;
        for then in &paragraph.then {
            if self.holds(then.when.as_ref(), then.unless.as_ref()) {
                then.text.fill(self.source, paragraph.bold, &mut spans)?;
            }
        }
        let glyphs = self.setter.set(&spans)?;
        let width = self.width() * 1000.0 / size;
        let lines = break_lines(&glyphs, width, paragraph.indent_em.0 * 1000.0, paragraph.align);
        let count = lines.len();
        let parts = lines.into_iter().enumerate().map(|(index, line)| Part {
            before: if index == 0 { mm(paragraph.before_mm.0) } else { 0.0 },
            height: height + if index + 1 == count { mm(paragraph.after_mm.0) } else { 0.0 },
            // Neither the first nor the last line stands alone on a page.
            keep: index + 1 < count && (index == 0 || index + 2 == count),
            items: vec![Item::line(line, 0.0, baseline(size, height), size, Ink::Black)],
        });
        Ok(parts.collect())
    }

    fn rule(&self, rule: &Rule) -> Part {
        let items = self.rules(0.0, rule.weight);
        Part { height: mm(1.0), items, ..Part::default() }
    }

    /// A rule over the whole width.
    pub(super) fn rules(&self, y: f32, weight: Weight) -> Vec<Item> {
        let rule =
            |y: f32, height: f32| Item::Rule { x: 0.0, y, width: self.width(), height, ink: Ink::Black };
        match weight {
            Weight::Thin => vec![rule(y, THIN)],
            Weight::Thick => vec![rule(y, THICK)],
            Weight::Double => vec![rule(y, THICK), rule(y + THICK + DOUBLE_GAP, THIN)],
        }
    }

    fn grid(&mut self, grid: &Grid) -> Result<Vec<Part>, DrawError> {
        let size = grid.size_pt.unwrap_or(self.page.size_pt).0;
        let leading = size * grid.leading.unwrap_or(self.page.leading).0;
        let columns = grid.columns.0;
        let mut rows: Vec<Vec<(&GridItem, f32, f32)>> = vec![vec![]];
        let mut column = 0.0;
        for item in &grid.items {
            if !self.holds(item.when.as_ref(), item.unless.as_ref()) {
                continue;
            }
            if column + item.span.0 > columns {
                stretch_last(&mut rows, columns - column);
                rows.push(vec![]);
                column = 0.0;
            }
            rows.last_mut().expect("invariant: never empty").push((item, column, item.span.0));
            column += item.span.0;
        }
        stretch_last(&mut rows, columns - column);
        rows.retain(|row| !row.is_empty());
        let count = rows.len();
        let mut parts = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let mut part = self.grid_row(grid, &row, size, leading, index == 0)?;
            part.keep = index + 1 < count;
            parts.push(part);
        }
        Ok(parts)
    }

    fn grid_row(
        &mut self,
        grid: &Grid,
        row: &[(&GridItem, f32, f32)],
        size: f32,
        leading: f32,
        first: bool,
    ) -> Result<Part, DrawError> {
        let unit = self.width() / grid.columns.0;
        let padding = if grid.ruled { size * CELL_PADDING } else { 0.0 };
        let mut cells = Vec::new();
        let mut lines_most = 1;
        for (item, column, span) in row {
            let label = self.spans_line(&item.label)?;
            let value = self.setter.set(&self.spans(&item.value, false)?)?;
            let natural = label.width * size / 1000.0 + size * 0.8;
            let label_width = grid.label_em.map_or(natural, |width| natural.max(width.0 * size));
            let room = unit * span - label_width - padding * 2.0 - if grid.ruled { padding } else { size };
            let lines = break_lines(&value, room * 1000.0 / size, 0.0, Align::Left);
            lines_most = lines_most.max(lines.len());
            cells.push((unit * column, label, label_width, lines));
        }
        let height = leading * lines_most as f32 + padding * 0.8;
        let mut items = Vec::new();
        for (x, label, label_width, lines) in cells {
            let y = padding * 0.4 + baseline(size, leading);
            items.push(Item::line(label, x + padding, y, size, Ink::Soft));
            let value_x = x + padding + label_width + if grid.ruled { padding } else { 0.0 };
            for (index, line) in lines.into_iter().enumerate() {
                items.push(Item::line(line, value_x, y + leading * index as f32, size, Ink::Black));
            }
            if grid.ruled {
                let edges = [x, x + label_width + padding * 1.5];
                items.extend(edges.map(|x| Item::Rule { x, y: 0.0, width: THIN, height, ink: Ink::Black }));
            }
        }
        if grid.ruled {
            let (width, right) = (self.width(), self.width() - THIN);
            items.push(Item::Rule { x: right, y: 0.0, width: THIN, height, ink: Ink::Black });
            items.push(Item::Rule { x: 0.0, y: height - THIN / 2.0, width, height: THIN, ink: Ink::Black });
            if first {
                items.push(Item::Rule { x: 0.0, y: -THIN / 2.0, width, height: THIN, ink: Ink::Black });
            }
        }
        Ok(Part { height, items, ..Part::default() })
    }

    fn spans_line(&mut self, words: &Words) -> Result<Line, DrawError> {
        let glyphs = self.setter.set(&self.spans(words, false)?)?;
        Ok(one_line(&glyphs))
    }

    /// The row after the last course: averages and sums, evenly over the width.
    fn summary(&mut self, table: &super::template::Table) -> Result<Option<Part>, DrawError> {
        let size = table.size_pt.unwrap_or(self.page.size_pt).0 + 0.5;
        let height = size * 2.2;
        let mut texts = Vec::new();
        for item in &table.summary {
            if self.holds(item.when.as_ref(), item.unless.as_ref()) {
                let mut spans = self.spans(&item.label, false)?;
                spans.push(Span { text: " ".into(), bold: false, field: None });
                spans.extend(self.spans(&item.value, true)?);
                texts.push(one_line(&self.setter.set(&spans)?));
            }
        }
        if texts.is_empty() {
            return Ok(None);
        }
        let unit = self.width() / texts.len() as f32;
        let mut items: Vec<Item> = texts
            .into_iter()
            .enumerate()
            .map(|(index, line)| {
                let x = unit * index as f32 + (unit - line.width * size / 1000.0) / 2.0;
                Item::line(line, x, baseline(size, height), size, Ink::Black)
            })
            .collect();
        items.extend(self.rules(height, Weight::Thin));
        Ok(Some(Part { height: height + THIN, keep: true, items, ..Part::default() }))
    }

    fn signature(&mut self, signature: &Signature) -> Result<Part, DrawError> {
        let size = signature.size_pt.unwrap_or(self.page.size_pt).0;
        let leading = size * signature.leading.unwrap_or(self.page.leading).0;
        let mut lines = Vec::new();
        for words in &signature.lines {
            lines.push(self.spans_line(words)?);
        }
        let widest = lines.iter().map(|line| line.width * size / 1000.0).fold(0.0, f32::max);
        let text_height = leading * lines.len() as f32;
        let seal = match (signature.seal_mm, self.source.marks.seal) {
            (Some(_), None) => return Err(DrawError::MissingSeal),
            (Some(width), Some(seal)) => Some((mm(width.0), seal.height_at(mm(width.0)))),
            (None, _) => None,
        };
        let (seal_width, seal_height) = seal.unwrap_or_default();
        let height = text_height.max(seal_height);
        let axis = self.width() - widest.max(seal_width) / 2.0 - mm(4.0);
        let mut items = Vec::new();
        // Under the type, as stamping ink lets black type through.
        if let Some((width, seal_height)) = seal {
            let (x, y) = (axis - width / 2.0, (height - seal_height) / 2.0);
            items.push(Item::Picture { which: Which::Seal, x, y, width, height: seal_height });
        }
        for (index, line) in lines.into_iter().enumerate() {
            let x = axis - line.width * size / 2000.0;
            let y = (height - text_height) / 2.0 + leading * index as f32 + baseline(size, leading);
            items.push(Item::line(line, x, y, size, Ink::Black));
        }
        Ok(Part { before: mm(signature.before_mm.0), height, keep: false, items })
    }
}

/// The last cell of a row takes what is left of it.
fn stretch_last(rows: &mut [Vec<(&GridItem, f32, f32)>], left: f32) {
    if let Some((_, _, span)) = rows.last_mut().and_then(|row| row.last_mut()) {
        *span += left;
    }
}

/// A signature alone on a page proves nothing: two lines of text go with it.
fn keep_with_next(pieces: &mut [Piece]) {
    let parts = pieces.iter_mut().rev().map_while(|piece| match piece {
        Piece::Part(part) => Some(part),
        Piece::Table(_) => None,
    });
    let mut with_text = 0;
    for part in parts {
        part.keep = true;
        with_text += usize::from(!part.items.is_empty());
        if with_text == 2 {
            break;
        }
    }
}
