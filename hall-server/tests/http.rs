//! The routers in process, with a real engine on a database in a temporary folder.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

#[path = "http/bad_input.rs"]
mod bad_input;
#[path = "http/certificates.rs"]
mod certificates;
#[path = "http/counter.rs"]
mod counter;
#[path = "http/desk.rs"]
mod desk;
#[path = "http/document.rs"]
mod document;
#[path = "http/evaluation.rs"]
mod evaluation;
#[path = "http/feed.rs"]
mod feed;
#[path = "http/persons.rs"]
mod persons;
#[path = "http/phone.rs"]
mod phone;
#[path = "http/printers.rs"]
mod printers;
#[path = "http/rights.rs"]
mod rights;
#[path = "http/samples.rs"]
mod samples;
#[path = "http/sessions.rs"]
mod sessions;
#[path = "http/shell.rs"]
mod shell;
#[path = "engine/stage.rs"]
#[allow(dead_code, reason = "the engine's tests use the rest")]
mod small;
#[path = "http/stage.rs"]
mod stage;
#[path = "http/statistics.rs"]
mod statistics;
#[path = "http/supervise.rs"]
mod supervise;
#[path = "http/verification.rs"]
mod verification;
#[path = "http/visit.rs"]
mod visit;
