//! Reads the files themselves: within the limit of size, as UTF-8, as TOML.

use std::path::Path;

use toml::de::DeTable;

use super::entry::Entry;
use super::report::Report;

/// Largest file, bytes.
pub(super) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A file that was read, with the offset of each of its lines.
pub(super) struct Source {
    /// Its path, as it was reached from the folder that was given.
    pub name: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    fn read(path: &Path, report: &Report) -> Option<Self> {
        let name = path.display().to_string();
        let bytes = match read_limited(path) {
            Ok(bytes) if bytes.len() > FILE_BYTES_MAX => {
                report.unread(&name, None, format!("is larger than {FILE_BYTES_MAX} bytes"));
                return None;
            }
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                report.unread(&name, None, "is missing");
                return None;
            }
            Err(error) => {
                report.unread(&name, None, format!("cannot be read: {error}"));
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                let line_starts =
                    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
                Some(Self { name, text, line_starts })
            }
            Err(error) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = good.split(|byte| *byte == b'\n').count();
                report.unread(&name, Some(line), "is not UTF-8");
                None
            }
        }
    }

    /// The line of an offset, from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }
}

/// Reads one byte more than allowed, so that too much is noticed and no more is held.
fn read_limited(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file and gives its outermost table to `read`; the default if it cannot be read at all.
pub(super) fn read_file<T: Default>(
    path: &Path,
    report: &Report,
    read: impl FnOnce(&mut Entry<'_>) -> T,
) -> T {
    let Some(source) = Source::read(path, report) else {
        return T::default();
    };
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let line = source.line_of(error.span().map_or(0, |span| span.start));
        report.unread(&source.name, Some(line), error.message().trim().replace('\n', "; "));
    }
    if !errors.is_empty() {
        return T::default();
    }
    let mut root = Entry::new(report, &source, table.get_ref(), 1, String::new());
    let value = read(&mut root);
    root.finish();
    value
}
