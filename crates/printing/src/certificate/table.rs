//! The table of courses: rows over columns of the page and over pages. No row is cut, no heading stands alone at the
//! foot, and every column of every page begins with the table's head.

use std::ops::Range;

use super::blocks::{Maker, THICK, THIN, baseline};
use super::break_lines::{Align, break_lines};
use super::sheet::{Ink, Item, mm};
use super::template::{Column, Table};
use super::words::Span;
use super::{DrawError, ROWS_MAX};

/// Between tables beside each other.
const FLOW_GAP_MM: f32 = 6.0;
/// Beside the text of a cell, points.
const CELL_GAP: f32 = 2.0;
/// Rows under a heading that stay with it.
const ROWS_WITH_HEADING: usize = 2;
/// Rows that go to the last page rather than leave the signature alone there.
const ROWS_WITH_TAIL: usize = 6;

/// A table, set and not yet placed.
pub(super) struct TablePlan {
    rows: Vec<Row>,
    /// Headings as they are repeated at the top of a column.
    repeated: Vec<Row>,
    /// The head, at the top of each column.
    head: Row,
    /// How many columns of rows a page has.
    flow: usize,
    column_width: f32,
}

#[derive(Debug, Clone, Default)]
struct Row {
    height: f32,
    items: Vec<Item>,
    /// It stands over the rows of a group.
    heading: bool,
    /// For a row within a group: which of the repeated headings is its own.
    group: Option<usize>,
}

/// What of a table stands on one page.
pub(super) struct TablePage {
    pub(super) items: Vec<Item>,
    pub(super) height: f32,
    /// The first row that does not.
    pub(super) end: usize,
}

impl TablePlan {
    pub(super) fn new(maker: &mut Maker<'_, '_>, table: &Table) -> Result<Self, DrawError> {
        let name = &table.name.0;
        let values = maker.source.values.tables.get(name).map_or(&[][..], Vec::as_slice);
        if values.is_empty() {
            return Err(DrawError::EmptyTable { table: name.clone() });
        }
        if values.len() > ROWS_MAX {
            return Err(DrawError::TooManyRows { table: name.clone() });
        }
        let flow = table.flow.0 as usize;
        let gaps = mm(FLOW_GAP_MM) * (flow - 1) as f32;
        let size = table.size_pt.unwrap_or(maker.page.size_pt).0;
        let setting = Setting {
            table,
            size,
            leading: size * table.leading.unwrap_or(maker.page.leading).0,
            width: (maker.width() - gaps) / flow as f32,
        };
        let heads: Vec<_> = table.columns.iter().map(|column| (column, column.head.as_str(), None)).collect();
        let head = setting.row(maker, &heads, size * 0.5)?;
        let mut plan = Self { rows: vec![], repeated: vec![], head, flow, column_width: setting.width };
        let mut group: Option<&str> = None;
        for values in values {
            let cell = |field: &str| values.get(field).map_or("", |text| text.trim());
            if let Some(field) = &table.group
                && group != Some(cell(field))
            {
                let title = cell(field);
                if title.is_empty() {
                    return Err(missing(name, field));
                }
                plan.rows.push(setting.heading(maker, title, "")?);
                plan.repeated.push(setting.heading(maker, title, &table.continued)?);
                group = Some(title);
            }
            let mut cells = Vec::with_capacity(table.columns.len());
            for column in &table.columns {
                let text = cell(&column.field);
                if text.is_empty() && !column.optional {
                    return Err(missing(name, &column.field));
                }
                cells.push((column, text, Some(column.field.as_str())));
            }
            let mut row = setting.row(maker, &cells, 0.0)?;
            row.group = plan.repeated.len().checked_sub(1);
            plan.rows.push(row);
        }
        Ok(plan)
    }

    pub(super) fn is_over(&self, from: usize) -> bool {
        from >= self.rows.len()
    }

    /// What fits on a page with `room`, from a row on. If it is the rest, `tail` has to fit under it as well.
    pub(super) fn page(&self, from: usize, room: f32, tail: f32) -> TablePage {
        if self.fill(from, room - tail).1 == self.rows.len() {
            return self.draw(from, self.balanced_height(from, room - tail));
        }
        // All fits but what comes after: some rows go with that.
        let least_left = ROWS_WITH_TAIL.min((self.rows.len() - from) / 2);
        let mut height = room;
        while self.fill(from, height).1 + least_left > self.rows.len() && height > 0.0 {
            height -= self.head.height / 2.0;
        }
        self.draw(from, height)
    }

    /// The least height at which everything from a row on still fits, so that the columns end together.
    fn balanced_height(&self, from: usize, most: f32) -> f32 {
        let mut height = self.head.height;
        while height < most && self.fill(from, height).1 < self.rows.len() {
            height += 2.0;
        }
        height.min(most)
    }

    /// The rows of each column of a page, and the first row that does not fit.
    fn fill(&self, from: usize, height: f32) -> (Vec<Range<usize>>, usize) {
        let mut start = from;
        let columns = (0..self.flow).map(|_| {
            let end = self.fill_column(start, height);
            let column = start..end;
            start = end;
            column
        });
        (columns.filter(|column| !column.is_empty()).collect(), start)
    }

    fn fill_column(&self, from: usize, height: f32) -> usize {
        let mut used = self.head.height + self.repetition(from).map_or(0.0, |row| row.height);
        let mut end = from;
        while let Some(row) = self.rows.get(end) {
            let below = self.rows[end + 1..].iter().take_while(|row| !row.heading).take(ROWS_WITH_HEADING);
            let company: f32 = if row.heading { below.map(|row| row.height).sum() } else { 0.0 };
            if used + row.height + company > height {
                break;
            }
            used += row.height;
            end += 1;
        }
        end
    }

    /// The heading to be repeated over a column that begins within a group.
    fn repetition(&self, from: usize) -> Option<&Row> {
        self.rows.get(from).and_then(|row| row.group).map(|group| &self.repeated[group])
    }

    fn draw(&self, from: usize, height: f32) -> TablePage {
        let (columns, end) = self.fill(from, height);
        let mut items = Vec::new();
        let mut bottom: f32 = 0.0;
        for (index, rows) in columns.iter().enumerate() {
            let x = index as f32 * (self.column_width + mm(FLOW_GAP_MM));
            let mut y = 0.0;
            let repetition = self.repetition(rows.start);
            for row in [&self.head].into_iter().chain(repetition).chain(&self.rows[rows.clone()]) {
                items.extend(row.items.iter().cloned().map(|item| item.moved(x, y)));
                y += row.height;
            }
            bottom = bottom.max(y);
        }
        for index in 0..columns.len() {
            let x = index as f32 * (self.column_width + mm(FLOW_GAP_MM));
            let rule = |y, height| Item::Rule { x, y, width: self.column_width, height, ink: Ink::Black };
            items.extend([rule(0.0, THICK), rule(self.head.height - THIN, THIN), rule(bottom + 1.0, THICK)]);
        }
        TablePage { items, height: bottom + 1.0 + THICK, end }
    }
}

/// How the rows of one table are set.
struct Setting<'t> {
    table: &'t Table,
    size: f32,
    leading: f32,
    width: f32,
}

impl Setting<'_> {
    /// A row of cells, each with the field it comes from; the head has none and is bold.
    fn row(
        &self,
        maker: &mut Maker<'_, '_>,
        cells: &[(&Column, &str, Option<&str>)],
        padding: f32,
    ) -> Result<Row, DrawError> {
        let shares: f32 = self.table.columns.iter().map(|column| column.width.0).sum();
        let mut row = Row::default();
        let mut x = 0.0;
        let mut lines_most = 1;
        for (column, text, field) in cells {
            let width = self.width * column.width.0 / shares;
            let span = Span { text: (*text).into(), bold: field.is_none(), field: *field };
            let glyphs = maker.setter.set(&[span]).map_err(|error| in_table(error, &self.table.name.0))?;
            let align = if column.align == Align::Justify { Align::Left } else { column.align };
            let lines = break_lines(&glyphs, (width - CELL_GAP * 2.0) * 1000.0 / self.size, 0.0, align);
            lines_most = lines_most.max(lines.len());
            for (index, line) in lines.into_iter().enumerate() {
                let y = padding + self.leading * index as f32 + baseline(self.size, self.leading);
                row.items.push(Item::line(line, x + CELL_GAP, y, self.size, Ink::Black));
            }
            x += width;
        }
        row.height = self.leading * lines_most as f32 + padding * 2.0;
        Ok(row)
    }

    fn heading(&self, maker: &mut Maker<'_, '_>, title: &str, continued: &str) -> Result<Row, DrawError> {
        let field = self.table.group.as_deref();
        let spans = [
            Span { text: title.into(), bold: true, field },
            Span { text: continued.into(), bold: false, field: None },
        ];
        let glyphs = maker.setter.set(&spans).map_err(|error| in_table(error, &self.table.name.0))?;
        let lines =
            break_lines(&glyphs, (self.width - CELL_GAP * 2.0) * 1000.0 / self.size, 0.0, Align::Left);
        let above = self.size * 0.35;
        let height = self.leading * lines.len() as f32 + above + self.size * 0.15;
        let mut items: Vec<Item> = lines
            .into_iter()
            .enumerate()
            .map(|(index, line)| {
                let y = above + self.leading * index as f32 + baseline(self.size, self.leading);
                Item::line(line, CELL_GAP, y, self.size, Ink::Black)
            })
            .collect();
        items.push(Item::Rule { x: 0.0, y: height - 0.3, width: self.width, height: 0.3, ink: Ink::Faint });
        Ok(Row { height, items, heading: true, group: None })
    }
}

fn missing(table: &str, field: &str) -> DrawError {
    DrawError::MissingField { field: format!("{table}.{field}") }
}

fn in_table(error: DrawError, table: &str) -> DrawError {
    match error {
        DrawError::MissingGlyph { character, field: Some(field) } => {
            DrawError::MissingGlyph { character, field: Some(format!("{table}.{field}")) }
        }
        other => other,
    }
}
