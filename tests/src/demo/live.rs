//! The demo on the display of the person who started it.

use std::path::Path;

use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};

use super::cast::{Hall, WINDOW};
use super::say;
use crate::stage::{PIN, Process, card};
use crate::university::known;

/// The display everything is laid out for; another one is filled as far as its shape allows.
const DESIGN: [u32; 2] = [1920, 1080];
/// Places on it: x, y, width, height.
const KIOSK: [u32; 4] = [0, 0, 506, 900];
const WINDOW_SCREEN: [u32; 4] = [520, 0, 880, 248];
const BOARD: [u32; 4] = [1412, 0, 500, 281];
const DESK: [u32; 4] = [520, 308, 1366, 768];
/// The smallest window the programs open, width and height.
const SMALLEST: [u32; 2] = [320, 180];

/// Opens kiosk, window screen, board and desk, and stays until Ctrl-C.
pub(super) async fn open(out: &Path) -> anyhow::Result<()> {
    // Asked for before anything is started, so that nothing is left behind however early the end comes.
    let mut ends = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()]
        .map(signal)
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    let scale = scale(display_size().await);
    let [interrupt, terminate, hangup] = &mut ends[..] else { unreachable!("three were asked for") };
    let ended = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    };
    tokio::select! {
        () = ended => Ok(()),
        failed = show(out, scale) => failed,
    }
}

/// Shows everything for ever; what it started ends with it.
async fn show(out: &Path, scale: f64) -> anyhow::Result<()> {
    let place = |place| scaled(place, scale);
    let hall = Hall::start(out).await?;
    let window = WINDOW.to_string();
    let _kiosk = hall.kiosk(None, place(KIOSK)).await?;
    let _window = hall.display(None, place(WINDOW_SCREEN), &["--window", &window], false).await?;
    let _board = hall.display(None, place(BOARD), &["--board"], true).await?;
    let (page, user, password) = hall.sign_in();
    let _desk = Process::start(browser(out, &page, scale), &out.join("hall/browser.log"))?;
    say(&format!("The desk: {page}   user {user}, password {password}, window {window}"));
    let (card, pin) = (card(known::UNDERGRADUATE), PIN);
    say(&format!(
        "A certificate: at the kiosk, type {card} and Enter as a card reader does, then the PIN {pin}"
    ));
    let (receipts, certificates) = (out.join("receipts"), out.join("certificates/sheets"));
    say(&format!(
        "Paper comes out in {} and {}. Ctrl-C ends the demo.",
        receipts.display(),
        certificates.display()
    ));
    std::future::pending().await
}

/// A window without tabs that shows a page.
fn browser(out: &Path, page: &str, scale: f64) -> Command {
    let mut browser = Command::new("chromium");
    let profile = out.join("hall/browser");
    let [x, y, width, height] = DESK;
    browser.arg(format!("--app={page}")).arg(format!("--user-data-dir={}", profile.display()));
    browser.arg(format!("--window-size={width},{height}")).arg(format!("--window-position={x},{y}"));
    browser.arg(format!("--force-device-scale-factor={scale}"));
    browser.args([
        "--no-first-run",
        "--disable-features=Translate",
        "--no-default-browser-check",
        "--password-store=basic",
    ]);
    // Chromium refuses to start for root with its sandbox, and without it complains over half of the page.
    if rustix::process::geteuid().is_root() {
        browser.args(["--no-sandbox", "--test-type"]);
    }
    browser
}

/// Width and height of the display, if it can be asked.
async fn display_size() -> Option<[u32; 2]> {
    let output = Command::new("xdotool").arg("getdisplaygeometry").output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.split_whitespace().map(|number| number.parse().ok());
    Some([numbers.next()??, numbers.next()??])
}

fn scaled(place: [u32; 4], scale: f64) -> [u32; 4] {
    let [x, y, width, height] = place.map(|length| (f64::from(length) * scale) as u32);
    [x, y, width.max(SMALLEST[0]), height.max(SMALLEST[1])]
}

fn scale(size: Option<[u32; 2]>) -> f64 {
    let [width, height] = size.unwrap_or(DESIGN);
    (f64::from(width) / f64::from(DESIGN[0])).min(f64::from(height) / f64::from(DESIGN[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_window_opens_on_every_display() {
        for size in [Some([1920, 1080]), Some([1366, 768]), Some([3840, 1080]), Some([640, 480]), None] {
            for place in [KIOSK, WINDOW_SCREEN, BOARD] {
                let [x, y, width, height] = scaled(place, scale(size));
                assert!(width >= SMALLEST[0] && height >= SMALLEST[1], "{size:?}: {width}×{height}");
                let [right, bottom] = size.unwrap_or(DESIGN);
                let fits = x + width <= right && y + height <= bottom;
                assert!(fits || right < 1_280, "{size:?}: {place:?} is at {x}, {y}, {width}×{height}");
            }
        }
        assert_eq!(scaled(BOARD, scale(None)), BOARD);
    }
}
