//! Certificates: who may have what, the paper drawn up and signed, the ledger and the copies.

pub mod decide;
pub mod desk;
pub mod ledger;
pub mod number;
pub mod office;
pub mod press;
pub mod refusal;
pub mod rules;
pub mod shown;
pub mod values;
pub mod verify;

pub use refusal::CertificateError;

/// How every action in the audit begins that is about somebody's certificates.
pub const LEDGER_ACTIONS: &str = "ledger_";
