//! The university as a folder of CSV files.

use std::fs;
use std::path::Path;

use anyhow::Context;
use hall_server::base_data::Table;

use super::University;
use super::rows::{MARK, rows};

/// Writes the five files; each is put in its place whole.
pub fn write_folder(university: &University, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for table in Table::ALL {
        let bytes = csv_of(university, table, true)?;
        let new = folder.join(format!(".{table}.new"));
        fs::write(&new, bytes).with_context(|| new.display().to_string())?;
        fs::rename(&new, folder.join(format!("{table}.csv")))?;
    }
    Ok(())
}

/// A table as CSV, with the mark and a header or without.
pub(super) fn csv_of(university: &University, table: Table, head: bool) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if head {
        bytes.extend(format!("# {MARK}\n").bytes());
    }
    let mut writer = csv::Writer::from_writer(bytes);
    if head {
        writer.write_record(table.columns())?;
    }
    for person in &university.people {
        for row in rows(person, table) {
            writer.write_record(&row)?;
        }
    }
    Ok(writer.into_inner()?)
}
