//! Anybody checks a certificate: by code, by file; how often, how large, and what is told.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use futures_util::future::BoxFuture;
use futures_util::stream;
use hall_api::requests::Label;
use hall_api::texts::{Language, Texts};
use hall_core::time::Timestamp;
use hall_server::certificates::verify::Verifier;
use hall_server::demo_authority;
use hall_server::problem::Fault;
use hall_server::verification::{Code, FILE_BYTES_MAX, FILES_AT_ONCE_PER_ADDRESS, Issued, Lookup, Signature};
use printing::signature::{Roots, Signer};
use sha2::{Digest, Sha256};

use crate::small::MORNING;
use crate::stage::{Reply, TestApp};

const VALID: &str = "0123456789ABCDEF";
const REVOKED: &str = "FEDCBA9876543210";
const VALID_PDF: &[u8] = b"%PDF-1.7 ours, as it was issued";
const REVOKED_PDF: &[u8] = b"%PDF-1.7 ours, void since";
const DRAWN_PDF: &[u8] = b"%PDF-1.7 ours, never issued";

/// A ledger of two certificates; what is signed says so.
#[derive(Debug)]
struct Two;

fn issued(revoked: bool) -> Issued {
    Issued {
        number: if revoked { "2026-000002" } else { "2026-000001" }.to_owned(),
        kind: Label { zh: "在读证明".to_owned(), en: "Certificate of enrolment".to_owned() },
        language: Language::Zh,
        name: if revoked { "\u{2EBE0}*" } else { "张*" }.to_owned(),
        at: Timestamp(1_763_769_600_000),
        revoked_at: revoked.then_some(Timestamp(1_763_856_000_000)),
    }
}

impl Lookup for Two {
    fn by_code<'a>(&'a self, code: &'a Code) -> BoxFuture<'a, Result<Option<Issued>, Fault>> {
        let found = match code.as_str() {
            VALID => Some(issued(false)),
            REVOKED => Some(issued(true)),
            _ => None,
        };
        Box::pin(async move { Ok(found) })
    }

    fn by_file(&self, sha256: [u8; 32]) -> BoxFuture<'_, Result<Option<Issued>, Fault>> {
        let is = |file: &[u8]| <[u8; 32]>::from(Sha256::digest(file)) == sha256;
        let found = if is(VALID_PDF) { Some(issued(false)) } else { None };
        let found = found.or(if is(REVOKED_PDF) { Some(issued(true)) } else { None });
        Box::pin(async move { Ok(found) })
    }

    fn signature(&self, pdf: &[u8]) -> Option<Signature> {
        let text = String::from_utf8_lossy(pdf);
        Some(match (text.contains("ours"), text.contains("changed")) {
            (true, true) => Signature::Changed,
            (true, false) => Signature::Ours,
            (false, _) => Signature::Foreign,
        })
    }
}

async fn start() -> TestApp {
    TestApp::start_looking_up(|_| (), Arc::new(Two)).await
}

pub async fn show(app: &TestApp, path: &str, language: &str) -> (StatusCode, String) {
    let reply = app.get(path).public().header("accept-language", language).send().await;
    (reply.status, text(&reply))
}

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.to_vec()).unwrap()
}

const FORM: &str = "multipart/form-data; boundary=edge";

fn form(field: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"../<b>.pdf\"\r\n\
         content-type: application/pdf\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n--edge--\r\n"].concat()
}

pub async fn send(app: &TestApp, field: &str, file: &[u8]) -> (StatusCode, String) {
    let call = app.call(&Method::POST, "/v/upload").public().header("accept-language", "en");
    let reply = call.header("content-type", FORM).body(form(field, file)).send().await;
    (reply.status, text(&reply))
}

#[tokio::test]
async fn a_code_shows_what_was_certified_and_to_whom_masked() {
    let app = start().await;
    let (status, html) = show(&app, "/v/0123-4567-89ab-cdef", "zh").await;
    assert_eq!(status, StatusCode::OK);
    for told in
        ["证明有效", "在读证明", "张*", "2026-000001", "2025-11-22", "请与纸上核对", "0123-4567-89AB-CDEF"]
    {
        assert!(html.contains(told), "{told}: {html}");
    }
    let (_, html) = show(&app, &format!("/v/{VALID}"), "en").await;
    assert!(html.contains("The certificate is valid") && html.contains("Certificate of enrolment"), "{html}");
    assert!(!html.contains("在读证明"));
    let (status, html) = show(&app, &format!("/v/{REVOKED}"), "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("was revoked") && html.contains("2025-11-23"), "{html}");
    assert!(!html.contains("is valid"), "{html}");
}

#[tokio::test]
async fn a_rare_letter_of_a_name_comes_with_a_font_of_its_own() {
    let app = start().await;
    let (_, html) = show(&app, &format!("/v/{REVOKED}"), "zh").await;
    assert!(html.contains("\u{2EBE0}*") && html.contains("rare.js"), "{html}");
    for public in [true, false] {
        let ask = |path| if public { app.get(path).public() } else { app.get(path) };
        let reply = ask("/letters/2EBE0").send().await;
        assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "font/otf"));
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert!((500..24_000).contains(&reply.body.len()), "{} bytes", reply.body.len());
        // One everybody has, one nobody has, no number at all.
        for path in ["/letters/4E00", "/letters/3FFFF", "/letters/x"] {
            assert_eq!(ask(path).send().await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn a_code_typed_leads_to_its_page() {
    let app = start().await;
    let (status, html) = show(&app, "/v", "zh").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("查验证明") && html.contains("/v/upload"));
    for (typed, leads) in [
        ("0123+4567+89ab+cdef", "/v/0123-4567-89AB-CDEF"),
        ("o123-4567-89AB-CDEF", "/v/0123-4567-89AB-CDEF"),
        ("nonsense", "/v/nonsense"),
        ("//evil.example/", "/v/evilexample"),
        ("%0d%0aset-cookie:x", "/v/set-cookiex"),
    ] {
        let reply = app.get(&format!("/v?code={typed}")).public().send().await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, leads), "{typed}");
    }
    assert_eq!(show(&app, "/v?code=", "en").await.0, StatusCode::OK);
    assert!(show(&app, "/v/upload?lang=en", "zh").await.1.contains("Check a certificate"));
    let (status, html) = show(&app, "/v/%3Cscript%3E", "en").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(html.contains("not a whole code") && !html.contains("<script>"), "{html}");
}

#[tokio::test]
async fn a_thousand_wrong_codes_find_nothing_and_hold_up_their_sender_alone() {
    let app =
        TestApp::start_looking_up(|c| c.limits.public_requests_per_minute = 60_000, Arc::new(Two)).await;
    let mut wrong = 0;
    let mut refused = 0;
    for at in 0..1_000 {
        match show(&app, &format!("/v/{at:016}"), "en").await {
            (StatusCode::NOT_FOUND, _) => wrong += 1,
            (StatusCode::TOO_MANY_REQUESTS, html) => {
                assert!(html.contains("Too many tries"), "{html}");
                refused += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((wrong, refused), (30, 970), "thirty of an address are looked up");
    assert_eq!(show(&app, &format!("/v/{VALID}"), "en").await.0, StatusCode::TOO_MANY_REQUESTS);
    let elsewhere = app.get(&format!("/v/{VALID}")).public().from([10, 0, 0, 2]).send().await;
    assert_eq!(elsewhere.status, StatusCode::OK);
    app.clock.advance(10_000);
    assert_eq!(show(&app, &format!("/v/{VALID}"), "en").await.0, StatusCode::OK);
}

#[tokio::test]
async fn wrong_codes_of_everybody_are_counted_and_right_ones_cost_nothing() {
    let change = |c: &mut hall_server::config::Config| c.limits.verify_tries = 5;
    let app = TestApp::start_looking_up(change, Arc::new(Two)).await;
    for _ in 0..20 {
        assert_eq!(show(&app, &format!("/v/{VALID}"), "en").await.0, StatusCode::OK);
    }
    let ask = |from: u8| app.get("/v/0000-0000-0000-0000").public().from([10, 0, 1, from]).send();
    for from in 0..5 {
        assert_eq!(ask(from).await.status, StatusCode::NOT_FOUND);
    }
    let reply = ask(6).await;
    assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
}

#[tokio::test]
async fn a_file_is_valid_changed_void_never_issued_or_anothers() {
    let app = start().await;
    for (file, told) in [
        (VALID_PDF, "The certificate is valid"),
        (REVOKED_PDF, "The certificate was revoked"),
        (DRAWN_PDF, "It was never issued"),
        (b"%PDF-1.7 ours, changed", "The file was changed"),
        (b"%PDF-1.7 of another", "Not a certificate of ours"),
        (b"\x89PNG ours", "Not a certificate of ours"),
    ] {
        let (status, html) = send(&app, "file", file).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        assert!(html.contains(told), "{told}: {html}");
        assert!(!html.contains("<b>"), "the file's name is not shown");
    }
    for (field, file) in [("file", &b""[..]), ("other", VALID_PDF)] {
        let (status, html) = send(&app, field, file).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(html.contains("No file arrived"), "{html}");
    }
    let bare = app.call(&Method::POST, "/v/upload").public().body("x").send().await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST);
    let foreign = app.call(&Method::POST, "/v/upload").public().header("sec-fetch-site", "cross-site");
    foreign.send().await.problem(403, "csrf");
}

#[tokio::test]
async fn a_file_too_large_is_refused_before_it_is_read() {
    let app = start().await;
    let largest = [VALID_PDF, &vec![b' '; FILE_BYTES_MAX - VALID_PDF.len()]].concat();
    assert_eq!(send(&app, "file", &largest).await.0, StatusCode::OK);
    let (status, html) = send(&app, "file", &[&largest[..], b" "].concat()).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(html.contains("The file is too large"), "{html}");

    // 500 MB announced: not a byte is read.
    let unread = || {
        Body::from_stream(stream::poll_fn(|_| -> std::task::Poll<Option<Result<Vec<u8>, std::io::Error>>> {
            panic!("it was read")
        }))
    };
    let call = app.call(&Method::POST, "/v/upload").public().header("content-type", FORM);
    let reply = call.header("content-length", "524288000").body(unread()).send().await;
    reply.problem(413, "too_large");

    // 500 MB that are not announced: little more than the limit is read.
    let pieces = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = pieces.clone();
    let head = form("file", b"").split_off(0);
    let head = head[..head.len() - b"\r\n--edge--\r\n".len()].to_vec();
    let endless = stream::iter(std::iter::once(head).chain((0..8_000).map(move |_| {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        vec![b'x'; 64 * 1024]
    })));
    let body = Body::from_stream(futures_util::StreamExt::map(endless, Ok::<_, std::io::Error>));
    let call = app.call(&Method::POST, "/v/upload").public().header("content-type", FORM);
    assert_eq!(call.body(body).send().await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let read = pieces.load(std::sync::atomic::Ordering::Relaxed) * 64 * 1024;
    assert!(read < 2 * FILE_BYTES_MAX, "{read} bytes were read");
}

#[tokio::test]
async fn an_address_sends_only_so_many_files() {
    let change = |c: &mut hall_server::config::Config| c.limits.verify_files_per_address = 2;
    let app = TestApp::start_looking_up(change, Arc::new(Two)).await;
    for _ in 0..2 {
        assert_eq!(send(&app, "file", VALID_PDF).await.0, StatusCode::OK);
    }
    assert_eq!(send(&app, "file", VALID_PDF).await.0, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_sends_slowly_keeps_nobody_else_out() {
    let app = start().await;
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let send_slowly = || {
        let (asked, mut is_first) = (asked.clone(), true);
        let body = stream::poll_fn(move |_| -> std::task::Poll<Option<Result<Vec<u8>, std::io::Error>>> {
            if std::mem::take(&mut is_first) {
                asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
            std::task::Poll::Pending
        });
        let call = app.call(&Method::POST, "/v/upload").public().header("content-type", FORM);
        Box::pin(call.body(Body::from_stream(body)).send())
    };
    let mut slow: Vec<_> = (0..FILES_AT_ONCE_PER_ADDRESS).map(|_| send_slowly()).collect();
    for sent in &mut slow {
        assert!(futures_util::poll!(sent).is_pending());
    }
    assert_eq!(asked.load(std::sync::atomic::Ordering::Relaxed), slow.len(), "each is being read");
    assert_eq!(send(&app, "file", VALID_PDF).await.0, StatusCode::SERVICE_UNAVAILABLE);
    let elsewhere = app.call(&Method::POST, "/v/upload").public().from([10, 0, 0, 2]);
    let elsewhere = elsewhere.header("content-type", FORM).body(form("file", VALID_PDF)).send().await;
    assert_eq!(elsewhere.status, StatusCode::OK);
    slow.pop();
    assert_eq!(send(&app, "file", VALID_PDF).await.0, StatusCode::OK, "whoever gives up leaves the place");
}

#[tokio::test]
async fn other_bodies_stay_as_small_as_before() {
    let app = start().await;
    let call = app.call(&Method::POST, "/k/x").public().header("content-length", "100000");
    call.send().await.problem(413, "too_large");
}

/// The smallest paper there is.
fn paper() -> Vec<u8> {
    let objects = [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>\nendobj\n",
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
    for object in objects {
        writeln!(table, "{:010} 00000 n ", pdf.len()).unwrap();
        pdf += object;
    }
    let at = pdf.len();
    pdf += &table;
    write!(pdf, "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").unwrap();
    pdf.into_bytes()
}

#[tokio::test]
async fn the_schools_signature_is_told_from_a_change_and_from_none() {
    let (app, keys) = (TestApp::start().await, tempfile::tempdir().unwrap());
    demo_authority::make(keys.path(), MORNING).unwrap();
    let read = |name: &str| std::fs::read(keys.path().join(name)).unwrap();
    let chain = read(demo_authority::CHAIN_FILE);
    let signer = Signer::from_pem(&chain, &read(demo_authority::KEY_FILE)).unwrap();
    let roots = Roots::from_pem(&read(demo_authority::ROOT_FILE)).unwrap();
    let file = signer.sign(&paper(), MORNING.0).unwrap();
    let verifier = Verifier::new(&app.state.engine, Texts::embedded());
    assert_eq!(verifier.signature(&file), None, "nobody's is trusted");
    let verifier = verifier.trusting(Some(roots));
    assert_eq!(verifier.signature(&file), Some(Signature::Ours));
    let mut changed = file.clone();
    let at = changed.windows(3).position(|part| part == b"595").unwrap();
    changed[at] = b'4';
    assert_eq!(verifier.signature(&changed), Some(Signature::Changed));
    assert_eq!(verifier.signature(&paper()), Some(Signature::Foreign));
    assert_eq!(verifier.signature(b"no paper"), Some(Signature::Foreign));
}
