//! The pad as a visitor reads it: every scene, in both languages, large and on every shape. A glyph the fonts lack fails.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use egui::{Pos2, Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hall_api::core::command::Outcome;
use hall_api::core::evaluation::Level;
use hall_api::requests::Label;
use hall_api::texts::{Language, Texts};
use hall_ui::canvas::Design;
use hall_ui::look::Choice;
use hall_ui::pictures::picture;
use hall_ui::shell;
use hall_ui::theme::Theme;

use super::*;
use crate::state::pad::{Countdown, Details, Mark, Material, Page, Part, ReasonButton, Sheet, SheetItem};

const DESIGNS: [Design; 3] = [Design::PAD, Design::LANDSCAPE, Design::PORTRAIT];
const COUNTDOWN: Countdown = Countdown { share: 0.6, seconds: 9 };

fn look(language: Language, large: bool) -> Look {
    let choice = Choice { language, large, low: false, board: false };
    Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
}

type Touched = Rc<RefCell<Vec<Touch>>>;

fn harness(design: Design, look: &Look, picture: PadPicture) -> (Harness<'static>, Touched) {
    let (look, setup) = (look.clone(), look.clone());
    let touched = Touched::default();
    let into = touched.clone();
    let mut harness = Harness::builder()
        .with_size(Vec2::from(design))
        .with_context_setup(move |ctx| shell::prepare(ctx, &setup))
        .build_ui(move |ui| into.borrow_mut().extend(draw(ui, &look, &picture)));
    harness.run();
    (harness, touched)
}

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.to_owned(), en: en.to_owned() }
}

fn pad(scene: PadScene) -> PadPicture {
    PadPicture {
        number: "3".to_owned(),
        serves: vec![
            label("学籍与成绩", "Student records"),
            label("校园卡与车辆", "Campus card and vehicles"),
        ],
        clock: Some("14:00".to_owned()),
        away: false,
        scene,
    }
}

fn material(zh: &str, en: &str, mark: Mark) -> Material {
    Material { name: label(zh, en), mark }
}

fn sheet(outcome: Option<Outcome>, decided: bool) -> Sheet {
    let lacking = if outcome == Some(Outcome::NeedsMaterials) { Mark::Missing } else { Mark::Awaited };
    Sheet {
        number: "A003".to_owned(),
        items: vec![
            SheetItem {
                name: label("补办校园卡", "Replace a campus card"),
                outcome,
                decided,
                materials: vec![
                    material("校园卡补办申请表", "Application for a new campus card", Mark::Received),
                    material("身份证原件", "Identity card, original", Mark::Received),
                    material("近期免冠照片一张", "A recent photograph", lacking),
                ],
            },
            SheetItem {
                name: label("在读证明", "Certificate of enrolment"),
                outcome: decided.then_some(Outcome::Done),
                decided,
                materials: Vec::new(),
            },
        ],
        come_back: (decided && outcome == Some(Outcome::NeedsMaterials))
            .then(|| ("ABCDE-FGHJK".to_owned(), "2025-12-22".to_owned())),
    }
}

fn details(level: Level, page: Page) -> PadScene {
    let reasons = shipped(level);
    PadScene::Details(Details {
        page,
        level,
        reasons,
        parts: [(Part::Efficiency, Some(level)), (Part::Competence, None), (Part::Attitude, None)],
        countdown: COUNTDOWN,
    })
}

/// The reasons that are shipped for a level, the first of them ticked.
fn shipped(level: Level) -> Vec<ReasonButton> {
    const FILE: &str = include_str!("../../../../assets/evaluation.toml");
    let file: toml::Table = toml::from_str(FILE).unwrap();
    let reasons = file["reason"].as_array().unwrap().iter().filter(|reason| {
        reason["levels"].as_array().unwrap().contains(&toml::Value::Integer(level.number().into()))
    });
    let button = |(at, reason): (usize, &toml::Value)| ReasonButton {
        code: reason["code"].as_str().unwrap().to_owned(),
        text: label(reason["text"]["zh"].as_str().unwrap(), reason["text"]["en"].as_str().unwrap()),
        ticked: at == 0,
    };
    reasons.enumerate().map(button).collect()
}

/// Every scene, with words of it in both languages.
fn scenes() -> Vec<(&'static str, PadPicture, [&'static [&'static str]; 2])> {
    let faces = |sheet| PadScene::Faces { sheet: Some(sheet), countdown: COUNTDOWN };
    let lost = PadPicture { clock: None, ..pad(PadScene::Message(Message::Lost)) };
    let away = PadPicture { clock: None, away: true, ..pad(faces(sheet(Some(Outcome::Done), true))) };
    let back = WindowState::Paused { back_at: Some("14:10".to_owned()) };
    vec![
        (
            "idle",
            pad(PadScene::Idle(WindowState::Open)),
            [
                &["3 号窗口", "请等候叫号", "示范大学 · 师生服务大厅"],
                &["Window 3", "Please wait for your number"],
            ],
        ),
        ("paused", pad(PadScene::Idle(back)), [&["暂停办理", "14:10 回来"], &["Paused", "Back at 14:10"]]),
        ("closed", pad(PadScene::Idle(WindowState::Closed)), [&["窗口关闭"], &["Closed"]]),
        (
            "called",
            pad(PadScene::Called { number: "A003".to_owned() }),
            [&["A003", "请到本窗口"], &["A003", "Please come to this window"]],
        ),
        (
            "in-hand",
            pad(PadScene::InHand(sheet(None, false))),
            [
                &["A003", "正在为您办理", "补办校园卡", "近期免冠照片一张", "已收", "待交"],
                &["Replace a campus card", "A recent photograph", "Received", "To hand in"],
            ],
        ),
        (
            "missing",
            pad(PadScene::InHand(sheet(Some(Outcome::NeedsMaterials), false))),
            [&["缺", "材料不全（待定）"], &["Missing", "Papers missing (not final)"]],
        ),
        (
            "faces",
            pad(faces(sheet(Some(Outcome::Accepted), true))),
            [
                &[
                    "这次办得怎么样？",
                    "非常满意",
                    "满意",
                    "基本满意",
                    "不满意",
                    "非常不满意",
                    "不评价",
                    "9 秒后返回",
                ],
                &["How was it?", "Very satisfied", "Very dissatisfied", "No, thanks"],
            ],
        ),
        (
            "faces-missing",
            pad(faces(sheet(Some(Outcome::NeedsMaterials), true))),
            [
                &["非常满意", "补正码 ABCDE-FGHJK，2025-12-22 前有效。补齐材料再来时，凭它取号等得更短。"],
                &["Fairly satisfied"],
            ],
        ),
        (
            "praise",
            pad(details(Level::VerySatisfied, Page::Reasons)),
            [
                &["哪里做得好？可多选，也可以不选。", "办得快", "提交评价", "9 秒后自动提交"],
                &["Quick", "Send rating", "Sent in 9 s"],
            ],
        ),
        (
            "complaint",
            pad(details(Level::Dissatisfied, Page::Reasons)),
            [
                &["哪里可以改进？可多选，也可以不选。", "等候太久", "互相推诿"],
                &["Long wait", "Sent from one to another"],
            ],
        ),
        (
            "parts",
            pad(details(Level::Satisfied, Page::Parts)),
            [
                &["办理效率", "业务能力", "服务态度", "服务态度：不满意"],
                &["Speed", "Friendliness: Dissatisfied"],
            ],
        ),
        ("thanks", pad(PadScene::Thanks(Sending::Done)), [&["谢谢您的评价"], &["Thank you for your rating"]]),
        ("kept", pad(PadScene::Thanks(Sending::Retrying)), [&["您的评价已保留"], &["Your rating is kept"]]),
        (
            "away",
            away,
            [
                &["连接中断。您的评价会保留，连上后自动提交。", "非常满意"],
                &["Connection lost. Your rating is kept and sent as soon as it is back."],
            ],
        ),
        ("lost", lost, [&["连接中断"], &["Connection lost"]]),
    ]
}

/// Leaves out what large mode has no room for.
fn expected<'a>(words: &[&'a str], name: &str, large: bool) -> Vec<&'a str> {
    let dropped = |word: &&str| large && name == "missing" && word.contains(['（', '(']);
    words.iter().copied().filter(|word| !dropped(word)).collect()
}

#[test]
fn every_scene_is_told_in_both_languages_on_every_shape() {
    let modes = [(Language::Zh, false), (Language::En, false), (Language::Zh, true)];
    for (design, (language, large)) in DESIGNS.into_iter().flat_map(|d| modes.map(|mode| (d, mode))) {
        let shown = look(language, large);
        let setup = shown.clone();
        // One context for all scenes: its fonts are what takes time.
        let mut harness = Harness::builder()
            .with_size(Vec2::from(design))
            .with_context_setup(move |ctx| shell::prepare(ctx, &setup))
            .build_ui_state(
                move |ui, picture: &mut PadPicture| drop(draw(ui, &shown, picture)),
                pad(PadScene::Idle(WindowState::Open)),
            );
        let canvas = Rect::from_min_size(Pos2::ZERO, design.into());
        for (name, picture, words) in scenes() {
            *harness.state_mut() = picture;
            harness.run();
            for content in expected(words[usize::from(language == Language::En)], name, large) {
                let found: Vec<Rect> = harness.query_all_by_label(content).map(|node| node.rect()).collect();
                let at = format!("{name} {language:?} {design:?} large {large}: `{content}`");
                assert!(!found.is_empty(), "{at} is not there");
                let is_inside = |rect: &Rect| canvas.expand(0.5).contains_rect(*rect);
                assert!(found.iter().all(is_inside), "{at} at {found:?}");
            }
        }
    }
}

#[test]
fn what_is_touched_is_large_enough_apart_and_says_what_was_meant() {
    for design in DESIGNS {
        for large in [false, true] {
            let look = look(Language::Zh, large);
            let picture = pad(PadScene::Faces { sheet: Some(sheet(None, true)), countdown: COUNTDOWN });
            let (mut harness, touched) = harness(design, &look, picture);
            let mut right = 0.0;
            for words in ["非常满意", "满意", "基本满意", "不满意", "非常不满意"] {
                let rect = harness.get_by_label(words).rect();
                assert!(rect.height() >= 96.0 && rect.width() >= 96.0, "{words} at {rect}");
                assert!(rect.left() >= right + 15.0, "{words} at {rect} touches the one before");
                right = rect.right();
            }
            harness.get_by_label("不满意").click();
            harness.run();
            harness.get_by_label("不评价").click();
            harness.run();
            assert_eq!(*touched.borrow(), [Touch::Face(Level::Dissatisfied), Touch::Skip]);
        }
    }
}

#[test]
fn reasons_parts_and_the_switches_say_what_was_meant() {
    for design in DESIGNS {
        for large in [false, true] {
            let look = look(Language::Zh, large);
            let picture = pad(details(Level::VeryDissatisfied, Page::Reasons));
            let (mut harness, touched) = self::harness(design, &look, picture);
            for words in ["办得慢", "分项评价", "提交评价", "English"] {
                let rect = harness.get_by_label(words).rect();
                assert!(rect.height() >= 85.0, "{words} at {rect} {design:?} {large}");
                harness.get_by_label(words).click();
                harness.run();
            }
            let expected = [
                Touch::Reason("slow".into()),
                Touch::Page(Page::Parts),
                Touch::Submit,
                Touch::Language(Language::En),
            ];
            assert_eq!(*touched.borrow(), expected);
            let picture = pad(details(Level::VeryDissatisfied, Page::Parts));
            let (mut harness, touched) = self::harness(design, &look, picture);
            let rect = harness.get_by_label("服务态度：满意").rect();
            assert!(rect.height() >= 85.0 && rect.width() >= 96.0, "{rect} {design:?} {large}");
            harness.get_by_label("服务态度：满意").click();
            harness.run();
            assert_eq!(*touched.borrow(), [Touch::Part(Part::Attitude, Level::Satisfied)]);
        }
    }
}

#[test]
fn a_long_list_is_counted_rather_than_cut_off() {
    let design = Design::PAD;
    let mut long = sheet(None, false);
    let item = long.items[0].clone();
    long.items = vec![item; 12];
    let (harness, _) = harness(design, &look(Language::Zh, false), pad(PadScene::InHand(long)));
    let shown = harness.query_all_by_label("补办校园卡").count();
    assert!((2..12).contains(&shown), "{shown}");
    assert!(harness.query_by_label_contains("还有").is_some());
}

/// `HALL_PICTURES=folder` draws every scene for people to look at.
#[test]
fn pictures_are_drawn_for_people_to_look_at() {
    let folder = std::env::var_os("HALL_PICTURES").map(std::path::PathBuf::from);
    let shapes = [("pad", Design::PAD), ("landscape", Design::LANDSCAPE), ("portrait", Design::PORTRAIT)];
    for (shape, design) in shapes {
        for (language, large) in [(Language::Zh, false), (Language::En, false), (Language::Zh, true)] {
            for (name, shown, _) in scenes() {
                if folder.is_none() && (design != Design::PAD || name != "faces") {
                    continue;
                }
                let look = look(language, large);
                let prepared = look.clone();
                let drawn = picture(
                    design.into(),
                    move |ctx| shell::prepare(ctx, &prepared),
                    |ui| drop(draw(ui, &look, &shown)),
                );
                assert_eq!(drawn.size(), [design.width as usize, design.height as usize]);
                if let Some(folder) = &folder {
                    let size = if large { "-large" } else { "" };
                    let file =
                        folder.join(format!("pad-{name}-{shape}-{language:?}{size}.png").to_lowercase());
                    drawn.halved().save(&file).unwrap();
                }
            }
        }
    }
}
