//! The demo on the display of the person who started it.

use std::path::Path;

use tokio::process::Command;

use super::cast::{Hall, WINDOW};
use super::say;
use crate::stage::Process;

/// Opens kiosk, window screen, board and desk, and stays until Ctrl-C.
pub(super) async fn open(out: &Path) -> anyhow::Result<()> {
    let hall = Hall::start(out).await?;
    let window = WINDOW.to_string();
    let _kiosk = hall.kiosk(None, [0, 0, 506, 900]).await?;
    let _window = hall.display(None, [520, 0, 960, 270], &["--window", &window], false).await?;
    let _board = hall.display(None, [520, 300, 960, 540], &["--board"], true).await?;
    let (page, user, password) = hall.sign_in();
    let profile = out.join("hall/browser");
    let mut browser = Command::new("chromium");
    browser.arg(format!("--app={page}")).arg(format!("--user-data-dir={}", profile.display()));
    browser.args(["--no-first-run", "--window-size=1366,768", "--window-position=520,400"]);
    let _browser = Process::start(browser, &out.join("hall/browser.log"));
    say(&format!("The desk: {page}   user {user}, password {password}, window {window}"));
    say(&format!("Paper comes out in {}. Ctrl-C ends the demo.", out.join("receipts").display()));
    tokio::signal::ctrl_c().await?;
    Ok(())
}
