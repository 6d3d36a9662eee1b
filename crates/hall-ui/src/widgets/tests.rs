//! The widgets as a person meets them: found by name, touched, large enough, never without words.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use egui::{Pos2, Rect, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hall_api::texts::{Language, Texts};

use super::*;
use crate::canvas::Design;
use crate::icons::Icon;
use crate::look::{Choice, Look};
use crate::shell;
use crate::theme::Theme;
use crate::touch::Fingers;

fn look(language: Language, large: bool) -> Look {
    let choice = Choice { language, large, ..Choice::default() };
    Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
}

fn harness<'a>(look: &Look, draw: impl FnMut(&mut Ui) + 'a) -> Harness<'a> {
    let setup = look.clone();
    Harness::builder()
        .with_size(egui::Vec2::from(Design::PORTRAIT))
        .with_context_setup(move |ctx| shell::prepare(ctx, &setup))
        .build_ui(draw)
}

fn at(y: f32, height: f32) -> Rect {
    Rect::from_min_size(pos2(48.0, y), vec2(984.0, height))
}

#[test]
fn a_button_is_found_by_name_and_touched_once() {
    let look = look(Language::Zh, false);
    let touches = Rc::new(RefCell::new(Vec::new()));
    let (seen, drawn) = (Rc::clone(&touches), look.clone());
    let mut harness = harness(&look, move |ui| {
        for (index, label) in ["确认取号", "返回"].into_iter().enumerate() {
            if Button::new(label).icon(Icon::Ticket).show(ui, &drawn, at(100.0 + 200.0 * index as f32, 96.0))
            {
                seen.borrow_mut().push(label);
            }
        }
        Button::new("不能").enabled(false).show(ui, &drawn, at(600.0, 96.0));
    });
    harness.get_by_label("确认取号").click();
    harness.run();
    assert_eq!(*touches.borrow(), ["确认取号"]);
    assert!(harness.get_by_label("不能").accesskit_node().is_disabled());
    harness.get_by_label("不能").click();
    harness.run();
    assert_eq!(touches.borrow().len(), 1);
    harness.get_by_label("返回").focus();
    harness.run();
    assert!(harness.get_by_label("返回").is_focused());
}

#[test]
fn a_row_tells_whether_it_is_ticked_and_why_it_cannot_be() {
    let look = look(Language::Zh, false);
    let drawn = look.clone();
    let harness = harness(&look, move |ui| {
        let row = Row {
            title: "校园卡办理",
            hint: "等候 3 人",
            mark: Mark::Box(true),
            chip: None,
            enabled: true,
            lines: Lines::ONE,
        };
        row.show(ui, &drawn, at(100.0, Row::height(&drawn, Lines::ONE)));
        let chip = Some(("今天的号已取完", Tone::Danger, Icon::Closed));
        let full = Row { title: "油卡办理", mark: Mark::Box(false), chip, enabled: false, ..row };
        full.show(ui, &drawn, at(400.0, Row::height(&drawn, Lines::ONE)));
    });
    let toggled = |label: &str| harness.get_by_label(label).accesskit_node().toggled();
    assert_eq!(toggled("校园卡办理"), Some(egui::accesskit::Toggled::True));
    assert_eq!(toggled("油卡办理"), Some(egui::accesskit::Toggled::False));
    assert!(harness.get_by_label("油卡办理").accesskit_node().is_disabled());
    assert!(harness.query_by_value("今天的号已取完").is_some());
}

#[test]
fn everything_touched_is_large_and_apart_in_every_mode() {
    for language in Language::ALL {
        for large in [false, true] {
            let look = look(language, large);
            let drawn = look.clone();
            let harness = harness(&look, move |ui| {
                BottomBar { home: Some(drawn.t("kiosk.bar.home")), low: true }.show(
                    ui,
                    &drawn,
                    Rect::from_min_size(pos2(0.0, 1700.0), vec2(1080.0, BottomBar::height(&drawn))),
                );
                let row = Row {
                    title: "甲",
                    hint: "乙",
                    mark: Mark::Box(false),
                    chip: None,
                    enabled: true,
                    lines: Lines::ONE,
                };
                row.show(ui, &drawn, at(100.0, Row::height(&drawn, Lines::ONE)));
            });
            let rects: Vec<Rect> = harness
                .root()
                .children_recursive()
                .filter(|node| egui::accessibility::is_input(node.accesskit_node().role()))
                .map(|node| node.rect())
                .collect();
            assert_eq!(rects.len(), 5);
            for (index, one) in rects.iter().enumerate() {
                assert!(one.height() >= 96.0 && one.width() >= 96.0, "{one:?}");
                for other in &rects[index + 1..] {
                    assert!(!one.expand(23.0).intersects(*other), "{one:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn the_bar_offers_the_other_language_in_its_own_words() {
    for (language, offered, expected) in
        [(Language::Zh, "English", Language::En), (Language::En, "中文", Language::Zh)]
    {
        let look = look(language, false);
        let touched = Rc::new(RefCell::new(None));
        let (seen, drawn) = (Rc::clone(&touched), look.clone());
        let mut harness = harness(&look, move |ui| {
            let rect = Rect::from_min_size(pos2(0.0, 1700.0), vec2(1080.0, BottomBar::height(&drawn)));
            if let Some(touch) = (BottomBar { home: None, low: true }).show(ui, &drawn, rect) {
                *seen.borrow_mut() = Some(touch);
            }
        });
        harness.get_by_label(offered).click();
        harness.run();
        assert_eq!(*touched.borrow(), Some(BarTouch::Language(expected)));
    }
}

#[test]
fn a_palm_on_one_button_does_not_keep_another_from_being_tapped() {
    let look = look(Language::Zh, false);
    let touches = Rc::new(RefCell::new(Vec::new()));
    let (seen, drawn) = (Rc::clone(&touches), look.clone());
    let mut harness = harness(&look, move |ui| {
        for (label, y) in [("手掌", 100.0), ("手指", 900.0)] {
            if Button::new(label).show(ui, &drawn, at(y, 96.0)) {
                seen.borrow_mut().push(label);
            }
        }
    });
    let mut fingers = Fingers::default();
    let touch = |id: u64, phase, pos: Pos2| egui::Event::Touch {
        device_id: egui::TouchDeviceId(0),
        id: egui::TouchId(id),
        phase,
        pos,
        force: None,
    };
    let (palm, finger) = (pos2(500.0, 140.0), pos2(500.0, 940.0));
    for events in [
        vec![touch(1, egui::TouchPhase::Start, palm)],
        vec![touch(2, egui::TouchPhase::Start, finger)],
        vec![touch(1, egui::TouchPhase::Move, palm + vec2(1.0, 0.0))],
        vec![touch(2, egui::TouchPhase::End, finger)],
        vec![touch(1, egui::TouchPhase::End, palm)],
    ] {
        for event in fingers.lead(events) {
            harness.event(event);
        }
        harness.step();
    }
    harness.run();
    assert_eq!(*touches.borrow(), ["手指"]);
}

#[test]
fn long_words_shrink_or_end_in_an_ellipsis_but_stay_inside() {
    let look = look(Language::En, false);
    let drawn = look.clone();
    let words = "A very long line of words that cannot stand on one row of a button in any size at all, however small";
    let harness = harness(&look, move |ui| {
        let rect = at(100.0, 96.0);
        let covered = fitted(ui, rect, words, Ink::new(36.0, drawn.palette().ink).rows(1));
        assert!(rect.expand(1.0).contains_rect(covered), "{covered:?}");
    });
    assert!(harness.query_by_value(words).is_some(), "a screen reader gets all of it");
}

#[test]
fn header_steps_banner_and_code_are_read_out() {
    let look = look(Language::En, false);
    let drawn = look.clone();
    let harness = harness(&look, move |ui| {
        let header = Header { clock: Some("09:41"), date: Some("Monday"), state: Some(("Open", Tone::Ok)) };
        header.show(ui, &drawn, Rect::from_min_size(Pos2::ZERO, vec2(1080.0, Header::height(&drawn))));
        Stepper { steps: &["Choose", "What to bring", "Your number"], current: 1 }.show(
            ui,
            &drawn,
            at(300.0, Stepper::height(&drawn)),
        );
        let banner = Banner { words: "No paper", tone: Tone::Warning, icon: Some(Icon::Printer) };
        banner.show(ui, &drawn, at(500.0, Banner::height(&drawn)));
        QrCode { content: "https://hall.example/t/1", name: "Scan me" }.show(ui, at(700.0, 300.0));
    });
    for words in
        ["One-Stop Service Hall", "Demonstration University", "09:41", "Open", "What to bring", "No paper"]
    {
        assert!(harness.query_by_value(words).is_some(), "{words}");
    }
    assert!(harness.query_by_label("Scan me").is_some());
}

/// What a button makes of a press that lasts and slides.
fn taps(seconds: f32, slide: egui::Vec2) -> usize {
    let look = look(Language::Zh, false);
    let taps = Rc::new(RefCell::new(0));
    let (seen, drawn) = (Rc::clone(&taps), look.clone());
    let mut harness = harness(&look, move |ui| {
        if Button::new("取号").show(ui, &drawn, at(400.0, 300.0)) {
            *seen.borrow_mut() += 1;
        }
    });
    let start = pos2(500.0, 550.0);
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    harness.event(egui::Event::PointerMoved(start));
    harness.event(button(start, true));
    harness.step();
    let steps = (seconds / 0.25).ceil() as usize;
    for step in 1..=steps {
        harness.event(egui::Event::PointerMoved(start + slide * (step as f32 / steps as f32)));
        harness.step();
    }
    harness.event(button(start + slide, false));
    harness.run();
    *taps.borrow()
}

#[test]
fn slow_and_unsteady_fingers_tap_all_the_same() {
    for (seconds, slide, expected) in [
        (0.25, vec2(0.0, 0.0), 1),
        (2.0, vec2(0.0, 0.0), 1),
        (6.0, vec2(5.0, -5.0), 1),
        (0.5, vec2(38.0, 0.0), 1),
        (0.5, vec2(0.0, 38.0), 1),
        // A hand that slides away has changed its mind.
        (0.5, vec2(0.0, 300.0), 0),
    ] {
        assert_eq!(taps(seconds, slide), expected, "{seconds} s, {slide:?}");
    }
}

#[test]
fn the_keyboard_types_erases_and_clears() {
    let look = look(Language::Zh, false);
    let touched = Rc::new(RefCell::new(Vec::new()));
    let (seen, drawn) = (Rc::clone(&touched), look.clone());
    let mut harness = harness(&look, move |ui| {
        let keyboard = Keyboard { characters: LETTERS, columns: 8 };
        let rect = at(1000.0, keyboard.height(&drawn));
        seen.borrow_mut().extend(keyboard.show(ui, &drawn, rect));
    });
    for label in ["Z", "删除", "清空"] {
        harness.get_by_label(label).click();
        harness.run();
    }
    assert_eq!(*touched.borrow(), [KeyTouch::Type('Z'), KeyTouch::Erase, KeyTouch::Clear]);
    for characters in [LETTERS, CODE_CHARACTERS] {
        for columns in [6, 7, 8, 9] {
            let keyboard = Keyboard { characters, columns };
            let cells = keyboard.height(&look) / 120.0 * columns as f32;
            assert!(cells >= characters.len() as f32, "{columns} columns");
        }
    }
}
