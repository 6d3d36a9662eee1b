//! Amounts of money: in figures, in the capital numerals of Chinese law, in English words.
//!
//! The capitals follow the rules for bills (票据法实施 and 支付结算办法, appendix): `零` for zeros in between, `整` after yuan or jiao.

use crate::base_data::Hundredths;

/// Chinese capital digits.
const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Within a group of four digits.
const UNITS: [&str; 4] = ["", "拾", "佰", "仟"];
/// Of the groups of four digits.
const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];

const ONES: [&str; 20] = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
const TENS: [&str; 10] =
    ["", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];
const THOUSANDS: [&str; 4] = ["", " Thousand", " Million", " Billion"];

/// `123,456.70`.
pub(super) fn figures(amount: Hundredths) -> String {
    let fixed = amount.fixed();
    let (whole, decimals) = fixed.split_once('.').unwrap_or((&fixed, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{decimals}")
}

/// 人民币壹万贰仟叁佰元整. The amount is not below nothing: the rules see to it.
pub(super) fn capitals(amount: Hundredths) -> String {
    let (yuan, jiao, fen) = (amount.0 / 100, amount.0 / 10 % 10, amount.0 % 10);
    let mut text = String::from("人民币");
    if yuan > 0 || (jiao == 0 && fen == 0) {
        text.push_str(&capital_number(yuan));
        text.push('元');
    }
    let digit = |number: i64| DIGITS[number as usize];
    match (jiao, fen) {
        (0, 0) => text.push('整'),
        (jiao, 0) => text.extend([digit(jiao), '角', '整']),
        (0, fen) => {
            if yuan > 0 {
                text.push('零');
            }
            text.extend([digit(fen), '分']);
        }
        (jiao, fen) => text.extend([digit(jiao), '角', digit(fen), '分']),
    }
    text
}

fn capital_number(number: i64) -> String {
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut text = String::new();
    // Zeros were passed over since the last digit written.
    let mut gap = false;
    for group in (0..GROUPS.len()).rev() {
        let of_group = number / 10_i64.pow(4 * group as u32) % 10_000;
        for unit in (0..UNITS.len()).rev() {
            let digit = of_group / 10_i64.pow(unit as u32) % 10;
            if digit == 0 {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push(DIGITS[0]);
                gap = false;
            }
            text.push(DIGITS[digit as usize]);
            text.push_str(UNITS[unit]);
        }
        if of_group > 0 {
            text.push_str(GROUPS[group]);
        }
    }
    text
}

/// `RMB Twelve Thousand Three Hundred Yuan and 50/100 Only`.
pub(super) fn words(amount: Hundredths) -> String {
    let (yuan, hundredths) = (amount.0 / 100, amount.0 % 100);
    let whole = english_number(yuan);
    if hundredths == 0 {
        format!("RMB {whole} Yuan Only")
    } else {
        format!("RMB {whole} Yuan and {hundredths:02}/100 Only")
    }
}

fn english_number(number: i64) -> String {
    if number == 0 {
        return ONES[0].to_owned();
    }
    let mut parts = Vec::new();
    for group in (0..THOUSANDS.len()).rev() {
        let of_group = number / 1_000_i64.pow(group as u32) % 1_000;
        if of_group > 0 {
            parts.push(format!("{}{}", below_thousand(of_group), THOUSANDS[group]));
        }
    }
    parts.join(" ")
}

fn below_thousand(number: i64) -> String {
    let (hundreds, rest) = (number / 100, number % 100);
    let small = match (rest / 10, rest % 10) {
        (_, _) if rest < 20 => ONES[rest as usize].to_owned(),
        (tens, 0) => TENS[tens as usize].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens as usize], ONES[ones as usize]),
    };
    match (hundreds, rest) {
        (0, _) => small,
        (hundreds, 0) => format!("{} Hundred", ONES[hundreds as usize]),
        (hundreds, _) => format!("{} Hundred and {small}", ONES[hundreds as usize]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_figures_capitals_and_words() {
        let cases: [(i64, &str, &str, &str); 14] = [
            (0, "0.00", "人民币零元整", "RMB Zero Yuan Only"),
            (5, "0.05", "人民币伍分", "RMB Zero Yuan and 05/100 Only"),
            (50, "0.50", "人民币伍角整", "RMB Zero Yuan and 50/100 Only"),
            (105, "1.05", "人民币壹元零伍分", "RMB One Yuan and 05/100 Only"),
            (1_000, "10.00", "人民币壹拾元整", "RMB Ten Yuan Only"),
            (10_530, "105.30", "人民币壹佰零伍元叁角整", "RMB One Hundred and Five Yuan and 30/100 Only"),
            (
                140_950,
                "1,409.50",
                "人民币壹仟肆佰零玖元伍角整",
                "RMB One Thousand Four Hundred and Nine Yuan and 50/100 Only",
            ),
            (600_714, "6,007.14", "人民币陆仟零柒元壹角肆分", "RMB Six Thousand Seven Yuan and 14/100 Only"),
            (1_200_000, "12,000.00", "人民币壹万贰仟元整", "RMB Twelve Thousand Yuan Only"),
            (
                10_700_053,
                "107,000.53",
                "人民币壹拾万零柒仟元伍角叁分",
                "RMB One Hundred and Seven Thousand Yuan and 53/100 Only",
            ),
            (
                12_345_678,
                "123,456.78",
                "人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分",
                "RMB One Hundred and Twenty-Three Thousand Four Hundred and Fifty-Six Yuan and 78/100 Only",
            ),
            (100_000_000, "1,000,000.00", "人民币壹佰万元整", "RMB One Million Yuan Only"),
            (10_000_000_100, "100,000,001.00", "人民币壹亿零壹元整", "RMB One Hundred Million One Yuan Only"),
            (
                100_100_010_000,
                "1,001,000,100.00",
                "人民币壹拾亿零壹佰万零壹佰元整",
                "RMB One Billion One Million One Hundred Yuan Only",
            ),
        ];
        for (hundredths, in_figures, in_capitals, in_words) in cases {
            let amount = Hundredths(hundredths);
            assert_eq!(figures(amount), in_figures);
            assert_eq!(capitals(amount), in_capitals);
            assert_eq!(words(amount), in_words);
        }
    }
}
