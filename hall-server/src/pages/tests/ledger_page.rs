//! The ledger, and every word staff read of certificates and their printers.

use printing::ipp::{OfficeDoubt, OfficeRefusal, OfficeState};

use super::*;

/// What the script of a page is given.
fn page_data(html: &str) -> serde_json::Value {
    let data = html.split("id=\"page\">").nth(1).unwrap().split("</script>").next().unwrap();
    serde_json::from_str(data).unwrap()
}

#[test]
fn the_ledger_is_complete_in_both_languages_and_a_clerk_does_not_revoke() {
    let kiosks = ["kiosk-1".to_owned()];
    for (language, html) in in_both(|frame| {
        let is_supervisor = language_is_english(frame);
        ledger::render(frame, &kiosks, "Wang", (!is_supervisor, is_supervisor)).render().unwrap()
    }) {
        check("ledger", language, &html);
        let is_supervisor = language == Language::En;
        assert_eq!(html.contains("id=\"revoke\""), is_supervisor);
        assert_eq!(html.contains("href=\"/supervisor\""), is_supervisor);
        assert_eq!(html.contains("href=\"/desk\""), !is_supervisor);
        let data = page_data(&html);
        assert_eq!((&data["kiosks"][0], &data["may_revoke"]), (&"kiosk-1".into(), &is_supervisor.into()));
    }
}

#[test]
fn every_text_the_ledger_asks_for_is_there() {
    let known = knows(&["ledger", "desk"]);
    every_text_is_known("ledger/", &known, 15);
    for state in ["drawn", "issued", "revoked", "queued", "confirmed", "unknown", "refused"] {
        assert!(known(&format!("state.{state}")), "{state}");
    }
    for fact in ["number", "kind", "name", "person", "purpose", "at", "kept", "sha256"] {
        assert!(known(&format!("fact.{fact}")), "{fact}");
    }
}

#[test]
fn every_state_of_an_office_printer_has_words() {
    use hall_api::requests::OfficePrinterState as State;
    let states = [
        State::Ready,
        State::PaperLow,
        State::TonerLow,
        State::Busy,
        State::PaperOut,
        State::WrongPaper,
        State::Jam,
        State::CoverOpen,
        State::TonerOut,
        State::OutputFull,
        State::Stopped,
        State::Fault,
        State::Away,
        State::NoHost,
        State::NotIpp,
        State::NoPdf,
        State::NotSuitable,
    ];
    let texts = Texts::embedded();
    for state in states {
        let name = serde_json::to_value(state).unwrap();
        let key = format!("supervisor.office.{}", name.as_str().unwrap());
        assert!(Language::ALL.iter().all(|language| texts.find(*language, &key).is_some()), "{key}");
    }
}

#[test]
fn every_end_of_a_copy_has_words() {
    let said = String::new;
    let refusals = [
        OfficeRefusal::Printer(OfficeState::PaperOut),
        OfficeRefusal::Rejected { said: said() },
        OfficeRefusal::Aborted,
        OfficeRefusal::Cancelled,
        OfficeRefusal::NotPrinted,
        OfficeRefusal::NeverSent,
        OfficeRefusal::SentBefore,
        OfficeRefusal::Journal { reason: said() },
        OfficeRefusal::Closing,
    ];
    let doubts = [
        OfficeDoubt::Broken,
        OfficeDoubt::Cancelled,
        OfficeDoubt::NotWhole,
        OfficeDoubt::Forgotten,
        OfficeDoubt::Away,
        OfficeDoubt::TimedOut(OfficeState::Jam),
    ];
    // Whoever adds one adds it above as well.
    for refusal in &refusals {
        match refusal {
            OfficeRefusal::Printer(_)
            | OfficeRefusal::Rejected { .. }
            | OfficeRefusal::Aborted
            | OfficeRefusal::Cancelled
            | OfficeRefusal::NotPrinted
            | OfficeRefusal::NeverSent
            | OfficeRefusal::SentBefore
            | OfficeRefusal::Journal { .. }
            | OfficeRefusal::Closing => {}
        }
    }
    for doubt in &doubts {
        match doubt {
            OfficeDoubt::Broken
            | OfficeDoubt::Cancelled
            | OfficeDoubt::NotWhole
            | OfficeDoubt::Forgotten
            | OfficeDoubt::Away
            | OfficeDoubt::TimedOut(_) => {}
        }
    }
    // What a kiosk itself says of a copy that it could not hand to its printer (`worker/certificate/press.rs`).
    let kiosk = [
        "bad_name",
        "no_printer",
        "no_file",
        "queue_full",
        "bad_length",
        "closing",
        "visitor_gone",
        "paper_out",
    ];
    let codes =
        refusals.iter().map(OfficeRefusal::code).chain(doubts.iter().map(OfficeDoubt::code)).chain(kiosk);
    let codes: Vec<&str> = codes.collect();
    for (_, html) in in_both(|frame| ledger::render(frame, &[], "Wang", (true, true)).render().unwrap()) {
        let texts = &page_data(&html)["texts"];
        for code in &codes {
            assert!(texts[format!("office.{code}")].is_string(), "{code} has no words");
        }
    }
}
