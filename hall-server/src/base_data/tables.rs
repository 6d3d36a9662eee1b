//! The tables base data consist of, and the columns each must have: of a CSV file and of a query alike.

use std::fmt;

/// One table: a CSV file, or a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Who they are: one row a person.
    People,
    /// What they study: a row for each course of study.
    Enrolments,
    /// A row for each attempt at a course.
    Courses,
    /// A row for each post.
    Employments,
    /// A row for each month.
    Incomes,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 5] =
        [Self::People, Self::Enrolments, Self::Courses, Self::Employments, Self::Incomes];

    /// Its name: the query's, and the file's without `.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Enrolments => "enrolments",
            Self::Courses => "courses",
            Self::Employments => "employments",
            Self::Incomes => "incomes",
        }
    }

    /// Every column it must have, in any order; the first is the person's number.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::People => &["number", "name", "name_en", "sex", "born", "id_kind", "id_number"],
            Self::Enrolments => &[
                "number",
                "level",
                "standing",
                "school",
                "school_en",
                "major",
                "major_en",
                "class",
                "length_years",
                "enrolled_on",
                "expected_on",
                "ended_on",
                "credits_required",
                "credits_total",
            ],
            Self::Courses => {
                &["number", "level", "term", "code", "name", "name_en", "credits", "hours", "kind", "grade"]
            }
            Self::Employments => &[
                "number",
                "department",
                "department_en",
                "post",
                "post_en",
                "title",
                "title_en",
                "since",
                "until",
            ],
            Self::Incomes => &["number", "month", "amount"],
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which tables of a person's are read. Who they are always is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a set of tables, each asked for by name")]
pub struct Parts {
    /// What they study.
    pub enrolments: bool,
    /// Courses and grades.
    pub courses: bool,
    /// Their posts.
    pub employments: bool,
    /// What they were paid.
    pub incomes: bool,
}

impl Parts {
    /// Only who they are.
    pub const PERSON: Self = Self { enrolments: false, courses: false, employments: false, incomes: false };
    /// Everything: to say which certificates a person may have.
    pub const ALL: Self = Self { enrolments: true, courses: true, employments: true, incomes: true };

    /// Is a table among them?
    pub fn has(self, table: Table) -> bool {
        match table {
            Table::People => true,
            Table::Enrolments => self.enrolments,
            Table::Courses => self.courses,
            Table::Employments => self.employments,
            Table::Incomes => self.incomes,
        }
    }

    /// Are all of another's among these?
    pub fn cover(self, other: Self) -> bool {
        Table::ALL.iter().all(|table| self.has(*table) || !other.has(*table))
    }
}
