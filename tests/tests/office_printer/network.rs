//! A bad network between kiosk and printer, and a kiosk that ends in the middle: whatever is lost, nothing comes out twice.

use hall_tests::stage::office_printer::{Fate, HeadlessPrinter, Operation, Trouble, pdf, timing};
use printing::ipp::{OfficePrinter, OfficeRefusal, OfficeState, OfficeStep, Which};
use printing::journal::JobState;

use super::bench::{Bench, SOON, confirmed, id};

#[test]
fn a_broken_connection_costs_time_and_no_paper() {
    let bench = Bench::new();
    let cases = [
        (Operation::Announce, Fate::Refused),
        (Operation::Announce, Fate::RequestCut(40)),
        (Operation::Announce, Fate::AnswerCut(0)),
        (Operation::Announce, Fate::AnswerCut(60)),
        (Operation::Announce, Fate::AnswerFrozen(10)),
        (Operation::Announce, Fate::Late(300)),
        (Operation::Announce, Fate::Twice),
        (Operation::Send, Fate::Refused),
        (Operation::Send, Fate::RequestCut(0)),
        (Operation::Send, Fate::RequestCut(200)),
        (Operation::Send, Fate::AnswerCut(0)),
        (Operation::Send, Fate::AnswerCut(100)),
        (Operation::Send, Fate::AnswerFrozen(0)),
        (Operation::Send, Fate::RequestFrozen(0)),
        (Operation::Send, Fate::Late(0)),
        (Operation::Send, Fate::Late(900)),
        (Operation::Send, Fate::Twice),
        (Operation::Look, Fate::AnswerCut(20)),
        (Operation::Look, Fate::AnswerFrozen(20)),
        (Operation::Other, Fate::Twice),
    ];
    for (index, (operation, fate)) in cases.into_iter().enumerate() {
        let name = format!("job-{index}");
        bench.cable.once(operation, fate);
        bench.print(&name, 2);
        assert_eq!(bench.hear_end(&name), confirmed(2), "{operation:?} {fate:?}");
        bench.assert_printed_once(&name, 2);
    }
    let printer = OfficePrinter::new(bench.printer.address(), "test", timing());
    assert!(printer.jobs(Which::Open).unwrap().is_empty(), "nothing is left behind");
}

/// The printer takes the half for the whole, finds that it is none, and gives it up: nothing came out, which is certain.
#[test]
fn half_a_document_is_no_document() {
    let bench = Bench::new();
    bench.show_that_it_counts();
    for (index, fate) in [Fate::RequestCut(900), Fate::RequestFrozen(900)].into_iter().enumerate() {
        let name = format!("half-{index}");
        bench.cable.once(Operation::Send, fate);
        bench.print(&name, 2);
        assert_eq!(bench.hear_end(&name), OfficeStep::Refused { why: OfficeRefusal::Aborted }, "{fate:?}");
        assert!(bench.sheets(&name).is_empty());
    }
}

#[test]
fn a_network_that_is_down_while_it_prints_is_waited_for() {
    let bench = Bench::new();
    bench.printer.engine().order(Trouble::Jam, 1).unwrap();
    bench.print("through", 2);
    bench.hear_step("through", &OfficeStep::Waiting(OfficeState::Jam));
    bench.cable.plan(|_| Fate::Refused);
    bench.hear("away", |event| {
        let is_away = matches!(
            event,
            printing::ipp::OfficeEvent::Job { step: OfficeStep::Waiting(OfficeState::Away { .. }), .. }
        );
        is_away.then_some(())
    });
    bench.printer.engine().see_to_it().unwrap();
    bench.cable.heal();
    assert_eq!(bench.hear_end("through"), confirmed(2));
    bench.assert_printed_once("through", 2);
}

#[test]
fn a_driver_that_ends_in_the_middle_is_followed_by_one_that_goes_on() {
    let mut bench = Bench::new();
    bench.printer.engine().order(Trouble::PaperOut, 1).unwrap();
    bench.print("open", 2);
    bench.print("waiting", 1);
    bench.hear_step("open", &OfficeStep::Waiting(OfficeState::PaperOut));
    let found = bench.journal();
    assert_eq!(found, [(id("open"), JobState::Unknown), (id("waiting"), JobState::Refused)]);
    bench.start_driver(timing());
    bench.hear_step("open", &OfficeStep::Waiting(OfficeState::PaperOut));
    bench.printer.engine().see_to_it().unwrap();
    assert_eq!(bench.hear_end("open"), confirmed(2));
    bench.assert_printed_once("open", 2);
    assert!(bench.sheets("waiting").is_empty());
    assert_eq!(bench.journal()[0], (id("open"), JobState::Confirmed));
}

/// Killed before the document went, after it, and while it is printed, by a process that is really killed.
#[test]
fn a_kiosk_that_is_killed_finds_its_job_again() {
    let mut bench = Bench::new();
    bench.stop_driver();
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("document.pdf");
    std::fs::write(&document, pdf("killed", 2)).unwrap();

    // The announcement's answer never comes: the journal has not begun the job, and its place at the printer is freed.
    bench.cable.once(Operation::Announce, Fate::AnswerFrozen(0));
    let mut kiosk = HeadlessPrinter::start(&bench.cable.address(), &bench.journal_path()).unwrap();
    kiosk.print("announced", 2, &document).unwrap();
    let printer = OfficePrinter::new(bench.printer.address(), "test", timing());
    let begun = std::time::Instant::now();
    while printer.jobs(Which::Open).unwrap().is_empty() {
        assert!(begun.elapsed() < SOON, "it is never announced");
    }
    kiosk.kill().unwrap();
    let kiosk = HeadlessPrinter::start(&bench.cable.address(), &bench.journal_path()).unwrap();
    let end = kiosk.wait_for_end("announced", SOON).unwrap();
    assert_eq!((end.step.as_str(), end.why.as_deref()), ("refused", Some("never_sent")));
    kiosk.kill().unwrap();

    bench.printer.engine().order(Trouble::PaperOut, 1).unwrap();
    let mut kiosk = HeadlessPrinter::start(&bench.cable.address(), &bench.journal_path()).unwrap();
    kiosk.print("killed", 2, &document).unwrap();
    while bench.sheets("killed").is_empty() {
        assert!(begun.elapsed() < 2 * SOON, "it never begins");
    }
    kiosk.kill().unwrap();
    bench.printer.engine().see_to_it().unwrap();
    let kiosk = HeadlessPrinter::start(&bench.cable.address(), &bench.journal_path()).unwrap();
    let end = kiosk.wait_for_end("killed", SOON).unwrap();
    assert_eq!((end.step.as_str(), end.sheets), ("confirmed", Some(2)));
    bench.assert_printed_once("killed", 2);
}
