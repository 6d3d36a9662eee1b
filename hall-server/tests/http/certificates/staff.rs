//! The ledger as staff use it, and the trace they leave.

use axum::http::StatusCode;
use hall_api::requests::Role;
use hall_api::texts::Texts;
use hall_core::time::HOUR_MS;
use hall_server::certificates::ledger::staff::{StaffOrder, find, reprint};
use hall_server::certificates::ledger::time;
use hall_server::certificates::verify::Verifier;
use hall_server::verification::{Code, Lookup as _};
use serde_json::{Value, json};

use super::stage::{Certificates, POLICY, Visitor};
use super::{ANNA, ZHANG};
use crate::stage::TestApp;

impl TestApp {
    /// A kiosk tells that it has a printer for certificates.
    async fn has_office_printer(&self, at: &Visitor) {
        let said = self.post("/api/v1/office-printer").token(&at.kiosk);
        let reply = said.json(&json!({ "state": "ready" })).send().await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    }

    /// What staff find in the ledger.
    pub async fn find(&self, session: &str, text: &str) -> Vec<Value> {
        let text = hall_server::certificates::number::hex(text.as_bytes());
        let text: String =
            text.as_bytes().chunks(2).flat_map(|pair| [b'%', pair[0], pair[1]]).map(char::from).collect();
        let found = self.get(&format!("/api/v1/ledger?find={text}")).session(session).send().await;
        found.expect(StatusCode::OK)["entries"].as_array().unwrap().clone()
    }
}

fn numbers(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["number"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn staff_find_certificates_by_whatever_they_are_told() {
    let app = Certificates::start().await;
    let clerk = app.clerk("li").await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let anna = app.visitor("kiosk-2", ANNA).await;
    let (one, two) = (app.draw(&zhang, "enrolment").await, app.draw(&anna, "employment").await);
    let jobs = app.print(&zhang, &one, 2).await;
    app.report(&zhang, &jobs[0], "confirmed").await;
    let file = format!("/api/v1/certificates/{}/file", two["id"]);
    let text = String::from_utf8(anna.with(app.get(&file)).send().await.body.to_vec()).unwrap();
    let code = text.split(' ').nth(7).unwrap();
    for (typed, found) in [
        ("", &["ZM2026-000002", "ZM2026-000001"][..]),
        ("ZM2026-000001", &["ZM2026-000001"]),
        (" zm2026-1 ", &["ZM2026-000001"]),
        ("张三", &["ZM2026-000001"]),
        ("张 三", &["ZM2026-000001"]),
        ("anna müller", &["ZM2026-000002"]),
        (ANNA, &["ZM2026-000002"]),
        (code, &["ZM2026-000002"]),
        ("张", &[]),
        ("ZM2026-000009", &[]),
        ("%_'\"", &[]),
    ] {
        assert_eq!(numbers(&app.find(&clerk, typed).await), found, "{typed}");
    }
    let entry = app.find(&clerk, "ZM2026-000001").await.remove(0);
    assert_eq!((&entry["name"], &entry["person"]), (&json!("张三"), &json!(ZHANG)));
    assert_eq!((&entry["kept"], &entry["revoked"]), (&json!(true), &Value::Null));
    assert_eq!(entry["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(
        (&entry["copies"][0]["outcome"], &entry["copies"][1]["outcome"]),
        (&json!("confirmed"), &Value::Null)
    );
    let long = app.get(&format!("/api/v1/ledger?find={}", "x".repeat(101))).session(&clerk).send().await;
    long.problem(422, "invalid");
}

#[tokio::test]
async fn every_reading_is_audited_without_what_was_typed() {
    let app = Certificates::start().await;
    let clerk = app.clerk("li").await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    app.draw(&zhang, "enrolment").await;
    app.find(&clerk, "张三").await;
    app.find(&clerk, "").await;
    app.find(&clerk, "王五").await;
    let found =
        |target: &str, count| ("li".to_owned(), "ledger_find".to_owned(), target.to_owned(), Some(count));
    assert_eq!(app.audit().await, [found("ZM2026-000001", 1), found("ZM2026-000001", 1), found("", 0)]);
    assert_eq!(app.view("supervisor").await["deeds"], json!([]));
}

#[tokio::test]
async fn a_copy_is_printed_again_only_where_a_printer_is() {
    let app = Certificates::start().await;
    let clerk = app.clerk("li").await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let other = app.visitor("kiosk-2", ANNA).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    app.print(&zhang, &drawn, 1).await;
    let path = format!("/api/v1/ledger/{}/reprint", drawn["id"]);
    let reprint = || app.post(&path).session(&clerk).json(&json!({ "device": "kiosk-2" })).send();
    let page = async || {
        let page = app.get("/ledger").session(&clerk).send().await;
        String::from_utf8(page.body.to_vec()).unwrap()
    };
    reprint().await.problem(422, "invalid");
    assert_eq!(app.view("printer/kiosk-2").await["certificate_jobs"], Value::Null);
    assert!(page().await.contains(r#""kiosks":[]"#));
    app.has_office_printer(&other).await;
    reprint().await.expect(StatusCode::OK);
    assert!(page().await.contains(r#""kiosks":["kiosk-2"]"#));
}

#[tokio::test]
async fn a_copy_is_printed_again_where_staff_say() {
    let app = Certificates::start().await;
    let clerk = app.clerk("li").await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let other = app.visitor("kiosk-2", ANNA).await;
    app.has_office_printer(&zhang).await;
    app.has_office_printer(&other).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    let path = format!("/api/v1/ledger/{}/reprint", drawn["id"]);
    let reprint = |key: &'static str, device: &str| {
        app.post(&path).key(key).session(&clerk).json(&json!({ "device": device })).send()
    };
    reprint("early", "kiosk-2").await.problem(409, "certificate_not_issued");
    let jobs = app.print(&zhang, &drawn, 1).await;
    app.report(&zhang, &jobs[0], "unknown").await;
    let job = reprint("one", "kiosk-2").await.expect(StatusCode::OK);
    assert_eq!(reprint("one", "kiosk-2").await.expect(StatusCode::OK), job);
    reprint("one", "kiosk-1").await.problem(422, "key_reused");
    reprint("two", "kiosk-9").await.problem(422, "invalid");
    assert_eq!(job["reprint"], true);
    assert_eq!(app.view("printer/kiosk-2").await["certificate_jobs"], json!([job]));
    assert_eq!(app.view("printer/kiosk-1").await["certificate_jobs"], Value::Null);
    let shown = app.view("supervisor").await["devices"].clone();
    assert_eq!(shown[0]["office_printer"]["uncertain"], json!([]), "staff have seen to it");
    assert_eq!(shown[1]["office_printer"]["queue"], 1);
    assert_eq!(app.free(&zhang).await, 2, "what staff order is not counted");

    let hello = app.post("/api/v1/certificate-jobs/hello").token(&other.kiosk);
    let told = hello.json(&json!({ "ended": [] })).send().await.expect(StatusCode::OK);
    assert_eq!(told, json!({ "jobs": [job] }), "it waits for the kiosk");
    let file =
        app.get(&format!("/api/v1/certificate-jobs/{}/file", job["id"])).token(&other.kiosk).send().await;
    assert!(file.body.starts_with(b"%PDF"));
    app.report(&other, &job, "confirmed").await;
    assert_eq!(app.view("printer/kiosk-2").await["certificate_jobs"], Value::Null);
    let copies = app.find(&clerk, "ZM2026-000001").await.remove(0)["copies"].clone();
    assert_eq!((&copies[1]["ordered_by"], &copies[1]["reprint"]), (&json!("Name of li"), &json!(true)));
    let audit = app.audit().await;
    let target = "ZM2026-000001 kiosk-2".to_owned();
    assert_eq!(audit[0], ("li".to_owned(), "ledger_reprint".to_owned(), target, job["id"].as_i64()));
    for at in 0..20 {
        app.post(&path)
            .session(&clerk)
            .json(&json!({ "device": "kiosk-2" }))
            .send()
            .await
            .expect(StatusCode::OK);
        assert_eq!(app.view("supervisor").await["devices"][1]["office_printer"]["queue"], at + 1);
    }
    reprint("last", "kiosk-2").await.problem(409, "printer_busy");
    app.post("/api/v1/ledger/999/reprint")
        .session(&clerk)
        .json(&json!({ "device": "kiosk-1" }))
        .send()
        .await
        .problem(404, "certificate_unknown");
}

#[tokio::test]
async fn a_certificate_is_revoked_with_a_reason_and_whoever_verifies_it_is_told() {
    let app = Certificates::start().await;
    let boss = app.staff("wang", &[Role::Supervisor]).await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    let path = format!("/api/v1/ledger/{}/revoke", drawn["id"]);
    let revoke = |key: &'static str, reason: &str| {
        app.post(&path).key(key).session(&boss).json(&json!({ "reason": reason })).send()
    };
    revoke("early", "学籍有误").await.problem(409, "certificate_not_issued");
    let jobs = app.print(&zhang, &drawn, 1).await;
    let copy = format!("/api/v1/certificate-jobs/{}/file", jobs[0]["id"]);
    assert_eq!(app.get(&copy).token(&zhang.kiosk).send().await.status, StatusCode::OK);
    revoke("short", " x ").await.problem(422, "bad_reason");
    assert_eq!(revoke("one", " 学籍有误 ").await.status, StatusCode::NO_CONTENT);
    assert_eq!(revoke("one", " 学籍有误 ").await.status, StatusCode::NO_CONTENT);
    revoke("one", "其他原因").await.problem(422, "key_reused");
    revoke("two", "再来一次").await.problem(409, "certificate_revoked");
    app.ask_print(&zhang, &drawn, 1).await.problem(409, "certificate_revoked");
    app.get(&copy).token(&zhang.kiosk).send().await.problem(409, "certificate_revoked");
    app.report(&zhang, &jobs[0], "refused").await;
    app.has_office_printer(&zhang).await;
    let again = app.post(&format!("/api/v1/ledger/{}/reprint", drawn["id"])).session(&boss);
    again.json(&json!({ "device": "kiosk-1" })).send().await.problem(409, "certificate_revoked");
    let entry = app.find(&boss, ZHANG).await.remove(0);
    assert_eq!(
        (&entry["revoked"]["by"], &entry["revoked"]["reason"]),
        (&json!("Name of wang"), &json!("学籍有误"))
    );
    let file = format!("/api/v1/certificates/{}/file", drawn["id"]);
    let text = String::from_utf8(zhang.with(app.get(&file)).send().await.body.to_vec()).unwrap();
    let code = Code::parse(text.split(' ').nth(5).unwrap()).unwrap();
    let verifier = Verifier::new(&app.state.engine, Texts::embedded());
    let found = verifier.by_code(&code).await.unwrap().unwrap();
    assert_eq!(found.revoked_at, Some(crate::small::MORNING));
    let audit = app.audit().await;
    let deed =
        ("wang".to_owned(), "ledger_revoke".to_owned(), "ZM2026-000001".to_owned(), drawn["id"].as_i64());
    assert_eq!(audit[0], deed);
    app.post("/api/v1/ledger/999/revoke")
        .session(&boss)
        .json(&json!({ "reason": "none" }))
        .send()
        .await
        .problem(404, "certificate_unknown");
    let clerk = app.clerk("li").await;
    app.post(&path).session(&clerk).json(&json!({ "reason": "none" })).send().await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_file_that_is_gone_is_shown_as_gone_and_not_printed() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    app.print(&zhang, &drawn, 1).await;
    app.clock.jump(POLICY.retention_ms);
    let (engine, now) = (&app.state.engine, app.state.clock.now());
    time::pass(engine, POLICY, now).await.unwrap();
    let order = StaffOrder { staff: "li".into(), key: "late".to_owned(), now };
    let id = drawn["id"].as_i64().unwrap();
    let error = reprint(engine, POLICY, order, id, "kiosk-1".into()).await.unwrap_err();
    assert_eq!(error.code(), "certificate_file_gone");
    let found = find(engine, &app.state.certificates, &"li".into(), "ZM2026-000001", now).await.unwrap();
    assert!(!found.entries[0].kept);
}

#[tokio::test]
async fn the_office_printer_is_shown_to_the_supervisor() {
    let app = Certificates::start().await;
    let kiosk = app.kiosk().await;
    let say = |state: &str| {
        let body = json!({ "state": state, "detail": "tray 2" });
        app.post("/api/v1/office-printer").token(&kiosk).json(&body).send()
    };
    assert_eq!(say("jam").await.status, StatusCode::NO_CONTENT);
    app.clock.jump(HOUR_MS);
    say("jam").await;
    let shown = app.view("supervisor").await["devices"][0]["office_printer"].clone();
    assert_eq!((&shown["state"], &shown["since"]), (&json!("jam"), &json!(crate::small::MORNING.0)));
    assert_eq!((&shown["detail"], &shown["queue"]), (&json!("tray 2"), &json!(0)));
    say("on fire").await.problem(422, "invalid");
}
