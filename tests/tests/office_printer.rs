//! The office printer: the driver against `ippeveprinter`, a real IPP printer, over a sound and a broken network, killed and without
//! power. What is said of a job is held against the sheets that came out.

mod bench;
mod faults;
mod network;
mod troubles;
