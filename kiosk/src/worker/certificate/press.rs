//! The printer of certificates: each copy printed once, followed to its end, and reported to the server until it knows.
//!
//! At the start the server is told what the journal knows, and learns which jobs are still being looked for at the printer;
//! only then is the printer opened, which finds out what became of those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use hall_api::client::{Change, Key};
use hall_api::core::ids::DeviceId;
use hall_api::requests::{
    CertificateHello, CertificateJob, CertificateJobReport, CertificateJobs, EndedCertificateJob,
    OfficePrinterReport, OfficePrinterState, PrintOutcome,
};
use printing::ipp::{
    OfficeEvent, OfficeJob, OfficePrinterWorker, OfficeQueueError, OfficeState, OfficeStatus, OfficeStep,
    OfficeTiming, PrinterAddress,
};
use printing::journal::{JobId, Journal};
use tokio::sync::{mpsc, watch};

use super::super::Desk;
use super::super::jobs::{self, Taken, lock, outcome_of};
use crate::state::certificate::{CopyEnd, Told};
use crate::state::{News, Office};

/// The file of a copy that cannot be had within this is not printed.
const FILE_WITHIN: Duration = Duration::from_secs(40);
/// Pause between two tries.
const PAUSE: Duration = Duration::from_secs(1);
/// A hello that was refused is said again after this.
const HELLO_PAUSE: Duration = Duration::from_secs(10);
/// How long one attempt of the hello repeats itself.
const HELLO_WITHIN: Duration = Duration::from_secs(30);
/// Jobs named in a hello at most.
const HELLO_JOBS_MAX: usize = 64;

/// Where the printer is, and what remembers its jobs.
#[derive(Debug)]
pub(in crate::worker) struct PressSetup {
    pub address: PrinterAddress,
    pub journal: Arc<Journal>,
    pub timing: OfficeTiming,
}

/// The printer of certificates, or that there is none.
#[derive(Debug)]
pub(in crate::worker) struct Press {
    setup: Option<PressSetup>,
    said: mpsc::Sender<OfficeEvent>,
    printer: OnceLock<OfficePrinterWorker>,
    /// Jobs by their names, and who waits for them.
    jobs: Mutex<BTreeMap<String, (i64, Option<Key>)>>,
    taken: Taken,
    state: watch::Sender<Option<OfficeStatus>>,
}

impl Press {
    /// Does not touch the printer yet; what it says will go into `said`.
    pub(in crate::worker) fn new(setup: Option<PressSetup>, said: mpsc::Sender<OfficeEvent>) -> Self {
        Self {
            setup,
            said,
            printer: OnceLock::new(),
            jobs: Mutex::default(),
            taken: Taken::default(),
            state: watch::Sender::new(None),
        }
    }

    /// What the journal knows: jobs that ended, and jobs whose end the printer has to be asked for.
    fn hello(&self) -> CertificateHello {
        let mut hello = CertificateHello { ended: Vec::new(), following: Vec::new() };
        let Some(setup) = &self.setup else { return hello };
        for (name, state) in setup.journal.unsettled().into_iter().take(HELLO_JOBS_MAX) {
            let Some(id) = number_of(name.as_str()) else { continue };
            // The printer's thread looks for these, and tells.
            if setup.journal.was_interrupted(&name) {
                hello.following.push(id);
                continue;
            }
            let report = CertificateJobReport { outcome: outcome_of(state), sheets: None, detail: None };
            hello.ended.push(EndedCertificateJob { id, report });
        }
        hello
    }

    fn settle(&self, name: &JobId) {
        let Some(setup) = &self.setup else { return };
        if let Err(error) = setup.journal.settle(name) {
            tracing::warn!(job = %name, error = &error as &dyn std::error::Error, "the journal cannot be settled");
        }
    }

    /// Prints copies one after another; whatever prevents one is told and reported.
    pub(super) async fn print(&self, jobs: Vec<CertificateJob>, waits: Option<Key>, desk: &Desk) {
        for job in jobs {
            if self.taken.take_over(job.id) {
                self.print_one(&job, waits.clone(), desk).await;
            }
        }
    }

    /// Prints what staff ordered, each once, however often it is seen here.
    pub(in crate::worker) fn obey(self: &Arc<Self>, jobs: Vec<CertificateJob>, desk: &Desk) {
        let new: Vec<_> = jobs
            .into_iter()
            .filter(|job| self.printer.get().is_some() && self.taken.take_over(job.id))
            .collect();
        if new.is_empty() {
            return;
        }
        let (press, desk) = (Arc::clone(self), desk.clone());
        // A file may take a while; the feed is listened to all the same.
        tokio::spawn(async move {
            for job in new {
                tracing::info!(job = job.id, "staff order a certificate");
                press.print_one(&job, None, &desk).await;
            }
        });
    }

    async fn print_one(&self, job: &CertificateJob, waits: Option<Key>, desk: &Desk) {
        let name = JobId::try_from(job.name.as_str());
        if let (Ok(name), Some(setup)) = (&name, &self.setup) {
            // The printer's thread looks for it at the printer, and tells.
            if setup.journal.was_interrupted(name) {
                return;
            }
            if let Some(state) = setup.journal.state(name).filter(|state| state.is_final()) {
                return report(desk, job, outcome_of(state), None, None);
            }
        }
        let why = match (name, self.printer.get()) {
            (Err(_), _) => "bad_name",
            (_, None) => "no_printer",
            (Ok(name), Some(printer)) => match file(job, desk).await {
                None => "no_file",
                Some(pdf) => {
                    lock(&self.jobs).insert(job.name.clone(), (job.id, waits.clone()));
                    match printer.print(OfficeJob::new(name, pdf, job.pages)) {
                        Ok(()) => return,
                        Err(OfficeQueueError::Full) => "queue_full",
                        Err(OfficeQueueError::BadLength) => "bad_length",
                        Err(OfficeQueueError::Closed) => "closing",
                    }
                }
            },
        };
        tracing::error!(job = job.id, why, "a certificate cannot be printed");
        lock(&self.jobs).remove(&job.name);
        if let Some(key) = waits {
            let told = Told::Ended(job.id, CopyEnd::NotPrinted);
            desk.tell(News::Certificate(key, Box::new(told))).await;
        }
        report(desk, job, PrintOutcome::Refused, None, Some(why));
    }

    /// Takes in what the printer says.
    pub(in crate::worker) async fn hear(&self, event: OfficeEvent, desk: &Desk) {
        match event {
            OfficeEvent::Status(status) => {
                let office = shown(&status.state);
                self.state.send_replace(Some(status));
                desk.tell(News::Office(office)).await;
            }
            OfficeEvent::Job { id, step } => self.follow(id, step, desk).await,
        }
    }

    async fn follow(&self, name: JobId, step: OfficeStep, desk: &Desk) {
        let known = lock(&self.jobs).get(name.as_str()).cloned();
        let (job, waits) = match known {
            Some((job, waits)) => (job, waits),
            // Of an earlier life.
            None => match number_of(name.as_str()) {
                Some(job) => (job, None),
                None => return,
            },
        };
        let tell = async |told| {
            if let Some(key) = &waits {
                desk.tell(News::Certificate(key.clone(), Box::new(told))).await;
            }
        };
        let (end, outcome, sheets, detail) = match step {
            OfficeStep::Sending | OfficeStep::Cancelling | OfficeStep::Printing { sheets: None } => return,
            OfficeStep::Printing { sheets: Some(done) } => return tell(Told::Sheets { job, done }).await,
            OfficeStep::Waiting(state) => return desk.tell(News::Office(shown(&state))).await,
            OfficeStep::Confirmed { sheets } => (CopyEnd::Printed, PrintOutcome::Confirmed, sheets, None),
            OfficeStep::Unknown { why, sheets } => {
                (CopyEnd::Unknown, PrintOutcome::Unknown, sheets, Some(why.code()))
            }
            OfficeStep::Refused { why } => {
                (CopyEnd::NotPrinted, PrintOutcome::Refused, None, Some(why.code()))
            }
        };
        tell(Told::Ended(job, end)).await;
        lock(&self.jobs).remove(name.as_str());
        report_as(desk, (job, Some(name)), outcome, sheets, detail);
    }

    /// Tells the state again: the server may have started anew.
    pub(in crate::worker) fn remind(&self) {
        self.state.send_modify(|_| {});
    }
}

/// Settles the past with the server, opens the printer, and prints what staff ordered meanwhile.
pub(in crate::worker) async fn begin(desk: Desk, device: Option<DeviceId>) {
    let press = Arc::clone(&desk.press);
    let Some(setup) = &press.setup else { return };
    desk.tell(News::Office(Office::Asking)).await;
    let said = press.hello();
    let hello = Change::<CertificateJobs>::certificate_hello(Key::fresh(), &said);
    let ordered = loop {
        match desk.client.send_until_answered(&hello, HELLO_WITHIN, |_| {}).await {
            Ok(ordered) => break ordered,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no certificates here yet");
                tokio::time::sleep(HELLO_PAUSE).await;
            }
        }
    };
    let settled: BTreeSet<i64> = said.ended.iter().map(|ended| ended.id).collect();
    for (name, _) in setup.journal.unsettled() {
        if number_of(name.as_str()).is_some_and(|id| settled.contains(&id)) {
            press.settle(&name);
        }
    }
    let said = press.said.clone();
    let on_event = move |event| {
        if let Err(error) = said.try_send(event) {
            tracing::error!(%error, "news of the printer of certificates is lost");
        }
    };
    let user = device.as_ref().map_or("hall-kiosk", DeviceId::as_str);
    let (address, journal) = (setup.address.clone(), Arc::clone(&setup.journal));
    match OfficePrinterWorker::open_with(setup.timing, address, user, journal, on_event) {
        Ok(printer) => drop(press.printer.set(printer)),
        Err(error) => {
            tracing::error!(%error, "the thread of the printer of certificates cannot be started");
            desk.tell(News::Office(Office::Fault)).await;
            return;
        }
    }
    tokio::spawn(tell_health(desk.clone()));
    press.print(ordered.jobs, None, &desk).await;
}

async fn tell_health(desk: Desk) {
    let states = desk.press.state.subscribe();
    jobs::tell_health(&desk, states, |status| Change::report_office_printer(&health(status))).await;
}

/// The file of a copy; none if it cannot be had.
async fn file(job: &CertificateJob, desk: &Desk) -> Option<Vec<u8>> {
    let path = format!("certificate-jobs/{}/file", job.id);
    let deadline = tokio::time::Instant::now() + FILE_WITHIN;
    loop {
        match desk.client.file(&path).await {
            Ok(pdf) => return Some(pdf),
            Err(error) => {
                tracing::warn!(job = job.id, error = &error as &dyn std::error::Error, "no file");
                if !error.is_passing() || tokio::time::Instant::now() + PAUSE >= deadline {
                    return None;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Tells the server how a copy ended, until it knows.
pub(super) fn report(
    desk: &Desk,
    job: &CertificateJob,
    outcome: PrintOutcome,
    sheets: Option<u32>,
    detail: Option<&str>,
) {
    report_as(desk, (job.id, JobId::try_from(job.name.as_str()).ok()), outcome, sheets, detail);
}

fn report_as(
    desk: &Desk,
    (job, name): (i64, Option<JobId>),
    outcome: PrintOutcome,
    sheets: Option<u32>,
    detail: Option<&str>,
) {
    let report = CertificateJobReport { outcome, sheets, detail: detail.map(jobs::cut) };
    let report = Change::report_certificate_job(Key::fresh(), job, &report);
    let desk = desk.clone();
    tokio::spawn(async move {
        jobs::tell_end(&desk, job, &report).await;
        if let Some(name) = name {
            desk.press.settle(&name);
        }
    });
}

/// The server's number of a job stands before the last `-` of its name.
fn number_of(name: &str) -> Option<i64> {
    name.rsplit('-').nth(1)?.parse().ok()
}

/// For who wants a certificate.
fn shown(state: &OfficeState) -> Office {
    match state {
        OfficeState::Ready | OfficeState::Busy => Office::Ready,
        OfficeState::PaperLow | OfficeState::TonerLow => Office::Low,
        OfficeState::PaperOut | OfficeState::WrongPaper => Office::PaperOut,
        OfficeState::Jam => Office::Jam,
        OfficeState::CoverOpen => Office::CoverOpen,
        OfficeState::TonerOut => Office::TonerOut,
        OfficeState::OutputFull | OfficeState::Stopped | OfficeState::Fault { .. } => Office::Fault,
        OfficeState::Away { .. }
        | OfficeState::NoHost
        | OfficeState::NotIpp { .. }
        | OfficeState::NoPdf
        | OfficeState::NotSuitable => Office::Away,
    }
}

/// For staff.
fn health(status: &OfficeStatus) -> OfficePrinterReport {
    use OfficePrinterState as Told;
    let (state, detail) = match &status.state {
        OfficeState::Ready => (Told::Ready, None),
        OfficeState::PaperLow => (Told::PaperLow, None),
        OfficeState::TonerLow => (Told::TonerLow, None),
        OfficeState::Busy => (Told::Busy, None),
        OfficeState::PaperOut => (Told::PaperOut, None),
        OfficeState::WrongPaper => (Told::WrongPaper, None),
        OfficeState::Jam => (Told::Jam, None),
        OfficeState::CoverOpen => (Told::CoverOpen, None),
        OfficeState::TonerOut => (Told::TonerOut, None),
        OfficeState::OutputFull => (Told::OutputFull, None),
        OfficeState::Stopped => (Told::Stopped, None),
        OfficeState::Fault { reason } => (Told::Fault, Some(reason)),
        OfficeState::Away { reason } => (Told::Away, Some(reason)),
        OfficeState::NoHost => (Told::NoHost, None),
        OfficeState::NotIpp { reason } => (Told::NotIpp, Some(reason)),
        OfficeState::NoPdf => (Told::NoPdf, None),
        OfficeState::NotSuitable => (Told::NotSuitable, None),
    };
    let detail = detail.map(|reason| jobs::cut(reason));
    OfficePrinterReport { state, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_job_is_known_from_its_name() {
        for (name, number) in [
            ("2026-000123-41-19a2b3c4d5e", Some(41)),
            ("41-19a2", Some(41)),
            ("x-y", None),
            ("41", None),
            ("", None),
        ] {
            assert_eq!(number_of(name), number, "{name}");
        }
    }

    #[test]
    fn what_does_not_print_is_not_offered() {
        let reason = || String::from("x");
        for (state, prints) in [
            (OfficeState::Ready, true),
            (OfficeState::Busy, true),
            (OfficeState::PaperLow, true),
            (OfficeState::TonerLow, true),
            (OfficeState::PaperOut, false),
            (OfficeState::WrongPaper, false),
            (OfficeState::Jam, false),
            (OfficeState::CoverOpen, false),
            (OfficeState::TonerOut, false),
            (OfficeState::OutputFull, false),
            (OfficeState::Stopped, false),
            (OfficeState::Fault { reason: reason() }, false),
            (OfficeState::Away { reason: reason() }, false),
            (OfficeState::NoHost, false),
            (OfficeState::NotIpp { reason: reason() }, false),
            (OfficeState::NoPdf, false),
            (OfficeState::NotSuitable, false),
        ] {
            assert_eq!((shown(&state).prints(), state.can_print()), (prints, prints), "{state:?}");
        }
    }
}
