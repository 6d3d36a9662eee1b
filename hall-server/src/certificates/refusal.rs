//! Why nothing came of what somebody asked about a certificate.

use hall_api::requests::{CertificateRefusal, Label};
use serde_json::{Value, json};

use super::decide::Refusal;
use crate::engine::EngineError;
use crate::problem::Fault;
use crate::store::StoreError;

/// See the variants; each has its problem's texts.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The rules refuse it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is none, or it is somebody else's, which is the same to whoever asks.
    #[error("there is no such certificate")]
    NotFound,
    /// The key was used for something else.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// No certificates are to be had here now.
    #[error("no certificates are to be had here now")]
    Closed,
    /// The base data are away.
    #[error("the base data cannot be read now")]
    SourceAway(#[source] Fault),
    /// The person may not have it: why, and where to go.
    #[error("the person cannot have it here: {}", .0.code)]
    NotEntitled(CertificateRefusal),
    /// There is no such kind, language or purpose.
    #[error("{detail}")]
    Invalid {
        /// Which field and what is allowed.
        detail: String,
    },
    /// A character no font has: it would be a box.
    #[error("no font has a character of it")]
    Unprintable,
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A record cannot be read.
    #[error("a record of the ledger cannot be used")]
    Store(#[from] StoreError),
    /// Anything else of the server.
    #[error("a fault of the server")]
    Fault(#[source] Fault),
}

impl CertificateError {
    /// The stable code of those that have their own.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => "certificate_unknown",
            Self::Closed => "certificates_closed",
            Self::SourceAway(_) => "base_data_away",
            Self::NotEntitled(_) => "certificate_refused",
            Self::Unprintable => "certificate_unprintable",
            Self::KeyReused => "key_reused",
            Self::Invalid { .. } => "invalid",
            Self::Engine(_) | Self::Store(_) | Self::Fault(_) => "internal",
        }
    }

    /// What belongs to the code, for programs.
    pub fn params(&self) -> Value {
        match self {
            Self::Refused(Refusal::CopiesUsedUp { left }) => json!({ "left": left }),
            Self::Refused(Refusal::BadCopies { max }) => json!({ "max": max }),
            Self::NotEntitled(refusal) => json!({ "reason": refusal.code }),
            _ => Value::Null,
        }
    }

    /// Words of its own, in place of those of the code.
    pub fn words(&self) -> Option<Label> {
        match self {
            Self::NotEntitled(refusal) => Some(refusal.words.clone()),
            _ => None,
        }
    }
}
