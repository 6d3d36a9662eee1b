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

/// No number, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedView {
    /// A few words.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// Items it is about, each with the reason.
    pub items: Vec<(String, String)>,
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

pub(super) fn refused(look: &Look, code: &str, items: &[RefusedItem]) -> RefusedView {
    let (title, detail) = look.problem(code);
    let items = items
        .iter()
        .map(|item| (words::text(look, &item.name).to_owned(), look.problem(&item.reason).0.to_owned()))
        .collect();
    RefusedView { title: title.to_owned(), detail: detail.to_owned(), items }
}
