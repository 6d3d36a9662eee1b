//! A visit over HTTP, from the kiosk to the last outcome.

use axum::http::StatusCode;
use serde_json::json;

use crate::stage::TestApp;

#[tokio::test]
async fn a_whole_visit() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let taken = app.take(&kiosk, &["card"]).await;
    let mut shown = taken.clone();
    shown["phone_url"] = json!("[secret]");
    shown["print_job"]["receipt"] = json!("[as the template has it]");
    insta::assert_json_snapshot!("taken", shown);
    let at = |verb: &str| app.post(&format!("/api/v1/windows/1/{verb}")).session(&clerk);
    let called = at("call-next").json(&json!({})).send().await.expect(StatusCode::OK);
    insta::assert_json_snapshot!("called", called);
    let ticket = &called["ticket"];
    at("start").json(&json!({ "ticket": ticket })).send().await.expect(StatusCode::OK);
    let outcomes = json!({ "ticket": ticket, "outcomes": [{ "item": "card", "outcome": "done" }] });
    at("finish").json(&outcomes).send().await.expect(StatusCode::OK);
    at("close").send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn every_verb_of_a_window_reaches_the_hall() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    let post = |path: &str| app.post(&format!("/api/v1/windows/1/{path}")).session(&clerk);
    app.open(&clerk, 1).await;
    let first = app.take(&kiosk, &["card", "seal"]).await["ticket"].clone();
    let second = app.take(&kiosk, &["loss"]).await["ticket"].clone();
    let script = [
        ("pause", json!({ "reason": "meal" }), 200, ""),
        ("call-next", json!({}), 409, "window_paused"),
        ("continue", json!(null), 200, ""),
        ("call", json!({ "ticket": second }), 200, ""),
        ("recall", json!({ "ticket": second }), 409, "recall_too_soon"),
        ("put-back", json!({ "ticket": second }), 200, ""),
        ("call-next", json!({}), 200, ""),
        ("void-class", json!({ "ticket": first }), 409, "no_class_credit"),
        ("start", json!({ "ticket": first }), 200, ""),
        ("outcome", json!({ "ticket": first, "item": "card", "outcome": "accepted" }), 200, ""),
        ("park", json!({ "ticket": first, "kind": "at_window" }), 200, ""),
        ("call-next", json!({}), 200, ""),
        ("no-show", json!({ "ticket": second }), 200, ""),
        ("resume", json!({ "ticket": first }), 200, ""),
        (
            "transfer",
            json!({ "ticket": first, "to": { "line": "seals" }, "note": "has the form" }),
            409,
            "line_unserved",
        ),
    ];
    for (verb, body, status, code) in script {
        let reply = post(verb).json(&body).send().await;
        if code.is_empty() {
            reply.expect(StatusCode::from_u16(status).unwrap());
        } else {
            reply.problem(status, code);
        }
    }
}

#[tokio::test]
async fn a_repetition_gives_the_very_same_ticket() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let take =
        || app.post("/api/v1/tickets").token(&kiosk).key("basket-1").json(&json!({ "items": ["card"] }));
    let once = take().send().await.expect(StatusCode::OK);
    let again = take().send().await.expect(StatusCode::OK);
    assert_eq!(once, again);
    let other = app.take(&kiosk, &["card"]).await;
    assert_ne!(once["number"], other["number"]);
}

#[tokio::test]
async fn the_visitor_and_the_supervisor_act_on_a_ticket() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let clerk = app.clerk("anna").await;
    let supervisor = app.staff("su", &[hall_api::requests::Role::Supervisor]).await;
    app.open(&clerk, 2).await;
    let ticket = app.take(&kiosk, &["card"]).await["ticket"].clone();
    let path = |verb: &str| format!("/api/v1/tickets/{ticket}/{verb}");
    app.post(&path("direct"))
        .session(&supervisor)
        .json(&json!({ "window": 2 }))
        .send()
        .await
        .expect(StatusCode::OK);
    app.post(&path("return")).token(&kiosk).send().await.problem(409, "wrong_phase");
    app.post(&path("cancel")).token(&kiosk).send().await.expect(StatusCode::OK);
    app.post("/api/v1/clock/confirm").session(&supervisor).send().await.problem(409, "clock_not_held");
}

#[tokio::test]
async fn a_print_job_is_reported_and_a_starting_kiosk_learns_its_reprints() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let other = app.device("kiosk-2", hall_server::store::devices::DeviceKind::Kiosk).await;
    let job = app.take(&kiosk, &["card"]).await["print_job"]["id"].clone();
    let report = |token: &str| {
        let body = json!({ "outcome": "confirmed" });
        app.post(&format!("/api/v1/print-jobs/{job}/report")).token(token).json(&body).send()
    };
    report(&other).await.problem(404, "not_found");
    report(&kiosk).await.expect(StatusCode::NO_CONTENT);
    report(&kiosk).await.expect(StatusCode::NO_CONTENT);
    let ghost = app.take(&kiosk, &["card"]).await["ticket"].clone();
    let hello = app.post("/api/v1/kiosk/hello").token(&kiosk).json(&json!({ "journal": [] })).send().await;
    let welcome = hello.expect(StatusCode::OK);
    assert_eq!(welcome["print_jobs"][0]["ticket"], ghost);
    assert_eq!(welcome["print_jobs"][0]["reprint"], true);
    assert_eq!(welcome["print_jobs"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_catalogue_is_kept_by_its_hash() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let first = app.get("/api/v1/catalogue").token(&kiosk).send().await;
    assert_eq!(first.json()["version"], "test-1");
    let tag = first.header("etag").to_owned();
    let again = app.get("/api/v1/catalogue").token(&kiosk).header("if-none-match", &tag).send().await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let other = app.get("/api/v1/catalogue").token(&kiosk).header("if-none-match", "\"old\"").send().await;
    assert_eq!(other.status, StatusCode::OK);
}
