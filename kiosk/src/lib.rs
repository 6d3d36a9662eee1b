//! The touch kiosk: take a number. Modules: `state` decides, `view` words it, `screens` draws it, `worker` talks to the
//! server and the printer, `config` says where they are.

pub mod config;
pub mod program;
pub mod screens;
pub mod state;
pub mod view;
pub mod worker;
