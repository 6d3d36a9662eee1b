//! What a visitor reads on every screen, in both languages.

use std::fmt::Write as _;
use std::sync::Arc;

use hall_api::core::hours::Opening;
use hall_api::core::ids::WindowId;
use hall_api::core::time::Timestamp;
use hall_api::requests::CannotReturn;
use hall_api::texts::{Language, Texts};
use hall_api::views::{KioskLine, TicketState};
use hall_ui::look::{Choice, Look};
use hall_ui::theme::Theme;
use hall_ui::widgets::BarTouch;

use super::*;
use crate::state::certificate::{CopyEnd, NotPossible, Told};
use crate::state::tests::{NOW, Play, TICKET_URL, lines, taken, update};
use crate::state::{
    By, CertificateTouch, News, Office, Paper, Picture, Place, Printer, Readers, Refused, Shelf, Touch,
};

mod certificates;

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
fn home_offers_what_works_now_and_nothing_else() {
    let touches = |play: &Play| match body(play, Language::Zh) {
        Body::Home(home) => home.tiles.into_iter().map(|tile| tile.touch).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let (come_back, ask) = (Touch::Go(Place::ComeBack), Touch::Go(Place::Ask));
    let mut play = Play::open();
    assert_eq!(touches(&play), [Touch::Begin, come_back.clone(), ask.clone()]);
    let full = lines().into_iter().map(|line| KioskLine { full: true, ..line }).collect();
    play.news(update(2, full));
    assert_eq!(touches(&play), [come_back, ask.clone()], "who is away may still come back");
    play.state.readers = Readers::default();
    assert_eq!(touches(&play), std::slice::from_ref(&ask));
    play.news(News::Lost);
    assert_eq!(touches(&play), [ask], "people help when nothing else does");
}

#[test]
fn every_state_of_the_printer_is_said_and_what_to_do() {
    let mut play = Play::open();
    for (printer, words) in [
        (Printer::Ready, None),
        (Printer::NearEnd, Some("打印纸快用完了，工作人员会来换。号票照常打印")),
        (Printer::PaperOut, Some("打印机缺纸：号码会显示在屏幕上，请拍照或扫码保存")),
        (Printer::CoverOpen, Some("打印机上盖没有合上：号码会显示在屏幕上，请拍照或扫码保存")),
        (Printer::Fault, Some("打印机故障：号码会显示在屏幕上，请拍照或扫码保存")),
        (Printer::Away, Some("打印机没有连接：号码会显示在屏幕上，请拍照或扫码保存")),
        (Printer::NotReady, Some("打印机未就绪：号码会显示在屏幕上，请拍照或扫码保存")),
    ] {
        play.news(News::Printer(printer));
        let Body::Home(home) = body(&play, Language::Zh) else { panic!() };
        assert_eq!(home.note.map(|note| note.words).as_deref(), words);
        let Body::Home(home) = body(&play, Language::En) else { panic!() };
        assert_eq!(home.note.is_some(), words.is_some());
    }
}

#[test]
fn choosing() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    both("choose_popular", &play);
    play.touch(Touch::By(By::Departments));
    both("choose_departments", &play);
    play.touch(Touch::By(By::Themes));
    both("choose_themes", &play);
    play.touch(Touch::Open(Shelf::Theme("arriving".into())));
    both("items_of_a_theme", &play);
    play.touch(Touch::Back);
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
    play.touch(Touch::Details("campus-card".into()));
    both("item", &play);
    play.touch(Touch::Sample(1));
    both("sample_on_its_way", &play);
    play.news(News::Picture("b".into(), Picture::Missing));
    let Body::Sample(sample) = body(&play, Language::Zh) else { panic!() };
    assert_eq!(sample.picture, Err("样张暂时看不了。窗口备有纸质样张。".to_owned()));
    play.touch(Touch::Back);
    play.touch(Touch::Next);
    both("materials", &play);
}

#[test]
fn searching() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Go(Place::Search));
    play.type_in("xyk");
    both("search", &play);
    play.touch(Touch::Clear);
    play.type_in("vvvvv");
    let Body::Search(search) = body(&play, Language::Zh) else { panic!() };
    assert!(search.rows.is_empty() && search.nothing.is_some());
}

#[test]
fn bundles_and_a_full_basket() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::By(By::Themes));
    play.touch(Touch::Open(Shelf::Bundles));
    play.touch(Touch::Bundle("new-staff".into()));
    both("bundles", &play);
}

#[test]
fn asking_people() {
    let mut play = Play::open();
    play.touch(Touch::Go(Place::Ask));
    both("ask", &play);
    play.news(News::Lost);
    let Body::Ask(ask) = body(&play, Language::Zh) else { panic!() };
    assert!(ask.place.is_some() && ask.waiting.is_none() && ask.help.is_none(), "where it is stays true");
}

#[test]
fn saying_who_one_is() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    play.touch(Touch::Go(Place::Class));
    both("class", &play);
    play.touch(Touch::Class(Some("elderly".into())));
    play.touch(Touch::Go(Place::Card));
    both("card", &play);
    play.scan("20260907");
    play.touch(Touch::Go(Place::Code));
    play.type_in("7k2");
    both("code", &play);
    play.scan("7K2M9XYZTQ");
    both("materials_told", &play);
}

#[test]
fn what_a_visitor_told_is_on_no_screen() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    play.touch(Touch::Go(Place::Class));
    play.touch(Touch::Class(Some("elderly".into())));
    play.scan("20260907");
    play.scan("7K2M9XYZTQ");
    for language in Language::ALL {
        let shown = format!("{:?}", of(&play.state, &look(language), play.now));
        for private in ["20260907", "7K2M9", "70 岁", "Aged 70"] {
            assert!(!shown.contains(private), "{private}: {shown}");
        }
    }
    assert!(!format!("{:?}", play.state.visitor).contains("2026"));
}

#[test]
fn coming_back() {
    let mut play = Play::open();
    play.touch(Touch::Go(Place::ComeBack));
    both("come_back", &play);
    play.scan(TICKET_URL);
    both("looking", &play);
    let window = WindowId(3);
    let until = Timestamp(NOW.0 + 600_000);
    for (state, why) in [
        (TicketState::NoShow { until }, None),
        (TicketState::Parked { window: None, back: false }, None),
        (TicketState::Waiting, Some(CannotReturn::Waiting)),
        (TicketState::Called { window }, Some(CannotReturn::Called)),
        (TicketState::Serving { window }, Some(CannotReturn::Serving)),
        (TicketState::Parked { window: None, back: true }, Some(CannotReturn::BackAlready)),
        (TicketState::NoShow { until: NOW }, Some(CannotReturn::GraceOver)),
        (TicketState::Done, Some(CannotReturn::Over)),
    ] {
        let play = Play::scanned(state, why);
        both(
            &format!(
                "found_{}",
                why.map_or_else(|| format!("{state:?}"), |why| format!("{why:?}"))
                    .to_lowercase()
                    .split(' ')
                    .next()
                    .unwrap()
            ),
            &play,
        );
    }
    let mut play = Play::scanned(TicketState::Parked { window: None, back: false }, None);
    let actions = play.touch(Touch::Return);
    let crate::state::Action::Return(key, _) = actions[0].clone() else { panic!() };
    both("returning", &play);
    play.news(News::Returned(key));
    both("returned", &play);
}

#[test]
fn questions_and_banners() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Bar(BarTouch::Home));
    let question = of(&play.state, &look(Language::Zh), play.now).question.unwrap();
    assert_eq!(question.detail, "回到首页，已选的 1 项和填写的内容都会清除。");
    play.touch(Touch::Stay);
    play.pass(33);
    let question = of(&play.state, &look(Language::En), play.now).question.unwrap();
    assert_eq!(question.detail, "Back to start in 7 s");
    play.touch(Touch::Stay);
    play.news(News::Lost);
    let view = of(&play.state, &look(Language::Zh), play.now);
    assert_eq!(view.banner.unwrap().words, "取号系统暂时连接不上，正在重试。已选的事项不会丢。");
    let Body::Items(items) = view.body else { panic!() };
    assert!(items.rows.iter().all(|row| row.hint.is_empty()), "no number that may not be true any more");
    for (text, words) in [
        ("???", "没有认出来。请扫描今天的号票、告知书上的补正码，或刷教工卡、学生卡"),
        ("20260907", "取号系统暂时连接不上，请过一会儿再扫"),
    ] {
        play.scan(text);
        let banner = of(&play.state, &look(Language::Zh), play.now).banner.unwrap();
        assert_eq!(banner.words, words);
    }
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
    assert_eq!(ticket.paper.words, "没有打印出来，请拍照或扫码保存，号码有效。");
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
    play.news(News::Refused(key, Refused { items, ..Refused::with_code("items_refused") }));
    both("refused", &play);
}

#[test]
fn every_refusal_is_told_in_the_visitors_language() {
    let texts = Texts::embedded();
    let (zh, en) = (look(Language::Zh), look(Language::En));
    let hanzi = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let mut table = String::new();
    let codes = texts.keys().filter_map(|key| key.strip_prefix("problem.")?.strip_suffix(".title"));
    for code in codes {
        let told = |look| super::ticket::refused(look, code, Some("A007"), &[], true);
        let (zh, en) = (told(&zh), told(&en));
        assert!(hanzi(&zh.title) && hanzi(&zh.detail), "{code}: {zh:?}");
        assert!(!hanzi(&en.title) && !hanzi(&en.detail) && !en.title.is_empty(), "{code}: {en:?}");
        assert_eq!(zh.number.as_deref(), Some("A007"));
        writeln!(table, "{code}: {} {} | {} {}", zh.title, zh.detail, en.title, en.detail).unwrap();
    }
    insta::assert_snapshot!("every_refusal", table);
}

#[test]
fn every_refusal_meant_for_visitors_has_its_words() {
    let texts = Texts::embedded();
    for code in super::ticket::FOR_VISITORS {
        assert!(texts.find(Language::Zh, &format!("problem.{code}.title")).is_some(), "{code}");
    }
}

#[test]
fn every_text_of_the_kiosk_is_used_and_every_key_used_is_there() {
    let texts = Texts::embedded();
    let sources = sources().concat();
    let literals: Vec<&str> = sources.split('"').skip(1).step_by(2).collect();
    for literal in &literals {
        let is_key = literal.starts_with("kiosk.") && *literal != "kiosk.toml" && !literal.contains('{');
        assert!(!is_key || texts.find(Language::Zh, literal).is_some(), "{literal} is used and not there");
    }
    // Keys put together from a state: their parts are named in the state's own match.
    let made = [
        "kiosk.state.",
        "kiosk.home.",
        "kiosk.option.",
        "kiosk.found.",
        "kiosk.come_back.",
        "kiosk.taking.",
        "kiosk.ticket.",
        "kiosk.bar.",
        "kiosk.keys.",
    ];
    for key in texts.keys().filter(|key| key.starts_with("kiosk.")) {
        let used = literals.contains(&key) || made.iter().any(|prefix| key.starts_with(prefix));
        assert!(used, "{key} is there and not used");
    }
}

/// Every source of the kiosk but the tests.
fn sources() -> Vec<String> {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("tests") || path.ends_with("tests.rs") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}
