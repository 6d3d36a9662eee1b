//! Taking a number: once, whatever gets lost; and what becomes of its paper.

use hall_ui::widgets::BarTouch;

use super::*;

#[test]
fn a_visitor_takes_one_number_for_two_items() {
    let mut play = Play::open();
    play.choose(&["campus-card", "medical-card"]);
    play.touch(Touch::Next);
    let actions = play.touch(Touch::Take);
    let [Action::Take(key, request)] = &actions[..] else { panic!("{actions:?}") };
    assert_eq!(request.items, [ItemCode::new("campus-card"), ItemCode::new("medical-card")]);
    assert!(!request.english);
    assert!(play.news(News::Taken(key.clone(), Box::new(taken(3)))).is_empty());
    assert!(
        matches!(&play.state.screen, Screen::Ticket(t) if t.ticket.number == "A003" && t.paper == Paper::Printing)
    );
    play.news(News::Paper(42, Paper::Printed));
    play.pass(7);
    assert!(matches!(play.state.screen, Screen::Ticket(_)), "shown for 8 s");
    play.pass(1);
    assert_eq!(play.state.screen, Screen::HOME);
    assert!(play.state.basket.is_empty());
}

#[test]
fn the_key_belongs_to_the_content_of_the_basket() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    let first = play.state.basket.key().cloned();
    play.touch(Touch::Page(1));
    assert_eq!(play.state.basket.key().cloned(), first, "looking around changes nothing");
    play.touch(Touch::Item("vehicle-pass".into()));
    let second = play.state.basket.key().cloned();
    assert_ne!(second, first);
    play.touch(Touch::Bar(BarTouch::Language(Language::En)));
    assert_ne!(play.state.basket.key().cloned(), second, "the language is part of the request");
    play.touch(Touch::Item("vehicle-pass".into()));
    play.touch(Touch::Item("campus-card".into()));
    assert_eq!(play.state.basket.key(), None);
}

#[test]
fn a_double_tap_does_nothing_more() {
    let (mut play, _) = Play::taking(&["campus-card"]);
    assert!(play.touch_at_once(Touch::Take).is_empty());
    assert!(play.touch(Touch::Take).is_empty(), "also later");
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.now += SETTLE / 2;
    play.touch_at_once(Touch::Open(Shelf::Popular));
    assert!(matches!(play.state.screen, Screen::Choose { .. }), "the second tap meets another screen");
    play.now += SETTLE;
    play.touch_at_once(Touch::Open(Shelf::Popular));
    assert!(matches!(play.state.screen, Screen::Items { .. }));
}

#[test]
fn a_lost_answer_is_waited_for_and_then_given_up_without_a_second_number() {
    let (mut play, key) = Play::taking(&["campus-card"]);
    play.news(News::Retrying(key.clone()));
    assert!(matches!(play.state.screen, Screen::Taking { retrying: true, .. }));
    play.pass(5);
    assert!(play.touch(Touch::GiveUp).is_empty(), "too early");
    play.pass(5);
    assert_eq!(play.touch(Touch::GiveUp), [Action::Abandon(key.clone())]);
    assert_eq!(play.state.screen, Screen::HOME);
    play.news(News::Taken(key, Box::new(taken(0))));
    assert_eq!(play.state.screen, Screen::HOME, "a late answer concerns nobody");
}

#[test]
fn nobody_waits_for_ever() {
    let (mut play, key) = Play::taking(&["campus-card"]);
    assert!(play.pass(44).is_empty());
    assert_eq!(play.pass(1), [Action::Abandon(key.clone())]);
    assert!(matches!(&play.state.screen, Screen::Refused { code, .. } if code == "server_away"));
    play.touch(Touch::Done);
    assert!(play.state.basket.key().is_some_and(|new| *new != key), "the old key may stand for a number");
}

#[test]
fn refused_items_are_named_and_taken_out() {
    let (mut play, key) = Play::taking(&["campus-card", "medical-card"]);
    let items = vec![("medical-card".into(), "line_full".to_owned())];
    play.news(News::Refused(key, Refused { items, ..Refused::with_code("items_refused") }));
    let Screen::Refused { items, .. } = &play.state.screen else { panic!("{:?}", play.state.screen) };
    assert_eq!(items[0].name.zh, "医保卡办理");
    play.touch(Touch::Done);
    assert_eq!(play.state.basket.items(), [ItemCode::new("campus-card")]);
}

#[test]
fn without_the_server_no_number_is_asked_for() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    play.news(News::Lost);
    assert!(play.touch(Touch::Take).is_empty());
    assert!(matches!(play.state.screen, Screen::Materials { .. }), "the basket is kept for when it is back");
    play.news(update(1, lines()));
    assert_eq!(play.touch(Touch::Take).len(), 1);
}

#[test]
fn a_number_without_paper_stays_long_enough_to_photograph() {
    for (paper, seconds) in [(Paper::Printed, 8), (Paper::NotPrinted, 40), (Paper::Unknown, 40)] {
        let (mut play, key) = Play::taking(&["campus-card"]);
        play.news(News::Taken(key, Box::new(taken(0))));
        play.news(News::Paper(41, Paper::Printed));
        assert!(matches!(&play.state.screen, Screen::Ticket(t) if t.paper == Paper::Printing), "another job");
        play.news(News::Paper(42, paper));
        play.pass(seconds - 1);
        assert!(matches!(play.state.screen, Screen::Ticket(_)), "{paper:?}");
        play.pass(1);
        assert_eq!(play.state.screen, Screen::HOME, "{paper:?}");
    }
}

#[test]
fn a_printer_that_says_nothing_is_not_waited_for() {
    let (mut play, key) = Play::taking(&["campus-card"]);
    play.news(News::Taken(key, Box::new(taken(0))));
    play.pass(25);
    assert!(matches!(&play.state.screen, Screen::Ticket(t) if t.paper == Paper::Unknown));
    play.pass(40);
    assert_eq!(play.state.screen, Screen::HOME);
}

#[test]
fn what_is_left_after_a_refusal_is_offered_at_once() {
    for (code, items, then) in [
        ("items_refused", vec!["medical-card"], Screen::Materials { page: 0 }),
        ("items_refused", vec!["medical-card", "campus-card"], Screen::CHOOSE),
        ("rate_limited", vec![], Screen::Materials { page: 0 }),
        ("server_away", vec![], Screen::Materials { page: 0 }),
        ("open_ticket", vec![], Screen::HOME),
    ] {
        let (mut play, key) = Play::taking(&["campus-card", "medical-card"]);
        let items = items.into_iter().map(|item| (ItemCode::new(item), "line_full".to_owned())).collect();
        play.news(News::Refused(key, Refused { items, ..Refused::with_code(code) }));
        play.touch(Touch::Done);
        assert_eq!(play.state.screen, then, "{code}");
    }
}

#[test]
fn a_short_cut_of_the_line_loses_nothing_of_the_visit() {
    let mut play = Play::open();
    play.choose(&["campus-card", "vehicle-pass"]);
    play.touch(Touch::Next);
    play.scan("20260907");
    let key = play.state.basket.key().cloned();
    play.news(News::Lost);
    assert!(play.touch(Touch::Take).is_empty());
    play.pass(5);
    play.news(News::Connected);
    play.news(News::Catalogue(Arc::new(catalogue())));
    play.news(update(1, lines()));
    assert_eq!(play.state.basket.key().cloned(), key);
    let (_, request) = play.take();
    assert_eq!(request.items.len(), 2);
    assert_eq!(request.card.as_deref(), Some("20260907"));
}
