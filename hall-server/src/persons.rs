//! People who sign in at a kiosk: their accounts, how they prove who they are, and what a kiosk may do for them then.
//!
//! * [`lock`] says by pure rules whether a try counts, and when an account is locked.
//! * [`directory`] is the door: accounts of the site now, the campus's single sign-on later. [`seals`] hide whose they are.
//! * [`sign_ins`] are phones that unlock a kiosk, [`sessions`] who is signed in where: both in memory only, and few.
//!
//! What somebody types here (number, password, PIN, card) is never logged, and wiped when it was looked at.

pub mod directory;
pub mod import;
pub mod lock;
mod mask;
mod person;
pub mod seals;
mod sessions;
pub mod sign_ins;

use std::net::IpAddr;

use hall_core::time::MINUTE_MS;

use crate::auth::password::Checker;
use crate::auth::throttle::Throttle;
use crate::config::Limits;

pub use crate::base_data::{NotANumber, PersonNumber};
pub use directory::Directory;
pub use mask::masked;
pub(crate) use person::token_of;
pub use person::{Known, Person};
pub use sessions::{PersonSessions, SESSION_MS_MAX};
pub use sign_ins::SignIns;

/// What the server remembers of people who sign in.
#[derive(Debug)]
pub struct Persons {
    /// Who they are.
    pub directory: Directory,
    /// Checks their passwords and PINs; those of staff have their own, so that neither keeps the other waiting.
    pub passwords: Checker,
    /// Failed sign-ins by phone, by address.
    pub phone_tries: Throttle<IpAddr>,
    /// Who is signed in at which kiosk.
    pub sessions: PersonSessions,
    /// Phones that unlock a kiosk.
    pub sign_ins: SignIns,
}

impl Persons {
    /// With the limits of a configuration, and nobody signed in.
    pub fn new(limits: &Limits) -> Self {
        Self {
            directory: Directory::default(),
            passwords: Checker::default(),
            phone_tries: Throttle::new(limits.person_tries_per_address, 5 * MINUTE_MS),
            sessions: PersonSessions::default(),
            sign_ins: SignIns::default(),
        }
    }
}
