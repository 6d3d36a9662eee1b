//! A call in words. Digits are spelled one by one, as numbers are read out in a hall; a window has an ordinary number.

use hall_api::core::ids::{TicketNumber, WindowId};
use hall_ui::voice::{counted, spelled};

const ENGLISH: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// 请 A 零零三 号 到 三 号窗口.
pub(super) fn mandarin(number: TicketNumber, window: WindowId) -> String {
    let digits = spelled(&format!("{:03}", number.number));
    format!("请 {} {digits} 号 到 {} 号窗口", number.prefix, counted(window.0))
}

/// Number A, zero zero three, please come to window 3.
pub(super) fn english(number: TicketNumber, window: WindowId) -> String {
    let digits = format!("{:03}", number.number);
    let digits: Vec<&str> =
        digits.chars().filter_map(|digit| digit.to_digit(10)).map(|digit| ENGLISH[digit as usize]).collect();
    format!("Number {}, {}, please come to window {window}.", number.prefix, digits.join(" "))
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
}
