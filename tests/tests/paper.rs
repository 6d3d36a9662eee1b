//! Paper is never lost: thousands of tickets with troubles at any byte, kiosk and server killed in between, and what staff order.
//!
//! Judged by the paper that came out of the simulated printer, never by the driver's word alone.

mod killed;
mod orders;
mod pieces;
mod stand;
mod troubles;
