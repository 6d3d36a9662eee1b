//! Text with placeholders: `请到{area}等候`. `{{` and `}}` stand for the braces themselves.

use std::str::FromStr;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// As it stands.
    Literal(String),
    /// `{field}` or `{list.field}`.
    Placeholder(String),
}

/// A text split at its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(pub(super) Vec<Piece>);

impl FromStr for Pattern {
    /// The reason, for the person who wrote it.
    type Err = String;

    fn from_str(pattern: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            let (brace, after) = after.split_at(1);
            literal.push_str(before);
            rest = after;
            if let Some(after) = rest.strip_prefix(brace) {
                literal.push_str(brace);
                rest = after;
                continue;
            }
            let (name, after) = rest
                .split_once('}')
                .filter(|(name, _)| brace == "{" && !name.is_empty() && !name.contains('{'))
                .ok_or("a placeholder is written `{name}`, a brace `{{` or `}}`")?;
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(Piece::Placeholder(name.to_owned()));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Self(pieces))
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Piece};

    #[test]
    fn splits_text_and_placeholders() {
        let literal = |text: &str| Piece::Literal(text.to_owned());
        let placeholder = |name: &str| Piece::Placeholder(name.to_owned());
        let cases = [
            ("", vec![]),
            ("窗口", vec![literal("窗口")]),
            ("{a}", vec![placeholder("a")]),
            ("{a}{b}", vec![placeholder("a"), placeholder("b")]),
            ("到{a}等", vec![literal("到"), placeholder("a"), literal("等")]),
            ("{{a}}", vec![literal("{a}")]),
            ("{{{a}}}", vec![literal("{"), placeholder("a"), literal("}")]),
        ];
        for (pattern, pieces) in cases {
            assert_eq!(pattern.parse(), Ok(Pattern(pieces)), "{pattern}");
        }
    }

    #[test]
    fn refuses_stray_braces() {
        for pattern in ["{", "}", "{a", "a}", "{}", "{a{b}"] {
            assert!(pattern.parse::<Pattern>().is_err(), "{pattern}");
        }
    }
}
