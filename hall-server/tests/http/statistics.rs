//! Figures over HTTP: what happened is what is told, as JSON, to take away, and to a clerk of their own day.

use axum::http::StatusCode;
use hall_api::requests::Role;
use serde_json::{Value, json};

use crate::stage::TestApp;

const MINUTE_MS: u32 = 60_000;

/// The clock of a test goes on by days, and nobody signs in again.
fn signed_in_for_days(config: &mut hall_server::config::Config) {
    config.sessions.idle_minutes = 14 * 24 * 60;
}

/// Two visitors at window 1: one served after five minutes for three, one who does not come.
async fn a_morning(app: &TestApp) -> String {
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let first = app.take(&kiosk, &["card", "loss"]).await;
    app.take(&kiosk, &["card"]).await;
    app.clock.advance(5 * MINUTE_MS);
    let act = async |verb: &str, body: Value| {
        let path = format!("/api/v1/windows/1/{verb}");
        app.post(&path).session(&clerk).json(&body).send().await.expect(StatusCode::OK)
    };
    act("call-next", json!({ "believed": null })).await;
    act("start", json!({ "ticket": first["ticket"] })).await;
    app.clock.advance(3 * MINUTE_MS);
    let outcomes =
        json!([{ "item": "card", "outcome": "needs_materials" }, { "item": "loss", "outcome": "done" }]);
    act("finish", json!({ "ticket": first["ticket"], "outcomes": outcomes })).await;
    act("pause", json!({ "reason": "break" })).await;
    app.clock.advance(2 * MINUTE_MS);
    act("continue", json!({})).await;
    let missed = act("call-next", json!({ "believed": null })).await;
    act("no-show", json!({ "ticket": missed["ticket"] })).await;
    clerk
}

#[tokio::test]
async fn what_happened_is_told_by_every_group() {
    let app = TestApp::start().await;
    a_morning(&app).await;
    let supervisor = app.staff("wang", &[Role::Supervisor]).await;
    let ask = async |query: &str| {
        let path = format!("/api/v1/statistics?{query}");
        app.get(&path).session(&supervisor).send().await.expect(StatusCode::OK)
    };
    let day = ask("by=line").await;
    assert_eq!(
        (&day["from"], &day["to"], &day["complete"]),
        (&json!("2026-09-01"), &json!("2026-09-01"), &json!(true))
    );
    let total = &day["total"];
    for (figure, expected) in
        [("arrivals", 2), ("served", 1), ("no_shows", 1), ("cancelled", 0), ("unserved", 0)]
    {
        assert_eq!(total[figure], expected, "{figure}: {day}");
    }
    assert_eq!(total["wait"]["p50_ms"], 5 * MINUTE_MS);
    assert_eq!(
        total["service"],
        json!({ "count": 1, "sum_ms": 180_000, "p50_ms": 180_000, "p90_ms": 180_000, "max_ms": 180_000 })
    );
    assert_eq!(total["outcomes"]["needs_materials"], 1);
    assert_eq!(total["matters"], json!({ "decided": 1, "visits": 1, "in_one_visit": 1 }));
    assert_eq!(day["groups"][0]["key"], "cards");
    assert_eq!(day["groups"][0]["name"], json!({ "zh": "卡务", "en": "cards" }));
    for (by, keys) in [
        ("window", vec!["1"]),
        ("item", vec!["card", "loss"]),
        ("department", vec!["office"]),
        ("clerk", vec!["anna"]),
        ("hour", vec!["09"]),
        ("weekday", vec!["2"]),
        ("day", vec!["2026-09-01"]),
    ] {
        let found = ask(&format!("period=week&by={by}")).await;
        let found: Vec<&str> =
            found["groups"].as_array().unwrap().iter().map(|group| group["key"].as_str().unwrap()).collect();
        assert_eq!(found, keys, "{by}");
    }
    let clerks = ask("by=clerk").await;
    assert_eq!(clerks["groups"][0]["name"]["zh"], "Name of anna");
    assert_eq!(clerks["groups"][0]["figures"]["paused_ms"], 2 * MINUTE_MS);
    assert_eq!(ask("period=yesterday").await["total"]["arrivals"], 0);
    assert_eq!(ask("from=2026-09-01&to=2026-09-02&period=").await["total"]["arrivals"], 2);
}

#[tokio::test]
async fn a_day_that_is_over_still_counts() {
    let app = TestApp::start_with(signed_in_for_days).await;
    a_morning(&app).await;
    app.clock.advance(24 * 60 * MINUTE_MS);
    let kiosk = app.device("kiosk-2", hall_server::store::devices::DeviceKind::Kiosk).await;
    app.take(&kiosk, &["card"]).await;
    let auditor = app.staff("li", &[Role::Auditor]).await;
    let ask = async |query: &str| {
        let path = format!("/api/v1/statistics?{query}");
        app.get(&path).session(&auditor).send().await.expect(StatusCode::OK)
    };
    assert_eq!(ask("period=today").await["total"]["arrivals"], 1);
    assert_eq!(ask("period=yesterday").await["total"]["arrivals"], 2);
    let both = ask("period=week&by=day").await;
    assert_eq!(both["total"]["arrivals"], 3);
    assert_eq!(both["groups"][1]["key"], "2026-09-02");
    assert_eq!(both["total"]["unserved"], 1, "who missed the call and stayed away: {both}");
}

#[tokio::test]
async fn figures_are_taken_away_in_the_readers_language() {
    let app = TestApp::start().await;
    a_morning(&app).await;
    let supervisor = app.staff("wang", &[Role::Supervisor]).await;
    let csv = async |language: &str| {
        let path = format!("/api/v1/statistics.csv?by=item&lang={language}");
        let reply = app.get(&path).session(&supervisor).send().await;
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        let name = "attachment; filename=\"statistics-2026-09-01-2026-09-01-item.csv\"";
        assert_eq!(reply.header("content-disposition"), name);
        String::from_utf8(reply.body.to_vec()).unwrap()
    };
    let zh = csv("zh").await;
    assert!(zh.starts_with("\u{FEFF}事项,取号,办理,过号,等候中位（分钟）"), "{zh}");
    let lines: Vec<&str> = zh.lines().collect();
    assert!(lines[1].starts_with("全部,2,1,1,5.0,5.0,3.0,3.0,1,1.00,100.0,0,,"), "{zh}");
    assert!(lines[2].starts_with("校园卡,2,1,1,5.0,5.0,1.5,"), "{zh}");
    let en = csv("en").await;
    assert!(en.starts_with("\u{FEFF}Item,Numbers taken,Served,"), "{en}");
    let reply = app.get("/api/v1/statistics.xlsx?by=item").session(&supervisor).send().await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.body.starts_with(b"PK"), "a workbook is an archive");
}

#[tokio::test]
async fn a_period_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let supervisor = app.staff("wang", &[Role::Supervisor]).await;
    let ask = async |path: &str| app.get(path).session(&supervisor).send().await;
    for query in
        ["from=2026-09-02&to=2026-09-01", "from=2026-09-01", "from=2020-01-01&to=2026-09-01", "from=x&to=y"]
    {
        for ending in ["", ".csv", ".xlsx"] {
            ask(&format!("/api/v1/statistics{ending}?{query}")).await.problem(422, "bad_period");
        }
        let page = ask(&format!("/statistics?{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(String::from_utf8(page.body.to_vec()).unwrap().contains("role=\"alert\""), "{query}");
    }
    ask("/api/v1/statistics?by=mood").await.problem(400, "malformed");
    ask("/api/v1/statistics?period=century").await.problem(400, "malformed");
}

#[tokio::test]
async fn a_clerk_hears_of_their_own_day_and_nobody_elses() {
    let app = TestApp::start().await;
    let clerk = a_morning(&app).await;
    let mine = async |session: &str| {
        app.get("/api/v1/statistics/mine").session(session).send().await.expect(StatusCode::OK)
    };
    let expected = json!({
        "day": "2026-09-01", "visitors": 1, "no_shows": 1,
        "outcomes": { "done": 1, "accepted": 0, "needs_materials": 1, "refused": 0, "consulted": 0 },
        "service": { "count": 1, "sum_ms": 180_000, "p50_ms": 180_000, "p90_ms": 180_000, "max_ms": 180_000 },
        "open_ms": 10 * MINUTE_MS, "paused_ms": 2 * MINUTE_MS,
    });
    assert_eq!(mine(&clerk).await, expected);
    let other = app.clerk("bert").await;
    let none = mine(&other).await;
    assert_eq!((&none["visitors"], &none["service"]), (&json!(0), &Value::Null));
    app.get("/api/v1/statistics").session(&other).send().await.problem(403, "forbidden");
}

#[tokio::test]
async fn an_open_window_is_counted_until_now() {
    let app = TestApp::start().await;
    let clerk = a_morning(&app).await;
    app.clock.advance(20 * MINUTE_MS);
    let mine = app.get("/api/v1/statistics/mine").session(&clerk).send().await.expect(StatusCode::OK);
    assert_eq!(mine["open_ms"], 30 * MINUTE_MS, "twenty quiet minutes count: {mine}");
    assert_eq!(mine["paused_ms"], 2 * MINUTE_MS);
}

/// Jumps against the wall clock, milliseconds: more than a day ahead, which holds the rollover, and back over 3:00.
#[tokio::test]
async fn today_is_the_day_the_hall_is_in() {
    for jump_ms in [26 * 3_600_000, -8 * 3_600_000] {
        let app = TestApp::start_with(signed_in_for_days).await;
        let clerk = a_morning(&app).await;
        let supervisor = app.staff("wang", &[Role::Supervisor]).await;
        app.clock.jump(jump_ms);
        let mine = app.get("/api/v1/statistics/mine").session(&clerk).send().await.expect(StatusCode::OK);
        assert_eq!((&mine["day"], &mine["visitors"]), (&json!("2026-09-01"), &json!(1)), "{jump_ms}");
        let today = app.get("/api/v1/statistics?period=today").session(&supervisor);
        let today = today.send().await.expect(StatusCode::OK);
        assert_eq!((&today["from"], &today["total"]["arrivals"]), (&json!("2026-09-01"), &json!(2)));
    }
}

#[tokio::test]
async fn a_return_code_joins_the_visits_of_a_matter() {
    let app = TestApp::start_with(signed_in_for_days).await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let mut code = Value::Null;
    for outcome in ["needs_materials", "needs_materials", "done"] {
        let taken = json!({ "items": ["card"], "return_code": code });
        let taken =
            app.post("/api/v1/tickets").token(&kiosk).json(&taken).send().await.expect(StatusCode::OK);
        let act = async |verb: &str, body: Value| {
            let path = format!("/api/v1/windows/1/{verb}");
            app.post(&path).session(&clerk).json(&body).send().await.expect(StatusCode::OK)
        };
        act("call-next", json!({ "believed": null })).await;
        act("start", json!({ "ticket": taken["ticket"] })).await;
        let outcomes = json!([{ "item": "card", "outcome": outcome }]);
        code = act("finish", json!({ "ticket": taken["ticket"], "outcomes": outcomes })).await["return_code"]
            .take();
        app.clock.advance(24 * 60 * MINUTE_MS);
        if outcome != "done" {
            assert!(code.is_string(), "{code}");
        }
    }
    let supervisor = app.staff("wang", &[Role::Supervisor]).await;
    let found = app.get("/api/v1/statistics?from=2026-09-01&to=2026-09-30&by=item").session(&supervisor);
    let found = found.send().await.expect(StatusCode::OK);
    assert_eq!(found["total"]["matters"], json!({ "decided": 1, "visits": 3, "in_one_visit": 0 }));
}

#[tokio::test]
async fn a_rating_counts_for_the_visit_and_for_whoever_served_it() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    let taken = app.take(&kiosk, &["card"]).await;
    for (verb, body) in [
        ("call-next", json!({ "believed": null })),
        ("start", json!({ "ticket": taken["ticket"] })),
        ("finish", json!({ "ticket": taken["ticket"], "outcomes": [{ "item": "card", "outcome": "done" }] })),
    ] {
        let path = format!("/api/v1/windows/1/{verb}");
        app.post(&path).session(&clerk).json(&body).send().await.expect(StatusCode::OK);
    }
    let address = taken["phone_url"].as_str().unwrap();
    let phone = &address[address.find("/t/").unwrap()..];
    let rating = json!({ "level": 4 });
    app.post(&format!("{phone}/evaluation")).public().json(&rating).send().await.expect(StatusCode::OK);
    let supervisor = app.staff("wang", &[Role::Supervisor]).await;
    for (by, key) in [("line", "cards"), ("window", "1"), ("clerk", "anna"), ("item", "card"), ("hour", "09")]
    {
        let path = format!("/api/v1/statistics?by={by}");
        let found = app.get(&path).session(&supervisor).send().await.expect(StatusCode::OK);
        assert_eq!(found["total"]["ratings"]["levels"], json!([0, 0, 0, 1, 0]));
        assert_eq!(found["groups"][0]["key"], key);
        assert_eq!(found["groups"][0]["figures"]["ratings"]["levels"], json!([0, 0, 0, 1, 0]), "{by}");
    }
}
