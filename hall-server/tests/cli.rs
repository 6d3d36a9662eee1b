//! The binary itself: exit codes, messages, a server that starts, is looked after and stops in good order.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

#[path = "cli/admin.rs"]
mod admin;
#[path = "cli/certificate.rs"]
mod certificate;
#[path = "cli/checks.rs"]
mod checks;
#[path = "cli/persons.rs"]
mod persons;
#[path = "cli/place.rs"]
mod place;
#[path = "cli/serve.rs"]
mod serve;
#[path = "cli/vault.rs"]
mod vault;
