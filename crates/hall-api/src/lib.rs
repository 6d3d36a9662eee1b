//! What travels between the server and its clients: requests, replies, views, problem codes; the typed
//! client with a reconnecting feed. It decides nothing.

pub use hall_core as core;

pub mod client;
pub mod feed;
pub mod problem;
pub mod requests;
pub mod texts;
pub mod views;
