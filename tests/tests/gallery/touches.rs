//! What is touched on a screen means what is written on it: found by its label, touched, and told.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use hall_api::core::ids::ItemCode;
use hall_api::texts::Language;
use hall_ui::canvas::Design;
use hall_ui::egui::Vec2;
use hall_ui::look::{Choice, Look};
use hall_ui::shell;
use hall_ui::theme::Theme;
use hall_ui::widgets::BarTouch;
use kiosk::state::{By, CertificateTouch, Place, Touch};
use kiosk::{screens, view};

use super::scenes;
use super::texts;

/// Touches of a scene on an upright screen in Chinese.
fn touched(scene: &str, label: &str) -> Vec<Touch> {
    let scene = scenes::all().into_iter().find(|known| known.name == scene).unwrap();
    let visit = (scene.play)();
    let look = Look::new(Arc::new(Theme::embedded()), texts(), Choice::default());
    let shown = view::of(&visit.state, &look, visit.now);
    let touches = Rc::new(RefCell::new(Vec::new()));
    let (seen, prepared) = (Rc::clone(&touches), look.clone());
    let mut harness = Harness::builder()
        .with_size(Vec2::from(Design::PORTRAIT))
        .with_context_setup(move |ctx| shell::prepare(ctx, &prepared))
        .build_ui(move |ui| seen.borrow_mut().extend(screens::draw(ui, &look, &shown)));
    harness.get_by_label(label).click();
    harness.run();
    drop(harness);
    Rc::into_inner(touches).unwrap().into_inner()
}

#[test]
fn touches_mean_what_is_written_on_them() {
    let item = |code: &str| Touch::Item(ItemCode::new(code));
    let own = Touch::Certificate;
    for (scene, label, expected) in [
        ("home", "取号", Touch::Begin),
        ("home", "我回来了", Touch::Go(Place::ComeBack)),
        ("home", "咨询帮助", Touch::Go(Place::Ask)),
        ("home", "下一页", Touch::Page(1)),
        ("home", "屏幕下移", Touch::Bar(BarTouch::Low(true))),
        ("home", "大字", Touch::Bar(BarTouch::Large(true))),
        ("ask", "取一个咨询号", Touch::Help),
        ("popular", "按主题找", Touch::By(By::Themes)),
        ("popular", "搜索", Touch::Go(Place::Search)),
        ("popular", "校园卡办理与补办", item("campus-card")),
        ("popular", "校园卡办理与补办：材料与流程", Touch::Details(ItemCode::new("campus-card"))),
        ("popular", "下一步", Touch::Next),
        ("search", "X", Touch::Type('x')),
        ("search", "删除", Touch::Erase),
        ("search", "清空", Touch::Clear),
        ("item", "选这一项", item("campus-card")),
        ("online", "不会操作？取号请人帮忙", Touch::Help),
        ("materials", "确认取号", Touch::Take),
        ("materials", "取消选择车辆通行卡办理", item("vehicle-pass")),
        ("materials", "优先办理", Touch::Go(Place::Class)),
        ("card-read", "刷卡取号", Touch::DropCard),
        ("class", "都不是", Touch::Class(None)),
        ("code", "7", Touch::Type('7')),
        ("taking-slow", "不等了", Touch::GiveUp),
        ("missed", "我回来了，继续排队", Touch::Return),
        ("called", "回到首页", Touch::Done),
        ("ticket", "完成", Touch::Done),
        ("refused-items", "重新选择", Touch::Done),
        ("certificate-home", "打印证明", Touch::Go(Place::Certificate)),
        ("certificate-midnight", "打印证明", Touch::Go(Place::Certificate)),
        ("certificate-sign-in", "手机扫码登录", own(CertificateTouch::ByPhone)),
        ("certificate-sign-in", "刷卡和密码登录", own(CertificateTouch::ByCard)),
        ("certificate-pin", "7", Touch::Type('7')),
        ("certificate-offers", "在读证明", own(CertificateTouch::Offer(0))),
        ("certificate-language", "英文", own(CertificateTouch::Language(Language::En))),
        ("certificate-purpose", "办理签证", own(CertificateTouch::Purpose(1))),
        ("certificate-copies", "多一份", own(CertificateTouch::Copies(3))),
        ("certificate-copies", "下一步：先看样子", Touch::Next),
        ("certificate-preview", "下一页", Touch::Page(1)),
        ("certificate-preview", "打印 2 份", own(CertificateTouch::Print)),
        ("certificate-short", "再打印一次", own(CertificateTouch::PrintAgain)),
        ("certificate-taken", "完成，退出登录", Touch::Done),
        ("certificate-taken", "再打印别的", own(CertificateTouch::Another)),
        ("certificate-away", "再试一次", Touch::Done),
        ("asking", "继续办理", Touch::Stay),
        ("leaving", "放弃，回首页", Touch::Leave),
    ] {
        assert_eq!(touched(scene, label), [expected], "{scene}: {label}");
    }
}

#[test]
fn behind_a_question_nothing_can_be_touched() {
    assert!(touched("asking", "确认取号").is_empty());
}
