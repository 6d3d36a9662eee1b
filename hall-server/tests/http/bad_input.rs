//! What is wrong is told as a problem with its code, and changes nothing.

use axum::http::{Method, StatusCode};
use hall_server::store::devices::DeviceKind;
use serde_json::json;

use crate::stage::TestApp;

#[tokio::test]
async fn items_that_cannot_be_queued_for_are_named_with_their_reasons() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    app.take(&kiosk, &["rare"]).await;
    let take =
        |items: &[&str]| app.post("/api/v1/tickets").token(&kiosk).json(&json!({ "items": items })).send();
    for (item, reason) in [
        ("no-such", "item_unknown"),
        ("night", "line_closed"),
        ("rare", "line_full"),
        ("online", "item_online"),
    ] {
        let problem = take(&["card", item]).await.problem(409, "items_refused");
        let refused = &problem["params"]["items"];
        assert_eq!((&refused[0]["item"], &refused[0]["reason"]["code"]), (&json!(item), &json!(reason)));
        assert_eq!(refused.as_array().unwrap().len(), 1, "the other item is not refused");
    }
    take(&[]).await.problem(422, "no_items");
    take(&["card", "card"]).await.problem(422, "item_twice");
    let class = json!({ "items": ["card"], "class": "giant" });
    app.post("/api/v1/tickets").token(&kiosk).json(&class).send().await.problem(422, "class_unknown");
    assert_eq!(app.take(&kiosk, &["card"]).await["number"], "A001", "no refusal used a number up");
}

#[tokio::test]
async fn bodies_that_are_no_request() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let post = || app.post("/api/v1/tickets").token(&kiosk);
    let json = || post().header("content-type", "application/json");
    json().body("{\"items\":[").send().await.problem(400, "malformed");
    json().body("").send().await.problem(400, "malformed");
    let wrong = json().body(r#"{"items":"card"}"#).send().await.problem(422, "invalid");
    assert!(wrong["detail"].as_str().unwrap().contains("items"), "{wrong}");
    json().body(r#"{"items":["card"],"colour":1}"#).send().await.problem(422, "invalid");
    post().body(r#"{"items":["card"]}"#).send().await.problem(415, "unsupported_media");
    post().header("content-type", "text/plain").body("card").send().await.problem(415, "unsupported_media");
    let large = format!(r#"{{"items":["{}"]}}"#, "x".repeat(70_000));
    json().body(large.clone()).send().await.problem(413, "too_large");
    let told = json().header("content-length", &large.len().to_string()).body(large);
    told.send().await.problem(413, "too_large");
}

#[tokio::test]
async fn requests_that_lead_nowhere() {
    let app = TestApp::start().await;
    let clerk = app.clerk("anna").await;
    for path in ["/nope", "/api/v1/nope", "/api/v1/tickets/1", "/t/AAAA"] {
        app.get(path).send().await.problem(404, "not_found");
    }
    app.post("/api/v1/windows/abc/open").session(&clerk).send().await.problem(404, "not_found");
    app.post("/api/v1/windows/99/open").session(&clerk).send().await.problem(404, "window_unknown");
    app.post("/api/v1/tickets/99/cancel").session(&clerk).send().await.problem(404, "ticket_unknown");
    let wrong = app.call(&Method::PUT, "/api/v1/session").send().await;
    assert_eq!(wrong.header("allow"), "POST, GET, DELETE");
    wrong.problem(405, "method_not_allowed");
    app.get("/api/v1/tickets").send().await.problem(405, "method_not_allowed");
    let long = app.get("/health").header("x-long", &"x".repeat(9_000)).send().await;
    long.problem(431, "headers_too_large");
    let long = app.get(&format!("/health?{}", "x".repeat(9_000))).send().await;
    long.problem(431, "headers_too_large");
}

#[tokio::test]
async fn keys_are_needed_and_belong_to_one_request() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let take = |key: &str, item: &str| {
        app.post("/api/v1/tickets").key(key).token(&kiosk).json(&json!({ "items": [item] })).send()
    };
    take("one", "card").await.expect(StatusCode::OK);
    take("one", "seal").await.problem(422, "key_reused");
    take("", "card").await.problem(422, "bad_key");
    take(&"k".repeat(65), "card").await.problem(422, "bad_key");
    let keyless =
        app.call(&Method::POST, "/api/v1/tickets").token(&kiosk).json(&json!({ "items": ["card"] }));
    keyless.send().await.problem(422, "bad_key");
    let other = app.device("kiosk-2", DeviceKind::Kiosk).await;
    let same_key = app.post("/api/v1/tickets").key("one").token(&other).json(&json!({ "items": ["seal"] }));
    same_key.send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn two_clerks_calling_at_once_get_one_visitor_between_them() {
    let app = TestApp::start().await;
    let (kiosk, anna, bo) = (app.kiosk().await, app.clerk("anna").await, app.clerk("bo").await);
    app.open(&anna, 1).await;
    app.open(&bo, 3).await;
    app.take(&kiosk, &["card"]).await;
    let call = |clerk: &str, window: u16| {
        app.post(&format!("/api/v1/windows/{window}/call-next")).session(clerk).json(&json!({})).send()
    };
    let (one, two) = tokio::join!(call(&anna, 1), call(&bo, 3));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let none = if one.status == StatusCode::OK { two } else { one };
    none.problem(409, "nobody_waiting");
    call(&anna, 3).await.problem(403, "not_your_window");
}

#[tokio::test]
async fn a_stale_desk_changes_nothing() {
    let app = TestApp::start().await;
    let (kiosk, anna, bo) = (app.kiosk().await, app.clerk("anna").await, app.clerk("bo").await);
    app.open(&anna, 1).await;
    app.open(&bo, 3).await;
    let first = app.take(&kiosk, &["card"]).await["ticket"].clone();
    app.take(&kiosk, &["card"]).await;
    let at = |window: u16, verb: &str, clerk: &str| {
        app.post(&format!("/api/v1/windows/{window}/{verb}")).session(clerk)
    };
    at(1, "call-next", &anna).json(&json!({})).send().await.expect(StatusCode::OK);
    let stale = at(1, "call-next", &anna).json(&json!({ "believed": 77 })).send().await.problem(409, "stale");
    assert_eq!(stale["params"]["current"], first);
    at(1, "call-next", &anna).json(&json!({ "believed": first })).send().await.problem(409, "window_busy");
    let outcomes = json!({ "ticket": first, "outcomes": [{ "item": "card", "outcome": "done" }] });
    at(3, "finish", &bo).json(&outcomes).send().await.problem(409, "ticket_elsewhere");
    at(1, "start", &anna).json(&json!({ "ticket": first })).send().await.expect(StatusCode::OK);
    at(1, "finish", &anna).json(&outcomes).send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let app = TestApp::start().await;
    let (kiosk, anna) = (app.kiosk().await, app.clerk("anna").await);
    let note = json!({ "ticket": 1, "to": { "line": "seals" }, "note": "x".repeat(501) });
    app.post("/api/v1/windows/1/transfer").session(&anna).json(&note).send().await.problem(422, "invalid");
    let entry = json!({ "id": 1, "outcome": "confirmed" });
    let journal = json!({ "journal": vec![entry; 65] });
    app.post("/api/v1/kiosk/hello").token(&kiosk).json(&journal).send().await.problem(422, "invalid");
}
