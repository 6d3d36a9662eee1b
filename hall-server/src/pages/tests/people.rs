//! The pages on which a person unlocks a kiosk, and anybody checks a certificate.

use super::*;
use crate::pages::{unlock, verify};
use crate::persons::sign_ins::{Shown, Stage};
use crate::verification::{Code, Issued, Verdict};

fn shown(kiosk: &str, check: &str) -> Shown {
    Shown { kiosk: kiosk.into(), check: check.into(), english: false, stage: Stage::Open }
}

fn refused(text: &str) -> unlock::Refused {
    unlock::Refused { title: text.to_owned(), detail: text.to_owned(), more: Some(text.to_owned()) }
}

fn issued(text: &str, revoked: bool) -> Issued {
    Issued {
        number: text.to_owned(),
        kind: label(text, text),
        language: Language::Zh,
        name: text.to_owned(),
        at: Timestamp(1_763_769_600_000),
        revoked_at: revoked.then_some(Timestamp(1_763_856_000_000)),
    }
}

#[test]
fn unlocking_a_kiosk_is_complete_in_both_languages() {
    for (language, html) in in_both(|frame| {
        let shown = shown("kiosk-1", "07");
        unlock::render(frame, "ABC", &shown, "3260100001", Some(refused("Wrong"))).render().unwrap()
    }) {
        check("unlock", language, &html);
        for part in
            ["kiosk-1", "07", "value=\"3260100001\"", "action=\"/k/ABC\"", "action=\"/k/ABC/deny\"", "Wrong"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("type=\"password\" value"), "a password is never shown again");
    }
    for stage in [None, Some(Stage::Unlocked), Some(Stage::Denied)] {
        for (language, html) in in_both(|frame| unlock::render_over(frame, stage).render().unwrap()) {
            check("unlock_over", language, &html);
        }
    }
}

#[test]
fn checking_a_certificate_is_complete_in_both_languages() {
    let code = Code::parse("0123456789ABCDEF").unwrap();
    for (language, html) in in_both(|frame| {
        let said = Some(("A".to_owned(), "B".to_owned()));
        verify::form(frame, "0123", said).render().unwrap() + &verify::form(frame, "", None).render().unwrap()
    }) {
        check("verify", language, &html);
        assert!(html.contains("value=\"0123\""));
    }
    let verdicts = [
        Verdict::Valid(issued("X", false)),
        Verdict::Revoked(issued("X", true)),
        Verdict::Changed,
        Verdict::NotIssued,
        Verdict::NotOurs,
    ];
    for verdict in &verdicts {
        for (language, html) in in_both(|frame| verify::answer(frame, verdict).render().unwrap()) {
            check("verdict", language, &html);
        }
    }
    let valid = issued("X", false);
    for (language, html) in in_both(|frame| verify::answer_of(frame, &valid, Some(&code)).render().unwrap()) {
        check("verdict", language, &html);
        assert!(html.contains("0123-4567-89AB-CDEF") && html.contains("2025-11-22"), "{html}");
    }
}

#[test]
fn nothing_from_outside_becomes_markup_here_either() {
    for (_, html) in in_both(|frame| {
        let shown = shown(EVIL, EVIL);
        unlock::render(frame, "ABC", &shown, EVIL, Some(refused(EVIL))).render().unwrap()
            + &verify::form(frame, EVIL, Some((EVIL.into(), EVIL.into()))).render().unwrap()
            + &verify::answer(frame, &Verdict::Revoked(issued(EVIL, true))).render().unwrap()
    }) {
        assert!(!html.contains("<script>") && !html.contains("<!--"), "{html}");
        assert_eq!(html.matches("</script>").count(), 3, "those of the pages");
    }
}

#[test]
fn these_pages_are_light() {
    for (language, html) in in_both(|frame| {
        let shown = shown("kiosk-1", "07");
        unlock::render(frame, "ABC", &shown, "", None).render().unwrap()
            + &verify::form(frame, "", None).render().unwrap()
    }) {
        let mut total = html.len();
        for (at, _) in html.match_indices("/static/") {
            let address = &html[at..at + html[at..].find('"').unwrap()];
            total += size(address.splitn(4, '/').nth(3).unwrap());
        }
        assert!(total < PHONE_BYTES_MAX, "{language:?}: {total} bytes, both together");
    }
}
