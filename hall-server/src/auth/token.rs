//! Random secrets that are handed out once, and the digests that are kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Letters of enrolment codes: without those a hand confuses (I, L, O, U).
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of an enrolment code: 50 bits.
pub const CODE_CHARS: usize = 10;
/// Longest secret looked at; ours have 43 characters.
const SECRET_CHARS_MAX: usize = 64;

/// SHA-256 of a secret: all that is kept of it.
pub type SecretHash = [u8; 32];

/// The digest of a secret; none of one that is too long to be ours.
pub fn hash(secret: &str) -> Option<SecretHash> {
    (secret.len() <= SECRET_CHARS_MAX).then(|| Sha256::digest(secret.as_bytes()).into())
}

/// A fresh token of 256 bits and its digest.
///
/// # Errors
/// The system gives no randomness.
pub fn fresh() -> Result<(String, SecretHash), getrandom::Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let digest = Sha256::digest(token.as_bytes()).into();
    Ok((token, digest))
}

/// A fresh enrolment code and its digest.
///
/// # Errors
/// The system gives no randomness.
pub fn fresh_code() -> Result<(String, SecretHash), getrandom::Error> {
    let mut bytes = [0_u8; CODE_CHARS];
    getrandom::fill(&mut bytes)?;
    let code: String = bytes.iter().map(|b| char::from(CODE_LETTERS[usize::from(b % 32)])).collect();
    let digest = Sha256::digest(code.as_bytes()).into();
    Ok((code, digest))
}

/// An enrolment code as typed by a hand: small letters, blanks and dashes do not matter.
pub fn code_hash(typed: &str) -> Option<SecretHash> {
    if typed.len() > SECRET_CHARS_MAX {
        return None;
    }
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    (plain.len() == CODE_CHARS).then(|| Sha256::digest(plain.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_are_found_by_their_digest() {
        let (one, digest) = fresh().unwrap();
        let (two, _) = fresh().unwrap();
        assert_ne!(one, two);
        assert_eq!(one.len(), 43);
        assert_eq!(hash(&one), Some(digest));
        assert_eq!(hash(&"x".repeat(65)), None);
    }

    #[test]
    fn codes_are_read_as_typed_by_hand() {
        let (code, digest) = fresh_code().unwrap();
        assert_eq!(code.len(), CODE_CHARS);
        let typed = format!(" {}-{} ", code[..5].to_lowercase(), &code[5..]);
        assert_eq!(code_hash(&typed), Some(digest));
        assert_eq!(code_hash("OIL1234567"), code_hash("0111234567"));
        for wrong in ["", "12345", "12345678901", &"1".repeat(100)] {
            assert_eq!(code_hash(wrong), None, "{wrong}");
        }
    }
}
