//! Signatures: others call them valid, every change is found, and no file makes the check fail.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "signature/changed.rs"]
mod changed;
#[path = "signature/golden.rs"]
mod golden;
#[path = "signature/hostile.rs"]
mod hostile;
#[path = "signature/keys.rs"]
mod keys;
#[path = "signature/opening.rs"]
mod opening;
#[path = "signature/others.rs"]
mod others;
#[path = "signature/papers.rs"]
mod papers;
#[path = "signature/trust.rs"]
mod trust;
