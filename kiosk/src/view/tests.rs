//! What a visitor reads on every screen, in both languages.

use std::sync::Arc;

use hall_api::core::hours::Opening;
use hall_api::texts::{Language, Texts};
use hall_api::views::KioskLine;
use hall_ui::look::{Choice, Look};
use hall_ui::theme::Theme;

use super::*;
use crate::state::tests::{NOW, Play, lines, taken, update};
use crate::state::{News, Paper, Printer, Refused, Shelf, Touch};

fn look(language: Language) -> Look {
    let choice = Choice { language, ..Choice::default() };
    Look::new(Arc::new(Theme::embedded()), Arc::new(Texts::embedded()), choice)
}

fn body(play: &Play, language: Language) -> Body {
    of(&play.state, &look(language), play.now).body
}

fn both(name: &str, play: &Play) {
    insta::assert_debug_snapshot!(format!("{name}_zh"), of(&play.state, &look(Language::Zh), play.now));
    insta::assert_debug_snapshot!(format!("{name}_en"), of(&play.state, &look(Language::En), play.now));
}

#[test]
fn home_open_and_in_trouble() {
    let mut play = Play::open();
    let mut some = lines();
    some[2].full = true;
    play.news(update(2, some));
    play.news(News::Printer(Printer::PaperOut));
    both("home_open", &play);
    let closed = |hours: i64| {
        let opening = Opening::Closed { opens_at: Some(NOW + hours * 3_600_000) };
        lines().into_iter().map(|line| KioskLine { opening, ..line }).collect::<Vec<_>>()
    };
    for (version, hours, opens) in [
        (3, 3, "下次开放：今天 12:41"),
        (4, 23, "下次开放：明天 08:41"),
        (5, 4 * 24, "下次开放：星期五 09:41"),
        (6, 30 * 24, "下次开放：10月7日 09:41"),
    ] {
        play.news(update(version, closed(hours)));
        let Body::Home(home) = body(&play, Language::Zh) else { panic!() };
        assert_eq!(home.stop.unwrap().opens.as_deref(), Some(opens));
        assert!(home.note.is_none(), "one trouble at a time");
    }
    play.news(News::Lost);
    both("home_away", &play);
}

#[test]
fn choosing() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    both("departments", &play);
    let mut some = lines();
    some[0].closes_soon = true;
    some[2].opening = Opening::Closed { opens_at: Some(NOW + 5 * 3_600_000) };
    play.news(update(2, some));
    play.touch(Touch::Open(Shelf::Department("card".into())));
    play.touch(Touch::Item("campus-card".into()));
    both("items", &play);
    play.touch(Touch::Item("network".into()));
    both("online", &play);
    play.touch(Touch::Back);
    play.touch(Touch::Next);
    both("materials", &play);
}

#[test]
fn bundles_and_a_full_basket() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Open(Shelf::Bundles));
    play.touch(Touch::Bundle("new-staff".into()));
    both("bundles", &play);
}

#[test]
fn the_number_and_its_paper() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    let actions = play.touch(Touch::Take);
    both("taking", &play);
    let crate::state::Action::Take(key, _) = actions[0].clone() else { panic!() };
    play.news(News::Taken(key, Box::new(taken(3))));
    play.news(News::Paper(42, Paper::Printed));
    both("ticket_printed", &play);
    play.news(News::Paper(42, Paper::NotPrinted));
    let Body::Ticket(ticket) = body(&play, Language::Zh) else { panic!() };
    assert_eq!(ticket.paper.words, "号票没有打印出来。请拍下号码或扫码保存，号码有效。");
    assert_eq!(ticket.home_in.as_deref(), Some("40 秒后回到首页"));
}

#[test]
fn a_refusal_in_plain_words() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    let actions = play.touch(Touch::Take);
    let crate::state::Action::Take(key, _) = actions[0].clone() else { panic!() };
    let items = vec![("campus-card".into(), "line_full".to_owned())];
    play.news(News::Refused(key, Refused { code: "items_refused".into(), items }));
    both("refused", &play);
}

#[test]
fn every_text_of_the_kiosk_is_used_and_every_key_used_is_there() {
    let texts = Texts::embedded();
    let sources = [
        include_str!("words.rs"),
        include_str!("home.rs"),
        include_str!("choose.rs"),
        include_str!("materials.rs"),
        include_str!("ticket.rs"),
        include_str!("../screens.rs"),
        include_str!("../screens/parts.rs"),
        include_str!("../screens/home.rs"),
        include_str!("../screens/choose.rs"),
        include_str!("../screens/materials.rs"),
        include_str!("../screens/ticket.rs"),
    ]
    .concat();
    let literals: Vec<&str> = sources.split('"').skip(1).step_by(2).collect();
    for literal in &literals {
        let is_key = literal.starts_with("kiosk.") && !literal.contains('{');
        assert!(!is_key || texts.find(Language::Zh, literal).is_some(), "{literal} is used and not there");
    }
    // Keys put together from a state: their parts are named in the state's own match.
    let made = ["kiosk.state.", "kiosk.taking.", "kiosk.ticket.", "kiosk.bar."];
    for key in texts.keys().filter(|key| key.starts_with("kiosk.")) {
        let used = literals.contains(&key) || made.iter().any(|prefix| key.starts_with(prefix));
        assert!(used, "{key} is there and not used");
    }
}
