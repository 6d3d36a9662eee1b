//! Theme tokens: the school's names and every colour and size the screens use, read from `assets/theme.toml`.
//!
//! Loading checks what a person may get wrong: colours, sizes, and the contrast of every pair that carries text.

mod contrast;
mod files;

use std::path::{Path, PathBuf};

use std::sync::Arc;

use egui::{Color32, ColorImage};
use hall_api::texts::Language;
use serde::{Deserialize, Deserializer};

pub use contrast::ratio;
pub use files::{FileError, FontFile, FontNames, Fonts};

const EMBEDDED: &str = include_str!("../../../assets/theme.toml");
/// Largest theme file read, bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Why a theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The file could not be read.
    #[error("cannot read the theme {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not a theme.
    #[error("the theme does not parse")]
    Parse(#[source] Box<toml::de::Error>),
    /// A file the theme names cannot be used.
    #[error("the theme names {path}, which cannot be used")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: FileError,
    },
    /// Tokens are out of range or unreadable together; all of them at once.
    #[error("the theme cannot be used:\n{}", .0.join("\n"))]
    Invalid(Vec<String>),
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Name {
    /// The name in a language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// Whose hall this is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// Name of the school.
    pub name: Name,
    /// Name of the hall.
    pub hall: Name,
    /// File of the logo in the theme's folder, PNG with a clear ground, at most 512 pixels a side; none is drawn without it.
    #[serde(default)]
    pub logo: Option<PathBuf>,
}

macro_rules! palette {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Colours by what they are for. A `strong` one carries text or is text; the plain one is for shapes.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Palette {
            $($(#[$doc])* #[serde(deserialize_with = "colour")] pub $name: Color32,)+
        }

        impl Palette {
            /// The colour of a token by its name in the file.
            pub fn named(&self, name: &str) -> Option<Color32> {
                match name {
                    $(stringify!($name) => Some(self.$name),)+
                    _ => None,
                }
            }
        }
    };
}

palette! {
    /// Behind everything.
    surface,
    /// Behind a group of things.
    card,
    /// Edges and separators.
    line,
    /// Text.
    ink,
    /// Text of less weight.
    ink_soft,
    /// Text on a strong colour.
    on_strong,
    /// The school's colour.
    brand,
    /// The school's colour, pressed, or as text.
    brand_strong,
    /// A chosen thing's background.
    brand_tint,
    /// Call to action, as a shape.
    accent,
    /// Call to action with text on it.
    accent_strong,
    /// Good.
    ok,
    /// Good, as text.
    ok_strong,
    /// Behind good news.
    ok_tint,
    /// Take care.
    warning,
    /// Take care, as text.
    warning_strong,
    /// Behind a warning.
    warning_tint,
    /// Wrong.
    danger,
    /// Wrong, as text.
    danger_strong,
    /// Behind an error.
    danger_tint,
    /// A called number.
    called,
}

fn colour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_colour(&text)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a colour such as `#0B4F9E`")))
}

fn parse_colour(text: &str) -> Option<Color32> {
    let digits = text.strip_prefix('#').filter(|d| d.len() == 6)?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = value.to_be_bytes();
    Some(Color32::from_rgb(r, g, b))
}

/// Sizes of type, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeScale {
    /// Side notes.
    pub small: f32,
    /// Running text.
    pub body: f32,
    /// On buttons.
    pub button: f32,
    /// Titles of screens.
    pub title: f32,
    /// The one heading.
    pub heading: f32,
    /// A ticket's number.
    pub number: f32,
}

/// Distances, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Space {
    /// Everything is a multiple of this.
    pub grid: f32,
    /// Inside cards.
    pub card: f32,
    /// Between things.
    pub between: f32,
    /// At the edge of the screen.
    pub edge: f32,
}

/// Corners and touch targets, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Radius of corners.
    pub corner: u8,
    /// Least height of what is touched.
    pub touch_min: f32,
    /// Least distance between two things that are touched.
    pub touch_gap: f32,
}

/// Motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Motion {
    /// How long a change takes, milliseconds.
    pub duration_ms: u64,
}

/// All tokens.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Whose hall.
    pub school: School,
    /// Colours of the bright screens.
    pub light: Palette,
    /// Colours of the bright screens in large mode.
    pub light_large: Palette,
    /// Colours of the screens read from afar.
    pub board: Palette,
    /// Sizes of type.
    #[serde(rename = "type")]
    pub type_normal: TypeScale,
    /// Sizes of type in large mode.
    pub type_large: TypeScale,
    /// Distances.
    pub space: Space,
    /// Corners and touch targets.
    pub shape: Shape,
    /// Motion.
    pub motion: Motion,
    /// Names of font files.
    #[serde(default, rename = "fonts")]
    pub font_names: FontNames,
    /// The logo itself.
    #[serde(skip)]
    pub logo: Option<Arc<ColorImage>>,
    /// The fonts themselves.
    #[serde(skip)]
    pub fonts: Fonts,
}

impl Theme {
    /// The theme compiled in.
    pub fn embedded() -> Self {
        let theme = Self::parse(EMBEDDED).expect("invariant: the embedded theme is checked by a test");
        Self { logo: Some(files::embedded_logo()), ..theme }
    }

    /// The theme of an assets folder (`theme.toml` and the files it names); the one compiled in without a folder.
    ///
    /// # Errors
    /// A file that cannot be read or is not what it should be, and every token that cannot be used.
    pub fn load(assets: Option<&Path>) -> Result<Self, ThemeError> {
        let Some(assets) = assets else {
            return Ok(Self::embedded());
        };
        let path = assets.join("theme.toml");
        let read = || {
            if std::fs::metadata(&path)?.len() > FILE_BYTES_MAX {
                return Err(std::io::Error::other(format!("larger than {FILE_BYTES_MAX} bytes")));
            }
            std::fs::read_to_string(&path)
        };
        let text = read().map_err(|source| ThemeError::Read { path: path.clone(), source })?;
        Self::parse(&text)?.with_files(assets)
    }

    fn with_files(self, folder: &Path) -> Result<Self, ThemeError> {
        let wrong = |path: PathBuf| move |source| ThemeError::File { path, source };
        let logo = self.school.logo.as_ref().map(|name| folder.join(name));
        let logo = logo.map(|path| files::read_logo(&path).map_err(wrong(path))).transpose()?;
        let font = |name: &Option<PathBuf>| {
            let path = name.as_ref().map(|name| folder.join(name));
            path.map(|path| files::read_font(&path).map_err(wrong(path))).transpose()
        };
        let fonts = Fonts { regular: font(&self.font_names.regular)?, bold: font(&self.font_names.bold)? };
        Ok(Self { logo, fonts, ..self })
    }

    /// Parses and checks a theme.
    ///
    /// # Errors
    /// What does not parse, and every token that cannot be used.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        let theme: Self = toml::from_str(text).map_err(|error| ThemeError::Parse(Box::new(error)))?;
        let found = theme.check();
        if found.is_empty() { Ok(theme) } else { Err(ThemeError::Invalid(found)) }
    }

    fn check(&self) -> Vec<String> {
        let mut found = self.check_sizes();
        found.extend(contrast::check("light", &self.light, contrast::NORMAL));
        found.extend(contrast::check("light_large", &self.light_large, contrast::LARGE));
        found.extend(contrast::check("board", &self.board, contrast::LARGE));
        found
    }

    fn check_sizes(&self) -> Vec<String> {
        let sizes = |t: &TypeScale| [t.small, t.body, t.button, t.title, t.heading, t.number];
        let rules = [
            (
                "type: every size is 20 to 400, rising",
                sizes(&self.type_normal).is_sorted()
                    && sizes(&self.type_normal).iter().all(|s| (20.0..=400.0).contains(s)),
            ),
            (
                "type_large: every size is larger than in type, at most 400",
                sizes(&self.type_large)
                    .iter()
                    .zip(sizes(&self.type_normal))
                    .all(|(large, normal)| *large > normal && *large <= 400.0),
            ),
            (
                "space: every distance is 8 to 96",
                [self.space.grid, self.space.card, self.space.between, self.space.edge]
                    .iter()
                    .all(|s| (8.0..=96.0).contains(s)),
            ),
            ("shape.touch_min is 96 to 200", (96.0..=200.0).contains(&self.shape.touch_min)),
            ("shape.touch_gap is 24 to 64", (24.0..=64.0).contains(&self.shape.touch_gap)),
            ("shape.corner is at most 48", self.shape.corner <= 48),
            ("motion.duration_ms is 150 to 250", (150..=250).contains(&self.motion.duration_ms)),
            (
                "school: no name is empty or longer than 60 characters",
                [&self.school.name, &self.school.hall]
                    .iter()
                    .flat_map(|n| [&n.zh, &n.en])
                    .all(|n| (1..=60).contains(&n.chars().count())),
            ),
        ];
        rules.iter().filter(|(_, kept)| !kept).map(|(rule, _)| (*rule).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_theme_is_readable_and_in_range() {
        if let Err(error) = Theme::parse(EMBEDDED) {
            panic!("{error}");
        }
    }

    #[test]
    fn another_school_changes_name_logo_colours_and_fonts_in_one_file() {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
        let (first, second) =
            (Theme::load(Some(&assets)).unwrap(), Theme::load(Some(&assets.join("themes/cypress"))).unwrap());
        assert_eq!(first, Theme::embedded(), "the theme compiled in is that of the assets");
        assert_ne!(first.school.name, second.school.name);
        assert_ne!(first.light, second.light);
        assert_ne!(first.logo.unwrap(), second.logo.unwrap());
        assert!(first.fonts.bold.is_none() && second.fonts.bold.is_some());
    }

    #[test]
    fn a_file_that_is_no_logo_or_font_is_named() {
        let folder = std::env::temp_dir().join(format!("hall-theme-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("garbage"), "no picture, no font").unwrap();
        for (from, to) in [
            ("logo = \"logo.png\"", "logo = \"garbage\""),
            ("logo = \"logo.png\"", "logo = \"not-there.png\""),
            ("[motion]", "[fonts]\nbold = \"garbage\"\n[motion]"),
        ] {
            let text = EMBEDDED.replace(
                "logo = \"logo.png\"\n",
                if from.starts_with('[') { "" } else { "logo = \"logo.png\"\n" },
            );
            std::fs::write(folder.join("theme.toml"), text.replace(from, to)).unwrap();
            assert!(matches!(Theme::load(Some(&folder)), Err(ThemeError::File { .. })), "{to}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_tokens_are_those_of_the_design() {
        let theme = Theme::embedded();
        let light = |name: &str| theme.light.named(name).unwrap();
        for (name, hex) in [
            ("brand", "#0B4F9E"),
            ("brand_strong", "#083A75"),
            ("accent", "#D9480F"),
            ("ok", "#2B8A3E"),
            ("warning", "#B35C00"),
            ("danger", "#C92A2A"),
            ("surface", "#F4F6FA"),
            ("card", "#FFFFFF"),
            ("line", "#D5DBE6"),
            ("ink", "#14213D"),
            ("ink_soft", "#4A5670"),
        ] {
            assert_eq!(light(name), parse_colour(hex).unwrap(), "{name}");
        }
        for (name, hex) in [("surface", "#071A33"), ("ink", "#EAF1FB"), ("called", "#FFD43B")] {
            assert_eq!(theme.board.named(name), parse_colour(hex), "board {name}");
        }
        let t = theme.type_normal;
        let sizes = [t.body, t.button, t.title, t.heading, t.number].map(|size| size as u32);
        assert_eq!(sizes, [28, 36, 48, 72, 220]);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let cases = [
            ("ink = \"#14213D\"", "ink = \"#9AA3B5\"", "light: ink on surface has a contrast of"),
            ("touch_min = 96", "touch_min = 40", "shape.touch_min is 96 to 200"),
            ("duration_ms = 200", "duration_ms = 2000", "motion.duration_ms is 150 to 250"),
            ("body = 40", "body = 20", "type_large: every size is larger"),
            ("en = \"One-Stop Service Hall\"", "en = \"\"", "school: no name is empty"),
        ];
        for (from, to, expected) in cases {
            let broken = EMBEDDED.replacen(from, to, 1);
            assert_ne!(broken, EMBEDDED, "{from} stands in the theme");
            match Theme::parse(&broken) {
                Err(ThemeError::Invalid(found)) => {
                    assert!(found.iter().any(|f| f.starts_with(expected)), "{expected}: {found:?}");
                }
                other => panic!("{expected}: {other:?}"),
            }
        }
        for (from, to) in [("\"#14213D\"", "\"14213D\""), ("corner = 16", "corner = 16\nround = true")] {
            let result = Theme::parse(&EMBEDDED.replacen(from, to, 1));
            assert!(matches!(result, Err(ThemeError::Parse(_))), "{to}");
        }
    }

    /// Files that may name colours: the theme itself, QR codes, which are black on white for the scanner, and pictures, which
    /// have their own.
    const MAY_NAME_COLOURS: [&str; 6] =
        ["theme.rs", "contrast.rs", "qr.rs", "picture.rs", "pictures.rs", "tests.rs"];

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }

    #[test]
    fn no_screen_names_a_colour_of_its_own() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        for folder in ["crates/hall-ui/src", "kiosk/src"] {
            sources(&root.join(folder), &mut files);
        }
        assert!(files.len() > 10);
        for path in files {
            let part = |name: &str| path.components().any(|part| part.as_os_str() == name);
            let draws = !part("pictures") && !part("tests");
            if !draws || MAY_NAME_COLOURS.iter().any(|name| path.ends_with(name)) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (number, line) in text.lines().enumerate() {
                let named = line.split("Color32::").skip(1).any(|rest| {
                    let constant = rest.starts_with(|c: char| c.is_ascii_uppercase());
                    let literal = rest.starts_with("from_") && rest.contains(|c: char| c.is_ascii_digit());
                    (constant || literal) && !rest.starts_with("PLACEHOLDER")
                });
                assert!(!named, "{}:{}: take colours from the theme", path.display(), number + 1);
            }
        }
    }
}
