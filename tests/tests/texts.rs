//! The texts of `assets/i18n`, over the whole workspace: none that nobody shows, no word of the other language, and no Chinese text
//! in a source file. (That both files have the same keys and placeholders is checked where they are read.)

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hall_api::texts::{Language, Texts};

/// Latin words that stand in a Chinese text: names and abbreviations everybody writes so.
const LATIN: &[&str] = &["USB", "JavaScript", "Esc", "PDF", "QR", "dialout", "Excel", "CSV", "xyk", "SHA"];

/// Where Chinese stands in a source, and why.
const CHINESE: &[(&str, &str)] = &[
    ("crates/hall-api/src/texts.rs", "what the language calls itself"),
    ("crates/hall-ui/src/voice/numbers.rs", "numbers as the voice reads them"),
    ("counter-display/src/voice/clips.rs", "what the clips of the voice say"),
    ("counter-display/src/voice/words.rs", "a call as the voice reads it"),
    ("hall-server/src/certificates/values/amount.rs", "amounts in the numerals of Chinese law"),
    ("kiosk/src/speech/words.rs", "signs as the voice reads them"),
    ("kiosk/src/search/spell.rs", "words left out of what is typed"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every source that is linked into a program or served, by its path from the root, without its tests.
fn sources() -> Vec<(String, String)> {
    let mut folders: Vec<PathBuf> = [
        "kiosk/src",
        "counter-display/src",
        "hall-server/src",
        "hall-server/templates",
        "hall-server/static",
        "crates/hall-api/src",
        "crates/hall-core/src",
        "crates/hall-ui/src",
        "crates/printing/src",
    ]
    .map(|folder| root().join(folder))
    .into();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
            if path.is_dir() && !is_test {
                folders.push(path);
            } else if !is_test
                && path.extension().is_some_and(|end| end == "rs" || end == "html" || end == "js")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, text));
            }
        }
    }
    found.sort();
    found
}

/// Every quoted word of a source that may be a key, with `*` for what is filled in.
fn words(source: &str, found: &mut BTreeSet<String>) {
    for quote in ['"', '\'', '`'] {
        for line in source.lines() {
            for word in line.split(quote).skip(1) {
                let mut pattern = String::new();
                let mut depth = 0;
                for letter in word.chars() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth > 0 => {
                            depth -= 1;
                            pattern.push('*');
                        }
                        '$' => {}
                        _ if depth > 0 => {}
                        _ => pattern.push(letter),
                    }
                }
                if pattern.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'*')) {
                    found.insert(pattern);
                }
            }
        }
    }
}

/// Does a key fit a pattern in which `*` stands for a word?
fn fits(key: &str, pattern: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return key == pattern };
    let Some(rest) = key.strip_prefix(before) else { return false };
    let word = rest.bytes().take_while(|b| *b != b'.').count();
    (1..=word).any(|length| fits(&rest[length..], after))
}

#[test]
fn every_text_is_shown_somewhere() {
    let sources = sources();
    let mut patterns = BTreeSet::new();
    for (_, source) in &sources {
        words(source, &mut patterns);
    }
    // A pattern of hardly anything but places to fill would fit every key.
    patterns.retain(|pattern| pattern.bytes().filter(u8::is_ascii_lowercase).count() >= 3);
    let used = |key: &str| patterns.iter().any(|pattern| fits(key, pattern));
    // A page is given the texts below a key, and names them from there.
    let below = |key: &str| key.match_indices('.').any(|(at, _)| used(&key[at + 1..]));
    let texts = Texts::embedded();
    let unused: Vec<&str> = texts.keys().filter(|key| !used(key) && !below(key)).collect();
    assert!(unused.is_empty(), "nobody shows {unused:#?}");
}

#[test]
fn every_problem_with_words_can_happen() {
    let sources = sources();
    let camel = |code: &str| -> String {
        let words = code.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
        words.collect()
    };
    let texts = Texts::embedded();
    let codes = texts.keys().filter_map(|key| key.strip_prefix("problem.")?.strip_suffix(".title"));
    let never: Vec<&str> = codes
        .filter(|code| {
            let (literal, variant) = (format!("\"{code}\""), camel(code));
            !sources.iter().any(|(_, text)| text.contains(&literal) || text.contains(&variant))
        })
        .collect();
    assert!(never.is_empty(), "no source knows {never:?}");
}

#[test]
fn no_english_word_stands_in_a_chinese_text() {
    let texts = Texts::embedded();
    for key in texts.keys() {
        let text = texts.get(Language::Zh, key);
        let mut plain = String::new();
        let mut depth = 0;
        for letter in text.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth == 0 => plain.push(letter),
                _ => {}
            }
        }
        let latin = plain.split(|letter: char| !letter.is_ascii_alphabetic());
        // One letter is a key or a line.
        for word in latin.filter(|word| word.len() > 1) {
            assert!(LATIN.contains(&word), "{key}: {word} in {text}");
        }
    }
}

#[test]
fn no_chinese_text_stands_in_a_source() {
    let is_hanzi = |letter: char| ('\u{4E00}'..='\u{9FFF}').contains(&letter);
    let mut strays = Vec::new();
    for (name, source) in sources() {
        if CHINESE.iter().any(|(known, _)| *known == name) {
            continue;
        }
        for (at, line) in source.lines().enumerate() {
            let code = line.trim_start();
            let comment = ["//", "*", "/*", "<!--"].iter().any(|mark| code.starts_with(mark));
            let said = code.split("//").next().unwrap_or_default();
            if !comment && said.chars().any(is_hanzi) {
                strays.push(format!("{name}:{}: {code}", at + 1));
            }
        }
    }
    assert!(strays.is_empty(), "a text that belongs into assets/i18n: {strays:#?}");
    for (name, reason) in CHINESE {
        let text = std::fs::read_to_string(root().join(name)).unwrap();
        assert!(text.chars().any(is_hanzi), "{name} needs no exception any more: {reason}");
    }
}
