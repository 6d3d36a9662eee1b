//! The driver of the office printer without a kiosk, for tests that kill it. Orders come a line each on standard input, what becomes of
//! the jobs goes out a line of JSON each.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use hall_tests::stage::office_printer::{Said, timing};
use printing::ipp::{OfficeEvent, OfficeJob, OfficePrinterWorker, PrinterAddress};
use printing::journal::{JobId, Journal};

/// Orders: `print JOB SHEETS FILE`, `cancel JOB`. Ends with its input.
#[derive(Debug, Parser)]
struct Arguments {
    /// The printer
    #[arg(long)]
    address: PrinterAddress,
    /// The journal
    #[arg(long)]
    journal: PathBuf,
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let journal = Arc::new(Journal::open(&arguments.journal)?);
    let on_event = |event| {
        if let OfficeEvent::Job { id, step } = event {
            let said = serde_json::to_string(&Said::of(id.as_str(), &step));
            let mut out = std::io::stdout().lock();
            // Whoever listened may be gone.
            drop(writeln!(out, "{}", said.unwrap_or_default()).and_then(|()| out.flush()));
        }
    };
    let worker = OfficePrinterWorker::open_with(timing(), arguments.address, "kiosk-1", journal, on_event)?;
    for line in std::io::stdin().lock().lines() {
        obey(&worker, &line?)?;
    }
    Ok(())
}

fn obey(worker: &OfficePrinterWorker, order: &str) -> anyhow::Result<()> {
    let mut words = order.split(' ');
    let (verb, job) = (words.next().unwrap_or_default(), words.next().context("no job")?);
    let job = JobId::try_from(job)?;
    match verb {
        "print" => {
            let sheets = words.next().context("no sheets")?.parse()?;
            let pdf = std::fs::read(words.next().context("no file")?)?;
            worker.print(OfficeJob::new(job, pdf, sheets))?;
        }
        "cancel" => worker.cancel(&job),
        verb => anyhow::bail!("`print` or `cancel`, not `{verb}`"),
    }
    Ok(())
}
