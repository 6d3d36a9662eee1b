//! What is to be drawn: plain data, every decision taken.

use std::time::Duration;

use hall_api::core::time::Timestamp;
use hall_api::requests::Label;
use hall_api::views::{BoardLine, BoardReady, BoardView, Call, WindowMode, WindowView};
use jiff::tz::TimeZone;

use super::{Direction, Link, Place, State, View, time_of_day};

/// What does not fit beside the rest is shown in turns of this length, milliseconds.
const TURN_MS: i64 = 8_000;

/// A screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// The screen over a window.
    Window(WindowPicture),
    /// The hall's board.
    Board(BoardPicture),
}

/// Why there are no numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The server has not answered yet.
    Connecting,
    /// The server is not heard any more.
    Lost,
    /// The server does not serve this display.
    Refused {
        /// For staff.
        code: String,
    },
}

/// The screen over a window.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowPicture {
    /// The number over the window.
    pub number: String,
    /// What it serves; empty until known.
    pub serves: Vec<Label>,
    /// Is it working? None while the server is not heard.
    pub state: Option<WindowState>,
    /// Time of day; none while the server is not heard.
    pub clock: Option<String>,
    /// The large part.
    pub scene: Scene,
}

/// Is a window working?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowState {
    /// Calls visitors.
    Open,
    /// Calls nobody for a while.
    Paused {
        /// Back then, such as `14:10`; none if not known or already past.
        back_at: Option<String>,
    },
    /// Nobody there.
    Closed,
}

/// The large part of the screen over a window.
#[derive(Clone, Debug, PartialEq)]
pub enum Scene {
    /// A number is called.
    Called {
        /// Such as `A003`.
        number: String,
        /// How visible it is, 0 to 1: it flashes.
        alpha: f32,
    },
    /// A visitor is at the window.
    Serving {
        /// Such as `A003`.
        number: String,
    },
    /// Open, nobody called.
    Free,
    /// Calls nobody for a while.
    Paused {
        /// Back then, if known.
        back_at: Option<String>,
    },
    /// Nobody there.
    Closed,
    /// No numbers.
    Message(Message),
}

/// The hall's board.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardPicture {
    /// Name of the site; none until known.
    pub site: Option<Label>,
    /// Time of day; none while the server is not heard.
    pub clock: Option<String>,
    /// The hall, or why it is not shown.
    pub hall: Hall,
}

/// The hall on its board.
#[derive(Clone, Debug, PartialEq)]
pub enum Hall {
    /// As it is now.
    Live(LiveHall),
    /// No numbers.
    Message(Message),
}

/// The hall as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveHall {
    /// Every number called, the latest first; then those being served.
    pub calls: Vec<BoardCall>,
    /// Waiting people per line.
    pub lines: Vec<BoardLine>,
    /// Results that can be collected.
    pub ready: Vec<BoardReady>,
    /// What is announced, the latest first.
    pub notices: Vec<Label>,
    /// A supervisor muted the voice: who listens for a number must look.
    pub muted: bool,
    /// For staff: letters in this board's configuration that no line has.
    pub unknown_lines: Vec<char>,
    /// Which part of what does not fit at once.
    pub turn: Turn,
}

/// Whose turn it is among parts that are shown one after another; every board of a hall turns at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Counts up.
    pub count: u64,
    /// Until the next.
    pub left: Duration,
}

impl Turn {
    fn at(server_now: Timestamp) -> Self {
        let left = TURN_MS - server_now.0.rem_euclid(TURN_MS);
        // A moment later, so that the picture is drawn after the change and not before it.
        Self { count: server_now.0.div_euclid(TURN_MS) as u64, left: Duration::from_millis(left as u64 + 5) }
    }
}

/// A number on the board.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardCall {
    /// Such as `A003`.
    pub number: String,
    /// The window it is called to.
    pub window: String,
    /// Where that is, seen from the board, if known.
    pub direction: Option<Direction>,
    /// The visitor is there.
    pub serving: bool,
    /// How visible it is, 0 to 1: the latest flashes.
    pub alpha: f32,
}

impl Link {
    /// Why there is nothing to show.
    pub(super) fn message(&self) -> Message {
        match self {
            Link::Connecting | Link::Connected | Link::Live => Message::Connecting,
            Link::Lost => Message::Lost,
            Link::Refused { code } => Message::Refused { code: code.clone() },
        }
    }
}

impl WindowState {
    /// How a window is at an instant.
    pub(super) fn of(mode: WindowMode, zone: &TimeZone, server_now: Timestamp) -> Self {
        match mode {
            WindowMode::Open => Self::Open,
            WindowMode::Closed => Self::Closed,
            WindowMode::Paused { until, .. } => Self::Paused {
                back_at: until
                    .filter(|until| *until > server_now)
                    .map(|until| time_of_day(zone, until, server_now)),
            },
        }
    }
}

impl State {
    /// The picture now.
    pub fn picture(&self, now: Duration) -> Picture {
        match self.place {
            Place::Window(window) => Picture::Window(self.window_picture(&window.to_string(), now)),
            Place::Board => Picture::Board(self.board_picture(now)),
        }
    }

    fn window_picture(&self, number: &str, now: Duration) -> WindowPicture {
        let view = self.latest.as_ref().and_then(|latest| match &latest.view {
            View::Window(view) => Some(view),
            View::Board(..) => None,
        });
        let live = view.zip(self.server_now(now));
        WindowPicture {
            number: number.to_owned(),
            serves: view.map(|view| view.serves.clone()).unwrap_or_default(),
            state: live.map(|(view, server_now)| WindowState::of(view.state, &self.zone, server_now)),
            clock: live.map(|(_, server_now)| time_of_day(&self.zone, server_now, server_now)),
            scene: live.map_or_else(
                || Scene::Message(self.link.message()),
                |(view, server_now)| self.scene(view, server_now, now),
            ),
        }
    }

    fn scene(&self, view: &WindowView, server_now: Timestamp, now: Duration) -> Scene {
        if let Some(call) = &view.call {
            let number = call.number.to_string();
            return if call.serving {
                Scene::Serving { number }
            } else {
                Scene::Called { number, alpha: self.alpha(call.call, now) }
            };
        }
        match WindowState::of(view.state, &self.zone, server_now) {
            WindowState::Open => Scene::Free,
            WindowState::Paused { back_at } => Scene::Paused { back_at },
            WindowState::Closed => Scene::Closed,
        }
    }

    fn board_picture(&self, now: Duration) -> BoardPicture {
        let view = self.latest.as_ref().and_then(|latest| match &latest.view {
            View::Board(view, unknown) => Some((view, unknown)),
            View::Window(_) => None,
        });
        let live = view.zip(self.server_now(now));
        let hall = |((view, unknown), server_now): ((&BoardView, &Vec<char>), Timestamp)| LiveHall {
            calls: self.board_calls(view, now),
            lines: board_lines(view),
            ready: view.ready.clone(),
            notices: view.notices.clone(),
            muted: view.voice.muted,
            unknown_lines: unknown.clone(),
            turn: Turn::at(server_now),
        };
        BoardPicture {
            site: view.map(|(view, _)| view.site.clone()),
            clock: live.map(|(_, server_now)| time_of_day(&self.zone, server_now, server_now)),
            hall: live.map_or_else(|| Hall::Message(self.link.message()), |live| Hall::Live(hall(live))),
        }
    }

    fn board_calls(&self, view: &BoardView, now: Duration) -> Vec<BoardCall> {
        let mut calls: Vec<&Call> = view.calls.iter().collect();
        calls.sort_by_key(|call| (call.serving, std::cmp::Reverse(call.call)));
        let shown = |call: &Call| BoardCall {
            number: call.number.to_string(),
            window: call.window.to_string(),
            direction: self.scope.directions.get(&call.window).copied(),
            serving: call.serving,
            alpha: self.alpha(call.call, now),
        };
        calls.into_iter().map(shown).collect()
    }
}

/// The lines by the letter on the tickets, as people look for them.
fn board_lines(view: &BoardView) -> Vec<BoardLine> {
    let mut lines = view.lines.clone();
    lines.sort_by_key(|line| line.prefix);
    lines
}
