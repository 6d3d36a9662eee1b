//! What is held before a reader: cards, return codes, tickets, and what is none of them.

use hall_api::core::ids::WindowId;

use super::*;

const CARD: &str = "20260907";
const CODE: &str = "7K2M9-XYZTQ";

/// A play on one screen after another.
fn on(screen: &str) -> Play {
    let mut play = Play::open();
    match screen {
        "home" => {}
        "ask" => drop(play.touch(Touch::Go(Place::Ask))),
        "come back" => drop(play.touch(Touch::Go(Place::ComeBack))),
        "choose" => drop(play.touch(Touch::Begin)),
        "items" => play.choose(&["campus-card"]),
        "search" => {
            play.touch(Touch::Begin);
            play.touch(Touch::Go(Place::Search));
            play.type_in("xy");
        }
        "item" => {
            play.touch(Touch::Begin);
            play.touch(Touch::Details("campus-card".into()));
        }
        "materials" | "class" | "card" | "code" => {
            play.choose(&["campus-card"]);
            play.touch(Touch::Next);
            let place = match screen {
                "class" => Place::Class,
                "card" => Place::Card,
                "code" => Place::Code,
                _ => return play,
            };
            play.touch(Touch::Go(place));
        }
        other => panic!("{other}"),
    }
    play
}

#[test]
fn a_card_is_taken_from_any_screen_where_it_makes_sense() {
    for (screen, then, told) in [
        ("home", "Choose", Notice::CardRead),
        ("ask", "Choose", Notice::CardRead),
        ("choose", "Choose", Notice::CardRead),
        ("items", "Items", Notice::CardRead),
        ("search", "Search", Notice::CardRead),
        ("item", "Item {", Notice::CardRead),
        ("materials", "Materials", Notice::CardRead),
        ("class", "Materials", Notice::CardRead),
        ("card", "Materials", Notice::CardRead),
        ("code", "Materials", Notice::CardRead),
        ("come back", "ComeBack", Notice::WantsTicket),
    ] {
        let mut play = on(screen);
        assert!(play.scan(CARD).is_empty());
        assert_eq!(play.state.notice(play.now), Some(told), "{screen}");
        assert_eq!(play.state.visitor.card.is_some(), told == Notice::CardRead, "{screen}");
        let shown = format!("{:?}", play.state.screen);
        assert!(shown.starts_with(then), "{screen}: {shown}");
    }
}

#[test]
fn a_return_code_is_scanned_or_typed() {
    let mut play = on("code");
    play.scan(CODE);
    assert_eq!(play.state.visitor.return_code, Some(Secret::new("7K2M9XYZTQ")));
    let mut typed = on("code");
    typed.type_in("7k2m9xyzt");
    typed.touch(Touch::Next);
    assert!(typed.state.visitor.return_code.is_none(), "not complete");
    typed.type_in("qQ-");
    typed.touch(Touch::Next);
    assert_eq!(typed.state.visitor, play.state.visitor);
    assert!(matches!(typed.state.screen, Screen::Materials { .. }));
    let (_, request) = typed.take();
    assert_eq!(request.return_code.as_deref(), Some("7K2M9XYZTQ"));
}

#[test]
fn a_ticket_is_looked_up_from_any_screen_but_those_that_want_a_card() {
    for screen in ["home", "ask", "come back", "choose", "items", "search", "item", "materials", "class"] {
        let mut play = on(screen);
        let actions = play.scan(TICKET_URL);
        assert!(
            matches!(&actions[..], [Action::Scan(_, code)] if *code == Secret::new("0000A7K2M9XYZTQW1234ABCD")),
            "{screen}: {actions:?}"
        );
        let before = on(screen).state.screen;
        play.touch(Touch::Back);
        assert_eq!(play.state.screen, before, "who did not mean it goes on where they were");
    }
    for screen in ["card", "code"] {
        let mut play = on(screen);
        assert!(play.scan(TICKET_URL).is_empty());
        assert_eq!(play.state.notice(play.now), Some(Notice::WantsCard), "{screen}");
    }
}

#[test]
fn what_cannot_be_used_now_is_said() {
    let mut garbage = Play::open();
    garbage.scan("WIFI:S:guest;;");
    assert_eq!(garbage.state.notice(garbage.now), Some(Notice::NotOurs));
    let mut closed = Play::open();
    let lines = lines().into_iter().map(|line| KioskLine { served: false, ..line }).collect();
    closed.news(update(2, lines));
    closed.scan(CARD);
    assert_eq!(closed.state.notice(closed.now), Some(Notice::NoNumbersNow));
    assert!(closed.state.visitor.is_nobody());
    let mut away = Play::open();
    away.news(News::Lost);
    for text in [CARD, CODE, TICKET_URL] {
        assert!(away.scan(text).is_empty());
        assert_eq!(away.state.notice(away.now), Some(Notice::Away));
    }
    assert!(away.state.visitor.is_nobody());
}

#[test]
fn nothing_is_read_into_a_request_under_way_or_another_visitors_ticket() {
    let (mut taking, key) = Play::taking(&["campus-card"]);
    for text in [CARD, CODE, TICKET_URL, "???"] {
        assert!(taking.scan(text).is_empty());
    }
    assert!(taking.state.visitor.is_nobody() && taking.state.notice(taking.now).is_none());
    taking.news(News::Taken(key, Box::new(taken(0))));
    assert!(taking.scan(TICKET_URL).is_empty(), "their own fresh ticket");
    assert!(matches!(taking.state.screen, Screen::Ticket(_)));
}

#[test]
fn a_reading_keeps_the_session() {
    let mut play = on("materials");
    play.pass(35);
    assert!(play.state.asking(play.now).is_some());
    play.scan(CARD);
    assert!(play.state.asking(play.now).is_none() && play.state.visitor.card.is_some());
}

#[test]
fn telling_something_makes_it_another_request() {
    let mut play = on("materials");
    let mut keys = vec![play.state.basket.key().cloned().unwrap()];
    let mut changed = |play: &Play, what: &str| {
        let key = play.state.basket.key().cloned().unwrap();
        assert!(!keys.contains(&key), "{what}");
        keys.push(key);
    };
    play.scan(CARD);
    changed(&play, "card");
    play.scan(CODE);
    changed(&play, "return code");
    play.touch(Touch::Go(Place::Class));
    play.touch(Touch::Class(Some("elderly".into())));
    changed(&play, "class");
    play.touch(Touch::DropCard);
    changed(&play, "without the card");
    play.touch(Touch::DropCode);
    changed(&play, "without the code");
    assert!(play.state.visitor.card.is_none() && play.state.visitor.return_code.is_none());
    let (_, request) = play.take();
    assert_eq!(request.class, Some("elderly".into()));
}

#[test]
fn after_a_refusal_what_was_told_has_to_be_told_again() {
    for (tells, expected) in [(true, Some(Notice::TellAgain)), (false, None)] {
        let mut play = on("materials");
        if tells {
            play.scan(CARD);
        }
        let (key, _) = play.take();
        play.news(News::Refused(key, Refused::with_code("rate_limited")));
        play.touch(Touch::Done);
        assert_eq!(play.state.notice(play.now), expected);
    }
}

#[test]
fn what_is_not_plugged_in_is_not_offered() {
    let mut play = Play::open();
    play.state.readers = Readers::default();
    play.touch(Touch::Go(Place::ComeBack));
    assert_eq!(play.state.screen, Screen::HOME);
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    play.touch(Touch::Go(Place::Card));
    assert!(matches!(play.state.screen, Screen::Materials { .. }));
}

#[test]
fn a_visitor_comes_back_with_their_ticket() {
    let until = Timestamp(NOW.0 + 600_000);
    for state in [TicketState::NoShow { until }, TicketState::Parked { window: None, back: false }] {
        let mut play = Play::scanned(state, None);
        let actions = play.touch(Touch::Return);
        let [Action::Return(key, TicketId(7))] = &actions[..] else { panic!("{actions:?}") };
        assert!(play.touch(Touch::Return).is_empty(), "once");
        play.touch(Touch::Back);
        assert!(matches!(play.state.screen, Screen::Checking { .. }), "only the answer ends it");
        play.news(News::Returned(key.clone()));
        assert!(matches!(&play.state.screen, Screen::Returned { number, .. } if number == "A003"));
        play.pass(7);
        assert!(matches!(play.state.screen, Screen::Returned { .. }));
        play.pass(1);
        assert_eq!(play.state.screen, Screen::HOME);
    }
}

#[test]
fn who_cannot_come_back_is_not_offered_it() {
    for (state, why) in [
        (TicketState::Waiting, CannotReturn::Waiting),
        (TicketState::Called { window: WindowId(3) }, CannotReturn::Called),
        (TicketState::Done, CannotReturn::Over),
    ] {
        let mut play = Play::scanned(state, Some(why));
        assert!(play.touch(Touch::Return).is_empty(), "{why:?}");
        play.touch(Touch::Done);
        assert_eq!(play.state.screen, Screen::HOME);
    }
}

#[test]
fn a_ticket_that_is_none_or_is_not_answered_for_is_said() {
    let mut play = Play::open();
    play.touch(Touch::Go(Place::ComeBack));
    let actions = play.scan(TICKET_URL);
    let [Action::Scan(key, _)] = &actions[..] else { panic!("{actions:?}") };
    play.news(News::Refused(key.clone(), Refused::with_code("not_a_ticket")));
    assert!(matches!(&play.state.screen, Screen::Refused { code, .. } if code == "not_a_ticket"));
    play.touch(Touch::Done);
    assert_eq!(play.state.screen, Screen::ComeBack, "another try");
    play.scan(TICKET_URL);
    play.pass(CHECKING_MAX.as_secs());
    assert!(matches!(&play.state.screen, Screen::Refused { code, .. } if code == "server_away"));
    let late = ScannedTicket {
        ticket: TicketId(7),
        number: "A003".into(),
        state: TicketState::Waiting,
        cannot_return: Some(CannotReturn::Waiting),
    };
    play.news(News::Scanned(key.clone(), late));
    assert!(matches!(play.state.screen, Screen::Refused { .. }), "a late answer changes nothing");
}

#[test]
fn a_refused_return_is_not_tried_on_what_was_known_before() {
    let mut play = Play::scanned(TicketState::Parked { window: None, back: false }, None);
    let actions = play.touch(Touch::Return);
    let [Action::Return(key, _)] = &actions[..] else { panic!("{actions:?}") };
    play.news(News::Refused(key.clone(), Refused::with_code("wrong_phase")));
    play.touch(Touch::Done);
    assert_eq!(play.state.screen, Screen::HOME);
}

#[test]
fn a_look_at_a_ticket_costs_no_basket() {
    let mut play = on("materials");
    let actions = play.scan(TICKET_URL);
    let [Action::Scan(key, _)] = &actions[..] else { panic!("{actions:?}") };
    let ticket = ScannedTicket {
        ticket: TicketId(7),
        number: "A003".into(),
        state: TicketState::Waiting,
        cannot_return: Some(CannotReturn::Waiting),
    };
    play.news(News::Scanned(key.clone(), ticket));
    play.touch(Touch::Done);
    assert!(play.state.is_leaving(), "home would lose what was chosen");
    play.touch(Touch::Stay);
    play.touch(Touch::Back);
    assert!(matches!(play.state.screen, Screen::Materials { .. }) && !play.state.basket.is_empty());
}
