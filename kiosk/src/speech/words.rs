//! A text of the screen as the voice reads it: figures and signs become words.

use hall_api::texts::Language;
use hall_ui::voice::{clock_time, counted, spelled};

/// Figures of an ordinary number; a longer one is read out figure by figure.
const COUNTED_FIGURES: usize = 4;

/// How minutes are written where room is dear, in English.
const SHORT_MINUTES: &str = "min";

/// How a text is read.
pub(super) fn as_read(language: Language, text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let figures = letters[at..].iter().take_while(|letter| letter.is_ascii_digit()).count();
        if figures > 0 {
            let before = at.checked_sub(1).map(|before| letters[before]);
            at += number(language, &letters[at..], figures, before, &mut out);
        } else if language == Language::En && is_word(&letters, at, SHORT_MINUTES) {
            out.push_str("minutes");
            at += SHORT_MINUTES.len();
        } else {
            sign(language, &letters, at, &mut out);
            at += 1;
        }
    }
    out
}

/// Does this word stand here?
fn is_word(letters: &[char], at: usize, word: &str) -> bool {
    let apart =
        |at: Option<usize>| at.and_then(|at| letters.get(at)).is_none_or(|letter| !letter.is_alphabetic());
    letters[at..].iter().copied().take(word.len()).eq(word.chars())
        && apart(at.checked_sub(1))
        && apart(Some(at + word.len()))
}

/// Reads a number; tells how many letters it took.
fn number(
    language: Language,
    letters: &[char],
    figures: usize,
    before: Option<char>,
    out: &mut String,
) -> usize {
    let text: String = letters[..figures].iter().collect();
    let value = text.parse::<u16>().ok().filter(|_| figures <= COUNTED_FIGURES);
    let ticket = before.is_some_and(|letter| letter.is_ascii_uppercase());
    let minutes = before == Some(':');
    if ticket || (figures > 1 && text.starts_with('0') && !minutes) || value.is_none() {
        match language {
            Language::Zh => out.push_str(&spelled(&text)),
            // Apart, each is read by itself; after a comma the letter before is no article.
            Language::En => {
                out.push_str(if ticket { "," } else { "" });
                out.extend(text.chars().flat_map(|figure| [' ', figure]));
            }
        }
        return figures;
    }
    let value = value.unwrap_or_default();
    if language == Language::En {
        out.push_str(&text);
        return figures;
    }
    if let [':', tens, ones, ..] = letters[figures..]
        && let (Some(tens), Some(ones)) = (tens.to_digit(10), ones.to_digit(10))
        && value < 24
    {
        out.push_str(&clock_time(value, (tens * 10 + ones) as u16));
        return figures + 3;
    }
    out.push_str(&counted(value));
    figures
}

/// Signs that stand for a word or a pause.
fn sign(language: Language, letters: &[char], at: usize, out: &mut String) {
    let (letter, zh) = (letters[at], language == Language::Zh);
    match letter {
        '–' if zh => out.push('到'),
        '–' => out.push_str(" to "),
        '·' | '（' | '(' | '）' | ')' | '“' | '”' | '｜' | '|' => {
            out.push_str(if zh { "，" } else { ", " });
        }
        '／' | '/' if zh => out.push('，'),
        '/' => out.push_str(", "),
        _ => out.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_signs_become_words() {
        for (text, zh, en) in [
            ("A003", "A零零三", "A, 0 0 3"),
            ("A12", "A幺二", "A, 1 2"),
            ("12", "十二", "12"),
            ("105", "一百零五", "105"),
            ("8:30", "八点三十分", "8:30"),
            ("16:05", "十六点零五分", "16:05"),
            ("10–15", "十到十五", "10 to 15"),
            ("20260907", "二零二六零九零七", " 2 0 2 6 0 9 0 7"),
            ("a · b", "a ， b", "a ,  b"),
            ("5 min", "五 min", "5 minutes"),
            ("mint", "mint", "mint"),
            ("admin", "admin", "admin"),
            ("3/5", "三，五", "3, 5"),
        ] {
            assert_eq!(as_read(Language::Zh, text), zh);
            assert_eq!(as_read(Language::En, text), en);
        }
    }

    #[test]
    fn nothing_breaks_it() {
        for text in ["", ":", "9:", "24:00", "99999999999999999999", "8:3", "–", "A", "𠮷1"] {
            as_read(Language::Zh, text);
            as_read(Language::En, text);
        }
        assert_eq!(as_read(Language::Zh, "24:00"), "二十四:零");
    }
}
