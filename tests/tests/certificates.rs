//! Certificates printed alone at a kiosk, through the real programs: server, kiosk and an office printer; and killed in the midst of it.
//!
//! Judged by the sheets that came out of the printer.

mod killed;
mod night;
mod stand;
