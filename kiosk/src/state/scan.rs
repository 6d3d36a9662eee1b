//! What a reader typed: a card, a ticket or a return code, known by its form alone.

use super::visitor::Secret;

/// Longest text taken from a reader, characters.
pub const SCAN_CHARS_MAX: usize = 256;
/// A ticket's code at the end of its address, characters.
const TICKET_CHARS: usize = 24;
/// A return code, characters.
pub(super) const CODE_CHARS: usize = 10;
/// The path before a ticket's code.
const TICKET_PATH: &str = "/t/";

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// A ticket's code.
    Ticket(Secret),
    /// A return code.
    ReturnCode(Secret),
    /// A staff or student card.
    Card(Secret),
    /// Nothing of ours.
    Unknown,
}

/// Tells what a text is. Capital letters and small ones are the same: some scanners have their shift key stuck.
pub(super) fn read(text: &str) -> Scan {
    let text = text.trim();
    if text.chars().count() > SCAN_CHARS_MAX {
        return Scan::Unknown;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        let code = lower.rfind(TICKET_PATH).map(|at| &text[at + TICKET_PATH.len()..]);
        let code = code.map(|code| code.split(['?', '#', '/']).next().unwrap_or_default());
        return match code {
            Some(code) if is_ticket(code) => Scan::Ticket(Secret::new(code.to_ascii_uppercase())),
            _ => Scan::Unknown,
        };
    }
    // Return codes are printed in groups.
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let is_plain = plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_letter = plain.bytes().any(|byte| byte.is_ascii_alphabetic());
    match plain.len() {
        TICKET_CHARS if has_letter && is_ticket(&plain) => {
            Scan::Ticket(Secret::new(plain.to_ascii_uppercase()))
        }
        // A card of ten figures is far more likely than a return code without any letter.
        CODE_CHARS if is_plain && has_letter => Scan::ReturnCode(Secret::new(plain.to_ascii_uppercase())),
        4..=32 if is_plain => Scan::Card(Secret::new(plain)),
        _ => Scan::Unknown,
    }
}

/// Crockford's base32, with what people and scanners make of it.
fn is_ticket(code: &str) -> bool {
    code.len() == TICKET_CHARS && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKET: &str = "0000A7K2M9XYZTQW1234ABCD";

    #[test]
    fn what_was_read_is_known_by_its_form() {
        let ticket = |code: &str| Scan::Ticket(Secret::new(code));
        let code = |code: &str| Scan::ReturnCode(Secret::new(code));
        let card = |code: &str| Scan::Card(Secret::new(code));
        for (text, expected) in [
            ("http://hall.example/t/0000A7K2M9XYZTQW1234ABCD", ticket(TICKET)),
            ("https://hall.example:8443/t/0000a7k2m9xyztqw1234abcd", ticket(TICKET)),
            ("HTTPS://HALL.EXAMPLE/T/0000A7K2M9XYZTQW1234ABCD", ticket(TICKET)),
            ("http://hall.example/t/0000A7K2M9XYZTQW1234ABCD?utm=1", ticket(TICKET)),
            (" 0000A7K2M9XYZTQW1234ABCD\r", ticket(TICKET)),
            ("http://hall.example/t/7k2m9", Scan::Unknown),
            ("http://evil.example/pay?to=me", Scan::Unknown),
            ("7K2M-9XYZT-Q", code("7K2M9XYZTQ")),
            ("7k2m9xyztq", code("7K2M9XYZTQ")),
            ("0012345678", card("0012345678")),
            ("20260907", card("20260907")),
            ("04A1B2C3D4E5F6", card("04A1B2C3D4E5F6")),
            ("123", Scan::Unknown),
            ("", Scan::Unknown),
            ("姓名：张三", Scan::Unknown),
            ("WIFI:T:WPA;S:guest;P:1234;;", Scan::Unknown),
            (&"9".repeat(33), Scan::Unknown),
            (&"9".repeat(300), Scan::Unknown),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_was_read_never_shows_in_a_log() {
        assert_eq!(format!("{:?}", read("20260907")), "Card(Secret)");
    }
}
