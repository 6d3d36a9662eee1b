//! The feed against a server that is cut, silent, away and back.

use std::time::{Duration, Instant};

use crate::support::{Play, Stage, answer, live_feed, problem};
use axum::http::StatusCode;
use hall_api::feed::{Feed, FeedEvent, decode};
use hall_api::views::{BoardView, Topic};
use hall_core::ids::WindowId;

const BOARD: &str =
    r#"{"version":1,"now":1000,"view":{"site":{"zh":"大厅","en":"Hall"},"calls":[],"lines":[]}}"#;

fn message(topic: &str, data: &str) -> String {
    format!("event: {topic}\ndata: {data}\n\n")
}

/// The next event, within a bound.
async fn next(feed: &mut Feed) -> FeedEvent {
    tokio::time::timeout(Duration::from_secs(15), feed.next()).await.expect("the feed says something")
}

fn board(json: &str) -> FeedEvent {
    FeedEvent::Update { topic: Topic::Board, json: json.to_owned() }
}

#[tokio::test]
async fn views_arrive_and_a_cut_is_mended() {
    let stage = Stage::default();
    let client = stage.start().await.as_device("secret").unwrap();
    let (first, first_feed) = live_feed();
    let (second, second_feed) = live_feed();
    stage.plan([Play::Answer(first_feed), Play::Answer(second_feed)]);
    let mut feed = Feed::connect(client, vec![Topic::Board, Topic::Window(WindowId(3))]);

    assert_eq!(next(&mut feed).await, FeedEvent::Connected);
    let (head, tail) = BOARD.split_at(20);
    first.send(format!(": hello\n\nevent: board\ndata: {head}")).await.unwrap();
    first.send(format!("{tail}\n\n")).await.unwrap();
    let FeedEvent::Update { topic: Topic::Board, json } = next(&mut feed).await else { panic!("no view") };
    assert_eq!(decode::<BoardView>(&json).unwrap().view.site.zh, "大厅");
    first.send(message("weather", "{}") + &message("window/3", "{}")).await.unwrap();
    let update = next(&mut feed).await;
    assert!(matches!(update, FeedEvent::Update { topic: Topic::Window(WindowId(3)), .. }), "{update:?}");

    drop(first);
    assert_eq!(next(&mut feed).await, FeedEvent::Connected, "mended too soon to be called lost");
    second.send(message("board", "{\"b\":2}")).await.unwrap();
    assert_eq!(next(&mut feed).await, board("{\"b\":2}"));
    let seen = stage.seen();
    assert!(seen.iter().all(|one| one.uri == "/api/v1/feed?topics=board,window/3"), "{seen:?}");
    assert_eq!(seen[0].authorization.as_deref(), Some("Bearer secret"));
}

#[tokio::test]
async fn a_silence_is_lost_within_two_seconds_and_a_heartbeat_is_not_silence() {
    let stage = Stage::default();
    let client = stage.start().await;
    let (sender, live) = live_feed();
    let (_silent, never) = live_feed();
    stage.plan([Play::Answer(live), Play::Answer(never), Play::Hang]);
    let mut feed = Feed::connect(client, vec![Topic::Board]);
    assert_eq!(next(&mut feed).await, FeedEvent::Connected);
    sender.send(message("board", BOARD)).await.unwrap();
    assert_eq!(next(&mut feed).await, board(BOARD));

    let beats = tokio::spawn(async move {
        for beat in 0..3 {
            sender.send(format!(": {}\n\n", 900 * beat)).await.unwrap();
            tokio::time::sleep(Duration::from_millis(900)).await;
        }
        sender
    });
    let started = Instant::now();
    let FeedEvent::Lost { since } = next(&mut feed).await else { panic!("not lost") };
    let last_beat = Duration::from_millis(1_800);
    assert!(since >= started + last_beat, "heartbeats kept it alive");
    let said_after = since.elapsed();
    assert!(
        said_after >= Duration::from_millis(1_500) && said_after < Duration::from_millis(2_500),
        "{said_after:?}"
    );
    assert_eq!(next(&mut feed).await, FeedEvent::Connected, "it reconnects by itself");
    let FeedEvent::Lost { .. } = next(&mut feed).await else { panic!("a silent server is lost again") };
    drop(beats.await.unwrap());
}

#[tokio::test]
async fn lost_is_said_once_while_the_server_is_away_and_the_feed_comes_back() {
    let stage = Stage::default();
    let (address, listening) = stage.listen(crate::support::loopback()).await;
    listening.abort();
    assert!(listening.await.is_err(), "the port is closed");
    let mut feed = Feed::connect(crate::support::client(address), vec![Topic::Board]);
    let started = Instant::now();
    assert!(matches!(next(&mut feed).await, FeedEvent::Lost { .. }));
    assert!(started.elapsed() < Duration::from_millis(2_500));

    let waiting = tokio::time::timeout(Duration::from_millis(300), feed.next()).await;
    assert!(waiting.is_err(), "nothing more is said while away");
    let (sender, live) = live_feed();
    stage.plan([Play::Answer(live)]);
    let (_address, _task) = stage.listen(address).await;
    let back = Instant::now();
    assert_eq!(next(&mut feed).await, FeedEvent::Connected);
    assert!(back.elapsed() < Duration::from_millis(2_500), "back-off is at most a second");
    sender.send(message("board", "{}")).await.unwrap();
    assert_eq!(next(&mut feed).await, board("{}"));
}

#[tokio::test]
async fn a_refusal_is_told_once_and_tried_on() {
    let stage = Stage::default();
    let client = stage.start().await;
    let (_sender, live) = live_feed();
    let unauthorized = || Play::Answer(problem(StatusCode::UNAUTHORIZED, "unauthorized"));
    stage.plan([unauthorized(), unauthorized(), Play::Answer(live)]);
    let mut feed = Feed::connect(client, vec![Topic::Board]);
    let FeedEvent::Refused(refusal) = next(&mut feed).await else { panic!("not refused") };
    assert_eq!(refusal.code, "unauthorized");
    assert_eq!(next(&mut feed).await, FeedEvent::Connected, "the second refusal was not told again");
    assert_eq!(stage.seen().len(), 3);
}

#[tokio::test]
async fn dropping_a_wait_loses_nothing() {
    let stage = Stage::default();
    let client = stage.start().await;
    let (sender, live) = live_feed();
    stage.plan([Play::Answer(live)]);
    let mut feed = Feed::connect(client, vec![Topic::Board]);
    let (mut events, deadline) = (Vec::new(), Instant::now() + Duration::from_secs(10));
    for n in 0..3 {
        sender.send(message("board", &format!("{{\"n\":{n}}}"))).await.unwrap();
    }
    while events.len() < 4 && Instant::now() < deadline {
        if let Ok(event) = tokio::time::timeout(Duration::from_millis(1), feed.next()).await {
            events.push(event);
        }
    }
    let expected = [FeedEvent::Connected, board("{\"n\":0}"), board("{\"n\":1}"), board("{\"n\":2}")];
    assert_eq!(events, expected);
}

/// The network holds the bytes back, and never so long that there is a silence.
#[tokio::test]
async fn what_comes_too_late_is_lost_although_bytes_keep_coming() {
    let stage = Stage::default();
    let client = stage.start().await;
    let (sender, live) = live_feed();
    let (_silent, never) = live_feed();
    stage.plan([Play::Answer(live), Play::Answer(never)]);
    let mut feed = Feed::connect(client, vec![Topic::Board]);
    assert_eq!(next(&mut feed).await, FeedEvent::Connected);
    sender.send(message("board", BOARD)).await.unwrap();
    assert_eq!(next(&mut feed).await, board(BOARD));
    let beats = tokio::spawn(async move {
        for beat in 0_u64.. {
            // Each comes half a second later than the one before; a view comes as late as they do.
            let late = format!(": {}\n\n{}", 500 * beat, message("board", "{}"));
            if sender.send(late).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let begun = Instant::now();
    loop {
        match next(&mut feed).await {
            FeedEvent::Update { .. } => {}
            FeedEvent::Lost { .. } => break,
            other => panic!("{other:?}"),
        }
    }
    let (said_after, spoken) = (begun.elapsed(), Duration::from_millis(5_500));
    assert!(said_after > Duration::from_secs(3) && said_after < spoken, "{said_after:?}");
    beats.abort();
}

/// Each connection is cut before its view comes: the comment alone makes nothing on the screen true.
#[tokio::test]
async fn comments_without_the_view_keep_nothing_alive() {
    let stage = Stage::default();
    let client = stage.start().await;
    let (first, live) = live_feed();
    let cut = || Play::Answer(answer(StatusCode::OK, "text/event-stream", ": 0\n\nevent: board\ndata: {"));
    stage.plan(std::iter::once(Play::Answer(live)).chain((0..100).map(|_| cut())));
    let mut feed = Feed::connect(client, vec![Topic::Board]);
    assert_eq!(next(&mut feed).await, FeedEvent::Connected);
    first.send(message("board", BOARD)).await.unwrap();
    assert_eq!(next(&mut feed).await, board(BOARD));
    drop(first);
    let begun = Instant::now();
    loop {
        match next(&mut feed).await {
            FeedEvent::Connected => {}
            FeedEvent::Lost { .. } => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}
