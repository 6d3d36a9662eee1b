//! The acceptance screen and the rating: from the clerk's ticks to the supervisor's figures.

use axum::http::StatusCode;
use hall_api::requests::Role;
use hall_server::store::devices::DeviceKind;
use serde_json::{Value, json};

use crate::stage::{Reply, TestApp};

const MINUTE_MS: u32 = 60_000;

/// A hall with a visit at window 1 that the tests bring to its end.
struct Visit {
    app: TestApp,
    clerk: String,
    pad: String,
    ticket: Value,
    phone: String,
}

impl Visit {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
        let pad = app.device("pad-1", DeviceKind::Display).await;
        app.open(&clerk, 1).await;
        let taken = app.take(&kiosk, &["card"]).await;
        let phone =
            taken["phone_url"].as_str().unwrap().strip_prefix("http://hall.example").unwrap().to_owned();
        let visit = Self { app, clerk, pad, ticket: taken["ticket"].clone(), phone };
        visit.at("call", &json!({ "ticket": visit.ticket })).await.expect(StatusCode::OK);
        visit
    }

    async fn serving() -> Self {
        let visit = Self::start().await;
        visit.at("start", &json!({ "ticket": visit.ticket })).await.expect(StatusCode::OK);
        visit
    }

    async fn ended() -> Self {
        let visit = Self::serving().await;
        visit.finish("done").await;
        visit
    }

    async fn finish(&self, outcome: &str) {
        let outcomes = json!([{ "item": "card", "outcome": outcome }]);
        let body = json!({ "ticket": self.ticket, "outcomes": outcomes });
        self.at("finish", &body).await.expect(StatusCode::OK);
    }

    async fn at(&self, verb: &str, body: &Value) -> Reply {
        self.app.post(&format!("/api/v1/windows/1/{verb}")).session(&self.clerk).json(body).send().await
    }

    async fn tick(&self, received: Value, chosen: Value) -> Reply {
        let body = json!({ "ticket": self.ticket, "item": "card", "received": received, "chosen": chosen });
        self.at("materials", &body).await
    }

    /// The pad at window 1 sends a rating.
    async fn tap(&self, key: &str, rating: &Value) -> Reply {
        self.tap_at(1, key, rating).await
    }

    async fn tap_at(&self, window: u16, key: &str, rating: &Value) -> Reply {
        let body = json!({ "ticket": self.ticket, "rating": rating });
        let call = self.app.post(&format!("/api/v1/windows/{window}/evaluation")).key(key);
        call.token(&self.pad).json(&body).send().await
    }

    /// The phone sends a rating.
    async fn write(&self, key: &str, rating: &Value) -> Reply {
        let call = self.app.post(&format!("{}/evaluation", self.phone)).key(key);
        call.public().json(rating).send().await
    }

    async fn view(&self, topic: &str) -> Value {
        let view = self.app.state.engine.view(topic.parse().unwrap()).await.unwrap();
        serde_json::from_str::<Value>(&view).unwrap()["view"].take()
    }

    async fn ratings(&self) -> Value {
        self.view("supervisor").await["ratings"].take()
    }

    /// The clock is moved in steps: a jump would hold the day back until staff confirm it.
    fn pass_minutes(&self, minutes: u32) {
        for _ in 0..minutes / 10 {
            self.app.clock.advance(10 * MINUTE_MS);
        }
        self.app.clock.advance(minutes % 10 * MINUTE_MS);
    }
}

#[tokio::test]
async fn from_the_ticks_of_the_clerk_to_the_figures_of_the_supervisor() {
    let visit = Visit::serving().await;
    let item = || async { visit.view("pad/1").await["visit"]["items"][0].take() };
    let marks = |item: &Value| -> Vec<bool> {
        item["materials"].as_array().unwrap().iter().map(|m| m["received"].as_bool().unwrap()).collect()
    };
    assert_eq!(marks(&item().await), [false, false]);
    visit.tick(json!([1]), Value::Null).await.expect(StatusCode::OK);
    visit.tick(json!([0]), json!("needs_materials")).await.expect(StatusCode::OK);
    let shown = item().await;
    assert_eq!((marks(&shown), &shown["decided"]), (vec![true, false], &json!(false)), "the latest wins");
    assert_eq!(shown["outcome"], "needs_materials");
    assert_eq!(visit.view("pad/1").await["rate"], Value::Null, "not before the visit has ended");

    visit.finish("needs_materials").await;
    let pad = visit.view("pad/1").await;
    assert_eq!(pad["visit"]["items"][0]["decided"], true);
    assert_eq!(marks(&pad["visit"]["items"][0]), [true, false], "what is missing stays on the pad");
    assert_eq!(pad["visit"]["come_back"]["code"].as_str().unwrap().len(), 10);
    assert_eq!(pad["rate"]["ticket"], visit.ticket);
    let codes: Vec<&str> =
        pad["rate"]["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"quick") && codes.contains(&"slow"), "{codes:?}");

    let desk_before = visit.view("desk/1").await;
    let rating = json!({ "level": 2, "efficiency": 1, "attitude": 4, "reasons": ["slow", "many-papers"] });
    let told = visit.tap("rate-1", &rating).await.expect(StatusCode::OK);
    assert_eq!(told, json!({ "ticket": visit.ticket }));
    assert_eq!(visit.view("desk/1").await, desk_before, "the clerk sees nothing of it");
    let pad = visit.view("pad/1").await;
    assert_eq!((&pad["rate"], &pad["visit"]), (&Value::Null, &Value::Null));
    let ratings = visit.ratings().await;
    assert_eq!(ratings["levels"], json!([0, 1, 0, 0, 0]));
    let low = &ratings["low"][0];
    assert_eq!(low["number"], json!({ "prefix": "A", "number": 1 }));
    assert_eq!((&low["window"], &low["line"], &low["level"]), (&json!(1), &json!("cards"), &json!(2)));
    assert_eq!(low["clerk_name"], "Name of anna");
    assert_eq!(low["reasons"][1]["en"], "Too many papers asked for");
    let mut db = visit.app.state.engine.readers().acquire().await.unwrap();
    let row: (i64, String, i64, Option<i64>, Option<i64>, String, Option<String>) =
        sqlx::query_as("SELECT ticket, via, level, efficiency, competence, line, clerk FROM evaluations")
            .fetch_one(&mut *db)
            .await
            .unwrap();
    let ticket = visit.ticket.as_i64().unwrap();
    assert_eq!(row, (ticket, "pad".into(), 2, Some(1), None, "cards".into(), Some("anna".into())));
}

#[tokio::test]
async fn one_visit_is_rated_once() {
    let visit = Visit::ended().await;
    let good = json!({ "level": 5, "reasons": ["quick"] });
    let first = visit.tap("k", &good).await.expect(StatusCode::OK);
    assert_eq!(visit.tap("k", &good).await.expect(StatusCode::OK), first, "a repetition is the very same");
    visit.tap("k", &json!({ "level": 4 })).await.problem(422, "key_reused");
    visit.tap("other", &good).await.problem(409, "evaluation_given");
    visit.write("k", &good).await.problem(409, "evaluation_given");
    assert_eq!(visit.ratings().await["levels"], json!([0, 0, 0, 0, 1]));
}

#[tokio::test]
async fn a_rating_that_says_what_cannot_be_said_is_refused_and_another_may_follow() {
    let visit = Visit::ended().await;
    for wrong in [
        json!({ "level": 0 }),
        json!({ "level": 6 }),
        json!({ "level": "5" }),
        json!({}),
        json!({ "level": 5, "attitude": 9 }),
        json!({ "level": 5, "clerk": "anna" }),
    ] {
        visit.tap("k", &wrong).await.problem(422, "invalid");
        visit.write("k", &wrong).await.problem(422, "invalid");
    }
    for reasons in [json!(["slow"]), json!(["weather"]), json!(["quick", "quick"])] {
        visit.tap("k", &json!({ "level": 5, "reasons": reasons })).await.problem(422, "reason_unknown");
    }
    let long = json!({ "level": 1, "comment": "长".repeat(201) });
    visit.write("k", &long).await.problem(422, "comment_too_long");
    let huge = json!({ "level": 1, "comment": "长".repeat(100_000) });
    visit.write("k", &huge).await.problem(413, "too_large");
    let full = json!({ "level": 1, "comment": "长".repeat(200) });
    visit.write("k", &full).await.expect(StatusCode::OK);
    assert_eq!(visit.ratings().await["low"][0]["comment"], "长".repeat(200));
}

#[tokio::test]
async fn a_pad_rates_the_visit_that_has_just_ended_at_its_window() {
    let visit = Visit::start().await;
    let good = json!({ "level": 5 });
    visit.tap("early", &good).await.problem(409, "wrong_phase");
    visit.at("start", &json!({ "ticket": visit.ticket })).await.expect(StatusCode::OK);
    visit.tap("early", &good).await.problem(409, "wrong_phase");
    visit.finish("done").await;
    visit.tap_at(2, "k", &good).await.problem(409, "ticket_elsewhere");
    let unknown = json!({ "ticket": 4711, "rating": good });
    let call = visit.app.post("/api/v1/windows/1/evaluation").token(&visit.pad).json(&unknown);
    call.send().await.problem(404, "ticket_unknown");
    visit.app.clock.advance(3 * MINUTE_MS - 1);
    assert_ne!(visit.view("pad/1").await["rate"], Value::Null);
    visit.app.clock.advance(1);
    assert_eq!(visit.view("pad/1").await["rate"], Value::Null);
    visit.tap("k", &good).await.problem(409, "evaluation_late");
    visit.write("k", &good).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn the_next_visitor_has_the_pad_to_himself() {
    let visit = Visit::ended().await;
    let kiosk = visit.app.device("kiosk-2", DeviceKind::Kiosk).await;
    let next = visit.app.take(&kiosk, &["card"]).await["ticket"].clone();
    visit.at("call", &json!({ "ticket": next })).await.expect(StatusCode::OK);
    assert_eq!(visit.view("pad/1").await["rate"]["ticket"], visit.ticket, "still on the way");
    visit.at("start", &json!({ "ticket": next })).await.expect(StatusCode::OK);
    let pad = visit.view("pad/1").await;
    assert_eq!((&pad["rate"], &pad["visit"]["ticket"]), (&Value::Null, &next));
    visit.tap("k", &json!({ "level": 5 })).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_phone_rates_within_five_days_and_not_a_minute_longer() {
    let five_days = 5 * 24 * 60;
    for (after_minutes, expected) in [(five_days - 1, None), (five_days + 1, Some("evaluation_late"))] {
        let visit = Visit::ended().await;
        visit.pass_minutes(after_minutes);
        let page = visit.app.get(&visit.phone).public().send().await;
        assert_eq!(page.status, StatusCode::OK, "the page of an earlier day says what it was");
        let html = String::from_utf8(page.body.to_vec()).unwrap();
        assert!(html.contains("A001") && html.contains(" · 20"), "{html}");
        let offers = html.contains("data-post=\"") && !html.contains("evaluation\" hidden");
        assert_eq!(offers, expected.is_none(), "{html}");
        let scan = json!({ "code": visit.phone });
        let kiosk = visit.app.device("kiosk-2", DeviceKind::Kiosk).await;
        let scanned = visit.app.post("/api/v1/tickets/scan").token(&kiosk).json(&scan).send().await;
        scanned.problem(404, "not_a_ticket");
        let reply = visit.write("k", &json!({ "level": 4 })).await;
        match expected {
            None => {
                reply.expect(StatusCode::OK);
                assert_eq!(visit.ratings().await["levels"], json!([0, 0, 0, 1, 0]), "counted on its own day");
            }
            Some(code) => drop(reply.problem(409, code)),
        }
    }
}

#[tokio::test]
async fn after_a_week_the_address_leads_nowhere_again() {
    let visit = Visit::ended().await;
    visit.pass_minutes(9 * 24 * 60);
    visit.view("supervisor").await;
    let page = visit.app.get(&visit.phone).public().send().await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    visit.write("k", &json!({ "level": 4 })).await.problem(404, "ticket_unknown");
}

#[tokio::test]
async fn staff_can_neither_rate_nor_listen_to_a_pad() {
    let visit = Visit::ended().await;
    let body = json!({ "ticket": visit.ticket, "rating": { "level": 5 } });
    let boss = visit.app.staff("boss", &[Role::Supervisor, Role::Administrator, Role::Clerk]).await;
    for session in [&visit.clerk, &boss] {
        let call = visit.app.post("/api/v1/windows/1/evaluation").session(session).json(&body);
        call.send().await.problem(403, "forbidden");
    }
    let listen = |topic: &str| visit.app.get(&format!("/api/v1/feed?topics={topic}"));
    listen("pad/1").session(&visit.clerk).send().await.problem(403, "forbidden");
    let kiosk = visit.app.device("kiosk-2", DeviceKind::Kiosk).await;
    listen("pad/1").token(&kiosk).send().await.problem(403, "forbidden");
    listen("pad/9").token(&visit.pad).send().await.problem(404, "window_unknown");
    let (status, ..) = listen("pad/1").token(&visit.pad).stream().await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn only_the_clerk_at_the_window_ticks_and_only_what_is_in_hand() {
    let visit = Visit::serving().await;
    let other = visit.app.clerk("ben").await;
    let body = |ticket: &Value, item: &str| json!({ "ticket": ticket, "item": item, "received": [0] });
    let post = |session: &str, body: &Value| {
        visit.app.post("/api/v1/windows/1/materials").session(session).json(body).send()
    };
    post(&other, &body(&visit.ticket, "card")).await.problem(403, "not_your_window");
    post(&visit.clerk, &body(&json!(99), "card")).await.problem(409, "stale");
    post(&visit.clerk, &body(&visit.ticket, "seal")).await.problem(422, "item_not_on_ticket");
    visit.tick(json!([50]), Value::Null).await.problem(422, "invalid");
    visit.tick(json!([7]), Value::Null).await.expect(StatusCode::OK);
    visit.finish("done").await;
    visit.tick(json!([0]), Value::Null).await.problem(409, "stale");
}
