//! A visitor's ways through the kiosk, without a window.

use std::sync::Arc;
use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::catalogue::{
    Bundle, Catalogue, Department, HandlingMode, Item, ItemNature, Line, Material, Rules, Source, Text,
};
use hall_api::core::hours::Opening;
use hall_api::core::ids::{ItemCode, LineId, TicketId};
use hall_api::core::time::Timestamp;
use hall_api::requests::{Label, PrintJob, TakenTicket, WaitRange};
use hall_api::texts::Language;
use hall_api::views::{KioskLine, KioskView, Update};
use hall_ui::widgets::BarTouch;

use super::*;

/// Monday, 2026-09-07, 09:41:20 in Shanghai.
pub(crate) const NOW: Timestamp = Timestamp(1_788_745_280_000);

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
    items[1].1.promised_days = 5;
    items[3].1.online_url = Some("https://hall.example/network".into());
    Catalogue {
        version: "test".into(),
        time_zone: "Asia/Shanghai".into(),
        site_name: text("大厅", "Hall"),
        help_item: Some("help".into()),
        rules: Rules { items_max: 3, ..Rules::default() },
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
        lines: [
            line("card", 'A', ("校园卡", "Campus card")),
            line("medical", 'B', ("医保", "Medical insurance")),
            line("traffic", 'C', ("车辆", "Vehicles")),
            line("help", 'D', ("咨询", "Information")),
        ]
        .into_iter()
        .collect(),
        windows: std::collections::BTreeMap::new(),
        classes: std::collections::BTreeMap::new(),
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
    News::View(Update { version, now: NOW, view: KioskView { catalogue_hash: "h".into(), lines } })
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
        Self { state: State::new(Language::Zh, fresh), now: Duration::from_secs(1) }
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

    fn touch_at_once(&mut self, touch: Touch) -> Vec<Action> {
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

    fn taking(items: &[&str]) -> (Self, Key) {
        let mut play = Self::open();
        play.choose(items);
        play.touch(Touch::Next);
        let actions = play.touch(Touch::Take);
        let [Action::Take(key, _)] = &actions[..] else { panic!("{actions:?}") };
        let key = key.clone();
        (play, key)
    }
}

#[test]
fn a_visitor_takes_one_number_for_two_items() {
    let mut play = Play::open();
    play.choose(&["campus-card", "medical-card"]);
    play.touch(Touch::Next);
    let actions = play.touch(Touch::Take);
    let [Action::Take(key, request)] = &actions[..] else { panic!("{actions:?}") };
    assert_eq!(request.items, [ItemCode::new("campus-card"), ItemCode::new("medical-card")]);
    assert!(!request.english);
    assert!(play.news(News::Taken(key.clone(), Box::new(taken(3)))).is_empty());
    assert!(
        matches!(&play.state.screen, Screen::Ticket(t) if t.ticket.number == "A003" && t.paper == Paper::Printing)
    );
    play.news(News::Paper(42, Paper::Printed));
    play.pass(7);
    assert!(matches!(play.state.screen, Screen::Ticket(_)), "shown for 8 s");
    play.pass(1);
    assert_eq!(play.state.screen, Screen::Home);
    assert!(play.state.basket.is_empty());
}

#[test]
fn the_key_belongs_to_the_content_of_the_basket() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    let first = play.state.basket.key().cloned();
    play.touch(Touch::Page(1));
    assert_eq!(play.state.basket.key().cloned(), first, "looking around changes nothing");
    play.touch(Touch::Item("vehicle-pass".into()));
    let second = play.state.basket.key().cloned();
    assert_ne!(second, first);
    play.touch(Touch::Bar(BarTouch::Language(Language::En)));
    assert_ne!(play.state.basket.key().cloned(), second, "the language is part of the request");
    play.touch(Touch::Item("vehicle-pass".into()));
    play.touch(Touch::Item("campus-card".into()));
    assert_eq!(play.state.basket.key(), None);
}

#[test]
fn a_double_tap_does_nothing_more() {
    let (mut play, _) = Play::taking(&["campus-card"]);
    assert!(play.touch_at_once(Touch::Take).is_empty());
    assert!(play.touch(Touch::Take).is_empty(), "also later");
    let mut play = Play::open();
    play.touch(Touch::Begin);
    play.now += SETTLE / 2;
    play.touch_at_once(Touch::Open(Shelf::Popular));
    assert!(matches!(play.state.screen, Screen::Departments { .. }), "the second tap meets another screen");
    play.now += SETTLE;
    play.touch_at_once(Touch::Open(Shelf::Popular));
    assert!(matches!(play.state.screen, Screen::Items { .. }));
}

#[test]
fn a_lost_answer_is_waited_for_and_then_given_up_without_a_second_number() {
    let (mut play, key) = Play::taking(&["campus-card"]);
    play.news(News::Retrying(key.clone()));
    assert!(matches!(play.state.screen, Screen::Taking { retrying: true, .. }));
    play.pass(5);
    assert!(play.touch(Touch::GiveUp).is_empty(), "too early");
    play.pass(5);
    assert_eq!(play.touch(Touch::GiveUp), [Action::Abandon(key.clone())]);
    assert_eq!(play.state.screen, Screen::Home);
    play.news(News::Taken(key, Box::new(taken(0))));
    assert_eq!(play.state.screen, Screen::Home, "a late answer concerns nobody");
}

#[test]
fn nobody_waits_for_ever() {
    let (mut play, key) = Play::taking(&["campus-card"]);
    assert!(play.pass(44).is_empty());
    assert_eq!(play.pass(1), [Action::Abandon(key.clone())]);
    assert!(matches!(&play.state.screen, Screen::Refused { code, .. } if code == "server_away"));
    play.touch(Touch::Done);
    assert!(play.state.basket.key().is_some_and(|new| *new != key), "the old key may stand for a number");
}

#[test]
fn refused_items_are_named_and_taken_out() {
    let (mut play, key) = Play::taking(&["campus-card", "medical-card"]);
    let items = vec![("medical-card".into(), "line_full".to_owned())];
    play.news(News::Refused(key, Refused { code: "items_refused".into(), items }));
    let Screen::Refused { items, .. } = &play.state.screen else { panic!("{:?}", play.state.screen) };
    assert_eq!(items[0].name.zh, "医保卡办理");
    play.touch(Touch::Done);
    assert_eq!(play.state.basket.items(), [ItemCode::new("campus-card")]);
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
    assert_eq!(play.state.screen, Screen::Home, "nothing is begun that cannot be ended");
    play.news(News::Lost);
    assert_eq!(play.state.hall.state(), HallState::Away);
    play.news(update(1, lines()));
    assert!(
        matches!(play.state.hall.state(), HallState::Open { .. }),
        "a server that counts anew is believed"
    );
}

#[test]
fn an_older_view_never_takes_the_place_of_a_newer_one() {
    let mut play = Play::open();
    play.news(update(5, vec![open_line("card", 9)]));
    play.news(update(4, vec![open_line("card", 1)]));
    assert!(matches!(play.state.hall.line_offer(&"card".into()), Some(LineOffer::Open { waiting: 9, .. })));
}

#[test]
fn without_the_server_no_number_is_asked_for() {
    let mut play = Play::open();
    play.choose(&["campus-card"]);
    play.touch(Touch::Next);
    play.news(News::Lost);
    assert!(play.touch(Touch::Take).is_empty());
    assert!(matches!(play.state.screen, Screen::Materials { .. }), "the basket is kept for when it is back");
    play.news(update(1, lines()));
    assert_eq!(play.touch(Touch::Take).len(), 1);
}

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
    assert_eq!(play.state.screen, Screen::Home);
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
fn a_number_without_paper_stays_long_enough_to_photograph() {
    for (paper, seconds) in [(Paper::Printed, 8), (Paper::NotPrinted, 40), (Paper::Unknown, 40)] {
        let (mut play, key) = Play::taking(&["campus-card"]);
        play.news(News::Taken(key, Box::new(taken(0))));
        play.news(News::Paper(41, Paper::Printed));
        assert!(matches!(&play.state.screen, Screen::Ticket(t) if t.paper == Paper::Printing), "another job");
        play.news(News::Paper(42, paper));
        play.pass(seconds - 1);
        assert!(matches!(play.state.screen, Screen::Ticket(_)), "{paper:?}");
        play.pass(1);
        assert_eq!(play.state.screen, Screen::Home, "{paper:?}");
    }
}

#[test]
fn a_printer_that_says_nothing_is_not_waited_for() {
    let (mut play, key) = Play::taking(&["campus-card"]);
    play.news(News::Taken(key, Box::new(taken(0))));
    play.pass(25);
    assert!(matches!(&play.state.screen, Screen::Ticket(t) if t.paper == Paper::Unknown));
    play.pass(40);
    assert_eq!(play.state.screen, Screen::Home);
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
fn a_catalogue_without_an_item_takes_it_out_of_the_basket() {
    let mut play = Play::open();
    play.choose(&["campus-card", "vehicle-pass"]);
    let mut changed = catalogue();
    changed.items.remove(&ItemCode::new("vehicle-pass"));
    play.news(News::Catalogue(Arc::new(changed)));
    assert_eq!(play.state.basket.items(), [ItemCode::new("campus-card")]);
}
