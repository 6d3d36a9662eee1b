//! The printer driver against the printer simulator: what is on paper, and what is said of it.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use hall_tests::receipt_sim::{Control, Fault, Options, Rom, Simulator};
use printing::escpos::{self, Encoded};
use printing::glyphs::FontGlyphs;
use printing::journal::{JobId, JobState, Journal};
use printing::profile::{Encoding, Profile};
use printing::receipt::{Block, Fields, Receipt, Template, Values};
use printing::serial::{Doubt, JobOutcome, PrinterEvent, PrinterState, QueueError, ReceiptPrinter, Refusal};

const SOON: Duration = Duration::from_secs(20);

/// A simulator at a link in a folder of its own, and the driver at that link.
struct Bench {
    folder: tempfile::TempDir,
    profile: Profile,
    simulator: Option<Simulator>,
    driver: Option<Driver>,
}

/// The driver, its journal, and what it says.
struct Driver {
    printer: ReceiptPrinter,
    journal: Arc<Journal>,
    events: Receiver<PrinterEvent>,
}

impl Driver {
    fn start(port: PathBuf, folder: &Path, profile: &Profile) -> Self {
        let journal = Arc::new(Journal::open(&folder.join("jobs.jsonl")).unwrap());
        let (tell, events) = sync_channel(1000);
        let on_event = move |event| {
            // A test may have ended while the driver still speaks.
            let _ = tell.try_send(event);
        };
        let printer = ReceiptPrinter::open(port, profile.clone(), Arc::clone(&journal), on_event);
        Self { printer: printer.unwrap(), journal, events }
    }
}

fn asset(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets").join(path);
    std::fs::read_to_string(file).unwrap()
}

fn profile(name: &str) -> Profile {
    Profile::parse(name, &asset(&format!("printers/{name}.toml"))).unwrap()
}

fn job(id: &str) -> JobId {
    JobId::try_from(id).unwrap()
}

impl Bench {
    fn new(options: Options) -> Self {
        Self::with_profile(Some(options), profile("receipt-80mm"))
    }

    fn with_fault(after_bytes: u64, control: Control) -> Self {
        let faults = vec![Fault { after_bytes, control }];
        Self::new(Options { faults, ..Options::default() })
    }

    fn with_profile(options: Option<Options>, profile: Profile) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulator = options.map(|options| {
            let link = Some(folder.path().join("printer"));
            Simulator::start(&Options { link, ..options }).unwrap()
        });
        let mut bench = Self { folder, profile, simulator, driver: None };
        bench.start_driver();
        bench
    }

    fn start_driver(&mut self) {
        self.driver = Some(Driver::start(self.port(), self.folder.path(), &self.profile));
    }

    fn driver(&self) -> &Driver {
        self.driver.as_ref().unwrap()
    }

    fn job_state(&self, id: &str) -> Option<JobState> {
        self.driver().journal.state(&job(id))
    }

    fn port(&self) -> PathBuf {
        self.folder.path().join("printer")
    }

    fn simulator(&self) -> &Simulator {
        self.simulator.as_ref().unwrap()
    }

    fn print(&self, id: &str, text: &str) {
        self.order(id, escpos::encode(&note(text), &self.profile, &FontGlyphs::default()).unwrap());
    }

    fn order(&self, id: &str, receipt: Encoded) {
        self.driver().printer.print(&job(id), receipt).unwrap();
    }

    fn next(&self) -> PrinterEvent {
        self.driver().events.recv_timeout(SOON).expect("the driver has stopped saying anything")
    }

    /// The final outcome of a job, and the steps before it.
    fn outcome(&self, id: &str) -> (Vec<JobOutcome>, JobOutcome) {
        let mut steps = Vec::new();
        loop {
            let PrinterEvent::Job { id: of, outcome } = self.next() else {
                continue;
            };
            assert_eq!(of, job(id));
            match outcome {
                JobOutcome::Sending | JobOutcome::FirstByte | JobOutcome::Sent => steps.push(outcome),
                last => return (steps, last),
            }
        }
    }

    fn state(&self, wanted: &PrinterState) {
        loop {
            if self.next() == PrinterEvent::Status(wanted.clone()) {
                return;
            }
        }
    }

    fn receipts(&self) -> Vec<String> {
        let receipts = self.simulator().receipts();
        receipts.into_iter().map(|receipt| receipt.text).collect()
    }

    fn no_errors(&self) {
        assert_eq!(self.simulator().errors(), [""; 0]);
    }
}

fn note(text: &str) -> Receipt {
    let block = |line| serde_json::from_value(serde_json::json!({ "kind": "text", "text": line })).unwrap();
    Receipt { blocks: text.split('\n').map(block).chain([Block::Cut]).collect() }
}

const CONFIRMED_STEPS: [JobOutcome; 3] = [JobOutcome::Sending, JobOutcome::FirstByte, JobOutcome::Sent];

#[test]
fn a_receipt_is_printed_and_confirmed() {
    let bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    bench.print("a", "号 A001");
    assert_eq!(bench.outcome("a"), (CONFIRMED_STEPS.into(), JobOutcome::Confirmed));
    assert_eq!(bench.receipts(), ["号 A001\n"]);
    assert_eq!(bench.job_state("a"), Some(JobState::Confirmed));
    bench.no_errors();
}

#[test]
fn the_first_byte_follows_at_once() {
    let bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    let ordered = Instant::now();
    bench.print("a", "A001");
    assert!(bench.simulator().wait(SOON, |seen| seen.jobs_begun == 1));
    let took = bench.simulator().look(|seen| seen.last_job_at.unwrap()) - ordered;
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn what_is_wrong_beforehand_is_said_and_nothing_is_sent() {
    let cases = [
        (Control::PaperOut, PrinterState::PaperOut, Control::PaperOk),
        (Control::OpenCover, PrinterState::CoverOpen, Control::CloseCover),
        (Control::Offline, PrinterState::Offline, Control::Online),
        (Control::PowerOff, PrinterState::Silent, Control::PowerOn),
    ];
    let bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    for (index, (trouble, state, mended)) in cases.into_iter().enumerate() {
        let id = index.to_string();
        bench.simulator().control(trouble);
        bench.print(&id, "must not appear");
        let why = Refusal::Printer(state);
        assert_eq!(bench.outcome(&id), (vec![], JobOutcome::Refused { why }));
        assert_eq!(bench.job_state(&id), Some(JobState::Refused));
        bench.simulator().control(mended);
        bench.state(&PrinterState::Ready);
    }
    assert_eq!(bench.receipts(), [""; 0]);
    // What was refused may be ordered again under its own id.
    bench.print("0", "now");
    assert_eq!(bench.outcome("0").1, JobOutcome::Confirmed);
    assert_eq!(bench.receipts(), ["now\n"]);
    bench.no_errors();
}

#[test]
fn a_roll_near_its_end_is_said_and_printed_on() {
    let bench = Bench::new(Options::default());
    bench.simulator().paper_near_end();
    bench.state(&PrinterState::PaperNearEnd);
    bench.print("a", "A001");
    assert_eq!(bench.outcome("a").1, JobOutcome::Confirmed);
}

#[test]
fn paper_that_ends_within_a_receipt_leaves_doubt_and_no_second_print() {
    for after_bytes in [2, 20, 40] {
        let bench = Bench::with_fault(after_bytes, Control::PaperOut);
        bench.state(&PrinterState::Ready);
        bench.print("a", "a line that is cut short by the end of the roll");
        let why = Doubt::Stopped(PrinterState::PaperOut);
        assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why }, "at {after_bytes}");
        bench.simulator().paper_ok();
        bench.state(&PrinterState::Ready);
        bench.print("a", "a line that is cut short by the end of the roll");
        let why = Refusal::SentBefore;
        assert_eq!(bench.outcome("a").1, JobOutcome::Refused { why });
        bench.print("b", "reprint");
        assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
        let receipts = bench.receipts();
        assert_eq!(receipts.last().unwrap(), "reprint\n", "at {after_bytes}");
        assert!(receipts.len() <= 2, "{receipts:?}");
        bench.no_errors();
    }
}

#[test]
fn a_cable_pulled_within_a_receipt_leaves_doubt_and_no_second_print() {
    for after_bytes in [2, 30, 60, 73] {
        let bench = Bench::with_fault(after_bytes, Control::Unplug);
        bench.state(&PrinterState::Ready);
        bench.print("a", "this receipt loses its cable somewhere in the middle of the line");
        let (_, outcome) = bench.outcome("a");
        let JobOutcome::Unknown { why: Doubt::PortLost { .. } } = outcome else {
            panic!("{outcome:?} at {after_bytes}");
        };
        let path = bench.port();
        bench.state(&PrinterState::PortMissing { path });
        bench.simulator().plug();
        bench.state(&PrinterState::Ready);
        bench.print("b", "reprint");
        assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
        let receipts = bench.receipts();
        assert_eq!(receipts.last().unwrap(), "reprint\n", "at {after_bytes}: {receipts:?}");
        assert!(receipts.len() <= 2, "{receipts:?}");
        bench.no_errors();
    }
}

#[test]
fn power_lost_within_a_receipt_leaves_doubt() {
    let bench = Bench::with_fault(5, Control::PowerOff);
    bench.state(&PrinterState::Ready);
    bench.print("a", "dark");
    let why = Doubt::Stopped(PrinterState::Silent);
    assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why });
    assert_eq!(bench.job_state("a"), Some(JobState::Unknown));
}

/// Long enough to be asked after several times.
fn long_text() -> String {
    (1..=40).map(|n| format!("line {n:02} of a long receipt")).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_trouble_within_a_receipt_has_its_name_and_leaves_nothing_behind() {
    let stopped = |state| Doubt::Stopped(state);
    let cases = [
        (Control::PaperOut, Some(Control::PaperOk), stopped(PrinterState::PaperOut)),
        (Control::OpenCover, Some(Control::CloseCover), stopped(PrinterState::CoverOpen)),
        (Control::Overheat, Some(Control::CoolDown), stopped(PrinterState::Overheated)),
        (Control::Offline, Some(Control::Online), stopped(PrinterState::Offline)),
        (Control::CutWire, Some(Control::MendWire), stopped(PrinterState::Silent)),
        (Control::Hush, Some(Control::Speak), stopped(PrinterState::Silent)),
        (Control::Noise(20), None, Doubt::Noise),
    ];
    for (trouble, mend, why) in cases {
        let bench = Bench::with_fault(400, trouble);
        bench.state(&PrinterState::Ready);
        bench.print("a", &long_text());
        assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why }, "{trouble:?}");
        if let Some(mend) = mend {
            bench.simulator().control(mend);
            bench.state(&PrinterState::Ready);
        }
        bench.print("b", "reprint");
        assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed, "{trouble:?}");
        let receipts = bench.receipts();
        assert_eq!(receipts.last().unwrap(), "reprint\n", "{trouble:?}: {receipts:?}");
        assert!(receipts.len() <= 2, "{trouble:?}: {receipts:?}");
    }
}

#[test]
fn a_jammed_cutter_recovers_when_somebody_has_been_inside() {
    let bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    bench.simulator().control(Control::JamCutter);
    bench.print("a", "not cut");
    let why = Doubt::Stopped(PrinterState::CutterJam);
    assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why });
    bench.simulator().control(Control::OpenCover);
    bench.state(&PrinterState::CoverOpen);
    bench.simulator().control(Control::FreeCutter);
    bench.simulator().control(Control::CloseCover);
    bench.state(&PrinterState::Ready);
    bench.print("b", "reprint");
    assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
    assert_eq!(bench.receipts(), ["not cut\n", "reprint\n"]);
    bench.no_errors();
}

/// The cover was open for too short to be seen.
#[test]
fn a_jammed_cutter_recovers_in_time_by_itself() {
    let bench = Bench::new(Options::default());
    bench.state(&PrinterState::Ready);
    bench.simulator().control(Control::JamCutter);
    bench.print("a", "not cut");
    let why = Doubt::Stopped(PrinterState::CutterJam);
    assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why });
    // Until it has been told to go on, in vain.
    let bytes = bench.simulator().look(|seen| seen.bytes);
    assert!(bench.simulator().wait(SOON, |seen| seen.bytes > bytes + 100));
    bench.simulator().control(Control::FreeCutter);
    bench.state(&PrinterState::Ready);
}

/// What it had received is lost, and it answers again as if nothing had been.
#[test]
fn a_printer_that_started_anew_in_the_middle_is_not_believed() {
    let bench = Bench::with_fault(400, Control::PowerOff);
    bench.state(&PrinterState::Ready);
    bench.print("a", &long_text());
    // Well past the byte at which the power goes.
    assert!(bench.simulator().wait(SOON, |seen| seen.bytes > 600));
    bench.simulator().control(Control::PowerOn);
    let why = Doubt::Stopped(PrinterState::Silent);
    assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why });
    bench.state(&PrinterState::Ready);
    bench.print("b", "reprint");
    assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
    assert_eq!(bench.receipts().last().unwrap(), "reprint\n");
}

#[test]
fn slow_answers_are_waited_for() {
    let bench = Bench::new(Options::default());
    bench.simulator().control(Control::Slow(150));
    bench.print("a", &long_text());
    assert_eq!(bench.outcome("a").1, JobOutcome::Confirmed);
}

#[test]
fn clearing_gives_up_what_prints_and_what_waits() {
    let options = Options { baud: Some(9600), ..Options::default() };
    let bench = Bench::new(options);
    bench.state(&PrinterState::Ready);
    bench.print("a", &long_text());
    bench.print("b", "waiting");
    assert!(bench.simulator().wait(SOON, |seen| seen.jobs_begun == 1));
    bench.driver().printer.clear();
    assert_eq!(bench.outcome("a").1, JobOutcome::Unknown { why: Doubt::Cleared });
    let refused = PrinterEvent::Job { id: job("b"), outcome: JobOutcome::Refused { why: Refusal::Cleared } };
    let mut missing = vec![PrinterEvent::Cleared, refused];
    while !missing.is_empty() {
        let event = bench.next();
        missing.retain(|wanted| *wanted != event);
    }
    bench.print("c", "after");
    assert_eq!(bench.outcome("c").1, JobOutcome::Confirmed);
    let receipts = bench.receipts();
    assert_eq!(receipts.last().unwrap(), "after\n", "{receipts:?}");
    assert!(
        !receipts.iter().any(|text| text.contains("line 40") || text.contains("waiting")),
        "{receipts:?}"
    );
}

/// A job that a crash or a lost cable left in the printer's buffer does not come out when the paper is back.
#[test]
fn an_old_buffer_is_dropped_before_the_paper_is_back() {
    let mut bench = Bench::with_fault(400, Control::PaperOut);
    bench.state(&PrinterState::Ready);
    bench.simulator().at(600, Control::Unplug);
    bench.print("a", &long_text());
    let JobOutcome::Unknown { .. } = bench.outcome("a").1 else { panic!("it cannot be whole") };
    bench.driver().journal.settle(&job("a")).unwrap();
    // The program starts anew; the journal alone remembers.
    bench.driver = None;
    bench.simulator().plug();
    bench.start_driver();
    bench.state(&PrinterState::PaperOut);
    bench.simulator().paper_ok();
    bench.state(&PrinterState::Ready);
    bench.print("b", "next");
    assert_eq!(bench.outcome("b").1, JobOutcome::Confirmed);
    let receipts = bench.receipts();
    assert!(!receipts[0].contains("line 40"), "{receipts:?}");
    assert_eq!(receipts.last().unwrap(), "next\n", "{receipts:?}");
}

#[test]
fn a_rare_character_in_a_name_comes_out_on_every_printer() {
    let glyphs = FontGlyphs::new([(asset_path("fonts/NotoSansSC-Hall.otf"), 0)]);
    for dots in [384, 576] {
        for (encoding, rom) in [(Encoding::Gbk, Rom::Gbk), (Encoding::Gb18030, Rom::Gb18030)] {
            let profile = Profile { dots, encoding, ..profile("receipt-80mm") };
            let bench =
                Bench::with_profile(Some(Options { dots, rom, ..Options::default() }), profile.clone());
            bench.state(&PrinterState::Ready);
            bench.order("a", escpos::encode(&note("𠮷* 先生"), &profile, &glyphs).unwrap());
            assert_eq!(bench.outcome("a").1, JobOutcome::Confirmed);
            assert_eq!(bench.receipts(), ["[picture 24x24]* 先生\n"], "{dots} {encoding:?}");
            bench.no_errors();
        }
    }
}

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

const TICKET: Fields<'static> = Fields {
    texts: &["school", "hall", "number", "ahead", "wait", "area", "windows", "issued_at", "url", "note"],
    flags: &["reprint"],
    lists: &[("items", &["name"])],
};

/// Several items with long names, printed again.
fn crowded_ticket(language: &str) -> Receipt {
    let names = if language == "zh" {
        ["外国留学生及港澳台学生学历学位证明（中英文）办理", "教职工居住证积分材料预审（𠮷林）", "校园卡补办"]
    } else {
        [
            "Certificates of study and degree for international students",
            "Pre-check of papers for residence permits of staff",
            "Campus card replacement",
        ]
    };
    let rows = names.map(|name| [("name", name)]);
    let values = rows.iter().fold(ticket_values(language), |values, row| values.row("items", row));
    render(language, &values.flag("reprint", true).text("number", "A1234"))
}

fn ticket(language: &str) -> Receipt {
    let values = ticket_values(language);
    render(
        language,
        &if language == "zh" {
            values
                .row("items", &[("name", "校园卡补办")])
                .row("items", &[("name", "户籍证明（𠮷林）借用")])
                .flag("reprint", true)
        } else {
            values.row("items", &[("name", "Campus card replacement")])
        },
    )
}

fn render(language: &str, values: &Values<'_>) -> Receipt {
    let file = format!("receipts/ticket.{language}.toml");
    Template::parse(&file, &asset(&file), &TICKET).unwrap().render(values).unwrap()
}

fn ticket_values(language: &str) -> Values<'static> {
    let values = Values::new()
        .text("number", "A001")
        .text("ahead", "12")
        .text("url", "https://hall.example.edu.cn/t/3kQ9vX2mB7pLwR4s")
        .text("issued_at", "2026-03-02 09:41");
    if language == "zh" {
        values
            .text("school", "滨江大学")
            .text("hall", "行政服务办事大厅")
            .text("wait", "约10–15分钟")
            .text("area", "一楼东侧等候区")
            .text("windows", "3、4、5、12 号")
            .text("note", "过号请到咨询台，当日有效")
    } else {
        values
            .text("school", "Binjiang University")
            .text("hall", "Service Hall")
            .text("wait", "about 10–15 min")
            .text("area", "Ground floor, east side")
            .text("windows", "3, 4, 5, 12")
            .text("note", "If you missed your call, ask at the desk")
    }
}

/// The bytes of every profile are understood by a printer of that kind, and the paper says what the ticket says.
#[test]
fn every_profile_prints_the_ticket_as_meant() {
    let fonts = asset_path("fonts/NotoSansSC-Hall.otf");
    let glyphs = FontGlyphs::new([(fonts, 0)]);
    // Where a person wants to look at them.
    let kept = std::env::var_os("RECEIPTS_OUT").map(PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let out = kept.unwrap_or(folder.path().to_owned());
    for (name, rom) in
        [("receipt-80mm", Rom::Gb18030), ("receipt-58mm", Rom::Gbk), ("receipt-58mm-basic", Rom::Gbk)]
    {
        let profile = profile(name);
        for (language, crowd) in [("zh", ""), ("en", ""), ("zh", "_crowded"), ("en", "_crowded")] {
            let out = Some(out.join(format!("{name}-{language}{crowd}")));
            let picture = out.as_ref().unwrap().join("receipt-001.png");
            let options = Options { dots: profile.dots, rom, out, ..Options::default() };
            let bench = Bench::with_profile(Some(options), profile.clone());
            let receipt = if crowd.is_empty() { ticket(language) } else { crowded_ticket(language) };
            bench.order("a", escpos::encode(&receipt, &profile, &glyphs).unwrap());
            bench.outcome("a");
            if !profile.cutter {
                assert!(bench.simulator().wait(SOON, |seen| seen.jobs_begun == 1));
                bench.tear_when_quiet();
            }
            bench.no_errors();
            let receipts = bench.simulator().receipts();
            assert_eq!(receipts.len(), 1, "{name} {language}");
            insta::assert_snapshot!(format!("ticket_{language}_{name}{crowd}"), receipts[0].text);
            assert_eq!(scan(&picture), "https://hall.example.edu.cn/t/3kQ9vX2mB7pLwR4s");
        }
    }
}

impl Bench {
    /// Without a cutter and an answer there is no other sign of the end than the last line.
    fn tear_when_quiet(&self) {
        let mut bytes = 0;
        let mut quiet_since = Instant::now();
        let is_quiet = |seen: &hall_tests::receipt_sim::Seen| {
            if seen.bytes != bytes {
                (bytes, quiet_since) = (seen.bytes, Instant::now());
            }
            quiet_since.elapsed() > Duration::from_millis(200)
        };
        assert!(self.simulator().wait(SOON, is_quiet));
        self.simulator().tear();
    }
}

/// What a phone would read: Debian's `zbar-tools`.
fn scan(picture: &Path) -> String {
    let scanned = Command::new("zbarimg").args(["-q", "--raw"]).arg(picture).output().unwrap();
    String::from_utf8(scanned.stdout).unwrap().trim().to_owned()
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

fn asset_path(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets").join(path)
}
