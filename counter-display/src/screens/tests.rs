//! The screens as a visitor reads them: every state, in both languages, on both shapes. A glyph the fonts lack fails.

use std::sync::Arc;
use std::time::Duration;

use egui::{Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hall_api::core::ids::WindowId;
use hall_api::requests::Label;
use hall_api::texts::Texts;
use hall_api::views::{BoardLine, BoardReady};
use hall_ui::canvas::Design;
use hall_ui::shell;
use hall_ui::theme::Theme;

use super::*;
use crate::program::CHOICE;
use crate::state::{
    BoardCall, BoardPicture, Direction, Hall, LiveHall, Message, Scene, Turn, WindowPicture, WindowState,
};

fn harness(design: Design, picture: Picture) -> Harness<'static> {
    let look = Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), CHOICE);
    let setup = look.clone();
    let mut harness = Harness::builder()
        .with_size(Vec2::from(design))
        .with_context_setup(move |ctx| shell::prepare(ctx, &setup))
        .build_ui(move |ui| draw(ui, &look, &picture));
    harness.run();
    harness
}

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.to_owned(), en: en.to_owned() }
}

fn window(scene: Scene, state: Option<WindowState>) -> Picture {
    let clock = state.is_some().then(|| "14:00".to_owned());
    let serves = vec![label("学籍与成绩", "Student records"), label("户籍", "Household register")];
    Picture::Window(WindowPicture { number: "3".to_owned(), serves, state, clock, scene })
}

/// Where a label is, and that the whole of it is on the canvas.
fn place(harness: &Harness<'_>, design: Design, content: &str) -> Rect {
    let rect = harness.get_by_label(content).rect();
    let canvas = Rect::from_min_size(egui::Pos2::ZERO, design.into());
    let inside = rect.left() >= canvas.left() - 0.5 && rect.right() <= canvas.right() + 0.5;
    assert!(inside, "`{content}` at {rect} is cut off by {canvas}");
    rect
}

fn message(message: Message) -> Scene {
    Scene::Message(message)
}

#[test]
fn every_state_of_a_window_is_told_in_both_languages() {
    let number = || "A003".to_owned();
    let ten_past = || Some("14:10".to_owned());
    let open = Some(WindowState::Open);
    let cases: [(Scene, Option<WindowState>, &[&str]); 10] = [
        (
            Scene::Called { number: number(), alpha: 1.0 },
            open.clone(),
            &["A003", "请到本窗口", "Please come to this window", "办理中 Open"],
        ),
        (Scene::Called { number: number(), alpha: 0.2 }, open.clone(), &["A003"]),
        (Scene::Serving { number: number() }, open.clone(), &["A003", "正在办理", "Now serving"]),
        (Scene::Free, open, &["请等候叫号", "Please wait for your number"]),
        (
            Scene::Paused { back_at: ten_past() },
            Some(WindowState::Paused { back_at: ten_past() }),
            &["14:10 回来", "Back at 14:10", "暂停办理 Paused"],
        ),
        (
            Scene::Paused { back_at: None },
            Some(WindowState::Paused { back_at: None }),
            &["稍后回来", "Back soon", "暂停办理 Paused"],
        ),
        (
            Scene::Closed,
            Some(WindowState::Closed),
            &["窗口关闭", "Closed", "请到其他窗口办理", "窗口关闭 Closed"],
        ),
        (message(Message::Connecting), None, &["正在连接", "Connecting"]),
        (message(Message::Lost), None, &["连接中断", "Connection lost"]),
        (
            message(Message::Refused { code: "unauthorized".to_owned() }),
            None,
            &[
                "本屏暂不可用",
                "This screen is not in use",
                "Staff: check the enrolment of this screen (unauthorized)",
            ],
        ),
    ];
    for design in window::DESIGNS {
        for (scene, state, labels) in &cases {
            let harness = harness(design, window(scene.clone(), state.clone()));
            for content in [
                &["3", "号窗口", "办理：学籍与成绩 · 户籍", "Serves: Student records · Household register"],
                *labels,
            ]
            .concat()
            {
                place(&harness, design, content);
            }
            if matches!(scene, Scene::Message(_)) {
                assert!(harness.query_by_label("A003").is_none(), "no number while the server is not heard");
            }
        }
    }
}

#[test]
fn a_called_number_is_readable_from_ten_metres() {
    for (design, digits) in [(Design::STRIP, "A003"), (Design::LANDSCAPE, "A003"), (Design::STRIP, "W1234")] {
        let scene = Scene::Called { number: digits.to_owned(), alpha: 1.0 };
        let harness = harness(design, window(scene, Some(WindowState::Open)));
        let rect = place(&harness, design, digits);
        // A digit is half as high as its row: 190 pixels of a strip 1.1 m wide are 11 cm, readable from 20 m.
        assert!(rect.height() / 2.0 > 170.0, "{digits}: a row of {} pixels", rect.height());
    }
}

#[test]
fn a_window_that_serves_very_much_stays_in_its_place() {
    let design = Design::STRIP;
    let scene = Scene::Called { number: "A003".to_owned(), alpha: 1.0 };
    let Picture::Window(mut picture) = window(scene, Some(WindowState::Open)) else { panic!("not a window") };
    picture.serves = (0..12)
        .map(|n| label(&format!("很长的业务名称{n}"), &format!("A long name of a line {n}")))
        .collect();
    picture.number = "128".to_owned();
    let harness = harness(design, Picture::Window(picture));
    let pill = place(&harness, design, "办理中 Open");
    let serves = harness.get_by_label_contains("很长的业务名称0").rect();
    assert!(serves.right() <= pill.left(), "{serves} runs into {pill}");
    place(&harness, design, "128");
}

fn turn(count: u64) -> Turn {
    Turn { count, left: Duration::from_secs(5) }
}

/// A board with something changed.
fn changed(picture: Picture, change: impl FnOnce(&mut LiveHall)) -> Picture {
    let Picture::Board(BoardPicture { site, clock, hall: Hall::Live(mut hall) }) = picture else {
        panic!("not a live board")
    };
    change(&mut hall);
    Picture::Board(BoardPicture { site, clock, hall: Hall::Live(hall) })
}

fn board(calls: Vec<BoardCall>, lines: usize) -> Picture {
    let line = |n: usize| BoardLine {
        prefix: char::from(b'A' + (n % 26) as u8),
        name: label(&format!("第{n}类业务"), &format!("Line number {n}")),
        waiting: n,
    };
    Picture::Board(BoardPicture {
        site: Some(label("办事大厅", "Service Hall")),
        clock: Some("14:00".to_owned()),
        hall: Hall::Live(LiveHall {
            calls,
            lines: (0..lines).map(line).collect(),
            ready: Vec::new(),
            notices: Vec::new(),
            muted: false,
            unknown_lines: Vec::new(),
            turn: turn(0),
        }),
    })
}

fn calls(count: u32) -> Vec<BoardCall> {
    let call = |n: u32| BoardCall {
        number: format!("{}{:03}", if n.is_multiple_of(2) { 'A' } else { 'B' }, n + 1),
        window: (40 + n).to_string(),
        direction: None,
        serving: n > 20,
        alpha: 1.0,
    };
    (0..count).map(call).collect()
}

/// Everything that is on a picture, whole, none of it on another.
fn labels(design: Design, picture: Picture) -> Vec<(String, Rect)> {
    let harness = harness(design, picture);
    let canvas = Rect::from_min_size(egui::Pos2::ZERO, design.into());
    let nodes = harness.root().children_recursive().filter_map(|node| {
        let words = node.accesskit_node().value()?;
        Some((words, node.rect()))
    });
    let found: Vec<(String, Rect)> = nodes.collect();
    for (at, (words, rect)) in found.iter().enumerate() {
        // Rows of text have air above and below their letters.
        let core = |rect: &Rect| rect.shrink2(Vec2::new(0.5, rect.height() * 0.22));
        assert!(canvas.expand(0.5).contains_rect(core(rect)), "`{words}` at {rect} leaves {canvas}");
        for (other, place) in &found[at + 1..] {
            assert!(!core(rect).intersects(core(place)), "`{words}` {rect} lies on `{other}` {place}");
        }
    }
    found
}

fn full(count: u32, lines: usize, signs: bool) -> Picture {
    let picture = board(calls(count), lines);
    changed(picture, |hall| {
        if signs {
            let directions = [Direction::Left, Direction::Ahead, Direction::Right];
            for (call, direction) in hall.calls.iter_mut().zip(directions.into_iter().cycle()) {
                call.direction = Some(direction);
            }
        }
        hall.notices = vec![label("四点起 3 号窗口搬到二楼", "Window 3 moves upstairs at four"); 2];
        let ready = |n: u16| BoardReady {
            code: format!("T{n:03}"),
            window: n.is_multiple_of(2).then_some(WindowId(n)),
        };
        hall.ready = (0..5).map(ready).collect();
    })
}

#[test]
fn every_number_called_is_on_the_board_with_its_window() {
    for design in board::DESIGNS {
        for count in [0, 1, 5, 16, 30] {
            for (lines, crowded) in [(8, false), (26, true)] {
                let picture =
                    if crowded { full(count, lines, count == 5) } else { board(calls(count), lines) };
                let found = labels(design, picture);
                let rect = |words: &str| {
                    let label = found.iter().find(|(known, _)| known == words);
                    label.unwrap_or_else(|| panic!("{words} of {count} is not on {design:?}")).1
                };
                let rects: Vec<Rect> = calls(count).iter().map(|call| rect(&call.number)).collect();
                for call in calls(count) {
                    rect(&call.window);
                }
                assert!(
                    rects.iter().skip(1).all(|rect| rect.height() * 1.5 < rects[0].height()),
                    "the latest is the largest"
                );
            }
        }
    }
}

#[test]
fn what_does_not_fit_at_once_takes_turns() {
    for design in board::DESIGNS {
        let at = |count: u64| {
            let picture = changed(full(50, 26, false), |hall| {
                hall.turn = turn(count);
                hall.ready =
                    (0..20).map(|n| BoardReady { code: format!("R-{n:02}"), window: None }).collect();
                hall.notices = vec![label("一", "One"), label("二", "Two"), label("三", "Three")];
            });
            labels(design, picture).into_iter().map(|(words, _)| words).collect::<Vec<_>>()
        };
        let seen: std::collections::BTreeSet<String> = (0..9).flat_map(at).collect();
        let lines = (0..26).map(|n| format!("第{n}类业务"));
        let results = (0..20).map(|n| format!("R-{n:02}"));
        let numbers = calls(50).into_iter().map(|call| call.number);
        let notices = ["一", "二", "三", "Three"].map(str::to_owned);
        for words in lines.chain(results).chain(numbers).chain(notices) {
            assert!(seen.contains(&words), "{words} has no turn on {design:?}");
        }
        assert!(!at(0).contains(&"三".to_owned()), "one announcement at a time");
    }
}

#[test]
fn a_board_that_is_muted_says_so_first_and_then_what_is_announced() {
    for design in board::DESIGNS {
        let at = |count: u64, notices: Vec<Label>| {
            let picture = changed(full(5, 8, false), |hall| {
                (hall.muted, hall.notices, hall.turn) = (true, notices, turn(count));
            });
            labels(design, picture).into_iter().map(|(words, _)| words).collect::<Vec<_>>()
        };
        let says = |found: &[String], words: &str| found.iter().any(|known| known.contains(words));
        let alone = at(0, Vec::new());
        assert!(says(&alone, "暂不语音叫号") && says(&alone, "not called aloud"), "{alone:?}");
        let notice = || vec![label("三号窗口暂停", "Window 3 rests")];
        assert!(says(&at(0, notice()), "暂不语音叫号"));
        assert!(says(&at(1, notice()), "三号窗口暂停"));
        let unmuted = labels(design, changed(full(5, 8, false), |hall| hall.notices = notice()));
        assert!(unmuted.iter().all(|(words, _)| !words.contains("暂不语音叫号")));
    }
}

#[test]
fn long_announcements_are_wrapped_and_nothing_jumps_when_the_next_one_comes() {
    let long =
        label(&"本周五下午四点起大厅停电检修".repeat(7), &"The hall has no power on Friday. ".repeat(3));
    for design in board::DESIGNS {
        let at = |count: u64| {
            let picture = changed(full(5, 8, false), |hall| {
                hall.notices = vec![long.clone(), label("三号窗口暂停", "Window 3 rests")];
                hall.turn = turn(count);
            });
            labels(design, picture)
        };
        let (first, second) = (at(0), at(1));
        let zh = first.iter().find(|(words, _)| *words == long.zh).expect("the long one is shown");
        assert!(zh.1.height() > 100.0, "it is wrapped: {}", zh.1);
        let place =
            |found: &[(String, Rect)], words: &str| found.iter().find(|(known, _)| known == words).unwrap().1;
        assert_eq!(place(&first, "等候人数"), place(&second, "等候人数"));
        assert_eq!(place(&first, "A005"), place(&second, "A005"));
    }
}

#[test]
fn a_direction_is_drawn_where_it_is_known_and_told_in_words() {
    for design in board::DESIGNS {
        let none = harness(design, board(calls(3), 8));
        assert!(none.query_by_label("左侧").is_none());
        let signs = harness(design, full(3, 8, true));
        for words in ["左侧", "Left", "前方", "右侧"] {
            place(&signs, design, words);
        }
    }
}

#[test]
fn a_board_that_is_set_to_unknown_lines_tells_staff() {
    for design in board::DESIGNS {
        let picture = changed(full(3, 8, false), |hall| hall.unknown_lines = vec!['X', 'Y']);
        let harness = harness(design, picture);
        assert!(harness.query_by_label_contains("大厅没有的队列：X Y").is_some());
        assert!(harness.query_by_label_contains("that the hall does not have: X Y").is_some());
    }
}

#[test]
fn a_quiet_board_and_one_without_a_server_say_so() {
    let design = Design::LANDSCAPE;
    for content in ["办事大厅", "Service Hall", "请等候叫号", "Please wait for your number", "等候人数"]
    {
        place(&harness(design, board(Vec::new(), 5)), design, content);
    }
    for (message, words) in [(Message::Connecting, "Connecting"), (Message::Lost, "Connection lost")] {
        let picture = BoardPicture { site: None, clock: None, hall: Hall::Message(message) };
        let harness = harness(design, Picture::Board(picture));
        place(&harness, design, words);
        place(&harness, design, "师生服务大厅");
    }
}

#[test]
fn a_still_picture_asks_for_no_repaint() {
    for picture in [window(Scene::Free, Some(WindowState::Open)), board(calls(5), 8)] {
        let delay = repaint_after(picture);
        assert!(delay.is_some_and(|delay| delay > Duration::from_mins(1)), "{delay:?}");
    }
    // Only what takes turns is drawn again, when its turn is over.
    let delay = repaint_after(full(5, 8, false));
    assert!(delay.is_some_and(|delay| delay > Duration::from_secs(4)), "{delay:?}");
}

fn repaint_after(picture: Picture) -> Option<Duration> {
    let harness = harness(Design::LANDSCAPE, picture);
    harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min()
}
