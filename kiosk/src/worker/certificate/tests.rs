//! Certificates through the worker: against a server and a printer of a few lines each, over real sockets.

use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use hall_api::texts::Language;
use printing::ipp::OfficeTiming;
use printing::journal::Journal;

use super::super::Setup;
use super::super::tests::{Fake, Kiosk, Seen, route, ticket, until};
use super::press::PressSetup;
use super::render::tests::pdf;
use super::*;
use crate::state::certificate::CopyEnd;
use crate::state::{Action, Office, Secret};

const SIGNED_IN: &str =
    r#"{"state":"signed_in","session":{"token":"person-token","name":"㛃*","until":1788746000000}}"#;
const OFFER: &str = r#"{"id":"s1","url":"http://hall.example/k/7K2M","check":"47","until":1788745460000}"#;
const OFFERS: &str = r#"{"offers":[],"purposes":[]}"#;
const DRAWN: &str = r#"{"id":7,"number":"2026-000123","pages":1,"copies_max":3}"#;

fn jobs(ids: &[i64]) -> String {
    let job = |id: &i64| {
        format!(r#"{{"id":{id},"certificate":7,"name":"2026-000123-{id}-ab","pages":1,"reprint":false}}"#)
    };
    format!(r#"{{"jobs":[{}]}}"#, ids.iter().map(job).collect::<Vec<_>>().join(","))
}

fn problem(status: u16, code: &str, params: &str) -> (u16, Vec<u8>) {
    let body = format!(
        r#"{{"type":"urn:hall:problem:{code}","title":"x","status":{status},"detail":"x","code":"{code}","text":{{"zh":"请到窗口","en":"Ask"}},"params":{params}}}"#
    );
    (status, body.into_bytes())
}

/// A hall with certificates.
fn serve(seen: &Seen) -> (u16, Vec<u8>) {
    let json = |text: &str| (200, text.as_bytes().to_vec());
    match seen.path.as_str() {
        "kiosk/sign-ins" => json(OFFER),
        "kiosk/sign-ins/s1" => json(SIGNED_IN),
        "certificates/offers" => json(OFFERS),
        "certificates" => json(DRAWN),
        "certificates/7/file" | "certificate-jobs/41/file" | "certificate-jobs/42/file" => (200, pdf(1)),
        "certificates/7/print" => json(&jobs(&[41])),
        "certificate-jobs/hello" => json(r#"{"jobs":[]}"#),
        _ => {
            let (status, body) = route(seen, ticket());
            (status, body.into_bytes())
        }
    }
}

/// A printer that prints whatever it gets.
struct Printer {
    fake: Fake,
    documents: Arc<AtomicUsize>,
}

fn attribute(tag: u8, name: &str, value: &[u8]) -> Vec<u8> {
    let length = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap().to_be_bytes();
    [&[tag][..], &length(name.as_bytes()), name.as_bytes(), &length(value), value].concat()
}

impl Printer {
    fn start(reason: &'static str) -> Self {
        let documents = Arc::new(AtomicUsize::new(0));
        let printed = Arc::clone(&documents);
        let name = Arc::new(Mutex::new(String::new()));
        let has_document = AtomicBool::new(false);
        let fake = Fake::start(move |seen: &Seen, _| {
            let operation = u16::from_be_bytes([seen.bytes[2], seen.bytes[3]]);
            let integer = |tag, name: &str, value: i32| attribute(tag, name, &value.to_be_bytes());
            let keyword = |name: &str, value: &str| attribute(0x44, name, value.as_bytes());
            let mut body = vec![1, 1, 0, 0];
            body.extend(&seen.bytes[4..8]);
            body.push(0x01);
            body.extend(attribute(0x47, "attributes-charset", b"utf-8"));
            body.extend(attribute(0x48, "attributes-natural-language", b"en"));
            let job = |state: i32| {
                let name = name.lock().unwrap().clone();
                [
                    vec![0x02],
                    integer(0x21, "job-id", 1),
                    attribute(0x42, "job-name", name.as_bytes()),
                    integer(0x23, "job-state", state),
                    keyword("job-state-reasons", if state == 4 { "job-data-insufficient" } else { "none" }),
                    integer(0x21, "job-impressions-completed", i32::from(state == 9)),
                ]
                .concat()
            };
            match operation {
                // Get-Printer-Attributes
                0x000b => {
                    body.push(0x04);
                    body.extend(integer(0x23, "printer-state", 3));
                    body.extend(keyword("printer-state-reasons", reason));
                    body.extend(attribute(0x49, "document-format-supported", b"application/pdf"));
                    for (index, operation) in [5, 6, 8, 9, 10].into_iter().enumerate() {
                        let name = if index == 0 { "operations-supported" } else { "" };
                        body.extend(integer(0x23, name, operation));
                    }
                }
                // Create-Job
                0x0005 => {
                    let text = String::from_utf8_lossy(&seen.bytes).into_owned();
                    let at = text.find("2026-").unwrap();
                    *name.lock().unwrap() =
                        text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                    has_document.store(false, Ordering::Release);
                    body.extend(job(4));
                }
                // Send-Document
                0x0006 => {
                    assert!(seen.body.contains("%PDF"), "the document itself");
                    printed.fetch_add(1, Ordering::AcqRel);
                    has_document.store(true, Ordering::Release);
                    body.extend(job(5));
                }
                // Get-Job-Attributes
                0x0009 => body.extend(job(if has_document.load(Ordering::Acquire) { 9 } else { 4 })),
                _ => {}
            }
            body.push(0x03);
            Some((200, body))
        });
        Self { fake, documents }
    }

    fn printed(&self) -> usize {
        self.documents.load(Ordering::Acquire)
    }
}

fn quick() -> OfficeTiming {
    let moment = Duration::from_millis(20);
    let timing = OfficeTiming::default();
    OfficeTiming { heartbeat: moment, poll_first: moment, poll_most: moment, announce: moment, ..timing }
}

/// A kiosk with a printer for certificates.
fn kiosk(fake: &Fake, printer: &str) -> Kiosk {
    kiosk_with(fake, printer, "")
}

/// The same, which has a journal of an earlier life.
fn kiosk_with(fake: &Fake, printer: &str, journal: &str) -> Kiosk {
    let uri = format!("{}/ipp/print", printer.replace("http://", "ipp://"));
    let kiosk = Kiosk::start_with(&fake.address, None, |folder, setup| {
        let file = folder.join("office-journal");
        std::fs::write(&file, journal).unwrap();
        let journal = Arc::new(Journal::open(&file).unwrap());
        let address = uri.parse().unwrap();
        Setup { press: Some(PressSetup { address, journal, timing: quick() }), ..setup }
    });
    until(fake, "certificate-jobs/hello", 1);
    kiosk
}

fn act(kiosk: &Kiosk, task: Task) -> Key {
    let key = Key::fresh();
    kiosk.worker.act(Action::Certificate(key.clone(), task));
    key
}

fn told<T>(kiosk: &mut Kiosk, key: &Key, wanted: impl Fn(&Told) -> Option<T>) -> T {
    kiosk.wait(|news| match news {
        News::Certificate(known, told) if known == key => wanted(told),
        _ => None,
    })
}

fn sign_in(kiosk: &mut Kiosk) {
    let key = act(kiosk, Task::SignInByPhone { english: false });
    let name = told(kiosk, &key, |told| match told {
        Told::SignedIn { name, .. } => Some(name.clone()),
        _ => None,
    });
    assert_eq!(name, "㛃*");
}

fn ready(kiosk: &mut Kiosk) {
    kiosk.wait(|news| matches!(news, News::Office(office) if office.prints()).then_some(()));
}

/// Every file below a folder, with its content.
fn files(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

#[test]
fn a_certificate_is_signed_in_for_seen_printed_and_forgotten() {
    let fake = Fake::start(|seen, _| Some(serve(seen)));
    let printer = Printer::start("none");
    let mut kiosk = kiosk(&fake, &printer.fake.address);
    ready(&mut kiosk);
    sign_in(&mut kiosk);
    let key = act(&kiosk, Task::Offers);
    told(&mut kiosk, &key, |told| matches!(told, Told::Offers(_)).then_some(()));
    let request = DrawUpRequest { kind: "enrolment".into(), language: Language::Zh, purpose: None };
    let key = act(&kiosk, Task::DrawUp(request));
    let pages = told(&mut kiosk, &key, |told| match told {
        Told::Drawn(drawn, sheets) => Some((drawn.id, sheets.len())),
        _ => None,
    });
    assert_eq!(pages, (7, 1));
    let key = act(&kiosk, Task::Print { certificate: 7, copies: 1 });
    told(&mut kiosk, &key, |told| matches!(told, Told::Ordered(jobs) if jobs.len() == 1).then_some(()));
    told(&mut kiosk, &key, |told| matches!(told, Told::Ended(41, CopyEnd::Printed)).then_some(()));
    assert_eq!(printer.printed(), 1);
    let report = until(&fake, "certificate-jobs/41/report", 1);
    assert!(report[0].body.contains(r#""outcome":"confirmed""#), "{report:?}");
    act(&kiosk, Task::SignOut);
    let ended = until(&fake, "kiosk/person", 1);
    assert_eq!((ended[0].method.as_str(), ended[0].person.as_str()), ("DELETE", "person-token"));
    for path in ["certificates/offers", "certificates", "certificates/7/file", "certificates/7/print"] {
        assert!(fake.seen(path).iter().all(|seen| seen.person == "person-token"), "{path}");
    }
    assert_eq!(fake.seen("certificate-jobs/41/file")[0].person, "", "its device fetches what it prints");
    let key = act(&kiosk, Task::Offers);
    let refused = told(&mut kiosk, &key, |told| match told {
        Told::Refused(why) => Some(why.code.clone()),
        _ => None,
    });
    assert_eq!(refused, "person_session_over", "the token is gone");
    for (path, content) in files(kiosk.folder.path()) {
        let text = String::from_utf8_lossy(&content);
        for left in ["%PDF", "CERTIFICATE", "person-token", "㛃"] {
            assert!(!text.contains(left), "{left} in {}", path.display());
        }
    }
    let reported = until(&fake, "office-printer", 1);
    assert!(reported[0].body.contains(r#""state":"ready""#), "{reported:?}");
}

#[test]
fn what_the_printer_cannot_do_is_told_and_not_counted() {
    let fake = Fake::start(|seen, _| Some(serve(seen)));
    let printer = Printer::start("media-empty-error");
    let mut kiosk = kiosk(&fake, &printer.fake.address);
    kiosk.wait(|news| matches!(news, News::Office(Office::PaperOut)).then_some(()));
    sign_in(&mut kiosk);
    let key = act(&kiosk, Task::Print { certificate: 7, copies: 1 });
    told(&mut kiosk, &key, |told| matches!(told, Told::Ended(41, CopyEnd::NotPrinted)).then_some(()));
    let report = until(&fake, "certificate-jobs/41/report", 1);
    assert!(report[0].body.contains(r#""outcome":"refused""#), "{report:?}");
    assert!(report[0].body.contains("paper_out"), "{report:?}");
    assert_eq!(printer.printed(), 0);
}

#[test]
fn a_printer_at_a_wrong_address_is_shown_here_and_told_to_staff() {
    // Nobody listens there; and something does that is no printer.
    let page = Fake::start(|_, _| Some((200, b"<html>a router</html>".to_vec())));
    for (address, state) in [("http://127.0.0.1:9", "away"), (page.address.as_str(), "not_ipp")] {
        let fake = Fake::start(|seen, _| Some(serve(seen)));
        let mut kiosk = kiosk(&fake, address);
        kiosk.wait(|news| matches!(news, News::Office(Office::Away)).then_some(()));
        let health = until(&fake, "office-printer", 1);
        let last = &health[health.len() - 1].body;
        assert!(last.contains(&format!(r#""state":"{state}""#)), "{state}: {last}");
        sign_in(&mut kiosk);
        let key = act(&kiosk, Task::Print { certificate: 7, copies: 1 });
        let ended = |told: &Told| matches!(told, Told::Ended(41, CopyEnd::NotPrinted)).then_some(());
        told(&mut kiosk, &key, ended);
        let report = until(&fake, "certificate-jobs/41/report", 1);
        assert!(report[0].body.contains(r#""outcome":"refused""#), "{report:?}");
    }
}

#[test]
fn copies_nobody_waits_for_are_given_back() {
    let open = Arc::new(AtomicBool::new(false));
    let gate = Arc::clone(&open);
    let fake = Fake::start(move |seen, _| {
        let closed = seen.path == "certificates/7/print" && !gate.load(Ordering::Acquire);
        (!closed).then(|| serve(seen))
    });
    let printer = Printer::start("none");
    let mut kiosk = kiosk(&fake, &printer.fake.address);
    ready(&mut kiosk);
    sign_in(&mut kiosk);
    let key = act(&kiosk, Task::Print { certificate: 7, copies: 1 });
    told(&mut kiosk, &key, |told| matches!(told, Told::Retrying).then_some(()));
    kiosk.worker.act(Action::Certificate(key, Task::SignOut));
    let before = fake.seen("certificates/7/print").len();
    until(&fake, "certificates/7/print", before + 1);
    open.store(true, Ordering::Release);
    let report = until(&fake, "certificate-jobs/41/report", 1);
    assert!(report[0].body.contains("visitor_gone"), "{report:?}");
    let asked = fake.seen("certificates/7/print");
    assert!(asked.iter().all(|one| one.key == asked[0].key), "once, however often it is asked");
    assert_eq!(printer.printed(), 0, "nothing comes out behind anybody's back");
}

#[test]
fn a_pin_is_tried_once_and_its_refusal_told() {
    let fake = Fake::start(|seen, _| match seen.path.as_str() {
        "kiosk/card-sign-in" => Some(problem(403, "wrong_pin", r#"{"left":3}"#)),
        _ => Some(serve(seen)),
    });
    let mut kiosk = kiosk(&fake, "http://127.0.0.1:9");
    until(&fake, "feed?topics=kiosk", 1);
    let task = Task::SignInByCard { card: Secret::new("20260907"), pin: Secret::new("123456") };
    let key = act(&kiosk, task);
    let why = told(&mut kiosk, &key, |told| match told {
        Told::Refused(why) => Some(why.clone()),
        _ => None,
    });
    assert_eq!((why.code.as_str(), why.tries_left), ("wrong_pin", Some(3)));
    assert_eq!(fake.seen("kiosk/card-sign-in").len(), 1);
}

#[test]
fn records_that_are_away_are_told_at_once() {
    for code in ["base_data_away", "certificates_closed"] {
        let fake = Fake::start(move |seen, _| match seen.path.as_str() {
            "certificates/offers" | "certificates" => Some(problem(503, code, "{}")),
            _ => Some(serve(seen)),
        });
        let mut kiosk = kiosk(&fake, "http://127.0.0.1:9");
        sign_in(&mut kiosk);
        let request = DrawUpRequest { kind: "enrolment".into(), language: Language::Zh, purpose: None };
        for (task, path) in [(Task::Offers, "certificates/offers"), (Task::DrawUp(request), "certificates")] {
            let key = act(&kiosk, task);
            let why = told(&mut kiosk, &key, |told| match told {
                Told::Refused(why) => Some(why.clone()),
                other => panic!("{other:?}"),
            });
            assert_eq!((why.code.as_str(), why.words.unwrap().en.as_str()), (code, "Ask"));
            assert_eq!(fake.seen(path).len(), 1, "{path} is asked once");
        }
    }
}

#[test]
fn a_sign_in_nobody_waits_for_is_given_up() {
    let fake = Fake::start(|seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "kiosk/sign-ins/s1") => Some((200, br#"{"state":"opened"}"#.to_vec())),
        _ => Some(serve(seen)),
    });
    let mut kiosk = kiosk(&fake, "http://127.0.0.1:9");
    let key = act(&kiosk, Task::SignInByPhone { english: true });
    told(&mut kiosk, &key, |told| matches!(told, Told::Opened).then_some(()));
    assert!(fake.seen("kiosk/sign-ins")[0].body.contains(r#""english":true"#));
    kiosk.worker.act(Action::Certificate(key, Task::Abandon));
    let deadline = Instant::now() + Duration::from_secs(20);
    while !fake.seen("kiosk/sign-ins/s1").iter().any(|seen| seen.method == "DELETE") {
        assert!(Instant::now() < deadline, "the phone may not sign anybody in any more");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

#[test]
fn a_file_that_is_no_certificate_is_told() {
    let fake = Fake::start(|seen, _| match seen.path.as_str() {
        "certificates/7/file" => Some((200, b"<html>".to_vec())),
        _ => Some(serve(seen)),
    });
    let mut kiosk = kiosk(&fake, "http://127.0.0.1:9");
    sign_in(&mut kiosk);
    let request = DrawUpRequest { kind: "enrolment".into(), language: Language::Zh, purpose: None };
    let key = act(&kiosk, Task::DrawUp(request));
    let code = told(&mut kiosk, &key, |told| match told {
        Told::Refused(why) => Some(why.code.clone()),
        _ => None,
    });
    assert_eq!(code, "preview");
}

#[test]
fn what_a_crash_interrupted_is_looked_for_before_anybody_is_told() {
    let fake = Fake::start(|seen, _| match seen.path.as_str() {
        "certificate-jobs/hello" => Some((200, jobs(&[42]).into_bytes())),
        _ => Some(serve(seen)),
    });
    // The printer cannot be asked yet.
    let kiosk =
        kiosk_with(&fake, "http://127.0.0.1:9", "{\"job\":\"2026-000123-42-ab\",\"state\":\"sent\"}\n");
    let hello = until(&fake, "certificate-jobs/hello", 1);
    assert!(hello[0].body.contains(r#""following":[42]"#), "{hello:?}");
    until(&fake, "office-printer", 1);
    std::thread::park_timeout(Duration::from_millis(300));
    assert_eq!(fake.seen("certificate-jobs/42/report").len(), 0, "nobody knows yet");
    drop(kiosk);
}

#[test]
fn what_staff_ordered_before_the_start_is_printed_once() {
    let fake = Fake::start(|seen, _| match seen.path.as_str() {
        "certificate-jobs/hello" => Some((200, jobs(&[42, 42]).into_bytes())),
        _ => Some(serve(seen)),
    });
    let printer = Printer::start("none");
    let kiosk = kiosk(&fake, &printer.fake.address);
    let report = until(&fake, "certificate-jobs/42/report", 1);
    assert!(report[0].body.contains(r#""outcome":"confirmed""#), "{report:?}");
    assert_eq!(printer.printed(), 1);
    drop(kiosk);
}
