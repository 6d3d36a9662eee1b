//! Something to know on the way to a certificate, and what to do next: waiting, printing, taking the paper, troubles.

use std::time::Duration;

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::super::{NoteView, words as times};
use super::office;
use crate::state::certificate::{Copies, CopyEnd, Then, Trouble, Wait};
use crate::state::{CertificateTouch, GIVE_UP_AFTER, Office, State, Touch};

/// Refusals a person can do something about, in the words of the problem. Any other means that the kiosk or the server is not
/// set up as it should be: people help then.
pub(in crate::view) const FOR_PERSONS: [&str; 5] =
    ["bad_card", "unknown_card", "account_locked", "account_disabled", "person_session_over"];

/// Refusals of a certificate: the server's own words say why, and what to do.
const OF_CERTIFICATES: [&str; 11] = [
    "certificate_refused",
    "certificate_unknown",
    "certificates_closed",
    "certificate_unprintable",
    "certificate_too_old",
    "certificate_file_gone",
    "base_data_away",
    "copies_used_up",
    "bad_copies",
    "too_many_copies",
    "too_many_drafts",
];

/// Something to know, and what to do next.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageView {
    /// Its sign.
    pub icon: Icon,
    /// What it means.
    pub tone: Tone,
    /// A few words.
    pub title: String,
    /// A fact that matters.
    pub fact: Option<String>,
    /// What to do.
    pub detail: String,
    /// How far it has come, of how much.
    pub progress: Option<(u32, u32)>,
    /// What is in the way.
    pub note: Option<NoteView>,
    /// What can be done, the likeliest last.
    pub ways: Vec<WayView>,
    /// When it ends by itself.
    pub ends: Option<String>,
}

/// Something that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct WayView {
    /// What stands on the button.
    pub words: String,
    /// Its sign.
    pub icon: Icon,
    /// The likeliest.
    pub main: bool,
    /// Can it be done now?
    pub enabled: bool,
    /// What a touch means.
    pub touch: Touch,
}

impl MessageView {
    fn new(look: &Look, (icon, tone): (Icon, Tone), title: &str, detail: &str) -> Self {
        Self {
            icon,
            tone,
            title: look.t(title).to_owned(),
            fact: None,
            detail: look.t(detail).to_owned(),
            progress: None,
            note: None,
            ways: Vec::new(),
            ends: None,
        }
    }
}

fn way(look: &Look, key: &str, icon: Icon, main: bool, touch: Touch) -> WayView {
    WayView { words: look.t(key).to_owned(), icon, main, enabled: true, touch }
}

/// Where one is while something is waited for.
pub(super) fn stage(what: Wait) -> usize {
    match what {
        Wait::Phone | Wait::Pin => 0,
        Wait::Offers => 1,
        Wait::Drawing => 2,
        Wait::Ordering => 3,
    }
}

pub(super) fn waiting(
    look: &Look,
    what: Wait,
    since: Duration,
    retrying: bool,
    now: Duration,
) -> MessageView {
    let (icon, title) = match what {
        Wait::Phone => (Icon::Phone, "kiosk.certificate.wait_phone"),
        Wait::Pin => (Icon::Card, "kiosk.certificate.wait_pin"),
        Wait::Offers => (Icon::Search, "kiosk.certificate.wait_offers"),
        Wait::Drawing => (Icon::Paper, "kiosk.certificate.wait_drawing"),
        Wait::Ordering => (Icon::Printer, "kiosk.certificate.wait_ordering"),
    };
    let late = now >= since + GIVE_UP_AFTER;
    let detail = match what {
        _ if retrying || late => "kiosk.certificate.wait_retry",
        Wait::Drawing => "kiosk.certificate.wait_drawing_detail",
        _ => "kiosk.certificate.wait_detail",
    };
    let mut view = MessageView::new(look, (icon, Tone::Plain), title, detail);
    if late {
        view.ways.push(way(look, "kiosk.taking.give_up", Icon::Cross, false, Touch::GiveUp));
    }
    view
}

pub(super) fn printing(state: &State, look: &Look, copies: &Copies) -> MessageView {
    let tone = if state.office.prints() { Tone::Plain } else { Tone::Warning };
    let (title, detail) = match state.office {
        Office::PaperOut => ("kiosk.certificate.stopped_title", "kiosk.certificate.stopped_paper"),
        Office::Jam | Office::CoverOpen | Office::TonerOut | Office::Fault | Office::Away => {
            ("kiosk.certificate.stopped_title", "kiosk.certificate.stopped_staff")
        }
        Office::None | Office::Asking | Office::Ready | Office::Low => {
            ("kiosk.certificate.printing_title", "kiosk.certificate.printing_detail")
        }
    };
    let (sheet, of) = copies.sheet();
    let (n, all) = (sheet.to_string(), of.to_string());
    let mut view = MessageView::new(look, (Icon::Printer, tone), title, detail);
    view.fact = Some(look.fill("kiosk.certificate.printing_sheet", &[("n", &n), ("of", &all)]));
    view.progress = Some((sheet.saturating_sub(1), of));
    // Of paper the detail says everything.
    view.note =
        office(look, state.office).filter(|_| !state.office.prints() && state.office != Office::PaperOut);
    view
}

pub(super) fn short(state: &State, look: &Look, copies: &Copies) -> MessageView {
    let (missing, unknown) = (copies.ended(CopyEnd::NotPrinted), copies.ended(CopyEnd::Unknown));
    let finished = |main| way(look, "kiosk.certificate.finished", Icon::Home, main, Touch::Done);
    let mut view = if missing > 0 {
        let mut view = MessageView::new(
            look,
            (Icon::Warning, Tone::Warning),
            "kiosk.certificate.short_title",
            if unknown > 0 { "kiosk.certificate.short_unknown" } else { "kiosk.certificate.short_detail" },
        );
        view.fact = Some(look.count("kiosk.certificate.short_copies", missing));
        let again = CertificateTouch::PrintAgain;
        let again = way(look, "kiosk.certificate.again", Icon::Printer, true, Touch::Certificate(again));
        view.ways = vec![finished(false), WayView { enabled: state.office.prints(), ..again }];
        view
    } else {
        let mut view = MessageView::new(
            look,
            (Icon::Question, Tone::Warning),
            "kiosk.certificate.unknown_title",
            "kiosk.certificate.unknown_detail",
        );
        view.ways = vec![finished(true)];
        view
    };
    view.note = office(look, state.office).filter(|_| !state.office.prints());
    view
}

pub(super) fn taken(look: &Look, left: usize) -> MessageView {
    let mut view = MessageView::new(
        look,
        (Icon::Check, Tone::Ok),
        "kiosk.certificate.taken_title",
        "kiosk.certificate.taken_detail",
    );
    let another = Touch::Certificate(CertificateTouch::Another);
    view.ways = vec![
        way(look, "kiosk.certificate.another", Icon::Paper, false, another),
        way(look, "kiosk.certificate.finished", Icon::Home, true, Touch::Done),
    ];
    view.ends = Some(look.count("kiosk.certificate.signs_out_in", left));
    view
}

pub(super) fn trouble(state: &State, look: &Look, trouble: &Trouble, now: Duration) -> MessageView {
    let code = match trouble.code.as_str() {
        "busy" | "timeout" | "too_many_requests" | "unavailable" => "server_away",
        code => code,
    };
    let own = match code {
        "server_away" => Some(("kiosk.certificate.away_title", "kiosk.certificate.away_detail")),
        "sign_in_over" => Some(("kiosk.certificate.over_title", "kiosk.certificate.over_detail")),
        "sign_in_denied" => Some(("kiosk.certificate.denied_title", "kiosk.certificate.denied_detail")),
        "preview" => Some(("kiosk.certificate.unreadable_title", "kiosk.certificate.unreadable_detail")),
        _ => None,
    };
    let words = trouble.words.as_ref().filter(|_| OF_CERTIFICATES.contains(&code));
    let (title, detail) = match own {
        _ if words.is_some() => {
            (look.t("kiosk.certificate.refused_title"), words.map_or("", |words| look.label(words)))
        }
        Some((title, detail)) => (look.t(title), look.t(detail)),
        None if FOR_PERSONS.contains(&code) => look.problem(code),
        None => (look.t("kiosk.certificate.staff_title"), look.t("kiosk.certificate.staff_detail")),
    };
    let on = match trouble.then {
        Then::SignIn | Then::Again(Wait::Phone | Wait::Pin) => "kiosk.certificate.sign_in_again",
        Then::Again(_) => "kiosk.certificate.try_again",
        Then::Choose => "kiosk.certificate.choose_other",
        Then::Home => "kiosk.idle.leave",
    };
    let icon = if trouble.then == Then::Home { Icon::Home } else { Icon::Back };
    let tone = if code == "server_away" { Tone::Danger } else { Tone::Warning };
    let sign = if code == "server_away" { Icon::Offline } else { Icon::Warning };
    let until = trouble.until.and_then(|at| times::coming(state, look, now, at, "kiosk.certificate.until"));
    MessageView {
        title: title.to_owned(),
        detail: detail.to_owned(),
        fact: until,
        ways: vec![way(look, on, icon, true, Touch::Done)],
        ..MessageView::new(
            look,
            (sign, tone),
            "kiosk.certificate.staff_title",
            "kiosk.certificate.staff_detail",
        )
    }
}
