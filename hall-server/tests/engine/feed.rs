//! The feed: present views first, then newer ones; the latest wins.

use futures_util::StreamExt;
use hall_api::views::{BoardView, Topic, Update, WindowView};
use hall_core::command::{Action, TransferTarget};
use hall_core::ids::WindowId;
use hall_server::engine::{EngineHandle, Subscription};

use super::stage::{MORNING, PATIENCE, Site, view, with};

async fn next<V: serde::de::DeserializeOwned>(feed: &mut Subscription) -> (Topic, Update<V>) {
    let (topic, json) = tokio::time::timeout(PATIENCE, feed.next()).await.expect("nothing comes").unwrap();
    (topic, serde_json::from_str(&json).unwrap())
}

/// The next view of one topic for which something holds.
async fn wait_for<V: serde::de::DeserializeOwned>(
    feed: &mut Subscription,
    holds: impl Fn(&V) -> bool,
) -> Update<V> {
    loop {
        let (_, update) = next(feed).await;
        if holds(&update.view) {
            return update;
        }
    }
}

#[tokio::test]
async fn the_present_views_come_first_then_each_newer_one() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    let mut feed = engine.subscribe(&[Topic::Window(WindowId(1))]);
    let (topic, first) = next::<WindowView>(&mut feed).await;
    assert_eq!(topic, Topic::Window(WindowId(1)));
    assert_eq!(first.view.call, None);
    assert_eq!(first.now, MORNING);

    let ticket = site.taken(&engine, &["card"]).await;
    assert_eq!(site.call(&engine, 1).await, ticket);
    let called = wait_for::<WindowView>(&mut feed, |view| view.call.is_some()).await;
    let call = called.view.call.unwrap();
    assert_eq!((call.number.to_string().as_str(), call.serving), ("A001", false));
    assert!(called.version > first.version);

    site.desk(&engine, 1, |_| Action::StartService(with(1, ticket))).await.unwrap();
    wait_for::<WindowView>(&mut feed, |view| view.call.as_ref().is_some_and(|call| call.serving)).await;
    site.desk(&engine, 1, |_| Action::Park {
        at: with(1, ticket),
        kind: hall_core::command::ParkKind::AnyWindow,
    })
    .await
    .unwrap();
    wait_for::<WindowView>(&mut feed, |view| view.call.is_none()).await;
}

#[tokio::test]
async fn who_does_not_read_gets_the_newest_and_nothing_in_between() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let mut feed = engine.subscribe(&[Topic::Board]);
    next::<BoardView>(&mut feed).await;
    for _ in 0..300 {
        site.taken(&engine, &["card"]).await;
    }
    let waiting = |view: &BoardView| view.lines.iter().map(|line| line.waiting).sum::<usize>();
    let mut seen = 0;
    loop {
        seen += 1;
        if waiting(&next::<BoardView>(&mut feed).await.1.view) == 300 {
            break;
        }
    }
    assert!(seen < 20, "{seen} views of 300 changes");
}

#[tokio::test]
async fn a_latecomer_hears_the_present_view_with_the_present_time() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let mut early = engine.subscribe(&[Topic::Board]);
    next::<BoardView>(&mut early).await;
    site.clock.advance(90_000);
    let mut late = engine.subscribe(&[Topic::Board]);
    assert_eq!(next::<BoardView>(&mut late).await.1.now, MORNING + 90_000);
}

#[tokio::test]
async fn a_phone_follows_its_place() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    site.taken(&engine, &["card"]).await;
    let mine = site.taken(&engine, &["card"]).await;
    let mut feed = engine.subscribe(&[Topic::Ticket(mine)]);
    let first = next::<serde_json::Value>(&mut feed).await.1.view;
    assert_eq!(first["people_ahead"], 1);
    assert_eq!(first["state"]["state"], "waiting");
    site.call(&engine, 1).await;
    wait_for::<serde_json::Value>(&mut feed, |view| view["people_ahead"] == 0 && view["wait"].is_object())
        .await;
}

#[tokio::test]
async fn an_unknown_window_or_ticket_has_no_view() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    for topic in ["window/99", "desk/99", "ticket/99"] {
        assert_eq!(engine.view(topic.parse().unwrap()).await, None, "{topic}");
    }
}

#[tokio::test]
async fn the_feed_ends_with_the_engine() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let mut feed = engine.subscribe(&[Topic::Board]);
    next::<BoardView>(&mut feed).await;
    task.stop().await.unwrap();
    assert!(tokio::time::timeout(PATIENCE, feed.next()).await.unwrap().is_none());
    assert!(engine.subscribe(&[Topic::Board]).next().await.is_none());
}

#[tokio::test]
async fn a_desk_counts_a_visitor_in_two_of_its_lines_once() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    for window in [1, 2] {
        site.open(&engine, window).await;
    }
    let waiting = async |engine: &EngineHandle| {
        let mut counts = Vec::new();
        for window in 1..=3 {
            counts.push(view(engine, Topic::Desk(WindowId(window))).await["waiting"].as_u64().unwrap());
        }
        counts
    };
    let both = site.taken(&engine, &["card", "seal"]).await;
    site.taken(&engine, &["card"]).await;
    site.taken(&engine, &["seal", "loss"]).await;
    assert_eq!(waiting(&engine).await, [3, 3, 3]);
    assert_eq!(site.call(&engine, 1).await, both);
    assert_eq!(waiting(&engine).await, [2, 2, 2], "who is called waits no more");
    site.desk(&engine, 1, |_| Action::StartService(with(1, both))).await.unwrap();
    let at = with(1, both);
    let transfer = Action::Transfer { at, items: vec![], to: TransferTarget::Window(WindowId(2)) };
    site.desk(&engine, 1, |_| transfer).await.unwrap();
    assert_eq!(waiting(&engine).await, [2, 3, 2], "sent to one window, in no line");
    site.desk(&engine, 2, Action::CloseWindow).await.unwrap();
    assert_eq!(waiting(&engine).await, [3, 3, 3], "back in both lines");
    task.stop().await.unwrap();

    let (engine, _task) = site.start().await;
    assert_eq!(waiting(&engine).await, [3, 3, 3], "after a restart");
}
