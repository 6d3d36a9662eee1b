//! Processes of a stage: started, waited for, ended by their own id.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A program that does not get ready in this time has failed.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// A running program; ended when dropped.
pub struct Process {
    child: Child,
    id: u32,
}

impl Process {
    /// Starts a program; its standard error goes to a log file.
    pub fn start(mut command: Command, log: &Path) -> anyhow::Result<Self> {
        let log = std::fs::File::options().create(true).append(true).open(log)?;
        let child = command
            .stdin(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        let id = child.id().context("a started program has an id")?;
        Ok(Self { child, id })
    }

    /// Starts a program and waits for its first line on standard output.
    pub async fn start_and_read_line(mut command: Command, log: &Path) -> anyhow::Result<(Self, String)> {
        command.stdout(Stdio::piped());
        let mut process = Self::start(command, log)?;
        let stdout = process.child.stdout.take().context("standard output is piped")?;
        let mut lines = BufReader::new(stdout).lines();
        let line =
            tokio::time::timeout(READY_WITHIN, lines.next_line()).await.context("it says nothing")??;
        match line {
            Some(line) => {
                // Reads on, so that the program never blocks on a full pipe.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                Ok((process, line))
            }
            None => bail!("it ended: {}", std::fs::read_to_string(log).unwrap_or_default()),
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Sends SIGKILL and waits.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Sends SIGTERM and waits for a clean exit.
    pub async fn terminate(mut self, within: Duration) -> anyhow::Result<()> {
        let sent = Command::new("kill").arg("-TERM").arg(self.id.to_string()).status().await?;
        ensure!(sent.success(), "process {} is gone already", self.id);
        let status = tokio::time::timeout(within, self.child.wait()).await.context("it does not stop")??;
        ensure!(status.success(), "it ended with {status}");
        Ok(())
    }

    /// How it ended; none while it runs.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

/// The repository's root.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("invariant: tests/ lies in the repository")
}

/// A program of ours, beside the one that runs.
pub fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("invariant: a running program has a path");
    let mut folder = here.parent().expect("invariant: a program lies in a folder");
    if folder.ends_with("deps") {
        folder = folder.parent().expect("invariant: deps lies in a profile's folder");
    }
    folder.join(name)
}

/// Waits until a condition holds, looking every 10 ms.
///
/// # Errors
/// Names what was waited for once the time is over.
pub async fn wait_until(
    what: &str,
    within: Duration,
    mut holds: impl AsyncFnMut() -> bool,
) -> anyhow::Result<()> {
    let started = Instant::now();
    while !holds().await {
        ensure!(started.elapsed() < within, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
