//! People at a kiosk: by phone, by card, locked, unlocked, gone.

use axum::http::{Method, StatusCode};
use hall_api::requests::{PERSON_SESSION_HEADER, Role};
use hall_server::auth::token;
use hall_server::persons::lock::PAUSE_MS;
use hall_server::persons::sign_ins::SIGN_IN_MS;
use hall_server::persons::{Known, SESSION_MS_MAX};
use hall_server::store::devices::DeviceKind;
use serde_json::{Value, json};

use crate::stage::{Reply, TestApp};

const NUMBER: &str = "3260100001";
const PASSWORD: &str = "a long password";
const CARD: &str = "AB12CD34";
const PIN: &str = "246810";
const FORM: &str = "application/x-www-form-urlencoded";

async fn start() -> (TestApp, String) {
    let app = TestApp::start().await;
    app.person(NUMBER, "张三丰", PASSWORD, CARD, PIN).await;
    let kiosk = app.kiosk().await;
    (app, kiosk)
}

async fn begin(app: &TestApp, kiosk: &str) -> (String, String, Value) {
    let offer =
        app.post("/api/v1/kiosk/sign-ins").token(kiosk).json(&json!({ "english": false })).send().await;
    let offer = offer.expect(StatusCode::OK);
    let (url, id) = (offer["url"].as_str().unwrap(), offer["id"].as_str().unwrap().to_owned());
    (url[url.find("/k/").unwrap()..].to_owned(), id, offer)
}

async fn progress(app: &TestApp, kiosk: &str, id: &str) -> Value {
    app.get(&format!("/api/v1/kiosk/sign-ins/{id}")).token(kiosk).send().await.expect(StatusCode::OK)
}

async fn fill(app: &TestApp, page: &str, number: &str, password: &str) -> Reply {
    let form = format!("number={number}&password={}", password.replace(' ', "+"));
    app.call(&Method::POST, page).public().header("content-type", FORM).body(form).send().await
}

async fn show(app: &TestApp, page: &str) -> (StatusCode, String) {
    let reply = app.get(page).public().header("accept-language", "en").send().await;
    (reply.status, text(&reply))
}

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.to_vec()).unwrap()
}

async fn card(app: &TestApp, kiosk: &str, card: &str, pin: &str) -> Reply {
    let body = json!({ "card": card, "pin": pin });
    app.post("/api/v1/kiosk/card-sign-in").token(kiosk).json(&body).send().await
}

async fn sign_out(app: &TestApp, kiosk: &str, session: &Value) -> Reply {
    let out = app.call(&Method::DELETE, "/api/v1/kiosk/person").token(kiosk);
    out.header(PERSON_SESSION_HEADER, session["token"].as_str().unwrap()).send().await
}

/// Who is signed in at a kiosk with a session, as handlers are told.
fn person(app: &TestApp, kiosk: &str, session: &Value) -> Option<Known> {
    let token = token::hash(session["token"].as_str().unwrap()).unwrap();
    app.state.persons.sessions.find(&kiosk.into(), &token, app.state.clock.now())
}

#[tokio::test]
async fn a_phone_unlocks_the_kiosk_once() {
    let (app, kiosk) = start().await;
    let (page, id, offer) = begin(&app, &kiosk).await;
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "waiting" }));
    let (status, html) = show(&app, &page).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains(offer["check"].as_str().unwrap()) && html.contains("kiosk-1"), "{html}");
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "opened" }));

    let done = fill(&app, &page, NUMBER, PASSWORD).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, page.as_str()));
    assert!(show(&app, &page).await.1.contains("The kiosk is unlocked"));
    let told = progress(&app, &kiosk, &id).await;
    assert_eq!((&told["state"], &told["session"]["name"]), (&json!("signed_in"), &json!("张*")));
    let known = person(&app, "kiosk-1", &told["session"]).unwrap();
    assert_eq!((known.number.as_str(), &*known.name), (NUMBER, "张*"));
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "over" }), "the session is told once");

    // A replay of the form opens nothing a second time.
    let again = fill(&app, &page, NUMBER, PASSWORD).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "over" }));
    assert!(!text(&done).contains(NUMBER));
}

#[tokio::test]
async fn a_session_belongs_to_its_kiosk_and_ends() {
    let (app, kiosk) = start().await;
    let session = card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    assert!(person(&app, "kiosk-1", &session).is_some());
    assert!(person(&app, "kiosk-2", &session).is_none());
    assert_eq!(sign_out(&app, &kiosk, &session).await.status, StatusCode::NO_CONTENT);
    assert!(person(&app, "kiosk-1", &session).is_none());

    let first = card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    let second = card(&app, &kiosk, &CARD.to_lowercase(), PIN).await.expect(StatusCode::OK);
    assert!(person(&app, "kiosk-1", &first).is_none(), "one person a kiosk");
    app.clock.advance(SESSION_MS_MAX as u32 - 1);
    assert!(person(&app, "kiosk-1", &second).is_some());
    app.clock.advance(1);
    assert!(person(&app, "kiosk-1", &second).is_none());
}

#[tokio::test]
async fn a_late_sign_out_ends_nobody_elses_session() {
    let (app, kiosk) = start().await;
    let first = card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    let second = card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    assert_eq!(sign_out(&app, &kiosk, &first).await.status, StatusCode::NO_CONTENT, "it is over");
    assert!(person(&app, "kiosk-1", &second).is_some());
    let nobody = app.call(&Method::DELETE, "/api/v1/kiosk/person").token(&kiosk).send().await;
    nobody.problem(403, "person_session_over");
    let other = app.device("kiosk-2", DeviceKind::Kiosk).await;
    sign_out(&app, &other, &second).await;
    assert!(person(&app, "kiosk-1", &second).is_some(), "it is another kiosk's");
    for _ in 0..2 {
        assert_eq!(sign_out(&app, &kiosk, &second).await.status, StatusCode::NO_CONTENT);
        assert!(person(&app, "kiosk-1", &second).is_none());
    }
}

#[tokio::test]
async fn it_is_over_after_three_minutes_when_given_up_and_elsewhere() {
    let (app, kiosk) = start().await;
    let (page, id, _) = begin(&app, &kiosk).await;
    let other = app.device("kiosk-2", DeviceKind::Kiosk).await;
    assert_eq!(progress(&app, &other, &id).await, json!({ "state": "over" }), "another kiosk learns nothing");
    app.call(&Method::DELETE, &format!("/api/v1/kiosk/sign-ins/{id}")).token(&other).send().await;
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "waiting" }), "and ends nothing");
    app.clock.advance(SIGN_IN_MS as u32);
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "over" }));
    assert_eq!(show(&app, &page).await.0, StatusCode::NOT_FOUND);
    let late = fill(&app, &page, NUMBER, PASSWORD).await;
    assert_eq!((late.status, late.header("location")), (StatusCode::SEE_OTHER, page.as_str()));

    let (page, id, _) = begin(&app, &kiosk).await;
    let gone = app.call(&Method::DELETE, &format!("/api/v1/kiosk/sign-ins/{id}")).token(&kiosk).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(show(&app, &page).await.0, StatusCode::NOT_FOUND);
    for path in ["/k/AAAAAAAAAAAAAAAAAAAAAAAA", "/k/x", &format!("/k/{}", "7".repeat(300))] {
        assert_eq!(show(&app, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_card_takes_the_place_of_a_phone() {
    let (app, kiosk) = start().await;
    let (page, id, _) = begin(&app, &kiosk).await;
    card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "over" }));
    assert_eq!(show(&app, &page).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_was_not_there_denies_it() {
    let (app, kiosk) = start().await;
    let (page, id, _) = begin(&app, &kiosk).await;
    let denied = app.call(&Method::POST, &format!("{page}/deny")).public().send().await;
    assert_eq!((denied.status, denied.header("location")), (StatusCode::SEE_OTHER, page.as_str()));
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "denied" }));
    assert!(show(&app, &page).await.1.contains("The kiosk stays locked"));
    fill(&app, &page, NUMBER, PASSWORD).await;
    assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "denied" }), "it stays so");
    let foreign = app.call(&Method::POST, &page).public().header("sec-fetch-site", "cross-site");
    foreign.send().await.problem(403, "csrf");
}

#[tokio::test]
async fn five_wrong_passwords_lock_for_a_while_whether_there_is_an_account_or_not() {
    let (app, kiosk) = start().await;
    let (mut shown, ghost) = (Vec::new(), "3260109999");
    for number in [NUMBER, ghost] {
        let (page, id, _) = begin(&app, &kiosk).await;
        let mut pages = Vec::new();
        for _ in 0..5 {
            let reply = fill(&app, &page, number, "wrong password").await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN);
            pages.push(refusal(&reply));
        }
        let right = fill(&app, &page, number, PASSWORD).await;
        assert!(text(&right).contains("账号已锁定"), "a locked account does not tell whether it was right");
        assert_eq!(progress(&app, &kiosk, &id).await, json!({ "state": "opened" }));
        shown.push(pages);
    }
    assert!(
        shown[0][0].contains("还可以再试 4 次") && shown[0][4].contains("以后可以再试"),
        "{:?}",
        shown[0]
    );
    assert_eq!(shown[0], shown[1], "nobody learns which numbers there are");
    card(&app, &kiosk, CARD, PIN).await.problem(403, "account_locked");
    app.clock.advance(PAUSE_MS as u32);
    let (page, id, _) = begin(&app, &kiosk).await;
    fill(&app, &page, &format!("+{NUMBER}+"), PASSWORD).await;
    assert_eq!(progress(&app, &kiosk, &id).await["state"], "signed_in");
}

/// What stands in the notice of a page.
fn refusal(reply: &Reply) -> String {
    let html = text(reply);
    let notice = html.split("id=\"refused\"").nth(1).unwrap();
    notice[..notice.find("</p>").unwrap()].to_owned()
}

#[tokio::test]
async fn ten_wrong_pins_lock_until_staff_unlock_it() {
    let (app, kiosk) = start().await;
    for left in [4, 3, 2, 1] {
        let body = card(&app, &kiosk, CARD, "000000").await.problem(403, "wrong_pin");
        assert_eq!(body["params"]["left"], left);
    }
    let reply = card(&app, &kiosk, CARD, "000000").await;
    assert_eq!(reply.header("retry-after"), "900");
    let until = reply.problem(403, "account_locked")["params"]["until"].as_i64().unwrap();
    assert_eq!(until, app.state.clock.now().0 + PAUSE_MS);
    app.clock.advance(PAUSE_MS as u32);
    for _ in 0..4 {
        card(&app, &kiosk, CARD, "000000").await.problem(403, "wrong_pin");
    }
    let body = card(&app, &kiosk, CARD, "000000").await.problem(403, "account_locked");
    assert_eq!(body["params"]["until"], Value::Null);
    app.clock.advance(20 * PAUSE_MS as u32);
    card(&app, &kiosk, CARD, PIN).await.problem(403, "account_locked");

    let clerk = app.clerk("anna").await;
    let unlock = |number: &str| {
        let body = json!({ "number": number });
        app.post("/api/v1/persons/unlock").session(&clerk).json(&body).send()
    };
    unlock("9999999999").await.problem(404, "person_unknown");
    assert_eq!(unlock(NUMBER).await.status, StatusCode::NO_CONTENT);
    card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    let mut db = app.state.engine.readers().acquire().await.unwrap();
    let entries = hall_server::store::audit::since(&mut *db, hall_core::time::Timestamp(0)).await.unwrap();
    let told: Vec<_> =
        entries.iter().map(|e| (e.staff.as_str(), e.action.as_str(), e.target.as_str())).collect();
    assert_eq!(told, [("anna", "unlock_person", "person 1")]);
    let view = app.state.engine.view("supervisor".parse().unwrap()).await.unwrap();
    let deeds = serde_json::from_str::<Value>(&view).unwrap()["view"]["deeds"].clone();
    assert_eq!(deeds.as_array().unwrap().len(), 1, "an unknown number is no deed: {deeds}");
    assert_eq!(
        (&deeds[0]["action"], &deeds[0]["staff_name"]),
        (&json!("unlock_person"), &json!("Name of anna"))
    );
}

#[tokio::test]
async fn unlocking_again_under_one_key_is_one_deed() {
    let (app, kiosk) = start().await;
    let clerk = app.clerk("anna").await;
    let unlock = |number: &str| {
        let body = json!({ "number": number });
        app.post("/api/v1/persons/unlock").key("unlock-1").session(&clerk).json(&body).send()
    };
    assert_eq!(unlock(NUMBER).await.status, StatusCode::NO_CONTENT);
    for _ in 0..5 {
        card(&app, &kiosk, CARD, "000000").await;
    }
    assert_eq!(unlock(NUMBER).await.status, StatusCode::NO_CONTENT);
    card(&app, &kiosk, CARD, PIN).await.problem(403, "account_locked");
    unlock("9999999999").await.problem(422, "key_reused");
    let mut db = app.state.engine.readers().acquire().await.unwrap();
    let entries = hall_server::store::audit::since(&mut *db, hall_core::time::Timestamp(0)).await.unwrap();
    assert_eq!(entries.len(), 1);
    let view = app.state.engine.view("supervisor".parse().unwrap()).await.unwrap();
    let deeds = serde_json::from_str::<Value>(&view).unwrap()["view"]["deeds"].clone();
    assert_eq!(deeds.as_array().unwrap().len(), 1, "{deeds}");
}

#[tokio::test]
async fn many_tries_at_once_are_counted_one_by_one() {
    let (app, kiosk) = start().await;
    let tries = (0..12).map(|_| card(&app, &kiosk, CARD, "000000"));
    let codes: Vec<String> = futures_util::future::join_all(tries)
        .await
        .iter()
        .map(|reply| reply.json()["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes.iter().filter(|code| *code == "wrong_pin").count(), 4, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| *code == "account_locked").count(), 8, "{codes:?}");
}

#[tokio::test]
async fn cards_and_pins_that_are_none_and_disabled_accounts() {
    let (app, kiosk) = start().await;
    card(&app, &kiosk, "ZZ99", PIN).await.problem(403, "unknown_card");
    card(&app, &kiosk, "??", PIN).await.problem(422, "bad_card");
    for pin in ["", "12345", "1234567", "12345a", "１２３４５６"] {
        card(&app, &kiosk, CARD, pin).await.problem(422, "invalid");
    }
    set_disabled(&app, true).await;
    card(&app, &kiosk, CARD, "000000").await.problem(403, "wrong_pin");
    card(&app, &kiosk, CARD, PIN).await.problem(403, "account_disabled");
}

#[tokio::test]
async fn disabling_an_account_signs_its_person_out_at_once() {
    let (app, kiosk) = start().await;
    let session = card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    let ask = || {
        let offers = app.get("/api/v1/certificates/offers").token(&kiosk);
        offers.header(PERSON_SESSION_HEADER, session["token"].as_str().unwrap()).send()
    };
    ask().await.problem(503, "certificates_closed");
    set_disabled(&app, true).await;
    ask().await.problem(403, "person_session_over");
    set_disabled(&app, false).await;
    ask().await.problem(403, "person_session_over");
    card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
}

/// As the command line does beside a running server.
async fn set_disabled(app: &TestApp, disabled: bool) {
    let index = hall_server::persons::seals::index_of(app.state.engine.vault(), &NUMBER.parse().unwrap());
    let now = app.state.clock.now();
    app.write(move |db| {
        Box::pin(async move { hall_server::store::persons::set_disabled(db, &index, disabled, now).await })
    })
    .await;
}

#[tokio::test]
async fn a_kiosk_and_an_address_try_only_so_often() {
    let app = TestApp::start_with(|config| {
        config.limits.code_tries = 2;
        config.limits.person_tries_per_address = 2;
    })
    .await;
    app.person(NUMBER, "张三丰", PASSWORD, CARD, PIN).await;
    let kiosk = app.kiosk().await;
    for _ in 0..3 {
        card(&app, &kiosk, CARD, PIN).await.expect(StatusCode::OK);
    }
    for _ in 0..2 {
        card(&app, &kiosk, "ZZ99", PIN).await.problem(403, "unknown_card");
    }
    card(&app, &kiosk, CARD, PIN).await.problem(429, "too_many_tries");
    let (page, ..) = begin(&app, &kiosk).await;
    for _ in 0..2 {
        assert_eq!(fill(&app, &page, NUMBER, "wrong password").await.status, StatusCode::FORBIDDEN);
    }
    let reply = fill(&app, &page, NUMBER, PASSWORD).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(text(&reply).contains("尝试太多次"));
}

#[tokio::test]
async fn forms_that_are_broken_are_refused_and_show_nothing() {
    let (app, kiosk) = start().await;
    let (page, ..) = begin(&app, &kiosk).await;
    let post =
        |body: &'static str| app.call(&Method::POST, &page).public().header("content-type", FORM).body(body);
    for body in ["", "number=1", "number=3260100001&password=x&more=1", "%%%"] {
        let reply = post(body).send().await;
        assert_eq!(reply.json()["code"], "malformed", "{body}");
        assert!(!text(&reply).contains("3260100001"), "{body}");
    }
    let json =
        app.call(&Method::POST, &page).public().json(&json!({ "number": NUMBER, "password": PASSWORD }));
    json.send().await.problem(415, "unsupported_media");
    let evil = "%3Cscript%3Ealert(1)%3C/script%3E";
    let html = text(&fill(&app, &page, evil, "wrong password").await);
    assert!(!html.contains("<script>"), "{html}");
    let endless = "x".repeat(70_000);
    assert_eq!(fill(&app, &page, NUMBER, &endless).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_refusal_takes_as_long_as_a_success() {
    let (app, kiosk) = start().await;
    let after = hall_server::persons::directory::ANSWER_AFTER;
    for (number, pin) in [(CARD, PIN), (CARD, "000000"), ("ZZ99", PIN), ("??", PIN)] {
        let began = std::time::Instant::now();
        card(&app, &kiosk, number, pin).await;
        assert!(began.elapsed() >= after, "{number} {pin}: {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn clerks_and_supervisors_alone_unlock() {
    let (app, kiosk) = start().await;
    let auditor = app.staff("otto", &[Role::Auditor]).await;
    let body = json!({ "number": NUMBER });
    app.post("/api/v1/persons/unlock").session(&auditor).json(&body).send().await.problem(403, "forbidden");
    app.post("/api/v1/persons/unlock").token(&kiosk).json(&body).send().await.problem(403, "forbidden");
    let boss = app.staff("boss", &[Role::Supervisor]).await;
    let done = app.post("/api/v1/persons/unlock").session(&boss).json(&body).send().await;
    assert_eq!(done.status, StatusCode::NO_CONTENT);
}
