//! The printer of certificates, and numbers of copies, in words.

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::NoteView;
use crate::state::Office;

/// What to know about the printer of certificates; none if it is as it should be.
pub(in crate::view) fn office(look: &Look, office: Office) -> Option<NoteView> {
    let (key, tone) = match office {
        Office::None | Office::Ready => return None,
        Office::Low => ("kiosk.office.low", Tone::Plain),
        Office::Asking => ("kiosk.office.asking", Tone::Plain),
        Office::PaperOut => ("kiosk.office.paper_out", Tone::Warning),
        Office::Jam => ("kiosk.office.jam", Tone::Warning),
        Office::TonerOut => ("kiosk.office.toner_out", Tone::Warning),
        Office::CoverOpen => ("kiosk.office.cover_open", Tone::Warning),
        Office::Fault => ("kiosk.office.fault", Tone::Warning),
        Office::Away => ("kiosk.office.away", Tone::Warning),
    };
    Some(NoteView { words: look.t(key).to_owned(), tone, icon: Icon::Printer })
}

/// So many copies.
pub(super) fn copies(look: &Look, copies: u32) -> String {
    match copies {
        1 => look.t("kiosk.certificate.copies_one").to_owned(),
        n => look.count("kiosk.certificate.copies_n", n as usize),
    }
}
