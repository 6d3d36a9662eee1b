//! The client and its feed against a server that errs.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod client;
mod feed;
mod support;
