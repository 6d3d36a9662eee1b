//! Line breaking: Chinese between any two characters but never before a closing mark, the rest between words.

use super::rom::Cell;

const NOT_AT_START: &str = "，。、；：？！）》」』】〕”’…·,.;:?!)]}%";
const NOT_AT_END: &str = "（《「『【〔“‘￥([{";

/// Cuts a text into lines of at most `columns` columns; always at least one line.
pub(super) fn wrap(cells: &[Cell], columns: usize) -> Vec<&[Cell]> {
    let mut lines = Vec::new();
    let mut rest = cells;
    loop {
        let fitting = fitting(rest, columns);
        if fitting == rest.len() {
            lines.push(rest);
            return lines;
        }
        let end = (1..=fitting).rev().find(|&at| may_break(&rest[at - 1], &rest[at])).unwrap_or(fitting);
        lines.push(trim_end(&rest[..end]));
        rest = trim_start(&rest[end..]);
        if rest.is_empty() {
            return lines;
        }
    }
}

/// How many cells fit, at least one so that wrapping ends.
fn fitting(cells: &[Cell], columns: usize) -> usize {
    let mut used = 0;
    let fits = |cell: &&Cell| {
        used += cell.columns();
        used <= columns
    };
    cells.iter().take_while(fits).count().max(1).min(cells.len())
}

fn may_break(before: &Cell, after: &Cell) -> bool {
    if before.character == ' ' || after.character == ' ' {
        return true;
    }
    let between_words = before.columns() == 2 || after.columns() == 2;
    between_words && !NOT_AT_START.contains(after.character) && !NOT_AT_END.contains(before.character)
}

fn trim_end(mut cells: &[Cell]) -> &[Cell] {
    while let [rest @ .., last] = cells
        && last.character == ' '
    {
        cells = rest;
    }
    cells
}

fn trim_start(mut cells: &[Cell]) -> &[Cell] {
    while let [first, rest @ ..] = cells
        && first.character == ' '
    {
        cells = rest;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::wrap;
    use crate::escpos::rom;
    use crate::profile::Encoding;

    #[test]
    fn breaks_where_a_reader_would() {
        let cases = [
            ("", 8, vec![""]),
            ("abc", 8, vec!["abc"]),
            ("window three", 8, vec!["window", "three"]),
            ("窗口三号等候", 8, vec!["窗口三号", "等候"]),
            // The comma goes to the next line together with the character before it.
            ("请到窗口，谢谢", 8, vec!["请到窗", "口，谢谢"]),
            ("到（三）号", 6, vec!["到", "（三）", "号"]),
            ("abcdefghij", 4, vec!["abcd", "efgh", "ij"]),
            ("补办campus卡", 8, vec!["补办", "campus卡"]),
            ("ab   cd", 3, vec!["ab", "cd"]),
        ];
        for (text, columns, lines) in cases {
            let cells = rom::cells(text, Encoding::Gbk).unwrap();
            let wrapped: Vec<String> = wrap(&cells, columns)
                .into_iter()
                .map(|line| line.iter().map(|cell| cell.character).collect())
                .collect();
            assert_eq!(wrapped, lines, "{text} at {columns}");
        }
    }
}
