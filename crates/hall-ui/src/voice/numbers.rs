//! Numbers in words: the Mandarin voice reads Chinese characters, so figures are written as such.

/// 幺 for one: it cannot be taken for seven.
const SPELLED: [char; 10] = ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九'];
const COUNTED: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Figures one by one, as a number is read out: 幺二零. What is no figure stays.
pub fn spelled(figures: &str) -> String {
    let figure = |c: char| c.to_digit(10).map_or(c, |digit| SPELLED[digit as usize]);
    figures.chars().map(figure).collect()
}

/// A time of day: 八点, 九点三十分, 十六点零五分.
pub fn clock_time(hour: u16, minute: u16) -> String {
    match minute {
        0 => format!("{}点", counted(hour)),
        1..=9 => format!("{}点零{}分", counted(hour), counted(minute)),
        _ => format!("{}点{}分", counted(hour), counted(minute)),
    }
}

/// 三, 十, 十二, 二十, 三十五, 一百零六 … up to 999; beyond that digit by digit.
pub fn counted(number: u16) -> String {
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
    fn numbers_are_counted() {
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

    #[test]
    fn numbers_are_spelled() {
        assert_eq!(spelled("A003"), "A零零三");
        assert_eq!(spelled("1207"), "幺二零七");
    }

    #[test]
    fn times_are_told() {
        for (hour, minute, words) in [
            (8, 0, "八点"),
            (9, 30, "九点三十分"),
            (16, 5, "十六点零五分"),
            (0, 0, "零点"),
            (12, 10, "十二点十分"),
        ] {
            assert_eq!(clock_time(hour, minute), words);
        }
    }
}
