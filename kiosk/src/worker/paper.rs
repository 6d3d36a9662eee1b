//! Receipts: printed once, remembered in the journal, reported to the server until it knows.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hall_api::client::{Change, Key};
use hall_api::requests::{JournalEntry, PrintJob, PrintOutcome, PrintReport};
use hall_ui::worker::Outbox;
use printing::escpos;
use printing::glyphs::FontGlyphs;
use printing::journal::{JobId, JobState, Journal};
use printing::profile::Profile;
use printing::receipt::Receipt;
use printing::serial::{JobOutcome, PrinterEvent, PrinterState, ReceiptPrinter};
use tokio::sync::mpsc;

use super::{Desk, PrinterSetup};
use crate::state::{Event, News, Paper as Shown, Printer};

/// A report is repeated this long, then the pause, then again.
const REPORT_WITHIN: Duration = Duration::from_mins(1);
/// Longest detail of a report, characters.
const DETAIL_CHARS_MAX: usize = 200;

/// The receipt printer, or that there is none.
#[derive(Debug)]
pub(super) struct Paper {
    printer: Option<Open>,
    glyphs: FontGlyphs,
}

#[derive(Debug)]
struct Open {
    printer: ReceiptPrinter,
    profile: Profile,
    journal: Arc<Journal>,
}

impl Paper {
    /// Starts the printer's thread; what it says goes into `said`.
    pub(super) fn open(
        setup: Option<PrinterSetup>,
        fonts: Option<PathBuf>,
        said: mpsc::Sender<PrinterEvent>,
    ) -> Self {
        let open = |setup: PrinterSetup| {
            let PrinterSetup { config, profile, journal } = setup;
            let on_event = move |event| {
                if let Err(error) = said.try_send(event) {
                    tracing::error!(%error, "news of the printer is lost");
                }
            };
            let printer = ReceiptPrinter::open(config.port, profile.clone(), Arc::clone(&journal), on_event);
            match printer {
                Ok(printer) => Some(Open { printer, profile, journal }),
                Err(error) => {
                    tracing::error!(%error, "the printer's thread cannot be started");
                    None
                }
            }
        };
        Self { printer: setup.and_then(open), glyphs: FontGlyphs::new(fonts.map(|path| (path, 0))) }
    }

    pub(super) fn is_absent(&self) -> bool {
        self.printer.is_none()
    }

    /// Jobs of an earlier life the server may not know the end of.
    pub(super) fn unsettled(&self) -> Vec<JournalEntry> {
        let Some(open) = &self.printer else { return Vec::new() };
        let entry = |(id, state): (JobId, JobState)| {
            let outcome = match state {
                JobState::Confirmed => PrintOutcome::Confirmed,
                JobState::Queued | JobState::Refused => PrintOutcome::Refused,
                JobState::Sending | JobState::Sent | JobState::Unknown => PrintOutcome::Unknown,
            };
            Some(JournalEntry { id: id.as_str().parse().ok()?, outcome })
        };
        open.journal.unsettled().into_iter().filter_map(entry).collect()
    }

    /// The server knows how these ended.
    pub(super) fn settle(&self, jobs: impl Iterator<Item = i64>) {
        let Some(open) = &self.printer else { return };
        for id in jobs.filter_map(job_id) {
            if let Err(error) = open.journal.settle(&id) {
                tracing::warn!(job = %id, error = &error as &dyn std::error::Error, "the journal cannot be settled");
            }
        }
    }

    /// Prints a job; whatever prevents it is told and reported.
    pub(super) async fn print(&self, job: &PrintJob, desk: &Desk) {
        if let Err(reason) = self.queue(job) {
            tracing::error!(job = job.id, reason, "a receipt cannot be printed");
            desk.tell(News::Paper(job.id, Shown::NotPrinted)).await;
            report(desk, job.id, PrintOutcome::Refused, Some(reason));
        }
    }

    fn queue(&self, job: &PrintJob) -> Result<(), String> {
        let open = self.printer.as_ref().ok_or("this kiosk has no printer")?;
        let id = job_id(job.id).ok_or("the job has no usable id")?;
        let receipt: Receipt =
            serde_json::from_value(job.receipt.clone()).map_err(|error| error.to_string())?;
        let bytes =
            escpos::encode(&receipt, &open.profile, &self.glyphs).map_err(|error| error.to_string())?;
        open.printer.print(&id, bytes).map_err(|error| error.to_string())
    }

    /// Takes in what the printer says. Without a desk there was no hello yet, and no job either.
    pub(super) async fn hear(&self, event: PrinterEvent, desk: Option<&Desk>, outbox: &Outbox<Event>) {
        match event {
            PrinterEvent::Status(state) => {
                let news = News::Printer(shown(&state));
                let _gone = outbox.send(Event::News(news)).await;
            }
            PrinterEvent::Job { id, outcome } => {
                let Some((shown, reported, detail)) = ended(outcome) else { return };
                let (Some(desk), Ok(job)) = (desk, id.as_str().parse()) else { return };
                desk.tell(News::Paper(job, shown)).await;
                report(desk, job, reported, detail);
            }
        }
    }
}

/// Tells the server how a job ended, until it knows.
pub(super) fn report(desk: &Desk, job: i64, outcome: PrintOutcome, detail: Option<String>) {
    let detail = detail.map(|text| text.chars().take(DETAIL_CHARS_MAX).collect());
    let report = Change::report_print(Key::fresh(), job, &PrintReport { outcome, detail });
    let desk = desk.clone();
    tokio::spawn(async move {
        loop {
            match desk.client.send_until_answered(&report, REPORT_WITHIN, |_| {}).await {
                Ok(()) => break,
                Err(error) if error.is_passing() => {}
                Err(error) => {
                    tracing::error!(
                        job,
                        error = &error as &dyn std::error::Error,
                        "a print report is refused"
                    );
                    break;
                }
            }
        }
        desk.paper.settle(std::iter::once(job));
    });
}

fn job_id(id: i64) -> Option<JobId> {
    JobId::try_from(id.to_string()).ok()
}

fn shown(state: &PrinterState) -> Printer {
    match state {
        state if state.can_print() => Printer::Ready,
        PrinterState::PaperOut => Printer::PaperOut,
        _ => Printer::NotReady,
    }
}

/// How a job ended: for the visitor, for the server, and what the printer said. None while it goes on.
fn ended(outcome: JobOutcome) -> Option<(Shown, PrintOutcome, Option<String>)> {
    match outcome {
        JobOutcome::Sending | JobOutcome::FirstByte | JobOutcome::Sent => None,
        JobOutcome::Confirmed => Some((Shown::Printed, PrintOutcome::Confirmed, None)),
        JobOutcome::Unknown { why } => {
            Some((Shown::Unknown, PrintOutcome::Unknown, Some(format!("{why:?}"))))
        }
        JobOutcome::Refused { why } => {
            Some((Shown::NotPrinted, PrintOutcome::Refused, Some(format!("{why:?}"))))
        }
    }
}

#[cfg(test)]
mod tests {
    use printing::serial::{Doubt, Refusal};

    use super::*;

    #[test]
    fn every_end_of_a_job_is_told_honestly() {
        for (outcome, expected) in [
            (JobOutcome::Sending, None),
            (JobOutcome::FirstByte, None),
            (JobOutcome::Sent, None),
            (JobOutcome::Confirmed, Some((Shown::Printed, PrintOutcome::Confirmed))),
            (JobOutcome::Unknown { why: Doubt::NoAnswer }, Some((Shown::Unknown, PrintOutcome::Unknown))),
            (JobOutcome::Refused { why: Refusal::Closing }, Some((Shown::NotPrinted, PrintOutcome::Refused))),
        ] {
            assert_eq!(ended(outcome).map(|(shown, reported, _)| (shown, reported)), expected);
        }
    }

    #[test]
    fn visitors_hear_only_what_matters_to_them() {
        for (state, expected) in [
            (PrinterState::Ready, Printer::Ready),
            (PrinterState::PaperNearEnd, Printer::Ready),
            (PrinterState::Mute, Printer::Ready),
            (PrinterState::PaperOut, Printer::PaperOut),
            (PrinterState::CoverOpen, Printer::NotReady),
            (PrinterState::Silent, Printer::NotReady),
        ] {
            assert_eq!(shown(&state), expected);
        }
    }
}
