//! Time passes, jumps, goes back, and the server is down meanwhile.

use hall_api::views::Topic;
use hall_core::command::{Action, Caller};
use hall_core::ids::StaffId;
use hall_core::time::HOUR_MS;
use hall_server::engine::EngineHandle;

use super::stage::{MORNING, PATIENCE, Site, view};

async fn wait_until(engine: &EngineHandle, topic: Topic, holds: impl Fn(&serde_json::Value) -> bool) {
    let wait = async {
        while !holds(&view(engine, topic.clone()).await) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the condition never holds");
}

#[tokio::test]
async fn a_day_that_ended_while_the_server_was_down_rolls_over_at_the_start() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    task.stop().await.unwrap();
    site.clock.advance(24 * HOUR_MS as u32);

    let (engine, _task) = site.start().await;
    assert_eq!(view(&engine, Topic::Supervisor).await["day"], "2026-09-02");
    assert_eq!(site.count("SELECT count(*) FROM tickets WHERE phase = 'expired'").await, 1);
    assert_eq!(site.take(&engine, &["card"]).await.unwrap().number.unwrap().to_string(), "A001");
    assert_eq!(site.count("SELECT count(*) FROM events WHERE kind = 'day_rolled_over'").await, 2);
}

#[tokio::test]
async fn the_day_rolls_over_by_itself() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    // Hour by hour, so that it is no jump.
    for _ in 0..24 {
        site.clock.advance(HOUR_MS as u32);
    }
    wait_until(&engine, Topic::Supervisor, |view| view["day"] == "2026-09-02").await;
    let jobs = "SELECT count(*) FROM print_jobs WHERE state = 'superseded'";
    assert_eq!(site.count(jobs).await, 1, "yesterday's paper is not printed");
}

#[tokio::test]
async fn print_jobs_of_a_week_ago_are_forgotten() {
    let site = Site::new();
    for day in 0..10_i64 {
        let (engine, task) = site.start().await;
        for _ in 0..3 {
            site.taken(&engine, &["card"]).await;
        }
        let days =
            site.count("SELECT count(DISTINCT date(created_at / 1000, 'unixepoch')) FROM print_jobs").await;
        assert_eq!(days, (day + 1).min(8));
        task.stop().await.unwrap();
        site.clock.advance(24 * HOUR_MS as u32);
    }
    assert_eq!(site.count("SELECT count(*) FROM tickets").await, 30, "tickets are kept");
}

#[tokio::test]
async fn a_jump_forward_holds_the_rollover_until_staff_confirm() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    site.clock.jump(48 * HOUR_MS);
    wait_until(&engine, Topic::Supervisor, |view| view["clock_held"] == true).await;
    assert_eq!(view(&engine, Topic::Supervisor).await["day"], "2026-09-01");
    assert_eq!(site.take(&engine, &["card"]).await.unwrap().number.unwrap().to_string(), "A002");

    let chief = Caller::Staff(StaffId::new("chief"));
    engine.submit(site.command(chief, Action::ConfirmClock)).await.unwrap();
    wait_until(&engine, Topic::Supervisor, |view| view["day"] == "2026-09-03").await;
    assert_eq!(site.count("SELECT count(*) FROM tickets WHERE phase = 'expired'").await, 2);
}

#[tokio::test]
async fn a_clock_set_back_changes_no_order() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    site.clock.advance(60_000);
    site.taken(&engine, &["card"]).await;
    site.clock.jump(-HOUR_MS);
    let taken = site.take(&engine, &["card"]).await.unwrap().taken.unwrap().read();
    assert_eq!(taken.issued_at, MORNING + 60_000);
    assert_eq!(taken.people_ahead, 1);
    task.stop().await.unwrap();
    hall_server::verify::verify_log(&site.database()).await.unwrap();
}
