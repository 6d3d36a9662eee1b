//! What is in the gallery: one visit for each screen and state.

use hall_api::core::hours::Opening;
use hall_api::core::ids::{ItemCode, TicketId, WindowId};
use hall_api::core::time::Timestamp;
use hall_api::requests::{CannotReturn, ScannedTicket};
use hall_api::views::{KioskLine, TicketState};
use kiosk::state::certificate::{CopyEnd, Told};
use kiosk::state::{By, CertificateTouch, News, Office, Paper, Place, Printer, Refused, Shelf, Touch};

use super::page::with_low;
use super::visit::Visit;
use super::{ENGLISH, VARIANTS, Variant};

/// Two items of different lines.
const TWO: [&str; 2] = ["campus-card", "vehicle-pass"];

/// A screen in one state.
#[derive(Clone)]
pub(crate) struct Scene {
    /// Part of the file's name.
    pub name: &'static str,
    /// Its heading on the page.
    pub title: &'static str,
    /// What it shows.
    pub words: &'static str,
    /// How a visitor gets there.
    pub play: fn() -> Visit,
    /// Which pictures of it are kept.
    shown: Shown,
    /// Drawn with the second theme.
    pub second_theme: bool,
}

/// Which pictures of a scene are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// All, and the low zone.
    WithLow,
    /// All but the low zone.
    All,
    /// Upright only: a state of a screen that is shown in all shapes elsewhere.
    Upright,
    /// Upright in both languages.
    UprightTwice,
}

impl Scene {
    const fn new(
        name: &'static str,
        (title, words): (&'static str, &'static str),
        shown: Shown,
        play: fn() -> Visit,
    ) -> Self {
        Self { name, title, words, play, shown, second_theme: false }
    }

    /// In which variants it is drawn.
    pub(crate) fn variants(&self) -> Vec<Variant> {
        match self.shown {
            Shown::WithLow => with_low(),
            Shown::All => VARIANTS.to_vec(),
            Shown::Upright => vec![VARIANTS[0]],
            Shown::UprightTwice => vec![VARIANTS[0], ENGLISH],
        }
    }

    /// File of its picture.
    pub(crate) fn file(&self, variant: Variant) -> String {
        format!("{}-{}.png", self.name, variant.name)
    }
}

fn item(code: &str) -> Touch {
    Touch::Item(ItemCode::new(code))
}

fn closed() -> Visit {
    let mut visit = Visit::open();
    let opening = Opening::Closed { opens_at: Some(Timestamp(1_788_745_280_000 + 22 * 3_600_000)) };
    visit.lines(2, |_, line| KioskLine { opening, ..line });
    visit
}

fn states_of_lines() -> Visit {
    let mut visit = Visit::open();
    visit.lines(2, |index, line| match index % 4 {
        1 => KioskLine { full: true, ..line },
        2 => KioskLine { served: false, ..line },
        3 => KioskLine { closes_soon: true, ..line },
        _ => line,
    });
    visit
}

fn away() -> Visit {
    let mut visit = Visit::open();
    visit.news(News::Lost);
    visit
}

fn away_while_choosing() -> Visit {
    let mut visit = Visit::chosen(&TWO);
    visit.news(News::Lost);
    visit
}

fn with_printer(printer: Printer) -> Visit {
    let mut visit = Visit::open();
    visit.news(News::Printer(printer));
    visit
}

fn search(typed: &str) -> Visit {
    Visit::open().touches([Touch::Begin, Touch::Go(Place::Search)]).touches(typed.chars().map(Touch::Type))
}

fn asked() -> Visit {
    let mut visit = Visit::materials(&TWO);
    visit.pass(33);
    visit
}

fn code(typed: &str) -> Visit {
    Visit::materials(&TWO).touches([Touch::Go(Place::Code)]).touches(typed.chars().map(Touch::Type))
}

fn card_read() -> Visit {
    let mut visit = Visit::materials(&TWO);
    visit.scan("20260907");
    visit
}

fn slow() -> Visit {
    let (mut visit, _) = Visit::taking(&TWO);
    visit.pass(10);
    visit
}

fn missed() -> Visit {
    Visit::scanned(ScannedTicket {
        ticket: TicketId(7),
        number: "E023".to_owned(),
        state: TicketState::NoShow { until: Timestamp(1_788_745_280_000 + 1_500_000) },
        cannot_return: None,
    })
}

fn called() -> Visit {
    Visit::scanned(ScannedTicket {
        ticket: TicketId(7),
        number: "E023".to_owned(),
        state: TicketState::Called { window: WindowId(3) },
        cannot_return: Some(CannotReturn::Called),
    })
}

fn returned() -> Visit {
    let mut visit = missed();
    let actions = visit.touch(Touch::Return);
    let [kiosk::state::Action::Return(key, _)] = &actions[..] else { panic!("{actions:?}") };
    visit.news(News::Returned(key.clone()));
    visit
}

fn refused_items() -> Visit {
    let items = vec![
        (ItemCode::new("campus-card"), "line_full".to_owned()),
        (ItemCode::new("vehicle-pass"), "closing_soon".to_owned()),
    ];
    Visit::refused(Refused { code: "items_refused".to_owned(), number: None, items })
}

fn open_ticket() -> Visit {
    let number = Some("E009".to_owned());
    Visit::refused(Refused { code: "open_ticket".to_owned(), number, items: Vec::new() })
}

/// Every scene, in the order of a visit.
#[expect(clippy::too_many_lines, reason = "a table of scenes")]
pub(crate) fn all() -> Vec<Scene> {
    use Shown::{All, Upright, UprightTwice, WithLow};
    let scene = Scene::new;
    let mut scenes = vec![
        scene(
            "home",
            ("First screen", "What can be done here now, the largest first, and how many wait where."),
            WithLow,
            Visit::open,
        ),
        scene(
            "home-paper-out",
            ("First screen, no paper", "Numbers can still be taken: they stand on the screen."),
            Upright,
            || with_printer(Printer::PaperOut),
        ),
        scene(
            "home-lines",
            ("First screen, some lines full", "Words and signs say what cannot be had, not colour alone."),
            Upright,
            states_of_lines,
        ),
        scene("closed", ("Closed", "When it opens, and what can be done until then."), All, closed),
        scene(
            "away",
            ("Server away", "Said within two seconds; nothing is offered that cannot be done."),
            All,
            away,
        ),
        scene("connecting", ("Starting", "Before the first word of the server."), Upright, Visit::deaf),
        scene("ask", ("Ask", "Where people help, and a number for it."), All, || {
            Visit::open().touches([Touch::Go(Place::Ask)])
        }),
        scene(
            "popular",
            ("Choose: often asked for", "Rows to tick, with people waiting and expected wait."),
            WithLow,
            || Visit::chosen(&TWO),
        ),
        scene("themes", ("Choose: by theme", "What a visitor is about, across departments."), All, || {
            Visit::open().touches([Touch::Begin, Touch::By(By::Themes)])
        }),
        scene("departments", ("Choose: by department", "Every department that owns an item."), All, || {
            Visit::open().touches([Touch::Begin, Touch::By(By::Departments)])
        }),
        scene("bundles", ("Choose: several at once", "A bundle is one choice."), Upright, || {
            Visit::open().touches([Touch::Begin, Touch::By(By::Themes), Touch::Open(Shelf::Bundles)])
        }),
        scene(
            "search",
            ("Search", "Pinyin initials, full pinyin or English on our own keyboard."),
            WithLow,
            || search("xyk"),
        ),
        scene("search-empty", ("Search, nothing typed", "What to type."), Upright, || search("")),
        scene("search-nothing", ("Search, nothing found", "What to do then."), Upright, || search("vvvvvv")),
        scene(
            "choosing-away",
            ("Server away while choosing", "What was chosen is not lost."),
            Upright,
            away_while_choosing,
        ),
        scene(
            "item",
            ("Everything about an item", "What to bring, how it goes, what it rests on, papers to look at."),
            WithLow,
            || Visit::open().touches([Touch::Begin, Touch::Details(ItemCode::new("campus-card"))]),
        ),
        scene("online", ("Done online", "A code for the phone, and help for who cannot."), All, || {
            Visit::open().touches([Touch::Begin, item("campus-posters")])
        }),
        scene(
            "materials",
            ("What to bring", "A checklist before the number is taken, so that nobody waits in vain."),
            WithLow,
            || Visit::materials(&TWO),
        ),
        scene("class", ("Who waits less", "Never shown in public."), All, || {
            Visit::materials(&TWO).touches([Touch::Go(Place::Class)])
        }),
        scene("card", ("Card, please", "Nobody has to."), All, || {
            Visit::materials(&TWO).touches([Touch::Go(Place::Card)])
        }),
        scene(
            "card-read",
            ("Card read", "Said in words; the card's number never shows."),
            Upright,
            card_read,
        ),
        scene("code", ("Return code", "Typed on our own keyboard, or scanned."), WithLow, || code("7K2M9X")),
        scene("taking", ("Taking the number", "Nothing to do."), All, || Visit::taking(&TWO).0),
        scene(
            "taking-slow",
            ("Taking the number, slow network", "Never two numbers; who waits long may give up."),
            Upright,
            slow,
        ),
        scene(
            "ticket",
            ("The number", "People ahead, expected wait, where to wait, the phone's page."),
            WithLow,
            || Visit::ticket(Paper::Printed),
        ),
        scene(
            "ticket-without-paper",
            ("The number, not printed", "Stays longer, to be photographed."),
            All,
            || Visit::ticket(Paper::NotPrinted),
        ),
        scene(
            "refused-items",
            ("Some items cannot be had", "Each with its reason; the rest can."),
            All,
            refused_items,
        ),
        scene("open-ticket", ("A number already", "One person, one open ticket."), Upright, open_ticket),
        scene("come-back", ("Coming back", "The ticket before the scanner."), All, || {
            Visit::open().touches([Touch::Go(Place::ComeBack)])
        }),
        scene("missed", ("Missed", "Back in line with one touch."), WithLow, missed),
        scene("called", ("Being called", "Where to go."), Upright, called),
        scene("returned", ("Back in line", "The same number."), All, returned),
        scene(
            "asking",
            ("Still there?", "After 30 s without a touch; 10 s later everything is forgotten."),
            WithLow,
            asked,
        ),
        scene(
            "certificate-home",
            (
                "First screen, with certificates",
                "Second after taking a number, where this kiosk has a printer for them.",
            ),
            WithLow,
            || Visit::with_office(Office::Ready),
        ),
        scene(
            "certificate-home-stopped",
            ("First screen, no paper for certificates", "Said beforehand, with what to do."),
            All,
            || Visit::with_office(Office::PaperOut),
        ),
        scene(
            "certificate-midnight",
            (
                "Certificates at midnight",
                "The hall is closed; what can be done all the same is the largest thing.",
            ),
            WithLow,
            || Visit::closed_with_office(Office::Ready),
        ),
        scene(
            "certificate-sign-in",
            ("Certificate: sign in", "By phone, or by card and PIN."),
            WithLow,
            Visit::signing_in,
        ),
        scene(
            "certificate-phone",
            ("Certificate: by phone", "The same two digits on kiosk and phone, and the time left."),
            WithLow,
            || Visit::at_phone().0,
        ),
        scene(
            "certificate-phone-open",
            ("Certificate: the phone has the word", "Nothing to scan any more."),
            UprightTwice,
            || {
                let (mut visit, key) = Visit::at_phone();
                visit.news(News::Certificate(key, Box::new(Told::Opened)));
                visit
            },
        ),
        scene(
            "certificate-card",
            ("Certificate: card, please", "Its number never shows."),
            UprightTwice,
            || Visit::signing_in().touches([Touch::Certificate(CertificateTouch::ByCard)]),
        ),
        scene("certificate-pin", ("Certificate: PIN", "Digits are counted, not shown."), WithLow, || {
            Visit::at_pin("1234")
        }),
        scene(
            "certificate-pin-wrong",
            ("Certificate: wrong PIN", "How many tries are left."),
            All,
            Visit::at_wrong_pin,
        ),
        scene(
            "certificate-offers",
            ("Certificate: which one", "What cannot be had is shown with the reason. Rare names show."),
            WithLow,
            Visit::at_offers,
        ),
        scene("certificate-language", ("Certificate: language", "One question at a time."), All, || {
            Visit::at_offers().touches([Touch::Certificate(CertificateTouch::Offer(0))])
        }),
        scene(
            "certificate-purpose",
            ("Certificate: what for", "None in particular is fine."),
            WithLow,
            Visit::at_purpose,
        ),
        scene(
            "certificate-copies",
            ("Certificate: how many", "As many as are free this term."),
            WithLow,
            Visit::at_copies,
        ),
        scene("certificate-drawing", ("Certificate: drawing up", "Nothing to do."), All, || {
            Visit::drawing().0
        }),
        scene(
            "certificate-preview",
            ("Certificate: preview, masked", "Nobody reads it over somebody's shoulder."),
            WithLow,
            Visit::at_preview,
        ),
        scene(
            "certificate-preview-open",
            ("Certificate: preview, pressed", "Rendered from the very bytes that are printed."),
            All,
            Visit::at_open_preview,
        ),
        scene("certificate-printing", ("Certificate: printing", "Which sheet of how many."), All, || {
            Visit::printing_certificate(Office::Ready)
        }),
        scene(
            "certificate-printing-paper",
            ("Certificate: waiting for paper", "Plain words; it goes on by itself."),
            All,
            || Visit::printing_certificate(Office::PaperOut),
        ),
        scene("certificate-printing-jam", ("Certificate: jam", "Staff see to it."), UprightTwice, || {
            Visit::printing_certificate(Office::Jam)
        }),
        scene(
            "certificate-short",
            ("Certificate: a copy is missing", "Said plainly, not counted, printed again on the same visit."),
            All,
            || Visit::printed(CopyEnd::NotPrinted),
        ),
        scene(
            "certificate-unknown",
            ("Certificate: nobody knows", "Never blindly repeated."),
            UprightTwice,
            || Visit::printed(CopyEnd::Unknown),
        ),
        scene(
            "certificate-taken",
            ("Certificate: take your paper", "Signed out after 20 s, nothing kept."),
            WithLow,
            || Visit::printed(CopyEnd::Printed),
        ),
        scene("certificate-away", ("Certificate: server away", "Nothing was counted."), All, || {
            Visit::not_drawn("server_away")
        }),
        scene(
            "certificate-leaving",
            ("Certificate: sign out?", "Before everything is forgotten."),
            UprightTwice,
            || Visit::at_preview().touches([Touch::Bar(hall_ui::widgets::BarTouch::Home)]),
        ),
        scene("leaving", ("Give up what was chosen?", "Before the basket is emptied."), Upright, || {
            Visit::materials(&TWO).touches([Touch::Bar(hall_ui::widgets::BarTouch::Home)])
        }),
    ];
    for (name, title, play) in [
        ("theme-home", "Another school: first screen", Visit::open as fn() -> Visit),
        ("theme-ticket", "Another school: the number", || Visit::ticket(Paper::Printed)),
    ] {
        let words = "Name, logo, colours, corners and letters from another folder: `assets/themes/cypress`.";
        scenes.push(Scene { second_theme: true, ..scene(name, (title, words), Upright, play) });
    }
    scenes
}
