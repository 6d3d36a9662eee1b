//! The driver at a link to the simulator, and what both say.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use hall_tests::receipt_sim::{Control, Fault, Options, Simulator};
use printing::escpos::{self, Encoded};
use printing::glyphs::FontGlyphs;
use printing::journal::{JobId, JobState, Journal};
use printing::profile::Profile;
use printing::receipt::{Block, Receipt};
use printing::serial::{JobOutcome, PrinterEvent, PrinterState, ReceiptPrinter};

pub const SOON: Duration = Duration::from_secs(20);

/// A simulator at a link in a folder of its own, and the driver at that link.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub profile: Profile,
    pub simulator: Option<Simulator>,
    pub driver: Option<Driver>,
}

/// The driver, its journal, and what it says.
pub struct Driver {
    pub printer: ReceiptPrinter,
    pub journal: Arc<Journal>,
    pub events: Receiver<PrinterEvent>,
}

impl Driver {
    pub fn start(port: PathBuf, folder: &Path, profile: &Profile) -> Self {
        let journal = Arc::new(Journal::open(&folder.join("jobs.jsonl")).unwrap());
        let (tell, events) = sync_channel(1000);
        let on_event = move |event| {
            // A test may have ended while the driver still speaks.
            let _ = tell.try_send(event);
        };
        let printer = ReceiptPrinter::open(port, profile.clone(), Arc::clone(&journal), on_event);
        Self { printer: printer.unwrap(), journal, events }
    }
}

pub fn asset_path(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets").join(path)
}

pub fn asset(path: &str) -> String {
    std::fs::read_to_string(asset_path(path)).unwrap()
}

pub fn profile(name: &str) -> Profile {
    Profile::parse(name, &asset(&format!("printers/{name}.toml"))).unwrap()
}

pub fn job(id: &str) -> JobId {
    JobId::try_from(id).unwrap()
}

impl Bench {
    pub fn new(options: Options) -> Self {
        Self::with_profile(Some(options), profile("receipt-80mm"))
    }

    pub fn with_fault(after_bytes: u64, control: Control) -> Self {
        let faults = vec![Fault { after_bytes, control }];
        Self::new(Options { faults, ..Options::default() })
    }

    pub fn with_profile(options: Option<Options>, profile: Profile) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulator = options.map(|options| {
            let link = Some(folder.path().join("printer"));
            Simulator::start(&Options { link, ..options }).unwrap()
        });
        let mut bench = Self { folder, profile, simulator, driver: None };
        bench.start_driver();
        bench
    }

    pub fn start_driver(&mut self) {
        self.driver = Some(Driver::start(self.port(), self.folder.path(), &self.profile));
    }

    pub fn driver(&self) -> &Driver {
        self.driver.as_ref().unwrap()
    }

    pub fn job_state(&self, id: &str) -> Option<JobState> {
        self.driver().journal.state(&job(id))
    }

    pub fn port(&self) -> PathBuf {
        self.folder.path().join("printer")
    }

    pub fn simulator(&self) -> &Simulator {
        self.simulator.as_ref().unwrap()
    }

    pub fn print(&self, id: &str, text: &str) {
        self.order(id, escpos::encode(&note(text), &self.profile, &FontGlyphs::default()).unwrap());
    }

    pub fn order(&self, id: &str, receipt: Encoded) {
        self.driver().printer.print(&job(id), receipt).unwrap();
    }

    pub fn next(&self) -> PrinterEvent {
        self.driver().events.recv_timeout(SOON).expect("the driver has stopped saying anything")
    }

    /// The final outcome of a job, and the steps before it.
    pub fn outcome(&self, id: &str) -> (Vec<JobOutcome>, JobOutcome) {
        let mut steps = Vec::new();
        loop {
            let PrinterEvent::Job { id: of, outcome } = self.next() else {
                continue;
            };
            assert_eq!(of, job(id));
            match outcome {
                JobOutcome::Sending | JobOutcome::FirstByte | JobOutcome::Sent => steps.push(outcome),
                last => return (steps, last),
            }
        }
    }

    pub fn state(&self, wanted: &PrinterState) {
        loop {
            if self.next() == PrinterEvent::Status(wanted.clone()) {
                return;
            }
        }
    }

    pub fn receipts(&self) -> Vec<String> {
        let receipts = self.simulator().receipts();
        receipts.into_iter().map(|receipt| receipt.text).collect()
    }

    /// A reprint comes out whole, after one piece of paper at most.
    pub fn reprint_follows(&self, about: &str) {
        self.print("b", "reprint");
        assert_eq!(self.outcome("b").1, JobOutcome::Confirmed, "{about}");
        let receipts = self.receipts();
        assert_eq!(receipts.last().unwrap(), "reprint\n", "{about}: {receipts:?}");
        assert!(receipts.len() <= 2, "{about}: {receipts:?}");
    }

    /// Without a cutter and an answer there is no other sign of the end than the last line.
    pub fn tear_when_quiet(&self) {
        let mut bytes = 0;
        let mut quiet_since = Instant::now();
        let is_quiet = |seen: &hall_tests::receipt_sim::Seen| {
            if seen.bytes != bytes {
                (bytes, quiet_since) = (seen.bytes, Instant::now());
            }
            quiet_since.elapsed() > Duration::from_millis(200)
        };
        assert!(self.simulator().wait(SOON, is_quiet));
        self.simulator().tear();
    }

    pub fn no_errors(&self) {
        assert_eq!(self.simulator().errors(), [""; 0]);
    }
}

pub fn note(text: &str) -> Receipt {
    let block = |line| serde_json::from_value(serde_json::json!({ "kind": "text", "text": line })).unwrap();
    Receipt { blocks: text.split('\n').map(block).chain([Block::Cut]).collect() }
}

/// Long enough to be asked after several times.
pub fn long_text() -> String {
    (1..=40).map(|n| format!("line {n:02} of a long receipt")).collect::<Vec<_>>().join("\n")
}
