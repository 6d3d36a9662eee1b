//! What a desk has beside the commands of a visit: numbers for visitors without one, the clerk's own settings.

use axum::http::StatusCode;
use hall_api::requests::Role;
use serde_json::{Value, json};

use crate::stage::{Reply, TestApp};

async fn give(app: &TestApp, clerk: &str, body: &Value) -> Reply {
    app.post("/api/v1/windows/1/give").session(clerk).json(body).send().await
}

#[tokio::test]
async fn a_visitor_without_a_ticket_is_given_a_number_by_the_clerk() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    let card = json!({ "items": ["card"], "serve": true });
    give(&app, &clerk, &card).await.problem(409, "window_closed");
    app.open(&clerk, 1).await;
    app.take(&kiosk, &["card"]).await;
    let given = give(&app, &clerk, &card).await.expect(StatusCode::OK);
    assert_eq!(given["number"], json!({ "prefix": "A", "number": 2 }), "dense like every other");
    give(&app, &clerk, &card).await.problem(409, "window_busy");
    let waits = give(&app, &clerk, &json!({ "items": ["card"] })).await.expect(StatusCode::OK);
    assert_eq!(waits["number"], json!({ "prefix": "A", "number": 3 }));
    let bodies: Vec<(String, String)> =
        sqlx::query_as("SELECT caller, body FROM events WHERE kind = 'ticket_taken' ORDER BY seq")
            .fetch_all(&app.state.engine.readers())
            .await
            .unwrap();
    assert!(bodies[0].0.contains("kiosk"), "{bodies:?}");
    assert!(bodies[1].0.contains("staff") && bodies[1].1.contains(r#""given":{"window":1}"#), "{bodies:?}");
    let jobs: i64 = sqlx::query_scalar("SELECT count(*) FROM print_jobs")
        .fetch_one(&app.state.engine.readers())
        .await
        .unwrap();
    assert_eq!(jobs, 1, "the number is shown, nothing is printed");
}

#[tokio::test]
async fn full_lines_and_hours_do_not_bind_a_clerk_and_that_is_logged() {
    let app = TestApp::start().await;
    let (kiosk, clerk) = (app.kiosk().await, app.clerk("anna").await);
    app.open(&clerk, 1).await;
    app.take(&kiosk, &["rare"]).await;
    for items in [["rare"], ["night"]] {
        app.post("/api/v1/tickets")
            .token(&kiosk)
            .json(&json!({ "items": items }))
            .send()
            .await
            .problem(409, "items_refused");
        give(&app, &clerk, &json!({ "items": items })).await.expect(StatusCode::OK);
    }
    for items in [["online"], ["nonsense"]] {
        give(&app, &clerk, &json!({ "items": items })).await.problem(409, "items_refused");
    }
    let given: Vec<String> =
        sqlx::query_scalar("SELECT body FROM events WHERE body LIKE '%despite%' ORDER BY seq")
            .fetch_all(&app.state.engine.readers())
            .await
            .unwrap();
    assert!(given[0].contains("line_full") && given[1].contains("line_closed"), "{given:?}");
}

#[tokio::test]
async fn a_clerks_settings_follow_to_every_window() {
    let app = TestApp::start().await;
    let (anna, berta) = (app.clerk("anna").await, app.clerk("berta").await);
    let set = |body: Value| app.post("/api/v1/session/desk").session(&anna).json(&body).send();
    let page = async |who: &str, window: u16| {
        let reply = app.get(&format!("/desk/{window}")).session(who).send().await;
        String::from_utf8(reply.body.to_vec()).unwrap()
    };
    assert_eq!(set(json!({ "keys": { "park": "F2" }, "large": true })).await.status, StatusCode::NO_CONTENT);
    for window in [1, 2] {
        let html = page(&anna, window).await;
        assert!(
            html.contains("data-action=\"park\" aria-keyshortcuts=\"F2\"")
                && html.contains("data-size=\"large\"")
        );
    }
    let html = page(&berta, 1).await;
    assert!(
        html.contains("data-action=\"park\" aria-keyshortcuts=\"P\"") && html.contains("data-size=\"usual\"")
    );
    for wrong in
        [json!({ "keys": { "park": "F5" } }), json!({ "keys": { "park": "T" } }), json!({ "size": 9 })]
    {
        let problem = set(wrong.clone()).await;
        assert_eq!(problem.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem:?}");
    }
    assert!(page(&anna, 1).await.contains("aria-keyshortcuts=\"F2\""), "what is wrong changes nothing");
    assert_eq!(set(json!({})).await.status, StatusCode::NO_CONTENT);
    assert!(page(&anna, 1).await.contains("data-action=\"park\" aria-keyshortcuts=\"P\""));
    let supervisor = app.staff("chief", &[Role::Supervisor]).await;
    app.post("/api/v1/session/desk")
        .session(&supervisor)
        .json(&json!({}))
        .send()
        .await
        .problem(403, "forbidden");
}
