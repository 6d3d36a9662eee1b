//! What anybody may learn of a certificate: by the code on it, or by the file itself.
//!
//! Says what it certifies, to whom (masked), when, and whether it is valid; nothing that does not stand on the paper in
//! whoever's hand it is. Codes cannot be guessed, and wrong ones are counted per address and in all.

use std::fmt;

use futures_util::future::BoxFuture;
use hall_api::requests::Label;
use hall_api::texts::Language;
use hall_core::time::{MINUTE_MS, Timestamp};
use std::net::IpAddr;
use std::sync::Arc;

use crate::auth::throttle::Throttle;
use crate::config::Limits;
use crate::problem::Fault;

mod places;

pub use places::{FILES_AT_ONCE_PER_ADDRESS, Place, Places};

/// Largest file looked at, bytes.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Characters of a code: 80 bits.
pub const CODE_CHARS: usize = 16;
/// Crockford's: without I, L, O and U.
const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code as it may be on a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A code as typed by a hand: small letters, blanks and dashes do not matter, nor letters that look like digits.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 4 * CODE_CHARS {
            return None;
        }
        let letters = typed.chars().filter(|letter| !letter.is_whitespace() && !is_dash(*letter));
        let code: String = letters
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let sound = code.len() == CODE_CHARS && code.bytes().all(|byte| ALPHABET.contains(&byte));
        sound.then_some(Self(code))
    }

    /// Its sixteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As it stands on paper: `XXXX-XXXX-XXXX-XXXX`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, rest) = self.0.split_at(CODE_CHARS / 2);
        let quarter = CODE_CHARS / 4;
        write!(f, "{}-{}-{}-{}", &first[..quarter], &first[quarter..], &rest[..quarter], &rest[quarter..])
    }
}

/// Whatever a phone's keyboard makes of a dash.
fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// A certificate that was issued, as far as anybody may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// As printed on it.
    pub number: String,
    /// What it certifies.
    pub kind: Label,
    /// The language it is written in.
    pub language: Language,
    /// To whom, masked.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// It is void since then.
    pub revoked_at: Option<Timestamp>,
}

/// What the signature of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It is ours, and covers every byte.
    Ours,
    /// It was ours, and something was changed after it.
    Changed,
    /// There is none, or it is another's.
    Foreign,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it was issued, and not revoked.
    Valid(Issued),
    /// As it was issued, and void since.
    Revoked(Issued),
    /// Changed after it was signed.
    Changed,
    /// Signed here, and never issued.
    NotIssued,
    /// Nothing of this university.
    NotOurs,
}

/// Judges a file by its signature and by what the ledger knows under its hash.
pub fn judge(signature: Option<Signature>, issued: Option<Issued>) -> Verdict {
    match (signature, issued) {
        // Byte for byte what was issued, whatever became of the key since.
        (_, Some(issued)) if issued.revoked_at.is_some() => Verdict::Revoked(issued),
        (_, Some(issued)) => Verdict::Valid(issued),
        (Some(Signature::Ours), None) => Verdict::NotIssued,
        (Some(Signature::Changed), None) => Verdict::Changed,
        (Some(Signature::Foreign) | None, None) => Verdict::NotOurs,
    }
}

/// Where certificates are looked up.
pub trait Lookup: fmt::Debug + Send + Sync {
    /// The certificate of a code; none if none was issued under it.
    fn by_code<'a>(&'a self, code: &'a Code) -> BoxFuture<'a, Result<Option<Issued>, Fault>>;

    /// The certificate whose signed file has this SHA-256; none if none was issued.
    fn by_file(&self, sha256: [u8; 32]) -> BoxFuture<'_, Result<Option<Issued>, Fault>>;

    /// What the signature of a file says; none if this site trusts nobody's. Takes a few milliseconds of one core.
    fn signature(&self, pdf: &[u8]) -> Option<Signature>;
}

/// A site that issues no certificates.
#[derive(Debug)]
pub struct Nothing;

impl Lookup for Nothing {
    fn by_code<'a>(&'a self, _code: &'a Code) -> BoxFuture<'a, Result<Option<Issued>, Fault>> {
        Box::pin(async { Ok(None) })
    }

    fn by_file(&self, _sha256: [u8; 32]) -> BoxFuture<'_, Result<Option<Issued>, Fault>> {
        Box::pin(async { Ok(None) })
    }

    fn signature(&self, _pdf: &[u8]) -> Option<Signature> {
        None
    }
}

/// What the pages need.
#[derive(Debug)]
pub struct Verification {
    /// Where certificates are looked up.
    pub lookup: Arc<dyn Lookup>,
    /// Wrong codes by address.
    pub address_tries: Throttle<IpAddr>,
    /// Wrong codes of everybody.
    pub all_tries: Throttle<()>,
    /// Files by address.
    pub files: Throttle<IpAddr>,
    /// A place for every file that is read and looked at.
    pub places: Places,
}

impl Verification {
    /// With the limits of a configuration.
    pub fn new(lookup: Arc<dyn Lookup>, limits: &Limits) -> Self {
        Self {
            lookup,
            address_tries: Throttle::new(limits.verify_tries_per_address, 5 * MINUTE_MS),
            all_tries: Throttle::new(limits.verify_tries, 5 * MINUTE_MS),
            files: Throttle::new(limits.verify_files_per_address, 5 * MINUTE_MS),
            places: Places::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_typed_by_hand() {
        let code = Code::parse("0123-4567-89AB-CDEF").unwrap();
        assert_eq!((code.as_str(), code.to_string().as_str()), ("0123456789ABCDEF", "0123-4567-89AB-CDEF"));
        for typed in [
            "0123456789abcdef",
            " o123 4567 89ab cdef ",
            "OI23\u{2013}4567\u{2014}89AB\u{FF0D}CDEF",
            "0l23_4567_89AB_CDEF",
        ] {
            assert_eq!(Code::parse(typed).as_ref(), Some(&code), "{typed}");
        }
        for wrong in
            ["", "0123", "0123-4567-89AB-CDEU", "0123-4567-89AB-CDEF0", "证明证明证明", &"0".repeat(100)]
        {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_file_is_judged_by_signature_hash_and_revocation() {
        use Signature::{Changed, Foreign, Ours};
        let issued = |revoked_at| Issued {
            number: "2026-000001".into(),
            kind: Label::default(),
            language: Language::Zh,
            name: "张*".into(),
            at: Timestamp(1),
            revoked_at,
        };
        let (valid, void) = (issued(None), issued(Some(Timestamp(2))));
        for (signature, found, verdict) in [
            (Some(Ours), Some(valid.clone()), Verdict::Valid(valid.clone())),
            (Some(Ours), Some(void.clone()), Verdict::Revoked(void)),
            (Some(Foreign), Some(valid.clone()), Verdict::Valid(valid.clone())),
            (None, Some(valid.clone()), Verdict::Valid(valid)),
            (Some(Ours), None, Verdict::NotIssued),
            (Some(Changed), None, Verdict::Changed),
            (Some(Foreign), None, Verdict::NotOurs),
            (None, None, Verdict::NotOurs),
        ] {
            assert_eq!(judge(signature, found), verdict);
        }
    }
}
