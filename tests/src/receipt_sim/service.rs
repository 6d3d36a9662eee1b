//! The thread that carries bytes between cable and printer, at the speed of the line, and puts receipts into the folder.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::cable::Cable;
use super::chaos::{Chaos, Fate, Trouble};
use super::condition::Control;
use super::line::Line;
use super::printer::{Printer, Receipt};
use super::{Fault, Options};

/// How long an idle printer listens before it looks for controls.
const LISTEN: Duration = Duration::from_millis(2);
/// Errors kept; a garbled stream would give thousands.
const ERRORS_MAX: usize = 1000;

/// While the cable is out, it looks this often whether anything is due.
const DUE_EVERY: Duration = Duration::from_millis(20);

/// What the owner wants.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wish {
    /// This now.
    Do(Control),
    /// This after so many more bytes.
    At(u64, Control),
    /// Chance, or an end of it.
    Chaos(Option<Chaos>),
}

/// A wish, and whom to tell that it is done.
pub(super) type Order = (Wish, SyncSender<()>);

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
    /// Troubles that chance has brought.
    pub troubles: u64,
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
    line: Line,
    cable: Option<Cable>,
    link: Option<PathBuf>,
    out: Option<PathBuf>,
    baud: Option<u32>,
    boot: Duration,
    /// Wait for the first job.
    faults: Vec<Fault>,
    /// By the number of bytes received in all.
    armed: Vec<(u64, Control)>,
    /// By the clock.
    due: Vec<(Instant, Control)>,
    fate: Option<Fate>,
    /// What chance brings next; none while it is there.
    trouble: Option<(u64, Trouble)>,
    bytes: u64,
    /// The byte before, for finding where the first job begins.
    last_byte: u8,
    /// Before this, the line is still busy with what was read.
    line_free_at: Instant,
    shared: Arc<Shared>,
}

impl Service {
    pub fn new(printer: Printer, cable: Cable, options: &Options, shared: Arc<Shared>) -> Self {
        let seed = options.chaos.map_or(0, |chaos| chaos.seed);
        let mut service = Self {
            printer,
            line: Line::new(seed),
            cable: Some(cable),
            link: options.link.clone(),
            out: options.out.clone(),
            baud: options.baud,
            boot: options.boot,
            faults: options.faults.clone(),
            armed: Vec::new(),
            due: Vec::new(),
            fate: None,
            trouble: None,
            bytes: 0,
            last_byte: 0,
            line_free_at: Instant::now(),
            shared,
        };
        service.wish(Wish::Chaos(options.chaos));
        service
    }

    /// Until the owner lets go of the controls.
    pub fn run(mut self, controls: &Receiver<Order>) {
        loop {
            let pause = match &self.cable {
                None => DUE_EVERY,
                Some(_) => self.line_free_at.saturating_duration_since(Instant::now()),
            };
            match controls.recv_timeout(pause) {
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.listen(),
                Ok((wish, done)) => {
                    self.wish(wish);
                    self.publish();
                    // The owner may have given up waiting.
                    let _ = done.try_send(());
                }
            }
            self.do_what_is_due();
            self.publish();
        }
    }

    fn wish(&mut self, wish: Wish) {
        match wish {
            Wish::Do(control) => self.control(control),
            Wish::At(bytes, control) => self.armed.push((self.bytes + bytes, control)),
            Wish::Chaos(chaos) => {
                self.fate = chaos.map(|chaos| Fate::new(chaos, self.boot));
                self.trouble = None;
                // What began is mended at once.
                for (_, control) in std::mem::take(&mut self.due) {
                    self.control(control);
                }
                self.tempt_fate();
            }
        }
    }

    fn tempt_fate(&mut self) {
        if let Some(fate) = &mut self.fate
            && self.trouble.is_none()
        {
            let trouble = fate.next();
            self.trouble = Some((self.bytes + trouble.after_bytes, trouble));
        }
    }

    fn do_what_is_due(&mut self) {
        let now = Instant::now();
        while let Some(&(at, control)) = self.due.first()
            && at <= now
        {
            self.due.remove(0);
            match control {
                // It has had its time to start.
                Control::PowerOn => self.printer.control(control),
                _ => self.control(control),
            }
        }
        if self.due.is_empty() {
            self.tempt_fate();
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
        self.bytes += 1;
        self.shared.seen().bytes += 1;
        if let Some(arrival) = self.line.send(byte) {
            self.printer.receive(arrival);
        }
        let begins_job = [self.last_byte, byte] == [0x1B, b'@'];
        self.last_byte = byte;
        if begins_job {
            let first = self.bytes - 2;
            let faults = std::mem::take(&mut self.faults);
            self.armed.extend(faults.iter().map(|fault| (first + fault.after_bytes, fault.control)));
        }
        let bytes = self.bytes;
        for (_, control) in self.armed.extract_if(.., |(at, _)| *at <= bytes).collect::<Vec<_>>() {
            self.control(control);
        }
        if self.trouble.as_ref().is_some_and(|(at, _)| *at <= bytes)
            && let Some((_, trouble)) = self.trouble.take()
        {
            self.begin(&trouble);
        }
    }

    fn begin(&mut self, trouble: &Trouble) {
        tracing::debug!(?trouble, byte = self.bytes, "trouble");
        self.shared.seen().troubles += 1;
        let mut at = Instant::now();
        for (pause, control) in &trouble.mends {
            at += *pause;
            self.due.push((at, *control));
        }
        self.control(trouble.begins);
    }

    fn control(&mut self, control: Control) {
        match control {
            Control::Unplug => {
                self.publish();
                self.cable = None;
                self.line.forget();
            }
            Control::Plug if self.cable.is_none() => match Cable::plug(self.link.as_deref()) {
                Ok(cable) => self.cable = Some(cable),
                Err(error) => self.fail(&error),
            },
            Control::PowerOn if !self.printer.is_powered() => {
                self.due.push((Instant::now() + self.boot, control));
                self.due.sort_by_key(|(at, _)| *at);
            }
            other => {
                self.line.apply(other);
                self.printer.control(other);
            }
        }
    }

    /// Answers last: whoever is told that all is printed finds the receipt.
    fn publish(&mut self) {
        let output = self.printer.take_output();
        self.line.answer(output.answers);
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
        let answers = self.line.arrived();
        if let Some(cable) = &mut self.cable
            && !answers.is_empty()
            && let Err(error) = cable.write(&answers)
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
