//! Certificates from the offer to the paper, and everything that can go wrong on the way.

#[path = "certificates/disk.rs"]
mod disk;
#[path = "certificates/office.rs"]
mod office;
#[path = "certificates/place.rs"]
mod place;
#[path = "certificates/press.rs"]
mod press;
#[path = "certificates/staff.rs"]
mod staff;
#[path = "certificates/stage.rs"]
pub mod stage;

use std::sync::atomic::Ordering;

use axum::http::StatusCode;
use hall_api::texts::Texts;
use hall_core::time::HOUR_MS;
use hall_server::certificates::ledger::time;
use hall_server::certificates::verify::Verifier;
use hall_server::verification::{Code, Lookup as _};
use serde_json::{Value, json};
use sha2::Digest as _;

use crate::small::MORNING;
use crate::stage::TestApp;
use stage::{Certificates, POLICY, Visitor};

const ANNA: &str = "3190100002";
const ZHANG: &str = "3190100001";

#[tokio::test]
async fn a_certificate_is_offered_drawn_up_looked_at_printed_and_verified() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let offers = zhang.with(app.get("/api/v1/certificates/offers")).send().await.expect(StatusCode::OK);
    let (first, second) = (&offers["offers"][0], &offers["offers"][1]);
    assert_eq!((&first["kind"], &first["free_left"]), (&json!("enrolment"), &json!(3)));
    assert_eq!((&first["refused"], &second["refused"]["code"]), (&Value::Null, &json!("no_grades")));
    assert_eq!(offers["purposes"][1]["id"], "visa");

    let drawn = app.draw(&zhang, "enrolment").await;
    let expected = json!({ "id": drawn["id"], "number": "ZM2026-000001", "pages": 2, "copies_max": 3 });
    assert_eq!(drawn, expected);
    let path = format!("/api/v1/certificates/{}/file", drawn["id"]);
    let file = zhang.with(app.get(&path)).send().await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert_eq!(file.header("cache-control"), "no-store");
    let text = String::from_utf8(file.body.to_vec()).unwrap();
    assert!(text.starts_with("%PDF enrolment Zh 张三 ZM2026-000001 "), "{text}");
    let code = text.split(' ').nth(5).unwrap();
    let code = Code::parse(&code.to_lowercase()).unwrap();
    let verifier = Verifier::new(&app.state.engine, Texts::embedded());
    assert_eq!(verifier.by_code(&code).await.unwrap(), None, "nobody has printed it");

    let jobs = app.print(&zhang, &drawn, 2).await;
    assert_eq!(app.free(&zhang).await, 1);
    assert_ne!(jobs[0]["name"], jobs[1]["name"]);
    assert!(jobs[0]["name"].as_str().unwrap().starts_with("ZM2026-000001-"));
    assert_eq!((&jobs[0]["pages"], &jobs[0]["reprint"]), (&json!(2), &json!(false)));
    let path = format!("/api/v1/certificate-jobs/{}/file", jobs[0]["id"]);
    let copy = app.get(&path).token(&zhang.kiosk).send().await;
    assert_eq!(copy.body, file.body, "the copy is the file that was looked at");
    app.report(&zhang, &jobs[0], "confirmed").await;
    app.get(&path).token(&zhang.kiosk).send().await.problem(404, "certificate_unknown");

    let found = verifier.by_code(&code).await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.kind.zh.as_str()), ("张*", "在读证明（本科生）"));
    assert_eq!((found.at, found.revoked_at), (MORNING, None));
    let sha256 = sha2::Sha256::digest(&file.body).into();
    assert_eq!(verifier.by_file(sha256).await.unwrap(), Some(found));
    assert_eq!(verifier.by_file([0; 32]).await.unwrap(), None);
    let guess = Code::parse("0000-0000-0000-0000").unwrap();
    assert_eq!(verifier.by_code(&guess).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_gives_one_certificate_and_one_order() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let draw = |key: &'static str, language: &str| {
        let body = json!({ "kind": "enrolment", "language": language });
        zhang.with(app.post("/api/v1/certificates").key(key)).json(&body).send()
    };
    let first = draw("one", "zh").await.expect(StatusCode::OK);
    assert_eq!(draw("one", "zh").await.expect(StatusCode::OK), first);
    assert_eq!(app.press.made.load(Ordering::Relaxed), 1);
    draw("one", "en").await.problem(422, "key_reused");
    let second = draw("two", "zh").await.expect(StatusCode::OK);
    assert_eq!(second["number"], "ZM2026-000002");
    let (a, b) = tokio::join!(draw("both", "zh"), draw("both", "zh"));
    assert_eq!(a.expect(StatusCode::OK), b.expect(StatusCode::OK), "two at once are one");

    let print = |id: &Value, key: &'static str, copies: u32| {
        let path = format!("/api/v1/certificates/{id}/print");
        zhang.with(app.post(&path).key(key)).json(&json!({ "copies": copies })).send()
    };
    let jobs = print(&first["id"], "one", 2).await.expect(StatusCode::OK);
    assert_eq!(print(&first["id"], "one", 2).await.expect(StatusCode::OK), jobs);
    print(&first["id"], "one", 1).await.problem(422, "key_reused");
    print(&second["id"], "one", 2).await.problem(422, "key_reused");
    assert_eq!(app.free(&zhang).await, 1, "the repetition ordered nothing");
    let none = zhang.with(app.call(&axum::http::Method::POST, "/api/v1/certificates"));
    none.json(&json!({ "kind": "enrolment", "language": "zh" })).send().await.problem(422, "bad_key");
}

#[tokio::test]
async fn a_kiosk_learns_what_was_ordered_of_it_when_the_person_has_gone() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    let path = format!("/api/v1/certificates/{}/print", drawn["id"]);
    let order = |key: &str, copies: u32| {
        zhang.with(app.post(&path).key(key)).json(&json!({ "copies": copies })).send()
    };
    let ordered = order("o-1", 2).await.expect(StatusCode::OK);
    app.sign_out(&zhang).await;
    assert_eq!(order("o-1", 2).await.expect(StatusCode::OK), ordered, "the answer was lost");
    order("o-1", 1).await.problem(422, "key_reused");
    order("o-2", 2).await.problem(403, "person_session_over");
    let other = app.visitor("kiosk-2", ANNA).await;
    app.sign_out(&other).await;
    let theirs = other.with(app.post(&path).key("o-1")).json(&json!({ "copies": 2 })).send().await;
    theirs.problem(403, "person_session_over");
    for job in ordered["jobs"].as_array().unwrap() {
        app.report(&zhang, job, "refused").await;
    }
    let zhang = Visitor { session: app.sign_in("kiosk-1", ZHANG), ..zhang };
    assert_eq!(app.free(&zhang).await, 3, "nothing came out");
}

#[tokio::test]
async fn nobody_sees_what_is_somebody_elses() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let elsewhere = app.visitor("kiosk-2", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    let file = format!("/api/v1/certificates/{}/file", drawn["id"]);
    let jobs = app.print(&zhang, &drawn, 1).await;
    let copy = format!("/api/v1/certificate-jobs/{}", jobs[0]["id"]);

    elsewhere.with(app.get(&file)).send().await.problem(404, "certificate_unknown");
    app.ask_print(&elsewhere, &drawn, 1).await.problem(404, "certificate_unknown");
    app.get(&format!("{copy}/file")).token(&elsewhere.kiosk).send().await.problem(404, "certificate_unknown");
    let told = app.post(&format!("{copy}/report")).token(&elsewhere.kiosk);
    told.json(&json!({ "outcome": "refused" })).send().await.problem(404, "certificate_unknown");
    assert_eq!(app.free(&zhang).await, 2);

    let anna = stage::Visitor { kiosk: zhang.kiosk.clone(), session: app.sign_in("kiosk-1", ANNA) };
    anna.with(app.get(&file)).send().await.problem(404, "certificate_unknown");
    app.ask_print(&anna, &drawn, 1).await.problem(404, "certificate_unknown");
    zhang.with(app.get(&file)).send().await.problem(403, "person_session_over");
    app.get(&file).token(&zhang.kiosk).send().await.problem(403, "person_session_over");
    let missing = json!({ "id": 999 });
    app.ask_print(&anna, &missing, 1).await.problem(404, "certificate_unknown");
}

#[tokio::test]
async fn two_kiosks_race_for_the_last_free_copies() {
    let app = Certificates::start().await;
    let here = app.visitor("kiosk-1", ZHANG).await;
    let there = app.visitor("kiosk-2", ZHANG).await;
    let (one, two) = tokio::join!(app.draw(&here, "enrolment"), app.draw(&there, "enrolment"));
    assert_ne!(one["number"], two["number"]);
    let (a, b) = tokio::join!(app.ask_print(&here, &one, 2), app.ask_print(&there, &two, 2));
    let (won, lost) = if a.status == StatusCode::OK { (a, b) } else { (b, a) };
    won.expect(StatusCode::OK);
    assert_eq!(lost.problem(409, "copies_used_up")["params"], json!({ "left": 1 }));
    assert_eq!(app.free(&here).await, 1);
    let anna = app.visitor("kiosk-3", ANNA).await;
    assert_eq!(app.free(&anna).await, 3, "each person has their own");
    let work = app.draw(&here, "employment").await;
    assert_eq!(work["copies_max"], 3, "each kind has its own");
}

#[tokio::test]
async fn what_did_not_come_out_is_not_counted_and_printed_again() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    let jobs = app.print(&zhang, &drawn, 3).await;
    app.ask_print(&zhang, &drawn, 1).await.problem(409, "copies_used_up");
    app.ask_draw(&zhang, "enrolment").await.problem(409, "copies_used_up");
    app.report(&zhang, &jobs[0], "refused").await;
    app.report(&zhang, &jobs[1], "unknown").await;
    app.report(&zhang, &jobs[2], "confirmed").await;
    assert_eq!(app.free(&zhang).await, 1, "unknown counts");
    let again = app.print(&zhang, &drawn, 1).await;
    assert_eq!(again[0]["reprint"], true);
    app.report(&zhang, &again[0], "confirmed").await;
    app.report(&zhang, &jobs[0], "confirmed").await;
    assert_eq!(app.free(&zhang).await, 0, "the first report stands");

    let printer = app.view("supervisor").await["devices"][0]["office_printer"].clone();
    assert_eq!(printer["uncertain"][0]["number"], "ZM2026-000001");
    assert_eq!(printer["uncertain"][0]["detail"], "tray 1");
    let alarms = app.view("supervisor").await["alarms"].clone();
    let kinds: Vec<_> = alarms.as_array().unwrap().iter().map(|alarm| alarm["kind"].clone()).collect();
    assert!(kinds.contains(&json!("copies_uncertain")), "{alarms}");
    app.report(&zhang, &jobs[1], "confirmed").await;
    assert_eq!(app.view("supervisor").await["devices"][0]["office_printer"], Value::Null);
    let missing = json!({ "id": 999 });
    let path = format!("/api/v1/certificate-jobs/{}/report", missing["id"]);
    let report = app.post(&path).token(&zhang.kiosk).json(&json!({ "outcome": "confirmed" })).send().await;
    report.problem(404, "certificate_unknown");
}

#[tokio::test]
async fn a_kiosk_that_starts_tells_what_its_journal_knows() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    let jobs = app.print(&zhang, &drawn, 3).await;
    let ended = |job: &Value, outcome: &str| json!({ "id": job["id"], "report": { "outcome": outcome } });
    let hello =
        |body: Value| app.post("/api/v1/certificate-jobs/hello").token(&zhang.kiosk).json(&body).send();
    let body = json!({
        "ended": [ended(&jobs[0], "confirmed"), { "id": 999, "report": { "outcome": "confirmed" } }],
        "following": [jobs[1]["id"]],
    });
    assert_eq!(hello(body.clone()).await.expect(StatusCode::OK), json!({ "jobs": [] }));
    assert_eq!(app.free(&zhang).await, 1, "the third was never sent");
    hello(body).await.expect(StatusCode::OK);
    assert_eq!(app.free(&zhang).await, 1);
    hello(json!({ "ended": [ended(&jobs[1], "unknown")] })).await.expect(StatusCode::OK);
    assert_eq!(app.free(&zhang).await, 1);
    let many: Vec<i64> = (0..65).collect();
    hello(json!({ "ended": [], "following": many })).await.problem(422, "invalid");
    let other = app.visitor("kiosk-2", ANNA).await;
    let theirs = json!({ "ended": [ended(&jobs[1], "confirmed")] });
    let told = app.post("/api/v1/certificate-jobs/hello").token(&other.kiosk).json(&theirs).send().await;
    told.expect(StatusCode::OK);
    assert!(
        !app.view("supervisor").await["devices"][0]["office_printer"].is_null(),
        "it was not theirs to tell"
    );
}

#[tokio::test]
async fn whatever_stops_a_certificate_is_told() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let refused = app.ask_draw(&zhang, "transcript").await.problem(409, "certificate_refused");
    assert_eq!(refused["params"]["reason"], "no_grades");
    assert_eq!(refused["text"]["en"], "no grades yet");
    app.ask_draw(&zhang, "knighthood").await.problem(422, "invalid");
    let drawn = app.draw(&zhang, "enrolment").await;
    for copies in [0, 6] {
        app.ask_print(&zhang, &drawn, copies).await.problem(422, "bad_copies");
    }
    app.ask_print(&zhang, &drawn, 4).await.problem(409, "copies_used_up");
    app.press.away.store(true, Ordering::Relaxed);
    app.ask_draw(&zhang, "enrolment").await.problem(503, "base_data_away");
    zhang.with(app.get("/api/v1/certificates/offers")).send().await.problem(503, "base_data_away");
    app.press.away.store(false, Ordering::Relaxed);
    app.press.unprintable.store(true, Ordering::Relaxed);
    app.ask_draw(&zhang, "enrolment").await.problem(409, "certificate_unprintable");
    app.press.unprintable.store(false, Ordering::Relaxed);
    app.press.broken.store(true, Ordering::Relaxed);
    app.ask_draw(&zhang, "enrolment").await.problem(500, "internal");
    app.press.broken.store(false, Ordering::Relaxed);
    let next = app.draw(&zhang, "enrolment").await;
    assert_eq!(next["number"], "ZM2026-000004", "a number that stands on no paper is not given again");
    for _ in 2..10 {
        app.draw(&zhang, "enrolment").await;
    }
    app.ask_draw(&zhang, "enrolment").await.problem(409, "too_many_drafts");
}

#[tokio::test]
async fn a_refused_key_may_be_used_again() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let draw = || {
        let body = json!({ "kind": "enrolment", "language": "zh" });
        zhang.with(app.post("/api/v1/certificates").key("same")).json(&body).send()
    };
    app.press.unprintable.store(true, Ordering::Relaxed);
    draw().await.problem(409, "certificate_unprintable");
    app.press.unprintable.store(false, Ordering::Relaxed);
    draw().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn without_a_press_the_hall_goes_on_and_certificates_are_closed() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    app.take(&kiosk, &["card"]).await;
    let view = app.state.engine.view("kiosk".parse().unwrap()).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&view).unwrap()["view"]["certificates"], false);
    let known = hall_server::persons::Known::new(ZHANG.parse().unwrap(), "张三");
    let session = app.state.persons.sessions.open(&"kiosk-1".into(), known, MORNING).unwrap();
    let ask = app.get("/api/v1/certificates/offers").token(&kiosk);
    let ask = ask.header(hall_api::requests::PERSON_SESSION_HEADER, &session.token);
    ask.send().await.problem(503, "certificates_closed");
}

#[tokio::test]
async fn a_key_that_has_ended_signs_nothing() {
    let app = Certificates::start().await;
    assert_eq!(app.view("kiosk").await["certificates"], true);
    let alarm = |view: &Value| {
        view["alarms"].as_array().unwrap().iter().find(|alarm| alarm["kind"] == "signing_key_ends").cloned()
    };
    assert_eq!(alarm(&app.view("supervisor").await), None);
    app.clock.jump(340 * 24 * HOUR_MS);
    assert_eq!(alarm(&app.view("supervisor").await).unwrap()["at"], press::KEY_ENDS.0);
    app.clock.jump(25 * 24 * HOUR_MS);
    assert_eq!(app.view("kiosk").await["certificates"], false);
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    app.ask_draw(&zhang, "enrolment").await.problem(503, "certificates_closed");
}

#[tokio::test]
async fn drafts_are_dropped_and_files_deleted_in_time() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let (draft, kept) = (app.draw(&zhang, "enrolment").await, app.draw(&zhang, "enrolment").await);
    app.print(&zhang, &kept, 1).await;
    let pass = || time::pass(&app.state.engine, POLICY, app.state.clock.now());
    assert_eq!(pass().await.unwrap(), 0);
    app.clock.jump(HOUR_MS);
    let late = stage::Visitor { session: app.sign_in("kiosk-1", ZHANG), ..zhang.clone() };
    app.ask_print(&late, &draft, 1).await.problem(409, "certificate_too_old");
    assert_eq!(pass().await.unwrap(), 1);
    app.ask_print(&late, &draft, 1).await.problem(404, "certificate_unknown");
    let left = "SELECT count(*) FROM certificates WHERE state = 'dropped' AND person_sealed IS NULL AND code_index IS NULL";
    assert_eq!(app.count(left).await, 1, "the number stays, whose it was does not");
    app.clock.jump(POLICY.retention_ms - HOUR_MS);
    assert_eq!((pass().await.unwrap(), pass().await.unwrap()), (1, 0));
    let late = stage::Visitor { session: app.sign_in("kiosk-1", ZHANG), ..zhang };
    let file = format!("/api/v1/certificates/{}/file", kept["id"]);
    late.with(app.get(&file)).send().await.problem(410, "certificate_file_gone");
    assert_eq!(app.count("SELECT count(*) FROM certificate_files").await, 0);
    let row = "SELECT count(*) FROM certificates WHERE state = 'issued' AND sha256 IS NOT NULL AND name_sealed IS NOT NULL";
    assert_eq!(app.count(row).await, 1, "the ledger still says what it was");
}

#[tokio::test]
async fn the_database_tells_nothing_of_anybody() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let drawn = app.draw(&zhang, "enrolment").await;
    app.print(&zhang, &drawn, 1).await;
    let file = format!("/api/v1/certificates/{}/file", drawn["id"]);
    let text = String::from_utf8(zhang.with(app.get(&file)).send().await.body.to_vec()).unwrap();
    let code = text.split(' ').nth(5).unwrap();
    let stored = app.stored();
    for secret in ["张三", ZHANG, code, "%PDF"] {
        let found = stored.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} lies open in the database");
    }
}
