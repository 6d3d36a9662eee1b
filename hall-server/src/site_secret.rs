//! What is derived from the site's secret: opaque references of people, and the codes they come back with.
//!
//! Nothing of it is stored in clear: a card's number never leaves the request it came with.

use hall_core::ids::{PersonRef, TicketId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::auth::token::CODE_CHARS;
use crate::phone_code::base32;

/// Keep these apart from each other and from the addresses of phone pages.
const PERSON: &[u8] = b"person of card ";
const CARD: &[u8] = b"account of card ";
const RETURN: &[u8] = b"return code of ticket ";
const SIGNING: &[u8] = b"key that signs the day heads";
/// Bytes of a person's reference: 120 bits.
const PERSON_BYTES: usize = 15;
/// Bytes a return code is cut from.
const RETURN_BYTES: usize = 10;
/// What a card reader types, characters.
const CARD_CHARS: std::ops::RangeInclusive<usize> = 4..=32;

/// The secret of a site.
#[derive(Clone)]
pub struct SiteSecret {
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for SiteSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteSecret").finish_non_exhaustive()
    }
}

impl SiteSecret {
    /// Wraps the secret.
    pub fn new(secret: &[u8]) -> Self {
        let mac = Hmac::new_from_slice(secret).expect("invariant: HMAC takes keys of any length");
        Self { mac }
    }

    /// The person whose card a reader has typed; none if that is no card. Small and capital letters are the same.
    pub fn person(&self, card: &str) -> Option<PersonRef> {
        let card = sound(card)?;
        Some(PersonRef::new(&base32(&self.proof(PERSON, card.as_bytes())[..PERSON_BYTES])))
    }

    /// How the account of a card is found; none if it is no card. Not as [`SiteSecret::person`], which stands in the log:
    /// nobody is to learn from an account what its owner came for.
    pub fn card(&self, card: &str) -> Option<[u8; 32]> {
        Some(self.proof(CARD, sound(card)?.as_bytes()))
    }

    /// The code with which the visitor of a ticket comes back: ten characters nobody guesses.
    pub fn return_code(&self, ticket: TicketId) -> String {
        let mut code = base32(&self.proof(RETURN, &ticket.0.to_be_bytes())[..RETURN_BYTES]);
        code.truncate(CODE_CHARS);
        // Figures alone would pass for a card where a scanner reads them.
        if code.bytes().all(|byte| byte.is_ascii_digit()) {
            code.replace_range(..1, "K");
        }
        code
    }

    /// What the key that signs the log's day heads is made from.
    pub fn signing_seed(&self) -> [u8; 32] {
        self.proof(SIGNING, b"")
    }

    fn proof(&self, purpose: &[u8], of: &[u8]) -> [u8; 32] {
        self.mac.clone().chain_update(purpose).chain_update(of).finalize().into_bytes().into()
    }
}

/// A card as it is compared: small and capital letters are the same.
fn sound(card: &str) -> Option<Zeroizing<String>> {
    let card = Zeroizing::new(card.trim().to_ascii_uppercase());
    let sound = CARD_CHARS.contains(&card.len()) && card.bytes().all(|b| b.is_ascii_alphanumeric());
    sound.then_some(card)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_gives_one_opaque_person() {
        let secret = SiteSecret::new(b"secret");
        let person = secret.person("3190100001").unwrap();
        assert_eq!(secret.person(" 3190100001\n"), Some(person.clone()));
        assert_eq!(secret.person("ab12CD"), secret.person("AB12cd"));
        assert_ne!(secret.person("3190100002"), Some(person.clone()));
        assert_ne!(SiteSecret::new(b"other").person("3190100001"), Some(person.clone()));
        assert_eq!(person.as_str().len(), 24);
        for wrong in ["", "123", &"1".repeat(33), "12 34", "12-34", "学号学号"] {
            assert_eq!(secret.person(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_account_of_a_card_does_not_name_the_person_of_the_log() {
        let secret = SiteSecret::new(b"secret");
        let card = secret.card("3190100001").unwrap();
        assert_eq!(secret.card(" 3190100001\n"), Some(card));
        assert_ne!(secret.card("3190100002"), Some(card));
        assert_ne!(secret.person("3190100001").unwrap().as_str(), base32(&card[..PERSON_BYTES]));
        assert_eq!(secret.card("12 34"), None);
    }

    #[test]
    fn a_return_code_belongs_to_its_ticket() {
        let secret = SiteSecret::new(b"secret");
        let code = secret.return_code(TicketId(7));
        assert_eq!(code.len(), CODE_CHARS);
        assert_eq!(secret.return_code(TicketId(7)), code);
        assert_ne!(secret.return_code(TicketId(8)), code);
        assert_ne!(SiteSecret::new(b"other").return_code(TicketId(7)), code);
    }

    #[test]
    fn no_return_code_looks_like_a_card() {
        // Of so many, three or four would be figures alone.
        let secret = SiteSecret::new(b"secret");
        for ticket in 0..400_000 {
            let code = secret.return_code(TicketId(ticket));
            assert!(code.bytes().any(|byte| byte.is_ascii_alphabetic()), "{code}");
        }
    }
}
