//! The mechanics behind a simulated office printer (`ippeveprinter -c`): takes a document, and what comes out of the printer are files.
//! Troubles are found in its folder; see `hall_tests::stage::office_printer`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use hall_tests::stage::office_printer::{Engine, Trouble};
use printing::ipp::{OfficePrinter, OfficeTiming};
use rustix::process::{Pid, Signal, getppid, kill_process};

/// Between two looks whether the trouble is over, or the job cancelled.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// No trouble lasts longer: the test that made it is gone.
const TROUBLE_MAX: Duration = Duration::from_mins(2);

fn main() -> ExitCode {
    match Run::new().and_then(|mut run| run.print()) {
        Ok(code) => code,
        Err(error) => {
            say(&format!("ERROR: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// One document on its way through the printer.
struct Run {
    engine: Engine,
    printer: OfficePrinter,
    /// The parent: as long as it lives, the printer has power.
    parent: Option<Pid>,
    number: i32,
    name: String,
    document: PathBuf,
}

impl Run {
    fn new() -> anyhow::Result<Self> {
        let variable = |name: &str| std::env::var(name).with_context(|| format!("without {name}"));
        let address = variable("HALL_ENGINE_PRINTER")?.parse()?;
        Ok(Self {
            engine: Engine::new(Path::new(&variable("HALL_ENGINE_FOLDER")?)),
            printer: OfficePrinter::new(address, "engine", OfficeTiming::default()),
            parent: getppid(),
            number: variable("IPP_JOB_ID")?.parse()?,
            name: variable("IPP_JOB_NAME")?,
            document: std::env::args_os().nth(1).context("no document")?.into(),
        })
    }

    fn print(&mut self) -> anyhow::Result<ExitCode> {
        // Like any printer: without the table at its end a PDF is none.
        let document = std::fs::read(&self.document)?;
        let pages = lopdf::Document::load_mem(&document).context("the document is broken")?.get_pages().len();
        say(&format!("ATTR: job-impressions={pages}"));
        let trouble = self.engine.take_trouble();
        for page in 0..=pages {
            if let Some((Trouble::Slow(pause), _)) = trouble {
                self.pause(pause);
            }
            match trouble {
                Some((Trouble::Jam, at)) if at == page => self.stay("media-jam"),
                Some((Trouble::PaperOut, at)) if at == page => self.stay("media-empty"),
                Some((Trouble::CoverOpen, at)) if at == page => self.stay("cover-open"),
                Some((Trouble::Abort, at)) if at == page => return Ok(ExitCode::FAILURE),
                Some((Trouble::PowerLoss, at)) if at == page => {
                    if let Some(parent) = self.parent {
                        kill_process(parent, Signal::KILL)?;
                    }
                    return Ok(ExitCode::FAILURE);
                }
                _ => {}
            }
            if self.is_cancelled() || page == pages {
                break;
            }
            if !self.has_power() {
                return Ok(ExitCode::FAILURE);
            }
            self.engine.put_out(&self.name, page + 1, &document)?;
            say(&format!("ATTR: job-impressions-completed={}", page + 1));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Waits in trouble until somebody has seen to it, or the job is cancelled.
    fn stay(&self, reason: &str) {
        say(&format!("STATE: +{reason}"));
        let begun = std::time::Instant::now();
        while !self.engine.is_seen_to() && !self.is_cancelled() && begun.elapsed() < TROUBLE_MAX {
            std::thread::park_timeout(LOOK_EVERY);
        }
        say(&format!("STATE: -{reason}"));
    }

    fn pause(&self, most: Duration) {
        let begun = std::time::Instant::now();
        while begun.elapsed() < most && self.has_power() && !self.is_cancelled() {
            std::thread::park_timeout(LOOK_EVERY.min(most));
        }
    }

    fn has_power(&self) -> bool {
        getppid() == self.parent
    }

    /// The printer itself only remembers that it was told so: to stop is the engine's part.
    fn is_cancelled(&self) -> bool {
        let job = self.printer.job(self.number, &self.name);
        job.is_ok_and(|job| job.is_some_and(|job| job.is_being_cancelled()))
    }
}

/// Tells the printer. It may be gone.
fn say(line: &str) {
    drop(writeln!(std::io::stderr(), "{line}"));
}
