//! Who is asking, and may they? Tokens of devices, sessions of staff, and the one table of rights.
//!
//! Nothing here touches SQL while a request is answered: [`registry::Registry`] holds all valid tokens in
//! memory and follows the database. Tokens and codes are kept as SHA-256 only, passwords as argon2id.

pub mod csrf;
pub mod doc;
pub mod enrol;
pub mod guard;
pub mod identity;
pub mod password;
pub mod registry;
pub mod rights;
pub mod sessions;
pub mod throttle;
pub mod token;

pub use identity::{Device, Identity, Staff};
