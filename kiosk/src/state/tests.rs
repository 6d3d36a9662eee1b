//! A visitor's ways through the kiosk, without a window. Here is a small hall and who plays in it.

pub(crate) mod certificates;
mod journey;
mod moments;
mod numbers;
mod readers;

use std::sync::Arc;
use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::catalogue::{
    Alarms, Bundle, Catalogue, Class, Department, HandlingMode, Item, ItemNature, Line, LineAlarms, Material,
    Rules, Sample, Source, Text, Theme, ThemeSign,
};
use hall_api::core::hours::Opening;
use hall_api::core::ids::{ItemCode, LineId, TicketId};
use hall_api::core::time::Timestamp;
use hall_api::requests::{
    CannotReturn, Label, PrintJob, ScannedTicket, TakeTicketRequest, TakenTicket, WaitRange,
};
use hall_api::texts::Language;
use hall_api::views::{KioskLine, KioskView, TicketState, Update};

use super::*;

/// Monday, 2026-09-07, 09:41:20 in Shanghai.
pub(crate) const NOW: Timestamp = Timestamp(1_788_745_280_000);

/// What a scanner reads from a ticket.
pub(crate) const TICKET_URL: &str = "http://hall.example/t/0000A7K2M9XYZTQW1234ABCD";

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

fn item(code: &str, names: (&str, &str), department: &str, line: Option<&str>) -> (ItemCode, Item) {
    let item = Item {
        code: code.into(),
        name: text(names.0, names.1),
        departments: vec![department.into()],
        line: line.map(LineId::new),
        after: Vec::new(),
        nature: ItemNature::Service,
        mode: if line.is_some() { HandlingMode::OnSite } else { HandlingMode::Online },
        materials: Vec::new(),
        legal_basis: None,
        procedure: None,
        online_url: None,
        promised_days: 0,
        service_ms: 300_000,
        popular: false,
        aliases: Vec::new(),
        visits_a_year: 0,
        samples: Vec::new(),
        source: Source::Example,
    };
    (item.code.clone(), item)
}

/// A small hall: four lines, two departments, a bundle, one item online.
pub(crate) fn catalogue() -> Catalogue {
    let line = |id: &str, prefix, name: (&str, &str)| {
        let area = text("一楼 A 区", "Floor 1, zone A");
        let line = Line {
            id: id.into(),
            name: text(name.0, name.1),
            prefix,
            hours: "week".into(),
            capacity: None,
            area,
            alarms: LineAlarms::default(),
        };
        (line.id.clone(), line)
    };
    let mut items = [
        item("campus-card", ("校园卡办理与补办", "Campus card issue and replacement"), "card", Some("card")),
        item("medical-card", ("医保卡办理", "Medical insurance card"), "clinic", Some("medical")),
        item("vehicle-pass", ("车辆通行卡办理", "Vehicle pass"), "card", Some("traffic")),
        item("network", ("网络账号", "Network account"), "card", None),
        item("help", ("咨询与帮办", "Advice and help"), "clinic", Some("help")),
    ];
    items[0].1.popular = true;
    items[0].1.online_url = Some("https://hall.example/card".into());
    items[0].1.materials = vec![
        Material { name: text("身份证", "Identity card"), copies: 1, original: true },
        Material { name: text("一寸照片", "Photograph, 1 inch"), copies: 2, original: false },
    ];
    items[0].1.aliases = vec!["一卡通".into()];
    items[0].1.procedure = Some(text("窗口核对身份后当场制卡。", "The card is made while you wait."));
    items[0].1.legal_basis = Some(text("学校校园卡管理办法", "University rules on the campus card"));
    items[0].1.samples = ["a", "b"]
        .map(|hash| Sample {
            name: text("填好的申请表", "Form filled in"),
            file: format!("{hash}.png"),
            sha256: hash.into(),
        })
        .into();
    items[1].1.promised_days = 5;
    items[3].1.online_url = Some("https://hall.example/network".into());
    Catalogue {
        version: "test".into(),
        time_zone: "Asia/Shanghai".into(),
        site_name: text("大厅", "Hall"),
        help_item: Some("help".into()),
        rules: Rules { items_max: 3, ..Rules::default() },
        alarms: Alarms::default(),
        departments: vec![
            Department { id: "card".into(), name: text("校园卡中心", "Campus Card Centre") },
            Department { id: "clinic".into(), name: text("校医院", "University Clinic") },
            Department { id: "empty".into(), name: text("空", "Empty") },
        ],
        items: items.into_iter().collect(),
        bundles: vec![Bundle {
            code: "new-staff".into(),
            name: text("新教职工报到", "New staff arrival"),
            items: vec!["campus-card".into(), "medical-card".into(), "vehicle-pass".into()],
        }],
        themes: vec![Theme {
            code: "arriving".into(),
            name: text("教职工入职", "Joining the staff"),
            sign: Some(ThemeSign::Arriving),
            bundles: vec!["new-staff".into()],
            items: vec!["network".into(), "campus-card".into()],
        }],
        lines: [
            line("card", 'A', ("校园卡", "Campus card")),
            line("medical", 'B', ("医保", "Medical insurance")),
            line("traffic", 'C', ("车辆", "Vehicles")),
            line("help", 'D', ("咨询", "Information")),
        ]
        .into_iter()
        .collect(),
        windows: std::collections::BTreeMap::new(),
        classes: [("elderly", ("70 岁及以上老人", "Aged 70 or over")), ("pregnant", ("孕妇", "Pregnant"))]
            .map(|(id, name)| {
                (id.into(), Class { id: id.into(), name: text(name.0, name.1), credit_minutes: 15 })
            })
            .into(),
        hours: std::collections::BTreeMap::new(),
    }
}

pub(crate) fn open_line(id: &str, waiting: usize) -> KioskLine {
    KioskLine {
        line: id.into(),
        opening: Opening::Open { until: NOW + 2 * 3_600_000 },
        full: false,
        served: true,
        closing: false,
        closes_soon: false,
        waiting,
        wait: Some(WaitRange { from_minutes: 10, to_minutes: 15 }),
    }
}

pub(crate) fn lines() -> Vec<KioskLine> {
    vec![open_line("card", 3), open_line("medical", 0), open_line("traffic", 8), open_line("help", 1)]
}

pub(crate) fn update(version: u64, lines: Vec<KioskLine>) -> News {
    News::View(Update {
        version,
        now: NOW,
        view: KioskView { catalogue_hash: "h".into(), lines, certificates: true },
    })
}

pub(crate) fn taken(people_ahead: usize) -> TakenTicket {
    TakenTicket {
        ticket: TicketId(7),
        number: "A003".into(),
        issued_at: NOW,
        phone_url: "http://hall.example/t/7k2m9".into(),
        people_ahead,
        wait: Some(WaitRange { from_minutes: 10, to_minutes: 15 }),
        area: Label { zh: "一楼 A 区".into(), en: "Floor 1, zone A".into() },
        print_job: Some(PrintJob {
            id: 42,
            ticket: Some(TicketId(7)),
            reprint: false,
            receipt: serde_json::json!({"blocks": []}),
        }),
    }
}

fn key(n: u32) -> Key {
    Key::try_from(format!("key-{n}")).unwrap()
}

/// A kiosk that plays a visitor: time goes on by a second with each step.
pub(crate) struct Play {
    pub(crate) state: State,
    pub(crate) now: Duration,
}

impl Play {
    pub(crate) fn deaf() -> Self {
        let mut count = 0;
        let fresh = move || {
            count += 1;
            key(count)
        };
        Self {
            state: State::new(Language::Zh, Readers { scanner: true, cards: true }, fresh),
            now: Duration::from_secs(1),
        }
    }

    pub(crate) fn open() -> Self {
        let mut play = Self::deaf();
        play.news(News::Catalogue(Arc::new(catalogue())));
        play.news(update(1, lines()));
        play.news(News::Printer(Printer::Ready));
        play
    }

    pub(crate) fn news(&mut self, news: News) -> Vec<Action> {
        self.state.on(Event::News(news), self.now)
    }

    /// A touch, a second after the last thing.
    pub(crate) fn touch(&mut self, touch: Touch) -> Vec<Action> {
        self.now += Duration::from_secs(1);
        self.touch_at_once(touch)
    }

    pub(crate) fn touch_at_once(&mut self, touch: Touch) -> Vec<Action> {
        self.state.pressed(self.now);
        self.state.on(Event::Touch(touch), self.now)
    }

    pub(crate) fn pass(&mut self, seconds: u64) -> Vec<Action> {
        self.now += Duration::from_secs(seconds);
        self.state.tick(self.now)
    }

    pub(crate) fn choose(&mut self, items: &[&str]) {
        self.touch(Touch::Begin);
        self.touch(Touch::Open(Shelf::Department("card".into())));
        for item in items {
            self.touch(Touch::Item((*item).into()));
        }
    }

    /// Something is held before a reader, a second after the last thing.
    pub(crate) fn scan(&mut self, text: &str) -> Vec<Action> {
        self.now += Duration::from_secs(1);
        self.state.on(Event::Scan(Secret::new(text)), self.now)
    }

    /// Types on our own keyboard.
    pub(crate) fn type_in(&mut self, letters: &str) {
        for letter in letters.chars() {
            self.touch(Touch::Type(letter));
        }
    }

    pub(crate) fn take(&mut self) -> (Key, TakeTicketRequest) {
        let actions = self.touch(Touch::Take);
        let [Action::Take(key, request)] = &actions[..] else { panic!("{actions:?}") };
        (key.clone(), request.clone())
    }

    pub(crate) fn taking(items: &[&str]) -> (Self, Key) {
        let mut play = Self::open();
        play.choose(items);
        play.touch(Touch::Next);
        let (key, _) = play.take();
        (play, key)
    }

    /// A ticket was held before the scanner, and the server told what it is.
    pub(crate) fn scanned(state: TicketState, cannot_return: Option<CannotReturn>) -> Self {
        let mut play = Self::open();
        play.touch(Touch::Go(Place::ComeBack));
        let actions = play.scan(TICKET_URL);
        let [Action::Scan(key, _)] = &actions[..] else { panic!("{actions:?}") };
        let ticket = ScannedTicket { ticket: TicketId(7), number: "A003".into(), state, cannot_return };
        play.news(News::Scanned(key.clone(), ticket));
        play
    }
}
