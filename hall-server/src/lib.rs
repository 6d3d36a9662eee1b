//! The site's server as a library: engine, event log, records, API, pages. The binary is its command line.

pub mod catalogue;
pub mod clock;
pub mod config;
pub mod problem;
pub mod store;
