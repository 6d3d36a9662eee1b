//! A printer, a cable to it, the driver at its end, and what it says.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use hall_tests::stage::office_printer::{Cable, OfficePrinterStage, Sheet, pdf, timing};
use printing::ipp::{OfficeEvent, OfficeJob, OfficePrinterWorker, OfficeState, OfficeStep, OfficeTiming};
use printing::journal::{JobId, JobState, Journal};

/// Longer than anything takes here.
pub const SOON: Duration = Duration::from_secs(20);

pub struct Bench {
    pub printer: OfficePrinterStage,
    pub cable: Cable,
    folder: tempfile::TempDir,
    driver: Option<Driver>,
}

struct Driver {
    worker: OfficePrinterWorker,
    events: Receiver<OfficeEvent>,
}

pub fn id(name: &str) -> JobId {
    JobId::try_from(name).unwrap()
}

impl Bench {
    pub fn new() -> Self {
        Self::with(timing())
    }

    pub fn with(timing: OfficeTiming) -> Self {
        let printer = OfficePrinterStage::start().unwrap();
        let cable = Cable::to(printer.socket()).unwrap();
        let mut bench = Self { printer, cable, folder: tempfile::tempdir().unwrap(), driver: None };
        bench.start_driver(timing);
        bench
    }

    pub fn start_driver(&mut self, timing: OfficeTiming) {
        self.driver = None;
        let journal = Arc::new(Journal::open(&self.journal_path()).unwrap());
        let (tell, events) = sync_channel(10_000);
        let on_event = move |event| {
            // A test may have ended while the driver still speaks.
            drop(tell.try_send(event));
        };
        let worker =
            OfficePrinterWorker::open_with(timing, self.cable.address(), "kiosk-1", journal, on_event)
                .unwrap();
        self.driver = Some(Driver { worker, events });
    }

    /// Ends the driver, as the end of the kiosk does.
    pub fn stop_driver(&mut self) {
        self.driver = None;
    }

    pub fn journal_path(&self) -> PathBuf {
        self.folder.path().join("office-jobs.jsonl")
    }

    pub fn worker(&self) -> &OfficePrinterWorker {
        &self.driver.as_ref().unwrap().worker
    }

    pub fn print(&self, name: &str, pages: usize) {
        let job = OfficeJob::new(id(name), pdf(name, pages), pages as u32);
        self.worker().print(job).unwrap();
    }

    /// Lets the printer show that it counts sheets: only then it is believed when it says that none came out.
    pub fn show_that_it_counts(&self) {
        self.print("counted", 1);
        assert_eq!(self.hear_end("counted"), confirmed(1));
    }

    /// The next event that is meant.
    pub fn hear<T>(&self, what: &str, mut find: impl FnMut(&OfficeEvent) -> Option<T>) -> T {
        let (begun, mut heard) = (Instant::now(), Vec::new());
        let events = &self.driver.as_ref().unwrap().events;
        while let Some(left) = SOON.checked_sub(begun.elapsed()) {
            let Ok(event) = events.recv_timeout(left) else { break };
            if let Some(found) = find(&event) {
                return found;
            }
            heard.push(event);
        }
        panic!("not heard: {what}; but {heard:#?}\n{}", self.printer.log());
    }

    pub fn hear_step(&self, name: &str, step: &OfficeStep) {
        self.hear(&format!("{step:?} of {name}"), |event| match event {
            OfficeEvent::Job { id, step: found } if id.as_str() == name && found == step => Some(()),
            _ => None,
        });
    }

    pub fn hear_state(&self, state: &OfficeState) {
        self.hear(&format!("{state:?}"), |event| match event {
            OfficeEvent::Status(status) if status.state == *state => Some(()),
            _ => None,
        });
    }

    pub fn hear_end(&self, name: &str) -> OfficeStep {
        self.hear(&format!("the end of {name}"), |event| match event {
            OfficeEvent::Job { id, step } if id.as_str() == name && step.is_final() => Some(step.clone()),
            _ => None,
        })
    }

    pub fn sheets(&self, name: &str) -> Vec<Sheet> {
        self.printer.sheets().unwrap().remove(name).unwrap_or_default()
    }

    /// All pages are there, once, and show what was sent.
    pub fn assert_printed_once(&self, name: &str, pages: usize) {
        let sheets = self.sheets(name);
        let found: Vec<_> = sheets.iter().map(|sheet| sheet.page).collect();
        assert_eq!(found, (1..=pages).collect::<Vec<_>>(), "{name}: {sheets:?}\n{}", self.printer.log());
        for sheet in sheets {
            assert!(
                std::fs::read(&sheet.document).unwrap() == pdf(name, pages),
                "{sheet:?} shows something else"
            );
        }
    }

    /// What the journal knows after the driver has ended.
    pub fn journal(&mut self) -> Vec<(JobId, JobState)> {
        self.stop_driver();
        Journal::open(&self.journal_path()).unwrap().unsettled()
    }
}

pub fn confirmed(sheets: u32) -> OfficeStep {
    OfficeStep::Confirmed { sheets: Some(sheets) }
}
