//! The API's document and the table of rights name the same routes; the viewer needs nothing from elsewhere.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use hall_server::auth::rights::{Kind, On, RIGHTS};

use crate::stage::TestApp;

#[test]
fn the_document_stays_as_it_is() {
    let mut document = hall_server::openapi::document();
    document.info.version = "[version]".to_owned();
    insta::assert_json_snapshot!(document);
}

#[test]
fn the_document_has_every_route_of_the_table() {
    let document = serde_json::to_value(hall_server::openapi::document()).unwrap();
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let of_api = |path: &str| path.starts_with("/api/") && path != "/api/v1/openapi.json";
    let rights: BTreeSet<String> = RIGHTS
        .iter()
        .filter(|right| right.on == On::Hall && right.kind != Kind::Page && of_api(right.path))
        .map(|right| format!("{} {}", right.method, right.path))
        .collect();
    assert_eq!(documented, rights);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test]
async fn the_viewer_is_served_whole_and_from_here() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/api/v1/docs").send().await.header("location"), "/api/v1/docs/");
    let page = app.get("/api/v1/docs/").send().await;
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(!html.contains("http"), "{html}");
    for file in html.split('"').filter_map(|part| part.strip_prefix("./")) {
        let reply = app.get(&format!("/api/v1/docs/{file}")).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{file}");
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'self'; style-src 'self' 'unsafe-inline'"), "{policy}");
    let start = app.get("/api/v1/docs/swagger-initializer.js").send().await;
    assert!(String::from_utf8(start.body.to_vec()).unwrap().contains("/api/v1/openapi.json"));
    app.get("/api/v1/docs/no.js").send().await.problem(404, "not_found");
    let json = app.get("/api/v1/openapi.json").send().await.expect(StatusCode::OK);
    assert_eq!(json["info"]["title"], "hall-server");
}
