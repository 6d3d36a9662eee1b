//! Who is signed in at which kiosk. In memory only: gone with the process, and nobody is signed in for long.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use hall_api::requests::PersonSession;
use hall_core::ids::DeviceId;
use hall_core::time::{MINUTE_MS, Timestamp};

use super::Known;
use crate::auth::token::{self, SecretHash};

/// A session ends by itself after this, however busy, milliseconds. That nobody is there any more, the kiosk sees.
pub const SESSION_MS_MAX: i64 = 10 * MINUTE_MS;

/// At most one person a kiosk.
#[derive(Debug, Default)]
pub struct PersonSessions {
    open: Mutex<HashMap<DeviceId, Open>>,
}

#[derive(Debug)]
struct Open {
    token: SecretHash,
    person: Known,
    until: Timestamp,
}

impl PersonSessions {
    /// Somebody signs in at a kiosk; whoever was signed in there is so no more.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn open(
        &self,
        kiosk: &DeviceId,
        person: Known,
        now: Timestamp,
    ) -> Result<PersonSession, getrandom::Error> {
        let (token, digest) = token::fresh()?;
        let (name, until) = (person.name.to_string(), now + SESSION_MS_MAX);
        let mut open = self.lock();
        open.retain(|_, session| session.until > now);
        open.insert(kiosk.clone(), Open { token: digest, person, until });
        Ok(PersonSession { token, name, until })
    }

    /// Who is signed in at a kiosk with this token.
    pub fn find(&self, kiosk: &DeviceId, token: &SecretHash, now: Timestamp) -> Option<Known> {
        let mut open = self.lock();
        let session = open.get(kiosk)?;
        if session.until <= now {
            open.remove(kiosk);
            return None;
        }
        (session.token == *token).then(|| session.person.clone())
    }

    /// The session of a kiosk with this token is over. Whoever has signed in there since stays so.
    pub fn close(&self, kiosk: &DeviceId, token: &SecretHash) {
        let mut open = self.lock();
        if open.get(kiosk).is_some_and(|session| session.token == *token) {
            open.remove(kiosk);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Open>> {
        self.open.lock().expect("invariant: nothing panics under this lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn known(number: &str) -> Known {
        Known::new(number.parse().unwrap(), "张三")
    }

    fn digest(session: &PersonSession) -> SecretHash {
        token::hash(&session.token).unwrap()
    }

    #[test]
    fn a_session_is_good_at_its_own_kiosk_until_it_ends() {
        let sessions = PersonSessions::default();
        let (here, there) = (DeviceId::new("kiosk-1"), DeviceId::new("kiosk-2"));
        let session = sessions.open(&here, known("20260001"), NOW).unwrap();
        assert_eq!((session.name.as_str(), session.until), ("张*", NOW + SESSION_MS_MAX));
        let token = digest(&session);
        let end = session.until;
        assert_eq!(sessions.find(&here, &token, end - 1), Some(known("20260001")));
        assert_eq!(sessions.find(&there, &token, NOW), None);
        assert_eq!(sessions.find(&here, &[0; 32], NOW), None);
        assert_eq!(sessions.find(&here, &token, end), None);
        assert_eq!(sessions.find(&here, &token, NOW), None, "a clock set back brings nobody back");
    }

    #[test]
    fn one_person_a_kiosk() {
        let sessions = PersonSessions::default();
        let kiosk = DeviceId::new("kiosk-1");
        let first = digest(&sessions.open(&kiosk, known("20260001"), NOW).unwrap());
        let second = digest(&sessions.open(&kiosk, known("20260002"), NOW).unwrap());
        assert_eq!(sessions.find(&kiosk, &first, NOW), None);
        assert_eq!(sessions.find(&kiosk, &second, NOW), Some(known("20260002")));
        sessions.close(&kiosk, &first);
        assert_eq!(sessions.find(&kiosk, &second, NOW), Some(known("20260002")), "a late end of the first");
        sessions.close(&kiosk, &second);
        assert_eq!(sessions.find(&kiosk, &second, NOW), None);
    }

    #[test]
    fn what_is_remembered_shows_nobody() {
        let sessions = PersonSessions::default();
        let session = sessions.open(&DeviceId::new("kiosk-1"), known("20260001"), NOW).unwrap();
        let shown = format!("{sessions:?} {session:?}");
        assert!(!shown.contains("20260001") && !shown.contains('张') && !shown.contains(&session.token));
    }
}
