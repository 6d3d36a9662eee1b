//! What is around every request: headers after it, limits before it.

use axum::http::StatusCode;

use tower::ServiceExt;

use crate::stage::{Reply, TestApp};

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let app = TestApp::start().await;
    for path in ["/health", "/nope", "/sign-in", "/api/v1/session"] {
        let reply = app.get(path).send().await;
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'; ") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn health_is_told_without_the_engine() {
    let app = TestApp::start().await;
    let health = app.get("/health").send().await.expect(StatusCode::OK);
    assert_eq!(health["status"], "ok");
}

#[tokio::test]
async fn no_more_requests_at_once_than_places() {
    let app = TestApp::start().await;
    let all = u32::try_from(app.state.config.limits.requests).unwrap();
    let taken = app.state.requests.acquire_many(all).await.unwrap();
    let reply = app.get("/health").send().await;
    assert_eq!(reply.header("retry-after"), "1");
    reply.problem(503, "busy");
    drop(taken);
    app.get("/health").send().await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    let app = TestApp::start_with(|config| config.limits.request_timeout_ms = 20).await;
    let kiosk = app.kiosk().await;
    let never =
        axum::body::Body::from_stream(futures_util::stream::pending::<Result<&[u8], std::io::Error>>());
    let slow =
        app.post("/api/v1/tickets").token(&kiosk).header("content-type", "application/json").body(never);
    slow.send().await.problem(503, "timeout");
}

#[tokio::test]
async fn a_handler_that_panics_costs_its_own_request_only() {
    let app = TestApp::start().await;
    let panics = axum::routing::get(|| async { panic!("a bug") as () });
    let router = hall_server::app::wrap(axum::Router::new().route("/bug", panics), &app.state);
    let request = axum::http::Request::get("/bug").body(axum::body::Body::empty()).unwrap();
    let reply = Reply::read(router.oneshot(request).await.unwrap()).await;
    let problem = reply.problem(500, "internal");
    assert_eq!(problem["reference"].as_str().unwrap().len(), 8);
    assert!(!problem.to_string().contains("a bug"));
    app.get("/health").send().await.expect(StatusCode::OK);
}
