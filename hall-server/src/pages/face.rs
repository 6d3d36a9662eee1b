//! How the site looks to its people: the school's name and colours from `theme.toml`, as CSS custom properties.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hall_api::requests::Label;
use hall_api::texts::Language;
use hall_core::catalogue::Text;
use serde::Deserialize;

/// Largest theme file, bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;
const EMBEDDED: &str = include_str!("../../../assets/theme.toml");

/// Why the theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FaceError {
    /// The file cannot be read.
    #[error("cannot read the theme {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not TOML or lacks something.
    #[error("{path} is not a theme")]
    Parse {
        /// Which file.
        path: PathBuf,
        /// Line, column and reason.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A colour that is none.
    #[error("{path}: {key} = \"{value}\" is not a colour such as #0B4F9E")]
    Colour {
        /// Which file.
        path: PathBuf,
        /// Which colour.
        key: String,
        /// What stands there.
        value: String,
    },
}

/// The parts of the theme that pages use; the screens read the rest of the file.
#[derive(Deserialize)]
struct Theme {
    school: School,
    light: BTreeMap<String, String>,
    light_large: BTreeMap<String, String>,
    shape: Shape,
    motion: Motion,
}

#[derive(Deserialize)]
struct School {
    name: Label,
    hall: Label,
}

#[derive(Deserialize)]
struct Shape {
    corner: u32,
}

#[derive(Deserialize)]
struct Motion {
    duration_ms: u32,
}

/// The school's name and colours, ready for pages.
#[derive(Clone, Debug)]
pub struct Face {
    school: Label,
    hall: Label,
    css: String,
}

impl Face {
    /// Reads `theme.toml` of an assets folder.
    ///
    /// # Errors
    /// A file that cannot be read, and the first mistake in it.
    pub fn load(assets: &Path) -> Result<Self, FaceError> {
        let path = assets.join("theme.toml");
        let text = read_limited(&path).map_err(|source| FaceError::Read { path: path.clone(), source })?;
        Self::parse(&path, &text)
    }

    /// The theme compiled in.
    pub fn embedded() -> Self {
        Self::parse(Path::new("theme.toml"), EMBEDDED)
            .expect("invariant: the embedded theme is checked by a test")
    }

    fn parse(path: &Path, text: &str) -> Result<Self, FaceError> {
        let theme: Theme = toml::from_str(text)
            .map_err(|source| FaceError::Parse { path: path.to_owned(), source: Box::new(source) })?;
        let css =
            css(&theme).map_err(|(key, value)| FaceError::Colour { path: path.to_owned(), key, value })?;
        Ok(Self { school: theme.school.name, hall: theme.school.hall, css })
    }

    /// The name of the school.
    pub fn school(&self, language: Language) -> &str {
        pick(&self.school, language)
    }

    /// The name of the hall.
    pub fn hall(&self, language: Language) -> &str {
        pick(&self.hall, language)
    }

    /// The tokens as a style sheet.
    pub fn css(&self) -> &str {
        &self.css
    }
}

/// The text of a label in a language.
pub fn pick(label: &Label, language: Language) -> &str {
    match language {
        Language::Zh => &label.zh,
        Language::En => &label.en,
    }
}

/// A text of the catalogue in a language.
pub fn pick_text(text: &Text, language: Language) -> &str {
    match language {
        Language::Zh => &text.zh,
        Language::En => &text.en,
    }
}

fn read_limited(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.len() > FILE_BYTES_MAX {
        return Err(std::io::Error::other(format!("larger than {FILE_BYTES_MAX} bytes")));
    }
    std::fs::read_to_string(path)
}

/// Every colour of the light palette as `--name`, and those of the large mode where `data-size` asks for it. Borders of fields
/// need 3:1 against the card, which the line of the large mode has: `--line-strong`.
fn css(theme: &Theme) -> Result<String, (String, String)> {
    let strong = theme.light_large.get("line").map(|colour| ("line_strong", colour));
    let colours = theme.light.iter().map(|(name, colour)| (name.as_str(), colour)).chain(strong);
    let mut css = String::from(":root {\n");
    properties(&mut css, "light", colours)?;
    let _ = writeln!(
        css,
        "  --corner: {}px;\n  --motion: {}ms;\n}}",
        theme.shape.corner, theme.motion.duration_ms
    );
    css.push_str("[data-size=\"large\"] {\n");
    properties(
        &mut css,
        "light_large",
        theme.light_large.iter().map(|(name, colour)| (name.as_str(), colour)),
    )?;
    css.push_str("}\n");
    Ok(css)
}

fn properties<'a>(
    css: &mut String,
    palette: &str,
    colours: impl Iterator<Item = (&'a str, &'a String)>,
) -> Result<(), (String, String)> {
    for (name, colour) in colours {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        let sound = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !sound || !plain {
            return Err((format!("{palette}.{name}"), colour.clone()));
        }
        let _ = writeln!(css, "  --{}: {colour};", name.replace('_', "-"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_a_style_sheet_uses_is_a_token() {
        let face = Face::embedded();
        for (name, _) in super::super::static_files::all() {
            if name.rsplit_once('.').is_none_or(|(_, end)| end != "css") {
                continue;
            }
            let text = super::super::static_files::text(&name);
            for part in text.split("var(--").skip(1) {
                let token = &part[..part.find(')').unwrap()];
                assert!(face.css().contains(&format!("--{token}:")), "{name} uses --{token}");
            }
            let raw = text
                .split(['#', ':', ' '])
                .any(|word| word.len() >= 6 && word.bytes().take(6).all(|b| b.is_ascii_hexdigit()));
            assert!(!raw, "{name} has a raw colour");
        }
    }

    #[test]
    fn mistakes_in_a_theme_are_named() {
        let path = Path::new("t.toml");
        let broken = EMBEDDED.replace("brand = \"#0B4F9E\"", "brand = \"red; } body { display: none\"");
        let error = Face::parse(path, &broken).unwrap_err().to_string();
        assert!(error.contains("light.brand"), "{error}");
        assert!(matches!(Face::parse(path, "[school]"), Err(FaceError::Parse { .. })));
        assert!(matches!(Face::load(Path::new("/nonexistent")), Err(FaceError::Read { .. })));
    }
}
