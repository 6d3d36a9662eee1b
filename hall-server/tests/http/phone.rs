//! The public listener: a ticket's own page, and nothing more often than a phone needs.

use axum::http::StatusCode;

use crate::stage::TestApp;

async fn taken(app: &TestApp) -> (String, u64) {
    let kiosk = app.kiosk().await;
    let taken = app.take(&kiosk, &["card"]).await;
    let url = taken["phone_url"].as_str().unwrap().strip_prefix("http://hall.example").unwrap().to_owned();
    (url, taken["ticket"].as_u64().unwrap())
}

#[tokio::test]
async fn a_visitor_gives_the_number_up_by_phone() {
    let app = TestApp::start().await;
    let (url, ticket) = taken(&app).await;
    let page = app.get(&url).public().send().await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    app.post(&format!("{url}/return")).public().send().await.problem(409, "wrong_phase");
    let cancelled = app.post(&format!("{url}/cancel")).public().send().await.expect(StatusCode::OK);
    assert_eq!(cancelled["ticket"], ticket);
    app.post(&format!("{url}/cancel")).public().send().await.problem(409, "wrong_phase");
}

#[tokio::test]
async fn a_guessed_address_leads_nowhere() {
    let app = TestApp::start().await;
    let (url, _) = taken(&app).await;
    let last = if url.ends_with('7') { '8' } else { '7' };
    let guessed = format!("{}{last}", &url[..url.len() - 1]);
    assert_eq!(app.get(&guessed).public().send().await.status, StatusCode::NOT_FOUND);
    app.get(&format!("{guessed}/feed")).public().send().await.problem(404, "not_found");
    app.post(&format!("{guessed}/cancel")).public().send().await.problem(404, "not_found");
}

#[tokio::test]
async fn an_address_that_asks_too_often_has_to_wait() {
    let app = TestApp::start_with(|config| config.limits.public_requests_per_minute = 6).await;
    let (url, _) = taken(&app).await;
    let ask = |from| app.get(&url).public().from(from).send();
    for _ in 0..6 {
        assert_eq!(ask([1, 2, 3, 4]).await.status, StatusCode::OK);
    }
    let reply = ask([1, 2, 3, 4]).await;
    assert_eq!(reply.header("retry-after"), "10");
    reply.problem(429, "too_many_requests");
    assert_eq!(ask([1, 2, 3, 5]).await.status, StatusCode::OK);
    app.clock.advance(10_000);
    assert_eq!(ask([1, 2, 3, 4]).await.status, StatusCode::OK);
}
