//! On the way to a certificate.

use super::*;

fn certificate(play: &Play, language: Language) -> CertificateView {
    let Body::Certificate(screen) = body(play, language) else { panic!() };
    screen.view
}

#[test]
fn home_with_certificates() {
    let tile = |play: &Play| match body(play, Language::Zh) {
        Body::Home(home) => home.tiles.into_iter().find(|tile| tile.touch == Touch::Go(Place::Certificate)),
        other => panic!("{other:?}"),
    };
    let mut play = Play::open();
    assert_eq!(tile(&play), None, "this kiosk has no printer for them");
    play.news(News::Office(Office::Ready));
    let Body::Home(home) = body(&play, Language::Zh) else { panic!() };
    assert_eq!(home.tiles[1].touch, Touch::Go(Place::Certificate), "second after taking a number");
    assert!(home.tiles[0].main && !home.tiles[1].main && !home.tiles[1].stopped);
    for office in [
        Office::Asking,
        Office::PaperOut,
        Office::Jam,
        Office::TonerOut,
        Office::CoverOpen,
        Office::Fault,
        Office::Away,
    ] {
        play.news(News::Office(office));
        let stopped = tile(&play).unwrap();
        assert!(stopped.stopped && stopped.hint.contains("打印机"), "{stopped:?}");
    }
    play.news(News::Office(Office::Low));
    assert!(!tile(&play).unwrap().stopped);
    let closed = Opening::Closed { opens_at: Some(NOW + 3_600_000) };
    play.news(update(2, lines().into_iter().map(|line| KioskLine { opening: closed, ..line }).collect()));
    both("home_closed_certificates", &play);
    assert!(tile(&play).unwrap().main, "the largest thing while the hall is closed");
    play.news(News::Lost);
    assert_eq!(tile(&play), None);
}

#[test]
fn signing_in() {
    let mut play = Play::certified();
    play.touch(Touch::Go(Place::Certificate));
    both("certificate_sign_in", &play);
    play.touch(Touch::Certificate(CertificateTouch::ByCard));
    both("certificate_card", &play);
    play.scan("20260907");
    play.type_in("123");
    both("certificate_pin", &play);
    assert!(!format!("{:?}", certificate(&play, Language::Zh)).contains("123"), "counted, not shown");
    let (play, _) = Play::at_phone();
    both("certificate_phone", &play);
}

#[test]
fn choosing_a_certificate() {
    let mut play = Play::signed_in();
    both("certificate_offers", &play);
    play.own(CertificateTouch::Offer(0));
    both("certificate_language", &play);
    play.own(CertificateTouch::Language(Language::En));
    both("certificate_purpose", &play);
    play.own(CertificateTouch::Purpose(1));
    both("certificate_copies", &play);
    play.touch(Touch::Next);
    both("certificate_drawing", &play);
    play.pass(9);
    let CertificateView::Message(message) = certificate(&play, Language::Zh) else { panic!() };
    assert_eq!(message.ways[0].touch, Touch::GiveUp, "who waits long may give up");
}

#[test]
fn looking_and_printing() {
    let mut play = Play::previewed();
    both("certificate_preview", &play);
    let covered = |play: &Play| match certificate(play, Language::Zh) {
        CertificateView::Preview(view) => view.picture.map(|picture| picture.pixels()[0]),
        other => panic!("{other:?}"),
    };
    assert_eq!(covered(&play), Some(hall_ui::egui::Color32::GRAY), "the mask");
    play.own(CertificateTouch::Hold);
    assert_eq!(covered(&play), Some(hall_ui::egui::Color32::BLACK), "the page");
    play.own(CertificateTouch::Release);
    play.news(News::Office(Office::TonerOut));
    let CertificateView::Preview(view) = certificate(&play, Language::Zh) else { panic!() };
    assert!(view.note.is_some(), "what cannot be printed now is said before it is tried");
    let (mut play, _) = Play::printing();
    both("certificate_printing", &play);
    play.news(News::Office(Office::PaperOut));
    both("certificate_printing_paper_out", &play);
    both("certificate_short", &Play::short(CopyEnd::Printed, CopyEnd::NotPrinted).0);
    both("certificate_unknown", &Play::short(CopyEnd::Printed, CopyEnd::Unknown).0);
    both("certificate_taken", &Play::taken_paper());
}

#[test]
fn troubles_with_certificates_in_plain_words() {
    let texts = Texts::embedded();
    for code in super::certificate::FOR_PERSONS {
        assert!(texts.find(Language::Zh, &format!("problem.{code}.title")).is_some(), "{code}");
    }
    let mut table = String::new();
    let own = ["server_away", "busy", "sign_in_over", "sign_in_denied", "preview", "no_such_code"];
    for code in own.into_iter().chain(super::certificate::FOR_PERSONS) {
        let (mut play, key) = Play::drawing();
        play.told(&key, Told::Refused(NotPossible::with_code(code)));
        for language in Language::ALL {
            let CertificateView::Message(view) = certificate(&play, language) else { panic!() };
            let ways: Vec<&str> = view.ways.iter().map(|way| way.words.as_str()).collect();
            writeln!(table, "{code}: {} {} [{}]", view.title, view.detail, ways.join("|")).unwrap();
        }
    }
    insta::assert_snapshot!("certificate_troubles", table);
    let (mut play, key) = Play::drawing();
    let words = hall_api::requests::Label {
        zh: "学籍已注销，请到窗口。".into(),
        en: "Ask at a window.".into(),
    };
    let why = NotPossible { words: Some(words), ..NotPossible::with_code("certificate_refused") };
    play.told(&key, Told::Refused(why));
    let CertificateView::Message(view) = certificate(&play, Language::Zh) else { panic!() };
    assert_eq!(view.detail, "学籍已注销，请到窗口。", "the reason is the person's own");
}

#[test]
fn a_person_who_leaves_is_asked_about_signing_out() {
    let mut play = Play::signed_in();
    let seen = |play: &Play| of(&play.state, &look(Language::En), play.now);
    assert_eq!(seen(&play).home.as_deref(), Some("Sign out"));
    play.touch(Touch::Bar(BarTouch::Home));
    let question = seen(&play).question.unwrap();
    assert_eq!((question.title.as_str(), question.leave.as_str()), ("Sign out?", "Sign out"));
}
