//! What a screen knows, and what follows from each thing that happens: pure.
//!
//! The one rule above all others: a number is on the screen only while the server is heard. Everything else is the
//! latest view, which numbers in it are new (they flash and are spoken), and the time of day by the server's clock.

mod loudness;
mod news;
pub mod pad;
mod picture;
mod scope;

use std::time::Duration;

use hall_api::core::ids::WindowId;
use hall_api::core::time::{HOUR_MS, MINUTE_MS, Timestamp};
use hall_api::views::{BoardView, Call, Topic, Update, VoiceView, WindowView};
use jiff::tz::TimeZone;

pub use self::loudness::{Loudness, Span};
use self::news::News;
pub use self::picture::{
    BoardCall, BoardPicture, Hall, LiveHall, Message, Picture, Scene, Turn, WindowPicture, WindowState,
};
pub use self::scope::{Direction, Scope};
use crate::voice::queue::Queue;

/// A number flashes three times: dark and bright again in this time.
const FLASH_PERIOD: Duration = Duration::from_millis(900);
const FLASHES: u32 = 3;
/// Pause between two pictures of a flash: 30 a second.
const FLASH_STEP: Duration = Duration::from_millis(33);
/// How dark a number gets while flashing.
const FLASH_ALPHA_MIN: f32 = 0.12;

/// What this display shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The screen over a window.
    Window(WindowId),
    /// The hall's board.
    Board,
}

impl Place {
    /// What it listens to.
    pub fn topic(self) -> Topic {
        match self {
            Place::Window(window) => Topic::Window(window),
            Place::Board => Topic::Board,
        }
    }
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The server answers; the present view follows.
    Connected,
    /// The server is not heard any more.
    Lost,
    /// The server answers, but not this display, or not in words it understands.
    Refused {
        /// For staff: why.
        code: String,
    },
    /// The window as it is now.
    Window(Update<WindowView>),
    /// The hall as it is now.
    Board(Update<BoardView>),
    /// The voice has finished.
    Said,
}

/// What the worker shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Say a call once; [`Event::Said`] follows.
    Say {
        /// Which.
        call: Call,
        /// How loud, 0 (not at all) to 100.
        percent: u8,
    },
}

/// Is the server heard?
#[derive(Clone, Debug, PartialEq, Eq)]
enum Link {
    /// Not yet.
    Connecting,
    /// It answered; no view since.
    Connected,
    /// What is known is true now.
    Live,
    /// Not any more.
    Lost,
    /// It does not want this display.
    Refused { code: String },
}

#[derive(Clone, Debug, PartialEq)]
enum View {
    Window(WindowView),
    /// The part this board shows, and the letters of its lines that the hall does not have.
    Board(BoardView, Vec<char>),
}

/// The latest view and when it came.
#[derive(Clone, Debug)]
struct Latest {
    view: View,
    version: u64,
    server_now: Timestamp,
    came: Duration,
}

/// A number that is being brought to attention.
#[derive(Clone, Copy, Debug)]
struct Flash {
    call: u64,
    began: Duration,
}

/// What a screen knows. Times are since the program began.
#[derive(Clone, Debug)]
pub struct State {
    place: Place,
    zone: TimeZone,
    speaks: bool,
    loudness: Loudness,
    scope: Scope,
    link: Link,
    latest: Option<Latest>,
    news: News,
    flash: Option<Flash>,
    voice: Queue,
}

impl State {
    /// A screen that knows nothing yet.
    pub fn new(place: Place, zone: TimeZone, speaks: bool) -> Self {
        Self {
            place,
            zone,
            speaks,
            loudness: Loudness::default(),
            scope: Scope::default(),
            link: Link::Connecting,
            latest: None,
            news: News::default(),
            flash: None,
            voice: Queue::default(),
        }
    }

    /// With a voice that is not always equally loud.
    pub fn with_loudness(self, loudness: Loudness) -> Self {
        Self { loudness, ..self }
    }

    /// A board that shows a part of the hall.
    pub fn with_scope(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }

    /// Takes an event in.
    pub fn on(&mut self, event: Event, now: Duration) -> Vec<Action> {
        match event {
            // After an interruption too short to be reported what is shown is still young: no need to blink.
            Event::Connected if self.link == Link::Live => {}
            Event::Connected => self.link = Link::Connected,
            Event::Lost => self.unlink(Link::Lost),
            Event::Refused { code } => self.unlink(Link::Refused { code }),
            Event::Window(update) => {
                let calls: Vec<Call> = update.view.call.iter().cloned().collect();
                self.take(update.version, update.now, View::Window(update.view), &calls, now);
            }
            Event::Board(update) => {
                let unknown = self.scope.unknown_in(&update.view);
                let view = self.scope.part_of(update.view);
                let calls = view.calls.clone();
                self.take(update.version, update.now, View::Board(view, unknown), &calls, now);
            }
            Event::Said => self.voice.said(),
        }
        let call = self.voice.next(now);
        call.map(|call| Action::Say { call, percent: self.percent(now) }).into_iter().collect()
    }

    /// How loud the voice is now, by the site's time of day.
    fn percent(&self, now: Duration) -> u8 {
        self.clock(now).map_or(100, |at| {
            let midnight = jiff::civil::Time::midnight();
            self.loudness.at(midnight.duration_until(at.civil(&self.zone).time()).as_millis() as i64)
        })
    }

    /// How long until the picture changes by itself: a flash, the minute, a pause that is over. None while no view is live.
    pub fn next_tick(&self, now: Duration) -> Option<Duration> {
        if self.flash_alpha(now).is_some() {
            return Some(FLASH_STEP);
        }
        let server_now = self.server_now(now)?;
        let minute = MINUTE_MS - server_now.0.rem_euclid(MINUTE_MS);
        // A moment later, so that the picture is drawn after the change and not before it.
        Some(Duration::from_millis(minute as u64 + 5))
    }

    fn unlink(&mut self, link: Link) {
        self.link = link;
        self.flash = None;
    }

    fn take(&mut self, version: u64, server_now: Timestamp, view: View, calls: &[Call], now: Duration) {
        let VoiceView { silent_to, .. } = view.voice();
        // After a restart from an older log the calls count from further down: what they say is not news.
        if self.latest.as_ref().is_some_and(|latest| version < latest.version) {
            self.news = News::default();
        }
        self.link = Link::Live;
        self.latest = Some(Latest { view, version, server_now, came: now });
        self.voice.drop_to(silent_to);
        for call in self.news.of(calls) {
            self.flash = Some(Flash { call: call.call, began: now });
            if self.speaks && call.call > silent_to {
                let age = Duration::from_millis(server_now.since(call.at) as u64);
                self.voice.offer(call, age, now);
            }
        }
    }

    /// The server's clock, while it is heard.
    fn server_now(&self, now: Duration) -> Option<Timestamp> {
        self.clock(now).filter(|_| self.link == Link::Live)
    }

    /// The server's clock by what was heard of it last.
    fn clock(&self, now: Duration) -> Option<Timestamp> {
        let latest = self.latest.as_ref()?;
        Some(latest.server_now + now.saturating_sub(latest.came).as_millis() as i64)
    }

    /// How visible the flashing number is, 0 to 1; none if nothing flashes.
    fn flash_alpha(&self, now: Duration) -> Option<f32> {
        let flash = self.flash?;
        let passed = now.saturating_sub(flash.began);
        let shown = self.latest.as_ref().is_some_and(|latest| latest.view.is_called(flash.call));
        if !shown || passed >= FLASH_PERIOD * FLASHES {
            return None;
        }
        let phase = passed.as_secs_f32() / FLASH_PERIOD.as_secs_f32() * std::f32::consts::TAU;
        let bright = f32::midpoint(1.0, phase.cos());
        Some(FLASH_ALPHA_MIN + (1.0 - FLASH_ALPHA_MIN) * bright)
    }

    /// How visible the number of a call is.
    fn alpha(&self, call: u64, now: Duration) -> f32 {
        self.flash.filter(|flash| flash.call == call).and_then(|_| self.flash_alpha(now)).unwrap_or(1.0)
    }
}

/// A time of day such as `14:10`, with the day if it is not today's.
fn time_of_day(zone: &TimeZone, at: Timestamp, server_now: Timestamp) -> String {
    let civil = at.civil(zone);
    let time = format!("{:02}:{:02}", civil.hour(), civil.minute());
    if at.since(server_now) < 20 * HOUR_MS {
        time
    } else {
        format!("{}-{} {time}", civil.month(), civil.day())
    }
}

impl View {
    /// Whether calls are spoken.
    fn voice(&self) -> VoiceView {
        match self {
            View::Window(view) => view.voice,
            View::Board(view, _) => view.voice,
        }
    }

    /// Is this call on the screen, its visitor still on the way?
    fn is_called(&self, call: u64) -> bool {
        let calls = match self {
            View::Window(view) => view.call.as_slice(),
            View::Board(view, _) => &view.calls,
        };
        calls.iter().any(|shown| shown.call == call && !shown.serving)
    }
}

#[cfg(test)]
mod tests;
