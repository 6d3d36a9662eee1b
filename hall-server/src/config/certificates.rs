//! The section about certificates: seal, key, fonts, and what the school has decided.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hall_core::time::HOUR_MS;
use printing::certificate::FontFile;
use serde::Deserialize;

use super::Mistake;
use super::sections::mistake;
use crate::certificates::decide::Policy;
use crate::certificates::number::TermStart;

/// Fonts of a chain at most.
const FONTS_MAX: usize = 16;
/// Terms of a year at most.
const TERMS_MAX: usize = 6;
/// Longest name, characters.
const NAME_CHARS_MAX: usize = 100;

/// Certificates: what they are signed and sealed with, and what the school has decided. Without the section there are none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificates {
    /// The school's key.
    pub signature: SigningKey,
    /// PNG picture of the seal, laid over the signature block.
    pub seal: PathBuf,
    /// PNG picture beside the university's name; none if not given.
    #[serde(default)]
    pub logo: Option<PathBuf>,
    /// The university as it stands in the letterhead.
    pub university: Words,
    /// The office that signs what none is named for in `offices`.
    pub office: Words,
    /// The office that signs a kind, by the kind's name.
    #[serde(default)]
    pub offices: BTreeMap<String, Words>,
    /// Fonts, asked for each character in this order; those of Debian if none is named.
    #[serde(default)]
    pub fonts: Vec<Font>,
    /// Copies free of charge per person, kind and term.
    #[serde(default = "free_copies")]
    pub free_copies: u32,
    /// Days the signed files are kept, sealed, so that staff can have them printed again.
    #[serde(default = "retention_days")]
    pub retention_days: u32,
    /// Days of the year on which a term begins, as `08-20`.
    #[serde(default = "terms")]
    pub terms: Vec<String>,
}

/// The key certificates are signed with: PEM files, or one PKCS#12 file.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "certificate and key, or pkcs12 and password_file")]
pub enum SigningKey {
    /// Two PEM files.
    Pem {
        /// The certificate, and behind it its chain.
        certificate: PathBuf,
        /// The private key, readable by the server alone.
        key: PathBuf,
    },
    /// One file of a certification authority.
    Pkcs12 {
        /// The file, readable by the server alone.
        pkcs12: PathBuf,
        /// Its password in the first line, readable by the server alone.
        password_file: PathBuf,
    },
}

/// A font of the chain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Font {
    /// TrueType or OpenType, alone or in a collection.
    pub path: PathBuf,
    /// Which face of a collection.
    #[serde(default)]
    pub face: u32,
    /// Asked first for bold text, and never for other text.
    #[serde(default)]
    pub bold: bool,
}

/// Something in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

fn free_copies() -> u32 {
    5
}

fn retention_days() -> u32 {
    180
}

fn terms() -> Vec<String> {
    ["02-15", "08-20"].map(str::to_owned).to_vec()
}

impl Certificates {
    /// What the rules need.
    pub fn policy(&self) -> Policy {
        let retention_ms = i64::from(self.retention_days) * 24 * HOUR_MS;
        Policy { free_copies: self.free_copies, retention_ms }
    }

    /// When terms begin.
    pub fn term_starts(&self) -> Vec<TermStart> {
        self.terms.iter().filter_map(|text| TermStart::read(text)).collect()
    }

    /// The chain of fonts: those named, or those that Debian installs.
    pub fn font_files(&self) -> Vec<FontFile> {
        let own = self.fonts.iter();
        let own: Vec<FontFile> =
            own.map(|font| FontFile { path: font.path.clone(), face: font.face, bold: font.bold }).collect();
        if own.is_empty() { FontFile::of_debian() } else { own }
    }

    pub(super) fn resolve(&mut self, folder: &Path) {
        let under = |path: &mut PathBuf| *path = folder.join(&*path);
        match &mut self.signature {
            SigningKey::Pem { certificate, key } => [certificate, key].into_iter().for_each(under),
            SigningKey::Pkcs12 { pkcs12, password_file } => {
                [pkcs12, password_file].into_iter().for_each(under);
            }
        }
        under(&mut self.seal);
        self.logo.iter_mut().for_each(under);
        self.fonts.iter_mut().for_each(|font| under(&mut font.path));
    }

    pub(super) fn check(&self, found: &mut Vec<Mistake>) {
        let mut range = |key: &'static str, value: u32, low: u32, high: u32| {
            if !(low..=high).contains(&value) {
                found.push(mistake(key, &format!("{low} to {high} is allowed, not {value}")));
            }
        };
        range("certificates.free_copies", self.free_copies, 1, 100);
        range("certificates.retention_days", self.retention_days, 1, 3650);
        let starts = self.term_starts();
        if starts.is_empty() || starts.len() != self.terms.len() || starts.len() > TERMS_MAX {
            let allowed = format!("1 to {TERMS_MAX} days of the year such as \"08-20\" are allowed");
            found.push(mistake("certificates.terms", &allowed));
        }
        if self.fonts.len() > FONTS_MAX {
            found.push(mistake("certificates.fonts", &format!("at most {FONTS_MAX} are allowed")));
        }
        let named = [("certificates.university", &self.university), ("certificates.office", &self.office)];
        let offices = self.offices.values().map(|office| ("certificates.offices", office));
        for (key, words) in named.into_iter().chain(offices) {
            let sound = |text: &str| (1..=NAME_CHARS_MAX).contains(&text.trim().chars().count());
            if !sound(&words.zh) || !sound(&words.en) {
                let allowed = format!("zh and en, 1 to {NAME_CHARS_MAX} characters each, are allowed");
                found.push(mistake(key, &allowed));
            }
        }
    }
}
