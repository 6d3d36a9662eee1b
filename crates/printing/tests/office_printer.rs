//! The driver of the office printer against printers that no real one can be made to be: those that answer nonsense, count or do not
//! count, forget, and refuse. (What a real one does is tested with the whole hall.)

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

mod fake_printer;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use fake_printer::{FakePrinter, Job};
use printing::ipp::{
    OfficeDoubt, OfficeEvent, OfficeJob, OfficePrinter, OfficePrinterWorker, OfficeRefusal, OfficeState,
    OfficeStep, OfficeTiming, PrinterAddress,
};
use printing::journal::{JobId, Journal};

const SOON: Duration = Duration::from_secs(20);

fn timing() -> OfficeTiming {
    OfficeTiming {
        connect: Duration::from_millis(500),
        answer: Duration::from_secs(1),
        document: Duration::from_secs(1),
        poll_first: Duration::from_millis(10),
        poll_most: Duration::from_millis(20),
        announce: Duration::from_secs(2),
        away: Duration::from_secs(2),
        ..OfficeTiming::default()
    }
}

fn state(address: PrinterAddress) -> OfficeState {
    OfficePrinter::new(address, "kiosk-1", timing()).status().state
}

/// Prints one job after the other, and says how each ended.
fn print(printer: &FakePrinter, names: &[&str]) -> Vec<OfficeStep> {
    print_and_see(printer, names, |_| {})
}

/// The same, and sees each step.
fn print_and_see(printer: &FakePrinter, names: &[&str], mut see: impl FnMut(&OfficeStep)) -> Vec<OfficeStep> {
    let folder = tempfile::tempdir().unwrap();
    let mut life = Life::begin(printer, folder.path());
    let mut one = |name: &&str| {
        life.order(name);
        life.hear(|step| {
            see(step);
            step.is_final()
        })
    };
    names.iter().map(&mut one).collect()
}

/// A driver from its start to its end, which may come in the middle of a job.
struct Life {
    worker: OfficePrinterWorker,
    steps: Receiver<OfficeStep>,
}

impl Life {
    fn begin(printer: &FakePrinter, folder: &Path) -> Self {
        let journal = Arc::new(Journal::open(&folder.join("jobs.jsonl")).unwrap());
        let (tell, steps) = sync_channel(1_000);
        let on_event = move |event| {
            if let OfficeEvent::Job { step, .. } = event {
                tell.try_send(step).unwrap();
            }
        };
        let opened =
            OfficePrinterWorker::open_with(timing(), printer.address(), "kiosk-1", journal, on_event);
        Self { worker: opened.unwrap(), steps }
    }

    fn order(&self, name: &str) {
        let id = JobId::try_from(name).unwrap();
        self.worker.print(OfficeJob::new(id, b"%PDF".to_vec(), 2)).unwrap();
    }

    /// The next step that is meant.
    fn hear(&mut self, mut is_meant: impl FnMut(&OfficeStep) -> bool) -> OfficeStep {
        loop {
            let step = self.steps.recv_timeout(SOON).unwrap();
            if is_meant(&step) {
                return step;
            }
        }
    }
}

/// A job comes so far, and so many sheets of it are counted.
fn end(state: i32, sheets: i32) -> impl FnMut(&mut Job) + Send {
    move |job| {
        job.state = state;
        job.sheets = Some(sheets);
    }
}

#[test]
fn what_is_no_printer_says_so() {
    let answer = |head: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    };
    let ipp = "200 OK\r\nContent-Type: application/ipp";
    let cases = [
        (answer("404 Not Found", b""), "HTTP 404 Not Found"),
        (answer("401 Unauthorized", b""), "HTTP 401 Unauthorized"),
        (answer("302 Found\r\nLocation: http://127.0.0.1:1/", b""), "HTTP 302 Found"),
        (answer("200 OK\r\nContent-Type: text/html", b"<html>"), "it answers with `text/html`"),
        (answer(ipp, b"\x01\x01\x00\x00\x00\x00\x00\x01\xff"), "Invalid tag: 255"),
        (answer(ipp, b"\x01\x01\x00\x00\x00\x00\x00\x01\x03"), "a printer without attributes"),
        (answer(ipp, &vec![0; 2_000_000]), "an answer of more than 1000000 bytes"),
        (b"\x15\x03\x03\x00\x02\x02\x46".to_vec(), ""),
    ];
    for (bytes, reason) in cases {
        let printer = FakePrinter::saying(bytes);
        match state(printer.address()) {
            OfficeState::NotIpp { reason: found } => assert!(found.contains(reason), "{found}, not {reason}"),
            other => panic!("{reason}: {other:?}"),
        }
    }
}

#[test]
fn who_does_not_answer_is_away_in_time() {
    let silent = FakePrinter::saying(Vec::new());
    let closed = FakePrinter::saying(Vec::new()).address();
    // Too much to do.
    let overrun =
        FakePrinter::saying(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec());
    for address in [silent.address(), overrun.address(), closed] {
        let begun = Instant::now();
        let found = state(address.clone());
        assert!(matches!(found, OfficeState::Away { .. }), "{address}: {found:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{address}");
    }
    assert_eq!(state("ipp://no-such-printer.invalid".parse().unwrap()), OfficeState::NoHost);
}

#[test]
fn a_printer_that_cannot_be_used_says_why() {
    let printer = FakePrinter::start();
    assert_eq!(state(printer.address()), OfficeState::Ready);
    printer.change(|fake| fake.operations.retain(|operation| *operation != 5));
    assert_eq!(state(printer.address()), OfficeState::NotSuitable);
    printer.change(|fake| fake.format = "image/urf");
    assert_eq!(state(printer.address()), OfficeState::NoPdf);
    printer.change(|fake| fake.reasons = vec!["media-jam-report", "toner-low-error", "cover-open-warning"]);
    assert_eq!(state(printer.address()), OfficeState::NoPdf);
    for (reason, expected) in [
        ("door-open-report", OfficeState::CoverOpen),
        ("output-area-full-error", OfficeState::OutputFull),
        ("paused", OfficeState::Stopped),
        ("marker-supply-missing", OfficeState::TonerOut),
        ("fuser-over-temp-error", OfficeState::Fault { reason: "fuser-over-temp".to_owned() }),
        ("fuser-over-temp-report", OfficeState::Ready),
        ("none", OfficeState::Ready),
    ] {
        let printer = FakePrinter::start();
        printer.change(|fake| fake.reasons = vec![reason]);
        assert_eq!(state(printer.address()), expected, "{reason}");
    }
}

#[test]
fn a_count_that_has_not_moved_shows_that_nothing_came_out() {
    for (before, after, is_known) in [
        (Some(900), Some(900), true),
        (Some(900), Some(901), false),
        (Some(0), Some(0), false),
        (None, None, false),
    ] {
        let printer = FakePrinter::start();
        printer.change(|fake| {
            fake.counter = before;
            // Its power goes with the document, and comes back.
            fake.on_document = Box::new(move |fake, _| {
                fake.jobs.clear();
                fake.counter = after;
            });
        });
        let expected = if is_known {
            OfficeStep::Refused { why: OfficeRefusal::NotPrinted }
        } else {
            OfficeStep::Unknown { why: OfficeDoubt::Forgotten, sheets: None }
        };
        assert_eq!(print(&printer, &["lost"]), [expected], "{before:?} {after:?}");
    }
}

#[test]
fn no_sheets_of_a_printer_that_never_counts_means_nothing() {
    let aborted = OfficeStep::Refused { why: OfficeRefusal::Aborted };
    let counting = FakePrinter::ending([end(9, 2), end(8, 0)]);
    assert_eq!(print(&counting, &["a", "b"]), [OfficeStep::Confirmed { sheets: Some(2) }, aborted.clone()]);

    let doubt = OfficeStep::Unknown { why: OfficeDoubt::Broken, sheets: None };
    let careless = FakePrinter::ending([end(9, 0), end(8, 0)]);
    assert_eq!(print(&careless, &["a", "b"]), [OfficeStep::Confirmed { sheets: None }, doubt.clone()]);

    // Nobody knows yet whether it counts; its count of all impressions, if it has one, shows what is true.
    for (counter, counter_step, is_known) in
        [(None, 0, false), (Some(0), 0, false), (Some(10), 0, true), (Some(10), 1, false)]
    {
        let unknown = FakePrinter::ending([end(8, 0)]);
        unknown.change(|fake| (fake.counter, fake.counter_step) = (counter, counter_step));
        let expected = if is_known { aborted.clone() } else { doubt.clone() };
        assert_eq!(print(&unknown, &["a"]), [expected], "{counter:?} {counter_step}");
    }
}

#[test]
fn a_new_life_believes_no_sheets_of_a_printer_that_remembers_it_has_counted() {
    let aborted = OfficeStep::Refused { why: OfficeRefusal::Aborted };
    let doubt = OfficeStep::Unknown { why: OfficeDoubt::Broken, sheets: None };
    for (counted, expected) in [(2, aborted), (0, doubt)] {
        let printer = FakePrinter::ending([end(9, counted), end(5, 0)]);
        let folder = tempfile::tempdir().unwrap();
        let mut life = Life::begin(&printer, folder.path());
        life.order("whole");
        life.hear(OfficeStep::is_final);
        life.order("cut");
        life.hear(|step| matches!(step, OfficeStep::Printing { .. }));
        drop(life);
        printer.change(|fake| fake.jobs[1].state = 8);
        assert_eq!(Life::begin(&printer, folder.path()).hear(OfficeStep::is_final), expected, "{counted}");
    }
}

#[test]
fn a_job_that_was_cancelled_without_its_document_has_left_nothing() {
    let printer = FakePrinter::start();
    // Busy: the document is not sent, and a crash comes before it is.
    printer.refuse_documents(0x0507);
    let folder = tempfile::tempdir().unwrap();
    let mut life = Life::begin(&printer, folder.path());
    life.order("a");
    life.hear(|step| *step == OfficeStep::Sending);
    drop(life);
    let end = Life::begin(&printer, folder.path()).hear(OfficeStep::is_final);
    assert_eq!(end, OfficeStep::Refused { why: OfficeRefusal::Cancelled });
}

#[test]
fn what_comes_out_of_a_document_the_printer_does_not_want_is_counted() {
    let printer = FakePrinter::ending([end(5, 2)]);
    printer.change(|fake| fake.document_status = 0x0400);
    let doubt = OfficeStep::Unknown { why: OfficeDoubt::Cancelled, sheets: Some(2) };
    assert_eq!(print(&printer, &["a"]), [doubt]);
}

#[test]
fn a_printer_that_refuses_is_believed() {
    let announce = FakePrinter::start();
    announce.change(|fake| fake.announce_status = 0x040b);
    let said = |said: &str| OfficeStep::Refused { why: OfficeRefusal::Rejected { said: said.to_owned() } };
    assert_eq!(print(&announce, &["a"]), [said("Attributes or values not supported")]);

    let document = FakePrinter::start();
    document.refuse_documents(0x040a);
    let no_pdf = OfficeStep::Refused { why: OfficeRefusal::Printer(OfficeState::NoPdf) };
    assert_eq!(print(&document, &["a"]), [no_pdf]);
    document.change(|fake| {
        assert!(fake.jobs.iter().all(|job| job.state == 7), "its place is freed");
    });

    // Busy it is for a while, or for good.
    let busy = FakePrinter::start();
    busy.change(|fake| fake.announce_status = 0x0507);
    assert_eq!(
        print(&busy, &["a"]),
        [OfficeStep::Refused { why: OfficeRefusal::Printer(OfficeState::Busy) }]
    );
}

#[test]
fn a_printer_without_a_memory_of_finished_jobs_is_followed_by_number() {
    let printer = FakePrinter::start();
    printer.change(|fake| fake.lists_finished = false);
    assert_eq!(print(&printer, &["a"]), [OfficeStep::Confirmed { sheets: Some(2) }]);
}

#[test]
fn a_job_behind_somebody_elses_waits() {
    let printer = Arc::new(FakePrinter::start());
    printer.change(|fake| {
        fake.on_document = Box::new(|fake, index| (fake.state, fake.jobs[index].state) = (4, 3));
    });
    let (seen, queue) = (Arc::clone(&printer), OfficeStep::Waiting(OfficeState::Busy));
    let ends = print_and_see(&printer, &["a"], move |step| {
        // Theirs is done.
        if *step == queue {
            seen.change(|fake| (fake.jobs[0].state, fake.jobs[0].sheets) = (9, Some(2)));
        }
    });
    assert_eq!(ends, [OfficeStep::Confirmed { sheets: Some(2) }]);
}
