//! Ports that are missing, busy or none; what waits, what is closed, what a restart leaves; and the simulator as a program.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use hall_tests::receipt_sim::{Options, Rom, Simulator};
use printing::escpos;
use printing::glyphs::FontGlyphs;
use printing::journal::JobState;
use printing::serial::{Doubt, JobOutcome, PrinterEvent, PrinterState, QueueError, Refusal};

use super::bench::{Bench, Driver, SOON, job, note, profile};

#[test]
fn after_a_restart_what_was_sent_is_unknown_and_stays_unprinted() {
    let mut bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    bench.driver = None;
    // As a crash between the first byte and the answer leaves it.
    let lines = [r#"{"job":"a","state":"queued"}"#, r#"{"job":"a","state":"sending"}"#, r#"{"job":"a","sta"#];
    std::fs::write(bench.folder.path().join("jobs.jsonl"), lines.join("\n")).unwrap();
    bench.start_driver();
    assert_eq!(bench.driver().journal.unsettled(), [(job("a"), JobState::Unknown)]);
    bench.print("a", "must not appear");
    let why = Refusal::SentBefore;
    assert_eq!(bench.outcome("a").1, JobOutcome::Refused { why });
    assert_eq!(bench.job_state("a"), Some(JobState::Unknown));
    bench.print("b", "reprint");
    assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
    assert_eq!(bench.receipts(), ["reprint\n"]);
}

#[test]
fn a_missing_port_is_said_and_found_again() {
    let mut bench = Bench::with_profile(None, profile("receipt-80mm"));
    let path = bench.port();
    let missing = PrinterState::PortMissing { path };
    bench.state(&missing);
    bench.print("a", "must not appear");
    let why = Refusal::Printer(missing);
    assert_eq!(bench.outcome("a"), (vec![], JobOutcome::Refused { why }));
    let link = Some(bench.port());
    let options = Options { link, ..Options::default() };
    bench.simulator = Some(Simulator::start(&options).unwrap());
    bench.state(&PrinterState::Ready);
    bench.print("b", "found");
    assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
    assert_eq!(bench.receipts(), ["found\n"]);
}

#[test]
fn a_busy_port_is_said_and_taken_when_it_is_free() {
    let mut bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    let folder = tempfile::tempdir().unwrap();
    let second = Driver::start(bench.port(), folder.path(), &bench.profile);
    let path = bench.port();
    let busy = PrinterEvent::Status(PrinterState::PortBusy { path });
    assert_eq!(second.events.recv_timeout(SOON), Ok(busy));
    bench.driver = None;
    let ready = PrinterEvent::Status(PrinterState::Ready);
    assert_eq!(second.events.recv_timeout(SOON), Ok(ready));
}

#[test]
fn a_path_that_is_no_serial_port_is_said() {
    let bench = Bench::with_profile(None, profile("receipt-80mm"));
    std::fs::write(bench.port(), "not a port").unwrap();
    loop {
        if let PrinterEvent::Status(PrinterState::PortFailed { .. }) = bench.next() {
            return;
        }
    }
}

#[test]
fn a_printer_without_answers_prints_and_is_never_confirmed() {
    let options = Options { dots: 384, rom: Rom::Gbk, ..Options::default() };
    let bench = Bench::with_profile(Some(options), profile("receipt-58mm-basic"));
    bench.state(&PrinterState::Mute);
    for id in ["a", "b"] {
        bench.print(id, "A001");
        let why = Doubt::Mute;
        assert_eq!(bench.outcome(id).1, JobOutcome::Unknown { why });
    }
    bench.tear_when_quiet();
    assert_eq!(bench.receipts(), ["A001\n\n\n\n\nA001\n\n\n\n\n"]);
    bench.no_errors();
}

#[test]
fn jobs_come_out_in_order_and_too_many_are_refused() {
    // A slow line, so that jobs wait.
    let options = Options { baud: Some(2400), ..Options::default() };
    let bench = Bench::new(options);
    bench.state(&PrinterState::Ready);
    let printer = &bench.driver().printer;
    let bytes = |n: usize| {
        let receipt = note(&format!("number {n}"));
        escpos::encode(&receipt, &bench.profile, &FontGlyphs::default()).unwrap()
    };
    let told: Vec<_> = (0..20).map(|n| printer.print(&job(&n.to_string()), bytes(n))).collect();
    let queued: Vec<_> = (0..20).filter(|n| told[*n].is_ok()).collect();
    assert!((8..=9).contains(&queued.len()), "{told:?}");
    assert_eq!(told[19], Err(QueueError::Full));
    let too_long = printer.print(&job("long"), vec![b'a'; 200_001].into());
    assert_eq!(too_long, Err(QueueError::TooLong));
    for n in &queued {
        assert_eq!(bench.outcome(&n.to_string()).1, JobOutcome::Confirmed, "{n}");
    }
    let expected: Vec<_> = queued.iter().map(|n| format!("number {n}\n")).collect();
    assert_eq!(bench.receipts(), expected);
}

#[test]
fn closing_refuses_what_waits_and_finishes_what_has_begun() {
    let options = Options { baud: Some(2400), ..Options::default() };
    let mut bench = Bench::new(options);
    bench.state(&PrinterState::Ready);
    bench.print("a", "begun");
    bench.print("b", "waiting");
    assert!(bench.simulator().wait(SOON, |seen| seen.jobs_begun == 1));
    let Driver { printer, journal, events } = bench.driver.take().unwrap();
    drop(printer);
    let said: Vec<_> = events.iter().collect();
    let why = Refusal::Closing;
    for (id, outcome) in [("a", JobOutcome::Confirmed), ("b", JobOutcome::Refused { why })] {
        assert!(said.contains(&PrinterEvent::Job { id: job(id), outcome }), "{said:?}");
    }
    assert_eq!(journal.state(&job("b")), Some(JobState::Refused));
    assert_eq!(bench.receipts(), ["begun\n"]);
}

/// The simulator as a program: the port's path on its output, commands on its input, receipts in its folder.
#[test]
fn the_simulator_is_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("printer");
    let mut program = Command::new(env!("CARGO_BIN_EXE_receipt-printer-sim"))
        .arg("--link")
        .arg(&link)
        .arg("--out")
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(program.stdout.take().unwrap()).lines();
    assert_eq!(said.next().unwrap().unwrap(), link.display().to_string());
    let mut bench = Bench { folder, profile: profile("receipt-80mm"), simulator: None, driver: None };
    bench.start_driver();
    bench.state(&PrinterState::Ready);
    bench.print("a", "号 A001");
    assert_eq!(bench.outcome("a").1, JobOutcome::Confirmed);
    let out = |name: &str| bench.folder.path().join(name);
    assert_eq!(std::fs::read_to_string(out("receipt-001.txt")).unwrap(), "号 A001\n");
    assert!(std::fs::read(out("receipt-001.png")).unwrap().starts_with(b"\x89PNG"));
    let mut commands = program.stdin.take().unwrap();
    writeln!(commands, "nonsense\npaper out").unwrap();
    bench.state(&PrinterState::PaperOut);
    writeln!(commands, "paper ok\nunplug").unwrap();
    let path = bench.port();
    bench.state(&PrinterState::PortMissing { path });
    writeln!(commands, "plug").unwrap();
    bench.state(&PrinterState::Ready);
    writeln!(commands, "chaos 7 ten 50\nat x noise 1\nat 20 cover open").unwrap();
    bench.state(&PrinterState::CoverOpen);
    writeln!(commands, "cover close\nchaos 7 10 50\nchaos off").unwrap();
    bench.state(&PrinterState::Ready);
    writeln!(commands, "quit").unwrap();
    assert!(program.wait().unwrap().success());
    assert!(!out("printer").is_symlink());
}
