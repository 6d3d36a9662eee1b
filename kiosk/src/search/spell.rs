//! What letters can stand for: a name becomes parts, each with its spellings, and letters are laid over them.
//!
//! A Chinese character is a part with all its readings, since nobody tells here which is meant (重修 is `cx`, 重量 `zl`). A run of
//! Latin letters or digits is a part as well. A part is typed in full or by its initial (`z`, also `zh`); the last one typed may
//! stop anywhere.

use std::sync::LazyLock;

use pinyin::ToPinyinMulti as _;

use super::Fit;

/// Words people say before the thing itself.
const LEAD_INS: &[&str] = &[
    "开", "开具", "办", "办理", "补", "补办", "打", "打印", "盖", "领", "取", "交", "换", "改", "查", "退",
    "借", "还", "请", "问", "找", "转", "休", "报", "申请", "预约", "我要", "我想",
];
/// Joins two things in one name: what follows is a beginning as well.
const JOINS: &[char] = &['与', '和', '及', '或'];

/// Letters and figures as a set of bits, to pass over quickly what cannot fit.
fn bit(letter: u8) -> u64 {
    1 << (letter % 64)
}

fn bits(letters: &[u8]) -> u64 {
    letters.iter().fold(0, |set, letter| set | bit(*letter))
}

/// A name, spelled.
#[derive(Clone, Debug)]
pub(super) struct Spelled {
    parts: Vec<Part>,
    /// Every letter of every spelling.
    letters: u64,
}

#[derive(Clone, Debug)]
struct Part {
    spellings: Vec<String>,
    initials: u64,
    /// Does something begin here: the name, a Latin word, what follows a mark or an "and"?
    begins: bool,
}

impl Part {
    fn new(spellings: Vec<String>, begins: bool) -> Self {
        let initials = spellings.iter().map(|spelling| bits(&spelling.as_bytes()[..1]));
        Self { initials: initials.fold(0, std::ops::BitOr::bitor), spellings, begins }
    }

    /// How many letters of a spelling stand for the part, unless it is the last one typed.
    fn cuts(spelling: &[u8]) -> impl Iterator<Item = usize> {
        let two = spelling.len() > 2 && matches!(&spelling[..2], b"zh" | b"ch" | b"sh");
        let full = (spelling.len() > 1).then_some(spelling.len());
        [Some(1), two.then_some(2), full].into_iter().flatten()
    }
}

impl Spelled {
    pub fn new(name: &str) -> Self {
        let mut parts = Vec::new();
        let mut begins = true;
        let mut word = String::new();
        for character in name.chars() {
            if character.is_ascii_alphanumeric() {
                word.push(character.to_ascii_lowercase());
                continue;
            }
            if !word.is_empty() {
                parts.push(Part::new(vec![std::mem::take(&mut word)], true));
                begins = true;
            }
            match readings(character) {
                Some(spellings) => {
                    parts.push(Part::new(spellings, begins));
                    begins = JOINS.contains(&character);
                }
                // An apostrophe stands within a word, every other mark between two.
                None => begins |= character != '\'',
            }
        }
        if !word.is_empty() {
            parts.push(Part::new(vec![word], true));
        }
        let letters = parts.iter().flat_map(|part| &part.spellings).map(|spelling| bits(spelling.as_bytes()));
        Self { letters: letters.fold(0, std::ops::BitOr::bitor), parts }
    }

    /// How well letters fit the name one after another, and how many of its parts are left over.
    pub fn solid(&self, letters: &[u8]) -> Option<(Fit, usize)> {
        if !self.has_all(letters) {
            return None;
        }
        let all = self.parts.len();
        let at = |from: usize| {
            let typed = typed(&self.parts[from..], letters, false)?;
            let fit = match from {
                0 if typed == all => Fit::Whole,
                0 => Fit::Begins,
                _ if self.parts[from].begins => Fit::Part,
                _ => Fit::Within,
            };
            Some((fit, all - typed))
        };
        (0..all).filter_map(at).min()
    }

    /// How many parts are left over where letters stand in the name with gaps, from a beginning on.
    pub fn scattered(&self, letters: &[u8]) -> Option<usize> {
        if !self.has_all(letters) {
            return None;
        }
        let all = self.parts.len();
        let begins = (0..all).filter(|from| self.parts[*from].begins);
        begins.filter_map(|from| typed(&self.parts[from..], letters, true)).max().map(|typed| all - typed)
    }

    fn has_all(&self, letters: &[u8]) -> bool {
        bits(letters) & !self.letters == 0
    }
}

/// How many parts all the letters stand for, at most; none if they do not fit. With `gaps` parts may be left out between.
fn typed(parts: &[Part], letters: &[u8], gaps: bool) -> Option<usize> {
    let (part, rest) = parts.split_first()?;
    if part.initials & bit(*letters.first()?) == 0 {
        return None;
    }
    let mut most = None;
    for spelling in &part.spellings {
        let spelling = spelling.as_bytes();
        if spelling.starts_with(letters) {
            most = most.max(Some(1));
        }
        for cut in Part::cuts(spelling) {
            let Some(left) = letters.strip_prefix(&spelling[..cut]).filter(|left| !left.is_empty()) else {
                continue;
            };
            let skips = if gaps { rest.len() } else { 1 };
            let further = (0..skips).filter_map(|skipped| typed(rest.get(skipped..)?, left, gaps)).max();
            most = most.max(further.map(|further| further + 1));
        }
    }
    most
}

/// All ways a Chinese character is spelled without tones; none if it is no Chinese character.
fn readings(character: char) -> Option<Vec<String>> {
    let multi = character.to_pinyin_multi()?;
    let mut spellings: Vec<String> = Vec::new();
    for reading in multi {
        let plain = reading.plain();
        // On a keyboard ü is typed as v, or as if it had no dots.
        let typed = if plain.contains('ü') {
            vec![plain.replace('ü', "v"), plain.replace('ü', "u")]
        } else {
            vec![plain.to_owned()]
        };
        for spelling in typed {
            if spelling.is_ascii() && !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
    }
    (!spellings.is_empty()).then_some(spellings)
}

/// What is left of the letters when they begin with a word said before the thing itself; the longest such word first.
pub(super) fn lead_ins(letters: &[u8]) -> Vec<&[u8]> {
    static SPELLED: LazyLock<Vec<Spelled>> =
        LazyLock::new(|| LEAD_INS.iter().map(|word| Spelled::new(word)).collect());
    let mut rests: Vec<&[u8]> = Vec::new();
    for word in SPELLED.iter() {
        let mut left = vec![letters];
        for part in &word.parts {
            left = left.into_iter().flat_map(|letters| after(part, letters)).collect();
        }
        rests.extend(left.into_iter().filter(|rest| rest.len() > 1));
    }
    rests.sort_unstable_by_key(|rest| rest.len());
    rests.dedup();
    rests
}

/// What is left of the letters after a part.
fn after<'a>(part: &Part, letters: &'a [u8]) -> Vec<&'a [u8]> {
    let cut = |spelling: &String| {
        let spelling = spelling.as_bytes();
        Part::cuts(spelling).filter_map(|cut| letters.strip_prefix(&spelling[..cut])).collect::<Vec<_>>()
    };
    part.spellings.iter().flat_map(cut).collect()
}
