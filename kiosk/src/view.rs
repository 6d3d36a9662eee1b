//! What a screen shows, as plain data in the visitor's language: made from the state, drawn by `crate::screens`.
//!
//! Everything a visitor can read or touch is here, so that tests look at data, not at pictures.

mod choose;
mod home;
mod materials;
mod ticket;
mod words;

use std::time::Duration;

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use crate::state::{Screen, State};

pub use choose::{BasketView, DepartmentsView, EntryView, ItemsView, OnlineView, RowView};
pub use home::{HomeView, LineView, StopView};
pub use materials::{CardView, MaterialsView};
pub use ticket::{RefusedView, TakingView, TicketView};

/// A whole screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The band at the upper edge.
    pub head: HeadView,
    /// What is between the bands.
    pub body: Body,
    /// Is there a way home in the bar?
    pub home: bool,
    /// Seconds left of the question whether the visitor is still there.
    pub asking: Option<u64>,
}

/// The band at the upper edge.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadView {
    /// Time of day.
    pub clock: Option<String>,
    /// Date and day of the week.
    pub date: Option<String>,
    /// Is the hall open?
    pub state: Option<(String, Tone)>,
}

/// What is between the bands.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// What can be done here now.
    Home(HomeView),
    /// Which department?
    Departments(DepartmentsView),
    /// Which items?
    Items(ItemsView),
    /// This is done online.
    Online(OnlineView),
    /// What to bring.
    Materials(MaterialsView),
    /// The number is being asked for.
    Taking(TakingView),
    /// The number.
    Ticket(TicketView),
    /// No number, and why.
    Refused(RefusedView),
}

/// A message across the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteView {
    /// What to say.
    pub words: String,
    /// What it means.
    pub tone: Tone,
    /// Its sign.
    pub icon: Icon,
}

/// What the state shows now.
pub fn of(state: &State, look: &Look, now: Duration) -> View {
    let body = match &state.screen {
        Screen::Home => Body::Home(home::view(state, look, now)),
        Screen::Departments { page } => Body::Departments(choose::departments(state, look, *page)),
        Screen::Items { shelf, page } => Body::Items(choose::items(state, look, now, shelf, *page)),
        Screen::Online { item, .. } => Body::Online(choose::online(state, look, item)),
        Screen::Materials { page } => Body::Materials(materials::view(state, look, *page)),
        Screen::Taking { since, retrying, .. } => Body::Taking(ticket::taking(look, *since, *retrying, now)),
        Screen::Ticket(screen) => Body::Ticket(ticket::view(state, look, screen, now)),
        Screen::Refused { code, items } => Body::Refused(ticket::refused(look, code, items)),
    };
    View {
        head: HeadView {
            clock: words::clock(state, now),
            date: words::date(state, look, now),
            state: words::opening(state, look),
        },
        body,
        home: !matches!(state.screen, Screen::Home | Screen::Taking { .. } | Screen::Ticket(_)),
        asking: state.asking(now).map(seconds_left),
    }
}

/// Whole seconds, the last one shown as 1.
fn seconds_left(left: Duration) -> u64 {
    left.as_millis().div_ceil(1000) as u64
}

#[cfg(test)]
mod tests;
