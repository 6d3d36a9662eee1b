//! The demo's catalogue for tests: the same items, lines and windows, open round the clock and without limits.
//!
//! It is changed as a person would change it, in its files: the programs know no way to lift a limit.

use std::path::Path;

use anyhow::{Context, ensure};

/// Counts last, so it goes before every other exception: each day from midnight to midnight.
const ALWAYS_OPEN: &str = r#"
[[exception]]
name = { zh = "全天开放", en = "Open round the clock" }
from = 2000-01-01
to = 2099-12-31
week = { mon-sun = ["00:00-24:00"] }
"#;

/// Copies a catalogue and lifts its hours, capacities and the rate of anonymous tickets.
pub fn write_open(from: &Path, to: &Path) -> anyhow::Result<()> {
    copy(from, to)?;
    edit(&to.join("hours.toml"), |text| text + ALWAYS_OPEN)?;
    edit(&to.join("lines.toml"), |text| without_lines(&text, "capacity"))?;
    edit(&to.join("site.toml"), |text| {
        without_lines(&text, "kiosk_tickets_per_minute") + "kiosk_tickets_per_minute = 1000000\n"
    })
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.read_dir().with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn edit(file: &Path, change: impl FnOnce(String) -> String) -> anyhow::Result<()> {
    let before = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let after = change(before.clone());
    ensure!(before != after, "{} is as it was", file.display());
    std::fs::write(file, after)?;
    Ok(())
}

/// The text without the lines that set a key.
fn without_lines(text: &str, key: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(key)).collect()
}
