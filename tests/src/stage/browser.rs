//! A real Chromium, driven by lines to `tests/web/drive.mjs`.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::repository;

/// Longer than the driver's own patience.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// One page in a browser of its own; ended when dropped.
pub struct Browser {
    _driver: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Browser {
    /// Opens an empty page of a size in pixels for a reader of a language, such as `zh-CN`.
    pub fn open(width: u32, height: u32, language: &str) -> anyhow::Result<Self> {
        let mut driver = Command::new("node")
            .arg("drive.mjs")
            .args([&width.to_string(), &height.to_string(), language])
            .current_dir(repository().join("tests/web"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = driver.stdin.take().context("input is piped")?;
        let output = driver.stdout.take().context("output is piped")?;
        Ok(Self { _driver: driver, input, output: BufReader::new(output).lines() })
    }

    /// Carries a line out, such as `press Space`, and waits for it.
    pub async fn act(&mut self, line: &str) -> anyhow::Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await?;
        let answer =
            tokio::time::timeout(ANSWER_WITHIN, self.output.next_line()).await.context(line.to_owned())??;
        let answer = answer.context("the browser ended")?;
        ensure!(answer == "ok", "{line}: {answer}");
        Ok(())
    }

    /// Saves what it shows.
    pub async fn save_picture(&mut self, file: &Path) -> anyhow::Result<()> {
        self.act(&format!("shot {}", file.display())).await
    }
}
