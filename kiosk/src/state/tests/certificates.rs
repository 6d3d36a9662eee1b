//! The ways to a certificate: signing in, choosing, looking, printing, and going away at any moment.

use hall_api::requests::{
    CertificateJob, CertificateOffer, CertificateOffers, CertificateRefusal, DrawUpRequest, DrawnCertificate,
    Purpose, SignInOffer,
};
use hall_ui::egui::{Color32, ColorImage};
use hall_ui::widgets::{BarTouch, Private};

use super::*;
use crate::state::certificate::{
    CopyEnd, DRAWING_MAX, Mask, NotPossible, PIN_DIGITS, Sheet, Step, TAKEN_SHOWN, Task, Then, Told, Wait,
    WrongPin,
};

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.into(), en: en.into() }
}

/// Three kinds: one in two languages, one used up, one refused.
pub(crate) fn offers() -> CertificateOffers {
    let offer = |kind: &str, name, about, free_left| CertificateOffer {
        kind: kind.into(),
        name,
        about,
        languages: Language::ALL.to_vec(),
        free_left,
        refused: None,
    };
    let refused = CertificateRefusal {
        code: "not_final_year".into(),
        words: label("毕业年级才能打印", "For the final year only"),
    };
    let purpose = |id: &str, zh, en| Purpose { id: id.into(), name: label(zh, en) };
    CertificateOffers {
        offers: vec![
            offer(
                "enrolment",
                label("在读证明", "Enrolment"),
                label("证明您在校就读", "That you study here"),
                3,
            ),
            offer("transcript", label("成绩单", "Transcript"), label("全部课程和成绩", "All courses"), 0),
            CertificateOffer {
                refused: Some(refused),
                ..offer(
                    "expected_graduation",
                    label("预计毕业证明", "Expected graduation"),
                    Label::default(),
                    2,
                )
            },
            CertificateOffer {
                languages: vec![Language::Zh],
                ..offer("income", label("收入证明", "Income"), label("近一年收入", "Of a year"), 1)
            },
        ],
        purposes: vec![purpose("none", "不写用途", "None in particular"), purpose("visa", "签证", "Visa")],
    }
}

fn sheet() -> Sheet {
    let image = |colour| Private::new(ColorImage::filled([4, 6], colour));
    Sheet { clear: image(Color32::BLACK), masked: image(Color32::GRAY) }
}

pub(crate) fn jobs(ids: &[i64]) -> Told {
    let job = |id: &i64| CertificateJob {
        id: *id,
        certificate: 7,
        name: format!("hall-{id}"),
        pages: 2,
        reprint: false,
    };
    Told::Ordered(ids.iter().map(job).collect())
}

impl Play {
    /// Certificates can be printed here.
    pub(crate) fn certified() -> Self {
        let mut play = Self::open();
        play.news(News::Office(Office::Ready));
        play
    }

    pub(crate) fn own(&mut self, touch: CertificateTouch) -> Vec<Action> {
        self.touch(Touch::Certificate(touch))
    }

    pub(crate) fn told(&mut self, key: &Key, told: Told) -> Vec<Action> {
        self.now += Duration::from_secs(1);
        self.news(News::Certificate(key.clone(), Box::new(told)))
    }

    pub(crate) fn step(&self) -> &Step {
        &self.state.certificate.as_ref().expect("somebody prints a certificate").step
    }

    /// The phone has the word.
    pub(crate) fn at_phone() -> (Self, Key) {
        let mut play = Self::certified();
        play.touch(Touch::Go(Place::Certificate));
        let (key, task) = only(&play.own(CertificateTouch::ByPhone));
        assert_eq!(task, Task::SignInByPhone { english: false });
        let until = NOW + 180_000;
        let url = "http://hall.example/k/7K2M".to_owned();
        play.told(&key, Told::Phone(SignInOffer { id: "7".into(), url, check: "47".into(), until }));
        (play, key)
    }

    /// Somebody is signed in and sees what there is.
    pub(crate) fn signed_in() -> Self {
        let (mut play, key) = Self::at_phone();
        let until = NOW + 900_000;
        let actions = play.told(&key, Told::SignedIn { name: "㛃*".into(), until });
        let (key, task) = only(&actions);
        assert_eq!(task, Task::Offers, "what there is is asked for by itself");
        play.told(&key, Told::Offers(offers()));
        play
    }

    /// The certificate is being drawn up.
    pub(crate) fn drawing() -> (Self, Key) {
        let mut play = Self::signed_in();
        play.own(CertificateTouch::Offer(0));
        play.own(CertificateTouch::Language(Language::En));
        play.own(CertificateTouch::Purpose(1));
        play.own(CertificateTouch::Copies(2));
        let (key, task) = only(&play.touch(Touch::Next));
        let request =
            DrawUpRequest { kind: "enrolment".into(), language: Language::En, purpose: Some("visa".into()) };
        assert_eq!(task, Task::DrawUp(request));
        (play, key)
    }

    /// The certificate is on the screen, masked.
    pub(crate) fn previewed() -> Self {
        let (mut play, key) = Self::drawing();
        play.told(&key, drawn(3));
        play
    }

    /// Two copies are ordered.
    pub(crate) fn printing() -> (Self, Key) {
        let mut play = Self::previewed();
        let (key, task) = only(&play.own(CertificateTouch::Print));
        assert_eq!(task, Task::Print { certificate: 7, copies: 2 });
        play.told(&key, jobs(&[41, 42]));
        (play, key)
    }

    /// The paper has come out.
    pub(crate) fn taken_paper() -> Self {
        let (mut play, key) = Self::printing();
        play.told(&key, Told::Ended(41, CopyEnd::Printed));
        play.told(&key, Told::Ended(42, CopyEnd::Printed));
        play
    }

    /// Some came out, some did not.
    pub(crate) fn short(first: CopyEnd, second: CopyEnd) -> (Self, Key) {
        let (mut play, key) = Self::printing();
        play.told(&key, Told::Ended(41, first));
        play.told(&key, Told::Ended(42, second));
        (play, key)
    }
}

fn drawn(copies_max: u32) -> Told {
    let certificate = DrawnCertificate { id: 7, number: "2026-000123".into(), pages: 2, copies_max };
    Told::Drawn(certificate, vec![sheet(), sheet()])
}

fn only(actions: &[Action]) -> (Key, Task) {
    let [Action::Certificate(key, task)] = actions else { panic!("{actions:?}") };
    (key.clone(), task.clone())
}

fn signs_out(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::Certificate(_, Task::SignOut)))
}

#[test]
fn certificates_are_offered_only_where_they_can_be_printed() {
    let mut play = Play::open();
    assert_eq!(play.state.certificates(), None, "no printer");
    play.touch(Touch::Go(Place::Certificate));
    assert_eq!(play.state.screen, Screen::HOME);
    for (office, prints) in [
        (Office::Asking, false),
        (Office::Ready, true),
        (Office::Low, true),
        (Office::PaperOut, false),
        (Office::Jam, false),
        (Office::TonerOut, false),
        (Office::CoverOpen, false),
        (Office::Fault, false),
        (Office::Away, false),
    ] {
        let mut play = Play::open();
        play.news(News::Office(office));
        assert_eq!(play.state.certificates(), Some(office));
        play.touch(Touch::Go(Place::Certificate));
        assert_eq!(play.state.screen == Screen::Certificate, prints, "{office:?}");
    }
    let mut play = Play::certified();
    let view = KioskView { catalogue_hash: "h".into(), lines: lines(), certificates: false };
    play.news(News::View(Update { version: 2, now: NOW, view }));
    assert_eq!(play.state.certificates(), None, "the server has no templates");
    let mut play = Play::certified();
    play.news(News::Lost);
    assert_eq!(play.state.certificates(), None, "the server is away");
}

#[test]
fn at_midnight_a_certificate_is_printed_from_beginning_to_end() {
    let mut play = Play::certified();
    let closed = Opening::Closed { opens_at: None };
    let closed = lines().into_iter().map(|line| KioskLine { opening: closed, ..line }).collect();
    play.news(update(2, closed));
    play.touch(Touch::Go(Place::Certificate));
    assert_eq!(*play.step(), Step::SignIn);
    let play = Play::taken_paper();
    assert!(matches!(play.step(), Step::Taken { .. }));
}

#[test]
fn a_phone_signs_in_and_the_time_runs_out() {
    let (mut play, key) = Play::at_phone();
    let Step::Phone(phone) = play.step() else { panic!() };
    assert_eq!((phone.check.as_str(), phone.opened), ("47", false));
    play.told(&key, Told::Opened);
    assert!(matches!(play.step(), Step::Phone(phone) if phone.opened));
    play.pass(95);
    assert!(play.state.asking(play.now).is_some(), "who is at the phone has longer, not for ever");
    play.touch(Touch::Stay);
    let actions = play.pass(85);
    assert!(
        matches!(&actions[..], [Action::Certificate(task, Task::Abandon)] if *task == key),
        "{actions:?}"
    );
    assert!(matches!(play.step(), Step::Trouble(trouble) if trouble.code == "sign_in_over"));
    let late = play.told(&key, Told::SignedIn { name: "张*".into(), until: NOW + 900_000 });
    assert!(late.is_empty() && play.state.certificate.as_ref().unwrap().person.is_none(), "too late");
    play.touch(Touch::Done);
    assert_eq!(*play.step(), Step::SignIn);
}

#[test]
fn who_refuses_on_the_phone_is_not_signed_in() {
    let (mut play, key) = Play::at_phone();
    play.told(&key, Told::Refused(NotPossible::with_code("sign_in_denied")));
    assert!(matches!(play.step(), Step::Trouble(trouble) if trouble.then == Then::SignIn));
}

#[test]
fn a_card_needs_its_pin() {
    let mut play = Play::certified();
    play.touch(Touch::Go(Place::Certificate));
    play.own(CertificateTouch::ByCard);
    assert_eq!(*play.step(), Step::Card);
    play.scan("http://hall.example/t/0000A7K2M9XYZTQW1234ABCD");
    assert_eq!(play.state.notice(play.now), Some(Notice::WantsOwnCard));
    play.scan("20260907");
    play.type_in("12x345");
    assert!(play.touch(Touch::Next).is_empty(), "five digits are no PIN");
    play.touch(Touch::Erase);
    play.type_in("5678");
    let Step::Pin { typed, .. } = play.step() else { panic!() };
    assert_eq!(typed.len(), PIN_DIGITS, "no more than six");
    assert!(!format!("{:?}", play.state.certificate).contains("20260907"));
    let (key, task) = only(&play.touch(Touch::Next));
    let Task::SignInByCard { card, pin } = task else { panic!() };
    assert_eq!((card.reveal(), pin.reveal()), ("20260907".to_owned(), "123456".to_owned()));
    let wrong = NotPossible { tries_left: Some(3), ..NotPossible::with_code("wrong_pin") };
    play.told(&key, Told::Refused(wrong));
    assert!(matches!(play.step(), Step::Pin { typed, wrong: Some(WrongPin::Left(3)) } if typed.is_empty()));
    play.type_in("123456");
    let (key, _) = only(&play.touch(Touch::Next));
    let until = Some(NOW + 600_000);
    play.told(&key, Told::Refused(NotPossible { until, ..NotPossible::with_code("account_locked") }));
    assert!(matches!(play.step(), Step::Trouble(trouble) if trouble.until == until));
}

#[test]
fn a_card_is_enough_to_begin_with_and_needless_later() {
    let (mut play, key) = Play::at_phone();
    let (abandoned, task) = only(&play.scan("20260907"));
    assert_eq!((abandoned, task), (key, Task::Abandon), "who has a card at hand needs no phone");
    assert!(matches!(play.step(), Step::Pin { .. }));
    let mut play = Play::signed_in();
    play.scan("20260907");
    assert_eq!(play.state.notice(play.now), Some(Notice::SignedInAlready));
    assert!(matches!(play.step(), Step::Offers { .. }));
    let mut play = Play::certified();
    play.state.readers.cards = false;
    play.touch(Touch::Go(Place::Certificate));
    play.own(CertificateTouch::ByCard);
    assert_eq!(*play.step(), Step::SignIn, "there is no reader");
}

#[test]
fn what_is_refused_or_used_up_cannot_be_chosen() {
    let mut play = Play::signed_in();
    for index in [1, 2, 99] {
        play.own(CertificateTouch::Offer(index));
        assert!(matches!(play.step(), Step::Offers { .. }), "{index}");
    }
    play.own(CertificateTouch::Offer(3));
    assert!(matches!(play.step(), Step::Purpose { .. }), "one language is not asked for");
}

#[test]
fn one_may_change_ones_mind_at_every_step() {
    let mut play = Play::previewed();
    assert!(play.touch(Touch::Back).is_empty());
    assert_eq!(*play.step(), Step::Copies);
    assert!(play.touch(Touch::Next).is_empty(), "it is there already");
    assert!(matches!(play.step(), Step::Preview { .. }));
    play.touch(Touch::Back);
    play.touch(Touch::Back);
    assert!(matches!(play.step(), Step::Purpose { .. }));
    play.touch(Touch::Back);
    assert_eq!(*play.step(), Step::Language);
    play.touch(Touch::Back);
    assert!(matches!(play.step(), Step::Offers { .. }));
    play.own(CertificateTouch::Offer(0));
    play.own(CertificateTouch::Language(Language::Zh));
    play.own(CertificateTouch::Purpose(0));
    let (_, task) = only(&play.touch(Touch::Next));
    let request = DrawUpRequest { kind: "enrolment".into(), language: Language::Zh, purpose: None };
    assert_eq!(task, Task::DrawUp(request), "another wish is another paper");
    let mut play = Play::signed_in();
    play.touch(Touch::Back);
    assert!(play.state.is_leaving(), "behind the offers is only the way out");
    let mut play = Play::certified();
    play.choose(&["campus-card"]);
    play.touch(Touch::Bar(BarTouch::Home));
    play.touch(Touch::Leave);
    play.touch(Touch::Go(Place::Certificate));
    assert!(signs_out(&play.touch(Touch::Back)));
    assert_eq!(play.state.screen, Screen::HOME);
}

#[test]
fn copies_are_counted_between_one_and_what_is_free() {
    let mut play = Play::signed_in();
    play.own(CertificateTouch::Offer(0));
    play.own(CertificateTouch::Language(Language::Zh));
    play.own(CertificateTouch::Purpose(0));
    for (asked, given) in [(0, 1), (2, 2), (99, 3)] {
        play.own(CertificateTouch::Copies(asked));
        assert_eq!(play.state.certificate.as_ref().unwrap().wish.copies, given);
    }
    let (key, _) = only(&play.touch(Touch::Next));
    play.told(&key, drawn(2));
    assert_eq!(play.state.certificate.as_ref().unwrap().wish.copies, 2, "the server has the last word");
}

#[test]
fn the_preview_is_masked_until_it_is_pressed_and_again_afterwards() {
    let mask = |play: &Play| match play.step() {
        Step::Preview { mask, .. } => *mask,
        other => panic!("{other:?}"),
    };
    let mut play = Play::previewed();
    assert_eq!(mask(&play), Mask::Covered);
    play.own(CertificateTouch::Hold);
    assert_eq!(mask(&play), Mask::Held);
    play.own(CertificateTouch::Release);
    assert_eq!(mask(&play), Mask::Covered);
    play.own(CertificateTouch::Uncover);
    assert!(!mask(&play).is_covered());
    play.touch(Touch::Page(1));
    assert_eq!(mask(&play), Mask::Covered, "another page is covered");
    play.own(CertificateTouch::Uncover);
    play.pass(19);
    assert!(!mask(&play).is_covered());
    assert_eq!(play.state.next_tick(play.now), Some(Duration::from_secs(1)));
    play.pass(1);
    assert_eq!(mask(&play), Mask::Covered, "nobody leaves it open");
    play.touch(Touch::Page(9));
    assert!(matches!(play.step(), Step::Preview { page: 1, .. }), "there is no tenth page");
}

#[test]
fn printing_counts_sheets_and_ends_with_the_paper() {
    let (mut play, key) = Play::printing();
    let sheet = |play: &Play| match play.step() {
        Step::Printing(copies) => copies.sheet(),
        other => panic!("{other:?}"),
    };
    assert_eq!(sheet(&play), (1, 4));
    play.told(&key, Told::Sheets { job: 41, done: 1 });
    assert_eq!(sheet(&play), (2, 4));
    play.told(&key, Told::Ended(41, CopyEnd::Printed));
    assert_eq!(sheet(&play), (3, 4));
    play.news(News::Office(Office::PaperOut));
    play.pass(170);
    assert!(play.state.asking(play.now).is_none(), "paper takes a while to be fetched");
    play.told(&key, Told::Ended(42, CopyEnd::Printed));
    assert!(matches!(play.step(), Step::Taken { .. }));
    assert_eq!(play.state.ends_at(), Some(play.now + TAKEN_SHOWN));
    assert!(signs_out(&play.pass(20)));
    assert_eq!(play.state.screen, Screen::HOME);
}

#[test]
fn finished_signs_out_at_once_and_another_does_not() {
    let mut play = Play::taken_paper();
    assert!(signs_out(&play.touch(Touch::Done)));
    assert!(play.state.certificate.is_none());
    let mut play = Play::taken_paper();
    let (key, task) = only(&play.own(CertificateTouch::Another));
    assert_eq!(task, Task::Offers, "what is free has changed");
    play.told(&key, Told::Offers(offers()));
    assert!(play.state.certificate.as_ref().unwrap().drawn.is_none());
}

#[test]
fn a_copy_that_did_not_come_out_is_printed_again() {
    let (mut play, _) = Play::short(CopyEnd::Printed, CopyEnd::NotPrinted);
    assert!(matches!(play.step(), Step::Short(copies) if copies.ended(CopyEnd::NotPrinted) == 1));
    play.news(News::Office(Office::PaperOut));
    assert!(play.own(CertificateTouch::PrintAgain).is_empty(), "not while there is no paper");
    play.news(News::Office(Office::Ready));
    let (key, task) = only(&play.own(CertificateTouch::PrintAgain));
    assert_eq!(task, Task::Print { certificate: 7, copies: 1 });
    play.told(&key, jobs(&[43]));
    play.told(&key, Told::Ended(43, CopyEnd::Printed));
    assert!(matches!(play.step(), Step::Taken { .. }));
}

#[test]
fn what_nobody_knows_of_is_never_repeated_here() {
    let (mut play, _) = Play::short(CopyEnd::Printed, CopyEnd::Unknown);
    assert!(matches!(play.step(), Step::Short(_)));
    assert!(play.own(CertificateTouch::PrintAgain).is_empty());
    assert!(signs_out(&play.touch(Touch::Done)));
}

#[test]
fn who_waits_too_long_is_told_and_nothing_is_printed_behind_their_back() {
    let mut play = Play::previewed();
    let (ordered, _) = only(&play.own(CertificateTouch::Print));
    assert!(play.touch(Touch::GiveUp).is_empty(), "not yet");
    play.told(&ordered, Told::Retrying);
    let actions = play.pass(DRAWING_MAX.as_secs());
    assert_eq!(only(&actions), (ordered.clone(), Task::Abandon));
    assert!(matches!(play.step(), Step::Trouble(trouble) if trouble.then == Then::Again(Wait::Ordering)));
    play.told(&ordered, jobs(&[41]));
    assert!(matches!(play.step(), Step::Trouble(_)), "an answer that comes too late changes nothing");
    play.touch(Touch::Done);
    assert!(matches!(play.step(), Step::Preview { .. }), "and it can be tried again");
    let (mut play, key) = Play::drawing();
    play.pass(9);
    assert_eq!(only(&play.touch(Touch::GiveUp)), (key, Task::Abandon));
    assert_eq!(*play.step(), Step::Copies);
}

#[test]
fn a_refusal_leads_on_where_it_makes_sense() {
    for (code, then) in [
        ("quota_used", Then::Choose),
        ("record_contradicts", Then::Choose),
        ("base_data_away", Then::Choose),
        ("server_away", Then::Again(Wait::Drawing)),
        ("busy", Then::Again(Wait::Drawing)),
    ] {
        let (mut play, key) = Play::drawing();
        play.told(&key, Told::Refused(NotPossible::with_code(code)));
        assert!(matches!(play.step(), Step::Trouble(trouble) if trouble.then == then), "{code}");
    }
    let (mut play, key) = Play::drawing();
    play.told(&key, Told::Refused(NotPossible::with_code("server_away")));
    let (_, task) = only(&play.touch(Touch::Done));
    assert!(matches!(task, Task::DrawUp(_)), "once more");
}

#[test]
fn a_session_that_is_over_leaves_nothing() {
    let mut play = Play::previewed();
    // The session lasts 15 minutes, however busy one is.
    let mut actions = Vec::new();
    while play.state.certificate.as_ref().unwrap().person.is_some() {
        play.state.pressed(play.now);
        actions = play.pass(10);
    }
    assert!(signs_out(&actions));
    let certificate = play.state.certificate.as_ref().unwrap();
    assert!(certificate.drawn.is_none() && certificate.offers.is_empty());
    assert!(matches!(play.step(), Step::Trouble(trouble) if trouble.code == "person_session_over"));
    let (mut play, key) = Play::drawing();
    let actions = play.told(&key, Told::Refused(NotPossible::with_code("person_session_over")));
    assert!(signs_out(&actions), "the server may say so as well");
}

#[test]
fn nothing_of_the_person_stays_however_they_go() {
    type Way = (&'static str, fn() -> Play, fn(&mut Play) -> Vec<Action>);
    let ways: [Way; 6] = [
        ("idle", Play::previewed, |play| {
            play.pass(30);
            play.pass(10)
        }),
        ("home", Play::previewed, |play| {
            play.touch(Touch::Bar(BarTouch::Home));
            assert!(play.state.is_leaving());
            play.touch(Touch::Leave)
        }),
        ("done", Play::taken_paper, |play| play.touch(Touch::Done)),
        ("time", Play::taken_paper, |play| play.pass(20)),
        (
            "while it prints",
            || Play::printing().0,
            |play| {
                play.touch(Touch::Bar(BarTouch::Home));
                play.touch(Touch::Leave)
            },
        ),
        (
            "quiet while it prints",
            || Play::printing().0,
            |play| {
                play.pass(180);
                play.pass(10)
            },
        ),
    ];
    for (name, begin, go) in ways {
        let mut play = begin();
        let kept = play.state.certificate.as_ref().unwrap().drawn.as_ref().map(|d| d.sheets[0].clone());
        assert!(signs_out(&go(&mut play)), "{name}");
        assert!(play.state.certificate.is_none(), "{name}");
        assert_eq!(play.state.screen, Screen::HOME, "{name}");
        assert!(!play.state.holds_something(), "{name}");
        let image = kept.unwrap().clear;
        assert!(image.is_last(), "{name}: nobody else has the picture");
    }
}

#[test]
fn answers_to_another_task_change_nothing() {
    let (mut play, old) = Play::drawing();
    play.pass(9);
    play.touch(Touch::GiveUp);
    let (new, _) = only(&play.touch(Touch::Next));
    play.told(&old, drawn(3));
    assert!(matches!(play.step(), Step::Waiting { what: Wait::Drawing, .. }));
    play.told(&new, drawn(3));
    assert!(matches!(play.step(), Step::Preview { .. }));
}
