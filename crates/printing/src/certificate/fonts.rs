//! The chain of font files: opened, checked and mapped once, shared by every certificate.

use std::io;
use std::path::PathBuf;

use memmap2::Mmap;

use crate::mapped::map;

/// Most files of a chain.
pub const FILES_MAX: usize = 16;

/// Where Debian puts the fonts `./hall setup` installs, in the order to be asked: path, face, bold.
const DEBIAN: [(&str, u32, bool); 5] = [
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2, false),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2, true),
    ("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf", 0, false),
    ("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", 0, false),
    ("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", 0, false),
];

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFile {
    /// TrueType or OpenType, alone or in a collection.
    pub path: PathBuf,
    /// Which face of a collection; 0 in a file with one.
    pub face: u32,
    /// Asked first for bold text, and never for other text.
    pub bold: bool,
}

impl FontFile {
    /// The fonts of Debian that `./hall setup` installs: Noto Serif CJK SC, then `BabelStone` Han and Hanazono for rare characters.
    pub fn of_debian() -> Vec<Self> {
        DEBIAN.iter().map(|&(path, face, bold)| Self { path: path.into(), face, bold }).collect()
    }
}

/// Why a font cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The file is not there or cannot be read.
    #[error("the font {} cannot be read", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is not a font, or has no such face.
    #[error("face {face} of the font {} is broken", .path.display())]
    Broken {
        /// Which.
        path: PathBuf,
        /// Which face.
        face: u32,
        /// Why.
        #[source]
        source: ttf_parser::FaceParsingError,
    },
    /// It is a font, but not one a certificate can be set in.
    #[error("face {face} of the font {} cannot be used: {reason}", .path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// Which face.
        face: u32,
        /// Why.
        reason: &'static str,
    },
    /// The chain is empty, longer than [`FILES_MAX`], or has only bold faces.
    #[error("a chain of fonts has 1 to {FILES_MAX} files, at least one of them not bold")]
    Chain,
}

/// An opened chain.
#[derive(Debug)]
pub struct Fonts {
    pub(super) files: Vec<OpenFont>,
}

/// One opened, checked file.
#[derive(Debug)]
pub(super) struct OpenFont {
    pub(super) bytes: Mmap,
    pub(super) face: u32,
    pub(super) bold: bool,
    /// For errors.
    pub(super) file: String,
}

impl Fonts {
    /// Opens and checks every file of a chain. A character is set in the first face that has it.
    ///
    /// # Errors
    /// A file is away, broken or of a kind that cannot be embedded; the first one is told.
    pub fn open(files: &[FontFile]) -> Result<Self, FontError> {
        if files.len() > FILES_MAX || files.iter().all(|file| file.bold) {
            return Err(FontError::Chain);
        }
        Ok(Self { files: files.iter().map(OpenFont::open).collect::<Result<_, _>>()? })
    }

    /// The first character of a text that no face has, if any: so that a name can be refused before a certificate is asked for.
    pub fn missing(&self, text: &str) -> Option<char> {
        let faces: Vec<_> = self.files.iter().filter(|file| !file.bold).map(OpenFont::parse).collect();
        let has =
            |character| faces.iter().any(|face| face.glyph_index(character).is_some_and(|id| id.0 != 0));
        text.chars().find(|character| character.is_control() || !has(*character))
    }
}

impl OpenFont {
    fn open(file: &FontFile) -> Result<Self, FontError> {
        let FontFile { path, face, bold } = file.clone();
        let bytes = map(&path).map_err(|source| FontError::Unreadable { path: path.clone(), source })?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match check(&bytes, face) {
            Ok(()) => Ok(Self { bytes, face, bold, file: name }),
            Err(Fault::Parsing(source)) => Err(FontError::Broken { path, face, source }),
            Err(Fault::Kind(reason)) => Err(FontError::Unusable { path, face, reason }),
        }
    }

    /// The face; parsing reads no more than the directory of tables.
    pub(super) fn parse(&self) -> ttf_parser::Face<'_> {
        ttf_parser::Face::parse(&self.bytes, self.face).expect("invariant: checked when it was opened")
    }
}

enum Fault {
    Parsing(ttf_parser::FaceParsingError),
    Kind(&'static str),
}

fn check(bytes: &[u8], index: u32) -> Result<(), Fault> {
    let face = ttf_parser::Face::parse(bytes, index).map_err(Fault::Parsing)?;
    let tables = face.tables();
    if tables.cmap.is_none_or(|cmap| !cmap.subtables.into_iter().any(|table| table.is_unicode())) {
        return Err(Fault::Kind("it maps no Unicode characters"));
    }
    if tables.glyf.is_none() && tables.cff.is_none() {
        return Err(Fault::Kind("it has neither TrueType nor CFF outlines"));
    }
    if face.is_variable() {
        return Err(Fault::Kind("it is a variable font"));
    }
    let mut remapper = subsetter::GlyphRemapper::new();
    remapper.remap(face.number_of_glyphs().saturating_sub(1));
    match subsetter::subset(bytes, index, &remapper) {
        Ok(_) => Ok(()),
        Err(_) => Err(Fault::Kind("its glyphs cannot be extracted")),
    }
}
