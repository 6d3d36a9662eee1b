//! The thin path as a whole, as the demo plays it: touch, paper, call, voice, desk, phone; and the demo on a display.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use hall_tests::stage::{Process, Screen, program, repository, wait_until};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::Mutex;

/// There is one folder for what a demo leaves.
static TURN: Mutex<()> = Mutex::const_new(());
/// Until everything is open, on a busy machine that draws in software.
const OPEN_WITHIN: Duration = Duration::from_mins(1);
/// Until everything is gone again.
const GONE_WITHIN: Duration = Duration::from_secs(5);

fn left(name: &str) -> PathBuf {
    repository().join("out/demo").join(name)
}

#[tokio::test]
async fn a_short_day_goes_from_the_first_touch_to_the_spoken_call() {
    let _turn = TURN.lock().await;
    let mut demo = Command::new(program("demo"));
    demo.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").kill_on_drop(true);
    let output =
        tokio::time::timeout(Duration::from_mins(3), demo.output()).await.expect("it ends").expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    for (receipt, number, words) in
        [("receipt-001.txt", "E001", "校园卡办理与补办"), ("receipt-002.txt", "E002", "Vehicle pass")]
    {
        let paper = std::fs::read_to_string(left("receipts").join(receipt)).expect("the ticket is on paper");
        assert!(paper.contains(number) && paper.contains(words) && paper.contains("[QR http"), "{paper}");
    }
    for call in ["001-E001-window-3.wav", "002-E002-window-3.wav"] {
        let spoken = std::fs::metadata(left("calls").join(call)).expect("the call was spoken");
        assert!(spoken.len() > 20_000, "{call} has {} bytes", spoken.len());
    }
    let scanned = Command::new("zbarimg")
        .args(["--quiet", "--raw"])
        .arg(left("receipts/receipt-001.png"))
        .output()
        .await;
    let scanned = scanned.expect("zbarimg runs").stdout;
    assert!(String::from_utf8_lossy(&scanned).contains("/t/"), "the code on the paper can be scanned");
    let sheets = std::fs::read_dir(left("certificates/sheets")).expect("certificates come out").count();
    assert_eq!(sheets, 1, "one sheet, once");
    let printed = String::from_utf8_lossy(&output.stdout);
    for picture in [
        "kiosk-certificate-printing",
        "phone-certificate-valid",
        "desk-serving-E001",
        "pad-thanks-E001",
        "window-calls-E002",
        "board-calls-E002",
        "phone-E002",
        "00-overview",
    ] {
        assert!(printed.contains(picture), "no picture of {picture}: {printed}");
    }
}

/// Every process that a process started, and they, and so on.
fn descendants(of: u32) -> BTreeSet<u32> {
    let parent = |process: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse::<u32>().ok()
    };
    let names = std::fs::read_dir("/proc").expect("processes").flatten().map(|entry| entry.file_name());
    let all: Vec<u32> = names.filter_map(|name| name.to_str()?.parse().ok()).collect();
    let mut found = BTreeSet::from([of]);
    loop {
        let more: Vec<u32> = all
            .iter()
            .copied()
            .filter(|one| parent(*one).is_some_and(|parent| found.contains(&parent)))
            .collect();
        let before = found.len();
        found.extend(more);
        if found.len() == before {
            found.remove(&of);
            return found;
        }
    }
}

async fn is_open(screen: &Screen, by: &str, name: &str) -> bool {
    let mut search = Command::new("xdotool");
    search.args(["search", "--onlyvisible", by, name]).env("DISPLAY", screen.name());
    search.output().await.is_ok_and(|output| !output.stdout.is_empty())
}

#[tokio::test]
async fn on_a_display_it_opens_everything_and_leaves_no_process_behind() {
    let _turn = TURN.lock().await;
    let folder = tempfile::tempdir().expect("a folder");
    let screen = Screen::start(1920, 1080, &folder.path().join("xvfb.log")).await.expect("a screen");
    let mut manager = Command::new("openbox");
    manager.env("DISPLAY", screen.name());
    let _manager = Process::start(manager, &folder.path().join("openbox.log")).expect("a window manager");

    let mut demo = Command::new(program("demo"));
    demo.env("DISPLAY", screen.name())
        .env_remove("WAYLAND_DISPLAY")
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut demo = demo.spawn().expect("it starts");
    let id = demo.id().expect("an id");
    let mut said = BufReader::new(demo.stdout.take().expect("piped")).lines();
    let all_open = async {
        while let Some(line) = said.next_line().await.expect("it speaks") {
            if line.contains("Ctrl-C") {
                return;
            }
        }
        panic!("the demo ended by itself");
    };
    tokio::time::timeout(OPEN_WITHIN, all_open).await.expect("it opens");
    for (by, name) in [
        ("--name", "hall-kiosk"),
        ("--name", "counter-display-window-3"),
        ("--name", "counter-display-board"),
        ("--class", "chromium"),
    ] {
        wait_until(name, OPEN_WITHIN, async || is_open(&screen, by, name).await).await.expect("it is open");
    }
    let started = descendants(id);
    assert!(started.len() >= 6, "server, printer, kiosk, two displays, browser: {started:?}");

    let asked = Command::new("kill").arg("-INT").arg(id.to_string()).status().await;
    assert!(asked.expect("kill runs").success());
    let ended = tokio::time::timeout(GONE_WITHIN, demo.wait()).await.expect("it ends").expect("a status");
    assert!(ended.success(), "{ended}");
    let left = || started.iter().filter(|one| Path::new(&format!("/proc/{one}")).exists()).count();
    wait_until("no process is left", GONE_WITHIN, async || left() == 0).await.expect("nothing is left");
}
