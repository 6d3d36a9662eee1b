//! A name as it may stand on a screen that others see.

/// The first letter and stars: `张*`, `Z***`. Says neither how long the name is nor what its other words are.
///
/// A mark that changes the first letter (an accent of its own, the variant of an ideograph) stays with it. A name without
/// any letter is a star alone.
pub fn masked(name: &str) -> String {
    let mut letters = name.chars().skip_while(|letter| !is_letter(*letter));
    let Some(first) = letters.next() else { return "*".to_owned() };
    let marks = letters.take_while(|letter| is_mark(*letter)).take(MARKS_MAX);
    let stars = if is_ideograph(first) { "*" } else { "***" };
    std::iter::once(first).chain(marks).chain(stars.chars()).collect()
}

/// Marks kept on the first letter at most.
const MARKS_MAX: usize = 4;

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || is_ideograph(letter)
}

/// Ideographs of every extension, their compatibility forms, and the private ones in which older systems wrote rare names.
fn is_ideograph(letter: char) -> bool {
    matches!(letter,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{E000}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// A combining mark or the selector of a variant.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_shows_its_first_letter_alone() {
        for (name, shown) in [
            ("张三", "张*"),
            ("欧阳娜娜", "欧*"),
            (" 李 雷", "李*"),
            ("阿卜杜拉·买买提江", "阿*"),
            ("\u{20BB7}野家", "\u{20BB7}*"),
            ("\u{30EDE}面", "\u{30EDE}*"),
            ("\u{9FCD}钢", "\u{9FCD}*"),
            ("\u{E863}明", "\u{E863}*"),
            ("葛\u{E0100}飾", "葛\u{E0100}*"),
            ("\u{3400}", "\u{3400}*"),
            ("Zoe Smith", "Z***"),
            ("li", "l***"),
            ("E\u{0301}mile", "E\u{0301}***"),
            ("Ærøskøbing", "Æ***"),
            ("Иван", "И***"),
            ("O'Brien", "O***"),
            ("\u{202E}Wang", "W***"),
            ("·", "*"),
            ("", "*"),
        ] {
            assert_eq!(masked(name), shown, "{name}");
        }
        let piled = format!("E{}", "\u{0301}".repeat(500));
        assert!(masked(&piled).chars().count() < 10);
    }
}
