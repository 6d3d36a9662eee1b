//! A screen reader that reads the shipped program: names, places, click actions, through the accessibility bus.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::{Process, repository, wait_until};

/// Python with the bindings of the system.
const PYTHON: &str = "/usr/bin/python3";
/// Until something stands on the screen.
const SOON: Duration = Duration::from_secs(20);

/// Something with a name on the screen.
#[derive(Clone, Debug, Deserialize)]
pub struct Thing {
    /// What it is.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// Left, top, width, height in pixels.
    pub place: [f64; 4],
}

impl Thing {
    /// Its middle.
    pub fn middle(&self) -> (f64, f64) {
        let [x, y, width, height] = self.place;
        (x + width / 2.0, y + height / 2.0)
    }
}

/// The reader and the bus it reads on.
pub struct Reader {
    bus: String,
    ask: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _program: Child,
    _daemon: Process,
}

impl Reader {
    /// Starts a session bus and a reader on it.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--print-address"]);
        let (daemon, bus) = Process::start_and_read_line(daemon, &folder.join("bus.log")).await?;
        let log = std::fs::File::create(folder.join("reader.log"))?;
        let mut program = Command::new(PYTHON)
            .arg(repository().join("tests/a11y/reader.py"))
            .env("DBUS_SESSION_BUS_ADDRESS", bus.trim())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("the screen reader")?;
        let ask = program.stdin.take().context("standard input is piped")?;
        let answers = BufReader::new(program.stdout.take().context("standard output is piped")?).lines();
        let mut reader =
            Self { bus: bus.trim().to_owned(), ask, answers, _program: program, _daemon: daemon };
        reader.answer().await?;
        Ok(reader)
    }

    /// Address of its bus, for `DBUS_SESSION_BUS_ADDRESS`.
    pub fn bus(&self) -> &str {
        &self.bus
    }

    async fn answer(&mut self) -> anyhow::Result<String> {
        let line =
            tokio::time::timeout(SOON, self.answers.next_line()).await.context("the reader is silent")??;
        line.context("the reader ended")
    }

    async fn asked(&mut self, line: &str) -> anyhow::Result<String> {
        self.ask.write_all(format!("{line}\n").as_bytes()).await?;
        self.answer().await
    }

    /// Everything with a name on the screen.
    pub async fn things(&mut self) -> anyhow::Result<Vec<Thing>> {
        Ok(serde_json::from_str(&self.asked("list").await?)?)
    }

    /// Waits until a name stands on the screen.
    pub async fn wait_for(&mut self, name: &str) -> anyhow::Result<Thing> {
        let mut found = None;
        let mut last = Vec::new();
        let waited = wait_until(name, SOON, async || {
            last = self.things().await.unwrap_or_default();
            found = last.iter().find(|thing| thing.name == name && thing.role != "application").cloned();
            found.is_some()
        })
        .await;
        let names = || last.iter().map(|thing| thing.name.as_str()).collect::<Vec<_>>().join(" | ");
        waited.with_context(|| format!("on the screen: {}", names()))?;
        found.context("it was found")
    }

    /// The click action of the button of a name; false if there is none.
    pub async fn click(&mut self, name: &str) -> anyhow::Result<bool> {
        Ok(serde_json::from_str(&self.asked(&format!("click {name}")).await?)?)
    }
}
