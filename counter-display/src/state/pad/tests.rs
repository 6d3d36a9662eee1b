//! The pad's state as a table of what happens and what is then shown and sent.

use hall_api::core::command::{Outcome, PauseReason};
use hall_api::core::ids::TicketNumber;
use hall_api::requests::Label;
use hall_api::views::{Call, PadComeBack, PadItem, PadMaterial, PadRate, PadVisit, RateReason, WindowMode};

use super::super::{Message, WindowState};
use super::*;

/// 22 November 2025, 14:00:00 in Shanghai.
const TWO: i64 = 1_763_791_200_000;
const MINUTE_MS: i64 = 60_000;

fn label(text: &str) -> Label {
    Label { zh: text.to_owned(), en: text.to_owned() }
}

fn number(number: u32) -> TicketNumber {
    TicketNumber { prefix: 'A', number }
}

fn call(n: u32, serving: bool) -> Call {
    Call { call: 1, number: number(n), window: WindowId(3), at: Timestamp(TWO), serving, english: false }
}

fn visit(ticket: u64, outcome: Option<Outcome>, decided: bool) -> PadVisit {
    let material = |name, received| PadMaterial { name: label(name), received };
    PadVisit {
        ticket: TicketId(ticket),
        number: number(ticket as u32),
        english: false,
        items: vec![PadItem {
            name: label("card"),
            materials: vec![material("form", true), material("photo", false)],
            outcome,
            decided,
        }],
        come_back: None,
    }
}

fn rate(ticket: u64) -> PadRate {
    let reason = |code: &str, levels: &[Level]| RateReason {
        code: code.to_owned(),
        text: label(code),
        levels: levels.to_vec(),
    };
    PadRate {
        ticket: TicketId(ticket),
        until: Timestamp(TWO + 3 * MINUTE_MS),
        reasons: vec![
            reason("quick", &[Level::Satisfied, Level::VerySatisfied]),
            reason("friendly", &[Level::VerySatisfied]),
            reason("slow", &[Level::Dissatisfied]),
        ],
    }
}

fn view(call: Option<Call>, visit: Option<PadVisit>, rate: Option<PadRate>) -> PadEvent {
    let view = PadView {
        window: WindowId(3),
        name: label("3"),
        serves: vec![label("cards")],
        state: WindowMode::Open,
        call,
        visit,
        rate,
    };
    PadEvent::View(Box::new(Update { version: 1, now: Timestamp(TWO), view }))
}

/// The visit of a ticket has just ended.
fn ended(ticket: u64) -> PadEvent {
    view(None, Some(visit(ticket, Some(Outcome::Done), true)), Some(rate(ticket)))
}

fn served(ticket: u64) -> PadEvent {
    view(Some(call(ticket as u32, true)), Some(visit(ticket, None, false)), None)
}

fn nobody() -> PadEvent {
    view(None, None, None)
}

fn pad() -> PadState {
    PadState::new(WindowId(3), TimeZone::get("Asia/Shanghai").unwrap())
}

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn touch(touch: Touch) -> PadEvent {
    PadEvent::Touch(touch)
}

fn scene(state: &PadState, now: Duration) -> PadScene {
    state.picture(now).scene
}

/// The ratings sent by actions.
fn sent(actions: Vec<PadAction>) -> Vec<(String, PadEvaluationRequest)> {
    let sent = actions.into_iter().map(|PadAction::Rate { key, request, .. }| (String::from(key), request));
    sent.collect()
}

#[test]
fn each_state_of_a_window_has_its_scene() {
    let paused = |until: Option<i64>| WindowMode::Paused {
        reason: PauseReason::Break,
        until: until.map(|ms| Timestamp(TWO + ms)),
    };
    let back = |at: Option<&str>| PadScene::Idle(WindowState::Paused { back_at: at.map(ToOwned::to_owned) });
    for (mode, expected) in [
        (WindowMode::Open, PadScene::Idle(WindowState::Open)),
        (WindowMode::Closed, PadScene::Idle(WindowState::Closed)),
        (paused(Some(10 * MINUTE_MS)), back(Some("14:10"))),
        (paused(Some(-1)), back(None)),
        (paused(None), back(None)),
    ] {
        let mut state = pad();
        let PadEvent::View(mut update) = nobody() else { panic!("not a view") };
        update.view.state = mode;
        state.on(PadEvent::View(update), s(0));
        assert_eq!(scene(&state, s(0)), expected, "{mode:?}");
    }
    let mut state = pad();
    state.on(view(Some(call(7, false)), None, None), s(0));
    assert_eq!(scene(&state, s(0)), PadScene::Called { number: "A007".to_owned() });
}

#[test]
fn what_is_in_hand_is_shown_with_what_is_missing() {
    let marks = |outcome, decided| {
        let mut state = pad();
        state.on(view(Some(call(7, true)), Some(visit(7, outcome, decided)), None), s(0));
        let PadScene::InHand(sheet) = scene(&state, s(0)) else { panic!("not in hand") };
        assert_eq!((sheet.number.as_str(), sheet.items[0].decided), ("A007", decided));
        sheet.items[0].materials.iter().map(|material| material.mark).collect::<Vec<_>>()
    };
    assert_eq!(marks(None, false), [Mark::Received, Mark::Awaited]);
    assert_eq!(marks(Some(Outcome::Accepted), false), [Mark::Received, Mark::Awaited]);
    assert_eq!(marks(Some(Outcome::NeedsMaterials), false), [Mark::Received, Mark::Missing]);

    let mut state = pad();
    let mut lacking = visit(7, Some(Outcome::NeedsMaterials), true);
    lacking.come_back =
        Some(PadComeBack { code: "ABCDEFGHJK".into(), until: Timestamp(TWO + 30 * 24 * 60 * MINUTE_MS) });
    state.on(view(None, Some(lacking), Some(rate(7))), s(0));
    let PadScene::Faces { sheet: Some(sheet), .. } = scene(&state, s(0)) else { panic!("no faces") };
    assert_eq!(sheet.come_back, Some(("ABCDE-FGHJK".into(), "2025-12-22".into())));
}

#[test]
fn nothing_is_shown_that_may_be_old() {
    let mut state = pad();
    assert_eq!(scene(&state, s(0)), PadScene::Message(Message::Connecting));
    state.on(served(7), s(0));
    state.on(PadEvent::Lost, s(2));
    let picture = state.picture(s(2));
    assert_eq!((picture.scene, picture.clock, picture.away), (PadScene::Message(Message::Lost), None, false));
    assert_eq!((picture.number.as_str(), picture.serves.len()), ("3", 1), "what does not change stays");
    assert_eq!(state.next_tick(s(2)), None, "nothing moves");
    state.on(PadEvent::Connected, s(9));
    assert_eq!(scene(&state, s(9)), PadScene::Message(Message::Connecting));
    state.on(PadEvent::Refused { code: "forbidden".into() }, s(10));
    let refused = Message::Refused { code: "forbidden".into() };
    assert_eq!(scene(&state, s(10)), PadScene::Message(refused));
}

#[test]
fn nobody_is_forced() {
    let idle = PadScene::Idle(WindowState::Open);
    let mut state = pad();
    state.on(ended(7), s(100));
    let PadScene::Faces { countdown, .. } = scene(&state, s(105)) else { panic!("no faces") };
    assert_eq!(countdown.seconds, 10);
    assert!((countdown.share - 10.0 / 15.0).abs() < 0.01);
    assert!(state.next_tick(s(105)).unwrap() <= COUNT_STEP);
    assert!(state.tick(s(114)).is_empty());
    assert!(matches!(scene(&state, s(114)), PadScene::Faces { .. }));
    assert!(state.tick(s(115)).is_empty(), "nothing was said, nothing is sent");
    assert_eq!(scene(&state, s(115)), idle);
    state.on(ended(7), s(116));
    assert_eq!(scene(&state, s(116)), idle, "not asked again");

    let mut state = pad();
    state.on(ended(7), s(0));
    assert!(state.on(touch(Touch::Skip), s(1)).is_empty());
    state.on(ended(7), s(2));
    assert_eq!(scene(&state, s(2)), idle);
    state.on(ended(8), s(3));
    assert!(matches!(scene(&state, s(3)), PadScene::Faces { .. }), "the next one is asked");
}

#[test]
fn a_face_is_sent_with_what_was_added_to_it() {
    let mut state = pad();
    state.on(ended(7), s(0));
    assert!(state.on(touch(Touch::Face(Level::VerySatisfied)), s(14)).is_empty(), "reasons may follow");
    let PadScene::Details(details) = scene(&state, s(14)) else { panic!("no details") };
    assert_eq!(details.reasons.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["quick", "friendly"]);
    assert_eq!(details.countdown.seconds, 15, "each touch gives time");
    for code in ["quick", "friendly", "friendly"] {
        state.on(touch(Touch::Reason(code.into())), s(20));
    }
    state.on(touch(Touch::Page(Page::Parts)), s(21));
    state.on(touch(Touch::Part(Part::Attitude, Level::Fair)), s(22));
    state.on(touch(Touch::Part(Part::Attitude, Level::Satisfied)), s(22));
    state.on(touch(Touch::Part(Part::Efficiency, Level::Fair)), s(22));
    state.on(touch(Touch::Part(Part::Efficiency, Level::Fair)), s(22));
    let actions = state.on(touch(Touch::Submit), s(30));
    let PadAction::Rate { within, .. } = &actions[0];
    assert_eq!(*within, s(150), "three minutes from the end of the visit");
    let rating = EvaluationRequest {
        attitude: Some(Level::Satisfied),
        reasons: vec!["quick".into()],
        ..EvaluationRequest::of(Level::VerySatisfied)
    };
    assert_eq!(sent(actions), [("rate-7".to_owned(), PadEvaluationRequest { ticket: TicketId(7), rating })]);
    assert_eq!(scene(&state, s(30)), PadScene::Thanks(Sending::Underway));
    state.on(view(None, None, None), s(31));
    state.on(PadEvent::Rating(TicketId(7), Sending::Done), s(31));
    assert_eq!(scene(&state, s(31)), PadScene::Thanks(Sending::Done));
    state.tick(s(35));
    assert_eq!(scene(&state, s(35)), PadScene::Idle(WindowState::Open));
}

#[test]
fn another_face_drops_the_reasons_that_do_not_fit_it() {
    let mut state = pad();
    state.on(ended(7), s(0));
    state.on(touch(Touch::Face(Level::VerySatisfied)), s(1));
    state.on(touch(Touch::Reason("quick".into())), s(1));
    state.on(touch(Touch::Reason("friendly".into())), s(1));
    state.on(touch(Touch::Face(Level::Satisfied)), s(2));
    let (_, request) = sent(state.on(touch(Touch::Submit), s(3))).remove(0);
    assert_eq!((request.rating.level, request.rating.reasons), (Level::Satisfied, vec!["quick".to_owned()]));
}

#[test]
fn a_face_alone_is_sent_when_the_time_is_over_or_the_next_visitor_comes() {
    let tapped = || {
        let mut state = pad();
        state.on(ended(7), s(0));
        state.on(touch(Touch::Face(Level::Fair)), s(5));
        state
    };
    let mut state = tapped();
    assert!(state.tick(s(19)).is_empty());
    assert_eq!(sent(state.tick(s(20))).len(), 1);
    assert!(state.tick(s(21)).is_empty(), "once");

    let mut state = tapped();
    assert_eq!(sent(state.on(served(8), s(9))).len(), 1);
    assert!(matches!(scene(&state, s(9)), PadScene::InHand(_)), "the pad belongs to the next visitor");

    let mut state = pad();
    state.on(ended(7), s(0));
    assert!(state.on(served(8), s(3)).is_empty(), "no face, nothing to send");
    assert!(matches!(scene(&state, s(3)), PadScene::InHand(_)));
}

#[test]
fn what_was_tapped_outlives_the_connection() {
    let mut state = pad();
    state.on(ended(7), s(0));
    state.on(PadEvent::Lost, s(2));
    let picture = state.picture(s(2));
    assert!(picture.away && matches!(picture.scene, PadScene::Faces { .. }), "told, and still to be tapped");
    state.on(touch(Touch::Face(Level::VeryDissatisfied)), s(3));
    assert_eq!(sent(state.on(touch(Touch::Submit), s(4))).len(), 1);
    state.on(PadEvent::Rating(TicketId(7), Sending::Retrying), s(8));
    assert_eq!(scene(&state, s(8)), PadScene::Thanks(Sending::Retrying));
    state.tick(s(12));
    assert_eq!(
        scene(&state, s(12)),
        PadScene::Message(Message::Lost),
        "nobody waits before the pad for ever"
    );
    state.on(PadEvent::Connected, s(60));
    state.on(ended(7), s(60));
    assert_eq!(scene(&state, s(60)), PadScene::Idle(WindowState::Open), "not asked twice");
    let refused = Sending::Refused { code: "evaluation_given".into() };
    state.on(PadEvent::Rating(TicketId(7), refused), s(61));
    assert_eq!(scene(&state, s(61)), PadScene::Idle(WindowState::Open), "who tapped has gone");
}

#[test]
fn the_ticket_chooses_the_language_and_the_visitor_may_change_it() {
    let english = |ticket| {
        let mut visit = visit(ticket, None, false);
        visit.english = true;
        view(Some(Call { english: true, ..call(ticket as u32, true) }), Some(visit), None)
    };
    let mut state = pad();
    assert_eq!(state.choice().language, Language::Zh);
    state.on(english(7), s(0));
    assert_eq!(state.choice().language, Language::En);
    state.on(touch(Touch::Language(Language::Zh)), s(1));
    state.on(touch(Touch::Large(true)), s(1));
    assert_eq!((state.choice().language, state.choice().large), (Language::Zh, true));
    state.on(english(7), s(2));
    assert_eq!(state.choice().language, Language::Zh, "the same visitor");
    state.on(english(8), s(3));
    assert_eq!((state.choice().language, state.choice().large), (Language::En, false), "another visitor");
    state.on(nobody(), s(4));
    state.on(touch(Touch::Language(Language::En)), s(5));
    state.tick(s(64));
    assert_eq!(state.choice().language, Language::En);
    assert_eq!(state.next_tick(s(64)), Some(s(1)));
    state.tick(s(65));
    assert_eq!(state.choice().language, Language::Zh, "who chose has gone");
}
