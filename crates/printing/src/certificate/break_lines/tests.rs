//! Where lines end, on glyphs that are one em wide if they are full-width and half an em otherwise.

use super::*;
use crate::certificate::glyphs::classify;

fn glyphs(text: &str) -> Vec<Glyph> {
    let glyph = |character: char| Glyph {
        font: 0,
        id: 1,
        character,
        advance: if character < '\u{2000}' { 500.0 } else { 1000.0 },
        class: classify(character),
        sticks: false,
    };
    text.chars().map(glyph).collect()
}

fn lines(text: &str, ems: f32) -> Vec<String> {
    let lines = break_lines(&glyphs(text), ems * 1000.0, 0.0, Align::Justify);
    lines.iter().map(|line| line.glyphs.iter().map(|(glyph, _)| glyph.character).collect()).collect()
}

#[test]
fn no_line_begins_or_ends_with_what_must_not() {
    let text =
        "兹证明张三（学号：二〇二三），系我校“软件工程”专业学生；成绩《优秀》，排名前百分之十。特此证明！";
    for ems in 4_u16..30 {
        let lines = lines(text, f32::from(ems));
        assert_eq!(lines.concat(), text, "nothing is lost at {ems} ems");
        for (index, line) in lines.iter().enumerate() {
            let (first, last) = (line.chars().next().unwrap(), line.chars().last().unwrap());
            assert!(index == 0 || !"）：，”；》。！".contains(first), "{ems}: {line}");
            assert!(!"（“《".contains(last), "{ems}: {line}");
        }
    }
}

#[test]
fn words_and_numbers_stay_whole() {
    for ems in 12_u16..40 {
        for line in lines(
            "学号20230001与身份证件号码990101200503070017均属Maximiliana本人 Alexandra 所有",
            f32::from(ems),
        ) {
            for word in ["20230001", "990101200503070017", "Maximiliana", "Alexandra"] {
                let parts = (1..word.len()).filter(|at| line.ends_with(&word[..*at]) && !line.contains(word));
                assert_eq!(parts.filter(|at| *at > 2).count(), 0, "{ems}: {line}");
            }
        }
    }
}

#[test]
fn a_word_wider_than_the_line_is_cut_rather_than_run_over() {
    let lines = lines("Llanfairpwllgwyngyll", 4.0);
    assert_eq!(lines.concat(), "Llanfairpwllgwyngyll");
    assert!(lines.iter().all(|line| line.chars().count() <= 8), "{lines:?}");
}

#[test]
fn blanks_vanish_where_a_line_ends() {
    let lines = lines("one two three four five six", 5.0);
    assert!(lines.iter().all(|line| !line.starts_with(' ') && !line.ends_with(' ')), "{lines:?}");
    assert_eq!(lines.join(" "), "one two three four five six");
}

#[test]
fn lines_are_flush_but_for_the_last() {
    let text = "兹证明张三，男，二〇〇五年三月七日出生，学号20230001，现为我校软件工程专业在读本科学生。";
    for ems in 10_u16..25 {
        let width = f32::from(ems) * 1000.0;
        let lines = break_lines(&glyphs(text), width, 2000.0, Align::Justify);
        for (index, line) in lines.iter().enumerate() {
            let end = line.start + line.width;
            if index + 1 < lines.len() {
                assert!((end - width).abs() < 510.0, "{ems}: line {index} ends at {end}");
            }
            assert!(end <= width + 510.0, "only blank halves reach over the margin");
            assert!(index > 0 || (line.start - 2000.0).abs() < 0.1, "the first line is indented");
        }
    }
}

#[test]
fn punctuation_gives_up_its_blank_half_beside_other_punctuation() {
    let line = one_line(&glyphs("（甲）（乙）。"));
    let natural: f32 = line.glyphs.iter().map(|(glyph, _)| glyph.advance).sum();
    assert!((natural - line.width - 1000.0).abs() < 0.1, "twice half an em: {}", line.width);
}

#[test]
fn ideographs_stand_apart_from_letters() {
    let line = one_line(&glyphs("学号2023年"));
    assert!((line.width - 5_000.0 - 2.0 * MIXED_GAP).abs() < 0.1);
}

#[test]
fn center_and_right() {
    for (align, start) in [(Align::Left, 0.0), (Align::Center, 4_000.0), (Align::Right, 8_000.0)] {
        let lines = break_lines(&glyphs("证明"), 10_000.0, 0.0, align);
        assert!((lines[0].start - start).abs() < 0.1, "{align:?}");
    }
}

#[test]
fn a_line_is_not_torn_apart() {
    let lines = break_lines(&glyphs("甲 Konstantina Hohenberg-Altenstadt"), 14_000.0, 0.0, Align::Justify);
    assert!(lines[0].glyphs.iter().all(|(_, blank)| *blank <= STRETCH_MOST + MIXED_GAP), "{lines:?}");
    assert!(lines.len() > 1 && lines[0].width < 13_000.0, "{}", lines[0].width);
}

#[test]
fn nothing_makes_no_line() {
    assert!(break_lines(&[], 1000.0, 0.0, Align::Justify).is_empty());
}
