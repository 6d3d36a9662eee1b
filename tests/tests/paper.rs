//! Paper is never lost: thousands of tickets with troubles at any byte, kiosk and server killed in between, and what staff order.
//!
//! Judged by the paper that came out of the simulated printer, never by the driver's word alone.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

#[path = "paper/killed.rs"]
mod killed;
#[path = "paper/orders.rs"]
mod orders;
#[path = "paper/pieces.rs"]
mod pieces;
#[path = "paper/stand.rs"]
mod stand;
#[path = "paper/troubles.rs"]
mod troubles;
