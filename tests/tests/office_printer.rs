//! The office printer: the driver against `ippeveprinter`, a real IPP printer, over a sound and a broken network, killed and without
//! power. What is said of a job is held against the sheets that came out.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]
#[path = "office_printer/bench.rs"]
mod bench;
#[path = "office_printer/faults.rs"]
mod faults;
#[path = "office_printer/network.rs"]
mod network;
#[path = "office_printer/troubles.rs"]
mod troubles;
