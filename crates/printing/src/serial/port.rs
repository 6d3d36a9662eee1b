//! The port itself: opening it, and reading and writing with a limit on time.

use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::time::Duration;

use serialport::{ClearBuffer, FlowControl, SerialPort};

use super::{PrinterState, Timing};
use crate::profile::{Flow, Profile};

/// A larger write could block for longer than its time limit, for the system looks only at the first byte.
pub(super) const CHUNK_BYTES: usize = 64;
/// Most bytes read at once; answers are single bytes.
const READ_BYTES: usize = 64;

/// An open port.
pub(super) struct Port {
    port: Box<dyn SerialPort>,
}

impl Port {
    /// Opens the port for this process alone.
    ///
    /// # Errors
    /// The state to report.
    pub fn open(path: &Path, profile: &Profile, timing: &Timing) -> Result<Self, PrinterState> {
        let flow = match profile.flow {
            Flow::None => FlowControl::None,
            Flow::RtsCts => FlowControl::Hardware,
        };
        serialport::new(path.to_string_lossy(), profile.baud)
            .flow_control(flow)
            .timeout(timing.write)
            .open()
            .map(|port| Self { port })
            .map_err(|error| not_open(path, &error))
    }

    /// Writes at most [`CHUNK_BYTES`].
    ///
    /// # Errors
    /// The port broke, or took nothing within the time.
    pub fn write(&mut self, chunk: &[u8], wait: Duration) -> io::Result<()> {
        debug_assert!(chunk.len() <= CHUNK_BYTES);
        self.port.set_timeout(wait)?;
        // No flush: it would wait for the printer without a limit.
        self.port.write_all(chunk)
    }

    /// What arrives within the time; empty if nothing did.
    ///
    /// # Errors
    /// The port broke.
    pub fn read(&mut self, wait: Duration) -> io::Result<Vec<u8>> {
        let mut buffer = [0; READ_BYTES];
        self.port.set_timeout(wait)?;
        match self.port.read(&mut buffer) {
            Ok(0) => Err(ErrorKind::BrokenPipe.into()),
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(error) if is_nothing_yet(&error) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Forgets what has arrived and was not read.
    ///
    /// # Errors
    /// The port broke.
    pub fn forget_input(&mut self) -> io::Result<()> {
        Ok(self.port.clear(ClearBuffer::Input)?)
    }

    /// Forgets what was written and has not left the computer.
    ///
    /// # Errors
    /// The port broke.
    pub fn forget_output(&mut self) -> io::Result<()> {
        Ok(self.port.clear(ClearBuffer::Output)?)
    }
}

fn is_nothing_yet(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

fn not_open(path: &Path, error: &serialport::Error) -> PrinterState {
    let path = path.to_owned();
    match error.kind {
        serialport::ErrorKind::Io(ErrorKind::PermissionDenied) => PrinterState::PortDenied { path },
        serialport::ErrorKind::Io(ErrorKind::NotFound) => PrinterState::PortMissing { path },
        // The library's word for a port that another process has.
        serialport::ErrorKind::NoDevice if path.exists() => PrinterState::PortBusy { path },
        _ if !path.exists() => PrinterState::PortMissing { path },
        _ => PrinterState::PortFailed { path, reason: error.to_string() },
    }
}
