//! The spool: a job with every ticket, reports of what became of it, ghosts.

use hall_api::requests::{JournalEntry, KioskHello, PrintOutcome, PrintReport, TakenTicket};
use hall_api::views::Topic;
use hall_core::command::{Action, Caller};
use hall_core::ids::{DeviceId, WindowId};
use hall_server::engine::EngineHandle;
use hall_server::paper;
use printing::receipt::Receipt;

use super::stage::{Site, kiosk, view};

fn report(outcome: PrintOutcome) -> PrintReport {
    PrintReport { outcome, detail: Some("said the printer".to_owned()) }
}

fn hello(journal: Vec<JournalEntry>) -> KioskHello {
    KioskHello { journal }
}

async fn open_jobs(engine: &EngineHandle) -> serde_json::Value {
    view(engine, Topic::Supervisor).await["print_jobs_open"].clone()
}

#[tokio::test]
async fn a_ticket_comes_with_its_receipt() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let taken = site.take(&engine, &["card", "seal"]).await.unwrap().taken.unwrap().read();
    let job = taken.print_job.as_ref().unwrap();
    let receipt: Receipt = serde_json::from_value(job.receipt.clone()).unwrap();
    let paper = serde_json::to_string(&receipt).unwrap();
    for expected in ["A001", "校园卡", "盖章", "一楼大厅", "办事大厅", "2026-09-01 09:00", &taken.phone_url]
    {
        assert!(paper.contains(expected), "{expected} is not on {paper}");
    }
    assert!(!paper.contains("补打"));
    let code = taken.phone_url.strip_prefix("http://hall.example/t/").unwrap();
    assert_eq!(engine.phone_codes().decode(code), Some(taken.ticket));
    assert_eq!(open_jobs(&engine).await, 1);
}

#[tokio::test]
async fn a_report_settles_the_job_and_confirms_the_paper() {
    for outcome in [PrintOutcome::Confirmed, PrintOutcome::Unknown, PrintOutcome::Refused] {
        let site = Site::new();
        let (engine, _task) = site.start().await;
        let taken = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
        let job = taken.print_job.as_ref().unwrap().id;
        assert!(!paper::report(&engine, &DeviceId::new("other"), job, &report(outcome)).await.unwrap());
        assert!(!paper::report(&engine, &kiosk(), job + 1, &report(outcome)).await.unwrap());
        assert_eq!(open_jobs(&engine).await, 1);
        for _ in 0..2 {
            assert!(paper::report(&engine, &kiosk(), job, &report(outcome)).await.unwrap());
        }
        assert_eq!(open_jobs(&engine).await, 0);
        assert_eq!(site.count("SELECT count(*) FROM events WHERE kind = 'paper_confirmed'").await, 1);
        let welcome = paper::hello(&engine, &kiosk(), site.key(), &hello(vec![])).await.unwrap();
        assert_eq!(welcome.print_jobs, vec![], "{outcome:?}: nothing is printed twice");
    }
}

#[tokio::test]
async fn unknown_may_become_confirmed_and_nothing_else_changes() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let taken = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    let job = taken.print_job.as_ref().unwrap().id;
    let steps = [
        (PrintOutcome::Unknown, "unknown"),
        (PrintOutcome::Refused, "unknown"),
        (PrintOutcome::Confirmed, "confirmed"),
        (PrintOutcome::Unknown, "confirmed"),
    ];
    for (outcome, expected) in steps {
        paper::report(&engine, &kiosk(), job, &report(outcome)).await.unwrap();
        let count = format!("SELECT count(*) FROM print_jobs WHERE state = '{expected}'");
        assert_eq!(site.count(&count).await, 1, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_young_ghost_is_printed_again_and_an_old_one_is_cancelled() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let old = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    site.clock.advance(180_000);
    let known = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    let young = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    task.stop().await.unwrap();

    let (engine, _task) = site.start().await;
    assert_eq!(open_jobs(&engine).await, 3);
    let known_job = known.print_job.as_ref().unwrap().id;
    let journal = vec![JournalEntry { id: known_job, outcome: PrintOutcome::Confirmed, interrupted: false }];
    let key = site.key();
    let welcome = paper::hello(&engine, &kiosk(), key.clone(), &hello(journal)).await.unwrap();
    let [again] = &welcome.print_jobs[..] else { panic!("{welcome:?}") };
    assert_eq!((again.ticket, again.reprint), (Some(young.ticket), true));
    let paper = again.receipt.to_string();
    assert!(paper.contains("补打") && paper.contains(&young.number), "{paper}");
    assert_eq!(view(&engine, Topic::Ticket(old.ticket)).await["state"]["state"], "cancelled");
    assert_eq!(open_jobs(&engine).await, 1);
    let repeated = paper::hello(&engine, &kiosk(), key, &hello(vec![])).await.unwrap();
    assert_eq!(repeated, welcome);

    paper::report(&engine, &kiosk(), again.id, &report(PrintOutcome::Confirmed)).await.unwrap();
    assert_eq!(open_jobs(&engine).await, 0);
}

/// What a kiosk was printing when it stopped: nobody saw a number on its screen, so the ticket is a ghost.
#[tokio::test]
async fn an_interrupted_print_makes_a_ghost_and_one_that_ended_does_not() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let told = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    let cut_off = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    let entry = |ticket: &TakenTicket, interrupted| {
        let id = ticket.print_job.as_ref().unwrap().id;
        JournalEntry { id, outcome: PrintOutcome::Unknown, interrupted }
    };
    let journal = vec![entry(&told, false), entry(&cut_off, true)];
    let welcome = paper::hello(&engine, &kiosk(), site.key(), &hello(journal)).await.unwrap();
    let [again] = &welcome.print_jobs[..] else { panic!("{welcome:?}") };
    assert_eq!((again.ticket, again.reprint), (Some(cut_off.ticket), true));
    assert_eq!(welcome.device, Some(kiosk()));
    // Stopped again in the middle of the reprint: it is printed once more, and the first reprint never again.
    let entry = JournalEntry { id: again.id, outcome: PrintOutcome::Unknown, interrupted: true };
    let welcome = paper::hello(&engine, &kiosk(), site.key(), &hello(vec![entry])).await.unwrap();
    let [third] = &welcome.print_jobs[..] else { panic!("{welcome:?}") };
    assert!(third.id > again.id && third.ticket == Some(cut_off.ticket), "{welcome:?}");
}

#[tokio::test]
async fn paper_that_comes_out_late_does_not_hide_a_late_visitor() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    let ticket = site.taken(&engine, &["card"]).await;
    let parked = async || view(&engine, Topic::Desk(WindowId(1))).await["parked"].take();
    let late = Action::ReportLate { ticket };
    engine.submit(site.command(Caller::Phone(ticket), late)).await.unwrap();
    let shown = parked().await;
    assert_eq!((shown.as_array().map(Vec::len), &shown[0]["late"]), (Some(1), &true.into()));
    let confirm = Action::ConfirmPaper { ticket };
    engine.submit(site.command(Caller::Device(kiosk()), confirm)).await.unwrap();
    assert_eq!(parked().await, shown);
    let back = Action::ReturnTicket { ticket };
    engine.submit(site.command(Caller::Device(kiosk()), back)).await.unwrap();
    assert_eq!(parked().await, serde_json::json!([]));
}
