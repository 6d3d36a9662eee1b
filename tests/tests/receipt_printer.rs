//! The printer driver against the printer simulator: what is on paper, and what is said of it.

mod bench;
mod papers;
mod ports;
mod troubles;
