//! Waiting for the number, the number, and why there is none.

use std::time::Duration;

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::{NoteView, seconds_left, words};
use crate::state::{GIVE_UP_AFTER, Paper, RefusedItem, State, TicketScreen};

/// The number is being asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct TakingView {
    /// A few words.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// May the visitor give up?
    pub may_give_up: bool,
}

/// The number.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketView {
    /// The number.
    pub number: String,
    /// People ahead, as words and a figure; nobody has no figure.
    pub ahead: (String, Option<String>),
    /// Estimated wait.
    pub wait: String,
    /// Where to wait.
    pub area: String,
    /// Address of its page for the phone.
    pub address: String,
    /// What became of the paper.
    pub paper: NoteView,
    /// What stands on the button, and below it when the screen ends by itself.
    pub home_in: Option<String>,
}

/// It was refused, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedView {
    /// A few words.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// The number the visitor has already.
    pub number: Option<String>,
    /// Items it is about, each with the reason.
    pub items: Vec<(String, String)>,
    /// What stands on the button that leads on.
    pub on: String,
}

pub(super) fn taking(look: &Look, since: Duration, retrying: bool, now: Duration) -> TakingView {
    let slow = retrying || now >= since + GIVE_UP_AFTER;
    let name = if slow { "retry_" } else { "" };
    let part = |part: &str| look.t(&format!("kiosk.taking.{name}{part}")).to_owned();
    TakingView { title: part("title"), detail: part("detail"), may_give_up: now >= since + GIVE_UP_AFTER }
}

pub(super) fn view(state: &State, look: &Look, screen: &TicketScreen, now: Duration) -> TicketView {
    let ticket = &screen.ticket;
    let (key, tone, icon) = match screen.paper {
        Paper::Printing => ("printing", Tone::Plain, Icon::Printer),
        Paper::Printed => ("printed", Tone::Ok, Icon::Printer),
        Paper::Unknown => ("maybe_printed", Tone::Warning, Icon::Phone),
        Paper::NotPrinted => ("not_printed", Tone::Warning, Icon::Phone),
    };
    let paper = NoteView { words: look.t(&format!("kiosk.ticket.{key}")).to_owned(), tone, icon };
    let ahead = match ticket.people_ahead {
        0 => (look.t("kiosk.ticket.ahead_none").to_owned(), None),
        n => (look.t("kiosk.ticket.ahead").to_owned(), Some(look.count("common.people", n))),
    };
    let ends = (screen.paper != Paper::Printing).then(|| state.ends_at()).flatten();
    TicketView {
        number: ticket.number.clone(),
        ahead,
        wait: look.wait(ticket.wait),
        area: look.label(&ticket.area).to_owned(),
        address: ticket.phone_url.clone(),
        paper,
        home_in: ends
            .map(|at| look.count("kiosk.ticket.home_in", seconds_left(at.saturating_sub(now)) as usize)),
    }
}

/// Refusals a visitor can do something about, in the words of the problem. Any other means that the kiosk or the server
/// is not set up as it should be: a visitor is helped by people then.
pub(super) const FOR_VISITORS: [&str; 26] = [
    "rate_limited",
    "server_away",
    "item_unknown",
    "item_online",
    "line_closed",
    "line_full",
    "line_unserved",
    "closing_soon",
    "open_ticket",
    "rollover_due",
    "no_items",
    "too_many_items",
    "item_twice",
    "items_refused",
    "class_unknown",
    "return_code_unknown",
    "return_code_used",
    "return_code_expired",
    "bad_card",
    "not_a_ticket",
    "ticket_unknown",
    "wrong_phase",
    "grace_over",
    "printer_paper",
    "printer_offline",
    "internal",
];

/// Refusals that pass by themselves: for a visitor the same as no answer.
const PASSING: [&str; 4] = ["busy", "timeout", "too_many_requests", "unavailable"];

pub(super) fn refused(
    look: &Look,
    code: &str,
    number: Option<&str>,
    items: &[RefusedItem],
    goes_on: bool,
) -> RefusedView {
    let on = match (code, goes_on) {
        ("open_ticket", _) => "common.ok",
        (_, true) => "kiosk.refused.go_on",
        (_, false) => "kiosk.refused.choose_again",
    };
    let code = if PASSING.contains(&code) { "server_away" } else { code };
    let (title, detail) = if FOR_VISITORS.contains(&code) {
        look.problem(code)
    } else {
        (look.t("kiosk.refused.staff_title"), look.t("kiosk.refused.staff_detail"))
    };
    let items = items
        .iter()
        .map(|item| (words::text(look, &item.name).to_owned(), look.problem(&item.reason).0.to_owned()))
        .collect();
    RefusedView {
        title: title.to_owned(),
        detail: detail.to_owned(),
        on: look.t(on).to_owned(),
        number: number.map(str::to_owned),
        items,
    }
}
