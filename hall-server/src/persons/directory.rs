//! The door: who somebody is, by number and password or by card and PIN.
//!
//! Every refusal takes as long as a success: a password is hashed even where there is none to compare with, and no answer
//! comes before [`ANSWER_AFTER`]. Tries are judged in the engine's transaction on what the database has then, so that
//! many at once are counted one after another.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use hall_core::time::Timestamp;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::lock::{self, Outcome, Record, Tries};
use super::{Known, seals};
use crate::app::AppState;
use crate::problem::AppError;
use crate::store::StoreError;
use crate::store::persons::{self as records, Account};

/// No answer comes before this: longer than a password's hash and the transaction behind it take on an idle machine.
pub const ANSWER_AFTER: Duration = Duration::from_millis(250);
/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;
/// Numbers without an account remembered at most.
const STRANGERS_MAX: usize = 10_000;

/// Where accounts are. The campus's single sign-on will be a second one: its page leads there and comes back with a
/// number, which ends in the same [`Known`].
#[derive(Debug)]
pub enum Directory {
    /// Accounts of this site, in its database.
    Local(Strangers),
}

impl Default for Directory {
    fn default() -> Self {
        Self::Local(Strangers::default())
    }
}

impl Directory {
    /// Who signs in with number and password.
    ///
    /// # Errors
    /// `WrongPassword`, alike for numbers without an account; `AccountLocked`, `AccountDisabled`; `Busy`.
    pub async fn by_password(
        &self,
        app: &AppState,
        number: &str,
        password: Zeroizing<String>,
    ) -> Result<Known, AppError> {
        let Self::Local(strangers) = self;
        let until = Instant::now() + ANSWER_AFTER;
        let known = by_password(app, strangers, number, password).await;
        tokio::time::sleep_until(until).await;
        known
    }

    /// Who signs in with card and PIN.
    ///
    /// # Errors
    /// `BadCard`, `UnknownCard`, `WrongPin`, `AccountLocked`, `AccountDisabled`; `Busy`.
    pub async fn by_card(
        &self,
        app: &AppState,
        card: &str,
        pin: Zeroizing<String>,
    ) -> Result<Known, AppError> {
        let Self::Local(_) = self;
        let until = Instant::now() + ANSWER_AFTER;
        let known = by_card(app, card, pin).await;
        tokio::time::sleep_until(until).await;
        known
    }

    /// Was the account of somebody who is signed in disabled meanwhile?
    ///
    /// # Errors
    /// The database.
    pub async fn has_disabled(&self, app: &AppState, known: &Known) -> Result<bool, AppError> {
        let Self::Local(_) = self;
        let index = seals::index_of(app.engine.vault(), &known.number);
        records::is_disabled(&app.engine.readers(), &index).await.map_err(AppError::internal)
    }
}

async fn by_password(
    app: &AppState,
    strangers: &Strangers,
    number: &str,
    password: Zeroizing<String>,
) -> Result<Known, AppError> {
    let index = seals::index_of_typed(app.engine.vault(), number);
    let account = records::by_number(&app.engine.readers(), &index).await.map_err(AppError::internal)?;
    let hash = account.as_ref().and_then(|account| account.password.clone());
    let right = app.persons.passwords.check(password, hash).await?;
    let now = app.clock.now();
    let outcome = match &account {
        Some(account) => judge(app, account.id, now, right).await?,
        None => strangers.judge(index, now),
    };
    admit(app, account.as_ref(), outcome, now, |left| AppError::WrongPassword { left })
}

async fn by_card(app: &AppState, card: &str, pin: Zeroizing<String>) -> Result<Known, AppError> {
    let vault = app.engine.vault();
    let card = app.engine.secret().card(card).ok_or(AppError::BadCard)?;
    let account = records::by_card(&app.engine.readers(), &card).await.map_err(AppError::internal)?;
    let index = account.as_ref().map_or(&[][..], |account| &account.index);
    let keyed = seals::keyed_pin(vault, index, &pin);
    let hash = account.as_ref().and_then(|account| account.pin.clone());
    let right = app.persons.passwords.check(keyed, hash).await?;
    let account = account.ok_or(AppError::UnknownCard)?;
    let now = app.clock.now();
    let outcome = judge(app, account.id, now, right).await?;
    admit(app, Some(&account), outcome, now, |left| AppError::WrongPin { left })
}

/// Judges a try in the engine's transaction, by what the record is then.
async fn judge(app: &AppState, id: i64, now: Timestamp, right: bool) -> Result<Outcome, AppError> {
    let judged = app.engine.write(move |db| {
        Box::pin(async move {
            let Some(record) = records::record(&mut *db, id).await? else {
                return Ok::<_, StoreError>(Outcome::Disabled);
            };
            let (outcome, tries) = lock::decide(&record, now, right);
            if tries != record.tries {
                records::set_tries(db, id, tries).await?;
            }
            Ok(outcome)
        })
    });
    Ok(judged.await?)
}

fn admit(
    app: &AppState,
    account: Option<&Account>,
    outcome: Outcome,
    now: Timestamp,
    wrong: impl FnOnce(u32) -> AppError,
) -> Result<Known, AppError> {
    match (outcome, account) {
        (Outcome::Admitted, Some(account)) => {
            seals::open(app.engine.vault(), account).map_err(AppError::internal)
        }
        (Outcome::Wrong { left }, _) => Err(wrong(left)),
        (Outcome::Locked { until }, _) => {
            let wait_ms = until.map(|until| until.since(now));
            let retry_after_s = wait_ms.map(|wait_ms| (wait_ms as u64).div_ceil(1_000));
            Err(AppError::AccountLocked { until, retry_after_s })
        }
        (Outcome::Disabled | Outcome::Admitted, _) => Err(AppError::AccountDisabled),
    }
}

/// Numbers without an account that somebody tried: they lock as accounts do, so that nobody learns which ones exist.
#[derive(Debug, Default)]
pub struct Strangers(Mutex<HashMap<[u8; 32], Tries>>);

impl Strangers {
    fn judge(&self, index: [u8; 32], now: Timestamp) -> Outcome {
        let mut known = self.0.lock().expect("invariant: nothing panics under this lock");
        if known.len() >= STRANGERS_MAX && !known.contains_key(&index) {
            known.clear();
        }
        let tries = known.entry(index).or_default();
        let (outcome, after) = lock::decide(&Record { tries: *tries, disabled: false }, now, false);
        *tries = after;
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_an_account_locks_as_one_with_does() {
        let (strangers, now) = (Strangers::default(), Timestamp(1_000_000));
        let mut record = Record::default();
        for step in 0..30 {
            let now = now + step * lock::PAUSE_MS / 4;
            let (outcome, after) = lock::decide(&record, now, false);
            record.tries = after;
            assert_eq!(strangers.judge([7; 32], now), outcome);
        }
        for other in 0..2 * STRANGERS_MAX {
            let mut index = [0; 32];
            index[..8].copy_from_slice(&other.to_be_bytes());
            strangers.judge(index, now);
        }
        assert!(strangers.0.lock().unwrap().len() <= STRANGERS_MAX, "memory is bounded");
    }
}
