//! Signing in and out, idle sessions, enrolment codes.

use axum::http::{Method, StatusCode};
use hall_api::requests::Role;
use hall_core::ids::DeviceId;
use hall_server::auth::{password, token};
use hall_server::store::devices::{self, DeviceKind};
use serde_json::json;

use crate::small::MORNING;
use crate::stage::{Reply, TestApp};

const PASSWORD: &str = "correct horse";
const HOUR_MS: u32 = 3_600_000;

async fn sign_in(app: &TestApp, user: &str, password: &str) -> Reply {
    let body = json!({ "user": user, "password": password });
    app.post("/api/v1/session").json(&body).send().await
}

fn cookie(reply: &Reply) -> String {
    let cookie = reply.header("set-cookie");
    cookie.strip_prefix("hall_session=").unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_clerk_signs_in_and_out() {
    let app = TestApp::start().await;
    app.add_staff("anna", &password::hash(PASSWORD).unwrap(), &[Role::Clerk]).await;
    let reply = sign_in(&app, "anna", PASSWORD).await;
    assert!(reply.header("set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Strict"));
    insta::assert_json_snapshot!(reply.json());
    let session = cookie(&reply);
    let who = || app.get("/api/v1/session").session(&session).send();
    assert_eq!(who().await.expect(StatusCode::OK), reply.json());
    let gone = app.call(&Method::DELETE, "/api/v1/session").session(&session).send().await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert!(
        gone.header("set-cookie").starts_with("hall_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
    );
    who().await.problem(401, "unauthorized");
}

#[tokio::test]
async fn with_tls_the_cookie_is_secure() {
    let app = TestApp::start_with(|config| config.listen.hall.tls = true).await;
    app.add_staff("anna", &password::hash(PASSWORD).unwrap(), &[Role::Clerk]).await;
    let reply = sign_in(&app, "anna", PASSWORD).await;
    assert!(reply.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn wrong_names_and_passwords_look_alike_and_are_few() {
    let app = TestApp::start_with(|config| config.limits.sign_in_tries = 3).await;
    app.add_staff("anna", &password::hash(PASSWORD).unwrap(), &[Role::Clerk]).await;
    let mut wrong = sign_in(&app, "anna", "wrong horse").await.problem(401, "bad_sign_in");
    let mut unknown = sign_in(&app, "nobody", PASSWORD).await.problem(401, "bad_sign_in");
    assert_eq!(wrong.take(), unknown.take());
    for _ in 0..2 {
        sign_in(&app, "anna", "wrong horse").await.problem(401, "bad_sign_in");
    }
    let reply = sign_in(&app, "anna", PASSWORD).await;
    assert_eq!(reply.header("retry-after"), "100");
    reply.problem(429, "too_many_tries");
    app.clock.advance(100_000);
    sign_in(&app, "anna", PASSWORD).await.expect(StatusCode::OK);
    let elsewhere = json!({ "user": "anna", "password": PASSWORD });
    app.post("/api/v1/session").from([10, 0, 0, 2]).json(&elsewhere).send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn an_idle_session_ends_and_a_used_one_goes_on() {
    let app = TestApp::start().await;
    let (idle, used) = (app.clerk("anna").await, app.clerk("bo").await);
    let ask = |session: &str| app.get("/api/v1/session").session(session).send();
    app.clock.advance(11 * HOUR_MS);
    ask(&used).await.expect(StatusCode::OK);
    let prolonged = app.state.registry.take_prolonged();
    assert_eq!(prolonged.len(), 1);
    app.write(move |db| {
        Box::pin(async move {
            for (session, end) in prolonged {
                hall_server::store::sessions::prolong(db, &session, end).await?;
            }
            Ok(())
        })
    })
    .await;
    app.clock.advance(2 * HOUR_MS);
    ask(&idle).await.problem(401, "unauthorized");
    ask(&used).await.expect(StatusCode::OK);
    assert!(app.state.registry.take_prolonged().len() == 1);
    app.clock.advance(60_000);
    ask(&used).await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_code_enrols_one_device_once_and_not_for_ever() {
    let app = TestApp::start().await;
    let (code, digest) = token::fresh_code().unwrap();
    let (late, late_digest) = token::fresh_code().unwrap();
    app.write(move |db| {
        Box::pin(async move {
            for (name, digest, kind) in
                [("screen-1", digest, DeviceKind::Display), ("kiosk-9", late_digest, DeviceKind::Kiosk)]
            {
                let id = DeviceId::new(name);
                devices::add(&mut *db, &id, kind, MORNING).await?;
                devices::offer_code(&mut *db, &id, &digest, MORNING + 24 * i64::from(HOUR_MS)).await?;
            }
            Ok(())
        })
    })
    .await;
    let enrol = |code: &str| app.post("/api/v1/devices/enrol").json(&json!({ "code": code })).send();
    let typed = format!("{}-{}", code[..5].to_lowercase(), &code[5..]);
    let reply = enrol(&typed).await.expect(StatusCode::OK);
    assert_eq!(reply["device"], "screen-1");
    let token = reply["token"].as_str().unwrap();
    app.get("/api/v1/catalogue").token(token).send().await.expect(StatusCode::OK);
    app.post("/api/v1/tickets").token(token).send().await.problem(403, "forbidden");
    enrol(&code).await.problem(403, "bad_code");
    app.clock.advance(24 * HOUR_MS);
    enrol(&late).await.problem(403, "bad_code");
    for _ in 0..4 {
        enrol("AAAAA-AAAAA").await.problem(403, "bad_code");
    }
    enrol("AAAAA-AAAAA").await.problem(429, "too_many_tries");
}
