//! Why no safe connection comes about, found in the error of the TLS library and said so that a person can mend it.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::{Response, StatusCode};
use rustls::{CertificateError, InvalidMessage};

use super::ClientError;

/// What keeps a connection from being safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Signed by somebody else.
    #[error("its certificate is signed by an authority that is not trusted here")]
    Authority,
    /// Too old.
    #[error("its certificate has expired, or the clock of this machine is wrong")]
    Expired,
    /// Too new.
    #[error("its certificate is not valid yet, or the clock of this machine is wrong")]
    NotYetValid,
    /// Of another name or address.
    #[error("its certificate is not for this address")]
    Address,
    /// Anything else about it.
    #[error("its certificate is not good")]
    Certificate,
    /// `https` to a port that speaks `http`.
    #[error("it speaks http at this port, not https")]
    PlainServer,
    /// `http` to a port that speaks `https`.
    #[error("it speaks https at this port, not http")]
    TlsServer,
}

/// Tells the log once when connections are not safe, however often they are tried, and again after a good one.
#[derive(Debug, Default)]
pub(super) struct Trust {
    is_told: AtomicBool,
}

impl Trust {
    /// The answer, unless there is no safe connection to who gave it.
    pub fn check(&self, outcome: reqwest::Result<Response>) -> Result<Response, ClientError> {
        let (why, source) = match outcome {
            Ok(response) if response.status() == StatusCode::UPGRADE_REQUIRED => (Distrust::TlsServer, None),
            Ok(response) => {
                self.is_told.store(false, Ordering::Relaxed);
                return Ok(response);
            }
            Err(error) => match find(&error) {
                Some(why) => (why, Some(error)),
                None => return Err(ClientError::Away(error)),
            },
        };
        let error = ClientError::Untrusted { why, source };
        if !self.is_told.swap(true, Ordering::Relaxed) {
            tracing::error!(error = &error as &dyn Error, "the server is not used");
        }
        Err(error)
    }
}

/// What the TLS library says somewhere down the chain of an error.
fn find(error: &(dyn Error + 'static)) -> Option<Distrust> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return of(error);
    }
    // An I/O error is not the source of itself: what it carries is asked for.
    let carried = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match carried {
        Some(carried) => find(carried),
        None => find(error.source()?),
    }
}

fn of(error: &rustls::Error) -> Option<Distrust> {
    match error {
        rustls::Error::InvalidCertificate(certificate) => Some(match certificate {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Distrust::Authority,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Distrust::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Distrust::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Distrust::Address
            }
            _ => Distrust::Certificate,
        }),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => Some(Distrust::PlainServer),
        _ => None,
    }
}
