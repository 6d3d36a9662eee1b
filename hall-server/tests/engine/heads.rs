//! Day heads: one a day, signed, and at odds with a log that was rewritten or cut.

use std::path::PathBuf;

use hall_server::engine::EngineHandle;
use hall_server::heads::{DayHeads, HeadsError};

use super::stage::Site;

const DAY_MS: u32 = 24 * 3_600_000;

fn folder(site: &Site) -> PathBuf {
    site.database().with_extension("heads")
}

fn heads(site: &Site, engine: &EngineHandle) -> DayHeads {
    DayHeads::new("test", folder(site), engine.secret())
}

/// Three days with a ticket each; heads are written in the evening of each.
async fn three_days(site: &Site, engine: &EngineHandle) -> Vec<PathBuf> {
    for day in 0..3 {
        if day > 0 {
            site.clock.advance(DAY_MS);
        }
        site.taken(engine, &["card"]).await;
        assert_eq!(heads(site, engine).write_due(&engine.readers()).await.unwrap(), 1);
    }
    let mut files: Vec<_> = folder(site).read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn every_day_has_one_head_however_often_it_is_asked_for() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let files = three_days(&site, &engine).await;
    assert_eq!(files.len(), 3, "{files:?}");
    site.clock.advance(60_000);
    site.taken(&engine, &["card"]).await;
    assert_eq!(heads(&site, &engine).write_due(&engine.readers()).await.unwrap(), 0, "the day goes on");
    assert_eq!(heads(&site, &engine).check(&mut site.meddler().await).await.unwrap(), 3);
}

#[tokio::test]
async fn days_that_passed_without_a_folder_are_written_together() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    three_days(&site, &engine).await;
    std::fs::remove_dir_all(folder(&site)).unwrap();
    assert_eq!(heads(&site, &engine).write_due(&engine.readers()).await.unwrap(), 3);
}

#[tokio::test]
async fn a_log_rewritten_or_cut_and_a_changed_file_are_found() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let files = three_days(&site, &engine).await;
    let last = std::fs::read_to_string(&files[2]).unwrap();
    let seq: i64 = serde_json::from_str::<serde_json::Value>(&last).unwrap()["seq"].as_i64().unwrap();
    site.meddle("DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted").await;

    // A whole new chain would be as sound as the old one; only the hash it has at that row differs.
    site.meddle(&format!("UPDATE events SET hash = zeroblob(32) WHERE seq = {seq}")).await;
    assert_eq!(refused(&site, &engine).await, "the log has another row where it points to: it was rewritten");

    site.meddle(&format!("DELETE FROM events WHERE seq >= {seq}")).await;
    let reason = "the log ends before the row it names: it was cut, or an old copy was restored";
    assert_eq!(refused(&site, &engine).await, reason);
    assert!(heads(&site, &engine).write_due(&engine.readers()).await.is_err(), "nothing is written over it");
    assert_eq!(std::fs::read_to_string(&files[2]).unwrap(), last);

    std::fs::write(&files[2], last.replace(&format!("\"seq\": {seq}"), "\"seq\": 1")).unwrap();
    assert_eq!(refused(&site, &engine).await, "its signature is not this site's: it was changed");
    std::fs::write(&files[2], "{}").unwrap();
    assert_eq!(refused(&site, &engine).await, "it is no day head, or was changed");
}

async fn refused(site: &Site, engine: &EngineHandle) -> &'static str {
    match heads(site, engine).check(&mut site.meddler().await).await {
        Err(HeadsError::Disagrees { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}
