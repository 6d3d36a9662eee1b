//! The kiosk's state and worker, without their window, with a real server: cards, coming back, samples, a server that goes away.

use std::time::{Duration, Instant};

use hall_api::client::{Change, Client, Key, TicketVerb};
use hall_api::core::ids::TicketId;
use hall_api::texts::Language;
use hall_api::views::TicketState;
use hall_tests::stage::{ITEM, Stage, WINDOWS};
use hall_ui::egui;
use hall_ui::worker::{Arrival, Worker};
use kiosk::config::Config;
use kiosk::state::{Action, Event, HallState, Notice, Picture, Place, Readers, Screen, Secret, State, Touch};
use kiosk::worker::{self, Setup};

/// Until something has happened on a busy machine.
const SOON: Duration = Duration::from_secs(30);
/// Between two looks at the state.
const LOOK: Duration = Duration::from_millis(5);

/// A visitor at a kiosk whose screen nobody draws.
struct Visitor {
    state: State,
    worker: Worker<Event, Action>,
    begun: Instant,
}

impl Visitor {
    async fn at(hall: &Stage) -> Self {
        let code = hall.enrolment_code("kiosk-1", "kiosk").await.expect("a code");
        let folder = hall.folder().display().to_string();
        let text = format!(
            "[server]\naddress = \"{}\"\ntoken_file = \"{folder}/kiosk.token\"\n[readers]\nscanner = true\ncards = true\n",
            hall.server()
        );
        let file = hall.folder().join("kiosk.toml");
        std::fs::write(&file, text).expect("the folder is ours");
        let config = Config::read(&file).expect("the configuration is good");
        let setup = Setup::new(&config, Some(code)).expect("everything is there");
        let worker =
            Worker::spawn(&egui::Context::default(), |inbox, outbox| worker::run(setup, inbox, outbox));
        let readers = Readers { scanner: true, cards: true };
        let state = State::new(Language::Zh, readers, Key::fresh);
        let mut visitor = Self { state, worker: worker.expect("a thread"), begun: Instant::now() };
        visitor.until("the hall is open", |state| matches!(state.hall.state(), HallState::Open { .. })).await;
        visitor
    }

    /// Takes in what arrives until the state is as wanted; says how long that took.
    async fn until(&mut self, what: &str, wanted: impl Fn(&State) -> bool) -> Duration {
        let waiting = Instant::now();
        while !wanted(&self.state) {
            assert!(waiting.elapsed() < SOON, "{what}: {:?}", self.state.screen);
            match self.worker.next_event() {
                Arrival::Event(event) => self.event(event),
                Arrival::Nothing => tokio::time::sleep(LOOK).await,
                Arrival::WorkerGone => panic!("the worker ended"),
            }
        }
        waiting.elapsed()
    }

    fn event(&mut self, event: Event) {
        for action in self.state.on(event, self.begun.elapsed()) {
            self.worker.act(action);
        }
    }

    /// A touch, late enough after the last change of the screen to count.
    async fn touch(&mut self, touch: Touch) {
        tokio::time::sleep(kiosk::state::SETTLE + LOOK).await;
        self.event(Event::Touch(touch));
    }

    fn scan(&mut self, text: &str) {
        self.event(Event::Scan(Secret::new(text)));
    }

    /// From the first screen to the number, or to why there is none.
    async fn takes(&mut self, card: Option<&str>) {
        self.touch(Touch::Begin).await;
        self.touch(Touch::Item(ITEM.into())).await;
        self.touch(Touch::Next).await;
        if let Some(card) = card {
            self.scan(card);
        }
        self.touch(Touch::Take).await;
        self.until("an answer", |state| !matches!(state.screen, Screen::Taking { .. })).await;
    }

    /// The number, and the address in its code.
    fn ticket(&self) -> (TicketId, String, String) {
        match &self.state.screen {
            Screen::Ticket(screen) => {
                (screen.ticket.ticket, screen.ticket.number.clone(), screen.ticket.phone_url.clone())
            }
            other => panic!("no number: {other:?}"),
        }
    }

    /// Holds a ticket before the scanner and gives what is found.
    async fn looks_up(&mut self, address: &str) -> TicketState {
        self.touch(Touch::Go(Place::ComeBack)).await;
        self.scan(address);
        self.until("the ticket is found", |state| matches!(state.screen, Screen::Scanned { .. })).await;
        let Screen::Scanned { ticket, .. } = &self.state.screen else { unreachable!() };
        ticket.state
    }
}

async fn misses_the_call(clerk: &Client, ticket: TicketId) {
    clerk.send(&Change::open_window(Key::fresh(), WINDOWS[0])).await.expect("the window opens");
    let called =
        clerk.send(&Change::call_next(Key::fresh(), WINDOWS[0], None)).await.expect("somebody waits");
    assert_eq!(called.ticket, Some(ticket));
    let no_show = Change::on_ticket(Key::fresh(), WINDOWS[0], TicketVerb::NoShow, ticket);
    clerk.send(&no_show).await.expect("nobody came");
}

#[tokio::test]
async fn a_visitor_with_a_card_misses_the_call_and_comes_back_with_the_ticket() {
    let stage = Stage::start().await.expect("a hall");
    let clerk = stage.clerk("chen").await.expect("a clerk");
    let mut visitor = Visitor::at(&stage).await;
    visitor.takes(Some("20260907")).await;
    let (ticket, number, address) = visitor.ticket();
    assert!(visitor.state.visitor.is_nobody(), "nothing private is left");
    visitor.touch(Touch::Done).await;

    visitor.takes(Some("20260907")).await;
    let Screen::Refused { code, number: open, .. } = &visitor.state.screen else { panic!("a second number") };
    assert_eq!((code.as_str(), open.as_ref()), ("open_ticket", Some(&number)));
    visitor.touch(Touch::Done).await;

    assert_eq!(visitor.looks_up(&address).await, TicketState::Waiting);
    visitor.touch(Touch::Done).await;
    misses_the_call(&clerk, ticket).await;
    assert!(matches!(visitor.looks_up(&address).await, TicketState::NoShow { .. }));
    visitor.touch(Touch::Return).await;
    visitor.until("back in line", |state| matches!(state.screen, Screen::Returned { .. })).await;
    visitor.touch(Touch::Done).await;
    assert_eq!(visitor.looks_up(&address).await, TicketState::Waiting);
    visitor.touch(Touch::Done).await;

    visitor.touch(Touch::Go(Place::ComeBack)).await;
    visitor.scan("http://hall.example/t/0000A7K2M9XYZTQW1234ABCD");
    visitor.until("it is refused", |state| matches!(state.screen, Screen::Refused { .. })).await;
    let Screen::Refused { code, .. } = &visitor.state.screen else { unreachable!() };
    assert_eq!(code, "not_a_ticket");
}

#[tokio::test]
async fn a_sample_document_comes_from_the_server() {
    let stage = Stage::start().await.expect("a hall");
    let mut visitor = Visitor::at(&stage).await;
    visitor.touch(Touch::Begin).await;
    visitor.touch(Touch::Details("campus-card".into())).await;
    visitor.touch(Touch::Sample(0)).await;
    let sample =
        visitor.state.hall.item(&"campus-card".into()).expect("it is there").samples[0].sha256.clone();
    visitor.until("the picture", |state| state.picture(&sample).is_some()).await;
    let Some(Picture::Ready(picture)) = visitor.state.picture(&sample) else { panic!("it is missing") };
    assert_eq!(picture.size, [1200, 1600]);
}

#[tokio::test]
async fn a_server_that_goes_away_is_noticed_and_costs_nothing_that_was_chosen() {
    let mut stage = Stage::start().await.expect("a hall");
    let mut visitor = Visitor::at(&stage).await;
    visitor.touch(Touch::Begin).await;
    visitor.touch(Touch::Item(ITEM.into())).await;
    visitor.touch(Touch::Next).await;
    stage.kill_server().await.expect("it is gone");
    let noticed = visitor.until("it is noticed", |state| state.hall.state() == HallState::Away).await;
    assert!(
        noticed < Duration::from_secs(6),
        "said after {noticed:?}; two seconds where the machine is not shared"
    );
    visitor.touch(Touch::Take).await;
    assert!(matches!(visitor.state.screen, Screen::Materials { .. }), "nothing is asked for");
    visitor.scan("20260907");
    assert_eq!(visitor.state.notice(visitor.begun.elapsed()), Some(Notice::Away));
    stage.start_server().await.expect("it is back");
    visitor.until("it is back", |state| state.hall.is_up()).await;
    visitor.touch(Touch::Take).await;
    visitor.until("an answer", |state| !matches!(state.screen, Screen::Taking { .. })).await;
    visitor.ticket();
}
