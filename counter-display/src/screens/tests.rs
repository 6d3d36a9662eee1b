//! The screens as a visitor reads them: every state, in both languages, on both shapes. A glyph the fonts lack fails.

use std::sync::Arc;
use std::time::Duration;

use egui::{Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hall_api::requests::Label;
use hall_api::texts::Texts;
use hall_api::views::BoardLine;
use hall_ui::canvas::Design;
use hall_ui::shell;
use hall_ui::theme::Theme;

use super::*;
use crate::program::CHOICE;
use crate::state::{BoardCall, BoardPicture, Hall, Message, Scene, WindowPicture, WindowState};

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
    for design in [Design::STRIP, Design::LANDSCAPE] {
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

fn board(calls: Vec<BoardCall>, lines: usize) -> Picture {
    let line = |n: usize| BoardLine {
        prefix: char::from(b'A' + (n % 26) as u8),
        name: label(&format!("第{n}类业务"), &format!("Line number {n}")),
        waiting: n,
    };
    Picture::Board(BoardPicture {
        site: Some(label("办事大厅", "Service Hall")),
        clock: Some("14:00".to_owned()),
        hall: Hall::Live { calls, lines: (0..lines).map(line).collect() },
    })
}

fn calls(count: u32) -> Vec<BoardCall> {
    let call = |n: u32| BoardCall {
        number: format!("{}{:03}", if n.is_multiple_of(2) { 'A' } else { 'B' }, n + 1),
        window: (40 + n).to_string(),
        serving: n > 20,
        alpha: 1.0,
    };
    (0..count).map(call).collect()
}

#[test]
fn every_number_called_is_on_the_board_with_its_window() {
    let design = Design::LANDSCAPE;
    for count in [1, 2, 9, 16, 29] {
        let harness = harness(design, board(calls(count), 8));
        let rects: Vec<Rect> =
            calls(count).iter().map(|call| place(&harness, design, &call.number)).collect();
        for call in calls(count) {
            place(&harness, design, &call.window);
        }
        assert!(
            rects[1..].iter().all(|rect| rect.height() * 1.5 < rects[0].height()),
            "the latest is the largest"
        );
        assert!(rects.iter().all(|rect| rect.bottom() < 1080.0 + rect.height() / 4.0), "{count} calls fit");
    }
}

#[test]
fn lines_beyond_the_board_are_counted_together() {
    let design = Design::LANDSCAPE;
    let few = harness(design, board(calls(3), 15));
    place(&few, design, "第14类业务");
    assert!(few.query_by_label("其他").is_none());
    let many = harness(design, board(calls(3), 26));
    place(&many, design, "第0类业务");
    let others = place(&many, design, "其他");
    assert!(others.bottom() < 1080.0);
    let hidden: usize = (0..26).filter(|n| many.query_by_label(&format!("第{n}类业务")).is_none()).sum();
    place(&many, design, &hidden.to_string());
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
        let harness = harness(Design::LANDSCAPE, picture);
        let delay = harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min();
        assert!(delay.is_some_and(|delay| delay > Duration::from_mins(1)), "{delay:?}");
    }
}
