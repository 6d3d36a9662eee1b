//! The load tool's parts: bare HTTP/1.1 over kept connections, and figures from samples.
//!
//! It is bare on purpose: generator and server share the machine, so every cycle the generator takes is missing
//! from the figure. It talks to loopback only.

mod connection;
mod figures;

pub use connection::{Connection, Reply};
pub use figures::{Figures, percentile_us};
