//! The state as a table of what happens and what is then shown and said.

use hall_api::core::command::PauseReason;
use hall_api::core::ids::TicketNumber;
use hall_api::core::time::SECOND_MS;
use hall_api::requests::Label;
use hall_api::views::{BoardLine, BoardReady, WindowMode};

use super::*;

/// 22 November 2025, 14:00:00 in Shanghai.
const TWO: i64 = 1_763_791_200_000;

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.to_owned(), en: en.to_owned() }
}

fn call(call: u64, number: u32, window: u16) -> Call {
    Call {
        call,
        number: TicketNumber { prefix: 'A', number },
        window: WindowId(window),
        at: Timestamp(TWO),
        serving: false,
        english: false,
    }
}

fn window(version: u64, at_ms: i64, state: WindowMode, call: Option<Call>) -> Event {
    let view = WindowView {
        window: WindowId(3),
        name: label("3号窗口", "Window 3"),
        serves: vec![label("学籍", "Student records")],
        state,
        call,
        voice: VoiceView::default(),
    };
    Event::Window(Update { version, now: Timestamp(TWO + at_ms), view })
}

fn board(version: u64, calls: Vec<Call>) -> Event {
    let line = |prefix| BoardLine { prefix, name: label("学籍", "Student records"), waiting: 4 };
    let lines = vec![line('C'), line('A')];
    let view = BoardView {
        site: label("办事大厅", "Service Hall"),
        calls,
        lines,
        notices: vec![],
        ready: vec![],
        voice: VoiceView::default(),
    };
    Event::Board(Update { version, now: Timestamp(TWO), view })
}

fn state(place: Place) -> State {
    State::new(place, TimeZone::get("Asia/Shanghai").unwrap(), true)
}

fn at_window() -> State {
    state(Place::Window(WindowId(3)))
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn scene(state: &State, now: Duration) -> Scene {
    match state.picture(now) {
        Picture::Window(picture) => picture.scene,
        Picture::Board(_) => panic!("not a window"),
    }
}

fn called(number: &str) -> Scene {
    Scene::Called { number: number.to_owned(), alpha: 1.0 }
}

#[test]
fn each_state_of_a_window_has_its_scene() {
    let serving = Call { serving: true, ..call(1, 3, 3) };
    let paused = |until: Option<i64>| WindowMode::Paused {
        reason: PauseReason::Break,
        until: until.map(|ms| Timestamp(TWO + ms)),
    };
    let ten_past = Some("14:10".to_owned());
    for (mode, now_calling, expected) in [
        (WindowMode::Open, None, Scene::Free),
        (WindowMode::Open, Some(call(1, 3, 3)), called("A003")),
        (WindowMode::Open, Some(serving.clone()), Scene::Serving { number: "A003".to_owned() }),
        (paused(Some(10 * MINUTE_MS)), None, Scene::Paused { back_at: ten_past }),
        (paused(Some(-MINUTE_MS)), None, Scene::Paused { back_at: None }),
        (paused(None), None, Scene::Paused { back_at: None }),
        (paused(None), Some(serving), Scene::Serving { number: "A003".to_owned() }),
        (WindowMode::Closed, None, Scene::Closed),
    ] {
        let mut state = at_window();
        state.on(window(1, 0, mode, now_calling), ms(0));
        assert_eq!(scene(&state, ms(0)), expected, "{mode:?}");
    }
}

#[test]
fn no_number_is_shown_unless_the_server_is_heard() {
    let mut state = at_window();
    assert_eq!(scene(&state, ms(0)), Scene::Message(Message::Connecting));
    state.on(Event::Connected, ms(100));
    assert_eq!(scene(&state, ms(100)), Scene::Message(Message::Connecting), "no view yet");
    state.on(window(1, 0, WindowMode::Open, Some(call(1, 3, 3))), ms(200));
    assert_eq!(scene(&state, ms(200)), called("A003"));

    state.on(Event::Lost, ms(5_000));
    let Picture::Window(picture) = state.picture(ms(5_000)) else { panic!("not a window") };
    assert_eq!(picture.scene, Scene::Message(Message::Lost));
    assert_eq!((picture.state, picture.clock), (None, None), "nothing that may be old");
    assert_eq!((picture.number.as_str(), picture.serves.len()), ("3", 1), "what does not change stays");
    assert_eq!(state.next_tick(ms(5_000)), None, "nothing moves");

    state.on(Event::Connected, ms(60_000));
    assert_eq!(scene(&state, ms(60_000)), Scene::Message(Message::Connecting), "still no view");
    state.on(window(2, 60_000, WindowMode::Open, None), ms(60_010));
    assert_eq!(scene(&state, ms(60_010)), Scene::Free);

    state.on(Event::Refused { code: "unauthorized".to_owned() }, ms(70_000));
    let refused = Message::Refused { code: "unauthorized".to_owned() };
    assert_eq!(scene(&state, ms(70_000)), Scene::Message(refused));
}

#[test]
fn an_interruption_too_short_to_report_does_not_blink() {
    let mut state = at_window();
    state.on(window(1, 0, WindowMode::Open, Some(call(1, 3, 3))), ms(0));
    state.on(Event::Connected, ms(300));
    assert_eq!(scene(&state, ms(300)), called("A003"));
}

#[test]
fn a_new_number_flashes_three_times_and_then_rests() {
    let mut state = at_window();
    state.on(window(1, 0, WindowMode::Open, None), ms(0));
    state.on(window(2, 0, WindowMode::Open, Some(call(1, 3, 3))), ms(1_000));
    let alpha = |at: u64| match scene(&state, ms(at)) {
        Scene::Called { alpha, .. } => alpha,
        other => panic!("{other:?}"),
    };
    let curve: Vec<f32> = (0..300).map(|step| alpha(1_000 + step * 10)).collect();
    let dark = curve
        .windows(3)
        .filter(|three| three[1] < three[0] && three[1] <= three[2] && three[1] < 0.2)
        .count();
    assert_eq!(dark, 3, "three times dark");
    assert!(curve.iter().all(|alpha| (0.1..=1.0).contains(alpha)));
    assert_eq!((alpha(1_000), alpha(3_700), alpha(60_000)), (1.0, 1.0, 1.0), "bright at both ends");
    assert_eq!(state.next_tick(ms(1_500)), Some(FLASH_STEP));
    assert!(state.next_tick(ms(3_700)).unwrap() > Duration::from_secs(1), "idle after the flash");

    state.on(window(3, 0, WindowMode::Open, Some(Call { serving: true, ..call(1, 3, 3) })), ms(1_400));
    assert!(state.next_tick(ms(1_400)).unwrap() > Duration::from_secs(1), "served: the flash is over");
}

#[test]
fn a_recall_flashes_again_and_an_unchanged_call_does_not() {
    let mut state = at_window();
    state.on(window(1, 0, WindowMode::Open, Some(call(1, 3, 3))), ms(0));
    assert!(state.next_tick(ms(0)).unwrap() > FLASH_STEP, "called before this display was on");
    state.on(window(2, 0, WindowMode::Open, Some(call(1, 3, 3))), ms(1_000));
    assert!(state.next_tick(ms(1_000)).unwrap() > FLASH_STEP);
    state.on(window(3, 0, WindowMode::Open, Some(call(2, 3, 3))), ms(2_000));
    assert_eq!(state.next_tick(ms(2_000)), Some(FLASH_STEP));
}

#[test]
fn the_clock_is_the_servers_and_ticks_each_minute() {
    let mut state = at_window();
    state.on(window(1, 59 * SECOND_MS, WindowMode::Open, None), ms(7_000));
    let clock = |state: &State, now| match state.picture(now) {
        Picture::Window(picture) => picture.clock,
        Picture::Board(picture) => picture.clock,
    };
    assert_eq!(clock(&state, ms(7_000)).as_deref(), Some("14:00"));
    let tick = state.next_tick(ms(7_000)).unwrap();
    assert!(tick <= ms(1_010), "{tick:?}");
    assert_eq!(clock(&state, ms(7_000) + tick).as_deref(), Some("14:01"));
}

/// The numbers said at each event.
fn said(state: &mut State, events: Vec<(u64, Event)>) -> Vec<u64> {
    let actions = events.into_iter().flat_map(|(at, event)| state.on(event, ms(at)));
    actions.map(|Action::Say { call, .. }| call.call).collect()
}

/// What is promised, what happens at which millisecond, which calls are said.
type Case = (&'static str, Vec<(u64, Event)>, Vec<u64>);

#[test]
fn only_what_is_new_is_said() {
    let aged =
        |number: u64, age_s: i64| Call { at: Timestamp(TWO - age_s * SECOND_MS), ..call(number, 3, 1) };
    let serving = |number| Call { serving: true, ..call(number, 4, 2) };
    let cases: Vec<Case> = vec![
        ("nothing of the first view", vec![(0, board(1, vec![call(7, 3, 1)]))], vec![]),
        (
            "what was seen is never said again",
            vec![
                (0, board(1, vec![])),
                (1, board(2, vec![call(7, 3, 1)])),
                (2, board(3, vec![call(7, 3, 1)])),
            ],
            vec![7],
        ),
        (
            "in the order of calling, whatever the order of the view",
            vec![(0, board(1, vec![])), (1, board(2, vec![call(9, 5, 2), call(8, 4, 1)])), (5, Event::Said)],
            vec![8, 9],
        ),
        (
            "who is served already is not called",
            vec![(0, board(1, vec![])), (1, board(2, vec![serving(8)]))],
            vec![],
        ),
        ("older than 20 s", vec![(0, board(1, vec![])), (1, board(2, vec![aged(8, 20)]))], vec![]),
        (
            "back after an interruption: the young one only",
            vec![
                (0, board(1, vec![call(1, 1, 1)])),
                (9, Event::Lost),
                (60, Event::Connected),
                (61, board(2, vec![aged(3, 5), aged(2, 40)])),
            ],
            vec![3],
        ),
        (
            "a server with an older log begins anew",
            vec![
                (0, board(90, vec![call(70, 1, 1)])),
                (1, Event::Connected),
                (2, board(5, vec![call(3, 1, 1)])),
                (3, board(6, vec![call(4, 2, 1)])),
            ],
            vec![4],
        ),
    ];
    for (rule, events, expected) in cases {
        assert_eq!(said(&mut state(Place::Board), events), expected, "{rule}");
    }
}

/// The board with the voice as a supervisor set it: muted or not, and which calls stay unspoken.
fn voice(muted: bool, silent_to: u64, event: Event) -> Event {
    let Event::Board(mut update) = event else { panic!("not a board") };
    update.view.voice = VoiceView { muted, silent_to };
    Event::Board(update)
}

#[test]
fn what_is_called_while_the_voice_is_muted_is_never_said() {
    let cases: Vec<Case> = vec![
        (
            "muted, and unmuted again",
            vec![
                (0, voice(true, 6, board(1, vec![]))),
                (1, voice(true, 7, board(2, vec![call(7, 3, 1)]))),
                (2, voice(false, 7, board(3, vec![call(7, 3, 1)]))),
                (3, voice(false, 7, board(4, vec![call(7, 3, 1), call(8, 4, 2)]))),
            ],
            vec![8],
        ),
        (
            "what is being said is said to its end, once, and what waits behind it is not",
            vec![
                (0, board(1, vec![])),
                (1, board(2, vec![call(7, 3, 1)])),
                (2, board(3, vec![call(7, 3, 1), call(8, 4, 2)])),
                (3, voice(true, 8, board(4, vec![call(7, 3, 1), call(8, 4, 2)]))),
                (9, Event::Said),
                (10, voice(false, 8, board(5, vec![call(7, 3, 1), call(8, 4, 2)]))),
            ],
            vec![7],
        ),
        (
            "the repetition is given up too",
            vec![
                (0, board(1, vec![])),
                (1, board(2, vec![call(7, 3, 1)])),
                (2, voice(true, 7, board(3, vec![call(7, 3, 1)]))),
                (3, voice(false, 7, board(4, vec![call(7, 3, 1)]))),
                (9, Event::Said),
            ],
            vec![7],
        ),
        (
            "called, muted and unmuted while this display heard nothing",
            vec![
                (0, board(1, vec![])),
                (1, Event::Lost),
                (2, Event::Connected),
                (3, voice(false, 7, board(2, vec![call(7, 3, 1), call(8, 4, 2)]))),
            ],
            vec![8],
        ),
    ];
    for (rule, events, expected) in cases {
        assert_eq!(said(&mut state(Place::Board), events), expected, "{rule}");
    }
}

#[test]
fn a_number_called_while_the_voice_is_muted_still_flashes_and_the_board_says_why_it_is_quiet() {
    let mut state = state(Place::Board);
    let muted = |state: &State, now| match state.picture(now) {
        Picture::Board(BoardPicture { hall: Hall::Live(hall), .. }) => hall.muted,
        other => panic!("{other:?}"),
    };
    state.on(voice(true, 6, board(1, vec![])), ms(0));
    assert!(muted(&state, ms(0)));
    assert_eq!(state.on(voice(true, 7, board(2, vec![call(7, 3, 1)])), ms(1_000)), []);
    assert_eq!(state.next_tick(ms(1_500)), Some(FLASH_STEP));
    state.on(voice(false, 7, board(3, vec![])), ms(2_000));
    assert!(!muted(&state, ms(2_000)));
}

#[test]
fn a_muted_screen_over_a_window_is_silent_too() {
    let mut state = at_window();
    state.on(window(1, 0, WindowMode::Open, None), ms(0));
    let Event::Window(mut update) = window(2, 0, WindowMode::Open, Some(call(7, 3, 3))) else {
        panic!("not a window")
    };
    update.view.voice = VoiceView { muted: true, silent_to: 7 };
    assert_eq!(state.on(Event::Window(update), ms(1)), []);
}

#[test]
fn a_display_that_does_not_speak_says_nothing() {
    let mut silent = State { speaks: false, ..state(Place::Board) };
    assert_eq!(
        said(&mut silent, vec![(0, board(1, vec![])), (1, board(2, vec![call(7, 3, 1)]))]),
        Vec::<u64>::new()
    );
}

#[test]
fn the_board_shows_the_latest_first_and_who_is_served_last() {
    let mut state = state(Place::Board);
    let calls = vec![call(5, 5, 1), Call { serving: true, ..call(9, 9, 2) }, call(7, 7, 12)];
    state.on(board(1, calls), ms(0));
    let Picture::Board(picture) = state.picture(ms(0)) else { panic!("not a board") };
    let Hall::Live(LiveHall { calls, lines, .. }) = picture.hall else { panic!("not live") };
    let rows: Vec<_> = calls.iter().map(|c| (c.number.as_str(), c.window.as_str(), c.serving)).collect();
    assert_eq!(rows, [("A007", "12", false), ("A005", "1", false), ("A009", "2", true)]);
    let letters: String = lines.iter().map(|line| line.prefix).collect();
    assert_eq!((letters.as_str(), picture.clock.as_deref()), ("AC", Some("14:00")));
    state.on(Event::Lost, ms(10));
    let Picture::Board(picture) = state.picture(ms(10)) else { panic!("not a board") };
    assert_eq!((picture.hall, picture.clock), (Hall::Message(Message::Lost), None));
}

/// Lines and windows of a board, which calls it shows, which lines, which calls it says.
type Part = (&'static str, &'static [u16], &'static [&'static str], &'static str, &'static [u64]);

#[test]
fn a_board_shows_and_speaks_its_own_part_of_the_hall() {
    let letter = |prefix: char, call: Call| Call { number: TicketNumber { prefix, ..call.number }, ..call };
    let calls = || vec![letter('C', call(8, 8, 2)), call(7, 7, 1), call(6, 6, 12)];
    let scope = |lines: &str, windows: &[u16]| Scope {
        lines: lines.chars().collect(),
        windows: windows.iter().copied().map(WindowId).collect(),
        directions: [(WindowId(12), Direction::Left)].into(),
    };
    let cases: [Part; 4] = [
        ("", &[], &["C008", "A007", "A006"], "AC", &[6, 7, 8]),
        ("A", &[], &["A007", "A006"], "A", &[6, 7]),
        ("C", &[12], &["A006"], "C", &[6]),
        ("", &[1, 2], &["C008", "A007"], "AC", &[7, 8]),
    ];
    for (lines, windows, shown, letters, spoken) in cases {
        let mut state = state(Place::Board).with_scope(scope(lines, windows));
        let events = vec![
            (0, board(1, vec![])),
            (1, board(2, calls())),
            (5, Event::Said),
            (6, Event::Said),
            (7, Event::Lost),
        ];
        let mut heard = said(&mut state, events);
        // The last one is said twice.
        heard.dedup();
        assert_eq!(heard, spoken, "{lines} {windows:?}");
        state.on(board(3, calls()), ms(8));
        let Picture::Board(BoardPicture { hall: Hall::Live(hall), .. }) = state.picture(ms(8)) else {
            panic!("not live")
        };
        assert_eq!(hall.calls.iter().map(|call| call.number.as_str()).collect::<Vec<_>>(), shown);
        assert_eq!(hall.lines.iter().map(|line| line.prefix).collect::<String>(), letters);
        assert!(hall.unknown_lines.is_empty());
        for call in hall.calls {
            assert_eq!(call.direction, (call.window == "12").then_some(Direction::Left));
        }
    }
}

#[test]
fn a_board_with_a_line_that_the_hall_does_not_have_says_so() {
    let scope = Scope { lines: ['A', 'X'].into(), ..Scope::default() };
    let mut state = state(Place::Board).with_scope(scope);
    state.on(board(1, vec![]), ms(0));
    let Picture::Board(BoardPicture { hall: Hall::Live(hall), .. }) = state.picture(ms(0)) else {
        panic!("not live")
    };
    assert_eq!(hall.unknown_lines, ['X']);
}

#[test]
fn results_ready_elsewhere_are_not_on_this_board() {
    let ready =
        |code: &str, window: Option<u16>| BoardReady { code: code.to_owned(), window: window.map(WindowId) };
    let Event::Board(mut update) = board(1, vec![]) else { panic!("not a board") };
    update.view.ready = vec![ready("A001", None), ready("A002", Some(1)), ready("A003", Some(2))];
    let scope = Scope { windows: [WindowId(1)].into(), ..Scope::default() };
    let mut state = state(Place::Board).with_scope(scope);
    state.on(Event::Board(update), ms(0));
    let Picture::Board(BoardPicture { hall: Hall::Live(hall), .. }) = state.picture(ms(0)) else {
        panic!("not live")
    };
    assert_eq!(hall.ready, [ready("A001", None), ready("A002", Some(1))]);
}

#[test]
fn every_board_turns_at_the_same_moment() {
    let turn = |state: &State, at: Duration| match state.picture(at) {
        Picture::Board(BoardPicture { hall: Hall::Live(hall), .. }) => hall.turn,
        other => panic!("{other:?}"),
    };
    let (mut one, mut other) = (state(Place::Board), state(Place::Board));
    one.on(board(1, vec![]), ms(0));
    let Event::Board(mut later) = board(2, vec![]) else { panic!("not a board") };
    later.now = Timestamp(TWO + 3_000);
    other.on(Event::Board(later), ms(50_000));
    assert_eq!(turn(&one, ms(3_000)), turn(&other, ms(50_000)));
    let first = turn(&one, ms(0));
    assert_eq!(turn(&one, first.left).count, first.count + 1);
}

#[test]
fn the_voice_is_as_loud_as_the_time_of_day_allows() {
    let loudness = |percent| {
        let hour = |hour| hour * HOUR_MS;
        Loudness::new(vec![Span { from_ms: hour(14), to_ms: hour(15), percent }])
    };
    for (loudness, expected) in [(Loudness::default(), 100), (loudness(60), 60), (loudness(0), 0)] {
        let mut state = state(Place::Board).with_loudness(loudness);
        state.on(board(1, vec![]), ms(0));
        let actions = state.on(board(2, vec![call(7, 3, 1)]), ms(1));
        assert!(
            matches!(&actions[..], [Action::Say { percent, .. }] if *percent == expected),
            "{expected}: {actions:?}"
        );
    }
    let mut earlier = state(Place::Board).with_loudness(loudness(60));
    let Event::Board(mut update) = board(1, vec![]) else { panic!("not a board") };
    update.now = Timestamp(TWO - 1);
    earlier.on(Event::Board(update.clone()), ms(0));
    update.view.calls = vec![Call { at: update.now, ..call(7, 3, 1) }];
    let actions = earlier.on(Event::Board(update), ms(0));
    assert!(matches!(&actions[..], [Action::Say { percent: 100, .. }]), "a moment before two: {actions:?}");
}
