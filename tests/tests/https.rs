//! TLS between the real programs: the site's own authority, the feed, and what is said when something about it is wrong.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use hall_api::client::{Change, Client, ClientError, ClientOptions, Distrust, Key};
use hall_api::feed::{Feed, FeedEvent, decode};
use hall_api::requests::TakeTicketRequest;
use hall_api::views::{KioskView, Topic};
use hall_tests::stage::{Authority, Good, ITEM, Kiosk, Process, Screen, Stage, program, wait_until};
use tokio::process::Command;

/// Until a program that draws in software on a busy machine has said something.
const SOON: Duration = Duration::from_secs(30);

fn client(server: &str, authority: Option<&Authority>) -> Client {
    let authority_pem = authority.map(|authority| authority.pem().into_bytes());
    Client::new(&ClientOptions { server: server.to_owned(), authority_pem }).expect("a client")
}

/// Why a client is not safe with the server.
async fn distrust(client: &Client) -> Option<Distrust> {
    match client.session().await {
        Err(ClientError::Untrusted { why, .. }) => Some(why),
        _ => None,
    }
}

#[tokio::test]
async fn commands_and_the_feed_go_over_tls() {
    let mut stage = Stage::start_with_tls().await.expect("a hall");
    let token = stage.device_token("kiosk-1", "kiosk").await.expect("a device enrols over TLS");
    let kiosk = stage.client().expect("a client").as_device(&token).expect("a token");
    let mut feed = Feed::connect(kiosk.clone(), vec![Topic::Kiosk]);
    let waiting = async |feed: &mut Feed| loop {
        match tokio::time::timeout(SOON, feed.next()).await.expect("the feed says something") {
            FeedEvent::Update { json, .. } => {
                let view = decode::<KioskView>(&json).expect("a view").view;
                return view.lines.iter().map(|line| line.waiting).sum::<usize>();
            }
            event => assert!(!matches!(event, FeedEvent::Refused(_)), "{event:?}"),
        }
    };
    assert_eq!(waiting(&mut feed).await, 0);
    let request = TakeTicketRequest { items: vec![ITEM.into()], ..TakeTicketRequest::default() };
    kiosk.send(&Change::take_ticket(Key::fresh(), &request)).await.expect("a ticket");
    while waiting(&mut feed).await == 0 {}
    stage.clerk("chen").await.expect("staff sign in over TLS");

    // A certificate that is renewed needs a restart of the server; whoever listens comes back by itself.
    stage.present(Good::Yes).await.expect("the server is back");
    while waiting(&mut feed).await == 0 {}
    stage.stop_server().await.expect("it stops");
}

#[tokio::test]
async fn what_is_wrong_with_a_connection_is_said() {
    let mut stage = Stage::start_with_tls().await.expect("a hall");
    let (server, plain) = (stage.server(), format!("http://{}", stage.addresses().hall));
    let other = Authority::new().expect("an authority");
    let own = || stage_client(&stage);
    assert_eq!(distrust(&own()).await, None);
    let wrong = [
        ("another authority", client(&server, Some(&other)), Distrust::Authority),
        ("those of the system", client(&server, None), Distrust::Authority),
        ("http to a TLS port", client(&plain, None), Distrust::TlsServer),
        (
            "https to a plain port",
            client(&format!("https://{}", stage.addresses().public), Some(&other)),
            Distrust::PlainServer,
        ),
    ];
    for (what, client, expected) in wrong {
        assert_eq!(distrust(&client).await, Some(expected), "{what}");
    }
    for (certificate, expected) in [
        (Good::Expired, Distrust::Expired),
        (Good::NotYet, Distrust::NotYetValid),
        (Good::Elsewhere, Distrust::Address),
    ] {
        stage.present(certificate).await.expect("the server starts");
        assert_eq!(distrust(&stage_client(&stage)).await, Some(expected));
    }
    stage.present(Good::Yes).await.expect("the server starts");
    assert_eq!(distrust(&stage_client(&stage)).await, None, "a renewed certificate is enough");
}

fn stage_client(stage: &Stage) -> Client {
    stage.client().expect("a client")
}

/// A display's configuration that trusts what a file holds.
fn write_display(stage: &Stage, name: &str, server: &str, trusts: &str) -> std::path::PathBuf {
    let (config, folder) = (stage.folder().join(format!("{name}.toml")), stage.folder().display());
    let text = format!(
        "[server]\naddress = \"{server}\"\ntoken_file = \"{folder}/{name}.token\"\n{trusts}\
         [screen]\nplace = [0, 0, 960, 540]\n[voice]\nenabled = false\n"
    );
    std::fs::write(&config, text).expect("a configuration");
    config
}

async fn enrol_display(config: &Path, code: &str) -> Output {
    let mut command = Command::new(program("counter-display"));
    command.arg("--config").arg(config).args(["--enrol", code]).kill_on_drop(true);
    tokio::time::timeout(SOON, command.output()).await.expect("it ends").expect("it runs")
}

fn read(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}

#[tokio::test]
async fn kiosk_and_display_work_over_tls_and_say_what_is_wrong() {
    let mut stage = Stage::start_with_tls().await.expect("a hall");
    let screen = Screen::start(1080, 1920, &stage.folder().join("xvfb.log")).await.expect("a screen");
    let (server, trusts) = (stage.server(), stage.trusts());

    // Enrolling is the first that anybody does, and the first to say what is wrong.
    let code = stage.enrolment_code("window-3", "display").await.expect("a code");
    std::fs::write(stage.folder().join("other.pem"), Authority::new().expect("an authority").pem())
        .expect("a file");
    let plain = format!("http://{}", stage.addresses().hall);
    for (name, server, trusts, says) in [
        (
            "other",
            &server,
            "authority_file = \"other.pem\"\n",
            "signed by an authority that is not trusted here",
        ),
        ("plain", &plain, "", "it speaks https at this port, not http"),
    ] {
        let refused = enrol_display(&write_display(&stage, name, server, trusts), &code).await;
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && told.contains(says), "{name}: {told}");
    }
    let config = write_display(&stage, "display", &server, &trusts);
    let enrolled = enrol_display(&config, &code).await;
    assert!(enrolled.status.success(), "{}", String::from_utf8_lossy(&enrolled.stderr));

    let start_display = |config: &Path, log: &Path| {
        let mut command = Command::new(program("counter-display"));
        command.arg("--config").arg(config).args(["--window", "3"]);
        command.env("DISPLAY", screen.name()).env_remove("WAYLAND_DISPLAY");
        Process::start(command, log).expect("a display")
    };
    let log = stage.folder().join("display.log");
    let _display = start_display(&config, &log);
    wait_until("the display is connected", SOON, async || read(&log).contains("connected")).await.unwrap();

    let kiosk = Kiosk::prepare(&stage, "kiosk-1", [0, 0, 1080, 1920]).await.expect("a kiosk");
    let _program = kiosk.start(Some(screen.name())).expect("it starts");
    wait_until("the kiosk has the catalogue", SOON, async || kiosk.log().contains("catalogue"))
        .await
        .unwrap();

    // The certificate runs out under their hands: both say so, once, and go on trying.
    stage.present(Good::Expired).await.expect("the server starts");
    let expired = "its certificate has expired";
    wait_until("the display says it", SOON, async || read(&log).contains(expired)).await.unwrap();
    wait_until("the kiosk says it", SOON, async || kiosk.log().contains(expired)).await.unwrap();
    let before = read(&log).matches("INFO").count();
    stage.present(Good::Yes).await.expect("the server starts");
    wait_until("the display is back", SOON, async || read(&log).matches("INFO").count() > before)
        .await
        .unwrap();
    assert_eq!(read(&log).matches(expired).count(), 1, "{}", read(&log));
}
