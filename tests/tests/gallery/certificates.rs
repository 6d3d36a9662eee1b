//! Somebody prints a certificate, without a window.

use std::sync::{Arc, OnceLock};

use hall_api::client::Key;
use hall_api::core::hours::Opening;
use hall_api::core::time::Timestamp;
use hall_api::requests::{
    CertificateJob, CertificateOffer, CertificateOffers, CertificateRefusal, DrawnCertificate, Label,
    Purpose, SignInOffer,
};
use hall_api::texts::Language;
use hall_api::views::KioskLine;
use kiosk::state::certificate::{CopyEnd, NotPossible, Sheet, Task, Told};
use kiosk::state::{Action, CertificateTouch, News, Office, Place, Touch};
use kiosk::worker::certificate::render;
use printpdf::{
    BuiltinFont, Mm, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, TextItem,
};
use zeroize::Zeroizing;

use super::visit::Visit;

/// Monday, 2026-09-07, 09:41:20 in Shanghai.
const NOW: Timestamp = Timestamp(1_788_745_280_000);

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.into(), en: en.into() }
}

fn offers() -> CertificateOffers {
    let offer = |kind: &str, name, about, free_left| CertificateOffer {
        kind: kind.into(),
        name,
        about,
        languages: Language::ALL.to_vec(),
        free_left,
        refused: None,
    };
    let words = label(
        "毕业年级才能打印。有疑问请到教务窗口。",
        "For students of the final year. Questions: ask at the window of the registry.",
    );
    let refused = CertificateRefusal { code: "not_final_year".into(), words };
    let purpose = |id: &str, zh, en| Purpose { id: id.into(), name: label(zh, en) };
    CertificateOffers {
        offers: vec![
            offer(
                "enrolment",
                label("在读证明", "Certificate of enrolment"),
                label(
                    "证明您是本校在读学生，用于实习、签证、交通优惠等",
                    "That you study here: for internships, visas, discounts",
                ),
                5,
            ),
            offer(
                "transcript",
                label("成绩单", "Transcript"),
                label(
                    "全部课程、学分和成绩，附平均学分绩点",
                    "All courses with credits and grades, and the average",
                ),
                2,
            ),
            CertificateOffer {
                refused: Some(refused),
                ..offer(
                    "expected_graduation",
                    label("预计毕业证明", "Certificate of expected graduation"),
                    Label::default(),
                    2,
                )
            },
        ],
        purposes: vec![
            purpose("none", "不写用途", "None in particular"),
            purpose("visa", "办理签证", "Visa application"),
            purpose("study_abroad", "出国留学", "Studies abroad"),
            purpose("internship", "实习就业", "Internship or work"),
            purpose("scholarship", "申请奖学金", "Scholarship"),
            purpose("bank", "银行业务", "Bank"),
        ],
    }
}

/// A certificate as a printer gets it; two pages.
fn sheets() -> Vec<Sheet> {
    static SHEETS: OnceLock<Vec<Sheet>> = OnceLock::new();
    SHEETS.get_or_init(|| render::sheets(Arc::new(Zeroizing::new(pdf()))).unwrap()).clone()
}

fn pdf() -> Vec<u8> {
    let line = |at: f32, size: f32, font: BuiltinFont, text: &str| {
        vec![
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::Builtin(font), size: Pt(size) },
            Op::SetTextCursor { pos: Point::new(Mm(30.0), Mm(at)) },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]
    };
    let page = |number: usize| {
        let mut ops = line(250.0, 26.0, BuiltinFont::TimesBold, "Certificate of Enrolment");
        ops.extend(line(
            238.0,
            11.0,
            BuiltinFont::TimesRoman,
            &format!("No. 2026-000123, page {number} of 2"),
        ));
        for (index, words) in [
            "This is to certify that San ZHANG, born on 5 May 2004,",
            "student number 3220100001, is enrolled at this university",
            "as a full-time undergraduate student of Computer Science",
            "at the College of Computer Science and Technology.",
            "The programme takes four years; the student entered in",
            "September 2022 and is expected to graduate in June 2026.",
        ]
        .iter()
        .enumerate()
        {
            ops.extend(line(215.0 - index as f32 * 9.0, 14.0, BuiltinFont::TimesRoman, words));
        }
        ops.extend(line(120.0, 14.0, BuiltinFont::TimesRoman, "Office of the Registrar"));
        ops.extend(line(110.0, 14.0, BuiltinFont::TimesRoman, "7 September 2026"));
        PdfPage::new(Mm(210.0), Mm(297.0), ops)
    };
    let mut document = PdfDocument::new("certificate");
    document.with_pages(vec![page(1), page(2)]).save(&PdfSaveOptions::default(), &mut Vec::new())
}

fn key(actions: &[Action]) -> Key {
    let [Action::Certificate(key, _)] = actions else { panic!("{actions:?}") };
    key.clone()
}

fn own(touch: CertificateTouch) -> Touch {
    Touch::Certificate(touch)
}

impl Visit {
    fn told(&mut self, key: &Key, told: Told) -> Vec<Action> {
        self.now += std::time::Duration::from_secs(1);
        self.state.on(kiosk::state::Event::News(News::Certificate(key.clone(), Box::new(told))), self.now)
    }

    /// Certificates can be printed here, or could be.
    pub(crate) fn with_office(office: Office) -> Self {
        let mut visit = Self::open();
        visit.news(News::Office(office));
        visit
    }

    /// At midnight.
    pub(crate) fn closed_with_office(office: Office) -> Self {
        let mut visit = Self::with_office(office);
        let opening = Opening::Closed { opens_at: Some(NOW + 22 * 3_600_000) };
        visit.lines(2, |_, line| KioskLine { opening, ..line });
        visit
    }

    pub(crate) fn signing_in() -> Self {
        Self::with_office(Office::Ready).touches([Touch::Go(Place::Certificate)])
    }

    /// A code for the phone is on the screen.
    pub(crate) fn at_phone() -> (Self, Key) {
        let mut visit = Self::signing_in();
        let key = key(&visit.touch(own(CertificateTouch::ByPhone)));
        let url = "http://hall.example/k/0000A7K2M9XYZTQW1234ABCD".to_owned();
        visit.told(
            &key,
            Told::Phone(SignInOffer { id: "7".into(), url, check: "47".into(), until: NOW + 180_000 }),
        );
        (visit, key)
    }

    /// The PIN is being typed.
    pub(crate) fn at_pin(digits: &str) -> Self {
        let mut visit = Self::signing_in();
        visit.scan("20260907");
        visit.touches(digits.chars().map(Touch::Type))
    }

    /// The PIN was wrong.
    pub(crate) fn at_wrong_pin() -> Self {
        let mut visit = Self::at_pin("123456");
        let key = key(&visit.touch(Touch::Next));
        let wrong = NotPossible { tries_left: Some(3), ..NotPossible::with_code("wrong_pin") };
        visit.told(&key, Told::Refused(wrong));
        visit
    }

    /// Somebody is signed in. Their name is rare: of Extension F.
    pub(crate) fn at_offers() -> Self {
        let (mut visit, phone) = Self::at_phone();
        let offered =
            key(&visit.told(&phone, Told::SignedIn { name: "\u{2EBE0}*".into(), until: NOW + 900_000 }));
        visit.told(&offered, Told::Offers(offers()));
        visit
    }

    pub(crate) fn at_purpose() -> Self {
        Self::at_offers()
            .touches([own(CertificateTouch::Offer(0)), own(CertificateTouch::Language(Language::En))])
    }

    pub(crate) fn at_copies() -> Self {
        Self::at_purpose().touches([own(CertificateTouch::Purpose(1)), own(CertificateTouch::Copies(2))])
    }

    pub(crate) fn drawing() -> (Self, Key) {
        let mut visit = Self::at_copies();
        let actions = visit.touch(Touch::Next);
        assert!(matches!(&actions[..], [Action::Certificate(_, Task::DrawUp(_))]), "{actions:?}");
        let key = key(&actions);
        (visit, key)
    }

    pub(crate) fn at_preview() -> Self {
        let (mut visit, key) = Self::drawing();
        let drawn = DrawnCertificate { id: 7, number: "2026-000123".into(), pages: 2, copies_max: 5 };
        visit.told(&key, Told::Drawn(drawn, sheets()));
        visit
    }

    pub(crate) fn at_open_preview() -> Self {
        Self::at_preview().touches([own(CertificateTouch::Hold)])
    }

    /// Two copies of two pages; one sheet is out.
    pub(crate) fn printing_certificate(office: Office) -> Self {
        let (mut visit, key) = Self::ordered();
        visit.told(&key, Told::Sheets { job: 41, done: 1 });
        visit.news(News::Office(office));
        visit
    }

    fn ordered() -> (Self, Key) {
        let mut visit = Self::at_preview();
        let key = key(&visit.touch(own(CertificateTouch::Print)));
        let job =
            |id| CertificateJob { id, certificate: 7, name: format!("hall-{id}"), pages: 2, reprint: false };
        visit.told(&key, Told::Ordered(vec![job(41), job(42)]));
        (visit, key)
    }

    pub(crate) fn printed(second: CopyEnd) -> Self {
        let (mut visit, key) = Self::ordered();
        visit.told(&key, Told::Ended(41, CopyEnd::Printed));
        visit.told(&key, Told::Ended(42, second));
        visit
    }

    /// It cannot be drawn up.
    pub(crate) fn not_drawn(code: &str) -> Self {
        let (mut visit, key) = Self::drawing();
        visit.told(&key, Told::Refused(NotPossible::with_code(code)));
        visit
    }
}
