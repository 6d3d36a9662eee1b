//! What time does: asking, forgetting, sleeping.

use hall_ui::widgets::BarTouch;

use super::*;

#[test]
fn a_quiet_visitor_is_asked_and_then_forgotten() {
    let mut play = Play::open();
    play.touch(Touch::Bar(BarTouch::Language(Language::En)));
    play.choose(&["campus-card"]);
    play.pass(29);
    assert_eq!(play.state.asking(play.now), None);
    play.pass(1);
    assert_eq!(play.state.asking(play.now), Some(Duration::from_secs(10)));
    play.touch(Touch::Next);
    assert!(matches!(play.state.screen, Screen::Items { .. }), "only an answer counts");
    play.touch(Touch::Stay);
    assert_eq!(play.state.asking(play.now), None);
    play.pass(30);
    play.pass(10);
    assert_eq!(play.state.screen, Screen::HOME);
    assert!(play.state.basket.is_empty());
    assert_eq!(play.state.choice.language, Language::Zh, "the next visitor finds the kiosk's own language");
}

#[test]
fn a_press_beside_the_buttons_keeps_the_session() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.pass(29);
    play.state.pressed(play.now);
    play.pass(29);
    assert_eq!(play.state.asking(play.now), None);
}

#[test]
fn the_screen_sleeps_until_something_is_due() {
    let mut play = Play::open();
    let minute = play.state.next_tick(play.now).unwrap();
    assert_eq!(minute, Duration::from_secs(40), "09:41:20: only the clock will change");
    play.choose(&["campus-card"]);
    let ask = play.state.next_tick(play.now).unwrap();
    assert_eq!(ask, Duration::from_secs(30));
    play.pass(30);
    assert_eq!(play.state.next_tick(play.now), Some(Duration::from_secs(1)), "the countdown");
    let mut deaf = Play::deaf();
    deaf.pass(1);
    assert_eq!(deaf.state.next_tick(deaf.now), None);
}

#[test]
fn nothing_of_a_visitor_outlives_them() {
    let private = |play: &mut Play| {
        play.choose(&["campus-card"]);
        play.touch(Touch::Next);
        play.touch(Touch::Go(Place::Class));
        play.touch(Touch::Class(Some("elderly".into())));
        play.scan("20260907");
        play.scan("7K2M9XYZTQ");
        play.touch(Touch::Bar(BarTouch::Language(Language::En)));
        play.touch(Touch::Bar(BarTouch::Large(true)));
        assert!(!play.state.visitor.is_nobody());
    };
    let gone = |play: &Play, how: &str| {
        assert_eq!(play.state.screen, Screen::HOME, "{how}");
        assert!(play.state.visitor.is_nobody() && play.state.basket.is_empty(), "{how}");
        assert_eq!(play.state.choice, Choice::default(), "{how}");
        assert_eq!(play.state.notice(play.now), None, "{how}");
    };
    let mut play = Play::open();
    private(&mut play);
    play.pass(30);
    play.pass(10);
    gone(&play, "forgotten");
    private(&mut play);
    play.touch(Touch::Bar(BarTouch::Home));
    play.touch(Touch::Leave);
    gone(&play, "left");
    private(&mut play);
    let (key, request) = play.take();
    assert!(play.state.visitor.card.is_none() && play.state.visitor.return_code.is_none(), "sent, so gone");
    assert!(request.card.is_some() && request.return_code.is_some() && request.class.is_some());
    play.news(News::Taken(key, Box::new(taken(0))));
    play.news(News::Paper(42, Paper::Printed));
    play.pass(8);
    gone(&play, "served");
    private(&mut play);
    let _sent = play.take();
    play.pass(10);
    play.touch(Touch::GiveUp);
    gone(&play, "given up");
}

#[test]
fn the_first_screen_is_put_back_for_the_next_visitor() {
    for change in [
        Touch::Bar(BarTouch::Language(Language::En)),
        Touch::Bar(BarTouch::Large(true)),
        Touch::Bar(BarTouch::Low(true)),
        Touch::Page(1),
    ] {
        let mut play = Play::open();
        play.touch(change.clone());
        play.pass(29);
        assert_eq!(play.state.asking(play.now), None, "nothing would be lost");
        play.pass(1);
        assert_eq!((&play.state.screen, play.state.choice), (&Screen::HOME, Choice::default()), "{change:?}");
    }
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Back);
    play.touch(Touch::Back);
    play.pass(30);
    assert!(play.state.asking(play.now).is_some(), "a basket is not lost without a word");
    play.pass(10);
    assert!(play.state.basket.is_empty());
}

#[test]
fn what_is_said_for_a_while_wakes_the_screen_when_it_ends() {
    let mut play = Play::open();
    play.scan("???");
    assert_eq!(play.state.notice(play.now), Some(Notice::NotOurs));
    assert_eq!(play.state.next_tick(play.now), Some(NOTICE_SHOWN));
    play.pass(7);
    assert_eq!(play.state.notice(play.now), None);
}
