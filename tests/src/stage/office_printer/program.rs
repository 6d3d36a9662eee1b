//! The driver in a process of its own, to be killed: `headless-office-printer`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use printing::ipp::{OfficeStep, OfficeTiming, PrinterAddress};
use serde::{Deserialize, Serialize};

use crate::stage::program;

/// What the program says of a job, a line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Which job.
    pub job: String,
    /// How far it is: `sending`, `printing`, `waiting`, `cancelling`, or an end.
    pub step: String,
    /// The state or the reason behind it.
    pub why: Option<String>,
    /// Sheets, if they are counted.
    pub sheets: Option<u32>,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is on paper.
    Confirmed,
    /// Something is, or may be.
    Unknown,
    /// Nothing is.
    Refused,
}

impl Said {
    /// A step of a job.
    pub fn of(job: &str, step: &OfficeStep) -> Self {
        let (step, why, sheets) = match step {
            OfficeStep::Sending => ("sending", None, None),
            OfficeStep::Printing { sheets } => ("printing", None, *sheets),
            OfficeStep::Waiting(state) => ("waiting", Some(state.code()), None),
            OfficeStep::Cancelling => ("cancelling", None, None),
            OfficeStep::Confirmed { sheets } => ("confirmed", None, *sheets),
            OfficeStep::Unknown { why, sheets } => ("unknown", Some(why.code()), *sheets),
            OfficeStep::Refused { why } => ("refused", Some(why.code()), None),
        };
        Self { job: job.to_owned(), step: step.to_owned(), why: why.map(str::to_owned), sheets }
    }

    /// How it ended, if it is over.
    pub fn end(&self) -> Option<End> {
        match self.step.as_str() {
            "confirmed" => Some(End::Confirmed),
            "unknown" => Some(End::Unknown),
            "refused" => Some(End::Refused),
            _ => None,
        }
    }
}

/// Waits for a simulated printer: as with a real one, only shorter.
pub fn timing() -> OfficeTiming {
    OfficeTiming {
        connect: Duration::from_millis(500),
        answer: Duration::from_secs(2),
        document: Duration::from_secs(2),
        heartbeat: Duration::from_millis(200),
        poll_first: Duration::from_millis(50),
        poll_most: Duration::from_millis(250),
        announce: Duration::from_secs(8),
        away: Duration::from_secs(10),
        follow: Duration::from_secs(30),
        give_up: Duration::from_secs(5),
    }
}

/// The running program; killed when dropped.
pub struct HeadlessPrinter {
    child: Child,
    said: Receiver<Said>,
}

impl HeadlessPrinter {
    /// Starts it with its journal, which it goes on with.
    pub fn start(address: &PrinterAddress, journal: &Path) -> anyhow::Result<Self> {
        let log = std::fs::File::options().create(true).append(true).open(journal.with_extension("log"))?;
        let mut command = Command::new(program("headless-office-printer"));
        command.args(["--address", &address.to_string()]).arg("--journal").arg(journal);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let stdout = child.stdout.take().context("standard output is piped")?;
        let (tell, said) = sync_channel(10_000);
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let Ok(line) = serde_json::from_str(&line) else { continue };
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, said })
    }

    /// Orders a document of so many sheets.
    pub fn print(&mut self, job: &str, sheets: usize, document: &Path) -> anyhow::Result<()> {
        self.order(&format!("print {job} {sheets} {}", document.display()))
    }

    /// Gives a job up.
    pub fn cancel(&mut self, job: &str) -> anyhow::Result<()> {
        self.order(&format!("cancel {job}"))
    }

    fn order(&mut self, order: &str) -> anyhow::Result<()> {
        let stdin = self.child.stdin.as_mut().context("standard input is piped")?;
        Ok(writeln!(stdin, "{order}")?)
    }

    /// What it says next, if it says anything in this time.
    pub fn hear(&self, within: Duration) -> anyhow::Result<Option<Said>> {
        match self.said.recv_timeout(within) {
            Ok(said) => Ok(Some(said)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("the program has ended"),
        }
    }

    /// Waits for the end of a job.
    pub fn wait_for_end(&self, job: &str, within: Duration) -> anyhow::Result<Said> {
        let begun = Instant::now();
        while let Some(left) = within.checked_sub(begun.elapsed()) {
            if let Some(said) = self.hear(left)?
                && said.job == job
                && said.end().is_some()
            {
                return Ok(said);
            }
        }
        bail!("{job} has not ended within {within:?}")
    }

    /// Kills it, as a power cut would.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for HeadlessPrinter {
    fn drop(&mut self) {
        drop((self.child.kill(), self.child.wait()));
    }
}
