//! Phones that unlock a kiosk: an address nobody guesses, shown as a QR code, good once, for that kiosk, for three minutes.
//!
//! In memory only, one a kiosk. The phone proves who its owner is (`directory`); the kiosk asks how far that has come, and
//! is told the session once.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard};

use hall_core::ids::DeviceId;
use hall_core::time::{MINUTE_MS, Timestamp};

use super::Known;
use crate::auth::token::{self, SecretHash};
use crate::phone_code::base32;

/// An address is good for this long, milliseconds.
pub const SIGN_IN_MS: i64 = 3 * MINUTE_MS;
/// Random bytes in an address: 120 bits, 24 characters.
const CODE_BYTES: usize = 15;
/// Random bytes in what the kiosk calls it.
const ID_BYTES: usize = 10;

/// One that has begun.
pub struct Started {
    /// What the kiosk calls it.
    pub id: String,
    /// End of the address for the phone.
    pub code: String,
    /// Two digits.
    pub check: String,
    /// No use from then on.
    pub until: Timestamp,
}

/// How far it has come, for the kiosk.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nobody has opened the page.
    Waiting,
    /// A phone has it open.
    Opened,
    /// Somebody has proved who they are; told once.
    SignedIn(Known),
    /// It was not them.
    Denied,
    /// Too late, given up, told already, or never begun here.
    Over,
}

/// What the phone is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which kiosk.
    pub kiosk: DeviceId,
    /// Two digits that stand on its screen.
    pub check: String,
    /// The person reads English.
    pub english: bool,
    /// How far it has come.
    pub stage: Stage,
}

/// How far it has come, for the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The person may sign in.
    Open,
    /// The kiosk is unlocked.
    Unlocked,
    /// The person has said that it was not them.
    Denied,
}

/// It is too late, or it was done already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLate;

/// Those that are under way.
#[derive(Debug, Default)]
pub struct SignIns {
    pending: Mutex<HashMap<DeviceId, Pending>>,
}

struct Pending {
    id: String,
    code: SecretHash,
    check: String,
    english: bool,
    until: Timestamp,
    state: State,
}

/// Shows neither address nor person.
impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("until", &self.until).finish_non_exhaustive()
    }
}

enum State {
    Waiting,
    Opened,
    SignedIn(Known),
    Told,
    Denied,
}

impl SignIns {
    /// One begins at a kiosk; whatever was under way there is over.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn start(
        &self,
        kiosk: &DeviceId,
        english: bool,
        now: Timestamp,
    ) -> Result<Started, getrandom::Error> {
        let mut random = [0; CODE_BYTES + ID_BYTES];
        getrandom::fill(&mut random)?;
        let (code, id) = (base32(&random[..CODE_BYTES]), base32(&random[CODE_BYTES..]));
        let check = format!("{:02}", getrandom::u32()? % 100);
        let until = now + SIGN_IN_MS;
        let digest = token::hash(&code).expect("invariant: an address is short");
        let (state, kept) = (State::Waiting, (id.clone(), check.clone()));
        let pending = Pending { id: kept.0, code: digest, check: kept.1, english, until, state };
        let mut all = self.lock();
        all.retain(|_, other| other.until > now);
        all.insert(kiosk.clone(), pending);
        Ok(Started { id, code, check, until })
    }

    /// How far the one of this name has come at its kiosk.
    pub fn progress(&self, kiosk: &DeviceId, id: &str, now: Timestamp) -> Progress {
        let mut all = self.lock();
        let Some(pending) = all.get_mut(kiosk).filter(|pending| pending.id == id && pending.until > now)
        else {
            return Progress::Over;
        };
        match std::mem::replace(&mut pending.state, State::Told) {
            State::SignedIn(known) => Progress::SignedIn(known),
            State::Told => Progress::Over,
            unchanged => {
                let progress = match unchanged {
                    State::Waiting => Progress::Waiting,
                    State::Denied => Progress::Denied,
                    _ => Progress::Opened,
                };
                pending.state = unchanged;
                progress
            }
        }
    }

    /// The kiosk gives it up. Another of the same kiosk stays.
    pub fn give_up(&self, kiosk: &DeviceId, id: &str) {
        let mut all = self.lock();
        if all.get(kiosk).is_some_and(|pending| pending.id == id) {
            all.remove(kiosk);
        }
    }

    /// Whatever is under way at a kiosk is over: somebody has signed in there otherwise.
    pub fn give_up_all(&self, kiosk: &DeviceId) {
        self.lock().remove(kiosk);
    }

    /// What a phone at this address is shown; none if it is over. The kiosk learns that a phone has opened it.
    pub fn open(&self, code: &str, now: Timestamp) -> Option<Shown> {
        let digest = token::hash(code)?;
        let mut all = self.lock();
        let (kiosk, pending) = find(&mut all, &digest, now)?;
        let stage = match pending.state {
            State::Waiting | State::Opened => {
                pending.state = State::Opened;
                Stage::Open
            }
            State::SignedIn(_) | State::Told => Stage::Unlocked,
            State::Denied => Stage::Denied,
        };
        let (check, english) = (pending.check.clone(), pending.english);
        Some(Shown { kiosk: kiosk.clone(), check, english, stage })
    }

    /// Somebody has proved who they are on a phone at this address.
    ///
    /// # Errors
    /// It is too late, or somebody has already.
    pub fn sign_in(&self, code: &str, person: Known, now: Timestamp) -> Result<(), TooLate> {
        self.settle(code, State::SignedIn(person), now)
    }

    /// Somebody says on a phone at this address that it was not them.
    ///
    /// # Errors
    /// It is too late, or somebody has signed in.
    pub fn deny(&self, code: &str, now: Timestamp) -> Result<(), TooLate> {
        self.settle(code, State::Denied, now)
    }

    fn settle(&self, code: &str, state: State, now: Timestamp) -> Result<(), TooLate> {
        let digest = token::hash(code).ok_or(TooLate)?;
        let mut all = self.lock();
        let (_, pending) = find(&mut all, &digest, now).ok_or(TooLate)?;
        match pending.state {
            State::Waiting | State::Opened => {
                pending.state = state;
                Ok(())
            }
            State::SignedIn(_) | State::Told | State::Denied => Err(TooLate),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, Pending>> {
        self.pending.lock().expect("invariant: nothing panics under this lock")
    }
}

fn find<'a>(
    all: &'a mut HashMap<DeviceId, Pending>,
    code: &SecretHash,
    now: Timestamp,
) -> Option<(&'a DeviceId, &'a mut Pending)> {
    all.iter_mut().find(|(_, pending)| pending.code == *code && pending.until > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn kiosk() -> DeviceId {
        DeviceId::new("kiosk-1")
    }

    fn known() -> Known {
        Known::new("20260001".parse().unwrap(), "张三")
    }

    #[test]
    fn a_phone_unlocks_its_kiosk_once() {
        let sign_ins = SignIns::default();
        let started = sign_ins.start(&kiosk(), true, NOW).unwrap();
        let Started { id, code, check, until } = &started;
        assert_eq!((code.len(), check.len(), *until), (24, 2, NOW + SIGN_IN_MS));
        let progress = || sign_ins.progress(&kiosk(), id, NOW);
        assert_eq!(progress(), Progress::Waiting);
        let shown = sign_ins.open(code, NOW).unwrap();
        let wanted = Shown { kiosk: kiosk(), check: check.clone(), english: true, stage: Stage::Open };
        assert_eq!(shown, wanted);
        assert_eq!(progress(), Progress::Opened);
        assert_eq!(sign_ins.progress(&DeviceId::new("kiosk-2"), id, NOW), Progress::Over);
        assert_eq!(sign_ins.sign_in(code, known(), NOW), Ok(()));
        assert_eq!(sign_ins.sign_in(code, known(), NOW), Err(TooLate));
        assert_eq!(sign_ins.deny(code, NOW), Err(TooLate));
        assert_eq!(progress(), Progress::SignedIn(known()));
        assert_eq!(progress(), Progress::Over, "the session is told once");
        assert_eq!(sign_ins.open(code, NOW).unwrap().stage, Stage::Unlocked);
        assert_eq!(sign_ins.sign_in(code, known(), NOW), Err(TooLate));
    }

    #[test]
    fn it_ends_with_time_with_the_kiosk_and_with_a_newer_one() {
        let sign_ins = SignIns::default();
        let start = || sign_ins.start(&kiosk(), false, NOW).unwrap();
        let late = start();
        assert_eq!(sign_ins.open(&late.code, late.until), None);
        assert_eq!(sign_ins.sign_in(&late.code, known(), late.until), Err(TooLate));
        assert_eq!(sign_ins.progress(&kiosk(), &late.id, late.until), Progress::Over);
        let newer = start();
        assert_eq!(sign_ins.open(&late.code, NOW), None);
        sign_ins.give_up(&kiosk(), &late.id);
        assert!(sign_ins.open(&newer.code, NOW).is_some(), "the name of an older one ends nothing");
        sign_ins.give_up(&kiosk(), &newer.id);
        assert_eq!(sign_ins.open(&newer.code, NOW), None);
        let otherwise = start();
        sign_ins.give_up_all(&kiosk());
        assert_eq!(sign_ins.progress(&kiosk(), &otherwise.id, NOW), Progress::Over);
    }

    #[test]
    fn who_was_not_there_says_so() {
        let sign_ins = SignIns::default();
        let started = sign_ins.start(&kiosk(), false, NOW).unwrap();
        assert_eq!(sign_ins.deny(&started.code, NOW), Ok(()));
        for _ in 0..2 {
            assert_eq!(sign_ins.progress(&kiosk(), &started.id, NOW), Progress::Denied);
        }
        assert_eq!(sign_ins.sign_in(&started.code, known(), NOW), Err(TooLate));
        assert_eq!(sign_ins.open(&started.code, NOW).unwrap().stage, Stage::Denied);
        for wrong in ["", "A", &started.id, &"7".repeat(24), &"x".repeat(100)] {
            assert_eq!(sign_ins.open(wrong, NOW), None, "{wrong}");
        }
        assert!(!format!("{sign_ins:?}").contains(&started.check));
    }
}
