//! What the two egui programs share: theme tokens, fonts, texts, widgets, touch input, the worker thread that
//! wakes the screen, and the shell that joins them.
//!
//! A program brings a pure state (`shell::Program`) and a worker; drawing reads the state and emits events, it decides
//! nothing. Colours, sizes and words are never written in a program: they come from a [`look::Look`].

pub mod canvas;
pub mod fonts;
pub mod icons;
pub mod layout;
pub mod look;
mod memory;
mod monitor;
pub mod motion;
#[cfg(feature = "pictures")]
pub mod pictures;
pub mod shell;
pub mod theme;
pub mod touch;
pub mod voice;
pub mod widgets;
pub mod worker;

pub use egui;
