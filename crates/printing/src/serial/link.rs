//! Talking with the printer over an open port: asking how it is, sending bytes, hearing what comes back.

use std::io;
use std::time::{Duration, Instant};

use super::port::{CHUNK_BYTES, Port};
use super::status::{self, is_barrier, is_status};
use super::{PrinterState, Timing};

/// Then it is asked again; noise may have eaten a byte.
const ASK_TIMES: usize = 3;
/// What printers set to software flow control send now and then. We send too little to heed it.
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;
/// Bytes before a clearing command: they complete a command that was cut off and mean nothing otherwise.
pub(super) const PADDING_LEAST: usize = 512;
/// The longest parameter of a command: 65,535 bytes, or a picture that fills a page.
pub(super) const PADDING_MOST: usize = 70_000;

/// An open port with a printer, perhaps, at its other end.
pub(super) struct Link {
    port: Port,
    timing: Timing,
    /// Status answers since the last complete three. A late answer is followed by those of the next question, in order.
    answers: Vec<u8>,
    /// When the oldest question was put that waits for its answer.
    asked_at: Option<Instant>,
    /// When the last question was put that has been answered.
    alive_at: Instant,
    /// Barriers sent whose answer has not come. A late one must not be taken for the next.
    pub barriers_open: u32,
}

/// What has arrived.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// A complete set of status answers came, and this is what it says.
    pub state: Option<PrinterState>,
    /// A barrier was answered.
    pub barrier: bool,
    /// Bytes that are no answer.
    pub garbage: usize,
}

impl Link {
    /// `barriers_open`: of an earlier link to the same printer.
    pub fn new(port: Port, timing: Timing, barriers_open: u32) -> Self {
        let now = Instant::now();
        Self { port, timing, answers: Vec::new(), asked_at: None, alive_at: now, barriers_open }
    }

    /// Asks the printer how it is and waits for the answer. One that came together with garbage does not count: what is sent next
    /// might be garbled as well.
    ///
    /// # Errors
    /// The port broke.
    pub fn ask_state(&mut self) -> io::Result<PrinterState> {
        let mut garbage = 0;
        for _ in 0..ASK_TIMES {
            self.forget_input()?;
            self.ask()?;
            let (mut answer, garbage_before) = (None, garbage);
            let until = Instant::now() + self.timing.answer;
            while let Some(rest) = until.checked_duration_since(Instant::now())
                && answer.is_none()
            {
                let heard = self.listen(rest)?;
                garbage += heard.garbage;
                answer = heard.state;
            }
            match answer {
                Some(PrinterState::Fault) if garbage == garbage_before => return self.ask_error(),
                Some(state) if garbage == garbage_before => return Ok(state),
                _ => {}
            }
        }
        Ok(if garbage > 0 { PrinterState::Garbled } else { PrinterState::Silent })
    }

    /// Asks which error it is that the printer reports.
    ///
    /// # Errors
    /// The port broke.
    pub fn ask_error(&mut self) -> io::Result<PrinterState> {
        self.forget_input()?;
        self.port.write(&status::ERROR_QUERY, self.timing.write)?;
        let until = Instant::now() + self.timing.answer;
        while let Some(rest) = until.checked_duration_since(Instant::now()) {
            if let Some(&answer) = self.port.read(rest)?.iter().find(|byte| is_status(**byte)) {
                return Ok(status::read_error(answer));
            }
        }
        Ok(PrinterState::Fault)
    }

    fn forget_input(&mut self) -> io::Result<()> {
        self.answers.clear();
        self.port.forget_input()
    }

    /// Asks without waiting; [`Self::listen`] hears the answer.
    pub fn ask(&mut self) -> io::Result<()> {
        self.asked_at.get_or_insert_with(Instant::now);
        self.port.write(&status::QUERY, self.timing.write)
    }

    /// Since when a question waits for its answer.
    pub fn asked_at(&self) -> Option<Instant> {
        self.asked_at
    }

    /// When the printer was certainly alive last: it has answered a question put then.
    pub fn alive_at(&self) -> Instant {
        self.alive_at
    }

    /// Listens until something arrives, at most this long.
    pub fn listen(&mut self, wait: Duration) -> io::Result<Heard> {
        let mut heard = Heard::default();
        for byte in self.port.read(wait)? {
            if byte == XON || byte == XOFF {
                continue;
            }
            if is_status(byte) {
                self.answers.push(byte);
                if let [printer, offline, paper] = self.answers[..] {
                    heard.state = Some(status::read([printer, offline, paper]));
                    self.alive_at = self.asked_at.take().unwrap_or(self.alive_at);
                    self.answers.clear();
                }
            } else if is_barrier(byte) && self.barriers_open > 0 {
                self.barriers_open -= 1;
                heard.barrier = true;
            } else {
                heard.garbage += 1;
            }
        }
        Ok(heard)
    }

    /// Sends a chunk of at most [`CHUNK_BYTES`].
    ///
    /// # Errors
    /// The port broke or takes no more.
    pub fn send(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.port.write(chunk, self.timing.write)
    }

    /// Sends bytes nobody watches.
    ///
    /// # Errors
    /// The port broke or takes no more.
    pub fn send_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        bytes.chunks(CHUNK_BYTES).try_for_each(|chunk| self.send(chunk))
    }

    /// Sends the barrier: `GS r 1`, answered in the order of the buffer.
    pub fn send_barrier(&mut self) -> io::Result<()> {
        self.send(&[0x1D, b'r', 1])?;
        self.barriers_open += 1;
        Ok(())
    }

    /// Forgets what has not left the computer yet.
    ///
    /// # Errors
    /// The port broke.
    pub fn forget_output(&mut self) -> io::Result<()> {
        self.port.forget_output()
    }
}
