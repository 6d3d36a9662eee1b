//! A receipt printer at a pseudo-terminal, for tests and the demo: understands ESC/POS by its own parser, answers as printers
//! do, shows the paper as picture and text, and has every trouble a printer can have, at any byte, on command or by chance.
//!
//! It shares no code with `printing::escpos`, so that neither can repeat the other's mistakes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;

mod cable;
mod chaos;
mod condition;
mod font;
mod line;
mod paper;
mod parser;
mod printer;
mod rom;
mod service;

use cable::Cable;
pub use chaos::Chaos;
pub use condition::{CONTROLS, Control};
use font::PaperFont;
use printer::Printer;
pub use printer::Receipt;
pub use rom::Rom;
pub use service::Seen;
use service::{Order, Service, Shared, Wish};

/// How a simulated printer is built.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where a link to the port is put, so that it keeps its name over [`Control::Unplug`] and [`Control::Plug`].
    pub link: Option<PathBuf>,
    /// The folder for `receipt-001.png`, `receipt-001.txt`, ….
    pub out: Option<PathBuf>,
    /// The font of its type.
    pub font: PathBuf,
    /// The face, if the font is a collection.
    pub face: u32,
    /// Dots of the print head: 384 or 576.
    pub dots: u16,
    /// Characters it knows …
    pub rom: Rom,
    /// … but for these, which its ROM lacks.
    pub lacks: String,
    /// Speed of the line in bits a second, or as fast as it goes.
    pub baud: Option<u32>,
    /// What happens to it, and when.
    pub faults: Vec<Fault>,
    /// What happens to it by chance.
    pub chaos: Option<Chaos>,
    /// From power on until it answers.
    pub boot: Duration,
    /// Whether receipts are drawn; without pictures thousands of them are quick.
    pub pictures: bool,
}

/// Something happens in the midst of what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Bytes received from the first `ESC @` on, which are the first two.
    pub after_bytes: u64,
    /// What happens.
    pub control: Control,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            link: None,
            out: None,
            font: Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts/NotoSansSC-Hall.otf"),
            face: 0,
            dots: 576,
            rom: Rom::Gb18030,
            lacks: String::new(),
            baud: None,
            faults: Vec::new(),
            chaos: None,
            boot: Duration::from_secs(2),
            pictures: true,
        }
    }
}

/// A running simulator; dropping it pulls its plug.
#[derive(Debug)]
pub struct Simulator {
    port: PathBuf,
    controls: Option<SyncSender<Order>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// A control not done within this time: the simulator has died.
const CONTROL_WAIT: Duration = Duration::from_secs(10);

impl Simulator {
    /// Makes the port and starts the printer on a thread.
    ///
    /// # Errors
    /// No font, no folder, no pseudo-terminal, or the link's place is taken.
    pub fn start(options: &Options) -> anyhow::Result<Self> {
        let font = PaperFont::open(&options.font, options.face)?;
        if let Some(out) = &options.out {
            std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
        }
        let cable = Cable::plug(options.link.as_deref())?;
        let port = cable.path().to_owned();
        let shared = Arc::new(Shared::default());
        let printer = Printer::new(options, font);
        let service = Service::new(printer, cable, options, Arc::clone(&shared));
        let (controls, ordered) = sync_channel(8);
        let thread = std::thread::Builder::new()
            .name("receipt-printer-sim".to_owned())
            .spawn(move || service.run(&ordered))?;
        Ok(Self { port, controls: Some(controls), shared, thread: Some(thread) })
    }

    /// The port to open.
    pub fn port(&self) -> &Path {
        &self.port
    }

    /// Does something to the printer and returns when it is done.
    ///
    /// # Panics
    /// The simulator's thread has died.
    pub fn control(&self, control: Control) {
        self.order(Wish::Do(control));
    }

    /// Lets something happen once so many more bytes have arrived.
    ///
    /// # Panics
    /// The simulator's thread has died.
    pub fn at(&self, bytes: u64, control: Control) {
        self.order(Wish::At(bytes, control));
    }

    /// Begins chance, or ends it: the trouble there is gets mended.
    ///
    /// # Panics
    /// The simulator's thread has died.
    pub fn chaos(&self, chaos: Option<Chaos>) {
        self.order(Wish::Chaos(chaos));
    }

    fn order(&self, wish: Wish) {
        let (done, wait) = sync_channel(1);
        self.controls
            .as_ref()
            .and_then(|controls| controls.send((wish, done)).ok())
            .and_then(|()| wait.recv_timeout(CONTROL_WAIT).ok())
            .expect("invariant: the simulator lives as long as its handle");
    }

    /// The receipts so far.
    pub fn receipts(&self) -> Vec<Receipt> {
        self.shared.seen().receipts.clone()
    }

    /// What a real printer would have garbled, ignored or lost.
    pub fn errors(&self) -> Vec<String> {
        self.shared.seen().errors.clone()
    }

    /// Looks at everything seen so far.
    pub fn look<T>(&self, at: impl FnOnce(&Seen) -> T) -> T {
        at(&self.shared.seen())
    }

    /// Waits until something is to be seen; false if it is not within the limit.
    pub fn wait(&self, limit: Duration, until: impl FnMut(&Seen) -> bool) -> bool {
        self.shared.wait(limit, until)
    }

    /// The roll ends.
    pub fn paper_out(&self) {
        self.control(Control::PaperOut);
    }

    /// A full roll is put in.
    pub fn paper_ok(&self) {
        self.control(Control::PaperOk);
    }

    /// The roll gets thin.
    pub fn paper_near_end(&self) {
        self.control(Control::PaperNearEnd);
    }

    /// The cable is pulled.
    pub fn unplug(&self) {
        self.control(Control::Unplug);
    }

    /// The cable is put back. Without a link the port gets another name.
    pub fn plug(&self) {
        self.control(Control::Plug);
    }

    /// Somebody tears the paper off.
    pub fn tear(&self) {
        self.control(Control::Tear);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.controls = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the simulator's thread panicked");
        }
    }
}
