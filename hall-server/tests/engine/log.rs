//! The log: written before the answer, dense, chained, replayed to the same hall.

use std::collections::BTreeSet;

use hall_api::requests::TakenTicket;
use hall_core::command::{Action, ItemOutcome, Outcome, ParkKind, TransferTarget};
use hall_core::ids::{ItemCode, TicketId, WindowId};
use hall_core::rejection::Rejection;
use hall_server::engine::{EngineError, EngineHandle, EngineTask, StartError};
use hall_server::store::StoreError;
use hall_server::verify::verify_log;

use super::stage::{PATIENCE, Site, all_views, take_command, with};

/// A little of everything.
async fn busy_morning(site: &Site, engine: &EngineHandle) -> Vec<TicketId> {
    let mut tickets = Vec::new();
    for items in [&["card"][..], &["card", "seal"], &["loss"], &["seal"], &["card"], &["seal", "loss"]] {
        tickets.push(site.taken(engine, items).await);
        site.clock.advance(20_000);
    }
    for window in 1..=3 {
        site.open(engine, window).await;
    }
    let done = |item: &str| ItemOutcome { item: ItemCode::new(item), outcome: Outcome::Done };
    let first = site.call(engine, 1).await;
    site.desk(engine, 1, |_| Action::StartService(with(1, first))).await.unwrap();
    site.clock.advance(60_000);
    site.desk(engine, 1, |_| Action::Finish { at: with(1, first), outcomes: vec![done("card")] })
        .await
        .unwrap();
    let second = site.call(engine, 2).await;
    site.desk(engine, 2, |_| Action::MarkNoShow(with(2, second))).await.unwrap();
    let third = site.call(engine, 3).await;
    site.desk(engine, 3, |_| Action::StartService(with(3, third))).await.unwrap();
    site.desk(engine, 3, |_| Action::Park { at: with(3, third), kind: ParkKind::AtWindow }).await.unwrap();
    let fourth = site.call(engine, 3).await;
    site.desk(engine, 3, |_| Action::StartService(with(3, fourth))).await.unwrap();
    site.desk(engine, 3, |_| Action::Transfer {
        at: with(3, fourth),
        items: vec![],
        to: TransferTarget::Window(WindowId(2)),
    })
    .await
    .unwrap();
    site.call(engine, 1).await;
    tickets
}

#[tokio::test]
async fn an_answer_comes_after_its_event_is_on_disk() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    for expected in 1..=20 {
        site.taken(&engine, &["card"]).await;
        assert_eq!(site.count("SELECT count(*) FROM events WHERE kind = 'ticket_taken'").await, expected);
        assert_eq!(site.count("SELECT max(number) FROM tickets").await, expected);
    }
}

#[tokio::test]
async fn many_at_once_get_dense_numbers_each_once() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let takes = (0..400).map(|_| site.take(&engine, &["card"]));
    let answers = futures_util::future::join_all(takes).await;
    let numbers: BTreeSet<u32> =
        answers.iter().map(|accepted| accepted.as_ref().unwrap().number.unwrap().number).collect();
    assert_eq!(numbers, (1..=400).collect());
    task.stop().await.unwrap();
    assert_eq!(verify_log(&site.database()).await.unwrap().head.seq, 402, "catalogue, day, tickets");
}

#[tokio::test]
async fn more_than_the_queue_holds_is_busy_and_nothing_of_it_happens() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    // On a single thread the engine does not run while the queue is being filled.
    let takes = (0..1_100).map(|_| site.take(&engine, &["card"]));
    let results = futures_util::future::join_all(takes).await;
    let busy = results.iter().filter(|result| matches!(result, Err(EngineError::Busy))).count();
    assert_eq!(busy, 1_100 - 1_024);
    assert_eq!(site.count("SELECT count(*) FROM tickets").await, 1_024);
}

#[tokio::test]
async fn a_restart_gives_the_same_hall_with_and_without_snapshots() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let tickets = busy_morning(&site, &engine).await;
    let before = all_views(&engine, &tickets).await;
    task.stop().await.unwrap();
    assert_eq!(site.count("SELECT count(*) FROM snapshots").await, 1);

    let (engine, task) = site.start().await;
    assert_eq!(all_views(&engine, &tickets).await, before, "from the snapshot");
    task.stop().await.unwrap();

    site.meddle("DELETE FROM snapshots").await;
    let (engine, task) = site.start().await;
    assert_eq!(all_views(&engine, &tickets).await, before, "from the first event");
    task.stop().await.unwrap();
}

#[tokio::test]
async fn a_damaged_snapshot_is_passed_over() {
    let site = Site::new();
    let mut tickets = Vec::new();
    for _ in 0..4 {
        let (engine, task) = site.start().await;
        tickets.push(site.taken(&engine, &["card"]).await);
        task.stop().await.unwrap();
    }
    assert_eq!(site.count("SELECT count(*) FROM snapshots").await, 2, "two are kept");
    let (engine, task) = site.start().await;
    let before = all_views(&engine, &tickets).await;
    task.stop().await.unwrap();
    let newest = "seq = (SELECT max(seq) FROM snapshots)";
    let damages = [
        format!(
            "UPDATE snapshots SET state = CAST(replace(state, 'waiting', 'wasting') AS BLOB) WHERE {newest}"
        ),
        format!("UPDATE snapshots SET state = x'00' WHERE {newest}"),
        format!("UPDATE snapshots SET hash = zeroblob(32) WHERE {newest}"),
        "UPDATE snapshots SET state = x''".to_owned(),
    ];
    for damage in damages {
        site.meddle(&damage).await;
        let (engine, task) = site.start().await;
        assert_eq!(all_views(&engine, &tickets).await, before, "{damage}");
        task.stop().await.unwrap();
    }
}

/// A new engine, as soon as the dropped one is gone.
async fn start_again(site: &Site) -> (EngineHandle, EngineTask) {
    let again = async {
        loop {
            match site.try_start().await {
                Err(StartError::Store(StoreError::InUse { .. })) => tokio::task::yield_now().await,
                started => return started.unwrap(),
            }
        }
    };
    tokio::time::timeout(PATIENCE, again).await.expect("the dropped engine never goes")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_crash() {
    let site = Site::new();
    let mut known = 0;
    for round in 0..10 {
        let (engine, task) = start_again(&site).await;
        assert!(site.count("SELECT count(*) FROM tickets").await >= known, "round {round}");
        let acknowledged =
            futures_util::future::join_all((0..40).map(|_| site.take(&engine, &["card"]))).await;
        assert!(acknowledged.iter().all(Result::is_ok));
        known = site.count("SELECT count(*) FROM tickets").await;
        // Some more that nobody waits for; the task is dropped in the midst of them.
        for _ in 0..round * 10 {
            let (engine, command) = (engine.clone(), take_command(&site.key(), &["card"]));
            tokio::spawn(async move { engine.submit(command).await.map(|_| ()) });
        }
        tokio::task::yield_now().await;
        drop(task);
    }
    let (_engine, _task) = start_again(&site).await;
    let tickets = site.count("SELECT count(*) FROM tickets").await;
    assert!(tickets >= 400);
    assert_eq!(site.count("SELECT max(number) FROM tickets").await, tickets, "dense");
    assert_eq!(site.count("SELECT count(*) FROM snapshots").await, 0, "nobody said farewell");
    verify_log(&site.database()).await.unwrap();
}

#[tokio::test]
async fn one_changed_byte_or_a_lost_row_is_found_with_its_number() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    busy_morning(&site, &engine).await;
    task.stop().await.unwrap();
    let whole = verify_log(&site.database()).await.unwrap();
    assert!(whole.head.seq > 20);
    site.meddle(
        "CREATE TABLE kept AS SELECT * FROM events;
         DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted",
    )
    .await;
    let damages = [
        ("UPDATE events SET body = replace(body, '\"sequence\":3', '\"sequence\":4') WHERE seq = 5", 5),
        ("UPDATE events SET at = at + 1 WHERE seq = 7", 7),
        ("UPDATE events SET caller = 'server' WHERE seq = 6", 6),
        ("UPDATE events SET key = NULL WHERE seq = 6", 6),
        ("UPDATE events SET fingerprint = fingerprint + 1 WHERE seq = 4", 4),
        ("UPDATE events SET site = 'elsewhere' WHERE seq = 8", 8),
        ("UPDATE events SET hash = zeroblob(32) WHERE seq = 9", 9),
        ("UPDATE events SET prev_hash = zeroblob(32) WHERE seq = 9", 9),
        ("DELETE FROM events WHERE seq = 10", 11),
        ("DELETE FROM events WHERE seq = 1", 2),
    ];
    for (damage, expected) in damages {
        site.meddle(damage).await;
        match verify_log(&site.database()).await {
            Err(StoreError::BrokenChain { seq, .. }) => assert_eq!(seq, expected, "{damage}"),
            other => panic!("{damage}: {other:?}"),
        }
        site.meddle("DELETE FROM snapshots").await;
        let error = site.start_error().await;
        assert!(matches!(error, StartError::Store(StoreError::BrokenChain { .. })), "{damage}: {error}");
        site.meddle("DELETE FROM events; INSERT INTO events SELECT * FROM kept").await;
    }
    assert_eq!(verify_log(&site.database()).await.unwrap(), whole);
}

#[tokio::test]
async fn the_log_takes_no_change() {
    let site = Site::new();
    let (_engine, task) = site.start().await;
    task.stop().await.unwrap();
    for sql in ["UPDATE events SET at = 0", "DELETE FROM events"] {
        let refused = sqlx::query(sql).execute(&mut site.meddler().await).await.unwrap_err();
        assert!(refused.to_string().contains("append only"), "{refused}");
    }
}

#[tokio::test]
async fn a_repeated_command_has_the_very_same_answer_also_after_a_restart() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    let command = take_command("basket-7", &["card", "seal"]);
    let twice =
        futures_util::future::join(engine.submit(command.clone()), engine.submit(command.clone())).await;
    let (first, second) = (twice.0.unwrap(), twice.1.unwrap());
    assert_eq!((first.repeated, second.repeated), (false, true), "both in one batch");
    let answer = first.taken.unwrap().into_string();
    assert!(answer.contains("\"number\":\"A002\"") && answer.contains("print_job"), "{answer}");
    assert_eq!(second.taken.unwrap().into_string(), answer);
    site.open(&engine, 1).await;
    site.call(&engine, 1).await;
    task.stop().await.unwrap();

    let (engine, _task) = site.start().await;
    let third = engine.submit(command).await.unwrap();
    assert!(third.repeated);
    assert_eq!(third.number, first.number);
    assert_eq!(third.taken.unwrap().into_string(), answer);
    let other = engine.submit(take_command("basket-7", &["seal"])).await.unwrap_err();
    assert!(matches!(other, EngineError::Rejected(Rejection::KeyReused)), "{other}");
    assert_eq!(site.count("SELECT count(*) FROM tickets").await, 2);
}

#[tokio::test]
async fn an_answer_kept_by_an_earlier_version_is_given_again() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let command = take_command("basket-7", &["card", "seal"]);
    let taken = engine.submit(command.clone()).await.unwrap().taken.unwrap().read();
    task.stop().await.unwrap();

    // That version kept the answer and the receipt as they went out.
    let receipt = taken.print_job.as_ref().unwrap().receipt.to_string();
    let answer = serde_json::to_string(&TakenTicket { print_job: None, ..taken.clone() }).unwrap();
    let damage = format!(
        "DELETE FROM _sqlx_migrations WHERE version = 7; ALTER TABLE tickets DROP COLUMN told;
         UPDATE tickets SET taken = '{answer}'; UPDATE print_jobs SET receipt = '{receipt}'"
    );
    site.meddle(&damage).await;
    let (engine, _task) = site.start().await;
    let again = engine.submit(command).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.taken.unwrap().read(), taken);
    assert_eq!(site.count("SELECT count(*) FROM print_jobs WHERE state = 'queued'").await, 1);
}

#[tokio::test]
async fn a_database_of_before_certificates_and_accounts_goes_on_with_its_data() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let tickets = busy_morning(&site, &engine).await;
    let views = all_views(&engine, &tickets).await;
    task.stop().await.unwrap();
    let events = site.count("SELECT count(*) FROM events").await;
    site.meddle(
        "DROP TABLE certificate_jobs; DROP TABLE certificate_files; DROP TABLE certificates; DROP TABLE persons;
         DELETE FROM _sqlx_migrations WHERE version >= 11",
    )
    .await;
    let (engine, task) = site.start().await;
    assert_eq!(all_views(&engine, &tickets).await, views);
    for table in ["certificates", "certificate_files", "certificate_jobs", "persons"] {
        assert_eq!(site.count(&format!("SELECT count(*) FROM {table}")).await, 0, "{table} is there");
    }
    task.stop().await.unwrap();
    assert_eq!(site.count("SELECT count(*) FROM events").await, events);
    verify_log(&site.database()).await.unwrap();
}
