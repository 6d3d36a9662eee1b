//! The clips of a pack: which there are, what each of them says, and which of them make a call. Pure.

use hall_api::core::ids::{TicketNumber, WindowId};
use hall_ui::voice::{Tongue, counted, spelled};

/// Silence between two clips, milliseconds.
const BETWEEN_MS: u32 = 40;
/// Silence where a speaker would breathe, milliseconds.
const BREATH_MS: u32 = 160;
/// Played before each call, if the pack has it.
pub const CHIME: &str = "chime";

/// A clip of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clip {
    /// Its file in the pack without `.wav`, such as `zh/digit-3`.
    pub name: String,
    /// What is said in it.
    pub words: String,
}

/// What a call is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A clip by its name.
    Clip(String),
    /// Silence, milliseconds.
    Pause(u32),
}

const ENGLISH_DIGITS: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const ENGLISH_TEENS: [&str; 10] = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Every clip of a tongue.
pub fn all(tongue: Tongue) -> Vec<Clip> {
    let clip = |name: String, words: &str| Clip { name, words: words.to_owned() };
    let letters = |folder: &'static str| {
        ('A'..='Z').map(move |letter| clip(letter_clip(folder, letter), &letter.to_string()))
    };
    let digit = |folder: &str, digit: usize| format!("{folder}/digit-{digit}");
    match tongue {
        Tongue::Mandarin => {
            let words = [("please", "请"), ("number", "号"), ("to", "到"), ("window", "号窗口")];
            let counts = [("one", "一"), ("ten", "十"), ("hundred", "百")];
            let named = words.into_iter().chain(counts);
            let digits = (0..10).map(|n| clip(digit("zh", n), &spelled(&n.to_string())));
            named
                .map(|(name, words)| clip(format!("zh/{name}"), words))
                .chain(digits)
                .chain(letters("zh"))
                .collect()
        }
        Tongue::English => {
            let named = [("number", "number"), ("please-come-to-window", "please come to window")];
            let counts = [("hundred", "hundred"), ("and", "and")];
            let named = named.into_iter().chain(counts);
            let digits = ENGLISH_DIGITS.iter().enumerate().map(|(n, words)| clip(digit("en", n), words));
            let teens = ENGLISH_TEENS.iter().enumerate().map(|(n, words)| (n + 10, words));
            let decades = ENGLISH_TENS.iter().enumerate().map(|(n, words)| (n * 10 + 20, words));
            let counted = teens.chain(decades).map(|(n, words)| clip(format!("en/count-{n}"), words));
            let named = named.map(|(name, words)| clip(format!("en/{name}"), words));
            named.chain(digits).chain(counted).chain(letters("en")).collect()
        }
    }
}

/// What says a call.
pub(super) fn of_call(tongue: Tongue, number: TicketNumber, window: WindowId) -> Vec<Piece> {
    let breath = || vec![Piece::Pause(BREATH_MS)];
    let clips = |names: Vec<String>| -> Vec<Piece> {
        names.into_iter().flat_map(|name| [Piece::Clip(name), Piece::Pause(BETWEEN_MS)]).collect()
    };
    let digits = |folder: &str| -> Vec<String> {
        let digits = format!("{:03}", number.number);
        digits.chars().map(|digit| format!("{folder}/digit-{digit}")).collect()
    };
    match tongue {
        Tongue::Mandarin => [
            clips(vec!["zh/please".to_owned()]),
            breath(),
            clips(vec![letter_clip("zh", number.prefix)]),
            clips(digits("zh")),
            clips(vec!["zh/number".to_owned()]),
            breath(),
            clips(vec!["zh/to".to_owned()]),
            clips(counted(window.0).chars().map(mandarin_count_clip).collect()),
            clips(vec!["zh/window".to_owned()]),
        ]
        .concat(),
        Tongue::English => [
            clips(vec!["en/number".to_owned(), letter_clip("en", number.prefix)]),
            breath(),
            clips(digits("en")),
            breath(),
            clips(vec!["en/please-come-to-window".to_owned()]),
            clips(english_count(window.0)),
        ]
        .concat(),
    }
}

fn letter_clip(folder: &str, letter: char) -> String {
    format!("{folder}/letter-{}", letter.to_ascii_lowercase())
}

/// The clip of a character of a number that is counted, not spelled.
fn mandarin_count_clip(character: char) -> String {
    match character {
        '一' => "zh/one".to_owned(),
        '十' => "zh/ten".to_owned(),
        '百' => "zh/hundred".to_owned(),
        digit => {
            let value = (0..10).find(|value| spelled(&value.to_string()).starts_with(digit));
            format!("zh/digit-{}", value.expect("invariant: counted numbers are made of digits, 十 and 百"))
        }
    }
}

/// Clips of a number as it is counted, up to 999; beyond that digit by digit.
fn english_count(number: u16) -> Vec<String> {
    let digit = |value: u16| format!("en/digit-{value}");
    let below = |value: u16| match value {
        0..=9 => vec![digit(value)],
        10..=19 => vec![format!("en/count-{value}")],
        _ if value.is_multiple_of(10) => vec![format!("en/count-{value}")],
        _ => vec![format!("en/count-{}", value / 10 * 10), digit(value % 10)],
    };
    let (hundreds, rest) = (number / 100, number % 100);
    match (hundreds, rest) {
        (0, _) => below(number),
        (1..=9, 0) => vec![digit(hundreds), "en/hundred".to_owned()],
        (1..=9, _) => {
            let head = vec![digit(hundreds), "en/hundred".to_owned(), "en/and".to_owned()];
            [head, below(rest)].concat()
        }
        _ => number.to_string().chars().map(|c| format!("en/digit-{c}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    /// What the clips of a call say, one after another.
    fn said(tongue: Tongue, number: TicketNumber, window: WindowId) -> String {
        let list = all(tongue);
        let words = of_call(tongue, number, window).into_iter().filter_map(|piece| match piece {
            Piece::Clip(name) => {
                let clip = list.iter().find(|clip| clip.name == name);
                Some(clip.unwrap_or_else(|| panic!("{name} is not in the list")).words.clone())
            }
            Piece::Pause(_) => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn clips_say_what_the_synthesised_voice_says() {
        for prefix in 'A'..='Z' {
            for window in (1..=120).chain([200, 305, 310, 999, 1024]) {
                let number = TicketNumber { prefix, number: u32::from(window) * 7 % 1300 };
                let clips = said(Tongue::Mandarin, number, WindowId(window)).replace(' ', "");
                assert_eq!(clips, words::mandarin(number, WindowId(window)).replace(' ', ""));
                said(Tongue::English, number, WindowId(window));
            }
        }
    }

    #[test]
    fn english_counts_windows() {
        let call =
            |number, window| said(Tongue::English, TicketNumber { prefix: 'A', number }, WindowId(window));
        assert_eq!(call(3, 3), "number A zero zero three please come to window three");
        assert_eq!(call(1207, 12), "number A one two zero seven please come to window twelve");
        for (window, expected) in [
            (10, "ten"),
            (20, "twenty"),
            (35, "thirty five"),
            (100, "one hundred"),
            (106, "one hundred and six"),
            (119, "one hundred and nineteen"),
            (1024, "one zero two four"),
        ] {
            assert!(call(1, window).ends_with(&format!("window {expected}")), "{}", call(1, window));
        }
    }

    #[test]
    fn the_documented_list_is_this_list() {
        let document = include_str!("../../../docs/voice.md");
        let documented: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
        let clips = [Tongue::Mandarin, Tongue::English].into_iter().flat_map(all);
        let listed: Vec<String> =
            clips.map(|clip| format!("| `{}.wav` | {} |", clip.name, clip.words)).collect();
        assert_eq!(documented, listed);
    }

    #[test]
    fn no_clip_is_in_the_list_twice() {
        let names: Vec<String> =
            [Tongue::Mandarin, Tongue::English].into_iter().flat_map(all).map(|clip| clip.name).collect();
        let different: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!((different.len(), names.len()), (43 + 58, 43 + 58));
    }
}
