//! People who sign in at a kiosk: their accounts, how they prove who they are, and what a kiosk may do for them then.
//!
//! * [`lock`] says by pure rules whether a try counts, and when an account is locked.
//! * [`sign_ins`] are phones that unlock a kiosk, [`sessions`] who is signed in where: both in memory only, and few.
//!
//! What somebody types here (number, password, PIN, card) is never logged, and wiped when it was looked at.

pub mod lock;
mod mask;
mod number;
mod person;
mod sessions;
pub mod sign_ins;

pub use mask::masked;
pub use number::{NotANumber, PersonNumber};
pub use person::{Known, Person};
pub use sessions::{PersonSessions, SESSION_MS_MAX};
pub use sign_ins::SignIns;

/// What the server remembers of people who sign in.
#[derive(Debug, Default)]
pub struct Persons {
    /// Who is signed in at which kiosk.
    pub sessions: PersonSessions,
    /// Phones that unlock a kiosk.
    pub sign_ins: SignIns,
}
