//! The first screen: what can be done here now, or why nothing can.

use std::time::Duration;

use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;

use super::{NoteView, certificate, words};
use crate::state::{HallState, LineOffer, Place, State, Touch};

/// The first screen.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeView {
    /// Why no numbers are given out, and what to do; none while they are.
    pub stop: Option<StopView>,
    /// What can be done now, the most important first.
    pub tiles: Vec<TileView>,
    /// How many wait where: every line inside its hours.
    pub lines: Vec<LineView>,
    /// Page of the lines, from 0; may be beyond the last.
    pub page: usize,
    /// What to know about the printer.
    pub note: Option<NoteView>,
}

/// Something that can be done now.
#[derive(Clone, Debug, PartialEq)]
pub struct TileView {
    /// What.
    pub title: String,
    /// More about it.
    pub hint: String,
    /// Its sign.
    pub icon: Icon,
    /// The largest thing on the screen.
    pub main: bool,
    /// It cannot be done now; the hint says why.
    pub stopped: bool,
    /// What a touch means.
    pub touch: Touch,
}

/// Where to ask.
#[derive(Clone, Debug, PartialEq)]
pub struct AskView {
    /// A few words.
    pub title: String,
    /// What to do.
    pub detail: String,
    /// Where the people who help are.
    pub place: Option<String>,
    /// How many wait there.
    pub waiting: Option<String>,
    /// Taking a number for help, if one can be had.
    pub help: Option<String>,
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

pub(super) fn view(state: &State, look: &Look, now: Duration, page: usize) -> HomeView {
    let stop = stop(state, look, now);
    let note = if stop.is_none() { words::printer(state, look) } else { None };
    let lines = if state.hall.is_up() { lines(state, look) } else { Vec::new() };
    HomeView { tiles: tiles(state, look, stop.is_none()), stop, lines, page, note }
}

fn tiles(state: &State, look: &Look, sells: bool) -> Vec<TileView> {
    let tile = |name: &str, icon, touch| TileView {
        title: look.t(&format!("kiosk.home.{name}")).to_owned(),
        hint: look.t(&format!("kiosk.home.{name}_hint")).to_owned(),
        icon,
        main: touch == Touch::Begin,
        stopped: false,
        touch,
    };
    let mut tiles = Vec::new();
    if sells {
        let mut take = tile("take_number", Icon::Ticket, Touch::Begin);
        if !state.basket.is_empty() {
            take.hint = look.count("kiosk.choose.basket", state.basket.items().len());
        }
        tiles.push(take);
    }
    if let Some(office) = state.certificates() {
        let certificate = tile("certificate", Icon::Paper, Touch::Go(Place::Certificate));
        tiles.push(match certificate::office(look, office).filter(|_| !office.prints()) {
            Some(trouble) => TileView { hint: trouble.words, stopped: true, ..certificate },
            // When no numbers are given out, it is the largest thing.
            None => TileView { main: !sells, ..certificate },
        });
    }
    if state.readers.scanner && state.hall.is_up() {
        tiles.push(tile("come_back", Icon::Scan, Touch::Go(Place::ComeBack)));
    }
    tiles.push(tile("ask", Icon::Question, Touch::Go(Place::Ask)));
    tiles
}

pub(super) fn ask(state: &State, look: &Look) -> AskView {
    let line = state.hall.help_line().filter(|_| state.hall.is_up());
    let waiting = line.and_then(|line| match state.hall.line_offer(&line.id)? {
        LineOffer::Open { waiting, .. } => Some(look.waiting(waiting)),
        _ => None,
    });
    AskView {
        title: look.t("kiosk.ask.title").to_owned(),
        detail: look.t("kiosk.ask.detail").to_owned(),
        place: state.hall.help_line().map(|line| words::text(look, &line.area).to_owned()),
        waiting,
        help: (state.hall.is_up() && state.hall.help_item().is_some())
            .then(|| look.t("kiosk.ask.help").to_owned()),
    }
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
