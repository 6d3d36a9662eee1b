//! A server's life, seen from outside.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::place::{PATIENCE, Place, ask, open};

/// A device's token, from the code to the enrolment.
fn enrol(place: &Place, hall: std::net::SocketAddr) -> String {
    let code = place.run(&["device", "add", "kiosk-1", "--kind", "kiosk"]).well();
    let body = format!("{{\"code\":\"{}\"}}", code.trim());
    let json = [("content-type", "application/json")];
    let (status, reply) = ask(hall, "POST", "/api/v1/devices/enrol", &json, &body);
    assert_eq!(status, 200, "{reply}");
    serde_json::from_str::<serde_json::Value>(&reply).unwrap()["token"].as_str().unwrap().to_owned()
}

#[test]
fn it_serves_is_looked_after_and_stops_with_feeds_open() {
    let place = Place::new();
    let serving = place.serve();
    let (hall, public) = (serving.hall, serving.public);
    assert_eq!(ask(hall, "GET", "/health", &[], "").0, 200);
    assert_eq!(ask(public, "GET", "/health", &[], "").0, 404);
    let bearer = format!("Bearer {}", enrol(&place, hall));
    let proof = [("authorization", bearer.as_str())];
    assert_eq!(ask(hall, "GET", "/api/v1/catalogue", &proof, "").0, 200);

    let second = place.run(&["serve"]).badly(69);
    assert!(second.contains("another hall-server is running"), "{second}");
    assert!(place.run(&["verify-log"]).well().contains("whole"));

    let mut feed = BufReader::new(open(hall, "GET", "/api/v1/feed?topics=board", &proof, ""));
    let mut line = String::new();
    while !line.starts_with("data: ") {
        line.clear();
        assert_ne!(feed.read_line(&mut line).unwrap(), 0, "the feed ended");
    }
    let idle = open(hall, "GET", "/health", &[], "");
    let (code, took) = serving.stop("-TERM");
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
    let mut rest = String::new();
    feed.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the feed was cut, not ended");
    drop(idle);
    assert!(place.run(&["verify-log"]).well().contains("whole"));
}

#[test]
fn a_revoked_device_is_refused_by_the_running_server() {
    let place = Place::new();
    let serving = place.serve();
    let bearer = format!("Bearer {}", enrol(&place, serving.hall));
    let asks = || ask(serving.hall, "GET", "/api/v1/catalogue", &[("authorization", &bearer)], "").0;
    assert_eq!(asks(), 200);
    place.run(&["device", "revoke", "kiosk-1"]).well();
    let began = Instant::now();
    while asks() == 200 {
        assert!(began.elapsed() < PATIENCE, "the token still counts");
        std::thread::yield_now();
    }
    assert_eq!(asks(), 401);
    assert_eq!(serving.stop("-INT").0, Some(0));
}

#[test]
fn a_busy_address_is_named_with_its_key() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = place.run(&["serve", "--public-address", &address]).badly(69);
    for part in [&address, "listen.public.address", "another program", "configure another"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!place.folder.path().join("hall.db").exists(), "nothing was begun");
}

#[test]
fn a_database_of_a_newer_version_or_another_site_is_left_alone() {
    let place = Place::new();
    place.run(&["device", "list"]).well();
    let database = place.folder.path().join("hall.db");
    sql(&database, "UPDATE site SET site = 'elsewhere'");
    assert!(place.run(&["serve"]).badly(78).contains("`elsewhere`"));
    sql(&database, "UPDATE site SET site = 'test'");
    sql(
        &database,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    );
    assert!(place.run(&["serve"]).badly(78).contains("newer version"));
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, 69);
    assert!(doctor.out.contains("install the newer hall-server"), "{}", doctor.out);
}

#[test]
fn with_a_certificate_it_speaks_tls() {
    let place = Place::new();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let file = |name: &str, text: String| std::fs::write(place.folder.path().join(name), text).unwrap();
    file("hall.crt", made.cert.pem());
    file("hall.key", made.signing_key.serialize_pem());
    place.write_config("[tls]\ncertificate = \"hall.crt\"\nkey = \"hall.key\"");
    let text = std::fs::read_to_string(place.config()).unwrap();
    std::fs::write(place.config(), text.replace("[listen.hall]", "[listen.hall]\ntls = true")).unwrap();
    let serving = place.serve();
    let root = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([root]).build().unwrap();
    let url = format!("https://{}/health", serving.hall);
    let status = runtime().block_on(async { client.get(url).send().await.unwrap().status() });
    assert_eq!(status, 200);
    assert_eq!(ask(serving.public, "GET", "/health", &[], "").0, 404, "the other listener speaks plainly");
    assert_eq!(serving.stop("-TERM").0, Some(0));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn sql(database: &Path, statement: &'static str) {
    runtime().block_on(async {
        use sqlx::ConnectOptions;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
        sqlx::raw_sql(statement).execute(&mut options.connect().await.unwrap()).await.unwrap();
    });
}

#[test]
fn five_hundred_megabytes_are_refused_before_they_are_sent() {
    let place = Place::new();
    let serving = place.serve();
    let mut connection = std::net::TcpStream::connect(serving.public).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = "POST /v/upload HTTP/1.1\r\nhost: hall\r\ncontent-length: 524288000\r\n\
                content-type: multipart/form-data; boundary=edge\r\n\r\n";
    std::io::Write::write_all(&mut connection, head.as_bytes()).unwrap();
    let mut answer = String::new();
    // The server closes: it does not wait for the rest.
    BufReader::new(connection).read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("too_large"), "{answer}");
}
