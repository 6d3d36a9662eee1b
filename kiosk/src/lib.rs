//! The touch kiosk: take a number. Modules: `state` decides, `view` words it, `screens` draws it, `worker` talks to the
//! server and the printer, `config` says where they are; `search` finds items by what is typed, `speech` leads who does not
//! see the screen.

pub mod config;
pub mod program;
pub mod screens;
pub mod search;
pub mod speech;
pub mod state;
pub mod view;
pub mod worker;
