//! A call in words. Digits are spelled one by one, as numbers are read out in a hall; a window has an ordinary number.

use hall_api::core::ids::{TicketNumber, WindowId};

/// 幺 for one: it cannot be taken for seven.
const SPELLED: [char; 10] = ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九'];
const COUNTED: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const ENGLISH: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// 请 A 零零三 号 到 三 号窗口.
pub(super) fn mandarin(number: TicketNumber, window: WindowId) -> String {
    let digits: String = digits(number).map(|digit| SPELLED[digit]).collect();
    format!("请 {} {digits} 号 到 {} 号窗口", number.prefix, counted(window.0))
}

/// Number A, zero zero three, please come to window 3.
pub(super) fn english(number: TicketNumber, window: WindowId) -> String {
    let digits: Vec<&str> = digits(number).map(|digit| ENGLISH[digit]).collect();
    format!("Number {}, {}, please come to window {window}.", number.prefix, digits.join(" "))
}

fn digits(number: TicketNumber) -> impl Iterator<Item = usize> {
    let text = format!("{:03}", number.number);
    text.chars()
        .filter_map(|digit| digit.to_digit(10))
        .map(|digit| digit as usize)
        .collect::<Vec<_>>()
        .into_iter()
}

/// 三, 十, 十二, 二十, 三十五, 一百零六 … up to 999; beyond that digit by digit.
fn counted(number: u16) -> String {
    let digit = |value: u16| COUNTED[usize::from(value % 10)];
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut words = String::new();
    match (hundreds, tens) {
        (0, 0) => words.push(digit(ones)),
        (0, 1) => words.push('十'),
        (0, _) => words.extend([digit(tens), '十']),
        (1..=9, 0) if ones == 0 => words.extend([digit(hundreds), '百']),
        (1..=9, 0) => words.extend([digit(hundreds), '百', '零', digit(ones)]),
        (1..=9, _) => words.extend([digit(hundreds), '百', digit(tens), '十']),
        _ => {
            return number
                .to_string()
                .chars()
                .filter_map(|c| c.to_digit(10))
                .map(|d| COUNTED[d as usize])
                .collect();
        }
    }
    if tens > 0 && ones > 0 {
        words.push(digit(ones));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_worded_as_in_a_hall() {
        for (prefix, number, window, zh, en) in [
            ('A', 3, 3, "请 A 零零三 号 到 三 号窗口", "Number A, zero zero three, please come to window 3."),
            (
                'B',
                120,
                12,
                "请 B 幺二零 号 到 十二 号窗口",
                "Number B, one two zero, please come to window 12.",
            ),
            (
                'W',
                1007,
                30,
                "请 W 幺零零七 号 到 三十 号窗口",
                "Number W, one zero zero seven, please come to window 30.",
            ),
        ] {
            let number = TicketNumber { prefix, number };
            assert_eq!(mandarin(number, WindowId(window)), zh);
            assert_eq!(english(number, WindowId(window)), en);
        }
    }

    #[test]
    fn windows_are_counted() {
        for (number, words) in [
            (0, "零"),
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (35, "三十五"),
            (100, "一百"),
            (106, "一百零六"),
            (110, "一百一十"),
            (999, "九百九十九"),
            (1024, "一零二四"),
        ] {
            assert_eq!(counted(number), words, "{number}");
        }
    }
}
