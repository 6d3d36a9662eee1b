//! Cards, return codes, scanned tickets: what a kiosk sends beside the basket.

use axum::http::StatusCode;
use hall_api::requests::Role;
use hall_server::store::devices::DeviceKind;
use serde_json::{Value, json};

use crate::stage::{Reply, TestApp};

const MINUTE_MS: u32 = 60_000;

async fn take(app: &TestApp, kiosk: &str, body: &Value) -> Reply {
    app.post("/api/v1/tickets").token(kiosk).json(body).send().await
}

/// A ticket at window 1 that needs materials: what recording that gave.
async fn send_away(app: &TestApp, kiosk: &str, clerk: &str) -> Value {
    let ticket = app.take(kiosk, &["card"]).await["ticket"].clone();
    let at = |verb: &str| app.post(&format!("/api/v1/windows/1/{verb}")).session(clerk);
    at("call").json(&json!({ "ticket": ticket })).send().await.expect(StatusCode::OK);
    at("start").json(&json!({ "ticket": ticket })).send().await.expect(StatusCode::OK);
    let outcomes =
        json!({ "ticket": ticket, "outcomes": [{ "item": "card", "outcome": "needs_materials" }] });
    at("finish").json(&outcomes).send().await.expect(StatusCode::OK)
}

#[tokio::test]
async fn one_person_has_one_open_ticket() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let with_card = |card: &str, item: &str| json!({ "items": [item], "card": card });
    let first = take(&app, &kiosk, &with_card("3190100001", "card")).await.expect(StatusCode::OK);
    let refused = take(&app, &kiosk, &with_card(" 3190100001 ", "seal")).await.problem(409, "open_ticket");
    assert_eq!(refused["params"]["ticket"], first["ticket"]);
    assert_eq!(refused["params"]["number"], json!({ "prefix": "A", "number": 1 }));
    take(&app, &kiosk, &with_card("3190100002", "card")).await.expect(StatusCode::OK);
    app.post(&format!("/api/v1/tickets/{}/cancel", first["ticket"]))
        .token(&kiosk)
        .send()
        .await
        .expect(StatusCode::OK);
    take(&app, &kiosk, &with_card("3190100001", "seal")).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_card_that_cannot_be_one_is_refused_without_being_repeated() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    for card in ["", "12", "1234 5678", "学号三一九零", &"9".repeat(33)] {
        let problem =
            take(&app, &kiosk, &json!({ "items": ["card"], "card": card })).await.problem(422, "bad_card");
        assert!(card.is_empty() || !problem.to_string().contains(card), "{problem}");
    }
}

#[tokio::test]
async fn a_cards_number_stands_nowhere_in_the_database() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    take(&app, &kiosk, &json!({ "items": ["card"], "card": "3190100001" })).await.expect(StatusCode::OK);
    let mut db = app.state.engine.readers().acquire().await.unwrap();
    let bodies: Vec<String> =
        sqlx::query_scalar("SELECT body FROM events").fetch_all(&mut *db).await.unwrap();
    assert!(bodies.iter().any(|body| body.contains("\"person\"")), "the event names the person");
    assert!(bodies.iter().all(|body| !body.contains("3190100001")), "{bodies:?}");
}

#[tokio::test]
async fn a_return_code_is_made_once_shown_and_used_once() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let code = send_away(&app, &kiosk, &clerk).await["return_code"].as_str().unwrap().to_owned();
    assert_eq!(code.len(), 10);
    let body = |code: &str| json!({ "items": ["seal"], "return_code": code });
    let typed = format!("{}-{}", code[..5].to_lowercase(), &code[5..]);
    let with = |key: &'static str, code: &str| {
        app.post("/api/v1/tickets").key(key).token(&kiosk).json(&body(code)).send()
    };
    with("wrong", "AAAAA-AAAAA").await.problem(422, "return_code_unknown");
    let taken = with("mine", &typed).await.expect(StatusCode::OK);
    assert_eq!(with("mine", &typed).await.expect(StatusCode::OK), taken, "a repetition is the very same");
    with("mine", "AAAAA-AAAAA").await.problem(422, "key_reused");
    with("again", &code).await.problem(409, "return_code_used");
    let cancel = format!("/api/v1/tickets/{}/cancel", taken["ticket"]);
    app.post(&cancel).token(&kiosk).send().await.expect(StatusCode::OK);
    with("later", &code).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_return_code_gives_its_credit() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let code = send_away(&app, &kiosk, &clerk).await["return_code"].clone();
    app.clock.advance(60 * MINUTE_MS);
    app.take(&kiosk, &["card"]).await;
    app.clock.advance(10 * MINUTE_MS);
    let back =
        take(&app, &kiosk, &json!({ "items": ["card"], "return_code": code })).await.expect(StatusCode::OK);
    assert_eq!(back["people_ahead"], 0, "half an hour of credit stands before ten minutes of waiting");
}

#[tokio::test]
async fn the_desk_shows_the_code_while_the_visitor_is_there() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let ticket = app.take(&kiosk, &["card", "loss"]).await["ticket"].clone();
    let at = |verb: &str| app.post(&format!("/api/v1/windows/1/{verb}")).session(&clerk);
    at("call").json(&json!({ "ticket": ticket })).send().await.expect(StatusCode::OK);
    at("start").json(&json!({ "ticket": ticket })).send().await.expect(StatusCode::OK);
    let desk = || async {
        let view = app.state.engine.view("desk/1".parse().unwrap()).await.unwrap();
        serde_json::from_str::<Value>(&view).unwrap()["view"]["ticket"]["return_code"].clone()
    };
    assert_eq!(desk().await, Value::Null);
    let outcome = |item: &str, outcome: &str| json!({ "ticket": ticket, "item": item, "outcome": outcome });
    let done = at("outcome").json(&outcome("loss", "done")).send().await.expect(StatusCode::OK);
    assert_eq!(done["return_code"], Value::Null);
    let lacking = at("outcome").json(&outcome("card", "needs_materials")).send().await.expect(StatusCode::OK);
    assert_eq!(desk().await, lacking["return_code"]);
    assert!(lacking["return_code"].is_string());
}

#[tokio::test]
async fn a_return_code_expires_after_thirty_days() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let code = send_away(&app, &kiosk, &clerk).await["return_code"].clone();
    // The clock is moved in steps: a jump would hold the day back until staff confirm it.
    for _ in 0..30 * 24 * 6 {
        app.clock.advance(10 * MINUTE_MS);
    }
    take(&app, &kiosk, &json!({ "items": ["card"], "return_code": code }))
        .await
        .problem(409, "return_code_expired");
}

#[tokio::test]
async fn wrong_return_codes_of_one_kiosk_are_counted() {
    let app = TestApp::start_with(|config| config.limits.code_tries = 3).await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let code = send_away(&app, &kiosk, &clerk).await["return_code"].clone();
    let wrong = json!({ "items": ["card"], "return_code": "AAAAAAAAAA" });
    for _ in 0..3 {
        take(&app, &kiosk, &wrong).await.problem(422, "return_code_unknown");
    }
    let right = json!({ "items": ["card"], "return_code": code });
    take(&app, &kiosk, &right).await.problem(429, "too_many_tries");
    let other = app.device("kiosk-2", DeviceKind::Kiosk).await;
    take(&app, &other, &right).await.expect(StatusCode::OK);
    take(&app, &kiosk, &json!({ "items": ["card"] })).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_scanned_ticket_tells_whether_its_visitor_can_come_back() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let taken = app.take(&kiosk, &["card"]).await;
    let (ticket, url) = (taken["ticket"].clone(), taken["phone_url"].as_str().unwrap().to_owned());
    let scan =
        |code: &str| app.post("/api/v1/tickets/scan").token(&kiosk).json(&json!({ "code": code })).send();
    let at = |verb: &str| {
        app.post(&format!("/api/v1/windows/1/{verb}"))
            .session(&clerk)
            .json(&json!({ "ticket": ticket }))
            .send()
    };
    let waiting = scan(&url).await.expect(StatusCode::OK);
    assert_eq!((&waiting["ticket"], &waiting["number"]), (&ticket, &json!("A001")));
    assert_eq!(waiting["cannot_return"], "waiting");
    at("call").await.expect(StatusCode::OK);
    assert_eq!(scan(&url).await.expect(StatusCode::OK)["cannot_return"], "called");
    at("no-show").await.expect(StatusCode::OK);
    let bare = url.rsplit_once('/').unwrap().1.to_lowercase();
    let missed = scan(&bare).await.expect(StatusCode::OK);
    assert_eq!((&missed["cannot_return"], &missed["state"]["state"]), (&Value::Null, &json!("no_show")));
    let back = format!("/api/v1/tickets/{ticket}/return");
    app.post(&back).token(&kiosk).send().await.expect(StatusCode::OK);
    assert_eq!(scan(&url).await.expect(StatusCode::OK)["cannot_return"], "waiting");
    app.post("/api/v1/tickets/scan")
        .session(&clerk)
        .json(&json!({ "code": url }))
        .send()
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_ticket_is_told_and_counted() {
    let app = TestApp::start_with(|config| config.limits.code_tries = 4).await;
    let kiosk = app.kiosk().await;
    let scan =
        |code: &str| app.post("/api/v1/tickets/scan").token(&kiosk).json(&json!({ "code": code })).send();
    for wrong in
        ["", "A003", "http://hall.example/t/", "https://elsewhere.example/t/0123456789ABCDEFGHJKMNPQ"]
    {
        scan(wrong).await.problem(404, "not_a_ticket");
    }
    scan("A003").await.problem(429, "too_many_tries");
}

#[tokio::test]
async fn one_address_may_not_try_many_users() {
    let app = TestApp::start_with(|config| config.limits.sign_in_tries_per_address = 6).await;
    let hash = hall_server::auth::password::hash("right horse").unwrap();
    app.add_staff("anna", &hash, &[Role::Clerk]).await;
    let try_as = |user: &str, password: &str| {
        let body = json!({ "user": user, "password": password });
        app.call(&axum::http::Method::POST, "/api/v1/session").json(&body).send()
    };
    for _ in 0..10 {
        try_as("anna", "right horse").await.expect(StatusCode::OK);
    }
    for user in ["a", "b", "c", "d", "e", "f"] {
        try_as(user, "guess").await.problem(401, "bad_sign_in");
    }
    try_as("g", "guess").await.problem(429, "too_many_tries");
    try_as("anna", "right horse").await.problem(429, "too_many_tries");
}
