//! Faults of disk and database: a clear error each, and nothing acknowledged is lost.

use hall_server::engine::{EngineError, EngineFailure, StartError};
use hall_server::store::StoreError;
use hall_server::verify::verify_log;

use super::stage::Site;

/// Runs SQL on the engine's own connection.
async fn pragma(engine: &hall_server::engine::EngineHandle, sql: &'static str) {
    engine
        .write(move |db| {
            Box::pin(async move {
                sqlx::raw_sql(sql).execute(db).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_number_issued_twice_stops_the_engine_before_anybody_hears_of_it() {
    let site = Site::new();
    let (engine, mut task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    site.meddle(
        "INSERT INTO tickets (id, day, prefix, number, issued_at, phase, changed_at)
         SELECT 999, day, prefix, 2, 0, 'waiting', 0 FROM tickets",
    )
    .await;
    let error = site.take(&engine, &["card"]).await.unwrap_err();
    assert!(matches!(error, EngineError::Stopped), "{error}");
    let failure = task.join().await.unwrap_err();
    assert!(matches!(failure, EngineFailure::Commit(StoreError::Constraint(_))), "{failure:?}");
    assert!(matches!(site.take(&engine, &["card"]).await, Err(EngineError::Stopped)), "it does not go on");

    site.meddle("DELETE FROM tickets WHERE id = 999").await;
    let (engine, _task) = site.start().await;
    assert_eq!(site.take(&engine, &["card"]).await.unwrap().number.unwrap().to_string(), "A002");
}

#[tokio::test]
async fn a_failed_commit_stops_the_engine_and_a_new_one_goes_on_from_the_disk() {
    let site = Site::new();
    let (engine, mut task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    site.meddle(
        "CREATE TRIGGER fault BEFORE INSERT ON events WHEN NEW.kind = 'ticket_taken'
         BEGIN SELECT RAISE(ABORT, 'injected'); END",
    )
    .await;
    let results = futures_util::future::join_all((0..5).map(|_| site.take(&engine, &["card"]))).await;
    assert!(results.iter().all(|result| matches!(result, Err(EngineError::Stopped))));
    let failure = task.join().await.unwrap_err();
    assert!(matches!(failure, EngineFailure::Commit(_)), "{failure:?}");

    site.meddle("DROP TRIGGER fault").await;
    let (engine, task) = site.start().await;
    assert_eq!(site.take(&engine, &["card"]).await.unwrap().number.unwrap().to_string(), "A002");
    task.stop().await.unwrap();
    verify_log(&site.database()).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_named_and_loses_nothing() {
    let site = Site::new();
    let (engine, mut task) = site.start().await;
    pragma(&engine, "PRAGMA max_page_count = 80").await;
    let mut acknowledged = 0;
    let error = loop {
        match site.take(&engine, &["card"]).await {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
        assert!(acknowledged < 10_000, "the disk never fills");
    };
    assert!(matches!(error, EngineError::Stopped), "{error}");
    let failure = task.join().await.unwrap_err();
    assert!(matches!(failure, EngineFailure::Commit(StoreError::DiskFull(_))), "{failure:?}");
    assert!(acknowledged > 10);

    // Space was made.
    let (engine, task) = site.start().await;
    let next = site.take(&engine, &["card"]).await.unwrap().number.unwrap().number;
    assert_eq!(next, acknowledged + 1);
    task.stop().await.unwrap();
    verify_log(&site.database()).await.unwrap();
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_named() {
    let site = Site::new();
    let (engine, mut task) = site.start().await;
    pragma(&engine, "PRAGMA query_only = ON").await;
    assert!(matches!(site.take(&engine, &["card"]).await, Err(EngineError::Stopped)));
    let failure = task.join().await.unwrap_err();
    assert!(matches!(failure, EngineFailure::Commit(StoreError::ReadOnly(_))), "{failure:?}");
}

#[tokio::test]
async fn a_second_server_on_the_same_database_is_refused() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let error = site.start_error().await;
    assert!(matches!(error, StartError::Store(StoreError::InUse { .. })), "{error}");
    site.taken(&engine, &["card"]).await;
    task.stop().await.unwrap();
    let (_engine, task) = site.start().await;
    task.stop().await.unwrap();
}

#[tokio::test]
async fn a_database_locked_by_another_process_is_named() {
    let site = Site::new();
    let (_engine, task) = site.start().await;
    task.stop().await.unwrap();
    // A new migration would have to be written, and somebody else writes all the time.
    site.meddle("DELETE FROM _sqlx_migrations; DROP TABLE site").await;
    let mut other = site.meddler().await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let error = site.start_error().await;
    assert!(matches!(error, StartError::Store(StoreError::Locked(_))), "{error:?}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let site = Site::new();
    let (_engine, task) = site.start().await;
    task.stop().await.unwrap();
    site.meddle(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of tomorrow', 1, x'00', 0)",
    )
    .await;
    let error = site.start_error().await;
    assert!(matches!(error, StartError::Store(StoreError::Newer { found: 9999, .. })), "{error:?}");
}

#[tokio::test]
async fn what_is_no_database_of_this_site_is_refused() {
    let site = Site::new();
    std::fs::write(site.database(), vec![7; 8192]).unwrap();
    let error = site.start_error().await;
    assert!(matches!(error, StartError::Store(StoreError::Damaged(_))), "{error:?}");
    std::fs::remove_file(site.database()).unwrap();

    let (_engine, task) = site.start().await;
    task.stop().await.unwrap();
    site.meddle("UPDATE site SET site = 'elsewhere'").await;
    let error = site.start_error().await;
    assert!(matches!(error, StartError::Store(StoreError::OtherSite { .. })), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_named() {
    let error = hall_server::verify::verify_log("/nonexistent/hall.db".as_ref()).await.unwrap_err();
    assert!(matches!(error, StoreError::Open { .. }), "{error:?}");
}
