//! The client against a server that errs.

use std::time::{Duration, Instant};

use crate::support::{Play, Stage, answer, client, json, loopback, problem};
use axum::http::StatusCode;
use hall_api::client::{Change, Client, ClientError, ClientOptions, ClientSetupError, Distrust, Key};
use hall_api::requests::{TakeTicketRequest, TakenTicket};
use hall_core::ids::WindowId;

const PATIENCE: Duration = Duration::from_secs(20);

fn take() -> Change<TakenTicket> {
    let request = TakeTicketRequest {
        items: vec!["ZZ-01".into()],
        class: None,
        english: true,
        ..TakeTicketRequest::default()
    };
    Change::take_ticket(Key::fresh(), &request)
}

const TAKEN: &str = r#"{"ticket":17,"number":"A003","issued_at":1,"phone_url":"http://hall/t/x","people_ahead":2,
    "wait":null,"area":{"zh":"A区","en":"Area A"},"print_job":null}"#;

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_with_the_same_key_and_body() {
    let stage = Stage::default();
    let client = stage.start().await.as_device("secret").unwrap();
    stage.plan([
        Play::Cut,
        Play::Answer(problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable")),
        Play::Answer(answer(StatusCode::BAD_GATEWAY, "text/html", "<h1>busy</h1>")),
        Play::Answer(json(StatusCode::OK, TAKEN)),
    ]);
    let (change, mut failures) = (take(), Vec::new());
    let taken = client.send_until_answered(&change, PATIENCE, |error| failures.push(error.to_string())).await;
    assert_eq!(taken.unwrap().number, "A003");
    let seen = stage.seen();
    assert_eq!((seen.len(), failures.len()), (4, 3));
    assert!(seen.iter().all(|one| *one == seen[0]), "every attempt is the same: {seen:#?}");
    assert_eq!((seen[0].method.as_str(), seen[0].uri.as_str()), ("POST", "/api/v1/tickets"));
    assert_eq!(seen[0].key.as_deref(), Some(change.key().as_str()));
    assert_eq!(seen[0].authorization.as_deref(), Some("Bearer secret"));
    assert_eq!(seen[0].body, r#"{"items":["ZZ-01"],"class":null,"english":true}"#);
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_not_repeated() {
    let stage = Stage::default();
    let client = stage.start().await;
    for (status, code) in [
        (StatusCode::CONFLICT, "line_full"),
        (StatusCode::UNPROCESSABLE_ENTITY, "key_reused"),
        (StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    ] {
        stage.plan([Play::Answer(problem(status, code))]);
        let before = stage.seen().len();
        let error = client.send_until_answered(&take(), PATIENCE, |_| {}).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error}");
        assert_eq!(stage.seen().len(), before + 1, "{code} was sent once");
    }
}

#[tokio::test]
async fn nobody_there_is_away_and_patience_ends() {
    let (address, listening) = Stage::default().listen(crate::support::loopback()).await;
    listening.abort();
    assert!(listening.await.is_err(), "the port is closed");
    let client = crate::support::client(address);
    assert!(matches!(client.send(&take()).await, Err(ClientError::Away(_))));
    let (started, mut failures) = (Instant::now(), 0);
    let within = Duration::from_millis(700);
    let outcome = client.send_until_answered(&take(), within, |_| failures += 1).await;
    assert!(matches!(outcome, Err(ClientError::Away(_))));
    assert!(failures >= 2 && started.elapsed() < Duration::from_secs(5), "{failures} failures");
}

#[tokio::test]
async fn a_server_that_never_answers_is_away() {
    let stage = Stage::default();
    let client = stage.start().await;
    stage.plan([Play::Hang]);
    let started = Instant::now();
    assert!(matches!(client.send(&take()).await, Err(ClientError::Away(_))));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn what_is_not_ours_or_too_large_is_told_apart() {
    let stage = Stage::default();
    let client = stage.start().await;
    let huge = format!("\"{}\"", "x".repeat(300 * 1024));
    stage.plan([
        Play::Answer(answer(StatusCode::NOT_FOUND, "text/html", "<h1>router</h1>")),
        Play::Answer(json(StatusCode::OK, "{\"other\":1}")),
        Play::Answer(json(StatusCode::OK, &huge)),
        Play::Answer(answer(StatusCode::FOUND, "text/html", "elsewhere")),
    ]);
    assert!(matches!(client.send(&take()).await, Err(ClientError::Garbled { status: 404, source: None })));
    assert!(matches!(client.send(&take()).await, Err(ClientError::Garbled { status: 200, source: Some(_) })));
    assert!(matches!(client.send(&take()).await, Err(ClientError::TooLarge { .. })));
    assert!(matches!(client.send(&take()).await, Err(ClientError::Garbled { status: 302, .. })));
    assert_eq!(stage.seen().len(), 4, "a redirect is not followed");
}

#[tokio::test]
async fn http_where_https_is_spoken_is_told_and_the_other_way_round() {
    let stage = Stage::default();
    let (address, _task) = stage.listen(loopback()).await;
    let away = |error: ClientError| match error {
        ClientError::Untrusted { why, .. } => why,
        other => panic!("{other:?}"),
    };
    // What our server says to http at a port of TLS.
    stage.plan([Play::Answer(answer(StatusCode::UPGRADE_REQUIRED, "text/plain", "https, not http"))]);
    let refused = client(address).send(&take()).await.unwrap_err();
    assert!(refused.is_passing() && refused.code().is_none(), "{refused:?}");
    assert_eq!(away(refused), Distrust::TlsServer);
    let options = ClientOptions { server: format!("https://{address}"), authority_pem: None };
    let refused = Client::new(&options).unwrap().send(&take()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "no safe connection to the server: it speaks http at this port, not https"
    );
    assert_eq!(away(refused), Distrust::PlainServer);
    assert_eq!(stage.seen().len(), 1, "a handshake is no request");
}

#[tokio::test]
async fn staff_speak_by_their_session() {
    let stage = Stage::default();
    let client = stage.start().await;
    let mut signed_in = json(StatusCode::OK, r#"{"staff":"s1","name":"张三","roles":["clerk"]}"#);
    let cookie = "hall_session=abc; Path=/; HttpOnly; SameSite=Strict".parse().unwrap();
    signed_in.headers_mut().insert("set-cookie", cookie);
    stage.plan([
        Play::Answer(signed_in),
        Play::Answer(json(StatusCode::OK, r#"{"ticket":17,"number":{"prefix":"A","number":3}}"#)),
        Play::Answer(answer(StatusCode::NO_CONTENT, "application/json", "")),
        Play::Answer(problem(StatusCode::UNAUTHORIZED, "bad_sign_in")),
    ]);
    let (clerk, session) = client.sign_in("zhang", "secret").await.unwrap();
    assert_eq!(session.name, "张三");
    let acted = clerk.send(&Change::call_next(Key::fresh(), WindowId(3), None)).await.unwrap();
    assert_eq!(acted.number.unwrap().to_string(), "A003");
    clerk.sign_out().await.unwrap();
    assert_eq!(client.sign_in("zhang", "wrong").await.unwrap_err().code(), Some("bad_sign_in"));
    let seen = stage.seen();
    assert_eq!((seen[0].cookie.as_deref(), seen[1].cookie.as_deref()), (None, Some("hall_session=abc")));
    assert!(seen[1].origin.as_deref().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!((seen[2].method.as_str(), seen[2].uri.as_str()), ("DELETE", "/api/v1/session"));
    assert!(seen[..3].iter().all(|one| one.key.is_some()), "every changing request has a key");
    assert!(!format!("{clerk:?}").contains("abc"), "a credential never shows");
}

#[tokio::test]
async fn the_catalogue_is_fetched_only_when_it_changed() {
    let stage = Stage::default();
    let client = stage.start().await;
    stage.plan([
        Play::Answer(answer(StatusCode::NOT_MODIFIED, "application/json", "")),
        Play::Answer(json(StatusCode::OK, "{}")),
    ]);
    assert!(client.catalogue(Some("abc")).await.unwrap().is_none());
    assert!(matches!(client.catalogue(None).await, Err(ClientError::Garbled { status: 200, .. })));
}

#[test]
fn addresses_and_tokens_are_checked() {
    let client =
        |server: &str| Client::new(&ClientOptions { server: server.to_owned(), authority_pem: None });
    for good in ["http://10.0.0.1:8080", "http://hall.lan", "https://hall.example.edu/"] {
        assert!(client(good).is_ok(), "{good}");
    }
    for bad in
        ["", "hall", "ftp://hall", "http://hall/path", "http://u:p@hall", "http://hall/?q", "/run/hall"]
    {
        assert!(matches!(client(bad), Err(ClientSetupError::Address { .. })), "{bad}");
    }
    for bad in ["", " ", "two\nlines", &"x".repeat(2000)] {
        let device = client("http://hall").unwrap().as_device(bad);
        assert!(matches!(device, Err(ClientSetupError::Token)), "{bad:?}");
    }
    let pem = Some(b"-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n".to_vec());
    let broken = Client::new(&ClientOptions { server: "https://hall".to_owned(), authority_pem: pem });
    assert!(broken.is_err(), "a broken authority is found at the start");
}

#[tokio::test]
async fn a_signed_in_person_is_named_beside_the_device() {
    let stage = Stage::default();
    let kiosk = stage.start().await.as_device("secret").unwrap();
    let both = kiosk.with_person("whose").unwrap();
    stage.plan([
        Play::Answer(answer(StatusCode::OK, "application/pdf", "%PDF")),
        Play::Answer(answer(StatusCode::NO_CONTENT, "application/json", "")),
        Play::Answer(json(StatusCode::OK, "1")),
    ]);
    assert_eq!(both.file("certificates/17/file").await.unwrap(), b"%PDF");
    both.delete("kiosk/person").await.unwrap();
    assert_eq!(kiosk.get::<u8>("certificates/offers").await.unwrap(), 1);
    let seen = stage.seen();
    let told: Vec<_> = seen.iter().map(|one| (&*one.method, &*one.uri, one.person.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("GET", "/api/v1/certificates/17/file", Some("whose")),
            ("DELETE", "/api/v1/kiosk/person", Some("whose")),
            ("GET", "/api/v1/certificates/offers", None),
        ]
    );
    assert!(seen.iter().all(|one| one.authorization.as_deref() == Some("Bearer secret")));
    assert!(!format!("{both:?}").contains("whose"));
    assert!(matches!(kiosk.with_person("a\nb"), Err(ClientSetupError::Token)));
}

#[tokio::test]
async fn a_file_larger_than_any_certificate_is_not_read() {
    let stage = Stage::default();
    let kiosk = stage.start().await.as_device("secret").unwrap();
    let large = "x".repeat(2 * 1024 * 1024 + 1);
    stage.plan([Play::Answer(answer(StatusCode::OK, "application/pdf", &large))]);
    assert!(matches!(kiosk.file("certificates/17/file").await, Err(ClientError::TooLarge { .. })));
}
