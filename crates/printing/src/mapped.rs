//! Font files, mapped instead of read: of a hundred megabytes a paper touches little.

use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;

/// Largest font file, bytes.
pub(crate) const FILE_BYTES_MAX: u64 = 256 << 20;

/// Maps a font file.
///
/// # Errors
/// It is away, may not be read, or is too large.
pub(crate) fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    if file.metadata()?.len() > FILE_BYTES_MAX {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    #[expect(
        unsafe_code,
        reason = "package managers replace font files by renaming, so a mapped one never changes"
    )]
    // SAFETY: the file is one of the system's fonts; see above.
    unsafe {
        Mmap::map(&file)
    }
}
