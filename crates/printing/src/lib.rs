//! Paper: what a receipt says, how a printer is told, and what became of it.
//!
//! A [`receipt::Receipt`] is a small document, filled from a template by whoever has the facts. [`escpos::encode`]
//! turns it into the bytes of one kind of printer ([`profile::Profile`]); [`serial::ReceiptPrinter`] owns the port,
//! sends them once and says honestly what is known of the paper; [`ipp::OfficePrinterWorker`] does the same with a PDF for an office
//! printer; [`journal::Journal`] remembers it over a restart.
//!
//! [`certificate::draw_up`] makes the PDF of a certificate from a template, a person's values and a chain of fonts.
//!
//! This crate knows nothing of halls, tickets or servers, and must not: it is used on both ends of the wire.

mod file_error;
mod mapped;
mod pattern;

pub mod certificate;
pub mod escpos;
pub mod glyphs;
pub mod ipp;
pub mod journal;
pub mod profile;
pub mod receipt;
pub mod serial;
pub mod signature;

pub use file_error::FileError;
