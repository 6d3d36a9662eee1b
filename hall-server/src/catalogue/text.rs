//! Rules for what stands in a file: names for people in both languages, and codes.

/// Longest code, characters.
const CODE_CHARS_MAX: usize = 40;

/// How long a text may be, characters.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    /// In Chinese.
    pub zh: usize,
    /// In English.
    pub en: usize,
}

impl Limit {
    /// A name on a button, a screen or a ticket.
    pub const NAME: Self = Self { zh: 40, en: 80 };
    /// A sentence or two.
    pub const PROSE: Self = Self { zh: 160, en: 400 };
}

/// What is wrong with a Chinese text.
pub(super) fn zh_fault(text: &str, limit: Limit) -> Option<String> {
    if !text.chars().any(is_hanzi) {
        return Some(format!("`{text}` has no Chinese character"));
    }
    shape_fault(text, limit.zh)
}

/// What is wrong with an English text.
pub(super) fn en_fault(text: &str, limit: Limit) -> Option<String> {
    if let Some(found) = text.chars().find(|c| is_hanzi(*c) || is_chinese_mark(*c)) {
        return Some(format!("`{text}` has the Chinese character `{found}` in an English text"));
    }
    if !text.chars().any(|c| c.is_ascii_alphabetic()) {
        return Some(format!("`{text}` has no Latin letter"));
    }
    shape_fault(text, limit.en)
}

/// What is wrong with another name for an item, in whichever language.
pub(super) fn alias_fault(text: &str) -> Option<String> {
    if !text.chars().any(|c| is_hanzi(c) || c.is_ascii_alphanumeric()) {
        return Some(format!("`{text}` has nothing that could be typed"));
    }
    shape_fault(text, Limit::NAME.zh)
}

fn shape_fault(text: &str, chars_max: usize) -> Option<String> {
    let chars = text.chars().count();
    if chars > chars_max {
        return Some(format!("`{text}` has {chars} characters; at most {chars_max} are allowed"));
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        return Some(format!("`{text}` begins or ends with a space, or holds a line break or tab"));
    }
    None
}

/// What is wrong with a code such as `card-replace`.
pub(super) fn code_fault(code: &str) -> Option<String> {
    let allowed = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if code.len() <= CODE_CHARS_MAX && code.split('-').all(allowed) {
        return None;
    }
    Some(format!(
        "`{code}` is not a code: a-z and 0-9 in words joined by `-`, at most {CODE_CHARS_MAX} characters"
    ))
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

fn is_chinese_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}
