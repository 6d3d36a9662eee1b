//! Printers: their state, orders of staff, what devices take from their view.

use axum::http::StatusCode;
use hall_api::requests::Role;
use hall_server::store::audit;
use hall_server::store::devices::DeviceKind;
use serde_json::{Value, json};

use crate::small::MORNING;
use crate::stage::TestApp;

async fn view(app: &TestApp, topic: &str) -> Value {
    let view = app.state.engine.view(topic.parse().unwrap()).await.unwrap();
    serde_json::from_str::<Value>(&view).unwrap()["view"].clone()
}

/// The printer of `kiosk-1` as the supervisor sees it.
async fn printer(app: &TestApp) -> Value {
    let view = view(app, "supervisor").await;
    let device =
        view["devices"].as_array().unwrap().iter().find(|device| device["device"] == "kiosk-1").unwrap();
    device["printer"].clone()
}

async fn report(app: &TestApp, kiosk: &str, job: &Value, outcome: &str) {
    let reply = app.post(&format!("/api/v1/print-jobs/{job}/report")).token(kiosk);
    let reply = reply.json(&json!({ "outcome": outcome, "detail": "no answer" })).send().await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_printers_state_is_shown_since_it_began() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    assert_eq!(printer(&app).await, Value::Null);
    let say = |state: &str| {
        let body = json!({ "state": state, "detail": "roll of 80 mm" });
        app.post("/api/v1/printer").token(&kiosk).json(&body).send()
    };
    for state in ["ok", "near_end", "out", "cover", "cutter", "away", "garbage", "unknown"] {
        assert_eq!(say(state).await.status, StatusCode::NO_CONTENT, "{state}");
        app.clock.advance(1_000);
        say(state).await;
        let shown = printer(&app).await;
        assert_eq!((&shown["state"], &shown["detail"]), (&json!(state), &json!("roll of 80 mm")));
        assert_eq!(shown["since"], app.state.clock.now().0 - 1_000, "{state}");
    }
    say("on fire").await.problem(422, "invalid");
}

#[tokio::test]
async fn a_lost_print_is_listed_and_printed_again_with_its_number() {
    let app = TestApp::start().await;
    let (kiosk, boss) = (app.kiosk().await, app.staff("wang", &[Role::Supervisor]).await);
    let taken = app.take(&kiosk, &["card"]).await;
    let job = taken["print_job"]["id"].clone();
    report(&app, &kiosk, &job, "unknown").await;
    let lost = printer(&app).await["uncertain"].clone();
    assert_eq!(lost.as_array().unwrap().len(), 1);
    assert_eq!(
        (&lost[0]["job"], &lost[0]["outcome"], &lost[0]["detail"]),
        (&job, &json!("unknown"), &json!("no answer"))
    );
    let reprint = |key: &'static str| {
        let call = app.post(&format!("/api/v1/print-jobs/{job}/reprint")).key(key).session(&boss);
        call.json(&json!({})).send()
    };
    let ordered = reprint("again").await.expect(StatusCode::OK);
    assert_eq!(reprint("again").await.expect(StatusCode::OK), ordered, "a repetition orders nothing new");
    let jobs = view(&app, "printer/kiosk-1").await["jobs"].clone();
    assert_eq!(jobs.as_array().unwrap().len(), 1);
    assert_eq!(
        (&jobs[0]["id"], &jobs[0]["ticket"], &jobs[0]["reprint"]),
        (&ordered["job"], &taken["ticket"], &json!(true))
    );
    let paper = jobs[0]["receipt"].to_string();
    assert!(paper.contains("A001") && paper.contains("补打"), "{paper}");
    let shown = printer(&app).await;
    assert_eq!(
        (&shown["uncertain"], &shown["queue"][0]["number"]),
        (&json!([]), &json!({ "prefix": "A", "number": 1 }))
    );
    report(&app, &kiosk, &job, "unknown").await;
    assert_eq!(printer(&app).await["uncertain"], json!([]), "told again, it is no news");
    report(&app, &kiosk, &ordered["job"], "confirmed").await;
    report(&app, &kiosk, &ordered["job"], "unknown").await;
    assert_eq!(printer(&app).await, Value::Null, "the first report stands");
    assert_eq!(view(&app, "printer/kiosk-1").await, json!({ "jobs": [], "clear": null }));
    let told = app.post("/api/v1/kiosk/hello").token(&kiosk).json(&json!({ "journal": [] })).send().await;
    assert_eq!(told.expect(StatusCode::OK)["print_jobs"], json!([]));
}

#[tokio::test]
async fn a_ticket_that_is_over_is_not_printed_again() {
    let app = TestApp::start().await;
    let (kiosk, boss) = (app.kiosk().await, app.staff("wang", &[Role::Supervisor]).await);
    let taken = app.take(&kiosk, &["card"]).await;
    let job = taken["print_job"]["id"].clone();
    report(&app, &kiosk, &job, "refused").await;
    let cancel = format!("/api/v1/tickets/{}/cancel", taken["ticket"]);
    app.post(&cancel).token(&kiosk).send().await.expect(StatusCode::OK);
    assert_eq!(printer(&app).await, Value::Null);
    let reprint = |job: &Value| {
        app.post(&format!("/api/v1/print-jobs/{job}/reprint")).session(&boss).json(&json!({})).send()
    };
    reprint(&job).await.problem(409, "wrong_phase");
    reprint(&json!(999)).await.problem(404, "not_found");
}

#[tokio::test]
async fn test_pages_and_clearing_are_orders_with_their_line_in_the_audit() {
    let app = TestApp::start().await;
    let (kiosk, boss) = (app.kiosk().await, app.staff("wang", &[Role::Supervisor]).await);
    let order = |path: &str, key: &str, body: Value| {
        app.post(&format!("/api/v1/printers/{path}")).key(key).session(&boss).json(&body).send()
    };
    let page = order("kiosk-1/test", "one", json!({})).await.expect(StatusCode::OK);
    let english = order("kiosk-1/test", "two", json!({ "english": true })).await.expect(StatusCode::OK);
    order("kiosk-1/clear", "two", json!({})).await.problem(422, "key_reused");
    order("kiosk-9/test", "three", json!({})).await.problem(404, "not_found");
    let jobs = view(&app, "printer/kiosk-1").await["jobs"].clone();
    assert_eq!((&jobs[0]["id"], &jobs[1]["id"]), (&page["job"], &english["job"]));
    assert!(
        jobs[0]["receipt"].to_string().contains("测试页")
            && jobs[0]["receipt"].to_string().contains("kiosk-1")
    );
    assert!(jobs[1]["receipt"].to_string().contains("test page"));
    let cleared = order("kiosk-1/clear", "four", json!({})).await.expect(StatusCode::OK);
    assert_eq!(view(&app, "printer/kiosk-1").await, json!({ "jobs": [], "clear": cleared["job"] }));
    assert_eq!(view(&app, "supervisor").await["print_jobs_open"], 1, "what was dropped is not open any more");
    report(&app, &kiosk, &cleared["job"], "confirmed").await;
    assert_eq!(view(&app, "printer/kiosk-1").await["clear"], Value::Null);
    let audit = audit::since(&app.state.engine.readers(), MORNING).await.unwrap();
    let told: Vec<_> =
        audit.iter().map(|e| (e.staff.as_str(), e.action.as_str(), e.target.as_str(), e.result)).collect();
    let job = |order: &Value| order["job"].as_i64();
    assert_eq!(
        told,
        [
            ("wang", "test", "kiosk-1", job(&page)),
            ("wang", "test", "kiosk-1", job(&english)),
            ("wang", "clear", "kiosk-1", job(&cleared)),
        ]
    );
}

#[tokio::test]
async fn a_device_hears_of_its_own_printer_only() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    app.device("kiosk-2", DeviceKind::Kiosk).await;
    let listen = |topic: &str| app.get(&format!("/api/v1/feed?topics={topic}")).token(&kiosk).stream();
    assert_eq!(listen("printer/kiosk-2").await.0, StatusCode::FORBIDDEN);
    assert_eq!(listen("printer/").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _, body) = listen("kiosk,printer/kiosk-1").await;
    assert_eq!(status, StatusCode::OK);
    let seen = view(&app, "supervisor").await["devices"].clone();
    assert_eq!((&seen[0]["connected"], &seen[1]["connected"]), (&json!(true), &json!(false)));
    drop(body);
    let seen = view(&app, "supervisor").await["devices"].clone();
    assert_eq!((&seen[0]["connected"], &seen[0]["since"]), (&json!(false), &json!(MORNING.0)));
}
