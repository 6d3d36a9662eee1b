//! Reads the files of a catalogue (`assets/catalogue`) into [`hall_core::catalogue::Catalogue`].
//!
//! A person edits these files, so nothing stops at the first mistake: every one found in any file is reported with file,
//! line and reason. What contradicts itself is decided by `Catalogue::check`; here it is only given its place. A catalogue
//! with a mistake is never returned, not even in part. How the files are written is told at the top of each of them.

mod entry;
mod hall;
mod hours;
mod items;
mod reasons;
mod report;
pub(crate) mod samples;
mod source;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::path::Path;

use hall_core::catalogue::Catalogue;
use hall_core::evaluation::Reason;

use report::Report;

/// One mistake in a file of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, as it was reached from the folder that was given.
    pub file: String,
    /// The line, from 1; none if the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

/// Why a catalogue cannot be used: every mistake, by file and line. Displays one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueErrors(Vec<Mistake>);

impl CatalogueErrors {
    /// The mistakes, by file and line; at least one.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.0
    }
}

impl fmt::Display for CatalogueErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            mistake.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogueErrors {}

/// Reads the catalogue of a folder. The same files give the same catalogue on every machine.
///
/// # Errors
/// Every mistake in the files, at once.
pub fn load(dir: &Path) -> Result<Catalogue, CatalogueErrors> {
    let report = Report::default();
    hall::reject_strange_files(dir, &report);
    let site = hall::site(dir, &report);
    let departments = hall::departments(dir, &report);
    let timetables = hours::timetables(dir, &report);
    let lines = hall::lines(dir, &report);
    let windows = hall::windows(dir, &report);
    let classes = hall::classes(dir, &report);
    let materials = items::materials(dir, &report);
    let items = items::items(dir, &materials, &report);
    let bundles = hall::bundles(dir, &report);
    let themes = hall::themes(dir, &report);
    let catalogue = Catalogue {
        version: site.version,
        time_zone: site.time_zone,
        site_name: site.name,
        help_item: site.help_item,
        rules: site.rules,
        alarms: site.alarms,
        departments,
        items,
        bundles,
        themes,
        lines,
        windows,
        classes,
        hours: timetables,
    };
    // With a file unread, all that names something in it would be called a mistake too.
    if report.has_read_everything() {
        let folder = dir.display().to_string();
        for contradiction in catalogue.check() {
            report.contradiction(&folder, &contradiction);
        }
    }
    match report.into_mistakes() {
        mistakes if mistakes.is_empty() => Ok(catalogue),
        mistakes => Err(CatalogueErrors(mistakes)),
    }
}

/// Reads what visitors may tick when they rate: `evaluation.toml` of an assets folder.
///
/// # Errors
/// Every mistake in the file, at once.
pub fn load_reasons(assets: &Path) -> Result<Vec<Reason>, CatalogueErrors> {
    let report = Report::default();
    let reasons = reasons::reasons(&assets.join("evaluation.toml"), &report);
    match report.into_mistakes() {
        mistakes if mistakes.is_empty() => Ok(reasons),
        mistakes => Err(CatalogueErrors(mistakes)),
    }
}
