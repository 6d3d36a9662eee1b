//! Search: what a visitor types on our own keyboard finds items, by pinyin initials (`zdzm`), full pinyin, a mixture of both,
//! other names, or English.
//!
//! Pure: built once for a catalogue, asked at every key. The same letters always give the same list. What a letter can stand
//! for is told by [`spell`]; here is who comes first.

mod spell;

use hall_api::core::catalogue::Item;
use hall_api::core::ids::ItemCode;

use spell::{Spelled, lead_ins};

/// Letters taken of a query; nobody types more to find something.
pub const QUERY_MAX: usize = 24;
/// Items found at most.
pub const FOUND_MAX: usize = 40;
/// Shortest query that is still tried when a longer one finds nothing.
const GUESSED_FROM: usize = 2;

/// An item as the search knows it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What is found.
    pub code: &'a ItemCode,
    /// By what, in any language, its own names first.
    pub names: Vec<&'a str>,
    /// How many come for it: what is often asked for comes first.
    pub visits_a_year: u32,
}

impl<'a> From<&'a Item> for Entry<'a> {
    fn from(item: &'a Item) -> Self {
        let own = [item.name.zh.as_str(), item.name.en.as_str()];
        let names = own.into_iter().chain(item.aliases.iter().map(String::as_str)).collect();
        Self { code: &item.code, names, visits_a_year: item.visits_a_year }
    }
}

/// How well a name fits; the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The letters are the whole name.
    Whole,
    /// The name begins with them.
    Begins,
    /// A word or a part of the name begins with them.
    Part,
    /// Without a word said before the thing itself (开, 补办 …) they begin the name or a part of it.
    Led,
    /// They stand somewhere within.
    Within,
    /// They stand in the name in this order, but not one after another.
    Scattered,
}

impl Fit {
    /// What stands against it: so many steps of [`rarity`] make up for a worse fit.
    fn cost(self) -> u32 {
        match self {
            Self::Whole | Self::Begins => 0,
            Self::Part => 1,
            Self::Led => 3,
            Self::Within => 4,
            Self::Scattered => 8,
        }
    }
}

/// Visits a year from which an item is that many steps less rare.
const OFTEN: [u32; 4] = [100, 400, 1_000, 2_500];

/// How rarely an item is asked for, in steps.
fn rarity(visits_a_year: u32) -> u32 {
    OFTEN.iter().filter(|often| visits_a_year < **often).count() as u32
}

/// Everything that can be found.
#[derive(Clone, Debug, Default)]
pub struct Index {
    items: Vec<Indexed>,
}

#[derive(Clone, Debug)]
struct Indexed {
    code: ItemCode,
    visits_a_year: u32,
    names: Vec<Spelled>,
}

/// Where an item stands in the list; the least comes first: not the whole name, what stands against it, visits from many to
/// few, parts of the name left over.
type Rank = (bool, u32, std::cmp::Reverse<u32>, usize);

impl Index {
    /// Spells every name of every entry.
    pub fn new<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        let index = |entry: Entry<'_>| Indexed {
            code: entry.code.clone(),
            visits_a_year: entry.visits_a_year,
            names: entry.names.into_iter().map(Spelled::new).collect(),
        };
        Self { items: entries.into_iter().map(index).collect() }
    }

    /// What a query finds, the likeliest first. Only letters and digits of the query count; without any, nothing is found.
    ///
    /// Where nothing is found, what the beginning of the query finds is shown: a last letter may be a slip, and after 校园卡
    /// people say 丢了.
    pub fn find(&self, query: &str) -> Vec<&ItemCode> {
        let letters: Vec<u8> = query
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .take(QUERY_MAX)
            .collect();
        let shortest = letters.len().clamp(1, GUESSED_FROM);
        (shortest..=letters.len())
            .rev()
            .map(|length| self.ranked(&letters[..length]))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn ranked(&self, letters: &[u8]) -> Vec<&ItemCode> {
        let led = lead_ins(letters);
        let mut found: Vec<(Rank, &ItemCode)> =
            self.items.iter().filter_map(|item| Some((item.rank(letters, &led)?, &item.code))).collect();
        found.sort_unstable();
        found.truncate(FOUND_MAX);
        found.into_iter().map(|(_, code)| code).collect()
    }
}

impl Indexed {
    fn rank(&self, letters: &[u8], led: &[&[u8]]) -> Option<Rank> {
        let (fit, left) = self.names.iter().filter_map(|name| fit(name, letters, led)).min()?;
        let cost = fit.cost() + rarity(self.visits_a_year);
        Some((fit != Fit::Whole, cost, std::cmp::Reverse(self.visits_a_year), left))
    }
}

/// How well a name fits, and how many of its parts are left over.
fn fit(name: &Spelled, letters: &[u8], led: &[&[u8]]) -> Option<(Fit, usize)> {
    if let Some(solid) = name.solid(letters) {
        return Some(solid);
    }
    let begun = |rest: &&[u8]| name.solid(rest).filter(|(fit, _)| *fit <= Fit::Part);
    let without = led.iter().filter_map(begun).map(|(_, left)| (Fit::Led, left));
    without.min().or_else(|| Some((Fit::Scattered, name.scattered(letters)?)))
}

#[cfg(test)]
mod tests;
