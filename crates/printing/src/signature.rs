//! Signatures of PDF files: `PAdES` baseline B, made with the school's key and checked for the public.
//!
//! A [`Signer`] is a key with its certificate, from PEM or PKCS#12 files. [`Signer::sign`] appends a signature to a file
//! and leaves every byte before it as it was. [`verify`] takes a file from anywhere and says what is known of it.
//!
//! Nothing here knows what the file says, reads a clock, or asks the network: there is no revocation and no time stamp
//! of somebody else in a baseline B signature. Structures come from `cms` and `x509-cert`, cryptography from `aws-lc-rs`.

mod chain;
mod cms;
mod find;
mod key;
mod object;
mod pem;
mod signer;
mod update;
mod verify;

pub use chain::Roots;
pub use signer::{EXPIRY_WARNED_DAYS, SignError, Signer, SignerError};
pub use verify::{VERIFY_BYTES_MAX, Verdict, verify};

use jiff::Timestamp;

/// An instant for people.
fn shown(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| format!("{ms} ms"), |at| at.to_string())
}
