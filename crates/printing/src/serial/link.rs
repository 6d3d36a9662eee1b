//! Talking with the printer over an open port: asking how it is, sending a job.

use std::io;
use std::time::{Duration, Instant};

use super::PrinterState;
use super::port::{CHUNK_BYTES, Port};
use super::status::{self, is_barrier, is_status};

/// A printer answers `DLE EOT` within some milliseconds, behind a USB adapter within some tens.
const ANSWER_WAIT: Duration = Duration::from_millis(300);
/// Then it is asked again; noise may have eaten a byte.
const ASK_TIMES: usize = 3;

/// An open port with a printer, perhaps, at its other end.
pub(super) struct Link {
    port: Port,
    /// Status answers since the last complete three.
    answers: Vec<u8>,
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
    pub fn new(port: Port, barriers_open: u32) -> Self {
        Self { port, answers: Vec::new(), barriers_open }
    }

    /// Asks the printer how it is and waits for the answer.
    ///
    /// # Errors
    /// The port broke.
    pub fn ask_state(&mut self) -> io::Result<PrinterState> {
        let mut garbage = 0;
        for _ in 0..ASK_TIMES {
            self.port.forget_input()?;
            self.ask()?;
            let until = Instant::now() + ANSWER_WAIT;
            while let Some(rest) = until.checked_duration_since(Instant::now()) {
                let heard = self.listen(rest)?;
                garbage += heard.garbage;
                if let Some(state) = heard.state {
                    return Ok(state);
                }
            }
        }
        if garbage > 0 {
            return Ok(PrinterState::Garbled);
        }
        Ok(PrinterState::Silent)
    }

    /// Asks without waiting; [`Self::listen`] hears the answer.
    pub fn ask(&mut self) -> io::Result<()> {
        self.answers.clear();
        self.port.write(&status::QUERY)
    }

    /// Listens until something arrives, at most this long.
    pub fn listen(&mut self, wait: Duration) -> io::Result<Heard> {
        let mut heard = Heard::default();
        for byte in self.port.read(wait)? {
            if is_status(byte) {
                self.answers.push(byte);
            } else if is_barrier(byte) && self.barriers_open > 0 {
                self.barriers_open -= 1;
                heard.barrier = true;
            } else {
                heard.garbage += 1;
            }
        }
        if let [printer, offline, paper] = self.answers[..] {
            heard.state = Some(status::read([printer, offline, paper]));
            self.answers.clear();
        } else if self.answers.len() > 3 {
            heard.garbage += self.answers.len();
            self.answers.clear();
        }
        Ok(heard)
    }

    /// Sends bytes in chunks; `after_first` is called when the first has gone out.
    ///
    /// # Errors
    /// The port broke or takes no more.
    pub fn send(&mut self, bytes: &[u8], mut after_first: impl FnMut()) -> io::Result<()> {
        for (index, chunk) in bytes.chunks(CHUNK_BYTES).enumerate() {
            self.port.write(chunk)?;
            if index == 0 {
                after_first();
            }
        }
        Ok(())
    }

    /// Sends the barrier: `GS r 1`, answered in the order of the buffer.
    pub fn send_barrier(&mut self) -> io::Result<()> {
        self.port.write(&[0x1D, b'r', 1])?;
        self.barriers_open += 1;
        Ok(())
    }
}
