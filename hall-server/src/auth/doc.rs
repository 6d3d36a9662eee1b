//! The table of rights as a document for people: `docs/rights.md`.

use std::fmt::Write as _;

use super::rights::{Kind, On, RIGHTS, Right};

const HEAD: &str = "\
# Who may do what

Made from the one table in `hall-server/src/auth/rights.rs`; a test keeps it equal (`HALL_UPDATE_DOCS=1` writes it anew).
What is not in the table is not served. Devices show the token of their enrolment (`Authorization: Bearer`), staff a
session cookie. A person at a kiosk is named beside it by the header `person-session`. *Command* means a hall command: it carries an `Idempotency-Key`, and the hall's own rules come after the
right (a clerk's window, a ticket's phase).

Devices may listen to `kiosk`, `board`, `window/N` and their own `printer/DEVICE`, displays to `pad/N` as well; clerks to `board`, `window/N` and `desk/N`; supervisors to everything.
";

/// The whole document.
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    section(&mut text, "The hall's own network", On::Hall);
    section(&mut text, "The public listener (visitors' phones)", On::Public);
    text
}

fn section(text: &mut String, title: &str, on: On) {
    let _ = write!(text, "\n## {title}\n\n| method | path | who | |\n| --- | --- | --- | --- |\n");
    for right in RIGHTS.iter().filter(|right| right.on == on) {
        let Right { method, path, kind, who, .. } = right;
        let kind = match kind {
            Kind::Command => "command",
            Kind::Data => "",
            Kind::Page => "page",
        };
        let _ = writeln!(text, "| {method} | `{path}` | {} | {kind} |", who.words());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_rights_md_is_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rights.md");
        if std::env::var_os("HALL_UPDATE_DOCS").is_some() {
            std::fs::write(path, document()).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(kept, document(), "write docs/rights.md anew with HALL_UPDATE_DOCS=1");
    }
}
