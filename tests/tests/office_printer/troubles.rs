//! What the printer says of itself, and what becomes of a job when it has a trouble.

use std::time::Duration;

use hall_tests::stage::office_printer::{OfficePrinterStage, Trouble, timing};
use printing::ipp::{
    OfficeDoubt, OfficeJob, OfficePrinter, OfficeRefusal, OfficeState, OfficeStatus, OfficeStep,
    OfficeTiming, Supply, Which,
};
use printing::journal::JobState;

use super::bench::{Bench, SOON, confirmed, id};

/// Something is done to the printer.
type Make<'a> = Box<dyn Fn() + 'a>;

fn refused(why: OfficeRefusal) -> OfficeStep {
    OfficeStep::Refused { why }
}

#[test]
fn each_state_is_shown_and_keeps_jobs_from_being_sent() {
    let bench = Bench::new();
    bench.hear_state(&OfficeState::Ready);
    let printer = OfficePrinter::new(bench.printer.address(), "test", timing());
    let ready = printer.status();
    assert_eq!(ready.has_a4, Some(true));
    let supply = |name: &str, percent| Supply { name: name.to_owned(), percent: Some(percent) };
    assert_eq!(ready.supplies, [supply("Toner Waste Tank", 25), supply("Black Toner", 75)]);
    assert!(ready.model.is_some() && ready.reasons.is_empty());

    let stage = &bench.printer;
    let load = |sheets| Box::new(move || stage.load(sheets).unwrap()) as Make<'_>;
    let fill = |toner, waste| Box::new(move || stage.fill(toner, waste).unwrap()) as Make<'_>;
    let letter = || Box::new(|| stage.load_paper("na_letter_8.5x11in", 250).unwrap()) as Make<'_>;
    let fault = OfficeState::Fault { reason: "marker-waste-full".to_owned() };
    let cases = [
        (load(5), OfficeState::PaperLow, load(250)),
        (load(0), OfficeState::PaperOut, load(250)),
        (letter(), OfficeState::WrongPaper, load(250)),
        (fill(5, 10), OfficeState::TonerLow, fill(80, 10)),
        (fill(0, 10), OfficeState::TonerOut, fill(80, 10)),
        (fill(80, 100), fault, fill(80, 10)),
    ];
    for (index, (make, state, mend)) in cases.into_iter().enumerate() {
        make();
        bench.hear_state(&state);
        if !state.can_print() {
            let name = format!("refused-{index}");
            bench.print(&name, 1);
            assert_eq!(bench.hear_end(&name), refused(OfficeRefusal::Printer(state)));
            assert!(bench.sheets(&name).is_empty());
        }
        mend();
        bench.hear_state(&OfficeState::Ready);
    }
    assert!(printer.jobs(Which::Over).unwrap().is_empty(), "nothing of a refused job reached the printer");
}

#[test]
fn a_printer_that_is_away_or_cannot_print_pdf_says_so() {
    let mut bench = Bench::new();
    bench.hear_state(&OfficeState::Ready);
    bench.printer.power_off().unwrap();
    bench.hear("away", |event| {
        matches!(
            event,
            printing::ipp::OfficeEvent::Status(OfficeStatus { state: OfficeState::Away { .. }, .. })
        )
        .then_some(())
    });
    bench.print("away", 1);
    let OfficeStep::Refused { why: OfficeRefusal::Printer(OfficeState::Away { .. }) } =
        bench.hear_end("away")
    else {
        panic!("it is away");
    };
    bench.printer.power_on().unwrap();
    bench.hear_state(&OfficeState::Ready);

    let raster = OfficePrinterStage::start_with("image/pwg-raster").unwrap();
    assert_eq!(OfficePrinter::new(raster.address(), "test", timing()).status().state, OfficeState::NoPdf);
}

#[test]
fn a_job_is_printed_confirmed_and_remembered() {
    let mut bench = Bench::new();
    bench.print("first", 3);
    bench.hear_step("first", &OfficeStep::Sending);
    assert_eq!(bench.hear_end("first"), confirmed(3));
    bench.assert_printed_once("first", 3);

    // The same name is never printed again, also not in a later life.
    bench.print("first", 3);
    assert_eq!(bench.hear_end("first"), refused(OfficeRefusal::SentBefore));
    assert_eq!(bench.journal(), [(id("first"), JobState::Confirmed)]);
    bench.start_driver(timing());
    bench.print("first", 3);
    assert_eq!(bench.hear_end("first"), refused(OfficeRefusal::SentBefore));
    bench.assert_printed_once("first", 3);
}

#[test]
fn jobs_wait_for_each_other_and_for_those_of_others() {
    let bench = Bench::new();
    let other = OfficePrinter::new(bench.printer.address(), "somebody", timing());
    let number = other.announce("theirs").unwrap();
    for name in ["one", "two", "three"] {
        bench.print(name, 2);
    }
    bench.hear_step("one", &OfficeStep::Waiting(OfficeState::Busy));
    // What others announced is not ours to clear away.
    assert!(other.job(number, "theirs").unwrap().is_some_and(|job| !job.is_over()));
    other.cancel(number).unwrap();
    for name in ["one", "two", "three"] {
        assert_eq!(bench.hear_end(name), confirmed(2), "{name}");
        bench.assert_printed_once(name, 2);
    }
}

#[test]
fn a_trouble_in_the_middle_is_told_while_it_lasts_and_then_it_goes_on() {
    let bench = Bench::new();
    let cases = [
        (Trouble::Jam, 0, OfficeState::Jam),
        (Trouble::Jam, 2, OfficeState::Jam),
        (Trouble::PaperOut, 1, OfficeState::PaperOut),
        (Trouble::CoverOpen, 3, OfficeState::CoverOpen),
    ];
    for (index, (trouble, after, state)) in cases.into_iter().enumerate() {
        let name = format!("job-{index}");
        bench.printer.engine().order(trouble, after).unwrap();
        bench.print(&name, 3);
        bench.hear_step(&name, &OfficeStep::Waiting(state));
        assert_eq!(bench.sheets(&name).len(), after);
        bench.printer.engine().see_to_it().unwrap();
        assert_eq!(bench.hear_end(&name), confirmed(3));
        bench.assert_printed_once(&name, 3);
    }
}

/// The printer's own paper-out, not one of the engine's: it holds the job before it begins.
#[test]
fn a_job_that_finds_no_paper_is_printed_after_the_refill() {
    let bench = Bench::new();
    let other = OfficePrinter::new(bench.printer.address(), "somebody", timing());
    let number = other.announce("theirs").unwrap();
    bench.print("late", 2);
    bench.hear_step("late", &OfficeStep::Waiting(OfficeState::Busy));
    bench.printer.load(0).unwrap();
    other.cancel(number).unwrap();
    bench.hear_step("late", &OfficeStep::Waiting(OfficeState::PaperOut));
    assert!(bench.sheets("late").is_empty());
    bench.printer.load(250).unwrap();
    assert_eq!(bench.hear_end("late"), confirmed(2));
    bench.assert_printed_once("late", 2);
}

#[test]
fn a_job_the_printer_gives_up_is_refused_or_counted() {
    let bench = Bench::new();
    bench.printer.engine().order(Trouble::Abort, 0).unwrap();
    bench.print("doubtful", 3);
    // It may be one that always says 0.
    let doubtful = OfficeStep::Unknown { why: OfficeDoubt::Broken, sheets: None };
    assert_eq!(bench.hear_end("doubtful"), doubtful);

    bench.show_that_it_counts();
    bench.printer.engine().order(Trouble::Abort, 0).unwrap();
    bench.print("none", 3);
    assert_eq!(bench.hear_end("none"), refused(OfficeRefusal::Aborted));
    assert!(bench.sheets("none").is_empty());

    bench.printer.engine().order(Trouble::Abort, 2).unwrap();
    bench.print("some", 3);
    let some = OfficeStep::Unknown { why: OfficeDoubt::Broken, sheets: Some(2) };
    assert_eq!(bench.hear_end("some"), some);
    assert_eq!(bench.sheets("some").len(), 2);
}

#[test]
fn a_job_that_is_given_up_is_cancelled_where_it_stands() {
    let bench = Bench::new();
    bench.show_that_it_counts();
    bench.printer.engine().order(Trouble::PaperOut, 0).unwrap();
    bench.print("waiting", 2);
    bench.print("queued", 2);
    bench.hear_step("waiting", &OfficeStep::Waiting(OfficeState::PaperOut));
    bench.worker().cancel(&id("queued"));
    bench.worker().cancel(&id("waiting"));
    bench.hear_step("waiting", &OfficeStep::Cancelling);
    assert_eq!(bench.hear_end("waiting"), refused(OfficeRefusal::Cancelled));
    assert_eq!(bench.hear_end("queued"), refused(OfficeRefusal::Cancelled));

    bench.printer.engine().order(Trouble::PaperOut, 1).unwrap();
    bench.print("begun", 3);
    bench.hear_step("begun", &OfficeStep::Waiting(OfficeState::PaperOut));
    bench.worker().cancel(&id("begun"));
    let begun = OfficeStep::Unknown { why: OfficeDoubt::Cancelled, sheets: Some(1) };
    assert_eq!(bench.hear_end("begun"), begun);

    // Cancelled while the printer itself waits for paper: over when it is back, and nothing comes out then.
    let other = OfficePrinter::new(bench.printer.address(), "somebody", timing());
    let number = other.announce("theirs").unwrap();
    bench.print("empty", 2);
    bench.hear_step("empty", &OfficeStep::Waiting(OfficeState::Busy));
    bench.printer.load(0).unwrap();
    other.cancel(number).unwrap();
    bench.hear_step("empty", &OfficeStep::Waiting(OfficeState::PaperOut));
    bench.worker().cancel(&id("empty"));
    bench.hear_step("empty", &OfficeStep::Cancelling);
    bench.printer.load(250).unwrap();
    assert_eq!(bench.hear_end("empty"), refused(OfficeRefusal::Cancelled));
    for name in ["waiting", "queued", "empty"] {
        assert!(bench.sheets(name).is_empty(), "{name} came out");
    }
    assert_eq!(bench.sheets("begun").len(), 1);

    bench.print("after", 1);
    assert_eq!(bench.hear_end("after"), confirmed(1));
}

#[test]
fn a_trouble_that_is_never_seen_to_ends_in_a_reason() {
    let (follow, give_up) = (Duration::from_secs(1), Duration::from_secs(1));
    let bench = Bench::with(OfficeTiming { follow, give_up, ..timing() });
    bench.show_that_it_counts();
    bench.printer.engine().order(Trouble::Jam, 0).unwrap();
    bench.print("stuck", 2);
    bench.hear_step("stuck", &OfficeStep::Waiting(OfficeState::Jam));
    // It is cancelled once nobody has come for so long.
    assert_eq!(bench.hear_end("stuck"), refused(OfficeRefusal::Cancelled));
    assert!(bench.sheets("stuck").is_empty());

    // A printer that does not even cancel.
    let other = OfficePrinter::new(bench.printer.address(), "somebody", timing());
    let number = other.announce("theirs").unwrap();
    bench.print("deaf", 2);
    bench.hear_step("deaf", &OfficeStep::Waiting(OfficeState::Busy));
    bench.printer.load(0).unwrap();
    other.cancel(number).unwrap();
    let why = OfficeDoubt::TimedOut(OfficeState::PaperOut);
    assert_eq!(bench.hear_end("deaf"), OfficeStep::Unknown { why, sheets: None });
}

#[test]
fn a_printer_that_loses_its_power_leaves_a_doubt() {
    let mut bench = Bench::new();
    for (after, name) in [(0, "before"), (1, "between"), (2, "behind")] {
        bench.printer.engine().order(Trouble::PowerLoss, after).unwrap();
        bench.print(name, 2);
        bench.hear_step(name, &OfficeStep::Sending);
        let begun = std::time::Instant::now();
        while bench.printer.is_on().unwrap() {
            assert!(begun.elapsed() < SOON);
            std::thread::park_timeout(Duration::from_millis(10));
        }
        bench.printer.power_on().unwrap();
        let OfficeStep::Unknown { why: OfficeDoubt::Forgotten, sheets: None } = bench.hear_end(name) else {
            panic!("{name}: nobody can know that");
        };
        assert_eq!(bench.sheets(name).len(), after, "{name} and it is not sent again");
    }
    bench.print("next", 1);
    assert_eq!(bench.hear_end("next"), confirmed(1));
}

#[test]
fn too_much_is_refused_at_once() {
    let bench = Bench::new();
    let queue = |bytes: usize| bench.worker().print(OfficeJob::new(id("big"), vec![b'x'; bytes], 1));
    assert_eq!(queue(0), Err(printing::ipp::OfficeQueueError::BadLength));
    assert_eq!(queue(printing::ipp::DOCUMENT_BYTES_MAX + 1), Err(printing::ipp::OfficeQueueError::BadLength));
    // What is no PDF the printer gives up.
    bench.show_that_it_counts();
    bench.worker().print(OfficeJob::new(id("broken"), b"%PDF-1.7 and nothing more".to_vec(), 1)).unwrap();
    assert_eq!(bench.hear_end("broken"), refused(OfficeRefusal::Aborted));
}
