//! Every screen drawn, everything on it touched: each touch must be among the choices of the keypad.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use hall_api::requests::CannotReturn;
use hall_api::views::TicketState;
use hall_ui::canvas::Design;
use hall_ui::egui::{Vec2, accessibility};
use hall_ui::shell;

use super::*;
use crate::screens;
use crate::state::certificate::{CopyEnd, NotPossible, Told};
use crate::state::tests::{NOW, TICKET_URL};
use crate::state::{By, CertificateTouch, Refused, Shelf, Touch};
use crate::view::{Body, CertificateView};

/// A visitor on every screen, in the states that offer different things.
fn plays() -> Vec<Play> {
    let at = |steps: &[Touch]| {
        let mut play = Play::open();
        for step in steps {
            play.touch(step.clone());
        }
        play
    };
    let chosen = |steps: &[Touch]| {
        let mut play = Play::open();
        play.choose(&["campus-card", "vehicle-pass"]);
        for step in steps {
            play.touch(step.clone());
        }
        play
    };
    let mut away = Play::open();
    away.news(News::Lost);
    let mut typed = at(&[Touch::Begin, Touch::Go(Place::Search)]);
    typed.type_in("xyk");
    let mut code = chosen(&[Touch::Next, Touch::Go(Place::Code)]);
    code.type_in("7K2M9XYZTQ");
    let mut told = chosen(&[Touch::Next]);
    told.scan("20260907");
    told.scan("7K2M9XYZTQ");
    let mut idle = chosen(&[Touch::Next]);
    idle.pass(35);
    let (mut slow, key) = Play::taking(&["campus-card"]);
    slow.pass(10);
    slow.news(News::Retrying(key));
    let (mut ticket, key) = Play::taking(&["campus-card"]);
    ticket.news(News::Taken(key, Box::new(taken(2))));
    ticket.news(News::Paper(42, Paper::Printed));
    let (mut refused, key) = Play::taking(&["campus-card", "vehicle-pass"]);
    refused.news(News::Refused(
        key,
        Refused {
            items: vec![("vehicle-pass".into(), "line_full".into())],
            ..Refused::with_code("items_refused")
        },
    ));
    let mut looked = at(&[Touch::Go(Place::ComeBack)]);
    looked.scan(TICKET_URL);
    let missed = TicketState::NoShow { until: NOW + 1_200_000 };
    let mut returned = Play::scanned(missed, None);
    let actions = returned.touch(Touch::Return);
    let [Action::Return(key, _)] = &actions[..] else { panic!("{actions:?}") };
    returned.news(News::Returned(key.clone()));
    vec![
        Play::deaf(),
        Play::open(),
        away,
        at(&[Touch::Go(Place::Ask)]),
        at(&[Touch::Begin]),
        at(&[Touch::Begin, Touch::By(By::Themes)]),
        at(&[Touch::Begin, Touch::By(By::Departments)]),
        at(&[Touch::Begin, Touch::Open(Shelf::Bundles)]),
        chosen(&[]),
        chosen(&[Touch::Details("campus-card".into())]),
        at(&[Touch::Begin, Touch::Details("medical-card".into())]),
        at(&[Touch::Begin, Touch::Details("network".into())]),
        at(&[Touch::Begin, Touch::Details("campus-card".into()), Touch::Sample(0)]),
        at(&[Touch::Begin, Touch::Details("campus-card".into()), Touch::Sample(1)]),
        at(&[Touch::Begin, Touch::Item("network".into())]),
        at(&[Touch::Begin, Touch::Go(Place::Search)]),
        typed,
        chosen(&[Touch::Next]),
        chosen(&[Touch::Next, Touch::Go(Place::Class)]),
        chosen(&[Touch::Next, Touch::Go(Place::Card)]),
        chosen(&[Touch::Next, Touch::Go(Place::Code)]),
        chosen(&[Touch::Bar(BarTouch::Home)]),
        code,
        told,
        idle,
        slow,
        ticket,
        refused,
        looked,
        Play::scanned(missed, None),
        Play::scanned(TicketState::Parked { window: None, back: false }, Some(CannotReturn::Waiting)),
        Play::scanned(missed, Some(CannotReturn::Over)),
        returned,
    ]
}

/// A person on every screen on the way to a certificate.
fn certificates() -> Vec<Play> {
    let mut certified = Play::certified();
    certified.touch(Touch::Go(Place::Certificate));
    let mut pin = Play::certified();
    pin.touch(Touch::Go(Place::Certificate));
    pin.scan("20260907");
    pin.type_in("123456");
    let certificate = |touches: &[CertificateTouch]| {
        let mut play = Play::signed_in();
        for touch in touches {
            play.own(*touch);
        }
        play
    };
    let mut copies = certificate(&[CertificateTouch::Offer(3), CertificateTouch::Purpose(0)]);
    copies.own(CertificateTouch::Copies(1));
    let (mut drawing, _) = Play::drawing();
    drawing.pass(9);
    let (mut trouble, key) = Play::drawing();
    trouble.told(&key, Told::Refused(NotPossible::with_code("server_away")));
    vec![
        Play::certified(),
        certified,
        Play::at_phone().0,
        pin,
        Play::signed_in(),
        certificate(&[CertificateTouch::Offer(0)]),
        certificate(&[CertificateTouch::Offer(3)]),
        copies,
        drawing,
        trouble,
        Play::previewed(),
        Play::printing().0,
        Play::short(CopyEnd::Printed, CopyEnd::NotPrinted).0,
        Play::taken_paper(),
    ]
}

/// A name for every kind of screen: a new one does not compile until it stands here.
fn kind(body: &Body) -> &'static str {
    match body {
        Body::Home(_) => "home",
        Body::Ask(_) => "ask",
        Body::Choose(_) => "choose",
        Body::Items(_) => "items",
        Body::Search(_) => "search",
        Body::Item(_) => "item",
        Body::Sample(_) => "sample",
        Body::Online(_) => "online",
        Body::Materials(_) => "materials",
        Body::Class(_) => "class",
        Body::Prompt(_) => "prompt",
        Body::Code(_) => "code",
        Body::Taking(_) => "taking",
        Body::Found(_) => "found",
        Body::Returned(_) => "returned",
        Body::Ticket(_) => "ticket",
        Body::Refused(_) => "refused",
        Body::Certificate(screen) => match &screen.view {
            CertificateView::SignIn(_) => "sign in",
            CertificateView::Phone(_) => "phone",
            CertificateView::Pin(_) => "pin",
            CertificateView::Offers(_) => "offers",
            CertificateView::Choices(_) => "choices",
            CertificateView::Copies(_) => "copies",
            CertificateView::Preview(_) => "preview",
            CertificateView::Message(_) => "message",
        },
    }
}
const KINDS: usize = 25;

/// Touches everything on a screen that can be touched.
fn touched(view: &view::View, look: &Look, design: Design) -> Vec<(String, Touch)> {
    let touches = Rc::new(RefCell::new(Vec::new()));
    let (seen, setup, drawn, view) = (Rc::clone(&touches), look.clone(), look.clone(), view.clone());
    let mut harness = Harness::builder()
        .with_size(Vec2::from(design))
        .with_context_setup(move |ctx| shell::prepare(ctx, &setup))
        .build_ui(move |ui| seen.borrow_mut().extend(screens::draw(ui, &drawn, &view)));
    harness.run_steps(2);
    let inputs = |harness: &Harness<'_>| {
        let nodes = harness.root().children_recursive();
        nodes
            .filter(|node| accessibility::is_input(node.accesskit_node().role()))
            .filter(|node| !node.accesskit_node().is_disabled())
            .map(|node| node.accesskit_node().label().unwrap_or_default())
            .collect::<Vec<String>>()
    };
    let labels = inputs(&harness);
    let mut found = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let node = harness
            .root()
            .children_recursive()
            .filter(|node| accessibility::is_input(node.accesskit_node().role()))
            .filter(|node| !node.accesskit_node().is_disabled())
            .nth(index)
            .expect("the screen is still the same");
        node.click_accesskit();
        harness.run_steps(2);
        let mut touches = touches.borrow_mut();
        assert!(!touches.is_empty(), "{label} does nothing");
        found.extend(touches.drain(..).map(|touch| (label.clone(), touch)));
    }
    found
}

#[test]
fn everything_that_can_be_touched_can_be_reached_by_keys() {
    let base = look(Language::Zh);
    let mut seen = BTreeSet::new();
    for play in plays().into_iter().chain(certificates()) {
        let modes = [(false, false), (true, false), (false, true)];
        for (large, low) in modes {
            let choice = LookChoice { large, low, ..LookChoice::default() };
            let look = base.with(choice);
            let view = view::of(&play.state, &look, play.now);
            seen.insert(kind(&view.body));
            let heard = screen(&view, &look);
            assert!(!heard.title.is_empty(), "{} has no title", kind(&view.body));
            for design in [Design::PORTRAIT, Design::LANDSCAPE] {
                for (label, touch) in touched(&view, &look, design) {
                    // A list is told whole, so that nobody has to turn its pages.
                    let turns = matches!(touch, Touch::Page(_));
                    let reached =
                        heard.choices.iter().any(|choice| choice.does == Does::Touch(touch.clone()));
                    assert!(turns || reached, "{}: {label} ({touch:?}) is not to be heard", kind(&view.body));
                }
            }
        }
    }
    assert_eq!(seen.len(), KINDS, "every kind of screen is walked: {seen:?}");
}

#[test]
fn every_screen_is_said_in_both_languages_without_gaps() {
    for language in [Language::Zh, Language::En] {
        let look = look(language);
        for play in plays().into_iter().chain(certificates()) {
            let view = view::of(&play.state, &look, play.now);
            let heard = screen(&view, &look);
            let labels = heard.choices.iter().map(|choice| &choice.label);
            for words in [&heard.title].into_iter().chain(&heard.details).chain(&heard.status).chain(labels) {
                assert!(!words.trim().is_empty(), "{}: {heard:?}", kind(&view.body));
                assert!(!words.contains("kiosk.") && !words.contains('{'), "{words}");
                if language == Language::En {
                    let hanzi = words.chars().find(|letter| ('\u{4E00}'..='\u{9FFF}').contains(letter));
                    assert_eq!(hanzi, None, "{words}");
                }
            }
        }
    }
}
