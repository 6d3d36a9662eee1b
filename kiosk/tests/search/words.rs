//! The lists of visitors' words and the items they are looked for among; shared by the test and the bench.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hall_api::core::ids::ItemCode;
use kiosk::search::{Entry, Index};
use pinyin::ToPinyin as _;
use serde::Deserialize;

/// Keys pressed at most.
pub const KEYS_MAX: usize = 3;
/// Keys up to which figures are told.
const LOOKED_AT: usize = 6;
/// The item has to be among so many.
pub const SHOWN: usize = 5;

/// Visits a year of a synthetic item that says nothing else.
const FEW_VISITS: u32 = 40;

/// An item as the search knows it.
pub struct Item {
    pub code: ItemCode,
    pub names: Vec<String>,
    pub visits_a_year: u32,
}

/// What a visitor says, and what is meant.
pub struct Word {
    pub said: String,
    pub item: ItemCode,
    /// Not looked at while names and ranking were improved.
    pub held_out: bool,
}

#[derive(Deserialize)]
struct ItemsFile {
    item: Vec<ItemRow>,
}

#[derive(Deserialize)]
struct ItemRow {
    code: String,
    name: BTreeMap<String, String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    visits_a_year: u32,
}

#[derive(Deserialize)]
struct MoreItems {
    approval: Vec<Vec<String>>,
    service: Vec<Vec<String>>,
    visits_a_year: BTreeMap<String, u32>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/search")
}

/// The items of the catalogue we ship, and the synthetic ones beside it.
pub fn items() -> Vec<Item> {
    let shipped =
        std::fs::read_dir(folder().join("../../../assets/catalogue/items")).expect("the catalogue is there");
    let mut files: Vec<PathBuf> = shipped.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a file of items");
    let mut items = Vec::new();
    for path in &files {
        let file: ItemsFile = toml::from_str(&read(path)).expect("items");
        items.extend(file.item.into_iter().map(|row| Item {
            code: ItemCode::new(&row.code),
            names: row.name.into_values().chain(row.aliases).collect(),
            visits_a_year: row.visits_a_year,
        }));
    }
    let more: MoreItems = toml::from_str(&read(&folder().join("more-items.toml"))).expect("more items");
    items.extend(more.approval.into_iter().chain(more.service).map(|names| Item {
        code: ItemCode::new(&names[0]),
        visits_a_year: more.visits_a_year.get(&names[0]).copied().unwrap_or(FEW_VISITS),
        names,
    }));
    items
}

/// The search over them.
pub fn index(items: &[Item]) -> Index {
    Index::new(items.iter().map(|item| Entry {
        code: &item.code,
        names: item.names.iter().map(String::as_str).collect(),
        visits_a_year: item.visits_a_year,
    }))
}

/// The words the search and the other names were tried on, and those held out.
pub fn words(items: &[Item]) -> Vec<Word> {
    let files = [("visitors-words.tsv", false), ("visitors-words-held-out.tsv", true)];
    files.into_iter().flat_map(|(name, held_out)| list(items, name, held_out)).collect()
}

fn list(items: &[Item], name: &str, held_out: bool) -> Vec<Word> {
    let text = std::fs::read_to_string(folder().join(name)).expect("the list");
    let word = |line: &str| {
        let (word, code) = line.split_once('\t').expect("a word and an item");
        let item = ItemCode::new(code);
        assert!(items.iter().any(|known| known.code == item), "{word} means {code}, which is not there");
        Word { said: word.to_owned(), item, held_out }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(word).collect()
}

/// The ways a visitor types a word: a Chinese word by the initials of its characters, going on with the last one when they are
/// used up, or in full; Latin letters as they are written.
pub fn ways(word: &str) -> [String; 2] {
    let mut initials = String::new();
    let mut full = String::new();
    let mut last = String::new();
    for character in word.chars() {
        if let Some(pinyin) = character.to_pinyin() {
            // There is no ü among the keys.
            last = pinyin.plain().replace('ü', "v");
            initials.push_str(&last[..1]);
            full.push_str(&last);
        } else if character.is_ascii_alphanumeric() {
            last.clear();
            initials.push(character.to_ascii_lowercase());
            full.push(character.to_ascii_lowercase());
        }
    }
    initials.push_str(last.get(1..).unwrap_or_default());
    [initials, full]
}

/// Keys after which the item is among the first ones, in the best way; none if it is not after the last key allowed.
pub fn keys_needed(index: &Index, word: &Word, keys_max: usize) -> Option<usize> {
    let shown = |typed: &str| index.find(typed).into_iter().take(SHOWN).any(|code| *code == word.item);
    let needed = |way: String| (1..=way.len().min(keys_max)).find(|keys| shown(&way[..*keys]));
    ways(&word.said).into_iter().filter_map(needed).min()
}

/// How soon words find their items: keys each needs, looked at up to a number of keys.
pub struct Reach {
    needed: Vec<Option<usize>>,
}

impl Reach {
    /// Types every word.
    pub fn of<'a>(words: impl Iterator<Item = &'a Word>, index: &Index) -> Self {
        Self { needed: words.map(|word| keys_needed(index, word, LOOKED_AT)).collect() }
    }

    /// How many words.
    pub fn words(&self) -> usize {
        self.needed.len()
    }

    /// Share of words whose item is among the first ones after so many keys at most.
    pub fn share(&self, keys_max: usize) -> f64 {
        let found = self.needed.iter().flatten().filter(|keys| **keys <= keys_max).count();
        found as f64 / self.words() as f64
    }
}

impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} words", self.words())?;
        (2..=LOOKED_AT).try_for_each(|keys| write!(f, ", {keys} keys {:.1} %", 100.0 * self.share(keys)))
    }
}

/// The words that names and ranking were tried on, those held out, and all of them.
pub fn reach(items: &[Item], index: &Index) -> [Reach; 3] {
    let words = words(items);
    let part = |held_out: bool| Reach::of(words.iter().filter(|word| word.held_out == held_out), index);
    [part(false), part(true), Reach::of(words.iter(), index)]
}
