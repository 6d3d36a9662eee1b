//! The address of a ticket's page on a phone: the ticket's id and a proof that this site gave it out.
//!
//! Twenty-four characters of base32: 5 bytes of the id and 10 bytes of HMAC-SHA256 under the site's secret, which
//! nobody guesses. Nothing is stored; a code stays valid as long as the secret.

use hall_core::ids::TicketId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const ID_BYTES: usize = 5;
const PROOF_BYTES: usize = 10;
const CODE_CHARS: usize = 24;
/// Keeps these codes apart from anything else the secret may sign one day.
const PURPOSE: &[u8] = b"phone page of ticket ";
/// Crockford's: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes and reads the codes of a site.
#[derive(Clone)]
pub struct PhoneCodes {
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for PhoneCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneCodes").finish_non_exhaustive()
    }
}

impl PhoneCodes {
    /// The codes under a site's secret.
    pub fn new(secret: &[u8]) -> Self {
        let mac = Hmac::new_from_slice(secret).expect("invariant: HMAC takes keys of any length");
        Self { mac }
    }

    /// The code of a ticket.
    pub fn encode(&self, ticket: TicketId) -> String {
        let id = ticket.0.to_be_bytes();
        let mut bytes = [0; ID_BYTES + PROOF_BYTES];
        bytes[..ID_BYTES].copy_from_slice(&id[id.len() - ID_BYTES..]);
        bytes[ID_BYTES..].copy_from_slice(&self.proof(ticket).finalize().into_bytes()[..PROOF_BYTES]);
        base32(&bytes)
    }

    /// The ticket of a code; none if this site did not make it. Takes as long for every wrong code.
    pub fn decode(&self, code: &str) -> Option<TicketId> {
        if code.len() != CODE_CHARS {
            return None;
        }
        let mut bytes = [0; ID_BYTES + PROOF_BYTES];
        for (chars, bytes) in code.as_bytes().chunks_exact(8).zip(bytes.chunks_exact_mut(5)) {
            let mut bits = 0_u64;
            for char in chars {
                let digit = ALPHABET.iter().position(|known| *known == char.to_ascii_uppercase())?;
                bits = bits << 5 | digit as u64;
            }
            bytes.copy_from_slice(&bits.to_be_bytes()[3..]);
        }
        let id = bytes[..ID_BYTES].iter().fold(0, |id, byte| id << 8 | u64::from(*byte));
        let ticket = TicketId(id);
        self.proof(ticket).verify_truncated_left(&bytes[ID_BYTES..]).ok()?;
        Some(ticket)
    }

    fn proof(&self, ticket: TicketId) -> Hmac<Sha256> {
        self.mac.clone().chain_update(PURPOSE).chain_update(ticket.0.to_be_bytes())
    }
}

/// Bytes as text, eight characters for every five; what does not fill five is left out.
pub(crate) fn base32(bytes: &[u8]) -> String {
    bytes.chunks_exact(5).flat_map(quintet).map(char::from).collect()
}

/// Five bytes as eight characters.
fn quintet(bytes: &[u8]) -> [u8; 8] {
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    std::array::from_fn(|index| ALPHABET[(bits >> (35 - 5 * index)) as usize & 31])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_its_ticket_and_nothing_else_does() {
        let codes = PhoneCodes::new(b"secret");
        for id in [0, 1, 17, 999_999, (1 << 40) - 1] {
            let code = codes.encode(TicketId(id));
            assert_eq!(code.len(), CODE_CHARS);
            assert_eq!(codes.decode(&code), Some(TicketId(id)));
            assert_eq!(codes.decode(&code.to_lowercase()), Some(TicketId(id)));
            assert_eq!(PhoneCodes::new(b"other").decode(&code), None);
        }
        assert_ne!(codes.encode(TicketId(1)), codes.encode(TicketId(2)));
    }

    #[test]
    fn one_changed_character_is_refused() {
        let codes = PhoneCodes::new(b"secret");
        let code = codes.encode(TicketId(4711));
        for at in 0..CODE_CHARS {
            let mut other = code.clone().into_bytes();
            other[at] = if other[at] == b'7' { b'8' } else { b'7' };
            assert_eq!(codes.decode(std::str::from_utf8(&other).unwrap()), None, "character {at}");
        }
        for wrong in ["", "A", "ÄÄÄÄÄÄÄÄÄÄÄÄ", "IIIIIIIIIIIIIIIIIIIIIIII", &code[1..]] {
            assert_eq!(codes.decode(wrong), None, "{wrong}");
        }
    }
}
