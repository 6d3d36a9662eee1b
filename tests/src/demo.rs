//! The demo: real programs, a real browser, a printer on a pseudo-terminal, in `out/demo/`.

mod cast;
mod certificate;
mod live;
mod play;

use std::io::Write;

use crate::stage::repository;

/// Opens the hall on the display there is, or plays a short day without one.
pub async fn run() -> anyhow::Result<()> {
    let out = repository().join("out/demo");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    std::fs::create_dir_all(&out)?;
    if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() {
        live::open(&out).await
    } else {
        play::play(&out).await
    }
}

/// Tells the person at the terminal.
fn say(line: &str) {
    // Nobody may be listening; the demo goes on.
    writeln!(std::io::stdout(), "{line}").unwrap_or_default();
}
