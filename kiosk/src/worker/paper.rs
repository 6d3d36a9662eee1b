//! Receipts: printed once, remembered in the journal, reported to the server until it knows; and what staff order of the printer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use hall_api::client::{Change, Key};
use hall_api::requests::{self, JournalEntry, PrintJob, PrintOutcome, PrintReport, PrinterReport};
use hall_api::views::PrinterView;
use hall_ui::fonts::RARE_FONTS;
use hall_ui::worker::Outbox;
use printing::escpos;
use printing::glyphs::FontGlyphs;
use printing::journal::{JobId, JobState, Journal};
use printing::profile::Profile;
use printing::receipt::Receipt;
use printing::serial::{JobOutcome, PrinterEvent, PrinterState, QueueError, ReceiptPrinter};
use tokio::sync::{mpsc, watch};

use super::jobs::{self, Taken, lock, outcome_of};
use super::{Desk, PrinterSetup};
use crate::state::{Event, News, Paper as Shown, Printer};

/// Entries of a hello at most; more of them are reported one by one.
const HELLO_ENTRIES_MAX: usize = 64;

/// The receipt printer, or that there is none.
#[derive(Debug)]
pub(super) struct Paper {
    printer: Option<Open>,
    glyphs: FontGlyphs,
    /// Jobs and clears.
    taken: Taken,
    /// Clears ordered and not yet done.
    clearing: Mutex<Vec<i64>>,
    /// As the printer said last.
    state: watch::Sender<Option<PrinterState>>,
}

#[derive(Debug)]
struct Open {
    printer: ReceiptPrinter,
    profile: Profile,
    journal: Arc<Journal>,
}

/// Why a job was not queued.
enum NotQueued {
    /// It never will be; the name of the reason, for staff.
    Refused(&'static str),
    /// Too many wait already.
    Later,
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
        Self {
            printer: setup.and_then(open),
            glyphs: FontGlyphs::new(
                fonts.into_iter().chain(RARE_FONTS.map(PathBuf::from)).map(|path| (path, 0)),
            ),
            taken: Taken::default(),
            clearing: Mutex::default(),
            state: watch::Sender::new(None),
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        self.printer.is_none()
    }

    /// Jobs of an earlier life the server may not know the end of: for the hello, and those that are too many for it.
    pub(super) fn unsettled(&self) -> (Vec<JournalEntry>, Vec<JournalEntry>) {
        let Some(open) = &self.printer else { return Default::default() };
        let entry = |(id, state): (JobId, JobState)| {
            let interrupted = open.journal.was_interrupted(&id);
            Some(JournalEntry { id: id.as_str().parse().ok()?, outcome: outcome_of(state), interrupted })
        };
        let mut entries: Vec<_> = open.journal.unsettled().into_iter().filter_map(entry).collect();
        // Only the hello can tell that a job was interrupted, and a printer never has many at once.
        entries.sort_by_key(|entry| (!entry.interrupted, entry.id));
        let rest = entries.split_off(entries.len().min(HELLO_ENTRIES_MAX));
        (entries, rest)
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
        if !self.taken.take_over(job.id) {
            return;
        }
        let reason = match self.queue(job) {
            Ok(()) => return,
            Err(NotQueued::Later) => "queue_full",
            Err(NotQueued::Refused(reason)) => reason,
        };
        self.refuse(job, reason, desk).await;
    }

    async fn refuse(&self, job: &PrintJob, reason: &str, desk: &Desk) {
        tracing::error!(job = job.id, reason, "a receipt cannot be printed");
        desk.tell(News::Paper(job.id, Shown::NotPrinted)).await;
        report(desk, job.id, PrintOutcome::Refused, Some(reason));
    }

    /// Does what staff ordered: clears the printer, and prints each job once, however often it is seen here.
    pub(super) async fn obey(&self, orders: PrinterView, desk: &Desk) {
        if let Some(clear) = orders.clear
            && self.taken.take_over(clear)
        {
            tracing::info!(clear, "staff clear the printer");
            match &self.printer {
                Some(open) => {
                    lock(&self.clearing).push(clear);
                    open.printer.clear();
                }
                None => report(desk, clear, PrintOutcome::Refused, None),
            }
        }
        for job in &orders.jobs {
            if !self.taken.take_over(job.id) {
                continue;
            }
            if let Some(ended) = self.ended_before(job.id) {
                report(desk, job.id, ended, None);
                continue;
            }
            tracing::info!(job = job.id, "staff order a receipt");
            match self.queue(job) {
                Ok(()) => {}
                // It is seen again with the next view: each job that ends makes one.
                Err(NotQueued::Later) => {
                    self.taken.give_back(job.id);
                }
                Err(NotQueued::Refused(reason)) => self.refuse(job, reason, desk).await,
            }
        }
    }

    /// How a job of an earlier life ended, if it did.
    fn ended_before(&self, job: i64) -> Option<PrintOutcome> {
        let open = self.printer.as_ref()?;
        open.journal.state(&job_id(job)?).filter(|state| state.is_final()).map(outcome_of)
    }

    fn queue(&self, job: &PrintJob) -> Result<(), NotQueued> {
        let unprintable = |error: &(dyn std::error::Error + 'static)| {
            tracing::error!(job = job.id, error, "a receipt cannot be printed as it is");
            NotQueued::Refused("unprintable")
        };
        let open = self.printer.as_ref().ok_or(NotQueued::Refused("no_printer"))?;
        let id = job_id(job.id).ok_or(NotQueued::Refused("unprintable"))?;
        let receipt: Receipt =
            serde_json::from_value(job.receipt.clone()).map_err(|error| unprintable(&error))?;
        let encoded =
            escpos::encode(&receipt, &open.profile, &self.glyphs).map_err(|error| unprintable(&error))?;
        open.printer.print(&id, encoded).map_err(|error| match error {
            QueueError::Full => NotQueued::Later,
            QueueError::TooLong => unprintable(&error),
            QueueError::Closed => NotQueued::Refused("closing"),
        })
    }

    /// Takes in what the printer says. Without a desk there was no hello yet, and no job either.
    pub(super) async fn hear(&self, event: PrinterEvent, desk: Option<&Desk>, outbox: &Outbox<Event>) {
        match event {
            PrinterEvent::Status(state) => {
                let news = News::Printer(shown(&state));
                self.state.send_replace(Some(state));
                let _gone = outbox.send(Event::News(news)).await;
            }
            PrinterEvent::Job { id, outcome } => {
                let Some((shown, reported, detail)) = ended(outcome) else { return };
                let (Some(desk), Ok(job)) = (desk, id.as_str().parse()) else { return };
                desk.tell(News::Paper(job, shown)).await;
                report(desk, job, reported, detail);
            }
            PrinterEvent::Cleared => {
                let Some(desk) = desk else { return };
                for clear in std::mem::take(&mut *lock(&self.clearing)) {
                    report(desk, clear, PrintOutcome::Confirmed, None);
                }
            }
        }
    }

    /// Tells the state again: the server may have started anew.
    pub(super) fn remind(&self) {
        self.state.send_modify(|_| {});
    }
}

/// Tells the server how the printer does.
pub(super) async fn tell_health(desk: Desk) {
    let states = desk.paper.state.subscribe();
    jobs::tell_health(&desk, states, |state| Change::report_printer(&health(state))).await;
}

/// Tells the server how a job ended, until it knows.
pub(super) fn report(desk: &Desk, job: i64, outcome: PrintOutcome, detail: Option<&str>) {
    let report = PrintReport { outcome, detail: detail.map(jobs::cut) };
    let report = Change::report_print(Key::fresh(), job, &report);
    let desk = desk.clone();
    tokio::spawn(async move {
        jobs::tell_end(&desk, job, &report).await;
        desk.paper.settle(std::iter::once(job));
    });
}

fn job_id(id: i64) -> Option<JobId> {
    JobId::try_from(id.to_string()).ok()
}

/// For the visitor.
fn shown(state: &PrinterState) -> Printer {
    match state {
        PrinterState::Ready | PrinterState::Mute => Printer::Ready,
        PrinterState::PaperNearEnd => Printer::NearEnd,
        PrinterState::PaperOut => Printer::PaperOut,
        PrinterState::CoverOpen => Printer::CoverOpen,
        PrinterState::CutterJam | PrinterState::Overheated | PrinterState::Fault | PrinterState::Offline => {
            Printer::Fault
        }
        PrinterState::Silent
        | PrinterState::Garbled
        | PrinterState::PortMissing { .. }
        | PrinterState::PortBusy { .. }
        | PrinterState::PortDenied { .. }
        | PrinterState::PortFailed { .. } => Printer::Away,
    }
}

/// For staff: the detail is the state's name among the texts `printer.<name>`, and the port where that matters.
fn health(state: &PrinterState) -> PrinterReport {
    use requests::PrinterState as Told;
    let told = match state {
        PrinterState::Ready => Told::Ok,
        PrinterState::PaperNearEnd => Told::NearEnd,
        PrinterState::PaperOut => Told::Out,
        PrinterState::CoverOpen => Told::Cover,
        PrinterState::CutterJam => Told::Cutter,
        PrinterState::Overheated | PrinterState::Fault | PrinterState::Offline => Told::Fault,
        PrinterState::Garbled => Told::Garbage,
        PrinterState::Mute => Told::Unknown,
        PrinterState::Silent
        | PrinterState::PortMissing { .. }
        | PrinterState::PortBusy { .. }
        | PrinterState::PortDenied { .. }
        | PrinterState::PortFailed { .. } => Told::Away,
    };
    PrinterReport { state: told, detail: (*state != PrinterState::Ready).then(|| state.code().to_owned()) }
}

/// How a job ended: for the visitor, for the server, and what the printer said. None while it goes on.
fn ended(outcome: JobOutcome) -> Option<(Shown, PrintOutcome, Option<&'static str>)> {
    match outcome {
        JobOutcome::Sending | JobOutcome::FirstByte | JobOutcome::Sent => None,
        JobOutcome::Confirmed => Some((Shown::Printed, PrintOutcome::Confirmed, None)),
        JobOutcome::Unknown { why } => Some((Shown::Unknown, PrintOutcome::Unknown, Some(why.code()))),
        JobOutcome::Refused { why } => Some((Shown::NotPrinted, PrintOutcome::Refused, Some(why.code()))),
    }
}

#[cfg(test)]
mod tests {
    use hall_api::texts::{Language, Texts};
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

    fn states() -> Vec<(PrinterState, Printer, requests::PrinterState)> {
        use requests::PrinterState as Told;
        let path = || PathBuf::from("/dev/ttyUSB0");
        vec![
            (PrinterState::Ready, Printer::Ready, Told::Ok),
            (PrinterState::PaperNearEnd, Printer::NearEnd, Told::NearEnd),
            (PrinterState::Mute, Printer::Ready, Told::Unknown),
            (PrinterState::PaperOut, Printer::PaperOut, Told::Out),
            (PrinterState::CoverOpen, Printer::CoverOpen, Told::Cover),
            (PrinterState::CutterJam, Printer::Fault, Told::Cutter),
            (PrinterState::Overheated, Printer::Fault, Told::Fault),
            (PrinterState::Fault, Printer::Fault, Told::Fault),
            (PrinterState::Offline, Printer::Fault, Told::Fault),
            (PrinterState::Silent, Printer::Away, Told::Away),
            (PrinterState::Garbled, Printer::Away, Told::Garbage),
            (PrinterState::PortMissing { path: path() }, Printer::Away, Told::Away),
            (PrinterState::PortBusy { path: path() }, Printer::Away, Told::Away),
            (PrinterState::PortDenied { path: path() }, Printer::Away, Told::Away),
            (PrinterState::PortFailed { path: path(), reason: "x".to_owned() }, Printer::Away, Told::Away),
        ]
    }

    #[test]
    fn visitors_hear_what_matters_to_them_and_staff_what_to_do() {
        let texts = Texts::embedded();
        for (state, to_visitor, to_staff) in states() {
            assert_eq!(shown(&state), to_visitor, "{state:?}");
            let told = health(&state);
            assert_eq!(told.state, to_staff, "{state:?}");
            assert_eq!(told.detail.as_deref().unwrap_or("ready"), state.code());
            for language in [Language::Zh, Language::En] {
                for part in ["name", "advice"] {
                    let key = format!("printer.{}.{part}", state.code());
                    assert!(texts.find(language, &key).is_some(), "{key}");
                }
            }
        }
    }

    #[test]
    fn every_doubt_and_refusal_has_words_for_staff() {
        let texts = Texts::embedded();
        let lost = || "x".to_owned();
        let doubts = [
            Doubt::NoAnswer,
            Doubt::Noise,
            Doubt::Cleared,
            Doubt::Mute,
            Doubt::Stopped(PrinterState::PaperOut),
            Doubt::PortLost { reason: lost() },
        ];
        let refusals = [
            Refusal::Printer(PrinterState::Silent),
            Refusal::SentBefore,
            Refusal::Journal { reason: lost() },
            Refusal::Cleared,
            Refusal::Closing,
        ];
        let own = ["queue_full", "unprintable", "no_printer", "visitor_gone"];
        for code in doubts.iter().map(Doubt::code).chain(refusals.iter().map(Refusal::code)).chain(own) {
            for language in [Language::Zh, Language::En] {
                let key = format!("printer.{code}.advice");
                assert!(texts.find(language, &key).is_some(), "{key}");
            }
        }
    }
}
