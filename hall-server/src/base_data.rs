//! Base data: who a person is, where they study or work, as the university's own systems say it.
//!
//! A [`RecordSource`] reads one person's records at the moment a paper is drawn up: from a folder of CSV files, or from a
//! SQL database by configured queries. It reads only the parts a certificate needs ([`Parts`]), keeps nothing, and changes nothing.
//! It judges nothing either: a value that cannot be what it is to be is [`SourceError::BadData`]; what records mean together is
//! decided by [`crate::certificates::rules`].

mod csv_folder;
mod error;
mod exact;
mod number;
mod record;
mod row;
mod source;
mod sql;
mod tables;
mod words;

pub use error::{BadData, SourceError, SourceMistake};
pub use exact::{Hundredths, NotHundredths};
pub use number::{NotANumber, PersonNumber};
pub use record::{
    Course, CourseKind, Employment, Enrolment, IdKind, Income, Level, Month, Name, PersonRecord, Season, Sex,
    Standing, Term,
};
pub use source::RecordSource;
pub use tables::{Parts, Table};
