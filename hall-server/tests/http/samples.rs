//! Pictures of sample documents: by the hash of their content, and never another picture.

use axum::http::StatusCode;

use crate::stage::{PICTURE_SHA256, TestApp};

#[tokio::test]
async fn a_sample_is_served_by_its_content_and_never_another() {
    let folder = tempfile::tempdir().unwrap();
    let samples = folder.path().join("samples");
    std::fs::create_dir(&samples).unwrap();
    std::fs::write(samples.join("form.png"), "picture").unwrap();
    let app = TestApp::start_with(|config| config.catalogue.folder = folder.path().to_owned()).await;
    let kiosk = app.kiosk().await;
    let ask = async |sha256: &str| {
        app.get(&format!("/api/v1/catalogue/samples/{sha256}")).token(&kiosk).send().await
    };
    let reply = ask(PICTURE_SHA256).await;
    assert_eq!((reply.status, &reply.body[..]), (StatusCode::OK, &b"picture"[..]));
    assert_eq!(reply.header("content-type"), "image/png");
    ask("0").await.problem(404, "sample_unknown");
    ask("..%2F..%2Fhall.db").await.problem(404, "sample_unknown");
    std::fs::write(samples.join("form.png"), "another").unwrap();
    ask(PICTURE_SHA256).await.problem(404, "sample_unknown");
    std::fs::remove_file(samples.join("form.png")).unwrap();
    ask(PICTURE_SHA256).await.problem(404, "sample_unknown");
}
