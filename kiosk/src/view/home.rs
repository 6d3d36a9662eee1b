//! The first screen: what can be done here now, or why nothing can.

use std::time::Duration;

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::{NoteView, words};
use crate::state::{HallState, LineOffer, State};

/// The first screen.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeView {
    /// Numbers can be taken; otherwise why not.
    pub stop: Option<StopView>,
    /// How many wait where.
    pub lines: Vec<LineView>,
    /// What to know about the printer.
    pub note: Option<NoteView>,
}

/// Why nothing can be done here, and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct StopView {
    /// A few words.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// When it goes on.
    pub opens: Option<String>,
    /// Its sign.
    pub icon: Icon,
    /// What it means.
    pub tone: Tone,
}

/// A line and how many wait.
#[derive(Clone, Debug, PartialEq)]
pub struct LineView {
    /// The letter of its tickets.
    pub prefix: char,
    /// Its name.
    pub name: String,
    /// People waiting.
    pub waiting: String,
    /// Estimated wait, or why no number can be taken.
    pub state: String,
    /// Can a number be taken?
    pub sells: bool,
}

pub(super) fn view(state: &State, look: &Look, now: Duration) -> HomeView {
    let stop = stop(state, look, now);
    let note = if stop.is_none() { words::printer(state, look) } else { None };
    let lines = if state.hall.is_up() { lines(state, look) } else { Vec::new() };
    HomeView { stop, lines, note }
}

fn stop(state: &State, look: &Look, now: Duration) -> Option<StopView> {
    let (name, icon, tone) = match state.hall.state() {
        HallState::Open { .. } => return None,
        HallState::Connecting => ("connecting", Icon::Clock, Tone::Plain),
        HallState::Away => ("away", Icon::Offline, Tone::Danger),
        HallState::Closed { .. } => ("closed", Icon::Clock, Tone::Warning),
        HallState::Full => ("full", Icon::Closed, Tone::Warning),
        HallState::Unserved => ("unserved", Icon::Closed, Tone::Warning),
    };
    let part = |part: &str| look.t(&format!("kiosk.state.{name}_{part}")).to_owned();
    let opens = match state.hall.state() {
        HallState::Closed { opens_at: Some(at) } => {
            words::coming(state, look, now, at, "kiosk.state.closed_opens")
        }
        _ => None,
    };
    Some(StopView { title: part("title"), detail: part("detail"), opens, icon, tone })
}

fn lines(state: &State, look: &Look) -> Vec<LineView> {
    let row = |(line, offer): (&hall_api::core::catalogue::Line, LineOffer)| {
        let (waiting, wait) = match offer {
            LineOffer::Open { waiting: 0, .. } => (look.waiting(0), String::new()),
            LineOffer::Open { waiting, wait, .. } => (look.waiting(waiting), look.wait(wait)),
            LineOffer::Full => (String::new(), look.t("kiosk.choose.line_full").to_owned()),
            LineOffer::Unserved => (String::new(), look.t("kiosk.choose.line_unserved").to_owned()),
            LineOffer::Closing => (String::new(), look.t("kiosk.choose.line_closing").to_owned()),
            LineOffer::Closed { .. } => (String::new(), look.t("kiosk.choose.line_closed").to_owned()),
        };
        LineView {
            prefix: line.prefix,
            name: words::text(look, &line.name).to_owned(),
            waiting,
            state: wait,
            sells: offer.sells(),
        }
    };
    state.hall.open_lines().into_iter().map(row).collect()
}
