//! Certificates printed alone at a kiosk, through the real programs: server, kiosk and an office printer; and killed in the midst of it.
//!
//! Judged by the sheets that came out of the printer.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "certificates/killed.rs"]
mod killed;
#[path = "certificates/night.rs"]
mod night;
#[path = "certificates/stand.rs"]
mod stand;
