//! Every screen drawn without a window: everything touchable is large, apart, inside and named; nothing lacks a glyph.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use hall_api::core::hours::Opening;
use hall_api::texts::{Language, Texts};
use hall_api::views::KioskLine;
use hall_ui::canvas::Design;
use hall_ui::egui::{Rect, Vec2, accessibility};
use hall_ui::look::{Choice, Look};
use hall_ui::shell;
use hall_ui::theme::Theme;

use crate::state::tests::{NOW, Play, lines, taken, update};
use crate::state::{Action, News, Paper, Printer, Refused, Shelf, Touch};
use crate::view;

fn look(choice: Choice) -> Look {
    Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
}

fn harness(play: &Play, choice: Choice, design: Design) -> (Harness<'static>, Rc<RefCell<Vec<Touch>>>) {
    let look = look(choice);
    let view = view::of(&play.state, &look, play.now);
    let touches = Rc::new(RefCell::new(Vec::new()));
    let (seen, setup) = (Rc::clone(&touches), look.clone());
    let harness = Harness::builder()
        .with_size(Vec2::from(design))
        .with_context_setup(move |ctx| shell::prepare(ctx, &setup))
        .build_ui(move |ui| seen.borrow_mut().extend(super::draw(ui, &look, &view)));
    (harness, touches)
}

/// One play for each screen and state.
fn plays() -> Vec<(&'static str, Play)> {
    let mut found = Vec::new();
    let mut home = Play::open();
    home.news(News::Printer(Printer::PaperOut));
    found.push(("home", home));
    found.push(("connecting", Play::deaf()));
    let mut away = Play::open();
    away.news(News::Lost);
    found.push(("away", away));
    let mut closed = Play::open();
    let opening = Opening::Closed { opens_at: Some(NOW + 3_600_000) };
    closed.news(update(2, lines().into_iter().map(|line| KioskLine { opening, ..line }).collect()));
    found.push(("closed", closed));
    let mut departments = Play::open();
    departments.touch(Touch::Begin);
    found.push(("departments", departments));
    let mut items = Play::open();
    items.choose(&["campus-card", "vehicle-pass"]);
    found.push(("items", items));
    let mut bundles = Play::open();
    bundles.touch(Touch::Begin);
    bundles.touch(Touch::Open(Shelf::Bundles));
    found.push(("bundles", bundles));
    let mut online = Play::open();
    online.choose(&["network"]);
    found.push(("online", online));
    let materials = || {
        let mut play = Play::open();
        play.choose(&["campus-card", "vehicle-pass", "medical-card"]);
        play.touch(Touch::Next);
        play
    };
    found.push(("materials", materials()));
    let mut asking = materials();
    asking.pass(35);
    found.push(("asking", asking));
    let taking = || {
        let mut play = materials();
        let actions = play.touch(Touch::Take);
        let Action::Take(key, _) = actions[0].clone() else { panic!("{actions:?}") };
        (play, key)
    };
    let (mut slow, _) = taking();
    slow.pass(10);
    found.push(("taking", slow));
    for (name, paper) in [("ticket", Paper::Printed), ("ticket without paper", Paper::NotPrinted)] {
        let (mut play, key) = taking();
        play.news(News::Taken(key, Box::new(taken(12))));
        play.news(News::Paper(42, paper));
        found.push((name, play));
    }
    let (mut refused, key) = taking();
    let items = vec![
        ("campus-card".into(), "line_full".to_owned()),
        ("vehicle-pass".into(), "closing_soon".to_owned()),
    ];
    refused.news(News::Refused(key, Refused { code: "items_refused".into(), items }));
    found.push(("refused", refused));
    found
}

#[test]
fn everything_touchable_is_large_apart_and_on_the_screen() {
    for (name, play) in plays() {
        for design in [Design::PORTRAIT, Design::LANDSCAPE] {
            for language in Language::ALL {
                for large in [false, true] {
                    let choice = Choice { language, large, ..Choice::default() };
                    let (harness, _) = harness(&play, choice, design);
                    let what = format!("{name}, {design:?}, {choice:?}");
                    let screen = Rect::from_min_size(hall_ui::egui::Pos2::ZERO, design.into());
                    let nodes: Vec<(String, Rect)> = harness
                        .root()
                        .children_recursive()
                        .filter(|node| accessibility::is_input(node.accesskit_node().role()))
                        .filter(|node| name != "asking" || !node.accesskit_node().is_disabled())
                        .map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()))
                        .collect();
                    assert!(nodes.len() >= 2, "{what}: {nodes:?}");
                    for (index, (label, rect)) in nodes.iter().enumerate() {
                        assert!(
                            screen.expand(0.5).contains_rect(*rect),
                            "{what}: {label} at {rect:?} leaves the screen"
                        );
                        assert!(
                            rect.height() > 95.0 && rect.width() > 95.0,
                            "{what}: {label} is only {rect:?}"
                        );
                        for (other, place) in &nodes[index + 1..] {
                            assert!(
                                !rect.expand(23.0).intersects(*place),
                                "{what}: {label} {rect:?} and {other} {place:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn touches_mean_what_is_written_on_them() {
    let cases: [(&str, &str, Touch); 10] = [
        ("home", "取号", Touch::Begin),
        ("departments", "校园卡中心", Touch::Open(Shelf::Department("card".into()))),
        ("items", "校园卡办理与补办", Touch::Item("campus-card".into())),
        ("items", "下一步", Touch::Next),
        ("items", "返回", Touch::Back),
        ("online", "不会操作？取号请人帮忙", Touch::Help),
        ("materials", "确认取号", Touch::Take),
        ("materials", "取消选择车辆通行卡办理", Touch::Item("vehicle-pass".into())),
        ("taking", "不等了", Touch::GiveUp),
        ("ticket", "完成", Touch::Done),
    ];
    let plays = plays();
    for (name, label, expected) in cases {
        let (_, play) = plays.iter().find(|(known, _)| *known == name).unwrap();
        let (mut harness, touches) = harness(play, Choice::default(), Design::PORTRAIT);
        harness.get_by_label(label).click();
        harness.run();
        assert_eq!(*touches.borrow(), [expected], "{name}: {label}");
    }
}

#[test]
fn while_it_asks_only_the_answers_can_be_touched() {
    let plays = plays();
    let (_, play) = plays.iter().find(|(name, _)| *name == "asking").unwrap();
    let (mut harness, touches) = harness(play, Choice::default(), Design::PORTRAIT);
    harness.get_by_label("确认取号").click();
    harness.run();
    assert!(touches.borrow().is_empty());
    harness.get_by_label("继续办理").click();
    harness.run();
    assert_eq!(*touches.borrow(), [Touch::Stay]);
}
