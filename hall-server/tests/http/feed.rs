//! The feed: present views first, then newer ones, a comment every second, and an end when it has to.

use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::StatusCode;
use futures_util::StreamExt;
use hall_api::requests::Role;
use hall_server::store::devices::DeviceKind;
use serde_json::{Value, json};

use crate::small::PATIENCE;
use crate::stage::TestApp;

/// The next event of a feed with its data; `None` at its end. Comments are passed over.
async fn next(feed: &mut BodyDataStream) -> Option<(String, Value)> {
    loop {
        let chunk = tokio::time::timeout(PATIENCE, feed.next()).await.expect("nothing came in time")?;
        let text = String::from_utf8(chunk.unwrap().to_vec()).unwrap();
        if text.starts_with(':') {
            continue;
        }
        let mut lines = text.strip_suffix("\n\n").unwrap().lines();
        let event = lines.next().unwrap().strip_prefix("event: ").unwrap().to_owned();
        let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
        assert_eq!(lines.next(), None);
        return Some((event, serde_json::from_str(data).unwrap()));
    }
}

#[tokio::test]
async fn present_views_come_first_and_then_what_changes() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    let (status, headers, mut feed) =
        app.get("/api/v1/feed?topics=board,desk/1").session(&clerk).stream().await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/event-stream"));
    let mut seen = [next(&mut feed).await.unwrap().0, next(&mut feed).await.unwrap().0];
    seen.sort();
    assert_eq!(seen, ["board", "desk/1"]);
    app.take(&kiosk, &["card"]).await;
    loop {
        let (topic, update) = next(&mut feed).await.unwrap();
        if topic == "desk/1" && update["view"]["waiting"] == 1 {
            break;
        }
    }
}

/// The board and every screen over a window, whatever happens there.
#[tokio::test]
async fn screens_hear_of_a_mute() {
    let app = TestApp::start().await;
    let (screen, boss) =
        (app.device("screen", DeviceKind::Display).await, app.staff("su", &[Role::Supervisor]).await);
    for topic in ["board", "window/1"] {
        let (_, _, mut feed) = app.get(&format!("/api/v1/feed?topics={topic}")).token(&screen).stream().await;
        assert_eq!(next(&mut feed).await.unwrap().1["view"]["voice"]["muted"], false);
        for (verb, muted) in [("mute", true), ("unmute", false)] {
            app.post(&format!("/api/v1/voice/{verb}")).session(&boss).send().await.expect(StatusCode::OK);
            let (_, update) = next(&mut feed).await.unwrap();
            assert_eq!(update["view"]["voice"]["muted"], muted, "{topic}");
        }
    }
}

#[tokio::test]
async fn a_comment_comes_within_every_second() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let (_, _, mut feed) = app.get("/api/v1/feed?topics=window/1").token(&kiosk).stream().await;
    let (mut comments, mut open_ms) = (0, None);
    while comments < 3 {
        let chunk =
            tokio::time::timeout(Duration::from_secs(5), feed.next()).await.unwrap().unwrap().unwrap();
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        let Some(said) = text.strip_prefix(": ") else { continue };
        let said: u64 = said.trim_end().parse().unwrap();
        assert!(open_ms.is_none_or(|before| said >= before + 900), "{open_ms:?}, then {said}");
        (comments, open_ms) = (comments + 1, Some(said));
    }
}

#[tokio::test]
async fn topics_are_for_those_who_may_hear_them() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let clerk = app.clerk("anna").await;
    let supervisor = app.staff("su", &[Role::Supervisor]).await;
    let display = app.device("screen", DeviceKind::Display).await;
    let ask = async |who: &str, device: bool, topics: &str| {
        let call = app.get(&format!("/api/v1/feed?topics={topics}"));
        let (status, ..) = if device { call.token(who) } else { call.session(who) }.stream().await;
        status.as_u16()
    };
    for (topics, of_kiosk, of_display, of_clerk, of_supervisor) in [
        ("kiosk", 200, 200, 403, 200),
        ("board,window/1", 200, 200, 200, 200),
        ("desk/1", 403, 403, 200, 200),
        ("supervisor", 403, 403, 403, 200),
        ("ticket/1", 403, 403, 403, 200),
        ("window/99", 404, 404, 404, 404),
        ("nonsense", 422, 422, 422, 422),
        ("", 422, 422, 422, 422),
    ] {
        assert_eq!(ask(&kiosk, true, topics).await, of_kiosk, "kiosk {topics}");
        assert_eq!(ask(&display, true, topics).await, of_display, "display {topics}");
        assert_eq!(ask(&clerk, false, topics).await, of_clerk, "clerk {topics}");
        assert_eq!(ask(&supervisor, false, topics).await, of_supervisor, "supervisor {topics}");
    }
    let many = ["board"; 17].join(",");
    assert_eq!(ask(&kiosk, true, &many).await, 422);
    app.get("/api/v1/feed").token(&kiosk).send().await.problem(400, "malformed");
}

#[tokio::test]
async fn a_feed_ends_with_its_token_and_with_the_server() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    let (_, _, mut revoked) = app.get("/api/v1/feed?topics=board").token(&kiosk).stream().await;
    let (_, _, mut stopped) = app.get("/api/v1/feed?topics=board").session(&clerk).stream().await;
    next(&mut revoked).await.unwrap();
    next(&mut stopped).await.unwrap();
    app.write(|db| Box::pin(async move { hall_server::store::devices::revoke(db, &"kiosk-1".into()).await }))
        .await;
    while next(&mut revoked).await.is_some() {}
    app.stopping.send(true).unwrap();
    while next(&mut stopped).await.is_some() {}
}

#[tokio::test]
async fn no_more_feeds_than_places() {
    let app = TestApp::start_with(|config| config.limits.feeds = 1).await;
    let kiosk = app.kiosk().await;
    let open = || app.get("/api/v1/feed?topics=board").token(&kiosk).stream();
    let first = open().await;
    let (status, headers, _) = open().await;
    assert_eq!((status.as_u16(), headers["retry-after"].to_str().unwrap()), (503, "1"));
    drop(first);
    assert_eq!(open().await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_phone_follows_its_ticket() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let taken = app.take(&kiosk, &["card"]).await;
    let url = taken["phone_url"].as_str().unwrap().strip_prefix("http://hall.example").unwrap();
    let (_, _, mut feed) = app.get(&format!("{url}/feed")).public().stream().await;
    let (topic, update) = next(&mut feed).await.unwrap();
    assert_eq!(topic, format!("ticket/{}", taken["ticket"]));
    assert_eq!(update["view"]["state"], json!({ "state": "waiting" }));
    app.post(&format!("{url}/cancel")).public().send().await.expect(StatusCode::OK);
    while next(&mut feed).await.unwrap().1["view"]["state"]["state"] != "cancelled" {}
}
