//! Texts for people, in Chinese and English: what the server says in problem details and pages, and what the
//! screens show. One file a language in `assets/i18n`, compiled in, replaceable by an assets folder at run time.
//!
//! Keys are the path in the file (`kiosk.home.take_number`). Placeholders are written `{name}`. Both files must have the
//! same keys with the same placeholders; every mistake is reported with its file and line. Holds no text of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

/// Longest text, characters.
const TEXT_CHARS_MAX: usize = 400;
/// Largest file read, bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

const EMBEDDED_ZH: &str = include_str!("../../../assets/i18n/zh.toml");
const EMBEDDED_EN: &str = include_str!("../../../assets/i18n/en.toml");

/// A language of the hall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, as written on the mainland.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order a switch shows them.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// What the language calls itself, for the switch that everybody must find.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// The tag of HTTP and HTML (RFC 5646).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language an `Accept-Language` header asks for first among ours; Chinese if none.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(16) {
            let mut fields = part.trim().split(';');
            let tag = fields.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = fields.find_map(|f| f.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            let language = match tag.split('-').next() {
                Some("zh") => Self::Zh,
                Some("en") => Self::En,
                _ => continue,
            };
            if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
                best = Some((quality, language));
            }
        }
        best.map_or(Self::Zh, |(_, language)| language)
    }
}

/// One mistake in a file of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as it was named to the parser.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// Why texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    /// A file could not be read.
    #[error("cannot read the texts in {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The files contradict the rules or each other; all mistakes at once.
    #[error("the texts have mistakes:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Mistake>),
}

/// All texts in both languages, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    zh: BTreeMap<String, String>,
    en: BTreeMap<String, String>,
}

impl Texts {
    /// The texts compiled in.
    pub fn embedded() -> Self {
        Self::parse(("zh.toml", EMBEDDED_ZH), ("en.toml", EMBEDDED_EN))
            .expect("invariant: the embedded texts are checked by a test")
    }

    /// The texts of an assets folder (`i18n/zh.toml`, `i18n/en.toml`); those compiled in without one.
    ///
    /// # Errors
    /// A file that cannot be read, and every mistake in them.
    pub fn load(assets: Option<&Path>) -> Result<Self, TextsError> {
        let Some(assets) = assets else {
            return Ok(Self::embedded());
        };
        let read = |name: &str| {
            let path = assets.join("i18n").join(name);
            read_limited(&path)
                .map(|text| (path.display().to_string(), text))
                .map_err(|source| TextsError::Read { path, source })
        };
        let (zh, en) = (read("zh.toml")?, read("en.toml")?);
        Self::parse((&zh.0, &zh.1), (&en.0, &en.1))
    }

    /// Parses and checks two files, each given as its name and content.
    ///
    /// # Errors
    /// Every mistake found, in the order of the files.
    pub fn parse(zh: (&str, &str), en: (&str, &str)) -> Result<Self, TextsError> {
        let mut mistakes = Vec::new();
        let zh_file = File::parse(zh.0, zh.1, &mut mistakes);
        let en_file = File::parse(en.0, en.1, &mut mistakes);
        zh_file.compare_with(&en_file, &mut mistakes);
        en_file.reject_cjk(&mut mistakes);
        if mistakes.is_empty() {
            Ok(Self { zh: zh_file.into_texts(), en: en_file.into_texts() })
        } else {
            Err(TextsError::Mistakes(mistakes))
        }
    }

    /// The text of a key, if there is one.
    pub fn find(&self, language: Language, key: &str) -> Option<&str> {
        match language {
            Language::Zh => self.zh.get(key),
            Language::En => self.en.get(key),
        }
        .map(String::as_str)
    }

    /// The text of a key; the key itself when there is none, so that the mistake is seen and nothing stops.
    pub fn get<'a>(&'a self, language: Language, key: &'a str) -> &'a str {
        self.find(language, key).unwrap_or_else(|| {
            tracing::error!(key, "no text for this key");
            key
        })
    }

    /// The text of a key with its placeholders filled; what is not given stays as `{name}`.
    pub fn fill(&self, language: Language, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(language, key);
        let mut out = String::with_capacity(rest.len() + 16);
        while let Some(start) = rest.find('{') {
            let Some(end) = rest[start..].find('}').map(|at| start + at) else { break };
            let name = &rest[start + 1..end];
            out.push_str(&rest[..start]);
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(value),
                None => out.push_str(&rest[start..=end]),
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        out
    }

    /// Title and detail of a problem by its stable code; those of `internal` for a code without texts.
    pub fn problem(&self, language: Language, code: &str) -> ProblemText<'_> {
        let part = |code: &str, part: &str| self.find(language, &format!("problem.{code}.{part}"));
        let known = part(code, "title").zip(part(code, "detail"));
        let (title, detail) =
            known.or_else(|| part("internal", "title").zip(part("internal", "detail"))).unwrap_or_default();
        ProblemText { title, detail }
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.zh.keys().map(String::as_str)
    }
}

/// What a person is told about a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemText<'a> {
    /// What happened, a few words.
    pub title: &'a str,
    /// What it means and what to do.
    pub detail: &'a str,
}

fn read_limited(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.len() > FILE_BYTES_MAX {
        return Err(std::io::Error::other(format!("larger than {FILE_BYTES_MAX} bytes")));
    }
    std::fs::read_to_string(path)
}

struct Entry {
    text: String,
    line: usize,
    placeholders: BTreeSet<String>,
}

/// One parsed file, with the line of every key.
struct File {
    name: String,
    entries: BTreeMap<String, Entry>,
}

impl File {
    fn parse(name: &str, content: &str, mistakes: &mut Vec<Mistake>) -> Self {
        let mut file = Self { name: name.to_owned(), entries: BTreeMap::new() };
        let ends: Vec<usize> = content.match_indices('\n').map(|(at, _)| at).collect();
        let line_of = |at: usize| 1 + ends.partition_point(|end| *end < at);
        match DeTable::parse(content) {
            Ok(table) => file.gather("", table.get_ref(), &line_of, mistakes),
            Err(error) => {
                let line = line_of(error.span().map_or(0, |span| span.start));
                mistakes.push(file.mistake(line, error.message().to_owned()));
            }
        }
        file
    }

    fn gather(
        &mut self,
        path: &str,
        table: &DeTable<'_>,
        line_of: &impl Fn(usize) -> usize,
        mistakes: &mut Vec<Mistake>,
    ) {
        for (key, value) in table {
            let line = line_of(key.span().start);
            let name = key.get_ref();
            if name.is_empty() || !name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')) {
                mistakes.push(self.mistake(line, format!("key `{name}`: only a-z, 0-9 and _ are allowed")));
                continue;
            }
            let full = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            match value.get_ref() {
                DeValue::Table(inner) => self.gather(&full, inner, line_of, mistakes),
                DeValue::String(text) => self.keep(full, text, line_of(value.span().start), mistakes),
                other => {
                    let found = other.type_str();
                    mistakes.push(
                        self.mistake(
                            line,
                            format!("`{full}` is a {found}; only texts and tables are allowed"),
                        ),
                    );
                }
            }
        }
    }

    fn keep(&mut self, key: String, text: &str, line: usize, mistakes: &mut Vec<Mistake>) {
        if text.trim().is_empty() {
            mistakes.push(self.mistake(line, format!("`{key}` is empty")));
        }
        if text.chars().count() > TEXT_CHARS_MAX {
            mistakes.push(self.mistake(line, format!("`{key}` is longer than {TEXT_CHARS_MAX} characters")));
        }
        let placeholders = placeholders(text).unwrap_or_else(|reason| {
            mistakes.push(self.mistake(line, format!("`{key}`: {reason}")));
            BTreeSet::new()
        });
        self.entries.insert(key, Entry { text: text.to_owned(), line, placeholders });
    }

    fn compare_with(&self, other: &Self, mistakes: &mut Vec<Mistake>) {
        for (key, entry) in &self.entries {
            match other.entries.get(key) {
                None => {
                    mistakes.push(self.mistake(entry.line, format!("`{key}` is missing in {}", other.name)));
                }
                Some(twin) if twin.placeholders != entry.placeholders => {
                    let reason = format!(
                        "`{key}` has the placeholders {:?}, in {} {:?}",
                        twin.placeholders, self.name, entry.placeholders
                    );
                    mistakes.push(other.mistake(twin.line, reason));
                }
                Some(_) => {}
            }
        }
        for (key, entry) in other.entries.iter().filter(|(key, _)| !self.entries.contains_key(*key)) {
            mistakes.push(other.mistake(entry.line, format!("`{key}` is missing in {}", self.name)));
        }
    }

    fn reject_cjk(&self, mistakes: &mut Vec<Mistake>) {
        for (key, entry) in &self.entries {
            if let Some(found) = entry.text.chars().find(|c| is_cjk(*c)) {
                mistakes.push(self.mistake(
                    entry.line,
                    format!("`{key}` has the Chinese character `{found}` in an English text"),
                ));
            }
        }
    }

    fn mistake(&self, line: usize, reason: String) -> Mistake {
        Mistake { file: self.name.clone(), line, reason }
    }

    fn into_texts(self) -> BTreeMap<String, String> {
        self.entries.into_iter().map(|(key, entry)| (key, entry.text)).collect()
    }
}

/// The names between braces.
fn placeholders(text: &str) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = rest[at..].strip_prefix('{').and_then(|r| r.find('}').map(|end| &r[..end]));
        let Some(name) =
            inner.filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        else {
            return Err("a brace stands only around a placeholder such as `{number}`".to_owned());
        };
        found.insert(name.to_owned());
        rest = &rest[at + name.len() + 2..];
    }
    Ok(found)
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(zh: &str, en: &str) -> Vec<String> {
        match Texts::parse(("zh", zh), ("en", en)) {
            Ok(_) => Vec::new(),
            Err(TextsError::Mistakes(found)) => found.iter().map(ToString::to_string).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn embedded_texts_are_without_mistakes() {
        if let Err(error) = Texts::parse(("zh.toml", EMBEDDED_ZH), ("en.toml", EMBEDDED_EN)) {
            panic!("{error}");
        }
    }

    #[test]
    fn every_mistake_is_reported_with_file_and_line() {
        let cases = [
            ("a = \"甲\"\nb = \"乙\"", "a = \"A\"", "zh:2: `b` is missing in en"),
            ("a = \"甲\"", "a = \"A\"\n\n[c]\nb = \"B\"", "en:4: `c.b` is missing in zh"),
            ("a = \"{n}人\"", "a = \"{m} people\"", "en:1: `a` has the placeholders {\"m\"}, in zh {\"n\"}"),
            ("a = \"甲\"", "a = \"甲\"", "en:1: `a` has the Chinese character `甲` in an English text"),
            ("a = \"甲\"", "a = \"A，b\"", "en:1: `a` has the Chinese character `，` in an English text"),
            ("a = 3", "a = \"A\"", "zh:1: `a` is a integer; only texts and tables are allowed"),
            ("a = \" \"", "a = \"A\"", "zh:1: `a` is empty"),
            (
                "a = \"{n\"",
                "a = \"A\"",
                "zh:1: `a`: a brace stands only around a placeholder such as `{number}`",
            ),
            ("A = \"甲\"", "", "zh:1: key `A`: only a-z, 0-9 and _ are allowed"),
        ];
        for (zh, en, expected) in cases {
            let found = mistakes(zh, en);
            assert!(found.iter().any(|m| m == expected), "{expected}\nfound {found:?}");
        }
        let long = format!("a = \"{}\"", "甲".repeat(TEXT_CHARS_MAX + 1));
        assert_eq!(mistakes(&long, "a = \"A\""), ["zh:1: `a` is longer than 400 characters"]);
        assert!(mistakes("a = ", "a = \"A\"")[0].starts_with("zh:1: "), "a syntax error has its line");
    }

    #[test]
    fn placeholders_are_filled_and_unknown_ones_stay() {
        let texts =
            Texts::parse(("zh", "a = \"前面{n}人，约{from}分钟\""), ("en", "a = \"{n} ahead, {from} min\""))
                .unwrap();
        assert_eq!(texts.fill(Language::Zh, "a", &[("n", "3"), ("from", "10")]), "前面3人，约10分钟");
        assert_eq!(texts.fill(Language::En, "a", &[("n", "{from}")]), "{from} ahead, {from} min");
        assert_eq!(texts.get(Language::En, "no.such"), "no.such");
    }

    #[test]
    fn problems_have_words_and_unknown_codes_too() {
        let texts = Texts::embedded();
        assert_ne!(texts.problem(Language::Zh, "line_full"), texts.problem(Language::Zh, "internal"));
        assert_eq!(texts.problem(Language::En, "no_such_code"), texts.problem(Language::En, "internal"));
        assert!(!texts.problem(Language::En, "internal").title.is_empty());
    }

    #[test]
    fn accept_language_chooses_by_quality() {
        for (header, expected) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Zh),
            ("en-GB,en;q=0.9,zh;q=0.1", Language::En),
            ("fr, en;q=0.5", Language::En),
            ("fr", Language::Zh),
            ("", Language::Zh),
            ("zh;q=0.2, en;q=0.7", Language::En),
            ("en;q=0", Language::Zh),
        ] {
            assert_eq!(Language::from_accept_language(header), expected, "{header}");
        }
    }

    #[test]
    fn an_assets_folder_takes_the_place_of_what_is_compiled_in() {
        let missing = Texts::load(Some(Path::new("/nonexistent")));
        assert!(matches!(missing, Err(TextsError::Read { .. })));
        assert_eq!(Texts::load(None).unwrap(), Texts::embedded());
    }
}
