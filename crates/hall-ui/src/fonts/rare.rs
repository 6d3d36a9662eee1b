//! Characters of names that the fonts compiled in lack: from large fonts of the system, by path, and only once one is needed.
//!
//! Such a file is mapped, not read: of its tens of megabytes a screen touches a few pages.

use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;

use egui::epaint::text::{FallbackRequest, FontInsert, FontProvider};
use egui::{FontData, FontTweak};
use memmap2::Mmap;
use skrifa::MetadataProvider as _;
use skrifa::raw::FontRef;

use super::RISE;

/// Where Debian puts the fonts that `./hall setup` installs for rare characters, in the order to be asked.
pub const RARE_FONTS: [&str; 3] = [
    "/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
];

/// Asks the rare fonts in their order.
#[derive(Default)]
pub(super) struct RareFonts {
    files: [OnceLock<Option<FontData>>; RARE_FONTS.len()],
}

impl FontProvider for RareFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        let character = request.cluster.chars().next()?;
        self.files.iter().zip(RARE_FONTS).find_map(|(file, path)| {
            let data = file.get_or_init(|| open(Path::new(path))).as_ref()?;
            let font = FontRef::new(data.bytes()).ok()?;
            font.charmap().map(character)?;
            Some(FontInsert { name: path.to_owned(), data: data.clone(), families: Vec::new() })
        })
    }
}

fn open(path: &Path) -> Option<FontData> {
    let file = map(path).inspect_err(|error| {
        tracing::warn!(path = %path.display(), %error, "a font for rare characters cannot be read");
    });
    let tweak = FontTweak { y_offset_factor: RISE, ..FontTweak::default() };
    Some(FontData::from_blob(std::sync::Arc::new(file.ok()?), 0).tweak(tweak))
}

fn map(path: &Path) -> std::io::Result<Mmap> {
    let file = File::open(path)?;
    #[expect(
        unsafe_code,
        reason = "package managers replace font files by renaming, so a mapped one never changes"
    )]
    // SAFETY: the file is one of the system's fonts; see above.
    unsafe {
        Mmap::map(&file)
    }
}
