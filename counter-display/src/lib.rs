//! The screen over a window, the pad at it, or the hall's board with its voice. Modules: `state` decides, `screens` draws it,
//! `worker` and `pad_worker` talk to the server, `voice` speaks, `config` says where they are.

pub mod config;
pub mod enrol;
pub mod pad_worker;
pub mod program;
pub mod screens;
pub mod state;
pub mod voice;
pub mod worker;
