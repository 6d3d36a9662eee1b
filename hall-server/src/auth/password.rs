//! Passwords: argon2id, off the async threads, few at a time, alike slow for known and unknown users.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::problem::AppError;

/// Each check takes about 50 ms of one core and 19 MiB.
const AT_ONCE: usize = 2;
/// How long somebody waits for a turn before the server says it is busy.
const TURN_TIMEOUT: Duration = Duration::from_secs(5);
/// Shortest password, characters.
pub const CHARS_MIN: usize = 10;
/// Longest password, bytes.
pub const BYTES_MAX: usize = 256;

/// Checked in place of the hash of a user who does not exist, so that time tells nothing.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash("nobody has this password").expect("invariant: hashing a constant succeeds"));

/// Why a password cannot be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short or too long.
    #[error("a password has {CHARS_MIN} characters to {BYTES_MAX} bytes")]
    Length,
    /// The hash function refused.
    #[error("the password cannot be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// The argon2id hash of a new password, as a PHC string.
///
/// # Errors
/// A password that is too short or too long.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    hash_with(password, Strength::Usual)
}

/// How hard a hash is to come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// As recommended: 19 MiB.
    Usual,
    /// For thousands of people who do not exist: 256 KiB. It is checked like any other.
    Demo,
}

/// As [`hash`], of a given strength.
///
/// # Errors
/// A password that is too short or too long.
pub fn hash_with(password: &str, strength: Strength) -> Result<String, PasswordError> {
    if password.chars().count() < CHARS_MIN || password.len() > BYTES_MAX {
        return Err(PasswordError::Length);
    }
    let params = match strength {
        Strength::Usual => Params::default(),
        Strength::Demo => Params::new(256, 1, 1, None).expect("invariant: these are within its limits"),
    };
    let argon = Argon2::new(Algorithm::Argon2id, Version::default(), params);
    let hash = argon.hash_password(password.as_bytes()).map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

/// Checks passwords, a few at a time.
#[derive(Clone, Debug)]
pub struct Checker {
    turns: Arc<Semaphore>,
}

impl Default for Checker {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Checker {
    /// Is this the password of the hash? Without a hash the answer is no, after the same time.
    ///
    /// # Errors
    /// `Busy` if no turn comes.
    pub async fn check(
        &self,
        password: impl Into<Zeroizing<String>>,
        hash: Option<String>,
    ) -> Result<bool, AppError> {
        let password = password.into();
        if password.len() > BYTES_MAX {
            return Ok(false);
        }
        let turn = tokio::time::timeout(TURN_TIMEOUT, self.turns.clone().acquire_owned())
            .await
            .map_err(|_elapsed| AppError::Busy)?
            .map_err(AppError::internal)?;
        let check = move || {
            let _turn = turn;
            matches(&password, hash.as_deref())
        };
        tokio::task::spawn_blocking(check).await.map_err(AppError::internal)
    }
}

fn matches(password: &str, hash: Option<&str>) -> bool {
    let known = hash.is_some();
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_user_passes() {
        let checker = Checker::default();
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        let check = |password: &str, hash: Option<&str>| {
            let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
            let checker = checker.clone();
            async move { checker.check(password, hash).await.unwrap() }
        };
        assert!(check("correct horse", Some(&stored)).await);
        assert!(!check("wrong horse", Some(&stored)).await);
        assert!(!check("nobody has this password", None).await);
        assert!(!check("correct horse", Some("not a hash")).await);
        assert!(!check(&"x".repeat(BYTES_MAX + 1), Some(&stored)).await);
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        for password in ["", "short", &"x".repeat(BYTES_MAX + 1)] {
            assert!(matches!(hash(password), Err(PasswordError::Length)));
        }
        assert!(hash("十个汉字的密码也可以用").is_ok());
    }
}
