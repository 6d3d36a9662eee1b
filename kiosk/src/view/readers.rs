//! Saying who one is, and coming back: classes, cards, return codes, tickets held before the scanner.

use std::time::Duration;

use hall_api::requests::{CannotReturn, ScannedTicket};
use hall_api::views::TicketState;
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::ticket::TakingView;
use super::{seconds_left, words};
use crate::state::{Screen, State, Touch};

/// Characters in each group of a return code, as it stands on the notice.
const GROUP: usize = 5;

/// Who waits less?
#[derive(Clone, Debug, PartialEq)]
pub struct ClassView {
    /// A few words.
    pub title: String,
    /// What it means.
    pub detail: String,
    /// The classes, and none.
    pub choices: Vec<ChoiceView>,
}

/// One of several.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceView {
    /// Its name.
    pub title: String,
    /// Its sign.
    pub icon: Icon,
    /// Is it the present one?
    pub selected: bool,
    /// What a touch means.
    pub touch: Touch,
}

/// Something is to be held before a reader.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptView {
    /// What to do.
    pub title: String,
    /// How.
    pub detail: String,
    /// Its sign.
    pub icon: Icon,
    /// The way back.
    pub back: String,
}

/// The return code, please.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeView {
    /// What to do.
    pub title: String,
    /// Where the code stands.
    pub detail: String,
    /// What was typed, in groups, and places for what is missing.
    pub places: Vec<Option<char>>,
    /// Places in each group.
    pub group: usize,
    /// Is it complete?
    pub complete: bool,
}

/// The ticket that was scanned.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundView {
    /// Its number.
    pub number: String,
    /// How it stands with it.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// What it means.
    pub tone: Tone,
    /// Its sign.
    pub icon: Icon,
    /// The visitor can come back: what stands on the button.
    pub confirm: Option<String>,
}

/// The visitor is back in line.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnedView {
    /// The ticket's number.
    pub number: String,
    /// A few words.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// When the screen ends by itself.
    pub home_in: Option<String>,
}

pub(super) fn class(state: &State, look: &Look) -> ClassView {
    let present = state.visitor.class.as_ref();
    let mut choices: Vec<ChoiceView> = state
        .hall
        .classes()
        .into_iter()
        .map(|class| ChoiceView {
            title: words::text(look, &class.name).to_owned(),
            icon: sign(class.id.as_str()),
            selected: present == Some(&class.id),
            touch: Touch::Class(Some(class.id.clone())),
        })
        .collect();
    choices.push(ChoiceView {
        title: look.t("kiosk.class.none").to_owned(),
        icon: Icon::Cross,
        selected: present.is_none(),
        touch: Touch::Class(None),
    });
    ClassView {
        title: look.t("kiosk.class.title").to_owned(),
        detail: look.t("kiosk.class.detail").to_owned(),
        choices,
    }
}

/// Signs of the classes most halls have; one person for others.
fn sign(class: &str) -> Icon {
    match class {
        "elderly" => Icon::Stick,
        "disabled" => Icon::Wheelchair,
        "infant" => Icon::Child,
        "veteran" => Icon::Medal,
        _ => Icon::Person,
    }
}

pub(super) fn card(look: &Look) -> PromptView {
    PromptView {
        title: look.t("kiosk.card.title").to_owned(),
        detail: look.t("kiosk.card.detail").to_owned(),
        icon: Icon::Card,
        back: look.t("kiosk.card.back").to_owned(),
    }
}

/// The card of who wants a certificate.
pub(super) fn own_card(look: &Look) -> PromptView {
    PromptView {
        title: look.t("kiosk.certificate.card_title").to_owned(),
        detail: look.t("kiosk.certificate.card_detail").to_owned(),
        icon: Icon::Card,
        back: look.t("common.back").to_owned(),
    }
}

pub(super) fn come_back(look: &Look) -> PromptView {
    PromptView {
        title: look.t("kiosk.come_back.title").to_owned(),
        detail: look.t("kiosk.come_back.detail").to_owned(),
        icon: Icon::Scan,
        back: look.t("common.back").to_owned(),
    }
}

pub(super) fn code(look: &Look, typed: &str) -> CodeView {
    let places = GROUP * 2;
    let mut typed = typed.chars();
    let shown: Vec<Option<char>> = (0..places).map(|_| typed.next()).collect();
    CodeView {
        title: look.t("kiosk.code.title").to_owned(),
        detail: look.t("kiosk.code.detail").to_owned(),
        complete: shown.iter().all(Option::is_some),
        places: shown,
        group: GROUP,
    }
}

pub(super) fn checking(look: &Look, from: &Screen) -> TakingView {
    let name = if matches!(from, Screen::Scanned { .. }) { "returning" } else { "looking" };
    TakingView {
        title: look.t(&format!("kiosk.come_back.{name}_title")).to_owned(),
        detail: look.t("kiosk.come_back.wait").to_owned(),
        may_give_up: false,
    }
}

pub(super) fn found(state: &State, look: &Look, ticket: &ScannedTicket) -> FoundView {
    let (name, tone, icon) = match ticket.cannot_return {
        None if matches!(ticket.state, TicketState::NoShow { .. }) => ("missed", Tone::Warning, Icon::Clock),
        None => ("parked", Tone::Plain, Icon::Ticket),
        Some(CannotReturn::Waiting) => ("waiting", Tone::Ok, Icon::People),
        Some(CannotReturn::Called) => ("called", Tone::Warning, Icon::Speaker),
        Some(CannotReturn::Serving) => ("serving", Tone::Ok, Icon::Person),
        Some(CannotReturn::BackAlready) => ("back_already", Tone::Ok, Icon::Check),
        Some(CannotReturn::GraceOver) => ("grace_over", Tone::Danger, Icon::Closed),
        Some(CannotReturn::Over) => ("over", Tone::Warning, Icon::Closed),
    };
    let window = match ticket.state {
        TicketState::Called { window } | TicketState::Serving { window } => window.to_string(),
        _ => String::new(),
    };
    let until = match ticket.state {
        TicketState::NoShow { until } => state.hall.civil(until).map(words::time_of_day).unwrap_or_default(),
        _ => String::new(),
    };
    let values = [("window", window.as_str()), ("time", until.as_str())];
    let part = |part: &str| look.fill(&format!("kiosk.found.{name}_{part}"), &values);
    FoundView {
        number: ticket.number.clone(),
        title: part("title"),
        detail: part("detail"),
        tone,
        icon,
        confirm: (ticket.cannot_return.is_none() && state.hall.is_up())
            .then(|| look.t("kiosk.found.confirm").to_owned()),
    }
}

pub(super) fn returned(state: &State, look: &Look, now: Duration, number: &str) -> ReturnedView {
    let left = state.ends_at().map(|at| seconds_left(at.saturating_sub(now)) as usize);
    ReturnedView {
        number: number.to_owned(),
        title: look.t("kiosk.returned.title").to_owned(),
        detail: look.t("kiosk.returned.detail").to_owned(),
        home_in: left.map(|left| look.count("kiosk.ticket.home_in", left)),
    }
}
