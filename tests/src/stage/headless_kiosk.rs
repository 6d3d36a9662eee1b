//! The kiosk without its window, in a process of its own, to be killed: `headless-kiosk`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;

use super::program;

/// Nothing a kiosk is asked for takes longer, whatever is killed meanwhile.
pub const HEARD_WITHIN: Duration = Duration::from_secs(90);

/// The running program; killed when dropped.
pub struct HeadlessKiosk {
    child: Child,
    commands: ChildStdin,
    news: mpsc::Receiver<Value>,
    log: PathBuf,
}

impl HeadlessKiosk {
    /// Starts it; the code enrols it the first time.
    pub fn start(config: &Path, code: &str, log: &Path) -> anyhow::Result<Self> {
        let file = std::fs::File::options().create(true).append(true).open(log)?;
        let mut child = Command::new(program("headless-kiosk"))
            .arg("--config")
            .arg(config)
            .env("HALL_ENROLMENT_CODE", code)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file)
            .kill_on_drop(true)
            .spawn()?;
        let commands = child.stdin.take().context("standard input is piped")?;
        let mut lines = BufReader::new(child.stdout.take().context("standard output is piped")?).lines();
        let (tell, news) = mpsc::channel(1000);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(news) = serde_json::from_str(&line) else { continue };
                if tell.send(news).await.is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, commands, news, log: log.to_owned() })
    }

    /// Asks it for something, a line.
    pub async fn ask(&mut self, line: &str) -> anyhow::Result<()> {
        Ok(self.commands.write_all(format!("{line}\n").as_bytes()).await?)
    }

    /// What it says next.
    pub async fn hear(&mut self) -> anyhow::Result<Value> {
        self.news.recv().await.context("the kiosk has ended")
    }

    /// The next news that is wanted.
    pub async fn wait_for(
        &mut self,
        what: &str,
        mut wanted: impl FnMut(&Value) -> bool,
    ) -> anyhow::Result<Value> {
        let log = self.log.display().to_string();
        let search = async {
            loop {
                let news = self.hear().await?;
                if wanted(&news) {
                    return Ok(news);
                }
            }
        };
        let found = tokio::time::timeout(HEARD_WITHIN, search).await;
        found.with_context(|| format!("the kiosk never told of {what}; see {log}"))?
    }

    /// Ends it as a power cut would.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}
