//! The hall as a pure state machine: catalogue, lines, tickets, windows, who is next, estimates.
//!
//! It owns the rules of `docs/` and nothing else: no I/O, no clock, no randomness, no logging. Time is a
//! parameter, so a day can be simulated, replayed and proved. `Hall::decide` says what would happen,
//! `Hall::apply` makes it so.

pub mod catalogue;
pub mod command;
pub mod evaluation;
pub mod event;
pub mod hall;
pub mod hours;
pub mod ids;
pub mod rejection;
pub mod return_code;
pub mod ticket;
pub mod time;
