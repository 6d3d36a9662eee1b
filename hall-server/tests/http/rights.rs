//! Every route, asked by nobody, by every kind of device and by every role: the table of rights is what happens.

use axum::http::StatusCode;
use hall_api::requests::Role;
use hall_server::auth::rights::{Kind, On, RIGHTS, Right, Who};
use hall_server::store::devices::DeviceKind;

use crate::stage::{Call, Reply, TestApp};

const ROLES: [Role; 6] =
    [Role::Clerk, Role::Supervisor, Role::Department, Role::Editor, Role::Auditor, Role::Administrator];

/// A path that exists, as far as the table's can.
fn path(right: &Right) -> String {
    right
        .path
        .replace("/letters/{code}", "/letters/2EBE0")
        .replace("{ticket}", "1")
        .replace("{window}", "1")
        .replace("{job}", "1")
        .replace("{certificate}", "1")
        .replace("{sha256}", "0")
        .replace("{device}", "kiosk")
        .replace("{number}", "A001")
        .replace("{notice}", "1")
        .replace("{ready}", "1")
        .replace("{line}", "cards")
        .replace("{*rest}", "index.html")
        .replace("{version}", "any")
        .replace("{*path}", "base.css")
        .replace("{phone_code}", "nobody-knows")
        .replace("{sign_in}", "nobody-knows")
        .replace("{code}", "nobody-knows")
}

fn call<'a>(app: &'a TestApp, right: &Right) -> Call<'a> {
    let call = app.call(&right.method, &path(right));
    if right.on == On::Public { call.public() } else { call }
}

/// Let through to the handler, which may have other reasons to refuse a request without a body.
fn is_let_in(reply: &Reply) -> bool {
    let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
    let to_sign_in = reply.header("location").starts_with("/sign-in");
    !to_sign_in
        && !["unauthorized", "forbidden", "csrf", "not_found", "method_not_allowed"].contains(&code.as_str())
}

#[tokio::test]
async fn nobody_gets_in_where_somebody_is_needed() {
    let app = TestApp::start().await;
    for right in RIGHTS.iter().filter(|right| !right.path.starts_with("/t/")) {
        let reply = call(&app, right).send().await;
        match (right.who, right.kind) {
            (Who::Anyone, _) => assert!(is_let_in(&reply), "{right:?}: {reply:?}"),
            (Who::Only(..), Kind::Page) => {
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{right:?}");
                assert_eq!(reply.header("location"), format!("/sign-in?next={}", path(right)));
            }
            (Who::Only(..), _) => {
                reply.problem(401, "unauthorized");
            }
        }
    }
}

#[tokio::test]
async fn devices_and_roles_get_in_where_the_table_says() {
    let app = TestApp::start().await;
    let mut asked = 0;
    for kind in DeviceKind::ALL {
        let token = app.device(kind.as_str(), kind).await;
        for right in RIGHTS.iter().filter(|right| right.on == On::Hall) {
            let Who::Only(kinds, _) = right.who else { continue };
            let reply = call(&app, right).token(&token).send().await;
            check(right, kinds.contains(&kind), reply, kind.as_str());
            asked += 1;
        }
    }
    for role in ROLES {
        for right in RIGHTS.iter().filter(|right| right.on == On::Hall) {
            let Who::Only(_, roles) = right.who else { continue };
            // A session each: one of the routes ends it.
            let user = format!("{role:?}-{asked}");
            let session = app.staff(&user, &[role]).await;
            let reply = call(&app, right).session(&session).send().await;
            check(right, roles.contains(&role), reply, &format!("{role:?}"));
            asked += 1;
        }
    }
    assert!(asked > 200, "{asked}");
}

fn check(right: &Right, may: bool, reply: Reply, who: &str) {
    if may {
        assert!(is_let_in(&reply), "{who} {right:?}: {reply:?}");
    } else if right.kind == Kind::Page {
        assert!(reply.header("location").starts_with("/sign-in?denied=1&next="), "{who} {right:?}");
    } else {
        let needs = reply.problem(403, "forbidden")["detail"].to_string();
        assert!(needs.contains(&right.who.words()), "{who} {right:?}: {needs}");
    }
}

#[tokio::test]
async fn wrong_tokens_and_sessions_are_nobody() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    let ask = || app.get("/api/v1/catalogue");
    for proof in
        ["Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", &format!("bearer{kiosk}"), &"x".repeat(500)]
    {
        ask().header("authorization", proof).send().await.problem(401, "unauthorized");
    }
    ask().token(&clerk).send().await.problem(401, "unauthorized");
    ask().session(&kiosk).send().await.problem(401, "unauthorized");
    ask().session("").send().await.problem(401, "unauthorized");
    ask().token("wrong").session(&clerk).send().await.problem(401, "unauthorized");
    ask().token(&kiosk).send().await.expect(StatusCode::OK);
    ask().session(&clerk).send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_revoked_device_and_a_disabled_clerk_are_refused_after_the_next_look() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.write(|db| {
        Box::pin(async move {
            hall_server::store::devices::revoke(db, &"kiosk-1".into()).await?;
            hall_server::store::staff::set_disabled(db, "anna", true).await
        })
    })
    .await;
    app.get("/api/v1/catalogue").token(&kiosk).send().await.problem(401, "unauthorized");
    app.get("/api/v1/catalogue").session(&clerk).send().await.problem(401, "unauthorized");
}

#[tokio::test]
async fn another_sites_page_changes_nothing() {
    let app = TestApp::start().await;
    let clerk = app.clerk("anna").await;
    let open = || app.post("/api/v1/windows/1/open").session(&clerk);
    open().header("sec-fetch-site", "cross-site").send().await.problem(403, "csrf");
    let origin = open().header("origin", "https://evil.example").header("host", "hall.example");
    origin.send().await.problem(403, "csrf");
    app.post("/api/v1/session").header("sec-fetch-site", "cross-site").send().await.problem(403, "csrf");
    app.post("/t/x/cancel").public().header("sec-fetch-site", "same-site").send().await.problem(403, "csrf");
    open().header("sec-fetch-site", "same-origin").send().await.expect(StatusCode::OK);
    let read = app.get("/api/v1/session").session(&clerk).header("sec-fetch-site", "cross-site");
    read.send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn each_listener_serves_its_own_routes_only() {
    let app = TestApp::start().await;
    let kiosk = app.kiosk().await;
    let is_on_both =
        |right: &Right| ["/static/", "/letters/"].iter().any(|path| right.path.starts_with(path));
    for right in RIGHTS.iter().filter(|right| right.on == On::Hall && !is_on_both(right)) {
        let reply = app.call(&right.method, &path(right)).public().token(&kiosk).send().await;
        reply.problem(404, "not_found");
    }
    for right in RIGHTS.iter().filter(|right| right.on == On::Public && !is_on_both(right)) {
        app.call(&right.method, &path(right)).send().await.problem(404, "not_found");
    }
}
