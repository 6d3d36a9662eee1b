//! A visitor before the kiosk of the demo's hall, without a window.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::catalogue::Catalogue;
use hall_api::core::hours::Opening;
use hall_api::core::ids::{ItemCode, TicketId};
use hall_api::core::time::Timestamp;
use hall_api::requests::{Label, PrintJob, ScannedTicket, TakenTicket, WaitRange};
use hall_api::texts::Language;
use hall_api::views::{KioskLine, KioskView, Update};
use hall_tests::stage::repository;
use kiosk::state::{Action, Event, News, Paper, Printer, Readers, Refused, Secret, State, Touch};

/// Monday, 2026-09-07, 09:41:20 in Shanghai.
const NOW: Timestamp = Timestamp(1_788_745_280_000);

pub(crate) fn catalogue() -> Arc<Catalogue> {
    static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    let load = || Arc::new(hall_server::catalogue::load(&repository().join("assets/catalogue")).unwrap());
    Arc::clone(CATALOGUE.get_or_init(load))
}

/// A kiosk and what its visitor has done; time goes on by a second with each step.
pub(crate) struct Visit {
    pub state: State,
    pub now: Duration,
}

impl Visit {
    /// A kiosk that has heard nothing yet.
    pub(crate) fn deaf() -> Self {
        let readers = Readers { scanner: true, cards: true };
        Self { state: State::new(Language::Zh, readers, Key::fresh), now: Duration::from_secs(1) }
    }

    /// The hall is open and the printer ready.
    pub(crate) fn open() -> Self {
        let mut visit = Self::deaf();
        visit.news(News::Catalogue(catalogue()));
        visit.lines(1, |_, line| line);
        visit.news(News::Printer(Printer::Ready));
        visit
    }

    /// New lines, each changed by its place.
    pub(crate) fn lines(&mut self, version: u64, change: impl Fn(usize, KioskLine) -> KioskLine) {
        let line = |(index, id): (usize, &hall_api::core::ids::LineId)| {
            let from = (index as u32 * 7) % 25;
            let line = KioskLine {
                line: id.clone(),
                opening: Opening::Open { until: NOW + 2 * 3_600_000 },
                full: false,
                served: true,
                closing: false,
                closes_soon: false,
                waiting: (index * 5) % 13,
                wait: Some(WaitRange { from_minutes: from, to_minutes: from + 5 }),
            };
            change(index, line)
        };
        let lines = catalogue().lines.keys().enumerate().map(line).collect();
        let view = KioskView { catalogue_hash: "gallery".into(), lines, certificates: true };
        self.news(News::View(Update { version, now: NOW, view }));
    }

    pub(crate) fn news(&mut self, news: News) {
        self.state.on(Event::News(news), self.now);
    }

    /// A touch, a second after the last thing.
    pub(crate) fn touch(&mut self, touch: Touch) -> Vec<Action> {
        self.now += Duration::from_secs(1);
        self.state.pressed(self.now);
        self.state.on(Event::Touch(touch), self.now)
    }

    pub(crate) fn touches(mut self, touches: impl IntoIterator<Item = Touch>) -> Self {
        for touch in touches {
            self.touch(touch);
        }
        self
    }

    pub(crate) fn scan(&mut self, text: &str) -> Vec<Action> {
        self.now += Duration::from_secs(1);
        self.state.on(Event::Scan(Secret::new(text)), self.now)
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
        self.state.tick(self.now);
    }

    /// Items in the basket, chosen from the list of those often asked for.
    pub(crate) fn chosen(items: &[&str]) -> Self {
        Self::open()
            .touches([Touch::Begin])
            .touches(items.iter().map(|item| Touch::Item(ItemCode::new(item))))
    }

    /// The page of what to bring.
    pub(crate) fn materials(items: &[&str]) -> Self {
        Self::chosen(items).touches([Touch::Next])
    }

    /// A number is being asked for.
    pub(crate) fn taking(items: &[&str]) -> (Self, Key) {
        let mut visit = Self::materials(items);
        let actions = visit.touch(Touch::Take);
        let [Action::Take(key, _)] = &actions[..] else { panic!("{actions:?}") };
        let key = key.clone();
        (visit, key)
    }

    /// The number, and what became of its paper.
    pub(crate) fn ticket(paper: Paper) -> Self {
        let (mut visit, key) = Self::taking(&["campus-card", "vehicle-pass"]);
        let ticket = TakenTicket {
            ticket: TicketId(7),
            number: "E023".into(),
            issued_at: NOW,
            phone_url: "http://hall.example/t/0000A7K2M9XYZTQW1234ABCD".into(),
            people_ahead: 12,
            wait: Some(WaitRange { from_minutes: 10, to_minutes: 15 }),
            area: Label { zh: "一楼 C 区".into(), en: "Floor 1, zone C".into() },
            print_job: Some(PrintJob {
                id: 42,
                ticket: Some(TicketId(7)),
                reprint: false,
                receipt: serde_json::json!({"blocks": []}),
            }),
        };
        visit.news(News::Taken(key, Box::new(ticket)));
        visit.news(News::Paper(42, paper));
        visit
    }

    /// No number.
    pub(crate) fn refused(refused: Refused) -> Self {
        let (mut visit, key) = Self::taking(&["campus-card", "vehicle-pass"]);
        visit.news(News::Refused(key, refused));
        visit
    }

    /// A ticket was held before the scanner, and this is known of it.
    pub(crate) fn scanned(ticket: ScannedTicket) -> Self {
        let mut visit = Self::open();
        let actions = visit.scan("http://hall.example/t/0000A7K2M9XYZTQW1234ABCD");
        let [Action::Scan(key, _)] = &actions[..] else { panic!("{actions:?}") };
        visit.news(News::Scanned(key.clone(), ticket));
        visit
    }
}
