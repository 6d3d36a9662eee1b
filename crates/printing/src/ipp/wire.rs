//! One IPP message over HTTP and the answer to it, with a bound on time and size.

use std::io::{Cursor, ErrorKind};
use std::time::Duration;

use ::ipp::parser::IppParser;
use ::ipp::reader::IppReader;
use ureq::{Agent, Timeout};
use zeroize::Zeroizing;

use super::answer::Answer;
use super::{OfficeTiming, PrinterAddress};

/// Most bytes of an answer: hundreds of jobs, or all a printer says of itself, are some tens of kilobytes.
const ANSWER_BYTES_MAX: u64 = 1_000_000;
/// Most bytes of the HTTP header of an answer.
const HEADER_BYTES_MAX: usize = 16_000;
/// How the standard library begins to say that a name was not found; it has no kind of error for that.
const LOOKUP_FAILED: &str = "failed to lookup address information";
/// Status of IPP: no such job.
const NOT_FOUND: i16 = 0x0406;
/// Status of IPP: the job is forgotten.
const GONE: i16 = 0x0407;
/// Statuses of IPP that pass: unavailable, temporary, not accepting, busy.
const PASSING: [i16; 4] = [0x0502, 0x0505, 0x0506, 0x0507];
/// Status of IPP: it cannot print such documents.
const FORMAT: i16 = 0x040a;

/// Why there is no good answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// There is no host of this name, or nobody to ask for it.
    #[error("no host of this name")]
    NoHost,
    /// Nobody took a connection: not a byte of the request has arrived.
    #[error("not reached: {reason}")]
    Unreached {
        /// What the system says.
        reason: String,
    },
    /// The connection broke, or the answer did not come in time: the request may have arrived.
    #[error("no answer: {reason}")]
    Broken {
        /// What the system says.
        reason: String,
    },
    /// What is there answers, and is no IPP printer, or none at this path.
    #[error("not an IPP printer: {reason}")]
    NotIpp {
        /// What it said instead.
        reason: String,
    },
    /// The printer refused the request.
    #[error("the printer refused: {said}")]
    Status {
        /// Its status code.
        status: i16,
        /// In its own words.
        said: String,
    },
}

impl WireError {
    /// Whether certainly nothing of the request has arrived, or the printer has said that it did nothing.
    pub(super) fn is_harmless(&self) -> bool {
        !matches!(self, Self::Broken { .. } | Self::NotIpp { .. })
    }

    /// Whether the printer refused for now only.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self, Self::Status { status, .. } if PASSING.contains(status))
    }

    /// Whether the printer cannot print such documents.
    pub(super) fn is_format(&self) -> bool {
        matches!(self, Self::Status { status: FORMAT, .. })
    }
}

pub(super) fn is_not_found(status: i16) -> bool {
    matches!(status, NOT_FOUND | GONE)
}

/// The way to one printer.
#[derive(Debug)]
pub(super) struct Wire {
    agent: Agent,
    url: String,
}

impl Wire {
    pub fn new(address: &PrinterAddress, timing: OfficeTiming) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A printer is in the same network; a proxy of the environment is for the rest of the world.
            .proxy(None)
            // A connection that was kept may have died: it would only be noticed in the middle of the next request.
            .max_idle_connections(0)
            .max_response_header_size(HEADER_BYTES_MAX)
            .timeout_resolve(Some(timing.connect))
            .timeout_connect(Some(timing.connect))
            .user_agent(concat!("printing/", env!("CARGO_PKG_VERSION")));
        Self { agent: config.build().into(), url: address.url() }
    }

    /// Sends a message, with a document behind it, and reads the answer.
    pub fn exchange(&self, message: &[u8], document: &[u8], within: Duration) -> Result<Answer, WireError> {
        // Documents are somebody's papers: nothing of them is left in memory.
        let mut body = Zeroizing::new(Vec::with_capacity(message.len() + document.len()));
        body.extend_from_slice(message);
        body.extend_from_slice(document);
        let request = self.agent.post(&self.url).content_type("application/ipp");
        let response = request.config().timeout_global(Some(within)).build().send(body.as_slice());
        let response = response.map_err(|error| transport(&error))?;
        let status = response.status();
        // Printers say so when they have too much to do.
        if status.is_server_error() {
            return Err(WireError::Broken { reason: format!("HTTP {status}") });
        }
        if !status.is_success() {
            return Err(WireError::NotIpp { reason: format!("HTTP {status}") });
        }
        let kind = response.body().mime_type().unwrap_or_default().to_owned();
        if !kind.eq_ignore_ascii_case("application/ipp") {
            let reason = format!("it answers with `{}`", kind.chars().take(60).collect::<String>());
            return Err(WireError::NotIpp { reason });
        }
        let mut body = response.into_body();
        let answer = body.with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let answer = answer.map_err(|error| transport(&error))?;
        let parsed = IppParser::new(IppReader::new(Cursor::new(answer))).parse();
        let parsed = parsed.map_err(|error| WireError::NotIpp { reason: error.to_string() })?;
        Ok(Answer::from(parsed))
    }
}

fn transport(error: &ureq::Error) -> WireError {
    let reason = error.to_string();
    match error {
        ureq::Error::HostNotFound => WireError::NoHost,
        ureq::Error::Io(source) if source.to_string().starts_with(LOOKUP_FAILED) => WireError::NoHost,
        ureq::Error::ConnectionFailed | ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
            WireError::Unreached { reason }
        }
        // Only connecting can be refused.
        ureq::Error::Io(source) if source.kind() == ErrorKind::ConnectionRefused => {
            WireError::Unreached { reason }
        }
        ureq::Error::Protocol(_) => WireError::NotIpp { reason },
        ureq::Error::BodyExceedsLimit(_) => {
            WireError::NotIpp { reason: format!("an answer of more than {ANSWER_BYTES_MAX} bytes") }
        }
        _ => WireError::Broken { reason },
    }
}
