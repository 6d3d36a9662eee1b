//! The public listener: a ticket's own page, and nothing more often than a phone needs.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::stage::TestApp;

async fn taken(app: &TestApp) -> (String, u64) {
    taken_at(app, &app.kiosk().await, "card").await
}

/// The path of its page, and the ticket.
async fn taken_at(app: &TestApp, kiosk: &str, item: &str) -> (String, u64) {
    let taken = app.take(kiosk, &[item]).await;
    let url = taken["phone_url"].as_str().unwrap().strip_prefix("http://hall.example").unwrap().to_owned();
    (url, taken["ticket"].as_u64().unwrap())
}

async fn view(app: &TestApp, topic: &str) -> Value {
    let view = app.state.engine.view(topic.parse().unwrap()).await.unwrap();
    serde_json::from_str::<Value>(&view).unwrap()["view"].clone()
}

#[tokio::test]
async fn a_visitor_gives_the_number_up_by_phone() {
    let app = TestApp::start().await;
    let (url, ticket) = taken(&app).await;
    let page = app.get(&url).public().send().await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    app.post(&format!("{url}/return")).public().send().await.problem(409, "wrong_phase");
    let cancelled = app.post(&format!("{url}/cancel")).public().send().await.expect(StatusCode::OK);
    assert_eq!(cancelled["ticket"], ticket);
    app.post(&format!("{url}/cancel")).public().send().await.problem(409, "wrong_phase");
}

#[tokio::test]
async fn a_visitor_says_i_am_late_by_phone() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let (url, ticket) = taken_at(&app, &kiosk, "card").await;
    let (other, _) = taken_at(&app, &kiosk, "seal").await;
    app.post(&format!("{other}/late")).public().send().await.expect(StatusCode::OK);
    let clerk = app.clerk("anna").await;
    app.open(&clerk, 1).await;
    let say = |what: &str| app.post(&format!("{url}/{what}")).public();
    let late = say("late").key("tap").send().await.expect(StatusCode::OK);
    assert_eq!(late["ticket"], ticket);
    assert_eq!(say("late").key("tap").send().await.expect(StatusCode::OK), late, "a tap repeated is one tap");
    say("late").send().await.problem(409, "wrong_phase");
    let mine = view(&app, &format!("ticket/{ticket}")).await;
    assert_eq!((&mine["late"], &mine["may_be_late"]), (&json!(true), &json!(false)));
    let parked = view(&app, "desk/1").await["parked"].clone();
    assert_eq!(parked.as_array().unwrap().len(), 1, "whom the window could not call it does not list");
    assert_eq!((&parked[0]["ticket"], &parked[0]["late"]), (&json!(ticket), &json!(true)));
    assert_eq!(view(&app, "desk/2").await["parked"].as_array().unwrap().len(), 2);
    say("return").send().await.expect(StatusCode::OK);
    assert_eq!(view(&app, "desk/1").await["parked"], json!([]));

    let call = || app.post("/api/v1/windows/1/call-next").session(&clerk).json(&json!({})).send();
    call().await.expect(StatusCode::OK);
    assert_eq!(view(&app, &format!("ticket/{ticket}")).await["may_be_late"], true);
    say("late").send().await.expect(StatusCode::OK);
    assert_eq!(view(&app, "window/1").await["call"], json!(null), "the window is free at once");
    assert_eq!(view(&app, "board").await["calls"], json!([]));
    app.post(&format!("/api/v1/tickets/{ticket}/return")).session(&clerk).send().await.expect(StatusCode::OK);
    call().await.expect(StatusCode::OK);
    assert_eq!(view(&app, &format!("ticket/{ticket}")).await["may_be_late"], false);
    say("late").send().await.problem(409, "late_twice");
}

#[tokio::test]
async fn a_guessed_address_leads_nowhere() {
    let app = TestApp::start().await;
    let (url, _) = taken(&app).await;
    let last = if url.ends_with('7') { '8' } else { '7' };
    let guessed = format!("{}{last}", &url[..url.len() - 1]);
    assert_eq!(app.get(&guessed).public().send().await.status, StatusCode::NOT_FOUND);
    app.get(&format!("{guessed}/feed")).public().send().await.problem(404, "not_found");
    for what in ["cancel", "late", "return"] {
        app.post(&format!("{guessed}/{what}")).public().send().await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn an_address_that_asks_too_often_has_to_wait() {
    let app = TestApp::start_with(|config| config.limits.public_requests_per_minute = 6).await;
    let (url, _) = taken(&app).await;
    let ask = |from| app.get(&url).public().from(from).send();
    for _ in 0..6 {
        assert_eq!(ask([1, 2, 3, 4]).await.status, StatusCode::OK);
    }
    let reply = ask([1, 2, 3, 4]).await;
    assert_eq!(reply.header("retry-after"), "10");
    reply.problem(429, "too_many_requests");
    assert_eq!(ask([1, 2, 3, 5]).await.status, StatusCode::OK);
    app.clock.advance(10_000);
    assert_eq!(ask([1, 2, 3, 4]).await.status, StatusCode::OK);
}
