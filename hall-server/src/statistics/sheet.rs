//! Figures written down: which columns there are, and what people take away, as CSV and as a workbook.
//!
//! Values are plain numbers in both, so that they can be calculated with; units stand in the headings.

use hall_api::requests::{Figures, Label, Spread, StatisticsReply};
use hall_api::texts::{Language, Texts};
use rust_xlsxwriter::{
    Color, DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading is the text `statistics.column.<name>`, what it means `statistics.about.<name>`.
    pub name: &'static str,
    /// How it is read from the figures.
    pub value: Value,
}

/// How a value is read from the figures.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// How many.
    Count(fn(&Figures) -> u32),
    /// Milliseconds, told in minutes.
    Minutes(fn(&Figures) -> Option<i64>),
    /// Milliseconds, told in hours.
    Hours(fn(&Figures) -> i64),
    /// One number by another.
    Mean(fn(&Figures) -> (u32, u32)),
    /// A part of a whole, told in percent.
    Percent(fn(&Figures) -> (u32, u32)),
}

impl Column {
    const fn new(name: &'static str, value: Value) -> Self {
        Self { name, value }
    }

    /// The value; none where there is nothing to tell.
    pub fn number(&self, figures: &Figures) -> Option<f64> {
        let divided = |(part, whole): (u32, u32)| (whole > 0).then(|| f64::from(part) / f64::from(whole));
        match self.value {
            Value::Count(of) => Some(of(figures).into()),
            Value::Minutes(of) => of(figures).map(|ms| ms as f64 / 60_000.0),
            Value::Hours(of) => Some(of(figures)).filter(|ms| *ms > 0).map(|ms| ms as f64 / 3_600_000.0),
            Value::Mean(of) => divided(of(figures)),
            Value::Percent(of) => divided(of(figures)).map(|share| share * 100.0),
        }
    }

    /// The value as people read it; a dash where there is nothing to tell.
    pub fn text(&self, figures: &Figures) -> String {
        self.number(figures).map_or_else(|| "–".to_owned(), |number| format!("{number:.*}", self.digits()))
    }

    fn digits(&self) -> usize {
        match self.value {
            Value::Count(_) => 0,
            Value::Minutes(_) | Value::Hours(_) | Value::Percent(_) => 1,
            Value::Mean(_) => 2,
        }
    }
}

/// How many came, how long they waited and were served, and what they said of it.
pub static VISITS: &[Column] = &[
    Column::new("arrivals", Value::Count(|f| f.arrivals)),
    Column::new("served", Value::Count(|f| f.served)),
    Column::new("no_shows", Value::Count(|f| f.no_shows)),
    Column::new("wait_p50", Value::Minutes(|f| f.wait.map(|wait| wait.p50_ms))),
    Column::new("wait_p90", Value::Minutes(|f| f.wait.map(|wait| wait.p90_ms))),
    Column::new("service_p50", Value::Minutes(|f| f.service.map(|service| service.p50_ms))),
    Column::new("service_p90", Value::Minutes(|f| f.service.map(|service| service.p90_ms))),
    Column::new("matters", Value::Count(|f| f.matters.decided)),
    Column::new("visits_per_matter", Value::Mean(|f| (f.matters.visits, f.matters.decided))),
    Column::new("one_visit", Value::Percent(|f| (f.matters.in_one_visit, f.matters.decided))),
    Column::new("ratings", Value::Count(|f| f.ratings.count())),
    Column::new("rating_mean", Value::Mean(|f| (f.ratings.sum(), f.ratings.count()))),
];

/// What came of it, and how long windows were open.
pub static OUTCOMES: &[Column] = &[
    Column::new("cancelled", Value::Count(|f| f.cancelled)),
    Column::new("unserved", Value::Count(|f| f.unserved)),
    Column::new("done", Value::Count(|f| f.outcomes.done)),
    Column::new("accepted", Value::Count(|f| f.outcomes.accepted)),
    Column::new("needs_materials", Value::Count(|f| f.outcomes.needs_materials)),
    Column::new("refused", Value::Count(|f| f.outcomes.refused)),
    Column::new("consulted", Value::Count(|f| f.outcomes.consulted)),
    Column::new("wait_mean", Value::Minutes(|f| f.wait.map(mean_ms))),
    Column::new("wait_max", Value::Minutes(|f| f.wait.map(|wait| wait.max_ms))),
    Column::new("service_mean", Value::Minutes(|f| f.service.map(mean_ms))),
    Column::new("open", Value::Hours(|f| f.open_ms)),
    Column::new("paused", Value::Hours(|f| f.paused_ms)),
];

fn mean_ms(spread: Spread) -> i64 {
    spread.sum_ms / i64::from(spread.count.max(1))
}

/// Figures with the language they are told in.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The figures.
    pub reply: &'a StatisticsReply,
    /// Texts for people.
    pub texts: &'a Texts,
    /// The language.
    pub language: Language,
}

impl Sheet<'_> {
    /// The name of a file to keep it in, without its ending.
    pub fn file_name(&self) -> String {
        format!("statistics-{}-{}-{}", self.reply.from, self.reply.to, self.reply.by.as_str())
    }

    /// All columns as one table that a spreadsheet opens: comma separated, UTF-8 with a byte order mark.
    pub fn csv(&self) -> String {
        let columns = || VISITS.iter().chain(OUTCOMES);
        let mut out = String::from("\u{FEFF}");
        let heading = columns().map(|column| cell(&self.heading(column)));
        push_row(&mut out, std::iter::once(cell(&self.by())).chain(heading));
        for (name, figures) in self.rows() {
            let number = |column: &Column| {
                column
                    .number(figures)
                    .map(|number| format!("{number:.*}", column.digits()))
                    .unwrap_or_default()
            };
            push_row(&mut out, std::iter::once(cell(&name)).chain(columns().map(number)));
        }
        out
    }

    /// A workbook: a sheet a table, and one that says what each column means.
    ///
    /// # Errors
    /// The workbook cannot be put together.
    pub fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // Always the same bytes for the same figures.
        let made = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        for (name, columns) in [("visits", VISITS), ("outcomes", OUTCOMES)] {
            let sheet = workbook.add_worksheet();
            sheet.set_name(self.t(&format!("statistics.table.{name}")))?;
            self.fill(sheet, columns)?;
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(self.t("statistics.table.about"))?;
        self.explain(sheet)?;
        workbook.save_to_buffer()
    }

    fn fill(&self, sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
        sheet.write_with_format(0, 0, self.title(), &Format::new().set_bold().set_font_size(14))?;
        sheet.write_with_format(1, 0, self.by(), &heading_format())?;
        sheet.set_column_width(0, 34)?;
        sheet.set_row_height(1, 34)?;
        sheet.set_freeze_panes(2, 1)?;
        for (at, column) in (1..).zip(columns) {
            sheet.write_with_format(1, at, self.heading(column), &heading_format())?;
            sheet.set_column_width(at, 13)?;
        }
        for (row, (name, figures)) in (2..).zip(self.rows()) {
            let format = if row == 2 { Format::new().set_bold() } else { Format::new() };
            sheet.write_with_format(row, 0, name, &format)?;
            for (at, column) in (1..).zip(columns) {
                let format = format.clone().set_num_format(number_format(column.digits()));
                if let Some(number) = column.number(figures) {
                    sheet.write_with_format(row, at, number, &format)?;
                }
            }
        }
        Ok(())
    }

    fn explain(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_column_width(0, 24)?;
        sheet.set_column_width(1, 100)?;
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (row, column) in (0..).zip(VISITS.iter().chain(OUTCOMES)) {
            sheet.write_with_format(row, 0, self.heading(column), &wrapped)?;
            sheet.write_with_format(
                row,
                1,
                self.t(&format!("statistics.about.{}", column.name)),
                &wrapped,
            )?;
        }
        Ok(())
    }

    /// All visits first, then each group.
    fn rows(&self) -> impl Iterator<Item = (String, &Figures)> {
        let groups = self.reply.groups.iter().map(|group| (self.pick(&group.name), &group.figures));
        std::iter::once((self.t("statistics.total"), &self.reply.total)).chain(groups)
    }

    fn title(&self) -> String {
        let (from, to) = (self.reply.from.to_string(), self.reply.to.to_string());
        self.texts.fill(self.language, "statistics.period", &[("from", &from), ("to", &to)])
    }

    fn by(&self) -> String {
        self.t(&format!("statistics.by.{}", self.reply.by.as_str()))
    }

    fn heading(&self, column: &Column) -> String {
        self.t(&format!("statistics.column.{}", column.name))
    }

    fn t(&self, key: &str) -> String {
        self.texts.get(self.language, key).to_owned()
    }

    fn pick(&self, label: &Label) -> String {
        match self.language {
            Language::Zh => label.zh.clone(),
            Language::En => label.en.clone(),
        }
    }
}

fn heading_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00E8_EEF4))
        .set_border_bottom(FormatBorder::Thin)
}

fn number_format(digits: usize) -> &'static str {
    match digits {
        0 => "#,##0",
        1 => "#,##0.0",
        _ => "#,##0.00",
    }
}

fn push_row(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str(&cells.collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

/// A text as a cell: quoted where it must be, and never a formula to the program that opens it.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains([',', '"', '\n', '\r']) || !guard.is_empty() {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_keeps_its_quotes() {
        for (text, expected) in [
            ("学生卡", "学生卡"),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("-2", "\"'-2\""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn a_value_is_a_dash_where_there_is_nothing_to_divide_by() {
        let of = |name: &str| VISITS.iter().chain(OUTCOMES).find(|column| column.name == name).unwrap();
        let mut figures = Figures::default();
        assert_eq!(of("arrivals").text(&figures), "0");
        for name in ["wait_p50", "one_visit", "rating_mean", "open"] {
            assert_eq!(of(name).text(&figures), "–", "{name}");
        }
        figures.matters = hall_api::requests::Matters { decided: 3, visits: 4, in_one_visit: 2 };
        figures.open_ms = 5_400_000;
        assert_eq!(of("visits_per_matter").text(&figures), "1.33");
        assert_eq!(of("one_visit").text(&figures), "66.7");
        assert_eq!(of("open").text(&figures), "1.5");
    }
}
