//! What is in the gallery: what a display hears, and the size of its screen.

use std::time::Duration;

use counter_display::program::CHOICE;
use counter_display::screens::{self, board, window};
use counter_display::state::pad::{PadPicture, Page};
use counter_display::state::{Direction, Event, Picture, Place, Scope, State};
use hall_api::core::command::{Outcome, PauseReason};
use hall_api::core::evaluation::Level;
use hall_api::core::ids::{TicketNumber, WindowId};
use hall_api::core::time::{MINUTE_MS, Timestamp};
use hall_api::requests::Label;
use hall_api::views::{BoardLine, BoardReady, BoardView, Call, Update, VoiceView, WindowMode, WindowView};
use hall_ui::canvas::Design;
use hall_ui::egui::{Ui, Vec2, vec2};
use hall_ui::look::{Choice, Look};
use jiff::tz::TimeZone;

use super::pads::{self, Pad};

/// Monday, 2026-09-07, 09:41:20 in Shanghai.
pub(crate) const NOW: i64 = 1_788_745_280_000;
const STRIP: Vec2 = vec2(1920.0, 540.0);
const WHOLE: Vec2 = vec2(1920.0, 1080.0);
const UPRIGHT: Vec2 = vec2(1080.0, 1920.0);
const PAD: Vec2 = vec2(1280.0, 800.0);
/// As `counter-display` chooses them.
const PAD_DESIGNS: [Design; 3] = [Design::PAD, Design::LANDSCAPE, Design::PORTRAIT];

/// A screen in one state.
pub(crate) struct Scene {
    name: &'static str,
    /// Its heading on the page; scenes with the same one stand together.
    pub title: &'static str,
    /// What it shows.
    pub words: &'static str,
    /// Of the screen, pixels.
    pub size: Vec2,
    what: What,
}

enum What {
    Window(WindowMode, Option<Call>),
    WindowHears(fn() -> Event),
    Board(Board),
    BoardHears(fn() -> Event),
    Pad(Pad),
}

/// What a display shows.
pub(crate) enum Shown {
    Screen(Picture),
    Pad(PadPicture, Choice),
}

impl Shown {
    /// The look it is drawn with.
    pub(crate) fn choice(&self) -> Choice {
        match self {
            Self::Screen(_) => CHOICE,
            Self::Pad(_, choice) => *choice,
        }
    }

    pub(crate) fn draw(&self, ui: &mut Ui, look: &Look) {
        match self {
            Self::Screen(picture) => screens::draw(ui, look, picture),
            Self::Pad(picture, _) => drop(screens::pad::draw(ui, look, picture)),
        }
    }
}

/// How much there is on a board.
#[derive(Default)]
struct Board {
    calls: u32,
    lines: usize,
    notices: usize,
    ready: usize,
    muted: bool,
    /// The board's own lines and whether its windows are known; all of them if empty.
    letters: &'static str,
    signs: bool,
}

impl Scene {
    /// File of its picture.
    pub(crate) fn file(&self) -> String {
        format!("{}-{}x{}.png", self.name, self.size.x, self.size.y)
    }

    /// In words, for who does not see it.
    pub(crate) fn alt(&self) -> String {
        format!("{}, {}×{}", self.name.replace('-', " "), self.size.x, self.size.y)
    }

    /// Width on the page.
    pub(crate) fn width_on_page(&self) -> u32 {
        if self.size.y > self.size.x { 220 } else { 360 }
    }

    pub(crate) fn designs(&self) -> &'static [Design] {
        match self.what {
            What::Window(..) | What::WindowHears(_) => &window::DESIGNS,
            What::Board(_) | What::BoardHears(_) => &board::DESIGNS,
            What::Pad(_) => &PAD_DESIGNS,
        }
    }

    /// What the display shows after it has heard everything.
    pub(crate) fn play(&self) -> Shown {
        let zone = || TimeZone::get("Asia/Shanghai").unwrap();
        let now = Duration::from_secs(10);
        let state = match &self.what {
            What::Window(mode, call) => {
                let mut state = State::new(Place::Window(WindowId(3)), zone(), false);
                state.on(hear_window(*mode, call.clone()), now);
                state
            }
            What::WindowHears(event) => {
                let mut state = State::new(Place::Window(WindowId(3)), zone(), false);
                state.on(hear_window(WindowMode::Open, None), Duration::ZERO);
                state.on(event(), now);
                state
            }
            What::Board(board) => {
                let mut state = State::new(Place::Board, zone(), false).with_scope(board.scope());
                state.on(board.heard(), now);
                state
            }
            What::BoardHears(event) => {
                let mut state = State::new(Place::Board, zone(), false);
                state.on(Board { lines: 15, ..Board::default() }.heard(), Duration::ZERO);
                state.on(event(), now);
                state
            }
            What::Pad(pad) => {
                let (picture, choice) = pad.play();
                return Shown::Pad(picture, choice);
            }
        };
        Shown::Screen(state.picture(now))
    }
}

fn hear_window(state: WindowMode, call: Option<Call>) -> Event {
    let names = line_names();
    let view = WindowView {
        window: WindowId(3),
        name: Label {
            zh: "综合窗口（学生）".to_owned(), en: "Comprehensive window, students".to_owned()
        },
        serves: vec![names[0].1.clone(), names[4].1.clone()],
        state,
        call,
        voice: VoiceView::default(),
    };
    Event::Window(Update { version: 2, now: Timestamp(NOW), view })
}

/// Letter and name of each line of the demo's hall.
fn line_names() -> Vec<(char, Label)> {
    #[derive(serde::Deserialize)]
    struct File {
        line: Vec<Line>,
    }
    #[derive(serde::Deserialize)]
    struct Line {
        name: Label,
        prefix: char,
    }
    let text = include_str!("../../../assets/catalogue/lines.toml");
    let file: File = toml::from_str(text).unwrap();
    file.line.into_iter().map(|line| (line.prefix, line.name)).collect()
}

fn call(call: u64, prefix: char, number: u32, window: u16) -> Call {
    Call {
        call,
        number: TicketNumber { prefix, number },
        window: WindowId(window),
        at: Timestamp(NOW),
        serving: false,
        english: false,
    }
}

impl Board {
    fn scope(&self) -> Scope {
        let directions = [Direction::Left, Direction::Ahead, Direction::Right];
        let place = |window: u16| (WindowId(window), directions[usize::from(window - 1) / 12]);
        Scope {
            lines: self.letters.chars().collect(),
            directions: (1..=36).filter(|_| self.signs).map(place).collect(),
            ..Scope::default()
        }
    }

    fn heard(&self) -> Event {
        let names = line_names();
        let prefix = |n: u32| names[(n as usize * 4) % names.len()].0;
        let calls = (0..self.calls).map(|n| Call {
            serving: n > self.calls / 2,
            ..call(
                u64::from(900 - n),
                prefix(n),
                3 + n * 37 % 400 + 1_000 * u32::from(n % 11 == 7),
                3 + (n * 7 % 34) as u16,
            )
        });
        let letters = names.iter().map(|(letter, _)| *letter).chain("IMORSTUVWXY".chars());
        let lines = letters.zip(names.iter().cycle()).take(self.lines).enumerate();
        let lines = lines.map(|(n, (prefix, (_, name)))| BoardLine {
            prefix,
            name: name.clone(),
            waiting: (n * n * 7 + 3) % 29 * usize::from(n % 5 != 3),
        });
        let notices = [
            (
                "四点起 3 号窗口搬到二楼 212 室，手里有号的同学请到二楼等候。",
                "From four o'clock window 3 is upstairs in room 212. Please wait there if you hold a number.",
            ),
            (
                "本周五（9 月 11 日）下午大厅因设备检修暂停办理：一卡通、网络账号和门禁可在网上办，其余事项请改在周一上午来；已预约的师生会收到短信，不必重新取号，带好材料按原来的时间到任一窗口即可。",
                "The hall is closed on Friday afternoon, 11 September.",
            ),
        ];
        let notices = notices[..self.notices]
            .iter()
            .map(|(zh, en)| Label { zh: (*zh).to_owned(), en: (*en).to_owned() });
        // The long one first where there are two.
        let notices: Vec<Label> = if self.notices > 1 { notices.rev().collect() } else { notices.collect() };
        let ready = (0..self.ready).map(|n| BoardReady {
            code: format!("{}{:03}", names[n % 7].0, 41 + n * 13),
            window: (n % 3 != 2).then_some(WindowId(1 + n as u16 % 2)),
        });
        let view = BoardView {
            site: Label { zh: "师生服务大厅".to_owned(), en: "One-Stop Service Hall".to_owned() },
            calls: calls.collect(),
            lines: lines.collect(),
            notices,
            ready: ready.collect(),
            voice: VoiceView { muted: self.muted, silent_to: 0 },
        };
        Event::Board(Update { version: 2, now: Timestamp(NOW), view })
    }
}

fn refused() -> Event {
    Event::Refused { code: "unauthorized".to_owned() }
}

pub(crate) fn all() -> Vec<Scene> {
    let window = |name, words: (&'static str, &'static str), size, what| Scene {
        name,
        title: words.0,
        words: words.1,
        size,
        what,
    };
    let paused = |until| WindowMode::Paused { reason: PauseReason::Break, until };
    let back_at = || What::Window(paused(Some(Timestamp(NOW + 29 * MINUTE_MS))), None);
    let called = || What::Window(WindowMode::Open, Some(call(1, 'A', 3, 3)));
    let serving = || What::Window(WindowMode::Open, Some(Call { serving: true, ..call(1, 'A', 1203, 3) }));
    let strip = (
        "Over a window: a strip",
        "The number called is readable from 10 m; a screen that hears nothing says so.",
    );
    let whole = ("Over a window: a whole screen", "The same states, with the time.");
    let upright = ("Over a window: upright", "Where a hall hangs it so.");
    let lying = (
        "Board, lying",
        "Every number called with its window and, if set, the way there; waiting people; results ready; announcements, and that the voice is muted.",
    );
    let parts = (
        "Board, a part of the hall",
        "Several boards may show different lines; one that is set to unknown lines tells staff.",
    );
    let standing = ("Board, upright", "The same, one below the other.");
    let sizes = ("Board, other sizes", "From 720p to 4K.");
    let busy = || Board { calls: 6, lines: 15, notices: 1, ready: 5, signs: true, ..Board::default() };
    let full = || Board { calls: 30, lines: 26, notices: 2, ready: 14, signs: true, ..Board::default() };
    let board = |name, words: (&'static str, &'static str), size, board| {
        window(name, words, size, What::Board(board))
    };
    let mut all = vec![
        window("window-called", strip, STRIP, called()),
        window("window-serving", strip, STRIP, serving()),
        window("window-free", strip, STRIP, What::Window(WindowMode::Open, None)),
        window("window-back-at", strip, STRIP, back_at()),
        window("window-closed", strip, STRIP, What::Window(WindowMode::Closed, None)),
        window("window-lost", strip, STRIP, What::WindowHears(|| Event::Lost)),
        window("window-called", whole, WHOLE, called()),
        window("window-back-soon", whole, WHOLE, What::Window(paused(None), None)),
        window("window-refused", whole, WHOLE, What::WindowHears(refused)),
        window("window-called", upright, UPRIGHT, called()),
        window("window-back-at", upright, UPRIGHT, back_at()),
        window("window-lost", upright, UPRIGHT, What::WindowHears(|| Event::Lost)),
        board("board-busy", lying, WHOLE, busy()),
        board("board-full", lying, WHOLE, full()),
        board("board-one", lying, WHOLE, Board { calls: 1, lines: 15, ..Board::default() }),
        board("board-quiet", lying, WHOLE, Board { lines: 15, notices: 1, ..Board::default() }),
        board("board-muted", lying, WHOLE, Board { muted: true, notices: 0, ..busy() }),
        window("board-lost", lying, WHOLE, What::BoardHears(|| Event::Lost)),
        board("board-part", parts, WHOLE, Board { letters: "AE", calls: 12, ..busy() }),
        board("board-unknown", parts, WHOLE, Board { letters: "AEW", calls: 12, ..busy() }),
        board("board-busy", standing, UPRIGHT, busy()),
        board("board-full", standing, UPRIGHT, full()),
        window("board-lost", standing, UPRIGHT, What::BoardHears(|| Event::Lost)),
        board("board-busy", sizes, vec2(1280.0, 720.0), busy()),
        board("board-full", sizes, vec2(3840.0, 2160.0), full()),
        board("board-full", sizes, vec2(2160.0, 3840.0), full()),
    ];
    all.extend(pads());
    all
}

fn pads() -> impl Iterator<Item = Scene> {
    use pads::What as Pads;
    let title = "At a window: the pad";
    let words = "What the visitor sees of the acceptance, and then the rating; nobody has to give one.";
    let zh = |what| Pad { english: false, large: false, what };
    let en = |what| Pad { english: true, large: false, what };
    let large = |what| Pad { english: false, large: true, what };
    let praise = Pads::Details(Level::VerySatisfied, Page::Reasons);
    let complaint = Pads::Details(Level::Dissatisfied, Page::Reasons);
    let parts = Pads::Details(Level::Satisfied, Page::Parts);
    [
        ("pad-idle", PAD, zh(Pads::Idle)),
        ("pad-called", PAD, zh(Pads::Called)),
        ("pad-in-hand", PAD, zh(Pads::InHand(false))),
        ("pad-missing", PAD, zh(Pads::InHand(true))),
        ("pad-faces", PAD, zh(Pads::Faces(Outcome::Accepted))),
        ("pad-come-back", PAD, zh(Pads::Faces(Outcome::NeedsMaterials))),
        ("pad-praise", PAD, zh(praise)),
        ("pad-complaint", PAD, zh(complaint)),
        ("pad-parts", PAD, zh(parts)),
        ("pad-thanks", PAD, zh(Pads::Thanks)),
        ("pad-kept", PAD, zh(Pads::Kept)),
        ("pad-lost", PAD, zh(Pads::Lost)),
        ("pad-english-in-hand", PAD, en(Pads::InHand(true))),
        ("pad-english-faces", PAD, en(Pads::Faces(Outcome::NeedsMaterials))),
        ("pad-english-complaint", PAD, en(complaint)),
        ("pad-large-in-hand", PAD, large(Pads::InHand(true))),
        ("pad-large-faces", PAD, large(Pads::Faces(Outcome::Accepted))),
        ("pad-large-praise", PAD, large(praise)),
        ("pad-in-hand", WHOLE, zh(Pads::InHand(true))),
        ("pad-faces", WHOLE, zh(Pads::Faces(Outcome::Accepted))),
        ("pad-in-hand", UPRIGHT, zh(Pads::InHand(true))),
        ("pad-faces", UPRIGHT, zh(Pads::Faces(Outcome::NeedsMaterials))),
        ("pad-praise", UPRIGHT, en(praise)),
    ]
    .into_iter()
    .map(move |(name, size, pad)| Scene { name, title, words, size, what: What::Pad(pad) })
}
