//! Receipts with troubles before and within them: what came out and what is said of it agree.

use std::time::{Duration, Instant};

use hall_tests::receipt_sim::{Control, Options};
use printing::journal::JobState;
use printing::serial::{Doubt, JobOutcome, PrinterEvent, PrinterState, Refusal};

use super::bench::{Bench, SOON, job, long_text};

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
        bench.reprint_follows(&format!("at {after_bytes}"));
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
        bench.reprint_follows(&format!("at {after_bytes}"));
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
        bench.reprint_follows(&format!("{trouble:?}"));
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
