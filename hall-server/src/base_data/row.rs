//! Makes records of rows, whichever source they came from: the one place that knows what a column may hold.

use jiff::civil::Date;

use super::error::{BadData, SourceError};
use super::exact::Hundredths;
use super::number::PersonNumber;
use super::record::{Course, Employment, Enrolment, Income, Month, Name, PersonRecord, Season, Term};
use super::tables::{Parts, Table};
use super::words::Word;

/// Rows of one person in one table, at most.
pub(super) const ROWS_MAX: usize = 2_000;
/// Longest value, characters.
const TEXT_CHARS_MAX: usize = 200;

/// A row: a value a column, in the order of [`Table::columns`]. What is empty is none.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub table: Table,
    /// In which line of a file.
    pub line: Option<u64>,
    pub cells: Vec<Option<String>>,
}

impl Row {
    /// Takes the values as they came: spaces around them do not count.
    pub fn new(table: Table, line: Option<u64>, cells: impl Iterator<Item = Option<String>>) -> Self {
        let trim = |cell: String| match cell.trim() {
            "" => None,
            trimmed if trimmed.len() == cell.len() => Some(cell),
            trimmed => Some(trimmed.to_owned()),
        };
        Self { table, line, cells: cells.map(|cell| cell.and_then(trim)).collect() }
    }

    fn bad(&self, column: Option<&'static str>, reason: impl Into<String>) -> SourceError {
        SourceError::BadData(BadData { table: self.table, line: self.line, column, reason: reason.into() })
    }

    fn text(&self, column: &'static str) -> Result<Option<String>, SourceError> {
        let at = self.table.columns().iter().position(|known| *known == column);
        let at = at.expect("invariant: only columns of the table are asked for");
        let Some(text) = self.cells.get(at).and_then(Option::as_deref) else { return Ok(None) };
        if text.chars().count() > TEXT_CHARS_MAX {
            return Err(self.bad(Some(column), format!("is longer than {TEXT_CHARS_MAX} characters")));
        }
        if text.chars().any(char::is_control) {
            return Err(self.bad(Some(column), "holds a control character"));
        }
        Ok(Some(text.to_owned()))
    }

    fn required(&self, column: &'static str) -> Result<String, SourceError> {
        self.text(column)?.ok_or_else(|| self.bad(Some(column), "is empty"))
    }

    fn name(&self, zh: &'static str, en: &'static str) -> Result<Name, SourceError> {
        Ok(Name { zh: self.text(zh)?, en: self.text(en)? })
    }

    /// A value as something else, by its `reason` if it is not.
    fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        reason: impl FnOnce() -> String,
    ) -> Result<Option<T>, SourceError> {
        let Some(text) = self.text(column)? else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| self.bad(Some(column), reason()))
    }

    fn date(&self, column: &'static str) -> Result<Option<Date>, SourceError> {
        self.parsed(column, date, || "is no date such as 2026-09-01".to_owned())
    }

    fn hundredths(&self, column: &'static str) -> Result<Option<Hundredths>, SourceError> {
        let text = || "is no number of at most two decimals, such as 2.5".to_owned();
        self.parsed(column, |value| value.parse().ok(), text)
    }

    fn word<T: Word>(&self, column: &'static str) -> Result<Option<T>, SourceError> {
        self.parsed(column, T::read, || format!("is none of {}", T::allowed()))
    }

    fn required_word<T: Word>(&self, column: &'static str) -> Result<T, SourceError> {
        self.word(column)?.ok_or_else(|| self.bad(Some(column), format!("is none of {}", T::allowed())))
    }

    /// Whose row it is: the source was asked for this person and must have given no other's.
    fn check_number(&self, number: &PersonNumber) -> Result<(), SourceError> {
        if self.text("number")?.as_deref() == Some(number.as_str()) {
            Ok(())
        } else {
            Err(self.bad(Some("number"), "is another person's than was asked for"))
        }
    }

    fn enrolment(&self) -> Result<Enrolment, SourceError> {
        Ok(Enrolment {
            enrolled_on: self.date("enrolled_on")?,
            level: self.required_word("level")?,
            standing: self.required_word("standing")?,
            school: self.name("school", "school_en")?,
            major: self.name("major", "major_en")?,
            class: self.text("class")?,
            length_years: self.hundredths("length_years")?,
            expected_on: self.date("expected_on")?,
            ended_on: self.date("ended_on")?,
            credits_required: self.hundredths("credits_required")?,
            credits_total: self.hundredths("credits_total")?,
        })
    }

    fn course(&self) -> Result<Course, SourceError> {
        let reason = || "is no term such as 2025-1 (autumn), 2025-2 (spring) or 2025-3 (summer)".to_owned();
        let read = self.parsed("term", term, reason)?;
        Ok(Course {
            term: read.ok_or_else(|| self.bad(Some("term"), "is empty"))?,
            code: self.required("code")?,
            level: self.required_word("level")?,
            name: self.name("name", "name_en")?,
            credits: self.hundredths("credits")?,
            hours: self.parsed(
                "hours",
                |text| text.parse().ok().filter(|hours| *hours <= 2_000),
                || "is no whole number up to 2000".to_owned(),
            )?,
            kind: self.required_word("kind")?,
            grade: self.text("grade")?,
        })
    }

    fn employment(&self) -> Result<Employment, SourceError> {
        Ok(Employment {
            since: self.date("since")?,
            until: self.date("until")?,
            department: self.name("department", "department_en")?,
            post: self.name("post", "post_en")?,
            title: self.name("title", "title_en")?,
        })
    }

    fn income(&self) -> Result<Income, SourceError> {
        let read = self.parsed("month", month, || "is no month such as 2026-09".to_owned())?;
        let amount = self.hundredths("amount")?;
        Ok(Income {
            month: read.ok_or_else(|| self.bad(Some("month"), "is empty"))?,
            amount: amount.ok_or_else(|| self.bad(Some("amount"), "is empty"))?,
        })
    }
}

/// A date, also one that a database wrote with the time of midnight.
fn date(text: &str) -> Option<Date> {
    let day = text.strip_suffix(" 00:00:00").or_else(|| text.strip_suffix("T00:00:00")).unwrap_or(text);
    // Only the one way of writing it: 2026-9-1 or 20260901 may be another country's order.
    let plain = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if plain { day.parse().ok() } else { None }
}

fn term(text: &str) -> Option<Term> {
    let (year, season) = text.split_once('-')?;
    Some(Term { year: read_year(year)?, season: Season::read(season)? })
}

fn month(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    let month = (month.len() == 2).then(|| month.parse().ok())?.filter(|month| (1..=12).contains(month))?;
    Some(Month { year: read_year(year)?, month })
}

fn read_year(text: &str) -> Option<i16> {
    text.parse().ok().filter(|year| text.len() == 4 && (1900..=2200).contains(year))
}

/// A person's rows, as a source found them.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub people: Vec<Row>,
    pub enrolments: Vec<Row>,
    pub courses: Vec<Row>,
    pub employments: Vec<Row>,
    pub incomes: Vec<Row>,
}

impl Rows {
    /// Those of a table.
    pub fn of(&mut self, table: Table) -> &mut Vec<Row> {
        match table {
            Table::People => &mut self.people,
            Table::Enrolments => &mut self.enrolments,
            Table::Courses => &mut self.courses,
            Table::Employments => &mut self.employments,
            Table::Incomes => &mut self.incomes,
        }
    }
}

/// Makes a person of their rows; none if no row says who they are.
pub(super) fn person(
    number: &PersonNumber,
    parts: Parts,
    rows: &Rows,
) -> Result<Option<PersonRecord>, SourceError> {
    let Some(who) = rows.people.first() else { return Ok(None) };
    if rows.people.len() > 1 {
        return Err(who.bad(None, "more than one row has this number"));
    }
    who.check_number(number)?;
    Ok(Some(PersonRecord {
        number: number.clone(),
        parts,
        name: who.text("name")?,
        name_en: who.text("name_en")?,
        sex: who.word("sex")?,
        born: who.date("born")?,
        id_kind: who.word("id_kind")?,
        id_number: who.text("id_number")?,
        enrolments: each(number, &rows.enrolments, Row::enrolment)?,
        courses: each(number, &rows.courses, Row::course)?,
        employments: each(number, &rows.employments, Row::employment)?,
        incomes: each(number, &rows.incomes, Row::income)?,
    }))
}

/// Each row as a record, in order: whichever order the source gave, the paper is the same.
fn each<T: Ord>(
    number: &PersonNumber,
    rows: &[Row],
    read: impl Fn(&Row) -> Result<T, SourceError>,
) -> Result<Vec<T>, SourceError> {
    if let Some(beyond) = rows.get(ROWS_MAX) {
        return Err(beyond.bad(None, format!("more than {ROWS_MAX} rows of one person")));
    }
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        row.check_number(number)?;
        records.push(read(row)?);
    }
    records.sort();
    Ok(records)
}

/// What is wrong with one row, read without its person: for who checks a whole file.
pub(super) fn mistake(row: &Row) -> Option<SourceError> {
    let number = || {
        let text = row.required("number")?;
        text.parse::<PersonNumber>().map_err(|error| row.bad(Some("number"), error.to_string()))
    };
    let read = match row.table {
        Table::People => number().and_then(|number| {
            let rows = Rows { people: vec![row.clone()], ..Rows::default() };
            person(&number, Parts::PERSON, &rows).map(drop)
        }),
        Table::Enrolments => number().and_then(|_| row.enrolment().map(drop)),
        Table::Courses => number().and_then(|_| row.course().map(drop)),
        Table::Employments => number().and_then(|_| row.employment().map(drop)),
        Table::Incomes => number().and_then(|_| row.income().map(drop)),
    };
    read.err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(table: Table, cells: &[&str]) -> Row {
        assert_eq!(cells.len(), table.columns().len());
        Row::new(table, Some(7), cells.iter().map(|cell| Some((*cell).to_owned())))
    }

    fn told(error: &SourceError) -> String {
        error.to_string()
    }

    #[test]
    fn a_value_that_cannot_be_is_told_with_its_place_and_never_with_itself() {
        let person = ["20260001", "张三", "", "male", "2007-02-30", "id_card", "1234"];
        let enrolment =
            ["20260001", "bachelor", "enrolled", "", "", "", "", "", "four", "2026-09-01", "", "", "", ""];
        let course =
            ["20260001", "bachelor", "2026-4", "CS1", "程序设计", "", "3", "48", "required", "secret"];
        let hours =
            ["20260001", "bachelor", "2026-1", "CS1", "程序设计", "", "3", "-1", "required", "secret"];
        let level = ["20260001", "", "2026-1", "CS1", "程序设计", "", "3", "48", "required", "secret"];
        let until = ["20260001", "处", "", "岗", "", "", "", "2020-01-01", "01/02/2026"];
        let cases: [(Table, &[&str], &str); 7] = [
            (Table::People, &person, "people.csv:7: born: is no date such as 2026-09-01"),
            (Table::Enrolments, &enrolment, "enrolments.csv:7: length_years: is no number"),
            (Table::Courses, &course, "courses.csv:7: term: is no term such as 2025-1"),
            (Table::Courses, &hours, "courses.csv:7: hours: is no whole number"),
            (Table::Courses, &level, "courses.csv:7: level: is none of bachelor, master, doctor"),
            (Table::Employments, &until, "employments.csv:7: until: is no date"),
            (
                Table::Incomes,
                &["20260001", "2026-13", "1.00"],
                "incomes.csv:7: month: is no month such as 2026-09",
            ),
        ];
        for (table, cells, expected) in cases {
            let error = mistake(&row(table, cells)).expect(expected);
            assert!(told(&error).contains(expected), "{error}");
            assert!(!told(&error).contains("20260001") && !told(&error).contains("secret"), "{error}");
        }
    }

    #[test]
    fn what_is_too_long_or_no_text_is_refused() {
        let long = "长".repeat(TEXT_CHARS_MAX + 1);
        let name = |name: &str| row(Table::People, &["20260001", name, "", "", "", "", ""]);
        assert!(mistake(&name(&long[..long.len() - 3])).is_none());
        assert!(told(&mistake(&name(&long)).unwrap()).contains("name: is longer than 200 characters"));
        assert!(told(&mistake(&name("张\u{7}三")).unwrap()).contains("name: holds a control character"));
    }

    #[test]
    fn a_row_of_somebody_else_is_never_taken() {
        let number: PersonNumber = "20260001".parse().unwrap();
        let rows = Rows {
            people: vec![row(Table::People, &["20260001", "张三", "", "", "", "", ""])],
            incomes: vec![row(Table::Incomes, &["20260002", "2026-09", "1"])],
            ..Rows::default()
        };
        let error = person(&number, Parts::ALL, &rows).unwrap_err();
        assert!(told(&error).contains("incomes.csv:7: number: is another person's"), "{error}");
        let twice = Rows { people: vec![rows.people[0].clone(), rows.people[0].clone()], ..Rows::default() };
        let error = person(&number, Parts::ALL, &twice).unwrap_err();
        assert!(told(&error).contains("more than one row"), "{error}");
    }

    #[test]
    fn records_come_in_order_whatever_the_source_did() {
        let number: PersonNumber = "20260001".parse().unwrap();
        let income = |month: &str| row(Table::Incomes, &["20260001", month, "8000.5"]);
        let rows = Rows {
            people: vec![row(Table::People, &[" 20260001 ", "张三 ", "", "male", "", "", ""])],
            incomes: vec![income("2026-09"), income("2025-12")],
            ..Rows::default()
        };
        let person = person(&number, Parts::ALL, &rows).unwrap().unwrap();
        assert_eq!(person.name.as_deref(), Some("张三"));
        assert_eq!(person.incomes[0].month, Month { year: 2025, month: 12 });
        assert_eq!(person.incomes[0].amount, Hundredths(800_050));
    }

    #[test]
    fn dates_are_read_in_one_way_only() {
        for good in ["2026-09-01", "2026-09-01 00:00:00", "2026-09-01T00:00:00"] {
            assert_eq!(date(good), Some(jiff::civil::date(2026, 9, 1)), "{good}");
        }
        for bad in ["2026-9-1", "20260901", "01-09-2026", "2026-09-01 12:00:00", "2026-02-29", "today"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }
}
