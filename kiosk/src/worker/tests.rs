//! The worker against a server of a few lines, over real sockets.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hall_api::client::Key;
use hall_api::requests::TakeTicketRequest;
use hall_ui::egui;
use hall_ui::worker::{Arrival, Worker};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::config::{ReadersConfig, ScreenConfig, ServerConfig, SpeechConfig};
use crate::state::tests::taken;
use crate::state::{Paper as Shown, Picture, Refused, Secret};

/// A request as the server saw it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) key: String,
    /// The session of a person.
    pub(super) person: String,
    pub(super) body: String,
    pub(super) bytes: Vec<u8>,
}

/// What the server answers; `None` cuts the connection.
type Script = dyn Fn(&Seen, usize) -> Option<(u16, Vec<u8>)> + Send + Sync;

/// A server that writes down what it is asked.
pub(super) struct Fake {
    pub(super) address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Fake {
    pub(super) fn start<B: Into<Vec<u8>>>(
        script: impl Fn(&Seen, usize) -> Option<(u16, B)> + Send + Sync + 'static,
    ) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let script = move |seen: &Seen, before: usize| {
            script(seen, before).map(|(status, body)| (status, body.into()))
        };
        let (log, script): (_, Arc<Script>) = (Arc::clone(&seen), Arc::new(script));
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&log), Arc::clone(&script)));
            }
        });
        Self { address, seen, _runtime: runtime }
    }

    pub(super) fn seen(&self, path: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.path == path).cloned().collect()
    }
}

async fn answer(mut stream: TcpStream, log: Arc<Mutex<Vec<Seen>>>, script: Arc<Script>) {
    let mut bytes = Vec::new();
    let head = loop {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return,
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let header = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(known, value)| known.eq_ignore_ascii_case(name).then(|| value.to_owned()))
    };
    let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head + length {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return,
        }
    }
    let path = text.split(' ').nth(1).unwrap_or_default().trim_start_matches("/api/v1/").to_owned();
    let seen = Seen {
        method: text.split(' ').next().unwrap_or_default().to_owned(),
        path,
        key: header("idempotency-key").unwrap_or_default(),
        person: header("person-session").unwrap_or_default(),
        body: String::from_utf8_lossy(&bytes[head..]).into_owned(),
        bytes: bytes[head..].to_vec(),
    };
    let before = {
        let mut log = log.lock().unwrap();
        let before = log.iter().filter(|known| known.path == seen.path).count();
        log.push(seen.clone());
        before
    };
    let Some((status, body)) = script(&seen, before) else { return };
    let kind = match status {
        _ if seen.path.starts_with("/ipp/") => "application/ipp",
        ..400 => "application/json",
        _ => "application/problem+json",
    };
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let reply = [head.into_bytes(), body].concat();
    let _cut = stream.write_all(&reply).await;
}

/// A kiosk without a window.
pub(super) struct Kiosk {
    pub(super) worker: Worker<Event, Action>,
    pub(super) news: VecDeque<News>,
    pub(super) folder: tempfile::TempDir,
}

impl Kiosk {
    fn start(address: &str, code: Option<&str>) -> Self {
        Self::start_with(address, code, |_, setup| setup)
    }

    pub(super) fn start_with(
        address: &str,
        code: Option<&str>,
        change: impl FnOnce(&std::path::Path, Setup) -> Setup,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token_file = folder.path().join("token");
        if code.is_none() {
            std::fs::write(&token_file, "token").unwrap();
        }
        let server = ServerConfig { address: address.to_owned(), authority_file: None, token_file };
        let config = Config {
            server,
            printer: None,
            office_printer: None,
            readers: ReadersConfig::default(),
            speech: SpeechConfig::default(),
            screen: ScreenConfig::default(),
            assets: None,
        };
        let setup = change(folder.path(), Setup::new(&config, code.map(str::to_owned)).unwrap());
        let ctx = egui::Context::default();
        let worker = Worker::spawn(&ctx, |inbox, outbox| run(setup, inbox, outbox)).unwrap();
        Self { worker, news: VecDeque::new(), folder }
    }

    /// The next news that is wanted; others are kept.
    pub(super) fn wait<T>(&mut self, wanted: impl Fn(&News) -> Option<T>) -> T {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            match self.worker.next_event() {
                Arrival::Event(Event::News(news)) => self.news.push_back(news),
                Arrival::Event(_) => {}
                Arrival::Nothing => std::thread::park_timeout(Duration::from_millis(2)),
                Arrival::WorkerGone => panic!("the worker ended"),
            }
            if let Some(at) = self.news.iter().position(|news| wanted(news).is_some()) {
                let news = self.news.remove(at).unwrap();
                return wanted(&news).unwrap();
            }
        }
        panic!("no such news in {:?}", self.news);
    }
}

fn request() -> TakeTicketRequest {
    TakeTicketRequest { items: vec!["campus-card".into()], ..TakeTicketRequest::default() }
}

pub(super) fn ticket() -> (u16, String) {
    (200, serde_json::to_string(&taken(3)).unwrap())
}

/// Waits until the server has seen something.
pub(super) fn until(fake: &Fake, path: &str, times: usize) -> Vec<Seen> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let seen = fake.seen(path);
        if seen.len() >= times {
            return seen;
        }
        assert!(Instant::now() < deadline, "{path} was not asked {times} times");
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

/// The feed of these tests is never there; what matters is that it is only tried after the hello.
pub(super) fn route(seen: &Seen, tickets: (u16, String)) -> (u16, String) {
    match seen.path.as_str() {
        "kiosk/hello" => (200, r#"{"print_jobs": []}"#.to_owned()),
        "tickets" => tickets,
        path if path.starts_with("feed") => (503, String::new()),
        _ => (200, "null".to_owned()),
    }
}

#[test]
fn it_enrols_once_says_hello_and_only_then_listens() {
    let fake = Fake::start(|seen, before| match seen.path.as_str() {
        "devices/enrol" => Some((200, r#"{"device": "kiosk-1", "token": "fresh"}"#.to_owned())),
        "kiosk/hello" if before == 0 => None,
        _ => Some(route(seen, ticket())),
    });
    let kiosk = Kiosk::start(&fake.address, Some("CODE"));
    until(&fake, "feed?topics=kiosk", 1);
    let hellos = fake.seen("kiosk/hello");
    assert!(hellos.len() >= 2, "a lost hello is said again");
    assert!(hellos.iter().all(|hello| hello.key == hellos[0].key));
    assert_eq!(fake.seen("devices/enrol").len(), 1);
    assert_eq!(std::fs::read_to_string(kiosk.folder.path().join("token")).unwrap(), "fresh");
    let order: Vec<String> = fake.seen.lock().unwrap().iter().map(|seen| seen.path.clone()).collect();
    let place = |path: &str| order.iter().position(|known| known == path).unwrap();
    assert!(
        place("devices/enrol") < place("kiosk/hello") && place("kiosk/hello") < place("feed?topics=kiosk")
    );
}

#[test]
fn a_lost_answer_is_asked_for_again_under_the_same_key() {
    let fake = Fake::start(|seen, before| {
        let lost = seen.path == "tickets" && before < 2;
        if lost { None } else { Some(route(seen, ticket())) }
    });
    let mut kiosk = Kiosk::start(&fake.address, None);
    until(&fake, "feed?topics=kiosk", 1);
    let key = Key::fresh();
    kiosk.worker.act(Action::Take(key.clone(), request()));
    kiosk.wait(|news| matches!(news, News::Retrying(known) if *known == key).then_some(()));
    let number = kiosk.wait(|news| match news {
        News::Taken(known, ticket) if *known == key => Some(ticket.number.clone()),
        _ => None,
    });
    assert_eq!(number, "A003");
    let asked = fake.seen("tickets");
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|one| one.key == key.as_str() && one.body == asked[0].body), "{asked:?}");
}

#[test]
fn without_a_printer_the_number_is_shown_and_the_server_told() {
    let fake = Fake::start(|seen, _| Some(route(seen, ticket())));
    let mut kiosk = Kiosk::start(&fake.address, None);
    kiosk.wait(|news| matches!(news, News::Printer(Printer::NotReady)).then_some(()));
    until(&fake, "feed?topics=kiosk", 1);
    kiosk.worker.act(Action::Take(Key::fresh(), request()));
    kiosk.wait(|news| matches!(news, News::Taken(..)).then_some(()));
    kiosk.wait(|news| matches!(news, News::Paper(42, Shown::NotPrinted)).then_some(()));
    let report = until(&fake, "print-jobs/42/report", 1);
    assert!(report[0].body.contains(r#""outcome":"refused""#), "{report:?}");
}

#[test]
fn a_number_nobody_waits_for_is_given_back() {
    let open = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let gate = Arc::clone(&open);
    let fake = Fake::start(move |seen, _| {
        let closed = !gate.load(std::sync::atomic::Ordering::Acquire);
        if seen.path == "tickets" && closed { None } else { Some(route(seen, ticket())) }
    });
    let mut kiosk = Kiosk::start(&fake.address, None);
    until(&fake, "feed?topics=kiosk", 1);
    let key = Key::fresh();
    kiosk.worker.act(Action::Take(key.clone(), request()));
    kiosk.wait(|news| matches!(news, News::Retrying(_)).then_some(()));
    kiosk.worker.act(Action::Abandon(key));
    let before = fake.seen("tickets").len();
    until(&fake, "tickets", before + 1);
    open.store(true, std::sync::atomic::Ordering::Release);
    until(&fake, "tickets/7/cancel", 1);
    let report = until(&fake, "print-jobs/42/report", 1);
    assert!(report[0].body.contains(r#""outcome":"refused""#), "{report:?}");
}

#[test]
fn a_refusal_is_told_with_its_code() {
    let problem = r#"{"type":"urn:hall:problem:rate_limited","title":"x","status":429,"detail":"x","code":"rate_limited","text":{"zh":"","en":""}}"#;
    let fake = Fake::start(move |seen, _| Some(route(seen, (429, problem.to_owned()))));
    let mut kiosk = Kiosk::start(&fake.address, None);
    until(&fake, "feed?topics=kiosk", 1);
    kiosk.worker.act(Action::Take(Key::fresh(), request()));
    let refused = kiosk.wait(|news| match news {
        News::Refused(_, refused) => Some(refused.clone()),
        _ => None,
    });
    assert_eq!(refused, Refused::with_code("rate_limited"));
}

#[test]
fn a_scanned_ticket_is_looked_up_and_its_visitor_comes_back() {
    let fake = Fake::start(|seen, before| {
        match seen.path.as_str() {
        "tickets/scan" | "tickets/7/return" if before == 0 => None,
        "tickets/scan" => Some((
            200,
            r#"{"ticket": 7, "number": "A003", "state": {"state": "parked", "window": null, "back": false}, "cannot_return": null}"#
                .to_owned(),
        )),
        "tickets/7/return" => Some((200, r#"{"ticket": 7, "number": {"prefix": "A", "number": 3}}"#.to_owned())),
        _ => Some(route(seen, ticket())),
    }
    });
    let mut kiosk = Kiosk::start(&fake.address, None);
    until(&fake, "feed?topics=kiosk", 1);
    let key = Key::fresh();
    kiosk.worker.act(Action::Scan(key.clone(), Secret::new("0000A7K2M9XYZTQW1234ABCD")));
    let found = kiosk.wait(|news| match news {
        News::Scanned(known, ticket) if *known == key => Some(ticket.clone()),
        _ => None,
    });
    assert_eq!((found.number.as_str(), found.cannot_return), ("A003", None));
    let key = Key::fresh();
    kiosk.worker.act(Action::Return(key.clone(), found.ticket));
    kiosk.wait(|news| matches!(news, News::Returned(known) if *known == key).then_some(()));
    let told = fake.seen("tickets/7/return");
    assert!(
        told.len() == 2 && told.iter().all(|one| one.key == key.as_str()),
        "once, however often it is said"
    );
}

#[test]
fn a_ticket_of_another_day_is_told_with_its_code() {
    let problem = r#"{"type":"urn:hall:problem:not_a_ticket","title":"x","status":404,"detail":"x","code":"not_a_ticket","text":{"zh":"","en":""}}"#;
    let fake = Fake::start(move |seen, _| match seen.path.as_str() {
        "tickets/scan" => Some((404, problem.to_owned())),
        _ => Some(route(seen, ticket())),
    });
    let mut kiosk = Kiosk::start(&fake.address, None);
    until(&fake, "feed?topics=kiosk", 1);
    kiosk.worker.act(Action::Scan(Key::fresh(), Secret::new("x")));
    let refused = kiosk.wait(|news| match news {
        News::Refused(_, refused) => Some(refused.clone()),
        _ => None,
    });
    assert_eq!(refused, Refused::with_code("not_a_ticket"));
}

#[test]
fn a_sample_that_cannot_be_had_is_told_missing() {
    let fake = Fake::start(move |seen, _| Some(route(seen, ticket())));
    let mut kiosk = Kiosk::start(&fake.address, None);
    until(&fake, "feed?topics=kiosk", 1);
    kiosk.worker.act(Action::Fetch("abc".into()));
    kiosk.wait(|news| matches!(news, News::Picture(known, Picture::Missing) if known == "abc").then_some(()));
    until(&fake, "catalogue/samples/abc", 1);
}

#[test]
fn a_server_that_is_away_at_the_start_is_told_once_and_in_time() {
    let fake = Fake::start(|_, _| None::<(u16, String)>);
    let begun = Instant::now();
    let mut kiosk = Kiosk::start(&fake.address, None);
    kiosk.wait(|news| matches!(news, News::Lost).then_some(()));
    assert!(begun.elapsed() < Duration::from_secs(5), "after 1.9 s, however busy the machine");
    // The start goes on: each attempt lasts four seconds.
    until(&fake, "kiosk/hello", 8);
    while let Arrival::Event(event) = kiosk.worker.next_event() {
        assert!(!matches!(event, Event::News(News::Lost)), "whatever is told wakes the screen");
    }
}
