//! What can be chosen, and the ways between the screens.

use hall_ui::widgets::BarTouch;

use super::*;

#[test]
fn the_first_screen_says_what_the_hall_can_do() {
    let all = |change: fn(KioskLine) -> KioskLine| lines().into_iter().map(change).collect::<Vec<_>>();
    let opens = NOW + 3_600_000;
    let mut play = Play::deaf();
    assert_eq!(play.state.hall.state(), HallState::Connecting);
    play.news(update(1, lines()));
    assert_eq!(play.state.hall.state(), HallState::Connecting, "no catalogue yet");
    play.news(News::Catalogue(Arc::new(catalogue())));
    assert_eq!(play.state.hall.state(), HallState::Open { until: NOW + 7_200_000 });
    play.news(update(
        2,
        all(|l| KioskLine { opening: Opening::Closed { opens_at: Some(NOW + 3_600_000) }, ..l }),
    ));
    assert_eq!(play.state.hall.state(), HallState::Closed { opens_at: Some(opens) });
    play.news(update(3, all(|l| KioskLine { full: true, ..l })));
    assert_eq!(play.state.hall.state(), HallState::Full);
    play.news(update(4, all(|l| KioskLine { served: false, ..l })));
    assert_eq!(play.state.hall.state(), HallState::Unserved);
    play.touch(Touch::Begin);
    assert_eq!(play.state.screen, Screen::HOME, "nothing is begun that cannot be ended");
    play.news(News::Lost);
    assert_eq!(play.state.hall.state(), HallState::Away);
    play.news(update(1, lines()));
    assert!(
        matches!(play.state.hall.state(), HallState::Open { .. }),
        "a server that counts anew is believed"
    );
}

#[test]
fn what_cannot_be_had_cannot_be_chosen() {
    let closed =
        |line: KioskLine| KioskLine { opening: Opening::Closed { opens_at: Some(NOW + 3_600_000) }, ..line };
    for (name, change) in [
        ("closed", &closed as &dyn Fn(KioskLine) -> KioskLine),
        ("full", &|line| KioskLine { full: true, ..line }),
        ("unserved", &|line| KioskLine { served: false, ..line }),
        ("closing", &|line| KioskLine { closing: true, ..line }),
    ] {
        let mut play = Play::open();
        let mut now = lines();
        now[0] = change(now[0].clone());
        play.news(update(2, now));
        play.choose(&["campus-card", "vehicle-pass"]);
        assert_eq!(play.state.basket.items(), [ItemCode::new("vehicle-pass")], "{name}");
    }
}

#[test]
fn a_basket_has_room_for_no_more_than_a_ticket() {
    let mut play = Play::open();
    play.choose(&["campus-card", "vehicle-pass", "medical-card", "help"]);
    assert_eq!(play.state.basket.items().len(), 3);
    play.touch(Touch::Item("campus-card".into()));
    assert_eq!(play.state.basket.items().len(), 2, "what is in can always be taken out");
}

#[test]
fn a_bundle_is_several_items_at_once() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Open(Shelf::Bundles));
    play.touch(Touch::Bundle("new-staff".into()));
    assert_eq!(play.state.basket.items().len(), 3);
    play.touch(Touch::Bundle("new-staff".into()));
    assert!(play.state.basket.is_empty());
}

#[test]
fn an_item_online_shows_its_page_and_the_way_to_help() {
    let mut play = Play::open();
    play.choose(&["network"]);
    assert!(matches!(&play.state.screen, Screen::Online { item, .. } if item.as_str() == "network"));
    play.touch(Touch::Back);
    assert!(matches!(play.state.screen, Screen::Items { .. }));
    play.touch(Touch::Item("network".into()));
    play.touch(Touch::Help);
    assert_eq!(play.state.basket.items(), [ItemCode::new("help")]);
    assert!(matches!(play.state.screen, Screen::Materials { .. }));
}

#[test]
fn an_older_view_never_takes_the_place_of_a_newer_one() {
    let mut play = Play::open();
    play.news(update(5, vec![open_line("card", 9)]));
    play.news(update(4, vec![open_line("card", 1)]));
    assert!(matches!(play.state.hall.line_offer(&"card".into()), Some(LineOffer::Open { waiting: 9, .. })));
}

#[test]
fn a_catalogue_without_an_item_takes_it_out_of_the_basket() {
    let mut play = Play::open();
    play.choose(&["campus-card", "vehicle-pass"]);
    let mut changed = catalogue();
    changed.items.remove(&ItemCode::new("vehicle-pass"));
    play.news(News::Catalogue(Arc::new(changed)));
    assert_eq!(play.state.basket.items(), [ItemCode::new("campus-card")]);
}

#[test]
fn a_known_item_takes_four_touches() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Item("campus-card".into()));
    play.touch(Touch::Next);
    let (_, request) = play.take();
    assert_eq!(request.items, [ItemCode::new("campus-card")]);
}

#[test]
fn back_keeps_what_was_chosen_and_home_asks_first() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Back);
    assert!(matches!(play.state.screen, Screen::Choose { by: By::Popular, .. }), "to where it was opened");
    play.touch(Touch::Back);
    assert_eq!(play.state.screen, Screen::HOME);
    assert_eq!(play.state.basket.items().len(), 1, "the way back in is short");
    play.touch(Touch::Begin);
    play.touch(Touch::Next);
    play.touch(Touch::Bar(BarTouch::Home));
    assert!(play.state.is_leaving());
    play.touch(Touch::Take);
    assert!(matches!(play.state.screen, Screen::Materials { .. }), "only an answer counts");
    play.touch(Touch::Stay);
    assert!(!play.state.is_leaving() && !play.state.basket.is_empty());
    play.touch(Touch::Bar(BarTouch::Home));
    play.touch(Touch::Leave);
    assert_eq!(play.state.screen, Screen::HOME);
    assert!(play.state.basket.is_empty());
    play.touch(Touch::Begin);
    play.touch(Touch::Bar(BarTouch::Home));
    assert_eq!(play.state.screen, Screen::HOME, "with nothing chosen nothing is asked");
}

#[test]
fn every_screen_leads_back_to_where_the_visitor_came_from() {
    let open = |touches: &[Touch]| {
        let mut play = Play::open();
        for touch in touches {
            play.touch(touch.clone());
        }
        play
    };
    let card = || ItemCode::new("campus-card");
    let theme = || Touch::Open(Shelf::Theme("arriving".into()));
    let (begin, next) = (Touch::Begin, Touch::Next);
    let chosen = [begin.clone(), Touch::Item(card()), next];
    let with = |more: &[Touch]| [&chosen[..], more].concat();
    for (touches, expected) in [
        (vec![Touch::Go(Place::Ask)], "Home"),
        (vec![Touch::Go(Place::ComeBack)], "Home"),
        (vec![begin.clone()], "Home"),
        (vec![begin.clone(), Touch::Go(Place::Search)], "Choose"),
        (vec![begin.clone(), Touch::By(By::Themes), theme()], "Choose { by: Themes"),
        (vec![begin.clone(), Touch::By(By::Themes), theme(), Touch::Details(card())], "Items { shelf: Theme"),
        (
            vec![begin.clone(), Touch::By(By::Themes), theme(), Touch::Item("network".into())],
            "Items { shelf: Theme",
        ),
        (vec![begin.clone(), Touch::Details(card()), Touch::Sample(0)], "Item {"),
        (vec![begin.clone(), Touch::Details(card()), Touch::Sample(0), Touch::Sample(1)], "Item {"),
        (with(&[]), "Choose"),
        (with(&[Touch::Details(card())]), "Materials"),
        (with(&[Touch::Go(Place::Class)]), "Materials"),
        (with(&[Touch::Go(Place::Card)]), "Materials"),
        (with(&[Touch::Go(Place::Code)]), "Materials"),
    ] {
        let mut play = open(&touches);
        play.touch(Touch::Back);
        let screen = format!("{:?}", play.state.screen);
        assert!(screen.starts_with(expected), "{touches:?}: {screen}");
    }
}

#[test]
fn an_item_chosen_on_its_page_leads_back_to_the_list() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Details("campus-card".into()));
    play.touch(Touch::Item("campus-card".into()));
    assert!(matches!(play.state.screen, Screen::Choose { .. }));
    play.touch(Touch::Details("campus-card".into()));
    play.touch(Touch::Item("campus-card".into()));
    assert!(matches!(play.state.screen, Screen::Item { .. }), "taken off, the page stays");
    assert!(play.state.basket.is_empty());
}

#[test]
fn what_is_typed_finds_items_letter_by_letter() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Go(Place::Search));
    let found = |play: &Play| match &play.state.screen {
        Screen::Search { query, found, .. } => (query.clone(), found.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(found(&play), (String::new(), Vec::new()));
    for (typed, first) in [("xyk", "campus-card"), ("ykt", "campus-card"), ("vehi", "vehicle-pass")] {
        play.touch(Touch::Clear);
        play.type_in(typed);
        assert_eq!(found(&play).1.first(), Some(&ItemCode::new(first)), "{typed}");
    }
    play.touch(Touch::Erase);
    assert_eq!(found(&play).0, "veh");
    play.touch(Touch::Clear);
    play.type_in(&"x".repeat(100));
    assert_eq!(found(&play).0.len(), crate::search::QUERY_MAX, "nobody fills the memory");
    play.touch(Touch::Bar(BarTouch::Large(true)));
    assert_eq!(found(&play).0.len(), crate::search::QUERY_MAX, "large mode keeps what was typed");
}

#[test]
fn a_sample_is_fetched_once_and_again_when_it_failed() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Details("campus-card".into()));
    assert_eq!(play.touch(Touch::Sample(0)), [Action::Fetch("a".into())]);
    assert_eq!(play.touch(Touch::Sample(1)), [Action::Fetch("b".into())]);
    let pixels = Arc::new(hall_ui::egui::ColorImage::filled([1, 1], hall_ui::egui::Color32::TRANSPARENT));
    play.news(News::Picture("a".into(), Picture::Ready(pixels)));
    play.news(News::Picture("b".into(), Picture::Missing));
    assert!(play.touch(Touch::Sample(0)).is_empty(), "it is there");
    assert_eq!(play.touch(Touch::Sample(1)), [Action::Fetch("b".into())]);
    assert!(play.touch(Touch::Sample(2)).is_empty(), "there is no third");
    for n in 0..10 {
        play.news(News::Picture(n.to_string(), Picture::Missing));
    }
    assert!(play.state.picture("a").is_none(), "only a few are kept");
}

#[test]
fn nobody_stays_on_the_page_of_an_item_that_is_gone() {
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.touch(Touch::Details("campus-card".into()));
    play.touch(Touch::Sample(0));
    let mut changed = catalogue();
    changed.items.remove(&ItemCode::new("campus-card"));
    play.news(News::Catalogue(Arc::new(changed)));
    assert_eq!(play.state.screen, Screen::CHOOSE);
}

#[test]
fn who_asks_may_take_a_number_for_help() {
    let mut play = Play::open();
    play.touch(Touch::Go(Place::Ask));
    play.touch(Touch::Help);
    assert_eq!(play.state.basket.items(), [ItemCode::new("help")]);
    assert!(matches!(play.state.screen, Screen::Materials { .. }));
}
