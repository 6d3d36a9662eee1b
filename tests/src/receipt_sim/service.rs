//! The thread that carries bytes between cable and printer, at the speed of the line, and puts receipts into the folder.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::cable::Cable;
use super::condition::Control;
use super::printer::{Printer, Receipt};
use super::{Fault, Options};

/// How long an idle printer listens before it looks for controls.
const LISTEN: Duration = Duration::from_millis(2);
/// Errors kept; a garbled stream would give thousands.
const ERRORS_MAX: usize = 1000;

/// A control, and whom to tell that it is done.
pub(super) type Order = (Control, SyncSender<()>);

/// What has been seen of the printer so far.
#[derive(Debug, Default)]
pub struct Seen {
    /// Receipts cut or torn off, in order.
    pub receipts: Vec<Receipt>,
    /// What a printer would have garbled, ignored or lost.
    pub errors: Vec<String>,
    /// Bytes received in all.
    pub bytes: u64,
    /// Jobs begun (`ESC @`).
    pub jobs_begun: usize,
    /// When the bytes arrived with which the last job began.
    pub last_job_at: Option<Instant>,
}

/// [`Seen`], shared with the simulator's owner.
#[derive(Debug, Default)]
pub(super) struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

impl Shared {
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn wait(&self, limit: Duration, mut until: impl FnMut(&Seen) -> bool) -> bool {
        let seen = self.seen();
        let waited = self.changed.wait_timeout_while(seen, limit, |seen| !until(seen));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

pub(super) struct Service {
    printer: Printer,
    cable: Option<Cable>,
    link: Option<PathBuf>,
    out: Option<PathBuf>,
    baud: Option<u32>,
    /// In the order of their bytes.
    faults: Vec<Fault>,
    /// The byte before, for finding where the first job begins.
    last_byte: u8,
    /// Bytes since the first job began, once it has.
    job_bytes: Option<u64>,
    /// Before this, the line is still busy with what was read.
    line_free_at: Instant,
    shared: Arc<Shared>,
}

impl Service {
    pub fn new(printer: Printer, cable: Cable, options: &Options, shared: Arc<Shared>) -> Self {
        let mut faults = options.faults.clone();
        faults.sort_by_key(|fault| fault.after_bytes);
        Self {
            printer,
            cable: Some(cable),
            link: options.link.clone(),
            out: options.out.clone(),
            baud: options.baud,
            faults,
            last_byte: 0,
            job_bytes: None,
            line_free_at: Instant::now(),
            shared,
        }
    }

    /// Until the owner lets go of the controls.
    pub fn run(mut self, controls: &Receiver<Order>) {
        loop {
            let pause = self.line_free_at.saturating_duration_since(Instant::now());
            let control = match &self.cable {
                None => controls.recv().map_err(RecvTimeoutError::from),
                Some(_) => controls.recv_timeout(pause),
            };
            match control {
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.listen(),
                Ok((control, done)) => {
                    self.control(control);
                    self.publish();
                    // The owner may have given up waiting.
                    let _ = done.try_send(());
                }
            }
            self.publish();
        }
    }

    fn listen(&mut self) {
        let Some(cable) = &mut self.cable else { return };
        let mut buffer = [0; 256];
        // At line speed only some milliseconds' worth at a time.
        let most = self.baud.map_or(256, |baud| (baud / 2000).clamp(1, 256));
        match cable.read(&mut buffer[..most as usize], LISTEN) {
            Ok(count) => {
                if let Some(baud) = self.baud {
                    let seconds = count as f64 * 10.0 / f64::from(baud);
                    self.line_free_at = Instant::now() + Duration::from_secs_f64(seconds);
                }
                for &byte in &buffer[..count] {
                    self.receive(byte);
                }
            }
            Err(error) => self.fail(&error),
        }
    }

    fn receive(&mut self, byte: u8) {
        if self.cable.is_none() {
            return;
        }
        self.printer.receive(byte);
        self.shared.seen().bytes += 1;
        let begins = [self.last_byte, byte] == [0x1B, b'@'];
        self.last_byte = byte;
        self.job_bytes = match self.job_bytes {
            Some(bytes) => Some(bytes + 1),
            None => begins.then_some(2),
        };
        while let Some(fault) = self.faults.first().copied()
            && self.job_bytes >= Some(fault.after_bytes)
        {
            self.faults.remove(0);
            self.control(fault.control);
        }
    }

    fn control(&mut self, control: Control) {
        match control {
            Control::Unplug => {
                self.publish();
                self.cable = None;
            }
            Control::Plug if self.cable.is_none() => match Cable::plug(self.link.as_deref()) {
                Ok(cable) => self.cable = Some(cable),
                Err(error) => self.fail(&error),
            },
            other => self.printer.control(other),
        }
    }

    /// Answers last: whoever is told that all is printed finds the receipt.
    fn publish(&mut self) {
        let output = self.printer.take_output();
        for receipt in output.receipts {
            let number = self.shared.seen().receipts.len() + 1;
            if let Some(out) = &self.out
                && let Err(error) = save(out, number, &receipt)
            {
                self.fail(&error);
            }
            tracing::info!(number, "a receipt came out");
            self.shared.seen().receipts.push(receipt);
        }
        for error in output.errors {
            self.fail(&anyhow::anyhow!(error));
        }
        if let Some(cable) = &mut self.cable
            && !output.answers.is_empty()
            && let Err(error) = cable.write(&output.answers)
        {
            self.fail(&error);
        }
        if output.jobs_begun > 0 {
            let mut seen = self.shared.seen();
            seen.jobs_begun += output.jobs_begun;
            seen.last_job_at = Some(Instant::now());
        }
        self.shared.changed.notify_all();
    }

    fn fail(&self, error: &anyhow::Error) {
        tracing::error!("{error:#}");
        let mut seen = self.shared.seen();
        if seen.errors.len() < ERRORS_MAX {
            seen.errors.push(format!("{error:#}"));
        }
    }
}

fn save(folder: &Path, number: usize, receipt: &Receipt) -> anyhow::Result<()> {
    let path = |ending: &str| folder.join(format!("receipt-{number:03}.{ending}"));
    std::fs::write(path("txt"), &receipt.text)
        .with_context(|| format!("writing {}", path("txt").display()))?;
    // Whoever waits for the picture finds it whole.
    let unfinished = path("png.part");
    receipt
        .picture
        .save_with_format(&unfinished, image::ImageFormat::Png)
        .with_context(|| format!("writing {}", unfinished.display()))?;
    Ok(std::fs::rename(unfinished, path("png"))?)
}
