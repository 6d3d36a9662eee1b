//! What a screen shows, as plain data in the visitor's language: made from the state, drawn by `crate::screens`.
//!
//! Everything a visitor can read or touch is here, so that tests look at data, not at pictures.

mod certificate;
mod choose;
mod home;
mod item;
mod materials;
mod readers;
mod ticket;
mod words;

use std::time::Duration;

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use crate::state::{HallState, Screen, State};

pub use certificate::{
    CertificateScreen, CertificateView, ChoicesView, CopiesView, MessageView, OfferView, OffersView,
    PhoneView, PinView, PreviewView, SignInView, WayView,
};
pub use choose::{
    BasketView, ChooseView, EntryView, ItemsView, ListView, OnlineView, RowView, SearchView, TabView,
};
pub use home::{AskView, HomeView, LineView, StopView, TileView};
pub use item::{FactView, ItemView, MaterialView, SampleEntryView, SampleView};
pub use materials::{CardView, MaterialsView, OptionView};
pub use readers::{ChoiceView, ClassView, CodeView, FoundView, PromptView, ReturnedView};
pub use ticket::{RefusedView, TakingView, TicketView};

/// A whole screen.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The band at the upper edge.
    pub head: HeadView,
    /// What there is to say now, below the head.
    pub banner: Option<NoteView>,
    /// What is between the bands.
    pub body: Body,
    /// What stands on the way home in the bar, if there is one.
    pub home: Option<String>,
    /// What the visitor is asked over everything else.
    pub question: Option<QuestionView>,
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

/// A question over everything else: answered with [`crate::state::Touch::Stay`] or [`crate::state::Touch::Leave`].
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    /// What is asked.
    pub title: String,
    /// What happens otherwise.
    pub detail: String,
    /// Stay.
    pub stay: String,
    /// Leave.
    pub leave: String,
}

/// What is between the bands.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// What can be done here now.
    Home(HomeView),
    /// Where to ask.
    Ask(AskView),
    /// What about?
    Choose(ChooseView),
    /// Which items?
    Items(ItemsView),
    /// Which items, by what is typed?
    Search(SearchView),
    /// Everything about an item.
    Item(ItemView),
    /// A sample document.
    Sample(SampleView),
    /// This is done online.
    Online(OnlineView),
    /// What to bring, and how the number is taken.
    Materials(MaterialsView),
    /// Who waits less?
    Class(ClassView),
    /// Something is to be held before a reader: the card, or the ticket.
    Prompt(PromptView),
    /// The return code, please.
    Code(CodeView),
    /// The server is asked: for a number, or about a ticket.
    Taking(TakingView),
    /// The ticket that was scanned.
    Found(FoundView),
    /// The visitor is back in line.
    Returned(ReturnedView),
    /// The number.
    Ticket(TicketView),
    /// It was refused, and why.
    Refused(RefusedView),
    /// Somebody prints a certificate.
    Certificate(Box<CertificateScreen>),
}

impl Body {
    /// What kind of screen it is: another one appears gently.
    pub fn kind(&self) -> impl std::hash::Hash + use<> {
        let part = match self {
            Self::Certificate(screen) => Some(std::mem::discriminant(&screen.view)),
            _ => None,
        };
        (std::mem::discriminant(self), part)
    }

    /// Is a document on it, whose texture has to live?
    pub fn has_document(&self) -> bool {
        match self {
            Self::Sample(_) => true,
            Self::Certificate(screen) => matches!(screen.view, CertificateView::Preview(_)),
            _ => false,
        }
    }
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
        Screen::Home { page } => Body::Home(home::view(state, look, now, *page)),
        Screen::Ask => Body::Ask(home::ask(state, look)),
        Screen::Choose { by, page } => Body::Choose(choose::choose(state, look, now, *by, *page)),
        Screen::Items { shelf, page, .. } => Body::Items(choose::items(state, look, now, shelf, *page)),
        Screen::Search { query, found, page } => {
            Body::Search(choose::search(state, look, now, (query, found), *page))
        }
        Screen::Item { item, page, .. } => Body::Item(item::view(state, look, now, item, *page)),
        Screen::Sample { item, index, .. } => Body::Sample(item::sample(state, look, item, *index)),
        Screen::Online { item, .. } => Body::Online(choose::online(state, look, item)),
        Screen::Materials { page } => Body::Materials(materials::view(state, look, now, *page)),
        Screen::Class => Body::Class(readers::class(state, look)),
        Screen::Card => Body::Prompt(readers::card(look)),
        Screen::ComeBack => Body::Prompt(readers::come_back(look)),
        Screen::Code { typed } => Body::Code(readers::code(look, typed)),
        Screen::Checking { from, .. } => Body::Taking(readers::checking(look, from)),
        Screen::Scanned { ticket, .. } => Body::Found(readers::found(state, look, ticket)),
        Screen::Returned { number, .. } => Body::Returned(readers::returned(state, look, now, number)),
        Screen::Taking { since, retrying, .. } => Body::Taking(ticket::taking(look, *since, *retrying, now)),
        Screen::Ticket(screen) => Body::Ticket(ticket::view(state, look, screen, now)),
        Screen::Refused { code, number, items, .. } => Body::Refused(ticket::refused(
            look,
            code,
            number.as_deref(),
            items,
            state.goes_on_after_refusal(),
        )),
        Screen::Certificate => certificate::view(state, look, now),
    };
    View {
        head: HeadView {
            clock: words::clock(state, now),
            date: words::date(state, look, now),
            state: words::opening(state, look),
        },
        banner: banner(state, look, now),
        body,
        home: home(state, look),
        question: question(state, look, now),
    }
}

/// Whoever has signed in leaves by signing out.
fn home(state: &State, look: &Look) -> Option<String> {
    let signed_in = state.certificate.as_ref().is_some_and(|certificate| certificate.person.is_some());
    let words = match state.screen {
        Screen::Home { .. } | Screen::Taking { .. } | Screen::Checking { .. } | Screen::Ticket(_) => None,
        Screen::Certificate if signed_in => Some("kiosk.certificate.leave_leave"),
        _ => Some("kiosk.bar.home"),
    };
    words.map(|key| look.t(key).to_owned())
}

/// What there is to say now: what the visitor just did before a reader, else that the server is away.
fn banner(state: &State, look: &Look, now: Duration) -> Option<NoteView> {
    if let Some(notice) = state.notice(now) {
        return Some(words::notice(look, notice));
    }
    // The first screen says it large; a number that was given out stands whatever happens to the server.
    let says_it = matches!(
        state.screen,
        Screen::Home { .. } | Screen::Taking { .. } | Screen::Ticket(_) | Screen::Returned { .. }
    );
    (!says_it && state.hall.state() == HallState::Away).then(|| NoteView {
        words: look.t("kiosk.state.away_wait").to_owned(),
        tone: Tone::Danger,
        icon: Icon::Offline,
    })
}

fn question(state: &State, look: &Look, now: Duration) -> Option<QuestionView> {
    let text = |key: &str| look.t(key).to_owned();
    if let Some(left) = state.asking(now) {
        return Some(QuestionView {
            title: text("kiosk.idle.title"),
            detail: look.count("kiosk.idle.detail", seconds_left(left) as usize),
            stay: text("kiosk.idle.stay"),
            leave: text("kiosk.idle.leave"),
        });
    }
    if state.is_leaving() && state.screen == Screen::Certificate {
        return Some(QuestionView {
            title: text("kiosk.certificate.leave_title"),
            detail: text("kiosk.certificate.leave_detail"),
            stay: text("kiosk.leave.stay"),
            leave: text("kiosk.certificate.leave_leave"),
        });
    }
    state.is_leaving().then(|| QuestionView {
        title: text("kiosk.leave.title"),
        detail: look.count("kiosk.leave.detail", state.basket.items().len()),
        stay: text("kiosk.leave.stay"),
        leave: text("kiosk.leave.leave"),
    })
}

/// Whole seconds, the last one shown as 1.
fn seconds_left(left: Duration) -> u64 {
    left.as_millis().div_ceil(1000) as u64
}

#[cfg(test)]
mod tests;
